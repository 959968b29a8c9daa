"""Until when a channel holds an alert: quiet hours and digests, over midnight, with clocks that jump and clocks that stand twice."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide.holding import Held, next_digest, quiet_window, release
from watcher.model import Channel, QuietHours, Reason, Status

from build import a_channel, an_alert

BERLIN = "Europe/Berlin"
NIGHT = QuietHours(start=time(22), end=time(7))
ZONES = [
    "UTC",
    BERLIN,
    "America/New_York",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
]


def at(wall: str, zone: str = BERLIN) -> datetime:
    """Give the moment at which clocks show that."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def held(channel: Channel, now: datetime, digested: datetime | None = None, **fields: Any) -> Held | None:
    return release(an_alert(**{"at": now} | fields), channel, BERLIN, now, digested=digested)


def quiet(**fields: Any) -> Channel:
    return a_channel("json://x", quiet=QuietHours(**{"start": time(22), "end": time(7)} | fields))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-20T21:59", None),
        ("2026-11-20T22:00", "2026-11-21T07:00"),
        ("2026-11-20T23:59", "2026-11-21T07:00"),
        ("2026-11-21T00:00", "2026-11-21T07:00"),
        ("2026-11-21T06:59", "2026-11-21T07:00"),
        ("2026-11-21T07:00", None),
        ("2026-12-31T23:00", "2027-01-01T07:00"),
        ("2026-07-01T06:59", "2026-07-01T07:00"),  # summer time
        ("2026-03-29T01:30", "2026-03-29T07:00"),  # the night is an hour shorter
    ],
)
def test_a_night(now: str, until: str | None) -> None:
    assert held(quiet(), at(now)) == (Held(at(until), "quiet until 07:00") if until else None)


@pytest.mark.parametrize(
    ("now", "until"),
    [("2026-11-20T12:59", None), ("2026-11-20T13:00", "2026-11-20T15:00"), ("2026-11-20T15:00", None)],
)
def test_a_nap(now: str, until: str | None) -> None:
    found = held(quiet(start=time(13), end=time(15)), at(now))
    assert (found.until if found else None) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("start", "end", "now", "until"),
    [
        # 29 March: at 02:00 clocks jump to 03:00. What they leave out begins and ends with the jump.
        ("22:00", "02:30", "2026-03-28T23:00Z", "2026-03-29T01:00Z"),
        ("22:00", "02:30", "2026-03-29T00:59Z", "2026-03-29T01:00Z"),
        ("22:00", "02:30", "2026-03-29T01:00Z", None),
        ("02:30", "06:00", "2026-03-29T00:59Z", None),
        ("02:30", "06:00", "2026-03-29T01:00Z", "2026-03-29T04:00Z"),
        ("02:10", "02:40", "2026-03-29T01:00Z", None),  # hours that this day does not have
        # 25 October: at 03:00 clocks go back to 02:00. It is quiet from the first 02:30, until the second.
        ("22:00", "02:30", "2026-10-25T00:45Z", "2026-10-25T01:30Z"),
        ("22:00", "02:30", "2026-10-25T01:29Z", "2026-10-25T01:30Z"),
        ("22:00", "02:30", "2026-10-25T01:30Z", None),
        ("02:30", "06:00", "2026-10-25T00:29Z", None),
        ("02:30", "06:00", "2026-10-25T00:30Z", "2026-10-25T05:00Z"),
        ("02:30", "06:00", "2026-10-25T01:15Z", "2026-10-25T05:00Z"),
    ],
)
def test_nights_in_which_clocks_are_changed(start: str, end: str, now: str, until: str | None) -> None:
    channel = quiet(start=time.fromisoformat(start), end=time.fromisoformat(end))
    found = held(channel, datetime.fromisoformat(now))
    assert (found.until if found else None) == (datetime.fromisoformat(until) if until else None)


def test_what_may_break_through() -> None:
    night, loud = at("2026-11-20T23:00"), quiet(through=frozenset({Status.RELEASED}))
    assert held(loud, night, status=Status.RELEASED) is None
    assert held(loud, night, status=Status.DATED) is not None
    assert (
        held(loud, night, status=None, reason=Reason.HEALTH) is not None
    )  # silence at night is what was asked for
    assert held(quiet(), night, status=Status.RELEASED) is not None
    assert held(quiet(), night, reason=Reason.TEST) is None


def test_without_hours_nothing_is_held() -> None:
    assert held(a_channel("json://x"), at("2026-11-20T23:00")) is None


