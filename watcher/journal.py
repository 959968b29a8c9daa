"""Where log lines go and what they must never show. One filter on the root's handler takes every known secret out, tracebacks included."""

import logging
import sys
from collections.abc import Iterable, Mapping

_QUIET = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "urllib3": logging.WARNING, "apprise": logging.ERROR,
          "apscheduler": logging.WARNING, "asyncio": logging.WARNING}  # fmt: skip
_PRIORITIES = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3, logging.CRITICAL: 2}
_SHORTEST_SECRET = 4  # shorter ones would blank out ordinary words


class Journal(logging.Formatter):
    """Formats lines for a person, or for systemd's journal (a priority before each line, sd-daemon(3)), without secrets."""

    def __init__(self, *, systemd: bool) -> None:
        super().__init__("%(message)s" if systemd else "%(asctime)s %(message)s", datefmt="%Y-%m-%d %H:%M:%S")
        self._systemd = systemd
        self._secrets: tuple[str, ...] = ()

    def hide(self, secrets: Iterable[str]) -> None:
        """Add to what must never be shown."""
        known = {*self._secrets, *(s for s in secrets if len(s) >= _SHORTEST_SECRET)}
        self._secrets = tuple(sorted(known, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """Give the whole record, traceback included, secrets replaced."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "…")
        if not self._systemd:
            return text
        prefix = f"<{_PRIORITIES.get(record.levelno, 6)}>"
        return "\n".join(prefix + line for line in text.splitlines() or [""])


def open_journal(environ: Mapping[str, str], *, verbose: bool) -> Journal:
    """Send the log to stderr."""
    journal = Journal(systemd="JOURNAL_STREAM" in environ)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(journal)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
    return journal
