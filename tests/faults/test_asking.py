"""A. Politeness, F01 to F16: how sources are asked, the whole program over a clock that stands still until it is moved."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from watcher.model import Condition

from build import NOW
from fakes.abroad import Abroad, abroad
from fakes.feeds import entry, rss
from fakes.site import Answer, Request

Observe = Callable[[str, object], None]  # pytest's record_property

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NEWS = rss(entry("Weather"))
XML = {"Content-Type": "application/rss+xml"}
ANN = {"ann": "ann.test/feed"}
LAST_MODIFIED = b"Fri, 20 Nov 2026 10:00:00 GMT"


def sent(world: Abroad, name: str, path: str = "/feed") -> list[bytes | None]:
    return [request.header(name) for request in world.site.asked(path)]


def host(request: Request) -> str:
    return (request.header("host") or b"").decode().partition(":")[0]


# F01 to F04: validators.


@pytest.mark.parametrize(
    ("etag", "date"),
    [
        pytest.param(b'"one"', None, id="etag"),
        pytest.param(None, LAST_MODIFIED, id="date"),
        pytest.param(b'"one"', LAST_MODIFIED, id="both"),
        pytest.param(b'W/"one"', None, id="weak"),
        pytest.param(b"one two; x", b"version 7", id="unquoted"),
        pytest.param(b'"' + b"0123456789abcdef" * 256 + b'"', None, id="long"),
        pytest.param(b'"\xfc"', None, id="latin"),
    ],
)
async def test_f01_validators_come_back_byte_for_byte(
    tmp_path: Path, etag: bytes | None, date: bytes | None
) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.answer("/feed", body=NEWS, headers=XML, etag=etag or False, last_modified=date)
        await world.polls(3)
        assert sent(world, "if-none-match") == [None, etag, etag]
        assert sent(world, "if-modified-since") == [None, date, date]
        assert [(polled.ok, polled.items) for polled in world.of("ann")] == [
            (True, 1),
            (True, None),
            (True, None),
        ]
        assert 15 * MINUTE <= (world.states["ann"].next_at or NOW) - world.clock() <= 16 * MINUTE


async def test_f02_a_new_etag_beside_the_same_date(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        for etag in (b'"one"', b'"two"', b'"three"'):
            world.site.answer("/feed", body=NEWS, headers=XML, etag=etag, last_modified=LAST_MODIFIED)
            await world.polls(1)
        assert sent(world, "if-none-match") == [None, b'"one"', b'"two"']
        assert sent(world, "if-modified-since") == [None, LAST_MODIFIED, LAST_MODIFIED]


async def test_f03_a_304_renews_what_it_names(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.script(
            "/feed",
            Answer(body=NEWS, headers=XML, etag=b'"one"', last_modified=LAST_MODIFIED),
            Answer(status=304, etag=b'"two"'),
            Answer(status=304, last_modified=b"later"),
            Answer(status=304),
        )
        await world.polls(5)
        assert sent(world, "if-none-match") == [None, b'"one"', b'"two"', b'"two"', b'"two"']
        assert sent(world, "if-modified-since") == [None, LAST_MODIFIED, LAST_MODIFIED, b"later", b"later"]


async def test_f03_a_304_that_nobody_asked_for_changes_nothing(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.answer("/feed", status=304, etag=b'"one"')
        await world.polls(2)
        state = world.states["ann"]
        assert [polled.ok for polled in world.of("ann")] == [False, False]
        assert "did not ask" in state.health.reason
        assert (state.baseline_at, state.validators.etag, state.good_at) == (None, None, None)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(Answer(body=NEWS[:-60], length=len(NEWS), etag=b'"two"', close=True), id="cut short"),
        pytest.param(Answer(body="<html><body>Log in</body></html>", etag=b'"two"'), id="a page"),
        pytest.param(Answer(body="", etag=b'"two"'), id="empty"),
        pytest.param(Answer(body=NEWS[:-30] + entry("Half")[:-9], headers=XML, etag=b'"two"'), id="cut XML"),
    ],
)
async def test_f03_what_was_not_read_whole_leaves_no_validators(tmp_path: Path, bad: Answer) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.answer("/feed", body=NEWS, headers=XML, etag=b'"one"')
        await world.polls(1)
        world.site.answer("/feed", bad)
        await world.polls(2)
        assert sent(world, "if-none-match") == [None, b'"one"', b'"one"']


@pytest.mark.parametrize(
    ("more", "gap"), [("", DAY), (", every = '1h'", HOUR), (", every = '5m'", 5 * MINUTE)]
)
async def test_f04_validators_that_the_server_dropped(tmp_path: Path, more: str, gap: timedelta) -> None:
    async with Abroad(tmp_path, abroad({"ann": f"ann.test/feed{more}"})) as world:
        world.site.answer("/feed", body=NEWS, headers=XML, etag=b'"one"', last_modified=LAST_MODIFIED)
        await world.polls(2)
        world.site.answer("/feed", body=NEWS, headers=XML)
        await world.polls(1)
        times = []
        for _ in range(3):
            await world.polls(1)
            times.append(world.clock())
        assert sent(world, "if-none-match") == [None, b'"one"', b'"one"', None, None, None]
        assert sent(world, "if-modified-since")[3:] == [None, None, None]
        assert all(gap <= later - earlier <= gap + MINUTE for earlier, later in pairwise(times))


# F05 to F09: who asks us to wait.

PAUSES = [
    pytest.param(429, "3600", HOUR, id="F05: 429 in seconds"),
    pytest.param(
        429, format_datetime(NOW + timedelta(minutes=80), usegmt=True), HOUR, id="F06: 429 with a date"
    ),
    pytest.param(503, "7200", 2 * HOUR, id="F07: 503"),
    pytest.param(429, "", 4 * HOUR, id="F08: 429 that does not say how long"),
    pytest.param(403, "5400", 1.5 * HOUR, id="F09: 403"),
]


def tired(status: int, after: str) -> Answer:
    return Answer(status=status, headers={"Retry-After": after} if after else {})


@pytest.mark.parametrize(("status", "after", "pause"), PAUSES)
async def test_f05_f06_f07_f08_f09_a_host_is_left_alone(
    tmp_path: Path, status: int, after: str, pause: timedelta
) -> None:
    sources = {"ann": "busy.test/feed", "beside": "busy.test/beside", "other": "calm.test/other"}
    async with Abroad(tmp_path, abroad(sources)) as world:
        for path in ("/feed", "/beside", "/other"):
            world.site.answer(path, body=NEWS, headers=XML, etag=True)
        await world.live(timedelta(seconds=10))
        world.site.answer("/feed", tired(status, after))
        await world.polls(1)
        world.site.answer("/feed", body=NEWS, headers=XML, etag=True)
        begun, asked = world.clock(), len(world.site.requests)
        until = begun + pause if after.isdecimal() or not after else NOW + timedelta(minutes=80)
        await world.live((until - begun) / 2)
        await world.restart()
        await world.live(until - world.clock() - MINUTE)
        assert {host(request) for request in world.site.requests[asked:]} == {"calm.test"}
        assert len(world.site.requests) - asked >= int(pause / (16 * MINUTE))
        await world.live(2 * MINUTE)
        assert {request.path for request in world.site.requests[asked:]} == {"/feed", "/beside", "/other"}
        assert world.notices == []  # one refusal is a hiccup


async def test_f05_a_host_that_a_redirect_leads_to_is_left_alone(tmp_path: Path) -> None:
    sources = {"ann": "a.test/feed", "beside": "a.test/beside", "there": "b.test/there"}
    async with Abroad(tmp_path, abroad(sources)) as world:
        for path in ("/beside", "/there"):
            world.site.answer(path, body=NEWS, headers=XML, etag=True)
        world.site.answer("/feed", status=302, headers={"Location": f"http://b.test:{world.site.port}/busy"})
        world.site.answer("/busy", tired(429, "7200"))
        await world.live(timedelta(seconds=10))
        asked = len(world.site.requests)
        await world.live(timedelta(minutes=110))
        seen = Counter(request.path for request in world.site.requests[asked:])
        assert seen.keys() == {"/beside"}  # the own host goes on


async def test_f05_a_robots_txt_that_asks_us_to_wait(tmp_path: Path) -> None:
    sources = {"page": "busy.test/page, select = 'a'", "ann": "busy.test/feed"}
    async with Abroad(tmp_path, abroad(sources)) as world:
        world.site.answer("/feed", body=NEWS, headers=XML, etag=True)
        world.site.answer("/robots.txt", tired(503, "7200"))
        await world.polls(1, "page")
        asked = len(world.site.requests)
        await world.live(timedelta(minutes=110))
        assert world.site.requests[asked:] == []


async def test_f05_an_article_s_host_that_asks_us_to_wait(tmp_path: Path) -> None:
    sources = {"ann": "ann.test/feed, article = true", "there": "art.test/there"}
    async with Abroad(tmp_path, abroad(sources)) as world:
        stories = [
            entry(f"Higehiro Season {n} Announced", link=f"http://art.test:{world.site.port}/{n}")
            for n in (2, 3)
        ]
        world.feed(entry("Weather"), path="/feed")
        world.site.answer("/there", body=NEWS, headers=XML, etag=True)
        world.site.answer("/2", tired(429, "7200"))
        await world.polls(1)
        world.feed(stories[0], entry("Weather"), path="/feed")
        assert len(await world.polls(1)) == 1  # it rings all the same
        assert len(world.site.asked("/2")) == 1
        asked = len(world.site.requests)
        world.feed(stories[1], stories[0], entry("Weather"), path="/feed")
        await world.live(110 * MINUTE)
        assert {request.path for request in world.site.requests[asked:]} == {"/feed"}
        assert len(world.alerts) == 2


# F10 and F11: what publishers wish for.

HOURS_BUT_TWO = "".join(f"<hour>{hour}</hour>" for hour in range(24) if hour != 2)
SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


def wishing(extra: str = "", **headers: str) -> Answer:
    return Answer(
        body=NEWS.replace("<link>", f"{extra}<link>", 1),
        headers=XML | {name.replace("_", "-"): said for name, said in headers.items()},
        etag=True,
    )


# NOW is Friday, 20 November 2026, 10:02 UTC.
@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        pytest.param(wishing(), 15 * MINUTE, id="nothing"),
        pytest.param(wishing(Cache_Control="max-age=7200"), 2 * HOUR, id="max-age"),
        pytest.param(wishing(Cache_Control="max-age=60"), 15 * MINUTE, id="a short max-age"),
        pytest.param(wishing(Expires=format_datetime(NOW + 3 * HOUR, usegmt=True)), 3 * HOUR, id="Expires"),
        pytest.param(wishing("<ttl>180</ttl>"), 3 * HOUR, id="ttl"),
        pytest.param(wishing("<ttl>60</ttl>", Cache_Control="max-age=7200"), 2 * HOUR, id="the longest"),
        pytest.param(wishing(f"<skipHours>{HOURS_BUT_TWO}</skipHours>"), 16.25 * HOUR, id="skipHours"),
        pytest.param(wishing("<skipDays><day>Friday</day></skipDays>"), 14.25 * HOUR, id="skipDays"),
        pytest.param(
            wishing(
                f"<sy:updatePeriod {SY}>hourly</sy:updatePeriod><sy:updateFrequency {SY}>2</sy:updateFrequency>"
            ),
            30 * MINUTE,
            id="sy: twice an hour",
        ),
        # F11: values that nobody can mean.
        pytest.param(wishing(Cache_Control="max-age=1000000000000"), DAY, id="F11: max-age 10^12"),
        pytest.param(wishing("<ttl>1000000000000</ttl>"), 15 * MINUTE, id="F11: ttl 10^12"),
        pytest.param(wishing("<ttl>-5</ttl>"), 15 * MINUTE, id="F11: ttl -5"),
        pytest.param(wishing("<ttl>NaN</ttl>", Cache_Control="max-age=NaN"), 15 * MINUTE, id="F11: NaN"),
        pytest.param(wishing("<ttl>abc</ttl>", Expires="abc"), 15 * MINUTE, id="F11: abc"),
        pytest.param(wishing(Expires="Fri, 31 Dec 9999 23:59:59 GMT"), DAY, id="F11: the year 9999"),
        pytest.param(
            wishing(f"<skipHours>{''.join(f'<hour>{h}</hour>' for h in range(24))}</skipHours>"),
            15 * MINUTE,
            id="F11: all hours",
        ),
    ],
)
async def test_f10_f11_when_to_ask_again(tmp_path: Path, answer: Answer, wait: timedelta) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.answer("/feed", answer)
        await world.polls(1)
        assert wait <= (world.states["ann"].next_at or NOW) - NOW <= wait + MINUTE


@pytest.mark.parametrize(
    ("after", "wait"),
    [
        ("1000000000000", 7 * DAY),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * DAY),
        ("-1", 4 * HOUR),
        ("abc", 4 * HOUR),
        ("NaN", 4 * HOUR),
    ],
)
async def test_f11_pauses_that_nobody_can_mean(tmp_path: Path, after: str, wait: timedelta) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.answer("/feed", tired(429, after))
        await world.polls(1)
        assert (world.states["ann"].next_at or NOW) - NOW == wait


# F12 and F13: starting.


async def test_f12_twenty_restarts_and_reloads_in_an_hour(tmp_path: Path, record_property: Observe) -> None:
    sources = {f"s{n}": f"s{n}.test/feed{n}, every = '2h'" for n in range(5)} | {"ann": "ann.test/feed"}
    async with Abroad(tmp_path, abroad(sources)) as world:
        for path in ("/feed", *(f"/feed{n}" for n in range(5))):
            world.site.answer(path, body=NEWS, headers=XML, etag=True)
        for turn in range(40):
            await world.live(1.5 * MINUTE)
            if turn % 2:
                await world.restart()
            else:
                await world.reload(abroad(sources, watches=f"w{turn} = ['Higehiro']"))
        asked = Counter(request.path for request in world.site.requests)
        assert asked == {"/feed": 4, **{f"/feed{n}": 1 for n in range(5)}}
        record_property("observed", "1 request a feed with every = 2h, 4 with the usual 15 minutes")


async def test_f13_many_due_feeds_on_few_hosts(tmp_path: Path, record_property: Observe) -> None:
    sources = {f"s{n}": f"h{n % 20}.test/feed{n}" for n in range(200)}
    seen: list[tuple[float, str]] = []
    async with Abroad(tmp_path, abroad(sources)) as world:

        def answer(request: Request) -> Answer:
            seen.append(((world.clock() - NOW).total_seconds(), host(request)))
            return Answer(body=NEWS, headers=XML, etag=b'"one"')

        for n in range(200):
            world.site.answer(f"/feed{n}", body=answer)
        await world.live(MINUTE)
        times = {name: [at for at, asked in seen if asked == name] for _, name in seen}
        gaps = [later - earlier for host in times.values() for earlier, later in pairwise(host)]
        assert (len(times), Counter(map(len, times.values()))) == (20, {10: 20})
        assert min(gaps) >= 2
        record_property(
            "observed", f"200 polls in {max(seen)[0]:g} s, never two to a host within {min(gaps):g} s"
        )


async def test_f13_one_request_at_a_time_to_a_host(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad({f"s{n}": f"h{n % 4}.test/feed{n}" for n in range(12)})) as world:
        gate = world.site.gate()
        for n in range(12):
            world.site.answer(f"/feed{n}", body=NEWS, headers=XML, etag=True, hold=gate)
        world.app.rounds.start_polls()
        await asyncio.to_thread(world.site.wait, lambda site: len(site.requests) == 4)
        world.clock.advance(HOUR)
        world.app.rounds.start_polls()
        await world.app.rounds.wait(0.2, first=True)
        assert sorted(map(host, world.site.requests)) == [f"h{n}.test" for n in range(4)]
        gate.open()


# F14: nothing but what was asked for.


async def test_f14_no_cookie_no_referrer_no_other_query(tmp_path: Path) -> None:
    target = "/feed?b=2&a=%7e%20x&token="
    async with Abroad(tmp_path, abroad({"ann": f"ann.test{target}"})) as world:
        cookie = {"Set-Cookie": "sid=abc; Path=/; Domain=test"}
        world.site.answer("/feed", status=302, headers={"Location": "/one?x=1", **cookie})
        world.site.answer(
            "/one", status=302, headers={"Location": f"http://b.test:{world.site.port}/two", **cookie}
        )
        world.site.answer("/two", body=NEWS, headers=XML | cookie, etag=b'"one"')
        await world.polls(3)
        assert [request.target for request in world.site.requests] == [target, "/one?x=1", "/two"] * 3
        for request in world.site.requests:
            names = {name.lower() for name, _ in request.headers}
            assert names <= {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection", b"if-none-match"}  # fmt: skip
            assert request.header("accept-encoding") == b"gzip"
            assert request.method == "GET"


# F15: redirects, and what is gone.


def to_new(status: int) -> Answer:
    return Answer(status=status, headers={"Location": "/new"})


async def test_f15_a_permanent_redirect_that_was_a_slip(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        feed = Answer(body=NEWS, headers=XML, etag=b'"one"')
        world.site.answer("/new", feed)
        world.site.script("/feed", feed, to_new(301), feed, to_new(301), feed)
        await world.live(3 * DAY)
        assert len(world.site.asked("/new")) == 2
        assert world.notices == []


@pytest.mark.parametrize("status", [301, 308])
async def test_f15_a_permanent_redirect_is_learned_and_told(tmp_path: Path, status: int) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        feed = Answer(body=NEWS, headers=XML, etag=b'"one"')
        world.site.answer("/feed", to_new(status))
        world.site.answer("/new", feed)
        await world.live(DAY - MINUTE)
        assert world.notices == []
        await world.live(HOUR)
        [told] = world.notices
        assert told.startswith(f"ann has moved for good to http://ann.test:{world.site.port}/new")
        before = len(world.site.asked("/feed"))
        await world.restart()
        await world.live(DAY)
        assert len(world.site.asked("/feed")) == before
        assert sent(world, "if-none-match", "/new")[1:] == [b'"one"'] * (len(world.site.asked("/new")) - 1)
        assert len(world.notices) == 1


async def test_f15_a_permanent_redirect_of_a_source_that_is_seldom_asked(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad({"ann": "ann.test/feed, every = '1d'"})) as world:
        world.site.answer("/feed", to_new(301))
        world.site.answer("/new", body=NEWS, headers=XML, etag=b'"one"')
        await world.polls(4)
        assert world.notices == []
        await world.polls(3)
        assert (len(world.site.asked("/feed")), len(world.site.asked("/new"))) == (5, 7)
        assert len(world.notices) == 1


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_f15_any_other_redirect_never_is(tmp_path: Path, status: int) -> None:
    async with Abroad(tmp_path, abroad({"ann": "ann.test/feed, every = '2h'"})) as world:
        world.site.answer("/feed", to_new(status))
        world.site.answer("/new", body=NEWS, headers=XML, etag=b'"one"')
        await world.polls(50)
        assert len(world.site.asked("/feed")) == len(world.site.asked("/new")) == 50
        assert world.notices == []


async def test_f15_what_is_gone_is_asked_no_more(tmp_path: Path, record_property: Observe) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.feed(entry("Weather"), path="/feed")
        await world.polls(3)
        world.site.answer("/feed", status=410)
        await world.live(3 * DAY)
        asked = len(world.site.requests)
        await world.restart()
        await world.live(30 * DAY)
        assert len(world.site.requests) == asked
        assert world.states["ann"].health.condition is Condition.STOPPED
        assert [sentence for sentence in world.notices if "is not asked any more" in sentence] == [
            world.notices[-1]
        ]
        assert "watcher resume ann" in world.notices[-1]
        record_property("observed", f"410: asked {asked - 3} times within a day and a bit, then no more")


async def test_f15_a_410_that_is_over_next_day_stops_nothing(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        gone, feed = Answer(status=410), Answer(body=NEWS, headers=XML, etag=b'"one"')
        world.site.script("/feed", feed, gone, feed, gone, feed)
        await world.live(3 * DAY)
        assert world.states["ann"].health.condition is Condition.OK
        assert world.notices == []


async def test_f15_404_backs_off_and_is_told_once(tmp_path: Path, record_property: Observe) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.feed(entry("Weather"), path="/feed")
        await world.polls(1)
        world.site.answer("/feed", status=404)
        times = []
        for _ in range(10):
            await world.polls(1)
            times.append(world.clock())
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert gaps == sorted(gaps)
        assert gaps[-1] <= 6 * HOUR + MINUTE
        assert [sentence.partition(".")[0] for sentence in world.notices[:1]] == [
            "ann has failed 3 times in a row: the server answered 404 (not found)"
        ]
        record_property(
            "observed",
            f"10 times 404: asked after {gaps[0] // MINUTE} minutes at first, {gaps[-1] // HOUR} hours in the end",
        )


# Robots (G1.10), which has no fault of its own in the list: it stands beside what is gone.

NEWS_PAGE = "<!doctype html><html><body><main>{}</main></body></html>".format(
    "".join(
        f"<article><h2><a href='/n/{n}'>The page has a report, number {n}</a></h2></article>"
        for n in range(8)
    )
)


@pytest.mark.parametrize("more", ["", ", select = 'h2'"])
async def test_f15_a_page_that_robots_txt_forbids_is_not_asked(tmp_path: Path, more: str) -> None:
    async with Abroad(tmp_path, abroad({"ann": f"ann.test/page{more}"})) as world:
        world.site.answer("/page", body=NEWS_PAGE, headers={"Content-Type": "text/html"}, etag=b'"one"')
        world.site.answer("/robots.txt", body="User-agent: *\nDisallow: /page")
        await world.live(10 * DAY)
        # Whether it is a page shows only once it was asked.
        assert len(world.site.asked("/page")) == (0 if more else 1)
        assert 10 <= len(world.site.asked("/robots.txt")) <= 11
        assert "robots.txt" in world.states["ann"].health.reason
        assert world.notices
        assert "set robots = false" in world.notices[0]


# F16: connections.


async def test_f16_a_kept_connection_that_was_closed(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.answer("/feed", body=NEWS, headers=XML, etag=b'"one"', close=True)
        await world.polls(3)
        assert [polled.ok for polled in world.of("ann")] == [True, True, True]
        assert (len(world.site.requests), world.site.accepted) == (3, 3)


async def test_f16_a_kept_connection_that_is_closed_when_we_ask(tmp_path: Path) -> None:
    feed, dropped = Answer(body=NEWS, headers=XML), Answer(drop=True)
    async with Abroad(tmp_path, abroad(ANN)) as world:
        world.site.script("/feed", feed, dropped, feed, dropped, dropped, feed)
        await world.polls(2)
        assert [polled.ok for polled in world.of("ann")] == [True, True]
        assert [request.connection for request in world.site.requests] == [1, 1, 2]
        await world.polls(2)  # one repeat, and no more
        assert [polled.ok for polled in world.of("ann")] == [True, True, False, True]
        assert [request.connection for request in world.site.requests] == [1, 1, 2, 2, 3, 4]
