"""Dates that a text gives, as the days they can mean.

Owns: which days the words mean, and what a missing year is: the next one after the item's own date. Does
not own: the forms of a date (dateforms.py), nor whether the date is the awaited thing's (dating.py).
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from watcher.decide.reading.dateforms import worth_trying
from watcher.decide.reading.fold import Folded, fold_text
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
    for pattern, meaning, loose in worth_trying(text.text):
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
    if words.get("quarter") or words.get("nth"):
        quarter = int(words.get("quarter") or _ordinals()[str(words["nth"])])
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
def _ordinals() -> dict[str, int]:
    return {
        fold_text(form): i
        for numbers in lexicon().numbers
        for i, word in enumerate(numbers["ordinals"], start=1)
        for form in word.split("/")
    }


@cache
def _words_of(*tables: str) -> dict[str, str]:
    return {fold_text(word): table for dates in lexicon().dates for table in tables for word in dates[table]}
