"""Decides where the configuration and the state are looked for. Creates nothing.

XDG Base Directory Specification (relative paths in its variables are ignored) and systemd.exec
(ConfigurationDirectory=, StateDirectory=: absolute paths, several joined by colons).
"""

from collections.abc import Mapping
from pathlib import Path

from watcher.errors import ConfigError, Problem

_FILE = "config.toml"
_SYSTEM = Path("/etc/watcher") / _FILE


def find_config(explicit: Path | None, environ: Mapping[str, str]) -> Path:
    """Give the configuration file: `explicit`, else $WATCHER_CONFIG, else the first that exists.

    A file that is asked for by name is never replaced by another one. Raises ConfigError, which names every place.
    """
    asked = explicit or (Path(environ["WATCHER_CONFIG"]) if environ.get("WATCHER_CONFIG") else None)
    if asked:
        if _is_there(asked, hidden=True):
            return asked
        by = "" if explicit else ", which $WATCHER_CONFIG names"
        raise _missing(asked, f"there is no such file{by}; `watcher init` writes one")
    places = [*_services(environ), _personal(environ), _SYSTEM]
    for place in places:
        if _is_there(place):
            return place
    looked = ", ".join(str(place) for place in places)
    raise _missing(_FILE, f"no configuration found; looked at {looked}; `watcher init` writes one")


def default_config(environ: Mapping[str, str]) -> Path:
    """Give the place where a new configuration is written."""
    if environ.get("WATCHER_CONFIG"):
        return Path(environ["WATCHER_CONFIG"])
    return next(iter(_services(environ)), _personal(environ))


def state_dir(environ: Mapping[str, str]) -> Path:
    """Give the directory of the state: $WATCHER_STATE, else the service's, else the user's."""
    if environ.get("WATCHER_STATE"):
        return Path(environ["WATCHER_STATE"])
    if environ.get("STATE_DIRECTORY"):
        return Path(environ["STATE_DIRECTORY"].split(":")[0])
    return _xdg(environ, "XDG_STATE_HOME", ".local/state") / "watcher"


def _services(environ: Mapping[str, str]) -> list[Path]:
    return [
        Path(folder) / _FILE for folder in environ.get("CONFIGURATION_DIRECTORY", "").split(":") if folder
    ]


def _personal(environ: Mapping[str, str]) -> Path:
    return _xdg(environ, "XDG_CONFIG_HOME", ".config") / "watcher" / _FILE


def _xdg(environ: Mapping[str, str], variable: str, fallback: str) -> Path:
    folder = Path(environ.get(variable, ""))
    return folder if folder.is_absolute() else Path(environ.get("HOME") or "/") / fallback


def _is_there(place: Path, *, hidden: bool = False) -> bool:
    """Is something there? `hidden`: what to say where we lack the right to look (ProtectHome=, other people's homes)."""
    try:
        return place.exists()
    except PermissionError:
        return hidden


def _missing(file: Path | str, message: str) -> ConfigError:
    return ConfigError(file, (Problem(0, 0, "", message),))
