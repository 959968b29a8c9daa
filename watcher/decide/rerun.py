"""Decides again: what a watchlist makes of items that are known, one after another, as if each came new. `replay` prints it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from watcher.decide.decision import as_new, judge
from watcher.decide.ledger import Decision, Memory, Report
from watcher.decide.reading import Reader, strength
from watcher.model import Alert, Item, Story, Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """An item to decide on again. at: when it was found. baseline: it was there at its source's first look."""

    item: Item
    at: datetime
    baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One item and one watch that meet. best: the strongest claim; alert: what would ring; under: the item that it folds under."""

    item: Item
    at: datetime
    watch: str
    best: Report
    others: tuple[Report, ...]
    alert: Alert | None
    under: Item | None


def rerun(items: Iterable[Again], watchlist: Watchlist) -> Iterator[Meeting]:
    """Decide on items in the order given, on an empty memory. What a watch says of sources counts for sources that the config has."""
    watches = {watch.name: watch for watch in watchlist.watches}
    anywhere = {name: replace(watch, sources=()) for name, watch in watches.items()}
    ours, official = {source.name for source in watchlist.sources}, watchlist.official
    reader = Reader(watchlist.watches)
    stories: dict[tuple[str, str], Story] = {}
    rang: dict[str, Item] = {}
    number = 1
    for again in items:
        memory = Memory(stories=stories, official=official, baseline=again.baseline, next_alert=number)
        listening = watches if again.item.source in ours else anywhere
        decision = judge([as_new(again.item)], memory, reader, listening, again.at)
        stories |= {(story.watch, story.subject): story for story in decision.stories}
        rang |= {alert.id: again.item for alert in decision.alerts}
        number = decision.next_alert
        yield from _meetings(again, decision, rang)


def _meetings(again: Again, decision: Decision, rang: dict[str, Item]) -> Iterator[Meeting]:
    for watch in dict.fromkeys(report.watch for report in decision.reports):
        reports = [report for report in decision.reports if report.watch == watch]
        best = max(reports, key=_weight)
        alert = next((a for a in decision.alerts if a.watch == watch), None)
        under = None if alert else next((r.under for r in (best, *reports) if r.under), None)
        yield Meeting(
            item=again.item,
            at=again.at,
            watch=watch,
            best=best,
            others=tuple(r for r in reports if r is not best),
            alert=alert,
            under=rang.get(under) if under else None,
        )


def _weight(report: Report) -> tuple[int, bool]:
    return (strength(report.claim.status), report.claim.sure) if report.claim else (0, True)


def told(meetings: Iterable[Meeting], since: datetime, watches: Collection[str]) -> list[Meeting]:
    """Give the meetings since then that ring, of these watches."""
    return [m for m in meetings if m.alert is not None and m.at >= since and m.watch in watches]
