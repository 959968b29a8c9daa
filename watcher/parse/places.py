"""Decides what a link looks like from outside: its words, where it leads, the elements above it and how much their part of the page counts.

An element's step, as in a selector, is its tag with the one of its classes that is the most common on the page, or with its id where that
names a part of the page. Numbered, hashed and passing names are no part of it (landmarks.py). It compares no links: hanging.py does.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.parse import landmarks, surroundings, text, titles

_MOST_LINKS = 6_000  # looked at; a list that begins later is nobody's
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FURNITURE = 0.35  # what a link in the page's furniture weighs
_CONTENT = 1.2
_RELEASE = 25  # Latin letters: a version says as much as a headline so wide
_MAIN_PART = 0.6  # share of the page's text; what holds so much is no furniture, whatever its name
_MOST_OF_IT = 0.85  # of what is all links: a sidebar may be longer than the news


@dataclass(slots=True, eq=False)
class Place:
    """An element above links."""

    node: LexborNode
    tag: str
    above: "Place | None"
    classes: list[str]
    weight: float
    heading: bool  # it is one, or stands in one
    step: str = ""


@dataclass(slots=True, eq=False)
class Anchor:
    """A link that leads somewhere."""

    node: LexborNode
    place: Place
    address: str  # without a fragment
    fragment: bool
    title: str
    width: int
    mute: bool  # a picture: its title is the words that stand for it
    home: bool  # it leads to the same site
    heading: bool
    picture: bool  # it leads to a picture
    mere: bool  # its words only say where or when it stands

    def way(self) -> Iterator[str]:
        """Its step, and those above it."""
        return (place.step for place in self.places())

    def places(self) -> Iterator[Place]:
        """Itself, and the elements above it."""
        place: Place | None = self.place
        while place is not None:
            yield place
            place = place.above


class Places:
    """The places above a page's links, each looked at once."""

    def __init__(self, page: LexborHTMLParser, base: str) -> None:
        self._page = page
        self._base = base
        self._site = _site(base)
        self._places: dict[int, Place] = {}
        self._seen: Counter[str] = Counter()
        self._headings: dict[int, list[LexborNode]] = {}
        body = page.body
        self._letters = max(1, len(body.text())) if body else 1

    def anchors(self) -> list[Anchor]:
        """Give the links that lead somewhere, in the order of the page."""
        found = [a for node in self._page.css("a[href]")[:_MOST_LINKS] if (a := self._anchor(node))]
        for place in self._places.values():
            place.step = self._step(place)
        return found

    def steps(self) -> dict[int, str]:
        """Give the step of every element above a link, by the element's id."""
        return {number: place.step for number, place in self._places.items()}

    def _anchor(self, node: LexborNode) -> Anchor | None:
        link = surroundings.address(node, self._base)
        if link is None:
            return None
        address, fragment = urldefrag(link)
        place = self._place(node)
        title = " ".join(node.text(separator=" ")[:700].split())
        heading = surroundings.heading_of(node, self._headings)
        named = titles.words(heading) if heading else ""
        release = (node.attributes.get("href") or "").strip().startswith("#")
        if release or any(map(str.isdigit, fragment)):
            address, fragment = link, ""  # a place that has a number of its own: a post in a thread
        spoken = named or title or _spoken(node)
        return Anchor(
            node=node,
            place=place,
            address=address,
            fragment=bool(fragment),
            title=spoken,
            width=max(text.width(spoken), _RELEASE if release else 0),
            mute=not title,
            home=_site(link) == self._site,
            heading=place.heading or bool(named) or _holds_heading(node),
            mere=not (named or release) and titles.mere_place(title, link) is not None,
            picture=address.lower().endswith(_PICTURES),
        )

    def _place(self, node: LexborNode) -> Place:
        chain: list[LexborNode] = []
        place: Place | None = None
        climbing: LexborNode | None = node
        while climbing is not None and climbing.tag != "html" and len(chain) < 1_000:
            place = self._places.get(climbing.mem_id)
            if place is not None:
                break
            chain.append(climbing)
            climbing = climbing.parent
        for below in reversed(chain):
            place = self._new_place(below, place)
        assert place is not None  # noqa: S101  the node itself is in the chain or known
        return place

    def _new_place(self, node: LexborNode, above: Place | None) -> Place:
        tag = node.tag or ""
        classes = [name for name in landmarks.classes(node) if landmarks.lasts(name)]
        self._seen.update(classes)
        place = Place(
            node=node,
            tag=tag,
            above=above,
            classes=classes,
            weight=self._weight(node, tag, above.weight if above else 1.0),
            heading=tag in _HEADINGS or bool(above and above.heading),
        )
        self._places[node.mem_id] = place
        return place

    def _weight(self, node: LexborNode, tag: str, above: float) -> float:
        if above < 1.0 or tag == "body":
            return above
        said = landmarks.names(node)
        if landmarks.is_furniture(tag, said) and self._is_minor(node):
            return _FURNITURE
        if landmarks.is_menu(tag, said) and self._is_minor(node) and landmarks.is_of_short_links(node):
            return _FURNITURE
        return _CONTENT if landmarks.is_content(tag, said) else above

    def _is_minor(self, node: LexborNode) -> bool:
        share = len(node.text()) / self._letters
        return share < _MAIN_PART or (share < _MOST_OF_IT and landmarks.is_of_links(node))

    def _step(self, place: Place) -> str:
        if place.tag == "body":
            return place.tag
        if not (place.tag.isascii() and place.tag.isalnum()):
            return "*"  # "h3<item" is a tag too, but in no selector
        name = place.node.attributes.get("id") or ""
        if name and landmarks.lasts(name) and _is_alone(place.node):
            return f"{place.tag}#{name}"
        if place.classes:
            return f"{place.tag}.{max(place.classes, key=self._seen.__getitem__)}"
        return place.tag


def _holds_heading(node: LexborNode) -> bool:
    return not titles.is_bare(node) and node.css_first(", ".join(_HEADINGS)) is not None


def _is_alone(node: LexborNode) -> bool:
    """Whether no neighbour of its kind has an id too: else ids name entries here, and tomorrow's have others."""
    for neighbour in (node.prev, node.next):
        beside = neighbour
        while beside is not None and not beside.is_element_node:
            beside = beside.prev if neighbour is node.prev else beside.next
        if beside is not None and beside.tag == node.tag and beside.attributes.get("id"):
            return False
    return True


def _spoken(node: LexborNode) -> str:
    picture = node.css_first("img[alt]")
    said = node.attributes.get("title") or (picture.attributes.get("alt") if picture else None) or ""
    return " ".join(said[:300].split())


def _site(address: str) -> str:
    """The last two labels of a host are near enough to a site for telling "here" from "elsewhere"."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return ".".join(host.split(".")[-2:])
