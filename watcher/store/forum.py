"""Which post of a forum belongs to which watch: a channel with `forum` has one post a watch."""

from collections.abc import Mapping

from watcher.store.channels import CHANNEL
from watcher.store.database import Database

_WATCH = "coalesce((SELECT id FROM watch WHERE name = ? AND active), 0)"


class Forum:
    """The post table."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def threads(self, channel: str) -> dict[str, str]:
        """Give the thread of each watch's post, by the watch's name; "": that of notices about ourselves."""
        rows = self._db.rows(
            "SELECT coalesce(w.name, '') AS watch, p.thread FROM post p LEFT JOIN watch w ON w.id = p.watch"
            f" WHERE p.channel = {CHANNEL} AND (w.active OR p.watch = 0)",
            channel,
        )
        return {r["watch"]: r["thread"] for r in rows}

    def note(self, channel: str, threads: Mapping[str, str]) -> None:
        """Remember posts that were made, by the watch's name; an empty thread: that post is gone."""
        gone = [(channel, watch) for watch, thread in threads.items() if not thread]
        made = [(channel, watch, thread) for watch, thread in threads.items() if thread]
        with self._db.turn():
            self._db.many(f"DELETE FROM post WHERE channel = {CHANNEL} AND watch = {_WATCH}", gone)
            self._db.many(
                f"INSERT INTO post (channel, watch, thread) VALUES ({CHANNEL}, {_WATCH}, ?)"
                " ON CONFLICT (channel, watch) DO UPDATE SET thread = excluded.thread",
                made,
            )
