"""Posts letters to a Discord webhook. Owns the connection; what an answer means is answers.py's.

A post counts as sent when Discord names the message it became. Where the connection breaks after the post had
gone out and before an answer came, nobody can know: that is uncertain.
"""

import asyncio
import json
import logging
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from watcher.channels import webhook
from watcher.channels.answers import NAMELESS, judge
from watcher.channels.outcome import Carrier, Failed, Outcome, Rejected, Sent
from watcher.model import Channel, Letter, Secret
from watcher.render.discord import Post, posts

_TOTAL = 30.0  # seconds for one letter
_PATIENCE = timedelta(seconds=5)  # a longer pause within a letter is left to the next turn
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
        self._receipts = _Receipts(always=webhook.is_discord(self._url.reveal()))
        self._client: httpx.AsyncClient | None = None
        for name in (
            "httpx",
            "httpcore",
        ):  # at INFO they write every address, and a webhook's address is its password
            logging.getLogger(name).setLevel(logging.WARNING)

    async def send(self, letter: Letter) -> Outcome:
        """Post a letter, in several messages where it must be."""
        turn = _Turn()
        try:
            async with asyncio.timeout(_TOTAL):
                for post in posts(letter):
                    await self._next(post, letter.at, turn)
                    if not isinstance(turn.last, Sent | Rejected):
                        break
        except TimeoutError:
            what = "no answer" if turn.progress.gone else "not posted"
            turn.last = Failed(f"{what} within {_TOTAL:.0f} s", uncertain=turn.progress.gone)
        return self._hide(_together(turn))

    async def _next(self, post: Post, now: datetime, turn: "_Turn") -> None:
        """Post one message, once the one before lets it."""
        turn.progress = _Progress()
        pause = turn.last.pause if isinstance(turn.last, Sent) else None
        if pause and pause > _PATIENCE:
            turn.last = Failed("asked to slow down", after=pause)
            return
        if pause:
            await asyncio.sleep(pause.total_seconds())
        turn.last = await self._post(json.dumps(post.payload).encode(), now, turn.progress)
        if isinstance(turn.last, Sent):
            turn.accepted.append((post, turn.last))
        elif isinstance(turn.last, Rejected):
            turn.rejected = turn.rejected or turn.last

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
        except httpx.HTTPError as error:
            if response.is_success:  # the message's id is lost
                return Failed(_broken(error, gone=True), uncertain=True)
            answer = b""
        finally:
            await response.aclose()
        outcome = judge(
            response.status_code, response.headers, answer, now, receipts=self._receipts.expected()
        )
        self._receipts.learn(outcome)
        return outcome

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


@dataclass(slots=True)
class _Receipts:
    """What is known of a webhook's answers. Discord names each message; a relay that takes its posts may never do so.

    Such a one is doubted once. Doubting it each time would post everything for ever. always: it is Discord.
    """

    always: bool
    given: bool = False
    missed: int = 0

    def expected(self) -> bool:
        """Tell whether the next message should be named."""
        return self.always or self.given or self.missed == 0

    def learn(self, outcome: Outcome) -> None:
        """Remember what an answer held."""
        self.given = self.given or (isinstance(outcome, Sent) and outcome.receipt != "")
        self.missed += outcome == NAMELESS


@dataclass(slots=True)
class _Turn:
    """How far a letter got: what was accepted, the first message that was rejected, the last outcome."""

    accepted: list[tuple[Post, Sent]] = field(default_factory=list)
    rejected: Rejected | None = None
    last: Outcome = field(default_factory=lambda: Failed("not sent"))
    progress: _Progress = field(default_factory=_Progress)


async def _read(response: httpx.Response) -> bytes:
    answer = b""
    async for chunk in response.aiter_raw():
        answer += chunk
        if len(answer) > _LONGEST_ANSWER:
            break
    return answer


def _together(turn: _Turn) -> Outcome:
    """Say what came of a letter that took several messages: a part that arrived is never forgotten."""
    last = turn.rejected if turn.rejected and isinstance(turn.last, Sent) else turn.last
    if isinstance(last, Sent):
        receipts = dict.fromkeys(sent.receipt for _, sent in turn.accepted if sent.receipt)
        return replace(last, receipt=",".join(receipts))
    arrived = {alert: sent.receipt for post, sent in turn.accepted for alert in post.alerts}
    return replace(last, arrived=arrived) if arrived else last


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
