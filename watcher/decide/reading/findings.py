"""What one sentence says of one thing: a status, the cues that carry it, and the date it gives.

Owns: how cues of one sentence weigh against each other (the ladder, below) and which date is the thing's own.
Does not own: which sentences are about the thing, nor how headline and summary combine (claims.py).

    cancelled, delayed → denied → out → guessed or asked → dated → in passing → announced
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from watcher.decide.reading.fold import fold_text
from watcher.decide.reading.lexicon import CueHit, lexicon
from watcher.decide.reading.periods import When
from watcher.decide.reading.sheet import Part
from watcher.model import NEWS, Period, Status

Span = tuple[int, int]

_STATUS = {
    "announced": Status.ANNOUNCED,
    "coming": Status.ANNOUNCED,
    "signs": Status.ANNOUNCED,
    "renewed": Status.ANNOUNCED,
    "released": Status.RELEASED,
    "past": Status.RELEASED,
    "delayed": Status.DELAYED,
    "cancelled": Status.CANCELLED,
    "dropped": Status.CANCELLED,
}
FACTS = frozenset(_STATUS)  # the tables that state a fact
_COMING = frozenset({"announced", "coming", "signs", "renewed", "released", "past"})
_STALE = timedelta(days=7)  # a date further back is the past's


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence's word on the thing.

    `status` None: it says nothing. `open`: doubtful only in form (a question, "everything we know"), so that
    a fact told elsewhere in the item lifts it. `torn`: a date without a verb: the reader may be wrong.
    """

    status: Status | None = None
    cues: tuple[Span, ...] = ()
    period: Period | None = None
    open: bool = False
    torn: bool = False
    said: str = ""  # in plain words, what kind of cue decided
    roles: frozenset[str] = field(default=frozenset())

    @property
    def news(self) -> bool:
        """Whether it is a fact about the coming."""
        return self.status in NEWS


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a part without the watch's own names: its cues, its dates, and where the thing stands
    in it.
    """

    part: Part
    number: int
    cues: tuple[CueHit, ...]
    dates: tuple[When, ...]
    anchors: tuple[Span, ...]  # where the subject stands; for a title that is enough, the title
    bare: bool = False  # the title alone stands for the subject

    def of(self, *roles: str) -> list[CueHit]:
        """Give the cues of some tables."""
        return [cue for cue in self.cues if cue.role in roles]

    def clauses(self, cues: Sequence[CueHit]) -> set[int]:
        """Give the clauses that some cues stand in."""
        return {self.part.clause(cue.start) for cue in cues}


def weigh(sentence: Sentence, day: date | None) -> Finding:
    """Say what a sentence says, by the ladder."""
    facts = [cue for cue in sentence.of(*_STATUS) if _counts(sentence, cue)]
    doubted = sentence.clauses(sentence.of("hedge", "denied", "asks", "question"))
    clean = [cue for cue in facts if sentence.part.clause(cue.start) not in doubted]
    if sentence.of("rumour"):
        clean = []
    roles = frozenset(cue.role for cue in sentence.cues)
    return (
        _stopped(sentence, clean, roles)
        or _denied(sentence, clean, roles)
        or _asked(sentence, facts, clean, roles)
        or _guessed(sentence, facts, clean, roles)
        or _told(sentence, clean, roles, day)
    )


def _counts(s: Sentence, cue: CueHit) -> bool:
    """Weak signs count only beside the words of the subject; a bare past tense only in a headline."""
    if cue.role == "past":
        return s.part.where == "title"
    return cue.role != "signs" or (bool(s.anchors) and not s.bare)


def _stopped(s: Sentence, clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """Cancelled or delayed, unless the very clause is a guess."""
    stops = [cue for cue in clean if cue.role in ("cancelled", "dropped", "delayed")]
    if not stops or roles & {"roundup", "asks", "question"} or s.number in s.part.questions:
        return None
    no = [cue for cue in stops if cue.role != "delayed"]
    chosen = no or stops
    status = Status.CANCELLED if no else Status.DELAYED
    return Finding(
        status, _spans(chosen), _period(s, clean, None), said=f"says that it is {status.value}", roles=roles
    )


def _denied(s: Sentence, clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """Nobody said so; a fact in another clause makes it a concession."""
    denials = s.of("denied")
    if not denials or clean:
        return None
    return Finding(Status.SPECULATED, _spans(denials), said="says that nothing is official", roles=roles)


def _asked(s: Sentence, facts: list[CueHit], clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """A question, or the article that gathers what is known: open to facts elsewhere."""
    told = [cue for cue in clean if cue.role in ("announced", "coming", "renewed")]
    signs = s.of("asks", "question")
    signs += [r for r in s.of("roundup") if not any(_leads(s, fact, r) for fact in told)]
    if not signs and s.number not in s.part.questions:
        return None
    if not signs and not (facts or s.of("hedge", "rumour")):
        return None
    said = "gathers what is known" if "roundup" in roles else "asks"
    return Finding(
        Status.SPECULATED,
        _spans(signs or facts or s.of("hedge", "rumour")),
        open=True,
        said=said,
        roles=roles,
    )


def _leads(s: Sentence, fact: CueHit, roundup: CueHit) -> bool:
    """Tell whether a fact governs a list: "unveils release date and cast" gathers nothing."""
    return fact.start < roundup.start and s.part.clause(fact.start) == s.part.clause(roundup.start)


def _guessed(s: Sentence, facts: list[CueHit], clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """A rumour, a hope, a guess: with no fact outside of its clause."""
    doubts = s.of("hedge", "rumour")
    if not doubts or clean:
        return None
    if "passing" in roles and not facts:
        return None
    return Finding(Status.SPECULATED, _spans(doubts), said="is a rumour, a hope or a guess", roles=roles)


def _told(s: Sentence, clean: list[CueHit], roles: frozenset[str], day: date | None) -> Finding:
    """Out, dated, in passing, announced; or nothing."""
    period_at = _date(s, clean, day)
    out = [cue for cue in clean if cue.role in ("released", "past")]
    coming = [cue for cue in clean if cue.role in _COMING]
    ahead = period_at and period_at.period and day and period_at.period.last > day
    if out and not ahead and not ("passing" in roles and len(clean) == len(out)):
        return Finding(Status.RELEASED, _spans(out), said="says that it is out", roles=roles)
    carried = coming or s.of("carrier") or (period_at and _beside(s, period_at))
    bold = s.anchors and s.part.where == "title" and "passing" not in roles  # "Title season 2: July 4"
    if period_at and (carried or (bold and not period_at.loose)):
        spans = (*_spans(coming), (period_at.start, period_at.end))
        said = "gives a date"
        return Finding(Status.DATED, spans, period_at.period, torn=not carried, said=said, roles=roles)
    if "passing" in roles:
        return Finding(Status.MENTIONED, _spans(s.of("passing")), said="names it in passing", roles=roles)
    if coming:
        return Finding(Status.ANNOUNCED, _spans(coming), said="says that it comes", roles=roles)
    return Finding(roles=roles)


def _beside(s: Sentence, when: When) -> bool:
    """Tell whether a date stands right before what it dates: "the July 17 film", "2027 debut"."""
    return any(0 <= thing.start - when.end <= 10 for thing in s.part.things if not thing.atom.key)


def _date(s: Sentence, clean: list[CueHit], day: date | None) -> When | None:
    """Choose the thing's own date: not past, not when something was said; a weekday or a bare year needs a
    verb.
    """
    verbs = {cue.role for cue in clean}
    for when in s.dates:
        if when.period and day and when.period.last < day - _STALE:
            continue
        if when.loose and not (verbs & (_COMING | {"delayed"}) or s.of("carrier") or _beside(s, when)):
            continue
        if when.loose and verbs <= {"announced"} and when.period and when.period.first == when.period.last:
            continue
        if not _just_said(s.part.text.text, when.start):
            return when
    return None


def _just_said(text: str, at: int) -> bool:
    """Tell whether a date says when something was said: "announced on Friday"."""
    before = text[max(0, at - 32) : at].split()
    while before and before[-1] in _words("when"):
        before.pop()
    return bool(before) and before[-1] in _words("said")


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(fold_text(word) for dates in lexicon().dates for word in dates[table])


def _period(s: Sentence, clean: list[CueHit], day: date | None) -> Period | None:
    when = _date(s, clean, day)
    return when.period if when else None


def _spans(cues: Sequence[CueHit]) -> tuple[Span, ...]:
    return tuple((cue.start, cue.end) for cue in cues)
