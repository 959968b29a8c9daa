"""The only way out to a source: resolves a name once, checks every address, and connects to what it checked.

Sits below TLS, so certificates are still checked against the name, and below HTTP, so every hop of a redirect
passes here. Which addresses may be asked is decided in addresses.py.
"""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import IPv4Address, ip_address
from itertools import chain, zip_longest

import httpcore

from watcher.fetch.addresses import Address, Allowed, is_public, is_public_name
from watcher.fetch.trouble import Forbidden, Trouble, is_offline

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
        return Trouble(f"the name {host} can't be looked up: is the network up?", offline=True)
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
        reachable = _alternating(addresses)[:_MOST_ADDRESSES]
        failures: list[Exception] = []
        for address in reachable:
            patience = timeout if address is reachable[-1] else _EACH_ADDRESS
            try:
                return await self._network.connect_tcp(
                    str(address), port, patience, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failures.append(error)
        # A family of addresses that this machine lacks says less than a server that is there and refuses.
        raise next((error for error in reversed(failures) if not is_offline(error)), failures[-1])

    def _check(self, host: str, address: Address) -> None:
        if is_public(address) or self._allowed.host(host) or self._allowed.address(address):
            return
        spelled = f"{host} is" if host == str(address) else f"{host} is at {address},"
        raise _forbidden(spelled)

    def check_spelled(self, host: str, port: int) -> None:
        """Check a host that a proxy will look up: its address if it spells one, else that it is no name for use at home.

        Raises Forbidden. What address a public name has is the proxy's to know; nothing is looked up here.
        """
        try:
            addresses = _addresses(host, port, socket.AI_NUMERICHOST)
        except (OSError, UnicodeError):
            if not (is_public_name(host) or self._allowed.host(host)):
                raise _forbidden(f"{host} is") from None
            return
        for text in addresses:
            self._check(host, ip_address(text))

    def unchecked(self) -> "Guard":
        """Give a guard that lets everything pass: for a proxy, whose address is the owner's own word."""
        return Guard(Allowed.everything(), self._resolve)

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore asks for it between its own retries, of which we allow none."""
        await asyncio.sleep(seconds)


def _forbidden(spelled: str) -> Forbidden:
    return Forbidden(f"{spelled} a private address; list it in [network] allow_private to poll it")


def _alternating(addresses: Sequence[Address]) -> list[Address]:
    """Keep the resolver's order (RFC 6724), but take families in turns: a dead one costs a single wait."""
    first_is_4 = isinstance(addresses[0], IPv4Address)
    first = [address for address in addresses if isinstance(address, IPv4Address) == first_is_4]
    second = [address for address in addresses if isinstance(address, IPv4Address) != first_is_4]
    return [address for address in chain(*zip_longest(first, second)) if address is not None]
