"""Decides every "when next?": polls, backoff, host pauses, delivery retries, and when a pile of alerts is complete enough to send."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.model import Rests

FEED_EVERY = timedelta(minutes=15)
PAGE_EVERY = timedelta(hours=2)
WHOLE_EVERY = timedelta(
    days=1
)  # where a server can't say that nothing changed, and so sends all of it each time
HOST_GAP = timedelta(seconds=2)
LONGEST_WISH = timedelta(days=1)  # what a publisher may ask for between two polls
LONGEST_BACKOFF = timedelta(hours=6)
LONGEST_PAUSE = timedelta(
    days=8
)  # no server or channel can ask for more: a pause that is longer comes from a wrong clock
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=2), timedelta(hours=1)
REST, REST_AT_HOME = timedelta(minutes=5), timedelta(seconds=3)  # after work that could not be recorded
GATHER = timedelta(seconds=6)
_NEVER = Rests()
_JITTER = 0.1  # at most a tenth later, and at most a minute: sources drift apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A time, and why then."""

    at: datetime
    why: str


def interval(
    every: timedelta | None, default: timedelta | None, kind: str | None, *, whole: bool = False
) -> timedelta:
    """Give a source's own interval: its `every`, else [defaults] every, else what suits its kind.

    whole: each answer is the whole document, for want of validators, and the publisher does not say how long it is fresh.
    """
    usual = PAGE_EVERY if kind in ("page", "text") else FEED_EVERY
    return every or default or (WHOLE_EVERY if whole else usual)


def next_poll(
    every: timedelta,
    wish: timedelta | None,
    *,
    failures: int,
    pause: timedelta | None,
    spread: float,
    now: datetime,
    rests: Rests = _NEVER,
) -> Due:
    """Say when to poll next.

    wish: how long the publisher says the answer is fresh; it lengthens, never shortens. failures: in a row, 0 after a good poll.
    pause: what Retry-After asked for. spread: 0 ≤ x < 1, another for each source. rests: when the publisher asks not to be polled.
    """
    wait, why = every, "every"
    if wish is not None and min(wish, LONGEST_WISH) > wait:
        wait, why = min(wish, LONGEST_WISH), "the publisher asks for it"
    if failures > 1:
        backoff = min(every * (1 << min(failures - 1, 16)), max(every, LONGEST_BACKOFF))
        wait, why = max(wait, backoff), f"failed {failures} times in a row"
    wait += min(wait * _JITTER, timedelta(minutes=1)) * spread
    if pause is not None and pause > wait:
        wait, why = pause, "the server asked us to wait"
    at = _after_rest(now + wait, rests)
    return Due(at=at, why=why if at == now + wait else "the publisher asks for a rest (skipHours, skipDays)")


def _after_rest(at: datetime, rests: Rests) -> datetime:
    """Give the first moment from then on that is no rest; where all is rest, it is none."""
    later = at
    for _ in range(8 * 24):
        if later.hour not in rests.hours and later.weekday() not in rests.days:
            return later
        # Its minutes stay, or all such sources would be asked at the full hour.
        later += timedelta(hours=1)
    return at


def is_due(next_at: datetime | None, tried_at: datetime | None, now: datetime) -> bool:
    """Say whether to poll now. A last try in the future means that the clock was set back: better once too often than silent for hours."""
    return next_at is None or next_at <= now or (tried_at is not None and tried_at > now + HOST_GAP)


def retry_after(failures: int, asked: timedelta | None) -> timedelta:
    """Say how long a channel rests after its n-th failure in a row (n ≥ 1): 2 s, doubling to 1 h; never shorter than it asked."""
    wait = min(FIRST_RETRY * (1 << min(failures - 1, 16)), LONGEST_RETRY)
    return max(wait, asked) if asked is not None else wait


def gathered(oldest: datetime, now: datetime, *, polling: bool) -> bool:
    """Say whether waiting alerts should go out: when no poll is under way that could add to them, or the oldest has waited long enough."""
    return not polling or now - oldest >= GATHER or oldest > now
