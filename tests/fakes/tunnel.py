"""A proxy on loopback: tunnels (HTTP CONNECT, SOCKS5) from whatever is asked for to one server of ours.

It lives in the test's own event loop. A forwarding proxy needs no fake: a Site answers whole addresses, too.
"""

import asyncio
import struct
from types import TracebackType
from typing import Self


class Tunnel:
    """`socks` says which protocol it speaks; `login` is what it asks for; `refuse` answers every request so."""

    def __init__(
        self, to: tuple[str, int], *, socks: bool = False, login: str = "", refuse: bytes = b""
    ) -> None:
        self.asked: list[str] = []  # "host:port", as asked for
        self.logins: list[str] = []
        self.port = 0
        self._to = to
        self._socks = socks
        self._login = login
        self._refuse = refuse
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        ends = [writer]
        try:
            greet = self._greet_socks if self._socks else self._greet_connect
            if await greet(reader, writer):
                there, out = await asyncio.open_connection(*self._to)
                ends.append(out)
                await asyncio.gather(_pour(reader, out), _pour(there, writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # one side went away, as it may, or the test is over
        finally:
            for end in ends:
                end.transport.abort()

    async def _greet_connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head.split()[1])
        said = [line.partition(": ")[2] for line in head.splitlines() if line.startswith("Proxy-Auth")]
        self.logins += said
        writer.write(self._refuse or b"HTTP/1.1 200 Connection established\r\n\r\n")
        return not self._refuse

    async def _greet_socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Speak SOCKS5 (RFC 1928), with a login (RFC 1929) where one is asked for."""
        _, count = await reader.readexactly(2)
        await reader.readexactly(count)
        writer.write(b"\x05\x02" if self._login else b"\x05\x00")
        if self._login:
            _, length = await reader.readexactly(2)
            user = await reader.readexactly(length)
            password = await reader.readexactly((await reader.readexactly(1))[0])
            self.logins.append(f"{user.decode()}:{password.decode()}")
            writer.write(b"\x01\x00")
        kind = (await reader.readexactly(4))[3]
        length = (await reader.readexactly(1))[0] if kind == 3 else 4
        host = await reader.readexactly(length)
        port = struct.unpack("!H", await reader.readexactly(2))[0]
        self.asked.append(f"{host.decode() if kind == 3 else '.'.join(map(str, host))}:{port}")
        writer.write(self._refuse or b"\x05\x00\x00\x01" + bytes(6))
        return not self._refuse


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        target.write(data)
        await target.drain()
    target.close()
