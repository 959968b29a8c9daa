"""What one sentence says of one thing: a status, the cues that carry it, and the date it gives.

Owns: how cues of one sentence weigh against each other (the ladder, below). Does not own: which facts are
the thing's (scope.py), which date (dating.py), which sentences are about the thing, nor how headline and summary combine (claims.py).

    cancelled, delayed → denied → out → guessed or asked → dated → in passing → announced
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from watcher.decide.reading.dating import COMING, ahead, beside, came_out, is_today, own_date, touches, vague
from watcher.decide.reading.denial import nothing, without_denied
from watcher.decide.reading.lexicon import OTHERS, CueHit
from watcher.decide.reading.passing import plain
from watcher.decide.reading.periods import When
from watcher.decide.reading.scope import Facts, Sentence, Span, direct, facts, takes
from watcher.model import NEWS, Period, Status

_NEAR = 3  # words
_WITH = frozenset({"with", "mit", "con", "avec", "com"})


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
    spare: "Finding | None" = None  # of a doubtful sentence: the date that its doubt does not reach
    said: str = ""  # in plain words, what kind of cue decided
    roles: frozenset[str] = field(default=frozenset())

    @property
    def news(self) -> bool:
        """Whether it is a fact about the coming."""
        return self.status in NEWS


def weigh(sentence: Sentence, day: date | None) -> Finding:
    """Say what a sentence says, by the ladder."""
    stated = without_denied(sentence, facts(sentence))
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
    stops = [
        cue for cue in clean if cue.role in ("cancelled", "dropped", "delayed") and not _ends_with(s, cue)
    ]
    if not stops or roles & {"roundup", "asks", "question"} or s.asked:
        return None
    behind = {s.part.clause(cue.start) for cue in s.of("backward")}
    if any(cue not in stops and s.part.clause(cue.start) not in behind for cue in clean):
        stops = [cue for cue in stops if s.part.clause(cue.start) not in behind]
    if not stops or (s.bare and s.part.where == "title" and not direct(s, stops)):
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


def _ends_with(s: Sentence, cue: CueHit) -> bool:
    """Tell whether a show ends with what is awaited: "will end with its fourth season" says that it comes."""
    text = s.part.text.text
    if cue.role != "dropped" or text[: cue.end].rpartition(" ")[2] not in _WITH:
        return False
    return any(a >= cue.end and len(text[cue.end : a].split()) <= _NEAR for a, _ in s.anchors)


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
    denials = [*s.of("denied"), *nothing(s)]
    if not denials or any(cue.role not in ("signs", "brief") for cue in clean):
        return None
    said = "says that nothing is official"
    return Finding(Status.SPECULATED, _spans(denials), said=said, roles=roles, spare=_spared(s))


def _asked(s: Sentence, facts: list[CueHit], clean: list[CueHit], roles: frozenset[str]) -> Finding | None:
    """A question, or the article that gathers what is known: open to facts elsewhere."""
    told = [cue for cue in clean if cue.role in ("announced", "coming", "renewed")]
    signs = s.of("asks", "question")
    signs += [r for r in s.of("roundup") if not any(fact.start < r.start for fact in told)]
    if not signs and not s.asked:
        return None
    doubts = s.of("hedge", "rumour", "hearsay", "conceded")
    if not (signs or facts or doubts):
        return None
    said = "gathers what is known" if "roundup" in roles else "asks"
    spans = _spans(signs or facts or doubts)
    return Finding(Status.SPECULATED, spans, open=bool(signs) or not doubts, said=said, roles=roles)


def _guessed(s: Sentence, stated: Facts, roles: frozenset[str]) -> Finding | None:
    """A rumour, a hope, a guess, a word in quotes: with no fact outside of its clause."""
    doubts = [*s.of("hedge", "rumour", "cited", "hearsay", "conceded"), *stated.quoted]
    weak = bool(stated.quoted) and all(cue.role in ("signs", "brief") for cue in stated.clean)
    if not doubts or (stated.clean and not weak):
        return None
    if "passing" in roles and not stated.all:
        return None
    if _of_its_plot(s, doubts, stated):
        return Finding(Status.MENTIONED, _spans(doubts), said="guesses about something in it", roles=roles)
    said = "is a rumour, a hope or a guess"
    return Finding(Status.SPECULATED, _spans(doubts), said=said, roles=roles, spare=_spared(s))


def _spared(s: Sentence) -> Finding | None:
    """Take the date of a clause that has a word for the coming and no doubt of its own: where a headline
    says that it comes, a rumour elsewhere in the sentence does not undo the date.
    """
    doubted = s.clauses(s.of("hedge", "denied", "rumour", "cited", "hearsay", "asks", "question"))
    words = [cue for cue in s.of("coming", "carrier") if s.part.clause(cue.start) not in doubted]
    when = own_date(s, [], None) if words else None
    words = [cue for cue in words if when and s.part.clause(cue.start) == s.part.clause(when.start)]
    if not when or not words:
        return None
    return Finding(Status.DATED, (*_spans(words), (when.start, when.end)), when.period, said="gives a date")


def _of_its_plot(s: Sentence, doubts: Sequence[CueHit], stated: Facts) -> bool:
    if (
        s.part.where != "title"
        or stated.all
        or s.of("carrier")
        or s.dates
        or s.of("rumour", "cited", "hearsay", "conceded")
        or s.bare
    ):
        return False
    here = {s.part.clause(a) for a, _ in s.anchors}
    return bool(here) and not here & s.clauses(doubts)


def _told(s: Sentence, clean: list[CueHit], roles: frozenset[str], day: date | None) -> Finding:
    """Out, dated, in passing, announced; or nothing."""
    when = own_date(s, clean, day)
    coming = [cue for cue in clean if cue.role in COMING or _ends_with(s, cue)]
    told = _out(s, clean, when, roles, day) or _dated(s, coming, when, roles)
    if told:
        return told
    first = min((s.part.clause(cue.start) for cue in coming), default=0)
    passing = [cue for cue in s.of("passing") if not coming or s.part.clause(cue.start) <= first]
    passing = [] if plain(s, coming, passing) else passing
    if passing:
        return Finding(Status.MENTIONED, _spans(passing), said="names it in passing", roles=roles)
    torn = s.bare and not direct(s, coming)
    if not coming or (torn and s.part.where == "summary"):
        return Finding(roles=roles)
    weak = all(cue.role in ("signs", "brief") for cue in coming)
    said = "says that it comes"
    return Finding(Status.ANNOUNCED, _spans(coming), torn=torn, weak=weak, said=said, roles=roles)


def _out(
    s: Sentence, clean: list[CueHit], when: When | None, roles: frozenset[str], day: date | None
) -> Finding | None:
    """It is out, or came out on a day that is named."""
    past = came_out(s, day) if s.anchors else None
    if past:
        spans = tuple((one.start, one.end) for one in past)
        return Finding(Status.RELEASED, spans, said="says that it came out", roles=roles)
    out = [cue for cue in clean if _is_out(s, cue)]
    today = s.part.where == "title" and when is not None and is_today(s, when)
    if today:
        out += [cue for cue in clean if cue.role in ("coming", "puts")]  # "goes on sale today"
    later = ahead(when, day) and not (out and out[0].role == "past" and day is None)
    if not out or (not today and (later or ("passing" in roles and len(clean) == len(out)))):
        return None
    return Finding(Status.RELEASED, _spans(out), said="says that it is out", roles=roles)


def _dated(s: Sentence, coming: list[CueHit], when: When | None, roles: frozenset[str]) -> Finding | None:
    """It has a date: beside a verb or a noun that carries one; or alone, where that may be meant."""
    if when is None:
        return None
    carried = coming or s.of("carrier") or beside(s, when) or touches(s, when)
    heads = s.part.where == "title" and s.anchors and "passing" not in roles  # "Title season 2: July 4"
    follows = s.part.where == "summary" and "passing" not in roles  # a headline may have said that it comes
    if not (carried or (heads and vague(when)) or ((heads or follows) and not when.loose)):
        return None
    spans = (*_spans(coming), (when.start, when.end))
    return Finding(Status.DATED, spans, when.period, torn=not carried, said="gives a date", roles=roles)


def _is_out(s: Sentence, cue: CueHit) -> bool:
    """Tell whether a fact says that the thing itself is out."""
    says = cue.role in ("released", "past") or (cue.role == "puts" and takes(s, cue))
    return says and not _shown(s, cue)


def _shown(s: Sentence, cue: CueHit) -> bool:
    """Tell whether only a trailer or a picture of it is out."""
    text = s.part.text.text
    shown = [(c.start, c.end) for c in s.of("signs")]
    shown += [(t.start, t.end) for t in s.part.things if t.atom.unit == "trailer"]
    if any(a >= cue.end and len(text[cue.end : a].split()) <= _NEAR for a, _ in shown):
        return True
    return any(0 <= cue.start - b <= 1 and not any(a == c for c, _ in s.anchors) for a, b in shown)


def _spans(cues: Sequence[CueHit]) -> tuple[Span, ...]:
    return tuple((cue.start, cue.end) for cue in cues)
