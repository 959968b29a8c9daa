"""What an operator can mend, in plain words: SQLite's and the system's errors as StoreError. Bugs pass through, loud."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watcher.errors import StoreError

_OURS_TO_MEND = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
_WORDS = {
    "SQLITE_FULL": "the disk is full; nothing was lost, it goes on when there is room",
    "SQLITE_BUSY": "another program holds the database locked",
    "SQLITE_LOCKED": "another program holds the database locked",
    "SQLITE_READONLY": "it can't be written: check who owns the file and its folder",
    "SQLITE_CANTOPEN": "it can't be opened: check the path and who owns it",
    "SQLITE_CORRUPT": "the database is damaged; restore a backup with `watcher restore FILE`",
    "SQLITE_NOTADB": "this is not a database; restore a backup with `watcher restore FILE`, or move the file away to start anew",
    "SQLITE_IOERR": "the disk could not be read or written; is it full?",
}


@contextmanager
def errors(path: Path) -> Iterator[None]:
    """Turn what an operator can mend into StoreError; let bugs through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if isinstance(error, _OURS_TO_MEND):
            raise
        raise StoreError(str(path), in_words(error)) from error
    except UnicodeDecodeError as error:
        # SQLite quotes what it can't make sense of, and Python can't read the quotation.
        raise StoreError(str(path), _WORDS["SQLITE_CORRUPT"]) from error
    except OSError as error:
        raise StoreError(str(path), error.strerror or str(error)) from error


def in_words(error: sqlite3.Error) -> str:
    """Say what went wrong."""
    name: str = getattr(error, "sqlite_errorname", "")
    return next((words for code, words in _WORDS.items() if name.startswith(code)), str(error))
