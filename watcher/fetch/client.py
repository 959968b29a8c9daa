"""One bounded, conditional GET.

Owns the one deadline over all of it, and the order in which things happen: a gate for each host, the request, redirects, the answer.
Decides neither when to ask nor what to do about an error.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import httpcore
import httpx

from watcher.decide.pace import HOST_GAP
from watcher.errors import FetchError, Refused
from watcher.fetch import answer, request
from watcher.fetch.addresses import Allowed
from watcher.fetch.ask import Ask
from watcher.fetch.gate import Gates
from watcher.fetch.guard import Guard, Resolver, look_up
from watcher.fetch.transport import GuardedTransport
from watcher.fetch.trouble import Astray, Forbidden, Trouble, in_words, is_offline
from watcher.model import Response, Source, Validators

MOST_ROBOTS = 500 * 1024  # bytes (RFC 9309 §2.5); what stands behind them is not read
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NETWORK_ERRORS = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    Trouble,
)
_Read = Callable[[Ask, httpx.Response, asyncio.Timeout], Awaitable[Response]]

# Both log whole addresses, where private feeds keep their tokens.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Client:
    """Asks sources. An async context manager; one for the whole program, as long as its settings hold.

    `total` bounds a whole `get`: names, connecting, redirects, headers and body; waiting for our own requests to the same host comes
    on top. `max_body` is in bytes. `now` is only asked where a server names a date without saying what time it has. `resolve` and `tls`
    replace the system's resolver and trust. `gap` is left between two requests to a host that is not listed in `allow_private`.
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
        gap: timedelta = HOST_GAP,
    ) -> None:
        self._version = version
        self._total = total.total_seconds()
        self._max_body = max_body
        self._now = now
        allowed = Allowed.of(allow_private)
        self._gates = Gates(lambda host: 0.0 if allowed.spelled(host) else gap.total_seconds())
        self._transport = GuardedTransport(Guard(allowed, resolve), tls or _system_trust())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection; what is under way fails."""
        await self._transport.aclose()

    def user_agent(self, source: Source) -> str:
        """Say as whom a source is asked."""
        return request.user_agent(source, self._version)

    async def get(self, source: Source, validators: Validators, *, url: str | None = None) -> Response:
        """Ask a source once, at `url` if that is given, and read its answer.

        The source's login, headers and cookie go to the server of its own address only. Raises FetchError when it can't be reached,
        does not answer well or not in time, and Refused when its address is none that we ask.
        """
        ask = Ask.start(source, url, validators)
        try:
            return await self._within_bounds(ask, request.ACCEPT, self._read)
        except Astray as error:
            raise FetchError(ask.name, str(error)) from None

    async def robots(self, source: Source, url: str) -> str:
        """Read the robots.txt of the server that a page of the source is on; "" where there is none: everything is allowed.

        Raises FetchError where that can't be known: nothing is allowed (RFC 9309 §2.3.1).
        """
        try:
            address = httpx.URL(url).copy_with(path="/robots.txt", query=None, fragment=None, userinfo=b"")
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise Refused(source.name, "its address can't be read") from None
        ask = Ask.start(source, str(address), Validators())
        try:
            response = await self._within_bounds(ask, request.ACCEPT_TEXT, self._read_robots)
        except Astray:
            return ""
        except FetchError as error:
            # A 4xx says that there is none, unless it asks to be left alone.
            if error.pause is None and error.status and (error.status == 204 or 400 <= error.status < 500):
                return ""
            raise
        return (response.body or b"").decode("utf-8-sig", errors="replace")

    async def _within_bounds(self, ask: Ask, accept: bytes, read: _Read) -> Response:
        try:
            return await self._follow(ask, accept, read)
        except TimeoutError:
            what = "the answer did not end" if ask.answering else "no answer"
            raise FetchError(ask.name, f"{what} within {self._total:g} seconds") from None
        except Forbidden as error:
            # Only the source's own address is the owner's to mend; where a server sends us may change again.
            if ask.hops:
                raise FetchError(ask.name, f"it redirects: {error}") from None
            raise Refused(ask.name, str(error)) from None
        except Astray:
            raise
        except _NETWORK_ERRORS as error:
            words = in_words(error, answering=ask.answering)
            if ask.source.access.proxy and not isinstance(error, Trouble) and not ask.answering:
                words = f"through its proxy: {words}"
            # What can't be put into HTTP is quoted in the cause, and may be a secret.
            cause = None if isinstance(error, httpcore.LocalProtocolError) else error
            raise FetchError(ask.name, words, offline=is_offline(error) and not ask.hops) from cause

    async def _follow(self, ask: Ask, accept: bytes, read: _Read) -> Response:
        loop = asyncio.get_running_loop()
        left = self._total
        while True:
            async with self._gates.through(ask.url.host):
                began = loop.time()
                async with asyncio.timeout(left) as deadline:
                    response = await self._transport.handle_async_request(self._request(ask, accept))
                    try:
                        if response.status_code not in _REDIRECTS:
                            ask.answering = True
                            return await read(ask, response, deadline)
                    finally:
                        await response.aclose()  # unread bodies go with their connection
                left -= loop.time() - began
            ask.redirect(response.status_code, response.headers.get("location"))

    def _request(self, ask: Ask, accept: bytes) -> httpx.Request:
        built = request.build(ask, self._version, accept)
        if proxy := ask.source.access.proxy:
            built.extensions["proxy"] = proxy.reveal()
        return built

    async def _read(self, ask: Ask, response: httpx.Response, deadline: asyncio.Timeout) -> Response:
        now = self._now() if self._now else None
        if answer.is_refusal(ask, response):
            page = await _start_of(response, answer.MOST_OF_A_REFUSAL, deadline)
            raise answer.refusal(ask, response, page, now)
        return await answer.read(ask, response, self._max_body, now)

    async def _read_robots(self, ask: Ask, response: httpx.Response, deadline: asyncio.Timeout) -> Response:
        if answer.is_refusal(ask, response):
            return await self._read(ask, response, deadline)
        text = bytearray()
        await answer.read_start(response, MOST_ROBOTS, text)
        return Response(url=str(ask.url), status=response.status_code, body=bytes(text))


async def _start_of(response: httpx.Response, most: int, deadline: asyncio.Timeout) -> bytes:
    """Read what comes with a refusal, as far as it comes until the deadline: no trouble with it hides the refusal."""
    until = deadline.when()
    deadline.reschedule(None)
    page = bytearray()
    with suppress(TimeoutError, *_NETWORK_ERRORS):
        async with asyncio.timeout_at(until):
            await answer.read_start(response, most, page)
    return bytes(page)


def _system_trust() -> ssl.SSLContext:
    """Trust whom this machine trusts (SSL_CERT_FILE too); where that is nobody, the list httpx brings."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())):
        return ssl.create_default_context()
    return httpx.create_ssl_context(trust_env=False)
