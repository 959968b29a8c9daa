"""`watcher test-notify --all`: every kind of message goes out the real way, and nobody can take one for news."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watcher.cli.test_notify_samples import every
from watcher.model import Reason, Shift, Status
from watcher.render import discord, plain

from fakes.mailbox import Mailbox
from fakes.program import Program
from fakes.webhook import Webhook, answer, complaints

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CONFIG = """\
[channels]
discord = "{hook}"
mail = "{mail}"
[sources]
ann = "https://news.example/ann"
[watch]
higehiro = "Higehiro"
"""


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with Webhook() as made:
        yield made


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with Mailbox() as made:
        yield made


@pytest.fixture
def program(tmp_path: Path, hook: Webhook, box: Mailbox) -> Program:
    return Program(tmp_path, CONFIG.format(hook=hook.url, mail=box.url()))


def test_every_kind_that_there_is_has_a_sample() -> None:
    alerts = [alert for sample in every(NOW, "UTC") for alert in sample.letter.alerts]
    assert {alert.status for alert in alerts} == {None, *Status}
    assert {alert.shift for alert in alerts} == {None, *Shift}
    assert {alert.reason for alert in alerts} == set(Reason) - {
        Reason.TEST
    }  # a plain test-notify is that one
    assert any(not alert.sure for alert in alerts)
    assert any(alert.official for alert in alerts)
    assert any(alert.old for alert in alerts)
    letters = [sample.letter for sample in every(NOW, "UTC")]
    assert (sum(letter.digest for letter in letters), sum(bool(letter.repeats) for letter in letters)) == (
        1,
        1,
    )
    assert not any(alert.ping for alert in alerts)


def test_each_sample_says_that_it_is_a_test_wherever_it_is_read() -> None:
    for sample in every(NOW, "UTC"):
        title, body = plain.text(sample.letter)
        (post,) = discord.posts(sample.letter)
        assert "TEST – not news" in title, sample.kind
        assert "TEST – not news" in body, sample.kind
        assert "TEST – not news" in str(post.payload), sample.kind
        assert complaints(post.payload) == {}


def test_all_of_them_go_down_every_channel(program: Program, hook: Webhook, box: Mailbox) -> None:
    done = program.run("test-notify", "--all")
    assert (done.returncode, done.stderr) == (0, "")
    count = len(every(NOW, "UTC"))
    assert (len(hook.messages), len(hook.edits), len(box.mails)) == (count, 1, count)
    assert "discord: moved later: sent, receipt " in done.stdout
    assert "discord: also at, edited in: sent, receipt " in done.stdout
    assert "mail: digest: sent, receipt " in done.stdout
    subjects = [str(mail.message["Subject"]) for mail in box.mails]
    assert all("TEST – not news" in subject for subject in subjects)
    assert len({mail.message["Message-ID"] for mail in box.mails}) == count
    assert len(set(subjects)) == count  # each to be looked at by itself, and not in one thread
    assert not any(mail.message["References"] or mail.message["In-Reply-To"] for mail in box.mails)


def test_one_channel_can_be_named(program: Program, hook: Webhook, box: Mailbox) -> None:
    assert program.run("test-notify", "--all", "mail").returncode == 0
    assert (hook.asked, len(box.mails)) == (0, len(every(NOW, "UTC")))


def test_a_channel_that_refuses_is_left_alone_and_the_next_one_is_tried(
    program: Program, hook: Webhook, box: Mailbox
) -> None:
    hook.script(answer(404, {"message": "Unknown Webhook", "code": 10015}))
    done = program.run("test-notify", "--all")
    assert done.returncode == 69
    assert done.stderr == "discord: announced: 404: Unknown Webhook\n"
    assert hook.asked == 1
    assert len(box.mails) == len(every(NOW, "UTC"))


def test_one_that_is_unacceptable_does_not_keep_the_others(program: Program, hook: Webhook) -> None:
    hook.script(answer(400, {"message": "Invalid Form Body", "code": 50035}))
    done = program.run("test-notify", "--all", "discord")
    assert (done.returncode, done.stderr) == (69, "discord: announced: 400: Invalid Form Body\n")
    assert len(hook.messages) == len(every(NOW, "UTC")) - 1


def test_it_keeps_the_channel_s_pace(program: Program, hook: Webhook) -> None:
    hook.windows = ((5, 0.2),)
    assert program.run("test-notify", "--all", "discord").returncode == 0
    assert {status for _, status in hook.requests} == {200}


def test_in_a_forum_they_share_two_posts(tmp_path: Path) -> None:
    with Webhook(forum=True) as forum:
        program = Program(tmp_path, CONFIG.format(hook=forum.url, mail="json://127.0.0.1:9/"))
        program.write(
            program.file.read_text().replace(f'"{forum.url}"', f'{{ url = "{forum.url}", forum = true }}')
        )
        done = program.run("test-notify", "--all", "discord")
        assert (done.returncode, done.stderr) == (0, "")
        assert sorted(forum.threads.values()) == ["TEST – not news", "watcher"]
