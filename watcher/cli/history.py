"""`watcher history`: what rang, newest first; of one watch, its stories as timelines."""

from typing import Any

import click

from watcher.app import system_clock
from watcher.cli import timeline
from watcher.cli.examine import wrong as called_wrong
from watcher.cli.session import Session, config_option, json_option, no_such, print_json
from watcher.cli.show import coloured, doubt, safe, when
from watcher.cli.times import past
from watcher.model import Alert, Watchlist
from watcher.store.outbox import Delivered


@click.command(short_help="What rang, newest first; of one watch, its whole story.")
@click.argument("story", metavar="[WATCH]", required=False)
@click.option("--watch", metavar="W", help="Only the alerts of this watch.")
@click.option("--since", metavar="SPAN", default=None, help='Only the last "30d", "12h".')
@click.option("--limit", default=50, show_default=True, help="At most so many; 0: all.")
@json_option
@config_option
def command(
    session: Session, *, story: str | None, watch: str | None, since: str | None, limit: int, as_json: bool
) -> None:
    """List the alerts, newest first, with what became of each delivery.

    With a WATCH, tell its stories as timelines instead: what was claimed, by whom, when, what rang, what folded, what was called wrong.
    """
    watchlist = session.load(secrets=False).watchlist
    if story is not None:
        _tell(session, story, watchlist, as_json=as_json)
        return
    start = past(since, system_clock(), "--since") if since else None
    store = session.open_store()
    try:
        alerts = store.outbox.alerts(watch=watch, since=start, limit=limit)
        wrong = called_wrong(store)
        names = {w.name for w in watchlist.watches}
        if watch is not None and watch not in names and not store.outbox.alerts(watch=watch, limit=1):
            raise no_such("watch", watch, names, "--watch")
    finally:
        store.close()
    if as_json:
        print_json({"alerts": [_alert(alert, deliveries, wrong) for alert, deliveries in alerts]})
        return
    for alert, deliveries in alerts:
        _show(alert, deliveries, wrong, watchlist.timezone)
    if not alerts:
        click.echo("nothing rang" + (f" in the last {since}" if since else " yet"), err=True)


def _tell(session: Session, watch: str, watchlist: Watchlist, *, as_json: bool) -> None:
    names = {w.name for w in watchlist.watches}
    if watch not in names:
        raise no_such("watch", watch, names, "WATCH")
    store = session.open_store()
    try:
        found = timeline.timelines(store, watch)
    finally:
        store.close()
    if as_json:
        print_json(timeline.document(watch, found))
        return
    timeline.show(watch, found, watchlist.timezone)
    if not found:
        click.echo(f"nothing has met {watch} yet", err=True)


def _alert(alert: Alert, deliveries: tuple[Delivered, ...], wrong: frozenset[str]) -> dict[str, Any]:
    items = [] if alert.item is None else [alert.item]
    return {
        "id": alert.id,
        "watch": alert.watch,
        "subject": alert.subject,
        "status": alert.status,
        "sure": alert.sure,
        "reason": alert.reason,
        "headline": alert.headline,
        "wrong": alert.id in wrong,
        "at": alert.at.isoformat(),
        "items": [{"guid": i.guid, "title": i.title, "link": i.link, "source": i.source} for i in items],
        "deliveries": [
            {
                "channel": d.channel,
                "state": d.fate,
                "attempts": d.attempts,
                "receipt": d.receipt,
                "reason": d.reason,
            }
            for d in deliveries
        ],
    }


def _show(alert: Alert, deliveries: tuple[Delivered, ...], wrong: frozenset[str], zone: str) -> None:
    status = alert.status or alert.reason
    about = " · ".join(part for part in (alert.watch, alert.subject) if part) or "watcher"
    marks = doubt(alert.status, sure=alert.sure) + (", called wrong" if alert.id in wrong else "")
    click.echo(f"#{alert.id}  {when(alert.at, zone)}  {about}  {coloured(status, status)}{marks}")
    click.echo(
        f"       {safe(alert.headline) or '(no title)'}" + (f" ({alert.item.source})" if alert.item else "")
    )
    fates = ", ".join(
        f"{d.channel} {d.fate}" + (f" ({safe(d.reason)})" if d.reason and d.fate != "sent" else "")
        for d in deliveries
    )
    click.echo(f"       {fates or 'told nowhere: no channel'}")
