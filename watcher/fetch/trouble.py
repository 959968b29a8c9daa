"""What can go wrong while asking, in words for the person who runs us.

Turns the errors of sockets, TLS and HTTP into one sentence each; client.py adds which source it concerns.
"""

import errno
import http
import ssl
from collections.abc import Iterator

import httpcore


class Trouble(Exception):
    """One sentence that says what went wrong. `offline`: it says that this machine has no network."""

    def __init__(self, sentence: str, *, offline: bool = False) -> None:
        super().__init__(sentence)
        self.offline = offline


class Forbidden(Trouble):
    """The address is one that we do not ask."""


class Astray(Trouble):
    """A redirect leads nowhere that we go."""


CUT_SHORT = "the answer was cut short"

# X509_V_ERR_… of OpenSSL's x509_vfy.h
_CERTIFICATE = {
    9: "the certificate is not valid yet",
    10: "the certificate has expired",
    18: "the certificate is signed by nobody but itself",
    19: "the certificate is signed by an authority that this machine does not trust",
    20: "the certificate is signed by an authority that this machine does not trust",
    62: "the certificate belongs to another name",
    64: "the certificate belongs to another address",
}
_TLS = {  # OpenSSL's reasons
    "WRONG_VERSION_NUMBER": "the server does not speak TLS there",
    "UNEXPECTED_EOF_WHILE_READING": "the server broke it off",
    "UNSUPPORTED_PROTOCOL": "the server only speaks a TLS that is too old",
}
_NO_WAY = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL})
_SOCKET = {
    errno.ECONNREFUSED: "the server refuses connections",
    errno.ECONNRESET: "the server closed the connection",
    errno.EPIPE: "the server closed the connection",
    **dict.fromkeys(_NO_WAY, "no way to the server: is the network up?"),
    errno.ETIMEDOUT: "the server can't be reached",
    errno.EPERM: "a firewall on this machine forbids the connection",
    errno.EACCES: "a firewall on this machine forbids the connection",
    errno.EMFILE: "this machine has no more file handles for us",
}


def in_words(error: Exception, *, answering: bool = False) -> str:
    """Say in one sentence what happened. `answering`: the server had begun to answer."""
    if isinstance(error, Trouble):
        return str(error)
    if answering:
        return CUT_SHORT
    return next(filter(None, map(_deeper, _causes(error))), None) or _in_general(error)


def is_offline(error: BaseException) -> bool:
    """Say whether the error means that nothing beyond this machine was reached."""
    if isinstance(error, Trouble):
        return error.offline
    return any(isinstance(cause, OSError) and cause.errno in _NO_WAY for cause in _causes(error))


def _deeper(cause: BaseException) -> str | None:
    """Say what a socket or TLS complained of; None where this cause tells nothing by itself."""
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _CERTIFICATE.get(cause.verify_code, f"the certificate is not accepted: {cause.verify_message}")
    if isinstance(cause, ssl.SSLError):
        if not cause.reason:
            return None  # only that it would have gone on reading
        return f"no secure connection: {_TLS.get(cause.reason) or cause.reason.replace('_', ' ').lower()}"
    return _SOCKET.get(cause.errno or 0) if isinstance(cause, OSError) else None


def _in_general(error: Exception) -> str:
    if isinstance(error, httpcore.ConnectTimeout | httpcore.ConnectError):
        return "the server can't be reached"
    if isinstance(error, httpcore.RemoteProtocolError):
        if "without sending a response" in str(error):
            return "the server closed the connection without an answer"
        return "the server does not speak HTTP as it should"
    if isinstance(error, httpcore.LocalProtocolError):
        return "the request can't be put into HTTP"
    if isinstance(error, httpcore.ProxyError):
        return "the proxy refuses to connect"
    return "the connection broke"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk from an error to what caused it, and so on; each layer of the HTTP library wraps the one below."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def status_in_words(status: int) -> str:
    """Say an HTTP status with its name (RFC 9110 §15): "the server answered 503 (service unavailable)"."""
    try:
        return f"the server answered {status} ({http.HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return f"the server answered {status}"
