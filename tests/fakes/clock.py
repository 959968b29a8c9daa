"""A clock that stands still until it is moved."""

from datetime import datetime, timedelta


class Clock:
    """Call it for the time; `advance` moves it."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a time with its zone")
        self._now = start

    def __call__(self) -> datetime:
        """Give the time."""
        return self._now

    def advance(self, step: timedelta) -> datetime:
        """Move by `step`, backwards too, and give the new time."""
        self._now += step
        return self._now
