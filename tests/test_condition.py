"""How a source is after its polls, what is told of it and when: every detector, every sign, as one poll after another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from watcher.decide import condition, looks
from watcher.decide.advice import advice, sign_of
from watcher.decide.domains import domain
from watcher.decide.footing import consider, late_since
from watcher.decide.health import Health
from watcher.decide.looks import Look
from watcher.decide.rhythm import Pulse
from watcher.errors import FetchError, ParseError
from watcher.fetch import trouble
from watcher.model import Condition, Document, Response, Secret, Sign, Source

from build import NOW, an_item

MINUTES, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
HOME = "feed.example.org"
USUAL = Look(kind="feed", items=40, asked=HOME, answered=HOME)
DOWN = Look(reason="the server answered 503 (service unavailable)", status=503)
SOURCE = Source(name="ann", url=Secret("https://feed.example.org/rss"), shown="https://feed.example.org/rss")


class Ann:
    """One source: known for a while, and well."""

    def __init__(self, *, known: bool = True) -> None:
        self.health, self.pulse, self.now = Health(), Pulse(), NOW
        self.told: list[str] = []
        self.settled: frozenset[Sign] = frozenset()
        if known:
            for n in range(12):
                self.poll(replace(USUAL, fresh=int(n > 0), baseline=n == 0))

    def poll(self, look: Look, *, times: int = 1, every: timedelta = MINUTES) -> "Ann":
        for _ in range(times):
            self.now += every
            verdict = condition.observe(self.health, self.pulse, look, name="ann", now=self.now)
            self.health, self.pulse, self.settled = verdict.health, verdict.pulse, verdict.settled
            self.told += verdict.tell
        return self


def failed(sign: Sign, why: str = "something else is there") -> Look:
    return looks.at_error(ParseError("ann", why, sign=sign))


# What stands in for the document: hard, told at the third poll in a row. What is odd about it: soft, told after a day.
HARD = [
    Sign.CHALLENGE,
    Sign.DENIED,
    Sign.LOGIN,
    Sign.CONSENT,
    Sign.PARKED,
    Sign.PAGE,
    Sign.MISSED,
    Sign.BRIDGE,
]
SOFT: dict[Sign, tuple[Look, str]] = {
    Sign.EMPTY: (replace(USUAL, items=0), "no items, where there were 40"),
    Sign.FEWER: (replace(USUAL, items=7), "only 7 items, where there were 40"),
    Sign.UNTITLED: (replace(USUAL, untitled=39), "its items have lost their titles"),
    Sign.FOREIGN: (
        replace(USUAL, answered="parking.example.net"),
        "the answer comes from parking.example.net, another domain",
    ),
    Sign.RESHAPED: (replace(USUAL, signs={Sign.RESHAPED: "another list was found"}), "another list was found"),
    Sign.CUT: (replace(USUAL, signs={Sign.CUT: "it ends in its middle"}), "it ends in its middle"),
}  # fmt: skip


@pytest.mark.parametrize("sign", HARD)
def test_what_stands_in_is_suspect_at_once_and_told_at_the_third_poll(sign: Sign) -> None:
    ann = Ann().poll(failed(sign), times=2)
    assert (ann.health.condition, ann.health.reason, ann.told) == (
        Condition.SUSPECT,
        "something else is there",
        [],
    )
    ann.poll(failed(sign), times=20)
    [said] = ann.told
    assert said.startswith("ann has failed 3 times in a row: something else is there. ")
    assert said.lower().endswith(advice(ann.health, ann.pulse).lower())
    assert sign_of(ann.health, ann.pulse) is sign


@pytest.mark.parametrize("sign", SOFT)
def test_what_is_odd_is_suspect_at_once_and_told_after_a_day(sign: Sign) -> None:
    look, why = SOFT[sign]
    ann = Ann().poll(look)
    assert (ann.health.condition, ann.health.reason, ann.health.failures) == (Condition.SUSPECT, why, 0)
    assert sign_of(ann.health, ann.pulse) is sign
    ann.poll(look, times=23, every=HOUR)
    assert ann.told == []
    ann.poll(Look(unchanged=True, asked=HOME, answered=look.answered), times=30, every=HOUR)  # it stands
    [said] = ann.told
    assert said.startswith(f"ann has looked odd for 1 day: {why}. ")
    ann.poll(replace(USUAL, fresh=3, rang=1))
    assert ann.told[1:] == ["ann works again, after 2 days; 3 items caught up, 1 told"]
    assert ann.health == Health(condition=Condition.OK)


@pytest.mark.parametrize("look", [look for look, _ in SOFT.values()])
def test_what_is_odd_for_one_poll_is_told_to_nobody(look: Look) -> None:
    ann = Ann()
    for _ in range(10):
        ann.poll(look, every=DAY).poll(USUAL)
    assert ann.told == []
    assert ann.health.condition is Condition.OK


def test_a_first_document_is_odd_by_nothing_but_its_own_signs() -> None:
    for look in (
        replace(USUAL, items=0),
        replace(USUAL, untitled=40),
        replace(USUAL, answered="cdn.example.net"),
    ):
        assert Ann(known=False).poll(replace(look, baseline=True)).health.condition is Condition.OK


@pytest.mark.parametrize(
    ("before", "now", "sign"),
    [
        (40, 8, None),  # down by 80 %, not more
        (40, 7, Sign.FEWER),
        (4, 0, Sign.EMPTY),
        (5, 1, None),
        (4, 1, None),
        (6, 1, Sign.FEWER),
        (0, 0, None),
    ],
)
def test_a_collapsed_count(before: int, now: int, sign: Sign | None) -> None:
    ann = Ann(known=False).poll(replace(USUAL, items=before), times=10).poll(replace(USUAL, items=now))
    assert sign_of(ann.health, ann.pulse) is sign


@pytest.mark.parametrize(
    ("usual", "now", "sign"),
    [
        ({}, {"linkless": 40}, Sign.UNTITLED),
        ({}, {"untitled": 20}, None),
        ({"untitled": 40}, {"untitled": 40}, None),  # it never had any
        ({"untitled": 10}, {"untitled": 40}, None),
    ],
)
def test_lost_titles_and_links(usual: dict[str, int], now: dict[str, int], sign: Sign | None) -> None:
    ann = Ann(known=False).poll(replace(USUAL, **usual), times=3).poll(replace(USUAL, **now))
    assert sign_of(ann.health, ann.pulse) is sign


@pytest.mark.parametrize(
    ("first", "answered", "odd"),
    [
        (HOME, "www.example.org", False),
        (HOME, "example.com", True),
        ("cdn.example.net", "cdn2.example.net", False),  # it always did
        ("cdn.example.net", HOME, False),
    ],
)
def test_an_answer_from_another_domain(first: str, answered: str, odd: bool) -> None:
    ann = Ann(known=False).poll(replace(USUAL, answered=first)).poll(replace(USUAL, answered=answered))
    assert (sign_of(ann.health, ann.pulse) is Sign.FOREIGN) == odd


def test_an_unchanged_answer_that_comes_from_home_again_is_foreign_no_more() -> None:
    ann = Ann().poll(Look(unchanged=True, asked=HOME, answered="example.com"))
    assert sign_of(ann.health, ann.pulse) is Sign.FOREIGN
    assert ann.poll(Look(unchanged=True, asked=HOME, answered=HOME)).health.condition is Condition.OK


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("www.example.org", "example.org"),
        ("example.org", "example.org"),
        ("a.b.example.co.jp.", "example.co.jp"),
        ("WWW.Abc.de", "abc.de"),
        ("feeds.bbc.co.uk", "bbc.co.uk"),
        ("www.t.co", "t.co"),
        ("www.ac.example", "ac.example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_domain_of_a_host(host: str, registered: str) -> None:
    assert domain(host) == registered


def test_a_failure_is_told_at_the_third_poll_with_what_to_do() -> None:
    ann = Ann().poll(Look(reason="the server answered 403 (forbidden)", status=403), times=5)
    [said] = ann.told
    assert said == (
        "ann has failed 3 times in a row: the server answered 403 (forbidden)."
        ' Open the address in a browser; if it works there, set user_agent or ask less often (every = "2h")'
    )
    assert (ann.health.condition, ann.health.failures, ann.health.told) == (Condition.FAILING, 5, True)
    assert ann.health.since == ann.now - 4 * MINUTES


def test_a_hiccup_is_told_to_nobody() -> None:
    ann = Ann()
    for _ in range(50):
        ann.poll(DOWN, times=2).poll(USUAL)
    assert ann.told == []


def test_trouble_is_brought_to_mind_after_a_day_a_week_and_each_month() -> None:
    ann, at = Ann(), []
    for n in range(100 * 24):
        if ann.poll(DOWN, every=HOUR).told:
            at.append(n // 24)
            ann.told.clear()
    assert at == [0, 1, 7, 37, 67, 97]


def test_what_is_odd_is_brought_to_mind_more_rarely() -> None:
    ann, at = Ann(), []
    for n in range(80):
        if ann.poll(SOFT[Sign.EMPTY][0], every=DAY).told:
            at.append(n)
            ann.told.clear()
    assert at == [1, 8, 38, 68]


def test_one_trouble_that_turns_into_another_is_one_story() -> None:
    ann = Ann().poll(DOWN, times=3)
    ann.poll(failed(Sign.CHALLENGE, "a challenge page"), times=40)
    ann.poll(SOFT[Sign.EMPTY][0], times=40).poll(SOFT[Sign.FEWER][0], times=10)
    assert len(ann.told) == 1
    assert (ann.health.condition, ann.health.told) == (Condition.SUSPECT, True)
    ann.poll(USUAL)
    assert ann.told[1:] == ["ann works again, after 23 hours"]


def test_three_different_failures_in_a_row_are_three_failures() -> None:
    ann = Ann().poll(DOWN).poll(failed(Sign.CHALLENGE, "a challenge page"))
    assert ann.poll(Look(reason="no answer")).told[0].startswith("ann has failed 3 times in a row: no answer")


def test_a_recovery_says_what_was_caught_up() -> None:
    ann = Ann().poll(DOWN, times=72, every=HOUR)
    ann.poll(replace(USUAL, fresh=14, rang=1, late=True))
    assert ann.told[-1] == "ann works again, after 3 days; 14 items caught up, 1 told as late"


def test_a_source_that_fails_again_soon_must_fail_for_longer() -> None:
    ann = Ann()
    for _ in range(7):  # an hour each night
        ann.poll(DOWN, times=4).poll(USUAL, times=23, every=HOUR)
    assert len(ann.told) == 2
    ann.poll(DOWN, times=5, every=timedelta(hours=2))
    assert len(ann.told) == 3


@pytest.mark.parametrize("sign", [Sign.FEWER, Sign.UNTITLED, Sign.FOREIGN, Sign.RESHAPED])
def test_what_stays_odd_and_goes_on_bringing_news_is_how_it_is_now(sign: Sign) -> None:
    look, why = SOFT[sign]
    ann = Ann().poll(replace(look, fresh=1), times=8, every=DAY)
    assert ann.settled == {sign}
    assert ann.told[1:] == [f"ann is taken as it is from now on: {why}. It goes on bringing news"]
    after = look if sign is not Sign.RESHAPED else USUAL  # the list that was found is kept
    ann.poll(after, times=3, every=DAY)
    assert (ann.health, len(ann.told)) == (Health(condition=Condition.OK), 2)


def test_what_stays_odd_without_news_stays_odd() -> None:
    ann = Ann().poll(SOFT[Sign.FEWER][0], times=60, every=DAY)
    assert ann.health.condition is Condition.SUSPECT


def test_a_list_that_is_empty_each_weekend_is_not_odd_for_ever() -> None:
    ann = Ann()
    for _ in range(10):
        ann.poll(replace(USUAL, items=0), times=2, every=DAY).poll(
            replace(USUAL, fresh=1), times=5, every=DAY
        )
    assert len(ann.told) == 4  # twice, and twice that it works again


@pytest.mark.parametrize(
    ("left", "told"), [(30, 0), (8, 0), (6.9, 1), (0.5, 1), (-1, 0)]
)  # days; one that has ended would not have answered
def test_a_certificate_that_ends_soon_is_told_once(left: float, told: int) -> None:
    ann = Ann()
    ann.poll(replace(USUAL, certificate_until=ann.now + DAY * left), times=3)
    assert len(ann.told) == told
    assert ann.health.condition is Condition.OK
    if told:
        assert ann.told[0].startswith("ann: its certificate ends on 2026-11-2")


def test_certificates_that_live_for_days_are_told_when_they_end_tomorrow() -> None:
    ann, until = Ann(), NOW + DAY * 6
    for day in range(60):
        if day % 3 == 0:
            until = NOW + DAY * (day + 6)
        ann.poll(replace(USUAL, certificate_until=until), every=DAY)
    assert len(ann.told) == 1
    ann.poll(replace(USUAL, certificate_until=until), times=10, every=DAY / 2)
    assert len(ann.told) == 2


def test_an_expired_certificate_is_a_failure_that_only_the_site_can_mend() -> None:
    for reason in trouble._CERTIFICATE.values():
        ill = Ann().poll(Look(reason=reason))
        assert advice(ill.health, ill.pulse).startswith("the site must renew its certificate")


@pytest.mark.parametrize("sign", list(Sign))
def test_there_is_advice_for_every_sign(sign: Sign) -> None:
    ann = Ann().poll(failed(sign))
    assert 0 < len(advice(ann.health, ann.pulse)) < 110


@pytest.mark.parametrize("status", [*range(400, 419), 429, 451, 500, 502, 503, 504, 520])
def test_there_is_advice_for_every_status(status: int) -> None:
    ann = Ann().poll(Look(reason=f"the server answered {status}", status=status))
    assert 0 < len(advice(ann.health, ann.pulse)) < 110


def test_a_refusal_is_judged_by_the_page_that_came_with_it() -> None:
    error = FetchError("ann", "the server answered 403 (forbidden)", status=403, page=b"<html>")
    ann = Ann().poll(looks.at_error(error, Sign.CHALLENGE, "a challenge page"))
    assert (ann.health.condition, ann.health.reason) == (Condition.SUSPECT, "a challenge page")
    missing = FetchError("ann", "the server answered 404 (not found)", status=404, page=b"<html>")
    ann.poll(looks.at_error(missing, Sign.DENIED, "the site says that there is no such page"))
    assert ann.health.condition is Condition.FAILING
    assert advice(ann.health, ann.pulse).startswith("the address may have changed")


def test_a_stopped_source_is_told_once_and_begins_anew_when_resumed() -> None:
    ann = Ann()
    gone = Look(reason="the server answered 410 (gone)", status=410)
    first = condition.stopped(ann.health, ann.pulse, gone, name="ann", now=NOW)
    [said] = first.tell
    assert said == (
        "ann is not asked any more: the server answered 410 (gone). The address may have changed: look for the new one in a browser,"
        " or take the source out; when mended: watcher resume ann"
    )
    assert first.health.condition is Condition.STOPPED
    again = condition.stopped(first.health, first.pulse, gone, name="ann", now=NOW + DAY)
    assert (again.tell, again.health.since) == ((), NOW)
    ann.health, ann.pulse = condition.resumed(again.pulse)
    assert (ann.health.condition, ann.pulse.counts) == (Condition.WAITING, Ann().pulse.counts)
    assert ann.poll(USUAL).told == []


def test_trouble_from_before_we_kept_troubles_ends_once() -> None:
    ann = Ann(known=False)
    ann.health = Health(condition=Condition.FAILING, reason="x", failures=9, since=NOW - DAY, told=True)
    assert ann.poll(DOWN).poll(USUAL).told == ["ann works again, after 1 day"]


# Before anything is decided on a document.


def a_document(**given: object) -> Document:
    return Document(**{"kind": "feed", "items": (an_item(),), **given})  # type: ignore[arg-type]  # whatever a test names


def footing_of(ann: Ann, document: Document, source: Source = SOURCE, *, after: timedelta = MINUTES):  # type: ignore[no-untyped-def]
    due = ann.now + MINUTES
    return consider(source, ann.health, ann.pulse, document, due=due, every=MINUTES, now=ann.now + after)


def test_a_stand_in_is_never_acted_on() -> None:
    ann, bridged = Ann(), a_document(items=(), signs={Sign.BRIDGE: "error reports of a bridge"})
    assert footing_of(ann, a_document()).use
    found = footing_of(ann, bridged)
    assert (found.use, found.look) == (False, Look(reason="error reports of a bridge", sign=Sign.BRIDGE))
    assert not footing_of(Ann(known=False), bridged).use
    assert footing_of(ann, replace(bridged, items=(an_item(),))).use  # news beside a report of an error
    for kind in ("page", "text"):
        assert footing_of(ann, a_document(kind=kind)).sign is Sign.PAGE
        assert footing_of(ann, a_document(kind=kind), replace(SOURCE, select="article")).use
        assert footing_of(Ann(known=False), a_document(kind=kind)).use
    assert footing_of(ann, a_document(kind="json")).use


def test_a_first_document_that_is_cut_is_no_baseline_unless_it_always_is() -> None:
    cut, ann = a_document(signs={Sign.CUT: "it ends in its middle"}), Ann(known=False)
    for _ in range(3):
        assert not footing_of(ann, cut).use
        ann.poll(footing_of(ann, cut).look)
    assert footing_of(ann, cut).use
    assert footing_of(Ann(), cut).use


def test_an_empty_first_document_is_a_baseline() -> None:
    assert footing_of(Ann(known=False), a_document(items=())).use


Troubled = Callable[[Ann], object]
FAILS: Troubled = lambda ann: ann.poll(DOWN, times=10, every=HOUR)  # noqa: E731  a row of the table below
EMPTY: Troubled = lambda ann: ann.poll(SOFT[Sign.EMPTY][0], times=10, every=HOUR)  # noqa: E731  likewise
FEWER: Troubled = lambda ann: ann.poll(SOFT[Sign.FEWER][0], times=10, every=HOUR)  # noqa: E731  likewise
HICCUP: Troubled = lambda ann: ann.poll(DOWN, times=2, every=HOUR)  # noqa: E731  likewise
WELL: Troubled = lambda ann: None  # noqa: E731  likewise


def offline(ann: Ann) -> None:
    ann.now += 10 * HOUR
    ann.pulse = condition.excused(ann.pulse)


@pytest.mark.parametrize(
    ("what", "after", "late"),
    [
        (WELL, MINUTES, False),
        (WELL, 8 * HOUR, True),  # nobody polled
        (HICCUP, MINUTES, False),
        (FAILS, MINUTES, True),
        (EMPTY, MINUTES, True),
        (FEWER, MINUTES, False),  # what there was could be seen
        (offline, MINUTES, True),
    ],
)
def test_what_nobody_could_see_is_late(what: Troubled, after: timedelta, late: bool) -> None:
    ann = Ann()
    seen = ann.now
    what(ann)
    found = footing_of(ann, a_document(), after=after)
    assert found.late_since == (seen if late else None)
    ann.poll(USUAL)
    assert footing_of(ann, a_document()).late_since is None


def test_a_source_that_is_polled_rarely_is_not_late() -> None:
    ann = Ann().poll(USUAL, every=DAY).poll(DOWN, every=DAY)
    assert late_since(ann.pulse, due=ann.now, every=DAY, now=ann.now + DAY) is None
    assert late_since(ann.pulse, due=ann.now, every=DAY, now=ann.now + 3 * DAY) is not None


def test_whoever_runs_us_once_a_day_is_not_told_of_it_each_day() -> None:
    ann, late = Ann(), []
    for _ in range(5):
        late.append(footing_of(ann, a_document(), after=DAY).late_since is not None)
        ann.poll(USUAL, every=DAY)
    assert late == [True, False, False, False, False]


def test_a_new_source_is_not_late() -> None:
    ann = Ann(known=False).poll(DOWN, times=50, every=HOUR)
    assert footing_of(ann, a_document()).late_since is None


# How answers and errors become looks.


def test_an_answer_becomes_a_look() -> None:
    items = (an_item(), an_item(title="", link=None, published=None))
    response = Response(url="https://cdn.example.net/x", status=200, body=b"", certificate_until=NOW)
    look = looks.at_answer(
        "https://user:pw@feed.example.org/rss", response, a_document(items=items), fresh=1, late=True
    )
    assert look == Look(
        kind="feed", items=2, untitled=1, linkless=1, fresh=1, late=True, published=(an_item().published,),
        asked=HOME, answered="cdn.example.net", certificate_until=NOW,
    )  # fmt: skip
    assert looks.at_answer("https://feed.example.org/", response, None).unchanged


def test_an_error_becomes_a_look() -> None:
    error = FetchError("ann", "no such host", offline=True)
    assert looks.at_error(error) == Look(reason="no such host", offline=True)
    assert looks.at_error(ParseError("ann", "a shop", sign="parked")).sign is Sign.PARKED
