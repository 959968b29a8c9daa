"""What happens when the owner calls an alert wrong: its stories step back, what lay folded under it is judged again, and rings if it must.

One transaction beside a running service: its next poll finds the stories as they stand then.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from watcher.decide.decision import as_new, judge
from watcher.decide.ledger import Decision
from watcher.decide.reading import Reader
from watcher.decide.recanting import taken_back
from watcher.model import Alert, Standing, Story, Watch, Watchlist
from watcher.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Recanted:
    """What came of it. stories: as they stand after the step back; judged: reports judged again; alerts: what rings now."""

    stories: tuple[Story, ...]
    judged: int
    alerts: tuple[Alert, ...]


def recant(store: Store, watchlist: Watchlist, alert: Alert, now: datetime) -> Recanted | None:
    """Take an alert's verdict back. None: it took no step and told nothing unconfirmed, or was called wrong before."""
    watch = next((w for w in watchlist.watches if w.name == alert.watch), None)
    if watch is None:
        return None
    with store.turn():
        all_stories = store.stories.all()
        stories = [
            s
            for story in all_stories.values()
            if story.watch == watch.name and (s := taken_back(story, alert.id))
        ]
        if not stories:
            return None
        store.stories.save(stories)
        store.stories.call_wrong(alert.id)
        store.outbox.withdraw(alert.id, "you called it wrong", now)
        why = f"it lay folded under #{alert.id}, which you called wrong"
        decision, rows = _judge_again(store, watchlist, watch, store.stories.unfold(alert.id), why, now)
    return Recanted(stories=tuple(stories), judged=len(rows), alerts=decision.alerts)


def recant_first_look(
    store: Store, watchlist: Watchlist, watch: Watch, subject: str | None, now: datetime
) -> Recanted | None:
    """Take back where stories of a watch stand since the first look: nothing rang for it, so no alert can be called wrong.

    subject: only this one's story. None: no story stands so.
    """
    with store.turn():
        stories = [
            replace(story, standing=Standing())
            for story in store.stories.all().values()
            if story.watch == watch.name
            and subject in (None, story.subject)
            and story.status is not None
            and not any(ring.stood for ring in story.rings)
        ]
        if not stories:
            return None
        store.stories.save(stories)
        rows = [row for story in stories for row in store.stories.unfold_loose(watch.name, story.subject)]
        why = "it repeats what the first look showed, which you called wrong"
        decision, rows = _judge_again(store, watchlist, watch, rows, why, now)
    return Recanted(stories=tuple(stories), judged=len(rows), alerts=decision.alerts)


def _judge_again(
    store: Store, watchlist: Watchlist, watch: Watch, rows: list[int], why: str, now: datetime
) -> tuple[Decision, list[int]]:
    """Judge what had folded, for its watch alone, in the order it was reported, and commit what follows."""
    kept = [one for row in dict.fromkeys(rows) if (one := store.items.one(row))]
    memory = replace(store.recall_stories(), official=watchlist.official)
    entries = [as_new(item.item) for item in kept]
    decision = judge(entries, memory, Reader([watch]), {watch.name: watch}, now, again=why)
    judged = [item.id for item in kept]
    store.stories.save(decision.stories)
    store.stories.file_reports(decision.reports, judged, now)
    store.amendments.mark(decision.reports, now)
    store.outbox.post(decision.alerts, store.stories.muted(now), now)
    return decision, judged
