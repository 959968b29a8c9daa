"""What one sentence says of one thing: a status, the cues that carry it, and the date it gives.

Owns: how cues of one sentence weigh against each other (the ladder, below). Does not own: which facts are
the thing's (scope.py), which date (dating.py), which sentences are about the thing, nor how headline and summary combine (claims.py).

    cancelled, delayed → denied → out → guessed or asked → dated → in passing → announced
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from watcher.decide.reading.dating import COMING, ahead, beside, own_date, vague
from watcher.decide.reading.lexicon import OTHERS, CueHit
from watcher.decide.reading.scope import Facts, Sentence, Span, direct, facts, takes
from watcher.model import NEWS, Period, Status

_NEAR = 3  # words


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
    weak: bool = False  # only signs of it: a price, a first look
    aside: bool = False  # its facts are another thing's
    said: str = ""  # in plain words, what kind of cue decided
    roles: frozenset[str] = field(default=frozenset())

    @property
    def news(self) -> bool:
        """Whether it is a fact about the coming."""
        return self.status in NEWS


def weigh(sentence: Sentence, day: date | None) -> Finding:
    """Say what a sentence says, by the ladder."""
    stated = facts(sentence)
    roles = frozenset(cue.role for cue in sentence.cues)
    return (
        _stopped(sentence, stated.clean, roles)
        or _ahead_of(sentence, roles)
        or _denied(sentence, stated.clean, roles)
        or _asked(sentence, stated.all, stated.clean, roles)
        or _guessed(sentence, stated, roles)
        or _aside(sentence, stated)
        or _told(sentence, stated.clean, roles, day)
    )


def _aside(s: Sentence, stated: Facts) -> Finding | None:
    """Another thing's news: a figure, a café, an actor's wedding."""
    if stated.all or not (stated.astray or s.of(*OTHERS)):
        return None
    said = "tells of something else around it"
    return Finding(Status.MENTIONED, _spans(s.of(*OTHERS)), said=said, aside=True)


def _stopped(s: Sentence, clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """Cancelled or delayed, unless the very clause is a guess."""
    stops = [cue for cue in clean if cue.role in ("cancelled", "dropped", "delayed")]
    if not stops or roles & {"roundup", "asks", "question"} or s.asked:
        return None
    behind = {s.part.clause(cue.start) for cue in s.of("backward")}
    if any(cue not in stops and s.part.clause(cue.start) not in behind for cue in clean):
        stops = [cue for cue in stops if s.part.clause(cue.start) not in behind]
    if not stops:
        return None
    no = [cue for cue in stops if cue.role != "delayed"]
    chosen = no or stops
    status = Status.CANCELLED if no else Status.DELAYED
    when = own_date(s, clean, None)
    return Finding(
        status,
        _spans(chosen),
        when.period if when else None,
        said=f"says that it is {status.value}",
        roles=roles,
    )


def _ahead_of(s: Sentence, roles: frozenset[str]) -> Finding | None:
    """Take "leaked ahead of its May 3 launch" at its date: only what leaked is in doubt."""
    turns = s.clauses(s.of("ahead"))
    for when in s.dates:
        if s.part.clause(when.start) in turns and beside(s, when):
            return Finding(
                Status.DATED, ((when.start, when.end),), when.period, said="gives a date", roles=roles
            )
    return None


def _denied(s: Sentence, clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """Nobody said so; a fact in another clause makes it a concession."""
    denials = s.of("denied")
    if not denials or any(cue.role not in ("signs", "brief") for cue in clean):
        return None
    return Finding(Status.SPECULATED, _spans(denials), said="says that nothing is official", roles=roles)


def _asked(s: Sentence, facts: list[CueHit], clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """A question, or the article that gathers what is known: open to facts elsewhere."""
    told = [cue for cue in clean if cue.role in ("announced", "coming", "renewed")]
    signs = s.of("asks", "question")
    signs += [r for r in s.of("roundup") if not any(fact.start < r.start for fact in told)]
    if not signs and not s.asked:
        return None
    doubts = s.of("hedge", "rumour", "hearsay")
    if not (signs or facts or doubts):
        return None
    said = "gathers what is known" if "roundup" in roles else "asks"
    spans = _spans(signs or facts or doubts)
    return Finding(Status.SPECULATED, spans, open=bool(signs) or not doubts, said=said, roles=roles)


def _guessed(s: Sentence, stated: Facts, roles: frozenset[str]) -> Finding | None:
    """A rumour, a hope, a guess, a word in quotes: with no fact outside of its clause."""
    doubts = [*s.of("hedge", "rumour", "cited", "hearsay"), *stated.quoted]
    if not doubts or stated.clean:
        return None
    if "passing" in roles and not stated.all:
        return None
    return Finding(Status.SPECULATED, _spans(doubts), said="is a rumour, a hope or a guess", roles=roles)


def _told(s: Sentence, clean: list[CueHit], roles: frozenset[str], day: date | None) -> Finding:
    """Out, dated, in passing, announced; or nothing."""
    period_at = own_date(s, clean, day)
    out = [cue for cue in clean if _is_out(s, cue)]
    coming = [cue for cue in clean if cue.role in COMING]
    later = ahead(period_at, day) and not (out and out[0].role == "past" and day is None)
    if out and not later and not ("passing" in roles and len(clean) == len(out)):
        return Finding(Status.RELEASED, _spans(out), said="says that it is out", roles=roles)
    carried = coming or s.of("carrier") or (period_at and beside(s, period_at))
    bold = s.anchors and s.part.where == "title" and "passing" not in roles  # "Title season 2: July 4"
    if period_at and (carried or (bold and (vague(period_at) or not period_at.loose))):
        spans = (*_spans(coming), (period_at.start, period_at.end))
        said = "gives a date"
        return Finding(Status.DATED, spans, period_at.period, torn=not carried, said=said, roles=roles)
    first = min((s.part.clause(cue.start) for cue in coming), default=0)
    passing = [cue for cue in s.of("passing") if not coming or s.part.clause(cue.start) <= first]
    if passing:
        return Finding(Status.MENTIONED, _spans(passing), said="names it in passing", roles=roles)
    if coming:
        torn = s.bare and not direct(s, coming)
        if torn and s.part.where == "summary":
            return Finding(roles=roles)
        weak = all(cue.role == "signs" for cue in coming)
        said = "says that it comes"
        return Finding(Status.ANNOUNCED, _spans(coming), torn=torn, weak=weak, said=said, roles=roles)
    return Finding(roles=roles)


def _is_out(s: Sentence, cue: CueHit) -> bool:
    """Tell whether a fact says that the thing itself is out."""
    says = cue.role in ("released", "past") or (cue.role == "puts" and takes(s, cue))
    return says and not _shown(s, cue)


def _shown(s: Sentence, cue: CueHit) -> bool:
    """Tell whether only a trailer or a picture of it is out."""
    shown = [c.start for c in s.of("signs")] + [t.start for t in s.part.things if t.atom.unit == "trailer"]
    return any(at >= cue.end and len(s.part.text.text[cue.end : at].split()) <= _NEAR for at in shown)


def _spans(cues: Sequence[CueHit]) -> tuple[Span, ...]:
    return tuple((cue.start, cue.end) for cue in cues)
