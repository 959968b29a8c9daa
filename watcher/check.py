"""Reads a config with what the other rooms can say of it: the channels of their addresses, parse of its selectors."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from watcher import channels, parse
from watcher.config import Loaded, load
from watcher.model import Watchlist


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
