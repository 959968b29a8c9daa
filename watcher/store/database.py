"""Owns the connection: turns, statements, and the copy of the whole. Knows no tables.

Who writes has one connection and one lock: a turn is recall, decide, commit, and two turns never decide on the same memory.
Who only reads has a connection beside it, and waits for nobody: neither for a long turn nor for another process.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from watcher.errors import StoreError
from watcher.store import opening
from watcher.store.opening import Use
from watcher.store.schema import MIGRATIONS
from watcher.store.trouble import errors

BUSY_SECONDS = 10.0  # how long to wait for another process before it is an error


class Database:
    """One SQLite file. `is_new`: it held nothing when it was opened."""

    def __init__(
        self,
        path: Path,
        use: Use = Use.OWN,
        *,
        busy_seconds: float = BUSY_SECONDS,
        migrations: Sequence[str] = MIGRATIONS,
    ) -> None:
        self.path = path
        self._writing, self._reading = threading.Lock(), threading.Lock()
        self._turn_of: int | None = None  # the thread whose turn it is
        with errors(path):
            self._db = opening.connect(path, use, busy_seconds)
            try:
                self.is_new = self._prepare(use, migrations)
                self._file = _identity(path)
                self._reader = opening.connect(path, Use.READ, busy_seconds)
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Close the file; the WAL is folded back into it."""
        with self._writing, self._reading:
            self._reader.close()
            self._db.close()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """All that happens inside commits together, or not at all. Turns nest; the outermost commits."""
        if self._is_mine():
            yield
            return
        with self._writing:
            with errors(self.path):
                self._refuse_ghost()
                self._db.execute("BEGIN IMMEDIATE")
            self._turn_of = threading.get_ident()
            try:
                yield
                with errors(self.path):
                    self._db.execute("COMMIT")
            finally:
                self._turn_of = None
                if self._db.in_transaction:
                    with errors(self.path):
                        self._db.execute("ROLLBACK")

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Read: run one statement and give all its rows. Inside a turn, what the turn has written is among them."""
        with errors(self.path):
            if self._is_mine():
                return self._db.execute(sql, values).fetchall()
            with self._reading:
                return self._reader.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Read: run one statement and give its first row."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def write(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Run one statement that changes something, and give the rows that it returns."""
        with self.turn():
            return self.rows(sql, *values)

    def insert(self, sql: str, *values: Any) -> int:
        """Run one INSERT and give the new row's id."""
        with self.turn(), errors(self.path):
            return self._db.execute(sql, values).lastrowid or 0

    def many(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run one statement for each row of values."""
        with self.turn(), errors(self.path):
            self._db.executemany(sql, rows)

    def backup(self, target: Path) -> None:
        """Copy the whole database, WAL included, while it is in use: one file, readable by its owner only, whole or not there."""
        part = target.with_name(f"{target.name}.part")
        with self._writing, errors(target):
            try:
                part.unlink(missing_ok=True)
                opening.make_private(part)
                with closing(sqlite3.connect(part)) as copy:
                    self._db.backup(copy)
                    copy.execute("PRAGMA journal_mode = DELETE")  # it needs no -wal beside it
                part.replace(target)
            except BaseException:
                part.unlink(missing_ok=True)
                raise

    def _prepare(self, use: Use, migrations: Sequence[str]) -> bool:
        if use is Use.OWN:
            opening.refuse_damage(self._db, self.path)
            return opening.bring_up_to_date(self._db, self.path, migrations, self.backup) == 0
        version = opening.version_of(self._db, self.path, len(migrations))
        if version < len(migrations):
            raise StoreError(
                str(self.path),
                "it was written by an older watcher; start the service anew (or run `watcher once`) to bring it up to date"
                if version
                else "there is no memory here yet",
            )
        return False

    def _is_mine(self) -> bool:
        return self._turn_of == threading.get_ident()

    def _refuse_ghost(self) -> None:
        """SQLite goes on writing to a file that was deleted under it: what is written there is lost."""
        if _identity(self.path) != self._file:
            raise StoreError(
                str(self.path),
                "the file was moved, deleted or replaced while in use; put it back, or restart the service",
            )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def check(path: Path) -> None:
    """Raise StoreError unless the file is a whole database of ours that this version can read."""
    with errors(path), closing(opening.connect(path, Use.READ, BUSY_SECONDS)) as db:
        if not opening.version_of(db, path, len(MIGRATIONS)):
            raise StoreError(str(path), "this is not a watcher database")
        opening.refuse_damage(db, path, thorough=True)
