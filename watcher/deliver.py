"""What is due on one channel: render it, send it down, settle what came of it. Each channel on its own: one that hangs delays no other.

What is due is `queue`'s to say: quiet hours and digests hold the rest.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from watcher import queue
from watcher.channels import Carrier, Outcome, Rejected, Sent
from watcher.decide import pace
from watcher.desk import AtDesk
from watcher.model import Alert, Channel, Condition, Fate, Letter
from watcher.queue import Pile
from watcher.settle import settle
from watcher.store import Store
from watcher.store.channels import ChannelState
from watcher.store.outbox import Waiting

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of one delivery turn of a channel."""

    channel: str
    sent: int = 0
    reason: str = ""  # of a failure


async def deliver(channel: Channel, carrier: Carrier, at_desk: AtDesk, now: datetime) -> Told:
    """Send what is due on a channel, in order; stop at the first failure, and when the config changes the channel."""
    desk = at_desk()
    state = desk.store.channels.all().get(channel.name)
    if channel not in desk.watchlist.channels or state is None or not is_open(state, now):
        return Told(channel=channel.name)
    due = queue.queue(desk.store, state, channel, desk.watchlist.timezone, now)
    turn = _Turn(channel, carrier, at_desk, now)
    for pile in [*queue.piles(due.free, carrier.limit, carrier.longest), *turn.digest(due.digest)]:
        outcome = await turn.send(pile)
        if not turn.goes_on(outcome):
            return Told(channel=channel.name, sent=turn.sent, reason=getattr(outcome, "reason", ""))
    return Told(channel=channel.name, sent=turn.sent)


def is_open(state: ChannelState, now: datetime) -> bool:
    """Say whether a channel may be used now."""
    if state.health.condition is Condition.STOPPED:
        return False
    if state.paused_until is None or state.paused_until <= now:
        return True
    return state.paused_until - now > pace.LONGEST_PAUSE  # the clock was set back


@dataclass(slots=True)
class _Turn:
    """One turn of one channel. Of a digest: which deliveries are still open, and the last report among its places."""

    channel: Channel
    carrier: Carrier
    at_desk: AtDesk
    now: datetime
    sent: int = 0
    undigested: set[int] = field(default_factory=set)
    listed: int = 0

    def digest(self, waiting: Sequence[Waiting]) -> list[Pile]:
        """Make the day's digest, with all that folded since the last."""
        if not waiting:
            return []
        since = min(w.alert.at for w in waiting)
        places, self.listed = self.at_desk().store.amendments.folded(self.channel.name, since)
        self.undigested = {w.id for w in waiting}
        return queue.digest(waiting, places, self.carrier.longest)

    def goes_on(self, outcome: Outcome) -> bool:
        """Only what says nothing about the channel itself lets the next letter follow at once."""
        fine = isinstance(outcome, Rejected) or (isinstance(outcome, Sent) and not outcome.pause)
        return fine and self.channel in self.at_desk().watchlist.channels

    async def send(self, pile: Pile) -> Outcome:
        """Send a pile as one letter. Where it is unacceptable, its halves are tried: in the end one alert is to blame."""
        outcome = await self._send_whole(pile)
        if isinstance(outcome, Rejected) and len(pile.waiting) > 1:
            return await self._send_halves(pile)
        return outcome

    async def _send_halves(self, pile: Pile) -> Outcome:
        outcome: Outcome = Rejected("")
        ids = {w.id for w in pile.waiting}
        left = [w for w in self.at_desk().store.outbox.waiting(self.channel.name) if w.id in ids]
        middle = (len(left) + 1) // 2
        for half in filter(None, (left[:middle], left[middle:])):
            outcome = await self.send(pile.part(half, rest=half[0] is left[0]))
            if not self.goes_on(outcome):
                break
        return outcome

    async def _send_whole(self, pile: Pile) -> Outcome:
        letter = await asyncio.to_thread(self._begin, pile)
        outcome = await _carry(self.channel, self.carrier, letter)
        await asyncio.to_thread(self._settle, pile, outcome)
        if not isinstance(outcome, Sent):
            log.warning("%s: %s", self.channel.name, outcome.reason)
        return outcome

    def _begin(self, pile: Pile) -> Letter:
        """Commit that it is sent from now on, and write the letter. What folds later goes into an edit, or the next digest."""
        desk = self.at_desk()
        with desk.store.turn():
            desk.store.outbox.start([w.id for w in pile.waiting], self.now)
            alerts = tuple(_as_told(desk.store, self.channel, w.alert) for w in pile.waiting)
            return Letter(
                alerts=alerts,
                at=self.now,
                places=tuple(pile.places) if pile.digest else desk.store.amendments.places(alerts),
                digest=pile.digest,
                repeats=frozenset(w.alert.id for w in pile.waiting if w.repeat or w.fate is Fate.SENDING),
                timezone=desk.watchlist.timezone,
                threads=desk.store.forum.threads(self.channel.name) if self.channel.forum else {},
            )

    def _settle(self, pile: Pile, outcome: Outcome) -> None:
        with self.at_desk().store.turn():
            desk = self.at_desk()
            settled = settle(self.channel, desk, pile, outcome, self.now)
            self.sent += sum(w.id in settled for w in pile.waiting)
            if pile.digest and self.undigested:
                self.undigested -= settled
                if not self.undigested:  # before that, what is left of it is due at once
                    desk.store.channels.digested(self.channel.name, self.now, self.listed)


def _as_told(store: Store, channel: Channel, alert: Alert) -> Alert:
    """Give an alert as this channel tells it: it follows up on another only where that one was told here as well."""
    if alert.thread is None:
        return alert
    told = any(d.channel == channel.name and d.fate is Fate.SENT for d in store.outbox.fates(alert.thread))
    return alert if told else replace(alert, thread=None, thread_at=None)


async def _carry(channel: Channel, carrier: Carrier, letter: Letter) -> Outcome:
    """Send it; a bug of ours costs this message, and not those behind it."""
    try:
        return await carrier.send(letter)
    except Exception as error:
        log.exception("%s: an error of ours", channel.name)
        return Rejected(f"an error of ours: {type(error).__name__}", uncertain=True)
