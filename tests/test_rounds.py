"""What cannot be recorded is not done: nobody is asked or told in vain, it is said once, and all goes on when it can be."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.channels import Outcome, Sent
from watcher.decide import pace
from watcher.errors import StoreError
from watcher.model import Fate, Letter
from watcher.store import FILE

from fakes.carriers import Carriers
from fakes.feeds import entry
from fakes.holder import Holder
from fakes.world import SMALLEST, World

OLD = entry("Spring shows we are watching", day=-3)
NEWS = entry("Higehiro Anime Gets 2nd Season", day=3)
DATE = entry("Higehiro Season 2 Premieres in April 2027", day=9)
LOCKED = "another program holds the database locked"
CHANNEL = SMALLEST.replace("{hook}", "json://one")


@pytest.fixture
async def carriers() -> Carriers:
    return Carriers()


@pytest.fixture
async def world(tmp_path: Path, carriers: Carriers) -> AsyncIterator[World]:
    """A watcher with a baseline, that waits for nobody who holds its database."""
    async with World(tmp_path, CHANNEL, carriers.open) as made:
        await made.begin(OLD)
        made.app.store._db.write("PRAGMA busy_timeout = 50")
        yield made


@pytest.fixture
def other(world: World) -> Iterator[Holder]:
    with Holder(world.folder / "state" / FILE) as made:
        yield made


async def try_polls(world: World, later: timedelta) -> int:
    """Start what is due, that much later, and say how many requests came of it."""
    before = len(world.site.requests)
    world.clock.advance(later)
    world.app.rounds.start_polls()
    await world.app.rounds.wait()
    return len(world.site.requests) - before


async def test_a_poll_that_can_t_be_recorded_is_not_repeated_every_second(
    world: World, other: Holder, caplog: pytest.LogCaptureFixture
) -> None:
    other.run("BEGIN EXCLUSIVE")
    world.feed(NEWS, OLD)
    assert await try_polls(world, timedelta(minutes=20)) == 1
    assert str(world.app.rounds.trouble).endswith(LOCKED)
    assert [await try_polls(world, timedelta(seconds=s)) for s in (0, 1, 1)] == [0, 0, 0]
    assert await try_polls(world, timedelta(seconds=2)) == 1
    assert caplog.text.count(LOCKED) == 1
    other.run("COMMIT")
    assert await try_polls(world, timedelta(seconds=2)) == 0
    assert await try_polls(world, timedelta(seconds=2)) == 1  # it stayed due
    assert world.app.rounds.trouble is None
    assert caplog.text.count("the store works again") == 1
    [(alert, _)] = world.app.store.outbox.alerts()
    assert alert.headline == "Higehiro Anime Gets 2nd Season"


async def test_a_host_that_is_not_ours_is_left_alone_for_longer(tmp_path: Path, carriers: Carriers) -> None:
    """127.0.0.1 counts as somebody else's where it is not allowed."""
    async with World(tmp_path, CHANNEL.replace("127.0.0.0/8", "10.0.0.0/8"), carriers.open) as world:
        world.app.store._db.write("PRAGMA busy_timeout = 50")
        with Holder(world.folder / "state" / FILE) as other:
            other.run("BEGIN EXCLUSIVE")
            await try_polls(world, timedelta(0))
            assert world.app.rounds.trouble
            assert world.app.rounds.held(["ann"])
            other.run("COMMIT")
        await try_polls(world, pace.REST - timedelta(seconds=1))
        assert world.app.store.sources.all()[0].tried_at is None
        await try_polls(world, timedelta(seconds=1))
        assert world.app.store.sources.all()[0].tried_at == world.clock()


async def test_a_clock_set_back_ends_a_rest(world: World, other: Holder) -> None:
    other.run("BEGIN EXCLUSIVE")
    assert await try_polls(world, timedelta(minutes=20)) == 1
    assert await try_polls(world, timedelta(hours=-30)) == 1


async def test_nothing_is_sent_that_can_t_be_recorded(
    world: World, other: Holder, carriers: Carriers
) -> None:
    world.feed(NEWS, OLD)
    await try_polls(world, timedelta(minutes=20))
    other.run("BEGIN EXCLUSIVE")
    for _ in range(3):
        world.clock.advance(timedelta(seconds=5))
        world.app.rounds.start_deliveries(hurry=True)
        await world.app.rounds.wait()
    assert carriers.sent == []
    other.run("COMMIT")
    await world.round(timedelta(seconds=5))
    assert [repeats for _, _, repeats in carriers.sent] == [frozenset()]


