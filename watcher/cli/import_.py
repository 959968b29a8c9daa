"""`watcher import`: the feeds of another reader, from the OPML file that it exports."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from watcher.app import our_version, system_clock
from watcher.cli.add_source import holds_secret
from watcher.cli.additions import ConfigFile, open_config, taken_up
from watcher.cli.session import Session, config_option
from watcher.cli.show import safe
from watcher.config import hosts, shown_source, urls
from watcher.config.edit import Entry
from watcher.decide.prints import plain_link
from watcher.errors import ParseError
from watcher.fetch import Client
from watcher.finding import Eye, Sight, source_name
from watcher.finding.naming import slug
from watcher.model import Secret, Source
from watcher.parse import opml

_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed of the file. why: it is left out; twin: for it is there already."""

    url: str
    title: str
    why: str = ""
    twin: bool = False


class NoOpml(click.ClickException):
    """The file can't be read: EX_DATAERR."""

    exit_code = 65


@click.command("import", short_help="Add the feeds of an OPML file.")
@click.argument(
    "file", metavar="FILE.opml", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True, exists=True)
)
@click.option(
    "--check",
    "ask",
    is_flag=True,
    help="Ask each feed once first, politely, and leave out what can't be read.",
)
@click.option("--dry-run", is_flag=True, help="Show it all, and write nothing.")
@config_option
def command(session: Session, *, file: Path, ask: bool, dry_run: bool) -> None:
    """Add the feeds of an OPML file, as other readers export it, to the config; - reads it from stdin.

    What is there already, and what can't be a source, is left out and named. Without --check nothing is asked.
    """
    config = open_config(session)
    feeds = list(_judged(config, _outlines(file)))
    if ask:
        feeds = asyncio.run(_asked(config, feeds))
    good = [feed for feed in feeds if not feed.why]
    for feed in feeds:
        if feed.why:
            click.echo(f"left out: {safe(feed.title or shown_source(feed.url))}: {safe(feed.why)}", err=True)
    if good:
        for line in config.with_entries("sources", list(_entries(config, good))).write(dry_run=dry_run):
            click.echo(line)
    for line in _summary(feeds, len(good)):
        click.echo(line)
    if good and not dry_run:
        click.echo(taken_up(session, source=True))


def _outlines(file: Path) -> tuple[opml.Outline, ...]:
    stdin = str(file) == "-"
    name = "stdin" if stdin else str(file)
    try:
        with sys.stdin.buffer if stdin else file.open("rb") as source:
            return opml.read(source.read(opml.MOST_BYTES + 1), name)
    except OSError as error:
        raise NoOpml(f"{name}: it can't be read: {error.strerror}") from None
    except ParseError as error:
        raise NoOpml(str(error)) from None


def _judged(config: ConfigFile, outlines: tuple[opml.Outline, ...]) -> Iterator[_Feed]:
    met: dict[str, str] = {}
    for outline in outlines:
        url = outline.url
        twin = config.asker_of(url) or met.get(plain_link(url))
        if twin:
            yield _Feed(url, outline.title, f"{twin} asks this address already", twin=True)
            continue
        why = urls.source_trouble(url) or _unfit(config, url)
        yield _Feed(url, outline.title, why or "")
        if not why:
            met[plain_link(url)] = outline.title or shown_source(url)


def _unfit(config: ConfigFile, url: str) -> str | None:
    if holds_secret(url):
        return "its address holds a secret: add it by hand, with ${NAME} or url_file"
    if hosts.at_home(url) and not hosts.allowed(url, config.watchlist.allow_private):
        return "it is at a private address: list that in [network] allow_private first"
    return None


async def _asked(config: ConfigFile, feeds: list[_Feed]) -> list[_Feed]:
    gate = asyncio.Semaphore(_AT_ONCE)
    async with Client(config.watchlist.allow_private, our_version(), now=system_clock) as client:
        eye = Eye(client, system_clock())

        async def ask(feed: _Feed) -> _Feed:
            if feed.why:
                return feed
            async with gate:
                seen = await eye.see(
                    Source(name="source", url=Secret(feed.url), shown=shown_source(feed.url))
                )
            click.echo(f"{safe(shown_source(feed.url))}: {_found(seen)}", err=True)
            return feed if seen.document else _Feed(feed.url, feed.title, seen.reason)

        return list(await asyncio.gather(*map(ask, feeds)))


def _found(seen: Sight) -> str:
    if seen.document is None:
        return safe(seen.reason)
    count = len(seen.document.items)
    return f"{seen.condition} · {seen.document.kind}, {count} item{'' if count == 1 else 's'}"


def _entries(config: ConfigFile, feeds: list[_Feed]) -> Iterator[Entry]:
    taken = config.taken("sources")
    for feed in feeds:
        wanted = slug(feed.title)
        name = wanted if wanted and wanted not in taken else source_name(feed.url, feed.title, taken)
        taken.add(name)
        yield Entry(name, feed.url.replace("${", "$${"))


def _summary(feeds: list[_Feed], good: int) -> Iterator[str]:
    twins = sum(feed.twin for feed in feeds)
    yield f"{len(feeds)} in the file: {good} new, {twins} there already, {len(feeds) - good - twins} left out"
