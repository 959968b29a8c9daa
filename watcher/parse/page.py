"""Decides how a web page becomes items: by the selector of its entries, by the list found on it, or as text, passage by passage.

What a list looks like is listing.py's, what an entry holds entries.py's, what a passage is passages.py's.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from watcher.errors import ParseError
from watcher.model import Document, Item, Response, Sign, Source, one_line
from watcher.parse import advertised, entries, listing, passages, standin, text
from watcher.parse.bounds import MAX_ENTRIES, bound_page

_SURELY = 3  # entries
_FIRST_TAG = re.compile(r"<!doctype\s+html\b|<([A-Za-z][^\s/<>]*)", re.IGNORECASE)


def looks_like(head: str) -> bool:
    """Whether the text's first tag is one of HTML's."""
    first = _FIRST_TAG.search(head)
    return first is not None and (first[1] is None or first[1].lower() in text.HTML)


def selector_problem(select: str) -> str | None:
    """Say why a CSS selector can't be used, None when it can. For the config check."""
    if not select.strip():
        return "the selector is empty"
    try:
        LexborHTMLParser("<p></p>").css(select)
    except (SelectolaxError, ValueError):
        return f"{one_line(select)!r} is no CSS selector that we can use"
    return None


def read(
    body: str, response: Response, source: Source, *, kind: str | None = None, found: str | None = None
) -> Document:
    """Read a page. `kind` and `found`: what this source was before, and the selector that its list was found with.

    Raises ParseError, with its sign where the page is something else in place of what was there.
    """
    page = _open(body, source.name)
    base = _base(page, response.url)
    lang = source.lang or text.language(page.root.attributes.get("lang") if page.root else None)
    reading = _Reading(page, base, response.url, source, lang)
    if source.text:
        reading.refuse_stand_in()
        document = _as_text(reading)
    elif source.select is not None:
        document = _selected(reading, source.select)
    else:
        document = _looked_at(reading, kind, found)
    return replace(document, title=reading.title, feeds=advertised.feeds(page, base))


class _Reading:
    """One page under one source, while it is read."""

    def __init__(self, page: LexborHTMLParser, base: str, url: str, source: Source, lang: str | None) -> None:
        self.page = page
        self.base = base
        self.url = url
        self.source = source
        self.lang = lang
        title = page.css_first("title")
        self.title = text.plain(title.text()) if title else ""

    def items(self, elements: Sequence[LexborNode]) -> tuple[Item, ...]:
        return entries.items(elements, self.base, self.source, self.lang, self.title)

    def matched(self, selector: str) -> tuple[Item, ...]:
        return self.items(self.page.css(selector)[:MAX_ENTRIES])

    def refuse_stand_in(self, items: Sequence[Item] = ()) -> None:
        """Raise ParseError when the page only stands in for the one that we asked for.

        `items`: found where they always were. With several of them it is the page that we asked for, whatever else it says; but a test
        for browsers has links too.
        """
        instead = standin.standing_in(self.page, self.source.url.reveal(), self.url)
        if instead is not None and (len(items) < _SURELY or instead[0] is Sign.CHALLENGE):
            raise ParseError(self.source.name, instead[1], sign=instead[0])


def _selected(reading: _Reading, select: str) -> Document:
    name = reading.source.name
    if problem := selector_problem(select):
        raise ParseError(name, problem)
    elements = reading.page.css(select)[:MAX_ENTRIES]
    items = reading.items(elements)
    reading.refuse_stand_in(items)  # a selector such as "a" matches the links of any page
    if not items:
        missed = (
            f"what the selector {select!r} matches on this page holds no link"
            if elements
            else f"the selector {select!r} matches nothing on this page"
        )
        raise ParseError(name, missed, sign=Sign.MISSED)
    return Document(kind="page", items=items, selector=select)


def _looked_at(reading: _Reading, kind: str | None, found: str | None) -> Document:
    known = reading.matched(found) if found is not None and selector_problem(found) is None else ()
    reading.refuse_stand_in(known)
    if kind in ("feed", "json"):
        raise ParseError(
            reading.source.name, "it answers with a web page instead of its feed", sign=Sign.PAGE
        )
    if known:
        return Document(kind="page", items=known, selector=found)
    # What was text stays text: a list that comes and goes would show the same words as new each time.
    selector = None if kind == "text" else listing.selector(reading.page, reading.base)
    items = reading.matched(selector) if selector else ()
    if items:
        return Document(kind="page", items=items, selector=selector, signs=_reshaped(found, items))
    if kind == "page":
        raise ParseError(reading.source.name, "the list of entries is gone from this page", sign=Sign.MISSED)
    return _as_text(reading)


def _reshaped(found: str | None, items: tuple[Item, ...]) -> dict[Sign, str]:
    if found is None:
        return {}
    first = items[0].title or items[0].link or ""
    return {
        Sign.RESHAPED: "the list that was found here is gone; another was found "
        f"({len(items)} {'entry' if len(items) == 1 else 'entries'}, first “{_short(first)}”)"
    }


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59].rstrip() + "…"


def _as_text(reading: _Reading) -> Document:
    items = passages.items(reading.page, reading.url, reading.source, reading.lang)
    if not items:
        raise ParseError(
            reading.source.name, "the page holds no text that we can read; scripts may write it in a browser"
        )
    return Document(kind="text", items=items)


def _open(body: str, name: str) -> LexborHTMLParser:
    bound_page(body, name)
    try:
        return LexborHTMLParser(body)
    except (SelectolaxError, ValueError):
        raise ParseError(name, "the page is too broken to read") from None


def _base(page: LexborHTMLParser, url: str) -> str:
    base = page.css_first("base[href]")
    return (text.absolute(base.attributes.get("href"), url) if base else None) or url
