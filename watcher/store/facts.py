"""What the store remembers of itself: single facts by name, such as when the last weekly note was said."""

import json
from datetime import datetime
from typing import Any

from watcher.store.codec import from_ms, to_ms
from watcher.store.database import Database


class Facts:
    """The meta table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def time(self, name: str) -> datetime | None:
        """Give a moment that was noted."""
        found = self.get(name)
        return None if found is None else from_ms(int(found))

    def note_time(self, name: str, at: datetime) -> None:
        """Note a moment."""
        self.put(name, to_ms(at))

    def get(self, name: str) -> Any:
        """Give a fact: what JSON can hold, None where there is none."""
        row = self._db.row("SELECT value FROM meta WHERE key = ?", name)
        return json.loads(row["value"]) if row else None

    def put(self, name: str, value: Any) -> None:
        """Note a fact; None forgets it."""
        if value is None:
            self._db.write("DELETE FROM meta WHERE key = ?", name)
            return
        self._db.write(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            name,
            json.dumps(value, ensure_ascii=False),
        )
