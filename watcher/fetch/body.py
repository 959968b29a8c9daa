"""Reads a body to its end, never more of it than we bear.

Decides what is too much, what is cut short and which packings are opened. The HTTP library's own decoding is
not used: it unpacks a bomb before anyone can look at its size.
"""

import zlib
from collections.abc import AsyncIterable, Iterator

from watcher.fetch.trouble import CUT_SHORT, Trouble

_STEP = 256 * 1024  # bytes unpacked at a time
_GZIP = 31  # zlib's wbits
_ZLIB = 15
_RAW_DEFLATE = -15
_PACKINGS = frozenset({"br", "zstd", "dcb", "dcz", "gzip", "x-gzip", "deflate", "compress", "x-compress"})
_GZIP_MAGIC = b"\x1f\x8b"


async def read(chunks: AsyncIterable[bytes], encoding: str, most: int) -> bytes:
    """Collect the chunks, unpacked as Content-Encoding says; `most` bytes at most, packed and unpacked.

    Raises Trouble: larger than `most`, cut short, damaged, or packed in a way that we did not ask for.
    """
    unpack = _unpacker(encoding)
    pieces: list[bytes] = []
    taken = size = 0
    async for chunk in chunks:
        taken += len(chunk)
        for piece in unpack.feed(chunk):
            size += len(piece)
            if size > most:
                raise too_large(most)
            pieces.append(piece)
        if taken > most:
            raise too_large(most)
    unpack.end()
    return b"".join(pieces)


async def read_start(chunks: AsyncIterable[bytes], encoding: str, most: int, into: bytearray) -> None:
    """Collect the chunks as `read` does, into what the caller holds, until `most` bytes are there.

    Raises Trouble; what had come until then stays collected.
    """
    unpack = _unpacker(encoding)
    taken = 0
    async for chunk in chunks:
        taken += len(chunk)
        for piece in unpack.feed(chunk):
            into += piece[: most - len(into)]
            if len(into) >= most:
                return
        if taken > most:
            return


def too_large(most: int) -> Trouble:
    """Say that an answer passes the limit, in bytes."""
    return Trouble(f"the answer is larger than {most / 1_000_000:g} MB")


def _unpacker(encoding: str) -> "_Plain | _Packed":
    packings = [name.strip().lower() for name in encoding.split(",")]
    match [name for name in packings if name not in ("", "identity")]:
        case []:
            return _Plain()
        case ["gzip" | "x-gzip"]:
            return _Packed("gzip")
        case ["deflate"]:
            return _Packed("deflate")
        case others:
            # Only names that are known are said: a header's own words have no place in a reason.
            known = ", ".join(others) if _PACKINGS.issuperset(others) and len(others) < 5 else "something"
            raise Trouble(f"the answer is packed as {known}, which we did not ask for")


class _Plain:
    """Bytes as they are. Whether they are all there, HTTP itself has counted."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data

    def end(self) -> None:
        pass


class _Packed:
    """Streams of zlib, unpacked in bounded steps.

    gzip (RFC 1952) is one member or several, one after another; deflate is one stream, in its zlib wrapper
    (RFC 9110 §8.4.1.2) or, as some servers send it, bare.
    """

    def __init__(self, packing: str) -> None:
        self._packing = packing
        self._open = False  # inside a stream
        self._ended = False  # at least one stream came to its end, and only padding may follow
        self._held = b""
        self._zlib = zlib.decompressobj(_GZIP)

    def feed(self, data: bytes) -> Iterator[bytes]:
        data, self._held = self._held + data, b""
        while data:
            if not self._open:
                if len(data) < 2:
                    self._held = data
                    return
                if self._ended and not data.startswith(_GZIP_MAGIC):
                    return  # padding, which every reader overlooks
                self._zlib = zlib.decompressobj(self._wbits(data))
                self._open, self._ended = True, False
            yield from self._steps(data)
            data = self._zlib.unused_data
            if self._zlib.eof:
                self._open, self._ended = False, True

    def _steps(self, data: bytes) -> Iterator[bytes]:
        more = True
        while more and not self._zlib.eof:
            try:
                piece = self._zlib.decompress(data, _STEP)
            except zlib.error:
                raise Trouble(
                    f"the answer can't be unpacked: it is not the {self._packing} it says it is"
                ) from None
            if piece:
                yield piece
            data = self._zlib.unconsumed_tail
            more = bool(piece or data)  # zlib may hold output back when its input is used up

    def _wbits(self, data: bytes) -> int:
        if self._packing == "gzip":
            return _GZIP
        wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
        return _ZLIB if wrapped else _RAW_DEFLATE

    def end(self) -> None:
        if not self._ended:
            raise Trouble(CUT_SHORT)
