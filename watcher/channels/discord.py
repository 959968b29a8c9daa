"""Posts letters to a Discord webhook. Owns the connection; what an answer means is answers.py's.

A post counts as sent when Discord names the message it became. Where the connection breaks after the post had
gone out and before an answer came, nobody can know: that is uncertain.
"""

import asyncio
import json
import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from watcher.channels import webhook
from watcher.channels.answers import judge
from watcher.channels.outcome import Carrier, Failed, Outcome, Rejected, Sent
from watcher.model import Channel, Letter, Secret
from watcher.render.discord import payloads

_TOTAL = 30.0  # seconds for one letter
_STEP = httpx.Timeout(25.0, connect=10.0)
_LONGEST_ANSWER = 256 * 1024  # bytes
_HEADERS = {
    "User-Agent": "release-watcher",
    "Content-Type": "application/json",
    "Accept-Encoding": "identity",  # an answer is small, and can't unpack into something large
}


def carrier(channel: Channel) -> Carrier:
    """Open a webhook."""
    return _Webhook(channel.url)


def problem(url: Secret) -> str | None:
    """Say what is wrong with a webhook's address."""
    text = url.reveal().strip()
    wrong = webhook.problem(text)
    if wrong is None:
        try:
            httpx.URL(webhook.endpoint(text))
        except httpx.InvalidURL:
            return "not an address that can be posted to"
    return wrong


class _Webhook:
    limit = 3

    def __init__(self, url: Secret) -> None:
        self._url = Secret(webhook.endpoint(url.reveal().strip()))
        self._token = Secret(webhook.token(url.reveal().strip()))
        self._client: httpx.AsyncClient | None = None
        for name in (
            "httpx",
            "httpcore",
        ):  # at INFO they write every address, and a webhook's address is its password
            logging.getLogger(name).setLevel(logging.WARNING)

    async def send(self, letter: Letter) -> Outcome:
        """Post a letter, in several messages where it must be."""
        accepted: list[Sent] = []
        outcome: Outcome = Failed("not sent")
        bodies = [json.dumps(payload).encode() for payload in payloads(letter)]
        progress = _Progress()
        try:
            async with asyncio.timeout(_TOTAL):
                for body in bodies:
                    if accepted and accepted[-1].pause:
                        await asyncio.sleep(accepted[-1].pause.total_seconds())
                    progress = _Progress()
                    outcome = await self._post(body, letter.at, progress)
                    if not isinstance(outcome, Sent):
                        break
                    accepted.append(outcome)
        except TimeoutError:
            outcome = Failed(f"no answer within {_TOTAL:.0f} s", uncertain=progress.gone)
        return self._hide(_together(accepted, outcome, len(bodies)))

    async def close(self) -> None:
        """Close the connection."""
        if self._client:
            await self._client.aclose()
            self._client = None

    async def _post(self, body: bytes, now: datetime, progress: "_Progress") -> Outcome:
        try:
            request = self._http().build_request(
                "POST",
                self._url.reveal(),
                content=body,
                headers=_HEADERS,
                extensions={"trace": progress.note},
            )
            response = await self._http().send(request, stream=True)
        except httpx.HTTPError as error:
            return Failed(_broken(error, gone=progress.gone), uncertain=progress.gone)
        try:
            answer = await _read(response)
        except httpx.HTTPError:  # the status is known, the message's id is not
            answer = b""
        finally:
            await response.aclose()
        return judge(response.status_code, response.headers, answer, now)

    def _http(self) -> httpx.AsyncClient:
        """Each post opens its own connection: an idle one that broke unseen would leave us not knowing."""
        if self._client is None:
            limits = httpx.Limits(max_keepalive_connections=0)
            self._client = httpx.AsyncClient(follow_redirects=False, timeout=_STEP, limits=limits)
        return self._client

    def _hide(self, outcome: Outcome) -> Outcome:
        """A reason quotes what the server said, and the server knows the token."""
        secret = self._token.reveal()
        if isinstance(outcome, Sent):
            return outcome
        return replace(outcome, reason=outcome.reason.replace(secret, "…"))


class _Progress:
    """How far a post got, as httpcore tells it. `gone`: handed over whole to the network."""

    def __init__(self) -> None:
        self.gone = False

    async def note(self, event: str, _info: dict[str, Any]) -> None:
        if event.endswith("send_request_body.complete"):
            self.gone = True
        elif event.endswith("start_tls.started"):  # what went out was a proxy's CONNECT
            self.gone = False


async def _read(response: httpx.Response) -> bytes:
    answer = b""
    async for chunk in response.aiter_raw():
        answer += chunk
        if len(answer) > _LONGEST_ANSWER:
            break
    return answer


def _together(accepted: list[Sent], last: Outcome, count: int) -> Outcome:
    """Say what came of a letter that took several messages: a part that arrived is never forgotten."""
    if len(accepted) == count:
        return Sent(",".join(sent.receipt for sent in accepted), pause=accepted[-1].pause)
    if not accepted or isinstance(last, Sent):
        return last
    part = f"{len(accepted)} of {count} messages arrived, then: {last.reason}"
    if isinstance(last, Rejected):
        return Rejected(part, uncertain=True)
    return Failed(part, after=last.after if isinstance(last, Failed) else None, uncertain=True)


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
