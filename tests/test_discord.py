"""What a webhook is asked beside posting a message: changes, threads, forums. The other side obeys Discord's rules."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from watcher.channels import Carrier, Failed, Outcome, Refused, Rejected, Sent, open_channel
from watcher.channels.answers import judge_edit
from watcher.channels.webhook import endpoint, message, within
from watcher.model import Letter

from build import NOW, a_channel, a_letter, a_place, an_alert
from fakes.mailbox import Mailbox
from fakes.webhook import TOKEN, Webhook, answer, drop_after_body, html_page

NATALIE = (a_place(),)


@asynccontextmanager
async def opened(hook: Webhook, **switches: object) -> AsyncIterator[Carrier]:
    carrier = open_channel(a_channel(hook.url, **switches))
    yield carrier
    await carrier.close()


async def sent(carrier: Carrier, letter: Letter) -> str:
    outcome = await carrier.send(letter)
    assert isinstance(outcome, Sent), outcome
    return outcome.receipt


# Changes


async def test_a_message_grows_better_without_ringing() -> None:
    with Webhook() as hook:
        async with opened(hook, ping="role:5", sender="Releases") as carrier:
            letter = a_letter(an_alert(ping=True))
            receipt = await sent(carrier, letter)
            assert await carrier.amend(replace(letter, places=NATALIE), receipt) == Sent(receipt)
        (edit,) = hook.edits
        shown = hook.shown(receipt)
    assert edit.payload.keys() == {"embeds", "allowed_mentions"}
    assert edit.payload["allowed_mentions"] == {"parse": []}
    assert (shown["content"], shown["username"]) == ("<@&5>", "Releases")
    assert "also at: [natalie](https://natalie.example/1)" in shown["embeds"][0]["description"]
    assert shown["embeds"][0]["title"] == "Higehiro Anime Gets 2nd Season"


async def test_a_burst_is_changed_as_a_whole() -> None:
    letter = a_letter(*(an_alert(id=f"{n:04x}") for n in range(5)))
    with Webhook() as hook:
        async with opened(hook) as carrier:
            receipt = await sent(carrier, letter)
            await carrier.amend(replace(letter, places=(a_place(under="0003"),)), receipt)
        text = hook.shown(receipt)["embeds"][0]["description"]
    assert all(f"#{n:04x}" in text for n in range(5))
    assert "#0003 · also at: natalie" in text


async def test_what_was_more_than_one_message_or_would_be_is_not_changed() -> None:
    many = a_letter(*(an_alert(id=f"{n:04x}", headline="A long name " * 20) for n in range(300)))
    with Webhook() as hook:
        async with opened(hook) as carrier:
            for letter, receipt in ((a_letter(), "1,2"), (a_letter(), ""), (many, "1")):
                assert isinstance(await carrier.amend(letter, receipt), Rejected)
        assert hook.asked == 0


async def test_a_deleted_message_is_no_refused_webhook() -> None:
    with Webhook() as hook:
        async with opened(hook) as carrier:
            receipt = await sent(carrier, a_letter())
            hook.delete(receipt)
            assert await carrier.amend(a_letter(places=NATALIE), receipt) == Rejected("404: Unknown Message")
    with Webhook() as other:
        other.script(answer(404, {"message": "Unknown Webhook", "code": 10015}))
        async with opened(other) as carrier:
            assert await carrier.amend(a_letter(places=NATALIE), receipt) == Refused("404: Unknown Webhook")


EDITS = [
    (200, b'{"id":"1"}', Sent("1")),
    (204, b"", Sent("", note="it gives no receipts: whether messages arrive can't be known")),
    (404, b'{"message":"Unknown Message","code":10008}', Rejected("404: Unknown Message")),
    (404, b'{"message":"Unknown Channel","code":10003}', Rejected("404: Unknown Channel")),
    (404, b"", Rejected("404 Not Found")),  # what is no Discord may know no changes
    (405, b"", Rejected("405 Method Not Allowed")),
    (403, b'{"message":"Cannot edit a message authored by another user","code":50005}',
     Rejected("403: Cannot edit a message authored by another user")),
    (400, b'{"message":"Thread is archived","code":50083}', Rejected("400: Thread is archived")),
    (404, b'{"message":"Unknown Webhook","code":10015}', Refused("404: Unknown Webhook")),
    (401, b'{"message":"Invalid Webhook Token","code":50027}', Refused("401: Invalid Webhook Token")),
    (401, b"", Refused("401 Unauthorized")),
    (429, b'{"retry_after":1}', Failed("asked to slow down", after=timedelta(seconds=1))),
    (502, b"", Failed("502 Bad Gateway")),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "outcome"), EDITS)
def test_the_answer_to_a_change_speaks_of_that_message_alone(
    status: int, body: bytes, outcome: Outcome
) -> None:
    assert judge_edit(status, httpx.Headers({"content-type": "application/json"}), body, NOW) == outcome


@pytest.mark.parametrize("script", [drop_after_body, answer(504), html_page])
async def test_a_change_that_may_have_arrived_is_simply_made_again(script) -> None:
    with Webhook() as hook:
        async with opened(hook) as carrier:
            receipt = await sent(carrier, a_letter())
            hook.script(script)
            outcome = await carrier.amend(a_letter(places=NATALIE), receipt)
            assert isinstance(outcome, Failed)
            assert not outcome.uncertain
            assert isinstance(await carrier.amend(a_letter(places=NATALIE), receipt), Sent)
        assert len(hook.edits) == 1


async def test_a_failed_change_tells_no_secret() -> None:
    with Webhook() as hook:
        hook.script(answer(400, {"message": f"no {TOKEN}"}))
        async with opened(hook) as carrier:
            assert await carrier.amend(a_letter(), "1") == Rejected("400: no …")


async def test_only_discord_changes_what_it_sent() -> None:
    with Mailbox() as box:
        for url in (box.url(), "json://127.0.0.1:9/x"):
            carrier = open_channel(a_channel(url))
            assert not carrier.amends
            assert isinstance(await carrier.amend(a_letter(), "1"), Rejected)
            await carrier.close()
        assert box.commands == []
    with Webhook() as hook:
        async with opened(hook) as carrier:
            assert carrier.amends


# Threads


async def test_a_thread_holds_every_message_and_its_changes() -> None:
    with Webhook() as hook:
        async with opened(hook, thread="77") as carrier:
            receipt = await sent(carrier, a_letter())
            assert isinstance(await carrier.amend(a_letter(places=NATALIE), receipt), Sent)
        (posted,) = hook.messages
        assert (receipt, posted.query) == (f"{posted.id}@77", {"thread_id": ["77"], "wait": ["true"]})
        assert "also at" in str(hook.shown(posted.id))


async def test_a_thread_that_is_gone_refuses() -> None:
    with Webhook() as hook:
        hook.script(answer(404, {"message": "Unknown Channel", "code": 10003}))
        async with opened(hook, thread="77") as carrier:
            assert await carrier.send(a_letter()) == Refused("404: Unknown Channel")
        assert hook.asked == 1


# Forums: one post a watch


def two_watches() -> Letter:
    alerts = (
        an_alert(id="0001"),
        an_alert(id="0002", watch="cat", title="The Cat"),
        an_alert(id="0003"),
        an_alert(id="0004", watch=None, subject=None, status=None, item=None, headline="ann is broken"),
    )
    return a_letter(*alerts)


async def test_the_first_message_of_a_watch_opens_its_post_and_the_rest_goes_there() -> None:
    with Webhook(forum=True) as hook:
        async with opened(hook, forum=True) as carrier:
            first = await sent(carrier, a_letter())
            name, _, thread = first.partition("@")
            second = await sent(carrier, a_letter(an_alert(id="c3d4"), threads={"higehiro": thread}))
            assert isinstance(await carrier.amend(a_letter(places=NATALIE), first), Sent)
        assert hook.threads == {thread: "higehiro"}
        assert [m.thread for m in hook.messages] == [thread, thread]
        assert ["thread_name" in m.payload for m in hook.messages] == [True, False]
        assert "also at" in str(hook.shown(name))
        assert second == f"{hook.messages[1].id}@{thread}"


async def test_a_letter_of_several_watches_goes_to_several_posts_and_each_alert_knows_where_it_is() -> None:
    with Webhook(forum=True) as hook:
        async with opened(hook, forum=True) as carrier:
            outcome = await carrier.send(two_watches())
        assert list(hook.threads.values()) == ["higehiro", "The Cat", "watcher"]
        ids = [f"{m.id}@{m.thread}" for m in hook.messages]
    assert isinstance(outcome, Sent)
    assert outcome.arrived == {"0001": ids[0], "0003": ids[0], "0002": ids[1], "0004": ids[2]}
    assert outcome.receipt == ",".join(ids)


async def test_messages_of_one_letter_share_the_post_that_the_first_opened() -> None:
    many = a_letter(*(an_alert(id=f"{n:04x}", headline=f"Chapter {n} " + "of it " * 40) for n in range(120)))
    with Webhook(forum=True) as hook:
        async with opened(hook, forum=True) as carrier:
            await sent(carrier, many)
        assert len(hook.messages) > 1
        assert len(hook.threads) == 1


async def test_a_post_that_was_deleted_is_opened_anew() -> None:
    with Webhook(forum=True) as hook:
        async with opened(hook, forum=True) as carrier:
            old = (await sent(carrier, a_letter())).partition("@")[2]
            hook.delete_thread(old)
            assert await carrier.amend(a_letter(places=NATALIE), f"1@{old}") == Rejected(
                "404: Unknown Channel"
            )
            new = (await sent(carrier, a_letter(threads={"higehiro": old}))).partition("@")[2]
        assert new != old
        assert hook.threads == {new: "higehiro"}


async def test_a_forum_that_is_none_and_a_channel_that_is_one_are_for_a_person_to_mend() -> None:
    with Webhook() as plain, Webhook(forum=True) as forum:
        async with opened(plain, forum=True) as wrong, opened(forum) as other:
            for carrier in (wrong, other):
                outcome = await carrier.send(a_letter())
                assert isinstance(outcome, Refused)
                assert "forum" in outcome.reason
            assert plain.messages == forum.messages == []


async def test_a_forum_that_wants_tags_is_for_a_person_to_mend() -> None:
    with Webhook(forum=True) as hook:
        hook.script(
            answer(
                400, {"message": "A tag is required to create a forum post in this channel", "code": 40067}
            )
        )
        async with opened(hook, forum=True) as carrier:
            assert isinstance(await carrier.send(a_letter()), Refused)


async def test_where_a_part_fails_the_posts_that_were_opened_are_known() -> None:
    with Webhook(forum=True) as hook:
        hook.script(lambda exchange: exchange.answer(200, {"id": "11", "channel_id": "12"}), answer(503))
        async with opened(hook, forum=True) as carrier:
            outcome = await carrier.send(two_watches())
    assert outcome == Failed("503 Service Unavailable", arrived={"0001": "11@12", "0003": "11@12"})


# Addresses


def test_addresses_of_threads_and_messages() -> None:
    pasted = endpoint("https://discord.com/api/webhooks/123/abc/?thread_id=9")
    assert within(pasted, "7") == "https://discord.com/api/webhooks/123/abc/?thread_id=7&wait=true"
    assert message(pasted, "5") == "https://discord.com/api/webhooks/123/abc/messages/5?thread_id=9&wait=true"
    assert (
        message(pasted, "5", "7")
        == "https://discord.com/api/webhooks/123/abc/messages/5?thread_id=7&wait=true"
    )
