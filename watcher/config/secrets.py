"""Owns secrets: puts values in the place of `${NAME}` and `${credential:NAME}`, reads `url_file`, remembers what to hide.

It reads the environment it is given, $CREDENTIALS_DIRECTORY (systemd.exec, LoadCredential=) and the files that are named.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from watcher.config import lines
from watcher.config.report import Report

SHORTEST = 4  # a shorter secret can't be blotted out without wrecking the text around it
_MARK = re.compile(r"\$(\$\{)|\$\{([^{}]*)(\}?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Missing(Exception):
    """A secret is not there. The message says which and why, and holds no secret itself."""


class Unfit(Missing):
    """The reference itself is wrong: no environment could fill it."""


@dataclass(slots=True)
class Vault:
    """Where secrets come from, and those found so far."""

    environ: Mapping[str, str]
    folder: Path  # of the config file: url_file is relative to it
    found: set[str] = field(default_factory=set, repr=False)
    literal: list[lines.Path] = field(default_factory=list)  # keys of the file that hold a secret themselves
    needed: bool = True  # False: a secret that is not there is no error
    unread: set[lines.Path] = field(default_factory=set)  # what stays unknown for want of a secret

    def hold(self, *secrets: str) -> None:
        """Remember secrets, as they are and as a URL would hold them."""
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), quote(secret))}
        self.found |= {form for form in forms if len(form) >= SHORTEST}

    def excuses(self, path: lines.Path, error: Missing) -> bool:
        """May this secret be missing? Then what stands at the path is remembered as unread."""
        excused = not self.needed and not isinstance(error, Unfit)
        if excused:
            self.unread.add(path)
        return excused

    def fill(self, template: str, *, url: bool) -> str:
        """Put values into a string. In a URL they are percent-encoded, unless one value is the whole of it."""
        whole = template.startswith("${") and template.endswith("}") and template.count("{") == 1
        missing: list[Missing] = []

        def value(match: re.Match[str]) -> str:
            if match[1]:
                return "${"
            try:
                found = self.look_up(match[2], closed=bool(match[3]))
            except Missing as error:
                missing.append(error)
                return ""
            return quote(found, safe="") if url and not whole else found

        filled = _MARK.sub(value, template)
        if missing:
            unfit = any(isinstance(error, Unfit) for error in missing)
            raise (Unfit if unfit else Missing)("; ".join(dict.fromkeys(map(str, missing))))
        return filled

    def look_up(self, name: str, *, closed: bool) -> str:
        """Give the value of what stands between the braces."""
        credential = name.removeprefix("credential:")
        if closed and credential != name:
            value = self.credential(credential)
        elif closed and _NAME.fullmatch(name):
            value = self.variable(name)
        else:
            raise Unfit(
                '"${" begins ${NAME} or ${credential:NAME}; for the characters themselves write "$${"'
            )
        self.hold(value)
        return value

    def variable(self, name: str) -> str:
        """Read an environment variable."""
        if name not in self.environ:
            raise Missing(f"the environment variable {name} is not set")
        if not self.environ[name]:
            raise Missing(f"the environment variable {name} is empty")
        return self.environ[name]

    def credential(self, name: str) -> str:
        """Read a credential that systemd handed over."""
        if "/" in name or name.startswith(".") or not name.strip():
            raise Unfit('the name of a credential is not empty, has no "/" and does not begin with "."')
        folder = self.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise Missing(f"no credentials here: systemd hands them over with LoadCredential={name}:FILE")
        return _read(Path(folder) / name, f"the credential {name}")

    def file(self, name: str) -> str:
        """Read a file that holds one secret."""
        path = self.folder / name
        value = _read(path, f"the file {path}")
        self.hold(value)
        return value


def _read(path: Path, what: str) -> str:
    try:
        value = path.read_text("utf-8").rstrip("\r\n")
    except FileNotFoundError:
        raise Missing(f"{what} does not exist") from None
    except UnicodeDecodeError:
        raise Missing(f"{what} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a file name"
        raise Missing(f"{what} can't be read: {reason}") from None
    if not value:
        raise Missing(f"{what} is empty")
    return value


def fill_in(raw: dict[str, Any], vault: Vault, report: Report) -> dict[str, Any]:
    """Copy the document with its references filled; a string that can't be filled is left out, and reported
    unless the vault excuses it.
    """

    def fill(path: lines.Path, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: new for key, old in value.items() if (new := fill((*path, key), old)) is not None}
        if isinstance(value, list):
            filled = [fill((*path, index), old) for index, old in enumerate(value)]
            return None if None in filled else filled
        if not isinstance(value, str) or path[0] not in ("channels", "sources"):
            return value
        try:
            return vault.fill(value, url=len(path) == 2 or path[-1] in ("url", "proxy"))
        except Missing as error:
            if vault.excuses(path, error):
                return {} if len(path) == 2 else None  # the entry is there, though its URL is not
            report.add(path, str(error))
            return None

    filled: dict[str, Any] = fill((), raw)
    return filled