@pytest.mark.parametrize(
    ("decided", "now", "digested", "until"),
    [
        ("2026-11-20T07:59", "2026-11-20T07:59", None, "2026-11-20T08:00"),
        ("2026-11-20T07:59", "2026-11-20T08:00", None, None),
        ("2026-11-20T08:00", "2026-11-20T08:00", None, "2026-11-21T08:00"),
        ("2026-11-20T12:00", "2026-11-21T07:59", None, "2026-11-21T08:00"),
        ("2026-11-20T12:00", "2026-11-23T15:00", None, None),  # we were not there: at once
        # decided before the last digest, and stored after it: one digest a day
        ("2026-11-20T07:59", "2026-11-20T08:01", "2026-11-20T08:00", "2026-11-21T08:00"),
        ("2026-11-20T12:00", "2026-11-21T08:00", "2026-11-20T08:00", None),
        ("2026-11-20T12:00", "2026-11-23T15:00", "2026-11-20T08:00", None),
        ("2026-11-23T15:10", "2026-11-23T15:20", "2026-11-23T15:00", "2026-11-24T08:00"),
        # the clock was years ahead when they were noted
        ("2036-11-20T12:00", "2026-11-20T12:00", None, None),
        ("2026-11-20T07:00", "2026-11-20T12:00", "2036-11-20T08:00", None),
    ],
)
def test_digests(decided: str, now: str, digested: str | None, until: str | None) -> None:
    channel = a_channel("json://x", digest=time(8))
    found = held(channel, at(now), at(digested) if digested else None, at=at(decided))
    assert found == (Held(at(until), "in the digest at 08:00") if until else None)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-03-28T12:00Z", "2026-03-29T01:00Z"),  # clocks leave 02:30 out: as they jump
        ("2026-03-29T01:00Z", "2026-03-30T00:30Z"),
        ("2026-10-24T12:00Z", "2026-10-25T00:30Z"),  # clocks show 02:30 twice: the first
        ("2026-10-25T00:30Z", "2026-10-26T01:30Z"),
    ],
)
def test_a_digest_in_a_night_in_which_clocks_are_changed(after: str, due: str) -> None:
    assert next_digest(time(2, 30), BERLIN, datetime.fromisoformat(after)) == datetime.fromisoformat(due)


def test_a_day_that_a_country_left_out_has_no_digest_of_its_own_hour() -> None:
    """Samoa had no 30 December 2011."""
    before = at("2011-12-29T12:00", "Pacific/Apia")
    first = next_digest(time(8), "Pacific/Apia", before)
    assert first == at("2011-12-31T00:00", "Pacific/Apia")
    assert next_digest(time(8), "Pacific/Apia", first) == at("2011-12-31T08:00", "Pacific/Apia")


def test_a_digest_in_quiet_hours_goes_out_at_their_end_and_whole() -> None:
    channel = a_channel("json://x", digest=time(6), quiet=QuietHours(start=time(22), end=time(7), through=frozenset(Status)))  # fmt: skip
    decided = at("2026-11-20T12:00")
    for now, until in (
        ("2026-11-21T05:00", "06:00"),
        ("2026-11-21T06:00", "07:00"),
        ("2026-11-21T07:00", None),
    ):
        found = held(channel, at(now), at=decided, status=Status.RELEASED)
        assert (found.until if found else None) == (at(f"2026-11-21T{until}") if until else None)


MOMENTS = st.integers(0, 32 * 366 * 24 * 60).map(
    lambda m: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=m)
)
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(MOMENTS, CLOCKS, CLOCKS, st.sampled_from(ZONES))
def test_what_is_held_is_let_go_when_it_was_said(now: datetime, start: time, end: time, zone: str) -> None:
    if start == end:
        return
    channel = quiet(start=start, end=end)
    found = release(an_alert(), channel, zone, now)
    if found is None:
        begins, ends = quiet_window(channel.quiet or NIGHT, zone, now)
        assert now < ends
        assert begins == ends or release(an_alert(), channel, zone, begins) is not None
        return
    assert now < found.until <= now + timedelta(hours=49)  # a country may leave out a day
    assert release(an_alert(), channel, zone, found.until - timedelta(seconds=1)) == found
    later = release(an_alert(), channel, zone, found.until)
    assert later is None or zone == "Pacific/Apia"


@given(MOMENTS, CLOCKS, st.sampled_from(ZONES))
def test_there_is_a_digest_every_day_and_never_two(after: datetime, clock: time, zone: str) -> None:
    moments = [after]
    for _ in range(4):
        moments.append(next_digest(clock, zone, moments[-1]))
    gaps = [b - a for a, b in pairwise(moments[1:])]
    assert all(timedelta(0) < gap <= timedelta(hours=25) for gap in gaps)
    assert zone == "Pacific/Apia" or all(gap >= timedelta(hours=23) for gap in gaps)
    assert after < moments[1] <= after + timedelta(hours=25)


@given(MOMENTS, CLOCKS, st.sampled_from(ZONES), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_a_long_pause_loses_no_digest(decided: datetime, clock: time, zone: str, pause: timedelta) -> None:
    """Whenever we look again: it is due exactly if a moment for it has come since it was decided."""
    channel = a_channel("json://x", digest=clock)
    found = release(an_alert(at=decided), channel, zone, decided + pause)
    assert (found is None) == (next_digest(clock, zone, decided) <= decided + pause)
