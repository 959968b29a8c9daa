"""Decides when a source shows old items as if they were new: ids made anew, an archive published again.

Only evidence of an item itself counts: its link and title were known, or it was published long before what its source had shown already.
How many items are new never does. One or two that look old ring, and say so. Where more do, what would ring is named in one summary: their
stories move as at a first look.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.decide import routing
from watcher.decide.ledger import Decision, Entry, Memory
from watcher.decide.seen import MANY, Kind
from watcher.model import Alert

LONG_AGO = timedelta(days=30)


def look_old(entries: Sequence[Entry], memory: Memory, now: datetime) -> frozenset[int]:
    """Give the entries whose alerts say that they are old. Of a source that could not be read, what came meanwhile is only late."""
    long_ago = min(now - LONG_AGO, memory.late) if memory.late else now - LONG_AGO
    return _shown_again(entries, memory, long_ago)


def shown_again(entries: Sequence[Entry], memory: Memory) -> frozenset[int]:
    """Give the entries that are new by id, but old by what they show: against their own source, whatever our clock says."""
    return _shown_again(entries, memory, memory.newest - LONG_AGO if memory.newest else None)


def _shown_again(entries: Sequence[Entry], memory: Memory, long_ago: datetime | None) -> frozenset[int]:
    return frozenset(
        index
        for index, entry in enumerate(entries)
        if entry.novelty.kind is Kind.NEW
        and (
            memory.reshaped
            or entry.novelty.met_before
            or (long_ago is not None and entry.item.published is not None and entry.item.published < long_ago)
        )
    )


def is_reset(again: frozenset[int], decision: Decision) -> bool:
    """Tell whether a document is a reset that would ring: enough of it is shown again, and some of that rings."""
    return len(again) >= MANY and bool(_ringing(again, decision))


def summed_up(placed: Decision, told: Decision, again: frozenset[int], now: datetime) -> Decision:
    """Add one alert to a decision in which what is shown again rings nothing. told: the decision in which it rang."""
    old = _ringing(again, told)
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


def _ringing(again: frozenset[int], decision: Decision) -> list[Alert]:
    items = [decision.entries[index].item for index in sorted(again)]
    return [alert for alert in decision.alerts if alert.item in items]


def _is_one(entry: int, decision: Decision, old: Sequence[Alert]) -> bool:
    item = decision.entries[entry].item
    return any(alert.item == item for alert in old)
