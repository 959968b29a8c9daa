"""Builds the parts from the config. The only file that knows them all, and the only one that reads the clock."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from watcher import channels, parse
from watcher.config import Loaded, load, state_dir
from watcher.decide import routing
from watcher.decide.reading import Reader
from watcher.deliver import Told
from watcher.desk import Desk
from watcher.errors import ConfigError, Problem, StoreError
from watcher.fetch import Client
from watcher.model import Channel, Letter
from watcher.poll import Polled
from watcher.rounds import Rounds
from watcher.store import FILE, Store
from watcher.store.lock import Lock
from watcher.welcome import bring_forward, introduce

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
OpenChannel = Callable[[Channel], channels.Carrier]
DISTRIBUTION = "release-watcher"


def system_clock() -> datetime:
    """Give the time."""
    return datetime.now(UTC)  # noqa: TID251  the one place


def our_version() -> str:
    """Give our version, as installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"


def check(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Read a config and everything in it that can be judged without the network. Raises ConfigError with every problem."""
    loaded = load(path, environ)
    watchlist = loaded.watchlist
    found = [
        *((f"channels.{c.name}", channels.problem(c)) for c in watchlist.channels),
        *(
            (f"sources.{s.name}.select", parse.selector_problem(s.select))
            for s in watchlist.sources
            if s.select
        ),
    ]
    if wrong := tuple(loaded.problem(place, words) for place, words in found if words is not None):
        raise ConfigError(path, wrong)
    return loaded


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
    ) -> None:
        self.config = config
        self.clock = clock
        self._environ = environ
        self._open_channel = open_channel or channels.open_channel
        self.loaded = check(config, environ)
        directory = prepared_state_dir(environ)
        self._lock = Lock(directory)
        try:
            self.store = Store(directory / FILE)
        except StoreError:
            self._lock.release()
            raise
        self._retired: list[Callable[[], Awaitable[None]]] = []
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
            log.warning(
                "%d messages may have arrived before we stopped; they are sent again, marked as repeats", left
            )
        client = await self._open_client(self.loaded)
        carriers = {channel.name: self._open_channel(channel) for channel in self.loaded.watchlist.channels}
        self._rounds = Rounds(self._desk(self.loaded, client), carriers, self.clock)
        return self._take_up(self.loaded)

    async def reload(self) -> News:
        """Read the config anew. Raises ConfigError and changes nothing when it is wrong. What did not change is kept open."""
        loaded = check(self.config, self._environ)
        old, before = self.loaded.watchlist, self.rounds.carriers
        client = self.rounds.desk.client
        if loaded.watchlist.allow_private != old.allow_private:
            self._retired.append(client.close)
            client = await self._open_client(loaded)
        kept = {
            channel.name: before[channel.name]
            for channel in old.channels
            if channel in loaded.watchlist.channels
        }
        self._retired.extend(carrier.close for name, carrier in before.items() if name not in kept)
        self.rounds.carriers = {
            c.name: kept.get(c.name) or self._open_channel(c) for c in loaded.watchlist.channels
        }
        self.rounds.desk, self.loaded = self._desk(loaded, client), loaded
        return self._take_up(loaded)

    async def _open_client(self, loaded: Loaded) -> Client:
        client = Client(loaded.watchlist.allow_private, our_version(), now=self.clock)
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

    def _take_up(self, loaded: Loaded) -> News:
        registered = self.store.register(loaded.watchlist, self.clock())
        introduce(self.rounds.desk, registered.watches, self.clock())
        bring_forward(self.rounds.desk)
        exposed = (loaded.exposed,) if loaded.exposed else ()
        return News(
            warnings=(*loaded.warnings, *exposed),
            new_watches=registered.watches,
            new_sources=registered.sources,
        )

    async def once(self, *, force: bool, seconds: float) -> Round:
        """Poll what is due (force: every source), then deliver, within that time; what pacing leaves stays due."""
        done = Round()
        rounds, timer = self.rounds, asyncio.get_running_loop().time
        rounds.on_polled, rounds.on_told = done.polled.append, done.told.append
        end = timer() + seconds * 0.7
        wanted = {s.name for s in rounds.desk.watchlist.sources} if force else set(rounds.due())
        while (left := wanted - {p.source for p in done.polled}) and timer() < end:
            rounds.start_polls(left)
            if not rounds.polling and self._all_paused(left):
                break
            await rounds.rest(0.2)
        await rounds.drop_polls()
        rounds.start_deliveries(hurry=True)
        await rounds.wait(seconds * 0.3)
        done.left.extend(sorted(wanted - {p.source for p in done.polled}))
        return done

    def _all_paused(self, names: set[str]) -> bool:
        paused = self.store.sources.pauses(self.clock())
        return all(state.host in paused for state in self.store.sources.all() if state.name in names)

    async def say_aloud(self, sentence: str) -> bool:
        """Tell something without the store, for when the store is what is broken. Returns whether it arrived."""
        mail = self.rounds.desk.mail
        for channel in sorted(self.loaded.watchlist.channels, key=lambda c: c.name not in mail):
            alert = routing.notice(routing.alert_id(0), sentence, (channel.name,), self.clock())
            letter = Letter(alerts=(alert,), at=self.clock(), timezone=self.loaded.watchlist.timezone)
            if isinstance(await self.rounds.carriers[channel.name].send(letter), channels.Sent):
                return True
        return False

    async def close(self, seconds: float = 5.0) -> None:
        """Stop what is under way and close everything."""
        if self._rounds is not None:
            await self.rounds.stop(seconds)
            self._retired.extend(
                [self.rounds.desk.client.close, *(carrier.close for carrier in self.rounds.carriers.values())]
            )
        for shut in self._retired:
            await shut()
        self.store.close()
        self._lock.release()


def prepared_state_dir(environ: Mapping[str, str]) -> Path:
    """Make the state directory, for its owner only."""
    directory = state_dir(environ)
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(str(directory), error.strerror or str(error)) from error
    return directory
