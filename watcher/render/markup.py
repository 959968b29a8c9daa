"""Owns Discord's markup: how clean text stands for itself there, and what may be bold or a link."""

import re
from urllib.parse import urlsplit

from watcher.render.safe import cut, marked, units
from watcher.render.words import Words

LONGEST_LINK_SHOWN = 200  # units of an address that stands in a text

# A backslash before punctuation shows the character itself. "<" opens mentions, timestamps and emoji, "["
# links, and "://" bare ones.
_MARKUP = re.compile(r"[\\*_~|`<\[\]@]|:(?=//)|^[>#+-]|(?P<list>^\d+)[.)]")


def escape(text: str) -> str:
    """Make clean text stand for itself in a title or a description."""
    return _MARKUP.sub(lambda m: f"{m['list']}\\{m[0][-1]}" if m["list"] else f"\\{m[0]}", text)


def bold(text: str, words: tuple[str, ...]) -> str:
    """Write words bold. A piece that holds a star or a backslash is left plain: its bold could end in the wrong place."""
    pieces = marked(text, words)
    shown = [
        f"**{escape(piece)}**" if hit and not {"*", "\\"} & set(piece) else escape(piece)
        for piece, hit in pieces
    ]
    return "".join(shown)


def linkable(link: str | None) -> bool:
    """Tell whether Discord takes an address: it answers 400 to one whose host has no dot, such as that of a container."""
    return link is not None and "." in (urlsplit(link).hostname or "").strip(".")


def linked(name: str, link: str | None, limit: int) -> str:
    """Write a name of at most so many units, as a link where it has one that fits a text."""
    shown = cut(name, limit, escape)
    return f"[{shown}]({link})" if link and linkable(link) and len(link) <= LONGEST_LINK_SHOWN else shown


def places(said: Words, limit: int) -> str:
    """Say where else it was reported, each with its link; without links where these take more than so many units."""
    if not said.places:
        return ""
    names = ", ".join(linked(place.source, place.link, 80) for place in said.places)
    whole = f"also at: {names}{said.and_more}"
    return whole if units(whole) <= limit else cut(said.places_named, limit, escape)
