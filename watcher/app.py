"""Builds the parts from the config. The only file that knows them all, and the only one that reads the clock."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from watcher import channels
from watcher.check import check
from watcher.config import Loaded, state_dir
from watcher.decide import routing
from watcher.decide.reading import Reader
from watcher.deliver import Told
from watcher.desk import Desk
from watcher.errors import Problem, StoreError
from watcher.fetch import Client
from watcher.model import Channel, Letter
from watcher.notes import expect
from watcher.poll import Polled
from watcher.rounds import Rounds
from watcher.store import FILE, Store
from watcher.store.lock import Lock
from watcher.welcome import bring_forward, introduce, meet

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
OpenChannel = Callable[[Channel], channels.Carrier]
_Close = Callable[[], Awaitable[None]]
DISTRIBUTION = "release-watcher"
PATIENCE = timedelta(seconds=30)  # for one source's answer
_DELIVERY_TURNS = 3
_MEMORY_GONE = """watcher ran here before, but its memory is gone: what its sources show now counts as known. \
If you have a backup, stop it, and: watcher restore FILE"""


def system_clock() -> datetime:
    """Give the time."""
    return datetime.now(UTC)  # noqa: TID251  the one place


def our_version() -> str:
    """Give our version, as installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What opening or reloading found to say."""

    warnings: tuple[Problem, ...]
    new_watches: tuple[str, ...]
    new_sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round came to. left: sources that are still due."""

    polled: list[Polled] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


