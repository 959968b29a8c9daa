"""Finds the names of all watches in a text at once.

Owns: which forms of a name count, and the borders a hit must have. One automaton holds every name, so the
cost of a text does not grow with the watchlist. Does not own: whether the text is about the thing named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import ahocorasick_rs

from watcher.decide.reading.everyday import only_words
from watcher.decide.reading.fold import Folded, fold_text, is_cjk
from watcher.decide.reading.hits import Hit, counts_another, longest, within_another
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.romaji import in_kana, in_latin, looks_romaji, same_spelling
from watcher.decide.reading.spelling import forms
from watcher.decide.reading.subjects import scanner
from watcher.decide.reading.typos import Typos, one_away

_LEAST_SPLIT, _JOINTS = 6, ("-", "‐", "‑", ":")
_MISSPELT = 4  # the first forms of a name are those that people write
_MODEL = 2  # letters, or words, that a model's name has at least to stand alone
_ONLY_A_WORD = "it is only a word of the sentence"
_WORD = re.compile(r"[^ ]+")

__all__ = ["Hit", "Names", "at_borders", "why_not"]


class Names:
    """The names of all watches, compiled once. `owned` gives each owner's names in order."""

    def __init__(self, owned: Sequence[Iterable[str]]) -> None:
        self._plain = _Automaton()
        self._romaji = _Automaton()
        self._typos = Typos()
        self._names = tuple(name for names in owned for name in names)
        self._apart: dict[tuple[str, str], str] = {}  # (name, model) → brand
        for owner, names in enumerate(owned):
            for name in names:
                if apart := _brand_apart(name):
                    self._plain.add(apart[1], (owner, name))
                    self._apart[name, apart[1]] = apart[0]
                for nth, form in enumerate(_all_forms(name)):
                    self._plain.add(form, (owner, name))
                    if nth < _MISSPELT:
                        self._typos.add(form)
                    if looks_romaji(form):
                        self._romaji.add(" ".join(map(same_spelling, form.split(" "))), (owner, name))

    def find(self, text: Folded) -> dict[int, list[Hit]]:
        """Give every owner's hits in one text."""
        return self.find_all(text)[0]

    def find_all(self, *texts: Folded) -> list[dict[int, list[Hit]]]:
        """Give for each text of an item every owner's hits, the first first; where hits of one owner overlap the longest stays. What
        one text clearly names is named in the others too, where it could be but a word.
        """
        hits = [self._all(text) for text in texts]
        doubts = [
            {owner: [(hit, why_not(text, hit, all_hits)) for hit in one] for owner, one in all_hits.items()}
            for text, all_hits in zip(texts, hits, strict=True)
        ]
        clear = {owner for one in doubts for owner, found in one.items() if any(not why for _, why in found)}
        return [
            {
                owner: longest(kept)
                for owner, found in one.items()
                if (kept := _kept(found, sure=owner in clear))
            }
            for one in doubts
        ]

    def passed_over(self, text: Folded) -> dict[int, tuple[Hit, str]]:
        """Give for each owner that has hits but none that counts the first of them, and why it doesn't count."""
        hits = self._all(text)
        doubts = {owner: [(hit, why_not(text, hit, hits)) for hit in one] for owner, one in hits.items()}
        return {o: (hit, why) for o, ((hit, why), *more) in doubts.items() if why and all(w for _, w in more)}

    def nearly(self, text: Folded) -> dict[int, Hit]:
        """Give for each owner that has no hit what is one letter away from a name of it."""
        found: dict[int, Hit] = {}
        hits = self._all(text)
        for start, end, form in self._almost.find(text.text):
            for owner, name in self._plain.owners(form):
                if owner not in hits and at_borders(text.text, start, end):
                    found.setdefault(owner, Hit(owner, name, start, end, misspelt=True))
        return found

    @cached_property
    def _almost(self) -> Typos:
        """What only `nearly` asks for: it is not built for a service that reads."""
        almost = Typos(one_away, piece=2)
        for name in self._names:
            almost.add(fold_text(name))
        return almost

    def _all(self, text: Folded) -> dict[int, list[Hit]]:
        hits: dict[int, list[Hit]] = {}
        spans = self._plain.find(text.text)
        if self._romaji:
            spans += self._find_romaji(text.text)
        for start, end, owners in spans + self._find_split(text):
            for owner, name in owners:
                brand = self._apart.get((name, text.text[start:end]))
                if brand is None or _has_word(text.text, brand):
                    hits.setdefault(owner, []).append(Hit(owner, name, start, end))
        for start, end, form in self._typos.find(text.text):
            for owner, name in self._plain.owners(form):
                if owner not in hits and at_borders(text.text, start, end):
                    hits[owner] = [Hit(owner, name, start, end, misspelt=True)]
        return hits

    def _find_split(self, text: Folded) -> list["_Span"]:
        """Find "Spider-Man" and "Re:Zero" for names that are written as one word."""
        words = [found.span() for found in _WORD.finditer(text.text)]
        spans = []
        for (start, middle), (after, end) in pairwise(words):
            if end - start > _LEAST_SPLIT and text.raw[text.ends[middle - 1] : text.starts[after]] in _JOINTS:
                owners = self._plain.owners(text.text[start:middle] + text.text[after:end])
                spans += [(start, end, owners)] if owners else []
        return spans

    def _find_romaji(self, text: str) -> list["_Span"]:
        words = [(found.start(), found.end(), same_spelling(found.group())) for found in _WORD.finditer(text)]
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        at = 0
        for start, end, word in words:
            starts[at] = start
            ends[at + len(word)] = end
            at += len(word) + 1
        found = self._romaji.find(" ".join(word for _, _, word in words))
        return [(starts[a], ends[b], owners) for a, b, owners in found if a in starts and b in ends]


