"""Finds the URL of an entry of [channels] or [sources]: written there, or in the file that `url_file` names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from watcher.config import urls
from watcher.config.lines import Path
from watcher.config.report import Report
from watcher.config.schema import ENTRIES, keys
from watcher.config.secrets import Missing, Vault

UNREAD = "unread://"  # in the place of a URL for want of a secret: nothing can be sent to or polled at it


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is written, a string or a table, and where its secrets and problems go."""

    section: str
    name: str
    written: Any
    vault: Vault
    report: Report

    @property
    def keys(self) -> set[str]:
        """The keys that the file gives it."""
        return set(self.written) if isinstance(self.written, dict) else {"url"}

    @property
    def unread(self) -> set[str]:
        """The keys that stay unknown for want of a secret, where that is no error."""
        here = (self.section, self.name)
        return {str((*path, "url")[2]) for path in self.vault.unread if path[:2] == here}

    @property
    def template(self) -> str:
        """The URL as written, references and all."""
        return str(self.written.get("url", "") if isinstance(self.written, dict) else self.written)

    def path(self, key: str) -> Path:
        """Give the place of a key; of the entry where the file has no such key."""
        return (self.section, self.name, key) if isinstance(self.written, dict) else (self.section, self.name)

    def wrong(self, key: str, message: str) -> None:
        """Report what is wrong with a key."""
        self.report.add(self.path(key), message)

    def one_of(self, *ways: str) -> bool:
        """Is exactly one of these keys there? If not, say so."""
        given = [way for way in ways if way in self.keys]
        if not given and self.keys <= set(keys(ENTRIES[self.section])):  # an unknown key says enough
            choice = ", ".join(ways[:-1]) + f" or {ways[-1]}"
            self.report.add((self.section, self.name), f"needs {choice}")
        elif len(given) > 1:
            self.wrong(given[1], f"stands beside {given[0]}: give one of them")
        return len(given) == 1

    def url(self, url: str | None, file: str | None, trouble: Callable[[str], str | None]) -> str | None:
        """Give the URL, its secrets remembered, or UNREAD; None: there is none that can be used, and the reason is reported."""
        if self.unread & {"url", "url_file"}:
            return UNREAD
        if file is not None:
            try:
                url = self.vault.file(file)
            except Missing as error:
                if self.vault.excuses(self.path("url_file"), error):
                    return UNREAD
                self.wrong("url_file", str(error))
                return None
            if says := trouble(url):
                self.wrong("url_file", f"what the file holds: {says}")
                return None
        if url is not None:
            channel = self.section == "channels"
            self.vault.hold(*urls.secrets(url, channel=channel))
            self.literal("url", *urls.secrets(urls.REFERENCE.sub("", self.template), channel=channel))
        return url

    def literal(self, key: str, *secrets: str) -> None:
        """Remember that the file holds a secret at this key, if one of these is one."""
        if any(len(secret) >= 4 for secret in secrets):
            self.vault.literal.append(self.path(key))
