"""What holds for whatever comes in: nothing that rang is lost, and what is read back is what was stored."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from watcher.model import Alert, Fate, Item, Period, Reason, Ring, Standing, Status, Story
from watcher.store.codec import alert_from, alert_json, from_ms, standing_from, standing_json, to_ms

from build import a_channel, a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
TIMES = st.datetimes(timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
PERIODS = st.builds(
    lambda day, days, text: Period(first=day, last=min(day + timedelta(days=days), date.max), text=text),
    st.dates(max_value=date(9990, 1, 1)), st.integers(0, 400), TEXT,
)  # fmt: skip
ITEMS = st.builds(
    Item, source=TEXT, guid=st.none() | TEXT, title=TEXT, link=st.none() | TEXT, summary=TEXT,
    published=st.none() | TIMES, lang=st.none() | TEXT,
)  # fmt: skip
WORDS = st.lists(TEXT, max_size=4).map(tuple)
ALERTS = st.builds(
    Alert, id=TEXT, reason=st.sampled_from(Reason), at=TIMES, channels=WORDS, headline=TEXT, watch=st.none() | TEXT,
    subject=st.none() | TEXT, status=st.none() | st.sampled_from(Status), sure=st.booleans(), evidence=WORDS, matched=WORDS,
    why=TEXT, period=st.none() | PERIODS,
    item=st.none() | ITEMS, also=WORDS, before=st.none() | TEXT, quiet=st.booleans(),
)  # fmt: skip
STANDINGS = st.builds(
    Standing, status=st.none() | st.sampled_from(Status), period=st.none() | PERIODS, since=st.none() | TIMES,
    by=WORDS, official=st.booleans(),
)  # fmt: skip
RINGS = st.builds(
    Ring, status=st.sampled_from(Status), sure=st.booleans(), alert=TEXT, at=TIMES, source=TEXT, words=st.frozensets(TEXT, max_size=4),
    stood=st.none() | STANDINGS, period=st.none() | PERIODS, wrong=st.booleans(),
)  # fmt: skip
STORIES = st.builds(
    Story, watch=st.just("higehiro"), subject=TEXT, standing=STANDINGS, rings=st.lists(RINGS, max_size=5).map(tuple),
    same_as=st.none() | TEXT,
)  # fmt: skip


@given(ALERTS)
def test_an_alert_comes_back_as_it_was(alert: Alert) -> None:
    assert alert_from(alert_json(alert)) == alert


@given(PERIODS)
def test_a_period_comes_back_as_it_was(period: Period) -> None:
    assert standing_from(standing_json(Standing(period=period))).period == period


@given(TIMES)
def test_a_time_comes_back_to_the_millisecond(at: datetime) -> None:
    assert from_ms(to_ms(at)) == at


@settings(max_examples=30)
@given(st.lists(STORIES, max_size=6, unique_by=lambda story: story.subject))
def test_stories_come_back_as_they_were(stories: list[Story]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hand = ByHand(Path(folder, "w.db"))
        hand.store.stories.save(stories)
        hand.store.stories.save(stories)  # saving anew changes nothing
        hand.reopen()
        assert list(hand.store.stories.all().values()) == stories
        hand.store.close()


HEADLINES = [
    "Higehiro Season 2 - What We Know So Far",
    "Higehiro Anime Gets 2nd Season",
    "Higehiro Season 2 Premieres in April 2027",
    "Higehiro Season 2 Delayed",
    "Higehiro Season 2 Delayed to July 2027",
    "Higehiro Season 2 Is Out Now",
    "Higehiro Season 2 Cancelled",
    "Higehiro Movie Announced",
    "Higehiro Volume 6 Released",
    "Bocchi the Rock Season 2 Announced",
    "One Piece chapter 7",
    "Spring shows we are watching",
]
SOURCES = (a_source(), a_source("https://two.example/feed", name="two"))
WATCHES = (
    a_watch(about=("season 2", "movie")),
    a_watch(name="any", about=()),
    a_watch(name="bocchi", titles=("Bocchi the Rock",)),
    a_watch(name="chapters", titles=(), about=(), keywords=("chapter",)),
)


class Memory(RuleBasedStateMachine):
    """Documents come in, in any order and any mix; processes end; names change; time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        channels = (a_channel("json://one"), a_channel("json://two", name="mail"))
        self.hand = ByHand(
            Path(self.folder.name, "w.db"), a_watchlist(sources=SOURCES, watches=WATCHES, channels=channels)
        )
        self.rang: dict[str, Alert] = {}
        self.rings: dict[tuple[str, str], tuple[Ring, ...]] = {}
        self.document: tuple[str, list[Item]] = ("ann", [])

    def teardown(self) -> None:
        self.hand.store.close()
        self.folder.cleanup()

    @rule(source=st.sampled_from(["ann", "two"]), picked=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 2)), max_size=6),
          guids=st.booleans())  # fmt: skip
    def a_document(self, source: str, picked: list[tuple[int, int]], guids: bool) -> None:
        items = [
            an_item(guid=f"{n % 5}-{variant}" if guids else None, title=HEADLINES[n], link=f"https://{source}.example/{n}/{variant}",
                    published=None, summary="")
            for n, variant in picked
        ]  # fmt: skip
        first_look = self.hand.state(source).baseline_at is None
        alerts = self.hand.poll(*items, source=source)
        assert not (first_look and alerts)
        for alert in alerts:
            assert alert.id not in self.rang
            self.rang[alert.id] = alert
        self.document = (source, items)

    @rule()
    def the_same_document_again(self) -> None:
        source, items = self.document
        if self.hand.state(source).baseline_at is not None:
            assert self.hand.poll(*items, source=source) == []

    @rule(days=st.integers(0, 500))
    def time_passes(self, days: int) -> None:
        self.hand.later(days=days)
        self.hand.store.housekeep(self.hand.now, timedelta(days=400))

    @rule()
    def a_restart(self) -> None:
        self.hand.reopen()

    @rule(turn=st.permutations(range(4)))
    def the_names_change(self, turn: list[int]) -> None:
        names = [watch.name for watch in self.hand.watchlist.watches]
        renamed = {old: names[new] for old, new in zip(names, turn, strict=True)}
        watches = tuple(a_watch(**fields(w) | {"name": renamed[w.name]}) for w in self.hand.watchlist.watches)
        assert self.hand.register(watches=watches).watches == ()
        self.rings = {(renamed[watch], subject): rings for (watch, subject), rings in self.rings.items()}

    @precondition(lambda self: self.hand.store.outbox.waiting("discord"))
    @rule(fate=st.sampled_from([Fate.SENT, Fate.RETRY, Fate.UNCERTAIN, Fate.DEAD]))
    def a_delivery(self, fate: Fate) -> None:
        row = self.hand.store.outbox.waiting("discord")[0].id
        self.hand.store.outbox.start([row], self.hand.now)
        self.hand.store.outbox.settle([row], fate, self.hand.now)

    @invariant()
    def no_ring_is_lost(self) -> None:
        """A story only ever gains rings, and each of them is an alert that rang."""
        stories = self.hand.store.stories.all()
        for key, rings in self.rings.items():
            assert stories[key].rings[: len(rings)] == rings
        self.rings = {key: story.rings for key, story in stories.items()}
        assert {ring.alert for rings in self.rings.values() for ring in rings} <= self.rang.keys()

    @invariant()
    def every_alert_is_kept_with_a_fate_for_each_channel(self) -> None:
        kept = self.hand.store.outbox.alerts()
        assert {alert.id: alert for alert, _ in kept} == self.rang
        assert all(tuple(d.channel for d in fates) == alert.channels for alert, fates in kept)

    @invariant()
    def the_file_is_sound(self) -> None:
        assert self.hand.store._db.rows("PRAGMA foreign_key_check") == []


def fields(watch: Any) -> dict[str, Any]:
    return {name: getattr(watch, name) for name in ("titles", "about", "keywords")}


TestMemory = Memory.TestCase
TestMemory.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
