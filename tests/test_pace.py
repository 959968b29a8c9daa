"""When next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide import pace

from build import NOW

M, H, D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def wait(
    every: timedelta = 15 * M,
    wish: timedelta | None = None,
    failures: int = 0,
    pause: timedelta | None = None,
) -> timedelta:
    return pace.next_poll(every, wish, failures=failures, pause=pause, spread=0.0, now=NOW).at - NOW


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({}, 15 * M),
        ({"wish": 5 * M}, 15 * M),  # a publisher's wish never shortens
        ({"wish": 2 * H}, 2 * H),
        ({"wish": 400 * D}, D),
        ({"failures": 1}, 15 * M),
        ({"failures": 2}, 30 * M),
        ({"failures": 3}, H),
        ({"failures": 60}, 6 * H),
        ({"every": D, "failures": 60}, D),
        ({"pause": H}, H),
        ({"pause": M}, 15 * M),
        ({"pause": 7 * D, "failures": 3}, 7 * D),
    ],
)
def test_the_next_poll(given_: dict[str, timedelta], expected: timedelta) -> None:
    assert wait(**given_) == expected  # type: ignore[arg-type]


@given(
    st.floats(0, 0.999),
    st.timedeltas(min_value=timedelta(seconds=1), max_value=7 * D),
    st.integers(0, 10_000),
)
def test_a_poll_is_never_early_and_never_lost(spread: float, every: timedelta, failures: int) -> None:
    due = pace.next_poll(every, None, failures=failures, pause=None, spread=spread, now=NOW)
    assert NOW + every <= due.at <= NOW + max(every, pace.LONGEST_BACKOFF) + M
    assert due.why


@pytest.mark.parametrize(
    ("next_at", "tried_at", "due"),
    [
        (None, None, True),
        (NOW, NOW - H, True),
        (NOW + M, NOW - H, False),
        (NOW + 2 * H, NOW + H, True),  # the clock was set back
    ],
)
def test_what_is_due(next_at, tried_at, due: bool) -> None:  # type: ignore[no-untyped-def]
    assert pace.is_due(next_at, tried_at, NOW) is due


def test_a_channel_rests_two_seconds_doubling_to_an_hour() -> None:
    waits = [pace.retry_after(n, None).total_seconds() for n in (1, 2, 3, 11, 12, 13, 5000)]
    assert waits == [2, 4, 8, 2048, 3600, 3600, 3600]
    assert pace.retry_after(1, 30 * M) == 30 * M
    assert pace.retry_after(3, timedelta(seconds=0.3)).total_seconds() == 8


@pytest.mark.parametrize(
    ("age", "polling", "out"),
    [(0, False, True), (0, True, False), (5, True, False), (6, True, True), (-9, True, True)],
)
def test_alerts_wait_for_the_polls_that_could_add_to_them(age: int, polling: bool, out: bool) -> None:
    assert pace.gathered(NOW - timedelta(seconds=age), NOW, polling=polling) is out


@pytest.mark.parametrize(
    ("own", "default", "kind", "expected"),
    [
        (None, None, "feed", 15 * M),
        (None, None, "page", 2 * H),
        (None, None, None, 15 * M),
        (None, H, "page", H),
        (M, H, "page", M),
    ],
)
def test_the_interval(own, default, kind, expected) -> None:  # type: ignore[no-untyped-def]
    assert pace.interval(own, default, kind) == expected
