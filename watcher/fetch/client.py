"""One bounded, conditional GET.

Owns what is sent, the one deadline over all of it, and what an answer means. ask.py follows redirects.
Decides neither when to ask nor what to do about an error.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import httpcore
import httpx

from watcher.errors import FetchError, Refused
from watcher.fetch import body, headers
from watcher.fetch.addresses import Allowed
from watcher.fetch.ask import UNREADABLE_REDIRECT, Ask
from watcher.fetch.guard import Guard, GuardedTransport, Resolver, look_up
from watcher.fetch.trouble import Forbidden, Trouble, in_words, status_in_words
from watcher.model import Response, Source, Validators

PROJECT = "https://github.com/release-watcher/release-watcher"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NETWORK_ERRORS = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, Trouble)

# Both log whole addresses, where private feeds keep their tokens.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Client:
    """Asks sources. An async context manager; one for the whole program, as long as its settings hold.

    `total` bounds a whole `get`: names, connecting, redirects, headers and body. `max_body` is in bytes.
    `now` is only asked where a server names a date without saying what time it has. `resolve` and `tls`
    replace the system's resolver and trust.
    """

    def __init__(
        self,
        allow_private: tuple[str, ...],
        version: str,
        total: timedelta = timedelta(seconds=30),
        max_body: int = 20_000_000,
        *,
        now: Callable[[], datetime] | None = None,
        resolve: Resolver = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._total = total
        self._max_body = max_body
        self._now = now
        self._http = httpx.AsyncClient(
            transport=GuardedTransport(Guard(Allowed.of(allow_private), resolve), tls or _system_trust()),
            headers={
                "User-Agent": f"release-watcher/{version} (+{PROJECT})",
                "Accept": ACCEPT,
                "Accept-Encoding": "gzip",
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # takes none
            timeout=None,  # noqa: S113  one deadline holds over everything: see get
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; what is under way fails."""
        await self._http.aclose()

    async def get(self, source: Source, validators: Validators, *, url: str | None = None) -> Response:
        """Ask a source once, at `url` if that is given, and read its answer.

        Raises FetchError when it can't be reached, does not answer well or not in time, and Refused when its
        address is none that we ask.
        """
        ask = Ask.start(source.name, url or source.url.reveal(), validators)
        try:
            async with asyncio.timeout(self._total.total_seconds()):
                return await self._follow(ask)
        except TimeoutError:
            what = "the answer did not end" if ask.answering else "no answer"
            raise FetchError(ask.name, f"{what} within {self._total.total_seconds():g} seconds") from None
        except Forbidden as error:
            # Only the source's own address is the owner's to mend; where a server sends us may change again.
            if ask.hops:
                raise FetchError(ask.name, f"it redirects: {error}") from None
            raise Refused(ask.name, str(error)) from None
        except _NETWORK_ERRORS as error:
            raise FetchError(ask.name, in_words(error, answering=ask.answering)) from error

    async def _follow(self, ask: Ask) -> Response:
        while True:
            response = await self._send(ask)
            try:
                if response.status_code not in _REDIRECTS:
                    ask.answering = True
                    return await self._read(ask, response)
            finally:
                await response.aclose()  # unread bodies go with their connection
            ask.redirect(response.headers.get("location"))

    async def _send(self, ask: Ask) -> httpx.Response:
        """Send the request; once more if it went down a kept connection that turns out to be dead."""
        connected = False

        async def trace(event: str, _details: dict[str, Any]) -> None:
            nonlocal connected
            connected = connected or event == "connection.connect_tcp.started"

        request = self._http.build_request(
            "GET", ask.url, headers=_conditions(ask.validators), extensions={"trace": trace}
        )
        try:
            return await self._send_once(request)
        except (httpcore.NetworkError, httpcore.RemoteProtocolError):
            if connected:
                raise
            return await self._send_once(request)

    async def _send_once(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request, stream=True)
        except (httpx.InvalidURL, httpx.RemoteProtocolError):
            # httpx reads where a redirect leads even though we follow it ourselves.
            raise Trouble(UNREADABLE_REDIRECT) from None

    async def _read(self, ask: Ask, response: httpx.Response) -> Response:
        status, said = response.status_code, response.headers
        now = self._now() if self._now else None
        conditional = ask.validators != Validators()
        if status == 304 and conditional:
            content, known = None, headers.renewed(ask.validators, said)
        elif status in (200, 203):
            content, known = await self._body(response), headers.validators(said)
        else:
            aside = ", though we did not ask whether anything changed" if status == 304 else ""
            raise FetchError(
                ask.name,
                status_in_words(status) + aside,
                pause=headers.pause(status, said, now),
                status=status,
            )
        return Response(
            url=ask.without_login,
            status=status,
            body=content,
            content_type=said.get("content-type", ""),
            validators=known,
            fresh_for=headers.fresh_for(said, now),
        )

    async def _body(self, response: httpx.Response) -> bytes:
        length = response.headers.get("content-length", "")
        if length.isdecimal() and int(length) > self._max_body:
            raise body.too_large(self._max_body)
        # Its type says less than it is: a generator, to be closed when we stop halfway.
        raw = cast("AsyncGenerator[bytes]", response.aiter_raw())
        async with aclosing(raw) as chunks:
            return await body.read(chunks, response.headers.get("content-encoding", ""), self._max_body)


def _system_trust() -> ssl.SSLContext:
    """Trust whom this machine trusts (SSL_CERT_FILE too); where that is nobody, the list httpx brings."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())):
        return ssl.create_default_context()
    return httpx.create_ssl_context(trust_env=False)


def _conditions(validators: Validators) -> list[tuple[bytes, bytes]]:
    pairs = ((b"If-None-Match", validators.etag), (b"If-Modified-Since", validators.last_modified))
    return [(name, value) for name, value in pairs if value]
