"""What each channel makes of what the other side answers: nothing is lost, nothing is called sent that was not, no secret is told."""

import asyncio
import io
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import requests

from watcher.channels import Failed, Outcome, Refused, Rejected, Sent, mailbox, open_channel, problem
from watcher.channels import apprise as service
from watcher.channels import discord as webhooks
from watcher.channels import mail as mails
from watcher.channels.answers import judge
from watcher.channels.exchanges import Exchange as Met
from watcher.channels.exchanges import noted
from watcher.channels.reasons import judge as judge_failure
from watcher.channels.webhook import endpoint, is_discord
from watcher.model import Letter, Secret

from build import NOW, a_channel, a_letter, an_alert, an_item
from fakes.mailbox import DROP, HANG, PASSWORD, USER, Mailbox
from fakes.webhook import TOKEN, Exchange, Webhook, answer, drop_after_body, html_page


async def send(url: str, letter: Letter | None = None) -> Outcome:
    carrier = open_channel(a_channel(url))
    try:
        return await carrier.send(letter or a_letter())
    finally:
        await carrier.close()


def many(count: int) -> Letter:
    return a_letter(
        *(an_alert(id=f"{n:04x}", headline=f"Chapter {n} " + "of a long story " * 20) for n in range(count))
    )


# Discord: what an answer means

S = timedelta(seconds=1)
JSON = {"content-type": "application/json"}
HTML = {"content-type": "text/html; charset=utf-8"}
FORM = b'{"message":"Invalid Form Body","code":50035,"errors":{"embeds":{"0":{"title":{"_errors":[{"message":"Must be 256 or fewer."}]}}}}}'
LIMITED = b'{"message":"You are being rate limited.","retry_after":2.5,"global":false}'
REDIRECT = "answered with a redirect ({}), which is never followed: nothing was posted"
NO_ID = Failed("accepted without a message id: it may not have been saved", uncertain=True)
PORTAL = Failed("a web page answered in Discord's place: a login page of this network?")
SLOW = "asked to slow down"

