"""What is due on one channel: render it, send it down, settle what came of it. Each channel on its own: one that hangs delays no other."""

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
    sent = 0
    for pile in _piles(waiting, carrier.limit):
        outcome = await _send(channel, carrier, at_desk, pile, now)
        if isinstance(outcome, Rejected) and len(pile) > 1:
            outcome = await _one_by_one(channel, carrier, at_desk, pile, now)
        if isinstance(outcome, Sent):
            sent += len(pile)
        if not _goes_on(outcome) or channel not in at_desk().watchlist.channels:
            return Told(channel=channel.name, sent=sent, reason=getattr(outcome, "reason", ""))
    return Told(channel=channel.name, sent=sent)


def _goes_on(outcome: Outcome) -> bool:
    """Only what says nothing about the channel itself lets the next one follow at once."""
    return isinstance(outcome, Rejected) or (isinstance(outcome, Sent) and not outcome.pause)


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


async def _one_by_one(
    channel: Channel, carrier: Carrier, at_desk: AtDesk, pile: Sequence[Waiting], now: datetime
) -> Outcome:
    """Find the alert that makes a message unacceptable; the others go out."""
    outcome: Outcome = Rejected(reason="")
    ids = {w.id for w in pile}
    for waiting in at_desk().store.outbox.waiting(channel.name):
        if waiting.id not in ids:
            continue
        outcome = await _send(channel, carrier, at_desk, [waiting], now)
        if not _goes_on(outcome) or channel not in at_desk().watchlist.channels:
            break
    return outcome


async def _send(
    channel: Channel, carrier: Carrier, at_desk: AtDesk, pile: Sequence[Waiting], now: datetime
) -> Outcome:
    desk, ids = at_desk(), [w.id for w in pile]
    repeats = frozenset(w.alert.id for w in pile if w.repeat or w.fate is Fate.SENDING)
    letter = Letter(
        alerts=tuple(w.alert for w in pile), at=now, repeats=repeats, timezone=desk.watchlist.timezone
    )
    desk.store.outbox.start(ids, now)
    outcome = await _carry(channel, carrier, letter)
    with desk.store.turn():
        _settle(channel, at_desk(), pile, outcome, now)
    if not isinstance(outcome, Sent):
        log.warning("%s: %s", channel.name, outcome.reason)
    return outcome


async def _carry(channel: Channel, carrier: Carrier, letter: Letter) -> Outcome:
    """Send it; a bug of ours costs this message, and not those behind it."""
    try:
        return await carrier.send(letter)
    except Exception as error:
        log.exception("%s: an error of ours", channel.name)
        return Rejected(f"an error of ours: {type(error).__name__}", uncertain=True)


def _settle(channel: Channel, desk: Desk, pile: Sequence[Waiting], outcome: Outcome, now: datetime) -> None:
    """Record what came of a message; what it says of the channel counts only while the config still has that channel."""
    outbox, ids = desk.store.outbox, [w.id for w in pile]
    match outcome:
        case Sent():
            outbox.settle(ids, Fate.SENT, now, receipt=outcome.receipt, reason=outcome.note)
        case Rejected() if len(pile) == 1:
            outbox.settle(ids, Fate.DEAD, now, reason=outcome.reason)
            desk.tell(_undeliverable(channel.name, pile, outcome), now, about=channel.name)
        case Failed(uncertain=True) | Rejected(uncertain=True):
            outbox.settle(ids, Fate.UNCERTAIN, now, reason=outcome.reason)
        case _:
            outbox.settle(ids, Fate.RETRY, now, reason=outcome.reason)
    if channel in desk.watchlist.channels:
        _settle_channel(channel.name, desk, outcome, now)


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


def _undeliverable(name: str, pile: Sequence[Waiting], outcome: Rejected) -> str | None:
    """Tell of a message that can't be delivered; of a notice that can't be, nobody is told by another notice."""
    alert = pile[0].alert
    return (
        None
        if alert.watch is None
        else f"{name} does not accept alert #{alert.id} ({alert.headline}): {outcome.reason}"
    )
