"""The only way out to a source: resolves a name once, checks every address, and connects to what it checked.

Sits below TLS, so certificates are still checked against the name, and below HTTP, so every hop of a redirect
passes here. Which addresses may be asked is decided in addresses.py.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, ip_address
from itertools import chain, zip_longest

import httpcore
import httpx

from watcher.fetch.addresses import Address, Allowed, is_public
from watcher.fetch.trouble import Forbidden, Trouble

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""A host and a port to its addresses. Raises Trouble when there are none."""

_EACH_ADDRESS = (
    5.0  # seconds for each address but the last: a host with a dead IPv6 address is still reached by IPv4
)
_MOST_ADDRESSES = 6


async def look_up(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver, in a thread of its own.

    Not in the event loop's pool: a resolver that hangs would starve what else runs there, and keep the
    program from ending.
    """
    with contextlib.suppress(OSError):  # a number, in any of its spellings: 127.1, 0x7f.1, 2130706433
        return _addresses(host, port, socket.AI_NUMERICHOST)
    loop = asyncio.get_running_loop()
    found: asyncio.Future[Sequence[str]] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile: nobody waits any more
            loop.call_soon_threadsafe(lambda: None if found.done() else act())

    def ask() -> None:
        try:
            addresses = _addresses(host, port, 0)
        except (OSError, UnicodeError) as error:
            trouble = _not_found(host, error)
            settle(lambda: found.set_exception(trouble))
        else:
            settle(lambda: found.set_result(addresses))

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    return await found


def _addresses(host: str, port: int, flags: int) -> Sequence[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _not_found(host: str, error: Exception) -> Trouble:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return Trouble(f"the name {host} can't be looked up: is the network up?")
    return Trouble(f"no such host: {host}")


class Guard(httpcore.AsyncNetworkBackend):
    """Opens connections for httpcore, to checked addresses only."""

    def __init__(self, allowed: Allowed, resolve: Resolver = look_up) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature; client.py keeps the one deadline
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that answers.

        Raises Forbidden if any address of the host may not be asked, Trouble if it has none.
        """
        addresses = [ip_address(text) for text in await self._resolve(host, port)]
        for address in addresses:
            self._check(host, address)
        if not addresses:
            raise Trouble(f"no such host: {host}")
        *others, last = _alternating(addresses)[:_MOST_ADDRESSES]
        for address in others:
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._network.connect_tcp(
                    str(address), port, _EACH_ADDRESS, local_address, socket_options
                )
        return await self._network.connect_tcp(str(last), port, timeout, local_address, socket_options)

    def _check(self, host: str, address: Address) -> None:
        if is_public(address) or self._allowed.host(host) or self._allowed.address(address):
            return
        spelled = f"{host} is" if host == str(address) else f"{host} is at {address},"
        raise Forbidden(f"{spelled} a private address; list it in [network] allow_private to poll it")

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore asks for it between its own retries, of which we allow none."""
        await asyncio.sleep(seconds)


def _alternating(addresses: Sequence[Address]) -> list[Address]:
    """Keep the resolver's order (RFC 6724), but take families in turns: a dead one costs a single wait."""
    first_is_4 = isinstance(addresses[0], IPv4Address)
    first = [address for address in addresses if isinstance(address, IPv4Address) == first_is_4]
    second = [address for address in addresses if isinstance(address, IPv4Address) != first_is_4]
    return [address for address in chain(*zip_longest(first, second)) if address is not None]


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx over a pool that connects through the guard. Raises httpcore's errors and Trouble as they are."""

    def __init__(self, guard: Guard, tls: ssl.SSLContext) -> None:
        # Sources are asked minutes apart: a kept connection only serves the next source of the same host, a
        # moment later. The pool looks at every connection it holds for each request, so it holds few.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            network_backend=guard,
            max_connections=None,
            max_keepalive_connections=10,
            keepalive_expiry=10.0,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is left to be read."""
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.aiter_stream()

    async def aclose(self) -> None:
        await self._answer.aclose()
