"""Which date of a sentence is the awaited thing's own.

Owns: what is a date of the past, of the saying ("announced on Friday"), or of another matter. Does not own:
what days a date means (periods.py), nor what it makes of the sentence (findings.py).
"""

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


def beside(s: Sentence, when: When) -> bool:
    """Tell whether a date stands right before what it dates: "the July 17 film", "2027 debut"."""
    return any(0 <= thing.start - when.end <= 10 for thing in s.part.things if not thing.atom.key)


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
        if when.loose and not (
            (bold and vague(when)) or verbs & (COMING | {"delayed"}) or s.of("carrier") or beside(s, when)
        ):
            continue
        if when.loose and not vague(when) and _verb(clean, when) in _SAYING:
            continue
        if not _just_said(s.part.text.text, when.start):
            return when
    return None


def _verb(clean: list[CueHit], when: When) -> str:
    """Give the table of the fact that a date most likely belongs to: the last before it, else the first."""
    stated = [cue for cue in clean if cue.role in STATUS]
    before = [cue.role for cue in stated if cue.end <= when.start]
    return before[-1] if before else next((cue.role for cue in stated), "announced")


def _just_said(text: str, at: int) -> bool:
    """Tell whether a date says when something was said: "announced on Friday"."""
    before = text[max(0, at - 32) : at].split()
    while before and before[-1] in _words("when"):
        before.pop()
    return bool(before) and before[-1] in _words("said")


@cache
def _words(table: str) -> frozenset[str]:
    return frozenset(fold_text(word) for dates in lexicon().dates for word in dates[table])
