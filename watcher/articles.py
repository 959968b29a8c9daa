"""Reads the articles behind a document's items where a verdict hangs on them: once each, politely, and never more than a few.

What goes wrong here costs nothing but the better words: the item is then judged by its headline and summary.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from watcher.decide.doubt import Wanted
from watcher.desk import Desk
from watcher.errors import FetchError, WatcherError
from watcher.manners import ask_leave
from watcher.model import Item, Source, Validators
from watcher.parse import article

log = logging.getLogger(__name__)
LEAD = 2_000  # characters: what an article is about stands at its beginning


async def enrich(
    source: Source, items: Sequence[Item], wanted: Sequence[Wanted], desk: Desk, now: datetime
) -> list[Item]:
    """Give the items with the articles of those that need one."""
    better = list(items)
    for entry, why in wanted:
        if words := await _read(source, better[entry], desk, now):
            log.info("%s: the article was read, as %s: %s", source.name, why, better[entry].link)
            better[entry] = replace(better[entry], article=words)
    return better


async def _read(source: Source, item: Item, desk: Desk, now: datetime) -> str:
    if item.link is None:
        return ""
    if (urlsplit(item.link).hostname or "") in await asyncio.to_thread(desk.store.sources.pauses, now):
        return ""
    try:
        await ask_leave(source, item.link, desk, now)
        answer = await desk.client.get(source, Validators(), url=item.link)
        if answer.body is None:
            return ""
        found = await asyncio.to_thread(article.main_text, answer.body, answer.content_type, answer.url)
    except WatcherError as error:
        log.info("%s: the article can't be read: %s", source.name, error.reason)
        if isinstance(error, FetchError) and error.pause is not None:
            await asyncio.to_thread(_leave_alone, source, error, error.pause, desk, now)
        return ""
    return found.text[:LEAD] if found else ""


def _leave_alone(source: Source, error: FetchError, pause: timedelta, desk: Desk, now: datetime) -> None:
    """Leave the article's host alone that asked for it, with all its sources."""
    own = urlsplit(source.url.reveal()).hostname or ""
    desk.store.sources.pause_host(error.host or own, now + pause, now)
