"""`watcher explain`: why something rang, or did not, or would."""

from typing import Any

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option, json_option, print_json
from watcher.cli.show import safe, when
from watcher.decide.decision import as_new, judge
from watcher.decide.ledger import Decision, Memory, Report
from watcher.decide.reading import Near, Reader
from watcher.errors import StoreError
from watcher.model import Item, Watchlist
from watcher.store import Store
from watcher.store.items import KeptItem
from watcher.store.stories import KeptReport


@click.command(short_help="Why something rang, or did not, or would.")
@click.argument("what", metavar="HEADLINE|URL|ITEM-ID")
@json_option
@config_option
def command(session: Session, *, what: str, as_json: bool) -> None:
    """Say which watches a headline (or a link, or an item's number) meets or nearly meets, what it claims, and whether it rings."""
    watchlist = session.load().watchlist
    store = _store(session)
    try:
        kept = _find(store, what) if store else []
        item = kept[0].item if kept else Item(source="", title=what)
        filed = [report for k in kept for report in store.stories.reports(item=k.id)] if store else []
        memory = store.recall_stories() if store else Memory()
    finally:
        if store:
            store.close()
    reader = Reader(watchlist.watches)
    watches = {watch.name: watch for watch in watchlist.watches}
    decision = judge([as_new(item)], memory, reader, watches, system_clock())
    near = list(reader.near(item))
    if as_json:
        print_json(_document(item, kept, filed, decision, near))
    else:
        _show(item, kept, filed, decision, near, watchlist)


def _store(session: Session) -> Store | None:
    try:
        return session.open_store()
    except StoreError as error:
        click.echo(f"judged on an empty memory: {error.reason}", err=True)
        return None


def _find(store: Store, what: str) -> list[KeptItem]:
    if what.isdecimal() and (one := store.items.one(int(what))):
        return [one]
    return store.items.titled(what)


def _show(
    item: Item,
    kept: list[KeptItem],
    filed: list[KeptReport],
    decision: Decision,
    near: list[Near],
    watchlist: Watchlist,
) -> None:
    zone = watchlist.timezone
    click.echo(safe(item.title) or "(no title)")
    for k in kept:
        click.echo(f"  seen: item {k.id}, {k.item.source}, found {when(k.found_at, zone)}")
    if not kept:
        click.echo(f"  not seen: none of your {len(watchlist.sources)} sources carried this")
    for kept_report in filed:
        click.echo(f"  then: {_filed(kept_report)}")
    for report in decision.reports:
        _show_report(report, decision)
    for miss in near:
        click.echo(f"  nearly {miss.watch}: {safe(miss.why)}")
    if not decision.reports and not near:
        click.echo("  no watch of yours is named here")


def _show_report(report: Report, decision: Decision) -> None:
    claim = report.claim
    if claim is None:
        click.echo(f"  {report.watch}: keywords {_quoted(report.words)}")
    else:
        unsure = "" if claim.sure else ", unconfirmed"
        forms = [claim.mention.form, *([claim.subject_form] if claim.subject_form else [])]
        click.echo(f"  {report.watch} · {claim.subject}: {claim.status}{unsure}")
        click.echo(
            f"    named by {_quoted(forms)}, claimed by {_quoted(claim.evidence) or 'no word'}: {safe(claim.why)}"
        )
    alert = next((a for a in decision.alerts if a.id == report.alert), None)
    if alert:
        click.echo(f"    as a new item it would ring on {', '.join(alert.channels) or 'no channel'}")
    else:
        under = f", folded under #{report.under}" if report.under else ""
        click.echo(f"    as a new item it would not ring: {safe(report.why)}{under}")


def _filed(report: KeptReport) -> str:
    claim = (
        f"{report.watch} · {report.subject}: {report.status}"
        if report.status
        else f"{report.watch}: keywords"
    )
    if report.baseline:
        return f"{claim}; it was there at the first look, so it did not ring"
    if report.alert:
        return f"{claim}; rang as #{report.alert}"
    return (
        f"{claim}; folded under #{report.under}"
        if report.under
        else f"{claim}; did not ring: {safe(report.why)}"
    )


def _quoted(words: tuple[str, ...] | list[str]) -> str:
    return " + ".join(f"“{safe(word)}”" for word in words)


def _document(
    item: Item, kept: list[KeptItem], filed: list[KeptReport], decision: Decision, near: list[Near]
) -> dict[str, Any]:
    return {
        "title": item.title,
        "seen": [{"item": k.id, "source": k.item.source, "found": k.found_at.isoformat()} for k in kept],
        "filed": [
            {
                "watch": r.watch,
                "subject": r.subject,
                "status": r.status,
                "alert": r.alert,
                "under": r.under,
                "baseline": r.baseline,
            }
            for r in filed
        ],
        "meets": [_meeting(report, decision) for report in decision.reports],
        "nearly": [{"watch": n.watch, "why": n.why, "name": n.name, "form": n.form} for n in near],
    }


def _meeting(report: Report, decision: Decision) -> dict[str, Any]:
    claim = report.claim
    alert = next((a for a in decision.alerts if a.id == report.alert), None)
    return {
        "watch": report.watch,
        "subject": claim.subject if claim else None,
        "status": claim.status if claim else None,
        "sure": claim.sure if claim else True,
        "name": claim.mention.name if claim else None,
        "form": claim.mention.form if claim else None,
        "evidence": list(report.words),
        "why": claim.why if claim else report.why,
        "rings": alert is not None,
        "channels": list(alert.channels) if alert else [],
        "folded_under": report.under,
    }