ANSWERS = [
    (200, JSON, b'{"id":"123"}', Sent("123")),
    (200, JSON, b'{"id":123,"x":1}', Sent("123")),
    (201, {}, b'{"id":"123"}', Sent("123")),
    (200, JSON | {"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "1.2"}, b'{"id":"1"}', Sent("1", pause=1.2 * S)),
    (200, JSON | {"x-ratelimit-remaining": "3", "x-ratelimit-reset-after": "1.2"}, b'{"id":"1"}', Sent("1")),
    (200, JSON | {"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "nan"}, b'{"id":"1"}', Sent("1")),
    (200, JSON | {"x-ratelimit-remaining": "0"}, b'{"id":"1"}', Sent("1")),
    (204, {}, b"", NO_ID),
    (200, {}, b"", NO_ID),
    (200, JSON, b"{}", NO_ID),
    (200, JSON, b"null", NO_ID),
    (200, JSON, b'{"id":null}', NO_ID),
    (200, JSON, b'{"id":true}', NO_ID),
    (200, JSON, b'{"id":""}', NO_ID),
    (200, JSON, b'{"id":"12', NO_ID),
    (200, JSON, b"[" * 100_000, NO_ID),
    (202, {"content-type": "text/plain"}, b"ok", NO_ID),
    (200, HTML, b"<html>", PORTAL),
    (200, HTML, b"", PORTAL),
    (200, {}, b"  <!doctype html>", PORTAL),
    (301, {"location": "https://x.example/"}, b"", Failed(REDIRECT.format(301))),
    (302, {"location": "https://x.example/"}, b"", Failed(REDIRECT.format(302))),
    (307, {"location": "https://x.example/"}, b'{"id":"1"}', Failed(REDIRECT.format(307))),
    (400, JSON, FORM, Rejected("400: Invalid Form Body; embeds.0.title: Must be 256 or fewer")),
    (400, JSON, b'{"embeds":["0"]}', Rejected("400 Bad Request")),
    (400, JSON, b'{"message":"Webhooks posted to forum channels need a thread","code":220001}',
     Refused("400: Webhooks posted to forum channels need a thread")),
    (401, JSON, b'{"message":"Invalid Webhook Token","code":50027}', Refused("401: Invalid Webhook Token")),
    (401, JSON, b'{"message":"401: Unauthorized","code":0}', Refused("401: Unauthorized")),
    (403, {}, b"", Refused("403 Forbidden")),
    (404, JSON, b'{"message":"Unknown Webhook","code":10015}', Refused("404: Unknown Webhook")),
    (404, HTML, b"<html>", Refused("404 Not Found")),
    (410, {}, b"", Refused("410 Gone")),
    (405, {}, b"", Rejected("405 Method Not Allowed")),
    (413, {}, b"", Rejected("413 Request Entity Too Large")),
    (407, {}, b"", Failed("407 Proxy Authentication Required")),
    (408, {}, b"", Failed("408 Request Timeout")),
    (429, JSON, LIMITED, Failed(SLOW, after=2.5 * S)),
    (429, {"retry-after": "7"}, LIMITED, Failed(SLOW, after=7 * S)),
    (429, {"retry-after": "1"}, LIMITED, Failed(SLOW, after=2.5 * S)),
    (429, {"retry-after": "0.75"}, b"", Failed(SLOW, after=0.75 * S)),
    (429, {"retry-after": format_datetime(NOW + 90 * S, usegmt=True)}, b"error code: 1015", Failed(SLOW, after=90 * S)),
    (429, {"retry-after": format_datetime(NOW - 90 * S, usegmt=True)}, b"", Failed(SLOW)),
    (429, {"retry-after": "soon"}, b"", Failed(SLOW)),
    (429, {"retry-after": "-5"}, b'{"retry_after":NaN}', Failed(SLOW)),
    (429, {"retry-after": "inf"}, b"", Failed(SLOW, after=timedelta(days=1))),
    (429, {"retry-after": "1e12"}, b"", Failed(SLOW, after=timedelta(days=1))),
    (429, {"retry-after": "3"}, b'{"global":true}', Failed(SLOW + " (everywhere, not only here)", after=3 * S)),
    (429, {"x-ratelimit-remaining": "9", "x-ratelimit-scope": "shared"}, LIMITED, Failed(SLOW, after=2.5 * S)),
    (500, {}, b"", Failed("500 Internal Server Error")),
    (502, HTML, b"<html>", Failed("502 Bad Gateway")),
    (503, {"retry-after": "120"}, b"", Failed("503 Service Unavailable", after=120 * S)),
    (504, {}, b"", Failed("504 Gateway Timeout", uncertain=True)),
    (520, {}, b"", Failed("520 an unknown status", uncertain=True)),
    (524, {}, b"", Failed("524 an unknown status", uncertain=True)),
    (530, {}, b"", Failed("530 an unknown status")),
]  # fmt: skip


@pytest.mark.parametrize(("status", "headers", "body", "outcome"), ANSWERS)
def test_each_answer_of_a_webhook_has_one_meaning(
    status: int, headers: dict, body: bytes, outcome: Outcome
) -> None:
    assert judge(status, httpx.Headers(headers), body, NOW) == outcome


BROKEN = "the connection broke before the answer came"


def half_an_answer(exchange: Exchange) -> None:
    exchange.handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"id":"1')
    exchange.drop()


def no_http(exchange: Exchange) -> None:
    exchange.handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (drop_after_body, Failed(BROKEN, uncertain=True)),
        (half_an_answer, Failed(BROKEN, uncertain=True)),
        (no_http, Failed(BROKEN, uncertain=True)),
        (html_page, PORTAL),
        (answer(200, b'{"id":"5"}'), Sent("5")),
        (answer(302, b"", Location="http://127.0.0.1:9/"), Failed(REDIRECT.format(302))),
        (answer(404, {"message": "Unknown Webhook", "code": 10015}), Refused("404: Unknown Webhook")),
        (answer(200, b" " * 400_000 + b'{"id":"5"}'), NO_ID),
        (answer(500, {"message": f"no {TOKEN} here"}), Failed("500: no … here")),
    ],
)
async def test_a_real_server_is_judged_by_what_it_does(script, outcome: Outcome) -> None:
    with Webhook() as hook:
        hook.script(script)
        assert await send(hook.url) == outcome
        assert len(hook.requests) == 1


async def test_a_post_is_sent_once_discord_names_the_message() -> None:
    with Webhook() as hook:
        outcome = await send(hook.url + "?thread_id=77")
        (message,) = hook.messages
    assert outcome == Sent(message.id)
    assert message.query == {"thread_id": ["77"], "wait": ["true"]}
    assert message.payload["allowed_mentions"] == {"parse": []}


async def test_no_answer_in_time_is_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "_TOTAL", 0.3)
    release = asyncio.Event()
    with Webhook() as hook:
        hook.script(lambda exchange: exchange.handler.connection.recv(1))  # until the client hangs up
        outcome = await send(hook.url)
        release.set()
    assert outcome == Failed("no answer within 0 s", uncertain=True)


async def test_what_never_left_is_certain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    refused = await send(f"http://127.0.0.1:{port}/api/webhooks/1/{TOKEN}")
    nameless = await send(f"http://webhook.invalid/api/webhooks/1/{TOKEN}")
    with Webhook() as hook:
        no_tls = await send(hook.url.replace("http://", "https://"))
    assert refused == Failed("no connection: refused, or the host can't be reached")
    assert nameless == Failed("the host's name was not found")
    assert no_tls == Failed("no secure connection: the certificate or the TLS handshake failed")


async def test_a_letter_in_several_messages_gives_every_receipt_and_keeps_the_pace() -> None:
    with Webhook(windows=((2, 0.2),)) as hook:
        outcome = await send(hook.url, many(300))
        assert isinstance(outcome, Sent)
        assert outcome.receipt == ",".join(message.id for message in hook.messages)
        assert len(hook.messages) > 3
        assert {status for _, status in hook.requests} == {200}  # never told to slow down


SECOND = [
    # what the second of several messages meets, what is said of those that did not arrive, and how many are asked
    (answer(500), Failed("500 Internal Server Error"), 2),
    (answer(404), Refused("404 Not Found"), 2),
    (answer(429, {"retry_after": 9}), Failed(SLOW, 9 * S), 2),
    (answer(504), Failed("504 Gateway Timeout", uncertain=True), 2),
    (drop_after_body, Failed(BROKEN, uncertain=True), 2),
    (answer(400), Rejected("400 Bad Request"), None),  # says nothing of those behind it: they are sent
]


@pytest.mark.parametrize(("script", "outcome", "asked"), SECOND)
async def test_of_many_messages_those_that_arrived_are_known(
    script, outcome: Failed | Refused | Rejected, asked: int | None
) -> None:
    posts = webhooks.posts(many(300))
    with Webhook() as hook:
        hook.script(answer(200, {"id": "first"}), script)
        got = await send(hook.url, many(300))
        assert len(hook.requests) == (asked or len(posts))
        later = {
            alert: message.id
            for post, message in zip(posts[2:], hook.messages, strict=asked is None)
            for alert in post.alerts
        }
    assert got == replace(outcome, arrived=dict.fromkeys(posts[0].alerts, "first") | later)
    assert bool(later) is (asked is None)


async def test_a_rejected_message_does_not_hide_that_a_later_one_failed() -> None:
    posts = webhooks.posts(many(300))
    with Webhook() as hook:
        hook.script(answer(200, {"id": "7"}), answer(400), answer(503))
        got = await send(hook.url, many(300))
    assert got == Failed("503 Service Unavailable", arrived=dict.fromkeys(posts[0].alerts, "7"))


async def test_a_pause_that_is_too_long_for_one_letter_ends_it() -> None:
    limits = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset_After": "60"}
    with Webhook() as hook:
        hook.script(answer(200, {"id": "7"}, **limits))
        got = await send(hook.url, many(300))
        assert len(hook.requests) == 1
    assert got == Failed(SLOW, 60 * S, arrived=dict.fromkeys(webhooks.posts(many(300))[0].alerts, "7"))


async def test_a_letter_that_runs_out_of_time_while_it_waits_is_certain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(webhooks, "_TOTAL", 2)
    limits = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset_After": "5"}
    with Webhook() as hook:
        hook.script(answer(200, {"id": "7"}, **limits))
        got = await send(hook.url, many(300))
    assert isinstance(got, Failed)
    assert (got.uncertain, bool(got.arrived)) == (False, True)


NO_RECEIPTS = "it gives no receipts: whether messages arrive can't be known"


@pytest.mark.parametrize("script", [answer(204), answer(200, b"ok"), answer(200, {})])
async def test_a_relay_that_never_gives_receipts_is_doubted_once(script) -> None:
    with Webhook() as hook:
        carrier = open_channel(a_channel(hook.url))
        hook.script(script, script, script, html_page, answer(200, {"id": "9"}), script)
        outcomes = [await carrier.send(a_letter()) for _ in range(6)]
        await carrier.close()
    told = Sent("", note=NO_RECEIPTS)
    assert outcomes == [NO_ID, told, told, PORTAL, Sent("9"), NO_ID]  # one that names a message can do so


async def test_a_letter_in_several_messages_needs_no_receipts_where_there_are_none() -> None:
    with Webhook() as hook:
        carrier = open_channel(a_channel(hook.url))
        hook.script(*[answer(204)] * 40)
        first, second = [await carrier.send(many(300)) for _ in range(2)]
        await carrier.close()
        assert len(hook.requests) == 1 + len(webhooks.posts(many(300)))
    assert (first, second) == (NO_ID, Sent("", note=NO_RECEIPTS))


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://discord.com/api/webhooks/1/a", True),
        ("https://canary.discordapp.com./api/webhooks/1/a", True),
        ("https://notdiscord.com/api/webhooks/1/a", False),
        ("http://127.0.0.1:8080/api/webhooks/1/a", False),
    ],
)
def test_discord_itself_always_names_its_messages(url: str, *, own: bool) -> None:
    assert is_discord(url) is own
    receipts = webhooks._Receipts(always=own)
    for _ in range(3):
        receipts.learn(NO_ID)
    assert receipts.expected() is own


