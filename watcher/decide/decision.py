"""Decides what a document's items come to: the sentence's second line, as one pure function.

    drop what was seen, read which watches the rest names and what it claims, move their stories, route the alerts that follow

Polling commits what `decide` returns; `replay` and `explain` only print it: what is explained is what is done.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from watcher.decide import routing, stories
from watcher.decide.ledger import Decision, Entry, Filed, Memory, Report
from watcher.decide.reading import Reader, headline_words, strength
from watcher.decide.seen import Kind, Known, Novelty, company, novelty, print_of
from watcher.model import NEWS, Alert, Claim, Item, Reason, Story, Watch


@dataclass(slots=True)
class _Draft:
    """A decision in the making."""

    reader: Reader
    watches: Mapping[str, Watch]
    memory: Memory
    now: datetime
    stories: dict[tuple[str, str], Story]
    next_alert: int
    touched: dict[tuple[str, str], None] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)


def decide(
    items: Sequence[Item], memory: Memory, reader: Reader, watches: Mapping[str, Watch], now: datetime
) -> Decision:
    """Decide on a document's items, oldest first. `watches` by name are those that `reader` was built from."""
    return judge(sort_out(items, memory.known), memory, reader, watches, now)


def judge(
    entries: Sequence[Entry], memory: Memory, reader: Reader, watches: Mapping[str, Watch], now: datetime
) -> Decision:
    """Decide on items of which it is known what they are to us: read them, move the stories, route the alerts."""
    draft = _Draft(reader, watches, memory, now, dict(memory.stories), memory.next_alert)
    for index, entry in enumerate(entries):
        if entry.novelty.kind is not Kind.SEEN:
            _judge_one(draft, index, entry)
    return Decision(
        entries=tuple(entries),
        reports=tuple(draft.reports),
        stories=tuple(draft.stories[key] for key in draft.touched),
        alerts=tuple(draft.alerts),
        next_alert=draft.next_alert,
    )


def as_new(item: Item) -> Entry:
    """Take an item as one that was never seen, whatever is known of it."""
    return Entry(item=item, mark=print_of(item), novelty=Novelty(kind=Kind.NEW, why="taken as new"))


def sort_out(items: Sequence[Item], known: Mapping[bytes, Sequence[Known]]) -> list[Entry]:
    """Say of each item what it is, counting those before it in the same document as known."""
    marks = [print_of(item) for item in items]
    beside = company(marks, known)
    seen = {key: list(rows) for key, rows in known.items()}
    entries = []
    for item, mark in zip(items, marks, strict=True):
        entries.append(Entry(item=item, mark=mark, novelty=novelty(mark, seen, beside)))
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


def _judge_one(draft: _Draft, index: int, entry: Entry) -> None:
    before = _claims_before(draft, entry)
    claims: dict[str, list[Claim]] = {}
    for claim in draft.reader.read(entry.item, draft.now.date()):
        if _listens(draft.watches[claim.watch], entry.item):
            claims.setdefault(claim.watch, []).append(claim)
    for name, found in claims.items():
        _follow(draft, index, entry, draft.watches[name], found, before)
    _meet_keywords(draft, index, entry)


def _claims_before(draft: _Draft, entry: Entry) -> dict[tuple[str, str], Claim] | None:
    """Read an edited item as it was before. None: it was not there before, every claim is new."""
    if entry.novelty.kind is not Kind.EDITED:
        return None
    old = _text_before(draft, entry)
    return {(c.watch, c.subject): c for c in draft.reader.read(old, draft.now.date())} if old else {}


def _text_before(draft: _Draft, entry: Entry) -> Item | None:
    known = entry.novelty.known
    return draft.memory.texts.get(known.item) if known and known.item is not None else None


