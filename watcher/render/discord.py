"""Letter to webhook payloads. Owns Discord's limits, its markup and how an alert looks there.

Limits are those of discord.com/developers (resources/message, "Embed Limits"), counted in UTF-16 units.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any
from urllib.parse import urlsplit

from watcher.model import Alert, Letter, Reason, Status
from watcher.render.safe import cut, marked, units
from watcher.render.words import Words, plausible, words

TITLE, DESCRIPTION, ALL_EMBEDS, EMBEDS = 256, 4096, 6000, 10
FULL = 3  # so many alerts are shown whole in one message; more become a list
QUIET = 1 << 12  # the flag SUPPRESS_NOTIFICATIONS

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

# A backslash before punctuation shows the character itself. "<" opens mentions, timestamps and emoji, "["
# links, and "://" bare ones.
_MARKUP = re.compile(r"[\\*_~|`<\[\]@]|:(?=//)|^[>#+-]|(?P<list>^\d+)[.)]")


@dataclass(frozen=True, slots=True)
class Post:
    """One message: what to post, and the ids of the alerts that it holds whole. No alert is in two."""

    payload: dict[str, Any]
    alerts: tuple[str, ...]


def posts(letter: Letter) -> list[Post]:
    """Give what to post, in as few messages as hold it all. Nothing in them pings."""
    message: dict[str, Any] = {"allowed_mentions": {"parse": []}}
    if all(alert.quiet for alert in letter.alerts):
        message["flags"] = QUIET
    if len(letter.alerts) <= FULL:
        ids = tuple(alert.id for alert in letter.alerts)
        return [Post(message | {"embeds": _whole(letter)}, ids)]
    title, colour = f"{len(letter.alerts)} alerts", _loudest(letter)
    return [
        Post(message | {"embeds": _embeds(page, title, colour)}, tuple(page.alerts))
        for page in _pages_of(letter, ALL_EMBEDS - 2 * len(title))
    ]


def escape(text: str) -> str:
    """Make clean text stand for itself in a title or a description."""
    return _MARKUP.sub(lambda m: f"{m['list']}\\{m[0][-1]}" if m["list"] else f"\\{m[0]}", text)


def _whole(letter: Letter) -> list[dict[str, Any]]:
    """Of embeds with one address Discord shows only the first: the others carry theirs as text."""
    embeds: list[dict[str, Any]] = []
    addresses: set[str] = set()
    for alert in letter.alerts:
        said = words(alert, letter)
        linked = said.link is not None and _linkable(said.link) and said.link not in addresses
        addresses.add(said.link or "")
        embeds.append(_embed(alert, said, linked=linked))
    return embeds


def _embed(alert: Alert, said: Words, *, linked: bool) -> dict[str, Any]:
    """At most 1,900 units: three of them fit into one message."""
    published = alert.item.published if alert.item else None
    embed: dict[str, Any] = {
        "author": {"name": cut(said.source, 100)},
        "title": cut(said.headline, TITLE, escape),
        "description": _description(said, linked=linked),
        "color": _colour(alert),
        "footer": {"text": " · ".join([f"#{said.id}", *(mark for mark in said.marks if mark == "repeat")])},
    }
    if linked:
        embed["url"] = said.link
    if published and plausible(published):
        embed["timestamp"] = published.astimezone(UTC).isoformat(timespec="seconds")
    return embed


def _description(said: Words, *, linked: bool) -> str:
    about = " · ".join(part for part in (*said.marks, said.topic, said.state) if part)
    notice = "" if about else _notice(said)
    lines = [
        f"{said.icon} {cut(about or notice, 300 if about else 500, escape)}" if about or notice else "",
        "" if notice else cut(said.summary, 600, lambda text: _bold(text, said.bold)),
        cut(said.story, 200, escape),
        _why(said),
        said.link if said.link and not linked and len(said.link) <= 200 else "",
    ]
    return "\n".join(line for line in lines if line) or said.icon


def _notice(said: Words) -> str:
    """Say a notice about ourselves: its sentence too, if the title has no room for it."""
    whole = cut(said.headline, TITLE, escape) == escape(said.headline)
    return said.summary if whole else cut(said.headline, 450 - units(said.summary)) + f" – {said.summary}"


def _why(said: Words) -> str:
    found = " + ".join(f"**{escape(cut(word, 80))}**" for word in said.matched[:2])
    parts = (f"matched {found}" if found else "", cut(said.why, 160, escape))
    return " · ".join(part for part in parts if part)


def _bold(text: str, bold: tuple[str, ...]) -> str:
    """A piece that holds a star or a backslash is left plain: its bold could end in the wrong place."""
    pieces = marked(text, bold)
    shown = [
        f"**{escape(piece)}**" if hit and not {"*", "\\"} & set(piece) else escape(piece)
        for piece, hit in pieces
    ]
    return "".join(shown)


def _colour(alert: Alert) -> int:
    if alert.reason in (Reason.HEALTH, Reason.TEST) and alert.status is None:
        return _OURS
    return _COLOURS[alert.status] if alert.status else _KEYWORDS


def _linkable(link: str) -> bool:
    """Discord answers 400 to an address whose host has no dot, such as that of a container."""
    return "." in (urlsplit(link).hostname or "").strip(".")


@dataclass(slots=True)
class _Page:
    """One message in the making: the descriptions of its embeds, and whose lines they hold."""

    texts: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)


def _pages_of(letter: Letter, room: int) -> list[_Page]:
    """Name every alert in as few messages as hold them: links go first, then the ends of long names."""
    said = [words(alert, letter) for alert in letter.alerts]
    best: list[_Page] = []
    for longest, links in ((TITLE, True), (TITLE, False), (100, False), (60, False)):
        pages = _pages(_groups(said), longest, room, links=links)
        best = pages if not best or len(pages) < len(best) else best
        if len(best) == 1:
            break
    return best


def _groups(alerts: list[Words]) -> dict[str, list[Words]]:
    """Give the alerts of each watch under its heading, in the order of the letter."""
    groups: dict[str, list[Words]] = {}
    for said in alerts:
        heading = f"**{cut(said.topic.partition(' · ')[0] or said.source, 80, escape)}**"
        groups.setdefault(heading, []).append(said)
    return groups


def _line(said: Words, longest: int, *, links: bool) -> str:
    name = cut(said.headline, longest, escape)
    if links and said.link and _linkable(said.link):
        name = f"[{name}]({said.link})"
    about = ": ".join(part for part in (said.topic.partition(" · ")[2], said.state) if part)
    parts = (
        name,
        cut(about, longest // 3, escape),
        cut(said.source, longest // 3, escape),
        f"#{said.id}",
        *said.marks,
    )
    return f"{said.icon} {' · '.join(part for part in parts if part)}"


def _pages(groups: dict[str, list[Words]], longest: int, room: int, *, links: bool) -> list[_Page]:
    pages = [_Page()]
    for heading, alerts in groups.items():
        for index, said in enumerate(alerts):
            line = _line(said, longest, links=links)
            fresh = f"{heading}\n{line}"
            _append(pages, line if index else fresh, fresh, room)
            pages[-1].alerts.append(said.id)
    return pages


def _append(pages: list[_Page], line: str, fresh: str, room: int) -> None:
    """Put a line below the last one. A new embed or message begins with `fresh`: the heading again."""
    texts = pages[-1].texts
    used = sum(units(text) for text in texts)
    if texts and units(texts[-1]) + units(line) < DESCRIPTION and used + units(line) < room:
        texts[-1] += f"\n{line}"
    elif len(texts) < EMBEDS and used + units(fresh) <= room:
        texts.append(fresh)
    else:
        pages.append(_Page([fresh]))


def _embeds(page: _Page, title: str, colour: int) -> list[dict[str, Any]]:
    first, *others = ({"description": text, "color": colour} for text in page.texts)
    return [{"title": title} | first, *others]


def _loudest(letter: Letter) -> int:
    statuses = {alert.status for alert in letter.alerts}
    return next((_COLOURS[status] for status in _LOUDEST if status in statuses), _OURS)
