"""A message grows better while more of the same comes in: it is edited, seldom, and nobody is told of it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.channels import Failed, Outcome, Refused, Rejected, Sent
from watcher.model import Alert, Condition

from fakes.carriers import Carriers
from fakes.feeds import entry
from fakes.webhook import answer
from fakes.world import SMALLEST, World

OLD = entry("Spring shows we are watching", day=-3)
NEWS = entry("Higehiro Anime Gets 2nd Season", day=3)
ALSO = entry("Confirmed: Higehiro Returns for a Second Season", day=3.5)
YEAR = entry("Higehiro Season 2 Premieres in 2027", day=5)
MONTH = entry("Higehiro Season 2 Premieres in April 2027", day=6)
TWO_SOURCES = SMALLEST.replace('ann = "{site}/ann"', 'ann = "{site}/ann"\nnatalie = "{site}/natalie"')
ONE = TWO_SOURCES.replace("{hook}", "json://one")
SECOND = timedelta(seconds=1)


@pytest.fixture
def carriers() -> Carriers:
    return Carriers(amends=True)


@pytest.fixture
async def world(tmp_path: Path, carriers: Carriers) -> AsyncIterator[World]:
    async with World(tmp_path, ONE, carriers.open) as made:
        await baseline(made)
        yield made


async def baseline(world: World) -> None:
    world.feed(OLD)
    world.feed(OLD, path="/natalie")
    await world.round()


async def ring(world: World, item: str = NEWS) -> Alert:
    world.feed(item, OLD)
    [alert] = await world.round()
    return alert


async def fold(world: World, item: str = ALSO) -> None:
    """Have the other source report it, and edit what is due."""
    world.feed(item, OLD, path="/natalie")
    assert [alert for alert in await world.round() if alert.watch] == []


async def edit(world: World, later: timedelta) -> int:
    """Edit what is due then, and say whether something was."""
    world.clock.advance(later)
    started = world.app.rounds.start_deliveries()
    await world.app.rounds.wait()
    return started


def sources(carriers: Carriers) -> list[tuple[str, list[str]]]:
    return [(receipt, [place.source for place in letter.places]) for receipt, letter in carriers.amended]


async def test_what_folds_is_added_to_the_message(world: World, carriers: Carriers) -> None:
    alert = await ring(world)
    await fold(world)
    assert sources(carriers) == [("receipt", ["natalie"])]
    [(_, letter)] = carriers.amended
    assert [a.id for a in letter.alerts] == [alert.id]
    assert not letter.digest
    assert len(carriers.sent) == 1  # nothing rang
    assert await edit(world, 2 * timedelta(minutes=1)) == 0  # and it is all there


async def test_a_message_carries_from_the_first_what_folded_before_it_went_out(
    world: World, carriers: Carriers
) -> None:
    carriers.answer = lambda _: Failed("503")
    await ring(world)
    await fold(world)
    carriers.answer = lambda _: Sent("r")
    await world.round(timedelta(minutes=1))
    news = [letter for letter in carriers.letters if letter.alerts[0].watch]
    assert [[place.source for place in letter.places] for letter in news] == [[], ["natalie"], ["natalie"]]
    assert carriers.amended == []


async def test_a_channel_that_can_t_edit_is_left_alone(tmp_path: Path) -> None:
    carriers = Carriers(amends=False)
    async with World(tmp_path, ONE, carriers.open) as world:
        await baseline(world)
        await ring(world)
        await fold(world)
        assert await edit(world, timedelta(minutes=2)) == 0
        assert (len(carriers.sent), carriers.amended) == (1, [])


async def test_a_narrower_date_is_shown_in_the_message(world: World, carriers: Carriers) -> None:
    await ring(world, YEAR)
    await fold(world, MONTH)
    [(_, letter)] = carriers.amended
    assert [a.period.text for a in letter.alerts if a.period] == ["April 2027"]
    [(alert, _)] = world.app.store.outbox.alerts()
    assert alert.period
    assert alert.period.text == "2027"  # what was told stays what was told


async def test_what_waits_goes_first(world: World, carriers: Carriers) -> None:
    await ring(world)
    world.feed(ALSO, OLD, path="/natalie")
    world.feed(YEAR, NEWS, OLD)
    await world.round()
    assert (len(carriers.sent), len(carriers.amended)) == (2, 0)
    assert await edit(world, SECOND) == 1
    assert len(carriers.amended) == 1


async def test_an_edit_that_fails_is_tried_again_and_says_nothing_of_the_channel(
    world: World, carriers: Carriers
) -> None:
    await ring(world)
    carriers.answer_edit = lambda _: Failed("503")
    await fold(world)
    assert await edit(world, SECOND) == 0
    assert await edit(world, timedelta(seconds=58)) == 0
    carriers.answer_edit = lambda _: Sent("")
    assert await edit(world, SECOND) == 1
    assert len(carriers.amended) == 2
    state = world.app.store.channels.all()["discord"]
    assert (state.health.condition, state.health.failures, state.paused_until) == (Condition.OK, 0, None)
    assert len(world.app.store.outbox.alerts()) == 1


async def test_where_one_edit_fails_the_others_are_not_tried_at_once(
    world: World, carriers: Carriers
) -> None:
    carriers.answer = lambda letter: Sent(letter.alerts[0].id)
    first = await ring(world)
    world.feed(YEAR, NEWS, OLD)
    [second] = await world.round()
    carriers.answer_edit = lambda _: Failed("503")
    world.feed(ALSO, entry("Higehiro 2nd Season Slated for 2027", day=7), OLD, path="/natalie")
    assert await world.round() == []
    assert [await edit(world, SECOND) for _ in range(3)] == [0, 0, 0]
    assert [receipt for receipt, _ in carriers.amended] == [first.id]
    carriers.answer_edit = lambda _: Sent("")
    assert await edit(world, timedelta(minutes=1)) == 1
    assert [receipt for receipt, _ in carriers.amended[1:]] == [first.id, second.id]


async def test_a_story_that_has_moved_on_changes_nothing_in_what_was_told(
    world: World, carriers: Carriers
) -> None:
    """2027, then 2028, then April 2027: the first message does not take the last one's date."""
    await ring(world, YEAR)
    for n, title in enumerate(
        ("Higehiro Season 2 Delayed to 2028", "Higehiro Season 2 Premieres in April 2027")
    ):
        world.feed(entry(title, day=7 + n), YEAR, OLD)
        assert len(await world.round()) == 1
    world.app.store._db.write("UPDATE delivery SET stale = 1 WHERE alert = 1")
    carriers.answer_edit = lambda _: Sent("")
    await edit(world, timedelta(minutes=1))
    texts = {a.id: a.period.text for _, letter in carriers.amended for a in letter.alerts if a.period}
    assert texts
    assert texts[next(iter(texts))] == "2027"


