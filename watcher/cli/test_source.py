"""`watcher test-source`: what the program sees at an address, now."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import click

from watcher.app import our_version, system_clock
from watcher.cli.session import Session, config_option, json_option, no_such, print_json
from watcher.cli.show import coloured, iso, safe, when
from watcher.config import format_problem, load
from watcher.errors import ConfigError, StoreError
from watcher.fetch import Client
from watcher.finding import Eye, Sight
from watcher.model import Condition, Item, Parts, Secret, Source, Watchlist
from watcher.store import SourceState

_SHOWN = 15
_KINDS = {
    "feed": "feed",
    "json": "JSON feed",
    "page": "page with a list",
    "text": "page without a list, read as text",
}
_ENTRIES = {"page": ("entry", "entries"), "text": ("passage", "passages")}


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is looked at. known: it is in the config; state: what the memory holds of it."""

    source: Source
    allowed: tuple[str, ...] = ()
    zone: str = "UTC"
    known: bool = False
    state: SourceState | None = None


@click.command(short_help="Fetch a source now and show what is there.")
@click.argument("source")
@click.option("--select", metavar="CSS", help="Read the address as a page, with this selector.")
@json_option
@config_option
def command(session: Session, *, source: str, select: str | None, as_json: bool) -> int:
    """Fetch SOURCE (a name from the config, or a URL) once and show what is there. Stores nothing, tells nobody.

    Exits 69 when it can't be read; 0 with --json, whose "condition" says so.
    """
    subject = _find(session, source, select)
    seen = asyncio.run(_see(subject))
    if as_json:
        print_json(_document(seen))
        return 0
    for line in _lines(subject, seen):
        click.echo(line, err=seen.document is None)
    return 0 if seen.document else 69


def _find(session: Session, source: str, select: str | None) -> _Subject:
    if "://" not in source:
        subject = _named(session, session.load().watchlist, source)
    else:
        watchlist = _readable(session)
        known = next((s for s in watchlist.sources if s.url.reveal() == source), None) if watchlist else None
        found = known or Source(name="source", url=Secret(source), shown=source)
        allowed, zone = (watchlist.allow_private, watchlist.timezone) if watchlist else ((), "UTC")
        subject = _Subject(found, allowed, zone, known=known is not None)
    if select is None:
        return subject
    chosen = replace(subject.source, select=select, parts=Parts(), text=False)
    return replace(subject, source=chosen, state=None)


def _readable(session: Session) -> Watchlist | None:
    """Read the config as far as it can be, and say so where that is not all of it: an address can be looked at without one."""
    seen: list[Watchlist] = []

    def note(watchlist: Watchlist) -> tuple[()]:
        seen.append(watchlist)
        return ()

    for secrets in (True, False):
        try:
            return load(session.config, session.environ, secrets=secrets, judge=note).watchlist
        except ConfigError as error:
            wrong = error
    if seen:
        click.echo(f"{wrong.file} has errors, so only a part of it counts here; see watcher check", err=True)
        return seen[-1]
    if _is_there(session):
        says = format_problem(wrong.file, replace(wrong.problems[0], quote=""))
        click.echo(f"the config can't be read, so nothing of it counts here: {says}", err=True)
    return None


def _is_there(session: Session) -> bool:
    """Tell whether there is a config, or one was asked for by name; with none at all nothing is amiss."""
    try:
        return bool(session.config)
    except ConfigError:
        return session.explicit is not None or bool(session.environ.get("WATCHER_CONFIG"))


def _named(session: Session, watchlist: Watchlist, name: str) -> _Subject:
    found = next((s for s in watchlist.sources if s.name == name), None)
    if found is None:
        names = [s.name for s in watchlist.sources]
        raise no_such("source", name, names, "SOURCE", otherwise="; an address begins with https://")
    return _Subject(
        found, watchlist.allow_private, watchlist.timezone, known=True, state=_remembered(session, found)
    )


def _remembered(session: Session, source: Source) -> SourceState | None:
    """Recall what a source was at its last poll: a page where a feed was is no good answer."""
    try:
        store = session.open_store()
    except StoreError:
        return None
    try:
        state = store.sources.state(source)
    except (KeyError, StoreError):
        return None
    finally:
        store.close()
    hosts = {urlsplit(url).hostname for url in (source.url.reveal(), state.moved.learned) if url}
    return state if state.host in hosts else None


async def _see(subject: _Subject) -> Sight:
    state = subject.state
    async with Client(subject.allowed, our_version(), now=system_clock) as client:
        eye = Eye(client, system_clock())
        if state is None:
            return await eye.see(subject.source)
        return await eye.see(subject.source, state.moved.learned, kind=state.kind, found=state.found)


def _document(seen: Sight) -> dict[str, Any]:
    document = seen.document
    return {
        "kind": document.kind if document else None,
        "condition": seen.condition,
        "reason": seen.reason,
        "feeds": list(seen.feeds),
        "selector": document.selector if document else None,
        "items": [_item(item) for item in (*document.items, *document.unfinished)] if document else [],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "guid": item.guid,
        "title": item.title,
        "link": item.link,
        "summary": item.summary,
        "published": iso(item.published),
    }


def _lines(subject: _Subject, seen: Sight) -> Iterator[str]:
    yield f"{subject.source.name}: {' · '.join(filter(None, _head(seen)))}"
    if seen.advice and (seen.document or not seen.feeds):
        yield f"  {safe(seen.advice)}"
    if seen.document and seen.document.selector:
        yield f"  its entries are found with {safe(seen.document.selector)}"
    if seen.feeds:
        yield "  feeds that it names, not asked:"
        yield from (f"    {safe(feed)}" for feed in seen.feeds)
    if seen.document:
        yield from _items(seen.document.items, subject.zone)
    if not subject.known and (seen.feeds or seen.document):
        yield f"to watch it: watcher add {safe(subject.source.shown)}"


def _head(seen: Sight) -> Iterator[str]:
    yield coloured(seen.condition, seen.condition)
    if document := seen.document:
        one, many = _ENTRIES.get(document.kind, ("item", "items"))
        count = len(document.items)
        yield f"{_KINDS[document.kind]}, {count} {one if count == 1 else many}"
        yield f"“{safe(document.title)}”" if document.title else ""
    if seen.condition is not Condition.OK:
        yield safe(seen.reason)


def _items(items: tuple[Item, ...], zone: str) -> Iterator[str]:
    for item in items[:_SHOWN]:
        date = when(item.published, zone) if item.published else "no date"
        yield f"  {date:16}  {safe(item.title) or '(no title)'}"
        yield f"  {'':16}  {safe(item.link or '(no link)')}"
    if len(items) > _SHOWN:
        yield f"  … and {len(items) - _SHOWN} more; --json shows all"
