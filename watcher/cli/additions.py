"""The config file while something is added to it: what `add` and `import` share. Nothing is written before the result was loaded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from watcher.cli.session import Session
from watcher.cli.show import safe
from watcher.config import loads, state_dir
from watcher.config.edit import Edited, Entry, add
from watcher.config.entry import UNREAD
from watcher.config.parse import decode, parse
from watcher.config.save import save
from watcher.config.schema import ENTRIES, keys
from watcher.decide.prints import plain_link
from watcher.errors import ConfigError, Problem
from watcher.model import Watchlist
from watcher.store.lock import runs


class NotAdded(click.ClickException):
    """What was asked for can't be added. Nothing was changed."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(f"{message}. Nothing was added")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A config as it stands. It may have no sources or no watches yet; else it is a good one."""

    session: Session
    path: Path
    before: bytes
    text: str
    raw: dict[str, Any]
    watchlist: Watchlist

    def taken(self, section: str) -> set[str]:
        """Give the names that an entry can't have: those of others, and what would be read as a key."""
        return {*self.raw.get(section, {}), *keys(ENTRIES[section])}

    def asker_of(self, url: str) -> str | None:
        """Name the source that asks this address already, told as items' links are."""
        plain = plain_link(url)
        asked = ((s.name, s.url.reveal()) for s in self.watchlist.sources)
        return next(
            (name for name, address in asked if address != UNREAD and plain_link(address) == plain), None
        )

    def with_entries(self, section: str, entries: Sequence[Entry]) -> "Addition":
        """Add entries to the text, and load the result. Raises NotAdded where it is no good config."""
        edited = add(self.text, section, entries, self.path)
        try:
            watchlist, warnings = _loaded(self.session, self.path, edited.text)
        except ConfigError as error:
            says = "; ".join(dict.fromkeys(f"{p.path}: {p.message}" for p in error.problems if p.fatal))
            raise NotAdded(f"that would not be right: {says}") from None
        names = {f"{section}.{entry.name}" for entry in entries}
        ours = tuple(p for p in warnings if ".".join(p.path.split(".")[:2]) in names)
        return Addition(self, edited, watchlist, ours)


@dataclass(frozen=True, slots=True)
class Addition:
    """What is about to be written, and the watchlist that it makes."""

    file: ConfigFile
    edited: Edited
    watchlist: Watchlist
    warnings: tuple[Problem, ...]

    def write(self, *, dry_run: bool) -> Iterator[str]:
        """Write it, and say so; with dry_run only say so."""
        if not dry_run:
            save(self.file.path, self.file.before, self.edited.text.encode())
        done = "would be added" if dry_run else "added"
        yield f"{done} to {self.file.path}, line {self.edited.line}:"
        yield from (f"  {safe(line.strip(', '))}" for line in self.edited.added.split("\n") if line.strip())
        yield from (f"  {safe(warning.message)}" for warning in self.warnings)


def open_config(session: Session) -> ConfigFile:
    """Read the config to add to it. Raises ConfigError unless it is good, or lacks only what may be added."""
    path = session.config
    try:
        before = path.read_bytes()
    except OSError as error:
        raise ConfigError(path, (Problem(0, 0, "", f"can't be read: {error.strerror}"),)) from None
    text = decode(path, before)
    watchlist, _ = _loaded(session, path, text)
    return ConfigFile(session, path, before, text, parse(text.removeprefix("\ufeff"), path), watchlist)


def _loaded(session: Session, path: Path, text: str) -> tuple[Watchlist, tuple[Problem, ...]]:
    """Load a text without its secrets: nothing that stands in it is polled or sent to."""
    seen: list[Watchlist] = []

    def note(watchlist: Watchlist) -> tuple[()]:
        seen.append(watchlist)
        return ()

    try:
        loaded = loads(text, path, session.environ, secrets=False, judge=note)
    except ConfigError as error:
        if not seen or any(p.fatal and not _is_empty(p, text, path) for p in error.problems):
            raise
        return seen[0], tuple(p for p in error.problems if not p.fatal)
    return loaded.watchlist, loaded.warnings


def _is_empty(problem: Problem, text: str, path: Path) -> bool:
    """Is all that is wrong that a section has no entries yet? What is added may be the first."""
    return problem.path in ENTRIES and not parse(text.removeprefix("\ufeff"), path).get(problem.path)


def taken_up(session: Session, *, source: bool) -> str:
    """Say when what was added is in force."""
    known = ". What is there now counts as known, and does not ring" if source else ""
    if runs(state_dir(session.environ)):
        return f"the running watcher takes it up within seconds{known}"
    return f"a watcher that runs takes it up within seconds; without one: watcher once{known}"
