"""Reads the configuration: text to watchlist, with every problem at once and each at its place.

decode, parse → fill references → fit the schema → build channels, sources, watches → judge them together
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from watcher import model
from watcher.config.channels import build_channel
from watcher.config.entry import Entry
from watcher.config.lines import Lines, scan
from watcher.config.parse import decode, parse
from watcher.config.report import Report, locate
from watcher.config.schema import ENTRIES, Document
from watcher.config.secrets import Vault, fill_in
from watcher.config.shape import fit
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
    lines: Lines = field(repr=False)
    exposed: Problem | None = (
        None  # others can read a secret here: no fault of the text, so not among its warnings
    )

    def problem(self, dotted_path: str, message: str, *, fatal: bool = True) -> Problem:
        """Give another room's objection its place: `problem("sources.kadokawa.select", "not a CSS selector")`."""
        path = self.lines.named(dotted_path) or (dotted_path,)
        return locate(self.lines, path, message, self.secrets, fatal=fatal)


def load(path: Path, environ: Mapping[str, str]) -> Loaded:
    """Read a file. Raises ConfigError with every problem, in the order of the file."""
    try:
        text = decode(path, path.read_bytes())
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise _broken(path, "there is no such file; `watcher init` writes one") from None
    except IsADirectoryError:
        raise _broken(path, "this is a directory, not a file") from None
    except OSError as error:
        raise _broken(path, f"can't be read: {error.strerror}") from None
    return _read(text, path, environ, open_to_others=bool(mode & (stat.S_IRGRP | stat.S_IROTH)))


def loads(text: str, file: Path, environ: Mapping[str, str]) -> Loaded:
    """Read a text as if it stood in `file`. Raises ConfigError as `load` does."""
    return _read(text, file, environ, open_to_others=False)


def _read(text: str, file: Path, environ: Mapping[str, str], *, open_to_others: bool) -> Loaded:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    raw = parse(text, file)
    report = Report(scan(text))
    vault = Vault(environ, file.parent)
    watchlist = _build(raw, vault, report)
    problems = report.problems(vault.found)
    if report.fatal:
        raise ConfigError(file, problems)
    secrets, exposed = frozenset(vault.found), None
    if open_to_others and vault.literal:
        message = f"others can read this file, and it holds a secret: chmod 600 {file.name}, or write ${{NAME}} here"
        exposed = locate(report.lines, vault.literal[0], message, secrets, fatal=False)
    return Loaded(watchlist, problems, secrets, file, report.lines, exposed)


def _build(raw: dict[str, Any], vault: Vault, report: Report) -> model.Watchlist:
    names = {
        name: list(raw.get(name, {})) if isinstance(raw.get(name, {}), dict) else None for name in ENTRIES
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
        allow_private=document.network.allow_private,
    )
    _judge(raw, watchlist, document, report)
    return watchlist


def _judge(raw: dict[str, Any], watchlist: model.Watchlist, document: Document, report: Report) -> None:
    """Look at everything together; what would only follow from other errors is left unsaid."""
    private = watchlist.allow_private or _texts(raw.get("network"), "allow_private")
    paced = [source.name for source in watchlist.sources if "every" in _table(raw["sources"][source.name])]
    check_pace(watchlist.sources, paced, watchlist.every, private, report)
    check_private(watchlist.sources, private, report)
    check_twins(watchlist.sources, report)
    if not report.fatal:
        check_used(watchlist, document.defaults, report)


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(table: object, key: str) -> tuple[str, ...]:
    """Give the strings of a list that may hold wrong values as well."""
    value = _table(table).get(key)
    listed = value if isinstance(value, list) else [value]
    return tuple(text for text in listed if isinstance(text, str))


def _broken(file: Path, message: str) -> ConfigError:
    return ConfigError(file, (Problem(0, 0, "", message),))
