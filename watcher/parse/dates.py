"""Decides when an entry was published: the date forms that feeds really use, to UTC. Without a zone a time is taken for UTC.

feedparser reads most forms; here are the ones it can't, and the named zones that it takes for UTC. No clock: a date that can't be is kept.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import partial

_MONTHS = (  # the first letters that tell a month from the others, in the order of the year
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "gen feb mar apr mag giu lug ago set ott nov dic",  # Italian
    "jan fev mar abr mai jun jul ago set out nov dez",  # Portuguese
    "ene feb mar abr may jun jul ago sep oct nov dic",  # Spanish
    "jan feb mär apr mai jun jul aug sep okt nov dez",  # German
    "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "janv févr mars avr mai juin juil août sept oct nov déc",  # French
    "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "jan feb maa apr mei jun jul aug sep okt nov dec",  # Dutch
    "sty lut mar kwi maj cze lip sie wrz paź lis gru",  # Polish
    "янв фев мар апр мая июн июл авг сен окт ноя дек",  # Russian
)
_ZONES = {  # hours east of Greenwich; the names that mail does not know (RFC 5322 §4.3) and the ones that it does
    "ut utc gmt z wet uhr": 0,
    "west bst cet mez": 1,
    "cest mesz eet": 2,
    "eest msk": 3,
    "hkt sgt awst": 8,
    "jst kst": 9,
    "aest": 10,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "brt": -3,
    "edt": -4,
    "est cdt": -5,
    "cst mdt": -6,
    "mst pdt": -7,
    "pst": -8,
}
_MONTH = {word: number for row in _MONTHS for number, word in enumerate(row.split(), start=1)}
_HOURS = {name: hours for names, hours in _ZONES.items() for name in names.split()}
_CLOCK = (
    r"(?:\D{0,8}?(?P<hour>\d{1,2})[:.時](?P<minute>\d{2})(?:[:.分](?P<second>\d{2}))?)?"
    r"(?:\s*(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,4})\b)?"
)
_FORMS = tuple(
    re.compile(form + _CLOCK)
    for form in (
        r"(?P<day>\d{1,2})(?:\.|º|er|st|nd|rd|th)?[ -](?:de )?(?P<month>[^\W\d_]{3,10})\.?,?[ -](?:de )?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        r"(?P<year>\d{4})年\s?(?P<month>\d{1,2})月\s?(?P<day>\d{1,2})日",
        r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})",
    )
)

_PLAIN_CLOCK = r"(?:\D{1,8}?(?P<hour>[01]?\d|2[0-3])[:.時](?P<minute>[0-5]\d)(?!\d)\s?(?P<half>[ap]\.?m)?)?"
_PLAIN_FORMS = tuple(
    re.compile(form + _PLAIN_CLOCK, re.IGNORECASE)
    for form in (
        r"(?<!\d)(?P<year>\d{4})(?:年\s?|\s?[-/.]\s?)(?P<month>\d{1,2})(?:月\s?|\s?[-/.]\s?)(?P<day>\d{1,2})(?!\d)日?",
        r"(?<!\d)(?P<day>\d{1,2})(?:\.|º|er|st|nd|rd|th)?[ -](?:de )?(?P<month>[^\W\d_]{3,10})\.?,?[ -](?:de )?(?P<year>\d{4})(?!\d)",
        r"\b(?P<month>[^\W\d_]{3,10})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<day>1[3-9]|2\d|3[01])[/-](?P<month>0?\d|1[0-2])[/-](?P<year>\d{4})(?!\d)",
        r"(?<!\d)(?P<month>0?\d|1[0-2])[/-](?P<day>1[3-9]|2\d|3[01])[/-](?P<year>\d{4})(?!\d)",
    )
)  # which of 3/4/2026 is the month, nobody can tell
_YEAR = re.compile(r"\d{4}")
_MOST_BESIDE_A_DATE = 30  # characters
_OF_SALE = re.compile(
    r"発売|公開予定|配信開始|放送|releas|available|on sale|out on|erscheint|sortie|lançamento|due ",
    re.IGNORECASE,
)


def moment(text: object) -> datetime | None:
    """Read a date as published (RFC 5322, ISO 8601 and the forms above) as UTC; None where it can't be read."""
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


def alone(text: str, *, beside: int = _MOST_BESIDE_A_DATE) -> datetime | None:
    """Read a date that a short text says and little beside it ("Posted on Nov 24, 2026 by Ann"); None for a sentence, or a date of sale.

    beside: so many characters at most.
    """
    words = " ".join(text[: _MOST_BESIDE_A_DATE + 60].split())
    if not _YEAR.search(words):
        return None
    for form in _PLAIN_FORMS:
        match = form.search(words)
        if match and len(words) - len(match[0]) <= beside and not _OF_SALE.search(words):
            try:
                return _plain(match)
            except (ValueError, LookupError):
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


def _written(form: re.Pattern[str], text: str) -> datetime | None:
    match = form.search(text)
    if not match:
        return None
    hour, minute, second = (int(match[part] or 0) for part in ("hour", "minute", "second"))
    return datetime(
        int(match["year"]),
        _month(match["month"]),
        int(match["day"]),
        hour,
        minute,
        second,
        tzinfo=_zone(match["zone"]),
    )


def _plain(match: re.Match[str]) -> datetime:
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    return datetime(
        int(match["year"]),
        _month(match["month"]),
        int(match["day"]),
        hour,
        int(match["minute"] or 0),
        tzinfo=UTC,
    )


def _month(written: str) -> int:
    if written.isdecimal():
        return int(written)
    word = written.casefold()
    return _MONTH[next((word[:length] for length in (4, 3) if word[:length] in _MONTH), "")]


def _zone(written: str | None) -> timezone:
    if not written:
        return UTC
    if written[0] in "+-":
        offset = timedelta(hours=int(written[1:3]), minutes=int(written[-2:]))
        return timezone(-offset if written[0] == "-" else offset)
    return timezone(timedelta(hours=_HOURS[written.casefold()]))


_READERS: tuple[Callable[[str], datetime | None], ...] = (
    _iso,
    *(partial(_written, form) for form in _FORMS),
    parsedate_to_datetime,
)