@pytest.mark.parametrize(
    ("pasted", "posted_to"),
    [
        ("discord://123/abc", "https://discord.com/api/webhooks/123/abc?wait=true"),
        ("discord://123/abc/?thread=9&avatar=no", "https://discord.com/api/webhooks/123/abc?thread_id=9&wait=true"),
        ("discord://Bot@123/abc/", "https://discord.com/api/webhooks/123/abc?wait=true"),
        ("https://discord.com/api/webhooks/123/abc", "https://discord.com/api/webhooks/123/abc?wait=true"),
        ("https://discord.com/api/v10/webhooks/123/abc/?wait=false&thread_id=9",
         "https://discord.com/api/v10/webhooks/123/abc/?thread_id=9&wait=true"),
        ("http://10.0.0.1:8080/api/webhooks/1/x", "http://10.0.0.1:8080/api/webhooks/1/x?wait=true"),
    ],
)  # fmt: skip
def test_both_forms_of_a_webhook_are_understood(pasted: str, posted_to: str) -> None:
    assert problem(a_channel(pasted)) is None
    assert endpoint(pasted) == posted_to


# Mail: what a reply means

ANN = "ann@example.org"
REPLIES = [
    ("BANNER", "421 4.3.2 busy", Failed("421 4.3.2 busy")),
    ("BANNER", "554 5.7.1 go away", Refused("554 5.7.1 go away")),
    ("BANNER", DROP, Failed("no connection to the mail server")),
    ("EHLO", "421 4.3.2 busy", Failed("421 4.3.2 busy")),
    ("AUTH", "535 5.7.8 bad credentials", Refused("535 5.7.8 bad credentials")),
    ("AUTH", "454 4.7.0 not now", Failed("454 4.7.0 not now")),
    ("AUTH", DROP, Failed("the mail server closed the connection while logging in")),
    ("MAIL", "550 5.1.0 sender unknown", Refused("550 5.1.0 sender unknown")),
    ("MAIL", "530 5.7.0 login first", Refused("530 5.7.0 login first")),
    ("MAIL", "552 5.3.4 too large", Rejected("552 5.3.4 too large")),
    ("MAIL", "451 4.7.1 later", Failed("451 4.7.1 later")),
    ("MAIL", DROP, Failed("the mail server closed the connection while naming the sender")),
    ("RCPT", "550 5.1.1 no such user", Refused(f"{ANN}: 550 5.1.1 no such user")),
    ("RCPT", "451 4.7.1 greylisted", Failed(f"{ANN}: 451 4.7.1 greylisted")),
    ("RCPT", "552 5.5.3 too many", Failed(f"{ANN}: 552 5.5.3 too many")),
    ("RCPT", "421 4.7.0 bye", Failed("421 4.7.0 bye")),
    ("RCPT", DROP, Failed("the mail server closed the connection while naming the recipient")),
    ("DATA", "451 4.3.0 later", Failed(f"{ANN}: 451 4.3.0 later")),
    ("DATA", DROP, Failed("the mail server closed the connection while asking to hand over the mail")),
    ("DATA", "554 5.5.1 no", Rejected(f"{ANN}: 554 5.5.1 no")),
    ("DOT", "552 5.3.4 too large", Rejected(f"{ANN}: 552 5.3.4 too large")),
    ("DOT", "554 5.7.1 spam", Rejected(f"{ANN}: 554 5.7.1 spam")),
    ("DOT", "451 4.3.0 later", Failed(f"{ANN}: 451 4.3.0 later")),
    ("DOT", "421 4.3.0 bye", Failed("421 4.3.0 bye")),
    (
        "DOT",
        DROP,
        Failed("the mail server closed the connection while handing over the mail", uncertain=True),
    ),
    ("RCPT", "hello?", Failed("the mail server answered out of turn while naming the recipient")),
    (
        "DOT",
        "hello?",
        Failed("the mail server answered out of turn while handing over the mail", uncertain=True),
    ),
    (
        "DOT",
        "252 perhaps",
        Failed("the mail server answered out of turn while handing over the mail", uncertain=True),
    ),
    ("DOT", f"550 5.7.1 what is {PASSWORD}?", Rejected(f"{ANN}: 550 5.7.1 what is …?")),
    ("DOT", "250 OK", Sent("accepted")),
    ("DOT", "250 2.0.0 Ok.", Sent("accepted")),
    ("DOT", "250 2.0.0 Ok: queued as 4Xyz", Sent("2.0.0 Ok: queued as 4Xyz")),
    ("DOT", "554 5.7.1 Spam. Go away.", Rejected(f"{ANN}: 554 5.7.1 Spam. Go away")),
    ("QUIT", DROP, Sent("2.0.0 queued as 1")),
    ("NONE", "", Sent("2.0.0 queued as 1")),
]


