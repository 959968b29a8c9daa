"""A config that is read anew while everything runs: what stays open, what is closed, and what was under way."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.channels import Sent
from watcher.decide.reading import Reader
from watcher.desk import Desk
from watcher.errors import ConfigError, StoreError
from watcher.model import Fate, Letter, Status
from watcher.store import FILE
from watcher.welcome import introduce, meet

from build import a_watch, an_item
from fakes.byhand import ByHand
from fakes.carriers import Carriers
from fakes.feeds import entry, rss
from fakes.holder import Holder
from fakes.world import SMALLEST, World

OLD = entry("Spring shows we are watching", day=-3)
NEWS = entry("Higehiro Anime Gets 2nd Season", day=3)
DATE = entry("Higehiro Season 2 Premieres in April 2027", day=9)
TWO_CHANNELS = SMALLEST.replace('discord = "{hook}"', 'discord = "json://one"\nmail = "json://two"')
TO_ONE_OF_TWO = TWO_CHANNELS.replace("[network]", '[defaults]\nnotify = "discord"\n[network]')
ONE = TWO_CHANNELS.replace('mail = "json://two"\n', "")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as made:
        await made.begin(OLD)
        yield made


@pytest.fixture
async def carriers() -> Carriers:
    return Carriers()


# What stays open


async def test_what_did_not_change_stays_open(tmp_path: Path, carriers: Carriers) -> None:
    async with World(tmp_path, TWO_CHANNELS, carriers.open) as world:
        rounds, client, before = (
            world.app.rounds,
            world.app.rounds.desk.client,
            dict(world.app.rounds.carriers),
        )
        await world.reload(TWO_CHANNELS.replace("higehiro =", "beard =").replace("ann =", "animenews ="))
        assert world.app.rounds is rounds
        assert rounds.desk.client is client
        assert all(rounds.carriers[name] is carrier for name, carrier in before.items())
        assert (carriers.opened, carriers.closed) == (["json://one", "json://two"], [])
    assert carriers.closed == ["json://one", "json://two"]


@pytest.mark.parametrize(
    ("config", "opened", "closed"),
    [
        pytest.param(TWO_CHANNELS.replace("json://two", "json://three"), ["json://three"], ["json://two"], id="another address"),
        pytest.param(TWO_CHANNELS.replace("mail =", "post ="), ["json://two"], ["json://two"], id="another name"),
        pytest.param(ONE, [], ["json://two"], id="gone"),
        pytest.param(TWO_CHANNELS.replace("mail =", 'pager = "json://three"\nmail ='), ["json://three"], [], id="new"),
    ],
)  # fmt: skip
async def test_a_channel_that_changed_is_opened_anew_and_the_old_one_closed(
    tmp_path: Path, carriers: Carriers, config: str, opened: list[str], closed: list[str]
) -> None:
    async with World(tmp_path, TWO_CHANNELS, carriers.open) as world:
        await world.reload(config)
        await settled()
        assert (carriers.opened[2:], carriers.closed) == (opened, closed)


async def settled() -> None:
    """Let what is ready run."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_other_allowed_addresses_take_another_client(world: World) -> None:
    client = world.app.rounds.desk.client
    await world.reload(SMALLEST.replace('"127.0.0.0/8"', '"127.0.0.1"'))
    assert world.app.rounds.desk.client is not client
    world.feed(NEWS, OLD)
    assert len(await world.round()) == 1
    await settled()
    with pytest.raises(RuntimeError, match="closed"):
        await client.get(world.app.loaded.watchlist.sources[0], world.app.store.sources.all()[0].validators)


async def test_a_hundred_reloads_leave_nothing_open(world: World) -> None:
    before = open_files()
    for n in range(100):
        await world.reload(
            SMALLEST.replace('"127.0.0.0/8"', f'"127.0.0.1", "10.0.0.{n}"').replace(
                "{hook}", f"{{hook}}?n={n}"
            )
        )
    await settled()
    assert len(world.app._retiring) == 0
    assert open_files() <= before + 2


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


