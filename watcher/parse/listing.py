"""Decides which list on a page is the one that a person would point at, and names its links with a selector that works again tomorrow.

Links that hang in the page in the same way form a group. A group is judged as a whole: headlines are long and all different, menus are
short; entries have dates, headings, pictures and words beside the link, and stand in the page's content, not in its furniture. No mark
decides alone. How links hang is hanging.py's, what an entry holds entries.py's.
"""

from itertools import pairwise
from math import sqrt

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.parse import dates, hanging, surroundings, text, titles
from watcher.parse.hanging import Group
from watcher.parse.places import Anchor

FEWEST = 3  # entries; two alike may be chance
_TRIED = 14  # groups that are looked at closely
_HARDLY_WORSE = 0.85
_LARGER = 1.25
_EACH = 0.5  # how much as good as those of the best list the entries of the whole are, one by one
_MANY = 80  # entries; more of them make a list no better
_SAMPLE = 40  # entries of them
_LEAST = 1.0  # score; below it the page has no list
_PLACE = 0.4  # what a link is worth that only names the place of a post in a thread
_WIDTHS = ((0, 0.0), (8, 0.12), (15, 0.35), (25, 0.75), (40, 1.0), (150, 1.0), (300, 0.6), (600, 0.3))


def selector(page: LexborHTMLParser, base: str) -> str | None:
    """Give a CSS selector of the links of the page's list, None where it has none."""
    for _score, _group, name in ranked(page, base):
        return name
    return None


def ranked(page: LexborHTMLParser, base: str) -> list[tuple[float, Group, str]]:
    """Give the page's lists, best first, with their score and selector."""
    groups = [group for group in hanging.groups(page, base) if group.count >= FEWEST]
    groups.sort(key=_at_first_sight, reverse=True)
    scored = sorted(((_score(group), group) for group in groups[:_TRIED]), key=lambda pair: -pair[0])
    named = [
        (score, group, name)
        for score, group in scored
        if score >= _LEAST and (name := hanging.selector(page, group))
    ]
    return sorted(named, key=lambda one: _is_the_whole(one, named[0]), reverse=True)


def _is_the_whole(list_: tuple[float, Group, str], best: tuple[float, Group, str]) -> int:
    """How large a list is that holds the best one, and is hardly worse: the sections of a front page are one list. Else 0."""
    (score, group, _), (best_score, part, _) = list_, best
    whole = group.count >= _LARGER * part.count and len(part.addresses & group.addresses) >= 0.9 * part.count
    alike = score >= _HARDLY_WORSE * best_score and group.weight >= _HARDLY_WORSE * part.weight
    alike = alike and score / sqrt(group.count) >= _EACH * best_score / sqrt(part.count)
    return group.count if whole and alike else 0


def _at_first_sight(group: Group) -> float:
    marks = (max(_of_width(a.width), _PLACE * a.mere) * a.place.weight for a in group.anchors)
    mean = sum(marks) / len(group.anchors)
    return sqrt(min(group.count, _MANY)) * mean * group.variety


def _score(group: Group) -> float:
    rooms = surroundings.rooms(
        [anchor.node for anchor in group.anchors], [anchor.address for anchor in group.anchors]
    )
    pairs = list(zip(group.anchors, rooms, strict=True))
    sample = pairs[:: max(1, len(pairs) // _SAMPLE)]
    marks = [_marks(anchor, room) for anchor, room in sample]
    alike = hanging.alike([room for _, room in sample], group)
    return sqrt(alike * min(group.count * alike, _MANY)) * group.variety * sum(marks) / len(marks)


def _marks(anchor: Anchor, room: LexborNode) -> float:
    """How much one entry looks like an entry."""
    said = " ".join(room.text(separator=" ")[:3_000].split())
    beside = max(0, text.width(said) - anchor.width)
    quality = _of_width(anchor.width) * (0.6 if anchor.mute else 1.0)
    if anchor.fragment or anchor.picture or _is_time(anchor.title):
        quality *= 0.3
    if anchor.mere:
        quality = _PLACE * min(1.0, beside / 200)  # a post says much, a row about a post little
    return (
        quality
        * anchor.place.weight
        * (1.0 if anchor.home else 0.7)
        * (
            1
            + 0.8 * anchor.heading
            + 0.9 * _dated(room)
            + 0.5 * min(beside, 200) / 200
            + 0.2 * (room.css_first("img") is not None)
        )
    )


def _dated(room: LexborNode) -> bool:
    if room.css_first("time, [datetime]") is not None:
        return True
    pieces = [*room.text(separator="\n")[:2_000].split("\n")]
    return any(_is_time(piece) for piece in pieces if 3 < len(piece) < 80)


def _is_time(words: str) -> bool:
    return dates.alone(words) is not None or titles.passes(words)


def _of_width(width: int) -> float:
    for (low, at_low), (high, at_high) in pairwise(_WIDTHS):
        if width <= high:
            return at_low + (at_high - at_low) * (width - low) / (high - low)
    return _WIDTHS[-1][1]
