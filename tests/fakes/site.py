"""A site on loopback: a real HTTP/1.1 server with scripted answers and a log of what was asked.

It lives in a thread of its own, so that async tests and tests that start a program use it alike:

    with Site() as site:
        site.answer("/feed", body=RSS, headers={"Content-Type": "application/rss+xml"}, etag=True)
        site.answer("/busy", status=503, headers={"Retry-After": "120"})
        site.answer("/new", body=lambda request: page(request.query))
        ...
        assert [request.path for request in site.requests] == ["/feed"]

What is not scripted answers 404. An answer may be replaced at any time; `script` gives several in turn.
"""

import asyncio
import gzip
import hashlib
import itertools
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import TracebackType
from typing import Self

Raw = tuple[bytes, bytes]
Headers = Mapping[str, str] | Iterable[Raw]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, and over which connection."""

    method: str
    target: str  # path and query, as sent
    headers: tuple[Raw, ...]
    body: bytes
    at: float  # time.monotonic()
    connection: int  # counts from 1

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query without its question mark."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> bytes | None:
        """Give the first header of this name, byte for byte."""
        return next((value for key, value in self.headers if key.lower() == name.lower().encode()), None)


class Gate:
    """Holds answers back until it is opened, from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._event = asyncio.Event()

    def open(self) -> None:
        """Let every answer that waits here go on."""
        self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self) -> None:
        """Wait until it is open; for the site's own thread."""
        await self._event.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What to say to one request."""

    status: int = 200
    headers: Headers = ()
    # Bytes or text; pieces, which may be endless; or a function of the request, which may give an Answer.
    body: "bytes | str | Iterable[bytes] | Callable[[Request], Answer | bytes | str]" = b""
    etag: bytes | bool = False  # as sent; True makes one. A request that brings it back gets a 304
    last_modified: bytes | None = None  # as sent; likewise
    gzip: bool = False  # packs the body, if it is whole
    chunked: bool = False  # pieces with a length each; else the connection's end is theirs
    length: int | None = None  # claims another Content-Length
    every: float = 0  # seconds between the pieces; a whole body or `raw` then goes byte by byte
    hold: Gate | None = None  # waits here before the first byte
    cut: int | None = None  # closes the connection after so many bytes of body
    drop: bool = False  # closes the connection instead of answering
    close: bool = False  # closes the connection after answering, without having said so
    raw: bytes | None = None  # sent as it is instead of all the rest; then the connection is closed


NOT_FOUND = Answer(status=404)


class Site:
    """The server. `host` is any loopback address: 127.0.0.2 is another host; `tls` makes it speak HTTPS."""

    def __init__(self, host: str = "127.0.0.1", *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.host = host
        self.port = port
        self.requests: list[Request] = []
        self.accepted = 0  # connections, ever
        self.open = 0  # connections, now
        self._tls = tls
        self._answers: dict[str, list[Answer]] = {}
        self._changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="site", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failed:
            raise self._failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def url(self, target: str = "/", *, host: str | None = None) -> str:
        """Give the address of a path here, optionally under another name for this host."""
        name = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self._tls else 'http'}://{name}:{self.port}{target}"

    def answer(self, path: str, answer: Answer | None = None, /, **fields: object) -> None:
        """Say what a path answers from now on: an Answer, or the fields of one."""
        self.script(path, answer or Answer(**fields))  # type: ignore[arg-type]  # the fields are Answer's own

    def script(self, path: str, *answers: Answer) -> None:
        """Say what a path answers to its next requests, one after another; the last one stays."""
        self._answers[path] = list(answers)

    def gate(self) -> Gate:
        """Make a gate for `hold`."""
        return Gate(self._loop)

    def asked(self, path: str) -> list[Request]:
        """Give the requests for a path so far."""
        return [request for request in self.requests if request.path == path]

    def wait(self, condition: Callable[["Site"], bool], timeout: float = 10) -> None:
        """Block until something holds: `site.wait(lambda site: not site.open)`; not in async code."""
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self), timeout):
                raise TimeoutError("the site waited in vain")

    def wait_for(self, path: str, count: int = 1, timeout: float = 10) -> list[Request]:
        """Block until a path was asked `count` times."""
        self.wait(lambda site: len(site.asked(path)) >= count, timeout)
        return self.asked(path)

    # What follows runs in the site's own thread.

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        try:
            server = await asyncio.start_server(self._connected, self.host, self.port, ssl=self._tls)
        except OSError as error:
            self._failed = error
            self._ready.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    def _note(self, *, request: Request | None = None, opened: int = 0) -> None:
        with self._changed:
            self.accepted += max(opened, 0)
            self.open += opened
            if request:
                self.requests.append(request)
            self._changed.notify_all()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._note(opened=1)
        number = self.accepted
        try:
            while request := await _request(reader, number):
                self._note(request=request)
                if not await self._reply(request, reader, writer):
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client went away, as it may
        except _NotHttp:
            writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        except asyncio.CancelledError:
            pass  # the site closes
        finally:
            writer.transport.abort() if writer.transport.is_closing() else writer.close()
            self._note(opened=-1)

    async def _reply(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer one request, and say whether the connection stays."""
        answer = self._next(request)
        if (answer.hold and not await _held(answer.hold, reader)) or answer.drop:
            return False
        if answer.raw is not None:
            await _send_raw(answer.raw, answer.every, writer)
            return False
        body = _Body(answer)
        writer.write(_head(answer, body, request))
        if request.method != "HEAD" and answer.status not in (204, 304):
            async for piece in body.wire():
                writer.write(piece)
                await writer.drain()
        await writer.drain()
        return body.bounded and not answer.close and request.header("connection") != b"close"

    def _next(self, request: Request) -> Answer:
        script = self._answers.get(request.target) or self._answers.get(request.path) or [NOT_FOUND]
        answer = script.pop(0) if len(script) > 1 else script[0]
        if callable(answer.body):
            made = answer.body(request)
            answer = made if isinstance(made, Answer) else replace(answer, body=made)
        if answer.etag is True:
            answer = replace(answer, etag=_etag(answer.body))
        return replace(answer, status=304, body=b"") if _unchanged(answer, request) else answer


