"""A summary that names more than a message holds: every channel tells all of it, as far as it can, and nothing twice unmarked."""

import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from watcher.channels import Failed, Rejected, Sent, open_channel
from watcher.model import Alert, Fate, Reason

from build import a_channel, a_letter, an_alert
from fakes.feeds import entry, rss
from fakes.program import Program, a_config
from fakes.site import Site
from fakes.webhook import Exchange, Message, Script, Webhook, answer
from fakes.world import SMALLEST, World

KEYWORDS = SMALLEST.replace('higehiro = ["Hige wo Soru", "Higehiro"]', 'any = {{ keywords = ["chapter"] }}').replace(
    'discord = "{hook}"', 'discord = "{hook}"\nmail = "{mail}"\n[defaults]\nnotify = ["discord", "mail"]\nhealth = "discord"'
)  # fmt: skip
STAYS = entry("A notice", day=-3)
OLD = [entry(f"Chapter {n:03} of *Sword & Stone*", day=-90) for n in range(400)]
TITLES = [f"Chapter {n:03} of *Sword & Stone*" for n in range(400)]


def a_summary(lines: int, **given: object) -> Alert:
    named = tuple(
        f"any – chapter {n:04} of a story that goes on and on – https://e.org/{n}" for n in range(lines)
    )
    ours = {
        "reason": Reason.RESET,
        "watch": None,
        "subject": None,
        "status": None,
        "item": None,
        "lines": named,
        "quiet": True,
    }
    return an_alert(**ours | {"headline": f"ann: {lines} old items shown as if they were new"} | given)


def posted(messages: Sequence[Message]) -> str:
    """Give all that people read of it."""
    embeds = [embed for message in messages for embed in message.payload["embeds"]]
    return "\n".join(embed["description"] for embed in embeds).replace("\\", "")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path, KEYWORDS) as made:
        yield made


async def test_a_reset_of_400_items_names_every_one_on_every_channel(world: World) -> None:
    world.feed(STAYS)
    await world.round()
    world.feed(*OLD, STAYS)
    [summary] = await world.round()
    assert (summary.reason, len(summary.lines)) == (Reason.RESET, 400)
    assert all(title in posted(world.hook.messages) for title in TITLES)
    assert {status for _, status in world.hook.requests} == {200}
    assert not any("content" in message.payload for message in world.hook.messages)
    [mail] = world.mailbox.mails
    for kind in ("plain", "html"):
        text = mail.message.get_body((kind,)).get_content().replace("&amp;", "&")
        assert all(title in text for title in TITLES), kind
    fates = {d.channel: d for d in world.app.store.outbox.fates(summary.id)}
    assert {d.fate for d in fates.values()} == {Fate.SENT}
    assert fates["discord"].receipt.split(",") == [message.id for message in world.hook.messages]


def fair(hook: Webhook) -> Script:
    """Answer by Discord's rules, in a script's turn."""

    def take(exchange: Exchange) -> None:
        status, body, headers = hook._judge(exchange)
        exchange.answer(status, body, **headers)

    return take


def test_a_crash_between_two_pages_is_a_marked_repeat(tmp_path: Path) -> None:
    ended = threading.Event()

    def dead(exchange: Exchange) -> None:
        ended.wait()
        exchange.drop()

    with Site() as site, Webhook() as hook:
        program = Program(tmp_path, a_config(site, hook, 'any = { keywords = ["chapter"] }', every="1s"))
        program.write(program.file.read_text() + "[defaults]\nweekly = false\n")
        site.answer("/ann", body=rss(STAYS), headers={"Content-Type": "application/rss+xml"})
        assert program.run("once").returncode == 0
        told = len(hook.messages)  # a welcome
        site.answer("/ann", body=rss(*OLD, STAYS), headers={"Content-Type": "application/rss+xml"})
        hook.script(fair(hook), fair(hook), dead)
        process = program.start("run")
        hook.wait_asked(hook.asked + 3)
        process.kill()
        process.communicate()
        ended.set()
        before = hook.messages[told:]
        assert len(before) == 2
        assert "repeat" not in str(before)
        assert program.run("once", "--force").returncode == 0
        again = hook.messages[told + 2 :]
    assert all("repeat: may have come before" in str(message.payload) for message in again)
    assert all(title in posted(again) for title in TITLES)


async def test_what_broke_off_goes_on_where_it_was_and_counts_as_uncertain() -> None:
    letter = a_letter(a_summary(300))
    with Webhook() as hook:
        carrier = open_channel(a_channel(hook.url))
        hook.script(fair(hook), fair(hook), answer(500))
        broken = await carrier.send(letter)
        assert isinstance(broken, Failed)
        assert (broken.uncertain, broken.arrived) == (True, {})
        outcome = await carrier.send(replace(letter, repeats=frozenset({"a1b2"})))
        first, second, *others = hook.messages
        assert outcome == Sent(",".join(message.id for message in hook.messages))
        assert posted([first, second, *others]).count("any – chapter") == 300
        assert "repeat" not in str((first, second))
        assert all("repeat" in str(message.payload) for message in others)
        assert len({message.payload["embeds"][-1]["footer"]["text"] for message in hook.messages}) == len(
            hook.messages
        )
        again = await carrier.send(letter)  # its owner asks for it once more: it begins anew
        assert isinstance(again, Sent)
        assert len(again.receipt.split(",")) == len(others) + 2
        await carrier.close()


async def test_a_page_that_is_unacceptable_does_not_keep_the_others_back() -> None:
    letter = a_letter(a_summary(300))
    with Webhook() as hook:
        carrier = open_channel(a_channel(hook.url))
        hook.script(fair(hook), answer(400, {"message": "no"}))
        assert await carrier.send(letter) == Rejected("400: no", uncertain=True)
        pages = len(hook.messages) + 1
        assert pages > 3
        assert isinstance(await carrier.send(letter), Sent)
        assert len(hook.messages) == 2 * pages - 1
        await carrier.close()


async def test_beside_a_long_note_each_alert_has_its_own_receipt() -> None:
    letter = a_letter(an_alert(id="0001"), a_summary(200))
    with Webhook(forum=True) as hook:
        carrier = open_channel(a_channel(hook.url, forum=True))
        outcome = await carrier.send(letter)
        await carrier.close()
        news, *pages = hook.messages
        assert isinstance(outcome, Sent)
        assert outcome.arrived == {
            "0001": f"{news.id}@{news.thread}",
            "a1b2": f"{','.join(page.id for page in pages)}@{pages[0].thread}",
        }
        assert {page.thread for page in pages} == {pages[0].thread}


async def test_more_than_a_channel_s_pace_allows_goes_on_in_the_next_turns() -> None:
    letter = a_letter(a_summary(900))
    with Webhook(windows=((4, 8.0),)) as hook:
        carrier = open_channel(a_channel(hook.url))
        outcome = await carrier.send(letter)
        assert isinstance(outcome, Failed)
        assert (outcome.reason, outcome.uncertain, len(hook.messages)) == ("asked to slow down", True, 4)
        hook.windows = ()
        assert isinstance(await carrier.send(letter), Sent)
        assert posted(hook.messages).count("any – chapter") == 900
        await carrier.close()


async def test_apprise_tells_as_much_as_three_pieces_hold() -> None:
    with Webhook() as hook:
        hook.script(*[answer(200)] * 4)
        carrier = open_channel(a_channel(f"json://{hook.url.split('/')[2]}/x"))
        assert isinstance(await carrier.send(a_letter(a_summary(5_000))), Sent)
        await carrier.close()
        assert 2 <= hook.asked <= 3
