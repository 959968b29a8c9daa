"""Decides what a claimed date is beside the one that is known: another, the first exact day, a narrower one, or the same.

Dates are ranges of days. Two differ when no day can be both; beside a single day one more is allowed for: time zones, "25:30".
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from watcher.model import Period, Shift

_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a claimed date is beside the known one."""

    SAME = "same"  # or wider, or there is nothing to compare
    FIRST = "first"  # none was known
    NARROWER = "narrower"
    EXACT = "exact"  # the first single day
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a date. shift: which way it moved."""

    kind: Kind
    shift: Shift | None = None


def compare(known: Period | None, claimed: Period | None) -> Change:
    """Say what a claimed date is beside the known one."""
    if claimed is None:
        return Change(Kind.SAME)
    if known is None:
        return Change(Kind.EXACT if _is_day(claimed) else Kind.FIRST)
    slack = _DAY if _is_day(known) or _is_day(claimed) else timedelta(0)
    if known.last + slack < claimed.first:
        return Change(Kind.MOVED, Shift.LATER)
    if claimed.last + slack < known.first:
        return Change(Kind.MOVED, Shift.EARLIER)
    if _is_day(claimed) and not _is_day(known):
        return Change(Kind.EXACT)
    inside = known.first <= claimed.first and claimed.last <= known.last
    return Change(Kind.NARROWER if inside and _length(claimed) < _length(known) else Kind.SAME)


def _is_day(period: Period) -> bool:
    return period.first == period.last


def _length(period: Period) -> timedelta:
    return period.last - period.first
