"""Letter to webhook payloads. Owns how an alert looks in Discord, and what a channel's switches change of it.

Limits are those of discord.com/developers (resources/message, "Embed Limits"), counted in UTF-16 units.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import accumulate
from typing import Any

from watcher.model import Alert, Channel, Letter, Reason, Secret, Status
from watcher.render import letters, pages
from watcher.render.markup import LONGEST_LINK_SHOWN, bold, escape, linkable, places
from watcher.render.plain import who
from watcher.render.safe import cut, link, units
from watcher.render.times import plausible
from watcher.render.words import LINE, OURSELVES, Words, words

TITLE = 256
THREAD_NAME = 100  # units of the name of a forum's post
QUIET = 1 << 12  # the flag SUPPRESS_NOTIFICATIONS
_PLACES = (
    250  # units of "also at", where several alerts share a message; one alone may have four times as many
)
_LINES = 2700  # units of a note's lines in its first message, which it has to itself
_PLAINLY = Channel(name="", url=Secret(""), shown="")

_COLOURS = {
    Status.SPECULATED: 0x99AAB5,
    Status.ANNOUNCED: 0x2ECC71,
    Status.DATED: 0x3498DB,
    Status.RELEASED: 0x9B59B6,
    Status.DELAYED: 0xE67E22,
    Status.CANCELLED: 0xE74C3C,
    Status.MENTIONED: 0x99AAB5,
}
_KEYWORDS, _OURS = 0x1ABC9C, 0x7F8C8D
_LOUDEST = (
    Status.CANCELLED,
    Status.DELAYED,
    Status.RELEASED,
    Status.DATED,
    Status.ANNOUNCED,
    Status.SPECULATED,
)


@dataclass(frozen=True, slots=True)
class Post:
    """One message: what to post, and the ids of the alerts that it holds whole. No alert is in two, but for one whose lines fill several.

    page, pages: which of these it is, and how many there are. The same alert is always cut up in the same way.
    watch: whose post in a forum it belongs to, "" for notices about ourselves. name: of that post, where it must be opened.
    """

    payload: dict[str, Any]
    alerts: tuple[str, ...]
    watch: str = ""
    name: str = OURSELVES
    page: int = 1
    pages: int = 1


def posts(letter: Letter, channel: Channel = _PLAINLY) -> list[Post]:
    """Give what to post, in as few messages as hold it all. Nothing in them pings but what the channel's `ping` names."""
    parts = _by_watch(letter) if channel.forum else [letter]
    return [post for part in parts for each in _apart(part) for post in _posts(each, channel)]


def _by_watch(letter: Letter) -> list[Letter]:
    """Split a letter for a forum: each watch has a post of its own there."""
    names = dict.fromkeys(
        (*(a.watch or "" for a in letter.alerts), *(p.watch for p in letter.places if letter.digest))
    )
    return [
        replace(
            letter,
            alerts=tuple(a for a in letter.alerts if (a.watch or "") == name),
            places=tuple(p for p in letter.places if p.watch == name),
        )
        for name in names
    ]


def _apart(letter: Letter) -> list[Letter]:
    """Give what has lines of its own, a note or a summary, a message to itself: it is shown whole."""
    notes = [alert for alert in letter.alerts if alert.lines]
    others = tuple(alert for alert in letter.alerts if not alert.lines)
    alone = [replace(letter, alerts=(note,), digest=False) for note in notes]
    return [*([replace(letter, alerts=others)] if others or letter.digest else []), *alone]


def _posts(letter: Letter, channel: Channel) -> list[Post]:
    watch = next((a.watch or "" for a in letter.alerts), next((p.watch for p in letter.places), ""))
    name = cut(next((group.heading for group in letters.groups(letter)), OURSELVES), THREAD_NAME)
    message = _envelope(letter, channel)
    if not letters.is_list(letter):
        ids = tuple(alert.id for alert in letter.alerts)
        made = [_embeds(letter, channel), *_continued(letter)]
        for number, embeds in enumerate(made if len(made) > 1 else (), 1):
            embeds[-1] |= {"footer": {"text": f"#{ids[0]} · {number} of {len(made)}"}}
        silent = {key: value for key, value in message.items() if key != "content"} | {
            "allowed_mentions": {"parse": []}
        }
        return [
            Post(
                (silent if number else message) | {"embeds": embeds}, ids, watch, name, number + 1, len(made)
            )
            for number, embeds in enumerate(made)
        ]
    colour = _loudest(letter.alerts)
    return [
        Post(message | {"embeds": page.embeds(colour)}, tuple(page.alerts), watch, name)
        for page in pages.pages(letter)
    ]


def _envelope(letter: Letter, channel: Channel) -> dict[str, Any]:
    """Give what a message says beside its embeds: who sends it, whom it pings, whether it makes a sound."""
    message: dict[str, Any] = {"allowed_mentions": {"parse": []}}
    if channel.sender:
        message["username"] = cut(channel.sender, 80)
    if all(alert.quiet for alert in letter.alerts):
        message["flags"] = QUIET
    kind, _, number = (channel.ping or "").partition(":")
    loud = any(alert.ping and not alert.quiet for alert in letter.alerts)
    if loud and not letter.digest and kind in ("role", "user") and number.isascii() and number.isdecimal():
        message["content"] = f"<@&{number}>" if kind == "role" else f"<@{number}>"
        message["allowed_mentions"] = {"parse": [], f"{kind}s": [number]}
    return message


