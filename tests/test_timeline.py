"""The whole program over a clock that stands still until it is moved: at this time the site says that, then expect these messages."""

import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.model import Condition, Fate, Reason, Status
from watcher.store.restore import restore

from fakes.feeds import entry, rss
from fakes.webhook import answer, drop_after_body
from fakes.world import SMALLEST, World

OLD = entry("Spring shows we are watching", day=-3)
TALK = entry("Hige Wo Soru Season 2 - What We Know So Far", summary="There hasn't been any word yet.", day=1)
MORE_TALK = entry("Higehiro Season 2: Release Date, Cast, Everything We Know", day=2)
NEWS = entry("Higehiro Anime Gets 2nd Season", summary="The official website announced it on Friday.", day=3)
ALSO = entry("Confirmed: Higehiro Returns for a Second Season", day=3.5)
DATE = entry("Higehiro Season 2 Premieres in April 2027", day=9)

TWO_SOURCES = SMALLEST.replace('ann = "{site}/ann"', 'ann = "{site}/ann"\nnatalie = "{site}/natalie"')
WITH_MAIL = SMALLEST.replace('discord = "{hook}"', 'discord = "{hook}"\nmail = "{mail}"')
KEYWORDS = SMALLEST.replace('higehiro = ["Hige wo Soru", "Higehiro"]', 'any = {{ keywords = ["chapter"] }}')


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as made:
        yield made


def statuses(alerts: list) -> list[tuple[str | None, bool]]:  # type: ignore[type-arg]
    return [(a.status, a.sure) for a in alerts]


async def test_quiet_for_long_then_one_ring(world: World) -> None:
    world.feed(OLD)
    assert await world.round() == []
    world.feed(TALK, OLD)
    [talk] = await world.round()
    assert (talk.status, talk.subject, talk.quiet, talk.reason) == (
        Status.SPECULATED,
        "season 2",
        True,
        Reason.FIRST,
    )
    world.feed(MORE_TALK, TALK, OLD)
    assert await world.round() == []
    world.feed(NEWS, MORE_TALK, TALK)
    [news] = await world.round()
    assert (news.status, news.before, news.quiet, news.reason) == (
        Status.ANNOUNCED,
        "speculated",
        False,
        Reason.MOVED,
    )
    world.feed(ALSO, NEWS, MORE_TALK)
    assert await world.round() == []
    world.feed(DATE, ALSO, NEWS)
    [date] = await world.round()
    assert (date.status, date.period.text if date.period else None) == (Status.DATED, "April 2027")
    assert len(world.hook.messages) == 3
    assert [m.payload.get("flags", 0) & 4096 for m in world.hook.messages] == [4096, 0, 0]


async def test_the_first_look_rings_nothing_but_places_news(world: World) -> None:
    world.feed(NEWS, TALK, OLD)
    assert await world.round() == []
    [story] = world.app.store.stories.all().values()
    assert (story.status, story.standing.by, story.rings) == (Status.ANNOUNCED, ("ann",), ())
    world.feed(ALSO, NEWS, TALK, OLD)
    assert await world.round() == []
    assert world.hook.messages == []


async def test_speculation_rings_once_though_the_first_look_held_some(world: World) -> None:
    world.feed(TALK, OLD)
    await world.round()
    world.feed(MORE_TALK, TALK, OLD)
    assert statuses(await world.round()) == [("speculated", True)]


async def test_a_second_outlet_folds(tmp_path: Path) -> None:
    async with World(tmp_path, TWO_SOURCES) as world:
        world.feed(OLD)
        world.feed(OLD, path="/natalie")
        await world.round()
        world.feed(NEWS)
        assert len(await world.round()) == 1
        world.feed(ALSO, path="/natalie")
        assert await world.round() == []
        reports = world.app.store.stories.reports(watch="higehiro")
        assert [(r.source, bool(r.under), bool(r.alert)) for r in reports] == [
            ("natalie", True, False),
            ("ann", False, True),
        ]


async def test_two_outlets_in_one_round_ring_once(tmp_path: Path) -> None:
    async with World(tmp_path, TWO_SOURCES) as world:
        world.feed(OLD)
        world.feed(OLD, path="/natalie")
        await world.round()
        world.feed(NEWS)
        world.feed(ALSO, path="/natalie")
        assert len(await world.round()) == 1


async def test_an_item_that_leaves_and_comes_back_is_known(world: World) -> None:
    world.feed(NEWS, OLD)
    await world.round()
    for _ in range(3):
        world.feed(OLD)
        await world.round()
    world.feed(NEWS, OLD)
    assert await world.round() == []


