"""What folds under an alert: which messages lack it, when they are edited, and what a digest lists. And the posts of a forum."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.model import Alert, Fate, Item, Place

from build import a_channel, a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

DISCORD, MAIL = a_channel("json://one"), a_channel("json://two", name="mail")
OLD = an_item(guid="old", title="Spring shows we are watching", link="https://example.org/old")
NEWS = an_item()
ALSO = an_item(
    guid="2", title="Confirmed: Higehiro Returns for a Second Season", link="https://natalie.example/2"
)
TALK = an_item(
    guid="3",
    title="Higehiro Season 2: What We Know So Far",
    link="https://natalie.example/3",
    summary="No word yet.",
)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    sources = (
        a_source(),
        *(a_source(f"https://{n}.example/feed", name=n) for n in ("natalie", "crunchyroll")),
    )
    watches = (a_watch(notify=("discord", "mail")), a_watch(name="bocchi", titles=("Bocchi",)))
    made = ByHand(tmp_path / "w.db", a_watchlist(channels=(DISCORD, MAIL), sources=sources, watches=watches))
    for source in ("ann", "natalie", "crunchyroll"):
        made.poll(OLD, source=source)
    yield made
    made.store.close()


def tell(hand: ByHand, channel: str = "discord", receipt: str = "r1", fate: Fate = Fate.SENT) -> list[int]:
    """Send what waits as one message."""
    ids = [w.id for w in hand.store.outbox.waiting(channel)]
    hand.store.outbox.start(ids, hand.now)
    hand.store.outbox.settle(ids, fate, hand.now, receipt=receipt)
    return ids


def ring(hand: ByHand, *items: Item) -> list[Alert]:
    return hand.poll(*(items or (NEWS,)), OLD)


def fold(hand: ByHand, item: Item = ALSO, source: str = "natalie") -> None:
    when = f"{hand.now:%d-%H-%M-%S}"
    report = replace(item, guid=when, link=f"{item.link}?{when}", title=f"{item.title} ({when})")
    assert hand.poll(report, source=source) == []


def stale(hand: ByHand, channel: str = "discord") -> list[tuple[str, tuple[str, ...]]]:
    found = hand.store.amendments.stale(channel, hand.now)
    assert hand.store.amendments.due(channel, hand.now) is bool(found)
    return [(message.receipt, tuple(a.id for a in message.alerts)) for message in found]


def shown(hand: ByHand, *, well: bool = True) -> None:
    [message] = hand.store.amendments.stale("discord", hand.now)
    hand.store.amendments.settle(message, hand.now, shown=well)


def sources(places: tuple[Place, ...]) -> list[str]:
    return [place.source for place in places]


def test_what_folds_makes_the_message_stale(hand: ByHand) -> None:
    [alert] = ring(hand)
    tell(hand)
    assert stale(hand) == []
    fold(hand)
    assert stale(hand) == [("r1", (alert.id,))]
    assert stale(hand, "mail") == []  # it is not out yet, and goes out with all of it
    [place] = hand.store.amendments.places([alert])
    assert (place.source, place.under, place.at) == ("natalie", alert.id, hand.now)
    assert (place.watch, place.subject, place.status) == ("higehiro", "season 2", "announced")
    assert place.title.startswith(ALSO.title)
    assert str(place.link).startswith(str(ALSO.link))


def test_what_is_no_report_of_the_same_step_leaves_it(hand: ByHand) -> None:
    [alert] = ring(hand)
    tell(hand)
    fold(hand, TALK)
    assert stale(hand) == []
    assert hand.store.amendments.places([alert]) == ()
    hand.later(seconds=1)
    places, _ = hand.store.amendments.folded("discord", alert.at)
    assert sources(places) == ["natalie"]  # a digest lists it


def test_one_place_a_source_oldest_first_and_never_the_alert_s_own(hand: ByHand) -> None:
    [alert] = ring(hand)
    for source in ("crunchyroll", "natalie", "ann", "crunchyroll"):
        fold(hand, source=source)
    assert sources(hand.store.amendments.places([alert])) == ["crunchyroll", "natalie"]


def test_at_most_one_edit_a_minute_and_then_all_that_folded(hand: ByHand) -> None:
    ring(hand)
    tell(hand)
    fold(hand)
    shown(hand)
    assert stale(hand) == []
    hand.later(seconds=-50)
    fold(hand, source="crunchyroll")  # 10 s after the edit
    assert stale(hand) == []
    hand.later(seconds=49)
    assert stale(hand) == []
    hand.later(seconds=1)
    assert len(stale(hand)) == 1


def test_what_folds_while_an_edit_is_under_way_is_not_forgotten(hand: ByHand) -> None:
    ring(hand)
    tell(hand)
    fold(hand)
    [message] = hand.store.amendments.stale("discord", hand.now)
    fold(hand, source="crunchyroll")
    hand.store.amendments.settle(message, hand.now, shown=True)
    hand.later(minutes=1)
    assert len(stale(hand)) == 1


def test_what_folds_while_the_message_is_sent_is_not_forgotten(hand: ByHand) -> None:
    ring(hand)
    ids = [w.id for w in hand.store.outbox.waiting("discord")]
    hand.store.outbox.start(ids, hand.now)
    fold(hand)
    assert stale(hand) == []
    hand.store.outbox.settle(ids, Fate.SENT, hand.now, receipt="r1")
    assert len(stale(hand)) == 1


def test_an_edit_that_failed_is_tried_again_in_a_minute(hand: ByHand) -> None:
    ring(hand)
    tell(hand)
    fold(hand)
    shown(hand, well=False)
    assert stale(hand) == []
    hand.later(minutes=1)
    assert len(stale(hand)) == 1


def test_where_one_edit_fails_none_is_tried_for_a_minute(hand: ByHand) -> None:
    ring(hand)
    tell(hand)
    fold(hand)
    hand.store.amendments.put_off("discord", hand.now)
    assert stale(hand) == []
    hand.later(minutes=1)
    assert len(stale(hand)) == 1
    hand.later(days=-9)  # the clock was set back: better once too often
    assert len(stale(hand)) == 1


def test_a_message_is_edited_for_two_weeks(hand: ByHand) -> None:
    [alert] = ring(hand)
    tell(hand)
    hand.now = alert.at + timedelta(days=14) - MINUTE
    fold(hand)
    assert len(stale(hand)) == 1
    hand.later(seconds=1)
    assert stale(hand) == []
    shown_before = hand.store._db.rows("SELECT stale FROM delivery")
    fold(hand, source="crunchyroll")
    assert hand.store._db.rows("SELECT stale FROM delivery") == shown_before


@pytest.mark.parametrize("fate", [Fate.DEAD, Fate.MUTED, Fate.RETRY, Fate.UNCERTAIN])
def test_what_is_not_out_is_not_edited(hand: ByHand, fate: Fate) -> None:
    ring(hand)
    tell(hand, fate=fate)
    fold(hand)
    assert stale(hand) == []


def test_what_has_no_receipt_can_t_be_edited(hand: ByHand) -> None:
    ring(hand)
    tell(hand, receipt="")
    fold(hand)
    assert stale(hand) == []


def test_what_is_fixed_is_never_edited_until_it_is_sent_anew(hand: ByHand) -> None:
    [alert] = ring(hand)
    ids = tell(hand)
    fold(hand)
    hand.store.amendments.fix(ids)
    fold(hand, source="crunchyroll")
    assert stale(hand) == []
    hand.store.outbox.resend(alert.id, ("discord",), hand.now)
    tell(hand, receipt="r2")
    assert stale(hand) == []  # it went out with all that had folded
    fold(hand)
    assert stale(hand) == [("r2", (alert.id,))]


def test_a_message_of_many_alerts_is_edited_as_a_whole(hand: ByHand) -> None:
    [one] = ring(hand)
    [two] = ring(hand, an_item(guid="7", title="Bocchi Season 2 Announced", link="https://example.org/7"))
    tell(hand)
    fold(hand)
    assert stale(hand) == [("r1", (one.id, two.id))]


def test_it_says_repeat_where_the_message_did(hand: ByHand) -> None:
    [alert] = ring(hand)
    tell(hand, fate=Fate.UNCERTAIN)
    tell(hand)
    fold(hand)
    [message] = hand.store.amendments.stale("discord", hand.now)
    assert message.repeats == {alert.id}


def test_what_a_digest_lists(hand: ByHand) -> None:
    [alert] = ring(hand)
    fold(hand)
    fold(hand, source="crunchyroll")
    fold(hand, source="crunchyroll")
    places, last = hand.store.amendments.folded("mail", alert.at)
    assert sources(places) == ["natalie", "crunchyroll", "crunchyroll"]
    assert hand.store.amendments.folded("nobody", alert.at)[0] == ()
    assert hand.store.channels.all()["mail"].digested_at is None
    fold(hand)  # while it is sent
    hand.store.channels.digested("mail", hand.now, last)
    assert hand.store.channels.all()["mail"].digested_at == hand.now
    places, last = hand.store.amendments.folded("mail", alert.at)
    assert sources(places) == ["natalie"]
    hand.store.channels.digested("mail", hand.now, last)
    assert hand.store.amendments.folded("mail", alert.at)[0] == ()
    assert len(hand.store.amendments.folded("discord", alert.at)[0]) == 4


def test_the_first_digest_does_not_list_what_folded_before_its_alerts(hand: ByHand) -> None:
    ring(hand)
    fold(hand)
    hand.later(days=30)
    assert hand.store.amendments.folded("mail", hand.now)[0] == ()


def test_a_post_is_remembered_by_channel_and_watch(hand: ByHand) -> None:
    forum = hand.store.forum
    forum.note("discord", {"higehiro": "11", "": "10"})
    forum.note("mail", {"higehiro": "99"})
    assert forum.threads("discord") == {"higehiro": "11", "": "10"}
    forum.note("discord", {"higehiro": "12", "bocchi": "13"})
    hand.register(watches=(replace(hand.watchlist.watches[0], name="beard"), hand.watchlist.watches[1]))
    hand.reopen()
    assert hand.store.forum.threads("discord") == {"beard": "12", "bocchi": "13", "": "10"}
    hand.store.forum.note("discord", {"beard": "", "": ""})
    assert hand.store.forum.threads("discord") == {"bocchi": "13"}
    assert hand.store.forum.threads("mail") == {"beard": "99"}
