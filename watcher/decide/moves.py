"""Decides which move a claim makes on its story: the table's, or what dates, time and the publisher's word make of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.decide.dates import Change, Kind, compare
from watcher.decide.ladder import ANOTHER, STALE, STEPS, THESE_DAYS, A, C, D, L, Move, R
from watcher.model import NEWS, Claim, Ring, Shift, Story

NEW = "next"  # how the reader calls what is new, next, upcoming
_SAME_DELAY = timedelta(days=14)  # a delay without a date that is told so long after one is another


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A claim as it reaches its story: who says so and when, the id of the alert that it would ring as, the headline's rare words."""

    claim: Claim
    source: str
    official: bool
    alert: str
    now: datetime
    words: frozenset[str] | None = None  # only where no subject tells the story apart
    further: str = ""  # which one a thing without a number is called: "2", "another", "next"


def move_of(story: Story, word: Word, change: Change) -> Move:
    """Look it up; where the dates decide, let them."""
    claim = word.claim
    move = STEPS[None if _over(story, word) else story.status][claim.status]
    if _takes_back(story, word):
        return Move.STEP
    if move is Move.FOLD and another(story, word):
        return Move.DOUBT
    last = next((ring for ring in reversed(story.rings) if ring.stood and not ring.wrong), None)
    if claim.status is L and last is not None and last.status is L and story.status in (D, L):
        move = Move.DATE  # the moved date has told of the delay
        if claim.period is None and word.now - last.at > _SAME_DELAY:
            return Move.STEP
    if move is not Move.DATE:
        return move
    first = change.kind is Kind.FIRST and story.status is L
    undated = story.status is L and story.period is None and claim.status is D
    return Move.STEP if first or undated or change.kind in (Kind.EXACT, Kind.MOVED) else Move.FOLD


def _takes_back(story: Story, word: Word) -> bool:
    """Tell whether the publisher dates what others had called out: it is still to come."""
    period = word.claim.period
    ahead = period is not None and period.first > word.now.date()
    unheard = story.status is R and not story.standing.official
    return word.official and unheard and word.claim.status is D and ahead


def _over(story: Story, word: Word) -> bool:
    """Tell whether this is another one by now: what the story speaks of has been out for a while.

    "Next season" is another a month later; an unnumbered film or game that is announced or dated half a year later is, too.
    """
    out = story.standing.since if story.status is R else None
    if out is None or any(char.isdigit() for char in story.subject):
        return False
    if story.subject.startswith("next "):
        return word.now - out > ANOTHER
    return word.claim.status in (A, D) and word.now - out > STALE


def another(story: Story, word: Word) -> bool:
    """Tell whether the words speak of a further one while the story's own is just out: "2nd game", "another OVA", "new movie".

    Everything is new on the day it comes out: that word counts from a month later. What the story stands on since
    somebody called it so is no other one.
    """
    out = story.standing.since if story.status is R else None
    if out is None or word.claim.status not in (A, D) or not word.further:
        return False
    if word.further == NEW and word.now - out <= ANOTHER:
        return False
    return not any(word.further in ring.words for ring in story.rings if ring.stood and not ring.wrong)


def hasty(word: Word, change: Change) -> bool:
    """Tell whether a known date would be brought forward to these days: mostly it is the day of the news that was read as the date."""
    period = word.claim.period
    soon = period is not None and period.first <= word.now.date() + THESE_DAYS
    return change.shift is Shift.EARLIER and soon


def backed(story: Story, word: Word) -> bool:
    """Tell whether a contradiction has the publisher behind it, or another source that was told as unconfirmed and says the same."""
    told = doubts(story, word.claim)
    if story.status is C:  # whatever it is now said to be, it is not cancelled
        told = [ring for ring in settled(story) if not ring.sure and ring.status in NEWS - {C}]
    return word.official or any(ring.source != word.source for ring in told)


def doubts(story: Story, claim: Claim) -> list[Ring]:
    """Give the rings that told the same as this claim, unconfirmed."""
    return [ring for ring in settled(story) if not ring.sure and _same(ring, claim)]


def _same(ring: Ring, claim: Claim) -> bool:
    return ring.status is claim.status and compare(ring.period, claim.period).kind is not Kind.MOVED


def settled(story: Story) -> list[Ring]:
    """Give the rings since the story last took a step: older doubts are settled."""
    rings = [ring for ring in story.rings if not ring.wrong]
    last = max((at for at, ring in enumerate(rings) if ring.stood is not None), default=-1)
    return rings[last + 1 :]
