"""Reads the configuration: text to watchlist, with every problem at once and each at its place.

decode, parse → fill references → fit the schema → build channels, sources, watches → judge them together
"""

import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watcher import model
from watcher.config.channels import build_channel
from watcher.config.entry import UNREAD, Entry
from watcher.config.lines import scan
from watcher.config.parse import decode, parse
from watcher.config.report import Report, locate
from watcher.config.schema import ENTRIES
from watcher.config.secrets import Vault, fill_in
from watcher.config.shape import fit, meant_sections
from watcher.config.sources import build_source, check_pace, check_private, check_twins
from watcher.config.watches import build_watch, check_used, check_watch
from watcher.errors import ConfigError, Problem

_NEEDED = {
    "channels": 'no channels, so nothing could be told: add [channels] and a line such as discord = "https://…"',
    "sources": 'no sources, so there is nowhere to look: add [sources] and a line such as ann = "https://…"',
    "watch": 'nothing to wait for: add [watch] and a line such as higehiro = ["Hige wo Soru", "Higehiro"]',
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration that can be used."""

    watchlist: model.Watchlist
    warnings: tuple[Problem, ...]
    secrets: frozenset[str] = field(repr=False)  # what no log may show
    path: Path
    exposed: Problem | None = (
        None  # others can read a secret here: no fault of the text, so not among its warnings
    )


# Another room's objections to a watchlist: the path to what is wrong, such as
# ("sources", "kadokawa", "select"), and words. It is shown what could be built, also of a file with other faults.
Judge = Callable[[model.Watchlist], Iterable[tuple[tuple[str | int, ...], str]]]


def load(
    path: Path, environ: Mapping[str, str], *, secrets: bool = True, judge: Judge | None = None
) -> Loaded:
    """Read a file. Raises ConfigError with every problem, in the order of the file, those of `judge` among them.

    secrets=False is for who only reads: a secret that only the service can see is no error then, and a URL that
    needs it is UNREAD. Such a Loaded must never be used to poll or to send.
    """
    try:
        text = decode(path, path.read_bytes())
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise _broken(path, "there is no such file; `watcher init` writes one") from None
    except IsADirectoryError:
        raise _broken(path, "this is a directory, not a file") from None
    except OSError as error:
        raise _broken(path, f"can't be read: {error.strerror}") from None
    vault = Vault(environ, path.parent, needed=secrets)
    return _read(text, path, vault, judge, open_to_others=bool(mode & (stat.S_IRGRP | stat.S_IROTH)))


def loads(
    text: str, file: Path, environ: Mapping[str, str], *, secrets: bool = True, judge: Judge | None = None
) -> Loaded:
    """Read a text as if it stood in `file`, as `load` does."""
    return _read(text, file, Vault(environ, file.parent, needed=secrets), judge, open_to_others=False)


def _read(text: str, file: Path, vault: Vault, judge: Judge | None, *, open_to_others: bool) -> Loaded:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    raw = parse(text, file)
    report = Report(scan(text))
    watchlist = _build(raw, vault, report, judge)
    problems = report.problems(vault.found)
    if report.fatal:
        raise ConfigError(file, problems)
    secrets, exposed = frozenset(vault.found), None
    if open_to_others and vault.literal:
        message = f"others can read this file, and it holds a secret: chmod 600 {file.name}, or write ${{NAME}} here"
        exposed = locate(report.lines, vault.literal[0], message, secrets, fatal=False)
    return Loaded(watchlist, problems, secrets, file, exposed)


def _build(raw: dict[str, Any], vault: Vault, report: Report, judge: Judge | None) -> model.Watchlist:
    unknown = meant_sections(raw)
    names = {
        name: list(raw.get(name, {})) if isinstance(raw.get(name, {}), dict) and name not in unknown else None
        for name in ENTRIES
    }
    for section, message in _NEEDED.items():
        if names[section] == []:
            report.add((section,), message)
    document = fit(fill_in(raw, vault, report), names, report)

    def entry(section: str, name: str) -> Entry:
        return Entry(section, name, raw[section][name], vault, report)

    channels = [build_channel(entry("channels", name), table) for name, table in document.channels.items()]
    sources = [build_source(entry("sources", name), table) for name, table in document.sources.items()]
    for name, watch in document.watch.items():
        check_watch(name, raw["watch"][name], watch, report)
    everyone = tuple(names["channels"] or ())
    watchlist = model.Watchlist(
        channels=tuple(channel for channel in channels if channel),
        sources=tuple(source for source in sources if source),
        watches=tuple(
            build_watch(name, watch, document.defaults, everyone) for name, watch in document.watch.items()
        ),
        timezone=document.defaults.timezone,
        every=document.defaults.every,
        keep=document.defaults.keep,
        allow_private=document.network.allow_private,
        health=document.defaults.health,
        weekly=document.defaults.weekly,
    )
    if "network" not in unknown:
        _check_addresses(raw, watchlist, report)
    for path, words in judge(watchlist) if judge else ():
        report.add(path, words)
    if not report.fatal:
        check_used(watchlist, document.defaults, report)
    return watchlist


def _check_addresses(raw: dict[str, Any], watchlist: model.Watchlist, report: Report) -> None:
    """Look at the sources together; what would only follow from other errors is left unsaid."""
    sources = [source for source in watchlist.sources if source.url.reveal() != UNREAD]
    private = watchlist.allow_private or _texts(raw.get("network"), "allow_private")
    paced = [source.name for source in sources if "every" in _table(raw["sources"][source.name])]
    check_pace(sources, paced, watchlist.every, private, report)
    check_private(sources, private, report)
    check_twins(sources, report)


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(table: object, key: str) -> tuple[str, ...]:
    """Give the strings of a list that may hold wrong values as well."""
    value = _table(table).get(key)
    listed = value if isinstance(value, list) else [value]
    return tuple(text for text in listed if isinstance(text, str))


def _broken(file: Path, message: str) -> ConfigError:
    return ConfigError(file, (Problem(0, 0, "", message),))
