"""A server that marks whoever asks it: conditional or not, whose validators, how soon again, with what that nobody asked for.

It goes by what it sent itself: a validator is good when it is, byte for byte, the last that was sent for this path; out of sequence
when it was sent before that; bogus when it was never sent; missing when there was one to bring back. Its time is a clock of ours.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise

from fakes.site import Answer, Request, Site, _unchanged

Serve = Callable[[datetime, Request], Answer]
"""What a path holds at a time: its answer to whoever has nothing yet."""


@dataclass
class Marks:
    """What one path has seen. Good marks are those with nothing but `good` in `none_match` and `since`."""

    times: list[datetime] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    unconditional: list[datetime] = field(default_factory=list)
    none_match: Counter[str] = field(default_factory=Counter)  # good, out of sequence, bogus, missing
    since: Counter[str] = field(default_factory=Counter)
    cookies: int = 0
    referrers: int = 0
    queries: int = 0  # with a query that the address had not
    paused: list[datetime] = field(default_factory=list)  # though the host had asked to be left alone
    bytes_sent: int = 0
    bytes_saved: int = 0  # by answers that nothing changed

    @property
    def gaps(self) -> list[timedelta]:
        """The times between two requests."""
        return [later - earlier for earlier, later in pairwise(self.times)]

    @property
    def wrong(self) -> dict[str, int]:
        """All that is held against the client; pace aside, which depends on the source."""
        found = {f"If-None-Match {kind}": n for kind, n in self.none_match.items() if kind != "good"}
        found |= {f"If-Modified-Since {kind}": n for kind, n in self.since.items() if kind != "good"}
        found |= {"cookies": self.cookies, "referrers": self.referrers, "added queries": self.queries}
        found["during a pause"] = len(self.paused)
        return {what: n for what, n in found.items() if n}


class Scoring:
    """Marks what a site is asked, path by path and, for robots.txt, host by host."""

    def __init__(self, site: Site, clock: Callable[[], datetime]) -> None:
        self.site = site
        self.clock = clock
        self.marks: dict[str, Marks] = {}
        self.pauses: dict[str, datetime] = {}  # of hosts
        self._sent: dict[str, list[tuple[bytes | None, bytes | None]]] = {}

    def keep(self, path: str, serve: Serve, *, to: str = "", by_host: bool = False) -> None:
        """Serve a path and mark who asks for it. to: it redirects there, and the conditions for that go with it."""
        self.site.answer(
            path, body=lambda request: self._asked(_name(path, request, by_host), to, request, serve)
        )

    def of(self, path: str) -> Marks:
        """Give the marks for a path; of robots.txt, "host/robots.txt"."""
        return self.marks.get(path, Marks())

    def leave_alone(self, request: Request, until: datetime) -> None:
        """Note that the host was told to wait."""
        self.pauses[_host(request)] = until

    def _asked(self, name: str, to: str, request: Request, serve: Serve) -> Answer:
        at, marks = self.clock(), self.marks.setdefault(name, Marks())
        self._judge(to or name, request, marks, at)
        answer = serve(at, request)
        size = len(answer.body) if isinstance(answer.body, str | bytes) else 0
        if _unchanged(answer, request):
            answer = replace(answer, status=304, body=b"")
            marks.bytes_saved += size
        else:
            marks.bytes_sent += size
        marks.statuses.append(answer.status)
        if answer.status in (200, 304):
            assert not isinstance(answer.etag, bool) or not answer.etag, "say which"
            self._sent.setdefault(name, []).append((answer.etag or None, answer.last_modified))
        return answer

    def _judge(self, name: str, request: Request, marks: Marks, at: datetime) -> None:
        if at < self.pauses.get(_host(request), at):
            marks.paused.append(at)
        marks.times.append(at)
        match, since = request.header("if-none-match"), request.header("if-modified-since")
        if match is None and since is None:
            marks.unconditional.append(at)
        sent = self._sent.get(name, [])
        marks.none_match.update(_judged(match, [etag for etag, _ in sent]))
        marks.since.update(_judged(since, [date for _, date in sent]))
        marks.cookies += request.header("cookie") is not None
        marks.referrers += request.header("referer") is not None
        marks.queries += bool(request.query)


def _judged(brought: bytes | None, sent: list[bytes | None]) -> list[str]:
    last = sent[-1] if sent else None
    if brought == last:
        return ["good"] if last is not None else []
    if brought is None:
        return ["missing"]
    return ["out of sequence" if brought in sent else "bogus"]


def _host(request: Request) -> str:
    return (request.header("host") or b"").decode().partition(":")[0]


def _name(path: str, request: Request, by_host: bool) -> str:
    return _host(request) + path if by_host else path
