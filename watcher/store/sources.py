"""What the store remembers of sources: validators, due times, health. Verbs in domain words; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from watcher.decide.health import Health
from watcher.decide.pace import LONGEST_PAUSE, Due
from watcher.model import Condition, Source, Validators
from watcher.store.codec import from_ms, to_ms
from watcher.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source's memory."""

    id: int
    name: str
    host: str
    added_at: datetime
    kind: str | None
    validators: Validators
    body: bytes | None  # digest of the last good body
    baseline_at: datetime | None  # None: no good answer yet
    tried_at: datetime | None
    good_at: datetime | None
    next_at: datetime | None  # None: at once
    next_why: str
    wish: timedelta | None
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a good poll leaves behind. `read`: its body was a new document (not a 304, not the same bytes)."""

    read: bool
    kind: str | None
    validators: Validators
    body: bytes | None
    wish: timedelta | None


class Sources:
    """The source and host tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[SourceState]:
        """Give every source that is in the config."""
        return [_state(row) for row in self._db.rows("SELECT * FROM source WHERE active ORDER BY id")]

    def state(self, source: Source) -> SourceState:
        """Give one source's memory. Raises KeyError when it is not registered, or no longer."""
        row = self._db.row("SELECT * FROM source WHERE name = ? AND active", source.name)
        if row is None:
            raise KeyError(source.name)
        return _state(row)

    def settle_good(
        self, state: SourceState, answer: Answer, health: Health, due: Due, now: datetime
    ) -> None:
        """Remember a good poll. The first one is the baseline."""
        with self._db.turn():
            self._db.write(
                "UPDATE source SET kind = ?, etag = ?, last_modified = ?, body = ?, wish = ?, polls = polls + ?,"
                " baseline_at = coalesce(baseline_at, ?), good_at = ? WHERE id = ?",
                answer.kind, answer.validators.etag, answer.validators.last_modified, answer.body,
                int(answer.wish.total_seconds()) if answer.wish else None, int(answer.read), to_ms(now), to_ms(now), state.id,
            )  # fmt: skip
            self._settle(state, health, due, now)

    def settle_failed(self, state: SourceState, health: Health, due: Due, now: datetime) -> None:
        """Remember a failed poll: validators stay, so that the next answer hides nothing."""
        self._settle(state, health, due, now)

    def _settle(self, state: SourceState, health: Health, due: Due, now: datetime) -> None:
        self._db.write(
            "UPDATE source SET tried_at = ?, next_at = ?, next_why = ?, condition = ?, reason = ?, failures = ?, since = ?, told = ?"
            " WHERE id = ?",
            to_ms(now), to_ms(due.at), due.why, health.condition, health.reason, health.failures, to_ms(health.since), int(health.told),
            state.id,
        )  # fmt: skip

    def bring_forward(self, state: SourceState, at: datetime) -> None:
        """Poll no later than then: the config asks for a shorter interval than before."""
        self._db.write("UPDATE source SET next_at = min(next_at, ?) WHERE id = ?", to_ms(at), state.id)

    def pause_host(self, host: str, until: datetime, now: datetime) -> None:
        """Leave a whole host alone until then; a longer pause stands."""
        self._db.write(
            "INSERT INTO host VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET paused_until ="
            " CASE WHEN paused_until <= ?3 THEN max(paused_until, ?2) ELSE ?2 END",
            host, to_ms(until), to_ms(now + LONGEST_PAUSE),
        )  # fmt: skip

    def pauses(self, now: datetime) -> dict[str, datetime]:
        """Give the hosts that asked to be left alone, and until when. What no server can ask for was noted by a wrong clock."""
        rows = self._db.rows(
            "SELECT * FROM host WHERE paused_until > ? AND paused_until <= ?",
            to_ms(now),
            to_ms(now + LONGEST_PAUSE),
        )
        return {r["name"]: from_ms(r["paused_until"]) for r in rows}

    def counts(self, states: Sequence[SourceState], since: datetime) -> dict[int, int]:
        """Count the items that each source brought since then, its baseline aside."""
        rows = self._db.rows(
            "SELECT i.source, count(*) AS n FROM item i JOIN source s ON s.id = i.source"
            " WHERE i.found_at >= ? AND i.found_at > coalesce(s.baseline_at, 0) GROUP BY i.source",
            to_ms(since),
        )
        found = {r["source"]: r["n"] for r in rows}
        return {state.id: found.get(state.id, 0) for state in states}


def _state(row: Row) -> SourceState:
    return SourceState(
        id=row["id"],
        name=row["name"],
        host=row["host"],
        added_at=from_ms(row["added_at"]),
        kind=row["kind"],
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
        body=row["body"],
        baseline_at=from_ms(row["baseline_at"]),
        tried_at=from_ms(row["tried_at"]),
        good_at=from_ms(row["good_at"]),
        next_at=from_ms(row["next_at"]),
        next_why=row["next_why"],
        wish=timedelta(seconds=row["wish"]) if row["wish"] is not None else None,
        health=health_of(row),
    )


def health_of(row: Row) -> Health:
    """Read the health columns that sources and channels share."""
    return Health(
        condition=Condition(row["condition"]),
        reason=row["reason"],
        failures=row["failures"],
        since=from_ms(row["since"]),
        told=bool(row["told"]),
    )