def _all_forms(name: str) -> Iterator[str]:
    """Give a name's forms, and what it is in the other script where it is all kana or all romaji."""
    ways = forms(name)
    yield from ways
    yield from filter(None, (in_latin(ways[0]), in_kana(ways[0])))


def _kept(found: Iterable[tuple[Hit, str]], *, sure: bool) -> list[Hit]:
    return [hit for hit, why in found if not why or (sure and why == _ONLY_A_WORD)]


def why_not(text: Folded, hit: Hit, hits: Mapping[int, Sequence[Hit]]) -> str:
    """Say why a name that stands there is not meant; empty: it is."""
    if only_words(text, hit.name, hit.start, hit.end):
        return _ONLY_A_WORD
    if counts_another(text, hit):
        return "it counts something of another title"
    longer = within_another(hit, hits, text) if len(hits) > 1 else None
    return f'it is a part of "{longer.name}"' if longer else ""


def _brand_apart(name: str) -> tuple[str, str] | None:
    """Give (brand, model) of a name like "Orion Lumen X2": headlines write "Orion unveils the Lumen X2". The
    model must tell enough by itself: letters and digits, or three words.
    """
    brand, _, model = fold_text(name).partition(" ")
    if brand in lexicon().stop or any(found.atom.key for found in scanner().scan(model)):
        return None
    coded = len(model) > _MODEL and bool(re.search(r"\d", model) and re.search(r"[^\W\d]", model))
    return (brand, model) if coded or len(model.split(" ")) > _MODEL else None


def _has_word(text: str, word: str) -> bool:
    at = text.find(word)
    return at >= 0 and at_borders(text, at, at + len(word))


_Owners = tuple[tuple[int, str], ...]
_Span = tuple[int, int, _Owners]


class _Automaton:
    """Strings and who owns them; built at the first search."""

    def __init__(self) -> None:
        self._owners: dict[str, dict[tuple[int, str], None]] = {}
        self._built: tuple[ahocorasick_rs.AhoCorasick, list[tuple[str, _Owners]]] | None = None

    def __bool__(self) -> bool:
        return bool(self._owners)

    def add(self, form: str, owner: tuple[int, str]) -> None:
        self._owners.setdefault(form, {})[owner] = None
        self._built = None

    def owners(self, form: str) -> _Owners:
        """Give who owns a string."""
        return tuple(self._owners.get(form, ()))

    def find(self, text: str) -> list[_Span]:
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
