"""Finds the names of all watches in a text at once.

Owns: which forms of a name count, and the borders a hit must have. One automaton holds every name, so the
cost of a text does not grow with the watchlist. Does not own: whether the text is about the thing named.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from watcher.decide.reading.fold import Folded, fold_text, is_cjk
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.romaji import looks_romaji, same_spelling
from watcher.decide.reading.subjects import scanner
from watcher.decide.reading.typos import Typos

_HYPHEN = re.compile(r"(?<=\w)[-‐‑](?=\w)")
_QUOTES = tuple("\"'“”‘’«»„")
_SHORT = 8  # letters: a longer single word is hardly an everyday one
_MODEL = 2  # letters, or words, that a model's name has at least to stand alone
_WORD = re.compile(r"[^ ]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: whose it is, as written in the config, and where (offsets into the folded text)."""

    owner: int
    name: str
    start: int
    end: int
    misspelt: bool = False  # a letter or two are wrong


class Names:
    """The names of all watches, compiled once. `owned` gives each owner's names in order."""

    def __init__(self, owned: Sequence[Iterable[str]]) -> None:
        self._plain = _Automaton()
        self._romaji = _Automaton()
        self._typos = Typos()
        self._apart: dict[tuple[str, str], str] = {}  # (name, model) → brand
        for owner, names in enumerate(owned):
            for name in names:
                if apart := _brand_apart(name):
                    self._plain.add(apart[1], (owner, name))
                    self._apart[name, apart[1]] = apart[0]
                for form in forms(name):
                    self._plain.add(form, (owner, name))
                    self._typos.add(form)
                    if looks_romaji(form):
                        self._romaji.add(" ".join(map(same_spelling, form.split(" "))), (owner, name))

    def find(self, text: Folded) -> dict[int, list[Hit]]:
        """Give every owner's hits, the first first; where hits of one owner overlap the longest stays."""
        hits: dict[int, list[Hit]] = {}
        spans = self._plain.find(text.text)
        if self._romaji:
            spans += self._find_romaji(text.text)
        for start, end, owners in spans:
            for owner, name in owners:
                brand = self._apart.get((name, text.text[start:end]))
                if brand is None or _has_word(text.text, brand):
                    hits.setdefault(owner, []).append(Hit(owner, name, start, end))
        for start, end, form in self._typos.find(text.text):
            for owner, name in self._plain.owners(form):
                if owner not in hits and at_borders(text.text, start, end):
                    hits[owner] = [Hit(owner, name, start, end, misspelt=True)]
        lower = text.raw.islower()  # an address made into a headline
        real = {o: [h for h in found if lower or not _everyday(text, h)] for o, found in hits.items()}
        return {owner: _longest(found) for owner, found in real.items() if found}

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


def _everyday(text: Folded, hit: Hit) -> bool:
    """Tell whether a short name is only a word of the sentence: "out of control" is not "Control"."""
    if hit.end - hit.start > _SHORT or " " in hit.name or not hit.name[:1].isupper():
        return False
    start, end = text.span(hit.start, hit.end)
    quoted = text.raw[start - 1 : start] in _QUOTES and text.raw[end : end + 1] in _QUOTES
    return text.raw[start:end].islower() and not quoted


def forms(name: str) -> tuple[str, ...]:
    """Give the folded forms a name is looked for in: hyphens and possessives also joined."""
    ways = [fold_text(name), fold_text(_HYPHEN.sub("", name))]
    head, colon, rest = name.partition(":")
    if colon and rest.strip() and len(head.split()) > _MODEL:
        ways.append(fold_text(head))  # headlines leave the subtitle out
    if colon and rest.strip() and not head[-1:].isdigit():
        ways += [fold_text(f"{head} {number} {rest}") for number in ("2", "II", "3", "III")]
    ways += [re.sub(r"(?<=\w) s(?= |$)", "s", way) for way in ways]
    ways += [way + "s" for way in ways if way[-1:].isascii() and way[-1:].isalpha() and way[-1:] != "s"]
    return tuple(dict.fromkeys(way for way in ways if way))


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


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)