@pytest.mark.parametrize(
    "outcome", [Failed("slow down", after=timedelta(minutes=9)), Sent("", pause=timedelta(minutes=9))]
)
async def test_a_pause_that_an_edit_is_asked_for_holds_for_the_channel(
    world: World, carriers: Carriers, outcome: Outcome
) -> None:
    await ring(world)
    carriers.answer_edit = lambda _: outcome
    await fold(world)
    assert world.app.store.channels.all()["discord"].paused_until == world.clock() + timedelta(minutes=9)
    assert world.app.store.channels.all()["discord"].health.failures == 0


async def test_one_that_can_t_be_edited_any_more_is_never_tried_again(
    world: World, carriers: Carriers
) -> None:
    await ring(world)
    carriers.answer_edit = lambda _: Rejected("10008")
    await fold(world)
    await fold(world, entry("Higehiro Second Season Announced by the Publisher", day=4))
    assert await edit(world, timedelta(minutes=5)) == 0
    assert len(carriers.amended) == 1
    assert world.app.store.channels.all()["discord"].health.condition is Condition.OK


async def test_a_bug_in_an_edit_costs_that_edit(
    world: World, carriers: Carriers, caplog: pytest.LogCaptureFixture
) -> None:
    def bug(_: object) -> Outcome:
        raise ZeroDivisionError

    await ring(world)
    carriers.answer_edit = bug
    await fold(world)
    assert "discord: an error of ours" in caplog.text
    assert await edit(world, timedelta(minutes=5)) == 0
    assert world.app.rounds.trouble is None


