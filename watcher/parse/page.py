"""Reads a web page: the links that the source's CSS selector names. The HTML parser's only home.

A link on a page has no guid: its address and its text are all that tells it from the next.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from watcher.errors import ParseError
from watcher.model import Document, Item, Response, Source, one_line
from watcher.parse import challenge, dates, text
from watcher.parse.bounds import COMMENT, MAX_ENTRIES, SCRIPT, STYLE, Bounds, sections

_FIRST_TAG = re.compile(r"<!doctype\s+html\b|<([A-Za-z][^\s/<>]*)", re.IGNORECASE)
_HEADINGS = "h1, h2, h3, h4, h5, h6"
_FEEDS = ("rss", "atom", "rdf", "feed+json")
_TIME = re.compile("<time\\b[^<>]*>[^<>]*</time>", re.IGNORECASE)


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


def read(body: str, response: Response, source: Source) -> Document:
    """Read the links that `source.select` names. Raises ParseError when it names none, or the page is something else in its place."""
    page = _open(body, source.name)
    base = _base(page, response.url)
    lang = source.lang or text.language(page.root.attributes.get("lang") if page.root else None)
    elements = _matches(page, base, source)
    items = [item for element in elements if (item := _item(element, base, source.name, lang))]
    if not items:
        raise ParseError(
            source.name, f"what the selector {source.select!r} matches on this page holds no link"
        )
    title = page.css_first("title")
    return Document(kind="page", items=_once(items), title=text.plain(title.text()) if title else "")


def _matches(page: LexborHTMLParser, base: str, source: Source) -> list[LexborNode]:
    if source.select is None:
        raise ParseError(source.name, challenge.of(page) or _needs_select(page, base))
    if problem := selector_problem(source.select):
        raise ParseError(source.name, problem)
    elements = page.css(source.select)
    if not elements:
        missed = f"the selector {source.select!r} matches nothing on this page"
        raise ParseError(source.name, challenge.of(page) or missed)
    return elements[:MAX_ENTRIES]


def _once(items: list[Item]) -> tuple[Item, ...]:
    first: dict[tuple[str | None, str], Item] = {}
    for item in items:
        first.setdefault((item.link, item.title), item)
    return tuple(first.values())


def _open(body: str, name: str) -> LexborHTMLParser:
    bounds = Bounds(name, attributes=1_000, depth=1_000)
    for kind, piece in sections(body, COMMENT, SCRIPT, STYLE):
        if not kind:
            bounds.see(piece)
    try:
        return LexborHTMLParser(body)
    except (SelectolaxError, ValueError):
        raise ParseError(name, "the page is too broken to read") from None


def _base(page: LexborHTMLParser, url: str) -> str:
    base = page.css_first("base[href]")
    return (text.absolute(base.attributes.get("href"), url) if base else None) or url


def _needs_select(page: LexborHTMLParser, base: str) -> str:
    reason = 'this is a web page: name its links with select = "…" (a CSS selector)'
    named = [
        text.absolute(link.attributes.get("href"), base)
        for link in page.css("link[href]")
        if "alternate" in (link.attributes.get("rel") or "").lower().split()
        and any(kind in (link.attributes.get("type") or "").lower() for kind in _FEEDS)
    ]
    feeds = ["".join(filter(str.isprintable, feed))[:200] for feed in dict.fromkeys(named) if feed][:3]
    return f"{reason}, or use its feed: {' or '.join(feeds)}" if feeds else reason


def _item(element: LexborNode, base: str, source: str, lang: str | None) -> Item | None:
    link, anchor = next(
        ((link, a) for a in _anchors(element) if (link := text.absolute(a.attributes.get("href"), base))),
        (None, None),
    )
    if anchor is None:
        return None
    title = _title(element, anchor)
    time = element.css_first("time[datetime]")
    return Item(
        source=source,
        title=title,
        link=link,
        summary=text.brief(one_line(_words(element).replace(title, " ", 1))),
        published=dates.moment(time.attributes.get("datetime")) if time else None,
        lang=lang,
    )


def _anchors(element: LexborNode) -> list[LexborNode]:
    """The links that an element can mean: itself, or those in it."""
    return [element] if element.tag == "a" and element.attributes.get("href") else element.css("a[href]")


def _title(element: LexborNode, anchor: LexborNode) -> str:
    """A link's heading or text; where it is a picture, the heading beside it, or the words that stand for the picture.

    Not the time in it: "2 hours ago" is another title at every poll, and so another item.
    """
    inside = anchor.css_first(_HEADINGS)
    if inside and (title := _words(inside)):
        return title
    if title := _words(anchor):
        return title
    beside = element.css_first(_HEADINGS)
    if beside and (title := _words(beside)):
        return title
    picture = anchor.css_first("img[alt]")
    spoken = (
        anchor.attributes.get("title"),
        anchor.attributes.get("aria-label"),
        picture.attributes.get("alt") if picture else None,
    )
    return next((words for word in spoken if (words := text.plain(word))), "")


def _words(node: LexborNode) -> str:
    markup = node.html or ""
    return text.plain(_TIME.sub(" ", markup), markup=True) or text.plain(markup, markup=True)
