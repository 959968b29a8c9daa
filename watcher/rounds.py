"""Keeps polls and deliveries under way, side by side: each host has one request at a time, each channel one message at a time.

It starts what pace calls due and awaits nothing, so that a source that hangs delays only the others on its own host.
What could not be recorded was not done: it stays due, and its host or channel rests, so that a full disk hammers nobody.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from watcher.amend import amend
from watcher.channels import Carrier
from watcher.decide import pace
from watcher.deliver import Told, deliver, is_open
from watcher.desk import Desk
from watcher.errors import StoreError
from watcher.fetch import is_private_host
from watcher.model import Channel, Source
from watcher.poll import Polled, poll, set_aside
from watcher.queue import Queues
from watcher.store.channels import ChannelState
from watcher.store.sources import Plan

log = logging.getLogger(__name__)
_AT_ONCE = 32  # hosts polled side by side


@dataclass(frozen=True, slots=True)
class _Rest:
    """A pause after work that could not be recorded."""

    since: datetime
    span: timedelta
    error: BaseException

    def holds(self, now: datetime, times: int = 1) -> bool:
        return self.since <= now < self.since + self.span * times  # a clock set back ends it


@dataclass(slots=True)
class _Lane:
    """Work that goes on side by side, one task a key."""

    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    rests: dict[str, _Rest] = field(default_factory=dict)

    def free(self, key: str, now: datetime) -> bool:
        """Say whether work may start: none is under way, and no rest holds."""
        return key not in self.tasks and not (key in self.rests and self.rests[key].holds(now))

    def trouble(self, now: datetime) -> StoreError | None:
        """Say why the store can't record. What was not tried again in time is no longer in the config."""
        errors = [rest.error for key, rest in self.rests.items() if key in self.tasks or rest.holds(now, 2)]
        return next((error for error in errors if isinstance(error, StoreError)), None)


