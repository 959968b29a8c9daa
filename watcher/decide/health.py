"""Decides how a channel is, and when somebody must be told: once when it breaks, once when it works again.

Owns `Health`, the condition of channels and sources alike. How a source is, is condition.py's.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.model import Condition

WORST_FIRST = (
    Condition.STOPPED, Condition.FAILING, Condition.SUSPECT, Condition.QUIET, Condition.WAITING, Condition.OK,
)  # fmt: skip
CHANNEL_TOLD_AFTER = timedelta(minutes=15)  # a channel that fails, but does not refuse: shorter is a hiccup


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A condition with its reason. `told` says that its owner knows that it is broken."""

    condition: Condition = Condition.WAITING
    reason: str = ""
    failures: int = 0  # in a row
    since: datetime | None = None  # when the trouble, or the silence, began
    told: bool = False


def channel_failed(before: Health, name: str, reason: str, now: datetime) -> tuple[Health, str | None]:
    """Count a failed send that is tried again."""
    health, since = _failed(before, reason, now)
    if health.told or now - since < CHANNEL_TOLD_AFTER:
        return health, None
    return replace(
        health, told=True
    ), f"{name} can't be reached: {reason}. What waits for it is kept and tried again"


def channel_refused(before: Health, name: str, reason: str, now: datetime) -> tuple[Health, str | None]:
    """Stop a channel that refuses us: trying again would not help, and could get us banned."""
    health = Health(
        condition=Condition.STOPPED,
        reason=reason,
        failures=before.failures + 1,
        since=before.since or now,
        told=True,
    )
    sentence = f"{name} refuses our messages: {reason}. What waits for it is kept; when it is mended: watcher resume {name}"
    return health, None if before.told and before.condition is Condition.STOPPED else sentence


def channel_worked(before: Health, name: str, note: str, now: datetime) -> tuple[Health, str | None]:
    """Count a message that arrived. note: what went wrong beside, such as one of two recipients; told when it is a new one."""
    health = Health(condition=Condition.OK, reason=note)
    news = f"{name}: {note}" if note and note != before.reason else None
    return health, _recovery(before, name, now) or news


def _failed(before: Health, reason: str, now: datetime) -> tuple[Health, datetime]:
    """Count one more failure in a row. Returns since when, too."""
    since = before.since or now
    failures = before.failures + 1
    return Health(
        condition=Condition.FAILING, reason=reason, failures=failures, since=since, told=before.told
    ), since


def _recovery(before: Health, name: str, now: datetime) -> str | None:
    if not before.told or before.since is None:
        return None
    return f"{name} works again, after {lasted(now - before.since)}"


def lasted(span: timedelta) -> str:
    """Say how long something took, in the largest unit that fits."""
    minutes = max(0, round(span.total_seconds() / 60))
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = round(minutes / size)
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
