"""Who is told that something is broken, and when."""

from datetime import timedelta

import pytest

from watcher.decide import health
from watcher.decide.health import Health
from watcher.decide.routing import alert_id, notice_channel
from watcher.model import Condition

from build import NOW

OK, STOPPED = Condition.OK, Condition.STOPPED


def test_a_channel_that_refuses_is_told_once() -> None:
    state, first = health.channel_refused(Health(), "discord", "it no longer exists", NOW)
    assert (
        first
        == "discord refuses our messages: it no longer exists. What waits for it is kept; when it is mended: watcher resume discord"
    )
    assert state.condition is STOPPED
    assert health.channel_refused(state, "discord", "it no longer exists", NOW)[1] is None
    assert (
        health.channel_worked(state, "discord", "", NOW + timedelta(days=3))[1]
        == "discord works again, after 3 days"
    )


def test_a_channel_that_fails_is_told_after_a_while() -> None:
    state, told = Health(), []
    for minutes in (0, 1, 14, 15, 16):
        state, sentence = health.channel_failed(state, "mail", "no answer", NOW + timedelta(minutes=minutes))
        told.append(sentence is not None)
    assert told == [False, False, False, True, False]


def test_a_message_that_missed_a_recipient_is_told_once() -> None:
    state, first = health.channel_worked(Health(), "mail", "not to all: bob@example.org", NOW)
    assert first == "mail: not to all: bob@example.org"
    assert health.channel_worked(state, "mail", "not to all: bob@example.org", NOW)[1] is None


@pytest.mark.parametrize(
    ("conditions", "mail", "about", "chosen"),
    [
        ({"discord": OK, "mail": OK}, {"mail"}, None, ("mail",)),
        ({"discord": OK, "mail": OK}, {"mail"}, "mail", ("discord",)),
        ({"discord": OK, "ntfy": OK}, set(), None, ("discord",)),
        ({"discord": STOPPED, "ntfy": OK}, set(), None, ("ntfy",)),
        ({"discord": OK}, set(), "discord", ("discord",)),  # its own word is better than none
        ({"discord": STOPPED}, set(), "discord", ()),
    ],
)
def test_where_a_notice_goes(conditions, mail, about, chosen) -> None:  # type: ignore[no-untyped-def]
    assert notice_channel(conditions, frozenset(mail), about) == chosen


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (20, "less than a minute"),
        (60, "1 minute"),
        (3000, "50 minutes"),
        (7200, "2 hours"),
        (86400 * 3, "3 days"),
        (-5, "less than a minute"),
    ],
)
def test_how_long(span: int, words: str) -> None:
    assert health.lasted(timedelta(seconds=span)) == words


def test_alert_ids_are_short_and_never_the_same() -> None:
    ids = [alert_id(n) for n in range(70_000)]
    assert len(set(ids)) == len(ids)
    assert {len(i) for i in ids} == {4, 5}
