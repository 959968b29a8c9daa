"""What the two turns work with: one config's worth of parts, and the notice that somebody must read. Decides and does nothing itself.

A turn asks for the desk in force when it begins, and again before it records: the config may be read anew in between.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from watcher.decide import routing
from watcher.decide.reading import Reader
from watcher.fetch import Client
from watcher.model import Condition, Watch, Watchlist
from watcher.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The parts, built by app for one reading of the config."""

    client: Client
    store: Store
    watchlist: Watchlist
    reader: Reader
    watches: Mapping[str, Watch]
    mail: frozenset[str]  # names of the mail channels: notices prefer them

    def tell(self, sentence: str | None, now: datetime, *, about: str | None = None) -> None:
        """Put a notice about ourselves into the outbox. Runs inside the caller's turn. about: the channel that it is about."""
        if sentence is None:
            return
        outbox, channels = self.store.outbox, self.notice_channels(about)
        outbox.post(
            [routing.notice(routing.alert_id(outbox.next_number()), sentence, channels, now)], (), now
        )
        log.warning("%s", sentence)

    def notice_channels(self, about: str | None = None) -> tuple[str, ...]:
        """Choose where what we say of ourselves goes. about: the channel that it is about."""
        states = self.store.channels.all()
        conditions = {
            c.name: states[c.name].health.condition if c.name in states else Condition.OK
            for c in self.watchlist.channels
        }
        return routing.notice_channel(conditions, self.mail, about, self.watchlist.health)


AtDesk = Callable[[], Desk]  # gives the desk in force
