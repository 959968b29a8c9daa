"""Decides what a document's items come to: the sentence's second line, as one pure function.

    drop what was seen, read which watches the rest names and what it claims, move their stories, route the alerts that follow

Polling commits what `decide` returns; `replay` and `explain` only print it: what is explained is what is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from watcher.decide import resets
from watcher.decide.following import Draft, follow
from watcher.decide.ledger import Decision, Entry, Memory
from watcher.decide.prints import print_of
from watcher.decide.reading import Reader
from watcher.decide.seen import Kind, Known, Novelty, company, novelty, rebuilt
from watcher.model import Item, Watch


def decide(
    items: Sequence[Item], memory: Memory, reader: Reader, watches: Mapping[str, Watch], now: datetime
) -> Decision:
    """Decide on a document's items, oldest first. `watches` by name are those that `reader` was built from."""
    return judge(sort_out(items, memory.known, memory.titles, memory.newest), memory, reader, watches, now)


def judge(
    entries: Sequence[Entry],
    memory: Memory,
    reader: Reader,
    watches: Mapping[str, Watch],
    now: datetime,
    *,
    again: str | None = None,
) -> Decision:
    """Decide on items of which it is known what they are to us: read them, move the stories, route the alerts.

    again: why these items, told or folded before, are judged once more.
    """
    if again:
        return _judge(Draft(reader, watches, memory, now, again=again), entries)
    none: frozenset[int] = frozenset()
    olds = none if memory.baseline else resets.look_old(entries, memory, now)
    shown_again = none if memory.baseline else resets.shown_again(entries, memory)
    decision = _judge(Draft(reader, watches, memory, now, olds=olds), entries)
    if resets.is_reset(shown_again, decision):
        told = Draft(reader, watches, memory, now, olds=olds, placed=shown_again)
        decision = resets.summed_up(_judge(told, entries), decision, shown_again, now)
    return decision


def _judge(draft: Draft, entries: Sequence[Entry]) -> Decision:
    for index, entry in enumerate(entries):
        if entry.novelty.kind is not Kind.SEEN:
            follow(draft, index, entry)
    return Decision(
        entries=tuple(entries),
        reports=tuple(draft.reports),
        stories=tuple(draft.stories[key] for key in draft.touched),
        alerts=tuple(replace(alert, late=draft.memory.late) for alert in draft.alerts),
        next_alert=draft.next_alert,
    )


def as_new(item: Item) -> Entry:
    """Take an item as one that was never seen, whatever is known of it."""
    return Entry(item=item, mark=print_of(item), novelty=Novelty(kind=Kind.NEW, why="taken as new"))


def sort_out(
    items: Sequence[Item],
    known: Mapping[bytes, Sequence[Known]],
    titles: frozenset[bytes] = frozenset(),
    newest: datetime | None = None,
) -> list[Entry]:
    """Say of each item what it is, counting those before it in the same document as known.

    titles, newest: the titles that its source has shown, and the newest date.
    """
    marks = [print_of(item) for item in items]
    beside = company(marks, known)
    seen = {key: list(rows) for key, rows in known.items()}
    is_rebuilt = rebuilt(marks, known, titles)
    entries = []
    for item, mark in zip(items, marks, strict=True):
        found = novelty(mark, seen, beside)
        later = item.published is not None and newest is not None and item.published > newest
        if is_rebuilt and found.kind is Kind.NEW and mark.title in titles and not later:
            found = replace(
                found, why="its title is known, and all links of its source changed", met_before=True
            )
        entries.append(Entry(item=item, mark=mark, novelty=found))
        row = Known(
            title=mark.title,
            link=mark.link,
            published=mark.published,
            content=mark.content,
            item=None,
            here=True,
        )
        for key in mark.keys:
            if all(old.title != row.title for old in seen.setdefault(key, [])):
                seen[key].append(row)
    return entries
