"""Which date of a sentence is the awaited thing's own.

Owns: what is a date of the past, of the saying ("announced on Friday"), or of another matter. Does not own:
what days a date means (periods.py), nor what it makes of the sentence (findings.py).
"""

import re
from datetime import date, timedelta
from functools import cache

from watcher.decide.reading.fold import fold_text
from watcher.decide.reading.lexicon import CueHit, lexicon
from watcher.decide.reading.periods import When
from watcher.decide.reading.scope import STATUS, Sentence

COMING = frozenset({"announced", "coming", "signs", "brief", "puts", "renewed", "released", "past"})
_SAYING = frozenset({"announced", "signs", "brief"})  # a weekday beside these is when it was said
_STALE = timedelta(days=7)  # a date further back is the past's


def ahead(when: When | None, day: date | None) -> bool:
    """Tell whether a date lies ahead; one that can't be placed is taken to."""
    if when is None or (when.period and day is None):
        return False
    return when.period is None or (day is not None and when.period.last > day)


def touches(s: Sentence, when: When) -> bool:
    """Tell whether nothing but a bracket parts a date from the thing: "Title (August 26)"."""
    text = s.part.text.text
    return not when.loose and any(b <= when.start and not text[b : when.start].strip() for _, b in s.anchors)


def is_today(s: Sentence, when: When) -> bool:
    """Tell whether a date is the very word for today."""
    return s.part.text.text[when.start : when.end] in _words("today")


def beside(s: Sentence, when: When) -> bool:
    """Tell whether a date stands right before what it dates: "the July 17 film", "2027 debut"."""
    things = [t for t in s.part.things if not t.atom.key and s.part.sentence(t.start) == s.number]
    return any(0 <= thing.start - when.end <= 10 for thing in things)


def _follows(s: Sentence, when: When) -> bool:
    """Tell whether a date stands right behind the thing in a clause that says nothing else: "dub on Saturday"."""
    clause, text = s.part.clause(when.start), s.part.text.text
    if clause in s.clauses(s.of(*_SAYING)):
        return False
    words = (text[b : when.start].split() for _, b in s.anchors if b <= when.start)
    return any(len(between) == 1 and between[0] in _words("in") for between in words)


def vague(when: When) -> bool:
    """Tell whether a loose date is a month or a year, not a day."""
    return when.loose and when.period is not None and when.period.first != when.period.last


def own_date(s: Sentence, clean: list[CueHit], day: date | None) -> When | None:
    """Give the thing's own date: not past, not when something was said; a weekday or a bare year needs a
    verb.
    """
    verbs = {cue.role for cue in clean}
    bold = s.part.where == "title" and bool(s.anchors) and not s.bare  # "Title season 2 for 2027"
    for when in s.dates:
        if when.period and day and when.period.last < day - _STALE:
            continue
        if _past(s, when, day):
            continue
        if when.loose and not _follows(s, when):
            carried = (bold and vague(when)) or verbs & (COMING | {"delayed"}) or s.of("carrier")
            if not (carried or beside(s, when)) or (not vague(when) and _verb(s, clean, when) in _SAYING):
                continue
        if not _just_said(s, when.start):
            return when
    return None


def _past(s: Sentence, when: When, day: date | None) -> bool:
    """Tell whether a summary's date is when something came out: "which debuted on April 4". Only a year that
    is printed can lie ahead of it.
    """
    clause, period = s.part.clause(when.start), when.period
    if s.part.where == "title" or (period and day and period.last > day and re.search(r"\d{4}", period.text)):
        return False
    verbs = [cue for cue in s.of(*STATUS) if cue.end <= when.start and s.part.clause(cue.start) == clause]
    return bool(verbs) and verbs[-1].role == "past"


def came_out(s: Sentence, day: date | None) -> tuple[CueHit, When] | None:
    """Give the verb and the day of what a summary says came out lately: "The anime debuted on April 4"."""
    for when in s.dates:
        recent = (
            not (when.period and day and re.search(r"\d{4}", when.period.text))
            or when.period.last >= day - _STALE
        )
        if recent and _past(s, when, day):
            verb = max((c for c in s.of("past") if c.end <= when.start), key=_start)
            if any(0 <= verb.start - b <= 1 for _, b in s.anchors):
                return verb, when
    return None


def _verb(s: Sentence, clean: list[CueHit], when: When) -> str:
    """Give the table of the word that a date most likely belongs to: in its own clause before any other,
    the last before it, else the first.
    """
    clause = s.part.clause(when.start)
    stated = sorted({*(cue for cue in clean if cue.role in STATUS), *s.of("carrier")}, key=_start)
    near = [cue for cue in stated if s.part.clause(cue.start) == clause]
    beforehand = [cue.role for cue in near or stated if cue.end <= when.start]
    return beforehand[-1] if beforehand else next((cue.role for cue in near or stated), "announced")


def _start(cue: CueHit) -> int:
    return cue.start


def _just_said(s: Sentence, at: int) -> bool:
    """Tell whether a date says when something was said: "announced on Friday", not "will be released on
    Friday".
    """
    text = s.part.text.text
    before = text[max(0, at - 32) : at].split()
    while before and before[-1] in _words("when"):
        before.pop()
    if not before or before[-1] not in _words("said"):
        return False
    word = text.rfind(before[-1], 0, at)
    return not any(cue.role == "coming" and cue.start <= word < cue.end for cue in s.cues)


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(fold_text(word) for dates in lexicon().dates for word in dates[table])
