"""Settles what came of a letter: the fate of each delivery, the receipts, how the channel is, and what must be told of that."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from watcher.channels import Failed, Outcome, Refused, Rejected, Sent
from watcher.decide import health, pace
from watcher.desk import Desk
from watcher.model import Channel, Fate
from watcher.queue import Pile
from watcher.store.outbox import Waiting


def settle(channel: Channel, desk: Desk, pile: Pile, outcome: Outcome, now: datetime) -> set[int]:
    """Record what came of a letter, inside the caller's turn. Returns the deliveries that are settled for good."""
    arrived = _arrived(pile, outcome)
    _settle_arrived(channel, desk, pile, arrived, outcome, now)
    left = [w for w in pile.waiting if w.alert.id not in arrived]
    settled = {w.id for w in pile.waiting if w.alert.id in arrived}
    if not isinstance(outcome, Sent) and _settle_left(channel.name, desk, left, outcome, now) is Fate.DEAD:
        settled |= {w.id for w in left}
    if channel in desk.watchlist.channels:  # what it says of one that has left the config counts for nobody
        settle_channel(channel.name, desk, outcome, now)
    return settled


def settle_channel(name: str, desk: Desk, outcome: Outcome, now: datetime) -> None:
    """Record what an outcome says of the channel itself, inside the caller's turn."""
    before = desk.store.channels.all()[name].health
    match outcome:
        case Sent():
            condition, sentence = health.channel_worked(before, name, outcome.note, now)
            paused_until = now + outcome.pause if outcome.pause else None
        case Failed():
            condition, sentence = health.channel_failed(before, name, outcome.reason, now)
            paused_until = now + pace.retry_after(condition.failures, outcome.after)
        case Refused():
            condition, sentence = health.channel_refused(before, name, outcome.reason, now)
            paused_until = None
        case Rejected():
            return
    desk.store.channels.settle(name, condition, paused_until)
    desk.tell(sentence, now, about=name)


def _arrived(pile: Pile, outcome: Outcome) -> Mapping[str, str]:
    """Give the alerts that arrived, each with the receipt of its message."""
    if isinstance(outcome, Sent):
        return {w.alert.id: outcome.arrived.get(w.alert.id, outcome.receipt) for w in pile.waiting}
    return outcome.arrived


def _settle_arrived(
    channel: Channel, desk: Desk, pile: Pile, arrived: Mapping[str, str], outcome: Outcome, now: datetime
) -> None:
    note = outcome.note if isinstance(outcome, Sent) else ""
    told = [w for w in pile.waiting if w.alert.id in arrived]
    for w in told:
        desk.store.outbox.settle([w.id], Fate.SENT, now, receipt=arrived[w.alert.id], reason=note)
    if pile.digest:  # what folds from here on is in the next one
        desk.store.amendments.fix([w.id for w in told])
    if channel.forum:
        threads = {w.alert.watch or "": arrived[w.alert.id].partition("@")[2] for w in told}
        desk.store.forum.note(channel.name, {watch: thread for watch, thread in threads.items() if thread})


def _settle_left(
    name: str, desk: Desk, left: Sequence[Waiting], outcome: Failed | Refused | Rejected, now: datetime
) -> Fate:
    fate = Fate.RETRY
    if isinstance(outcome, Rejected) and len(left) == 1:
        fate = Fate.DEAD
        desk.tell(_undeliverable(name, left[0], outcome), now, about=name)
    elif not isinstance(outcome, Refused) and outcome.uncertain:
        fate = Fate.UNCERTAIN
    desk.store.outbox.settle([w.id for w in left], fate, now, reason=outcome.reason)
    return fate


def _undeliverable(name: str, waiting: Waiting, outcome: Rejected) -> str | None:
    """Tell of a message that can't be delivered; of a notice that can't be, nobody is told by another notice."""
    alert = waiting.alert
    if alert.watch is None:
        return None
    return f"{name} does not accept alert #{alert.id} ({alert.headline}): {outcome.reason}"