# What changes at once


async def test_a_shorter_interval_counts_from_the_last_poll(tmp_path: Path) -> None:
    slow = SMALLEST.replace('"{site}/ann"', '{{ url = "{site}/ann", every = "6h" }}')
    async with World(tmp_path, slow) as world:
        world.feed(OLD)
        await world.round()
        await world.round(timedelta(minutes=30))
        assert len(world.site.requests) == 1
        await world.reload(slow.replace("6h", "20m"))
        await world.round(timedelta(0))
        assert len(world.site.requests) == 2
        await world.reload(slow)  # a longer one waits for its turn
        await world.round(timedelta(minutes=25))
        assert len(world.site.requests) == 3
        await world.round(timedelta(hours=5))
        assert len(world.site.requests) == 3


async def test_a_wrong_file_changes_nothing(world: World) -> None:
    desk, before, loaded = world.app.rounds.desk, world.app.rounds.carriers, world.app.loaded
    with pytest.raises(ConfigError):
        await world.reload(SMALLEST.replace("higehiro =", "higehiro.abuot ="))
    assert (world.app.rounds.desk, world.app.rounds.carriers, world.app.loaded) == (desk, before, loaded)


async def test_a_locked_store_changes_nothing_and_the_next_reload_works(world: World) -> None:
    world.app.store._db.write("PRAGMA busy_timeout = 50")
    desk, before = world.app.rounds.desk, world.app.rounds.carriers
    config = (
        SMALLEST.replace("higehiro =", "beard =")
        .replace("{hook}", "{hook}?n=2")
        .replace("ann =", "animenews =")
    )
    with Holder(world.folder / "state" / FILE) as other:
        other.run("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program holds the database locked"):
            await world.reload(config)
        assert world.app.rounds.desk is desk
        assert world.app.rounds.carriers is before
        other.run("COMMIT")
        world.feed(NEWS, OLD)
        [alert] = await world.round()
        assert alert.watch == "higehiro"
    await world.reload(config)
    world.feed(DATE, NEWS, OLD)
    [alert] = await world.round()
    assert (alert.watch, alert.item.source if alert.item else "") == ("beard", "animenews")
    assert len(world.told) == 2


def test_a_new_watch_sees_what_came_while_it_was_read(tmp_path: Path) -> None:
    """Reading all that is stored takes its time; what a poll stores meanwhile belongs to it, too."""
    hand, new = ByHand(tmp_path / FILE), a_watch(name="bocchi", titles=("Bocchi the Rock",))
    desk = Desk(
        client=None,
        store=hand.store,
        watchlist=hand.watchlist,
        reader=Reader(()),
        watches={},
        mail=frozenset(),
    )  # type: ignore[arg-type]
    hand.poll(an_item())
    met = meet(hand.store, hand.store.strangers(replace(hand.watchlist, watches=(a_watch(), new))))
    assert (met.watches, met.items, met.row) == ((new,), [], 1)
    hand.poll(an_item(guid="2", title="Bocchi the Rock Season 2 Announced", link=None))
    assert hand.register(watches=(a_watch(), new)).watches == ("bocchi",)
    with hand.store.turn():
        introduce(desk, met, hand.now)
    assert hand.store.stories.all()["bocchi", "season 2"].status is Status.ANNOUNCED
    [report] = hand.store.stories.reports(watch="bocchi")
    assert report.baseline
    assert hand.store.outbox.alerts() == []
    hand.store.close()


# What was under way


async def held_poll(world: World, config: str, *entries: str) -> None:
    """Have a poll under way while the config is read anew, and end it then."""
    gate = world.site.gate()
    world.site.answer("/ann", body=rss(*entries), headers={"Content-Type": "application/rss+xml"}, hold=gate)
    world.clock.advance(timedelta(minutes=20))
    asked = len(world.site.requests)
    world.app.rounds.start_polls()
    await asyncio.to_thread(world.site.wait_for, "/ann", asked + 1)
    await world.reload(config)
    gate.open()
    await world.app.rounds.wait()


