"""`watcher test-source`: what the program sees at an address, now."""

import asyncio
from typing import Any

import click

from watcher.app import our_version, system_clock
from watcher.cli.session import Session, config_option, json_option, no_such, print_json
from watcher.cli.show import safe, when
from watcher.errors import ConfigError, FetchError, WatcherError
from watcher.fetch import Client
from watcher.model import Document, Item, Secret, Source, Validators
from watcher.parse import parse

_SHOWN = 15


@click.command(short_help="Fetch a source now and show what is there.")
@click.argument("source")
@click.option("--select", metavar="CSS", help="Read the address as a page, with this selector.")
@json_option
@config_option
def command(session: Session, *, source: str, select: str | None, as_json: bool) -> int:
    """Fetch SOURCE (a name from the config, or a URL) once and show what is there. Stores nothing, tells nobody.

    Exits 69 when it can't be read.
    """
    found, allowed, zone = _find(session, source, select)
    try:
        document = asyncio.run(_read(found, allowed))
    except WatcherError as error:
        if as_json:
            print_json({"kind": None, "condition": "failing", "reason": error.reason, "items": []})
        else:
            click.echo(f"{found.name}: {safe(error.reason)}", err=True)
        return 0 if as_json else 69
    if as_json:
        print_json(
            {
                "kind": document.kind,
                "condition": "ok",
                "reason": "",
                "items": [_item(item) for item in document.items],
            }
        )
    else:
        _show(found, document, zone)
    return 0


def _find(session: Session, source: str, select: str | None) -> tuple[Source, tuple[str, ...], str]:
    is_address = "://" in source
    try:
        watchlist = session.load().watchlist
    except ConfigError:
        if not is_address:
            raise
        return Source(name="source", url=Secret(source), shown=source, select=select), (), "UTC"
    if is_address:
        known = next((s for s in watchlist.sources if s.url.reveal() == source), None)
        found = known or Source(name="source", url=Secret(source), shown=source)
    elif (named := next((s for s in watchlist.sources if s.name == source), None)) is not None:
        found = named
    else:
        names = [s.name for s in watchlist.sources]
        raise no_such("source", source, names, "SOURCE", otherwise="; an address begins with https://")
    if select is not None:
        found = Source(name=found.name, url=found.url, shown=found.shown, select=select, lang=found.lang)
    return found, watchlist.allow_private, watchlist.timezone


async def _read(source: Source, allowed: tuple[str, ...]) -> Document:
    async with Client(allowed, our_version(), now=system_clock) as client:
        response = await client.get(source, Validators())
        if response.body is None:
            raise FetchError(
                source.name, "the server says that nothing changed, though we asked for all of it"
            )
        return await asyncio.to_thread(parse, response, source)


def _item(item: Item) -> dict[str, Any]:
    published = item.published.isoformat() if item.published else None
    return {
        "guid": item.guid,
        "title": item.title,
        "link": item.link,
        "summary": item.summary,
        "published": published,
    }


def _show(source: Source, document: Document, zone: str) -> None:
    click.echo(
        f"{source.name}: {document.kind}, {len(document.items)} items"
        + (f", “{safe(document.title)}”" if document.title else "")
    )
    for item in document.items[:_SHOWN]:
        click.echo(
            f"  {when(item.published, zone) if item.published else 'no date':16}  {safe(item.title) or '(no title)'}"
        )
        click.echo(f"  {'':16}  {safe(item.link or '(no link)')}")
    if len(document.items) > _SHOWN:
        click.echo(f"  … and {len(document.items) - _SHOWN} more; --json shows all")
