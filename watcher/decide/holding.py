"""Decides until when a channel holds an alert: its quiet hours, and its daily digest. Nothing is lost: what is held waits.

Both are read off a clock on the reader's wall. A time that the clocks leave out (summer time begins) is the moment at which they
jump over it; of one that they show twice, a digest and the start of quiet hours take the first, the end of quiet hours the second.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watcher.model import Alert, Channel, QuietHours, Reason

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """Until when something is held, and why as a person would say it."""

    until: datetime
    why: str


def release(
    alert: Alert, channel: Channel, zone: str, now: datetime, *, digested: datetime | None = None
) -> Held | None:
    """Say until when a channel holds an alert; None: it goes. zone: IANA name. digested: when the channel's last digest went out.

    What is in a digest goes with it, whatever its status; where that falls into quiet hours, when those end.
    """
    if alert.reason is Reason.TEST:
        return None
    if channel.digest is None:
        free = channel.quiet is None or alert.status in channel.quiet.through
        return None if free else _quiet(channel.quiet, zone, now)
    known = [
        at for at in (alert.at, digested) if at is not None and at <= now + _DAY
    ]  # else the clock was set back
    due = next_digest(channel.digest, zone, max(known)) if known else now
    if due > now:
        return Held(due, f"in the digest at {channel.digest:%H:%M}")
    return _quiet(channel.quiet, zone, now)


def next_digest(at: time, zone: str, after: datetime) -> datetime:
    """Give the first moment after that one at which a daily digest is due."""
    where = ZoneInfo(zone)
    return next(moment for day in _days(after, where) if (moment := _moment(day, at, where)) > after)


def quiet_window(quiet: QuietHours, zone: str, now: datetime) -> tuple[datetime, datetime]:
    """Give the quiet hours that hold now or come next: their start and their end."""
    where = ZoneInfo(zone)
    return next(window for window in _windows(quiet, now, where) if now < window[1])


def _quiet(quiet: QuietHours | None, zone: str, now: datetime) -> Held | None:
    if quiet is None:
        return None
    start, end = quiet_window(quiet, zone, now)
    return Held(end, f"quiet until {quiet.end:%H:%M}") if start <= now else None


def _windows(quiet: QuietHours, now: datetime, where: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    for day in _days(now, where):
        ends_on = day if quiet.start < quiet.end else day + _DAY
        yield _moment(day, quiet.start, where), _moment(ends_on, quiet.end, where, second=True)


def _days(around: datetime, where: ZoneInfo) -> Iterator[date]:
    """Give the days from the one before that moment on: quiet hours may have begun then."""
    today = around.astimezone(where).date()
    return (today + _DAY * n for n in range(-1, 4))


def _moment(day: date, clock: time, where: ZoneInfo, *, second: bool = False) -> datetime:
    """Give the first moment (UTC) at which the clocks of that day show that time, or a later one. second: the last of two."""
    wall = datetime.combine(day, clock)
    early, late = sorted(wall.replace(tzinfo=where, fold=fold).astimezone(UTC) for fold in (0, 1))
    if _shown(early, where) == wall:
        return late if second else early
    jump = range(int((late - early).total_seconds()))  # the clocks leave it out
    return early + timedelta(
        seconds=bisect_left(jump, wall, key=lambda s: _shown(early + timedelta(seconds=s), where))
    )


def _shown(moment: datetime, where: ZoneInfo) -> datetime:
    return moment.astimezone(where).replace(tzinfo=None, fold=0)
