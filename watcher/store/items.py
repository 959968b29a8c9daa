"""What the store remembers of items: which keys were seen, and the texts. Decides nothing: novelty is decide's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from watcher.decide.decision import sort_out
from watcher.decide.ledger import Entry
from watcher.decide.prints import print_of
from watcher.decide.rerun import Again
from watcher.decide.seen import Kind, Known
from watcher.model import Item
from watcher.store.codec import from_ms, to_ms
from watcher.store.database import Database

KEEP_BYTES = 256_000_000  # of texts: about 300,000 items with a summary
KEEP_SEEN, KEEP_SEEN_POLLS = (
    timedelta(days=180),
    10,
)  # both must have passed since it was last in the document
_CHUNK = 400  # keys a query: SQLite allows 999 values in old builds


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptItem:
    """An item with its row and the time we found it."""

    id: int
    item: Item
    found_at: datetime


class Items:
    """The item and seen tables."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def known(self, source: int, items: Sequence[Item]) -> dict[bytes, list[Known]]:
        """Recall all that is known under the keys of these items."""
        keys = list(dict.fromkeys(key for item in items for key in print_of(item).keys))
        known: dict[bytes, list[Known]] = {}
        for part in _parts(keys):
            marks = ",".join("?" * len(part))
            for r in self._db.rows(
                f"SELECT * FROM seen WHERE source = ? AND key IN ({marks})", source, *part
            ):
                row = Known(
                    title=r["title"],
                    link=r["link"],
                    published=r["published"],
                    content=r["content"],
                    item=r["item"],
                )
                known.setdefault(r["key"], []).append(row)
        return known

    def texts_before(self, items: Sequence[Item], known: dict[bytes, list[Known]]) -> dict[int, Item]:
        """Recall the words of those items that were edited since."""
        edited = [
            e.novelty.known.item
            for e in sort_out(items, known)
            if e.novelty.kind is Kind.EDITED and e.novelty.known and e.novelty.known.item is not None
        ]
        return {row: kept.item for row in dict.fromkeys(edited) if (kept := self.one(row))}

    def remember(self, source: int, entries: Sequence[Entry], now: datetime) -> list[int]:
        """Store a document's items and that they were in it. Returns their rows, in the order of the entries."""
        with self._db.turn():
            poll = self._mark_present_until(source)
            ids: list[int] = []
            fresh: dict[bytes, int] = {}
            for entry in entries:
                row = self._remember_text(source, entry, fresh, now)
                ids.append(row)
                fresh[entry.mark.words] = row
            marks = [(key, e.mark, row) for e, row in zip(entries, ids, strict=True) for key in e.mark.keys]
            self._db.many(
                "INSERT INTO seen (source, key, title, link, published, content, item, poll, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (source, key, title) DO UPDATE SET link = excluded.link, published = excluded.published,"
                " content = excluded.content, item = excluded.item, poll = excluded.poll, at = excluded.at",
                [(source, key, m.title, m.link, m.published, m.content, row, poll + 1, to_ms(now)) for key, m, row in marks],
            )  # fmt: skip
            return ids

    def _mark_present_until(self, source: int) -> int:
        """What stood in the last document stood there until the last good poll, also through a year of 304s."""
        row = self._db.rows("SELECT polls, good_at FROM source WHERE id = ?", source)[0]
        self._db.write(
            "UPDATE seen SET at = max(at, coalesce(?, at)) WHERE source = ? AND poll = ?",
            row["good_at"],
            source,
            row["polls"],
        )
        return int(row["polls"])

    def _remember_text(self, source: int, entry: Entry, fresh: dict[bytes, int], now: datetime) -> int:
        item, known = entry.item, entry.novelty.known
        row = known.item if known and known.item is not None else fresh.get(entry.mark.words)
        if known is not None and known.title != entry.mark.title and entry.mark.guid is not None:
            self._db.write(
                "DELETE FROM seen WHERE source = ? AND key = ? AND title = ?",
                source,
                entry.mark.guid,
                known.title,
            )
        if row is not None and entry.novelty.kind is Kind.SEEN:
            return row
        values = (
            item.guid,
            item.title,
            item.link,
            item.summary,
            to_ms(item.published),
            item.lang,
            item.article,
        )
        if row is not None:
            self._db.write(
                "UPDATE item SET guid = ?, title = ?, link = ?, summary = ?, published = ?, lang = ?, article = ? WHERE id = ?",
                *values,
                row,
            )
            return row
        return self._db.insert(
            "INSERT INTO item (guid, title, link, summary, published, lang, article, source, found_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *values, source, to_ms(now),
        )  # fmt: skip

    def titles(self, source: int) -> frozenset[bytes]:
        """Give the digests of all titles that a source has shown."""
        return frozenset(r["title"] for r in self._db.rows("SELECT title FROM seen WHERE source = ?", source))

    def newest(self, source: int, now: datetime) -> datetime | None:
        """Give the newest date that a source has shown; one in the future is somebody's slip."""
        row = self._db.row(
            "SELECT max(published) AS at FROM seen WHERE source = ? AND published <= ?", source, to_ms(now)
        )
        return from_ms(row["at"]) if row else None

    def one(self, row: int) -> KeptItem | None:
        """Give one item by its row."""
        found = self._db.row(f"{_SELECT} WHERE i.id = ?", row)
        return _kept(found) if found else None

    def titled(self, text: str, limit: int = 20) -> list[KeptItem]:
        """Give the newest items with exactly this title, link or guid."""
        rows = self._db.rows(
            f"{_SELECT} WHERE i.title = ?1 OR i.link = ?1 OR i.guid = ?1 ORDER BY i.found_at DESC LIMIT ?2",
            text,
            limit,
        )
        return [_kept(row) for row in rows]

    def after(self, row: int, limit: int) -> list[KeptItem]:
        """Give the next items behind this row, in the order they were stored; 0 begins at the first."""
        return [
            _kept(r) for r in self._db.rows(f"{_SELECT} WHERE i.id > ? ORDER BY i.id LIMIT ?", row, limit)
        ]

    def before(self, at: datetime) -> int:
        """Give the last row that was found before then, 0 where there is none."""
        row = self._db.row("SELECT coalesce(max(id), 0) AS id FROM item WHERE found_at <= ?", to_ms(at))
        return row["id"] if row else 0

    def count(self, since: datetime) -> int:
        """Count the items found since then."""
        row = self._db.row("SELECT count(*) AS n FROM item WHERE found_at > ?", to_ms(since))
        return row["n"] if row else 0

    def again(self) -> Iterator[Again]:
        """Give every stored item as it was found, oldest first, to be decided on again."""
        for row in self._db.rows(
            "SELECT i.*, s.name, s.baseline_at FROM item i JOIN source s ON s.id = i.source ORDER BY i.found_at, i.id"
        ):
            first_look = row["baseline_at"] is not None and row["found_at"] <= row["baseline_at"]
            yield Again(item=_kept(row).item, at=from_ms(row["found_at"]), baseline=first_look)

    def prune(self, now: datetime, keep: timedelta, room: int = KEEP_BYTES) -> int:
        """Forget what has been gone long enough: texts after `keep`, and the oldest where all take more than `room` bytes.

        What is still in its document, and what met a watch, is never forgotten. Returns the texts dropped.
        """
        self._db.write(
            "DELETE FROM seen WHERE at < ? AND poll + ? <= (SELECT polls FROM source WHERE id = seen.source)"
            " AND (SELECT good_at FROM source WHERE id = seen.source) IS NOT NULL",
            to_ms(now - KEEP_SEEN), KEEP_SEEN_POLLS,
        )  # fmt: skip
        old = self._db.write(
            "DELETE FROM item WHERE (found_at < ? OR id IN"
            " (SELECT id FROM (SELECT id, sum(length(CAST(title || summary || article AS BLOB)))"
            " OVER (ORDER BY found_at DESC, id DESC) AS size FROM item) WHERE size > ?))"
            " AND id NOT IN (SELECT item FROM report)"
            " AND id NOT IN (SELECT s.item FROM seen s JOIN source o ON o.id = s.source WHERE s.item IS NOT NULL AND s.poll = o.polls)"
            " RETURNING id",
            to_ms(now - keep),
            room,
        )
        self._db.write(
            "UPDATE seen SET item = NULL WHERE item IS NOT NULL AND item NOT IN (SELECT id FROM item)"
        )
        return len(old)


_SELECT = "SELECT i.*, s.name FROM item i JOIN source s ON s.id = i.source"


def _kept(row: Row) -> KeptItem:
    item = Item(
        source=row["name"],
        guid=row["guid"],
        title=row["title"],
        link=row["link"],
        summary=row["summary"],
        published=from_ms(row["published"]),
        lang=row["lang"],
        article=row["article"],
    )
    return KeptItem(id=row["id"], item=item, found_at=from_ms(row["found_at"]))


def _parts(keys: list[bytes]) -> Iterator[list[bytes]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
