"""How a date is written in each language, in the words of cues/*.toml: "July 4", "12. Oktober", "this fall",
2026年10月.

Owns: the forms, their order of trust, and which languages a text is tried in. Does not own: which days they
mean (periods.py).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import ahocorasick_rs

from watcher.decide.reading.fold import BORDER_AFTER, BORDER_BEFORE, fold_text
from watcher.decide.reading.lexicon import lexicon

_SEASONS = ("spring", "summer", "autumn", "winter", "holiday")
_PARTS = ("early", "mid", "late")
Row = tuple[re.Pattern[str], str, bool]


def worth_trying(text: str) -> list[Row]:
    """Give the patterns of the languages that have a date's word in a text, in the order of trust: the
    fuller form takes the words first.
    """
    words, of_word, rows = _patterns()
    met = {of_word[i] for i, _, _ in words.find_matches_as_indexes(text, overlapping=True)}
    which = frozenset[int]().union(*met)
    return [row for language, row in rows if language is None or language in which]


@cache
def _patterns() -> tuple[ahocorasick_rs.AhoCorasick, list[frozenset[int]], list[tuple[int | None, Row]]]:
    """Give the words that tell that a language names a date, the languages of each, and every pattern with
    its language (None: digits alone), those that are not loose first.
    """
    written: list[tuple[int | None, tuple[str, str, bool]]] = [(None, row) for row in _numeric()]
    of_word: dict[str, set[int]] = {}
    for language, (dates, numbers) in enumerate(zip(lexicon().dates, lexicon().numbers, strict=True)):
        forms = _spaced(dates, numbers) if dates["months"] else _joined(dates)
        written += [(language, form) for form in forms]
        telling = ["quarter", *_CLOCK, *_SEASONS, *_PARTS] if dates["months"] else [*_CLOCK[2:], *_SEASONS]
        lists = [*dates["months"], *dates["weekdays"], *(dates[table] for table in telling)]
        for word in {fold_text(word) for words in lists for word in words}:
            of_word.setdefault(word, set()).add(language)
    rows = [(language, (re.compile(p), meaning, loose)) for language, (p, meaning, loose) in written]
    owners = [frozenset(languages) for languages in of_word.values()]
    return ahocorasick_rs.AhoCorasick(list(of_word)), owners, sorted(rows, key=lambda row: row[1][2])


def _numeric() -> Iterator[tuple[str, str, bool]]:
    """Build what every language writes: 2026-10-12, 12.10.2026, Q3 2027, "in 2027". 12/10 is not told from
    10/12: only where the day is over twelve is it a date.
    """
    year, day = r"(?P<year>(?:19|20)\d\d)", r"(?P<day>1[3-9]|2\d|3[01])"
    month = r"(?P<month>0?[1-9]|1[0-2])"
    for form in (
        rf"{year} (?P<month>\d\d) (?P<day>\d\d)", rf"(?P<day>\d{{1,2}})\.{month}\.{year}",
        rf"{day} {month} {year}", rf"{month} {day} {year}", rf"q(?P<quarter>[1-4]) (?:of |de )?{year}",
    ):  # fmt: skip
        yield BORDER_BEFORE + form + BORDER_AFTER, "calendar", False
    near = _any(
        w for dates in lexicon().dates for w in dates["in"] if w != "a"
    )  # "a 2027 film" is not "a maggio"
    nouns = _any(w for dates in lexicon().dates for w in dates["nouns"])
    yield BORDER_BEFORE + rf"{near} {_ARTICLE}(?P<words>{year})" + BORDER_AFTER, "calendar", True
    yield BORDER_BEFORE + rf"{year}(?= {nouns}{BORDER_AFTER})", "calendar", True


_CLOCK = ("week", "year", "month", "weekend", "today", "tomorrow")
_ARTICLE = r"(?:(?:the|l|el|la|il|le|den|dem) )?"
_GLUE = r"(?:(?:of the|of|the|in|de l|de la|de|del|della|dell|di|d|do|da|du|des|der|la|l|من) )?"
_OF = _GLUE.replace("in|", "")  # "season 2 in October" is not the second of October


def _spaced(dates: dict[str, Any], numbers: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Build the forms of a language that writes spaces. `day_first`: "12 Oktober", never "Oktober 12";
    `follows`: "el mes próximo".
    """
    month = rf"(?P<month>{_any(w for ws in dates['months'] for w in ws)})"
    season = rf"(?P<season>{_any(dates[w][i] for w in _SEASONS for i in range(len(dates[w])))})"
    part = rf"(?:(?P<part>{_any(w for p in _PARTS for w in dates[p])}) {_GLUE})"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|e|o|a| ?го)?"
    year = r"(?P<year>(?:19|20)\d\d)"
    soon = rf"(?:(?P<this>{_any(dates['this'])})|(?P<next>{_any(dates['next'])}))"
    near = rf"{_any(dates['in'])} {_ARTICLE}"
    forms = [
        rf"{day} {_OF}{month} {_GLUE}{year}", rf"{part}?{month} {_GLUE}{year}", rf"{day} {_OF}{month}",
        rf"{part}?{season} (?:season |{_GLUE}){year}", rf"{part}{year}",
        rf"(?:{season}|{month}) {_GLUE}{soon} {_any(dates['year'])}",
        rf"{soon} (?:(?P<part>{_any(w for p in _PARTS for w in dates[p])}) )?{season}", rf"{part}{month}",
        rf"{soon} {month}", *_quarters(dates, numbers, year),
    ]  # fmt: skip
    if not numbers.get("day_first"):
        forms.insert(2, rf"{month} (?:the )?{day}")
        forms.insert(0, rf"{month} (?:the )?{day}(?: \d{{1,2}})?,? {year}")
    if numbers.get("follows"):
        forms.append(rf"(?:{season}|{month}) {soon}")
    for form in forms:
        yield BORDER_BEFORE + form + BORDER_AFTER, "calendar", False
    unit = rf"(?P<span>{_any(w for u in ('weekend', 'week', 'month', 'year') for w in dates[u])})"
    yield BORDER_BEFORE + rf"{part}?{soon} {unit}" + BORDER_AFTER, "relative", False
    yield BORDER_BEFORE + rf"{part}(?P<span>{_any(dates['year'])})" + BORDER_AFTER, "relative", False
    if numbers.get("follows"):
        yield BORDER_BEFORE + rf"{part}?{unit} {soon}" + BORDER_AFTER, "relative", False
    yield BORDER_BEFORE + rf"(?P<tomorrow>{_any(dates['tomorrow'])})" + BORDER_AFTER, "relative", True
    yield BORDER_BEFORE + rf"(?P<today>{_any(dates['today'])})" + BORDER_AFTER, "relative", True
    yield (
        BORDER_BEFORE + rf"(?P<weekday>{_any(w for ws in dates['weekdays'] for w in ws)})" + BORDER_AFTER,
        "relative",
        True,
    )
    for form in (month, season):
        yield BORDER_BEFORE + rf"{near}(?P<words>{form})" + BORDER_AFTER, "calendar", True
        yield BORDER_BEFORE + rf"{form}(?= {_any(dates['nouns'])}{BORDER_AFTER})", "calendar", True


