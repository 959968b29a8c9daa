"""Owns what can come of a send, and what every channel offers. What an answer means is each channel's own.

A letter of many alerts may take several messages. Where some of them were accepted, `arrived` names the alerts
they held, each with its receipt ("" where none was given): those are settled as sent. All else that the outcome
says (reason, after, uncertain) is about the other alerts of the letter, and of those alone:
- Failed: they are tried again; where it is uncertain, one of their messages may have arrived
- Refused: they wait for a person
- Rejected: one or more of them are unacceptable; every message that could be sent was, so only what lies beside
  an unacceptable one in its message is kept from arriving by it
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from watcher.model import Letter


@dataclass(frozen=True, slots=True)
class Sent:
    """All of it arrived, and the other side said so. receipt: its name for it, "" where it gives none. note: what to know beside.

    arrived: where it took several messages, the receipt of the one that each alert is in.
    """

    receipt: str
    pause: timedelta | None = None  # send nothing more before that
    note: str = ""
    arrived: Mapping[str, str] = field(default_factory=dict, kw_only=True)  # alert id to receipt


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not arrive (uncertain: it may have). Trying again helps, though not within `after`."""

    reason: str
    after: timedelta | None = None
    uncertain: bool = False
    arrived: Mapping[str, str] = field(default_factory=dict, kw_only=True)  # alert id to receipt


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel itself refuses: nothing more goes down it until a person acts."""

    reason: str
    arrived: Mapping[str, str] = field(default_factory=dict, kw_only=True)  # alert id to receipt


@dataclass(frozen=True, slots=True)
class Rejected:
    """This message is unacceptable as it is; the next may pass. uncertain: a part of it may have arrived."""

    reason: str
    uncertain: bool = False
    arrived: Mapping[str, str] = field(default_factory=dict, kw_only=True)  # alert id to receipt


Outcome = Sent | Failed | Refused | Rejected


class Carrier(Protocol):
    """One open channel.

    limit: how many alerts may go as separate messages before they become one. amends: what was sent can be changed.
    """

    limit: int
    longest: int = 200  # alerts in a letter: more would not go out within its 30 s
    amends: bool = False

    async def send(self, letter: Letter) -> Outcome:
        """Send a letter: within 30 s, never raising for what a network or a server can do."""

    async def amend(self, letter: Letter, receipt: str) -> Outcome:
        """Show what was sent as this letter is now; nobody is told of it. Within 30 s, and never raising, as `send`.

        letter: of all the alerts that have this receipt. Rejected: that message can't be changed any more, whatever the reason.
        """
        return Rejected(
            f"a message can't be changed here ({len(letter.alerts)} alerts, {receipt or 'no receipt'})"
        )

    async def close(self) -> None:
        """Let go of everything held."""