def _embeds(letter: Letter, channel: Channel) -> list[dict[str, Any]]:
    """Of embeds with one address Discord shows only the first: the others carry theirs as text."""
    embeds: list[dict[str, Any]] = []
    addresses: set[str] = set()
    alone = len(letter.alerts) == 1 and not letter.alerts[0].lines
    for alert in letter.alerts:
        said = words(alert, letter)
        whole = linkable(said.link) and said.link not in addresses
        addresses.add(said.link or "")
        embeds.append(_embed(alert, said, channel, 4 * _PLACES if alone else _PLACES, linked=whole))
    return embeds


def _embed(alert: Alert, said: Words, channel: Channel, room: int, *, linked: bool) -> dict[str, Any]:
    """Show one alert. At most 1,740 units and `room` for "also at": three of them fit into one message."""
    published = alert.item.published if alert.item else None
    first = f"{said.icon} {cut(said.about, 200)}" if said.about else ""
    embed: dict[str, Any] = {
        "title": cut(said.headline, TITLE, escape),
        "description": _compact(said, linked=linked)
        if channel.compact
        else _description(said, room, linked=linked),
        "color": _colour(alert),
        "footer": {"text": said.wrong or f"#{said.id}"},
    }
    if first and not channel.compact:
        embed["author"] = {"name": first}
    if linked:
        embed["url"] = said.link
    if published and plausible(published):
        embed["timestamp"] = published.astimezone(UTC).isoformat(timespec="seconds")
    if channel.image and not channel.compact and (picture := _picture(alert)):
        embed["image"] = {"url": picture}
    return embed


def _compact(said: Words, *, linked: bool) -> str:
    """Say in one line what is new, and who says so."""
    parts = (cut(said.about, 300, escape), cut(said.source, 100, escape))
    first = f"{said.icon} {' · '.join(filter(None, parts))}"
    return "\n".join([first, *_lines(said)[0], *_address(said, linked=linked)])


def _description(said: Words, room: int, *, linked: bool) -> str:
    notice = "" if said.about else _notice(said)
    parts = (cut(said.before, 120, escape), cut(said.also, 100, escape), places(said, room))
    lines = [
        f"{said.icon} {cut(notice, 500, escape)}" if notice else "",
        cut(who(said), 200, escape) if said.about else "",
        "" if notice else cut(said.summary, 340, lambda text: bold(text, said.bold)),
        *_lines(said)[0],
        " · ".join(filter(None, parts)),
        _because(said),
        *_address(said, linked=linked),
    ]
    return "\n".join(line for line in lines if line) or said.icon


def _notice(said: Words) -> str:
    """Say a notice about ourselves: its sentence too, if the title has no room for it."""
    whole = cut(said.headline, TITLE, escape) == escape(said.headline)
    headline = "" if whole else cut(said.headline, 450 - units(said.summary))
    return " – ".join(part for part in (headline, said.summary) if part)


def _lines(said: Words) -> tuple[list[str], list[str]]:
    """Give the lines of a note: those that its own message holds, and those that need more messages."""
    written = [cut(line, LINE, escape) for line in said.lines]
    ends = accumulate(units(line) + 1 for line in written)
    here = sum(end <= _LINES for end in ends)
    return written[:here], written[here:]


def _continued(letter: Letter) -> list[list[dict[str, Any]]]:
    """Give the embeds of the further messages that the lines of a note need: nothing that it names is left out."""
    if len(letter.alerts) != 1:  # a note has a letter to itself
        return []
    said = words(letter.alerts[0], letter)
    first = f"{said.icon} {cut(said.about, 200)}" if said.about else ""
    made = pages.continued(said.headline, _lines(said)[1], _colour(letter.alerts[0]))
    for page in made:
        page[0] |= {"author": {"name": first}} if first else {}
    return made


def _because(said: Words) -> str:
    found = " + ".join(f"**{cut(word, 60, escape)}**" for word in said.matched[:2])
    parts = (f"matched {found}" if found else "", cut(said.why, 120, escape))
    return " · ".join(part for part in parts if part)


def _address(said: Words, *, linked: bool) -> Iterable[str]:
    return [said.link] if said.link and not linked and len(said.link) <= LONGEST_LINK_SHOWN else []


def _picture(alert: Alert) -> str | None:
    picture = link(alert.item.image) if alert.item else None
    return picture if picture and picture.startswith("https://") and linkable(picture) else None


def _colour(alert: Alert) -> int:
    if alert.status is None and alert.reason in (Reason.HEALTH, Reason.TEST, Reason.NOTE, Reason.RESET):
        return _OURS
    return _COLOURS[alert.status] if alert.status else _KEYWORDS


def _loudest(alerts: Sequence[Alert]) -> int:
    statuses = {alert.status for alert in alerts}
    return next((_COLOURS[status] for status in _LOUDEST if status in statuses), _OURS)
