"""In which spellings a name is looked for: "Spider-Man" also as Spiderman, "Rocky II" as Rocky 2, "The Boys" as Boys.

Owns: the forms of one name. Letters that count as the same are fold.py's, romaji is romaji.py's. A form that says less than
the name does (without its article) is held to more by everyday.py.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from watcher.decide.reading.counting import ROMAN
from watcher.decide.reading.fold import fold_text, is_cjk
from watcher.decide.reading.lexicon import lexicon

_HYPHEN = re.compile(r"(?<=\w)[-‐‑:](?=\w)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # N.F.L.
_SUBTITLE = re.compile(r"\s*[:：]\s*|\s+[-–—~～]\s+")
_SHORTEST_HEAD = 3  # words from which a name without its subtitle is still itself
_FUSED = 8  # letters: a shorter one could be a word of its own
_ACRONYM = 5
ARTICLES = frozenset(
    ["the", "a", "an", "le", "la", "les", "l", "el", "los", "las", "il", "lo", "gli", "der", "die", "das", "o", "os", "as"]
)  # fmt: skip
_AND = ("and", "et", "und", "y", "e", "и", "و")  # fold.py writes & as "and"
_COUNTED = ("part", "chapter", "volume")  # "Dune: Part Two" is Dune 2


def forms(name: str) -> tuple[str, ...]:
    """Give the folded forms a name is looked for in, its own first."""
    ways = list(dict.fromkeys(map(fold_text, _written(name))))
    for more in (_without_article, _and, _numbers, _without_part):
        ways += [other for way in ways for other in more(way)]
    if "&" in name:
        ways += [re.sub(r"\band\b", word, fold_text(name)) for word in _AND]
    ways += _fused(name)
    ways += [re.sub(r"(?<=\w) s(?= |$)", "s", way) for way in ways]
    ways += [way + "s" for way in ways if way[-1:].isascii() and way[-1:].isalpha() and way[-1:] != "s"]
    return tuple(dict.fromkeys(way for way in ways if way))


def less_its_article(name: str, form: str) -> bool:
    """Tell whether a form is all of a name but its article: "boys" of "The Boys"."""
    article, _, rest = fold_text(name).partition(" ")
    return article in ARTICLES and form.rstrip("s") == rest.rstrip("s")


def _written(name: str) -> Iterator[str]:
    """Give the ways that a name is written, still with its punctuation."""
    yield name
    yield _HYPHEN.sub("", name)
    yield _CAMEL.sub(" ", name)
    yield _INITIALS.sub("", name)
    yield name.replace("×", " x ")
    if name.isupper() and name.isascii() and name.isalpha() and 1 < len(name) <= _ACRONYM:
        yield " ".join(name)
    parts = [part for part in _SUBTITLE.split(name, maxsplit=1) if fold_text(part)]
    if len(parts) > 1:
        head, rest = parts
        if len(head.split()) >= _SHORTEST_HEAD:
            yield head  # headlines leave the subtitle out
        if not head[-1].isdigit() and not _counts(fold_text(rest)):
            yield from (f"{head} {number} {rest}" for number in ("2", "II", "3", "III"))


def _without_article(form: str) -> Iterator[str]:
    article, _, rest = form.partition(" ")
    if article in ARTICLES and len(rest) >= 4 and not is_cjk(rest[0]):  # "The Who" is nobody without it
        yield rest


def _and(form: str) -> Iterator[str]:
    """Take "Sel et Lumière" for "Sel & Lumière"."""
    words = form.split(" ")
    for at, word in enumerate(words[1:-1], start=1):
        if word in _AND[1:]:
            yield " ".join([*words[:at], "and", *words[at + 1 :]])


def _numbers(form: str) -> Iterator[str]:
    """Write a number in its other forms: 2, II, two."""
    words = form.split(" ")
    for at, word in enumerate(words):
        for other in _same_number().get(word, ()):
            if at or other.isalpha():
                yield " ".join([*words[:at], other, *words[at + 1 :]])


def _without_part(form: str) -> Iterator[str]:
    """Take "Dune part 2" and "Dune 2" for each other."""
    *head, last = form.split(" ")
    if last not in _same_number() or not head:
        return
    if head[-1] in _COUNTED:
        if len(head) > 1:
            yield " ".join([*head[:-1], last])
    elif not is_cjk(head[-1][-1:]):
        yield " ".join([*head, "part", last])


def _counts(rest: str) -> bool:
    unit, _, number = rest.partition(" ")
    return unit in _COUNTED and number in _same_number()


def _fused(name: str) -> list[str]:
    """Write a name as one word, as hashtags and addresses do."""
    words = fold_text(name).split(" ")
    whole = "".join(words)
    return [whole] if len(words) > 1 and len(whole) >= _FUSED and not whole[-1].isdigit() else []


@cache
def _same_number() -> dict[str, tuple[str, ...]]:
    """Give for each way to write a number up to twenty the others."""
    english = next(row for row in lexicon().numbers if "one" in row["cardinals"])["cardinals"]
    romans = ("", *ROMAN)
    rows = [(str(n), word, *romans[n - 1 : n]) for n, word in enumerate(map(str, english), start=1)]
    return {way: _others(row, way) for row in rows for way in row if way}


def _others(row: Iterable[str], way: str) -> tuple[str, ...]:
    return tuple(other for other in row if other and other != way)
