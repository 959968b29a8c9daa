"""What is remembered of items, for how long, and what it costs to forget."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.model import Reason, Status
from watcher.store.items import KEEP_SEEN, KEEP_SEEN_POLLS

from build import PUBLISHED, a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

KEYWORDS = a_watch(name="any", titles=(), about=(), keywords=("chapter",))
KEEP = a_watchlist().keep
BARE = an_item(guid=None, title="One Piece chapter 7", link="https://one.example/", published=None)
STAYS = an_item(guid="stays", title="A notice that stays", link="https://example.org/stays", published=None)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    """One source with a baseline, and a watch that rings for every new chapter."""
    made = ByHand(tmp_path / "w.db", a_watchlist(watches=(KEYWORDS, a_watch())))
    made.poll(STAYS)
    yield made
    made.store.close()


def seen(hand: ByHand) -> int:
    return int(hand.store._db.rows("SELECT count(*) FROM seen")[0][0])


def titles(hand: ByHand) -> list[str]:
    return [kept.item.title for kept in hand.store.items.after(0, 1000)]


def away(hand: ByHand, polls: int) -> None:
    for _ in range(polls):
        hand.poll(STAYS)


@pytest.mark.parametrize("item", [BARE, an_item(guid="7", title="One Piece chapter 7")], ids=["bare", "guid"])
class TestForgetting:
    """Both must have passed since it was last in the document: 10 good polls, 180 days."""

    @pytest.mark.parametrize(
        ("polls", "days", "rings"),
        [(10, 181, 1), (9, 181, 0), (9, 4000, 0), (10, 179, 0), (500, 179, 0)],
    )
    def test_one_that_left(self, hand: ByHand, item, polls: int, days: int, rings: int) -> None:  # type: ignore[no-untyped-def]
        assert len(hand.poll(item, STAYS)) == 1
        away(hand, polls)
        hand.later(days=days)
        hand.store.housekeep(hand.now, KEEP)
        assert len(hand.poll(item, STAYS)) == rings

    def test_one_that_is_still_there_after_a_year_of_304s(self, hand: ByHand, item) -> None:  # type: ignore[no-untyped-def]
        assert len(hand.poll(item, STAYS)) == 1
        away(hand, 0)
        for _ in range(365):
            hand.later(days=1)
            hand.unchanged()
        hand.store.housekeep(hand.now, KEEP)
        assert hand.poll(item, STAYS) == []

    def test_one_that_left_after_a_year_of_304s_counts_from_then(self, hand: ByHand, item) -> None:  # type: ignore[no-untyped-def]
        hand.poll(item, STAYS)
        hand.later(days=365)
        hand.unchanged()  # a good poll: until now it stood there
        away(hand, 20)
        hand.store.housekeep(hand.now, KEEP)
        assert hand.poll(item, STAYS) == []
        away(hand, 20)
        hand.later(days=181)
        hand.store.housekeep(hand.now, KEEP)
        assert len(hand.poll(item, STAYS)) == 1

    def test_a_source_that_was_away_itself_forgets_nothing(self, hand: ByHand, item) -> None:  # type: ignore[no-untyped-def]
        hand.poll(item, STAYS)
        for _ in range(20):
            hand.unchanged()
        hand.later(days=3650)
        hand.store.housekeep(hand.now, KEEP)
        assert hand.poll(item, STAYS) == []

    def test_it_comes_and_goes_for_years(self, hand: ByHand, item) -> None:  # type: ignore[no-untyped-def]
        assert len(hand.poll(item, STAYS)) == 1
        for _ in range(12):
            away(hand, 30)
            hand.later(days=170)
            hand.store.housekeep(hand.now, KEEP)
            assert hand.poll(item, STAYS) == []


def test_the_limits_are_those_of_the_manual() -> None:
    assert (KEEP_SEEN.days, KEEP_SEEN_POLLS, KEEP.days) == (180, 10, 400)


def test_what_was_read_of_one_source_says_nothing_of_another(tmp_path: Path) -> None:
    two = (a_source(), a_source("https://two.example/feed", name="two"))
    hand = ByHand(tmp_path / "w.db", a_watchlist(watches=(KEYWORDS,), sources=two))
    for name in ("ann", "two"):
        hand.poll(STAYS, source=name)
    assert len(hand.poll(BARE, source="ann")) == 1
    away(hand, 15)  # these are polls of ann
    assert len(hand.poll(BARE, source="two")) == 1
    hand.later(days=181)
    hand.store.housekeep(hand.now, KEEP)
    assert hand.poll(BARE, source="two") == []
    assert len(hand.poll(BARE, source="ann")) == 1
    hand.store.close()


def test_texts_are_kept_for_400_days(hand: ByHand) -> None:
    hand.poll(BARE, an_item(guid="plain", title="Nothing that is waited for", link=None), STAYS)
    away(hand, 1)
    hand.later(days=399)
    assert hand.store.housekeep(hand.now, KEEP) == 0
    hand.later(days=2)
    assert (
        hand.store.housekeep(hand.now, KEEP) == 1
    )  # what rang keeps its text: history and explain speak of it
    assert titles(hand) == [STAYS.title, BARE.title]  # and what still stands in its document


def test_the_oldest_texts_go_where_all_take_more_room_than_they_may(hand: ByHand) -> None:
    old = [
        an_item(guid=f"old {n}", title=f"Old news {n}", link=f"https://o.example/{n}", summary="x" * 1000)
        for n in range(9)
    ]
    for item in old:
        hand.poll(item, STAYS)
        hand.later(hours=1)
    hand.poll(BARE, STAYS)  # it rang; and now none of the others is in its document
    with hand.store.turn():
        assert hand.store.items.prune(hand.now, KEEP, room=5000) == 5
    assert titles(hand) == [STAYS.title, *(item.title for item in old[5:]), BARE.title]
    assert hand.poll(*old, BARE, STAYS) == []  # what was seen is no matter of room


def test_an_item_that_returns_after_its_text_was_dropped_is_known_all_the_same(hand: ByHand) -> None:
    plain = an_item(guid="plain", title="Nothing that is waited for", link=None)
    hand.poll(plain, STAYS)
    away(hand, 5)
    hand.later(days=401)
    hand.store.housekeep(hand.now, KEEP)
    assert plain.title not in titles(hand)
    with hand.polling([plain, STAYS], "ann") as decision:
        assert [entry.novelty.kind for entry in decision.entries] == ["seen", "seen"]
    assert hand.store.items.after(0, 10)[-1].item == plain  # its text is back, too


def test_an_edited_text_replaces_the_old_one(hand: ByHand) -> None:
    vague = an_item(guid="e", title="Higehiro staff gather", summary="On stage.")
    hand.poll(vague, STAYS)
    [alert] = hand.poll(
        an_item(guid="e", title="Higehiro Season 2 Announced", summary="On stage.", lang="fr")
    )
    assert (alert.reason, alert.status) == (Reason.EDITED, Status.ANNOUNCED)
    [kept] = [k for k in hand.store.items.after(0, 10) if k.item.guid == "e"]
    assert (kept.item.title, kept.item.lang) == ("Higehiro Season 2 Announced", "fr")
    assert hand.store.items.titled(vague.title) == []
    before = hand.store.items.texts_before([vague], hand.store.items.known(hand.state().id, [vague]))
    assert [item.title for item in before.values()] == ["Higehiro Season 2 Announced"]


def test_a_title_that_was_edited_away_may_be_used_again(hand: ByHand) -> None:
    """Under the old guid, the old title is no longer what the store knows."""
    first, second = an_item(guid="e", title="chapter one"), an_item(guid="e", title="chapter two")
    assert [len(hand.poll(item)) for item in (first, second, first, second)] == [1, 0, 0, 0]
    assert len([t for t in titles(hand) if t.startswith("chapter")]) == 1


def test_an_item_is_stored_as_published(hand: ByHand) -> None:
    odd = an_item(guid="\0 x ’", title="  Ünï\u3000code “quotes” ‘; DROP TABLE item; -- chapter", link=None, summary="a\nb\0c",
                  published=PUBLISHED.replace(year=1), lang=None)  # fmt: skip
    assert len(hand.poll(odd)) == 1
    assert hand.store.items.titled(odd.title)[0].item == odd
    hand.reopen()
    assert hand.store.items.titled(odd.title)[0].item == odd
    assert hand.store.outbox.alerts()[0][0].item == odd


def test_more_keys_than_one_query_takes(hand: ByHand) -> None:
    for connection in (hand.store._db._db, hand.store._db._reader):
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)  # as old builds have it
    many = [an_item(guid=f"g{n}", title=f"chapter {n}", link=f"https://e.org/{n}") for n in range(1500)]
    assert len(hand.poll(*many)) == 1500
    assert hand.poll(*many) == []
    assert len(hand.store.items.known(hand.state().id, many)) == 3000


def test_pages_of_items_lose_none_and_give_none_twice(hand: ByHand) -> None:
    hand.poll(*(an_item(guid=f"g{n}", title=f"item {n}", link=None) for n in range(95)))
    found, row = [], 0
    while page := hand.store.items.after(row, 10):
        found += [kept.id for kept in page]
        row = found[-1]
    assert len(found) == len(set(found)) == 96


def test_items_a_day_count_what_came_after_the_first_look(hand: ByHand) -> None:
    hand.poll(STAYS, BARE, an_item(guid="x", title="another", link=None))
    since = hand.now.replace(year=2000)
    assert hand.store.sources.counts([hand.state()], since) == {hand.state().id: 2}
    assert hand.store.sources.counts([hand.state()], hand.later(days=1)) == {hand.state().id: 0}


def test_forgetting_leaves_nothing_behind(hand: ByHand) -> None:
    for week in range(60):
        hand.poll(STAYS, *(an_item(guid=f"{week}-{n}", title=f"{week} {n}", link=None) for n in range(5)))
        hand.later(days=7)
        hand.store.housekeep(hand.now, KEEP)
    # 180 of 420 days of keys (guid and words), 400 days of texts, and what stays
    assert seen(hand) < 2 * (5 * 28 + 1)
    assert len(titles(hand)) < 5 * 59 + 1
    assert hand.store._db.rows("PRAGMA foreign_key_check") == []
    assert hand.store._db.rows("SELECT * FROM seen WHERE item NOT IN (SELECT id FROM item)") == []
