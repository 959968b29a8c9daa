"""`watcher status`: how everything is, and where each story stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option, json_option, print_json
from watcher.cli.show import ago, coloured, safe, table, vouchers, when
from watcher.decide import pace
from watcher.decide.health import lasted
from watcher.model import Alert, Condition, Story, Watchlist
from watcher.queue import Queue, queues
from watcher.store import SourceState
from watcher.store.channels import ChannelState
from watcher.store.lock import runs
from watcher.store.stories import KeptReport

_WORST_FIRST = (Condition.STOPPED, Condition.FAILING, Condition.WAITING, Condition.OK)
_RATE_OVER = timedelta(days=30)
_MATCHES_SHOWN = 3
_LATEST = 500  # alerts looked through for the newest of each watch


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """All that status shows, read at one moment."""

    state: str
    now: datetime
    watchlist: Watchlist
    sources: list[SourceState]
    rates: dict[int, float]  # items a day
    pauses: Mapping[str, datetime]
    channels: Mapping[str, ChannelState]
    queues: Mapping[str, Queue]  # what waits for the channels
    stories: list[Story]
    already: Mapping[str, list[KeptReport]]  # what matched when a source or a watch was first looked at
    muted: Mapping[str, datetime]
    last: Mapping[str, Alert]  # the newest alert of each watch
    runs: bool  # a watcher works on this memory now
    stranded: Mapping[str, int]  # messages for channels that are no longer in the config


@click.command(short_help="How everything is, and where each story stands.")
@json_option
@config_option
def command(session: Session, *, as_json: bool) -> None:
    """Show sources, channels, what waits to be sent, and where each story stands. Worst first."""
    view = _look(session)
    if as_json:
        print_json(_document(view))
    else:
        _show(view)


def _look(session: Session) -> _View:
    watchlist = session.load(secrets=False).watchlist
    now = system_clock()
    store = session.open_store()
    try:
        sources = sorted(store.sources.all(), key=lambda s: _WORST_FIRST.index(s.health.condition))
        counts = store.sources.counts(sources, now - _RATE_OVER)
        already: dict[str, list[KeptReport]] = {}
        for watch in watchlist.watches:
            already[watch.name] = [r for r in store.stories.reports(watch=watch.name) if r.baseline]
        return _View(
            state=str(store.path.parent), now=now, watchlist=watchlist, sources=sources,
            rates={s.id: _rate(counts[s.id], s, now) for s in sources}, pauses=store.sources.pauses(now),
            channels=store.channels.all(), queues=queues(store, watchlist, now), stories=list(store.stories.all().values()),
            already=already, muted=store.stories.muted(now), runs=runs(store.path.parent), stranded=store.channels.stranded(),
            last={a.watch: a for a, _ in reversed(store.outbox.alerts(limit=_LATEST)) if a.watch},
        )  # fmt: skip
    finally:
        store.close()


def _rate(count: int, state: SourceState, now: datetime) -> float:
    began = state.baseline_at or now
    days = max(1.0, min(_RATE_OVER, now - began) / timedelta(days=1))
    return round(count / days, 1)


def _show(view: _View) -> None:
    click.echo(f"state: {view.state}" + ("" if view.runs else "  (no watcher runs on it now)"))
    click.echo("sources")
    click.echo(table([_source_row(view, s) for s in view.sources]))
    click.echo("channels")
    click.echo(table([_channel_row(view, c) for c in view.channels.values()]))
    for name, count in view.stranded.items():
        click.echo(
            f"  {count} waiting for {name}, which is not in the config: watcher resend ALERT --channel another"
        )
    click.echo("watches")
    for watch in view.watchlist.watches:
        until = view.muted.get(watch.name)
        quiet = f"  silent until {when(until, view.watchlist.timezone)}" if until else ""
        click.echo(f"  {watch.name}{quiet}")
        lines = [_story_line(view, s) for s in view.stories if s.watch == watch.name]
        if watch.name in view.last and not lines:
            lines = [
                f"rang last {ago(view.last[watch.name].at, view.now)}: {safe(view.last[watch.name].headline)}"
            ]
        for line in [*lines, *_already_lines(view, watch.name)] or ["nothing yet"]:
            click.echo(f"    {line}")


def _source_row(view: _View, state: SourceState) -> tuple[str, ...]:
    condition = state.health.condition
    said = (
        f"failing for {lasted(view.now - state.health.since)}: {state.health.reason}"
        if state.health.since
        else ""
    )
    paused = view.pauses.get(state.host)
    upcoming = paused if paused and (state.next_at is None or paused > state.next_at) else state.next_at
    return (
        state.name, coloured(condition, condition), f"good {ago(state.good_at, view.now)}",
        f"next {ago(upcoming, view.now) if upcoming and upcoming > view.now else 'now'} ({_why_then(view, state)})",
        f"{view.rates[state.id]:g} items a day", safe(said),
    )  # fmt: skip


def _why_then(view: _View, state: SourceState) -> str:
    if state.host in view.pauses:
        return "the server asked us to wait"
    every = _every(view, state)
    wish = f", the publisher asks for {_span(state.wish)}" if state.wish and state.wish > every else ""
    return f"every {_span(every)}{wish}" if state.next_why in ("", "every") or wish else state.next_why


def _every(view: _View, state: SourceState) -> timedelta:
    own = next((s.every for s in view.watchlist.sources if s.name == state.name), None)
    return pace.interval(own, view.watchlist.every, state.kind)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _channel_row(view: _View, state: ChannelState) -> tuple[str, ...]:
    condition = state.health.condition
    help_line = f"; when mended: watcher resume {state.name}" if condition is Condition.STOPPED else ""
    return (
        state.name,
        coloured("not used yet" if condition is Condition.WAITING else condition, condition),
        _waiting(view, state),
        safe(state.health.reason + help_line),
    )


def _waiting(view: _View, state: ChannelState) -> str:
    found = view.queues.get(state.name, Queue())
    if found.first_held is None:
        return f"{state.waiting} waiting"
    until = found.first_held.until.astimezone(ZoneInfo(view.watchlist.timezone))
    free = state.waiting - len(found.held)
    return f"{f'{free} waiting, ' if free else ''}{len(found.held)} held until {until:%H:%M}"


def _story_line(view: _View, story: Story) -> str:
    if story.status is None:
        return f"{story.subject}: nothing sure so far"
    period = f" ({safe(story.period.text)})" if story.period else ""
    rang = f", rang as #{story.rings[-1].alert}" if story.rings else ", already there at the first look"
    stands = f"{coloured(story.status, story.status)}{period}, {ago(story.standing.since, view.now)}"
    return f"{story.subject}: {stands}, {vouchers(story.standing)}{rang}"


def _already_lines(view: _View, watch: str) -> list[str]:
    found = view.already.get(watch, [])
    lines = [
        f"at the first look, {r.source}: {r.status or 'keywords'}: {safe(r.title)}"
        for r in found[:_MATCHES_SHOWN]
    ]
    return [*lines, f"… and {len(found) - _MATCHES_SHOWN} more"] if len(found) > _MATCHES_SHOWN else lines


def _document(view: _View) -> dict[str, Any]:
    return {
        "state": view.state,
        "runs": view.runs,
        "sources": [_source_document(view, s) for s in view.sources],
        "channels": [
            {
                "name": c.name,
                "condition": c.health.condition,
                "reason": c.health.reason,
                "waiting": c.waiting,
                "held": len(view.queues[c.name].held) if c.name in view.queues else 0,
                "paused_until": _iso(c.paused_until),
            }
            for c in view.channels.values()
        ],
        "outbox": {
            "waiting": sum(c.waiting for c in view.channels.values()),
            "stranded": dict(view.stranded),
        },
        "watches": [_watch_document(view, w.name) for w in view.watchlist.watches],
    }


def _source_document(view: _View, state: SourceState) -> dict[str, Any]:
    return {
        "name": state.name,
        "condition": state.health.condition,
        "reason": state.health.reason,
        "failures": state.health.failures,
        "since": _iso(state.health.since),
        "kind": state.kind,
        "baseline": _iso(state.baseline_at),
        "last_good": _iso(state.good_at),
        "next": _iso(max(filter(None, (state.next_at, view.pauses.get(state.host))), default=None)),
        "next_why": _why_then(view, state),
        "every": int(_every(view, state).total_seconds()),
        "asked": int(state.wish.total_seconds()) if state.wish else None,
        "items_a_day": view.rates[state.id],
    }


def _watch_document(view: _View, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "muted_until": _iso(view.muted.get(name)),
        "stories": [
            {
                "subject": s.subject, "status": s.status, "period": s.period.text if s.period else None, "since": _iso(s.standing.since),
                "by": next(iter(s.standing.by), None), "sources": list(s.standing.by), "official": s.standing.official,
                "rang": s.rings[-1].alert if s.rings else None,
            }
            for s in view.stories if s.watch == name
        ],
        "already": [
            {"source": r.source, "title": r.title, "link": r.link, "subject": r.subject, "status": r.status} for r in view.already[name]
        ],
    }  # fmt: skip


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
