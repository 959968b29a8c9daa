"""The sources as `watcher status` shows them: a ward round, worst first, one line each, with the next thing to do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from watcher.cli.show import ago, coloured, iso, safe
from watcher.decide import pace, rhythm
from watcher.decide.advice import advice, sign_of
from watcher.decide.health import WORST_FIRST, lasted
from watcher.model import Condition, Watchlist
from watcher.outcome import interval
from watcher.store import SourceState, Store

_RATE_OVER = timedelta(days=30)
_LATEST = 1_000  # reports looked through for the last match of each source


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """All that is shown of the sources, read at one moment."""

    now: datetime
    watchlist: Watchlist
    sources: list[SourceState]  # worst first
    rates: Mapping[int, float]  # items a day
    pauses: Mapping[str, datetime]  # of hosts
    matches: Mapping[str, datetime]  # when each source last met a watch


def look(store: Store, watchlist: Watchlist, now: datetime) -> Ward:
    """Read how the sources are."""
    sources = sorted(
        store.sources.all(), key=lambda s: (WORST_FIRST.index(s.health.condition), _since(s, now))
    )
    counts = store.sources.counts(sources, now - _RATE_OVER)
    return Ward(
        now=now,
        watchlist=watchlist,
        sources=sources,
        rates={s.id: _rate(counts[s.id], s, now) for s in sources},
        pauses=store.sources.pauses(now),
        matches={r.source: r.at for r in reversed(store.stories.reports(limit=_LATEST))},
    )


def summary(ward: Ward) -> str:
    """Count how many are how."""
    counts = Counter(state.health.condition for state in ward.sources)
    return ", ".join(f"{counts[c]} {_named(c)}" for c in WORST_FIRST if counts[c]) or "none"


def rows(ward: Ward) -> list[tuple[str, ...]]:
    """Give a row for each source: its name, how it is, and the rest as one cell."""
    return [(safe(s.name), coloured(_how(ward, s), s.health.condition), _rest(ward, s)) for s in ward.sources]


def _how(ward: Ward, state: SourceState) -> str:
    health = state.health
    named = _named(health.condition)
    return f"{named} for {lasted(ward.now - health.since)}" if health.since else named


def _named(condition: Condition) -> str:
    return "not asked yet" if condition is Condition.WAITING else condition


def _rest(ward: Ward, state: SourceState) -> str:
    return " · ".join(filter(None, _facts(ward, state)))


def _facts(ward: Ward, state: SourceState) -> Iterator[str]:
    health, pulse, now = state.health, state.pulse, ward.now
    yield safe(health.reason)
    yield safe(advice(health, pulse, name=state.name))
    if health.condition is not Condition.WAITING:
        yield f"good {ago(state.good_at, now)}"
    if pulse.newest_at:
        yield f"new {ago(pulse.newest_at, now)}"
    if state.name in ward.matches:
        yield f"match {ago(ward.matches[state.name], now)}"
    if health.condition is not Condition.STOPPED:
        upcoming = _next(ward, state)
        yield f"next {ago(upcoming, now) if upcoming and upcoming > now else 'now'} ({_why_then(ward, state)})"
    if ward.rates[state.id]:
        yield f"{ward.rates[state.id]:g} items a day"


def documents(ward: Ward) -> list[dict[str, Any]]:
    """Give the sources as JSON, worst first."""
    return [_document(ward, state) for state in ward.sources]


def _document(ward: Ward, state: SourceState) -> dict[str, Any]:
    health, pulse = state.health, state.pulse
    usual = rhythm.rhythm(pulse)
    return {
        "name": state.name,
        "condition": health.condition,
        "reason": health.reason,
        "sign": sign_of(health, pulse),
        "advice": advice(health, pulse, name=state.name),
        "failures": health.failures,
        "since": iso(health.since),
        "told": health.told,
        "kind": state.kind,
        "baseline": iso(state.baseline_at),
        "last_good": iso(state.good_at),
        "last_new": iso(pulse.newest_at),
        "last_match": iso(ward.matches.get(state.name)),
        "next": iso(None if health.condition is Condition.STOPPED else _next(ward, state)),
        "next_why": _why_then(ward, state),
        "every": int(_every(ward, state).total_seconds()),
        "asked": int(state.wish.total_seconds()) if state.wish else None,
        "items_a_day": ward.rates[state.id],
        "rhythm": int(usual.total_seconds()) if usual else None,
        "certificate_until": iso(pulse.certificate),
    }


def _since(state: SourceState, now: datetime) -> datetime:
    return state.health.since or now


def _rate(count: int, state: SourceState, now: datetime) -> float:
    began = state.baseline_at or now
    days = max(1.0, min(_RATE_OVER, now - began) / timedelta(days=1))
    return round(count / days, 1)


def _next(ward: Ward, state: SourceState) -> datetime | None:
    return max(filter(None, (state.next_at, ward.pauses.get(state.host))), default=None)


def _why_then(ward: Ward, state: SourceState) -> str:
    if state.host in ward.pauses:
        return "the server asked us to wait"
    every = _every(ward, state)
    wish = f", the publisher asks for {_span(state.wish)}" if state.wish and state.wish > every else ""
    return f"every {_span(every)}{wish}" if state.next_why in ("", "every") or wish else state.next_why


def _every(ward: Ward, state: SourceState) -> timedelta:
    source = next((s for s in ward.watchlist.sources if s.name == state.name), None)
    if source is None:  # the config has changed since the service read it
        return pace.interval(None, ward.watchlist.every, state.kind)
    return interval(source, state, ward.watchlist)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
