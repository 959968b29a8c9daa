"""`watcher status`: how everything is, and where each story stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option, json_option, print_json
from watcher.cli.show import ago, coloured, iso, safe, table, vouchers, when
from watcher.cli.ward import Ward, documents, look, rows, summary
from watcher.model import Alert, Condition, Story, Watchlist
from watcher.queue import Queue, queues
from watcher.store.channels import ChannelState
from watcher.store.lock import runs
from watcher.store.stories import KeptReport

_MATCHES_SHOWN = 3
_LATEST = 500  # alerts looked through for the newest of each watch


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """All that status shows, read at one moment."""

    state: str
    now: datetime
    watchlist: Watchlist
    ward: Ward  # the sources
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
        already: dict[str, list[KeptReport]] = {}
        for watch in watchlist.watches:
            already[watch.name] = [r for r in store.stories.reports(watch=watch.name) if r.baseline]
        return _View(
            state=str(store.path.parent), now=now, watchlist=watchlist, ward=look(store, watchlist, now),
            channels=store.channels.all(), queues=queues(store, watchlist, now), stories=list(store.stories.all().values()),
            already=already, muted=store.stories.muted(now), runs=runs(store.path.parent), stranded=store.channels.stranded(),
            last={a.watch: a for a, _ in reversed(store.outbox.alerts(limit=_LATEST)) if a.watch},
        )  # fmt: skip
    finally:
        store.close()


def _show(view: _View) -> None:
    click.echo(f"state: {view.state}" + ("" if view.runs else "  (no watcher runs on it now)"))
    click.echo(f"sources: {summary(view.ward)}")
    click.echo(table(rows(view.ward)))
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
        "sources": documents(view.ward),
        "channels": [
            {
                "name": c.name,
                "condition": c.health.condition,
                "reason": c.health.reason,
                "waiting": c.waiting,
                "held": len(view.queues[c.name].held) if c.name in view.queues else 0,
                "paused_until": iso(c.paused_until),
            }
            for c in view.channels.values()
        ],
        "outbox": {
            "waiting": sum(c.waiting for c in view.channels.values()),
            "stranded": dict(view.stranded),
        },
        "watches": [_watch_document(view, w.name) for w in view.watchlist.watches],
    }


def _watch_document(view: _View, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "muted_until": iso(view.muted.get(name)),
        "stories": [
            {
                "subject": s.subject, "status": s.status, "period": s.period.text if s.period else None, "since": iso(s.standing.since),
                "by": next(iter(s.standing.by), None), "sources": list(s.standing.by), "official": s.standing.official,
                "rang": s.rings[-1].alert if s.rings else None,
            }
            for s in view.stories if s.watch == name
        ],
        "already": [
            {"source": r.source, "title": r.title, "link": r.link, "subject": r.subject, "status": r.status} for r in view.already[name]
        ],
    }  # fmt: skip
