"""Owns how times and claimed dates are written for people: in their time zone, and never more exact than what was said."""

import calendar
import unicodedata
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watcher.model import Period
from watcher.render.safe import clean, cut

_LONGEST = 120  # units of a date's own words: longer ones are somebody's mistake


def stamp(moment: datetime | None, timezone: str) -> str:
    """Write a time for people: "20 Nov 2026 19:00 JST". A year that no feed can mean is left out."""
    if moment is None or not plausible(moment):
        return ""
    local = moment.astimezone(_zone(timezone))
    return f"{_day(local.date())} {local:%H:%M %Z}"


def day(moment: datetime | None, timezone: str) -> str:
    """Write the day of a time: "20 Nov 2026"."""
    if moment is None or not plausible(moment):
        return ""
    return _day(moment.astimezone(_zone(timezone)).date())


def plausible(moment: datetime) -> bool:
    """Tell a publication date from a placeholder or a slip."""
    return 1990 <= moment.year <= 2100


def claimed(period: Period) -> str:
    """Write a claimed date in the item's own words; where these name no year, with the days they mean: "this Friday (27 Nov 2026)"."""
    said = cut(clean(period.text), _LONGEST)
    meant = _days(period)
    if not said:
        return meant
    written = unicodedata.normalize("NFKC", said)
    return (
        said if any(str(day.year) in written for day in (period.first, period.last)) else f"{said} ({meant})"
    )


def _days(period: Period) -> str:
    first, last = period.first, period.last
    if first == last:
        return _day(first)
    if (first.day, last.day) == (1, calendar.monthrange(last.year, last.month)[1]):  # whole months
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B} {first.year}"
        if (first.month, last.month) == (1, 12):
            return str(first.year) if first.year == last.year else f"{first.year} – {last.year}"
        return f"{first:%b} {first.year} – {last:%b} {last.year}"
    return f"{_day(first)} – {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def _zone(timezone: str) -> tzinfo:
    try:
        return ZoneInfo(timezone) if timezone != "UTC" else UTC
    except (ZoneInfoNotFoundError, ValueError):  # a system without zone data: the config check has said so
        return UTC
