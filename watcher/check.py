"""Reads a config with what the other rooms can say of it: the channels of their addresses, parse of its selectors.

And says what it understood: what is watched, what each watch waits for and where it rings, when channels are quiet, who is told
what is broken.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from watcher import channels, parse
from watcher.config import Loaded, load
from watcher.decide import holding, routing
from watcher.model import Channel, Condition, Status, Watch, Watchlist

_SHOWN = 20  # watches, and names of sources: the rest is counted
_NEWS = frozenset(Status) - {Status.MENTIONED}  # what is told where nothing else is asked


def check(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Read a config and everything in it that can be judged without the network. Raises ConfigError with every problem."""

    def objections(watchlist: Watchlist) -> Iterator[tuple[tuple[str, ...], str]]:
        for channel in watchlist.channels:
            if words := channels.problem(channel):
                yield ("channels", channel.name), words
        for source in watchlist.sources:
            if source.select and (words := parse.selector_problem(source.select)):
                yield ("sources", source.name, "select"), words

    return load(path, environ, judge=objections)


def understood(watchlist: Watchlist) -> list[str]:
    """Say in a line each what is asked, what every watch waits for, and where it rings."""
    sources = [f"{s.name} (official)" if s.official else s.name for s in watchlist.sources]
    several = len(watchlist.watches) != 1
    return [
        f"{len(sources)} source{'s' if len(sources) != 1 else ''}: {', '.join(_some(sources))}",
        f"{len(watchlist.watches)} watch{'es' if several else ''}:",
        *(f"  {line}" for line in _some([_watch(watch) for watch in watchlist.watches])),
    ]


def _some(names: list[str]) -> list[str]:
    rest = len(names) - _SHOWN
    return names if rest <= 1 else [*names[:_SHOWN], f"and {rest} more"]


def _watch(watch: Watch) -> str:
    """Say what a watch waits for and where it rings: "higehiro: season 2, movie; on discord, what is released on phone"."""
    waits = (
        f"the keywords {', '.join(watch.keywords)}"
        if watch.keywords
        else ", ".join(watch.about) or "any release news"
    )
    only = (
        ""
        if watch.keywords or watch.tell == _NEWS
        else f"; only {', '.join(s for s in Status if s in watch.tell)}"
    )
    tell = "; every mention" if watch.every_mention else only
    asks = f"; from {', '.join(watch.sources)}" if watch.sources else ""
    return f"{watch.name} waits for {waits}{tell}{asks}; {_rings(watch)}"


def _rings(watch: Watch) -> str:
    """Say where a watch rings. What its table of `notify` leaves out rings elsewhere: nobody should learn that by missing it."""
    where = ", ".join(watch.notify)
    if not watch.notify_by:
        return f"rings on {where}"
    by = [
        f"{status} rings on {', '.join(watch.notify_by[status])}"
        for status in Status
        if status in watch.notify_by
    ]
    return f"{', '.join(by)}, all else on {where}"


def echo(watchlist: Watchlist, now: datetime) -> list[str]:
    """Say when channels are quiet, in the reader's time and in UTC, and where notices about ourselves go."""
    lines = [line for channel in watchlist.channels for line in _hours(channel, watchlist.timezone, now)]
    mail = frozenset(c.name for c in watchlist.channels if channels.is_mail(c))
    fine = {c.name: Condition.OK for c in watchlist.channels}
    return lines + [
        f"notices about watcher itself go to {name}"
        for name in routing.notice_channel(fine, mail, health=watchlist.health)
    ]


def _hours(channel: Channel, zone: str, now: datetime) -> Iterator[str]:
    if channel.quiet:
        local = f"{channel.quiet.start:%H:%M}–{channel.quiet.end:%H:%M}"
        window = holding.quiet_window(channel.quiet, zone, now)
        utc = "–".join(f"{moment:%H:%M}" for moment in window)
        through = [status for status in Status if status in channel.quiet.through]
        besides = f"; {', '.join(through)}: told all the same" if through else ""
        yield f"{channel.name}: quiet {_both(local, utc, zone)}{besides}"
    if channel.digest:
        due = holding.next_digest(channel.digest, zone, now)
        yield f"{channel.name}: one digest a day at {_both(f'{channel.digest:%H:%M}', f'{due:%H:%M}', zone)}"


def _both(local: str, utc: str, zone: str) -> str:
    """Give a time in both zones. "Today", for in summer it is another."""
    return f"{local} {zone}" if local == utc else f"{local} {zone} = {utc} UTC today"
