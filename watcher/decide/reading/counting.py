"""How each language counts: "season 2", "second season", "S2", "2. Staffel", 第二期.

Owns: the ways a number and its unit stand together, built from cues/*.toml. Does not own: what is counted
where (subjects.py).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from watcher.decide.reading.fold import BORDER_AFTER, BORDER_BEFORE, CJK, fold_text, is_cjk

FINAL, NEXT = "final", "next"
ROMAN = ("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
KANJI = "一二三四五六七八九"  # one to nine
KANJI_NUMBER = f"[{KANJI}十百〇]+"
DIGITS = r"\d{1,4}(?:\.\d+)*(?![\d.])"

_UNCOUNTED = rf"(?<![\d{KANJI}十百〇](?=[{CJK}]))"  # 23巻 has its number already
_NO_DATE = r"(?! ?[年月日])"

Ways = Iterator[
    tuple[re.Pattern[str], dict[str, str]]
]  # a pattern with groups `unit` and `numbers`, and its units


def ways(units: dict[str, Any], numbers: dict[str, Any], idle: Iterable[str]) -> Ways:
    """Build one language's ways to count. No idle word stands between an ordinal and its word ("final de
    temporada" is an episode).
    """
    words, shorts, counters = (
        {fold_text(word): unit for unit, row in units.items() for word in row.get(kind, ())}
        for kind in ("words", "short", "counters")
    )
    if words:
        yield from _word_then_number(words, numbers)
    if shorts:
        yield _short(shorts), shorts
    if words and numbers["ordinals"]:
        yield _ordinal_then_word(words, numbers, idle), words
    if counters:
        yield (_kana_counter if is_cjk(next(iter(counters))[0]) else _counter)(counters, numbers), counters


def _word_then_number(words: dict[str, str], numbers: dict[str, Any]) -> Ways:
    """Read "season 2", "seasons 2 3 and 4", and "temporada final" where the language's words follow."""
    joint = any_of(numbers["and"])
    follow = [*numbers["ordinals"], *numbers[FINAL], *numbers[NEXT]] if numbers.get("follows") else []
    number = f"(?:{DIGITS}|{any_of([*numbers['cardinals'], *ROMAN, *follow])})"
    after = rf"{_UNCOUNTED}(?P<unit>{_begun(words)}) ?(?:number |no )?(?P<numbers>{number}(?: ?{joint} ?{number})*)"
    yield re.compile(after + BORDER_AFTER + _NO_DATE), words
    plurals = any_of(w for w in words if w.endswith("s"))
    plural = rf"(?P<unit>{plurals}) (?P<numbers>{number}(?:(?: {joint})? {number})+)"
    yield re.compile(BORDER_BEFORE + plural + BORDER_AFTER), words


def _short(shorts: dict[str, str]) -> re.Pattern[str]:
    """Read "S2", "ep 12"; one letter takes two digits at most: S700 is a telephone."""
    letters, longer = (any_of(w for w in shorts if (len(w) == 1) is one) for one in (True, False))
    short = rf"(?P<unit>{letters}(?=\d\d?{BORDER_AFTER})|{longer})(?P<numbers>\d{{1,3}})"
    return re.compile(BORDER_BEFORE + short + BORDER_AFTER)


def _ordinal_then_word(
    words: dict[str, str], numbers: dict[str, Any], idle: Iterable[str]
) -> re.Pattern[str]:
    """Read "second season", "2nd and 3rd anime season", "2027 film", "final season"."""
    joint = any_of(numbers["and"])
    ends = "|".join(re.escape(fold_text("1" + end)[1:]) for end in numbers["suffixes"]) or "(?!)"
    written = any_of([*numbers["ordinals"], *numbers[FINAL], *numbers[NEXT]])
    ordinal = rf"(?:\d{{1,3}}(?:{ends})|(?:19|20)\d\d|{written})"
    before = rf"(?P<numbers>{ordinal}(?:(?: {joint})? {ordinal})*)"
    between = rf"(?: (?!(?:{joint}|{any_of([*idle, *words])}) )[^ ]+)?"
    return re.compile(rf"{BORDER_BEFORE}{before}{between} (?P<unit>{any_of(words)}){BORDER_AFTER}")


def _counter(counters: dict[str, str], numbers: dict[str, Any]) -> re.Pattern[str]:
    """Read "2. Staffel", "1 и 2 сезон"."""
    spaced = rf"(?P<numbers>\d{{1,3}}(?: {any_of(numbers['and'])} \d{{1,3}})*) (?P<unit>{any_of(counters)})"
    return re.compile(BORDER_BEFORE + spaced + BORDER_AFTER)


def _kana_counter(counters: dict[str, str], numbers: dict[str, Any]) -> re.Pattern[str]:
    """Read 第2期, 二期, 第1期と第2期, 最終シーズン."""
    joint, special = any_of(numbers["and"]), any_of([*numbers[FINAL], *numbers[NEXT]])
    count = rf"(?:\d{{1,4}}|(?<![数何{KANJI}十百千〇]){KANJI_NUMBER})"
    counted = rf"第?(?P<numbers>{count}(?:期?{joint}第?{count})*|{special}) ?(?P<unit>{any_of(counters)})"
    return re.compile(counted)


def _begun(words: Iterable[str]) -> str:
    """Match any of these words where it can begin: kana and kanji anywhere, also right behind a Latin name."""
    spaced = [word for word in words if not is_cjk(word[:1])]
    return f"(?:{BORDER_BEFORE}{any_of(spaced)}|{any_of(set(words) - set(spaced))})"


def kanji_number(word: str) -> str:
    """Give the digits of a number in kanji: 百二十三 is 123, 二〇 is 20."""
    if not ("十" in word or "百" in word):
        return "".join(str(("〇" + KANJI).index(char)) for char in word)
    total = count = 0
    for char in word:
        if char in "十百":
            total += (count or 1) * (10 if char == "十" else 100)
            count = 0
        else:
            count = ("〇" + KANJI).index(char)
    return str(total + count)


def any_of(words: Iterable[str]) -> str:
    """Give a regex for any of some words, the longest first; a word may give its forms with "/"."""
    forms = {fold_text(form) for word in words for form in word.split("/")}
    folded = sorted(forms - {""}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, folded))})" if folded else r"(?!)"
