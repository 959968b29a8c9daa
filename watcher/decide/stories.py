"""Decides how a claim moves its story: a step that rings, or a report that folds under a step already taken. Owns how it is climbed.

The ladder itself is a table in ladder.py. Beside it stand these rules:
- a claim that the reader is not sure of rings as unconfirmed, once a status, and takes no step: it must never hide the real news;
- what contradicts the step rings as unconfirmed while one unofficial source says so, and as confirmed when a second or the publisher does;
  so does a date that is suddenly brought forward to these days;
- what one source had reported rings once more when the publisher says it: "now official".
How dates compare is dates.py's; news that no subject tells apart is unnamed.py's.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from watcher.decide.dates import Change, Kind, compare
from watcher.decide.ladder import STALE, A, C, D, L, M, Move, R, S
from watcher.decide.moves import Word, another, backed, doubts, hasty, move_of, settled
from watcher.model import NEWS, Claim, Reason, Ring, Shift, Standing, Status, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a claim does to its story. `rings` is before any `tell`; `under` is the alert that the report folds under."""

    story: Story
    rings: bool
    status: Status  # what is told
    why: str
    reason: Reason = Reason.FIRST
    sure: bool = True
    shift: Shift | None = None
    under: str | None = None


def place(story: Story, word: Word, *, told: bool = False) -> Story:
    """Move a story by what a baseline shows: announced or better stands, nothing rings, speculation takes no step.

    A story that has rung is not moved unheard: its owner would miss the step. told: a summary names it.
    """
    claim = word.claim
    if not claim.sure or claim.status not in NEWS:
        return story
    if story.rings and not told:
        return _heard(story, word)
    moves = move_of(story, word, compare(story.period, claim.period))
    return _stand(story, word) if moves is Move.STEP else _heard(story, word)


def step(story: Story, word: Word) -> Step:
    """Move a story by a new report."""
    claim = word.claim
    if claim.status is M:
        return Step(story=story, rings=False, status=M, why="named in passing: no news")
    change = compare(story.period, claim.period)
    move = move_of(story, word, change)
    if move is Move.FOLD:
        return _known(story, word, change)
    if not claim.sure and claim.status is not S:  # speculation is never sure: that is what it says
        return unconfirmed(story, word, claim.why)
    if move is Move.DOUBT and not backed(story, word):
        alone = f"it stands as {_where(story)}, and {_otherwise(story, word)}"
        return unconfirmed(story, word, alone)
    if hasty(word, change) and not backed(story, word):
        alone = f"{word.source} alone would bring {_where(story)} forward to within days"
        return unconfirmed(story, word, alone)
    shift = change.shift if story.status in (D, L) and claim.status in (D, L) else None
    return ringing(_stand(story, word), story, word, _reason(story, claim), _because(story, claim), shift)


def _known(story: Story, word: Word, change: Change) -> Step:
    """Fold a report of what is known: it may make the date narrower, name the publisher, or come after half a year of quiet."""
    claim = word.claim
    if claim.status is S and story.status in (S, C) and _long_quiet(story, word.now):
        why = "speculated again, after half a year of quiet"
        return ringing(_stand(story, word) if story.status is S else story, story, word, Reason.MOVED, why)
    under = newest(story, claim.status) or newest(story)
    why = f"already {_where(story)}"
    if not claim.sure or claim.status is not story.status:
        return Step(story=story, rings=False, status=claim.status, under=under, why=why)
    heard = _heard(story, word)
    if change.kind in (Kind.FIRST, Kind.NARROWER):
        heard = replace(heard, standing=replace(heard.standing, period=claim.period))
        why = f"already {_where(story)}; this narrows the date"
    if word.official and not story.standing.official and len(story.standing.by) == 1:
        alone = f"{story.standing.by[0]} alone had said so; this is the publisher's own word"
        return ringing(heard, story, word, Reason.OFFICIAL, alone)
    return Step(story=heard, rings=False, status=claim.status, under=under, why=why)


