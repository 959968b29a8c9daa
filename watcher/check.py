"""Reads a config with what the other rooms can say of it: the channels of their addresses, parse of its selectors.

And says what it comes to where that is easily misread: when channels are quiet, and who is told what is broken.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from watcher import channels, parse
from watcher.config import Loaded, load
from watcher.decide import holding, routing
from watcher.model import Channel, Condition, Status, Watchlist


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


def echo(watchlist: Watchlist, now: datetime) -> list[str]:
    """Say when channels are quiet, in the reader's time and in UTC, and where notices about ourselves go; nothing where it is plain."""
    lines = [line for channel in watchlist.channels for line in _hours(channel, watchlist.timezone, now)]
    if len(watchlist.channels) > 1:
        mail = frozenset(c.name for c in watchlist.channels if channels.is_mail(c))
        fine = {c.name: Condition.OK for c in watchlist.channels}
        lines += [
            f"notices about watcher itself go to {name}"
            for name in routing.notice_channel(fine, mail, health=watchlist.health)
        ]
    return lines


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
