"""Examines an item for `watcher explain`: what came of it, and what would come of it as a new one. Changes nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import click

from watcher.app import system_clock
from watcher.decide.decision import as_new, judge
from watcher.decide.ledger import Decision, Memory
from watcher.decide.reading import Near, Reader
from watcher.model import Alert, Fate, Item, Watchlist
from watcher.store import Store
from watcher.store.items import KeptItem
from watcher.store.stories import KeptReport

_AN_ID = re.compile(r"#?[0-9a-f]{4,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An item, what came of it, and what would come of it as a new one."""

    item: Item
    kept: list[KeptItem]
    filed: list[KeptReport]
    silenced: frozenset[str]  # alerts that a mute kept back
    reworded: tuple[Alert, ...]  # alerts that told of its earlier words
    over: Mapping[str, Alert]  # the alerts that something folded under
    wrong: frozenset[str]  # alerts that the owner called wrong
    muted: Mapping[str, datetime]
    decision: Decision
    near: list[Near]
    watchlist: Watchlist


def examine(what: str, watchlist: Watchlist, store: Store | None) -> Case:
    """Find what a person named, a headline, a link, an item's number or an alert's id, and judge it once more."""
    now = system_clock()
    kept = _find(store, what) if store else []
    item = kept[0].item if kept else Item(source="", title=what)
    filed = [report for k in kept for report in store.stories.reports(item=k.id)] if store else []
    rang = {report.alert for report in filed if report.alert}
    fates = {alert: store.outbox.fates(alert) for alert in rang} if store else {}
    watches = {watch.name: watch for watch in watchlist.watches}
    anywhere = {name: replace(watch, sources=()) for name, watch in watches.items()}
    reader = Reader(watchlist.watches)
    memory = replace(store.recall_stories() if store else Memory(), official=watchlist.official)
    decision = judge([as_new(item)], memory, reader, watches if kept else anywhere, now)
    return Case(
        item=item,
        kept=kept,
        filed=filed,
        silenced=frozenset(
            a for a, found in fates.items() if found and all(d.fate is Fate.MUTED for d in found)
        ),
        reworded=tuple(
            a for name in rang if store and (a := store.outbox.alert(name)) and a.headline != item.title
        ),
        over=_over(store, decision, filed),
        wrong=wrong(store) if store else frozenset(),
        muted=store.stories.muted(now) if store else {},
        decision=decision,
        near=list(reader.near(item)),
        watchlist=watchlist,
    )


def _over(store: Store | None, decision: Decision, filed: list[KeptReport]) -> dict[str, Alert]:
    names = {r.under for r in decision.reports if r.under} | {k.under for k in filed if k.under}
    return {name: alert for name in names if store and (alert := store.outbox.alert(name))}


def wrong(store: Store) -> frozenset[str]:
    """Name the alerts that the owner called wrong."""
    return frozenset(
        ring.alert for story in store.stories.all().values() for ring in story.rings if ring.wrong
    )


def _find(store: Store, what: str) -> list[KeptItem]:
    if what.isdecimal() and (one := store.items.one(int(what))):
        return [one]
    name = what.removeprefix("#").lower()
    if (alert := store.outbox.alert(name)) and alert.item:
        rows = store.stories.items_of(name)
        return [kept for row in rows if (kept := store.items.one(row))]
    if _AN_ID.fullmatch(what.lower()) and not store.items.titled(what):
        click.echo(f"there is no alert {what}: read as a headline", err=True)
    return store.items.titled(what)
