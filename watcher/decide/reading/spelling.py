"""In which spellings a name is looked for: "Spider-Man" also as Spiderman, "Rocky II" as Rocky 2, "The Boys" as Boys.

Owns: the forms of one name. Letters that count as the same are fold.py's, romaji is romaji.py's. A form that says less than
the name does (without its article) is held to more by everyday.py.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from watcher.decide.reading.counting import ROMAN
from watcher.decide.reading.fold import fold_text, is_cjk
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.subjects import scanner

_HYPHEN = re.compile(r"(?<=\w)[-‐‑:](?=\w)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # N.F.L.
_SUBTITLE = re.compile(r"\s*：\s*|\s*:\s+|\s+[-–—~～]\s*|。\s*|[.!?！？]\s+")
_SHORTEST_HEAD = 3  # words from which a name without its subtitle is still itself
_HEAD = 4  # letters of a shorter head, one less of kana and kanji
_SUBTITLE_WORDS = 2  # a subtitle of one word is what tells two works apart: "Port Royal: Ember"
_OWN_S = 3  # letters: "Higehiros" is Higehiro's
_CODE = re.compile(r"(?<=[a-z]) (?=\d{1,2}$)|(?<=[a-z])(?=\d{1,2}$)")  # "gta 6", "gta6"
_TIMES = re.compile(r"\sx\s", re.IGNORECASE)
_MANY = 12  # ways to write the numbers of one name
_FUSED = 8  # letters: a shorter one could be a word of its own
_ACRONYM = 5
ARTICLES = frozenset(
    ["the", "a", "an", "le", "la", "les", "l", "el", "los", "las", "il", "lo", "gli", "der", "die", "das", "o", "os", "as"]
)  # fmt: skip
_AND = ("and", "et", "und", "y", "e", "и", "و")  # fold.py writes & as "and"
_COUNTED = ("part", "chapter", "volume")  # "Dune: Part Two" is Dune 2


def forms(name: str) -> tuple[str, ...]:
    """Give the folded forms a name is looked for in, its own first."""
    ways = list(dict.fromkeys(map(fold_text, dict.fromkeys(_written(name)))))
    for more in (_without_article, _and, _numbers, _without_part):
        ways += [other for way in ways for other in more(way)]
    if "&" in name:
        ways += [re.sub(r"\band\b", word, fold_text(name)) for word in _AND]
    ways += [*_fused(name), *(_CODE.sub("" if " " in way else " ", way) for way in ways if _CODE.search(way))]
    ways += [re.sub(r"(?<=\w) s(?= |$)", "s", way) for way in ways]
    ways = list(dict.fromkeys(way for way in ways if way))
    return tuple(dict.fromkeys([*ways, *(way + "s" for way in ways if _takes_s(way))]))


def heads(name: str) -> tuple[str, ...]:
    """Give the folded forms of what stands before a subtitle: "Saltwind" of "Saltwind: A Tale of the Sea". Headlines write it so,
    but another work may begin with the same words.
    """
    head, rest = _cut(name)
    folded, more = fold_text(head), fold_text(rest)
    if not more or folded in lexicon().stop:
        return ()
    told = is_cjk(more[:1]) or len([w for w in more.split(" ") if w not in ARTICLES]) >= _SUBTITLE_WORDS
    short = len(head.split()) < _SHORTEST_HEAD
    least = _HEAD - is_cjk(folded[-1:])
    if short and (len(folded.replace(" ", "")) < least or not told or _counts_or_names(more)):
        return ()
    return forms(head)


def _cut(name: str) -> tuple[str, str]:
    """Cut a name before its subtitle; no subtitle: empty."""
    head, *rest = _SUBTITLE.split(name, maxsplit=1)
    return (head, rest[0]) if rest and fold_text(head) else (name, "")


def _counts_or_names(rest: str) -> bool:
    """Tell whether a subtitle says which part this is ("Season 2", "The Movie"): without it the name is the whole."""
    found = scanner().scan(rest)
    words = rest
    for one in found:
        words = words[: one.start] + " " * (one.end - one.start) + words[one.end :]
    left = [word for word in words.split() if word not in lexicon().stop]
    return any(one.atom.key for one in found) or not left or _counts(rest)


def _takes_s(way: str) -> bool:
    """Tell whether a name with an s behind it is still the name ("Higehiros"), not several of what it is called by."""
    words, everyday = way.split(" "), lexicon().everyday
    plain = way.isascii() and way[-1:].isalpha() and way[-1:] != "s"
    return plain and len(way) >= _OWN_S and any(word not in everyday for word in words)


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
    yield _TIMES.sub("×", name)  # which is no letter
    if name.isupper() and name.isascii() and name.isalpha() and 1 < len(name) <= _ACRONYM:
        yield " ".join(name)
    head, rest = _cut(name)
    if rest and not head[-1].isdigit() and not _counts(fold_text(rest)):
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
    """Write the numbers of a name in their other forms: 2, II, two."""
    words, same = form.split(" "), same_number()
    ways = [(word, *(o for o in same.get(word, ()) if at or o.isalpha())) for at, word in enumerate(words)]
    if any(len(way) > 1 for way in ways):
        yield from (" ".join(one) for one, _ in zip(product(*ways), range(_MANY), strict=False))


def _without_part(form: str) -> Iterator[str]:
    """Take "Dune part 2" and "Dune 2" for each other."""
    *head, last = form.split(" ")
    if last not in same_number() or not head:
        return
    if head[-1] in _COUNTED:
        if len(head) > 1:
            yield " ".join([*head[:-1], last])
    elif not is_cjk(head[-1][-1:]):
        yield " ".join([*head, "part", last])


def _counts(rest: str) -> bool:
    unit, _, number = rest.partition(" ")
    return unit in _COUNTED and number in same_number()


def _fused(name: str) -> list[str]:
    """Write a name as one word, as hashtags and addresses do."""
    words = fold_text(name).split(" ")
    whole = "".join(words)
    return [whole] if len(words) > 1 and len(whole) >= _FUSED and not whole[-1].isdigit() else []


@cache
def same_number() -> dict[str, tuple[str, ...]]:
    """Give for each way to write a number up to twenty the others."""
    english = next(row for row in lexicon().numbers if "one" in row["cardinals"])["cardinals"]
    romans = ("", *ROMAN)
    rows = [(str(n), word, *romans[n - 1 : n]) for n, word in enumerate(map(str, english), start=1)]
    return {way: _others(row, way) for row in rows for way in row if way}


def _others(row: Iterable[str], way: str) -> tuple[str, ...]:
    return tuple(other for other in row if other and other != way)
