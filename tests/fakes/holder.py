"""Another process that has a database open, and holds it locked when told to."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

_SCRIPT = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
for line in sys.stdin:
    print(db.execute(line.strip()).fetchall(), flush=True)
"""


class Holder:
    """A process with a connection of its own to the database at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, str(self.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def run(self, statement: str) -> str:
        """Run a statement there, and give what it printed of its rows."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{statement}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the other process could not run: {statement}"
        return answer
