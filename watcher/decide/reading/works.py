"""What of a headline is said of another work, or of another number of the same one.

Owns: which facts and dates go with what is named beside them. Does not own: whose "season 2" it is (owners.py),
other things around the work such as goods (scope.py), nor whether the thing is named at all (gate.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.decide.reading.counting import FINAL, NEXT
from watcher.decide.reading.lexicon import OVERLAYS, CueHit, lexicon
from watcher.decide.reading.owners import WORD, Owners
from watcher.decide.reading.periods import When
from watcher.decide.reading.scope import FACTS, Span
from watcher.decide.reading.sheet import Part
from watcher.decide.reading.subjects import Found, Subject

_WHOLE = frozenset(
    {"rumour", "cited", "hearsay", "conceded", "roundup", "asks", "question"}
)  # of the sentence
_STOPS = frozenset({"cancelled", "dropped", "delayed"})
_UNITS = frozenset(
    {"movie", "game", "book", "manga", "album", "song", "event", "volume", "chapter", "spin-off"}
)
_COMES = frozenset({"coming", "released", "past"})
_TITLE = 3  # words: a longer beginning may be any sentence
_IS = frozenset(
    ["is", "are", "was", "were", "gets", "been", "ist", "wird", "wurde", "es", "fue", "est", "ete", "foi"]
)


@dataclass(frozen=True, slots=True)
class _Head:
    """Something numbered that facts may be said of: where it stands, and whether it is what is awaited."""

    start: int
    end: int
    ours: bool


class Works:
    """A part as one watch reads it: `names` are where its titles stand, `subject` where its subject does."""

    def __init__(self, part: Part, names: Sequence[Span], spans: Sequence[Span], subject: Subject) -> None:
        self.part, self.names, self.subject = part, names, subject
        self._owners = Owners(part, names)
        numbered = [t for t in part.things if t.atom.key and not _touches(t, names)]
        self._counted = {(t.start, t.end) for t in numbered}
        counted = [span for span in spans if span in self._counted]
        self.own = [
            span for span in spans if span not in self._counted or not self._owners.foreign(span, counted)
        ]
        atom = subject.numbered
        rivals = [
            (t.start, t.end)
            for t in numbered
            if atom
            and t.atom.unit == atom.unit
            and t.atom.key not in (NEXT, FINAL)
            and not _touches(t, self.own)
        ]
        heads = [_Head(*span, ours=True) for span in self.own]
        self._heads = sorted({*heads, *(_Head(*span, ours=False) for span in rivals)}, key=lambda h: h.start)
        self._ours = self._grouped()

    def keeps(self, one: CueHit | When) -> bool:
        """Tell whether a cue or a date is said of what is awaited, not of what else the sentence names."""
        if isinstance(one, CueHit) and (one.role in OVERLAYS or one.role in _WHOLE):
            return True
        return not (
            self._rivals(one) or self._softly(one) or self._stops_another(one) or self._begun_by_another(one)
        )

    def _rivals(self, one: CueHit | When) -> bool:
        sentence = self.part.sentence(one.start)
        heads = [h for h in self._heads if self.part.sentence(h.start) == sentence]
        if all(self._ours[h] for h in heads):
            return False
        here = [h for h in heads if self.part.clause(h.start) == self.part.clause(one.start)]
        before = [h for h in here or heads if h.start <= one.start]
        after = [h for h in here or heads if h.start > one.start]
        if not before or not after or not here:
            return not self._ours[(before or after)[-1 if before else 0]]
        back = self._owners.gap(before[-1].end, one.start)
        return not self._ours[before[-1] if back <= self._owners.gap(one.end, after[0].start) else after[0]]

    def _softly(self, one: CueHit | When) -> bool:
        """Tell whether a clause that does not name the thing says it of a film, a volume …: "gets movie, not
        season 2", "the manga returns in May".
        """
        part, clause = self.part, self.part.clause(one.start)
        atom = self.subject.numbered
        if not atom or any(part.clause(start) == clause for start, _ in self.own):
            return False
        facts = [c for c in part.cues if c.role in FACTS and part.clause(c.start) == clause]
        if isinstance(one, CueHit) and one.role not in FACTS:
            return False
        things = [
            t
            for t in part.things
            if t.atom.unit in _UNITS and t.atom.unit != atom.unit and part.clause(t.start) == clause
            and not _touches(t, self.names)
        ]  # fmt: skip
        return any(self._beside(t, fact) for t in things for fact in facts)

    def _beside(self, thing: Found, fact: CueHit) -> bool:
        if thing.end <= fact.start:
            return self._owners.gap(thing.end, fact.start) == 0
        return thing.start >= fact.end and self._owners.gap(fact.end, thing.start) == 0

    def _stops_another(self, one: CueHit | When) -> bool:
        """Tell whether a no in another clause has a subject of its own: "announced as Other is cancelled"."""
        part = self.part
        if not isinstance(one, CueHit) or one.role not in _STOPS or part.where != "title":
            return False
        clause, sentence = part.clause(one.start), part.sentence(one.start)
        homes = {part.clause(a) for a, _ in (*self.own, *self.names) if part.sentence(a) == sentence}
        told = any(
            c.role in FACTS and c.role not in _STOPS and part.clause(c.start) in homes for c in part.cues
        )
        words = part.text.text[: one.end].split()[-4:]  # "is cancelled", not "Maker cancels", "March delay"
        return (
            told and clause not in homes and bool(_IS & set(words)) and self._owners.unknown_before(one.start)
        )

    def _begun_by_another(self, one: CueHit | When) -> bool:
        """Tell whether a summary's sentence begins with another name: "Other premieres on April 4"."""
        part, number = self.part, self.part.sentence(one.start)
        if part.where == "title" or any(part.sentence(a) == number for a, _ in (*self.own, *self.names)):
            return False
        start = part.sentences[number - 1] if number else 0
        first = next((c for c in part.cues if c.role in _COMES and c.start >= start), None)
        if (
            first is None
            or part.clause(first.start) != part.clause(start)
            or part.sentence(first.start) != number
        ):
            return False
        words = list(WORD.finditer(part.text.text, start, first.start))
        return 0 < len(words) <= _TITLE and all(
            self._owners.unknown(w, w.end()) and w[0] not in lexicon().everyday for w in words
        )

    def _grouped(self) -> dict[_Head, bool]:
        """Tell of each head whether facts said of it are ours: in a list ("seasons 1 and 2", "Other season 2,
        Title season 2 delayed") they are said of all.
        """
        groups: list[list[_Head]] = []
        for head in self._heads:
            if groups and self._listed(groups[-1][-1], head):
                groups[-1].append(head)
            else:
                groups.append([head])
        return {head: any(one.ours for one in group) for group in groups for head in group}

    def _listed(self, one: _Head, two: _Head) -> bool:
        if self.part.sentence(one.start) != self.part.sentence(two.start):
            return False
        words = [cue for cue in self.part.cues if cue.role not in OVERLAYS or cue.role in ("none", "turn")]
        starts = [*(cue.start for cue in words), *(when.start for when in self.part.dates)]
        return not any(one.end <= at < two.start for at in starts)


def _touches(thing: Found, spans: Sequence[Span]) -> bool:
    return any(thing.start < b and thing.end > a for a, b in spans)
