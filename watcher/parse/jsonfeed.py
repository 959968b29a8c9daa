"""Reads JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not know."""

import json
import re
from collections.abc import Mapping
from typing import Any

from watcher.errors import ParseError
from watcher.model import Document, Item, Response, Sign, Source
from watcher.parse import bridges, dates, text
from watcher.parse.bounds import MAX_ENTRIES, MAX_TAGS

_LONGEST_ADDRESS = 2000  # of a picture: channels take no longer ones
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')


def looks_like(head: str) -> bool:
    """Whether the text begins like a JSON object or array."""
    return _JSON.match(head) is not None


def read(body: str, response: Response, source: Source) -> Document:
    """Read a JSON Feed. Raises ParseError for other JSON and for what only begins like it."""
    if body.count("[") + body.count("{") > MAX_TAGS or body.count(",") > 4 * MAX_TAGS:
        raise ParseError(source.name, "the answer is JSON with too many values in it")
    try:
        feed = json.loads(body)
    except RecursionError:
        raise ParseError(source.name, "the answer is JSON, nested too deep to read") from None
    except ValueError:
        raise ParseError(source.name, "the answer begins like JSON, but is damaged") from None
    if (
        not isinstance(feed, dict)
        or "jsonfeed.org" not in str(feed.get("version"))
        or not isinstance(feed.get("items", []), list)
    ):
        raise ParseError(source.name, "the answer is JSON, but no JSON Feed")
    lang = source.lang or text.language(feed.get("language"))
    entries = [entry for entry in feed.get("items", [])[:MAX_ENTRIES] if isinstance(entry, dict)]
    items, broken = bridges.without_reports([_item(entry, response.url, source, lang) for entry in entries])
    return Document(
        kind="json",
        items=items,
        title=text.plain(feed.get("title")),
        signs={Sign.BRIDGE: broken} if broken else {},
    )


def _item(entry: Mapping[str, Any], base: str, source: Source, lang: str | None) -> Item:
    content = text.plain(entry.get("content_text")) or text.plain(entry.get("content_html"), markup=True)
    return Item(
        source=source.name,
        guid=text.exact(entry.get("id")),
        title=text.headline(entry.get("title")),
        link=text.absolute(entry.get("url"), base) or text.absolute(entry.get("external_url"), base),
        summary=text.brief(text.plain(entry.get("summary")) or content),
        published=dates.moment(entry.get("date_published")) or dates.moment(entry.get("date_modified")),
        lang=source.lang or text.language(entry.get("language")) or lang,
        image=_image(entry, base),
    )


def _image(entry: Mapping[str, Any], base: str) -> str | None:
    """Give the item's picture, its own before the banner above it; only what is safe to show: https, of bounded length."""
    found = (text.absolute(entry.get(name), base) for name in ("image", "banner_image"))
    return next(
        (
            link
            for link in found
            if link and link.lower().startswith("https://") and len(link) <= _LONGEST_ADDRESS
        ),
        None,
    )
