"""A store and a watchlist, polled by hand: what the poll turn does with the store, without a network."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from watcher.decide.decision import decide
from watcher.decide.health import Health
from watcher.decide.ledger import Decision
from watcher.decide.pace import Due
from watcher.decide.reading import Reader
from watcher.model import Alert, Condition, Fate, Item, Source, Validators, Watchlist
from watcher.store import Registered, SourceState, Store
from watcher.store.sources import Answer, Course

from build import NOW, a_watchlist


class ByHand:
    """`now` stands still until it is moved."""

    def __init__(self, path: Path, watchlist: Watchlist | None = None) -> None:
        self.path = path
        self.now = NOW
        self.store = Store(path, busy_seconds=0.05)
        self.register(watchlist or a_watchlist())

    def register(self, watchlist: Watchlist | None = None, **changes: Any) -> Registered:
        """Read a config, or the last one with some fields replaced."""
        self.watchlist = watchlist or replace(self.watchlist, **changes)
        self.reader = Reader(self.watchlist.watches)
        return self.store.register(self.watchlist, self.now)

    def later(self, **span: float) -> datetime:
        """Move the clock."""
        self.now += timedelta(**span)
        return self.now

    def reopen(self) -> None:
        """Close the store, and open it again as the next process does."""
        self.store.close()
        self.store = Store(self.path, busy_seconds=0.05)

    def source(self, name: str = "ann") -> Source:
        """Give a source of the watchlist."""
        return next(source for source in self.watchlist.sources if source.name == name)

    def state(self, name: str = "ann") -> SourceState:
        """Give a source's memory."""
        return self.store.sources.state(self.source(name))

    def poll(self, *items: Item, source: str = "ann") -> list[Alert]:
        """Read a document with these items, oldest first; one minute passes. Returns what rang."""
        with self.polling(items, source) as decision:
            return list(decision.alerts)

    @contextmanager
    def polling(self, items: Sequence[Item], source: str = "ann") -> Iterator[Decision]:
        """Do the same, and do what the caller does inside the turn, before it commits."""
        self.later(minutes=1)
        state = self.state(source)
        watches = {watch.name: watch for watch in self.watchlist.watches}
        named = [replace(item, source=source) for item in items]
        with self.store.turn():
            memory = replace(self.store.recall(state, named, self.now), official=self.watchlist.official)
            decision = decide(named, memory, self.reader, watches, self.now)
            self.store.commit(state, decision, self.now)
            self._settle(state, read=True)
            yield decision

    def unchanged(self, source: str = "ann") -> None:
        """Note a 304."""
        self.later(minutes=1)
        self._settle(self.state(source), read=False)

    def _settle(self, state: SourceState, *, read: bool) -> None:
        self.store.sources.settle_good(
            state,
            Answer(read=read, kind="feed", validators=Validators(etag=b'"1"'), body=b"digest"),
            Course(
                health=Health(condition=Condition.OK),
                due=Due(at=self.now + timedelta(minutes=15), why="every"),
            ),
            self.now,
        )

    def fates(self) -> list[tuple[str, str, Fate]]:
        """Give the headline, channel and fate of every delivery, in the order they were decided."""
        return [
            (alert.headline, d.channel, d.fate)
            for alert, deliveries in reversed(self.store.outbox.alerts())
            for d in deliveries
        ]
