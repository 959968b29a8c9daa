"""Adds a watch for a title: writes it into the config, and says which sources named it lately and what it would have told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import click

from watcher.app import system_clock
from watcher.cli.additions import ConfigFile, NotAdded, open_config, taken_up
from watcher.cli.samples import verdict
from watcher.cli.session import Session
from watcher.cli.show import safe, table, when
from watcher.config.edit import Entry, Value
from watcher.decide.reading import Reader
from watcher.decide.reading.fold import fold_text
from watcher.decide.reading.romaji import same_spelling
from watcher.decide.rerun import Again, rerun
from watcher.errors import StoreError
from watcher.finding import watch_name
from watcher.model import Watch, Watchlist

LATELY = timedelta(days=60)
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class WatchWish:
    """What was asked for; the first title is the main one."""

    titles: tuple[str, ...]
    name: str | None
    about: tuple[str, ...]
    exclude: tuple[str, ...]


def add_watch(session: Session, wish: WatchWish, *, dry_run: bool) -> int:
    """Add a watch, and look back for it. Returns the exit code."""
    file = open_config(session)
    _refuse_twin(file, wish)
    name = wish.name or watch_name(wish.titles, file.taken("watch"))
    addition = file.with_entries("watch", [Entry(name, _value(wish))])
    for line in (
        *addition.write(dry_run=dry_run),
        *_lately(session, name, addition.watchlist, system_clock()),
    ):
        click.echo(line)
    if not dry_run:
        click.echo(taken_up(session, source=False))
    return 0


def _refuse_twin(file: ConfigFile, wish: WatchWish) -> None:
    wanted = {_plain(title) for title in wish.titles}
    for watch in file.watchlist.watches:
        if twin := next((title for title in watch.titles if _plain(title) in wanted), None):
            raise NotAdded(
                f"{watch.name} waits for “{safe(twin)}” already; to wait for more of it, add to its about or its titles"
            )


def _plain(title: str) -> str:
    return " ".join(map(same_spelling, fold_text(title).split()))


def _value(wish: WatchWish) -> str | tuple[str, ...] | dict[str, Value]:
    titles = tuple(dict.fromkeys(wish.titles))
    if not (wish.about or wish.exclude):
        return titles
    more = {"about": wish.about, "not": wish.exclude}
    return {"title": titles, **{key: words for key, words in more.items() if words}}


def _lately(session: Session, name: str, watchlist: Watchlist, now: datetime) -> Iterator[str]:
    """Say which sources named it in the last days, and what the watch would have told of that."""
    watch = next(watch for watch in watchlist.watches if watch.name == name)
    try:
        named = _named(session, watch, now - LATELY)
    except StoreError as error:
        yield f"which sources named it lately is not known: {error.reason}"
        return
    zone, days = watchlist.timezone, LATELY.days
    if not named:
        yield f"none of your sources named it in {days} days"
        return
    yield f"named in {days} days by:"
    yield table(list(_by_source(named, zone)))
    alone = Watchlist(channels=watchlist.channels, sources=watchlist.sources, watches=(watch,))
    meetings = list(rerun(named, alone))
    told = [meeting for meeting in meetings if meeting.alert]
    yield f"it would have rung {_times(len(told))} of {len(named)}" + (":" if told else "")
    for meeting in told[-_SHOWN:]:
        yield f"  {when(meeting.at, zone)}  {safe(meeting.item.title)} ({meeting.item.source})"
        yield f"  {'':16}  {verdict(meeting)}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _named(session: Session, watch: Watch, since: datetime) -> list[Again]:
    """Give the stored items that name any of its titles, whatever they say of it, oldest first."""
    reader = Reader((Watch(name=watch.name, titles=watch.titles),))
    store = session.open_store()
    try:
        return [again for again in store.items.again() if again.at >= since and reader.read(again.item)]
    finally:
        store.close()


def _by_source(named: list[Again], zone: str) -> Iterator[tuple[str, str, str, str]]:
    sources = sorted({again.item.source for again in named})
    for source in sources:
        its = [again for again in named if again.item.source == source]
        yield safe(source), str(len(its)), when(its[-1].at, zone), f"“{safe(its[-1].item.title)}”"
