"""One source, once: fetch it, parse the answer into items, recall what the store knows of them, decide, commit.

What comes of it for the source itself, good or bad, is outcome.py's.
"""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watcher import outcome
from watcher.articles import enrich
from watcher.decide import footing
from watcher.decide.decision import decide
from watcher.decide.doubt import Wanted, wanted
from watcher.decide.footing import Footing
from watcher.decide.ledger import Decision, Memory
from watcher.decide.looks import Look
from watcher.desk import AtDesk, Desk
from watcher.errors import FetchError, WatcherError
from watcher.manners import ask_leave
from watcher.model import Condition, Document, Item, Response, Sign, Source
from watcher.parse import parse
from watcher.store import SourceState

log = logging.getLogger(__name__)
_PAGES = ("page", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What came of a poll. `items`: in the document, None where there was nothing to read; `reason`: of a failure."""

    source: str
    ok: bool
    reason: str = ""
    items: int | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """An answer, read. document: None where nothing changed; items: its own, oldest first.

    complete: the articles behind its items that a verdict hangs on were looked for, or none are wanted.
    """

    response: Response
    digest: bytes | None
    document: Document | None = None
    items: Sequence[Item] = ()
    footing: Footing = Footing()
    complete: bool = True


async def poll(source: Source, at_desk: AtDesk, now: datetime) -> Polled:
    """Poll one source and commit what follows. A failure is recorded, not raised; StoreError is: nothing could be recorded."""
    desk = at_desk()
    if source not in desk.watchlist.sources:
        return _outdated(source)
    state = desk.store.sources.state(source)
    if state.health.condition is Condition.STOPPED:
        return Polled(source=source.name, ok=False, reason=state.health.reason)
    try:
        found = await _read(source, state, desk, now)
    except WatcherError as error:
        look = await asyncio.to_thread(outcome.look_at, error)
        return await asyncio.to_thread(_settle_failed, source, state, at_desk, look, error, now)
    if not found.footing.use:
        return await asyncio.to_thread(_settle_failed, source, state, at_desk, found.footing.look, None, now)
    while not isinstance(
        done := await asyncio.to_thread(_settle_good, source, state, at_desk, found, now), Polled
    ):
        items = await enrich(source, found.items, done, at_desk(), now)
        found = replace(found, items=items, complete=True)
    return done


async def _read(source: Source, state: SourceState, desk: Desk, now: datetime) -> _Read:
    address = outcome.address(source, state)
    known_page = state.kind in _PAGES or source.select is not None or source.text
    if known_page:
        await ask_leave(source, address, desk, now)
    response = await desk.client.get(source, state.validators, url=address)
    if response.body is None:
        return _Read(response=response, digest=state.body)
    digest = hashlib.blake2b(response.body, digest_size=16).digest()
    if digest == state.body:
        return _Read(response=response, digest=digest)
    document = await asyncio.to_thread(parse, response, source, kind=state.kind, found=state.found)
    if document.kind in _PAGES and not known_page:
        try:
            await ask_leave(source, address, desk, now)
        except FetchError:
            # Or the page would be asked again to find out that it is one.
            await asyncio.to_thread(desk.store.sources.note_kind, state, document.kind)
            raise
    every = outcome.interval(source, state, desk.watchlist)
    ground = footing.consider(
        source, state.health, state.pulse, document, due=state.next_at, every=every, now=now
    )
    return _Read(
        response=response, digest=digest, document=document, items=oldest_first(document.items), footing=ground,
        complete=state.baseline_at is None,
    )  # fmt: skip


def _memory(state: SourceState, found: _Read, document: Document, desk: Desk, now: datetime) -> Memory:
    return replace(
        desk.store.recall(state, found.items, now), official=desk.watchlist.official, late=found.footing.late_since,
        reshaped=_is_rebuilt(state, document),
    )  # fmt: skip


def _is_rebuilt(state: SourceState, document: Document) -> bool:
    """Tell whether a page shows another list for the first time."""
    return Sign.RESHAPED in document.signs and all(
        mark.sign is not Sign.RESHAPED for mark in state.pulse.marks
    )


def _settle_good(
    source: Source, state: SourceState, at_desk: AtDesk, found: _Read, now: datetime
) -> Polled | Sequence[Wanted]:
    """Decide on what was read, and commit. Gives the articles to read before, where a verdict hangs on them: nothing is stored then."""
    decision = None
    with at_desk().store.turn():
        desk = at_desk()
        if source not in desk.watchlist.sources:
            return _outdated(source)
        if found.document is not None:
            memory = _memory(state, found, found.document, desk, now)
            decision = decide(found.items, memory, desk.reader, desk.watches, now)
            if not found.complete and (articles := wanted(decision, [source.name] if source.article else [])):
                return articles
            desk.store.commit(state, decision, now)
        seen = outcome.Seen(
            response=found.response, digest=found.digest, document=found.document, decision=decision,
            late=found.footing.late_since is not None,
        )  # fmt: skip
        outcome.settle_good(source, state, desk, seen, now)
    count = len(found.document.items) if found.document else None
    return Polled(source=source.name, ok=True, items=count, decision=decision)


def _settle_failed(
    source: Source, state: SourceState, at_desk: AtDesk, look: Look, error: WatcherError | None, now: datetime
) -> Polled:
    with at_desk().store.turn():
        desk = at_desk()
        if error is not None:
            outcome.pause_host(state, desk, error, now)
        if source not in desk.watchlist.sources:
            return _outdated(source)
        outcome.settle_failed(source, state, desk, look, error, now)
    log.info("%s: %s", source.name, look.reason)
    return Polled(source=source.name, ok=False, reason=look.reason)


def _outdated(source: Source) -> Polled:
    """Drop the answer to a question that the config no longer asks so: nothing is stored, and what it asks now is due."""
    return Polled(source=source.name, ok=False, reason="the configuration changed meanwhile")


def set_aside(source: Source, at_desk: AtDesk, error: Exception, now: datetime) -> None:
    """Push a source that hit a bug of ours into the future, so that the bug can't stop the others."""
    with at_desk().store.turn():
        desk = at_desk()
        if source in desk.watchlist.sources:
            outcome.set_aside(source, desk.store.sources.state(source), desk, error, now)


def oldest_first(items: tuple[Item, ...]) -> list[Item]:
    """Order a document as it happened: by date where every item has one, else from its end, as feeds list the newest first."""
    backwards = list(reversed(items))
    if all(item.published for item in backwards):
        backwards.sort(key=lambda item: item.published.timestamp() if item.published else 0.0)
    return backwards
