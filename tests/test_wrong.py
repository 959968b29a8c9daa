"""`watcher wrong`: a verdict taken back never swallows the real news."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.decide.recanting import taken_back
from watcher.model import Alert, Period, Reason, Status
from watcher.recant import Recanted, recant, recant_first_look

from build import a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand
from fakes.feeds import entry, rss
from fakes.program import Program, a_config
from fakes.site import Site
from fakes.webhook import Webhook

GUESS = an_item(guid="0", title="Higehiro Season 2: what we know so far", link="https://e.org/0", summary="")
NEWS = an_item(guid="1", title="Higehiro Anime Gets 2nd Season", link="https://e.org/1", summary="")
ALSO = an_item(guid="2", title="Higehiro Season 2 Announced", link="https://e.org/2", summary="")
DATE = an_item(
    guid="3", title="Higehiro Season 2 Premieres in April 2027", link="https://e.org/3", summary=""
)
STAYS = an_item(guid="stays", title="A notice", link="https://e.org/stays", summary="")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    two = (a_source(), a_source("https://two.example/feed", name="natalie"))
    made = ByHand(tmp_path / "w.db", a_watchlist(sources=two))
    for source in ("ann", "natalie"):
        made.poll(STAYS, source=source)
    yield made
    made.store.close()


def wrong(hand: ByHand, alert: Alert) -> Recanted | None:
    return recant(hand.store, hand.watchlist, alert, hand.later(minutes=1))


def standing(hand: ByHand) -> tuple[Status | None, Period | None]:
    story = hand.store.stories.all()["higehiro", "season 2"]
    return story.status, story.period


def test_a_wrong_announcement_does_not_swallow_the_real_one(hand: ByHand) -> None:
    [guess] = hand.poll(GUESS, STAYS)
    [first] = hand.poll(NEWS, STAYS)
    assert hand.poll(ALSO, STAYS, source="natalie") == []
    done = wrong(hand, first)
    assert done is not None
    [again] = done.alerts
    assert (again.reason, again.status, again.headline) == (Reason.AGAIN, Status.ANNOUNCED, ALSO.title)
    assert again.why == f"it lay folded under #{first.id}, which you called wrong"
    assert [w.alert.id for w in hand.store.outbox.waiting("discord")] == [guess.id, again.id]
    assert standing(hand)[0] is Status.ANNOUNCED
    assert (
        hand.poll(an_item(guid="9", title="Higehiro Season 2 Confirmed", link="https://e.org/9"), STAYS) == []
    )


def test_the_story_steps_back(hand: ByHand) -> None:
    hand.poll(GUESS, STAYS)
    [first] = hand.poll(NEWS, STAYS)
    done = wrong(hand, first)
    assert done is not None
    assert (done.judged, done.alerts, standing(hand)[0]) == (0, (), Status.SPECULATED)
    assert len(hand.poll(ALSO, STAYS)) == 1


def test_steps_that_came_later_stand(hand: ByHand) -> None:
    [first] = hand.poll(NEWS, STAYS)
    [date] = hand.poll(DATE, STAYS)
    assert wrong(hand, first) is not None
    status, period = standing(hand)
    assert (status, period.text if period else None) == (Status.DATED, "April 2027")
    assert wrong(hand, date) is not None
    assert standing(hand) == (None, None)  # both were wrong


def test_what_was_called_wrong_is_called_so_once(hand: ByHand) -> None:
    [first] = hand.poll(NEWS, STAYS)
    assert wrong(hand, first) is not None
    assert wrong(hand, first) is None
    [report] = [r for r in hand.store.stories.reports(watch="higehiro") if r.alert == first.id]
    assert report.why.startswith("you called it wrong; ")
    hand.reopen()
    assert [ring.wrong for ring in hand.store.stories.all()["higehiro", "season 2"].rings] == [True]


def test_an_unconfirmed_word_took_no_step_to_take_back(hand: ByHand) -> None:
    doubtful = an_item(
        guid="5", title="Higehiro Season 2 Reportedly Cancelled, Blog Says", link="https://e.org/5"
    )
    hand.poll(NEWS, STAYS)
    for told in hand.poll(doubtful, STAYS):
        before = standing(hand)
        assert wrong(hand, told) is not None
        assert standing(hand) == before


def test_what_has_not_gone_out_yet_is_kept_back(hand: ByHand) -> None:
    [first] = hand.poll(NEWS, STAYS)
    assert wrong(hand, first) is not None
    assert hand.store.outbox.waiting("discord") == []
    [fate] = hand.store.outbox.fates(first.id)
    assert (fate.fate, fate.reason) == ("muted", "you called it wrong")


def test_a_joined_story_steps_back_to_where_either_stood(hand: ByHand) -> None:
    hand.register(watches=(a_watch(about=("season 4", "final season")),))
    final, dated, both = (
        an_item(guid=f"j{n}", title=title, link=f"https://e.org/j{n}", summary="")
        for n, title in enumerate(("Higehiro Final Season Announced", "Higehiro Season 4 Premieres in April 2027",
                                   "Higehiro Fourth and Final Season Premieres in April 2027"))
    )  # fmt: skip
    hand.poll(final, STAYS)
    [step] = hand.poll(dated, STAYS)
    hand.poll(both, STAYS)
    done = wrong(hand, step)
    assert done is not None
    [again] = done.alerts
    assert (again.status, again.before) == (Status.DATED, Status.ANNOUNCED)


def test_a_first_look_that_was_wrong_is_taken_back_by_the_watch(hand: ByHand) -> None:
    house = a_source("https://third.example/feed", name="third")
    hand.register(sources=(*hand.watchlist.sources, house))
    hand.poll(NEWS, STAYS, source="third")  # its first look
    assert hand.poll(ALSO, STAYS) == []
    watch = hand.watchlist.watches[0]
    done = recant_first_look(hand.store, hand.watchlist, watch, None, hand.later(minutes=1))
    assert done is not None
    [again] = done.alerts
    assert (again.headline, again.reason) == (ALSO.title, Reason.AGAIN)
    assert recant_first_look(hand.store, hand.watchlist, watch, None, hand.now) is None


def test_a_story_without_that_alert_is_left_alone(hand: ByHand) -> None:
    hand.poll(NEWS, STAYS)
    story = hand.store.stories.all()["higehiro", "season 2"]
    assert taken_back(story, "ffff") is None


WATCH = 'higehiro = { title = ["Higehiro"], about = "season 2" }'


def test_the_command(tmp_path: Path) -> None:
    with Site() as site, Webhook() as hook:
        program = Program(tmp_path, a_config(site, hook, WATCH))
        shown: list[str] = []
        for title in ("A notice", "Higehiro Anime Gets 2nd Season", "Higehiro Season 2 Announced"):
            shown = [entry(title), *shown]
            site.answer("/ann", body=rss(*shown), headers={"Content-Type": "text/xml"})
            assert program.run("once", "--force").returncode == 0
        [line] = [line for line in program.run("history").stdout.splitlines() if "#" in line]
        alert = line[line.index("#") + 1 :][:4]
        head, rang, folded = program.run("history", "higehiro").stdout.splitlines()
        assert head == "higehiro · season 2: announced (ann)"
        assert ["announced:", "“Gets”", "ann", "rang", "as", f"#{alert}"] == rang.split()[2:8]
        assert f"folded under #{alert}" in folded
        explained = program.run("explain", "Higehiro Season 2 Announced").stdout
        assert f"folded under #{alert}, announced 20" in explained
        done = program.run("wrong", alert)
        assert done.stdout.splitlines()[:2] == [
            f"#{alert} counts as wrong: higehiro · season 2 stands on nothing again",
            "judged again: 1 that had folded for it, 1 of them rings",
        ]
        assert program.run("once").returncode == 0
        assert "Higehiro Season 2 Announced" in str(hook.messages[-1])
        assert ", called wrong" in program.run("history", "higehiro").stdout
        lines = program.run("history").stdout.splitlines()
        assert [line.endswith("announced, called wrong") for line in lines if "higehiro" in line] == [
            False,
            True,
        ]
        assert [a["wrong"] for a in program.json("history")["alerts"]][:2] == [False, True]
        explained = program.run("explain", "Higehiro Anime Gets 2nd Season").stdout
        assert f"rang as #{alert}, called wrong" in explained
        assert program.json("explain", alert)["filed"][0]["wrong"] is True
        assert json.loads(program.run("history", "higehiro", "--json").stdout)["stories"][0]["reports"][0][
            "wrong"
        ]
        assert "there is no watch called nobody" in program.run("history", "nobody").stderr
        assert program.run("wrong", alert).returncode == 1
        assert "there is no alert ffff" in program.run("wrong", "ffff").stderr
