"""The sources in `watcher status`: worst first, one line each, with the next thing to do."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.cli import ward
from watcher.cli.show import table
from watcher.decide import condition
from watcher.decide.looks import Look
from watcher.decide.pace import Due
from watcher.model import Secret, Sign, Source, Validators
from watcher.store.sources import Answer, Course

from build import a_watchlist, an_item
from fakes.byhand import ByHand

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("waits", "fine", "asleep", "guarded", "down", "gone")
USUAL = Look(kind="feed", items=40)
DOWN = Look(reason="the server answered 403 (forbidden)", status=403)
GUARDED = Look(reason="the site shows a challenge page for browsers", sign=Sign.CHALLENGE)
GONE = Look(reason="the server answered 410 (gone)", status=410)


def a_source(name: str) -> Source:
    address = f"https://{name}.example/rss"
    return Source(name=name, url=Secret(address), shown=address)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    hand = ByHand(tmp_path / "watcher.db", a_watchlist(sources=tuple(map(a_source, NAMES))))
    yield hand
    hand.store.close()


def look(hand: ByHand, name: str, seen: Look, *, stop: bool = False) -> None:
    """Take in one poll of a source, as the poll turn does."""
    state, sources = hand.state(name), hand.store.sources
    judge = condition.stopped if stop else condition.observe
    verdict = judge(state.health, state.pulse, seen, name=name, now=hand.now)
    due = Due(at=hand.now + timedelta(minutes=15), why="every")
    course = Course(health=verdict.health, pulse=verdict.pulse, due=due)
    if seen.reason:
        sources.settle_failed(state, course, hand.now)
    else:
        sources.settle_good(
            state,
            Answer(read=True, kind="feed", validators=Validators(etag=b"1"), body=b""),
            course,
            hand.now,
        )


def a_ward(hand: ByHand) -> ward.Ward:
    """Six sources, one of each condition."""
    long = hand.now - DAY * 60
    looked = tuple(long + DAY * n for n in range(20))
    look(hand, "asleep", Look(kind="feed", items=20, baseline=True, published=looked))
    for name in ("fine", "guarded", "down", "gone"):
        look(hand, name, USUAL)
    hand.later(days=1)
    look(hand, "gone", GONE, stop=True)
    look(hand, "down", DOWN)
    look(hand, "guarded", GUARDED)
    hand.later(days=2)
    look(hand, "asleep", Look(unchanged=True))
    look(hand, "fine", Look(kind="feed", items=40, fresh=2))
    hand.later(minutes=5)
    return ward.look(hand.store, hand.watchlist, hand.now)


def test_the_worst_comes_first_with_the_next_thing_to_do(hand: ByHand) -> None:
    shown = a_ward(hand)
    assert ward.summary(shown) == "1 stopped, 1 failing, 1 suspect, 1 quiet, 1 not asked yet, 1 ok"
    lines = table(ward.rows(shown)).splitlines()
    assert [line.split()[0] for line in lines] == ["gone", "down", "guarded", "asleep", "waits", "fine"]
    assert "watcher resume gone" in lines[0]
    assert "next" not in lines[0]
    assert lines[1].startswith(
        "  down     failing for 2 days  the server answered 403 (forbidden) · open the address in a browser; if it works there,"
        ' set user_agent or ask less often (every = "2h") · good 3 days ago · next now'
    )
    assert "suspect for 2 days  the site shows a challenge page for browsers · look for a feed" in lines[2]
    assert "quiet for 44 days" in lines[3]
    assert "is there anything newer?" in lines[3]
    assert "not asked yet" in lines[4]
    assert (
        lines[5]
        .split("   ")[-1]
        .startswith("good 5 minutes ago · new 5 minutes ago · next in 10 minutes (every ")
    )


def test_json_tells_the_same(hand: ByHand) -> None:
    found = {one["name"]: one for one in ward.documents(a_ward(hand))}
    assert next(iter(found)) == "gone"
    down, guarded, fine = found["down"], found["guarded"], found["fine"]
    assert (down["condition"], down["sign"], down["failures"], down["told"]) == ("failing", None, 1, False)
    assert down["advice"].startswith("open the address in a browser")
    assert down["since"] == (hand.now - 2 * DAY - timedelta(minutes=5)).isoformat()
    assert (guarded["condition"], guarded["sign"]) == ("suspect", "challenge")
    assert (found["gone"]["next"], found["asleep"]["rhythm"]) == (None, 86400)
    assert (fine["advice"], fine["sign"]) == ("", None)
    assert fine["last_new"] == (hand.now - timedelta(minutes=5)).isoformat()
    assert found["waits"]["last_good"] is None


def test_the_last_match_of_a_source_is_shown(hand: ByHand) -> None:
    hand.poll(an_item(source="fine", guid="old", title="Something else"), source="fine")
    hand.poll(an_item(source="fine"), source="fine")
    at = hand.now
    hand.later(days=2)
    shown = ward.look(hand.store, hand.watchlist, hand.now)
    assert "match 2 days ago" in table(ward.rows(shown))
    [fine] = [one for one in ward.documents(shown) if one["name"] == "fine"]
    assert fine["last_match"] == at.isoformat()
