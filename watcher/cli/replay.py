"""`watcher replay`: what the watchlist makes of a file of items, on an empty memory."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option
from watcher.cli.show import safe
from watcher.decide.decision import as_new, judge
from watcher.decide.ledger import Decision, Memory, Report
from watcher.decide.reading import Reader, strength
from watcher.model import Item, Watchlist


@click.command(short_help="What the watchlist makes of a file of items.")
@click.option("--items", "file", required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.jsonl",
              help="One item a line: id, title, and where known summary, url, source, date, lang.")  # fmt: skip
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON lines, one for each item and watch that meet."
)
@config_option
def command(session: Session, *, file: Path, as_json: bool) -> None:
    """Run the watchlist over items, in the order of the file; send and store nothing."""
    watchlist = session.load(secrets=False).watchlist
    items = list(_read(file))
    for line in _replay(items, watchlist):
        click.echo(json.dumps(line) if as_json else _sentence(line))


def _replay(items: list[Item], watchlist: Watchlist) -> Iterator[dict[str, Any]]:
    ours = {source.name for source in watchlist.sources}
    watches = {watch.name: watch for watch in watchlist.watches}
    anywhere = {name: replace(watch, sources=()) for name, watch in watches.items()}
    reader = Reader(watchlist.watches)
    memory, now = Memory(), system_clock()
    rang: dict[str, str] = {}  # which item an alert was about
    for item in items:
        judging = watches if item.source in ours else anywhere
        decision = judge([as_new(item)], memory, reader, judging, item.published or now)
        stories = (
            {**memory.stories, **{(s.watch, s.subject): s for s in decision.stories}}
            if decision.stories
            else memory.stories
        )
        memory = replace(memory, stories=stories, next_alert=decision.next_alert)
        rang |= {alert.id: item.guid or "" for alert in decision.alerts}
        yield from _lines(item, decision, rang)


def _lines(item: Item, decision: Decision, rang: dict[str, str]) -> Iterator[dict[str, Any]]:
    by_watch: dict[str, list[Report]] = {}
    for report in decision.reports:
        by_watch.setdefault(report.watch, []).append(report)
    reasons = {alert.id: alert.reason for alert in decision.alerts}
    for watch, reports in by_watch.items():
        best = max(reports, key=_weight)
        alert = next((r.alert for r in reports if r.alert), None)
        under = None if alert else next((r.under for r in (best, *reports) if r.under), None)
        yield {
            "item": item.guid,
            "watch": watch,
            **_claim(best),
            "alert": None if alert is None else "moved" if reasons[alert] == "moved" else "first",
            "folded_into": rang.get(under) if under else None,
            "also": [_claim(r) for r in reports if r is not best],
        }


def _weight(report: Report) -> tuple[int, bool]:
    return (strength(report.claim.status), report.claim.sure) if report.claim else (0, True)


def _claim(report: Report) -> dict[str, Any]:
    claim = report.claim
    if claim is None:
        return {
            "subject": None,
            "status": None,
            "sure": True,
            "evidence": list(report.words),
            "why": report.why,
        }
    return {
        "subject": claim.subject,
        "status": claim.status,
        "sure": claim.sure,
        "evidence": list(claim.evidence),
        "why": claim.why,
    }


def _sentence(line: dict[str, Any]) -> str:
    status = line["status"] or "keywords"
    ends = (
        "rings"
        if line["alert"]
        else f"folds under {line['folded_into']}"
        if line["folded_into"]
        else "does not ring"
    )
    unsure = "" if line["sure"] else " (unconfirmed)"
    about = " · ".join(part for part in (line["watch"], line["subject"]) if part)
    return safe(f"{line['item']}: {about}: {status}{unsure}, {ends}: {', '.join(line['evidence'])}")


def _read(file: Path) -> Iterator[Item]:
    with file.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _item(line, f"{file}:{number}")


def _item(line: str, place: str) -> Item:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadItem(f"{place}: this is not JSON: {error}") from None
    if not isinstance(row, dict) or row.get("id") in (None, "") or not isinstance(row.get("title"), str):
        raise BadItem(f"{place}: an item needs an id and a title")
    text = {key: str(row[key]) for key in ("summary", "url", "source", "lang") if row.get(key) is not None}
    return Item(
        source=text.get("source", ""),
        guid=str(row["id"]),
        title=row["title"],
        link=text.get("url"),
        summary=text.get("summary", ""),
        published=_date(row.get("date")),
        lang=text.get("lang"),
    )


def _date(value: object) -> datetime | None:
    """Read ISO 8601 or RFC 822; a date that can't be read is no date: it must not stop a replay."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(str(value))
        except (ValueError, TypeError, IndexError):
            continue
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return None


class BadItem(click.ClickException):
    """A line of the file can't be read: EX_DATAERR."""

    exit_code = 65
