"""Quiet hours and digests of a whole watcher: what is held waits, goes out in time, whole, once, and in order."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher.channels import Failed, Outcome, Refused, Rejected, Sent
from watcher.model import Alert, Condition, Fate, Letter, Status
from watcher.queue import queues

from fakes.carriers import Carriers
from fakes.feeds import entry
from fakes.world import SMALLEST, World

OLD = entry("Spring shows we are watching", day=-3)
TALK = entry("Hige Wo Soru Season 2 - What We Know So Far", summary="There hasn't been any word yet.", day=1)
NEWS = entry("Higehiro Anime Gets 2nd Season", summary="The official website announced it on Friday.", day=3)
ALSO = entry("Confirmed: Higehiro Returns for a Second Season", day=3.5)
DATE = entry("Higehiro Season 2 Premieres in April 2027", day=9)
OUT = entry("Higehiro Season 2 Is Now Streaming", day=12)

BERLIN = '[defaults]\ntimezone = "Europe/Berlin"\n[network]'
QUIET = SMALLEST.replace(
    '"{hook}"', '{{ url = "{hook}", quiet = "22:00-07:00", through = "released" }}'
).replace("[network]", BERLIN)
DIGEST = SMALLEST.replace('"{hook}"', '{{ url = "{hook}", digest = "08:00" }}').replace("[network]", BERLIN)
MANY = 'any = {{ keywords = ["chapter"] }}'


def night(hour: int, minute: int = 0, day: int = 20) -> datetime:
    """Give that time of 20 November in Berlin."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=1)


@pytest.fixture
def carriers() -> Carriers:
    return Carriers()


@asynccontextmanager
async def begun(folder: Path, config: str, carriers: Carriers) -> AsyncIterator[World]:
    """Open a world that has had its first look."""
    async with World(folder, config.replace("{hook}", "json://one"), carriers.open) as world:
        world.feed(OLD)
        await world.round()
        yield world


@pytest.fixture
async def quiet(tmp_path: Path, carriers: Carriers) -> AsyncIterator[World]:
    async with begun(tmp_path, QUIET, carriers) as world:
        yield world


@pytest.fixture
async def digest(tmp_path: Path, carriers: Carriers) -> AsyncIterator[World]:
    async with begun(tmp_path, DIGEST, carriers) as world:
        yield world


async def until(world: World, moment: datetime) -> list[Alert]:
    """Do a round at that time."""
    return await world.round(moment - world.clock())


async def deliver(world: World, moment: datetime, *, hurry: bool = False) -> int:
    """Only deliver, at that time; say how many channels had something to do."""
    world.clock.advance(moment - world.clock())
    started = world.app.rounds.start_deliveries(hurry=hurry)
    await world.app.rounds.wait()
    return started


def told(carriers: Carriers) -> list[tuple[str, ...]]:
    return [headlines for _, headlines, _ in carriers.sent]


def ids(carriers: Carriers) -> list[list[str]]:
    """Give the ids of the alerts in each letter."""
    return [[alert.id for alert in letter.alerts] for letter in carriers.letters]


def fates(world: World) -> list[Fate]:
    return [d.fate for _, deliveries in reversed(world.app.store.outbox.alerts()) for d in deliveries]


async def test_what_comes_at_night_goes_out_in_the_morning(quiet: World, carriers: Carriers) -> None:
    quiet.feed(TALK, OLD)
    await until(quiet, night(21, 59))
    assert len(told(carriers)) == 1
    quiet.feed(NEWS, TALK, OLD)
    [news] = await until(quiet, night(22, 30))
    assert len(told(carriers)) == 1
    assert fates(quiet) == [Fate.SENT, Fate.PENDING]
    assert await deliver(quiet, night(6, 59, 21), hurry=True) == 0
    assert await deliver(quiet, night(7, 0, 21)) == 1
    assert ids(carriers)[-1] == [news.id]
    assert fates(quiet) == [Fate.SENT, Fate.SENT]


async def test_a_night_s_alerts_become_one_message_in_their_order(tmp_path: Path) -> None:
    config = QUIET.replace('higehiro = ["Hige wo Soru", "Higehiro"]', MANY)
    async with World(tmp_path, config) as world:
        world.feed(OLD)
        await world.round()
        for hour in range(9):
            world.feed(*(entry(f"One Piece chapter {n}", day=n / 100) for n in range(hour * 4, hour * 4 + 4)))
            await until(world, night(22, 10) + timedelta(hours=hour))
            if hour == 4:
                await world.restart()
        assert world.hook.messages == []
        await deliver(world, night(7, 0, 21))
        [message] = world.hook.messages
        text = str(message.payload)
        places = [text.find(f"One Piece chapter {n}") for n in range(36)]
        assert -1 not in places
        assert places == sorted(places)


