"""What we say of ourselves on schedule: gathers a week from the store and says it, welcomes what is new once it was looked at.

Notes go where notices about ourselves go, without a sound. What they say is decide/saying.py's.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from watcher.decide import routing, saying
from watcher.desk import Desk
from watcher.store import SourceState

_WEEKLY, _EXPECTED = "weekly_at", "welcome"  # facts in the store
_PATIENCE = timedelta(minutes=10)  # for the first answers of new sources
_PAGE = 500


def expect(desk: Desk, sources: Sequence[str], watches: Sequence[str], now: datetime) -> None:
    """Remember that something new is to be welcomed. Runs inside the caller's turn, and outlives a restart."""
    if not sources and not watches:
        return
    before = desk.store.facts.get(_EXPECTED) or {"sources": [], "watches": [], "since": now.isoformat()}
    fresh = {
        "sources": list(dict.fromkeys([*before["sources"], *sources])),
        "watches": list(dict.fromkeys([*before["watches"], *watches])),
    }
    desk.store.facts.put(_EXPECTED, before | fresh)


def say_due(desk: Desk, now: datetime) -> None:
    """Say what is due."""
    welcome(desk, now)
    weekly(desk, now)


def welcome(desk: Desk, now: datetime) -> None:
    """Welcome what is new, once its sources were looked at, or ten minutes later."""
    expected = desk.store.facts.get(_EXPECTED)
    if expected is None:
        return
    with desk.store.turn():
        states = {state.name: state for state in desk.store.sources.all()}
        stories = list(desk.store.stories.all().values())
        fresh = [states[name] for name in expected["sources"] if name in states]
        waited = now - datetime.fromisoformat(expected["since"]) > _PATIENCE
        if any(state.tried_at is None for state in fresh) and not waited:
            return
        named = set(expected["watches"])
        if expected["sources"]:  # what they show may be of any watch
            named |= {watch.name for watch in desk.watchlist.watches}
        headline, lines = saying.welcome(
            len(desk.watchlist.sources),
            len(desk.watchlist.watches),
            {name: [s for s in stories if s.watch == name] for name in sorted(named)},
            _titles(desk),
            {state.name: _why(state) for state in fresh if state.good_at is None},
            now,
        )
        _say(desk, headline, lines, now)
        desk.store.facts.put(_EXPECTED, None)


def _titles(desk: Desk) -> dict[str, str]:
    return {watch.name: routing.title_of(watch) for watch in desk.watchlist.watches}


def _why(state: SourceState) -> str:
    return state.health.reason or "no answer yet"


def weekly(desk: Desk, now: datetime) -> None:
    """Say what the week came to, on Monday morning. The first week begins when we first run."""
    if not desk.watchlist.weekly:
        return
    last = desk.store.facts.time(_WEEKLY)
    if last is not None and not saying.week_ended(last, now, desk.watchlist.timezone):
        return
    week = None if last is None else _gather(desk, last)
    with desk.store.turn():
        desk.store.facts.note_time(_WEEKLY, now)
        if week is not None:
            _say(desk, *saying.weekly(week), now)


def _gather(desk: Desk, since: datetime) -> saying.Week:
    store = desk.store
    return saying.Week(
        conditions={s.name: (s.health.condition, s.health.reason) for s in store.sources.all()},
        items=store.items.count(since),
        rang=store.outbox.rang(since),
        folded=store.stories.folded(since),
        near=tuple(_near_misses(desk, since)),
    )


def _near_misses(desk: Desk, since: datetime) -> list[str]:
    """Read what met no watch once more, for what it nearly met."""
    found: dict[str, None] = {}
    titles = _titles(desk)
    row = desk.store.items.before(since)
    while page := desk.store.items.after(row, _PAGE):
        for kept in page:
            for near in desk.reader.near(kept.item):
                found[
                    f"{titles.get(near.watch) or near.watch}: “{kept.item.title}” ({kept.item.source}): {near.why}"
                ] = None
        row = page[-1].id
    return list(found)


def _say(desk: Desk, headline: str, lines: Sequence[str], now: datetime) -> None:
    """Put a note into the outbox, on the channel for notices. Runs inside the caller's turn."""
    name = routing.alert_id(desk.store.outbox.next_number())
    desk.store.outbox.post([routing.note(name, headline, tuple(lines), desk.notice_channels(), now)], (), now)
