"""The words of the trade, read from cues/*.toml and merged: no language is detected, every table works on
every text.

Owns: the small pattern language of the cue files and what each table is called. Adding a language is adding
a file. Does not own: what the cues mean together (claims.py).

    a/b     either word            (a)   may be absent
    a*      any ending             …     up to four words between (a dozen characters in kana and kanji)
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import product
from typing import Any

import ahocorasick_rs
import tomli

from watcher.decide.reading.fold import BORDER_AFTER, CJK, fold_text, is_cjk

ROLES = (
    "announced", "coming", "released", "past", "delayed", "cancelled", "renewed", "dropped", "signs",
    "brief", "puts", "carrier", "rumour", "cited", "hearsay", "conceded", "hedge", "asks", "question", "denied",
    "detail", "roundup", "passing", "aside", "another",
)  # fmt: skip
OTHERS = ("aside", "another")  # other things than the work: they take the facts beside them
OVERLAYS = (
    "turn",
    "backward",
    "ahead",
    "role",
    "of",
    "person",
    "maker",
    "none",
    "same",
)  # hide nothing and are hidden by nothing

_JOINED = re.compile(f"[{CJK}]")
_END = r"(?!\w)"  # where kana and kanji are blanked; BORDER_AFTER says the same and takes a millisecond to compile

_RANK = {role: rank for rank, role in enumerate(ROLES + OVERLAYS)}


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a cue file: its table, its pattern, and a sentence it must fire on."""

    role: str
    pattern: str
    example: str
    language: str


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue found in a folded text."""

    role: str
    start: int
    end: int


class WordFinder:
    """Patterns in the language above, found by one automaton on their first words and then one regex each."""

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        by_head: dict[str, list[tuple[str, str]]] = {}
        for label, pattern in patterns:
            for heads, regex in _expand(pattern):
                for head in heads:
                    by_head.setdefault(head, []).append((label, regex))
        self._tails = list(by_head.values())
        self._heads = ahocorasick_rs.AhoCorasick(list(by_head))

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Give every hit as (label, start, end), overlapping ones too."""
        spaced = _JOINED.sub("\0", text)
        for which, start, _ in self._heads.find_matches_as_indexes(text, overlapping=True):
            if start and spaced[start - 1].isalnum() and spaced[start].isalnum():
                continue  # within a word
            for label, regex in self._tails[which]:
                found = _compiled(regex).match(spaced if regex.endswith(_END) else text, start)
                if found:
                    yield label, start, found.end()


class Lexicon:
    """Every table of every language."""

    def __init__(self, tables: list[dict[str, Any]]) -> None:
        self.cues = tuple(
            Cue(role, pattern, example, table["language"])
            for table in tables
            for role, lines in table["cues"].items()
            for pattern, example in lines.items()
        )
        self.units = [table["units"] for table in tables]
        self.numbers = [table["numbers"] for table in tables]
        self.kinds = _merge_kinds(tables)
        self.dates = [table["dates"] for table in tables]
        self.stop = frozenset(fold_text(word) for table in tables for word in table["stop"])
        self.everyday = frozenset(
            fold_text(word) for table in tables for word in table.get("everyday", "").split()
        )
        self.around = frozenset(
            fold_text(word) for table in tables for word in table.get("around", "").split()
        )
        self._finder = WordFinder((cue.role, cue.pattern) for cue in self.cues)

    def hits(self, text: str) -> list[CueHit]:
        """Give every cue in a folded text, overlapping ones too."""
        return [CueHit(*hit) for hit in self._finder.find(text)]


def settle(hits: Iterable[CueHit]) -> list[CueHit]:
    """Where cues overlap the longest stays, of equals the later table's; overlays stay beside all. In
    order.
    """
    kept: list[CueHit] = []
    taken: set[int] = set()
    for hit in sorted(set(hits), key=lambda hit: (hit.start - hit.end, -_RANK[hit.role], hit.start)):
        if hit.role in OVERLAYS:
            kept.append(hit)
        elif taken.isdisjoint(range(hit.start, hit.end)):
            taken.update(range(hit.start, hit.end))
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    `own`: it can be its own title. `title`: naming the title is naming it (a release). `edition`: what it is called behind a number
    ("volume 6 english"); `beside` are the words that say so only right beside one.
    """

    name: str
    words: tuple[str, ...] = ()
    own: bool = False
    title: bool = False
    edition: str = ""
    beside: tuple[str, ...] = ()


@cache
def lexicon() -> Lexicon:
    """Load the tables that come with the program, once."""
    files = sorted(resources.files("watcher.decide.reading").joinpath("cues").iterdir(), key=lambda f: f.name)
    return Lexicon([tomli.loads(f.read_text(encoding="utf-8")) for f in files if f.name.endswith(".toml")])


def _merge_kinds(tables: list[dict[str, Any]]) -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    for table in tables:
        for name, row in table["kinds"].items():
            old = kinds.get(name, Kind(name))
            kinds[name] = Kind(
                name,
                words=_more(old.words, row["words"]),
                own=old.own or row.get("own", False),
                title=old.title or row.get("title", False),
                edition=old.edition or row.get("edition", ""),
                beside=_more(old.beside, row.get("beside", ())),
            )
    return kinds


def _more(words: tuple[str, ...], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*words, *map(fold_text, others))))


@cache
def _compiled(regex: str) -> re.Pattern[str]:
    """Compile what is met: most of a thousand patterns never are, and compiling all takes a second."""
    return re.compile(regex)


def _expand(pattern: str) -> Iterator[tuple[list[str], str]]:
    """Give (possible first words, regex) for a pattern: more than one where the first words may be absent."""
    tokens = pattern.split(" ")
    leading = next(i for i, token in enumerate(tokens) if not token.startswith("("))
    for kept in product((True, False), repeat=leading):
        chosen = [token.strip("()") for token, keep in zip(tokens, kept, strict=False) if keep] + tokens[
            leading:
        ]
        heads = [fold_text(head.rstrip("*")) for head in chosen[0].split("/")]
        yield heads, _regex(chosen)


def _regex(tokens: list[str]) -> str:
    spaced = [not is_cjk(fold_text(token.strip("(*)…")[:1] or "x")) for token in tokens]
    parts = []
    for i, token in enumerate(tokens):
        between = "" if i == 0 else " " if spaced[i] and spaced[i - 1] else " ?"
        if token.strip("()") == "…":
            parts.append("(?: [^ ]+){0,4}?" if all(spaced) else ".{0,12}?")
            continue
        body = "(?:" + "|".join(_word(word) for word in token.strip("()").split("/")) + ")"
        parts.append(f"(?:{between}{body})?" if token.startswith("(") else between + body)
    kana = any(map(is_cjk, fold_text(" ".join(tokens))))
    end = (BORDER_AFTER if kana else _END) if spaced[-1] else ""
    return "".join(parts) + end


def _word(word: str) -> str:
    return re.escape(fold_text(word.rstrip("*"))) + (r"\w*" if word.endswith("*") else "")
