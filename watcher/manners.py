"""Whether a page may be read: asks a host for its robots.txt at most once a day, and keeps the answer over restarts.

For pages only. A feed is made to be asked by programs; a page is made for people, and its publisher may say no (RFC 9309).
"""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from watcher.desk import Desk
from watcher.errors import FetchError, Refused
from watcher.fetch import PRODUCT, Client
from watcher.model import Source
from watcher.parse import robots
from watcher.store.robots import KeptRobots

_KEPT = timedelta(days=1)  # RFC 9309 §2.4: no longer than that
_KEPT_UNREAD = timedelta(hours=4)  # one that could not be read may be back soon


class Kept(Protocol):
    """Where answers are kept, by origin: the store's robots table, or a memory of a minute."""

    def of(self, origin: str, /) -> KeptRobots | None:
        """Give what is kept for an origin."""

    def keep(self, origin: str, text: str | None, now: datetime, /) -> None:
        """Keep what an origin answered."""


async def ask_leave(source: Source, url: str, desk: Desk, now: datetime) -> None:
    """Make sure that this page of a source may be read. Raises Refused when its host's robots.txt says no."""
    await ask(source, url, desk.client, desk.store.robots, now)


async def ask(source: Source, url: str, client: Client, answers: Kept, now: datetime) -> None:
    """Do the same where there is no desk."""
    if not source.robots:
        return
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    kept = await asyncio.to_thread(answers.of, origin)
    if kept is None or not _fresh(kept, now):
        kept = await _fetch(source, origin, client, answers, now)
    if kept.text is None:
        raise FetchError(
            source.name,
            f"the robots.txt of {parts.hostname} can't be read, so its pages are left alone",
        )
    if not await asyncio.to_thread(robots.allowed, kept.text, url, source.access.user_agent or PRODUCT):
        raise Refused(
            source.name,
            f"the robots.txt of {parts.hostname} asks programs not to read this page; "
            "where you have leave, set robots = false",
        )


def _fresh(kept: KeptRobots, now: datetime) -> bool:
    return timedelta(0) <= now - kept.at < (_KEPT if kept.text is not None else _KEPT_UNREAD)


async def _fetch(source: Source, origin: str, client: Client, answers: Kept, now: datetime) -> KeptRobots:
    try:
        text = await client.robots(source, origin)
    except FetchError as error:
        if error.offline:
            raise
        await asyncio.to_thread(answers.keep, origin, None, now)
        if error.pause is not None:  # the whole host asks to be left alone
            raise
        return KeptRobots(text=None, at=now)
    await asyncio.to_thread(answers.keep, origin, text, now)
    return KeptRobots(text=text, at=now)
