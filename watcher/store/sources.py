"""What the store remembers of sources: validators, due times, health. Verbs in domain words; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row
from urllib.parse import urlsplit

from watcher.decide.health import Health
from watcher.decide.moving import Moved
from watcher.decide.pace import LONGEST_PAUSE, Due
from watcher.decide.rhythm import Pulse
from watcher.model import Condition, Rests, Source, Validators
from watcher.store.codec import (
    from_ms,
    moved_from,
    moved_json,
    pulse_from,
    pulse_json,
    rests_from,
    rests_json,
    to_ms,
)
from watcher.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source's memory."""

    id: int
    name: str
    host: str
    added_at: datetime
    kind: str | None
    found: str | None  # the selector that a page's list was found with by looking
    validators: Validators
    body: bytes | None  # digest of the last good body
    baseline_at: datetime | None  # None: no good answer yet
    tried_at: datetime | None
    good_at: datetime | None
    next_at: datetime | None  # None: at once
    next_why: str
    wish: timedelta | None
    rests: Rests
    moved: Moved
    pulse: Pulse
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a source is asked next: the part of its memory that is looked at every second."""

    name: str
    host: str
    tried_at: datetime | None
    next_at: datetime | None  # None: at once
    stopped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a source goes on after a poll: its condition, what was learned of it, and when it is asked again."""

    health: Health
    due: Due
    pulse: Pulse = Pulse()
    moved: Moved = Moved()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a good poll leaves behind. `read`: its body was a new document (not a 304, not the same bytes)."""

    read: bool
    kind: str | None
    validators: Validators
    body: bytes | None
    found: str | None = None
    wish: timedelta | None = None
    rests: Rests = Rests()


class Sources:
    """The source and host tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> list[SourceState]:
        """Give every source that is in the config."""
        return [_state(row) for row in self._db.rows("SELECT * FROM source WHERE active ORDER BY id")]

    def plans(self) -> list[Plan]:
        """Give the plan of every source that is in the config."""
        return [
            Plan(
                name=row["name"], host=row["host"], tried_at=from_ms(row["tried_at"]), next_at=from_ms(row["next_at"]),
                stopped=row["condition"] == Condition.STOPPED,
            )
            for row in self._db.rows("SELECT name, host, tried_at, next_at, condition FROM source WHERE active ORDER BY id")
        ]  # fmt: skip

    def state(self, source: Source) -> SourceState:
        """Give one source's memory. Raises KeyError when it is not registered, or no longer."""
        row = self._db.row("SELECT * FROM source WHERE name = ? AND active", source.name)
        if row is None:
            raise KeyError(source.name)
        return _state(row)

    def note_kind(self, state: SourceState, kind: str) -> None:
        """Remember what a source is, though its answer may not be used."""
        self._db.write("UPDATE source SET kind = ? WHERE id = ?", kind, state.id)

    def settle_good(self, state: SourceState, answer: Answer, course: Course, now: datetime) -> None:
        """Remember a good poll. The first one is the baseline."""
        with self._db.turn():
            self._db.write(
                "UPDATE source SET kind = ?, list = ?, etag = ?, last_modified = ?, body = ?, wish = ?, rests = ?, polls = polls + ?,"
                " baseline_at = coalesce(baseline_at, ?), good_at = ? WHERE id = ?",
                answer.kind, answer.found, answer.validators.etag, answer.validators.last_modified, answer.body,
                int(answer.wish.total_seconds()) if answer.wish else None, rests_json(answer.rests), int(answer.read),
                to_ms(now), to_ms(now), state.id,
            )  # fmt: skip
            self._settle(state, course, now)

    def settle_failed(self, state: SourceState, course: Course, now: datetime) -> None:
        """Remember a failed poll: validators stay, so that the next answer hides nothing."""
        with self._db.turn():
            self._settle(state, course, now)

    def _settle(self, state: SourceState, course: Course, now: datetime) -> None:
        health, due = course.health, course.due
        self._db.write(
            "UPDATE source SET tried_at = ?, next_at = ?, next_why = ?, condition = ?, reason = ?, failures = ?, since = ?, told = ?,"
            " pulse = ?, moved = ? WHERE id = ?",
            to_ms(now), to_ms(due.at), due.why, health.condition, health.reason, health.failures, to_ms(health.since), int(health.told),
            pulse_json(course.pulse), moved_json(course.moved), state.id,
        )  # fmt: skip
        if course.moved.learned and course.moved.learned != state.moved.learned:
            host = urlsplit(course.moved.learned).hostname or state.host
            self._db.write("UPDATE source SET host = ? WHERE id = ?", host, state.id)

    def resume(self, name: str, health: Health, pulse: Pulse) -> None:
        """Ask a source that was stopped again, at once."""
        self._db.write(
            "UPDATE source SET next_at = NULL, next_why = '', condition = ?, reason = ?, failures = ?, since = NULL, told = 0,"
            " pulse = ?, moved = '' WHERE name = ? AND active",
            health.condition, health.reason, health.failures, pulse_json(pulse), name,
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
        found=row["list"],
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
        body=row["body"],
        baseline_at=from_ms(row["baseline_at"]),
        tried_at=from_ms(row["tried_at"]),
        good_at=from_ms(row["good_at"]),
        next_at=from_ms(row["next_at"]),
        next_why=row["next_why"],
        wish=timedelta(seconds=row["wish"]) if row["wish"] is not None else None,
        rests=rests_from(row["rests"]),
        moved=moved_from(row["moved"]),
        pulse=pulse_from(row["pulse"]),
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
