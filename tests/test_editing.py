"""An item that rang is edited, and no longer says so: told once, quietly. Ordinary edits stay silent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.model import Alert, Item, Reason, Status
from watcher.recant import recant

from build import a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand
from fakes.feeds import entry
from fakes.world import SMALLEST, World

STAYS = an_item(guid="stays", title="A notice", link="https://e.org/stays", summary="")


def says(title: str, summary: str = "", n: int = 1, **given: object) -> Item:
    return an_item(guid=f"g{n}", title=title, link=f"https://e.org/{n}", summary=summary, **given)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    sources = tuple(a_source(f"https://{name}.example/feed", name=name) for name in ("ann", "natalie"))
    made = ByHand(
        tmp_path / "w.db", a_watchlist(sources=sources, watches=(a_watch(about=("season 2", "season 3")),))
    )
    for source in ("ann", "natalie"):
        made.poll(STAYS, source=source)
    yield made
    made.store.close()


def ring(hand: ByHand, title: str, summary: str = "") -> Alert:
    [alert] = hand.poll(says(title, summary), STAYS)
    return alert


@pytest.mark.parametrize(
    ("first", "then", "status", "instead"),
    [
        ("Higehiro Season 2 Cancelled", "Correction: Our Report on Higehiro", "cancelled", None),
        ("Higehiro Season 2 Announced", "Higehiro Author Talks About Season 1", "announced", None),
        ("Higehiro Season 2 Announced", "A Different Show Was Announced (Corrected)", "announced", None),
        ("Higehiro Season 2 Announced", "Will Higehiro Season 2 Ever Come?", "announced", "speculated"),
        ("Higehiro Season 2 Premieres in April 2027", "Higehiro Gets Season 2", "dated", "announced"),
        ("Higehiro Season 2 Is Out Now", "Higehiro Season 2 Premieres in April 2027", "released", "dated"),
    ],
)
def test_what_an_edit_takes_back_is_told_once(
    hand: ByHand, first: str, then: str, status: str, instead: str | None
) -> None:
    rang = ring(hand, first)
    [told] = hand.poll(says(then), STAYS)
    assert (told.reason, told.status, told.quiet, told.ping) == (Reason.EDITED, None, True, False)
    assert (told.headline, told.watch, told.subject, told.channels) == (
        then,
        "higehiro",
        "season 2",
        ("discord",),
    )
    now = f". It now says: {instead}" if instead else ""
    assert told.lines == (
        f"ann no longer says: {status}{now}",
        f"was #{rang.id} wrong? watcher wrong {rang.id}",
    )
    story = hand.store.stories.all()["higehiro", "season 2"]
    assert (story.status, [r.alert for r in story.rings]) == (rang.status, [rang.id])  # its owner decides
    hand.reopen()
    for title in (first, then, f"{then}, Again", first):  # back and forth
        assert hand.poll(says(title), STAYS) == [], title


def test_the_wrong_subject_is_taken_back_beside_the_right_one_that_rings(hand: ByHand) -> None:
    ring(hand, "Higehiro Gets 2nd Season")
    right, told = hand.poll(says("Higehiro Gets 3rd Season"), STAYS)
    assert (right.subject, right.status, right.reason) == ("season 3", Status.ANNOUNCED, Reason.EDITED)
    assert (told.subject, told.lines[0]) == ("season 2", "ann no longer says: announced")


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Higehiro Anime Gets a 2nd Season", "The official site revealed it on Friday. It airs on TV."),
        (
            "Higehiro Anime Gets 2nd Season",
            "The official site revealed it on Friday. It airs on TV. Update: The staff is the same.",
        ),
        ("Higehiro Anime Gets 2nd Season", "The official site revealed it on …"),
        ("Higehiro Anime Gets 2nd Season", ""),
        ("Higehiro Anime Gets 2nd Season (Updated)", "The official site revealed it on Friday."),
    ],
)
def test_ordinary_edits_are_silent(hand: ByHand, title: str, summary: str) -> None:
    ring(hand, "Higehiro Anime Gets 2nd Season", "The official site revealed it on Friday. It airs on TV.")
    assert hand.poll(says(title, summary), STAYS) == []


def test_a_feed_that_cuts_its_summaries_corrects_nothing(hand: ByHand) -> None:
    ring(
        hand,
        "Higehiro News",
        "The second season of Higehiro was announced on Friday. It premieres in April 2027.",
    )
    assert hand.poll(says("Higehiro News", "The second season of Higehiro was [...]"), STAYS) == []


def test_a_story_that_has_moved_on_needs_no_correction(hand: ByHand) -> None:
    ring(hand, "Higehiro Season 2 Announced")
    hand.poll(says("Higehiro Season 2 Premieres in April 2027", n=2), STAYS, source="natalie")
    assert hand.poll(says("Higehiro Author Talks About Season 1"), STAYS) == []


def test_what_only_folded_is_corrected_without_a_word(hand: ByHand) -> None:
    ring(hand, "Higehiro Season 2 Announced")
    hand.poll(says("Higehiro Gets Season 2", n=2), STAYS, source="natalie")
    assert hand.poll(says("Higehiro Author Talks About Season 1", n=2), STAYS, source="natalie") == []
    [told] = hand.poll(says("Higehiro Author Talks About Season 1"), STAYS)
    assert told.lines[1] == "said so too: natalie"


def test_what_was_called_wrong_already_needs_no_correction(hand: ByHand) -> None:
    alert = ring(hand, "Higehiro Season 2 Announced")
    recant(hand.store, hand.watchlist, alert, hand.later(minutes=1))
    assert hand.poll(says("Higehiro Author Talks About Season 1"), STAYS) == []


def test_a_doubt_that_is_taken_back_is_told_too(hand: ByHand) -> None:
    ring(hand, "Higehiro Season 2 Announced")
    [doubt] = hand.poll(says("Higehiro Season 2 Cancelled", n=2), STAYS, source="natalie")
    assert not doubt.sure
    [told] = hand.poll(says("Our Report on Higehiro Was Wrong", n=2), STAYS, source="natalie")
    assert told.lines == (
        "natalie no longer says: cancelled",
        f"was #{doubt.id} wrong? watcher wrong {doubt.id}",
    )


def test_words_that_turn_round_ring_as_unconfirmed_and_say_how_to_take_the_first_back(hand: ByHand) -> None:
    rang = ring(hand, "Higehiro Season 2 Cancelled")
    [turned] = hand.poll(says("Correction: Higehiro Season 2 Not Cancelled"), STAYS)
    assert (turned.status, turned.sure, turned.reason) == (Status.ANNOUNCED, False, Reason.EDITED)
    assert turned.lines == (
        "ann no longer says: cancelled. It now says: announced",
        f"was #{rang.id} wrong? watcher wrong {rang.id}",
    )
    assert hand.poll(says("Correction: Higehiro Season 2 Is Not Cancelled"), STAYS) == []


async def test_the_whole_way(tmp_path: Path) -> None:
    """It rings, the item is corrected, its owner calls the alert wrong, and the next real news rings as the first."""
    first = entry("Higehiro Season 2 Announced", guid="1", link="https://e.org/1", day=1)
    corrected = entry("Correction: Our Report on Higehiro", guid="1", link="https://e.org/1", day=1)
    async with World(tmp_path, SMALLEST) as world:
        world.feed(entry("A notice", day=-3))
        await world.round()
        world.feed(first)
        [rang] = await world.round()
        world.feed(corrected)
        [told] = await world.round()
        assert await world.round() == []
        *_, message = world.hook.messages
        [embed] = message.payload["embeds"]
        assert (embed["title"], embed["author"]["name"]) == (told.headline, "🔎 Higehiro · season 2 · edited")
        assert f"was #{rang.id} wrong? watcher wrong {rang.id}" in embed["description"]
        assert message.payload["flags"] & 4096
        store, watchlist = world.app.store, world.app.loaded.watchlist
        assert recant(store, watchlist, rang, world.clock()) is not None
        world.feed(corrected, entry("Higehiro Gets Season 2", day=2))
        [news] = await world.round()
        assert (news.status, news.sure, news.before) == (Status.ANNOUNCED, True, None)