@pytest.mark.parametrize(("command", "reply", "outcome"), REPLIES)
async def test_each_reply_of_a_mail_server_has_one_meaning(
    command: str, reply: str, outcome: Outcome
) -> None:
    with Mailbox() as box:
        box.script(
            command, reply, *([reply] if command == "AUTH" else [])
        )  # a client may try a second method
        assert await send(box.url(ANN, login=f"{USER}:{PASSWORD}@")) == outcome
        assert len(box.mails) == isinstance(outcome, Sent)


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("BANNER", Failed("the mail server took more than 0 s while connecting")),
        ("RCPT", Failed("the mail server took more than 0 s while naming the recipient")),
        ("DATA", Failed("the mail server took more than 0 s while asking to hand over the mail")),
        ("DOT", Failed("the mail server took more than 0 s while handing over the mail", uncertain=True)),
        ("QUIT", Sent("2.0.0 queued as 1")),
    ],
)
async def test_a_mail_server_that_hangs_is_left(
    command: str, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mails, "_TOTAL", 0.3 if command != "QUIT" else 30)
    monkeypatch.setattr(mails, "_GOODBYE", 0.1)
    with Mailbox() as box:
        box.script(command, HANG)
        assert await send(box.url(ANN)) == outcome


async def test_mail_needs_neither_login_nor_tls() -> None:
    with Mailbox() as box:
        assert await send(box.url("ann@example.org", "bob@example.org")) == Sent("2.0.0 queued as 1")
        assert [mail.recipients for mail in box.mails] == [("ann@example.org",), ("bob@example.org",)]
        assert [mail.message["To"] for mail in box.mails] == ["ann@example.org", "bob@example.org"]
        assert len({mail.message["Message-ID"] for mail in box.mails}) == 1
        assert {mail.user for mail in box.mails} == {None}


