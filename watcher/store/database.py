"""Owns the connection: how the file is opened, locked, migrated, backed up. Knows no tables but `user_version`.

WAL and synchronous=FULL: a commit that returned survives a power cut (sqlite.org/pragma.html#pragma_synchronous).
One connection, one lock: a turn is recall, decide, commit, and two turns never decide on the same memory.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from watcher.errors import StoreError
from watcher.store.schema import APPLICATION_ID, MIGRATIONS

_BUSY_SECONDS = 10.0


class Database:
    """One SQLite file."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = threading.RLock()
        with errors(path):
            self._db = _connect(path, read_only=read_only)
            try:
                self._migrate()
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Close the file; the WAL is folded back into it."""
        with self._lock:
            self._db.close()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """All that happens inside commits together, or not at all. Turns nest; the outermost commits."""
        with self._lock, errors(self.path):
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Run one statement and give all its rows."""
        with self._lock, errors(self.path):
            return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Run one statement and give its first row."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def insert(self, sql: str, *values: Any) -> int:
        """Run one INSERT and give the new row's id."""
        with self._lock, errors(self.path):
            return self._db.execute(sql, values).lastrowid or 0

    def many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """Run one statement for each row of values."""
        with self._lock, errors(self.path):
            self._db.executemany(sql, rows)

    def backup(self, target: Path) -> None:
        """Copy the whole database, WAL included, while it is in use. The copy is readable by its owner only."""
        with self._lock, errors(target):
            _make_private(target)
            with closing(sqlite3.connect(target)) as copy:
                self._db.backup(copy)

    def _migrate(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise StoreError(
                str(self.path),
                f"it was written by a newer watcher (version {version}, this one knows {len(MIGRATIONS)}); nothing was changed",
            )
        if version == len(MIGRATIONS):
            return
        if self.read_only:
            raise StoreError(
                str(self.path),
                "it was written by an older watcher; start the service (or `watcher once`) to bring it up to date",
            )
        if version:
            self.backup(self.path.with_name(f"{self.path.name}.v{version}"))
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            # executescript would commit first; statement by statement keeps the whole migration in one transaction.
            with self.turn():
                for statement in _statements(script):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version = {number}")


def check(path: Path) -> None:
    """Raise StoreError unless the file is a whole database of ours that this version can read."""
    with errors(path), closing(_connect(path, read_only=True)) as db:
        if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreError(str(path), "this is not a watcher database")
        if db.execute("PRAGMA user_version").fetchone()[0] > len(MIGRATIONS):
            raise StoreError(str(path), "it was written by a newer watcher")
        if (found := db.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
            raise StoreError(str(path), f"it is damaged: {found}")


@contextmanager
def errors(path: Path) -> Iterator[None]:
    """Turn what an operator can mend into StoreError, in plain words; let bugs through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
            raise
        raise StoreError(str(path), _plain(error)) from error
    except OSError as error:
        raise StoreError(str(path), error.strerror or str(error)) from error


_WORDS = {
    "SQLITE_FULL": "the disk is full; nothing was lost, it goes on when there is room",
    "SQLITE_BUSY": "another program holds the database locked",
    "SQLITE_READONLY": "it can't be written: check who owns the file and its folder",
    "SQLITE_CANTOPEN": "it can't be opened: check the path and who owns it",
    "SQLITE_CORRUPT": "the database is damaged; restore a backup with `watcher restore FILE`",
    "SQLITE_NOTADB": "this is not a database; restore a backup with `watcher restore FILE`, or move the file away to start anew",
    "SQLITE_IOERR": "the disk could not be read or written",
}


def _plain(error: sqlite3.DatabaseError) -> str:
    name: str = getattr(error, "sqlite_errorname", "")
    return next((words for code, words in _WORDS.items() if name.startswith(code)), str(error))


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if read_only:
        if not path.exists():
            raise StoreError(str(path), "there is no database here yet")
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
    else:
        _make_private(path)
        db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    if not read_only:
        db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    return db


def _make_private(path: Path) -> None:
    """Make the file before SQLite does: its -wal and -shm take over the mode 0600."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)


def _statements(script: str) -> Iterator[str]:
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
