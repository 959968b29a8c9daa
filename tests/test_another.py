"""A second game, OVA or movie soon after the first: it must never fold under "released"."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.decide.reading import Reader, further
from watcher.model import Alert, Item, Reason, Status

from build import a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

STAYS = an_item(guid="stays", title="A notice", link="https://e.org/stays", summary="")
KINDS = ("game", "ova", "movie", "anime")


def says(title: str, n: int, **given: object) -> Item:
    return an_item(guid=f"g{n}", title=title, link=f"https://e.org/{n}", summary="", published=None, **given)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    sources = tuple(a_source(f"https://{name}.example/feed", name=name) for name in ("ann", "natalie"))
    made = ByHand(
        tmp_path / "w.db",
        a_watchlist(sources=sources, watches=(a_watch(about=KINDS, titles=("Higehiro", "ひげを剃る")),)),
    )
    for source in ("ann", "natalie"):
        made.poll(STAYS, source=source)
    yield made
    made.store.close()


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("Higehiro Gets 2nd Game", "2"),
        ("Higehiro Gets Second Original Anime", "2"),
        ("Third Higehiro Movie Announced", "3"),
        ("Higehiro Gets Another OVA", "another"),
        ("Higehiro Sequel Movie Announced", "another"),
        ("Brand New Higehiro Movie Announced", "next"),
        ("Nuevo juego de Higehiro anunciado", "next"),
        ("Higehiro bekommt einen weiteren Film", "another"),
        ("Another Higehiro Movie Announced", "another"),
        ("Higehiro bekommt weitere OVA", "another"),
        ("「ひげを剃る」新作映画制作決定", "next"),
        ("「ひげを剃る」映画第2弾 制作決定", "2"),
        ("Higehiro Game Announced", ""),
        ("First Higehiro Game Announced", ""),
        ("Higehiro Movie Gets New Trailer", ""),
        ("Higehiro Gets 2nd Season of the Anime", ""),
        ("Higehiro 2nd Season Anime Announced", ""),
        ("2027 Higehiro Film Announced", ""),
        ("Higehiro Film 2027", ""),
    ],
)  # fmt: skip
def test_what_is_called_a_further_one(title: str, called: str) -> None:
    item = says(title, 1)
    claims = Reader([a_watch(about=KINDS, titles=("Higehiro", "ひげを剃る"))]).read(item)
    assert claims, title
    assert {further(claim, item) for claim in claims} == {called}


def released(hand: ByHand, what: str, days: float = 60) -> Alert:
    [alert] = hand.poll(says(f"Higehiro {what} Is Out Now", 0), STAYS)
    assert alert.status is Status.RELEASED
    hand.later(days=days)
    return alert


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("Game", "Higehiro Gets 2nd Game"),
        ("OVA", "Higehiro Gets Another OVA"),
        ("Movie", "New Higehiro Movie Announced"),
        ("Anime", "Higehiro Gets Second Original Anime"),
    ],
)
def test_another_one_rings_as_unconfirmed_and_a_second_source_confirms_it(
    hand: ByHand, what: str, title: str
) -> None:
    released(hand, what)
    [doubt] = hand.poll(says(title, 1), STAYS)
    assert (doubt.status, doubt.sure, doubt.before) == (Status.ANNOUNCED, False, Status.RELEASED)
    assert doubt.why == f"unconfirmed: it stands as released, and ann speaks of another {what.casefold()}"
    assert hand.poll(says(f"{title}!", 2), STAYS) == []
    [sure] = hand.poll(says(title, 3), STAYS, source="natalie")
    assert (sure.sure, sure.reason) == (True, Reason.CONFIRMED)
    assert hand.poll(says(f"{title} in 2 Languages", 4), STAYS, source="natalie") == []
    number = title.replace("Gets ", "").replace(" Announced", "")
    [dated] = hand.poll(says(f"{number} Premieres in July 2027", 5), STAYS)
    assert (dated.status, dated.sure, dated.shift) == (Status.DATED, True, None)


def test_everything_is_new_in_the_month_in_which_it_comes_out(hand: ByHand) -> None:
    released(hand, "Movie", days=20)
    assert hand.poll(says("New Higehiro Movie Announced for Blu-ray", 1), STAYS) == []


def test_what_came_out_under_that_name_is_no_other_one(hand: ByHand) -> None:
    [out] = hand.poll(says("Second Higehiro Movie Is Out Now", 0), STAYS)
    assert out.status is Status.RELEASED
    hand.later(days=60)
    assert hand.poll(says("Second Higehiro Movie Announced", 1), STAYS) == []
    [third] = hand.poll(says("Third Higehiro Movie Announced", 2), STAYS)
    assert not third.sure


def test_nothing_is_another_before_the_first_is_out(hand: ByHand) -> None:
    hand.poll(says("Higehiro Gets Game", 0), STAYS)
    assert hand.poll(says("Higehiro Gets New Game", 1), STAYS, source="natalie") == []


def test_what_is_another_has_another_date(hand: ByHand) -> None:
    hand.poll(says("Higehiro Game Launches in January 2027", 0), STAYS)
    hand.poll(says("Higehiro Game Is Out Now", 1), STAYS)
    hand.later(days=60)
    hand.poll(says("Higehiro Gets 2nd Game", 2), STAYS)
    [sure] = hand.poll(says("Higehiro Gets 2nd Game", 3), STAYS, source="natalie")
    story = hand.store.stories.all()["higehiro", "game"]
    assert (sure.period, story.status, story.period) == (None, Status.ANNOUNCED, None)
