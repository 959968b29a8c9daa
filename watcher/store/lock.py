"""One watcher a state directory: a lock that the kernel drops when the process ends, however it ends."""

import contextlib
import fcntl
import os
from pathlib import Path
from typing import Self

from watcher.errors import Busy, StoreError


class Lock:
    """Held from construction to `release`. `used_before`: somebody held it once, so a memory was made here."""

    def __init__(self, directory: Path) -> None:
        path = directory / "lock"
        try:
            self._file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(str(path), error.strerror or str(error)) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._file, 20, 0).decode(errors="replace").strip()
            os.close(self._file)
            if not isinstance(error, BlockingIOError):
                raise StoreError(str(path), f"it can't be locked: {error.strerror}") from error
            raise Busy(
                str(directory), f"another watcher works here (process {holder or 'unknown'})"
            ) from error
        self.used_before = bool(os.pread(self._file, 1, 0))
        pid = str(os.getpid()).encode()
        with contextlib.suppress(OSError):  # on a full disk the lock holds all the same
            os.pwrite(self._file, pid, 0)
            os.ftruncate(self._file, len(pid))

    def release(self) -> None:
        """Let others in."""
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def runs(directory: Path) -> bool:
    """Tell whether a watcher works on this state directory now."""
    try:
        file = os.open(directory / "lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