async def test_what_may_break_through_does_and_what_waited_before_it_waits_on(
    quiet: World, carriers: Carriers
) -> None:
    quiet.feed(NEWS, OLD)
    await until(quiet, night(23))
    quiet.feed(OUT, NEWS, OLD)
    [out] = await until(quiet, night(23, 30))
    assert out.status is Status.RELEASED
    assert ids(carriers) == [[out.id]]
    assert carriers.letters[0].alerts[0].thread is None  # it follows up on nothing that was told here
    await deliver(quiet, night(7, 0, 21))
    assert len(told(carriers)) == 2


async def test_one_that_breaks_through_waits_for_the_polls_that_could_add_to_it(
    quiet: World, carriers: Carriers
) -> None:
    """The one that is held since yesterday does not make it complete."""
    quiet.feed(NEWS, OLD)
    await until(quiet, night(23))
    quiet.feed(OUT, NEWS, OLD)
    quiet.clock.advance(timedelta(minutes=30))
    quiet.app.rounds.start_polls()
    await quiet.app.rounds.wait()
    hung = asyncio.create_task(asyncio.sleep(60))
    quiet.app.rounds._hosts.tasks["another"] = hung
    try:
        assert quiet.app.rounds.start_deliveries() == 0
        quiet.clock.advance(timedelta(seconds=6))
        assert quiet.app.rounds.start_deliveries() == 1
    finally:
        del quiet.app.rounds._hosts.tasks["another"]
        hung.cancel()
    await quiet.app.rounds.wait()