async def _held(gate: Gate, reader: asyncio.StreamReader) -> bool:
    """Wait at a gate, and say whether the client waited, too."""
    opened = asyncio.ensure_future(gate.wait())
    left = asyncio.ensure_future(reader.read(1))
    try:
        await asyncio.wait({opened, left}, return_when=asyncio.FIRST_COMPLETED)
        return opened.done()
    finally:
        opened.cancel()
        left.cancel()


async def _send_raw(raw: bytes, every: float, writer: asyncio.StreamWriter) -> None:
    for piece in _bytewise(raw) if every else (raw,):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(every)


def _bytewise(whole: bytes) -> Iterator[bytes]:
    return (whole[place : place + 1] for place in range(len(whole)))


@dataclass(slots=True)
class _Body:
    answer: Answer
    whole: bytes | None = field(init=False)  # None: comes in pieces

    def __post_init__(self) -> None:
        self.whole = _whole(self.answer.body)
        if self.whole is not None and self.answer.gzip:
            self.whole = gzip.compress(self.whole, mtime=0)

    @property
    def bounded(self) -> bool:
        """Whether the client can see where the body ends without the connection ending."""
        return self.answer.cut is None and (
            self.answer.chunked or (self.whole is not None and self.answer.length in (None, len(self.whole)))
        )

    def headers(self) -> list[Raw]:
        if self.answer.status in (204, 304):
            return []
        if self.answer.chunked:
            return [(b"Transfer-Encoding", b"chunked")]
        length = self.answer.length
        if length is None and self.whole is not None:
            length = len(self.whole)
        return [] if length is None else [(b"Content-Length", str(length).encode())]

    async def wire(self) -> AsyncIterator[bytes]:
        left = self.answer.cut
        for piece in self._pieces():
            kept = piece if left is None else piece[:left]
            if self.answer.chunked:
                yield (
                    b"%x\r\n%b\r\n" % (len(piece), kept)
                    if kept == piece
                    else b"%x\r\n%b" % (len(piece), kept)
                )
            else:
                yield kept
            if left is not None:
                left -= len(kept)
                if left <= 0:
                    return
            if self.answer.every:
                await asyncio.sleep(self.answer.every)
        if self.answer.chunked:
            yield b"0\r\n\r\n"

    def _pieces(self) -> Iterable[bytes]:
        if self.whole is None:
            return self.answer.body  # type: ignore[return-value]  # bytes, text and functions are gone by now
        if self.answer.every:
            return _bytewise(self.whole)
        return (self.whole,) if self.whole else ()


def _head(answer: Answer, body: _Body, request: Request) -> bytes:
    given = _raw(answer.headers)
    if isinstance(answer.etag, bytes):
        given.append((b"ETag", answer.etag))
    if answer.last_modified:
        given.append((b"Last-Modified", answer.last_modified))
    if answer.gzip:
        given.append((b"Content-Encoding", b"gzip"))
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Odd"
    lines = [f"HTTP/1.1 {answer.status} {phrase}".encode()]
    lines += [b"%b: %b" % header for header in (*given, *body.headers())]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _raw(headers: Headers) -> list[Raw]:
    if isinstance(headers, Mapping):
        return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return list(headers)


def _whole(body: object) -> bytes | None:
    """Give a body that is not in pieces as bytes."""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else None


def _etag(body: object) -> bytes:
    whole = _whole(body)
    if whole is None:
        raise TypeError("etag=True needs a body that is whole")
    return f'"{hashlib.sha256(whole).hexdigest()[:16]}"'.encode()


def _unchanged(answer: Answer, request: Request) -> bool:
    """Say whether the request already has this answer. If-None-Match goes first (RFC 9110 §13.2.2)."""
    if answer.status != 200:
        return False
    match, since = request.header("if-none-match"), request.header("if-modified-since")
    if match is not None:
        return isinstance(answer.etag, bytes) and match == answer.etag
    return since is not None and since == answer.last_modified


class _NotHttp(Exception):
    """The client speaks something else: TLS, most likely, which has no lines to wait for."""


async def _request(reader: asyncio.StreamReader, connection: int) -> Request | None:
    """Read one request; None when the client has closed."""
    first = await reader.read(1)
    if not first:
        return None
    if not first.isalpha():
        raise _NotHttp
    line = first + await reader.readline()
    method, target, _version = line.decode("latin-1").split()
    headers: list[Raw] = []
    while line := (await reader.readline()).rstrip(b"\r\n"):
        name, _, value = line.partition(b":")
        headers.append((name, value.strip(b" \t")))
    length = next((int(value) for name, value in headers if name.lower() == b"content-length"), 0)
    chunked = any(name.lower() == b"transfer-encoding" for name, _ in headers)
    body = await _chunks(reader) if chunked else await reader.readexactly(length)
    return Request(method, target, tuple(headers), body, time.monotonic(), connection)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    for _ in itertools.count():
        size = int(await reader.readline(), 16)
        body += await reader.readexactly(size)
        await reader.readline()
        if not size:
            break
    return body
