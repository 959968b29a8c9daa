"""Puts a new text into the place of a config file: whole or not at all, and only if nobody changed the file meanwhile.

A running watcher reads the file when it changes: it must never see half of one (rename(2) is atomic on one file system).
"""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from watcher.errors import ConfigError, Problem


def save(file: Path, before: bytes, after: bytes) -> None:
    """Replace the file, which held `before`, keeping its mode and owner. A link stays a link: what it leads to is replaced.

    Raises ConfigError, and then nothing was changed.
    """
    try:
        _replace(file.resolve(), before, after)
    except OSError as error:
        raise _unwritten(file, error.strerror or str(error)) from error


def _replace(target: Path, before: bytes, after: bytes) -> None:
    found = target.stat()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(after)
            mine = os.fstat(out.fileno())
            if (mine.st_uid, mine.st_gid) != (found.st_uid, found.st_gid):
                os.fchown(out.fileno(), found.st_uid, found.st_gid)
            os.fchmod(out.fileno(), stat.S_IMODE(found.st_mode))  # last: a new owner takes some of its bits
            out.flush()
            os.fsync(out.fileno())
        _compare(target, before)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _settle(target.parent)


def _compare(target: Path, before: bytes) -> None:
    if target.read_bytes() != before:
        raise _unwritten(target, "it was changed meanwhile; try again")


def _settle(folder: Path) -> None:
    """Have the new name on disk, too. Some file systems can't, and the file is in its place all the same."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _unwritten(file: Path, why: str) -> ConfigError:
    return ConfigError(file, (Problem(0, 0, "", f"can't be written: {why}. Nothing was changed"),))