async def test_a_line_that_begins_with_a_dot_ends_no_mail() -> None:
    item = an_item(title=".hack//Sign", summary=".")
    with Mailbox() as box:
        await send(box.url(ANN), a_letter(an_alert(headline=item.title, item=item)))
        (mail,) = box.mails
    lines = mail.message.get_body(("plain",)).get_content().splitlines()
    assert (lines[1], lines[4]) == (".hack//Sign", ".")


@pytest.mark.parametrize("mode", ["starttls", "ssl"])
async def test_mail_over_tls_checks_the_certificate_unless_told_not_to(mode: str) -> None:
    with Mailbox(tls=mode) as box:
        url = box.url(login=f"{USER}:{PASSWORD}@", more=f"&mode={mode}", scheme="mailtos")
        bad = await send(url)
        good = await send(url + "&verify=no")
    assert bad == Failed(
        "no secure connection to the mail server: no valid certificate, or no TLS on this port"
    )
    assert good == Sent("2.0.0 queued as 1")
    assert box.mails[0].user == USER


async def test_tls_that_is_wanted_and_not_offered_is_never_done_without() -> None:
    with Mailbox() as box:
        outcome = await send(box.url(scheme="mailtos", more="&mode=starttls"))
        plain = await send(box.url(scheme="mailtos", more="&mode=ssl"))
        assert box.mails == []
    assert outcome == Failed("the mail server offers no STARTTLS; where it needs none, mode=insecure says so")
    assert isinstance(plain, Failed)
    assert not plain.uncertain


async def test_a_refused_login_tells_to_use_tls_where_the_server_takes_none() -> None:
    with Mailbox() as box:
        box.script("EHLO", "250 127.0.0.1")
        outcome = await send(box.url(login=f"{USER}:{PASSWORD}@"))
    assert outcome == Refused("the mail server takes no login here; mode=starttls or mode=ssl may be missing")


TWO = ("ann@example.org", "bob@example.org")
PARTS = [
    # what the second recipient meets, the outcome, and who gets the mail when it is sent again
    ("RCPT", "550 5.1.1 no", Sent("2.0.0 queued as 1", note="not to all: bob@example.org: 550 5.1.1 no"), TWO),
    ("DOT", "554 5.7.1 no", Sent("2.0.0 queued as 1", note="not to all: bob@example.org: 554 5.7.1 no"), TWO),
    ("RCPT", "451 4.7.1 later", Failed("1 of 2 recipients have it; bob@example.org: 451 4.7.1 later", uncertain=True), TWO[1:]),
    ("DOT", DROP, Failed("1 of 2 recipients have it; the mail server closed the connection while handing over the mail",
                         uncertain=True), TWO[1:]),
    ("RCPT", DROP, Failed("1 of 2 recipients have it; the mail server closed the connection while naming the recipient",
                          uncertain=True), TWO[1:]),
]  # fmt: skip


