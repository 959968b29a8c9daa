"""One request to a webhook, and how far it got. Owns httpx here; what an answer means is answers.py's."""

import logging
from dataclasses import dataclass
from typing import Any

import httpx

from watcher.channels.outcome import Failed

_STEP = httpx.Timeout(25.0, connect=10.0)
_LONGEST_ANSWER = 256 * 1024  # bytes
_HEADERS = {
    "User-Agent": "release-watcher",
    "Content-Type": "application/json",
    "Accept-Encoding": "identity",  # an answer is small, and can't unpack into something large
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers and at most 256 KiB of its body."""

    status: int
    headers: httpx.Headers
    body: bytes


class Progress:
    """How far a request got, as httpcore tells it. `gone`: handed over whole to the network."""

    def __init__(self) -> None:
        self.gone = False

    async def note(self, event: str, _info: dict[str, Any]) -> None:
        """Take one of httpcore's trace events."""
        if event.endswith("send_request_body.complete"):
            self.gone = True
        elif event.endswith("start_tls.started"):  # what went out was a proxy's CONNECT
            self.gone = False


class Wire:
    """Asks. Each request opens its own connection: an idle one that broke unseen would leave us not knowing."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None
        for name in (
            "httpx",
            "httpcore",
        ):  # at INFO they write every address, and a webhook's address is its password
            logging.getLogger(name).setLevel(logging.WARNING)

    async def ask(self, method: str, address: str, body: bytes, progress: Progress) -> Answer | Failed:
        """Hand a body over and take the answer. Failed: there is none."""
        try:
            request = self._http().build_request(
                method, address, content=body, headers=_HEADERS, extensions={"trace": progress.note}
            )
            response = await self._http().send(request, stream=True)
        except httpx.HTTPError as error:
            return Failed(_broken(error, gone=progress.gone), uncertain=progress.gone)
        try:
            answer = await _read(response)
        except httpx.HTTPError as error:
            if response.is_success:  # the message's id is lost
                return Failed(_broken(error, gone=True), uncertain=True)
            answer = b""
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, answer)

    async def close(self) -> None:
        """Close the connection."""
        if self._client:
            await self._client.aclose()
            self._client = None

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            limits = httpx.Limits(max_keepalive_connections=0)
            self._client = httpx.AsyncClient(follow_redirects=False, timeout=_STEP, limits=limits)
        return self._client


async def _read(response: httpx.Response) -> bytes:
    answer = b""
    async for chunk in response.aiter_raw():
        answer += chunk
        if len(answer) > _LONGEST_ANSWER:
            break
    return answer


def _broken(error: httpx.HTTPError, *, gone: bool) -> str:
    """Say how a connection failed, without the address that httpx puts in its own words."""
    if gone:
        return "the connection broke before the answer came"
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection within 10 s"
    if isinstance(error, httpx.ConnectError):
        text = str(error).lower()
        if "certificate" in text or "ssl" in text or "tls" in text:
            return "no secure connection: the certificate or the TLS handshake failed"
        if "name" in text or "resol" in text or "nodename" in text or "address associated" in text:
            return "the host's name was not found"
        return "no connection: refused, or the host can't be reached"
    return "the connection broke before the message was sent"
