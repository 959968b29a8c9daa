"""Decides what the edit of an item means: whether it is news now, and whether it no longer says what it rang for.

Owns: that a publisher who goes back and forth rings once, that a correction is told once and only while the story still stands on
what is corrected. Does not own: what an alert carries (routing.py).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from watcher.decide.dates import Kind, compare
from watcher.decide.ladder import STEPS, Move
from watcher.decide.ledger import Filed
from watcher.model import NEWS, Claim, Item, Ring, Status, Story

NO_LONGER = "edited: it no longer says so"  # why of the report that tells it
Key = tuple[str, str]  # watch and subject
Find = Callable[[Key], Story]  # the story of a watch and subject, under whatever subject it goes on


def newly(claim: Claim, old: Claim | None, filed: Collection[Filed]) -> bool:
    """An edit rings only when it newly becomes news, and not when a publisher goes back and forth."""
    if claim.status not in NEWS:
        return False
    if old is not None and old.status in NEWS and _contradicts(old, claim):
        return True
    if (claim.watch, claim.subject, claim.status) in filed:
        return False
    return old is None or old.status is not claim.status or (claim.sure and not old.sure)


def _contradicts(old: Claim, claim: Claim) -> bool:
    """Tell whether the words now take back what they said: another status that doesn't follow from it, or another date."""
    if claim.status is old.status:
        return compare(old.period, claim.period).kind in (Kind.MOVED, Kind.EXACT)
    return STEPS[old.status][claim.status] is not Move.FOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """What an item no longer says. claim: as it was; ring: what that rang; now: what it says instead, None for nothing.

    told: the alert that rings for what it says instead, unconfirmed.
    """

    story: Story
    claim: Claim
    ring: Ring
    now: Status | None
    told: str | None = None


def withdrawn(
    old: Item,
    new: Item,
    before: Mapping[Key, Claim],
    after: Mapping[Key, Claim],
    rang: Collection[tuple[str, str]],
    doubts: Collection[str],
    find: Find,
) -> Iterator[Withdrawn]:
    """Give what an item said when it rang, and says no more. rang: watch and id of every alert that this item was told as;
    doubts: ids of those that ring unconfirmed for its new words.

    Only where the story still stands on that very ring: what has moved on since needs no correction.
    """
    if _is_less(old, new):
        return
    said: dict[Key, set[Status]] = {}
    for key, claim in after.items():
        said.setdefault((key[0], find(key).subject), set()).add(claim.status)
    for key, claim in before.items():
        story = find(key)
        told = next((ring.alert for ring in story.rings if ring.alert in doubts), None)
        ring = next((ring for ring in reversed(story.rings) if not ring.wrong and ring.alert != told), None)
        now = said.get((story.watch, story.subject), set())
        mine = {alert for watch, alert in rang if watch == story.watch}
        if ring is None or ring.alert not in mine or not _is_of(ring, claim) or claim.status in now:
            continue
        yield Withdrawn(story=story, claim=claim, ring=ring, now=next(iter(sorted(now)), None), told=told)


def _is_of(ring: Ring, claim: Claim) -> bool:
    """Tell whether a claim of news is what rang. A date that moved is told as a delay."""
    dates = {Status.DATED, Status.DELAYED}
    return claim.status in NEWS and (ring.status is claim.status or {ring.status, claim.status} == dates)


def _is_less(old: Item, new: Item) -> bool:
    """Tell whether an item only shows less of the same words: a feed that cuts its summaries corrects nothing."""
    if old.article and not new.article:
        return True
    return new.title == old.title and old.summary.startswith(new.summary.rstrip(" .…[]"))
