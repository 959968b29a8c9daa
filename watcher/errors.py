"""What can go wrong that an operator can mend. Bugs are not here: they stay loud.

    WatcherError            subject: what it is about ("ann", "discord", "config.toml:3:1")
    ├── ConfigError         the file is wrong: carries every problem at once
    ├── FetchError          a source did not answer as it should; may name a pause for the whole host
    │   └── Refused         we would not ask: the address is private, the scheme is not http
    ├── ParseError          it answered, but what it sent is neither a feed nor a readable page
    └── StoreError          the database can't be used: locked, full, damaged, newer than we are
        └── Busy            another watcher holds it

Every error knows its `subject`, says its `reason` in words for the person who runs us, and answers `again`: does trying once more help?
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path


class WatcherError(Exception):
    """The root: `subject: reason`."""

    again = False

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a config file.

    line and column count from 1 (0: it belongs to no line); `path` is the dotted key ("watch.higehiro.abuot"); `quote` the line's text
    with secrets masked; `fatal` is False for a warning; `mark` is the stretch of the quote that is meant ((0, 0): none).
    """

    line: int
    column: int
    path: str
    message: str
    quote: str = ""
    fatal: bool = True
    mark: tuple[int, int] = (0, 0)


class ConfigError(WatcherError):
    """The configuration can't be used. `problems` holds all of them, in the order of the file."""

    def __init__(self, file: Path | str, problems: tuple[Problem, ...]) -> None:
        count = (
            f"{len(problems)} problems"
            if len(problems) > 1
            else problems[0].message
            if problems
            else "not usable"
        )
        super().__init__(str(file), count)
        self.file = file
        self.problems = problems


class FetchError(WatcherError):
    """A source could not be asked or did not answer well.

    `pause`: how long the server asked the whole host to be left alone (Retry-After, RFC 9110 §10.2.3), None if it did not.
    `host`: whom to leave alone, where that is not the source's own host: a redirect led there.
    `status`: the HTTP status, None where there was no answer. `page`: what came with it, bounded, for whoever can tell a challenge
    from a refusal; `content_type`: its type. `offline`: nothing beyond this machine was reached.
    """

    again = True

    def __init__(
        self,
        subject: str,
        reason: str,
        *,
        pause: timedelta | None = None,
        host: str | None = None,
        status: int | None = None,
        page: bytes = b"",
        content_type: str = "",
        offline: bool = False,
    ) -> None:
        super().__init__(subject, reason)
        self.pause = pause
        self.host = host
        self.status = status
        self.page = page
        self.content_type = content_type
        self.offline = offline


class Refused(FetchError):
    """We refuse to ask: a private address, an odd scheme. Asking again won't help until the config changes."""

    again = False


class ParseError(WatcherError):
    """The answer is no feed and no page that we can read. The next answer may be better.

    `sign`: what it is instead, one of model.Sign; None: nothing that we know.
    """

    again = True

    def __init__(self, subject: str, reason: str, *, sign: str | None = None) -> None:
        super().__init__(subject, reason)
        self.sign = sign


class StoreError(WatcherError):
    """The database can't be read or written."""

    again = True


class Busy(StoreError):
    """Another watcher runs on this state directory."""