async def test_a_feed_that_is_empty_for_one_poll_forgets_nothing(tmp_path: Path) -> None:
    async with World(tmp_path, KEYWORDS) as world:
        chapters = [
            entry(f"One Piece chapter {n}", guid=None, link="https://one.example/") for n in range(1, 6)
        ]
        world.feed(*chapters[:4])
        await world.round()
        world.feed()
        await world.round()
        world.feed(*chapters)
        [alert] = await world.round()
        assert alert.headline == "One Piece chapter 5"


async def test_chapters_that_share_one_link_ring_each_once(tmp_path: Path) -> None:
    async with World(tmp_path, KEYWORDS) as world:
        chapters = [
            entry(f"One Piece chapter {n}", guid=None, link="https://one.example/", day=n) for n in range(60)
        ]
        rung: list[str] = []
        for top in range(10, 60, 3):
            world.feed(*reversed(chapters[top - 10 : top]))
            rung += [a.headline for a in await world.round()]
        assert rung == [f"One Piece chapter {n}" for n in range(10, 58)]


async def test_an_edit_rings_when_it_newly_becomes_news(world: World) -> None:
    vague = entry("Higehiro staff gather on stage", guid="7")
    world.feed(vague)
    await world.round()
    world.feed(entry("Higehiro staff gather on stage in Tokyo", guid="7"))
    assert await world.round() == []
    world.feed(entry("Higehiro Season 2 Announced on Stage", guid="7"))
    [alert] = await world.round()
    assert (alert.reason, alert.status) == (Reason.EDITED, Status.ANNOUNCED)
    world.feed(entry("Higehiro Season 2 Announced on Stage in Tokyo", guid="7"))
    assert await world.round() == []


async def test_a_new_watch_rings_nothing_that_is_stored(world: World) -> None:
    world.feed(NEWS, entry("Bocchi the Rock Season 2 Announced"), OLD)
    await world.round()
    news = await world.reload(SMALLEST.replace("[network]", 'bocchi = ["Bocchi the Rock"]\n[network]'))
    assert news.new_watches == ("bocchi",)
    assert await world.round() == []
    stories = {s.watch: s.status for s in world.app.store.stories.all().values()}
    assert stories == {"higehiro": Status.ANNOUNCED, "bocchi": Status.ANNOUNCED}
    [report] = world.app.store.stories.reports(watch="bocchi")
    assert report.baseline


async def test_a_new_name_rings_nothing_that_was_seen(world: World) -> None:
    world.feed(entry("Shaved Beard Season 2 Announced", guid="9"), OLD)
    await world.round()
    await world.reload(SMALLEST.replace('"Higehiro"', '"Higehiro", "Shaved Beard"'))
    assert await world.round() == []
    world.feed(entry("Shaved Beard Season 2 Announced", guid="9", summary="A typo was mended."), OLD)
    assert await world.round() == []


async def test_a_renamed_watch_and_source_keep_their_memory(world: World) -> None:
    world.feed(NEWS, OLD)
    await world.round()
    await world.reload(SMALLEST.replace("higehiro =", "beard =").replace("ann =", "animenews ="))
    assert await world.round() == []
    world.feed(ALSO, NEWS, OLD)
    assert await world.round() == []
    [story] = world.app.store.stories.all().values()
    assert (story.watch, story.standing.by, story.status) == ("beard", ("animenews",), Status.ANNOUNCED)


async def test_a_restart_asks_nobody_early_and_forgets_nothing(world: World) -> None:
    world.feed(NEWS, OLD)
    await world.round()
    for _ in range(5):
        await world.restart()
        await world.round(timedelta(minutes=1))
    assert len(world.site.requests) == 1
    await world.round()
    assert len(world.site.requests) == 2
    assert world.site.requests[-1].header("if-none-match")


async def test_a_source_that_fails_is_told_once_and_its_recovery_once(tmp_path: Path) -> None:
    async with World(tmp_path, WITH_MAIL) as world:
        world.site.answer("/ann", status=503)
        for _ in range(5):
            await world.round(timedelta(hours=7))
        world.feed(OLD)
        await world.round(timedelta(hours=7))
        await world.round(timedelta(hours=7))
        subjects = [str(m.message["Subject"]) for m in world.mailbox.mails]
        assert len(subjects) == 2
        assert "ann has failed 3 times in a row" in subjects[0]
        assert "ann works again, after 1 day" in subjects[1]
        assert world.hook.messages == []


