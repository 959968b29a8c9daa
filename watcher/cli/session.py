"""What every command shares: which config, which state, and how results are printed."""

import functools
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from watcher.config import did_you_mean, find_config, state_dir
from watcher.errors import StoreError

if TYPE_CHECKING:
    from watcher.config import Loaded
    from watcher.store import Store

R = TypeVar("R")
SCHEMA = 1
SERVICE_STATES = (Path("/var/lib/watcher"), Path("/var/lib/private/watcher"))


@dataclass(slots=True)
class Session:
    """One run of the command line."""

    explicit: Path | None = None  # --config
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)

    @property
    def config(self) -> Path:
        """The config file in force."""
        return find_config(self.explicit, self.environ)

    def load(self, *, secrets: bool = True) -> "Loaded":
        """Read the config. Raises ConfigError. secrets=False: for commands that neither poll nor send, so that they
        run where the service's secrets can't be read.
        """
        from watcher.config import load  # noqa: PLC0415  costs start-up time

        return load(self.config, self.environ, secrets=secrets)

    def open_store(self, *, read_only: bool = True) -> "Store":
        """Open the memory beside a running service. Without one of our own, the system service's, and says so."""
        from watcher.store import FILE, Store, Use  # noqa: PLC0415  costs start-up time

        own = state_dir(self.environ)
        directory = own if _is_there(own / FILE) or _is_chosen(self.environ) else self._service_state() or own
        if not _is_there(directory / FILE):
            raise StoreError(
                str(directory / FILE), "there is no memory here yet; `watcher run` or `watcher once` makes it"
            )
        if directory != own:
            click.echo(f"this is the system service's memory, {directory}", err=True)
        return Store(directory / FILE, Use.READ if read_only else Use.BESIDE)

    def _service_state(self) -> Path | None:
        """Find the system service's state, if we may look into it."""
        return next((place for place in SERVICE_STATES if _is_there(place / "watcher.db")), None)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return False


def _is_chosen(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("WATCHER_STATE") or environ.get("STATE_DIRECTORY"))


def no_such(
    what: str, name: str, known: Iterable[str], hint: str, *, otherwise: str = ""
) -> click.BadParameter:
    """Give the error for a name that is none of the known ones. hint: the parameter. otherwise: said if nothing is near."""
    ending = did_you_mean(name, known) or otherwise
    return click.BadParameter(f"there is no {what} called {name}{ending}", param_hint=hint)


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
