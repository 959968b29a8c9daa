"""`watcher explain`: why something rang, or did not, or would."""

from typing import Any

import click

from watcher.cli.examine import Case, examine
from watcher.cli.session import Session, config_option, json_option, print_json
from watcher.cli.show import safe, span, when
from watcher.decide.editing import NO_LONGER
from watcher.decide.ledger import Decision, Report
from watcher.errors import StoreError
from watcher.store import Store
from watcher.store.stories import KeptReport


@click.command(
    short_help="Why something rang, or did not, or would.",
    context_settings={"ignore_unknown_options": True},  # a headline may begin with a dash
)
@click.argument("what", metavar="HEADLINE|URL|ITEM|ALERT")
@json_option
@config_option
def command(session: Session, *, what: str, as_json: bool) -> None:
    """Say which watches a headline meets or nearly meets, what it claims, and whether it rings.

    A link, an item's number or an alert's id (as a1b2) stands for the item it belongs to.
    """
    watchlist = session.load(secrets=False).watchlist
    store = _store(session)
    try:
        case = examine(what, watchlist, store)
    finally:
        if store:
            store.close()
    if as_json:
        print_json(_document(case))
    else:
        _show(case)


def _store(session: Session) -> Store | None:
    try:
        return session.open_store()
    except StoreError as error:
        click.echo(f"judged on an empty memory: {error.reason}", err=True)
        return None


def _under(name: str, case: Case) -> str:
    """Say what it folded under: "#a1b2, announced 3 May 2026"."""
    alert = case.over.get(name)
    if alert is None or alert.status is None:
        return f"folded under #{name}"
    return f"folded under #{name}, {alert.status} {when(alert.at, case.watchlist.timezone)}"


def _show(case: Case) -> None:
    zone = case.watchlist.timezone
    click.echo(safe(case.item.title) or "(no title)")
    for k in case.kept:
        click.echo(f"  seen: item {k.id}, {k.item.source}, found {when(k.found_at, zone)}")
    if not case.kept:
        click.echo("  not seen: no source of yours carried this")
    for filed in case.filed:
        click.echo(f"  then: {_filed(filed, case)}")
    for alert in case.reworded:
        click.echo(f"  edited since: #{alert.id} told of “{safe(alert.headline)}”")
    for report in case.decision.reports:
        _show_report(report, case)
    for miss in case.near:
        click.echo(f"  nearly {miss.watch}: {safe(miss.why)}")
    if not case.decision.reports and not case.near:
        click.echo("  no watch of yours is named here")


def _show_report(report: Report, case: Case) -> None:
    claim = report.claim
    if claim is None:
        click.echo(f"  {report.watch}: keywords {_quoted(report.words)}")
    else:
        unsure = "" if claim.sure else ", unconfirmed"
        forms = [claim.mention.form, *([claim.subject_form] if claim.subject_form else [])]
        click.echo(f"  {report.watch} · {claim.subject}: {claim.status}{unsure}")
        words = _quoted(claim.evidence) or "no word"
        click.echo(f"    named by {_quoted(forms)}, claimed by {words}: {safe(claim.why)}")
        if claim.period:
            days = dict.fromkeys((claim.period.first.isoformat(), claim.period.last.isoformat()))
            click.echo(f"    “{safe(claim.period.text)}” means {' to '.join(days)}")
    click.echo(f"    as a new item it would {_outcome(report, case)}")


def _outcome(report: Report, case: Case) -> str:
    alert = next((a for a in case.decision.alerts if a.id == report.alert), None)
    if head := next((a for a in case.decision.alerts if a.id == report.under), None):
        return f"ring with {head.subject}, as the same story: this item names both"
    if alert is None:
        return f"not ring: {safe(report.why)}" + (f", {_under(report.under, case)}" if report.under else "")
    where = f"ring on {', '.join(alert.channels) or 'no channel'}"
    until = case.muted.get(report.watch)
    return (
        f"{where}, but the watch is silent until {when(until, case.watchlist.timezone)}" if until else where
    )


def _filed(report: KeptReport, case: Case) -> str:
    claim = (
        f"{report.watch} · {report.subject}: {report.status}"
        if report.status
        else f"{report.watch}: keywords"
    )
    if report.baseline and report.under is None:
        return f"{claim}; it was there at the first look, so it did not ring"
    if report.alert in case.silenced:
        return f"{claim}; kept back as #{report.alert}: the watch was muted"
    if report.why == NO_LONGER:
        return f"{claim}; told as #{report.alert}: {NO_LONGER}"
    if report.alert:
        return f"{claim}; rang as #{report.alert}" + (", called wrong" if report.alert in case.wrong else "")
    if _is_both(report, case):
        return f"{claim}; the same story as #{report.under}: this item names both"
    return (
        f"{claim}; {_under(report.under, case)}"
        if report.under
        else f"{claim}; did not ring: {safe(report.why)}"
    )


def _is_both(report: KeptReport, case: Case) -> bool:
    """Tell whether a report lies under what the same item rang for another subject: the item joined the two."""
    return any(
        other.alert == report.under and other.item == report.item and other.subject != report.subject
        for other in case.filed
        if other.alert
    )


def _quoted(words: tuple[str, ...] | list[str]) -> str:
    return " + ".join(f"“{safe(word)}”" for word in words)


def _document(case: Case) -> dict[str, Any]:
    return {
        "title": case.item.title,
        "seen": [{"item": k.id, "source": k.item.source, "found": k.found_at.isoformat()} for k in case.kept],
        "filed": [
            {
                "watch": r.watch,
                "subject": r.subject,
                "status": r.status,
                "alert": r.alert,
                "under": r.under,
                "baseline": r.baseline,
                "wrong": r.alert in case.wrong,
            }
            for r in case.filed
        ],
        "meets": [_meeting(report, case.decision) for report in case.decision.reports],
        "nearly": [{"watch": n.watch, "why": n.why, "name": n.name, "form": n.form} for n in case.near],
    }


def _meeting(report: Report, decision: Decision) -> dict[str, Any]:
    claim = report.claim
    alert = next((a for a in decision.alerts if a.id == report.alert), None)
    return {
        "watch": report.watch,
        "subject": claim.subject if claim else None,
        "status": claim.status if claim else None,
        "sure": claim.sure if claim else True,
        "period": span(claim.period) if claim else None,
        "name": claim.mention.name if claim else None,
        "form": claim.mention.form if claim else None,
        "evidence": list(report.words),
        "why": claim.why if claim else report.why,
        "rings": alert is not None,
        "channels": list(alert.channels) if alert else [],
        "folded_under": report.under,
    }
