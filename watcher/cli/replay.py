"""`watcher replay`: what today's watchlist would have told, of the stored items or of a file. Sends and stores nothing."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from watcher.app import system_clock
from watcher.cli.itemfile import read_items
from watcher.cli.session import Session, config_option, no_such
from watcher.cli.show import doubt, safe, span, when
from watcher.cli.times import past
from watcher.decide.ledger import Report
from watcher.decide.rerun import Again, Meeting, rerun, told
from watcher.model import Alert, Reason, Watchlist


@click.command(short_help="What today's watchlist would have told.")
@click.option("--items", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.jsonl",
              help="Over this file instead. A line: id, title, and where known summary, url, source, date, lang.")  # fmt: skip
@click.option(
    "--since",
    metavar="SPAN",
    default="90d",
    show_default=True,
    help='Over what was found since then: "30d", "12h".',
)
@click.option("--watch", metavar="W", help="Only this watch.")
@click.option("--diff", is_flag=True, help="Only what differs from what was sent.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help='Print JSON lines, one for each item and watch that meet; other subjects of the watch are in "also".',
)
@config_option
def command(
    session: Session, *, file: Path | None, since: str, watch: str | None, diff: bool, as_json: bool
) -> None:
    """Run today's watchlist over the items of the memory, or of a file, on an empty memory: see what an edited rule would change.

    Sends and stores nothing.
    """
    watchlist = _only(session.load(secrets=False).watchlist, watch)
    if file is not None:
        now = system_clock()
        items = (Again(item=item, at=item.published or now) for item in read_items(file))
        for meeting in rerun(items, watchlist):
            click.echo(json.dumps(_line(meeting)) if as_json else _sentence(meeting))
        return
    start = past(since, system_clock(), "--since")
    store = session.open_store()
    try:
        stored = list(store.items.again())
        meetings = list(rerun(stored, watchlist))
        sent = [alert for alert, _ in store.outbox.alerts(watch=watch, since=start)]
    finally:
        store.close()
    if as_json:
        for meeting in meetings:
            if meeting.at >= start:
                click.echo(json.dumps(_line(meeting)))
        return
    edited = _edited(stored, sent)
    for line in _report(meetings, sent, edited, start, watchlist, since=since, diff=diff):
        click.echo(line)


def _only(watchlist: Watchlist, watch: str | None) -> Watchlist:
    if watch is None:
        return watchlist
    chosen = tuple(w for w in watchlist.watches if w.name == watch)
    if not chosen:
        raise no_such("watch", watch, [w.name for w in watchlist.watches], "--watch")
    return replace(watchlist, watches=chosen)


def _report(
    meetings: list[Meeting],
    sent: list[Alert],
    edited: set[str],
    start: datetime,
    watchlist: Watchlist,
    *,
    since: str,
    diff: bool,
) -> Iterator[str]:
    """Say what would have rung, and how that differs from what did. edited: alerts whose item reads otherwise by now."""
    names = {watch.name for watch in watchlist.watches}
    would = told(meetings, start, names)
    did = [a for a in sent if a.watch in names and a.item]
    before = {(a.watch, a.item.source, a.item.title) for a in did if a.item}
    after = {(m.watch, m.item.source, m.item.title) for m in would}
    for m in would:
        known = (m.watch, m.item.source, m.item.title) in before
        if not (diff and known):
            sign = "+" if diff else " "
            yield f"{sign} {when(m.at, watchlist.timezone)}  {_about(m)}: {safe(m.item.title)} ({m.item.source})"
    gone = [a for a in reversed(did) if a.item and (a.watch, a.item.source, a.item.title) not in after]
    for a in gone if diff else ():
        since_edited = ", edited since" if a.id in edited else ""
        source = a.item.source if a.item else ""
        yield f"- {when(a.at, watchlist.timezone)}  {a.watch}: {safe(a.headline)} ({source}), sent as #{a.id}{since_edited}"
    yield f"today's watchlist would have sent {_alerts(len(would))} in {since}, {_compared(len(would) - len(did))}"
    if lost := sum(a.id in edited for a in gone):
        yield f"{_alerts(lost)} of those sent told of words that were edited since: only an item's last words can be replayed"


def _edited(stored: Sequence[Again], sent: Sequence[Alert]) -> set[str]:
    """Give the alerts whose item reads otherwise by now."""
    titles: dict[tuple[str, str | None], str] = {
        (again.item.source, again.item.guid): again.item.title for again in stored if again.item.guid
    }
    told_of = ((alert.id, alert.item) for alert in sent if alert.item)
    return {name for name, item in told_of if titles.get((item.source, item.guid), item.title) != item.title}


def _alerts(count: int) -> str:
    return f"{count} alert{'' if count == 1 else 's'}"


def _compared(more: int) -> str:
    if not more:
        return "as many as were sent"
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} than were sent"


def _about(meeting: Meeting) -> str:
    claim = meeting.best.claim
    parts = (
        meeting.watch,
        claim.subject if claim else "",
        f"{claim.status}{doubt(claim.status, sure=claim.sure)}" if claim else "keywords",
    )
    return " · ".join(part for part in parts if part)


def _line(meeting: Meeting) -> dict[str, Any]:
    alert = meeting.alert
    return {
        "item": meeting.item.guid,
        "watch": meeting.watch,
        **_claim(meeting.best),
        "alert": None if alert is None else "moved" if alert.reason is Reason.MOVED else "first",
        "folded_into": meeting.under.guid if meeting.under else None,
        "also": [_claim(report) for report in meeting.others],
    }


def _claim(report: Report) -> dict[str, Any]:
    claim = report.claim
    if claim is None:
        return {
            "subject": None,
            "status": None,
            "sure": True,
            "period": None,
            "evidence": list(report.words),
            "why": report.why,
        }
    said = {"subject": claim.subject, "status": claim.status, "sure": claim.sure}
    return {**said, "period": span(claim.period), "evidence": list(claim.evidence), "why": claim.why}


def _sentence(meeting: Meeting) -> str:
    ends = "does not ring"
    if meeting.alert:
        ends = "rings"
    elif meeting.under:
        ends = f"folds under {meeting.under.guid}"
    return safe(f"{meeting.item.guid}: {_about(meeting)}, {ends}: {', '.join(meeting.best.words)}")