@pytest.mark.parametrize(("command", "reply", "outcome", "again"), PARTS)
async def test_who_got_a_mail_does_not_get_it_again(
    command: str, reply: str, outcome: Outcome, again: tuple
) -> None:
    with Mailbox() as box:
        carrier = open_channel(a_channel(box.url(*TWO)))
        box.script(command, "", reply)
        assert await carrier.send(a_letter()) == outcome
        box.mails.clear()
        assert isinstance(await carrier.send(a_letter()), Sent)
        assert tuple(mail.recipients[0] for mail in box.mails) == again
        box.mails.clear()
        assert isinstance(await carrier.send(a_letter()), Sent)  # asked for again by its owner
        assert tuple(mail.recipients[0] for mail in box.mails) == TWO
        await carrier.close()


@pytest.mark.parametrize(
    ("url", "host", "port", "mode", "user", "sender", "recipients"),
    [
        ("mailto://ann:pw@gmail.com", "smtp.gmail.com", 587, "starttls", "ann@gmail.com", "ann@gmail.com", ["ann@gmail.com"]),
        ("mailto://10.0.0.1:2525?from=w@x.example&to=a@b.example", "10.0.0.1", 2525, "insecure", None, "w@x.example", ["a@b.example"]),
        ("mailtos://u:p@x.example?mode=ssl&name=News&to=a@b.example&cc=c@d.example&bcc=e@f.example,a@b.example",
         "x.example", 465, "ssl", "u", "u@x.example", ["a@b.example", "c@d.example", "e@f.example"]),
        ("mailto://[::1]:2525?from=w@x.example&to=a@b.example", "::1", 2525, "insecure", None, "w@x.example", ["a@b.example"]),
        ("mailto://x.example?from=W <w@x.example>&to=Ann <a@b.example>&smtp=mx.example", "mx.example", 25, "insecure", None,
         "w@x.example", ["a@b.example"]),
    ],
)  # fmt: skip
def test_mail_urls_are_read_as_apprise_reads_them(url, host, port, mode, user, sender, recipients) -> None:
    box, complaints = mailbox.read(Secret(url))
    assert (box.host, box.port, box.mode, box.user, complaints) == (host, port, mode, user, [])
    assert box.sender.addr_spec == sender
    assert [address.addr_spec for address in box.recipients] == recipients


async def test_a_mail_keeps_the_headers_that_its_url_asks_for() -> None:
    with Mailbox() as box:
        await send(box.url(more="&reply=me@example.org&+X-Team=a%0D%0ABcc:+b&+Subject=no"))
        (mail,) = box.mails
    assert (mail.message["Reply-To"], mail.message["X-Team"]) == ("me@example.org", "a Bcc:+b")
    assert mail.message["Subject"].startswith("[watcher]")


def test_a_mail_url_that_wants_pgp_goes_through_apprise() -> None:
    channel = a_channel("mailto://10.0.0.1?from=w@x.example&to=a@b.example&pgp=encrypt")
    assert type(open_channel(channel)).__module__ == "watcher.channels.apprise"


# Every other service


def path_of(hook: Webhook, scheme: str = "json", where: str = "canary-path") -> str:
    return f"{scheme}://{hook.url.split('/')[2]}/{where}?tag=x"


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (answer(200, b"ok"), Sent("accepted")),
        (answer(204), Sent("accepted")),
        (answer(302, b"", Location="http://127.0.0.1:9/"),
         Failed("answered with a redirect (302), which is never followed: nothing was sent")),
        (answer(400), Rejected("Failed to send JSON POST notification: Bad Request - Unsupported Parameters (400)")),
        (answer(401), Refused("Failed to send JSON POST notification: Verification Failed (401)")),
        (answer(404), Refused("Failed to send JSON POST notification: Page not found (404)")),
        (answer(429), Failed("asked to slow down")),
        (answer(429, Retry_After="7"), Failed("asked to slow down", after=7 * S)),
        (answer(503, Retry_After="60"), Failed("Failed to send JSON POST notification: Servers are overloaded (503)", after=60 * S)),
        (answer(500), Failed("Failed to send JSON POST notification: Internal server error (500)")),
        (answer(504), Failed("Failed to send JSON POST notification (504)", uncertain=True)),
        (drop_after_body, Failed("A Connection error occurred sending JSON notification to 127.0.0.1", uncertain=True)),
    ],
)  # fmt: skip
async def test_apprise_is_believed_only_as_far_as_it_can_know(script, outcome: Outcome) -> None:
    with Webhook() as hook:
        hook.script(script)
        assert await send(path_of(hook)) == outcome
        assert len(hook.requests) == 1


@pytest.mark.parametrize("scheme", ["json", "xml", "form"])
async def test_apprise_gets_title_and_body(scheme: str) -> None:
    bodies: list[bytes] = []
    with Webhook() as hook:
        hook.script(lambda exchange: (bodies.append(exchange.body), exchange.answer(200)))
        letter = a_letter(an_alert(headline="  ", item=an_item(title=" ", summary="")))
        assert await send(path_of(hook, scheme), letter) == Sent("accepted")
    assert b"(no title)" in bodies[0] or b"%28no+title%29" in bodies[0]


