"""Finds long names that are spelt a little otherwise: "Higi wo Soru". Short names never survive a typo: "Dune" is not "Done".

A text within k edits of a name holds at least one of any k + 1 pieces of it unchanged: one automaton finds the pieces, and
only the words there are measured. Owns: how long a name must be, and what is nearly a name ("Done" is what `explain` shows of
"Dune"). What a misspelt name is worth is the reader's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import ahocorasick_rs
from rapidfuzz.distance.Levenshtein import distance

from watcher.decide.reading.fold import is_cjk

_ONE, _TWO = 10, 18  # letters from which one edit, and two, leave a name what it is
_BETWEEN = " ."  # what stands between words in a folded text
_SHORTEST = 4  # letters of a name that can be nearly met


def allowed(form: str) -> int:
    """Say how many letters of a folded name may be wrong."""
    if any(map(is_cjk, form)):
        return 0
    letters = len(form.replace(" ", ""))
    return 2 if letters >= _TWO else 1 if letters >= _ONE else 0


def one_away(form: str) -> int:
    """Say how many letters may be wrong in what is only nearly the name: one, in any name but the shortest."""
    return int(len(form.replace(" ", "")) >= _SHORTEST)


@dataclass(frozen=True, slots=True)
class _Form:
    """A name, how many of its letters may be wrong, and whether it stands between spaces."""

    text: str
    edits: int
    spaced: bool


class Typos:
    """The names of a watchlist that may be misspelt, by `allowed` letters. `find` gives what is near one of them, but not one itself.
    `piece`: the letters in a row that must be right.
    """

    def __init__(self, allowed: Callable[[str], int] = allowed, piece: int = 4) -> None:
        self._allowed, self._piece = allowed, piece
        self._pieces: dict[str, list[tuple[_Form, int]]] = {}  # piece → (form, where it stands in it)
        self._built: tuple[ahocorasick_rs.AhoCorasick, list[list[tuple[_Form, int]]]] | None = None

    def add(self, form: str) -> None:
        """Add a folded name."""
        edits = self._allowed(form)
        if not edits:
            return
        one = _Form(form, edits, spaced=not any(map(is_cjk, form)))
        size = len(form) // (edits + 1)
        for start in range(0, size * (edits + 1), size):
            end = len(form) if start == size * edits else start + size
            if len(form[start:end].strip()) >= self._piece:
                self._pieces.setdefault(form[start:end], []).append((one, start))
        self._built = None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give (start, end, form) where a folded text has a form with up to its edits, digits aside."""
        if not self._pieces:
            return
        if self._built is None:
            self._built = ahocorasick_rs.AhoCorasick(list(self._pieces)), list(self._pieces.values())
        automaton, places = self._built
        edges: tuple[bytes, bytes] | None = None
        seen: set[tuple[str, int]] = set()
        for which, at, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            edges = edges or _edges(text)
            for form, offset in places[which]:
                key = form.text, at - offset
                if key not in seen:
                    seen.add(key)
                    yield from _measure(text, edges, form, at - offset)


def _edges(text: str) -> tuple[bytes, bytes]:
    """Mark where words begin, and where they end; each has one place more than the text."""
    between = [char in _BETWEEN for char in text]
    return bytes([True, *between]), bytes([*between, True])


def _measure(text: str, edges: tuple[bytes, bytes], form: _Form, at: int) -> Iterator[tuple[int, int, str]]:
    """Give the words around here that are nearest to the form, if they are near enough."""
    edits = form.edits
    first, last = max(0, at - edits), max(0, at + len(form.text) - edits)
    begins, ends = edges[0][first : max(0, at + edits + 1)], edges[1][last : at + len(form.text) + edits + 1]
    if form.spaced and not (1 in begins and 1 in ends):
        return
    near = [
        (distance(text[first + a : last + b], form.text, score_cutoff=edits), first + a, last + b)
        for a, begin in enumerate(begins)
        for b, end in enumerate(ends)
        if (begin and end) or not form.spaced
    ]
    off, start, end = min(near, default=(0, 0, 0))
    if 0 < off <= edits and _digits(text[start:end]) == _digits(form.text):
        yield start, end, form.text


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