async def test_one_that_was_sent_and_can_t_be_recorded_is_repeated_once_with_a_mark(
    world: World, other: Holder, carriers: Carriers
) -> None:
    def locked_meanwhile(_: Letter) -> Outcome:
        other.run("BEGIN EXCLUSIVE")
        return Sent("receipt")

    carriers.answer = locked_meanwhile
    world.feed(NEWS, OLD)
    [alert] = await world.round()
    carriers.answer = lambda _: Sent("receipt")
    for seconds in (0, 1, 1):
        world.clock.advance(timedelta(seconds=seconds))
        world.app.rounds.start_deliveries(hurry=True)
        await world.app.rounds.wait()
    assert len(carriers.sent) == 1
    other.run("COMMIT")
    await world.round(timedelta(seconds=5))
    assert [repeats for _, _, repeats in carriers.sent] == [frozenset(), frozenset({alert.id})]
    assert world.app.store.outbox.fates(alert.id)[0].fate is Fate.SENT


async def test_trouble_with_one_is_not_over_because_another_works(tmp_path: Path, carriers: Carriers) -> None:
    async with World(tmp_path, CHANNEL, carriers.open) as world:
        world.feed(OLD)
        await world.round()
        many = [entry(f"Higehiro Season 2 item {n}", summary="x" * 3000) for n in range(300)]
        world.app.store._db.write("PRAGMA max_page_count = 45")
        world.feed(*many)
        await world.round()
        assert "the disk is full" in str(world.app.rounds.trouble)
        await world.reload(CHANNEL.replace("[watch]", 'two = "http://127.0.0.2:1/"\n[watch]'))
        await world.round(timedelta(seconds=1))  # nobody answers there, and that is recorded
        assert world.app.store.sources.all()[1].health.failures == 1
        assert "the disk is full" in str(world.app.rounds.trouble)
        world.app.store._db.write("PRAGMA max_page_count = 100000")
        await world.round()
        assert world.app.rounds.trouble is None


async def test_trouble_with_one_that_left_the_config_is_over(world: World, other: Holder) -> None:
    other.run("BEGIN EXCLUSIVE")
    await try_polls(world, timedelta(minutes=20))
    other.run("COMMIT")
    await world.reload(CHANNEL.replace('ann = "{site}/ann"', 'two = "http://127.0.0.2:1/"'))
    await world.round(2 * pace.REST_AT_HOME)
    assert world.app.rounds.trouble is None


async def test_once_says_what_is_wrong_and_does_not_try_in_vain(world: World, other: Holder) -> None:
    other.run("BEGIN EXCLUSIVE")
    world.clock.advance(timedelta(minutes=20))
    with pytest.raises(StoreError, match=LOCKED):
        await world.app.once(force=False, seconds=30)
    assert len(world.site.requests) == 2  # the baseline, and one that could not be recorded
    other.run("COMMIT")
    world.clock.advance(timedelta(seconds=5))
    done = await world.app.once(force=False, seconds=30)
    assert [polled.ok for polled in done.polled] == [True]


async def test_who_only_reads_is_never_held_up(world: World, other: Holder) -> None:
    other.run("BEGIN EXCLUSIVE")
    assert world.app.rounds.due() == []
    world.clock.advance(timedelta(minutes=20))
    assert world.app.rounds.due() == ["ann"]


async def test_the_daemon_can_tell_without_its_store(world: World, other: Holder, carriers: Carriers) -> None:
    other.run("BEGIN EXCLUSIVE")
    assert await world.app.say_aloud("watcher can't use its memory")
    assert carriers.sent[-1][1] == ("watcher can't use its memory",)


async def test_a_bug_in_a_poll_is_logged_with_its_subject_and_pushed_aside(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.feed(NEWS, OLD)
    await world.round()
    world.app.store._db.write("UPDATE story SET standing = 'what nobody wrote'")
    world.feed(DATE, NEWS, OLD)
    caplog.clear()
    assert await try_polls(world, timedelta(minutes=20)) == 1
    assert [await try_polls(world, timedelta(minutes=m)) for m in (1, 10, 40)] == [0, 0, 0]
    assert caplog.text.count("ann: an error of ours") == 1
    assert world.app.store.sources.all()[0].health.reason == "an error of ours: ValidationError"
    world.app.store._db.write("UPDATE story SET standing = '{}'")
    assert len(await world.round(timedelta(minutes=30))) == 1


async def test_a_server_s_pause_that_a_wrong_clock_noted_does_not_last(world: World) -> None:
    world.site.answer("/ann", status=429, headers={"Retry-After": "3600"})
    await world.round(timedelta(days=3650))
    world.feed(NEWS, OLD)
    assert await world.round(timedelta(days=-3650)) != []
    assert await asyncio.to_thread(lambda: len(world.site.requests)) == 3


async def test_a_pause_that_is_asked_for_stands_though_a_shorter_one_follows(world: World) -> None:
    sources = world.app.store.sources
    now = world.clock()
    for hours in (5, 1):
        sources.pause_host("e.org", now + timedelta(hours=hours), now)
    assert sources.pauses(now) == {"e.org": now + timedelta(hours=5)}
    sources.pause_host("e.org", now + timedelta(days=4000), now)  # nobody can ask for that
    assert sources.pauses(now) == {}
    sources.pause_host("e.org", now + timedelta(hours=1), now)
    assert sources.pauses(now) == {"e.org": now + timedelta(hours=1)}
