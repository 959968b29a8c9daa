"""What is due on one channel: render it, send it down, settle what came of it. Each channel on its own: one that hangs delays no other."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.channels import Carrier, Failed, Outcome, Refused, Rejected, Sent
from watcher.decide import health, pace
from watcher.desk import Desk
from watcher.model import Channel, Condition, Fate, Letter
from watcher.store.outbox import ChannelState, Waiting

log = logging.getLogger(__name__)
_LONGEST_PAUSE = timedelta(days=8)
_LONGEST = 200  # alerts in a letter: more would not go out within its 30 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came of one delivery turn of a channel."""

    channel: str
    sent: int = 0
    reason: str = ""  # of a failure


async def deliver(channel: Channel, carrier: Carrier, desk: Desk, now: datetime) -> Told:
    """Send what waits for a channel, in order; stop at the first failure."""
    state = desk.store.outbox.channels().get(channel.name)
    waiting = desk.store.outbox.waiting(channel.name)
    if not waiting or state is None or not _open(state, now):
        return Told(channel=channel.name)
    sent = 0
    for pile in _piles(waiting, carrier.limit):
        outcome = await _send(channel, carrier, desk, pile, now)
        if isinstance(outcome, Rejected) and len(pile) > 1:
            outcome = await _one_by_one(channel, carrier, desk, pile, now)
        if isinstance(outcome, Sent):
            sent += len(pile)
        if not isinstance(outcome, Sent | Rejected) or (isinstance(outcome, Sent) and outcome.pause):
            return Told(channel=channel.name, sent=sent, reason=getattr(outcome, "reason", ""))
    return Told(channel=channel.name, sent=sent)


def _open(state: ChannelState, now: datetime) -> bool:
    if state.health.condition is Condition.STOPPED:
        return False
    if state.paused_until is None or state.paused_until <= now:
        return True
    return state.paused_until - now > _LONGEST_PAUSE  # no pause of ours is so long: the clock was set back


def _piles(waiting: Sequence[Waiting], limit: int) -> list[list[Waiting]]:
    """A few go out as messages of their own; many at once become one."""
    size = 1 if len(waiting) <= limit else _LONGEST
    return [list(waiting[start : start + size]) for start in range(0, len(waiting), size)]


async def _one_by_one(
    channel: Channel, carrier: Carrier, desk: Desk, pile: Sequence[Waiting], now: datetime
) -> Outcome:
    """Find the alert that makes a message unacceptable; the others go out."""
    outcome: Outcome = Rejected(reason="")
    ids = {w.id for w in pile}
    for waiting in desk.store.outbox.waiting(channel.name):
        if waiting.id not in ids:
            continue
        outcome = await _send(channel, carrier, desk, [waiting], now)
        if not isinstance(outcome, Sent | Rejected):
            break
    return outcome


async def _send(
    channel: Channel, carrier: Carrier, desk: Desk, pile: Sequence[Waiting], now: datetime
) -> Outcome:
    ids = [w.id for w in pile]
    repeats = frozenset(w.alert.id for w in pile if w.repeat or w.fate is Fate.SENDING)
    letter = Letter(
        alerts=tuple(w.alert for w in pile), at=now, repeats=repeats, timezone=desk.watchlist.timezone
    )
    desk.store.outbox.start(ids, now)
    outcome = await carrier.send(letter)
    with desk.store.turn():
        _settle(channel, desk, pile, outcome, now)
    return outcome


def _settle(channel: Channel, desk: Desk, pile: Sequence[Waiting], outcome: Outcome, now: datetime) -> None:
    outbox, ids, name = desk.store.outbox, [w.id for w in pile], channel.name
    before = outbox.channels()[name].health
    match outcome:
        case Sent():
            condition, sentence = health.channel_worked(before, name, outcome.note, now)
            outbox.settle(ids, Fate.SENT, now, receipt=outcome.receipt, reason=outcome.note)
            outbox.settle_channel(name, condition, now + outcome.pause if outcome.pause else None)
        case Failed():
            condition, sentence = health.channel_failed(before, name, outcome.reason, now)
            outbox.settle(
                ids, Fate.UNCERTAIN if outcome.uncertain else Fate.RETRY, now, reason=outcome.reason
            )
            outbox.settle_channel(name, condition, now + pace.retry_after(condition.failures, outcome.after))
        case Refused():
            condition, sentence = health.channel_refused(before, name, outcome.reason, now)
            outbox.settle(ids, Fate.RETRY, now, reason=outcome.reason)
            outbox.settle_channel(name, condition, None)
        case Rejected():
            sentence = _undeliverable(name, pile, outcome) if len(pile) == 1 else None
            again = Fate.UNCERTAIN if outcome.uncertain else Fate.RETRY
            outbox.settle(ids, Fate.DEAD if len(pile) == 1 else again, now, reason=outcome.reason)
    if not isinstance(outcome, Sent):
        log.warning("%s: %s", name, outcome.reason)
    desk.tell(sentence, now, about=name)


def _undeliverable(name: str, pile: Sequence[Waiting], outcome: Rejected) -> str | None:
    """Tell of a message that can't be delivered; of a notice that can't be, nobody is told by another notice."""
    alert = pile[0].alert
    return (
        None
        if alert.watch is None
        else f"{name} does not accept alert #{alert.id} ({alert.headline}): {outcome.reason}"
    )
