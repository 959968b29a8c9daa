"""Reads OPML: the feeds that another reader exported. Decides which outlines are feeds and what they are called there.

OPML 1.0 and 2.0 (opml.org/spec2.opml): outlines within outlines, `xmlUrl` where one is a feed. Expat is fed directly: it needs no library,
an entity that is declared is refused as soon as it is met, so nothing can grow or be fetched, and nesting costs no stack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from watcher.errors import ParseError
from watcher.model import one_line
from watcher.parse import clean

MOST_BYTES = 5_000_000
MOST_FEEDS = 5_000
_DEEPEST = 100
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_STRAY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_READERS = re.compile(r"\Afeed:(?://)?(?=https?:)", re.IGNORECASE)
_READERS_HTTP = re.compile(r"\Afeed://", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed of an OPML file.

    url: as written there, but feed:// read as http; folders: the outlines that it stands in, and its categories.
    """

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()


def read(data: bytes, name: str) -> tuple[Outline, ...]:
    """Give the feeds of an OPML file, in its order. Raises ParseError(name) when it is none, or too large, or declares entities."""
    if len(data) > MOST_BYTES:
        raise ParseError(name, f"it is larger than {MOST_BYTES // 1_000_000} MB")
    text = _FORBIDDEN.sub(" ", clean.text_of(data, "", name))
    # Many an exporter writes the "&" of an address as it is.
    text = _DECLARATION.sub("", _STRAY.sub("&amp;", text.removeprefix("\ufeff")))
    reading = _Reading(name)
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.EntityDeclHandler = reading.refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003  expat takes no names: this is all of it
    except expat.ExpatError as error:
        raise ParseError(
            name, f"it is no OPML: line {error.lineno} is no XML ({expat.ErrorString(error.code)})"
        ) from None
    if not reading.is_opml:
        raise ParseError(name, "it is no OPML: it does not begin with <opml>")
    return tuple(reading.found)


@dataclass(slots=True)
class _Reading:
    name: str
    found: list[Outline] = field(default_factory=list)
    is_opml: bool = False
    _open: list[str] = field(
        default_factory=list
    )  # the words of outlines that are open, "" for other elements

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._open:
            self.is_opml = tag.lower() == "opml"
        said = {key.lower(): one_line(value) for key, value in attributes.items()}
        title = said.get("title") or said.get("text") or ""
        if tag.lower() == "outline" and said.get("xmlurl"):
            self._keep(said["xmlurl"], title, said.get("category", ""))
        self._open.append(title if tag.lower() == "outline" else "")
        if len(self._open) > _DEEPEST:
            raise ParseError(self.name, f"it nests more than {_DEEPEST} outlines into each other")

    def _keep(self, url: str, title: str, categories: str) -> None:
        if len(self.found) == MOST_FEEDS:
            raise ParseError(self.name, f"it holds more than {MOST_FEEDS:,} feeds")
        folders = (*filter(None, self._open), *_categories(categories))
        self.found.append(Outline(url=_of_the_web(url), title=title, folders=tuple(dict.fromkeys(folders))))

    def end(self, _tag: str) -> None:
        self._open.pop()

    def refuse(self, *_declared: object) -> None:
        raise ParseError(self.name, "it declares entities, which no export needs: it is not read")


def _of_the_web(url: str) -> str:
    """feed://host/… and feed:https://host/… are how some readers were called."""
    return _READERS_HTTP.sub("http://", _READERS.sub("", url))


def _categories(written: str) -> Iterator[str]:
    """OPML 2.0: "/News/Anime,manga", each a path or a word."""
    return (part for path in written.split(",") if (part := path.strip(" /")))
