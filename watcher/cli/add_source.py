"""Adds a source: asks an address, says what is there and what today's watches make of it, and writes it into the config."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import click

from watcher.app import our_version, system_clock
from watcher.cli.additions import Addition, ConfigFile, NotAdded, open_config, taken_up
from watcher.cli.samples import samples
from watcher.cli.session import Session
from watcher.cli.show import safe
from watcher.config import shown_source, urls
from watcher.config.edit import Entry
from watcher.config.edit import Value as Written
from watcher.config.secrets import Missing, Vault
from watcher.errors import Refused
from watcher.fetch import Client, is_private_host
from watcher.finding import COMMON, Eye, Found, Sight, find, source_name
from watcher.model import Secret, Source, Validators

EX_UNAVAILABLE = 69
_KINDS = {
    "feed": "a feed",
    "json": "a JSON feed",
    "page": "the list on the page",
    "text": "the page, read as text",
}
_PUBLIC_KEY = re.compile(r"(?i)(?:.*[_-])?id")  # channel_id, playlist_id: long and odd, and no secret
_SHOWN_OTHERS = 5


@dataclass(frozen=True, slots=True)
class SourceWish:
    """What was asked for. url: as typed, references and all."""

    url: str
    name: str | None
    every: str | None
    official: bool
    select: str | None
    page: bool
    force: bool


def add_source(session: Session, wish: SourceWish, *, dry_run: bool) -> int:
    """Find what to watch for an address, show it, and add it. Returns the exit code."""
    file = open_config(session)
    url = _address(file, wish)
    found = asyncio.run(_find(file, wish, url))
    for line in _told_of_search(found):
        click.echo(line)
    if found.taken is None:
        for line in _nothing(found.asked):
            click.echo(line, err=True)
        return EX_UNAVAILABLE
    if found.address != url:
        _check(file, wish, found.address)
    address = wish.url if found.address == url else found.address
    name = wish.name or source_name(found.address, _title(found.taken), file.taken("sources"))
    addition = file.with_entries("sources", [Entry(name, _value(wish, address))])
    told = samples(found.taken, name, addition.watchlist, system_clock())
    for line in (*_described(found.taken, wish, file), *told, *_others(found, wish)):
        click.echo(line)
    _finish(session, addition, dry_run=dry_run)
    return 0


def _finish(session: Session, addition: Addition, *, dry_run: bool) -> None:
    for line in addition.write(dry_run=dry_run):
        click.echo(line)
    if not dry_run:
        click.echo(taken_up(session, source=True))


def _address(file: ConfigFile, wish: SourceWish) -> str:
    """Give the address to ask, its references filled in. Raises where it can't be a source's, or must not be written so."""
    try:
        url = Vault(file.session.environ, file.path.parent).fill(wish.url, url=True)
    except Missing as error:
        raise click.BadParameter(str(error), param_hint="URL") from None
    if trouble := urls.source_trouble(url):
        raise click.BadParameter(trouble, param_hint="URL")
    _check(file, wish, urls.REFERENCE.sub("", wish.url))
    if (asker := file.asker_of(url)) and not wish.select:
        raise NotAdded(f"{asker} asks this address already")
    return url


def _check(file: ConfigFile, wish: SourceWish, address: str) -> None:
    """Refuse an address that another source asks, or that would put a secret into the file."""
    if (asker := file.asker_of(address)) and not wish.select:
        raise NotAdded(f"{asker} asks {shown_source(address)} already")
    if wish.force or not holds_secret(address):
        return
    raise click.UsageError(
        "this address holds a secret, which would stand in the config for all to read. "
        "Put it into the environment and write ${NAME} in its place; or the address into a file, and in the config: "
        "url_file = FILE; --force writes it as it is. Nothing was added"
    )


def holds_secret(url: str) -> bool:
    """Tell whether an address holds what nobody may read: a password, a token; not the long id of a channel."""
    parts = urlsplit(url)
    pairs = [pair for pair in parts.query.split("&") if not _PUBLIC_KEY.fullmatch(pair.partition("=")[0])]
    return bool(urls.secrets(urlunsplit(parts._replace(query="&".join(pairs))), channel=False))


async def _find(file: ConfigFile, wish: SourceWish, url: str) -> Found:
    source = Source(name="source", url=Secret(url), shown=shown_source(url), select=wish.select)
    async with Client(file.watchlist.allow_private, our_version(), now=system_clock) as client:
        eye = Eye(client, system_clock())
        return await find(
            eye, source, page=wish.page or wish.select is not None,
            say=lambda address: click.echo(f"asking {safe(shown_source(address))}", err=True),
        )  # fmt: skip


def _value(wish: SourceWish, address: str) -> str | dict[str, Written]:
    written = address if address == wish.url else address.replace("${", "$${")
    more: dict[str, Written] = {}
    if wish.select:
        more["select"] = wish.select
    if wish.every:
        more["every"] = wish.every
    if wish.official:
        more["official"] = True
    return {"url": written, **more} if more else written


def _title(seen: Sight) -> str:
    return seen.document.title if seen.document else ""


def _told_of_search(found: Found) -> Iterator[str]:
    """Say how what was taken, or what was not there, was come upon."""
    asked, taken = found.asked, found.taken
    if len(found.looked) == 1:
        return
    looked = [seen for seen in found.looked[1:] if seen is not taken]
    if taken and taken is not asked and asked.reason:
        yield f"the page itself: {safe(asked.reason)}"
    if asked.feeds:
        yield f"the page names {_count(len(asked.feeds), 'feed')}"
        yield from (f"  not taken: {safe(shown_source(seen.url))}: {_why_not(seen)}" for seen in looked)
    else:
        places = COMMON[: len(found.looked) - 1]
        there = (
            f"; there is one at {urlsplit(taken.url).path}"
            if taken and taken is not asked
            else "; there is none"
        )
        yield f"the page names no feed; asked {', '.join(places)}{there}"


def _why_not(seen: Sight) -> str:
    if seen.is_feed:
        return "it is the comments' feed"
    return safe(seen.reason) if seen.reason else "it is no feed"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _nothing(seen: Sight) -> Iterator[str]:
    """Say why nothing was taken, and what to do."""
    yield f"watcher: {safe(shown_source(seen.url))}: {safe(seen.reason)}"
    if isinstance(seen.error, Refused) and "allow_private" in seen.reason:
        host = urlsplit(seen.url).hostname or ""
        yield f'  it is at home? Then write into the config: [network] allow_private = ["{safe(host)}"]'
    elif seen.advice:
        yield f"  {safe(seen.advice)}"
    yield "  nothing was added"


def _described(seen: Sight, wish: SourceWish, file: ConfigFile) -> Iterator[str]:
    """Say what is taken, what robots.txt says, and how often it is asked."""
    document, response = seen.document, seen.response
    if document is None or response is None:
        return
    titled = f" “{safe(document.title)}”" if document.title else ""
    yield f"taken: {_KINDS[document.kind]}{titled}, {safe(shown_source(seen.url))}"
    if response.moved:
        yield f"  it has moved for good, so its new address is written: {safe(shown_source(response.moved))}"
    if seen.reason:
        yield f"  {seen.condition}: {safe(seen.reason)}"
    host = urlsplit(response.url).hostname or ""
    if document.kind in ("page", "text"):
        found = f"its entries are found with {safe(document.selector)}; " if document.selector else ""
        yield f"  {found}the robots.txt of {host} lets programs read it"
    whole = response.validators == Validators() and response.fresh_for is None and document.fresh_for is None
    if whole and not (
        wish.every or file.watchlist.every or is_private_host(host, file.watchlist.allow_private)
    ):
        yield '  this server sends all of it each time, so it is asked once a day; every = "2h" asks more often'


def _others(found: Found, wish: SourceWish) -> Iterator[str]:
    """Name what could have been taken instead, and how."""
    if found.others and found.taken is not found.asked:
        yield "other feeds of the page; to take one: watcher add ADDRESS"
        yield from (f"  {safe(shown_source(feed))}" for feed in found.others[:_SHOWN_OTHERS])
        if (rest := len(found.others) - _SHOWN_OTHERS) > 0:
            yield f"  and {rest} more; watcher test-source lists them"
    if found.taken is not found.asked and found.asked.document:
        yield f"to take the page itself: watcher add --page {safe(wish.url)}"