class App:
    """A running watcher: the store, the parts of the current config, and the rounds that use them."""

    def __init__(
        self,
        config: Path,
        environ: Mapping[str, str],
        clock: Clock = system_clock,
        open_channel: OpenChannel | None = None,
        patience: timedelta = PATIENCE,
    ) -> None:
        self.config = config
        self.clock = clock
        self._environ = environ
        self._patience = patience
        self._open_channel = open_channel or channels.open_channel
        self.loaded = check(config, environ)
        directory = prepared_state_dir(environ)
        self._lock = Lock(directory)
        try:
            self.store = Store(directory / FILE)
        except BaseException:
            self._lock.release()
            raise
        self._retiring: set[asyncio.Task[None]] = set()
        self._rounds: Rounds | None = None

    @property
    def rounds(self) -> Rounds:
        """The rounds; there are none before `start`."""
        if self._rounds is None:
            raise RuntimeError("not started")
        return self._rounds

    async def start(self) -> News:
        """Open the parts and take up where the last process left off."""
        left = self.store.outbox.recover(self.clock())
        if left:
            log.warning("what may have arrived before we stopped is sent again, marked as a repeat: %d", left)
        desk = self._desk(self.loaded, await self._open_client(self.loaded))
        carriers = {channel.name: self._open_channel(channel) for channel in self.loaded.watchlist.channels}
        self._rounds = Rounds(desk, carriers, self.clock)
        news = await self._take_up(self.loaded, desk, carriers)
        if self.store.is_new:
            log.info(
                "%s is new: what the sources show at first counts as known, nothing rings", self.store.path
            )
            desk.tell(_MEMORY_GONE if self._lock.used_before else None, self.clock())
        return news

    async def reload(self) -> News:
        """Read the config anew. Raises ConfigError or StoreError, and then changes nothing. What did not change is kept open."""
        loaded = check(self.config, self._environ)
        old, desk, before = self.loaded.watchlist, self.rounds.desk, self.rounds.carriers
        kept = {c.name: before[c.name] for c in old.channels if c in loaded.watchlist.channels}
        carriers = {c.name: kept.get(c.name) or self._open_channel(c) for c in loaded.watchlist.channels}
        fresh: list[_Close] = [c.close for name, c in carriers.items() if name not in kept]
        stale: list[_Close] = [c.close for name, c in before.items() if name not in kept]
        client = desk.client
        if loaded.watchlist.allow_private != old.allow_private:
            client = await self._open_client(loaded)
            fresh.append(client.close)
            stale.append(desk.client.close)
        try:
            news = await self._take_up(loaded, self._desk(loaded, client), carriers)
        except BaseException:
            self.rounds.desk, self.rounds.carriers = desk, before
            self._retire(fresh)
            raise
        self._retire(stale)
        return news

    def _retire(self, closes: Sequence[_Close]) -> None:
        """Close what is no longer used, once what is under way with it has ended."""
        if closes:
            task = asyncio.create_task(_close_after(self.rounds.under_way(), closes))
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)

    async def _open_client(self, loaded: Loaded) -> Client:
        client = Client(loaded.watchlist.allow_private, our_version(), self._patience, now=self.clock)
        return await client.__aenter__()

    def _desk(self, loaded: Loaded, client: Client) -> Desk:
        watchlist = loaded.watchlist
        return Desk(
            client=client,
            store=self.store,
            watchlist=watchlist,
            reader=Reader(watchlist.watches),
            watches={watch.name: watch for watch in watchlist.watches},
            mail=frozenset(c.name for c in watchlist.channels if channels.is_mail(c)),
        )

    async def _take_up(self, loaded: Loaded, desk: Desk, carriers: Mapping[str, channels.Carrier]) -> News:
        met = await asyncio.to_thread(meet, self.store, self.store.strangers(loaded.watchlist))
        now = self.clock()
        with self.store.turn():
            registered = self.store.register(loaded.watchlist, now)
            introduce(desk, met, now)
            expect(desk, registered.sources, registered.watches, now)
            bring_forward(desk)
            # Inside the turn: a poll that ends meanwhile must find the desk that knows the new names.
            self.rounds.desk, self.rounds.carriers = desk, carriers
        self.loaded = loaded
        for name, count in registered.stranded:
            log.warning(
                "%s is no longer in the configuration; still waiting for it: %d (see watcher status)",
                name,
                count,
            )
        exposed = (loaded.exposed,) if loaded.exposed else ()
        return News(
            warnings=(*loaded.warnings, *exposed),
            new_watches=registered.watches,
            new_sources=registered.sources,
        )

    async def once(self, *, force: bool, seconds: float) -> Round:
        """Poll what is due (force: every source), then deliver, within that time; what pacing leaves stays due.

        Raises StoreError when something could not be recorded: it stays due, too.
        """
        done = Round()
        rounds, timer = self.rounds, asyncio.get_running_loop().time
        rounds.on_polled, rounds.on_told = done.polled.append, done.told.append
        begun = timer()
        wanted = rounds.open_sources() if force else set(rounds.due())
        while (left := wanted - {p.source for p in done.polled}) and timer() < begun + seconds * 0.7:
            rounds.start_polls(left)
            if rounds.held(left):
                break
            await rounds.rest(0.2)
        await rounds.drop_polls()
        for _ in range(_DELIVERY_TURNS):  # what one channel's fate makes us tell goes out by another
            if rounds.start_deliveries(hurry=True) and timer() < begun + seconds:
                await rounds.wait(begun + seconds - timer())
        if trouble := rounds.trouble:
            raise trouble
        done.left.extend(sorted(wanted - {p.source for p in done.polled}))
        return done

    async def say_aloud(self, sentence: str) -> bool:
        """Tell something without the store, for when the store is what is broken. Returns whether it arrived."""
        mail, health = self.rounds.desk.mail, self.loaded.watchlist.health
        for channel in sorted(
            self.loaded.watchlist.channels, key=lambda c: (c.name != health, c.name not in mail)
        ):
            alert = routing.notice(routing.alert_id(0), sentence, (channel.name,), self.clock())
            letter = Letter(alerts=(alert,), at=self.clock(), timezone=self.loaded.watchlist.timezone)
            if isinstance(await self.rounds.carriers[channel.name].send(letter), channels.Sent):
                return True
        return False

    async def close(self, seconds: float = 5.0) -> None:
        """Stop what is under way and close everything."""
        if self._rounds is not None:
            await self.rounds.stop(seconds)
            closes = [self.rounds.desk.client.close, *(c.close for c in self.rounds.carriers.values())]
            await asyncio.gather(*self._retiring, _close_after(set(), closes))
        self.store.close()
        self._lock.release()


async def _close_after(tasks: Collection[asyncio.Task[None]], closes: Sequence[_Close]) -> None:
    if tasks:
        await asyncio.wait(tasks)
    for close in closes:
        await close()


def prepared_state_dir(environ: Mapping[str, str]) -> Path:
    """Make the state directory, for its owner only."""
    directory = state_dir(environ)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(directory), error.strerror or str(error)) from error
    return directory
