"""Owns how the file is opened, judged and brought up to date. Knows no tables.

A memory that is gone, damaged or foreign is refused with words: one that silently began anew would take all that is
on the feeds now for known, and what came meanwhile would never ring.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from pathlib import Path

from watcher.errors import StoreError
from watcher.store.schema import APPLICATION_ID
from watcher.store.trouble import in_words

_NO_COPIES = ("-wal", "-shm", ".part", ".restoring")  # they are parts of one, or half of one


class Use(Enum):
    """Who opens it."""

    OWN = "own"  # the holder of the lock: makes the file and brings it up to date
    BESIDE = "beside"  # a command beside a running service: writes, but neither makes nor changes the file
    READ = "read"  # likewise, and writes nothing


def connect(path: Path, use: Use, busy_seconds: float) -> sqlite3.Connection:
    """Open the file. WAL and synchronous=FULL: a commit that returned survives a power cut."""
    if use is Use.OWN:
        _refuse_remains(path)
        make_private(path)
    elif not path.exists():
        raise StoreError(str(path), "there is no database here yet")
    mode = "ro" if use is Use.READ else "rw"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        db.row_factory = sqlite3.Row
        if use is Use.OWN:
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        db.close()
        raise
    return db


def make_private(path: Path) -> None:
    """Make the file before SQLite does: its -wal and -shm take over the mode 0600."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    path.chmod(0o600)


def _refuse_remains(path: Path) -> None:
    """Where a database was, and its -wal or a copy of it still is, an empty one is not what its owner wants."""
    if path.exists() and path.stat().st_size:
        return
    wal = path.with_name(f"{path.name}-wal")
    copies = sorted(path.parent.glob(f"{path.name}.*"), key=lambda p: p.stat().st_mtime, reverse=True)
    found = [p for p in copies if not p.name.endswith(_NO_COPIES)] + ([wal] if wal.exists() else [])
    remains = [p for p in found if p.stat().st_size]
    if remains:
        raise StoreError(
            str(path),
            f"the database is gone, but {remains[0].name} is here: restore a copy with `watcher restore FILE`,"
            " or move that file away to start anew",
        )


def version_of(db: sqlite3.Connection, path: Path, newest: int) -> int:
    """Give the version of the tables, 0 for an empty file. Raises StoreError when it is not ours, or newer than we are."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    filled = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if (version or filled) and db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise StoreError(str(path), "this is not a watcher database; nothing was changed")
    if version > newest:
        raise StoreError(
            str(path),
            f"it was written by a newer watcher (version {version}, this one knows {newest}); nothing was changed",
        )
    return version


def refuse_damage(db: sqlite3.Connection, path: Path, *, thorough: bool = False) -> None:
    """Raise StoreError unless the whole file can be read. thorough: compare indexes with their tables, too."""
    found = db.execute(f"PRAGMA {'integrity' if thorough else 'quick'}_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(
            str(path), f"it is damaged ({one_sentence(found)}); restore a backup with `watcher restore FILE`"
        )


def one_sentence(text: str) -> str:
    """Squeeze what SQLite says over several lines."""
    return " ".join(text.replace("***", " ").split()).rstrip(".")


def bring_up_to_date(
    db: sqlite3.Connection, path: Path, migrations: Sequence[str], back_up: Callable[[Path], None]
) -> int:
    """Run the migrations that are missing, all in one transaction; a copy is made before. Returns the version it had."""
    version = version_of(db, path, len(migrations))
    if version == len(migrations):
        return version
    copy = path.with_name(f"{path.name}.v{version}")
    if version:
        back_up(copy)
    db.execute("BEGIN IMMEDIATE")
    try:
        for script in migrations[version:]:
            # executescript would commit first; statement by statement keeps it all in one transaction.
            for statement in _statements(script):
                db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {len(migrations)}")
        db.execute("COMMIT")
    except BaseException as error:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if version and isinstance(error, sqlite3.Error):
            raise StoreError(
                str(path),
                f"it could not be brought from version {version} to {len(migrations)}: {in_words(error)}."
                f" Nothing was changed; a copy is {copy.name}",
            ) from error
        raise
    return version


def _statements(script: str) -> Iterator[str]:
    held = ""
    for piece in script.split(";"):
        held += f"{piece};"
        if sqlite3.complete_statement(held):  # it knows comments, quotes and triggers
            yield held
            held = ""
