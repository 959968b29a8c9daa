"""What every command shares: which config, which state, and how results are printed."""

import functools
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from watcher.config import find_config, state_dir
from watcher.errors import StoreError

if TYPE_CHECKING:
    from watcher.config import Loaded
    from watcher.store import Store

R = TypeVar("R")
SCHEMA = 1
_SERVICE_STATES = (Path("/var/lib/watcher"), Path("/var/lib/private/watcher"))


@dataclass(slots=True)
class Session:
    """One run of the command line."""

    explicit: Path | None = None  # --config
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def config(self) -> Path:
        """The config file in force."""
        return find_config(self.explicit, self.environ)

    def load(self) -> "Loaded":
        """Read the config. Raises ConfigError."""
        from watcher.config import load  # noqa: PLC0415  costs start-up time

        return load(self.config, self.environ)

    def open_store(self, *, read_only: bool = True) -> "Store":
        """Open the memory beside a running service. Says which place was looked at when there is none."""
        from watcher.store import FILE, Store  # noqa: PLC0415  costs start-up time

        directory = state_dir(self.environ)
        path = directory / FILE
        if not path.exists():
            raise StoreError(
                str(path),
                "there is no memory here yet; `watcher run` or `watcher once` makes it"
                + _elsewhere(directory),
            )
        return Store(path, read_only=read_only)


def _elsewhere(directory: Path) -> str:
    for other in _SERVICE_STATES:
        if other != directory and other.exists():
            return f". The service keeps its own in {other}: sudo WATCHER_STATE={other} watcher …"
    return ""


def config_option(command: Callable[..., R]) -> Callable[..., R]:
    """Give a command the --config option, and the session as its first argument. The option may stand before or after the command."""

    @click.option(
        "--config", "config_file", type=click.Path(path_type=Path, dir_okay=True), metavar="FILE",
        help="The config file. [default: $WATCHER_CONFIG, $CONFIGURATION_DIRECTORY, XDG, /etc/watcher]",
    )  # fmt: skip
    @click.pass_context
    @functools.wraps(command)
    def with_session(context: click.Context, /, *args: Any, config_file: Path | None, **kwargs: Any) -> R:
        session = context.ensure_object(Session)
        if config_file is not None:
            session.explicit = config_file
        return command(session, *args, **kwargs)

    return with_session


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document (schema 1).")


def print_json(document: dict[str, Any]) -> None:
    """Print one JSON document, ASCII only: safe for every terminal and pipe."""
    click.echo(json.dumps({"schema": SCHEMA, **document}, indent=2))
