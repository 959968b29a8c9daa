"""Reads RSS, Atom, RDF and CDF: feedparser's only home. Decides which fields are an entry's guid, link, title, summary, date, picture.

The XML is mended before (tidy.py). feedparser gets a stream and never bytes or text: a body that is a path or an address it would open.
It is told the feed's address to make links absolute; guids are kept from that, or every item would be new when a feed moves.
"""

import io
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import feedparser

from watcher.errors import ParseError
from watcher.model import Document, Item, Response, Sign, Source
from watcher.parse import bridges, dates, rests, text
from watcher.parse.bounds import MAX_ENTRIES
from watcher.parse.tidy import AS_PUBLISHED, ROOT, tidy

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}  # hours
_LONGEST = timedelta(days=1)
_LONGEST_ADDRESS = 2_000  # characters of a picture's address
_HTML = ("text/html", "application/xhtml+xml")
_FIRST_TAG = re.compile(r"<([A-Za-z_][\w:.-]{0,60})")
_PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)


def looks_like(head: str) -> bool:
    """Whether a feed's root comes in the text, and before any page's."""
    root, page = ROOT.search(head), _PAGE.search(head)
    return root is not None and (page is None or root.start() < page.start())


def read(body: str, response: Response, source: Source) -> Document:
    """Read a feed. Raises ParseError when it is none after all, or a bomb."""
    mended = tidy(body, source.name)
    parsed = _parsed(mended.xml, response.url, source.name)
    if not parsed.entries and not parsed.get("version"):
        raise ParseError(source.name, _what_it_is(body))
    about: Mapping[str, Any] = dict(parsed.feed)
    lang = source.lang or text.language(about.get("language"))
    items, broken = bridges.without_reports(
        [_item(dict(entry), response.url, source, lang) for entry in parsed.entries[:MAX_ENTRIES]]
    )
    signs = {Sign.BRIDGE: broken, Sign.CUT: "the feed ends in its middle" if mended.cut else None}
    return Document(
        kind="feed",
        items=items,
        title=_plain(about, "title"),
        fresh_for=_fresh_for(about),
        rests=rests.read(body),
        unfinished=_unfinished(mended.half, response.url, source, lang),
        signs={sign: reason for sign, reason in signs.items() if reason},
    )


def _unfinished(half: bytes, base: str, source: Source, lang: str | None) -> tuple[Item, ...]:
    """Read the entry that a document was cut in: what is left of it may be shown, but tells not which entry it is."""
    entries = _parsed(half, base, source.name).entries[:1] if half else ()
    return tuple(_item(dict(entry), base, source, lang) for entry in entries)


def _parsed(xml: bytes, url: str, name: str) -> Any:
    try:
        return feedparser.parse(
            io.BytesIO(xml),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,  # of links inside texts, and
            sanitize_html=False,  # of markup: ours become plain text
        )
    except Exception as error:  # it has no error of its own: what it trips over is another type each time
        raise ParseError(name, f"the feed is too broken to read ({type(error).__name__})") from error


def _what_it_is(body: str) -> str:
    root = _FIRST_TAG.search(body)
    return f"the answer is XML, but no feed (it begins with <{root[1]}>)" if root else "the answer is no feed"


def _item(entry: Mapping[str, Any], base: str, source: Source, lang: str | None) -> Item:
    return Item(
        source=source.name,
        guid=text.exact(_published_id(entry.get("id"))),
        title=text.headline(entry.get("title"), markup=_detail(entry, "title").get("type") in _HTML),
        link=_link(entry, base),
        summary=text.brief(_plain(entry, "summary") or _content(entry)),
        published=_published(entry),
        lang=source.lang or text.language(_detail(entry, "title").get("language")) or lang,
        image=_image(entry, base),
    )


def _published_id(found: object) -> object:
    return found.removeprefix(AS_PUBLISHED) if isinstance(found, str) else None


def _detail(entry: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    found = entry.get(f"{field}_detail")
    return found if isinstance(found, Mapping) else {}


def _plain(entry: Mapping[str, Any], field: str) -> str:
    return text.plain(entry.get(field), markup=_detail(entry, field).get("type") in _HTML)


def _content(entry: Mapping[str, Any]) -> str:
    found = entry.get("content")
    for part in found if isinstance(found, list) else []:
        if words := text.plain(part.get("value"), markup=part.get("type") in _HTML):
            return words
    return ""


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    """The first link of an entry that leads to a page; where it has none, a guid that is an address (RSS's isPermaLink)."""
    pages = [link for link in _mappings(entry, "links") if link.get("rel") == "alternate"]
    pages.sort(key=lambda link: link.get("type") not in _HTML)
    candidates = [text.absolute(link.get("href"), base) for link in pages]
    guid = _published_id(entry.get("link"))
    if isinstance(guid, str) and guid.lower().startswith(("http://", "https://")):
        candidates.append(text.absolute(guid, base))
    return next((link for link in candidates if link), None)


def _image(entry: Mapping[str, Any], base: str) -> str | None:
    """Give the picture of an entry, the larger before the smaller: Media RSS's content, an enclosure, a thumbnail. Only https."""
    enclosures = [link for link in _mappings(entry, "links") if link.get("rel") == "enclosure"]
    published = [
        *(part.get("url") for part in _mappings(entry, "media_content") if _is_picture(part)),
        *(part.get("href") for part in enclosures if _is_picture(part)),
        *(part.get("url") for part in _mappings(entry, "media_thumbnail")),
    ]
    found = (text.absolute(address, base) for address in published)
    return next(
        (a for a in found if a and a.lower().startswith("https://") and len(a) <= _LONGEST_ADDRESS), None
    )


def _is_picture(part: Mapping[str, Any]) -> bool:
    return str(part.get("medium")).lower() == "image" or str(part.get("type")).lower().startswith("image/")


def _mappings(entry: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    found = entry.get(field)
    return [part for part in found if isinstance(part, Mapping)] if isinstance(found, list) else []


def _published(entry: Mapping[str, Any]) -> datetime | None:
    for field in ("published", "updated", "created"):
        when = dates.moment(entry.get(field)) or dates.from_parts(entry.get(f"{field}_parsed"))
        if when is not None:
            return when
    return None


def _fresh_for(about: Mapping[str, Any]) -> timedelta | None:
    """How long the publisher asks to be left alone: RSS's ttl (minutes), the syndication module's period over frequency."""
    minutes = _whole(about.get("ttl"))
    hours = _PERIODS.get(str(about.get("sy_updateperiod")).strip().lower(), 0)
    times = _whole(about.get("sy_updatefrequency", "1"))
    asked = [timedelta(minutes=minutes), timedelta(hours=hours / times) if times else timedelta()]
    return min(max(asked), _LONGEST) or None


def _whole(number: object) -> int:
    """A count as published; 0 for what is none, or is too large to be meant."""
    written = str(number).strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 6 else 0
