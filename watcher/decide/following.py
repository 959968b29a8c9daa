"""Follows one item: what it claims for each watch, which stories that moves, and what rings.

Owns: that an edit rings only when it newly becomes news, that one item rings once a watch, that a first look and old items ring nothing.
Does not own: the ladder (stories.py), what an alert carries (routing.py).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from watcher.decide import routing, same, stories, unnamed
from watcher.decide.editing import NO_LONGER, Key, newly, withdrawn
from watcher.decide.ledger import Entry, Filed, Memory, Report
from watcher.decide.moves import Word
from watcher.decide.reading import Reader, further, headline_words, strength
from watcher.decide.seen import Kind as Novel
from watcher.model import NEWS, Alert, Claim, Item, Reason, Story, Watch


@dataclass(slots=True)
class Draft:
    """A decision in the making."""

    reader: Reader
    watches: Mapping[str, Watch]
    memory: Memory
    now: datetime
    olds: frozenset[int] = frozenset()  # entries that were published long ago, or were known before
    placed: frozenset[int] = frozenset()  # entries that move stories, but ring nothing
    again: str | None = None  # why these items are judged once more
    stories: dict[Key, Story] = field(init=False)
    next_alert: int = field(init=False)
    touched: dict[Key, None] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stories, self.next_alert = dict(self.memory.stories), self.memory.next_alert

    def story(self, key: Key) -> Story:
        """Give the story of a watch and subject, under whatever subject it goes on."""
        story = self.stories.get(key) or Story(watch=key[0], subject=key[1])
        return self.story((key[0], story.same_as)) if story.same_as else story

    def move(self, story: Story) -> None:
        """Keep a story where it stands now."""
        key = (story.watch, story.subject)
        if key in self.stories or story != Story(watch=story.watch, subject=story.subject):
            self.stories[key] = story
            self.touched[key] = None


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim that rings: its step, and the story before it."""

    claim: Claim
    step: stories.Step
    story: Story


def follow(draft: Draft, index: int, entry: Entry) -> None:
    """Read one item for all watches, move their stories, and add the alerts that follow."""
    before = _claims_before(draft, entry)
    claims: dict[str, list[Claim]] = {}
    for claim in draft.reader.read(entry.item, draft.now.date()):
        if _listens(draft.watches[claim.watch], entry.item):
            claims.setdefault(claim.watch, []).append(claim)
    for name, found in claims.items():
        for story in same.joined(found, entry.item, draft.story):
            draft.move(story)
        _follow_watch(draft, index, entry, draft.watches[name], found, before)
    _take_back(draft, index, entry, before or {}, claims)
    _meet_keywords(draft, index, entry)


def _claims_before(draft: Draft, entry: Entry) -> dict[Key, Claim] | None:
    """Read an edited item as it was before. None: it was not there before, every claim is new."""
    if entry.novelty.kind is not Novel.EDITED:
        return None
    old = _text_before(draft, entry)
    return {(c.watch, c.subject): c for c in draft.reader.read(old, draft.now.date())} if old else {}


def _text_before(draft: Draft, entry: Entry) -> Item | None:
    known = entry.novelty.known
    return draft.memory.texts.get(known.item) if known and known.item is not None else None


def _follow_watch(
    draft: Draft,
    index: int,
    entry: Entry,
    watch: Watch,
    claims: list[Claim],
    before: dict[Key, Claim] | None,
) -> None:
    """Move the stories of one watch by what one item claims; what rings becomes one alert, the strongest claim at its head."""
    told: list[_Told] = []
    for claim in claims:
        story = draft.story((watch.name, claim.subject))
        word = _word(draft, entry, watch, claim)
        if draft.memory.baseline or index in draft.placed:
            then = min(entry.item.published or draft.now, draft.now)  # it stands since it was published
            draft.move(stories.place(story, replace(word, now=then), told=index in draft.placed))
            draft.reports.append(_report(index, claim, claim.why, baseline=True))
        elif before is not None and not newly(
            claim, before.get((watch.name, claim.subject)), _filed(draft, entry)
        ):
            draft.reports.append(_report(index, claim, "edited, but it claims nothing new"))
        else:
            step = (stories.step if word.words is None else unnamed.step)(story, word)
            if watch.every_mention or (step.rings and {step.status, claim.status} & watch.tell):
                draft.move(step.story)
                told.append(_Told(claim, step, story))
                continue
            draft.move(replace(step.story, rings=story.rings) if step.rings else step.story)
            why = f"{watch.name} is not told what is {step.status} (tell)" if step.rings else step.why
            draft.reports.append(_report(index, claim, why, under=step.under))
    if told:
        _ring(draft, index, entry, watch, told)


