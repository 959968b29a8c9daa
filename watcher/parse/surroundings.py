"""Decides what of a page belongs to an entry that is named by its link alone, or whose list puts beside it what others put into it.

Around a link: all that holds no other entry's link. Beside an entry: the dt before a dd, the paragraphs after a heading, the words around a
bare link. Which elements are entries, and what is read in them, is decided elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from watcher.parse import text, titles

_HIGHEST = 30  # steps that an entry's element may stand above its link
_NO_ROOM = frozenset({"main", "body", "html"})
_MOST_BESIDE = 8  # neighbours
_LONGEST_HEADING = 500  # characters
_MOST_PIECES = 60  # elements and texts in a heading
_NEAR = 5  # steps from a link up to what holds its heading too
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset({"a", "span", "b", "strong", "em", "i", "font", "small"})
_WITHIN_A_LINE = _INLINE - {"a"} | {"time", "img", "abbr"}


def spaces(elements: Sequence[LexborNode], links: Sequence[tuple[LexborNode, str]]) -> list[LexborNode]:
    """Give what an entry's words and date are looked for in: the element; of a link among others, what surrounds it.

    `links`: those of the elements that are links, with their addresses.
    """
    if len(links) < 2:
        return list(elements)
    around = rooms([node for node, _ in links], [address for _, address in links])
    found = {node.mem_id: room for (node, _), room in zip(links, around, strict=True)}
    return [found.get(element.mem_id, element) for element in elements]


def rooms(links: Sequence[LexborNode], addresses: Sequence[str]) -> list[LexborNode]:
    """Give what surrounds each of a list's links: the highest element in which no other of them leads elsewhere.

    None is higher above its link than is common among them: the last entry is not the whole page.
    """
    alone: dict[int, str | None] = {}  # the one address within an element, None: several
    for node, address in zip(links, addresses, strict=True):
        place: LexborNode | None = node
        for _ in range(_HIGHEST):
            if place is None or place.tag in _NO_ROOM:
                break
            if place.mem_id in alone and alone[place.mem_id] is None:
                break
            alone[place.mem_id] = address if alone.get(place.mem_id, address) == address else None
            place = place.parent
    heights = [_height(node, alone) for node in links]
    common = Counter(heights).most_common(1)[0][0] if heights else 0
    return [_up(node, min(height, common)) for node, height in zip(links, heights, strict=True)]


def _height(node: LexborNode, alone: dict[int, str | None]) -> int:
    height, place = 0, node.parent
    while place is not None and alone.get(place.mem_id) is not None:
        height, place = height + 1, place.parent
    return height


def _up(node: LexborNode, steps: int) -> LexborNode:
    for _ in range(steps):
        node = node.parent or node
    return node


def address(link: LexborNode, base: str) -> str | None:
    """Give where a link leads, None where that is on the same page, unless to the heading of a release."""
    href = (link.attributes.get("href") or "").strip()
    if len(href) < 2 or not href.startswith("#"):
        return text.absolute(href, base)
    above = link.parent
    heading = above if above is not None and above.tag in _HEADINGS else None
    names = heading is not None and _may_name(heading, link) and titles.is_release(titles.words(heading))
    return urljoin(base, href) if names else None


def heading_of(link: LexborNode, known: dict[int, list[LexborNode]]) -> LexborNode | None:
    """Give the heading that says what a link leads to whose own words don't ("Read more", "#"); None where the heading is a link itself.

    That is the one heading in the lowest element that holds both. `known`: the headings in elements looked at before; of many links in one
    element only the first has to look.
    """
    said = link.text()[:100].strip()
    if not (titles.is_button(said) or titles.is_sign(said)):
        return None
    place = link.parent
    for _ in range(_NEAR):
        if place is None or place.tag in _NO_ROOM:
            return None
        if place.mem_id not in known:
            known[place.mem_id] = [place] if place.tag in _HEADINGS else place.css(", ".join(_HEADINGS))[:2]
        if headings := known[place.mem_id]:
            return headings[0] if len(headings) == 1 and _may_name(headings[0], link) else None
        place = place.parent
    return None


def _may_name(heading: LexborNode, link: LexborNode) -> bool:
    """Whether a heading is short enough for a title, and holds no other link."""
    pieces = sum(1 for _ in islice(heading.traverse(include_text=True), _MOST_PIECES))
    if pieces == _MOST_PIECES or len(heading.text()) > _LONGEST_HEADING:
        return False
    return all(other.mem_id == link.mem_id for other in heading.css("a[href]")[:2])


def beside(space: LexborNode, taken: set[int]) -> list[LexborNode]:
    """Give the neighbours that belong to an entry: the dt before a dd, what follows a dt or a heading, the words around a bare link."""
    if space.tag == "dd":
        return _neighbours(space, taken, back=True, until=_is("p", "div", "a"))
    if space.tag == "dt":
        return _neighbours(space, taken, back=False, until=_is("dt"))
    if space.tag in _HEADINGS:
        other = ("section", "article", "nav", "footer", "aside", "form")
        release = titles.is_release(titles.words(space))  # its changes are a list
        return _neighbours(space, taken, back=False, until=_is(*other, *(() if release else ("ul",))))
    if space.tag in _INLINE:
        before = _neighbours(space, taken, back=True, until=_ends_a_line)
        return before + _neighbours(space, taken, back=False, until=_ends_a_line)
    return []


def _neighbours(
    space: LexborNode, taken: set[int], *, back: bool, until: Callable[[LexborNode], bool]
) -> list[LexborNode]:
    found: list[LexborNode] = []
    node = space.prev if back else space.next
    while node is not None and len(found) < _MOST_BESIDE and node.mem_id not in taken and not until(node):
        if not node.is_comment_node:
            found.append(node)
        if node.tag == "dt":
            break
        node = node.prev if back else node.next
    return found


def _is(*tags: str) -> Callable[[LexborNode], bool]:
    return lambda node: node.tag in tags or node.tag in _HEADINGS


def _ends_a_line(node: LexborNode) -> bool:
    return node.is_element_node and node.tag not in _WITHIN_A_LINE
