"""What hosts let be read of their pages: each robots.txt as it stood when it was asked for last."""

from dataclasses import dataclass
from datetime import datetime

from watcher.store.codec import from_ms, to_ms
from watcher.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRobots:
    """A robots.txt. text: None where it could not be read, so that nothing is allowed (RFC 9309 §2.3.1.4)."""

    text: str | None
    at: datetime


class Robots:
    """The robots table, by origin: scheme, host and port."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def of(self, origin: str) -> KeptRobots | None:
        """Give what is kept for an origin."""
        row = self._db.row("SELECT text, at FROM robots WHERE origin = ?", origin)
        return KeptRobots(text=row["text"], at=from_ms(row["at"])) if row else None

    def keep(self, origin: str, text: str | None, now: datetime) -> None:
        """Keep what an origin answered."""
        self._db.write(
            "INSERT INTO robots VALUES (?1, ?2, ?3) ON CONFLICT (origin) DO UPDATE SET text = ?2, at = ?3",
            origin,
            text,
            to_ms(now),
        )
