"""What is due on one channel: render it, send it down, settle what came of it. Each channel on its own: one that hangs delays no other."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from watcher.channels import Carrier, Failed, Outcome, Refused, Rejected, Sent
from watcher.decide import health, pace
from watcher.desk import AtDesk, Desk
from watcher.model import Channel, Condition, Fate, Letter
from watcher.store.outbox import ChannelState, Waiting

log = logging.getLogger(__name__)
_LONGEST = 200  # alerts in a letter: more would not go out within its 30 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of one delivery turn of a channel."""

    channel: str
    sent: int = 0
    reason: str = ""  # of a failure


async def deliver(channel: Channel, carrier: Carrier, at_desk: AtDesk, now: datetime) -> Told:
    """Send what waits for a channel, in order; stop at the first failure, and when the config changes the channel."""
    desk = at_desk()
    if channel not in desk.watchlist.channels:
        return Told(channel=channel.name)
    state = desk.store.outbox.channels().get(channel.name)
    waiting = desk.store.outbox.waiting(channel.name)
    if not waiting or state is None or not _open(state, now):
        return Told(channel=channel.name)
    turn = _Turn(channel, carrier, at_desk, now)
    for pile in _piles(waiting, carrier.limit):
        outcome = await turn.send(pile)
        if not turn.goes_on(outcome):
            return Told(channel=channel.name, sent=turn.sent, reason=getattr(outcome, "reason", ""))
    return Told(channel=channel.name, sent=turn.sent)


@dataclass(slots=True)
class _Turn:
    """One turn of one channel."""

    channel: Channel
    carrier: Carrier
    at_desk: AtDesk
    now: datetime
    sent: int = 0

    def goes_on(self, outcome: Outcome) -> bool:
        """Only what says nothing about the channel itself lets the next letter follow at once."""
        fine = isinstance(outcome, Rejected) or (isinstance(outcome, Sent) and not outcome.pause)
        return fine and self.channel in self.at_desk().watchlist.channels

    async def send(self, pile: Sequence[Waiting]) -> Outcome:
        """Send a pile as one letter. Where it is unacceptable, its halves are tried: in the end one alert is to blame."""
        outcome = await self._send_whole(pile)
        if isinstance(outcome, Rejected) and len(pile) > 1:
            return await self._send_halves(pile)
        return outcome

    async def _send_halves(self, pile: Sequence[Waiting]) -> Outcome:
        outcome: Outcome = Rejected("")
        ids = {w.id for w in pile}
        left = [w for w in self.at_desk().store.outbox.waiting(self.channel.name) if w.id in ids]
        middle = (len(left) + 1) // 2
        for half in filter(None, (left[:middle], left[middle:])):
            outcome = await self.send(half)
            if not self.goes_on(outcome):
                break
        return outcome

    async def _send_whole(self, pile: Sequence[Waiting]) -> Outcome:
        desk, now = self.at_desk(), self.now
        repeats = frozenset(w.alert.id for w in pile if w.repeat or w.fate is Fate.SENDING)
        alerts = tuple(w.alert for w in pile)
        letter = Letter(alerts=alerts, at=now, repeats=repeats, timezone=desk.watchlist.timezone)
        await asyncio.to_thread(desk.store.outbox.start, [w.id for w in pile], now)
        outcome = await _carry(self.channel, self.carrier, letter)
        self.sent += await asyncio.to_thread(_settle, self.channel, self.at_desk, pile, outcome, now)
        if not isinstance(outcome, Sent):
            log.warning("%s: %s", self.channel.name, outcome.reason)
        return outcome


def _open(state: ChannelState, now: datetime) -> bool:
    if state.health.condition is Condition.STOPPED:
        return False
    if state.paused_until is None or state.paused_until <= now:
        return True
    return state.paused_until - now > pace.LONGEST_PAUSE  # the clock was set back


def _piles(waiting: Sequence[Waiting], limit: int) -> list[list[Waiting]]:
    """A few go out as messages of their own; many at once become one."""
    size = 1 if len(waiting) <= limit else _LONGEST
    return [list(waiting[start : start + size]) for start in range(0, len(waiting), size)]


async def _carry(channel: Channel, carrier: Carrier, letter: Letter) -> Outcome:
    """Send it; a bug of ours costs this message, and not those behind it."""
    try:
        return await carrier.send(letter)
    except Exception as error:
        log.exception("%s: an error of ours", channel.name)
        return Rejected(f"an error of ours: {type(error).__name__}", uncertain=True)


def _settle(
    channel: Channel, at_desk: AtDesk, pile: Sequence[Waiting], outcome: Outcome, now: datetime
) -> int:
    """Record what came of a letter, and give how many alerts arrived by it.

    What it says of the channel counts only while the config still has that channel.
    """
    arrived = {w.alert.id: outcome.receipt for w in pile} if isinstance(outcome, Sent) else outcome.arrived
    left = [w for w in pile if w.alert.id not in arrived]
    note = outcome.note if isinstance(outcome, Sent) else ""
    with at_desk().store.turn():
        desk = at_desk()
        for w in pile:
            if w.alert.id in arrived:
                desk.store.outbox.settle([w.id], Fate.SENT, now, receipt=arrived[w.alert.id], reason=note)
        if not isinstance(outcome, Sent):
            _settle_left(channel.name, desk, left, outcome, now)
        if channel in desk.watchlist.channels:
            _settle_channel(channel.name, desk, outcome, now)
    return len(pile) - len(left)


def _settle_left(
    name: str, desk: Desk, left: Sequence[Waiting], outcome: Failed | Refused | Rejected, now: datetime
) -> None:
    fate = Fate.RETRY
    if isinstance(outcome, Rejected) and len(left) == 1:
        fate = Fate.DEAD
        desk.tell(_undeliverable(name, left[0], outcome), now, about=name)
    elif not isinstance(outcome, Refused) and outcome.uncertain:
        fate = Fate.UNCERTAIN
    desk.store.outbox.settle([w.id for w in left], fate, now, reason=outcome.reason)


def _settle_channel(name: str, desk: Desk, outcome: Outcome, now: datetime) -> None:
    outbox = desk.store.outbox
    before = outbox.channels()[name].health
    match outcome:
        case Sent():
            condition, sentence = health.channel_worked(before, name, outcome.note, now)
            outbox.settle_channel(name, condition, now + outcome.pause if outcome.pause else None)
        case Failed():
            condition, sentence = health.channel_failed(before, name, outcome.reason, now)
            outbox.settle_channel(name, condition, now + pace.retry_after(condition.failures, outcome.after))
        case Refused():
            condition, sentence = health.channel_refused(before, name, outcome.reason, now)
            outbox.settle_channel(name, condition, None)
        case Rejected():
            return
    desk.tell(sentence, now, about=name)


def _undeliverable(name: str, waiting: Waiting, outcome: Rejected) -> str | None:
    """Tell of a message that can't be delivered; of a notice that can't be, nobody is told by another notice."""
    alert = waiting.alert
    if alert.watch is None:
        return None
    return f"{name} does not accept alert #{alert.id} ({alert.headline}): {outcome.reason}"
