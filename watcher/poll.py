"""One source, once: fetch it, parse the answer into items, recall what the store knows of them, decide, commit."""

import asyncio
import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.decide import health, pace
from watcher.decide.decision import decide
from watcher.decide.ledger import Decision
from watcher.desk import AtDesk
from watcher.errors import FetchError, WatcherError
from watcher.model import Document, Item, Response, Source
from watcher.parse import parse
from watcher.store import SourceState
from watcher.store.sources import Answer

log = logging.getLogger(__name__)
_UNEXPECTED_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What came of a poll. `items`: in the document, None where there was nothing to read; `reason`: of a failure."""

    source: str
    ok: bool
    reason: str = ""
    items: int | None = None
    decision: Decision | None = None


async def poll(source: Source, at_desk: AtDesk, now: datetime) -> Polled:
    """Poll one source and commit what follows. A failure is recorded, not raised; StoreError is: nothing could be recorded."""
    desk = at_desk()
    if source not in desk.watchlist.sources:
        return _outdated(source)
    state = desk.store.sources.state(source)
    try:
        response = await desk.client.get(source, state.validators)
        body = (
            hashlib.blake2b(response.body, digest_size=16).digest()
            if response.body is not None
            else state.body
        )
        document = None
        if body != state.body:
            document = await asyncio.to_thread(parse, response, source)
    except FetchError as error:
        return await asyncio.to_thread(_settle_failed, source, state, at_desk, error.reason, error.pause, now)
    except WatcherError as error:
        return await asyncio.to_thread(_settle_failed, source, state, at_desk, error.reason, None, now)
    return await asyncio.to_thread(_settle_good, source, state, at_desk, response, document, body, now)


def _settle_good(
    source: Source,
    state: SourceState,
    at_desk: AtDesk,
    response: Response,
    document: Document | None,
    body: bytes | None,
    now: datetime,
) -> Polled:
    decision = None
    with at_desk().store.turn():
        desk = at_desk()
        if source not in desk.watchlist.sources:
            return _outdated(source)
        if document is not None:
            items = oldest_first(document.items)
            memory = replace(desk.store.recall(state, items), official=desk.watchlist.official)
            decision = decide(items, memory, desk.reader, desk.watches, now)
            desk.store.commit(state, decision, now)
        answer = _answer(state, response, document, body)
        condition, sentence = health.source_worked(state.health, source.name, now)
        every = pace.interval(source.every, desk.watchlist.every, answer.kind)
        due = pace.next_poll(every, answer.wish, failures=0, pause=None, spread=spread(source), now=now)
        desk.store.sources.settle_good(state, answer, condition, due, now)
        desk.tell(sentence, now)
    return Polled(
        source=source.name, ok=True, items=len(document.items) if document else None, decision=decision
    )


def _answer(state: SourceState, response: Response, document: Document | None, body: bytes | None) -> Answer:
    wishes = [w for w in (response.fresh_for, document.fresh_for if document else None) if w is not None]
    return Answer(
        read=document is not None,
        kind=document.kind if document else state.kind,
        validators=response.validators,
        body=body,
        wish=max(wishes, default=None)
        if document
        else max([*wishes, *([state.wish] if state.wish else [])], default=None),
    )


def _settle_failed(
    source: Source, state: SourceState, at_desk: AtDesk, reason: str, pause: timedelta | None, now: datetime
) -> Polled:
    with at_desk().store.turn():
        desk = at_desk()
        if pause is not None:
            desk.store.sources.pause_host(state.host, now + pause, now)
        if source not in desk.watchlist.sources:
            return _outdated(source)
        condition, sentence = health.source_failed(state.health, source.name, reason, now)
        every = pace.interval(source.every, desk.watchlist.every, state.kind)
        due = pace.next_poll(
            every, None, failures=condition.failures, pause=pause, spread=spread(source), now=now
        )
        desk.store.sources.settle_failed(state, condition, due, now)
        desk.tell(sentence, now)
    log.info("%s: %s", source.name, reason)
    return Polled(source=source.name, ok=False, reason=reason)


def _outdated(source: Source) -> Polled:
    """Drop the answer to a question that the config no longer asks so: nothing is stored, and what it asks now is due."""
    return Polled(source=source.name, ok=False, reason="the configuration changed meanwhile")


def set_aside(source: Source, at_desk: AtDesk, error: Exception, now: datetime) -> None:
    """Push a source that hit a bug of ours into the future, so that the bug can't stop the others."""
    with at_desk().store.turn():
        desk = at_desk()
        if source not in desk.watchlist.sources:
            return
        state = desk.store.sources.state(source)
        condition, sentence = health.source_failed(
            state.health, source.name, f"an error of ours: {type(error).__name__}", now
        )
        due = pace.Due(at=now + _UNEXPECTED_PAUSE, why="an error of ours")
        desk.store.sources.settle_failed(state, condition, due, now)
        desk.tell(sentence, now)


def oldest_first(items: tuple[Item, ...]) -> list[Item]:
    """Order a document as it happened: by date where every item has one, else from its end, as feeds list the newest first."""
    backwards = list(reversed(items))
    if all(item.published for item in backwards):
        backwards.sort(key=lambda item: item.published.timestamp() if item.published else 0.0)
    return backwards


def spread(source: Source) -> float:
    """Give a number from 0 to 1 that is always the same for a source: it sets sources apart without chance."""
    return hashlib.blake2b(source.name.encode(), digest_size=4).digest()[0] / 256
