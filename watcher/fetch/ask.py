"""One source being asked: where we are on the way to its answer, and which redirects we follow.

Reads addresses; whether a host may be connected to is checked in guard.py, when it has one.
"""

from dataclasses import dataclass
from typing import Self

import httpx

from watcher.errors import FetchError, Refused
from watcher.model import Validators

MOST_HOPS = 10
UNREADABLE_REDIRECT = "it redirects to an address that can't be read"
_UNREADABLE = (httpx.InvalidURL, UnicodeError, ValueError)


@dataclass(slots=True)
class Ask:
    """A source's name, the address that is asked now, and what it is asked with."""

    name: str
    url: httpx.URL
    validators: Validators
    hops: int = 0
    answering: bool = False  # the last server on the way has begun to answer

    @classmethod
    def start(cls, name: str, address: str, validators: Validators) -> Self:
        """Begin at the source's own address. Raises Refused if it is none that we ask."""
        try:
            url = _with_fitting_port(httpx.URL(address))
        except _UNREADABLE:
            raise Refused(name, "its address can't be read") from None
        if not _is_web(url):
            raise Refused(name, "its address is not an http or https one")
        return cls(name, url, validators)

    def redirect(self, location: str | None) -> None:
        """Turn to where a redirect points. Raises FetchError if that is nowhere we go.

        A login goes with us to the same server only, and none is taken from a redirect.
        """
        if not location:
            raise FetchError(self.name, "it redirects without saying where to")
        if self.hops == MOST_HOPS:
            raise FetchError(self.name, f"it redirects more than {MOST_HOPS} times")
        try:
            target = _with_fitting_port(self.url.join(location))
        except _UNREADABLE:
            raise FetchError(self.name, UNREADABLE_REDIRECT) from None
        if not _is_web(target):
            raise FetchError(self.name, "it redirects to an address that is not an http or https one")
        self.url = target.copy_with(userinfo=self.url.userinfo if _same_server(target, self.url) else b"")
        self.hops += 1

    @property
    def without_login(self) -> str:
        """The address without login and fragment."""
        return str(self.url.copy_with(userinfo=b"", fragment=None))


def _with_fitting_port(url: httpx.URL) -> httpx.URL:
    if url.port is not None and not 0 < url.port < 65536:
        raise ValueError(url.port)  # which the library would let pass, down to the socket
    return url


def _is_web(url: httpx.URL) -> bool:
    return url.scheme in ("http", "https") and bool(url.host)


def _same_server(one: httpx.URL, other: httpx.URL) -> bool:
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)
