"""Dates that a text gives, as the days they can mean.

Owns: the forms of a date in the cue files' words ("July 4", "April 2027", "this fall", 2026年10月) and what
the missing year is: the next one after the item's own date. Does not own: whether the date is the awaited
thing's (claims.py).
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import ahocorasick_rs

from watcher.decide.reading.fold import BORDER_AFTER, BORDER_BEFORE, Folded, fold_text
from watcher.decide.reading.lexicon import lexicon
from watcher.model import Period

_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (1, 3), "holiday": (10, 12)}
_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_LATE = 7  # days back that a year-less date may lie before it means next year: reports come late


@dataclass(frozen=True, slots=True)
class When:
    """A date named in a folded text; `period` is None where the year can't be known. `loose`: a weekday,
    "today", a bare year.
    """

    start: int
    end: int
    period: Period | None
    loose: bool = False


def find_dates(text: Folded, published: date | None) -> list[When]:
    """Give the dates a text names, in order, the longest where they overlap."""
    found: list[When] = []
    taken = bytearray(len(text.text) + 1)
    for pattern, meaning, loose in _worth_trying(text.text):
        for hit in pattern.finditer(text.text):
            if any(taken[hit.start() : hit.end()]):
                continue
            days = _days(meaning, hit, published)
            if days is _NOT_A_DATE:
                continue
            start, end = hit.span("words") if "words" in hit.groupdict() else hit.span()
            taken[start:end] = b"\x01" * (end - start)
            period = Period(first=days[0], last=days[1], text=text.words(start, end)) if days else None
            found.append(When(start, end, period, loose))
    return sorted(found, key=lambda when: when.start)


_Days = tuple[date, date]
_NOT_A_DATE: _Days = (date.min, date.min)


def _days(meaning: str, hit: re.Match[str], published: date | None) -> _Days | None:
    """Give the days, None where a date lacks its year, or _NOT_A_DATE."""
    words = hit.groupdict()
    try:
        if meaning == "relative":
            return _relative(words, published) if published else None
        return _calendar(words, published)
    except (ValueError, OverflowError):
        return _NOT_A_DATE


def _calendar(words: dict[str, str | None], published: date | None) -> _Days | None:
    written, numbered_day = words.get("year"), words.get("day")
    year = int(written) if written else None
    if words.get("reiwa"):
        year = 2018 + int(words["reiwa"] or 0)
    low, high = _months(words)
    day = int(numbered_day) if numbered_day else None
    if year is None:
        if published is None:
            date(2000, low, day or 1)
            return None
        year = published.year + _later(words)
        _, last = _stretch(year, low, high, day, words.get("part"))
        if last < published - timedelta(days=_LATE) and not (words.get("this") and low > 3):
            year += 1
    return _stretch(year, low, high, day, words.get("part"))


def _later(words: dict[str, str | None]) -> int:
    return 1 if words.get("next") else 0


def _months(words: dict[str, str | None]) -> tuple[int, int]:
    if words.get("month"):
        month = _names("months").get(str(words["month"])) or int(str(words["month"]))
        return month, month
    if words.get("quarter"):
        quarter = int(str(words["quarter"]))
        return quarter * 3 - 2, quarter * 3
    if words.get("season"):
        return _SEASONS[_words_of(*_SEASONS)[str(words["season"])]]
    return 1, 12


def _stretch(year: int, low: int, high: int, day: int | None, part: str | None) -> _Days:
    if day:
        return date(year, low, day), date(year, low, day)
    which = _words_of(*_PARTS).get(part or "")
    if which and low == high:
        a, b = _PARTS[which]
        return date(year, low, a), date(year, low, min(b, monthrange(year, low)[1]))
    if which and (low, high) == (1, 12):
        low, high = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}[which]
    end_year, end_month = year + (high - 1) // 12, (high - 1) % 12 + 1
    return date(year, low, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])


def _relative(words: dict[str, str | None], published: date) -> _Days:
    ahead = 1 if words.get("next") else 0
    if words.get("today"):
        return published, published
    if words.get("tomorrow"):
        return published + timedelta(days=1), published + timedelta(days=1)
    if words.get("weekday"):
        days = (_names("weekdays")[str(words["weekday"])] - 1 - published.weekday()) % 7
        return published + timedelta(days=days), published + timedelta(days=days)
    unit = _words_of("weekend", "week", "month", "year")[str(words["span"])]
    if unit in ("week", "weekend"):
        monday = published + timedelta(days=7 * ahead - published.weekday())
        return (monday + timedelta(days=5) if unit == "weekend" else monday), monday + timedelta(days=6)
    months = published.year * 12 + published.month - 1 + ahead
    year, month = (months // 12, months % 12 + 1) if unit == "month" else (published.year + ahead, 0)
    return _stretch(year, month or 1, month or 12, None, words.get("part"))


@cache
def _names(table: str) -> dict[str, int]:
    return {
        fold_text(w): i for dates in lexicon().dates for i, ws in enumerate(dates[table], start=1) for w in ws
    }


@cache
def _words_of(*tables: str) -> dict[str, str]:
    return {fold_text(word): table for dates in lexicon().dates for table in tables for word in dates[table]}


_Row = tuple[re.Pattern[str], str, bool]


def _worth_trying(text: str) -> list[_Row]:
    """Give the patterns of the languages that have a date's word in a text, in the order of trust: the
    fuller form takes the words first.
    """
    words, of_word, rows = _patterns()
    met = {of_word[i] for i, _, _ in words.find_matches_as_indexes(text, overlapping=True)}
    which = frozenset[int]().union(*met)
    return [row for language, row in rows if language is None or language in which]


@cache
def _patterns() -> tuple[ahocorasick_rs.AhoCorasick, list[frozenset[int]], list[tuple[int | None, _Row]]]:
    """Give the words that tell that a language names a date, the languages of each, and every pattern with
    its language (None: digits alone), those that are not loose first.
    """
    written: list[tuple[int | None, tuple[str, str, bool]]] = [(None, row) for row in _numeric()]
    of_word: dict[str, set[int]] = {}
    for language, (dates, numbers) in enumerate(zip(lexicon().dates, lexicon().numbers, strict=True)):
        forms = _spaced(dates, numbers) if dates["months"] else _joined(dates)
        written += [(language, form) for form in forms]
        telling = [*_CLOCK, *_SEASONS, *_PARTS] if dates["months"] else [*_CLOCK[2:], *_SEASONS]
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
    words = [w for dates in lexicon().dates for w in dates["in"] if len(w) > 1 or not w.isascii()]
    near, nouns = _any(words), _any(w for dates in lexicon().dates for w in dates["nouns"])  # "a 2027 film" is none
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
        rf"{soon} {month}",
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
