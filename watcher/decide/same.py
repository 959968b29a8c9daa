"""Decides when two subjects of one item are one: "the fourth and final season" names season 4 and the final season.

Owns: which subjects can be one, and that the item must name both in one breath. From then on the story goes on under the numbered one.
Two subjects are never one for any other reason: a false fold hides news.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from watcher.model import Claim, Item, Ring, Standing, Story

_SPECIAL = frozenset({"final", "next", "new", "last"})
_IS = re.compile(
    r"[\s'’\"]*(?:[(（]|,? ?(?:the|which is the|as(?: the)?|is the|will be the|[–—-])(?: show's)?)[\s'’\"]*",
    re.IGNORECASE,
)
_Find = Callable[[tuple[str, str]], Story]


def joined(claims: Sequence[Claim], item: Item, find: _Find) -> list[Story]:
    """Give the stories of a watch that change because this item says that two of them are one: the one that goes on, and the other."""
    changed: list[Story] = []
    for one, other in combinations(claims, 2):
        pair = _ordered(one.subject, other.subject)
        if pair is None or one.status is not other.status or not _in_one_breath(one, other, item):
            continue
        kept, gone = (find((one.watch, subject)) for subject in pair)
        if kept.subject != gone.subject:
            changed += _merged(kept, gone)
    return changed


def _ordered(one: str, other: str) -> tuple[str, str] | None:
    """Give (numbered or plain, special) where two subjects can be one, such as "season 4" and "final season"."""
    for plain, special in ((one, other), (other, one)):
        words, named = special.split(), plain.split()
        unit = [word for word in words if word not in _SPECIAL]
        if len(unit) < len(words) and [word for word in named if not word.isdigit()] == unit:
            return plain, special
    return None


def _in_one_breath(one: Claim, other: Claim, item: Item) -> bool:
    forms = one.subject_form, other.subject_form
    for text in (item.title, item.body):
        places = [text.find(form) if form else -1 for form in forms]
        if -1 in places:
            continue
        (first, form), (second, _) = sorted(zip(places, forms, strict=True))
        between = text[first + len(form or "") : second]
        if not between or _IS.fullmatch(between):
            return True
    return False


def _merged(kept: Story, gone: Story) -> tuple[Story, Story]:
    """Go on where the story stands that was moved last; the rings of both are its own, in the order of time, each upon the one before."""
    stands = max((kept.standing, gone.standing), key=lambda s: s.since.timestamp() if s.since else 0.0)
    rung = sorted([*_with_after(kept), *_with_after(gone)], key=lambda pair: pair[0].at)
    rings: list[Ring] = []
    before: Standing | None = None
    for ring, after in rung:
        steps = ring.stood is not None and not ring.wrong
        rings.append(replace(ring, stood=before) if steps and before is not None else ring)
        before = after if steps else before
    return replace(kept, standing=stands, rings=tuple(rings)), replace(gone, same_as=kept.subject)


def _with_after(story: Story) -> Iterator[tuple[Ring, Standing]]:
    """Give each ring with where the story stood after it."""
    for at, ring in enumerate(story.rings):
        later = (other.stood for other in story.rings[at + 1 :] if other.stood and not other.wrong)
        yield ring, next(later, story.standing)
