"""Finds long names that are spelt a little otherwise: "Higi wo Soru". Short names never survive a typo: "Dune" is not "Done".

A text within k edits of a name holds at least one of any k + 1 pieces of it unchanged: one automaton finds the pieces, and
only the words there are measured. Owns: how long a name must be, and what is nearly a name ("Done" is what `explain` shows of
"Dune"). What a misspelt name is worth is the reader's.

A Russian title in quotes has its case: «Дюны» is «Дюна». There the last letter of each word may be another.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import ahocorasick_rs
from rapidfuzz.distance.Levenshtein import distance
from rapidfuzz.process import extract_iter

from watcher.decide.reading.fold import Folded, fold_text, is_cjk
from watcher.decide.reading.spelling import same_number

_ONE, _TWO = 10, 18  # letters from which one edit, and two, leave a name what it is
_BETWEEN = " ."  # what stands between words in a folded text
_SHORTEST = 4  # letters of a name that can be nearly met
_ALSO = ("i", "xvi", "xvii", "xviii", "xix", "xx")  # Roman numbers that are counted nowhere else
_CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")
_QUOTED = re.compile(r"[«„“\"]([^«»„“”\"]{3,60})[»“”\"]")
_VOWELS = "аеёиоуыэюяьъ"  # й is folded to и
_LEAST_STEM = 3


def allowed(form: str) -> int:
    """Say how many letters of a folded name may be wrong."""
    if _has_kana(form):
        return 0
    letters = len(form.replace(" ", ""))
    return 2 if letters >= _TWO else 1 if letters >= _ONE else 0


def _has_kana(form: str) -> bool:
    return not form.isascii() and any(map(is_cjk, form))


def one_away(form: str) -> int:
    """Say how many letters may be wrong in what is only nearly the name: one, in any name but the shortest."""
    return int(len(form.replace(" ", "")) >= _SHORTEST)


class _Place(NamedTuple):
    """Where a piece stands in forms of one length, how many of their letters may be wrong, and whether they stand between spaces."""

    offset: int
    length: int
    edits: int
    spaced: bool


class Typos:
    """The names of a watchlist that may be misspelt, by `allowed` letters. `find` gives what is near one of them, but not one itself.
    `piece`: the letters in a row that must be right.
    """

    def __init__(self, allowed: Callable[[str], int] = allowed, piece: int = 4) -> None:
        self._allowed, self._piece = allowed, piece
        self._pieces: dict[str, dict[_Place, list[str]]] = {}  # piece → the forms that hold it there
        self._built: tuple[ahocorasick_rs.AhoCorasick, list[dict[_Place, list[str]]]] | None = None

    def add(self, form: str) -> None:
        """Add a folded name."""
        edits = self._allowed(form)
        if not edits:
            return
        spaced = not _has_kana(form)
        size = len(form) // (edits + 1)
        for start in range(0, size * (edits + 1), size):
            end = len(form) if start == size * edits else start + size
            if len(form[start:end].strip()) >= self._piece:
                place = _Place(start, len(form), edits, spaced)
                self._pieces.setdefault(form[start:end], {}).setdefault(place, []).append(form)
        self._built = None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give (start, end, form) where a folded text has a form with up to its edits, never in a number."""
        if not self._pieces:
            return
        if self._built is None:
            self._built = ahocorasick_rs.AhoCorasick(list(self._pieces)), list(self._pieces.values())
        automaton, places = self._built
        edges: tuple[bytes, bytes] | None = None
        for which, at, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            edges = edges or _edges(text)
            for place, forms in places[which].items():
                yield from _measure(text, edges, place, forms, at - place.offset)


class Inflected:
    """Russian names by what stays of them in every case."""

    def __init__(self) -> None:
        self._stems: dict[str, dict[str, None]] = {}

    def add(self, form: str) -> None:
        """Add a folded name."""
        if _CYRILLIC.search(form[-1:]) and len(stem := _stem(form)) >= _LEAST_STEM:
            self._stems.setdefault(stem, {})[form] = None

    def find(self, text: Folded) -> Iterator[tuple[int, int, str]]:
        """Give (start, end, form) where quotes hold a name whose words end otherwise."""
        if not self._stems or not _CYRILLIC.search(text.text):
            return
        for quoted in _QUOTED.finditer(text.raw):
            inside = fold_text(quoted[1])
            at = text.text.find(inside) if inside else -1
            for form in self._stems.get(_stem(inside), ()) if at >= 0 else ():
                if form != inside:
                    yield at, at + len(inside), form


def _stem(form: str) -> str:
    return " ".join(word[:-1] if word[-1] in _VOWELS else word for word in form.split(" ") if word)


def _edges(text: str) -> tuple[bytes, bytes]:
    """Mark where words begin, and where they end; each has one place more than the text."""
    between = [char in _BETWEEN for char in text]
    return bytes([True, *between]), bytes([*between, True])


def _measure(
    text: str, edges: tuple[bytes, bytes], place: _Place, forms: list[str], at: int
) -> Iterator[tuple[int, int, str]]:
    """Give for each form the words around here that are nearest to it, if they are near enough."""
    edits = place.edits
    first, last = max(0, at - edits), max(0, at + place.length - edits)
    begins, ends = edges[0][first : max(0, at + edits + 1)], edges[1][last : at + place.length + edits + 1]
    if place.spaced and not (1 in begins and 1 in ends):
        return
    best: dict[str, tuple[int, int, int]] = {}
    for a, begin in enumerate(begins, start=first):
        for b, end in enumerate(ends, start=last) if begin or not place.spaced else ():
            if end or not place.spaced:
                for form, off, _ in extract_iter(text[a:b], forms, scorer=distance, score_cutoff=edits):
                    best[form] = min(best.get(form, (off, a, b)), (off, a, b))
    for form, (off, a, b) in best.items():
        if off and _numbers(text[a:b]) == _numbers(form):
            yield a, b, form


def _numbers(text: str) -> tuple[str, list[str]]:
    """Give what counts in a name, its digits and its words: the fifth of a line is no slip for the fourth."""
    words = [word for word in text.split(" ") if word in same_number() or word in _ALSO]
    return "".join(char for char in text if char.isdigit()), words
