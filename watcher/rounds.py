"""Keeps polls and deliveries under way, side by side: each host has one request at a time, each channel one message at a time.

It starts what pace calls due and awaits nothing, so that a source that hangs delays only the others on its own host.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from datetime import datetime
from typing import Any

from watcher.channels import Carrier
from watcher.decide import pace
from watcher.deliver import Told, deliver
from watcher.desk import Desk
from watcher.errors import StoreError
from watcher.fetch import is_private_host
from watcher.model import Source
from watcher.poll import Polled, poll, set_aside
from watcher.store import SourceState

log = logging.getLogger(__name__)
_AT_ONCE = 16  # hosts polled side by side


class Rounds:
    """The tasks of one process. `desk` and `carriers` may be swapped between two calls; what is under way goes on with the old ones."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier], clock: Callable[[], datetime]) -> None:
        self.desk = desk
        self.carriers = carriers
        # Called when a poll ends, when a channel's turn ends, and when no poll is left under way.
        self.on_polled: Callable[[Polled], object] = lambda _: None
        self.on_told: Callable[[Told], object] = lambda _: None
        self.on_idle: Callable[[], object] = lambda: None
        self._clock = clock
        self._hosts: dict[str, asyncio.Task[None]] = {}
        self._channels: dict[str, asyncio.Task[None]] = {}
        self._left_at: dict[str, datetime] = {}  # when each host's last request ended

    def start_polls(self, wanted: Iterable[str] | None = None) -> None:
        """Start polls of what is due, or of the sources named, as far as their hosts are free. A host's Retry-After always holds."""
        now = self._clock()
        names = None if wanted is None else set(wanted)
        paused = self.desk.store.sources.pauses(now)
        for host, due in self._due(now, names).items():
            if host in self._hosts or host in paused or len(self._hosts) >= _AT_ONCE:
                continue
            private = is_private_host(host, self.desk.watchlist.allow_private)
            left_at = self._left_at.get(host)
            if private:
                self._start(self._hosts, host, self._visit(host, due))
            elif left_at is None or not now - pace.HOST_GAP < left_at <= now:
                self._start(self._hosts, host, self._visit(host, due[:1]))

    def due(self) -> list[str]:
        """Name the sources that are due now."""
        return [source.name for found in self._due(self._clock(), None).values() for source in found]

    def _due(self, now: datetime, names: set[str] | None) -> dict[str, list[Source]]:
        """Group what is due by host, longest waiting first."""
        sources = {source.name: source for source in self.desk.watchlist.sources}
        states = [s for s in self.desk.store.sources.all() if s.name in sources and _wanted(s, names, now)]
        due: dict[str, list[Source]] = {}
        for state in sorted(states, key=lambda s: s.next_at.timestamp() if s.next_at else 0.0):
            due.setdefault(state.host, []).append(sources[state.name])
        return due

    async def _visit(self, host: str, sources: list[Source]) -> None:
        desk = self.desk
        for source in sources:
            if host in desk.store.sources.pauses(self._clock()):
                return
            try:
                self.on_polled(await poll(source, desk, self._clock()))
            except StoreError:
                raise
            except Exception as error:
                log.exception("%s: an error of ours", source.name)
                await asyncio.to_thread(set_aside, source, desk, error, self._clock())
                self.on_polled(Polled(source=source.name, ok=False, reason=f"an error of ours: {error}"))
            self._left_at[host] = self._clock()

    def start_deliveries(self, *, hurry: bool = False) -> None:
        """Start delivering where something waits and the pile is complete. hurry: don't wait for more to come."""
        now = self._clock()
        outbox = self.desk.store.outbox
        states = outbox.channels()
        for channel in self.desk.watchlist.channels:
            state = states.get(channel.name)
            if state is None or not state.waiting or channel.name in self._channels:
                continue
            oldest = outbox.oldest(channel.name)
            if hurry or (oldest is not None and pace.gathered(oldest, now, polling=bool(self._hosts))):
                carrier = self.carriers[channel.name]
                self._start(
                    self._channels, channel.name, self._carry(deliver(channel, carrier, self.desk, now))
                )

    async def _carry(self, delivery: Coroutine[Any, Any, Told]) -> None:
        self.on_told(await delivery)

    def _start(self, busy: dict[str, asyncio.Task[None]], key: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=key)
        busy[key] = task

        def done(task: asyncio.Task[None]) -> None:
            busy.pop(key, None)
            if task.cancelled():
                return
            if error := task.exception():
                # What could not be recorded was not done: it stays due, and is tried again at the next tick.
                log.error("%s: %s", key, error, exc_info=None if isinstance(error, StoreError) else error)
            elif busy is self._hosts and not busy:
                self.on_idle()

        task.add_done_callback(done)

    @property
    def polling(self) -> bool:
        """Is a poll under way?"""
        return bool(self._hosts)

    async def wait(self, seconds: float | None = None, *, first: bool = False) -> None:
        """Wait for what is under way; first: only for the first of it."""
        if tasks := {*self._hosts.values(), *self._channels.values()}:
            await asyncio.wait(
                tasks,
                timeout=seconds,
                return_when=asyncio.FIRST_COMPLETED if first else asyncio.ALL_COMPLETED,
            )

    async def rest(self, seconds: float) -> None:
        """Wait until something that is under way ends, or that long."""
        if self._hosts or self._channels:
            await self.wait(seconds, first=True)
        else:
            await asyncio.sleep(seconds)

    async def drop_polls(self) -> None:
        """Break off polls: an unfinished one has stored nothing, and stays due."""
        for task in list(self._hosts.values()):
            task.cancel()
        if self._hosts:
            await asyncio.wait(self._hosts.values())

    async def stop(self, seconds: float) -> None:
        """Drop polls, and let deliveries finish for a while: one that is broken off is uncertain."""
        await self.drop_polls()
        await self.wait(seconds)
        for task in list(self._channels.values()):
            task.cancel()
        await self.wait(1.0)


def _wanted(state: SourceState, names: set[str] | None, now: datetime) -> bool:
    return pace.is_due(state.next_at, state.tried_at, now) if names is None else state.name in names