def headlines(world: World) -> list[tuple[str | None, str, str]]:
    return [
        (a.watch, a.item.source if a.item else "", a.headline) for a, _ in world.app.store.outbox.alerts()
    ]


NEWS_TITLE = "Higehiro Anime Gets 2nd Season"


@pytest.mark.parametrize(
    ("change", "rings_at_once", "rings_later"),
    [
        pytest.param(("higehiro =", "beard ="), [("beard", "ann", NEWS_TITLE)], [], id="watch renamed"),
        pytest.param(('higehiro = ["Hige wo Soru", "Higehiro"]', 'other = "Other"'), [], [], id="watch removed"),
        pytest.param(("ann =", "animenews ="), [], [("higehiro", "animenews", NEWS_TITLE)], id="source renamed"),
        pytest.param(('"{site}/ann"', '"{site}/other"'), [], [], id="source removed"),
        pytest.param(
            ('"{site}/ann"', '{{ url = "{site}/ann", official = true }}'), [], [("higehiro", "ann", NEWS_TITLE)], id="source changed"
        ),
        pytest.param(("[watch]", "[watch]\nbocchi = 'Bocchi'"), [("higehiro", "ann", NEWS_TITLE)], [], id="watch added"),
    ],
)  # fmt: skip
async def test_a_poll_under_way_is_judged_by_the_new_config(
    world: World,
    caplog: pytest.LogCaptureFixture,
    change: tuple[str, str],
    rings_at_once: list[tuple[str, str, str]],
    rings_later: list[tuple[str, str, str]],
) -> None:
    with caplog.at_level(logging.INFO):
        await held_poll(world, SMALLEST.replace(*change), NEWS, OLD)
    assert "an error of ours" not in caplog.text
    assert headlines(world) == rings_at_once
    world.feed(NEWS, OLD)
    world.feed(OLD, path="/other")
    await world.round()
    assert headlines(world) == rings_at_once + rings_later  # nothing is lost, nothing rings twice


async def test_a_source_that_left_while_it_failed_is_told_by_nobody(world: World) -> None:
    for _ in range(2):
        world.site.answer("/ann", status=503)
        await world.round(timedelta(hours=7))
    gate = world.site.gate()
    world.site.answer("/ann", status=503, headers={"Retry-After": "3600"}, hold=gate)
    world.clock.advance(timedelta(hours=7))
    world.app.rounds.start_polls()
    await asyncio.to_thread(world.site.wait_for, "/ann", 4)
    await world.reload(SMALLEST.replace('"{site}/ann"', '"{site}/other"'))
    gate.open()
    await world.app.rounds.wait()
    assert headlines(world) == []
    assert list(world.app.store.sources.pauses(world.clock())) == [
        "127.0.0.1"
    ]  # what its host asked for holds


@pytest.mark.parametrize(
    ("config", "closed"),
    [
        pytest.param(TWO_CHANNELS.replace("discord =", "team ="), ["json://one"], id="renamed"),
        pytest.param(TWO_CHANNELS.replace("json://one", "json://new"), ["json://one"], id="another address"),
        pytest.param(TWO_CHANNELS.replace('discord = "json://one"\n', ""), ["json://one"], id="removed"),
        pytest.param(TWO_CHANNELS.replace("higehiro =", "beard ="), [], id="untouched"),
    ],
)
async def test_a_letter_under_way_arrives_and_its_channel_is_closed_after(
    tmp_path: Path, carriers: Carriers, caplog: pytest.LogCaptureFixture, config: str, closed: list[str]
) -> None:
    async with World(tmp_path, TO_ONE_OF_TWO, carriers.open) as world:
        await under_way(world, carriers, OLD, NEWS)
        await world.reload(config)
        await settled()
        assert carriers.closed == []  # the letter still needs it
        carriers.gate.set()
        await world.app.rounds.wait()
        await settled()
        assert carriers.closed == closed
        [(_, [delivery])] = world.app.store.outbox.alerts()
        assert (delivery.fate, delivery.receipt) == (Fate.SENT, "receipt")
        await world.round()
        assert len(carriers.sent) == 1
    assert "an error of ours" not in caplog.text


