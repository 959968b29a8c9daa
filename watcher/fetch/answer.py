"""What an answer means: the document, "nothing changed", or a refusal and what it asks of us."""

import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import cast

import httpx

from watcher.errors import FetchError
from watcher.fetch import body, headers
from watcher.fetch.ask import Ask
from watcher.fetch.trouble import status_in_words
from watcher.model import Response, Validators

MOST_OF_A_REFUSAL = 256 * 1024  # bytes kept of the page that comes with an error
_CHALLENGE = "the site shows a challenge page for browsers (Cloudflare) instead of its content"


def is_refusal(ask: Ask, response: httpx.Response) -> bool:
    """Say whether this is neither a document nor an answer to our conditions."""
    if response.status_code == 304:
        return ask.validators == Validators()
    return response.status_code not in (200, 203) or _is_challenge(response)


def _is_challenge(response: httpx.Response) -> bool:
    return str(response.headers.get("cf-mitigated", "")).strip().lower() == "challenge"


def refusal(ask: Ask, response: httpx.Response, page: bytes, now: datetime | None) -> FetchError:
    """Make the error for a refusal. `page`: what came with it."""
    status = response.status_code
    if _is_challenge(response):
        reason = _CHALLENGE
    else:
        aside = ", though we did not ask whether anything changed" if status == 304 else ""
        reason = status_in_words(status) + aside
    return FetchError(
        ask.name,
        reason,
        pause=headers.pause(status, response.headers, now),
        host=ask.foreign_host,
        status=status,
        page=page,
        content_type=response.headers.get("content-type", ""),
    )


async def read(ask: Ask, response: httpx.Response, most: int, now: datetime | None) -> Response:
    """Read a good answer to its end; `most` bytes of body at most. Raises Trouble."""
    said = response.headers
    if response.status_code == 304:
        content, known = None, headers.renewed(ask.validators, said)
    else:
        content, known = await _body(response, most), headers.validators(said)
    return Response(
        url=str(ask.url),
        status=response.status_code,
        body=content,
        content_type=said.get("content-type", ""),
        validators=known,
        fresh_for=headers.fresh_for(said, now),
        moved=ask.moved,
        certificate_until=_certificate_until(response),
        asked=tuple(ask.asked),
    )


async def _body(response: httpx.Response, most: int) -> bytes:
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise body.too_large(most)
    async with aclosing(_chunks(response)) as chunks:
        return await body.read(chunks, response.headers.get("content-encoding", ""), most)


async def read_start(response: httpx.Response, most: int, into: bytearray) -> None:
    """Read as much of a body as `most` bytes, into what the caller keeps if we are broken off. Raises Trouble."""
    async with aclosing(_chunks(response)) as chunks:
        await body.read_start(chunks, response.headers.get("content-encoding", ""), most, into)


def _chunks(response: httpx.Response) -> AsyncGenerator[bytes]:
    # Its type says less than it is: a generator, to be closed when we stop halfway.
    return cast("AsyncGenerator[bytes]", response.aiter_raw())


def _certificate_until(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream else None
    certificate = tls.getpeercert() if tls else None
    if not certificate or "notAfter" not in certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
