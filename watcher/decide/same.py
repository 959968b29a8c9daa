"""Decides when two subjects of one item are one: "the fourth and final season" names season 4 and the final season.

Owns: which subjects can be one, and that the item must name both in one breath. From then on the story goes on under the numbered one.
Two subjects are never one for any other reason: a false fold hides news.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

from watcher.model import Claim, Item, Story

_SPECIAL = frozenset({"final", "next", "new", "last"})
_NEAR = 16  # characters between the two, "(season 4)" and "and" included
_STOP = re.compile(r"[.;!?。！？]")
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
    for text in (item.title, item.summary):
        places = [text.find(form) if form else -1 for form in forms]
        if -1 in places:
            continue
        (first, form), (second, _) = sorted(zip(places, forms, strict=True))
        between = text[first + len(form or "") : second]
        if len(between) <= _NEAR and not _STOP.search(between):
            return True
    return False


def _merged(kept: Story, gone: Story) -> tuple[Story, Story]:
    """Go on where the story stands that was moved last; the other one's rings stay findable with it."""
    stands = max((kept.standing, gone.standing), key=lambda s: s.since.timestamp() if s.since else 0.0)
    whole = replace(kept, standing=stands, rings=(*kept.rings, *gone.rings))
    return whole, replace(gone, same_as=kept.subject)
