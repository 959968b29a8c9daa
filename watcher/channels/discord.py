"""Posts letters to a Discord webhook, and changes what it posted. What an answer means is answers.py's; the connection is wire.py's.

A post counts as sent when Discord names the message it became. Where the connection breaks after the post had
gone out and before an answer came, nobody can know: that is uncertain. A change that may have arrived is made again:
it shows the same and tells nobody. A note that fills several messages goes on where it broke off, as long as the channel is open;
what of it has arrived makes the rest uncertain: another process would begin anew.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from watcher.channels import webhook
from watcher.channels.answers import NAMELESS, judge, judge_edit, thread_gone
from watcher.channels.outcome import Carrier, Failed, Outcome, Rejected, Sent
from watcher.channels.wire import Answer, Progress, Wire
from watcher.model import Channel, Letter, Secret
from watcher.render.discord import Post, posts

_TOTAL = 30.0  # seconds for one letter
_PATIENCE = timedelta(seconds=5)  # a longer pause within a letter is left to the next turn
_CHANGED = ("embeds", "allowed_mentions")  # of a message: who sent it, and that it pinged, stays

# Of notes that broke off, by alert: the receipt of each of its messages that arrived, by page.
_Begun = dict[str, dict[int, str]]


def carrier(channel: Channel) -> Carrier:
    """Open a webhook."""
    return _Webhook(channel)


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


class _Webhook(Carrier):
    limit = 3
    amends = True

    def __init__(self, channel: Channel) -> None:
        url = channel.url.reveal().strip()
        self._channel = channel
        self._url = Secret(webhook.endpoint(url))
        self._token = Secret(webhook.token(url))
        self._receipts = _Receipts(always=webhook.is_discord(self._url.reveal()))
        self._wire = Wire()
        self._begun: _Begun = {}

    async def send(self, letter: Letter) -> Outcome:
        """Post a letter, in several messages where it must be."""
        turn = _Turn(threads=dict(letter.threads), begun=self._begun)
        try:
            async with asyncio.timeout(_TOTAL):
                for post in posts(letter, self._channel):
                    if post.pages > 1 and post.page in self._begun.get(post.alerts[0], {}):
                        continue
                    await self._next(post, letter.at, turn)
                    if not isinstance(turn.last, Sent | Rejected):
                        break
        except TimeoutError:
            what = "no answer" if turn.progress.gone else "not posted"
            turn.last = Failed(f"{what} within {_TOTAL:.0f} s", uncertain=turn.progress.gone)
        return self._hide(_together(turn, partly=self._partly(letter, turn.last)))

    async def amend(self, letter: Letter, receipt: str) -> Outcome:
        """Change the message with this receipt, "id" or "id@thread"."""
        name, _, thread = receipt.partition("@")
        made = posts(letter, self._channel)
        if not name.isalnum() or len(made) != 1:
            return Rejected("it was no single message, or would be none any more")
        payload = {key: made[0].payload[key] for key in _CHANGED} | {"allowed_mentions": {"parse": []}}
        address = webhook.message(self._url.reveal(), name, thread or self._channel.thread or "")
        try:
            async with asyncio.timeout(_TOTAL):
                answer = await self._wire.ask("PATCH", address, _body(payload), Progress())
        except TimeoutError:
            return Failed(f"no answer within {_TOTAL:.0f} s")
        if isinstance(answer, Failed):
            return replace(answer, uncertain=False)
        outcome = judge_edit(answer.status, answer.headers, answer.body, letter.at)
        return self._hide(replace(outcome, uncertain=False) if isinstance(outcome, Failed) else outcome)

    def _partly(self, letter: Letter, last: Outcome) -> bool:
        """Tell whether a part of a note arrived, and no more of it. What is rejected in the end is not gone on with."""
        begun = [alert.id for alert in letter.alerts if alert.id in self._begun]
        if isinstance(last, Sent | Rejected) and len(letter.alerts) == 1:
            self._begun.pop(letter.alerts[0].id, None)
        return bool(begun)

    async def close(self) -> None:
        """Close the connection."""
        await self._wire.close()

    async def _next(self, post: Post, now: datetime, turn: "_Turn") -> None:
        """Post one message, once the one before lets it."""
        turn.progress = Progress()
        pause = turn.last.pause if isinstance(turn.last, Sent) else None
        if pause and pause > _PATIENCE:
            turn.last = Failed("asked to slow down", after=pause)
            return
        if pause:
            await asyncio.sleep(pause.total_seconds())
        turn.last = await (self._post_to_forum if self._channel.forum else self._post)(post, now, turn)
        if isinstance(turn.last, Sent):
            turn.accept(post, turn.last)
        elif isinstance(turn.last, Rejected):
            turn.rejected = turn.rejected or turn.last

    async def _post(self, post: Post, now: datetime, turn: "_Turn") -> Outcome:
        thread = self._channel.thread or ""
        return self._judged(await self._ask(post.payload, thread, turn), now, threaded=thread != "")

    async def _post_to_forum(self, post: Post, now: datetime, turn: "_Turn") -> Outcome:
        """Post below what a watch had before. Its first message opens a post; so does the next one where that was deleted."""
        thread = turn.threads.get(post.watch, "")
        answer = await self._ask(post.payload, thread, turn) if thread else None
        if answer is None or (isinstance(answer, Answer) and thread_gone(answer.status, answer.body)):
            turn.progress = Progress()
            answer = await self._ask(post.payload | {"thread_name": post.name}, "", turn)
        outcome = self._judged(answer, now, threaded=True)
        if isinstance(outcome, Sent) and "@" in outcome.receipt:
            turn.threads[post.watch] = outcome.receipt.partition("@")[2]
        return outcome

    async def _ask(self, payload: dict[str, Any], thread: str, turn: "_Turn") -> Answer | Failed:
        address = self._url.reveal()
        return await self._wire.ask(
            "POST", webhook.within(address, thread) if thread else address, _body(payload), turn.progress
        )

    def _judged(self, answer: Answer | Failed, now: datetime, *, threaded: bool) -> Outcome:
        if isinstance(answer, Failed):
            return answer
        outcome = judge(
            answer.status,
            answer.headers,
            answer.body,
            now,
            receipts=self._receipts.expected(),
            threaded=threaded,
        )
        self._receipts.learn(outcome)
        return outcome

    def _hide(self, outcome: Outcome) -> Outcome:
        """A reason quotes what the server said, and the server knows the token."""
        secret = self._token.reveal()
        if isinstance(outcome, Sent):
            return outcome
        return replace(outcome, reason=outcome.reason.replace(secret, "…"))


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

    threads: dict[str, str]  # of a forum: the post of each watch
    begun: _Begun  # outlives the turn
    arrived: dict[str, str] = field(
        default_factory=dict
    )  # alerts that were accepted whole, and their receipts
    receipts: dict[str, None] = field(default_factory=dict)
    rejected: Rejected | None = None
    last: Outcome = field(default_factory=lambda: Failed("not sent"))
    progress: Progress = field(default_factory=Progress)

    def accept(self, post: Post, sent: Sent) -> None:
        """Note what arrived. Of what fills several messages each must: then they count as one."""
        if post.pages == 1:
            self._settle(post.alerts, sent.receipt)
            return
        (alert,) = post.alerts
        receipts = self.begun.setdefault(alert, {})
        receipts[post.page] = sent.receipt
        if len(receipts) == post.pages:
            self._settle(post.alerts, _one([receipts[page] for page in sorted(receipts)]))
            del self.begun[alert]

    def _settle(self, alerts: Sequence[str], receipt: str) -> None:
        self.arrived |= dict.fromkeys(alerts, receipt)
        self.receipts |= {receipt: None} if receipt else {}


def _body(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()


def _together(turn: _Turn, *, partly: bool) -> Outcome:
    """Say what came of a letter that took several messages: a part that arrived is never forgotten."""
    last = turn.rejected if turn.rejected and isinstance(turn.last, Sent) else turn.last
    if isinstance(last, Sent):
        arrived = turn.arrived if len(turn.receipts) > 1 else {}
        return replace(last, receipt=",".join(turn.receipts), arrived=arrived)
    if partly and isinstance(last, Failed | Rejected):
        last = replace(last, uncertain=True)
    return replace(last, arrived=turn.arrived) if turn.arrived else last


def _one(receipts: Sequence[str]) -> str:
    """Give the receipt of what fills several messages: their names, and the thread that they stand in."""
    names = ",".join(filter(None, (receipt.partition("@")[0] for receipt in receipts)))
    thread = receipts[-1].partition("@")[2]
    return f"{names}@{thread}" if thread else names
