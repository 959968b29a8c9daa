"""F. Silent breakage, F72: each way in which a source breaks without saying so, the whole program over a clock that stands still.

Each is noticed in time, told once on the channel for such things and reminded of rarely; it harms no memory; its end is told, with what
came meanwhile, which rings as late where nobody could see it; and nothing rings twice.
"""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import tomli

from watcher.model import Alert, Condition, Reason

from build import NOW
from fakes.abroad import TLS, Abroad, abroad
from fakes.feeds import entry, rss
from fakes.site import Answer, Site

Observe = Callable[[str, object], None]  # pytest's record_property

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
STANDINS = Path(__file__).parent.parent / "data" / "standins"
XML, HTML = {"Content-Type": "application/rss+xml"}, {"Content-Type": "text/html; charset=utf-8"}
CHANNELS = "discord = '{hook}'\nmail = '{mail}'"
EVERY_CHAPTER = "any = {{ keywords = ['chapter'], notify = 'discord' }}"
SHOWN = 20


def standin(kind: str, name: str) -> str:
    return str(tomli.loads((STANDINS / f"{kind}.toml").read_text("utf-8"))[name]["html"])


def newest(last: int) -> list[int]:
    return list(range(last, last - SHOWN, -1))


def feed(last: int, **changes: object) -> Answer:
    """Give the feed with its newest chapter."""
    entries = [entry(f"Chapter {n}", **{"day": n / 10, **changes}) for n in newest(last)]  # type: ignore[arg-type]
    return Answer(body=rss(*entries), headers=XML, etag=True)


def page(last: int, of: str = "card") -> Answer:
    """Give a page with its list of chapters."""
    rows = "".join(
        f"<article class='{of}'><h2><a href='/c/{n}'>Chapter {n} of the long tale</a></h2><p>Words about it.</p></article>"
        for n in newest(last)
    )
    return Answer(
        body=f"<!doctype html><html><body><main>{rows}</main></body></html>", headers=HTML, etag=True
    )


def of(last: int, count: int) -> Answer:
    """Give the feed with only so many of its items."""
    return Answer(body=rss(*(entry(f"Chapter {n}", day=n / 10) for n in newest(last)[:count])), headers=XML)


def untitled(last: int) -> Answer:
    items = "".join(
        f"<item><guid isPermaLink='false'>id-chapter-{n}</guid><link>https://news.example/chapter-{n}</link></item>"
        for n in newest(last)
    )
    return Answer(body=rss(items), headers=XML)


def whole(body: str) -> Answer:
    return Answer(body=body, headers=HTML)


CUT = feed(30).body
REPORT = entry("FeedBridge returned error 500! (19876)", guid="bridge-1", day=2.9)


@dataclass(frozen=True, kw_only=True)
class Breakage:
    """A way to break. told: in the notice; soft: after a day, or else after three polls; late: nobody could see what came."""

    bad: Answer
    told: str
    soft: bool = False
    late: bool = True
    good: Callable[[int], Answer] = feed
    more: str = ""  # keys of the source
    reminders: int = 2  # within two weeks


BREAKAGES = {
    "challenge with 200": Breakage(bad=whole(standin("challenge", "cloudflare-managed")), told="challenge"),
    "challenge that no header tells": Breakage(
        bad=Answer(status=503, body=standin("challenge", "ddos-guard"), headers=HTML), told="challenge"
    ),
    "challenge with 403": Breakage(
        bad=Answer(status=403, body="<p>No.</p>", headers=HTML | {"cf-mitigated": "challenge"}), told="challenge"
    ),
    "login": Breakage(bad=whole(standin("login", "plain")), told="log"),
    "consent": Breakage(bad=whole(standin("consent", "wall")), told="consent"),
    "parked": Breakage(bad=whole(standin("parked", "sedo")), told="domain"),
    "denied with 200": Breakage(bad=whole(standin("denied", "akamai")), told="refuses"),
    "a page where a feed was": Breakage(bad=page(30), told="web page instead of its feed"),
    "an empty body": Breakage(bad=Answer(body="", headers=XML), told="the answer is empty"),
    "the selector matches nothing": Breakage(
        bad=page(30, of="tile"), told="matches nothing", good=page, more=", select = 'article.card'"
    ),
    "the found list is gone": Breakage(
        bad=whole("<html><body><main><h1>Soon</h1><p>Words alone, and enough of them for a page.</p></main></body></html>"),
        told="list of entries is gone", good=page,
    ),
    "error items of a bridge": Breakage(bad=Answer(body=rss(REPORT), headers=XML), told="feed generator"),
    "cut short": Breakage(bad=Answer(body=CUT, headers=XML, cut=900), told="cut short"),  # type: ignore[arg-type]
    "no items": Breakage(bad=Answer(body=rss(), headers=XML), told="no items", soft=True, reminders=1),
    "few items": Breakage(bad=of(10, 2), told="only 2 items", soft=True, late=False, reminders=1),
    "no titles": Breakage(bad=untitled(10), told="lost their titles", soft=True, late=False, reminders=1),
    "no links": Breakage(bad=feed(10, link=None), told="lost their links", soft=True, late=False, reminders=1),
    "cut XML": Breakage(
        bad=Answer(body=str(feed(10).body)[:1800], headers=XML), told="", soft=True, late=False, reminders=1
    ),
}  # fmt: skip


