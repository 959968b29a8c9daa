"""What folded under alerts that are out: what it adds to their messages, which of those have still to be edited, what a digest lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from watcher.decide import dates
from watcher.decide.ledger import Report
from watcher.model import Alert, Place, Reason, Status
from watcher.store.channels import CHANNEL
from watcher.store.codec import alert_from, from_ms, to_ms
from watcher.store.database import Database

EDITED_FOR = timedelta(days=14)  # after its alert a message is left as it is
BETWEEN_EDITS = timedelta(minutes=1)  # of one message: what folds meanwhile goes into one edit
_MOST = 500  # places in one digest
_PLACES = (
    "SELECT r.id, r.subject, r.status, r.at, r.under, w.name AS watch, s.name AS source, i.title, i.link FROM report r"
    " JOIN watch w ON w.id = r.watch JOIN item i ON i.id = r.item JOIN source s ON s.id = i.source"
)
_DUE = (
    f"delivery d JOIN alert a ON a.number = d.alert WHERE d.channel = {CHANNEL} AND d.stale AND d.fate = 'sent' AND d.receipt != ''"
    " AND a.at >= ? AND (d.amended_at IS NULL OR d.amended_at NOT BETWEEN ? AND ?)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A message that does not show all that folded: its receipt, and the alerts in it. seen: deliveries and how many folds each lacks."""

    receipt: str
    alerts: tuple[Alert, ...]
    repeats: frozenset[str]  # ids of alerts that it called a repeat
    seen: tuple[tuple[int, int], ...]


class Amendments:
    """The folds of the report table, and the edits of the delivery table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def mark(self, reports: Iterable[Report], now: datetime) -> None:
        """Note which messages lack what has just folded: reports of the alert's own step, or with a narrower date."""
        with self._db.turn():
            for report in reports:
                row = report.under and self._db.row(
                    "SELECT number, body FROM alert WHERE id = ?", report.under
                )
                if row and _betters(alert_from(row["body"]), report):
                    self._db.write(
                        "UPDATE delivery SET stale = stale + 1 WHERE alert = ? AND fate IN ('sending', 'sent') AND NOT fixed"
                        " AND (SELECT at FROM alert WHERE number = delivery.alert) >= ?",
                        row["number"], to_ms(now - EDITED_FOR),
                    )  # fmt: skip

    def stale(self, channel: str, now: datetime) -> list[Stale]:
        """Give the messages of a channel that may be edited now, oldest first."""
        rows = self._db.rows(
            f"SELECT d.receipt, min(d.alert) FROM {_DUE} GROUP BY d.receipt ORDER BY 2", *_when(channel, now)
        )
        return [self._message(channel, row["receipt"]) for row in rows]

    def _message(self, channel: str, receipt: str) -> Stale:
        rows = self._db.rows(
            "SELECT d.id, d.stale, d.repeat, a.body FROM delivery d JOIN alert a ON a.number = d.alert"
            f" WHERE d.channel = {CHANNEL} AND d.receipt = ? ORDER BY d.alert",
            channel, receipt,
        )  # fmt: skip
        alerts = [alert_from(r["body"]) for r in rows]
        return Stale(
            receipt=receipt,
            alerts=tuple(alerts),
            repeats=frozenset(alert.id for alert, r in zip(alerts, rows, strict=True) if r["repeat"]),
            seen=tuple((r["id"], r["stale"]) for r in rows),
        )

    def settle(self, message: Stale, now: datetime, *, shown: bool) -> None:
        """Note an edit. What folded while it was under way is still missing. shown: False if it has to be tried again."""
        self._db.many(
            "UPDATE delivery SET amended_at = ?, stale = max(0, stale - ?) WHERE id = ?",
            [(to_ms(now), lacking if shown else 0, row) for row, lacking in message.seen],
        )

    def put_off(self, channel: str, now: datetime) -> None:
        """Try no message of a channel again before the time between two edits has passed."""
        self._db.write(f"UPDATE delivery SET amended_at = ? WHERE channel = {CHANNEL} AND stale", to_ms(now), channel)  # fmt: skip

    def due(self, channel: str, now: datetime) -> bool:
        """Say whether a message of a channel may be edited now."""
        return bool(self._db.rows(f"SELECT 1 FROM {_DUE} LIMIT 1", *_when(channel, now)))

    def fix(self, deliveries: Iterable[int]) -> None:
        """Note that the message of these deliveries is never edited (again): it is gone, or a digest."""
        self._db.many("UPDATE delivery SET stale = 0, fixed = 1 WHERE id = ?", [(row,) for row in deliveries])

    def places(self, alerts: Sequence[Alert]) -> tuple[Place, ...]:
        """Give where else what alerts tell was reported: one place for each other source, the oldest first."""
        found: dict[tuple[str, str], Place] = {}
        for alert in alerts:
            if alert.reason is Reason.RESET:  # what it names is in its own lines
                continue
            for row in self._db.rows(f"{_PLACES} WHERE r.under = ? ORDER BY r.id", alert.id):
                place = _place(row)
                if _same(alert, place.status) and (alert.item is None or place.source != alert.item.source):
                    found.setdefault((alert.id, place.source), place)
        return tuple(found.values())

    def folded(self, channel: str, since: datetime) -> tuple[tuple[Place, ...], int]:
        """Give all that folded under a channel's alerts since its last digest (the first: since then), and the last report of that."""
        last = self._db.row("SELECT coalesce(max(id), 0) AS id FROM report")
        rows = self._db.rows(
            f"{_PLACES} JOIN alert a ON a.id = r.under JOIN delivery d ON d.alert = a.number JOIN channel c ON c.id = d.channel"
            " WHERE c.name = ? AND c.active AND r.id > c.digested_to AND (c.digested_at IS NOT NULL OR r.at >= ?)"
            " ORDER BY r.id DESC LIMIT ?",
            channel, to_ms(since), _MOST,
        )  # fmt: skip
        return tuple(_place(row) for row in reversed(rows)), last["id"] if last else 0


def _when(channel: str, now: datetime) -> tuple[object, ...]:
    """Give the values of _DUE. A last edit in the future means that the clock was set back."""
    return channel, to_ms(now - EDITED_FOR), to_ms(now - BETWEEN_EDITS) + 1, to_ms(now)


def _betters(alert: Alert, report: Report) -> bool:
    claim = report.claim
    if claim is None:
        return False
    narrower = dates.compare(alert.period, claim.period).kind is dates.Kind.NARROWER
    return _same(alert, claim.status) or narrower


def _same(alert: Alert, status: Status | None) -> bool:
    """Is this what the alert tells? A date that moved is told as a delay, and reported as a date."""
    return status is alert.status or {status, alert.status} == {Status.DATED, Status.DELAYED}


def _place(row: Row) -> Place:
    return Place(
        watch=row["watch"],
        subject=row["subject"],
        status=Status(row["status"]) if row["status"] else None,
        source=row["source"],
        title=row["title"],
        link=row["link"],
        at=from_ms(row["at"]),
        under=row["under"],
    )