def unconfirmed(story: Story, word: Word, why: str) -> Step:
    """Tell once a status (in half a year) what could be wrong; it takes no step."""
    status = word.claim.status
    fresh = [ring for ring in settled(story) if word.now - ring.at <= STALE]
    told = next((ring.alert for ring in reversed(fresh) if ring.status is status), None)
    if told is not None:
        why = f"unconfirmed word of this was already told: {status}"
        return Step(story=story, rings=False, status=status, under=told, why=why)
    ring = replace(_ring_of(word, status), sure=False, period=word.claim.period)
    return Step(
        story=replace(story, rings=(*story.rings, ring)),
        rings=True,
        status=status,
        why=f"unconfirmed: {why}",
        reason=first(story),
        sure=False,
    )


def ringing(
    moved: Story, story: Story, word: Word, reason: Reason, why: str, shift: Shift | None = None
) -> Step:
    """Ring: `moved` is where the story stands then. A date that moved later is told as a delay."""
    status = L if shift is Shift.LATER else word.claim.status
    ring = replace(_ring_of(word, status), stood=story.standing)
    rung = replace(moved, rings=(*story.rings, ring))
    return Step(
        story=rung, rings=True, status=status, why=why, reason=reason, shift=shift, sure=word.claim.sure
    )


def _ring_of(word: Word, status: Status) -> Ring:
    return Ring(
        status=status,
        sure=word.claim.sure,
        alert=word.alert,
        at=word.now,
        source=word.source,
        words=word.words or frozenset({word.further} - {""}),
    )


def _stand(story: Story, word: Word) -> Story:
    claim = word.claim
    # Of another one, or put off without a date: the old date is no more.
    anew = claim.status is L or (story.status is R and claim.status in (A, D))
    period = claim.period or (None if anew else story.period)
    heard = dict.fromkeys((*(ring.source for ring in doubts(story, claim)), word.source))
    standing = Standing(
        status=claim.status, period=period, since=word.now, by=tuple(heard), official=word.official
    )
    return replace(story, standing=standing)


def _heard(story: Story, word: Word) -> Story:
    """Remember who else says what the story stands on."""
    if word.claim.status is not story.status:
        return story
    by = tuple(dict.fromkeys((*story.standing.by, word.source)))
    official = story.standing.official or word.official
    return replace(story, standing=replace(story.standing, by=by, official=official))


def _long_quiet(story: Story, now: datetime) -> bool:
    moments = [ring.at for ring in story.rings if not ring.wrong]
    moments += [story.standing.since] if story.standing.since else []
    return all(now - at > STALE for at in moments)


def newest(story: Story, status: Status | None = None) -> str | None:
    """Give the newest alert of this status; without a status, the newest that took a step."""
    rings = [ring for ring in reversed(story.rings) if not ring.wrong]
    return next((r.alert for r in rings if (r.sure if status is None else r.status is status)), None)


def first(story: Story) -> Reason:
    """Say whether it is the first word on a story, or moves it."""
    return Reason.MOVED if story.status or story.rings else Reason.FIRST


def _reason(story: Story, claim: Claim) -> Reason:
    return Reason.CONFIRMED if doubts(story, claim) and claim.status is not S else first(story)


def _where(story: Story) -> str:
    return f"{story.status}" + (f", {story.period.text}" if story.period else "")


def _otherwise(story: Story, word: Word) -> str:
    if another(story, word):
        return f"{word.source} speaks of another {story.subject}"
    return f"{word.source} alone says otherwise"


def _because(story: Story, claim: Claim) -> str:
    if story.status is None:
        return f"first word: {claim.status}"
    if claim.status is not story.status:
        return f"was {_where(story)}, now {claim.status}"
    change = compare(story.period, claim.period)
    text = claim.period.text if claim.period else str(claim.status)
    return f"the date moved: {text}" if change.kind is Kind.MOVED else f"the date is known: {text}"
