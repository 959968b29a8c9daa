"""Finds many strings in a text at once, at the borders of words: the cost of a text does not grow with how many there are.

Owns: what a border is. Does not own: what the strings are.
"""

import ahocorasick_rs

from watcher.decide.reading.fold import is_cjk

Owners = tuple[tuple[int, str], ...]
Span = tuple[int, int, Owners]


class Automaton:
    """Strings and who owns them; built at the first search."""

    def __init__(self) -> None:
        self._owners: dict[str, dict[tuple[int, str], None]] = {}
        self._built: tuple[ahocorasick_rs.AhoCorasick, list[tuple[str, Owners]]] | None = None

    def __bool__(self) -> bool:
        return bool(self._owners)

    def add(self, form: str, owner: tuple[int, str]) -> None:
        self._owners.setdefault(form, {})[owner] = None
        self._built = None

    def owners(self, form: str) -> Owners:
        """Give who owns a string."""
        return tuple(self._owners.get(form, ()))

    def find(self, text: str) -> list[Span]:
        if not self._owners:
            return []
        if self._built is None:
            patterns = [(form, tuple(owners)) for form, owners in self._owners.items()]
            self._built = ahocorasick_rs.AhoCorasick([form for form, _ in patterns]), patterns
        automaton, patterns = self._built
        found = automaton.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, patterns[i][1]) for i, start, end in found if at_borders(text, start, end)]


def at_borders(text: str, start: int, end: int) -> bool:
    """Tell whether a span of folded text is whole words; kana and kanji need no border."""
    return not (_joined(text, start - 1, start) or _joined(text, end - 1, end))


def _joined(text: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(text):
        return False
    a, b = text[left], text[right]
    return a != " " and b != " " and not is_cjk(a) and not is_cjk(b)