async def test_a_channel_that_refuses_is_told_elsewhere_and_keeps_what_waits(tmp_path: Path) -> None:
    async with World(tmp_path, WITH_MAIL) as world:
        world.feed(OLD)
        await world.round()
        world.hook.script(answer(404, {"message": "Unknown Webhook", "code": 10015}))
        world.feed(TALK, OLD)
        await world.round()
        world.feed(NEWS, TALK, OLD)
        await world.round()
        await world.round()
        assert len(world.hook.requests) == 1
        assert world.app.store.channels.all()["discord"].health.condition is Condition.STOPPED
        notices = [
            s for s in (str(m.message["Subject"]) for m in world.mailbox.mails) if "discord refuses" in s
        ]
        assert len(notices) == 1
        assert world.app.store.channels.resume("discord")
        await world.round(timedelta(seconds=1))
        await world.round(timedelta(seconds=1))
        assert len(world.told) == 2
        assert sum("discord works again" in str(m.message["Subject"]) for m in world.mailbox.mails) == 1


async def test_an_uncertain_message_is_repeated_with_a_mark(world: World) -> None:
    world.feed(OLD)
    await world.round()
    world.hook.script(drop_after_body)
    world.feed(NEWS, OLD)
    [alert] = await world.round()
    assert world.hook.messages == []
    await world.round(timedelta(seconds=5))
    [message] = world.hook.messages
    assert "repeat" in str(message.payload)
    assert alert.id in str(message.payload)
    [(_, [delivery])] = world.app.store.outbox.alerts()
    assert (delivery.fate, delivery.attempts) == (Fate.SENT, 2)


async def test_many_at_once_become_one_message_that_names_them_all(tmp_path: Path) -> None:
    async with World(tmp_path, KEYWORDS) as world:
        world.feed(OLD)
        await world.round()
        world.feed(*(entry(f"One Piece chapter {n}") for n in range(36)), OLD)
        assert len(await world.round()) == 36
        [message] = world.hook.messages
        assert all(f"One Piece chapter {n}" in str(message.payload) for n in range(36))


async def test_an_interval_is_lengthened_by_the_publisher(world: World) -> None:
    world.site.answer("/ann", body=rss(OLD, ttl=180), headers={"Content-Type": "application/rss+xml"})
    await world.round()
    await world.round(timedelta(hours=2))
    assert len(world.site.requests) == 1
    await world.round(timedelta(hours=1, minutes=5))
    assert len(world.site.requests) == 2


async def test_a_host_that_asks_us_to_wait_is_left_alone_across_restarts(tmp_path: Path) -> None:
    async with World(tmp_path, TWO_SOURCES) as world:
        world.site.answer("/ann", status=429, headers={"Retry-After": "7200"})
        world.site.answer("/natalie", status=429, headers={"Retry-After": "7200"})
        await world.round()
        assert len(world.site.requests) == 1  # the second source is on the same host
        await world.restart()
        await world.round(timedelta(hours=1, minutes=30))
        assert len(world.site.requests) == 1
        await world.round(timedelta(minutes=40))
        assert len(world.site.requests) == 2


