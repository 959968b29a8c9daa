"""Decides when a source shows old items as if they were new: ids made anew, an archive published again.

Only evidence of an item itself counts: its link and title were known, or it was published long ago. How many items are new never does.
One or two that look old ring, and say so. Where more do, what would ring is named in one summary: their stories move as at a first look.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.decide import routing
from watcher.decide.ledger import Decision, Entry
from watcher.decide.seen import Kind
from watcher.model import Alert

LONG_AGO = timedelta(days=30)
MANY = 3  # so many old items in one document are no chance


def look_old(entries: Sequence[Entry], now: datetime) -> frozenset[int]:
    """Give the entries that are new to us, but not new."""
    return frozenset(
        index
        for index, entry in enumerate(entries)
        if entry.novelty.kind is Kind.NEW
        and (
            entry.novelty.met_before
            or (entry.item.published is not None and now - entry.item.published > LONG_AGO)
        )
    )


def is_reset(olds: frozenset[int], decision: Decision) -> bool:
    """Tell whether a document is a reset that would ring: enough of it looks old, and some of that rings."""
    return len(olds) >= MANY and any(alert.old for alert in decision.alerts)


def summed_up(placed: Decision, told: Decision, now: datetime) -> Decision:
    """Add one alert to a decision in which old items ring nothing. told: the decision in which they rang."""
    old = [alert for alert in told.alerts if alert.old]
    name = routing.alert_id(placed.next_alert)
    summary = routing.summary(name, old, now)
    reports = tuple(
        replace(report, why="an old item, shown as if it were new", under=name)
        if _is_one(report.entry, placed, old)
        else report
        for report in placed.reports
    )
    return replace(
        placed, alerts=(*placed.alerts, summary), next_alert=placed.next_alert + 1, reports=reports
    )


def _is_one(entry: int, decision: Decision, old: Sequence[Alert]) -> bool:
    item = decision.entries[entry].item
    return any(alert.item == item for alert in old)
