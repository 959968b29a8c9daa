"""Decides what one entry of a page holds: its link, title, date and summary. Which elements are entries is decided elsewhere.

An entry is an element that holds the link, or the link itself; what else belongs to it, surroundings.py knows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from selectolax.lexbor import LexborNode

from watcher.model import Item, Parts, Source, one_line
from watcher.parse import dates, identity, landmarks, surroundings, text, titles

HEADINGS = "h1, h2, h3, h4, h5, h6"
_HEADING_TAGS = frozenset(HEADINGS.split(", "))
_TITLE_NAMES = frozenset({"title", "ttl", "tit", "subject", "headline", "heading", "head", "caption"})
_DATE_NAMES = frozenset(
    {"date", "day", "time", "published", "posted", "pubdate", "timestamp", "updated", "日付"}
)

_MOST_ANCHORS = 60


@dataclass(frozen=True, slots=True)
class _Link:
    """Where an entry leads, and the anchors in it that lead there."""

    address: str | None
    anchors: tuple[LexborNode, ...]


def items(
    elements: Sequence[LexborNode], base: str, source: Source, lang: str | None, about: str = ""
) -> tuple[Item, ...]:
    """Read the entries in order. What has no link is none; the same link and title twice is one.

    `about`: what the page is about, for entries that have a number and no headline: posts in a thread.
    """
    found = [(node, address) for node in elements if node.tag == "a" and (address := _address(node, base))]
    spaces = surroundings.spaces(elements, found)
    taken = {space.mem_id for space in spaces} | {element.mem_id for element in elements}
    read = (
        _item(element, [space, *surroundings.beside(space, taken)], base, source, lang, about)
        for element, space in zip(elements, spaces, strict=True)
    )
    return identity.told_apart([item for item in read if item is not None])


def _item(
    element: LexborNode,
    around: Sequence[LexborNode],
    base: str,
    source: Source,
    lang: str | None,
    about: str,
) -> Item | None:
    parts = source.parts
    link = _link(element if parts.link is None else around[0], base, parts)
    if link is None:
        return None
    title = _part(around[0], parts.title) if parts.title else _title(around[0], link)
    summary = _part(around[0], parts.summary) if parts.summary else _rest(around, title)
    if parts.title is None and (place := titles.mere_place(title, link.address)):
        title = f"{about} {place}".strip()
    return Item(
        source=source.name,
        title=title,
        link=link.address,
        summary=text.brief(summary),
        published=_date(around, parts.date, title),
        lang=lang,
    )


def _link(element: LexborNode, base: str, parts: Parts) -> _Link | None:
    """Find where an entry leads: what its heading links to, else the link with the most words. None where it leads nowhere."""
    if parts.link:
        chosen = element.css_first(parts.link)
        within = [] if chosen is None else anchors(chosen)
        address = next((a for node in within if (a := _address(node, base))), None)
        if address:
            return _Link(address, tuple(node for node in within if _address(node, base) == address))
        return _Link(None, ()) if parts.title and element.css_first(parts.title) else None
    by_address: dict[str, list[LexborNode]] = {}
    for node in anchors(element)[:_MOST_ANCHORS]:
        if address := _address(node, base):
            by_address.setdefault(address, []).append(node)
    if not by_address:
        return _Link(None, ()) if parts.title and element.css_first(parts.title) else None
    if len(by_address) == 1:
        address, nodes = next(iter(by_address.items()))
    else:
        address, nodes = max(by_address.items(), key=lambda found: max(map(_weight, found[1])))
    return _Link(address, tuple(nodes))


def _weight(anchor: LexborNode) -> tuple[bool, int]:
    """How much a link looks like an entry's own: in a heading or with one in it, or else by its words."""
    heading = anchor.css_first(HEADINGS) is not None or _in_heading(anchor)
    return heading, text.width(anchor.text()[:400])


def _in_heading(anchor: LexborNode) -> bool:
    node = anchor.parent
    for _ in range(3):
        if node is None:
            return False
        if node.tag in _HEADING_TAGS:
            return True
        node = node.parent
    return False


def anchors(element: LexborNode) -> list[LexborNode]:
    """The links that an element can mean: itself, or those in it."""
    return [element] if element.tag == "a" and element.attributes.get("href") else element.css("a[href]")


def _address(anchor: LexborNode, base: str) -> str | None:
    return surroundings.address(anchor, base)


def _title(space: LexborNode, link: _Link) -> str:
    """A link's heading or text; where it is a picture, the heading beside it, or the words that stand for the picture."""
    for anchor in link.anchors:
        inside = anchor.css_first(HEADINGS) or _called_title(anchor)
        if inside and (title := titles.words(inside)):
            return title
    said = [title for anchor in link.anchors if (title := titles.words(anchor))]
    spoken = [title for title in said if not (titles.is_button(title) or titles.is_sign(title))]
    if spoken:
        return max(spoken, key=text.width)
    headings = [space] if space.tag in _HEADING_TAGS else space.css(HEADINGS)[:_MOST_ANCHORS]
    beside = list(map(titles.words, headings))
    if any(beside):
        return max(beside, key=text.width)
    called = _called_title(space)
    if called and (title := titles.words(called)):
        return title
    return next((words for anchor in link.anchors for words in _spoken(anchor)), "".join(said[:1]))


def _spoken(anchor: LexborNode) -> Iterator[str]:
    picture = anchor.css_first("img[alt]")
    for said in (
        anchor.attributes.get("title"),
        anchor.attributes.get("aria-label"),
        picture.attributes.get("alt") if picture else None,
    ):
        if words := text.plain(said):
            yield words


def _called_title(element: LexborNode) -> LexborNode | None:
    """Find the element that calls itself the title, where it has words."""
    for node in element.css("[class]"):
        last = landmarks.classes(node)
        if any(not landmarks.words(name).isdisjoint(_TITLE_NAMES) for name in last) and node.text(strip=True):
            return node
    return None


def _rest(nodes: Sequence[LexborNode], title: str) -> str:
    """Give an entry's other words; none where they are no more than its date."""
    words = one_line(" ".join(filter(None, map(titles.words, nodes))).replace(title, " ", 1))
    words = titles.without_button(words)
    return "" if len(words) < 40 and dates.alone(words) else words


def _part(element: LexborNode, selector: str) -> str:
    return one_line(" ".join(titles.words(node) for node in element.css(selector)[:_MOST_ANCHORS]))


def _date(nodes: Sequence[LexborNode], selector: str | None, title: str) -> datetime | None:
    """Find when an entry was published. A date in its title is what it tells of."""
    elements = [node for node in nodes if node.is_element_node]
    if selector:
        named = [found for node in elements for found in node.css(selector)]
        return next((date for node in named if (date := _moment(node))), None)
    for called in ("time, [datetime]", "[class]"):
        for node in elements:
            for found in (node, *node.css(called)):
                if (called == "time, [datetime]" or _called_date(found)) and (date := _moment(found)):
                    return date
    pieces = (piece for node in nodes for piece in node.text(separator="\n")[:4_000].split("\n"))
    return next(
        (date for piece in pieces if piece.strip() not in title and (date := dates.alone(piece))), None
    )


def _called_date(node: LexborNode) -> bool:
    return any(not landmarks.words(name).isdisjoint(_DATE_NAMES) for name in landmarks.classes(node))


def _moment(node: LexborNode) -> datetime | None:
    said = node.attributes
    if date := dates.moment(said.get("datetime")):
        return date
    spoken = (said.get("title"), node.text(separator=" ")[:200])
    return next((date for value in spoken if value and (date := dates.alone(value))), None)
