"""What happens when the config names something new: a new watch is shown what is stored, a shorter `every` counts at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from watcher import outcome
from watcher.decide import pace
from watcher.decide.decision import as_new, judge
from watcher.decide.reading import Reader
from watcher.desk import Desk
from watcher.model import Watch
from watcher.poll import oldest_first
from watcher.store import Store
from watcher.store.items import KeptItem

_PAGE = 500


@dataclass(slots=True)
class Met:
    """What of the stored items meets new watches, up to the row that was read last."""

    watches: tuple[Watch, ...]
    items: list[KeptItem] = field(default_factory=list)
    row: int = 0


def meet(store: Store, watches: Sequence[Watch]) -> Met:
    """Read all that is stored for new watches. Takes its time (a second for some 5,000 items), and holds nobody up."""
    met = Met(tuple(watches))
    read_on(store, met)
    return met


def read_on(store: Store, met: Met) -> None:
    """Read what was stored since."""
    reader = Reader(met.watches)
    while met.watches and (page := store.items.after(met.row, _PAGE)):
        met.items += [kept for kept in page if reader.read(kept.item) or reader.matches(kept.item)]
        met.row = page[-1].id


def introduce(desk: Desk, met: Met, now: datetime) -> None:
    """Show new watches what is stored: it places their stories, and rings nothing. Runs inside the caller's turn."""
    read_on(desk.store, met)
    if not met.items:
        return
    rows = {id(kept.item): kept.id for kept in met.items}
    entries = [as_new(item) for item in oldest_first(tuple(kept.item for kept in reversed(met.items)))]
    memory = replace(desk.store.recall_stories(), baseline=True, official=desk.watchlist.official)
    watches = {watch.name: watch for watch in met.watches}
    decision = judge(entries, memory, Reader(met.watches), watches, now)
    desk.store.stories.save(decision.stories)
    desk.store.stories.file_reports(decision.reports, [rows[id(e.item)] for e in decision.entries], now)


def bring_forward(desk: Desk) -> None:
    """A shorter `every` counts from the last poll, not from the next."""
    sources = {source.name: source for source in desk.watchlist.sources}
    for state in desk.store.sources.all():
        source = sources.get(state.name)
        if source and state.tried_at and not state.health.failures:
            every = outcome.interval(source, state, desk.watchlist)
            due = pace.next_poll(
                every, state.wish, failures=0, pause=None, spread=outcome.spread(source), now=state.tried_at, rests=state.rests,
            )  # fmt: skip
            desk.store.sources.bring_forward(state, due.at)
