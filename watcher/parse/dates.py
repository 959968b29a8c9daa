"""Decides when an entry was published: the date forms that feeds really use, to UTC. Without a zone a time is taken for UTC.

feedparser reads most forms; here are the ones it can't, and the named zones that it takes for UTC. No clock: a date that can't be is kept.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_MONTHS = {  # by the first letters that tell them apart, in the order of the year
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt": "jan fev mar abr mai jun jul ago set out nov dez",
    "de": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
    "de, without umlauts": "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "fr, without accents": "janv fevr mars avr mai juin juil aout sept oct nov dec",
}
_MONTH = {word: number for row in _MONTHS.values() for number, word in enumerate(row.split(), start=1)}
_ZONES = {  # hours east of Greenwich
    **{"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3},
    **{"msk": 3, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8, "awst": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13},
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "brt": -3, "uhr": 0},
}
_TIME = r"(?:\D{0,8}?(?P<hour>\d{1,2})[:.時](?P<minute>\d{2})(?:[:.分](?P<second>\d{2}))?)?(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,4})\b)?"
_WORDS = re.compile(rf"(?P<day>\d{{1,2}})(?:\.|º|st|nd|rd|th)?[ -](?:de )?(?P<month>[^\W\d_]{{3,10}})\.?,?[ -](?:de )?(?P<year>\d{{4}}){_TIME}")
_NUMBERS = re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_TIME}")
_JAPANESE = re.compile(rf"(?P<year>\d{{4}})年\s?(?P<month>\d{{1,2}})月\s?(?P<day>\d{{1,2}})日{_TIME}")
_SLASHES = re.compile(rf"(?P<year>\d{{4}})[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}}){_TIME}")


def moment(text: object) -> datetime | None:
    """Read a date as published (RFC 822, ISO 8601 and the forms above) as UTC; None where it can't be read."""
    if not isinstance(text, str):
        return None
    text = " ".join(text[:100].split())
    for read in _READERS:
        try:
            found = read(text)
            if found is not None:
                return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        except (ValueError, LookupError, OverflowError, TypeError):
            continue
    return None


def from_parts(parts: object) -> datetime | None:
    """Make a datetime of the nine numbers that feedparser gives (UTC); None where there is no such moment."""
    if not isinstance(parts, tuple) or len(parts) < 6:
        return None
    year, month, day, hour, minute, second = parts[:6]
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def _iso(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text[:1].isdigit() else None


def _named(pattern: re.Pattern[str], text: str) -> datetime | None:
    match = pattern.search(text)
    if not match:
        return None
    month = _number(match["month"])
    clock = [int(match[part] or 0) for part in ("hour", "minute", "second")]
    naive = datetime(int(match["year"]), month, int(match["day"]), *clock)
    return naive.replace(tzinfo=_zone(match["zone"]))


def _number(month: str) -> int:
    if month.isdecimal():
        return int(month)
    word = month.casefold()
    return next((_MONTH[word[:length]] for length in (5, 4, 3) if word[:length] in _MONTH), 0)  # 0: datetime refuses it


def _zone(zone: str | None) -> timezone:
    if not zone:
        return UTC
    if zone[0] in "+-":
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        return timezone(-offset if zone[0] == "-" else offset)
    return timezone(timedelta(hours=_ZONES[zone.casefold()]))


def _mail(text: str) -> datetime | None:
    return parsedate_to_datetime(text)


_READERS: tuple[Callable[[str], datetime | None], ...] = (
    _iso,
    *((lambda text, pattern=pattern: _named(pattern, text)) for pattern in (_WORDS, _JAPANESE, _NUMBERS, _SLASHES)),
    _mail,
)