async def test_apprise_that_can_t_reach_anyone_is_certain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert await send(f"json://127.0.0.1:{port}/x") == Failed("no connection: refused")
    assert await send("json://service.invalid/x") == Failed("the host's name was not found")


async def test_apprise_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_TOTAL", 0.3)
    with Webhook() as hook:
        hook.script(lambda exchange: exchange.handler.connection.recv(1))
        assert await send(path_of(hook)) == Failed("the service did not answer within 0 s", uncertain=True)
    left = [thread for thread in threading.enumerate() if thread.name == "apprise-discord"]
    assert all(thread.daemon for thread in left)  # no exit waits for it


def test_apprise_s_own_retries_and_options_can_t_make_a_failure_look_sent() -> None:
    with Webhook() as hook:
        hook.script(answer(500), answer(200))
        outcome = asyncio.run(send(path_of(hook) + "&retry=3&optional=yes&redirect=yes"))
        assert isinstance(outcome, Failed)
        assert len(hook.requests) == 1


LIES = [
    "Site shows error 404 for season 2 page",
    "error=404.",
    "Connection Refused",
    "Failed to send: error=401. Sent JSON POST notification.",
    "Name or service not known, NewConnectionError, certificate verify failed, error=400.",
]


@pytest.mark.parametrize("title", LIES)
@pytest.mark.parametrize("scheme", ["json", "xml", "form"])
async def test_an_item_s_own_words_are_no_answer_of_the_service(title: str, scheme: str) -> None:
    letter = a_letter(an_alert(headline=title, item=an_item(title=title, summary=title)))
    with Webhook() as hook:
        hook.script(drop_after_body, answer(500), answer(404))
        broken = await send(path_of(hook, scheme), letter)
        failing = await send(path_of(hook, scheme), letter)
        gone = await send(path_of(hook, scheme), letter)
        url = path_of(hook, scheme)
    refused = await send(url, letter)  # by now nobody listens there
    assert isinstance(broken, Failed)
    assert broken.uncertain
    assert isinstance(failing, Failed)
    assert not failing.uncertain
    assert isinstance(gone, Refused)
    assert refused == Failed("no connection: refused")


async def test_a_telegram_that_can_t_be_reached_is_not_stopped_by_a_headline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # nothing gets out
    letter = a_letter(an_alert(headline="error=404."))
    got = await send("tgram://123456789:abcdefg_hijklmnopqrstuvwxyz12345678/12315544", letter)
    assert got == Failed("no connection: the proxy can't be reached")


async def test_apprise_over_tls_that_is_none_is_certain() -> None:
    with Webhook() as hook, Mailbox(tls="ssl") as box:
        none = await send(path_of(hook, "jsons"))
        unknown = await send(f"jsons://127.0.0.1:{box.port}/x")
    assert none == Failed("no secure connection: no TLS is spoken there")
    assert unknown == Failed("no secure connection: the certificate is not valid")


def test_requests_are_noted_in_their_own_thread_alone() -> None:
    with Webhook() as hook, noted() as ours:
        hook.script(answer(418), answer(503, Retry_After="5"))
        other = threading.Thread(target=requests.post, args=(hook.url,), kwargs={"timeout": 5})
        with noted() as inner:
            other.start()
            other.join()
            requests.post(hook.url, timeout=5)
        requests.post(hook.url + "x", timeout=5)
    assert inner == [Met(503, wait="5")]
    assert ours == [Met(404)]


GONE, FULL, OK, LOST = Met(404), Met(500), Met(200), Met()
UNSENT = Met(unsent="no connection: refused")
NOT_FOUND, BROKE = ("WARNING", "no, error=404."), ("WARNING", "no, error=500.")
SENT = ("INFO", "Sent it.")
LOGS = [
    # the log, what its requests met, whether it took several, and what that means
    ([], [], False, Failed("the service failed without a word", uncertain=True)),
    ([], [GONE], False, Refused("404 Not Found")),
    ([("WARNING", "Could not send.")], [UNSENT], True, Failed("no connection: refused")),
    ([("WARNING", "one."), ("WARNING", "two")], [UNSENT, LOST], True, Failed("one", uncertain=True)),
    ([("WARNING", "one."), ("WARNING", "two")], [UNSENT, GONE], True, Failed("no connection: refused")),
    ([SENT, NOT_FOUND], [OK, GONE], True, Sent("accepted", note="a part was refused: no (404)")),
    ([SENT, BROKE], [OK, FULL], True, Failed("a part arrived, then: no (500)", uncertain=True)),
    ([NOT_FOUND, ("WARNING", "lost")], [GONE, LOST], True, Failed("lost", uncertain=True)),
    ([NOT_FOUND, NOT_FOUND], [GONE, GONE], True, Refused("no (404)")),
    ([NOT_FOUND, BROKE], [GONE, FULL], True, Failed("no (500)")),
    ([NOT_FOUND], [OK, GONE], True, Failed("no (404)", uncertain=True)),  # a login, or a part that arrived
    ([NOT_FOUND], [OK, GONE], False, Refused("no (404)")),  # a login
    ([("WARNING", "said no")], [OK], False, Failed("said no", uncertain=True)),
    ([("DEBUG", "Sent it."), NOT_FOUND], [GONE], True, Refused("no (404)")),
    ([("DEBUG", "error=404. Connection refused")], [OK], False, Failed("the service failed without a word", uncertain=True)),
    ([("WARNING", "bad canary%2Dtoken and canary-token")], [], False, Failed("bad … and …", uncertain=True)),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "exchanges", "in_pieces", "outcome"), LOGS)
