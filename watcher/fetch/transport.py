"""Carries httpx's requests over connections that the guard opens; through the owner's proxy where a source has one.

Each request has a connection of its own, kept for a moment for the next one to the same server. A pool looks at all it holds for each
request, and costs more the more it holds; here nothing is looked through. Raises httpcore's errors and Trouble as they are.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass

import httpcore
import httpx

from watcher.fetch import proxy
from watcher.fetch.guard import Guard

KEPT_FOR = 10.0  # seconds; sources are asked minutes apart: this is for the next page of the same site
_MOST_KEPT = 32

_Server = tuple[bytes, bytes, int]
_DEAD = (httpcore.NetworkError, httpcore.RemoteProtocolError, httpcore.ConnectionNotAvailable)


@dataclass(slots=True)
class _Kept:
    line: httpcore.AsyncHTTPConnection
    end: asyncio.TimerHandle


class _Way(httpcore.AsyncNetworkBackend):
    """What was opened for one connection, to be closed where it fails.

    httpcore forgets to when a TLS handshake is broken off, or when a socks proxy refuses.
    """

    def __init__(self, network: httpcore.AsyncNetworkBackend) -> None:
        self._network = network
        self._opened: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature; client.py keeps the one deadline
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._network.connect_tcp(host, port, timeout, local_address, socket_options)
        self._opened.append(stream)
        return stream

    async def close(self) -> None:
        """Close what was opened; what is closed already stays so."""
        for stream in self._opened:
            await stream.aclose()


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over single connections. A request's extension "proxy" names the proxy that it goes through."""

    def __init__(self, guard: Guard, tls: ssl.SSLContext) -> None:
        self._guard = guard
        self._tls = tls
        self._kept: dict[_Server, _Kept] = {}  # the longest kept first
        self._used: set[httpcore.AsyncHTTPConnection] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is left to be read."""
        if self._closed:
            raise RuntimeError("closed: the settings it was made for are no longer in force")
        asked = _translated(request)
        if through := request.extensions.get("proxy"):
            self._guard.check_spelled(request.url.host, request.url.port or 0)
            return await self._send_through(through, asked)
        server = _server(asked)
        if line := await self._take(server):
            try:
                return await self._send(line, server, asked)
            except _DEAD:
                pass  # the server had closed it: once more, over a new one
        way = _Way(self._guard)
        line = httpcore.AsyncHTTPConnection(
            asked.url.origin, self._tls, keepalive_expiry=KEPT_FOR, network_backend=way
        )
        try:
            return await self._send(line, server, asked)
        except BaseException:
            await way.close()
            raise

    async def _send_through(self, address: str, asked: httpcore.Request) -> httpx.Response:
        way = _Way(self._guard.unchecked())
        pool = proxy.open_pool(address, self._tls, way)
        try:
            answer = await pool.handle_async_request(asked)
        except BaseException:
            await way.close()
            raise
        return _response(answer, way.close)

    async def _send(
        self, line: httpcore.AsyncHTTPConnection, server: _Server, asked: httpcore.Request
    ) -> httpx.Response:
        self._used.add(line)
        try:
            answer = await line.handle_async_request(asked)
        except BaseException:
            self._used.discard(line)  # which has closed itself
            raise
        return _response(answer, lambda: self._release(line, server))

    async def _take(self, server: _Server) -> httpcore.AsyncHTTPConnection | None:
        kept = self._kept.pop(server, None)
        if kept is None:
            return None
        kept.end.cancel()
        if kept.line.has_expired() or not kept.line.is_available():
            await kept.line.aclose()
            return None
        return kept.line

    async def _release(self, line: httpcore.AsyncHTTPConnection, server: _Server) -> None:
        """Keep the connection for a moment, unless it is spent: what was not read to its end is closed."""
        self._used.discard(line)
        if line.is_closed():
            return
        if self._closed or server in self._kept:
            await line.aclose()
            return
        if len(self._kept) >= _MOST_KEPT:
            self._let_go(next(iter(self._kept)))
        end = asyncio.get_running_loop().call_later(KEPT_FOR, self._let_go, server)
        self._kept[server] = _Kept(line, end)

    def _let_go(self, server: _Server) -> None:
        kept = self._kept.pop(server)
        kept.end.cancel()
        closing = asyncio.create_task(kept.line.aclose())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def aclose(self) -> None:
        """Close every connection; what is under way fails."""
        self._closed = True
        for server in list(self._kept):
            self._let_go(server)
        for line in list(self._used):
            await line.aclose()
        if self._closing:
            await asyncio.wait(self._closing)


def _translated(request: httpx.Request) -> httpcore.Request:
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        ),
        headers=request.headers.raw,
        content=request.stream,
    )


def _server(request: httpcore.Request) -> _Server:
    origin = request.url.origin
    return origin.scheme, origin.host, origin.port


def _response(answer: httpcore.Response, done: Callable[[], Awaitable[None]]) -> httpx.Response:
    return httpx.Response(
        answer.status,
        headers=answer.headers,
        stream=_Body(answer, done),
        extensions={"network_stream": answer.extensions.get("network_stream")},
    )


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, done: Callable[[], Awaitable[None]]) -> None:
        self._answer = answer
        self._done = done

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.aiter_stream()

    async def aclose(self) -> None:
        try:
            await self._answer.aclose()
        finally:
            await self._done()
