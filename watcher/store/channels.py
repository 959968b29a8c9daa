"""What the store remembers of channels: how each is, how much waits for it, and when its last digest went out."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from watcher.decide.health import Health
from watcher.store.codec import from_ms, to_ms
from watcher.store.database import Database
from watcher.store.sources import health_of

OPEN = "('pending', 'sending', 'retry', 'uncertain')"  # the fates of what is not settled
CHANNEL = "(SELECT id FROM channel WHERE name = ? AND active)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """A channel's memory. asked, newest: how many of those that wait were asked for by their owner, and the last one's row."""

    name: str
    health: Health
    paused_until: datetime | None
    waiting: int
    asked: int = 0
    newest: int = 0
    digested_at: datetime | None = None


class Channels:
    """The channel table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[str, ChannelState]:
        """Give how each channel in the config is, by name."""
        rows = self._db.rows(
            "SELECT c.*, count(d.id) AS waiting, total(d.asked) AS asked, coalesce(max(d.id), 0) AS newest"
            f" FROM channel c LEFT JOIN delivery d ON d.channel = c.id AND d.fate IN {OPEN}"
            " WHERE c.active GROUP BY c.id ORDER BY c.name"
        )
        return {r["name"]: _state(r) for r in rows}

    def stranded(self) -> dict[str, int]:
        """Count what waits for channels that are no longer in the config, by name."""
        rows = self._db.rows(
            f"SELECT c.name, count(*) AS n FROM delivery d JOIN channel c ON c.id = d.channel WHERE NOT c.active AND d.fate IN {OPEN}"
            " GROUP BY c.name"
        )
        return {r["name"]: r["n"] for r in rows}

    def settle(self, name: str, health: Health, paused_until: datetime | None) -> None:
        """Remember how a channel is, and when it may be used again."""
        self._db.write(
            "UPDATE channel SET condition = ?, reason = ?, failures = ?, since = ?, told = ?, paused_until = ? WHERE name = ? AND active",
            health.condition, health.reason, health.failures, to_ms(health.since), int(health.told), to_ms(paused_until), name,
        )  # fmt: skip

    def resume(self, name: str) -> bool:
        """Let a stopped or pausing channel try again at once; that it was told as broken stays, so that its recovery is told."""
        found = self._db.write(
            "UPDATE channel SET condition = CASE WHEN condition = 'stopped' THEN 'failing' ELSE condition END, paused_until = NULL"
            " WHERE name = ? AND active RETURNING name",
            name,
        )
        return bool(found)

    def digested(self, name: str, now: datetime, told: int) -> None:
        """Remember that a digest went out whole. told: the report up to which it listed what folded."""
        self._db.write(
            "UPDATE channel SET digested_at = ?, digested_to = ? WHERE name = ? AND active",
            to_ms(now), told, name,
        )  # fmt: skip


def _state(row: Row) -> ChannelState:
    return ChannelState(
        name=row["name"],
        health=health_of(row),
        paused_until=from_ms(row["paused_until"]),
        waiting=row["waiting"],
        asked=int(row["asked"]),
        newest=row["newest"],
        digested_at=from_ms(row["digested_at"]),
    )