async def test_what_is_held_is_not_read_every_second(quiet: World, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet.feed(NEWS, OLD)
    await until(quiet, night(23))
    read: list[str] = []
    outbox = quiet.app.store.outbox
    waiting = outbox.waiting
    monkeypatch.setattr(outbox, "waiting", lambda channel: read.append(channel) or waiting(channel))
    for second in range(60):
        assert await deliver(quiet, night(23, 1) + timedelta(seconds=second)) == 0
    assert read == []
    quiet.clock.advance(timedelta(hours=-2))  # the clock was set back to before the night
    assert quiet.app.rounds.start_deliveries() == 1
    await quiet.app.rounds.wait()
    assert fates(quiet) == [Fate.SENT]


async def test_what_its_owner_asks_for_is_never_held(quiet: World, carriers: Carriers) -> None:
    quiet.feed(NEWS, OLD)
    [news] = await until(quiet, night(23))
    assert await deliver(quiet, night(23, 1)) == 0
    quiet.app.store.outbox.resend(news.id, (), quiet.clock())
    assert await deliver(quiet, night(23, 2)) == 1
    assert ids(carriers) == [[news.id]]
    assert carriers.letters[0].repeats == frozenset()  # it had never gone out


async def test_a_message_that_failed_in_the_evening_waits_for_the_morning(
    quiet: World, carriers: Carriers
) -> None:
    carriers.answer = lambda _: Failed("503")
    quiet.feed(NEWS, OLD)
    await until(quiet, night(21, 59))
    carriers.answer = lambda _: Sent("r")
    assert await deliver(quiet, night(22, 30)) == 0
    assert await deliver(quiet, night(7, 0, 21)) == 1
    assert fates(quiet) == [Fate.SENT]


async def test_a_notice_waits_as_well(quiet: World, carriers: Carriers) -> None:
    quiet.site.answer("/ann", status=500)
    for hour in (22, 23):
        await until(quiet, night(hour, 30))
    await until(quiet, night(5, 30, 21))
    assert [w.alert.watch for w in quiet.app.store.outbox.waiting("discord")] == [None]
    assert told(carriers) == []
    await deliver(quiet, night(7, 0, 21))
    assert len(told(carriers)) == 1


@pytest.mark.parametrize("config", [SMALLEST.replace("[network]", BERLIN), QUIET.replace("22:00", "23:30")])
async def test_hours_that_are_taken_back_hold_nothing_more(
    quiet: World, carriers: Carriers, config: str
) -> None:
    quiet.feed(NEWS, OLD)
    await until(quiet, night(23))
    assert await deliver(quiet, night(23, 1)) == 0
    await quiet.reload(config.replace("{hook}", "json://two"))
    assert await deliver(quiet, night(23, 2)) == 1
    assert len(told(carriers)) == 1


async def test_what_is_held_can_be_seen(quiet: World) -> None:
    quiet.feed(NEWS, OLD)
    [news] = await until(quiet, night(23))
    held = queues(quiet.app.store, quiet.app.loaded.watchlist, quiet.clock())["discord"]
    assert [(h.until, h.why) for h in held.held] == [(night(7, 0, 21), "quiet until 07:00")]
    assert (held.free, held.oldest) == ((), None)
    quiet.app.store.outbox.resend(news.id, (), quiet.clock())
    asked = queues(quiet.app.store, quiet.app.loaded.watchlist, quiet.clock())["discord"]
    assert ([w.alert.id for w in asked.free], asked.held) == ([news.id], ())


# Digests


async def test_a_day_becomes_one_letter_with_all_that_folded(digest: World, carriers: Carriers) -> None:
    digest.feed(TALK, OLD)
    [talk] = await until(digest, night(12))
    digest.feed(NEWS, TALK, OLD)
    [news] = await until(digest, night(18))
    digest.feed(ALSO, NEWS, TALK, OLD)
    assert await until(digest, night(19)) == []
    assert await deliver(digest, night(7, 59, 21), hurry=True) == 0
    assert await deliver(digest, night(8, 0, 21)) == 1
    [letter] = carriers.letters
    assert (letter.digest, letter.repeats) == (True, frozenset())
    assert ids(carriers) == [[talk.id, news.id]]
    assert [place.title for place in letter.places] == ["Confirmed: Higehiro Returns for a Second Season"]
    assert fates(digest) == [Fate.SENT, Fate.SENT]


async def test_an_empty_day_is_silent_and_what_folded_is_in_the_next_digest(
    digest: World, carriers: Carriers
) -> None:
    digest.feed(NEWS, OLD)
    await until(digest, night(18))
    await deliver(digest, night(8, 0, 21))
    digest.feed(ALSO, NEWS, OLD)
    await until(digest, night(12, 0, 21))
    for day in (22, 23):
        assert await deliver(digest, night(8, 0, day), hurry=True) == 0
    digest.feed(DATE, ALSO, NEWS, OLD)
    [date] = await until(digest, night(12, 0, 23))
    await deliver(digest, night(8, 0, 24))
    assert ids(carriers)[-1] == [date.id]
    assert [place.title for place in carriers.letters[-1].places] == [
        "Confirmed: Higehiro Returns for a Second Season"
    ]
    assert len(carriers.letters) == 2


async def test_a_long_pause_loses_nothing_and_doubles_nothing(digest: World, carriers: Carriers) -> None:
    digest.feed(NEWS, OLD)
    await until(digest, night(18))
    await digest.app.close()
    digest.clock.advance(timedelta(days=3))
    carriers.closed.clear()
    await digest.start()
    digest.feed(DATE, NEWS, OLD)
    [date] = await digest.round(timedelta(minutes=1))
    assert len(carriers.letters) == 1  # it is late: at once, and what is new waits for tomorrow
    for _ in range(2):
        await digest.restart()
        carriers.closed.clear()
        await digest.round(timedelta(minutes=1))
    assert len(carriers.letters) == 1
    await deliver(digest, night(8, 0, 24))
    assert ids(carriers)[1:] == [[date.id]]


async def test_what_was_decided_before_a_digest_and_stored_after_it_is_in_the_next(
    digest: World, carriers: Carriers
) -> None:
    """A poll that began at 07:59 ends at 08:01. One digest a day."""
    digest.feed(NEWS, OLD)
    await until(digest, night(18))
    await deliver(digest, night(8, 0, 21))
    late = carriers.letters[0].alerts[0]
    digest.app.store.outbox.post([_copy(late, night(7, 59, 21))], (), digest.clock())
    assert await deliver(digest, night(8, 1, 21), hurry=True) == 0
    assert await deliver(digest, night(8, 0, 22)) == 1


def _copy(alert: Alert, at: datetime) -> Alert:
    from dataclasses import replace

    return replace(alert, id="late", at=at)


@pytest.mark.parametrize(
    ("answer", "repeat"),
    [(Failed("503"), False), (Failed("no answer", uncertain=True), True), (Refused("404"), False)],
)
async def test_a_digest_that_fails_is_tried_again_soon(
    digest: World, carriers: Carriers, answer: Outcome, repeat: bool
) -> None:
    digest.feed(NEWS, OLD)
    [news] = await until(digest, night(18))
    carriers.answer = lambda _: answer
    await deliver(digest, night(8, 0, 21))
    carriers.answer = lambda _: Sent("r")
    digest.app.store.channels.resume("discord")
    assert await deliver(digest, night(8, 1, 21), hurry=True) == 1
    assert [(letter.digest, letter.repeats) for letter in carriers.letters] == [
        (True, frozenset()),
        (True, frozenset({news.id} if repeat else ())),
    ]
    assert digest.app.store.channels.all()["discord"].digested_at == digest.clock()


async def test_a_kill_while_a_digest_is_sent(digest: World, carriers: Carriers) -> None:
    digest.feed(NEWS, OLD)
    [news] = await until(digest, night(18))
    carriers.gate.clear()
    digest.clock.advance(night(8, 0, 21) - digest.clock())
    digest.app.rounds.start_deliveries()
    await carriers.sending.wait()
    await digest.app.close()
    carriers.gate.set()
    carriers.closed.clear()
    await digest.start()
    assert await deliver(digest, night(8, 2, 21)) == 1
    assert carriers.letters[-1].repeats == {news.id}
    assert await deliver(digest, night(8, 3, 21), hurry=True) == 0


async def test_one_unacceptable_alert_does_not_spoil_a_digest(tmp_path: Path, carriers: Carriers) -> None:
    config = DIGEST.replace("{hook}", "json://one").replace("[watch]", f"[watch]\n{MANY}")
    async with World(tmp_path, config, carriers.open) as world:
        world.feed(OLD)
        await world.round()
        world.feed(NEWS, *(entry(f"One Piece chapter {n}", day=n / 100) for n in range(5)), OLD)
        assert len(await until(world, night(18))) == 6
        world.feed(ALSO, NEWS, OLD)
        await until(world, night(19))
        carriers.answer = _all_but("One Piece chapter 2")
        await deliver(world, night(8, 0, 21))
        assert sorted(fates(world)) == sorted(
            [*[Fate.SENT] * 5, Fate.DEAD, Fate.PENDING]
        )  # and a notice of it
        good = [letter for letter in carriers.letters if carriers.answer(letter) == Sent("r")]
        assert sorted(len(letter.alerts) for letter in good) == [2, 3]
        assert sum(len(letter.places) for letter in good) == 1
        assert all(letter.digest for letter in good)
        assert world.app.store.channels.all()["discord"].digested_at == world.clock()


def _all_but(headline: str) -> Callable[[Letter], Outcome]:
    def answer(letter: Letter) -> Outcome:
        return Rejected("400") if headline in [a.headline for a in letter.alerts] else Sent("r")

    return answer


async def test_what_is_asked_for_goes_out_by_itself_and_not_in_the_digest_again(
    digest: World, carriers: Carriers
) -> None:
    digest.feed(NEWS, OLD)
    [news] = await until(digest, night(18))
    digest.app.store.outbox.resend(news.id, (), digest.clock())
    assert await deliver(digest, night(18, 1)) == 1
    assert (ids(carriers), carriers.letters[0].digest) == ([[news.id]], False)
    assert await deliver(digest, night(8, 0, 21), hurry=True) == 0


async def test_a_digest_goes_out_though_the_last_alert_left_no_pause(
    digest: World, carriers: Carriers
) -> None:
    """A channel that asks for a pause with its receipt has taken the digest all the same."""
    carriers.answer = lambda _: Sent("r", pause=timedelta(seconds=2))
    digest.feed(NEWS, OLD)
    await until(digest, night(18))
    await deliver(digest, night(8, 0, 21))
    assert digest.app.store.channels.all()["discord"].digested_at == night(8, 0, 21)


async def test_a_digest_over_a_webhook(tmp_path: Path) -> None:
    async with World(tmp_path, DIGEST) as world:
        world.feed(OLD)
        await world.round()
        world.feed(TALK, OLD)
        await until(world, night(12))
        world.feed(NEWS, TALK, OLD)
        await until(world, night(18))
        assert world.hook.messages == []
        await deliver(world, night(8, 0, 21))
        [message] = world.hook.messages
        assert all(title in str(message.payload) for title in ("What We Know So Far", "Gets 2nd Season"))


# The channel of notices


async def test_notices_go_to_the_health_channel_while_it_works(tmp_path: Path, carriers: Carriers) -> None:
    config = SMALLEST.replace('discord = "{hook}"', 'mail = "json://mail"\nphone = "json://phone"').replace(
        "[network]", '[defaults]\nhealth = "phone"\n[network]'
    )
    async with World(tmp_path, config, carriers.open) as world:
        desk = world.app.rounds.desk
        desk.tell("one", world.clock())
        desk.tell("two", world.clock(), about="phone")
        broken = world.app.store.channels.all()["phone"].health
        stopped = type(broken)(
            condition=Condition.STOPPED, reason="404", failures=1, since=world.clock(), told=True
        )
        world.app.store.channels.settle("phone", stopped, None)
        desk.tell("three", world.clock())
        where = {a.headline: a.channels for a, _ in world.app.store.outbox.alerts()}
        assert where == {"one": ("phone",), "two": ("mail",), "three": ("mail",)}