async def news(world: Abroad, answer: Answer) -> list[Alert]:
    """Show this, and give what rings at the next poll."""
    world.site.answer("/feed", answer)
    return await world.polls(1)


def rang(alerts: Sequence[Alert]) -> list[str]:
    return [alert.headline for alert in alerts if alert.reason is not Reason.HEALTH]


def items(world: Abroad) -> int:
    return world.app.store.items.count(NOW - DAY)


@pytest.mark.parametrize("how", [pytest.param(how, id=name) for name, how in BREAKAGES.items()])
async def test_f72_breakage(tmp_path: Path, how: Breakage, record_property: Observe) -> None:
    config = abroad(
        {"ann": f"ann.test/feed, every = '2h'{how.more}"}, channels=CHANNELS, watches=EVERY_CHAPTER
    )
    async with Abroad(tmp_path, config) as world:
        world.site.answer("/robots.txt", body="", headers={"Content-Type": "text/plain"})
        for last in (8, 9, 10):
            await news(world, how.good(last))
        assert len(rang(world.alerts)) == 2
        known, validators = items(world), world.states["ann"].validators
        broken = world.clock()

        told_at, polls = await until_told(world, how.bad)
        [told] = world.notices
        assert how.told in told
        assert ("challenge" in told) == (how.told == "challenge")
        if how.soft:
            assert DAY <= told_at - broken - 2 * HOUR <= DAY + 3 * HOUR
        else:
            assert polls == 3
        assert [word in told for word in ("Traceback", "Error(", "None")] == [False] * 3

        await world.live(14 * DAY - HOUR)
        assert len(world.notices) == 1 + how.reminders
        assert rang(world.alerts[2:]) == []
        assert items(world) == known
        if not how.soft:
            assert world.states["ann"].validators == validators
        assert world.states["ann"].health.condition in (Condition.SUSPECT, Condition.FAILING)

        await world.restart()
        before = len(world.alerts)
        world.site.answer("/feed", how.good(13))
        await world.live(7 * HOUR)
        after = world.alerts[before:]
        assert [short(title) for title in rang(after)] == ["Chapter 11", "Chapter 12", "Chapter 13"]
        assert {alert.late is not None for alert in after if alert.reason is not Reason.HEALTH} == {how.late}
        [over] = [alert.headline for alert in after if alert.reason is Reason.HEALTH]
        lasted = "15 days" if how.soft else "14 days"
        assert over.startswith(f"ann works again, after {lasted}; 3 items caught up, 3 told")
        assert over.endswith(" as late") == how.late
        await world.live(3 * DAY)
        assert len(world.alerts) == before + 4
        assert items(world) == known + 3
        assert world.states["ann"].health.condition is Condition.OK
        assert told_by(world) == (5, 2 + how.reminders)
        when = f"after {told_at - broken - 2 * HOUR}" if how.soft else f"at poll {polls}"
        record_property(
            "observed", f"told {when}, reminded {how.reminders}× in two weeks, 3 caught up, 0 twice"
        )
        record_property("items", items(world))


def short(title: str) -> str:
    return " ".join(title.split()[:2])