def _quarters(dates: dict[str, Any], numbers: dict[str, Any], year: str) -> Iterator[str]:
    """Build "third quarter of 2027" and "the third quarter"."""
    nth = [form for word in numbers["ordinals"][:4] for form in word.split("/")]
    for way in (rf"{{nth}} {_any(dates['quarter'])}", rf"{_any(dates['quarter'])} {{nth}}"):
        quarter = way.format(nth=rf"(?P<nth>{_any(nth)})")
        yield rf"{quarter} {_GLUE}{year}"
        yield quarter


def _joined(dates: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Build the forms of a language written without spaces: 2026年10月3日, 今秋, 来年."""
    year = r"(?:(?P<year>(?:19|20)\d\d)年|令和(?P<reiwa>\d{1,2})年)"
    month, day = r"(?P<month>\d{1,2})月", r"(?P<day>\d{1,2})日"
    part = rf"(?P<part>{_any(w for p in _PARTS for w in dates[p])})"
    season = rf"(?P<season>{_any(w for s in _SEASONS for w in dates[s])})"
    soon = rf"(?:(?P<this>{_any(dates['this'])})|(?P<next>{_any(dates['next'])}))"
    for form in (
        rf"{year}{month}{day}", rf"{year}{month}{part}?", rf"{year}{season}", rf"{month}{day}",
        rf"{month}{part}",
        rf"{soon}(?:{_any(dates['year'])}の?)?(?:{season}|{month})", rf"{year}{part}?",
    ):  # fmt: skip
        yield form, "calendar", False
    unit = rf"(?P<span>{_any(w for u in ('weekend', 'week', 'month', 'year') for w in dates[u])})"
    yield rf"{soon}{unit}", "relative", False
    yield rf"(?P<today>{_any(dates['today'])})|(?P<tomorrow>{_any(dates['tomorrow'])})", "relative", True
    yield month, "calendar", True


def _any(words: Iterable[str]) -> str:
    folded = sorted({fold_text(word) for word in words} - {""}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, folded))})" if folded else r"(?!)"
