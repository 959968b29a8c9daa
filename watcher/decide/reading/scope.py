"""Whose facts are they: which cues of a sentence are said of the awaited thing, and said for sure.

Owns: how far a doubt, a denial, quotes or another thing ("the café opens") reach. Does not own: what the
facts that remain mean together (findings.py), nor which sentences are about the thing (claims.py).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from watcher.decide.reading.lexicon import OTHERS, CueHit, lexicon
from watcher.decide.reading.periods import When
from watcher.decide.reading.sheet import Part
from watcher.model import Status

Span = tuple[int, int]

STATUS = {
    "announced": Status.ANNOUNCED,
    "coming": Status.ANNOUNCED,
    "signs": Status.ANNOUNCED,
    "brief": Status.ANNOUNCED,
    "puts": Status.ANNOUNCED,
    "renewed": Status.ANNOUNCED,
    "released": Status.RELEASED,
    "past": Status.RELEASED,
    "delayed": Status.DELAYED,
    "cancelled": Status.CANCELLED,
    "dropped": Status.CANCELLED,
}
FACTS = frozenset(STATUS)  # the tables that state a fact
_NEXT_TO = 3  # words between a fact and what it is said of
_BACK = 6  # words that a doubt reaches back
_DOUBTS = ("hedge", "denied", "asks", "question")
_QUOTED = re.compile(r"(?:^|(?<=[\s(:]))[\"'“‘]([^\"'”’“‘]{1,30})[\"'”’](?!\w)")


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
    names: tuple[Span, ...] = ()
    asked: bool = False  # it ends with a question mark that is not the title's own

    def of(self, *roles: str) -> list[CueHit]:
        """Give the cues of some tables."""
        return [cue for cue in self.cues if cue.role in roles]

    def clauses(self, cues: Sequence[CueHit]) -> set[int]:
        """Give the clauses that some cues stand in."""
        return {self.part.clause(cue.start) for cue in cues}


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a sentence: all that are the thing's, those without a doubt beside them, those only
    quoted, and whether others are another thing's.
    """

    all: list[CueHit]
    clean: list[CueHit]
    quoted: list[CueHit]
    astray: bool


def facts(s: Sentence) -> Facts:
    """Sort the facts that a sentence states."""
    stated = [cue for cue in s.of(*STATUS) if _counts(s, cue)]
    ours = [cue for cue in stated if not any(_governs(s, aside, cue) for aside in s.of(*OTHERS))]
    doubts = s.of(*_DOUBTS)
    spans = _quoted(s)
    quoted = [cue for cue in ours if any(a <= cue.start < b for a, b in spans)]
    heard = min(s.clauses(s.of("hearsay")), default=len(s.part.text.text))
    clean = [cue for cue in ours if cue not in quoted and not any(_doubts(s, doubt, cue) for doubt in doubts)]
    clean = [cue for cue in clean if s.part.clause(cue.start) < heard]
    return Facts(ours, [] if s.of("rumour", "cited") else clean, quoted, astray=len(ours) < len(stated))


def _doubts(s: Sentence, doubt: CueHit, fact: CueHit) -> bool:
    """Tell whether a doubt reaches a fact: all that follows in its clause, and a few words before it."""
    if s.part.clause(doubt.start) != s.part.clause(fact.start):
        return False
    weak = fact.role in ("signs", "brief")
    return weak or len(s.part.text.text[fact.end : max(fact.end, doubt.start)].split()) <= _BACK


def direct(s: Sentence, cues: Sequence[CueHit]) -> bool:
    """Tell whether a fact is said of a title itself: it stands next to it, or a word for its release does."""
    clauses, text = s.clauses(cues), s.part.text.text
    if any(s.part.clause(at) in clauses for at in _releases(s)):
        return True
    pairs = ((cue, a, b) for cue in cues for a, b in s.anchors)
    return any(len(text[min(cue.end, b) : max(cue.start, a)].split()) <= _NEXT_TO for cue, a, b in pairs)


def _releases(s: Sentence) -> list[int]:
    """Give where words for a release stand."""
    kinds = lexicon().kinds
    return [t.start for t in s.part.things if not t.atom.key and kinds[t.atom.unit].title]


def _counts(s: Sentence, cue: CueHit) -> bool:
    """Weak signs count only beside the words of the subject; a bare past tense only in a headline; "no
    plans" only for what is awaited.
    """
    if cue.role in ("past", "brief") and s.part.where != "title":
        return False
    if cue.role == "announced":
        return not _somebodys(s, cue)
    if cue.role in ("cancelled", "delayed"):
        return not (_describes(s, cue) or _of_another(s, cue))
    if cue.role == "signs" and s.bare and s.part.where == "title":  # "Title trailer"
        shown = any(t.atom.unit == "trailer" and cue.start <= t.start < cue.end for t in s.part.things)
        return shown and any(0 <= cue.start - b <= 1 for _, b in s.anchors)
    if cue.role == "signs" and _behind(s, cue):
        return False
    return cue.role not in ("signs", "brief") or (bool(s.anchors) and not s.bare)


