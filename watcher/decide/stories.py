"""Decides how a claim moves its story: a step that rings, or a report that folds under a step already taken. Owns the ladder.

The ladder is a table: for each status that a story can stand on, the claims that move it. Everything else folds.
Two rules stand beside it:
- a claim that the reader is not sure of rings as unconfirmed, once a status, and takes no step: it must never hide the real news;
- a story that no subject tells apart ("release" of a watch without `about`) folds only reports whose headlines share most rare words.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.model import NEWS, Claim, Period, Ring, Status, Story

S, A, D, R, L, C, M = (Status.SPECULATED, Status.ANNOUNCED, Status.DATED, Status.RELEASED, Status.DELAYED, Status.CANCELLED,
                       Status.MENTIONED)  # fmt: skip

STEPS: dict[Status | None, frozenset[Status]] = {
    None: frozenset({S, A, D, R, L, C}),
    S: frozenset({A, D, R, L, C}),
    A: frozenset({D, R, L, C}),
    D: frozenset({R, L, C}),  # and D again, when the date moved
    R: frozenset({C}),
    L: frozenset({D, R, C}),  # and L again, when the date moved
    C: frozenset({A, D, R, L}),  # what was cancelled can come back
}

UNNAMED = "release"  # the subject of news that names no season, volume or film
SAME_NEWS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a claim does to its story. `rings` is before any `tell`; `under` is the alert that the report folds under."""

    story: Story
    rings: bool
    why: str
    under: str | None = None


def place(story: Story, claim: Claim, *, source: str, now: datetime) -> Story:
    """Move a story by what a baseline shows: announced or better stands, nothing rings, speculation takes no step."""
    if claim.sure and claim.status in NEWS and _moves(story, claim):
        return _stand(story, claim, source, now)
    return story


def step(
    story: Story, claim: Claim, *, source: str, alert: str, words: frozenset[str], named: bool, now: datetime
) -> Step:
    """Move a story by a new report.

    alert: the id that the alert gets if this rings. words: the headline's rare words. named: does a subject tell this story apart?
    """
    if claim.status is M:
        return Step(story=story, rings=False, why="named in passing: no news")
    if not named and claim.subject == UNNAMED and claim.status in NEWS:
        return _unnamed(story, claim, source, alert, words, now)
    told = _newest(story, claim.status)
    if not _moves(story, claim):
        return Step(story=story, rings=False, under=told or _newest(story), why=f"already {_standing(story)}")
    ring = Ring(status=claim.status, sure=claim.sure, alert=alert, at=now, words=words)
    if claim.sure or claim.status is S:  # speculation is never sure: that is what it says
        moved = _stand(story, claim, source, now)
        return Step(story=replace(moved, rings=(*story.rings, ring)), rings=True, why=_why(story, claim))
    if told is not None:
        return Step(
            story=story,
            rings=False,
            under=told,
            why=f"unconfirmed word of this was already told: {claim.status}",
        )
    return Step(story=replace(story, rings=(*story.rings, ring)), rings=True, why=f"unconfirmed: {claim.why}")


def _moves(story: Story, claim: Claim) -> bool:
    if claim.status in STEPS[story.status]:
        return True
    again = claim.status is story.status and claim.status in (D, L)
    return (
        again and story.period is not None and claim.period is not None and _apart(story.period, claim.period)
    )


def _apart(one: Period, other: Period) -> bool:
    """Two dates differ when no day can be both. Beside a single day, one more is allowed for: time zones, "25:30"."""
    exact = one.first == one.last or other.first == other.last
    slack = timedelta(days=1 if exact else 0)
    return one.last + slack < other.first or other.last + slack < one.first


def _unnamed(
    story: Story, claim: Claim, source: str, alert: str, words: frozenset[str], now: datetime
) -> Step:
    for ring in reversed(story.rings):
        if ring.status is claim.status and now - ring.at <= SAME_NEWS and _alike(ring.words, words):
            return Step(
                story=story,
                rings=False,
                under=ring.alert,
                why=f"the same headline in other words: {claim.status}",
            )
    ring = Ring(status=claim.status, sure=claim.sure, alert=alert, at=now, words=words)
    moved = _stand(story, claim, source, now) if claim.sure and _moves(story, claim) else story
    return Step(story=replace(moved, rings=(*story.rings, ring)), rings=True, why=_why(story, claim))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Most of the rare words are shared; headlines without rare words are never alike: when in doubt, ring."""
    return 2 * len(one & other) > max(len(one), len(other))


def _stand(story: Story, claim: Claim, source: str, now: datetime) -> Story:
    period = claim.period or (None if claim.status is L else story.period)
    return replace(story, status=claim.status, period=period, since=now, by=source)


def _newest(story: Story, status: Status | None = None) -> str | None:
    """Give the newest alert of this status; without a status, the newest that took a step."""
    return next(
        (r.alert for r in reversed(story.rings) if (r.sure if status is None else r.status is status)), None
    )


def _standing(story: Story) -> str:
    return f"{story.status}" + (f", {story.period.text}" if story.period else "")


def _why(story: Story, claim: Claim) -> str:
    if story.status is None:
        return f"first word: {claim.status}"
    if claim.status is story.status:
        return f"the date moved: {claim.period.text if claim.period else claim.status}"
    return f"was {_standing(story)}, now {claim.status}"
