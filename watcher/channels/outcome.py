"""Owns what can come of a send, and what every channel offers. What an answer means is each channel's own."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from watcher.model import Letter


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived, and the other side said so. receipt: its name for it. note: what to know beside."""

    receipt: str
    pause: timedelta | None = None  # send nothing more before that
    note: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not arrive (uncertain: it may have). Trying again helps, though not within `after`."""

    reason: str
    after: timedelta | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel itself refuses: nothing more goes down it until a person acts."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """This message is unacceptable as it is; the next may pass. uncertain: a part of it may have arrived."""

    reason: str
    uncertain: bool = False


Outcome = Sent | Failed | Refused | Rejected


class Carrier(Protocol):
    """One open channel. `limit`: how many alerts may go as separate messages before they become one."""

    limit: int

    async def send(self, letter: Letter) -> Outcome:
        """Send a letter: within 30 s, never raising for what a network or a server can do."""

    async def close(self) -> None:
        """Let go of everything held."""
