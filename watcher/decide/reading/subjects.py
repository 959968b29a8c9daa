"""What is awaited, in its normal form, and where a text names it.

Owns: where a text counts and names kinds, and the normal form that stories are keyed by. Does not own: how a
language counts (counting.py), nor whether the text says that the thing comes. New units, kinds and number
words go into cues/*.toml.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from watcher.decide.reading.counting import DIGITS, FINAL, KANJI_NUMBER, NEXT, ROMAN, kanji_number, ways
from watcher.decide.reading.fold import BORDER_AFTER, BORDER_BEFORE, fold_text
from watcher.decide.reading.lexicon import Lexicon, WordFinder, lexicon

_EPISODE_CODE = re.compile(rf"{BORDER_BEFORE}s(\d{{1,2}}) ?e(?:p ?)?(\d{{1,4}}){BORDER_AFTER}")
_BARE = re.compile(rf" ?(\d{{1,3}}(?:\.\d+)*|{'|'.join(ROMAN)}){BORDER_AFTER}")

_KANJI = re.compile(KANJI_NUMBER)


@dataclass(frozen=True, slots=True)
class Atom:
    """A unit with its number ("season", "2"), with "final" or "next", or a kind alone ("movie", "")."""

    unit: str
    key: str = ""

    def __str__(self) -> str:
        words = (self.key, self.unit) if self.key in (FINAL, NEXT) else (self.unit, self.key)
        return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Found:
    """An atom named in a folded text."""

    atom: Atom
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What a watch waits for: of each unit one atom ("seasons 2 and 3": either), and every phrase."""

    normal: str
    atoms: tuple[Atom, ...] = ()
    phrases: tuple[str, ...] = ()

    @property
    def numbered(self) -> Atom | None:
        """The first atom that counts."""
        return next((atom for atom in self.atoms if atom.key), None)

    @property
    def any_release(self) -> bool:
        """Whether the title's own release is awaited, whatever kind of thing it is."""
        kinds = lexicon().kinds
        return any(not atom.key and kinds[atom.unit].title for atom in self.atoms)


RELEASE = Subject("release", (Atom("release"),))


class Scanner:
    """Finds every atom of every language in a text, whatever the watches ask for."""

    def __init__(self, words: Lexicon) -> None:
        self._kinds = WordFinder((kind.name, word) for kind in words.kinds.values() for word in kind.words)
        self._numbers: dict[str, str] = dict(zip(ROMAN, map(str, range(2, 20)), strict=False))
        self._patterns: list[tuple[re.Pattern[str], dict[str, str]]] = []
        for units, numbers in zip(words.units, words.numbers, strict=True):
            self._learn(numbers)
            self._patterns += ways(units, numbers, words.stop)
        known = sorted(self._numbers, key=len, reverse=True)
        whole = rf"(?:{BORDER_BEFORE}|(?<=و))(?:{'|'.join(map(re.escape, known))}){BORDER_AFTER}"
        self._number = re.compile(rf"{DIGITS}|{KANJI_NUMBER}|{whole}")
        needed: dict[str, set[int]] = {}  # unit word → the patterns that can't hit without it
        for which, (_, units_of) in enumerate(self._patterns):
            for word in units_of:
                needed.setdefault(word, set()).add(which)
        self._worth = list(needed.values())
        self._unit_words = ahocorasick_rs.AhoCorasick(list(needed))

    def scan(self, text: str) -> list[Found]:
        """Give every numbered unit and every kind named in a folded text, in order."""
        found = {Found(Atom(name), start, end) for name, start, end in self._kinds.find(text)}
        met = self._unit_words.find_matches_as_indexes(text, overlapping=True)
        for which in sorted(set().union(*(self._worth[word] for word, _, _ in met))):
            pattern, units = self._patterns[which]
            for hit in pattern.finditer(text):
                for key in self._keys(hit["numbers"]):
                    found.add(Found(Atom(units[hit["unit"]], key), hit.start(), hit.end()))
        for hit in _EPISODE_CODE.finditer(text):
            found.add(Found(Atom("season", str(int(hit[1]))), hit.start(), hit.end()))
            found.add(Found(Atom("episode", str(int(hit[2]))), hit.start(), hit.end()))
        ordered = sorted(found, key=lambda f: (f.start, f.end, f.atom.unit, f.atom.key))
        return [one for one in ordered if not (one.atom.key and _taken(one, ordered))]

    def bare_number(self, text: str, at: int) -> tuple[str, int, int] | None:
        """Give the number that directly follows a name ("Title 2", "Title II") as (key, start, end)."""
        hit = _BARE.match(text, at)
        if not hit:
            return None
        key = self._numbers.get(hit[1]) or re.sub(r"^0+(?=\d)|(?<=\d)(?:\.0)+$", "", hit[1])
        return key, hit.start(1), hit.end(1)

    def _learn(self, numbers: dict[str, list[str]]) -> None:
        for table in (numbers["cardinals"], numbers["ordinals"]):
            self._numbers.update(
                {fold_text(form): str(i) for i, word in enumerate(table, start=1) for form in word.split("/")}
            )
        self._numbers.update({fold_text(word): FINAL for word in numbers[FINAL]})
        self._numbers.update({fold_text(word): NEXT for word in numbers[NEXT]})

    def _keys(self, numbers: str) -> Iterator[str]:
        for word in self._number.findall(numbers):
            key = kanji_number(word) if _KANJI.fullmatch(word) else self._numbers.get(word, word)
            yield re.sub(r"^0+(?=\d)", "", key)


