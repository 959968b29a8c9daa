"""What waits to be told, in which order, and what is known of it after a kill, a mute, a resend."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.decide.health import Health
from watcher.decide.routing import alert_id
from watcher.model import Alert, Condition, Fate, Reason
from watcher.store.outbox import Delivered

from build import a_channel, a_watch, a_watchlist, an_alert
from fakes.byhand import ByHand

DISCORD, MAIL = a_channel("json://one"), a_channel("json://two", name="mail")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    watches = (a_watch(), a_watch(name="bocchi", titles=("Bocchi",)))
    made = ByHand(tmp_path / "w.db", a_watchlist(channels=(DISCORD, MAIL), watches=watches))
    yield made
    made.store.close()


def post(hand: ByHand, *headlines: str, **fields: object) -> list[Alert]:
    """Decide to tell these, a minute apart."""
    alerts = []
    for headline in headlines:
        number = hand.store.outbox.next_number()
        alerts.append(an_alert(id=alert_id(number), headline=headline, at=hand.later(minutes=1), **fields))
        hand.store.outbox.post(alerts[-1:], hand.store.stories.muted(hand.now), hand.now)
    return alerts


def waiting(hand: ByHand, channel: str = "discord") -> list[tuple[str, Fate, int, bool]]:
    return [(w.alert.headline, w.fate, w.attempts, w.repeat) for w in hand.store.outbox.waiting(channel)]


def ids(hand: ByHand, channel: str = "discord") -> list[int]:
    return [w.id for w in hand.store.outbox.waiting(channel)]


def test_each_channel_has_its_own_queue_in_the_order_of_the_decisions(hand: ByHand) -> None:
    post(hand, "one", channels=("mail", "discord"))
    post(hand, "two", channels=("mail",))
    post(hand, "three")
    hand.store.outbox.start(ids(hand)[:1], hand.now)
    hand.store.outbox.settle(ids(hand)[:1], Fate.RETRY, hand.now, reason="503")
    assert waiting(hand) == [("one", Fate.RETRY, 1, False), ("three", Fate.PENDING, 0, False)]
    assert [headline for headline, *_ in waiting(hand, "mail")] == ["one", "two"]
    assert waiting(hand, "nobody") == []
    assert {name: state.waiting for name, state in hand.store.channels.all().items()} == {"discord": 2, "mail": 2}  # fmt: skip


def test_the_oldest_is_by_the_time_it_was_decided(hand: ByHand) -> None:
    assert hand.store.outbox.oldest("discord") is None
    first, _ = post(hand, "one", "two")
    assert hand.store.outbox.oldest("discord") == first.at


def test_a_channel_named_twice_is_told_once(hand: ByHand) -> None:
    post(hand, "one", channels=("discord", "discord"))
    assert len(waiting(hand)) == 1


def test_nobody_to_tell_is_history_all_the_same(hand: ByHand) -> None:
    [alert] = post(hand, "one", channels=())
    assert hand.store.outbox.alerts() == [(alert, ())]


@pytest.mark.parametrize(
    ("fate", "open_", "repeat"),
    [
        (Fate.SENT, False, False), (Fate.DEAD, False, False), (Fate.MUTED, False, False),
        (Fate.RETRY, True, False), (Fate.UNCERTAIN, True, True),
    ],
)  # fmt: skip
def test_what_a_settled_delivery_is(hand: ByHand, fate: Fate, open_: bool, repeat: bool) -> None:
    [alert] = post(hand, "one")
    [row] = ids(hand)
    hand.store.outbox.start([row], hand.later(seconds=1))
    hand.store.outbox.settle([row], fate, hand.later(seconds=1), receipt="r", reason="why")
    assert waiting(hand) == ([("one", fate, 1, repeat)] if open_ else [])
    [delivered] = hand.store.outbox.fates(alert.id)
    assert delivered == Delivered(
        channel="discord", fate=fate, attempts=1, receipt="r", reason="why", changed_at=hand.now
    )


def test_once_uncertain_every_further_attempt_is_a_repeat(hand: ByHand) -> None:
    post(hand, "one")
    [row] = ids(hand)
    for fate in (Fate.UNCERTAIN, Fate.RETRY, Fate.RETRY):
        hand.store.outbox.start([row], hand.now)
        hand.store.outbox.settle([row], fate, hand.now)
    assert waiting(hand) == [("one", Fate.RETRY, 3, True)]


def test_what_was_being_sent_at_a_kill_may_have_arrived(hand: ByHand) -> None:
    post(hand, "one", "two", channels=("discord", "mail"))
    hand.store.outbox.start(ids(hand)[:1], hand.now)
    hand.reopen()  # no settle: the process is gone
    assert hand.store.outbox.recover(hand.now) == 1
    assert hand.store.outbox.recover(hand.now) == 0
    assert waiting(hand) == [("one", Fate.UNCERTAIN, 1, True), ("two", Fate.PENDING, 0, False)]
    assert waiting(hand, "mail") == [("one", Fate.PENDING, 0, False), ("two", Fate.PENDING, 0, False)]


def test_a_kill_on_a_channel_that_left_meanwhile_is_remembered(hand: ByHand) -> None:
    post(hand, "one")
    hand.store.outbox.start(ids(hand), hand.now)
    hand.register(channels=(MAIL,))
    hand.store.outbox.recover(hand.now)
    hand.register(channels=(MAIL, DISCORD))
    assert waiting(hand) == [("one", Fate.UNCERTAIN, 1, True)]


@pytest.mark.parametrize(
    ("before", "repeat"),
    [(Fate.SENT, True), (Fate.UNCERTAIN, True), (Fate.DEAD, False), (Fate.MUTED, False), (Fate.RETRY, False)],
)
def test_a_resend_is_marked_where_it_may_have_arrived(hand: ByHand, before: Fate, repeat: bool) -> None:
    [alert] = post(hand, "one")
    [row] = ids(hand)
    hand.store.outbox.start([row], hand.now)
    hand.store.outbox.settle([row], before, hand.now)
    assert hand.store.outbox.resend(alert.id, (), hand.now) == ["discord"]
    assert waiting(hand) == [("one", Fate.PENDING, 1, repeat)]


def test_a_resend_while_it_is_being_sent_is_not_swallowed(hand: ByHand) -> None:
    [alert] = post(hand, "one")
    [row] = ids(hand)
    hand.store.outbox.start([row], hand.now)
    hand.store.outbox.resend(alert.id, (), hand.now)  # another process, at the owner's wish
    hand.store.outbox.settle([row], Fate.SENT, hand.now)
    assert waiting(hand) == [("one", Fate.PENDING, 1, True)]


def test_where_a_resend_goes(hand: ByHand) -> None:
    [alert] = post(hand, "one")
    assert hand.store.outbox.resend(alert.id, ("mail",), hand.now) == ["mail"]
    assert waiting(hand, "mail") == [("one", Fate.PENDING, 0, False)]
    assert hand.store.outbox.resend(alert.id, (), hand.now) == ["discord", "mail"]
    hand.register(channels=(MAIL,))
    assert hand.store.outbox.resend(alert.id, (), hand.now) == ["mail"]
    hand.register(channels=(a_channel("json://three", name="pager"),))
    assert hand.store.outbox.resend(alert.id, (), hand.now) == []
    assert hand.store.outbox.resend(alert.id, ("pager",), hand.now) == ["pager"]
    with pytest.raises(KeyError):
        hand.store.outbox.resend("zzzz", (), hand.now)


def test_a_muted_watch_is_silent_and_the_others_are_not(hand: ByHand) -> None:
    assert hand.store.stories.mute("higehiro", hand.now + timedelta(hours=1))
    assert not hand.store.stories.mute("nobody", None)
    post(hand, "one")
    post(hand, "two", watch="bocchi")
    post(hand, "ours", watch=None, reason=Reason.HEALTH, item=None)
    hand.later(hours=1)
    post(hand, "after")
    assert hand.fates() == [
        ("one", "discord", Fate.MUTED),
        ("two", "discord", Fate.PENDING),
        ("ours", "discord", Fate.PENDING),
        ("after", "discord", Fate.PENDING),
    ]


def test_a_mute_can_be_ended(hand: ByHand) -> None:
    hand.store.stories.mute("higehiro", hand.now + timedelta(days=1))
    assert list(hand.store.stories.muted(hand.now)) == ["higehiro"]
    hand.store.stories.mute("higehiro", None)
    assert hand.store.stories.muted(hand.now) == {}


def test_a_stopped_channel_may_try_again_and_its_recovery_is_told(hand: ByHand) -> None:
    broken = Health(condition=Condition.STOPPED, reason="404", failures=4, since=hand.now, told=True)
    hand.store.channels.settle("discord", broken, hand.now + timedelta(hours=1))
    assert hand.store.channels.all()["discord"].health == broken
    assert hand.store.channels.resume("discord")
    state = hand.store.channels.all()["discord"]
    assert (state.health, state.paused_until) == (replace(broken, condition=Condition.FAILING), None)
    assert not hand.store.channels.resume("nobody")
    hand.register(channels=(MAIL,))
    assert not hand.store.channels.resume("discord")


def test_history_newest_first_by_watch_since_and_limit(hand: ByHand) -> None:
    one, two = post(hand, "one", "two")
    [three] = post(hand, "three", watch="bocchi")
    [notice] = post(hand, "ours", watch=None)

    def history(**what: object) -> list[str]:
        return [alert.headline for alert, _ in hand.store.outbox.alerts(**what)]  # type: ignore[arg-type]

    assert history() == ["ours", "three", "two", "one"]
    assert history(limit=2) == ["ours", "three"]
    assert history(limit=0) == history()
    assert history(watch="higehiro") == ["two", "one"]
    assert history(watch="higehiro", limit=1) == ["two"]
    assert history(since=three.at) == ["ours", "three"]
    assert history(since=notice.at + timedelta(seconds=1)) == []
    assert history(watch="nobody") == []
    assert hand.store.outbox.alert(one.id) == one
    assert hand.store.outbox.alert(two.id[::-1] + "0") is None


def test_history_knows_a_watch_by_its_new_name(hand: ByHand) -> None:
    post(hand, "one")
    hand.register(watches=(a_watch(name="beard"), hand.watchlist.watches[1]))
    assert [a.headline for a, _ in hand.store.outbox.alerts(watch="beard")] == ["one"]


def test_an_alert_is_remembered_to_its_last_word(hand: ByHand) -> None:
    [alert] = post(hand, "odd “words” \u2028 \0", also=("movie",), before="announced", quiet=True, sure=False)
    hand.reopen()
    assert hand.store.outbox.alerts()[0][0] == alert
