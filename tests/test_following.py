"""One item through the decision: two subjects that are one, old items shown as new, the publisher's word, channels and pings by status."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.model import Alert, Item, Reason, Shift, Status

from build import PUBLISHED, a_channel, a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

BOTH = ("season 4", "final season")
STAYS = an_item(guid="stays", title="A notice", link="https://e.org/stays", summary="")


def says(title: str, n: int = 1, **given: object) -> Item:
    return an_item(**{"guid": f"g{n}", "title": title, "link": f"https://e.org/{n}", "summary": ""} | given)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    sources = (a_source(), a_source("https://house.example/news", name="house", official=True))
    made = ByHand(tmp_path / "w.db", a_watchlist(sources=sources, watches=(a_watch(about=BOTH),)))
    for source in ("ann", "house"):
        made.poll(STAYS, source=source)
    yield made
    made.store.close()


def stories(hand: ByHand) -> dict[str, tuple[Status | None, str | None]]:
    return {s.subject: (s.status, s.same_as) for s in hand.store.stories.all().values()}


class TestTwoSubjectsThatAreOne:
    """An item that names both in one breath joins them; nothing else does."""

    @pytest.mark.parametrize(
        "title",
        [
            "Higehiro Renewed for Fourth and Final Season",
            "Higehiro Season 4, the Final Season, Announced",
            "Higehiro's final season (season 4) confirmed",
        ],
    )
    def test_joined(self, hand: ByHand, title: str) -> None:
        [alert] = hand.poll(says(title), STAYS)
        assert (alert.subject, alert.status) == ("season 4", Status.ANNOUNCED)
        assert stories(hand) == {"season 4": (Status.ANNOUNCED, None), "final season": (None, "season 4")}
        hand.reopen()
        assert hand.poll(says("Higehiro Final Season Announced", 2), STAYS) == []
        [dated] = hand.poll(says("Higehiro Final Season Premieres in April 2027", 3), STAYS)
        assert (dated.subject, dated.thread) == ("season 4", alert.id)

    def test_what_each_had_rung_is_kept(self, hand: ByHand) -> None:
        [one] = hand.poll(says("Higehiro Season 4 Announced", 1), STAYS)
        [two] = hand.poll(says("Higehiro Final Season Announced", 2), STAYS)
        assert hand.poll(says("Higehiro's final season (season 4) confirmed", 3), STAYS) == []
        story = hand.store.stories.all()["higehiro", "season 4"]
        assert [ring.alert for ring in story.rings] == [one.id, two.id]

    @pytest.mark.parametrize(
        "title",
        [
            "Higehiro Season 4 Announced. The Final Season Is Announced Too",
            "Higehiro Season 4 and Final Season Announced",
            "Higehiro Gets Season 4, Final Season",
            "Higehiro season 4 announced while fans still wait for what could be the final season",
        ],
    )
    def test_not_joined(self, hand: ByHand, title: str) -> None:
        hand.poll(says(title), STAYS)
        assert all(same_as is None for _, same_as in stories(hand).values())

    def test_two_numbers_are_never_one(self, hand: ByHand) -> None:
        hand.register(watches=(a_watch(about=("season 4", "season 5")),))
        [alert] = hand.poll(says("Higehiro Renewed for Seasons 4 and 5"), STAYS)
        assert alert.also
        assert all(same_as is None for _, same_as in stories(hand).values())


class TestOldItemsShownAsNew:
    """Only evidence of the item itself counts: how many are new never does."""

    def test_an_archive_published_again_is_one_summary_that_names_all(self, hand: ByHand) -> None:
        long_ago = PUBLISHED - timedelta(days=200)
        old = [says(f"Higehiro Season 4 {what}", n, published=long_ago) for n, what in enumerate(
            ("Announced", "Delayed to 2027", "Is Out Now"))]  # fmt: skip
        [summary] = hand.poll(*old, STAYS)
        assert (summary.reason, summary.headline) == (
            Reason.RESET,
            "ann: 3 old items shown as if they were new",
        )
        assert len(summary.lines) == len(old)
        assert all(item.title in line for item, line in zip(old, summary.lines, strict=True))
        assert summary.quiet
        assert stories(hand)["season 4"][0] is Status.RELEASED  # placed, as at a first look
        reports = [r for r in hand.store.stories.reports(watch="higehiro") if r.under == summary.id]
        assert len(reports) == len(old)

    def test_what_is_new_beside_them_rings(self, hand: ByHand) -> None:
        old = [says(f"Higehiro Final Season {what}", n, published=PUBLISHED - timedelta(days=90)) for n, what in enumerate(
            ("Rumoured", "Announced", "Premieres in April 2027"))]  # fmt: skip
        alerts = hand.poll(*old, says("Higehiro Season 4 Announced", 9, published=PUBLISHED), STAYS)
        assert [alert.reason for alert in alerts] == [Reason.FIRST, Reason.RESET]

    def test_one_or_two_ring_and_say_so(self, hand: ByHand) -> None:
        [alert] = hand.poll(
            says("Higehiro Season 4 Announced", published=PUBLISHED - timedelta(days=40)), STAYS
        )
        assert (alert.old, alert.reason) == (True, Reason.FIRST)

    def test_many_new_items_are_no_reset(self, hand: ByHand) -> None:
        hand.register(watches=(a_watch(titles=(), about=(), keywords=("chapter",)),))
        assert len(hand.poll(*(says(f"Chapter {n}", n) for n in range(36)), STAYS)) == 36

    def test_keyword_alerts_of_old_items_are_in_the_summary_too(self, hand: ByHand) -> None:
        hand.register(watches=(a_watch(titles=(), about=(), keywords=("chapter",)),))
        old = [says(f"Chapter {n}", n, published=PUBLISHED - timedelta(days=90)) for n in range(5)]
        [summary] = hand.poll(*old, STAYS)
        assert (summary.reason, len(summary.lines)) == (Reason.RESET, 5)
        assert hand.poll(*old, STAYS) == []


def test_the_publishers_own_word_rings_once_more(hand: ByHand) -> None:
    [first] = hand.poll(says("Higehiro Season 4 Announced", 1), STAYS)
    [word] = hand.poll(says("Higehiro Season 4 Announced", 2), STAYS, source="house")
    assert (first.official, word.official, word.reason) == (False, True, Reason.OFFICIAL)
    assert word.thread == first.id
    assert hand.poll(says("Higehiro Season 4: It Is Official", 3), STAYS, source="house") == []


def test_each_status_may_have_its_channels_and_pings(hand: ByHand) -> None:
    watch = a_watch(notify_by={Status.RELEASED: ("phone",)}, ping=frozenset({Status.RELEASED}), about=BOTH)
    channels = (a_channel("json://localhost"), a_channel("json://phone", name="phone"))
    hand.register(watches=(watch,), channels=channels)
    [announced] = hand.poll(says("Higehiro Season 4 Announced", 1), STAYS)
    [released] = hand.poll(says("Higehiro Season 4 Is Out Now", 2), STAYS)
    assert (announced.channels, announced.ping) == (("discord",), False)
    assert (released.channels, released.ping) == (("phone",), True)


def test_a_date_that_moved_says_which_way_and_from_where(hand: ByHand) -> None:
    hand.poll(says("Higehiro Season 4 Premieres in April 2027", 1), STAYS)
    [moved] = hand.poll(says("Higehiro Season 4 Premieres in July 2027", 2), STAYS)
    assert (moved.status, moved.shift, moved.before) == (Status.DELAYED, Shift.LATER, Status.DATED)
    assert moved.before_period is not None
    assert (moved.before_period.text, moved.why) == ("April 2027", "the date moved: July 2027")


def test_an_edited_item_that_takes_its_words_back_rings(hand: ByHand) -> None:
    def edited(what: str) -> list[Alert]:
        return hand.poll(says(f"Higehiro Season 4 {what}"), STAYS, source="house")

    edited("Premieres in April 2027")
    [moved] = edited("Premieres in July 2027")
    assert (moved.reason, moved.shift, moved.status) == (Reason.EDITED, Shift.LATER, Status.DELAYED)
    assert [alert.status for alert in edited("Cancelled")] == [Status.CANCELLED]
    assert [alert.status for alert in edited("Announced")] == [Status.ANNOUNCED]
    assert edited("Announced") == []


def test_who_wants_dates_is_told_that_one_moved(hand: ByHand) -> None:
    hand.register(watches=(a_watch(about=BOTH, tell=frozenset({Status.DATED, Status.RELEASED})),))
    hand.poll(says("Higehiro Season 4 Premieres in April 2027", 1), STAYS)
    assert len(hand.poll(says("Higehiro Season 4 Premieres in July 2027", 2), STAYS)) == 1


def test_what_three_say_is_not_told_once_more_by_the_publisher(hand: ByHand) -> None:
    two = a_source("https://two.example/feed", name="two")
    hand.register(sources=(*hand.watchlist.sources, two))
    hand.poll(STAYS, source="two")
    hand.poll(says("Higehiro Season 4 Announced", 1), STAYS)
    [doubt] = hand.poll(says("Higehiro Season 4 Cancelled", 2), STAYS)
    [sure] = hand.poll(says("Higehiro Season 4 Cancelled", 3), STAYS, source="two")
    assert (doubt.sure, sure.reason) == (False, Reason.CONFIRMED)
    assert hand.poll(says("Higehiro Season 4 Cancelled", 4), STAYS, source="house") == []


def test_what_a_first_look_shows_stands_since_it_was_published(tmp_path: Path) -> None:
    hand = ByHand(tmp_path / "w.db", a_watchlist(watches=(a_watch(about=BOTH),)))
    hand.poll(says("Higehiro Season 4 Announced", published=PUBLISHED - timedelta(days=3)), STAYS)
    assert hand.store.stories.all()["higehiro", "season 4"].standing.since == PUBLISHED - timedelta(days=3)
    hand.store.close()