def _taken(one: Found, found: Iterable[Found]) -> bool:
    """Tell whether its number is another's: in "season 5 episode 2" there is no 5th episode."""
    return any(
        f.atom.key and f.start < one.start < f.end < one.end and f.atom.unit != one.atom.unit for f in found
    )


@cache
def scanner() -> Scanner:
    """Give the scanner over the tables that come with the program."""
    return Scanner(lexicon())


def parse_about(about: str) -> Subject:
    """Read what a person typed: "2nd season" → season 2; "new anime" → anime; "volume" → any number; what we don't know is a phrase."""
    text = fold_text(about)
    subject = RELEASE if text == "date" else _parse(text)
    if subject.numbered:
        return subject
    words = text.split(" ")
    for word in words:
        unit = None if subject.atoms and not subject.phrases else _unit(word)
        if unit:
            rest = _parse(" ".join(other for other in words if other != word))
            if all(phrase in _beside() for phrase in rest.phrases):
                atoms = (*rest.atoms, Atom(unit, NEXT))
                return Subject(" ".join([*rest.phrases, *map(str, atoms)]), atoms, rest.phrases)
    return subject


def _parse(text: str) -> Subject:
    atoms: list[Atom] = []
    rest = text
    for found in _outermost(scanner().scan(text)):
        coming = found.atom.key == NEXT and found.atom.unit in lexicon().kinds
        atom = Atom(found.atom.unit) if coming else found.atom  # "a new film" is any film
        if atom not in atoms:
            atoms.append(atom)
        rest = rest[: found.start] + "\0" * (found.end - found.start) + rest[found.end :]
    idle = lexicon().stop if atoms else frozenset[str]()
    phrases = [" ".join(w for w in run.split() if w not in idle) for run in re.split("\0+", rest)]
    phrases = [phrase for phrase in phrases if phrase]
    normal = " ".join([*phrases, *map(str, atoms)])
    return Subject(normal, tuple(atoms), tuple(phrases))


def _unit(word: str) -> str | None:
    """Give what a word counts, unless that is also a kind of thing ("book")."""
    rows = (row for units in lexicon().units for row in units.items() if row[0] not in lexicon().kinds)
    return next((unit for unit, row in rows if word in map(fold_text, row.get("words", ()))), None)


@cache
def _beside() -> frozenset[str]:
    """Give the words of editions that are no thing by themselves ("English")."""
    return frozenset(word for kind in lexicon().kinds.values() for word in kind.beside)


def _outermost(found: Iterable[Found]) -> list[Found]:
    """Drop what lies within something longer ("release" in "English release"); a number beats its kind, of numbers the first."""
    kept: list[Found] = []
    for one in sorted(found, key=_weight):
        same = [k for k in kept if one.start < k.end and one.end > k.start]
        if not same or all(one.atom.key and k.atom.key and one.start == k.start for k in same):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


def _weight(found: Found) -> tuple[bool, int, int]:
    length = found.start - found.end
    return (not found.atom.key, found.start, length) if found.atom.key else (True, length, found.start)
