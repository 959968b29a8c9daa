"""Decides what the article on a page says: its title, its words without what stands around them, when it was published.

With the extra `[article]` trafilatura finds the words, and this is its only home; without it maintext.py does. What a page says of itself
for search engines (JSON-LD, Open Graph) goes before what is found by looking.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from watcher.errors import ParseError
from watcher.parse import clean, dates, maintext, standin, text
from watcher.parse.bounds import bound_page
from watcher.parse.glance import weight

MAX_TEXT = 20_000  # characters
_MAX_PAGE = 2_000_000  # characters; an article is a tenth of that
_MAX_DATA = 300_000  # characters of one JSON-LD script
_LEAST = 60  # weight of words that are an article
_KINDS = (
    "article",
    "newsarticle",
    "blogposting",
    "report",
    "techarticle",
    "liveblogposting",
    "socialmediaposting",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article's own words: plain, a paragraph a line, at most MAX_TEXT characters; what a page does not say is "" or None."""

    title: str
    text: str
    published: datetime | None = None
    lang: str | None = None  # BCP 47


def main_text(body: bytes, content_type: str, url: str) -> Article | None:
    """Read the article on a page. None where there is none: too short, too broken, or a page that only stands in for it. Never raises."""
    try:
        markup = clean.text_of(body, content_type, url)
        page = _opened(markup) if len(markup) <= _MAX_PAGE else None
    except (ParseError, SelectolaxError, ValueError):
        return None
    if page is None or page.body is None or standin.standing_in(page, url, url):
        return None
    data = _data(page)
    words = _by_library(markup, url) or maintext.find(page)
    spoken = _tidied(str(data.get("articleBody") or ""))
    if weight(words) < weight(spoken) / 2:  # the page's scripts write what its data already hold
        words = spoken
    if weight(words) < _LEAST:
        return None
    return Article(
        title=_title(page, data),
        text=words[:MAX_TEXT],
        published=_published(page, data),
        lang=text.language(data.get("inLanguage"))
        or text.language(page.root.attributes.get("lang") if page.root else None),
    )


def _opened(markup: str) -> LexborHTMLParser:
    bound_page(markup, "")
    return LexborHTMLParser(markup)


def _by_library(markup: str, url: str) -> str:
    """The words as trafilatura finds them; "" where it isn't installed or finds none."""
    try:
        import trafilatura  # noqa: PLC0415  an extra, and 20 MB that most polls don't need
    except ImportError:
        return ""
    try:
        found = trafilatura.extract(
            markup,
            url=url,
            include_comments=False,
            include_tables=False,
            with_metadata=False,
            favor_precision=True,
        )
    except Exception:  # noqa: BLE001  it has no error of its own; our own way is still there
        return ""
    return _tidied(found or "")


def _tidied(words: str) -> str:
    """Give words a paragraph a line, each plain."""
    lines = (text.plain(line) for line in words[: 2 * MAX_TEXT].splitlines())
    return "\n".join(line for line in lines if line)[:MAX_TEXT]


def _data(page: LexborHTMLParser) -> Mapping[str, Any]:
    """What the page says of its article in JSON-LD (schema.org/Article)."""
    for script in page.css("script[type='application/ld+json' i]")[:20]:
        try:
            said = json.loads(script.text()[:_MAX_DATA], strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(said):
            kinds = node.get("@type")
            if any(str(kind).lower() in _KINDS for kind in (kinds if isinstance(kinds, list) else [kinds])):
                return node
    return {}


def _nodes(said: object) -> Iterator[Mapping[str, Any]]:
    for node in (said if isinstance(said, list) else [said])[:50]:
        if isinstance(node, Mapping):
            yield node
            graph = node.get("@graph")
            yield from (
                part for part in (graph if isinstance(graph, list) else [])[:50] if isinstance(part, Mapping)
            )


def _title(page: LexborHTMLParser, data: Mapping[str, Any]) -> str:
    shown = page.css_first("h1")
    candidates = (
        text.headline(data.get("headline")),
        text.headline(_meta(page, "og:title")),
        text.headline(shown.html, markup=True) if shown else "",
        text.headline(title.text()) if (title := page.css_first("title")) else "",
    )
    return next((found for found in candidates if found), "")


def _published(page: LexborHTMLParser, data: Mapping[str, Any]) -> datetime | None:
    time = page.css_first(
        "article time[datetime], main time[datetime], time[datetime][itemprop='datePublished'], time[pubdate]"
    )
    said = (
        data.get("datePublished"),
        _meta(page, "article:published_time"),
        time.attributes.get("datetime") if time else None,
    )
    return next((when for text_of_it in said if (when := dates.moment(text_of_it))), None)


def _meta(page: LexborHTMLParser, name: str) -> str | None:
    node = page.css_first(f"meta[property='{name}'][content], meta[name='{name}'][content]")
    return node.attributes.get("content") if node else None
