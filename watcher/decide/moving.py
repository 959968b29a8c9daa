"""Decides when a source's address is another for good: permanent redirects that last, and 410, by which a server says "gone".

A redirect is believed once it has stood for a while: servers put up wrong ones, and take them down. What was learned and does not work
is forgotten again. Following redirects is fetch's; asking at the learned address, and stopping, are done where polls are.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SIGHTINGS = 5
STANDS_FOR = timedelta(days=1)
FAILURES = 3
GONE_FOR = timedelta(days=1)

Shown = Callable[[str], str]
"""An address as people may read it: no login, no values of a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What is remembered of a source's address. Addresses are whole, login and all: not for people's eyes."""

    to: str | None = None  # where permanent redirects led at the last good poll
    seen: int = 0  # good polls in a row that they led there
    since: datetime | None = None  # the first of these
    learned: str | None = None  # the address that is asked instead of the config's
    failures: int = 0  # in a row, at the learned address
    gone_at: datetime | None = None  # the first 410


@dataclass(frozen=True, slots=True)
class Move:
    """What to remember from now on, and a sentence to tell, once; None: there is nothing to tell."""

    memory: Moved
    sentence: str | None = None


def answered(memory: Moved, moved: str | None, *, name: str, shown: Shown, now: datetime) -> Move:
    """Take a good answer into account. moved: where permanent redirects alone led from the address that was asked; None: nowhere."""
    memory = replace(memory, failures=0, gone_at=None)
    if moved is None:
        return Move(replace(memory, to=None, seen=0, since=None))
    if moved != memory.to or memory.since is None or memory.since > now:
        return Move(replace(memory, to=moved, seen=1, since=now))
    memory = replace(memory, seen=memory.seen + 1)
    if memory.seen < SIGHTINGS or memory.since is None or now - memory.since < STANDS_FOR:
        return Move(memory)
    return Move(
        replace(memory, to=None, seen=0, since=None, learned=moved),
        f"{name} has moved for good to {shown(moved)}; watcher asks there from now on. "
        "Put the new address into the config: url = …",
    )


def failed(
    memory: Moved, *, status: int | None, offline: bool, name: str, shown: Shown, now: datetime
) -> Move:
    """Take a failed poll into account: what was learned and leads nowhere three times in a row is forgotten.

    status: the HTTP status, None where the server was not reached. offline: nothing was, which says nothing of the address.
    """
    memory = replace(memory, gone_at=gone_since(memory.gone_at, status, now))
    learned = memory.learned
    if learned is None or offline:
        return Move(memory)
    if status not in (None, 404, 410):
        return Move(replace(memory, failures=0))  # somebody is there
    memory = replace(memory, failures=memory.failures + 1)
    if memory.failures < FAILURES:
        return Move(memory)
    return Move(
        Moved(gone_at=memory.gone_at),
        f"{name} does not answer at {shown(learned)}, where it had moved; "
        "watcher asks at the config's address again.",
    )


def gone_since(first: datetime | None, status: int | None, now: datetime) -> datetime | None:
    """Give the time of the first 410 of those that stand. Any other answer ends them; no answer says nothing."""
    if status is None:
        return first
    if status != 410:
        return None
    return first if first is not None and first <= now else now


def gone(first: datetime | None, now: datetime) -> bool:
    """Say, at a 410, whether the source is gone for good: the first one was at least a day ago."""
    return first is not None and now - first >= GONE_FOR
