"""A world whose sources are abroad: public names, as the program meets them in the open internet, behind a resolver of ours.

What is at home is treated otherwise (no gap between requests, no daily limit): politeness shows abroad only. All names lead
to one address on loopback; the gap between two requests to a host is kept by the clock that stands still.
"""

import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from watcher.app import App, Clock, OpenChannel, our_version
from watcher.config import Loaded
from watcher.fetch import Client
from watcher.fetch.guard import Resolver
from watcher.fetch.trouble import Trouble
from watcher.model import Alert, Reason
from watcher.poll import Polled
from watcher.store import SourceState

from fakes.world import World

TLS = Path(__file__).parent.parent / "data" / "tls"
TICK = timedelta(seconds=1)


def abroad(
    sources: Mapping[str, str],
    *,
    channels: str = "discord = '{hook}'",
    watches: str = "higehiro = ['Higehiro', 'Hige wo Soru']",
    defaults: str = "",
) -> str:
    """Write a config. sources: the rest of an address ("ann.test/feed"), with more keys of its table behind a comma, if any."""
    lines = []
    for name, said in sources.items():
        where, comma, more = said.partition(",")
        host, slash, path = where.partition("/")
        lines.append(f"{name} = {{{{ url = 'http://{host}:{{port}}{slash}{path}'{comma}{more} }}}}")
    parts = ["[network]", "allow_private = ['127.0.0.0/8']", "[channels]", channels, "[sources]", *lines]
    return "\n".join([*parts, "[watch]", watches, "[defaults]", defaults, ""])


class Abroad(World):
    """A world with a resolver. `{port}` in the config is the site's: "http://ann.test:{port}/feed"."""

    def __init__(self, folder: Path, config: str, open_channel: OpenChannel | None = None) -> None:
        super().__init__(folder, config, open_channel)
        self.online = True  # False: this machine has no network
        self.unknown: set[str] = set()  # names that nobody has
        self.polled: list[tuple[datetime, Polled]] = []
        self.alerts: list[Alert] = []  # decided in `live` so far, oldest first

    def made(self) -> App:
        """Make a watcher that asks our resolver."""
        return _Traveller(self.file, self.environ, self.clock, self._open_channel, self.resolve)

    async def start(self) -> None:
        """Start a watcher whose polls are noted."""
        await super().start()
        self.app.rounds.on_polled = lambda polled: self.polled.append((self.clock(), polled))

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Find a name, unless there is no network."""
        if not self.online:
            raise Trouble(f"the name {host} can't be looked up: is the network up?", offline=True)
        return [] if host in self.unknown else [self.site.host]

    @property
    def states(self) -> Mapping[str, SourceState]:
        """The memory of each source, by name."""
        return {state.name: state for state in self.app.store.sources.all()}

    @property
    def notices(self) -> list[str]:
        """What was told about ourselves so far."""
        return [alert.headline for alert in self.alerts if alert.reason is Reason.HEALTH]

    async def live(self, span: timedelta) -> list[Alert]:
        """Let time pass, from one due poll to the next, delivering meanwhile. Returns the alerts decided, oldest first."""
        until, before = self.clock() + span, len(self.alerts)
        while (due := self.next_due()) is not None and due <= until:
            await self.turn(due)
        self.clock.advance(until - self.clock())
        return self.alerts[before:]

    async def polls(self, count: int, source: str = "ann") -> list[Alert]:
        """Let time pass until a source was polled so often."""
        before, goal = len(self.alerts), len(self.of(source)) + count
        while len(self.of(source)) < goal:
            due = self.next_due()
            assert due is not None, "nothing is asked any more"
            await self.turn(due)
        return self.alerts[before:]

    async def turn(self, due: datetime) -> None:
        """Move the clock there, or on by a moment where a host is not free yet; poll what is due, and deliver what waits."""
        self.clock.advance(max(due - self.clock(), timedelta()))
        before, rounds = self.app.store.outbox.next_number(), self.app.rounds
        rounds.start_polls()
        if not rounds.polling:
            self.clock.advance(TICK)
        await rounds.wait()
        if more := self.app.store.outbox.next_number() - before:
            self.alerts += reversed([alert for alert, _ in self.app.store.outbox.alerts()[:more]])
            rounds.start_deliveries(hurry=True)
            await rounds.wait()

    def of(self, source: str) -> list[Polled]:
        """Give the polls of one source so far."""
        return [polled for _, polled in self.polled if polled.source == source]

    def next_due(self) -> datetime | None:
        """Say when the next poll may begin; None where nothing is asked any more."""
        now = self.clock()
        pauses = self.app.store.sources.pauses(now)
        return min(
            (
                max(plan.next_at or now, pauses.get(plan.host, now))
                for plan in self.app.store.sources.plans()
                if not plan.stopped
            ),
            default=None,
        )


class _Traveller(App):
    """The program, with our resolver in place of the machine's, and trust in the tests' own authority."""

    def __init__(
        self, config: Path, environ: Mapping[str, str], clock: Clock, open_channel: OpenChannel | None, resolve: Resolver
    ) -> None:  # fmt: skip
        super().__init__(config, environ, clock, open_channel)
        self._resolve = resolve

    async def _open_client(self, loaded: Loaded) -> Client:
        trust = ssl.create_default_context(cafile=str(TLS / "authority.pem"))
        client = Client(
            loaded.watchlist.allow_private, our_version(), self._patience, now=self.clock, resolve=self._resolve, tls=trust,
            gap=timedelta(),
        )  # fmt: skip
        return await client.__aenter__()
