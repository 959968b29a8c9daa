"""One source being asked: where we are on the way to its answer, and which redirects we follow.

Reads addresses; whether a host may be connected to is checked in guard.py, when it has one.
"""

from dataclasses import dataclass, field
from typing import Self

import httpx

from watcher.errors import Refused
from watcher.fetch.trouble import Astray
from watcher.model import Source, Validators

MOST_HOPS = 10
_PERMANENT = frozenset({301, 308})
_UNREADABLE = (httpx.InvalidURL, UnicodeError, ValueError)


@dataclass(slots=True)
class Ask:
    """A source, the address that is asked now, and what came of it so far."""

    source: Source
    url: httpx.URL  # without login and fragment
    login: bytes  # of the address: goes to the same server only
    validators: Validators
    own_host: str  # of the source's own address
    at_home: bool  # nothing has led away from the source's own server yet: its login and headers are sent
    hops: int = 0
    answering: bool = False  # the last server on the way has begun to answer
    moved: str | None = None  # where permanent redirects alone lead, login and all
    asked: list[str] = field(default_factory=list)  # hosts, in order
    _lasting: bool = True  # every redirect so far was permanent

    @classmethod
    def start(cls, source: Source, address: str | None, validators: Validators) -> Self:
        """Begin at the source's own address, or at another of the same source.

        Raises Refused if it is none that we ask.
        """
        try:
            own = _with_fitting_port(httpx.URL(source.url.reveal()))
            url = _with_fitting_port(httpx.URL(address)) if address else own
        except _UNREADABLE:
            raise Refused(source.name, "its address can't be read") from None
        if not (_is_web(own) and _is_web(url)):
            raise Refused(source.name, "its address is not an http or https one")
        at_home = _same_server(own, url)
        login = url.userinfo or (own.userinfo if at_home else b"")
        return cls(source, _bare(url), login, validators, own.host, at_home, asked=[url.host])

    def redirect(self, status: int, location: str | None) -> None:
        """Turn to where a redirect points. Raises Astray if that is nowhere we go.

        A login goes with us to the same server only, and none is taken from a redirect.
        """
        if not location:
            raise Astray("it redirects without saying where to")
        if self.hops == MOST_HOPS:
            raise Astray(f"it redirects more than {MOST_HOPS} times")
        try:
            target = _bare(_with_fitting_port(self.url.join(location)))
        except _UNREADABLE:
            raise Astray("it redirects to an address that can't be read") from None
        if not _is_web(target):
            raise Astray("it redirects to an address that is not an http or https one")
        if not _same_server(self.url, target):
            self.at_home, self.login = False, b""
        # Who learned a way out of https would take it without asking the first server any more.
        self._lasting &= status in _PERMANENT and not (self.url.scheme == "https" and target.scheme == "http")
        if self._lasting:
            self.moved = str(target.copy_with(userinfo=self.login) if self.login else target)
        self.url = target
        self.hops += 1
        if target.host not in self.asked:
            self.asked.append(target.host)

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name

    @property
    def foreign_host(self) -> str | None:
        """The host that is asked now, None where it is the source's own."""
        return None if self.url.host == self.own_host else self.url.host


def _with_fitting_port(url: httpx.URL) -> httpx.URL:
    if url.port is not None and not 0 < url.port < 65536:
        raise ValueError(url.port)  # which the library would let pass, down to the socket
    return url


def _bare(url: httpx.URL) -> httpx.URL:
    return url.copy_with(userinfo=b"", fragment=None) if url.userinfo or url.fragment else url


def _is_web(url: httpx.URL) -> bool:
    return url.scheme in ("http", "https") and bool(url.host)


def _same_server(here: httpx.URL, there: httpx.URL) -> bool:
    """Whether what is meant for one server may go to the other: to itself, or to itself behind TLS."""
    if (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port):
        return True
    plain = (here.scheme, here.port) == ("http", None)
    return plain and here.host == there.host and (there.scheme, there.port) == ("https", None)
