"""Editions: "volume 6" in English, as a paperback, read aloud, is another thing than volume 6.

Owns: which edition of a numbered thing a watch asks for and a text speaks of, and how that is written behind the subject's normal
form: "volume 6 english". Does not own: the words (`edition` and `beside` of the kinds in cues/*.toml).

A watch that asks for an edition meets nothing else. A watch that asks for none meets the editions too, each as a subject of its
own, so that the news of one never takes a step of the other's story.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from watcher.decide.reading.fold import fold_text
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.names import at_borders
from watcher.decide.reading.scope import FACTS
from watcher.decide.reading.sheet import Part
from watcher.decide.reading.subjects import Subject, scanner

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition that a text names: what it is called, and where."""

    name: str
    start: int
    end: int


def editions(part: Part, spans: Sequence[Span]) -> list[Edition]:
    """Give the editions that a part names of what is numbered at some spans, the first first."""
    found = _outermost([*_named(part, spans), *_beside(part.text.text, spans)])
    printed = {e.name for e in found if not _is_language(e.name)}
    if len(printed) > 1:  # "as paperback, ebook and audiobook": the thing itself, in whatever form
        found = [e for e in found if _is_language(e.name)]
    return list({e.name: e for e in reversed(found)}.values())[::-1]


def _outermost(found: Sequence[Edition]) -> list[Edition]:
    """Drop what lies within something longer: "English" in "English dub"."""
    kept: list[Edition] = []
    for one in sorted(found, key=lambda e: e.start - e.end):
        if all(one.start >= other.end or one.end <= other.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda e: e.start)


def _named(part: Part, spans: Sequence[Span]) -> Iterator[Edition]:
    """Read "volume 6: English edition out in May"; not "volume 6 is out; an English edition follows"."""
    clauses = {part.clause(start) for start, _ in spans}
    sentences = {part.sentence(start) for start, _ in spans}
    told = [cue.start for cue in part.cues if cue.role in FACTS] + [when.start for when in part.dates]
    settled = any(part.clause(at) in clauses for at in told)
    for thing in part.things:
        name = lexicon().kinds[thing.atom.unit].edition if not thing.atom.key else ""
        near = part.clause(thing.start) in clauses or (
            not settled and part.sentence(thing.start) in sentences
        )
        if name and near:
            yield Edition(name, thing.start, thing.end)


def _beside(text: str, spans: Sequence[Span]) -> Iterator[Edition]:
    """Read "English volume 6", "Vol. 6 (English)", "the sixth English volume"."""
    for start, end in spans:
        for word, name in _words_beside():
            at = text.find(word, max(0, start - len(word) - 1), end + len(word) + 1)
            if at >= 0 and at_borders(text, at, at + len(word)):
                yield Edition(name, at, at + len(word))


@cache
def _words_beside() -> tuple[tuple[str, str], ...]:
    return tuple((word, kind.edition) for kind in lexicon().kinds.values() for word in kind.beside)


@cache
def _is_language(name: str) -> bool:
    return f"{name} release" in lexicon().kinds


def split(subject: Subject, about: str) -> tuple[Subject, tuple[str, ...]]:
    """Take the editions out of what a person typed: "volume 6 English" → (volume 6, english). Only what is numbered has them."""
    if not subject.numbered:
        return subject, ()
    kinds, text = lexicon().kinds, fold_text(about)
    things = ((thing, kinds[thing.atom.unit].edition) for thing in scanner().scan(text) if not thing.atom.key)
    named = [Edition(name, thing.start, thing.end) for thing, name in things if name]
    wanted = _outermost([*named, *_beside(text, [(0, len(text))])])
    atoms = tuple(atom for atom in subject.atoms if atom.key or not kinds[atom.unit].edition)
    phrases = tuple(_without(subject.phrases, (text[e.start : e.end] for e in wanted)))
    plain = replace(subject, normal=" ".join([*phrases, *map(str, atoms)]), atoms=atoms, phrases=phrases)
    return plain, tuple(sorted({edition.name for edition in wanted}))


def _without(phrases: Iterable[str], words: Iterable[str]) -> Iterator[str]:
    known = tuple(words)
    for phrase in phrases:
        rest = f" {phrase} "
        for word in known:
            rest = rest.replace(f" {word} ", " ")
        if rest.strip():
            yield rest.strip()
