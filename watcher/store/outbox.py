"""What waits to be told, and what came of it: alerts and deliveries.

A delivery leaves the outbox only when it arrived, was refused for good, or its owner said so. `sending` is committed before the send:
whoever finds one after a crash knows that it may have arrived.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from watcher.model import Alert, Fate
from watcher.store.channels import CHANNEL, OPEN
from watcher.store.codec import alert_from, alert_json, from_ms, to_ms
from watcher.store.database import Database

LAST_NUMBER, RESTORED_AT = "last_number", "restored_at"  # facts in meta that a restore leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that is not settled."""

    id: int
    alert: Alert
    fate: Fate
    attempts: int
    repeat: bool
    asked: bool  # its owner asked for it: it is never held


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How one alert fared on one channel."""

    channel: str
    fate: Fate
    attempts: int
    receipt: str
    reason: str
    changed_at: datetime


class Outbox:
    """The alert and delivery tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def next_number(self) -> int:
        """Give the number of the next alert. A restored memory goes on past those that were given since its backup."""
        row = self._db.row(
            "SELECT max(coalesce((SELECT max(number) FROM alert), 0),"
            " coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = ?), 0)) + 1 AS n",
            LAST_NUMBER,
        )
        return row["n"] if row else 1

    def restored_at(self) -> datetime | None:
        """Give when this memory was last put back from a backup."""
        row = self._db.row("SELECT CAST(value AS INTEGER) AS at FROM meta WHERE key = ?", RESTORED_AT)
        return from_ms(row["at"]) if row else None

    def post(
        self, alerts: Iterable[Alert], muted: Iterable[str], now: datetime, *, repeat: bool = False
    ) -> None:
        """Put alerts into the outbox; those of a muted watch are kept but not sent. repeat: they may have gone out before."""
        silent = set(muted)
        with self._db.turn():
            for alert in alerts:
                number = self.next_number()
                self._db.insert(
                    "INSERT INTO alert (number, id, watch, at, body) VALUES"
                    " (?, ?, (SELECT id FROM watch WHERE name = ? AND active), ?, ?)",
                    number, alert.id, alert.watch, to_ms(alert.at), alert_json(alert),
                )  # fmt: skip
                fate = Fate.MUTED if alert.watch in silent else Fate.PENDING
                self._db.many(
                    f"INSERT INTO delivery (alert, channel, fate, repeat, changed_at) VALUES (?, {CHANNEL}, ?, ?, ?)",
                    [
                        (number, channel, fate, int(repeat), to_ms(now))
                        for channel in dict.fromkeys(alert.channels)
                    ],
                )

    def fates(self, alert: str) -> tuple[Delivered, ...]:
        """Give how an alert fared on each channel."""
        rows = self._db.rows(
            "SELECT d.*, c.name FROM delivery d JOIN alert a ON a.number = d.alert JOIN channel c ON c.id = d.channel"
            " WHERE a.id = ? ORDER BY d.id",
            alert,
        )
        return tuple(_delivered(row) for row in rows)

    def waiting(self, channel: str) -> list[Waiting]:
        """Give what waits for a channel, in the order it was decided."""
        rows = self._db.rows(
            "SELECT d.*, a.body FROM delivery d JOIN alert a ON a.number = d.alert"
            f" WHERE d.channel = {CHANNEL} AND d.fate IN {OPEN} ORDER BY d.alert",
            channel,
        )
        return [_waiting(row) for row in rows]

    def oldest(self, channel: str) -> datetime | None:
        """Give when the oldest alert that waits for a channel was decided."""
        row = self._db.row(
            "SELECT min(a.at) AS at FROM delivery d JOIN alert a ON a.number = d.alert"
            f" WHERE d.channel = {CHANNEL} AND d.fate IN {OPEN}",
            channel,
        )
        return from_ms(row["at"]) if row else None

    def start(self, ids: Sequence[int], now: datetime) -> None:
        """Commit that a send begins. What folds from here on is not in the message."""
        self._db.many(
            "UPDATE delivery SET fate = 'sending', changed_at = ?, reason = '', receipt = '', attempts = attempts + 1,"
            " stale = 0, amended_at = NULL, fixed = 0 WHERE id = ?",
            [(to_ms(now), row) for row in ids],
        )

    def settle(
        self, ids: Sequence[int], fate: Fate, now: datetime, *, receipt: str = "", reason: str = ""
    ) -> None:
        """Commit what came of a send. After an uncertain one, the next attempt is a repeat.

        One that its owner had queued anew meanwhile stays queued: they want to see it once more.
        """
        self._db.many(
            "UPDATE delivery SET fate = ?, changed_at = ?, receipt = ?, reason = ?, repeat = max(repeat, ?)"
            " WHERE id = ? AND fate = 'sending'",
            [(fate, to_ms(now), receipt, reason, int(fate is Fate.UNCERTAIN), row) for row in ids],
        )

    def recover(self, now: datetime) -> int:
        """At start: what was being sent when we died may have arrived. Returns how many."""
        found = self._db.write(
            "UPDATE delivery SET fate = 'uncertain', repeat = 1, changed_at = ?, reason = 'we stopped while it was being sent'"
            " WHERE fate = 'sending' RETURNING id",
            to_ms(now),
        )
        return len(found)

    def resend(self, alert: str, channels: Sequence[str], now: datetime) -> list[str]:
        """Queue an alert once more, marked as a repeat where it went out before.

        channels: () means those that it was for. Returns those that are in the config, for nothing else can send it.
        Raises KeyError when there is no such alert.
        """
        with self._db.turn():
            row = self._db.row("SELECT number FROM alert WHERE id = ?", alert)
            if row is None:
                raise KeyError(alert)
            found = self._db.rows(
                "SELECT c.name, c.id, d.alert IS NOT NULL AS had FROM channel c LEFT JOIN delivery d ON d.channel = c.id AND d.alert = ?"
                " WHERE c.active ORDER BY c.id",
                row["number"],
            )
            chosen = [r for r in found if (r["name"] in channels if channels else r["had"])]
            self._db.many(
                "INSERT INTO delivery (alert, channel, fate, asked, changed_at) VALUES (?, ?, 'pending', 1, ?)"
                " ON CONFLICT (alert, channel) DO UPDATE SET repeat = max(repeat, fate IN ('sent', 'uncertain', 'sending')),"
                " fate = 'pending', asked = 1, changed_at = excluded.changed_at",
                [(row["number"], r["id"], to_ms(now)) for r in chosen],
            )
            return [r["name"] for r in chosen]

    def alerts(
        self, *, watch: str | None = None, since: datetime | None = None, limit: int = 0
    ) -> list[tuple[Alert, tuple[Delivered, ...]]]:
        """Give alerts with their deliveries, newest first. limit 0: all."""
        rows = self._db.rows(
            "SELECT a.number, a.body FROM alert a LEFT JOIN watch w ON w.id = a.watch"
            " WHERE (?1 IS NULL OR w.name = ?1) AND (?2 IS NULL OR a.at >= ?2) ORDER BY a.number DESC LIMIT ?3",
            watch, to_ms(since), limit or -1,
        )  # fmt: skip
        fates: dict[int, list[Delivered]] = {}
        for r in self._db.rows(
            "SELECT d.*, c.name FROM delivery d JOIN channel c ON c.id = d.channel WHERE d.alert >= ? ORDER BY d.id",
            rows[-1]["number"] if rows else 0,
        ):
            fates.setdefault(r["alert"], []).append(_delivered(r))
        return [(alert_from(r["body"]), tuple(fates.get(r["number"], ()))) for r in rows]

    def withdraw(self, alert: str, reason: str, now: datetime) -> None:
        """Keep back what of an alert has not gone out yet."""
        self._db.write(
            "UPDATE delivery SET fate = 'muted', reason = ?, changed_at = ? WHERE fate IN ('pending', 'retry')"
            " AND alert = (SELECT number FROM alert WHERE id = ?)",
            reason, to_ms(now), alert,
        )  # fmt: skip

    def rang(self, since: datetime) -> int:
        """Count the alerts for watches since then."""
        row = self._db.row("SELECT count(*) AS n FROM alert WHERE watch IS NOT NULL AND at > ?", to_ms(since))
        return row["n"] if row else 0

    def alert(self, name: str) -> Alert | None:
        """Give one alert by its id."""
        row = self._db.row("SELECT body FROM alert WHERE id = ?", name)
        return alert_from(row["body"]) if row else None


def _waiting(row: Row) -> Waiting:
    return Waiting(
        id=row["id"],
        alert=alert_from(row["body"]),
        fate=Fate(row["fate"]),
        attempts=row["attempts"],
        repeat=bool(row["repeat"]),
        asked=bool(row["asked"]),
    )


def _delivered(row: Row) -> Delivered:
    return Delivered(
        channel=row["name"],
        fate=Fate(row["fate"]),
        attempts=row["attempts"],
        receipt=row["receipt"],
        reason=row["reason"],
        changed_at=from_ms(row["changed_at"]),
    )
