"""Decides which links hang in a page in the same way, and names that way with a CSS selector. It does not judge them: listing.py does.

The way of a link is its step and those above it (places.py).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from math import sqrt

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.parse.places import Anchor, Places

_DEEPEST = 10  # steps from a link up
_ALIKE = (2, 3, 4, 6, _DEEPEST)  # how many steps of the way two links have in common
_WITH_COLUMN = 6  # likewise, in a table
_MOST_COLUMNS = 30
_MORE = 1.1  # how many times as many links a short selector may name
_MOST_MORE = 1.5  # and the closest one, where none is so close


@dataclass(eq=False)
class Group:
    """Links that have the last steps of their way in common."""

    way: tuple[str, ...]
    steps: dict[int, str]  # of all elements above links, by id
    anchors: list[Anchor] = field(default_factory=list)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where they lead."""
        return frozenset(anchor.address for anchor in self.anchors)

    @property
    def count(self) -> int:
        """How many addresses they lead to."""
        return len(self.addresses)

    @cached_property
    def weight(self) -> float:
        """How much the parts of the page count that they stand in."""
        return sum(anchor.place.weight for anchor in self.anchors) / len(self.anchors)

    @cached_property
    def variety(self) -> float:
        """How different their titles are: 1 where each address has its own."""
        titles = len({anchor.address if anchor.mere else anchor.title for anchor in self.anchors})
        return min(1.0, titles / self.count) * sqrt(self.count / len(self.anchors))


def groups(page: LexborHTMLParser, base: str) -> list[Group]:
    """Group the links of a page, closely and loosely: one link is in several groups."""
    places = Places(page, base)
    anchors = places.anchors()
    kinds = places.steps()
    ways_of: list[Callable[[Anchor], Iterator[tuple[str, ...]]]] = [_by_class, _by_column]
    ways_of += [partial(_by_steps, steps) for steps in _ALIKE]
    found: dict[tuple[int, ...], Group] = {}
    for ways in ways_of:
        alike: dict[tuple[str, ...], Group] = {}
        for anchor in anchors:
            for way in ways(anchor):
                alike.setdefault(way, Group(way, kinds)).anchors.append(anchor)
        for group in alike.values():
            ids = (len(group.anchors), group.anchors[0].node.mem_id, group.anchors[-1].node.mem_id)
            found[ids] = group  # the closer description of the same links
    return list(found.values())


def _by_steps(steps: int, anchor: Anchor) -> Iterator[tuple[str, ...]]:
    yield tuple(step for step, _ in zip(anchor.way(), range(steps), strict=False))


def _by_class(anchor: Anchor) -> Iterator[tuple[str, ...]]:
    """Each class of a link, and of what it stands in, may be the one that tells the list from its neighbours."""
    for name in anchor.place.classes:
        yield (f"{anchor.place.tag}.{name}",)
    if anchor.place.above is not None:
        for name in anchor.place.above.classes:
            yield anchor.place.tag, f"{anchor.place.above.tag}.{name}"


def _by_column(anchor: Anchor) -> Iterator[tuple[str, ...]]:
    """In a table the column tells a title from the document beside it."""
    places = list(zip(anchor.places(), range(_WITH_COLUMN), strict=False))
    cell = next((place for place, _ in places if place.tag == "td"), None)
    column = _column(cell.node) if cell else 0
    if column:
        yield tuple(f"td:nth-child({column})" if place is cell else place.step for place, _ in places)


def _column(cell: LexborNode) -> int:
    column = 0
    beside: LexborNode | None = cell
    while beside is not None and column <= _MOST_COLUMNS:
        column += beside.is_element_node
        beside = beside.prev
    return column if column <= _MOST_COLUMNS else 0


def selector(page: LexborHTMLParser, group: Group) -> str | None:
    """Give the shortest selector that names a group's links and hardly any other; None where there is none."""
    wanted = {anchor.node.mem_id for anchor in group.anchors}
    loose: list[tuple[int, str]] = []
    for name in (*_names(group), *_within(group)):
        matched = {node.mem_id for node in page.css(name)} & group.steps.keys()
        if not wanted <= matched:
            continue
        if len(matched) <= len(wanted) * _MORE:
            return name
        loose.append((len(matched), name))
    fewest, closest = min(loose, default=(0, None))
    return closest if fewest <= len(wanted) * _MOST_MORE else None


def _names(group: Group) -> Iterator[str]:
    """Name the way of a group, shortest first: as far as something on it has a name of its own, and the whole of it."""
    for way in (group.way, _unnamed(group)):
        for steps in range(1, len(way) + 1):
            name = " > ".join(reversed(way[:steps]))
            if steps == len(way) or any(mark in name for mark in ".#"):
                yield name


def _within(group: Group) -> Iterator[str]:
    """Say of the whole way in which part of the page it is: the nearest first that all the links have in common, and that has a name."""
    common = set.intersection(*({place.node.mem_id for place in a.places()} for a in group.anchors))
    for place in group.anchors[0].places():
        named = place.tag == "main" or any(mark in place.step for mark in ".#")
        if named and place.node.mem_id in common and len(common) > 1:
            yield " ".join((place.step, " > ".join(reversed(group.way))))


def _unnamed(group: Group) -> tuple[str, ...]:
    """Say of each element on the way that has no class that it has none: all that tells it from its neighbour may be that.

    Not of a link and what it stands in: those of tomorrow's entry may have one.
    """
    levels = zip(group.way, *(anchor.places() for anchor in group.anchors), strict=False)
    return tuple(
        f"{step}:not([class])"
        if height >= 2 and not any("class" in place.node.attributes for place in places)
        else step
        for height, (step, *places) in enumerate(levels)
    )


def alike(rooms: list[LexborNode], group: Group) -> float:
    """How much the entries of a group are of one kind: the share of the commonest kind of what surrounds its links."""
    steps = Counter(group.steps.get(room.mem_id) or room.tag for room in rooms)
    return steps.most_common(1)[0][1] / len(rooms)
