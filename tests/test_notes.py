"""What we say of ourselves on schedule, so that silence is never ambiguous."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher import notes
from watcher.decide import saying
from watcher.decide.reading import Reader
from watcher.desk import Desk
from watcher.fetch import Client
from watcher.model import Alert, Condition, Reason, Standing, Status

from build import a_source, a_story, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

MONDAY_9 = datetime(2026, 11, 23, 9, tzinfo=UTC)
GUESS = an_item(guid="0", title="Higehiro Season 2: what we know so far", link="https://e.org/0", summary="")
NEWS = an_item(guid="1", title="Higehiro Anime Gets 2nd Season", link="https://e.org/1", summary="")
ALSO = an_item(guid="2", title="Higehiro Season 2 Announced", link="https://e.org/2", summary="")
THIRD = an_item(guid="3", title="Higehiro Gets Season 3", link="https://e.org/3", summary="")
STAYS = an_item(guid="stays", title="A notice", link="https://e.org/stays", summary="")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    made = ByHand(tmp_path / "w.db", a_watchlist())
    yield made
    made.store.close()


def desk(hand: ByHand) -> Desk:
    watches = {watch.name: watch for watch in hand.watchlist.watches}
    client = Client((), "0", timedelta(seconds=1), now=lambda: hand.now)
    reader = Reader(hand.watchlist.watches)
    return Desk(
        client=client,
        store=hand.store,
        watchlist=hand.watchlist,
        reader=reader,
        watches=watches,
        mail=frozenset(),
    )


def said(hand: ByHand) -> list[Alert]:
    return [w.alert for w in hand.store.outbox.waiting("discord") if w.alert.reason is Reason.NOTE]


@pytest.mark.parametrize(
    ("last", "now", "zone", "ended"),
    [
        (MONDAY_9 - timedelta(days=7), MONDAY_9 - timedelta(minutes=1), "UTC", False),
        (MONDAY_9 - timedelta(days=7), MONDAY_9 + timedelta(minutes=1), "UTC", True),
        (MONDAY_9 + timedelta(minutes=1), MONDAY_9 + timedelta(days=6), "UTC", False),
        (MONDAY_9 + timedelta(minutes=1), MONDAY_9 + timedelta(days=7, minutes=1), "UTC", True),
        (MONDAY_9 - timedelta(days=40), MONDAY_9 + timedelta(days=3), "UTC", True),  # once, not six times
        (MONDAY_9 - timedelta(days=1), MONDAY_9 - timedelta(hours=8), "Asia/Tokyo", True),  # 10:00 there
        (MONDAY_9 - timedelta(days=1), MONDAY_9 - timedelta(hours=10), "Asia/Tokyo", False),  # 08:00 there
    ],
)
def test_when_a_week_ends(last: datetime, now: datetime, zone: str, ended: bool) -> None:
    assert saying.week_ended(last, now, zone) is ended


def test_the_weekly_note_tells_what_came_and_what_nearly_met(hand: ByHand) -> None:
    hand.poll(STAYS)
    notes.weekly(desk(hand), hand.now)  # the first week begins
    assert said(hand) == []
    hand.poll(NEWS, STAYS)
    hand.poll(ALSO, NEWS, STAYS)
    hand.poll(THIRD, NEWS, STAYS)
    hand.later(days=7)
    notes.weekly(desk(hand), hand.now)
    notes.weekly(desk(hand), hand.later(hours=1))
    [note] = said(hand)
    assert note.headline == "The week: 1 source ok, 3 items, 1 rang, 1 folded, 1 near miss"
    [line] = note.lines
    assert line.startswith(f"near miss: Higehiro: “{THIRD.title}” (ann): it names season 3, not season 2")
    assert note.quiet


def test_no_weekly_note_for_those_who_want_none(hand: ByHand) -> None:
    hand.register(weekly=False)
    notes.weekly(desk(hand), hand.now)
    notes.weekly(desk(hand), hand.later(days=30))
    assert said(hand) == []


def test_sources_that_are_not_well_are_named() -> None:
    ill = {
        "oricon": (Condition.QUIET, "nothing new, where something came every day"),
        "ann": (Condition.FAILING, "no answer"),
        "natalie": (Condition.OK, ""),
        "nyaa": (Condition.SUSPECT, "a challenge page"),
        "mal": (Condition.SUSPECT, "no items, where there were 40"),
    }
    week = saying.Week(conditions=ill, items=1204, rang=0, folded=3, near=tuple(f"n{n}" for n in range(40)))
    headline, lines = saying.weekly(week)
    assert (
        headline
        == "The week: 1 source ok, 1 quiet, 2 suspect, 1 failing, 1,204 items, 0 rang, 3 folded, 40 near misses"
    )
    assert lines[:4] == (
        "ann: failing, no answer",
        "nyaa: suspect, a challenge page",
        "mal: suspect, no items, where there were 40",
        "oricon: quiet, nothing new, where something came every day",
    )
    assert (lines[-1], len(lines)) == ("and 30 more", 15)


def test_what_is_new_is_welcomed_once_its_sources_were_looked_at(hand: ByHand) -> None:
    notes.expect(desk(hand), ["ann"], ["higehiro"], hand.now)
    notes.welcome(desk(hand), hand.later(minutes=1))
    assert said(hand) == []
    hand.reopen()
    hand.poll(NEWS, STAYS)
    hand.later(days=3)
    notes.welcome(desk(hand), hand.now)
    notes.welcome(desk(hand), hand.now)
    [note] = said(hand)
    assert note.headline == "Watching 1 source, 1 watch"
    assert note.lines == (
        "already there: Higehiro · season 2: announced 3 days ago (ann). I'll ring for a date, a delay or the release",
    )


def test_a_source_that_never_answers_does_not_keep_the_welcome_back(hand: ByHand) -> None:
    notes.expect(desk(hand), ["ann"], ["higehiro"], hand.now)
    notes.welcome(desk(hand), hand.later(minutes=11))
    [note] = said(hand)
    assert note.lines == (
        "nothing yet of: Higehiro. I'll ring for the first word",
        "ann can't be read: no answer yet",
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.SPECULATED, "an announcement, a date, a delay, a cancellation or the release"),
        (Status.DATED, "a date, a delay or the release"),
        (Status.RELEASED, "if that is taken back"),
        (Status.CANCELLED, "if that is taken back"),
    ],
)
def test_what_will_ring_follows_the_ladder(status: Status, words: str) -> None:
    story = a_story(standing=Standing(status=status, by=("ann",)))
    _, lines = saying.welcome(1, 1, {"higehiro": [story]}, {}, {}, MONDAY_9)
    assert words in lines[0]


def test_a_new_watch_is_welcomed_alone(hand: ByHand) -> None:
    hand.poll(NEWS, STAYS)
    other = a_watch(name="other", titles=("Bocchi",))
    hand.register(watches=(a_watch(), other), sources=(a_source(),))
    notes.expect(desk(hand), [], ["other"], hand.now)
    notes.welcome(desk(hand), hand.later(minutes=1))
    [note] = said(hand)
    assert note.lines[-1:] == ("nothing yet of: Bocchi. I'll ring for the first word",)
