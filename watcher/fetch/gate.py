"""Lets one request at a time through to each host, with a gap between two.

Owns the waiting, whoever asks: polls, articles, robots.txt, the targets of redirects. Which hosts are polled when is decided elsewhere.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from watcher.fetch.trouble import Trouble

BUSY = "the host is busy with our other requests"


@dataclass(slots=True)
class _Gate:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0  # inside, or waiting
    open_at: float = 0.0  # loop time


class Gates:
    """One gate a host. `gap`: seconds between two requests, by host; `patience`: seconds that one waits at most."""

    def __init__(self, gap: Callable[[str], float], patience: float = 60.0) -> None:
        self._gap = gap
        self._patience = patience
        self._gates: dict[str, _Gate] = {}  # those last left stand last

    @asynccontextmanager
    async def through(self, host: str) -> AsyncIterator[None]:
        """Wait until the host is free, and hold it. Raises Trouble when that takes too long."""
        loop = asyncio.get_running_loop()
        self._forget(loop.time())
        gate = self._gates.setdefault(host, _Gate())
        gate.users += 1
        try:
            await self._enter(gate, loop)
            try:
                yield
            finally:
                gate.open_at = loop.time() + self._gap(host)
                self._gates[host] = self._gates.pop(host)
                gate.lock.release()
        finally:
            gate.users -= 1

    async def _enter(self, gate: _Gate, loop: asyncio.AbstractEventLoop) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await gate.lock.acquire()
                try:
                    if (wait := gate.open_at - loop.time()) > 0:
                        await asyncio.sleep(wait)
                except BaseException:
                    gate.lock.release()
                    raise
        except TimeoutError:
            raise Trouble(BUSY) from None

    def _forget(self, now: float) -> None:
        """Drop gates that nobody would wait at."""
        while self._gates:
            host, gate = next(iter(self._gates.items()))
            if gate.users or gate.open_at > now:
                return
            del self._gates[host]
