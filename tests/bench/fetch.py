"""What asking costs: python tests/bench/fetch.py [REQUESTS] prints figures; nothing is asserted.

So many conditional requests go to servers on many addresses of this machine, each answered 304, at 10, 50 and 200 at a time.
The servers run in a process of their own: only what the asking side burns is counted. Ratios hold within one run only: the figure
beside them depends on the machine. `plain` is httpx as it comes, one client and its pool, for comparison.
"""

import asyncio
import itertools
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import httpx

from watcher.fetch import Client
from watcher.model import Secret, Source, Validators

ORIGINS = 500
AT_ONCE = (10, 50, 200)
ROUNDS = 3  # of which the cheapest counts: the others were disturbed
KNOWN = Validators(etag=b'"1"', last_modified=b"Sun, 01 Mar 2026 12:00:00 GMT")
ANSWER = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nCache-Control: max-age=600\r\nDate: Sun, 01 Mar 2026 12:00:00 GMT\r\n\r\n'

Ask = Callable[[str], Awaitable[None]]


def serve(pipe: Connection) -> None:
    """Answer 304 to whatever is asked, at every loopback address, until the process ends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWER)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1024)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def ask_all(ask: Ask, addresses: Iterable[str], at_once: int) -> float:
    """Ask each address once, so many at a time; give the seconds of CPU that it took."""
    left = iter(addresses)

    async def work() -> None:
        for address in left:
            await ask(address)

    start = time.process_time()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return time.process_time() - start


async def ours(addresses: list[str], at_once: int) -> float:
    """Ask with the program's own client."""
    async with Client(("127.0.0.0/8",), "1") as client:

        async def ask(address: str) -> None:
            source = Source(name="bench", url=Secret(address), shown="")
            assert (await client.get(source, KNOWN)).status == 304

        return await ask_all(ask, addresses, at_once)


async def plain(addresses: list[str], at_once: int) -> float:
    """Ask with httpx as it comes, without any guard."""
    async with httpx.AsyncClient(trust_env=False, timeout=None) as http:

        async def ask(address: str) -> None:
            assert (await http.get(address, headers={"If-None-Match": '"1"'})).status_code == 304

        return await ask_all(ask, addresses, at_once)


def main(count: int) -> None:
    """Measure and print."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    server.start()
    port = here.recv()
    hosts = itertools.cycle(range(ORIGINS))
    addresses = [f"http://127.9.{n // 250}.{n % 250 + 1}:{port}/feed" for n in itertools.islice(hosts, count)]
    for name, way in (("ours", ours), ("plain httpx", plain)):
        best = {
            at_once: min(asyncio.run(way(addresses, at_once)) for _ in range(ROUNDS)) for at_once in AT_ONCE
        }
        told = ", ".join(
            f"{seconds:.2f} s at {at_once} ({seconds / best[AT_ONCE[0]]:.2f} ×)"
            for at_once, seconds in best.items()
        )
        sys.stdout.write(f"{count} requests to {ORIGINS} servers, {name}: {told}\n")
        sys.stdout.flush()
    server.terminate()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
