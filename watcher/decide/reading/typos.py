"""Finds long names that are spelt a little otherwise: "Higi wo Soru". Short names never survive a typo: "Dune" is not "Done".

A text within k edits of a name holds at least one of any k + 1 pieces of it unchanged: one automaton finds the pieces, and the
`regex` module measures only there. Owns: how long a name must be. What a misspelt name is worth is the reader's.
"""

from collections.abc import Iterator
from functools import lru_cache

import ahocorasick_rs
import regex

from watcher.decide.reading.fold import is_cjk

_ONE, _TWO = 10, 18  # letters from which one edit, and two, leave a name what it is
_LEAST_PIECE = 4


class Typos:
    """The long names of a watchlist. `find` gives what is near one of them, but not one itself."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[tuple[str, int]]] = {}  # piece → (form, where it stands in it)
        self._built: tuple[ahocorasick_rs.AhoCorasick, list[list[tuple[str, int]]]] | None = None

    def add(self, form: str) -> None:
        """Add a folded name."""
        edits = allowed(form)
        if not edits:
            return
        size = len(form) // (edits + 1)
        for start in range(0, size * (edits + 1), size):
            end = len(form) if start == size * edits else start + size
            if len(form[start:end].strip()) >= _LEAST_PIECE:
                self._pieces.setdefault(form[start:end], []).append((form, start))
        self._built = None

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give (start, end, form) where a folded text has a form with up to its edits, digits aside."""
        if not self._pieces:
            return
        if self._built is None:
            self._built = ahocorasick_rs.AhoCorasick(list(self._pieces)), list(self._pieces.values())
        automaton, places = self._built
        seen: set[tuple[str, int]] = set()
        for which, at, _ in automaton.find_matches_as_indexes(text, overlapping=True):
            for form, offset in places[which]:
                if (form, at - offset) not in seen:
                    seen.add((form, at - offset))
                    yield from _measure(text, form, at - offset)


def _measure(text: str, form: str, at: int) -> Iterator[tuple[int, int, str]]:
    edits = allowed(form)
    first, last = max(0, at - edits), at + len(form) + edits
    found = _near(form, edits).search(text, first, last)
    if found and found.group() != form and _digits(found.group()) == _digits(form):
        yield found.start(), found.end(), form


def allowed(form: str) -> int:
    """Say how many letters of a folded name may be wrong."""
    if any(map(is_cjk, form)):
        return 0
    letters = len(form.replace(" ", ""))
    return 2 if letters >= _TWO else 1 if letters >= _ONE else 0


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


@lru_cache(maxsize=4096)
def _near(form: str, edits: int) -> "regex.Pattern[str]":
    return regex.compile(rf"(?b)(?<!\w)(?:{regex.escape(form)}){{e<={edits}}}(?!\w)")
