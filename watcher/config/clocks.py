"""Reads times of the day as a clock on the wall shows them: "08:00", and "22:00-07:00" for the hours between."""

import re
from datetime import time

from watcher.config.words import kind, wrong

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_BETWEEN = re.compile(r"\s*[-–]\s*")


def clock(value: object) -> time:
    """Read a time of the day: a string, or TOML's own kind of time."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    if not isinstance(value, str):
        raise wrong(f'expected a time such as "08:00", got {kind(value)}')
    found = _CLOCK.fullmatch(value.strip())
    if not found:
        raise wrong('not a time: write hours and minutes, such as "08:00" or "19:30"')
    return time(int(found[1]), int(found[2]))


def hours(value: object) -> tuple[time, time]:
    """Read from when to when; over midnight where the end is before the start."""
    if not isinstance(value, str):
        raise wrong(f'expected hours such as "22:00-07:00", got {kind(value)}')
    found = [_CLOCK.fullmatch(part) for part in _BETWEEN.split(value.strip())]
    if len(found) != 2 or not all(found):
        raise wrong('not hours: write from when to when, such as "22:00-07:00"')
    start, end = (time(int(part[1]), int(part[2])) for part in found if part)
    if start == end:
        raise wrong("begins and ends at the same time")
    return start, end