def _word(draft: Draft, entry: Entry, watch: Watch, claim: Claim) -> Word:
    plain = not watch.about and claim.subject_form is None and claim.subject == unnamed.SUBJECT
    words = headline_words(entry.item, watch.titles) if plain and claim.status in NEWS else None
    return Word(
        claim=claim,
        source=entry.item.source,
        official=entry.item.source in draft.memory.official,
        alert=routing.alert_id(draft.next_alert),
        now=draft.now,
        words=words,
        further=further(claim, entry.item) if claim.status in NEWS and not plain else "",
    )


def _filed(draft: Draft, entry: Entry) -> Collection[Filed]:
    """Give what this item was already found to say, at any time."""
    known = entry.novelty.known
    return draft.memory.filed.get(known.item, ()) if known and known.item is not None else ()


def _ring(draft: Draft, index: int, entry: Entry, watch: Watch, told: list[_Told]) -> None:
    first = max(told, key=lambda t: (strength(t.step.status), t.step.sure))
    edited = entry.novelty.kind is Novel.EDITED
    reason = Reason.AGAIN if draft.again else Reason.EDITED if edited else first.step.reason
    usual = first.step.sure == first.claim.sure and first.step.reason in (Reason.FIRST, Reason.MOVED)
    why = draft.again or (first.claim.why if usual and not first.step.shift else first.step.why)
    draft.alerts.append(
        routing.story_alert(
            routing.alert_id(draft.next_alert),
            replace(first.step, reason=reason, why=why),
            watch,
            first.claim,
            first.story,
            entry.item,
            also=tuple(t.claim.subject for t in told if t is not first),
            official=entry.item.source in draft.memory.official,
            old=index in draft.olds,
            now=draft.now,
        )
    )
    alert = draft.alerts[-1].id
    for t in told:
        sure = replace(t.claim, sure=t.step.sure and t.claim.sure)
        draft.reports.append(_report(index, sure, t.step.why, alert=alert))
    draft.next_alert += 1


def _take_back(
    draft: Draft, index: int, entry: Entry, before: dict[Key, Claim], claims: dict[str, list[Claim]]
) -> None:
    """Tell what an edited item no longer says, once and without a sound."""
    old, known = _text_before(draft, entry), entry.novelty.known
    rang = draft.memory.rang.get(known.item, ()) if known and known.item is not None else ()
    if old is None or not rang or draft.memory.baseline or index in draft.placed:
        return
    rung = {ring.alert for story in draft.stories.values() for ring in story.rings}
    told = {watch for watch, alert in rang if alert not in rung}  # of this item, before
    after = {(c.watch, c.subject): c for found in claims.values() for c in found}
    doubts = {r.alert for r in draft.reports if r.entry == index and r.alert and r.claim and not r.claim.sure}
    for gone in withdrawn(old, entry.item, before, after, rang, doubts, draft.story):
        watch = draft.watches.get(gone.story.watch)
        if watch is None or watch.name in told:
            continue
        told.add(watch.name)
        lines = routing.correction_lines(gone, entry.item.source)
        if gone.told:
            draft.alerts = [replace(a, lines=lines) if a.id == gone.told else a for a in draft.alerts]
            continue
        name = routing.alert_id(draft.next_alert)
        draft.alerts.append(routing.correction(name, watch, gone, entry.item, lines, now=draft.now))
        draft.reports.append(_report(index, gone.claim, NO_LONGER, alert=name))
        draft.next_alert += 1


def _meet_keywords(draft: Draft, index: int, entry: Entry) -> None:
    matches = [m for m in draft.reader.matches(entry.item) if _listens(draft.watches[m.watch], entry.item)]
    old = _text_before(draft, entry) if matches and entry.novelty.kind is Novel.EDITED else None
    before = {m.watch for m in draft.reader.matches(old)} if old else set()
    silent = draft.memory.baseline or index in draft.placed
    for match in matches:
        if match.watch in before or (match.watch, None, None) in _filed(draft, entry):
            continue
        name = None if silent else routing.alert_id(draft.next_alert)
        if name:
            watch, edited = draft.watches[match.watch], entry.novelty.kind is Novel.EDITED
            alert = routing.keyword_alert(name, watch, match, entry.item, edited=edited, now=draft.now)
            draft.alerts.append(replace(alert, old=index in draft.olds))
            draft.next_alert += 1
        draft.reports.append(
            Report(
                entry=index,
                watch=match.watch,
                claim=None,
                words=match.words,
                why="keywords",
                alert=name,
                baseline=silent,
            )
        )


def _listens(watch: Watch, item: Item) -> bool:
    return not watch.sources or item.source in watch.sources


def _report(
    entry: int,
    claim: Claim,
    why: str,
    *,
    alert: str | None = None,
    under: str | None = None,
    baseline: bool = False,
) -> Report:
    return Report(
        entry=entry, watch=claim.watch, claim=claim, words=claim.evidence, why=why, alert=alert, under=under, baseline=baseline
    )  # fmt: skip