async def until_told(world: Abroad, bad: Answer) -> tuple[datetime, int]:
    """Break it, and wait until that is told: when, and at which poll."""
    world.site.answer("/feed", bad)
    polls = 0
    while not world.notices:
        await world.polls(1)
        polls += 1
        assert polls < 30
    return world.clock(), polls


def told_by(world: Abroad) -> tuple[int, int]:
    """Count the alerts that went to each channel: the webhook, the mailbox."""
    sent = [(d.channel, alert.id) for alert, ds in world.app.store.outbox.alerts() for d in ds]
    return tuple(sum(name == channel for name, _ in sent) for channel in ("discord", "mail"))  # type: ignore[return-value]


# Redirects to somebody else, a list that changed its shape: it goes on bringing news, so it rings as it comes.


@pytest.mark.parametrize(
    ("status", "told"), [(302, "the answer comes from elsewhere.test"), (301, "ann has moved for good")]
)
async def test_f72_another_domain(tmp_path: Path, status: int, told: str) -> None:
    config = abroad({"ann": "ann.test/feed, every = '2h'"}, channels=CHANNELS, watches=EVERY_CHAPTER)
    async with Abroad(tmp_path, config) as world:
        await news(world, feed(8))
        there = f"http://elsewhere.test:{world.site.port}/there"
        world.site.answer("/there", feed(8))
        moved = Answer(status=status, headers={"Location": there})
        world.site.answer("/feed", moved)
        await world.live(DAY + 4 * HOUR)
        [sentence] = world.notices
        assert told in sentence
        world.site.answer("/there", feed(9))
        assert [a.headline for a in await world.polls(1) if a.late is None] == ["Chapter 9"]
        world.site.answer("/there", feed(8) if status == 302 else feed(9))
        if status == 302:
            world.site.answer("/feed", feed(9))
            [alert] = await world.polls(1)
            assert alert.headline.startswith("ann works again, after 1 day")
        assert rang(await world.live(3 * DAY)) == []


async def test_f72_a_list_of_another_shape(tmp_path: Path) -> None:
    config = abroad({"ann": "ann.test/feed"}, channels=CHANNELS, watches=EVERY_CHAPTER)
    async with Abroad(tmp_path, config) as world:
        await news(world, page(8))
        assert len(rang(await news(world, page(9)))) == 1
        world.site.answer("/feed", page(9, of="tile"))
        await world.live(DAY + 4 * HOUR)
        [told] = world.notices
        assert "the list that was found here is gone; another was found" in told
        assert [short(title) for title in rang(await news(world, page(10, of="tile")))] == ["Chapter 10"]
        for last in range(11, 19):
            await news(world, page(last, of="tile"))
            await world.live(DAY)
        assert len(world.notices) == 2
        assert world.notices[1].startswith("ann is taken as it is from now on")
        assert len(rang(world.alerts)) == 10


# Silence.


@pytest.mark.parametrize(
    ("frozen", "told"),
    [(True, "it has not changed at all"), (False, "nothing new, where something came every day")],
    ids=["frozen", "quiet"],
)
async def test_f72_silence(tmp_path: Path, frozen: bool, told: str, record_property: Observe) -> None:
    config = abroad({"ann": "ann.test/feed, every = '6h'"}, channels=CHANNELS, watches=EVERY_CHAPTER)
    async with Abroad(tmp_path, config) as world:
        start = datetime(2026, 11, 1, tzinfo=UTC)
        first = round((world.clock() - start) / DAY)

        def dated(last: int, title: str = "News") -> Answer:
            entries = (entry(f"Chapter {n}", day=n) for n in range(last, last - SHOWN, -1))
            return Answer(body=rss(*entries).replace("News", title, 1), headers=XML, etag=True)

        for day in range(12):
            world.site.answer("/feed", dated(first + day))
            await world.live(DAY)
        assert world.notices == []
        n = 0
        while not world.notices:
            n += 1
            if not frozen:
                world.site.answer("/feed", dated(first + 11, title=f"News of hour {n}"))
            await world.polls(1)
            assert n < 100
        took = world.clock() - (world.states["ann"].pulse.newest_at or NOW)
        [sentence] = world.notices
        assert told in sentence
        assert 8 * DAY <= took <= 10 * DAY
        await world.live(20 * DAY)
        assert len(world.notices) == 1
        world.site.answer("/feed", dated(first + 12))
        alerts = await world.polls(1)
        assert rang(alerts) == [f"Chapter {first + 12}"]
        assert [a.late for a in alerts if a.reason is not Reason.HEALTH] == [
            None
        ]  # it was watched all the time
        [over] = [alert.headline for alert in alerts if alert.reason is Reason.HEALTH]
        assert over.startswith("ann has something new again")
        record_property("observed", f"daily news: told after {took / DAY:.1f} days without any, once")


