"""Puts a backup in place of the database: checked first, swapped in one step, nothing overwritten."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from watcher.store.codec import to_ms
from watcher.store.database import check
from watcher.store.outbox import LAST_NUMBER, RESTORED_AT
from watcher.store.trouble import errors

_NUMBERS_SKIPPED = 1000


def restore(backup: Path, target: Path, now: datetime) -> Path | None:
    """Put `backup` at `target`. The caller holds the lock. Returns where the old database was moved to, None if there was none.

    What rang since the backup is not in it: the first good poll of each source after `now` marks what rings as a repeat, and new alerts
    get numbers that none of those had.
    Raises StoreError when the backup is damaged, foreign or newer than we are; then nothing was changed.
    """
    check(backup)
    fresh = target.with_name(f"{target.name}.restoring")
    with errors(target):
        try:
            fresh.unlink(missing_ok=True)
            fresh.touch(mode=0o600)
            with closing(_reading(backup)) as source, closing(sqlite3.connect(fresh)) as copy:
                source.backup(copy)
                last = copy.execute("SELECT coalesce(max(number), 0) FROM alert").fetchone()[0]
                facts = [(RESTORED_AT, str(to_ms(now))), (LAST_NUMBER, str(last + _NUMBERS_SKIPPED))]
                copy.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", facts)
                copy.commit()
            kept = _set_aside(target)
            fresh.replace(target)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
    return kept


def _reading(backup: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)


def _set_aside(target: Path) -> Path | None:
    """Move the old database with its WAL: one that is damaged may still be worth a look."""
    if not target.exists():
        return None
    number = 1
    while (kept := target.with_name(f"{target.name}.before-restore-{number}")).exists():
        number += 1
    for suffix in ("", "-wal", "-shm"):
        part = target.with_name(target.name + suffix)
        if part.exists():
            part.replace(kept.with_name(kept.name + suffix))
    return kept