async def test_a_page_is_read_by_its_selector(tmp_path: Path) -> None:
    page = '<html><ul><li class="n"><a href="/1">{}</a></li></ul></html>'
    config = SMALLEST.replace('"{site}/ann"', '{{ url = "{site}/ann", select = "li.n" }}')
    async with World(tmp_path, config) as world:
        world.site.answer(
            "/ann", body=page.format("お知らせ"), headers={"Content-Type": "text/html; charset=utf-8"}
        )
        await world.round()
        world.site.answer(
            "/ann",
            body=page.format("Higehiro 第2期 制作決定"),
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        [alert] = await world.round(timedelta(hours=3))
        assert (alert.status, alert.item.link if alert.item else "") == (
            Status.ANNOUNCED,
            world.site.url("/1"),
        )


async def test_a_muted_watch_is_silent_and_its_alert_is_kept(world: World) -> None:
    world.feed(OLD)
    await world.round()
    world.app.store.stories.mute("higehiro", world.clock() + timedelta(days=1))
    world.feed(NEWS, OLD)
    [alert] = await world.round()
    assert world.hook.messages == []
    [(_, [delivery])] = world.app.store.outbox.alerts()
    assert delivery.fate is Fate.MUTED
    world.app.store.outbox.resend(alert.id, (), world.clock())
    await world.round()
    assert len(world.hook.messages) == 1
    assert "repeat" not in str(world.hook.messages[0].payload)


async def test_what_is_private_is_refused_unless_allowed(tmp_path: Path) -> None:
    async with World(tmp_path, SMALLEST.replace('"127.0.0.0/8"', '"10.0.0.0/8"')) as world:
        world.feed(NEWS)
        await world.round()
        assert world.site.accepted == 0
        assert "private" in world.app.store.sources.all()[0].health.reason


async def test_a_clock_set_back_does_not_silence(world: World) -> None:
    world.feed(OLD)
    await world.round()
    world.feed(NEWS, OLD)
    assert len(await world.round(timedelta(hours=-5))) == 1


async def test_the_memory_is_for_its_owner_only(world: World) -> None:
    world.feed(NEWS, OLD)
    await world.round()
    state = world.folder / "state"
    assert oct(state.stat().st_mode & 0o777) == "0o700"
    assert {oct(f.stat().st_mode & 0o777) for f in state.iterdir()} == {"0o600"}
    raw = b"".join(f.read_bytes() for f in state.iterdir())
    assert world.hook.url.rpartition("/")[2].encode() not in raw  # the webhook's token
    with sqlite3.connect(state / "watcher.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


async def test_a_date_that_moves_by_a_month_rings(world: World) -> None:
    world.feed(OLD)
    await world.round()
    rung = []
    for n, month in enumerate(("April", "May", "May", "July")):
        world.feed(entry(f"Higehiro Season 2 Premieres in {month} 2027", guid=f"g{n}"), OLD)
        rung += [a.period.text for a in await world.round() if a.period]
    assert rung == ["April 2027", "May 2027", "July 2027"]


async def test_after_a_restore_what_rings_again_is_marked(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        world.feed(OLD)
        await world.round()
        world.app.store.backup(tmp_path / "copy.db")
        world.feed(NEWS, OLD)
        [first] = await world.round()
        await world.app.close()
        restore(tmp_path / "copy.db", tmp_path / "state" / "watcher.db", world.clock())
        await world.start()
        [again] = await world.round()
        assert again.id != first.id
        assert ["repeat" in str(m.payload) for m in world.hook.messages] == [False, True]
        world.feed(DATE, NEWS, OLD)
        await world.round()
        assert "repeat" not in str(world.hook.messages[-1].payload)


async def test_one_unacceptable_alert_does_not_keep_the_others_back(tmp_path: Path) -> None:
    async with World(tmp_path, KEYWORDS) as world:
        world.feed(OLD)
        await world.round()
        for _ in range(4):  # the whole, a half, a quarter, an eighth: the first alert is the one to blame
            world.hook.script(answer(400, {"message": "Invalid Form Body", "code": 50035}))
        world.feed(*(entry(f"One Piece chapter {n}") for n in range(8)), OLD)
        await world.round()
        fates = [d.fate for a, (d,) in world.app.store.outbox.alerts() if a.watch]
        assert (fates.count(Fate.DEAD), fates.count(Fate.SENT)) == (1, 7)
        assert len(world.hook.requests) <= 4 + 3 + 1
        assert "repeat" not in str([m.payload for m in world.hook.messages])


async def test_another_selector_begins_with_a_baseline(tmp_path: Path) -> None:
    config = SMALLEST.replace('"{site}/ann"', '{{ url = "{site}/ann", select = "li.n" }}').replace(
        'higehiro = ["Hige wo Soru", "Higehiro"]', 'any = {{ keywords = ["chapter"] }}'
    )
    page = '<html><ul><li class="n"><a href="/1">Chapter 1</a></li></ul><p class="o"><a href="/2">{}</a></p></html>'
    async with World(tmp_path, config) as world:
        headers = {"Content-Type": "text/html; charset=utf-8"}
        world.site.answer("/ann", body=page.format("Chapter 2"), headers=headers)
        await world.round()
        await world.reload(config.replace("li.n", "p.o"))
        assert await world.round(timedelta(hours=3)) == []
        world.site.answer("/ann", body=page.format("Chapter 3"), headers=headers)
        assert [a.headline for a in await world.round(timedelta(hours=3))] == ["Chapter 3"]


async def test_dates_that_are_all_long_ago_make_no_reset(tmp_path: Path) -> None:
    """A source whose clock is months behind, or that publishes an old magazine in order, shows each item for the first time."""
    async with World(tmp_path, KEYWORDS) as world:
        old = [entry(f"chapter {n}", day=n - 400) for n in range(30)]
        world.feed(*old[:5])
        await world.round()
        for n in range(5, 30, 5):
            world.feed(*reversed(old[: n + 5]))
            alerts = await world.round()
            assert [alert.reason for alert in alerts] == [Reason.KEYWORDS] * 5
            assert all(alert.old for alert in alerts)
        world.feed(*[entry(f"chapter {n} of the archive", day=n - 900) for n in range(6)])
        [summary] = await world.round()
        assert (summary.reason, len(summary.lines)) == (Reason.RESET, 6)