async def test_a_channel_that_refuses_an_edit_stops(world: World, carriers: Carriers) -> None:
    await ring(world)
    carriers.answer_edit = lambda _: Refused("404: Unknown Webhook")
    await fold(world)
    assert world.app.store.channels.all()["discord"].health.condition is Condition.STOPPED
    assert await edit(world, timedelta(minutes=5)) == 0
    assert world.app.store.channels.resume("discord")
    carriers.answer_edit = lambda _: Sent("")
    await world.round(timedelta(minutes=1))
    await edit(world, timedelta(minutes=1))
    assert sources(carriers)[-1] == ("receipt", ["natalie"])


async def test_a_digest_is_never_edited(tmp_path: Path, carriers: Carriers) -> None:
    config = ONE.replace('"json://one"', '{{ url = "json://one", digest = "12:00" }}')
    async with World(tmp_path, config, carriers.open) as world:
        await baseline(world)
        await ring(world)
        await edit(world, timedelta(hours=2))
        assert len(carriers.sent) == 1
        await fold(world)
        assert await edit(world, timedelta(minutes=5)) == 0
        assert carriers.amended == []


# Over a webhook


async def test_an_edit_on_discord(tmp_path: Path) -> None:
    async with World(tmp_path, TWO_SOURCES) as world:
        await baseline(world)
        await ring(world)
        [message] = world.hook.messages
        assert "natalie" not in str(message.payload)
        await fold(world)
        assert len(world.hook.messages) == 1
        assert "natalie" in str(world.hook.shown(message.id))


async def test_a_message_that_was_deleted_is_no_refused_webhook(tmp_path: Path) -> None:
    async with World(tmp_path, TWO_SOURCES) as world:
        await baseline(world)
        await ring(world)
        world.hook.delete(world.hook.messages[0].id)
        await fold(world)
        assert world.app.store.channels.all()["discord"].health.condition is Condition.OK
        asked = len(world.hook.requests)
        await fold(world, entry("Higehiro Second Season Announced by the Publisher", day=4))
        assert len(world.hook.requests) == asked
        await world.round()
        world.feed(YEAR, NEWS, OLD)
        await world.round()
        assert len(world.hook.messages) == 2


async def test_a_webhook_that_is_gone_stops_the_channel(tmp_path: Path) -> None:
    async with World(tmp_path, TWO_SOURCES) as world:
        await baseline(world)
        await ring(world)
        world.hook.script(answer(404, {"message": "Unknown Webhook", "code": 10015}))
        await fold(world)
        assert world.app.store.channels.all()["discord"].health.condition is Condition.STOPPED


async def test_a_forum_has_one_post_a_watch_and_a_deleted_one_is_opened_anew(tmp_path: Path) -> None:
    config = TWO_SOURCES.replace('"{hook}"', '{{ url = "{hook}", forum = true }}')
    async with World(tmp_path, config) as world:
        world.hook.forum = True
        await baseline(world)
        await ring(world)
        await fold(world)
        await world.restart()
        world.feed(YEAR, NEWS, OLD)
        await world.round()
        first, second = world.hook.messages
        assert (first.thread, second.thread) == (first.id, first.id)
        assert "natalie" in str(world.hook.shown(first.id))
        world.hook.delete_thread(first.thread)
        world.feed(entry("Higehiro Season 2 Is Now Streaming", day=12), YEAR, NEWS, OLD)
        await world.round()
        await world.round()
        third = world.hook.messages[2]
        assert third.thread == third.id
        assert world.app.store.forum.threads("discord") == {"higehiro": third.id}
