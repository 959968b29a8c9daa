"""What waits for a channel, sorted: what may go now and in which letters, and what quiet hours or the digest hold. Sends nothing.

`Queues` remembers until when all is held, so that a night's alerts are not read anew each second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watcher.decide import holding
from watcher.decide.holding import Held
from watcher.model import Channel, Place, Watchlist
from watcher.store import Store
from watcher.store.channels import ChannelState
from watcher.store.outbox import Waiting

_LONGEST = 200  # alerts in a letter: more would not go out within its 30 s


@dataclass(frozen=True, slots=True)
class Queue:
    """free, digest: what may go now, by itself or in the digest, in the order it was decided. held: what may not yet."""

    free: tuple[Waiting, ...] = ()
    digest: tuple[Waiting, ...] = ()
    held: tuple[Held, ...] = ()

    @property
    def oldest(self) -> datetime | None:
        """When the oldest of what may go was decided."""
        return min((w.alert.at for w in (*self.free, *self.digest)), default=None)

    @property
    def first_held(self) -> Held | None:
        """What is let go first."""
        return min(self.held, key=lambda held: held.until, default=None)


@dataclass(frozen=True, slots=True)
class Pile:
    """What goes as one letter. places: what a digest lists as folded."""

    waiting: Sequence[Waiting]
    digest: bool = False
    places: Sequence[Place] = ()

    def part(self, waiting: Sequence[Waiting], *, rest: bool) -> "Pile":
        """Give these of the pile, with the places of their watches. rest: and with those of watches that the pile does not hold."""
        ours, all_ = {w.alert.watch for w in waiting}, {w.alert.watch for w in self.waiting}
        places = [p for p in self.places if p.watch in ours or (rest and p.watch not in all_)]
        return replace(self, waiting=waiting, places=places)


def queue(store: Store, state: ChannelState, channel: Channel, zone: str, now: datetime) -> Queue:
    """Read what waits for a channel, and sort it. What its owner asked for is never held. zone: IANA name."""
    waiting = store.outbox.waiting(channel.name)
    if channel.quiet is None and channel.digest is None:
        return Queue(free=tuple(waiting))
    holds = {
        w.id: holding.release(w.alert, channel, zone, now, digested=state.digested_at)
        for w in waiting
        if not w.asked
    }
    return Queue(
        free=tuple(w for w in waiting if w.asked or (channel.digest is None and not holds[w.id])),
        digest=tuple(w for w in waiting if not w.asked and channel.digest is not None and not holds[w.id]),
        held=tuple(held for held in holds.values() if held),
    )


def queues(store: Store, watchlist: Watchlist, now: datetime) -> dict[str, Queue]:
    """Read what waits for each channel, by its name."""
    states, zone = store.channels.all(), watchlist.timezone
    return {c.name: queue(store, states[c.name], c, zone, now) for c in watchlist.channels if c.name in states}  # fmt: skip


def piles(waiting: Sequence[Waiting], limit: int, longest: int = _LONGEST) -> list[Pile]:
    """A few go out as messages of their own; many at once become one."""
    size = 1 if len(waiting) <= limit else longest
    return [Pile(waiting[start : start + size]) for start in range(0, len(waiting), size)]


def digest(waiting: Sequence[Waiting], places: Sequence[Place], longest: int = _LONGEST) -> list[Pile]:
    """Make a digest: one letter, as long as one can carry it. Nothing to tell is no letter."""
    whole = Pile(waiting, digest=True, places=places)
    parts = [waiting[start : start + longest] for start in range(0, len(waiting), longest)]
    return [whole.part(part, rest=number == 0) for number, part in enumerate(parts)]


@dataclass(frozen=True, slots=True)
class _Lull:
    """All that waits is held until then. It need not be read before, as long as these are the same."""

    seen: tuple[object, ...]
    since: datetime
    until: datetime


class Queues:
    """The queues of all channels, as far as something can go."""

    def __init__(self) -> None:
        self._lulls: dict[str, _Lull] = {}

    def oldest(
        self, store: Store, state: ChannelState, channel: Channel, zone: str, now: datetime
    ) -> datetime | None:
        """Give when the oldest alert that may go now was decided; None: nothing may."""
        if not state.waiting:
            return None
        if channel.quiet is None and channel.digest is None:
            return store.outbox.oldest(channel.name)
        seen = (state.waiting, state.asked, state.newest, state.digested_at, channel, zone)
        lull = self._lulls.get(channel.name)
        if lull and lull.seen == seen and lull.since <= now < lull.until:  # a clock set back ends it
            return None
        found = queue(store, state, channel, zone, now)
        if found.oldest is None and found.first_held:
            self._lulls[channel.name] = _Lull(seen, now, found.first_held.until)
        return found.oldest