def _follow(
    draft: _Draft,
    index: int,
    entry: Entry,
    watch: Watch,
    claims: list[Claim],
    before: dict[tuple[str, str], Claim] | None,
) -> None:
    """Move the stories of one watch by what one item claims; what rings becomes one alert, the strongest claim at its head."""
    alert_id = routing.alert_id(draft.next_alert)
    ringing: list[tuple[Claim, stories.Step, Story]] = []
    for claim in claims:
        key = (watch.name, claim.subject)
        story = draft.stories.get(key) or Story(watch=watch.name, subject=claim.subject)
        if draft.memory.baseline:
            _move(draft, key, stories.place(story, claim, source=entry.item.source, now=draft.now))
            draft.reports.append(_report(index, claim, claim.why, baseline=True))
            continue
        if before is not None and not _newly(claim, before.get(key), _filed(draft, entry)):
            draft.reports.append(_report(index, claim, "edited, but it claims nothing new"))
            continue
        named = bool(watch.about) or claim.subject_form is not None
        words = frozenset() if named else headline_words(entry.item, watch.titles)
        step = stories.step(
            story, claim, source=entry.item.source, alert=alert_id, words=words, named=named, now=draft.now
        )
        if watch.every_mention or (step.rings and claim.status in watch.tell):
            _move(draft, key, step.story)
            ringing.append((claim, step, story))
        else:
            _move(draft, key, _unrung(story, step))
            why = f"{watch.name} is not told what is {claim.status} (tell)" if step.rings else step.why
            draft.reports.append(_report(index, claim, why, under=step.under))
    if ringing:
        _ring(draft, index, entry, watch, ringing, alert_id)


def _unrung(story: Story, step: stories.Step) -> Story:
    """Keep the step but not the ring: `tell` left it unsaid, so nothing can fold under it."""
    return replace(step.story, rings=story.rings)


def _newly(claim: Claim, old: Claim | None, filed: Collection[Filed]) -> bool:
    """An edit rings only when it newly becomes news, and not when a publisher goes back and forth."""
    if claim.status not in NEWS or (claim.watch, claim.subject, claim.status) in filed:
        return False
    return old is None or old.status is not claim.status or (claim.sure and not old.sure)


def _filed(draft: _Draft, entry: Entry) -> Collection[Filed]:
    """Give what this item was already found to say, at any time."""
    known = entry.novelty.known
    return draft.memory.filed.get(known.item, ()) if known and known.item is not None else ()


def _ring(
    draft: _Draft,
    index: int,
    entry: Entry,
    watch: Watch,
    ringing: list[tuple[Claim, stories.Step, Story]],
    alert_id: str,
) -> None:
    claim, _, story = max(ringing, key=lambda r: (strength(r[0].status), r[0].sure))
    edited = entry.novelty.kind is Kind.EDITED
    reason = Reason.EDITED if edited else Reason.MOVED if story.status or story.rings else Reason.FIRST
    also = tuple(c.subject for c, _, _ in ringing if c is not claim)
    draft.alerts.append(
        routing.story_alert(alert_id, reason, watch, claim, story, entry.item, also=also, now=draft.now)
    )
    draft.reports.extend(_report(index, c, s.why, alert=alert_id) for c, s, _ in ringing)
    draft.next_alert += 1


def _meet_keywords(draft: _Draft, index: int, entry: Entry) -> None:
    matches = [m for m in draft.reader.matches(entry.item) if _listens(draft.watches[m.watch], entry.item)]
    old = _text_before(draft, entry) if matches and entry.novelty.kind is Kind.EDITED else None
    before = {m.watch for m in draft.reader.matches(old)} if old else set()
    for match in matches:
        if match.watch in before or (match.watch, None, None) in _filed(draft, entry):
            continue
        edited = entry.novelty.kind is Kind.EDITED
        alert = None
        if not draft.memory.baseline:
            alert = routing.keyword_alert(
                routing.alert_id(draft.next_alert),
                draft.watches[match.watch],
                match,
                entry.item,
                edited=edited,
                now=draft.now,
            )
            draft.alerts.append(alert)
            draft.next_alert += 1
        draft.reports.append(
            Report(
                entry=index, watch=match.watch, claim=None, words=match.words, why="keywords", alert=alert.id if alert else None,
                baseline=draft.memory.baseline,
            )
        )  # fmt: skip


def _listens(watch: Watch, item: Item) -> bool:
    return not watch.sources or item.source in watch.sources


def _move(draft: _Draft, key: tuple[str, str], story: Story) -> None:
    if story != draft.stories.get(key, Story(watch=story.watch, subject=story.subject)):
        draft.stories[key] = story
        draft.touched[key] = None


def _report(
    index: int,
    claim: Claim,
    why: str,
    *,
    alert: str | None = None,
    under: str | None = None,
    baseline: bool = False,
) -> Report:
    return Report(
        entry=index,
        watch=claim.watch,
        claim=claim,
        words=claim.evidence,
        why=why,
        alert=alert,
        under=under,
        baseline=baseline,
    )
