"""Finds the names of all watches in a text at once.

Owns: which forms of a name count, and the borders a hit must have. One automaton holds every name, so the
cost of a text does not grow with the watchlist. Does not own: whether the text is about the thing named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from watcher.decide.reading.automaton import Automaton, Span, at_borders
from watcher.decide.reading.everyday import only_words
from watcher.decide.reading.fold import Folded, fold_text
from watcher.decide.reading.hits import (
    Hit,
    begins_another,
    counts_another,
    is_anothers,
    longest,
    within_another,
)
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.romaji import in_kana, in_latin, looks_romaji, same_spelling, spaced_latin
from watcher.decide.reading.spelling import forms, heads
from watcher.decide.reading.subjects import scanner
from watcher.decide.reading.typos import Inflected, Typos, one_away

_LEAST_SPLIT, _JOINTS, _PIECES = (
    6,
    ("-", "‐", "‑", ":"),
    3,
)  # a name of one word that is written as up to three
_MISSPELT = 4  # the first forms of a name are those that people write
_MODEL = 2  # letters, or words, that a model's name has at least to stand alone
_ONLY_A_WORD = "it is only a word of the sentence"
_WORD, _DIGIT, _LETTER = re.compile(r"[^ ]+"), re.compile(r"\d"), re.compile(r"[^\W\d]")

__all__ = ["Hit", "Names", "at_borders", "why_not"]


class Names:
    """The names of all watches, compiled once. `owned` gives each owner's names in order."""

    def __init__(self, owned: Sequence[Iterable[str]]) -> None:
        self._plain = Automaton()
        self._romaji = Automaton()
        self._typos = Typos()
        self._names = tuple(name for names in owned for name in names)
        self._inflected = Inflected()
        self._apart: dict[tuple[str, str], str] = {}  # (name, model) → brand
        self._heads: set[tuple[str, str]] = set()  # (name, the form of it that stands before its subtitle)
        for owner, names in enumerate(owned):
            for name in names:
                self._learn(owner, name)

    def _learn(self, owner: int, name: str) -> None:
        if apart := _brand_apart(name):
            self._plain.add(apart[1], (owner, name))
            self._apart[name, apart[1]] = apart[0]
        whole = tuple(_all_forms(name))
        begins = tuple(form for form in heads(name) if form not in whole)
        self._heads.update((name, form) for form in begins)
        if not whole:
            return  # a name without a letter is nowhere
        for form in _as_people_write(whole)[:_MISSPELT]:
            self._typos.add(form)
            self._inflected.add(form)
        for form in (*whole, *begins):
            self._plain.add(form, (owner, name))
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
                    form = text.text[start:end]
                    hit = Hit(owner, name, start, end, head=(name, form) in self._heads, form=form)
                    hits.setdefault(owner, []).append(hit)
        for start, end, form in self._inflected.find(text):
            for owner, name in self._plain.owners(form):
                hits.setdefault(owner, []).append(Hit(owner, name, start, end))
        for start, end, form in self._typos.find(text.text):
            for owner, name in self._plain.owners(form):
                if owner not in hits and at_borders(text.text, start, end):
                    hits[owner] = [Hit(owner, name, start, end, misspelt=True)]
        return hits

    def _find_split(self, text: Folded) -> list[Span]:
        """Find "Spider-Man", "Re:Zero" and "Dan Da Dan" for names that are written as one word."""
        words = [found.span() for found in _WORD.finditer(text.text)]
        spans = []
        for first, (start, _) in enumerate(words):
            joined = text.text[start : words[first][1]]
            for begin, end in words[first + 1 : first + _PIECES]:
                joined += text.text[begin:end]
                owners = self._plain.owners(joined) if len(joined) >= _LEAST_SPLIT else ()
                if owners and _is_one_word(text, start, end):
                    spans.append((start, end, owners))
        return spans

    def _find_romaji(self, text: str) -> list[Span]:
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
    if ways:
        yield from filter(None, (in_latin(ways[0]), spaced_latin(name), in_kana(ways[0])))


def _as_people_write(ways: Sequence[str]) -> list[str]:
    """Leave out of a name's forms the one in one word, and those with an s: a slip in them is one in the name."""
    spaced = " " in ways[0]
    return [way for way in ways if way[:-1] not in ways and (" " in way) == spaced]


def _is_one_word(text: Folded, start: int, end: int) -> bool:
    """Tell whether words that make up a name of one word are it: a joint between them, or words that are names."""
    raw = text.words(start, end)
    pieces = text.text[start:end].split(" ")
    if len(pieces) == 2 and any(joint in raw for joint in _JOINTS):
        return True
    named = text.raw.islower() or all(word[:1].isupper() for word in re.split(r"[\s\-‐‑]+", raw))
    known = lexicon().everyday | lexicon().stop
    return (
        named
        and pieces[-1] != "s"
        and sum(map(len, pieces)) > _LEAST_SPLIT
        and any(word not in known for word in pieces)
    )


def _kept(found: Iterable[tuple[Hit, str]], *, sure: bool) -> list[Hit]:
    return [hit for hit, why in found if not why or (sure and why == _ONLY_A_WORD)]


def why_not(text: Folded, hit: Hit, hits: Mapping[int, Sequence[Hit]]) -> str:
    """Say why a name that stands there is not meant; empty: it is."""
    if only_words(text, hit.name, hit.start, hit.end):
        return _ONLY_A_WORD
    if counts_another(text, hit):
        return "it counts something of another title"
    if is_anothers(hit, hits) or begins_another(text, hit):
        return "another title begins so"
    longer = within_another(hit, hits, text) if len(hits) > 1 else None
    return f'it is a part of "{longer.name}"' if longer else ""


def _brand_apart(name: str) -> tuple[str, str] | None:
    """Give (brand, model) of a name like "Orion Lumen X2": headlines write "Orion unveils the Lumen X2". The
    model must tell enough by itself: letters and digits, or three words.
    """
    brand, _, model = fold_text(name).partition(" ")
    coded = len(model) > _MODEL and bool(_DIGIT.search(model) and _LETTER.search(model))
    if not (coded or len(model.split(" ")) > _MODEL) or brand in lexicon().stop:
        return None
    return None if any(found.atom.key for found in scanner().scan(model)) else (brand, model)


def _has_word(text: str, word: str) -> bool:
    at = text.find(word)
    return at >= 0 and at_borders(text, at, at + len(word))