def test_what_apprise_s_requests_met_says_what_may_have_arrived(
    lines: list, exchanges: list, in_pieces: bool, outcome: Outcome
) -> None:
    url = Secret("ntfy://ntfy.example/canary%2Dtoken")
    assert judge_failure(lines, exchanges, url, NOW, in_pieces=in_pieces) == outcome


# The config check

PROBLEMS = [
    ("discord://123", "discord:// needs a webhook's id and token: discord://ID/TOKEN/"),
    ("discord://123/abc/def", "discord:// needs a webhook's id and token: discord://ID/TOKEN/"),
    ("https://discord.com/api/webhooks/1/a b", "a web address that is neither"),
    ("https://discord.com:x/api/webhooks/1/abc", "its host or port can't be read"),
    ("https://discord.com/api/webhooks/1/ab%20c", "the webhook's id or token holds characters"),
    ("https://discord.com/channels/1/2", "a web address that is neither"),
    ("canary-token", "not a URL"),
    ("canary://token", "Apprise knows no such scheme"),
    ("", "not a URL"),
    ("tgram://canary/1", "tgram://"),
    ("slack://canary", "slack://"),
    ("mailto://", "the mail URL is not usable"),
    ("mailto://host.example?to=a@b.example", "it names no valid sender: from=name@example.org"),
    ("mailto://[::1]:2525?from=a@b.c&to=a@b.example", "it names no valid sender: from=name@example.org"),
    ("mailto://localhost?from=a@b.c&to=a@b.example", "it names no valid sender: from=name@example.org"),
    ("mailto://u:canary@host.example?to=nobody", "names no valid recipient"),
]


@pytest.mark.parametrize(("url", "words"), PROBLEMS)
def test_an_unusable_channel_is_explained_without_its_secrets(url: str, words: str) -> None:
    told = problem(a_channel(url))
    assert told is not None
    assert words in told
    assert "canary" not in told


@pytest.mark.parametrize(
    "url",
    [
        "ntfy://ntfy.sh/topic", "tgram://123456789:abcdefg_hijklmnopqrstuvwxyz12345678/12315544", "json://localhost/x",
        "gotify://localhost/abcdefghijklmnopq", "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
        "mailto://localhost:2525?from=a@localhost&to=b@localhost",
    ],
)  # fmt: skip
def test_any_url_that_apprise_takes_is_a_channel(url: str) -> None:
    assert problem(a_channel(url)) is None


# Secrets


@pytest.fixture
def every_log() -> Iterator[io.StringIO]:
    """What a handler on the root logger would write at DEBUG."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.addFilter(lambda record: record.name != "mail.log")  # the mail server's own
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield log
    root.removeHandler(handler)
    root.setLevel(before)


async def test_no_secret_is_told_whatever_fails(
    every_log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    told: list[object] = []
    with Webhook() as hook, Mailbox() as box:
        urls = (hook.url, path_of(hook, where="canary-path/deep"), box.url(login=f"{USER}:{PASSWORD}@"))
        told += [(open_channel(a_channel(url)), a_channel(url)) for url in urls]
        for script in (
            answer(404),
            answer(500, {"message": TOKEN}),
            drop_after_body,
            html_page,
            no_http,
            answer(200, {"id": "1"}),
        ):
            hook.script(script, script)
            told += [await send(urls[0]), await send(urls[1])]
        for command in ("BANNER", "AUTH", "RCPT", "DOT", "NONE"):
            box.script(command, f"550 no {PASSWORD}")
            told.append(await send(urls[2]))
    told += [problem(a_channel(url.replace("://", "://bad host/"))) for url in urls]
    everything = repr(told) + every_log.getvalue() + "".join(capfd.readouterr())
    assert "canary" not in everything
    assert len(told) > 15


def test_retry_after_dates_need_the_time_they_are_given() -> None:
    later = httpx.Headers({"retry-after": "Fri, 20 Nov 2026 10:03:00 GMT"})
    assert judge(429, later, b"", datetime(2026, 11, 20, 10, 2, 30, tzinfo=UTC)) == Failed(SLOW, after=30 * S)