# Certificates.


async def test_f72_certificates(tmp_path: Path) -> None:
    """One that ends within a week is told of and no failure; one that has ended is a failure."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(TLS / "valid.pem")
    with Site(tls=tls) as secure:
        address = secure.url("/feed", host="feeds.test")
        config = abroad({"ann": "feeds.test/feed, every = '2h'"}, channels=CHANNELS, watches=EVERY_CHAPTER)
        world = Abroad(tmp_path, config.replace("http://feeds.test:{port}/feed", address))
        world.clock.advance(datetime(2099, 12, 22, tzinfo=UTC) - NOW)
        async with world:
            # Each answer ends its connection, or the next handshake would not come.
            secure.answer("/feed", body=feed(8).body, headers=XML, close=True)
            await world.live(2 * DAY)
            assert world.notices == []
            await world.live(5 * DAY)
            [told] = world.notices
            assert told.startswith("ann: its certificate ends on 2100-01-01")
            assert world.states["ann"].health.condition is Condition.OK

            tls.load_cert_chain(TLS / "expired.pem")
            await world.polls(3)
            assert "the certificate has expired" in world.notices[1]
            asked = len(secure.requests)
            await world.live(2 * DAY)
            assert len(secure.requests) == asked  # nothing is asked of who can't say who it is
            assert len(world.notices) == 3  # a reminder

            tls.load_cert_chain(TLS / "valid.pem")
            secure.answer("/feed", body=feed(9).body, headers=XML, close=True)
            alerts = await world.live(12 * HOUR)
            assert rang(alerts) == ["Chapter 9"]
            assert world.notices[-1].startswith(
                "ann works again, after 2 days; 1 item caught up, 1 told as late"
            )


# What is nobody's fault.

FIFTY = {f"s{n}": f"s{n}.test/feed{n}" for n in range(50)}
THREE = dict(list(FIFTY.items())[:3])


async def test_f72_no_network_is_one_condition(tmp_path: Path, record_property: Observe) -> None:
    async with Abroad(tmp_path, abroad(FIFTY, channels=CHANNELS, watches=EVERY_CHAPTER)) as world:
        for n in range(50):
            world.site.answer(f"/feed{n}", body=rss(entry(f"Weather {n}")), headers=XML, etag=True)
        await world.live(HOUR)
        world.online = False
        await world.live(HOUR)
        assert world.notices == []
        assert {state.health.condition for state in world.states.values()} == {Condition.OK}
        world.online = True
        back = world.clock()
        world.site.answer("/feed7", body=rss(entry("Chapter 1")), headers=XML)
        alerts = await world.live(5 * MINUTE)
        assert rang(alerts) == ["Chapter 1"]
        [told] = world.notices
        assert told.startswith("this machine had no network from ")
        assert {state.good_at is not None and state.good_at >= back for state in world.states.values()} == {
            True
        }
        record_property(
            "observed", "50 sources, an hour without network: 1 notice; all read again within 5 min"
        )


async def test_f72_no_network_for_days_is_told_once(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(THREE, channels=CHANNELS, watches=EVERY_CHAPTER)) as world:
        for n in range(3):
            world.site.answer(f"/feed{n}", body=rss(entry(f"Weather {n}")), headers=XML, etag=True)
        await world.live(HOUR)
        world.online = False
        await world.live(25 * HOUR)
        [told] = world.notices
        assert "is its network up?" in told
        assert {state.health.condition for state in world.states.values()} == {Condition.OK}


async def test_f72_one_name_that_is_gone_is_its_own_fault(tmp_path: Path) -> None:
    async with Abroad(tmp_path, abroad(THREE, channels=CHANNELS, watches=EVERY_CHAPTER)) as world:
        for n in range(3):
            world.site.answer(f"/feed{n}", body=rss(entry(f"Weather {n}")), headers=XML, etag=True)
        await world.live(HOUR)
        world.unknown.add("s1.test")
        await world.live(12 * HOUR)
        [told] = world.notices
        assert told.startswith("s1 has failed 3 times in a row: no such host: s1.test")


@pytest.mark.parametrize(
    "hiccup",
    [
        pytest.param(Answer(status=503), id="503"),
        pytest.param(Answer(status=500, body="<h1>Oops</h1>", headers=HTML), id="500"),
        pytest.param(Answer(drop=True), id="no answer"),
        pytest.param(Answer(body="", headers=XML), id="empty"),
        pytest.param(Answer(body=rss(), headers=XML, etag=True), id="no items"),
        pytest.param(Answer(body=str(feed(8).body)[:1800], headers=XML), id="cut XML"),
        pytest.param(whole(standin("challenge", "cloudflare-managed")), id="challenge"),
    ],
)
async def test_f72_hiccups_are_silent(tmp_path: Path, hiccup: Answer) -> None:
    config = abroad({"ann": "ann.test/feed"}, channels=CHANNELS, watches=EVERY_CHAPTER)
    async with Abroad(tmp_path, config) as world:
        await news(world, feed(8))
        for last in range(9, 19):
            assert await news(world, hiccup) == []
            assert await news(world, hiccup) == []
            [alert] = await news(world, feed(last))
            assert (alert.headline, alert.late) == (f"Chapter {last}", None)
        assert world.notices == []


@pytest.mark.parametrize(
    "hiccup",
    [
        pytest.param(Answer(body=rss(), headers=XML, etag=True), id="no items"),
        pytest.param(of(8, 2), id="few items"),
        pytest.param(Answer(body=str(feed(8).body)[:1800], headers=XML), id="cut XML"),
    ],
)
async def test_f72_hiccups_of_a_feed_that_seldom_changes(tmp_path: Path, hiccup: Answer) -> None:
    """What comes back is the document from before, of which nothing is new."""
    config = abroad({"ann": "ann.test/feed, every = '2h'"}, channels=CHANNELS, watches=EVERY_CHAPTER)
    async with Abroad(tmp_path, config) as world:
        await news(world, feed(8))
        await news(world, feed(8))
        await news(world, hiccup)
        world.site.answer("/feed", feed(8))
        await world.live(3 * DAY)
        assert world.alerts == []
        assert world.states["ann"].health.condition is Condition.OK


async def test_f72_one_that_fails_and_works_by_turns_is_not_told_each_time(
    tmp_path: Path, record_property: Observe
) -> None:
    config = abroad({"ann": "ann.test/feed"}, channels=CHANNELS, watches=EVERY_CHAPTER)
    async with Abroad(tmp_path, config) as world:
        await news(world, feed(8))
        for _ in range(40):
            await news(world, Answer(status=503))
            await world.polls(3)
            await news(world, feed(8))
        assert len(world.notices) <= 2
        record_property("observed", f"40 times down for an hour and up again: {len(world.notices)} notices")


# Who is told.


@pytest.mark.parametrize(
    ("channels", "defaults", "channel"),
    [
        pytest.param(CHANNELS, "", "mail", id="the first mail channel"),
        pytest.param(CHANNELS, "health = 'discord'", "discord", id="the one that is named"),
        pytest.param("discord = '{hook}'", "", "discord", id="the first"),
    ],
)
async def test_f72_who_is_told(tmp_path: Path, channels: str, defaults: str, channel: str) -> None:
    config = abroad({"ann": "ann.test/feed"}, channels=channels, watches=EVERY_CHAPTER, defaults=defaults)
    async with Abroad(tmp_path, config) as world:
        await news(world, feed(8))
        world.site.answer("/feed", status=500)
        await world.polls(3)
        [(alert, deliveries)] = world.app.store.outbox.alerts()
        assert [delivery.channel for delivery in deliveries] == [channel]
        assert alert.quiet
        assert (len(world.hook.messages), len(world.mailbox.mails)) == (
            (1, 0) if channel == "discord" else (0, 1)
        )
