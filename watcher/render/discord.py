"""Letter to webhook payloads. Owns Discord's limits, its markup and how an alert looks there.

Limits are those of discord.com/developers (resources/message, "Embed Limits"), counted in UTF-16 units.
"""

import re
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


def payloads(letter: Letter) -> list[dict[str, Any]]:
    """Give what to post, in as few messages as hold it all. Nothing in them pings."""
    messages = _lists(letter) if len(letter.alerts) > FULL else [_whole(letter)]
    message: dict[str, Any] = {"allowed_mentions": {"parse": []}}
    if all(alert.quiet for alert in letter.alerts):
        message["flags"] = QUIET
    return [message | {"embeds": embeds} for embeds in messages]


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
    lines = [
        f"{said.icon} {cut(about, 300, escape)}" if about else "",
        cut(said.summary, 600, lambda text: _bold(text, said.bold)),
        cut(said.story, 200, escape),
        _why(said),
        said.link if said.link and not linked and len(said.link) <= 200 else "",
    ]
    return "\n".join(line for line in lines if line) or said.icon


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


def _lists(letter: Letter) -> list[list[dict[str, Any]]]:
    """Name every alert in as few messages as hold them: links go first, then the ends of long names."""
    said = [words(alert, letter) for alert in letter.alerts]
    best: list[list[dict[str, Any]]] = []
    for longest, links in ((TITLE, True), (TITLE, False), (100, False), (60, False)):
        pages = _pages(letter, _groups(said, longest, links=links))
        best = pages if not best or len(pages) < len(best) else best
        if len(best) == 1:
            break
    return best


def _groups(alerts: list[Words], longest: int, *, links: bool) -> dict[str, list[str]]:
    """Give the lines of each watch under its heading, in the order of the letter."""
    groups: dict[str, list[str]] = {}
    for said in alerts:
        heading = f"**{cut(said.topic.partition(' · ')[0] or said.source, 80, escape)}**"
        groups.setdefault(heading, []).append(_line(said, longest, links=links))
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


def _pages(letter: Letter, groups: dict[str, list[str]]) -> list[list[dict[str, Any]]]:
    title = f"{len(letter.alerts)} alerts"
    pages: list[list[str]] = [[]]  # the descriptions of each message
    for heading, lines in groups.items():
        for index, line in enumerate(lines):
            _append(
                pages,
                line if index else f"{heading}\n{line}",
                f"{heading}\n{line}",
                ALL_EMBEDS - 2 * len(title),
            )
    colour = _loudest(letter)
    return [
        [_page(title, colour, text, first=not number) for number, text in enumerate(page)] for page in pages
    ]


def _append(pages: list[list[str]], line: str, fresh: str, room: int) -> None:
    """Put a line below the last one. A new embed or message begins with `fresh`: the heading again."""
    page = pages[-1]
    used = sum(units(text) for text in page)
    if page and units(page[-1]) + units(line) < DESCRIPTION and used + units(line) < room:
        page[-1] += f"\n{line}"
    elif len(page) < EMBEDS and used + units(fresh) <= room:
        page.append(fresh)
    else:
        pages.append([fresh])


def _page(title: str, colour: int, text: str, *, first: bool) -> dict[str, Any]:
    return (
        {"title": title, "description": text, "color": colour}
        if first
        else {"description": text, "color": colour}
    )


def _loudest(letter: Letter) -> int:
    statuses = {alert.status for alert in letter.alerts}
    return next((_COLOURS[status] for status in _LOUDEST if status in statuses), _OURS)
