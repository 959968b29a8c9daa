"""Notes what became of each HTTP request of this thread, as `requests` itself tells it: by status and by type, never by words.

Apprise speaks HTTP through `requests`, which comes with it, and tells only in its log what it met. That log also
holds what was sent, so a headline could be taken for an answer. Threads that don't record are left as they were.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import exceptions as urllib3


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request. status: 0 where no answer came. unsent: why it never left, "" where it may have. wait: Retry-After as sent."""

    status: int = 0
    unsent: str = ""
    wait: str = ""

    @property
    def good(self) -> bool:
        """Tell whether it was answered with a 2xx."""
        return 200 <= self.status < 300


_NOTES: ContextVar[list[Exchange] | None] = ContextVar("exchanges", default=None)
_send = HTTPAdapter.send


@contextmanager
def noted() -> Iterator[list[Exchange]]:
    """Give a list that each request of this thread is appended to while the block lasts."""
    notes: list[Exchange] = []
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


def _noting(self: HTTPAdapter, *args: Any, **kwargs: Any) -> requests.Response:
    notes = _NOTES.get()
    if notes is None:
        return _send(self, *args, **kwargs)
    try:
        response = _send(self, *args, **kwargs)
    except Exception as error:
        notes.append(Exchange(unsent=never_left(error)))
        raise
    notes.append(Exchange(response.status_code, wait=response.headers.get("Retry-After", "")))
    return response


HTTPAdapter.send = _noting  # type: ignore[method-assign]  # each service makes a session of its own; this is what they share


def never_left(error: Exception) -> str:
    """Say why a request can't have been sent, "" where it may have been: then the error came later, or nobody knows."""
    reason = getattr(error.args[0], "reason", None) if error.args else None  # what urllib3 met
    match reason:
        case urllib3.NameResolutionError():
            return "the host's name was not found"
        case urllib3.NewConnectionError():
            refused = isinstance(reason.__cause__, ConnectionRefusedError)
            return "no connection: refused" if refused else "no connection: the host can't be reached"
        case urllib3.ConnectTimeoutError():
            return "no connection: the host does not answer"
        case urllib3.ProxyError():
            return "no connection: the proxy can't be reached"
        case urllib3.SSLError():
            return _handshake(reason)
        case _:
            return ""


def _handshake(error: urllib3.SSLError) -> str:
    """TLS can also break once the request is out; only these two happen before."""
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        return "no secure connection: the certificate is not valid"
    if isinstance(cause, ssl.SSLError) and cause.reason == "WRONG_VERSION_NUMBER":
        return "no secure connection: no TLS is spoken there"
    return ""
