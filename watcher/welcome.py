"""What happens when the config names something new: a new watch is shown what is stored, a shorter `every` counts at once."""

from dataclasses import replace
from datetime import UTC, datetime

from watcher.decide import pace
from watcher.decide.decision import as_new, judge
from watcher.decide.reading import Reader
from watcher.desk import Desk
from watcher.poll import oldest_first, spread

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def introduce(desk: Desk, names: tuple[str, ...], now: datetime) -> None:
    """Show new watches what is stored: it places their stories, and rings nothing."""
    if not names:
        return
    watches = {name: desk.watches[name] for name in names}
    kept = list(desk.store.items.since(_LONG_AGO))
    rows = {id(k.item): k.id for k in kept}
    entries = [as_new(item) for item in oldest_first(tuple(k.item for k in reversed(kept)))]
    with desk.store.turn():
        memory = replace(desk.store.recall_stories(), baseline=True)
        decision = judge(entries, memory, Reader(tuple(watches.values())), watches, now)
        desk.store.stories.save(decision.stories)
        desk.store.stories.file_reports(decision.reports, [rows[id(e.item)] for e in decision.entries], now)


def bring_forward(desk: Desk) -> None:
    """A shorter `every` counts from the last poll, not from the next."""
    sources = {source.name: source for source in desk.watchlist.sources}
    for state in desk.store.sources.all():
        source = sources.get(state.name)
        if source and state.tried_at and not state.health.failures:
            every = pace.interval(source.every, desk.watchlist.every, state.kind)
            due = pace.next_poll(
                every, state.wish, failures=0, pause=None, spread=spread(source), now=state.tried_at
            )
            desk.store.sources.bring_forward(state, due.at)