def _behind(s: Sentence, cue: CueHit) -> bool:
    """Tell whether a sign is only what came before: "fans cheer for season 2 after a clip"."""
    clause = s.part.clause(cue.start)
    if any(s.part.clause(a) == clause for a, _ in s.anchors):
        return False
    return any(b.start <= cue.start and s.part.clause(b.start) == clause for b in s.of("backward"))


def _somebodys(s: Sentence, cue: CueHit) -> bool:
    """Tell whether somebody around the thing says something else: "Title 2 writer confirms talks"."""
    clause = s.part.clause(cue.start)
    people = [p for p in s.of("person") if p.end <= cue.start and s.part.clause(p.start) == clause]
    speaks = any(0 <= p.start - b <= 1 for p in people for _, b in s.anchors)
    return speaks and not any(a >= cue.end for a, _ in s.anchors)


def _describes(s: Sentence, cue: CueHit) -> bool:
    """Tell whether a word only describes: "the virus-delayed season", "the maker's delayed Title"."""
    text = s.part.text
    if text.raw[max(0, text.starts[cue.start] - 1)] in "-‐‑":
        return True
    before = text.text[: cue.start].split()[-1:]
    return bool(before) and before[0] in lexicon().stop and any(0 <= a - cue.end <= 1 for a, _ in s.anchors)


def _of_another(s: Sentence, cue: CueHit) -> bool:
    """Tell whether a no is said of another thing: it stands right after the no, and ours doesn't."""
    text = s.part.text.text
    clause = s.part.clause(cue.start)
    things = [t.start for t in s.part.things if t.start >= cue.end and s.part.clause(t.start) == clause]
    near = [at for at in things if len(text[cue.end : at].split()) <= _NEXT_TO]
    return bool(near) and not s.bare and not any(a >= cue.end for a, _ in s.anchors)


def _governs(s: Sentence, aside: CueHit, fact: CueHit) -> bool:
    """Tell whether another thing ("café", "figure") is what a fact is said of."""
    start, end = _compound(s, aside)
    if _hangs(s, start, "role", "turn") or (aside.role == "another" and end > aside.end):
        return False
    same = s.part.clause(start) == s.part.clause(fact.start)
    if end <= fact.start:
        ours = any(b <= start or a == start for a, b in s.anchors)  # else a name that only sounds like it
        return (same or ours) and not _between(s, end, fact.start) and (s.bare or not takes(s, fact))
    roles = any(cue.role == "role" and fact.end <= cue.start < start for cue in s.cues)
    return same and not roles and not _between(s, fact.end, start)


def _compound(s: Sentence, aside: CueHit) -> Span:
    """Give the other thing's whole name: in "Title season 2 café" and "Figure Title" it takes in the title."""
    start, end = aside.start, aside.end
    for a, b in sorted(s.anchors, reverse=True):
        start = a if 0 <= start - b <= 1 else start
    for a, b in s.anchors:
        end = b if 0 <= a - end <= 1 else end
    return start, end


def _hangs(s: Sentence, start: int, *roles: str) -> bool:
    """Tell whether a thing only hangs on another by "at", "with" …: "announced at the concert"."""
    roles = roles or ("role", "turn", "of")
    before = (s.part.text.text[cue.end : start] for cue in s.cues if cue.role in roles and cue.end <= start)
    return any(set(words.split()) <= lexicon().stop for words in before)


def takes(s: Sentence, fact: CueHit) -> bool:
    """Tell whether the awaited thing follows a fact as what it is said of: "gets an anime"."""
    after = (a for a, _ in s.anchors if a >= fact.end and not _hangs(s, a))
    return any(len(s.part.text.text[fact.end : a].split()) <= _NEXT_TO for a in after)


def _between(s: Sentence, start: int, end: int) -> bool:
    """Tell whether the awaited thing, or a word for its release, stands in between and takes the fact."""
    ours = [a for a, b in s.anchors if a >= start and b <= end]
    ours += [at for at in _releases(s) if start <= at < end]
    return any(not _hangs(s, at) for at in ours)


def _quoted(s: Sentence) -> list[Span]:
    """Give the few words in quotes that don't name the thing: 'axed' is what others say."""
    text, spans = s.part.text, []
    verbs = {(cue.start, cue.end) for cue in s.cues}  # "renewed" may stand for the subject
    anchors = [span for span in s.anchors if span not in verbs]
    for found in _QUOTED.finditer(text.raw):
        start, end = bisect_left(text.starts, found.start(1)), bisect_left(text.starts, found.end(1))
        if start < end and not any(a < end and b > start for a, b in anchors):
            spans.append((start, end))
    return spans