async def under_way(world: World, carriers: Carriers, *feeds: str) -> None:
    """Get a baseline, then have the news on its way."""
    world.feed(feeds[0])
    await world.round()
    world.feed(*reversed(feeds))
    carriers.gate.clear()
    world.clock.advance(timedelta(minutes=20))
    world.app.rounds.start_polls()
    while world.app.rounds.polling:
        await world.app.rounds.wait(first=True)
    world.app.rounds.start_deliveries(hurry=True)
    await carriers.sending.wait()


async def test_what_waits_behind_a_letter_goes_by_the_new_address(tmp_path: Path, carriers: Carriers) -> None:
    async with World(tmp_path, ONE, carriers.open) as world:
        await under_way(world, carriers, OLD, NEWS, DATE)
        await world.reload(ONE.replace("json://one", "json://new"))
        carriers.gate.set()
        await world.app.rounds.wait()
        await world.round(timedelta(seconds=1))
        assert [(address, len(headline)) for address, headline, _ in carriers.sent] == [("json://one", 1), ("json://new", 1)]  # fmt: skip


async def test_what_the_old_address_answers_says_nothing_of_the_new_one(
    tmp_path: Path, carriers: Carriers
) -> None:
    from watcher.channels import Refused

    async with World(tmp_path, ONE, carriers.open) as world:
        await under_way(world, carriers, OLD, NEWS)
        carriers.answer = lambda _: Refused("404")
        await world.reload(ONE.replace("json://one", "json://new"))
        carriers.gate.set()
        await world.app.rounds.wait()
        carriers.answer = lambda _: Sent("receipt")
        await world.round(timedelta(seconds=1))
        assert [address for address, _, _ in carriers.sent] == ["json://one", "json://new"]
        assert headlines(world) == [("higehiro", "ann", NEWS_TITLE)]  # nobody is told that a channel refuses


# A bug costs one message


async def test_a_message_that_hits_a_bug_of_ours_stops_no_other(tmp_path: Path, carriers: Carriers) -> None:
    async with World(tmp_path, TO_ONE_OF_TWO, carriers.open) as world:
        world.feed(OLD)
        await world.round()
        carriers.answer = broken_for_the_date
        world.feed(DATE, NEWS, OLD)
        await world.round()
        fates = {a.headline: [d.fate for d in ds] for a, ds in world.app.store.outbox.alerts()}
        assert fates[NEWS_TITLE] == [Fate.SENT]
        assert fates["Higehiro Season 2 Premieres in April 2027"] == [Fate.DEAD]
        sent = len(carriers.sent)
        await world.round()
        assert [headline for _, headlines_, _ in carriers.sent[sent:] for headline in headlines_ if "April" in headline] != []  # fmt: skip
        assert carriers.sent[-1][0] == "json://two"  # told elsewhere
        for _ in range(3):
            await world.round()
        assert len(carriers.sent) == sent + 1  # and then no more


def broken_for_the_date(letter: Letter) -> Sent:
    if any(alert.headline.endswith("2027") for alert in letter.alerts):
        raise ZeroDivisionError
    return Sent("receipt")


# A memory that is new, or gone


async def test_a_first_start_says_in_the_log_that_the_memory_is_new(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with World(tmp_path) as world:
            assert "watcher.db is new: what the sources show at first counts as known" in caplog.text
            caplog.clear()
            await world.restart()
            assert "is new" not in caplog.text
            assert headlines(world) == []


async def test_a_memory_that_is_gone_is_told(world: World) -> None:
    await world.app.close()
    (world.folder / "state" / FILE).unlink()
    await world.start()
    world.feed(NEWS, OLD)
    await world.round()
    [(notice, _)] = world.app.store.outbox.alerts()
    assert notice.headline.startswith("watcher ran here before, but its memory is gone")
    assert len(world.hook.messages) == 1
    await world.restart()
    await world.round()
    assert len(world.hook.messages) == 1
