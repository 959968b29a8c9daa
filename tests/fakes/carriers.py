"""Channels that are opened, used and closed before the test's eyes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from watcher.channels import Carrier, Outcome, Sent
from watcher.model import Channel, Letter


@dataclass
class Carriers:
    """Give `open` to an App. `answer` says what comes of a letter; while `gate` is not set, letters hang."""

    opened: list[str] = field(default_factory=list)  # addresses, in turn
    closed: list[str] = field(default_factory=list)
    sent: list[tuple[str, tuple[str, ...], frozenset[str]]] = field(default_factory=list)
    """Address, headlines and ids of repeats of each letter, in turn."""
    letters: list[Letter] = field(default_factory=list)  # the same, whole
    amended: list[tuple[str, Letter]] = field(
        default_factory=list
    )  # receipt and letter of each edit, in turn
    amends: bool = False
    answer: Callable[[Letter], Outcome] = lambda _: Sent("receipt")
    answer_edit: Callable[[Letter], Outcome] = lambda _: Sent("")
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Event = field(default_factory=asyncio.Event)  # a letter is, or was, on its way

    def __post_init__(self) -> None:
        self.gate.set()

    def open(self, channel: Channel) -> Carrier:
        """Open a channel."""
        self.opened.append(channel.url.reveal())
        return _Carrier(self, channel.url.reveal())


class _Carrier(Carrier):
    limit = 3

    def __init__(self, all_: Carriers, address: str) -> None:
        self._all = all_
        self._address = address
        self.amends = all_.amends

    async def send(self, letter: Letter) -> Outcome:
        """Note a letter, and answer as the test says."""
        assert self._address not in self._all.closed, "sent down a closed channel"
        self._all.sent.append((self._address, tuple(a.headline for a in letter.alerts), letter.repeats))
        self._all.letters.append(letter)
        self._all.sending.set()
        await self._all.gate.wait()
        assert self._address not in self._all.closed, "closed while a letter was under way"
        return self._all.answer(letter)

    async def amend(self, letter: Letter, receipt: str) -> Outcome:
        """Note an edit, and answer as the test says."""
        assert self._address not in self._all.closed, "an edit down a closed channel"
        self._all.amended.append((receipt, letter))
        return self._all.answer_edit(letter)

    async def close(self) -> None:
        """Note it."""
        self._all.closed.append(self._address)