class Rounds:
    """The tasks of one process. `desk` and `carriers` may be swapped between two calls; a turn under way records at the new desk."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier], clock: Callable[[], datetime]) -> None:
        self.desk = desk
        self.carriers = carriers
        # Called when a poll ends, when a channel's turn ends, and when no poll is left under way.
        self.on_polled: Callable[[Polled], object] = lambda _: None
        self.on_told: Callable[[Told], object] = lambda _: None
        self.on_idle: Callable[[], object] = lambda: None
        self._clock = clock
        self._hosts, self._channels = _Lane(), _Lane()
        self._queues = Queues()
        self._left_at: dict[str, datetime] = {}  # when each host's last request ended

    def start_polls(self, wanted: Iterable[str] | None = None) -> None:
        """Start polls of what is due, or of the sources named, as far as their hosts are free. A host's Retry-After always holds."""
        now = self._clock()
        names = None if wanted is None else set(wanted)
        paused = self.desk.store.sources.pauses(now)
        for host, due in self._due(now, names).items():
            if host in paused or not self._hosts.free(host, now) or len(self._hosts.tasks) >= _AT_ONCE:
                continue
            left_at = self._left_at.get(host)
            if self._private(host):
                self._start(self._hosts, host, self._visit(host, due))
            elif left_at is None or not now - pace.HOST_GAP < left_at <= now:
                self._start(self._hosts, host, self._visit(host, due[:1]))

    def due(self) -> list[str]:
        """Name the sources that are due now."""
        return [source.name for found in self._due(self._clock(), None).values() for source in found]

    def open_sources(self) -> set[str]:
        """Name all sources but those that are stopped."""
        names = {source.name for source in self.desk.watchlist.sources}
        return {
            plan.name for plan in self.desk.store.sources.plans() if plan.name in names and not plan.stopped
        }

    def held(self, names: Iterable[str]) -> bool:
        """Say whether none of these sources can be polled soon: their hosts asked for a pause, or rest."""
        now, chosen = self._clock(), set(names)
        paused = self.desk.store.sources.pauses(now)
        return not self._hosts.tasks and all(
            host in paused or not self._hosts.free(host, now) for host in self._due(now, chosen)
        )

    def _private(self, host: str) -> bool:
        return is_private_host(host, self.desk.watchlist.allow_private)

    def _due(self, now: datetime, names: set[str] | None) -> dict[str, list[Source]]:
        """Group what is due by host, longest waiting first."""
        sources = {source.name: source for source in self.desk.watchlist.sources}
        plans = [p for p in self.desk.store.sources.plans() if p.name in sources and _wanted(p, names, now)]
        due: dict[str, list[Source]] = {}
        for plan in sorted(plans, key=lambda p: p.next_at.timestamp() if p.next_at else 0.0):
            due.setdefault(plan.host, []).append(sources[plan.name])
        return due

    async def _visit(self, host: str, sources: list[Source]) -> None:
        for source in sources:
            if host in self.desk.store.sources.pauses(self._clock()):
                return
            try:
                self.on_polled(await self._poll(source))
            finally:
                self._left_at[host] = self._clock()

    async def _poll(self, source: Source) -> Polled:
        try:
            return await poll(source, lambda: self.desk, self._clock())
        except StoreError:
            raise
        except Exception as error:
            log.exception("%s: an error of ours", source.name)
            await asyncio.to_thread(set_aside, source, lambda: self.desk, error, self._clock())
            return Polled(source=source.name, ok=False, reason=f"an error of ours: {error}")

    def start_deliveries(self, *, hurry: bool = False) -> int:
        """Start delivering where something is due and the pile is complete, else editing what is out. Returns how many began.

        hurry: don't wait for more to come.
        """
        now, started = self._clock(), 0
        states = self.desk.store.channels.all()
        for channel in self.desk.watchlist.channels:
            state = states.get(channel.name)
            if state is None or not is_open(state, now) or not self._channels.free(channel.name, now):
                continue
            if work := self._due_on(channel, state, now, hurry=hurry):
                self._start(self._channels, channel.name, work)
                started += 1
        return started

    def _due_on(
        self, channel: Channel, state: ChannelState, now: datetime, *, hurry: bool
    ) -> Coroutine[Any, Any, None] | None:
        store, carrier = self.desk.store, self.carriers[channel.name]
        oldest = self._queues.oldest(store, state, channel, self.desk.watchlist.timezone, now)
        if oldest is not None:
            if hurry or pace.gathered(oldest, now, polling=self.polling):
                return self._tell(deliver(channel, carrier, lambda: self.desk, now))
        elif carrier.amends and store.amendments.due(channel.name, now):
            return amend(channel, carrier, lambda: self.desk, now)
        return None

    async def _tell(self, delivery: Coroutine[Any, Any, Told]) -> None:
        self.on_told(await delivery)

    def _start(self, lane: _Lane, key: str, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=key)
        lane.tasks[key] = task
        task.add_done_callback(lambda task: self._ended(lane, key, task))

    def _ended(self, lane: _Lane, key: str, task: asyncio.Task[None]) -> None:
        del lane.tasks[key]
        if task.cancelled():
            return
        if error := task.exception():
            self._let_rest(lane, key, error)
            return
        rest = lane.rests.pop(key, None)
        if rest and isinstance(rest.error, StoreError) and self.trouble is None:
            log.warning("the store works again")
        if lane is self._hosts and not lane.tasks:
            self.on_idle()

    def _let_rest(self, lane: _Lane, key: str, error: BaseException) -> None:
        if not isinstance(error, StoreError):
            log.error("%s: an error of ours", key, exc_info=error)
        elif str(error) != str(self.trouble):
            log.error("%s", error)
        public = lane is self._hosts and not self._private(key)
        lane.rests[key] = _Rest(self._clock(), pace.REST if public else pace.REST_AT_HOME, error)

    @property
    def trouble(self) -> StoreError | None:
        """Why the store can't record, None while it can."""
        now = self._clock()
        return self._hosts.trouble(now) or self._channels.trouble(now)

    @property
    def polling(self) -> bool:
        """Is a poll under way?"""
        return bool(self._hosts.tasks)

    def under_way(self) -> set[asyncio.Task[None]]:
        """Give the tasks that are under way."""
        return {*self._hosts.tasks.values(), *self._channels.tasks.values()}

    async def wait(self, seconds: float | None = None, *, first: bool = False) -> None:
        """Wait for what is under way; first: only for the first of it."""
        if tasks := self.under_way():
            await asyncio.wait(
                tasks,
                timeout=seconds,
                return_when=asyncio.FIRST_COMPLETED if first else asyncio.ALL_COMPLETED,
            )

    async def rest(self, seconds: float) -> None:
        """Wait until something that is under way ends, or that long."""
        if self.under_way():
            await self.wait(seconds, first=True)
        else:
            await asyncio.sleep(seconds)

    async def drop_polls(self) -> None:
        """Break off polls: an unfinished one has stored nothing, and stays due."""
        tasks = list(self._hosts.tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def stop(self, seconds: float) -> None:
        """Drop polls, and let deliveries finish for a while: one that is broken off is uncertain."""
        await self.drop_polls()
        await self.wait(seconds)
        for task in list(self._channels.tasks.values()):
            task.cancel()
        await self.wait(1.0)


def _wanted(plan: Plan, names: set[str] | None, now: datetime) -> bool:
    if plan.stopped:
        return False
    return pace.is_due(plan.next_at, plan.tried_at, now) if names is None else plan.name in names
