"""What the store remembers of stories: where each stands, when it rang, and every report that met a watch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Row

from watcher.decide.ledger import Filed, Report
from watcher.model import Ring, Status, Story
from watcher.store.codec import (
    from_ms,
    period_from,
    period_json,
    standing_from,
    standing_json,
    to_ms,
    words_from,
    words_json,
)
from watcher.store.database import Database

WRONG = "you called it wrong; "  # before the reason of what was told so


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """A report as it stands in the store."""

    watch: str
    item: int
    source: str
    title: str
    link: str | None
    subject: str | None
    status: Status | None
    sure: bool
    words: tuple[str, ...]
    why: str
    alert: str | None
    under: str | None
    baseline: bool
    at: datetime


class Stories:
    """The watch, story, ring and report tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self) -> dict[tuple[str, str], Story]:
        """Give every story of the watches in the config, by watch and subject."""
        rings: dict[int, list[Ring]] = {}
        for r in self._db.rows("SELECT * FROM ring ORDER BY story, position"):
            rings.setdefault(r["story"], []).append(_ring(r))
        rows = self._db.rows(
            "SELECT t.*, w.name AS watch_name FROM story t JOIN watch w ON w.id = t.watch AND w.active ORDER BY t.id"
        )
        return {(r["watch_name"], r["subject"]): _story(r, rings.get(r["id"], [])) for r in rows}

    def save(self, stories: Iterable[Story]) -> None:
        """Store stories as they stand now."""
        with self._db.turn():
            for story in stories:
                self._save(story)

    def _save(self, story: Story) -> None:
        row = self._db.write(
            "INSERT INTO story (watch, subject, standing, same_as) VALUES"
            " ((SELECT id FROM watch WHERE name = ? AND active), ?, ?, ?)"
            " ON CONFLICT (watch, subject) DO UPDATE SET standing = excluded.standing, same_as = excluded.same_as RETURNING id",
            story.watch, story.subject, standing_json(story.standing), story.same_as,
        )[0]  # fmt: skip
        self._db.many(
            "INSERT INTO ring (story, position, status, sure, alert, at, source, words, stood, period, wrong)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (story, position) DO UPDATE SET status = excluded.status,"
            " sure = excluded.sure, alert = excluded.alert, at = excluded.at, source = excluded.source, words = excluded.words,"
            " stood = excluded.stood, period = excluded.period, wrong = excluded.wrong",
            [
                (
                    row["id"], n, r.status, int(r.sure), r.alert, to_ms(r.at), r.source, words_json(sorted(r.words)),
                    standing_json(r.stood), period_json(r.period), int(r.wrong),
                )
                for n, r in enumerate(story.rings)
            ],
        )  # fmt: skip

    def file_reports(self, reports: Sequence[Report], items: Sequence[int], now: datetime) -> None:
        """Store what met which watch. `items`: rows of the decision's entries."""
        self._db.many(
            "INSERT INTO report (watch, item, subject, status, sure, words, why, alert, under, baseline, at)"
            " VALUES ((SELECT id FROM watch WHERE name = ? AND active), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    r.watch, items[r.entry], r.claim.subject if r.claim else None, r.claim.status if r.claim else None,
                    int(r.claim.sure) if r.claim else None, words_json(r.words), r.why, r.alert, r.under, int(r.baseline), to_ms(now),
                )
                for r in reports
            ],
        )  # fmt: skip

    def filed(self, items: Iterable[int]) -> dict[int, set[Filed]]:
        """Give what items were found to say, whatever came of it."""
        found: dict[int, set[Filed]] = {}
        for item in items:
            for r in self._db.rows(
                "SELECT w.name, r.subject, r.status FROM report r JOIN watch w ON w.id = r.watch WHERE r.item = ? AND w.active",
                item,
            ):
                found.setdefault(item, set()).add(
                    (r["name"], r["subject"], Status(r["status"]) if r["status"] else None)
                )
        return found

    def rang(self, items: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
        """Give the alerts that items were told as, each with its watch."""
        found: dict[int, set[tuple[str, str]]] = {}
        for item in items:
            for r in self._db.rows(
                "SELECT w.name, r.alert FROM report r JOIN watch w ON w.id = r.watch"
                " WHERE r.item = ? AND r.alert IS NOT NULL AND w.active",
                item,
            ):
                found.setdefault(item, set()).add((r["name"], r["alert"]))
        return found

    def reports(
        self, *, watch: str | None = None, item: int | None = None, limit: int = 200
    ) -> list[KeptReport]:
        """Give reports, newest first: of a watch in the config, of an item, or all."""
        rows = self._db.rows(
            "SELECT r.*, w.name AS watch_name, i.title, i.link, s.name AS source_name FROM report r JOIN watch w ON w.id = r.watch"
            " JOIN item i ON i.id = r.item JOIN source s ON s.id = i.source"
            " WHERE (?1 IS NULL OR (w.name = ?1 AND w.active)) AND (?2 IS NULL OR r.item = ?2) ORDER BY r.id DESC LIMIT ?3",
            watch, item, limit,
        )  # fmt: skip
        return [_report(r) for r in rows]

    def items_of(self, alert: str) -> list[int]:
        """Give the rows of the items that rang as this alert."""
        return [
            row["item"] for row in self._db.rows("SELECT DISTINCT item FROM report WHERE alert = ?", alert)
        ]

    def folded(self, since: datetime) -> int:
        """Count the reports that folded since then."""
        row = self._db.row(
            "SELECT count(*) AS n FROM report WHERE under IS NOT NULL AND at > ?", to_ms(since)
        )
        return row["n"] if row else 0

    def unfold(self, alert: str) -> list[int]:
        """Take the reports that lay folded under an alert out, to be judged again. Returns their items, in the order they were reported."""
        rows = self._db.rows("SELECT item FROM report WHERE under = ? ORDER BY id", alert)
        self._db.write("DELETE FROM report WHERE under = ?", alert)
        return list(dict.fromkeys(row["item"] for row in rows))

    def unfold_loose(self, watch: str, subject: str) -> list[int]:
        """Take the reports out that folded under no alert: their step was there at the first look. Returns their items, in order."""
        these = (
            "watch = (SELECT id FROM watch WHERE name = ? AND active) AND subject = ?"
            " AND alert IS NULL AND under IS NULL AND NOT baseline"
        )
        rows = self._db.rows(f"SELECT item FROM report WHERE {these} ORDER BY id", watch, subject)
        self._db.write(f"DELETE FROM report WHERE {these}", watch, subject)
        return list(dict.fromkeys(row["item"] for row in rows))

    def call_wrong(self, alert: str) -> None:
        """Note with its reports that the owner called an alert wrong."""
        self._db.write("UPDATE report SET why = ? || why WHERE alert = ?", WRONG, alert)

    def mute(self, watch: str, until: datetime | None) -> bool:
        """Silence a watch until then (None: no longer). False: there is no such watch."""
        return bool(
            self._db.write(
                "UPDATE watch SET muted_until = ? WHERE name = ? AND active RETURNING id", to_ms(until), watch
            )
        )

    def muted(self, now: datetime) -> dict[str, datetime]:
        """Give the silenced watches, and until when."""
        rows = self._db.rows(
            "SELECT name, muted_until FROM watch WHERE active AND muted_until > ?", to_ms(now)
        )
        return {r["name"]: from_ms(r["muted_until"]) for r in rows}


def renamed(db: Database, names: Mapping[str, str]) -> None:
    """Let stories know sources by their new names: two names of one source must not look like two sources."""
    if not names:
        return
    rings = db.rows("SELECT story, position, source FROM ring")
    db.many(
        "UPDATE ring SET source = ? WHERE story = ? AND position = ?",
        [(names[r["source"]], r["story"], r["position"]) for r in rings if r["source"] in names],
    )
    for row in db.rows("SELECT id, standing FROM story"):
        standing = standing_from(row["standing"])
        if names.keys() & set(standing.by):
            now = replace(standing, by=tuple(names.get(source, source) for source in standing.by))
            db.write("UPDATE story SET standing = ? WHERE id = ?", standing_json(now), row["id"])


def _ring(row: Row) -> Ring:
    return Ring(
        status=Status(row["status"]),
        sure=bool(row["sure"]),
        alert=row["alert"],
        at=from_ms(row["at"]),
        source=row["source"],
        words=frozenset(words_from(row["words"])),
        stood=standing_from(row["stood"]),
        period=period_from(row["period"]),
        wrong=bool(row["wrong"]),
    )


def _story(row: Row, rings: list[Ring]) -> Story:
    return Story(
        watch=row["watch_name"],
        subject=row["subject"],
        standing=standing_from(row["standing"]),
        rings=tuple(rings),
        same_as=row["same_as"],
    )


def _report(row: Row) -> KeptReport:
    return KeptReport(
        watch=row["watch_name"],
        item=row["item"],
        source=row["source_name"],
        title=row["title"],
        link=row["link"],
        subject=row["subject"],
        status=Status(row["status"]) if row["status"] else None,
        sure=row["sure"] != 0,
        words=words_from(row["words"]),
        why=row["why"],
        alert=row["alert"],
        under=row["under"],
        baseline=bool(row["baseline"]),
        at=from_ms(row["at"]),
    )
