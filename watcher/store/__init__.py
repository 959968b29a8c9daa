"""The memory: one SQLite file, few verbs in domain words. SQL stands nowhere else, so that another engine can stand behind the same verbs.

`recall` gives a poll what `decide` needs; `commit` stores what it decided, all in one transaction. The caller wraps both in one `turn()`.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from watcher.decide.ledger import Decision, Memory
from watcher.model import Item, Watch, Watchlist
from watcher.store import registry
from watcher.store.amendments import Amendments
from watcher.store.channels import Channels
from watcher.store.database import BUSY_SECONDS, Database, check
from watcher.store.facts import Facts
from watcher.store.forum import Forum
from watcher.store.items import Items
from watcher.store.opening import Use
from watcher.store.outbox import Outbox
from watcher.store.registry import Registered
from watcher.store.robots import Robots
from watcher.store.sources import Sources, SourceState
from watcher.store.stories import Stories

FILE = "watcher.db"

__all__ = ["FILE", "Registered", "SourceState", "Store", "Use", "check"]


class Store:
    """Everything that is remembered. Its parts are its nouns."""

    def __init__(self, path: Path, use: Use = Use.OWN, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._db = Database(path, use, busy_seconds=busy_seconds)
        self.path = path
        self.is_new = self._db.is_new
        self.sources = Sources(self._db)
        self.items = Items(self._db)
        self.stories = Stories(self._db)
        self.outbox = Outbox(self._db)
        self.facts = Facts(self._db)
        self.channels = Channels(self._db)
        self.amendments = Amendments(self._db)
        self.forum = Forum(self._db)
        self.robots = Robots(self._db)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def turn(self) -> AbstractContextManager[None]:
        """Make all that happens inside one transaction; no other turn runs meanwhile."""
        return self._db.turn()

    def register(self, watchlist: Watchlist, now: datetime) -> Registered:
        """Bring names in line with the config."""
        return registry.register(self._db, watchlist, now)

    def strangers(self, watchlist: Watchlist) -> tuple[Watch, ...]:
        """Give the watches that `register` would take for new ones."""
        return registry.strangers(self._db, watchlist.watches)

    def recall(self, state: SourceState, items: Sequence[Item], now: datetime) -> Memory:
        """Recall all that deciding on these items of one source needs."""
        known = self.items.known(state.id, items)
        texts = self.items.texts_before(items, known)
        return Memory(
            known=known,
            texts=texts,
            filed=self.stories.filed(texts),
            rang=self.stories.rang(texts),
            stories=self.stories.all(),
            baseline=state.baseline_at is None,
            newest=self.items.newest(state.id, now),
            titles=frozenset() if known else self.items.titles(state.id),
            next_alert=self.outbox.next_number(),
        )

    def recall_stories(self) -> Memory:
        """Recall where the stories stand, without anything seen: to judge items apart from what is known of them."""
        return Memory(stories=self.stories.all(), next_alert=self.outbox.next_number())

    def commit(self, state: SourceState, decision: Decision, now: datetime) -> None:
        """Store items, stories, reports, alerts and deliveries of one decision."""
        with self.turn():
            rows = self.items.remember(state.id, decision.entries, now)
            self.stories.save(decision.stories)
            self.stories.file_reports(decision.reports, rows, now)
            self.amendments.mark(decision.reports, now)
            restored = self.outbox.restored_at()
            dubious = restored is not None and (state.good_at is None or state.good_at < restored)
            self.outbox.post(decision.alerts, self.stories.muted(now), now, repeat=dubious)

    def housekeep(self, now: datetime, keep: timedelta) -> int:
        """Forget what has been gone long enough, texts after `keep`. Returns how many texts were dropped."""
        with self.turn():
            return self.items.prune(now, keep)

    def backup(self, target: Path) -> None:
        """Copy the whole memory while it is in use."""
        self._db.backup(target)
