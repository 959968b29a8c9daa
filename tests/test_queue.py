"""The queue of a channel over random days: what is decided is told once, in order, at no hour at which it must not be."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher import queue
from watcher.channels import Failed, Outcome, Rejected, Sent
from watcher.decide.reading import Reader
from watcher.decide.routing import alert_id
from watcher.deliver import deliver
from watcher.desk import Desk
from watcher.fetch import Client
from watcher.model import Channel, Fate, Letter, QuietHours, Status
from watcher.queue import Pile
from watcher.store.outbox import Waiting

from build import a_channel, a_place, a_watch, a_watchlist, an_alert
from fakes.byhand import ByHand
from fakes.carriers import Carriers

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(start=time(22), end=time(7), through=frozenset({Status.RELEASED}))


def waiting(count: int, watch: str = "higehiro", first: int = 0) -> list[Waiting]:
    return [
        Waiting(id=n, alert=an_alert(id=f"{n:04x}", watch=watch), fate=Fate.PENDING, attempts=0, repeat=False, asked=False)
        for n in range(first, first + count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, []), (3, [1, 1, 1]), (4, [4]), (200, [200]), (201, [200, 1]), (450, [200, 200, 50])],
)
def test_a_few_go_alone_and_many_as_one(count: int, sizes: list[int]) -> None:
    assert [len(pile.waiting) for pile in queue.piles(waiting(count), 3)] == sizes


def test_a_digest_is_split_only_where_it_must_be_and_each_place_is_listed_once() -> None:
    all_ = [*waiting(150), *waiting(60, "bocchi", 150), *waiting(10, "frieren", 210)]
    places = [a_place(watch=watch) for watch in ("higehiro", "bocchi", "frieren", "gone")]
    assert queue.digest([], places) == []
    first, second = queue.digest(all_, places)
    assert ([len(first.waiting), len(second.waiting)], first.digest, second.digest) == ([200, 20], True, True)
    assert [place.watch for place in first.places] == ["higehiro", "bocchi", "gone"]
    assert [place.watch for place in second.places] == ["bocchi", "frieren"]


class Days:
    """A store, a channel with a carrier that may fail, and a clock."""

    def __init__(self, folder: Path, channel: Channel) -> None:
        self.channel = channel
        watchlist = a_watchlist(channels=(channel,), watches=(a_watch(),), timezone="Europe/Berlin")
        self.hand = ByHand(folder / "w.db", watchlist)
        self.hand.now = datetime(2026, 10, 23, 12, tzinfo=UTC)  # clocks go back on the 25th
        self.arrived: list[tuple[datetime, Letter]] = []
        self.carriers = Carriers()
        self.hurry()

    def post(self, status: Status) -> None:
        number = self.hand.store.outbox.next_number()
        alert = an_alert(id=alert_id(number), at=self.hand.now, status=status)
        self.hand.store.outbox.post([alert], (), self.hand.now)

    def turn(self, outcome: Outcome) -> None:
        """Let one delivery turn pass; the letter arrives if the outcome says so."""

        def answer(letter: Letter) -> Outcome:
            if isinstance(outcome, Sent):
                self.arrived.append((self.hand.now, letter))
            return outcome

        self.carriers.answer = answer
        desk = Desk(
            client=Client((), "0", timedelta(seconds=1), now=lambda: self.hand.now), store=self.hand.store,
            watchlist=self.hand.watchlist, reader=Reader(()), watches={}, mail=frozenset(),
        )  # fmt: skip
        carrier = self.carriers.open(self.channel)
        asyncio.run(deliver(self.channel, carrier, lambda: desk, self.hand.now))

    def restart(self) -> None:
        self.hand.reopen()
        self.hand.store.outbox.recover(self.hand.now)
        self.hurry()

    def hurry(self) -> None:
        """No power fails here."""
        self.hand.store._db._db.execute("PRAGMA synchronous = OFF")


STEPS = st.lists(
    st.tuples(
        st.integers(1, 30 * 60),  # minutes that pass
        st.sampled_from(["post", "released", "turn", "turn", "fail", "restart", "resend"]),
    ),
    max_size=25,
)


def live(days: Days, steps: list[tuple[int, str]]) -> dict[str, int]:
    """Go through the steps, then a quiet week in which all goes well. Gives how often each alert was asked for once more."""
    asked: dict[str, int] = {}
    for minutes, what in [*steps, *[(60 * 9, "turn")] * 12]:
        days.hand.later(minutes=minutes)
        if what in ("post", "released"):
            days.post(Status.RELEASED if what == "released" else Status.ANNOUNCED)
        elif what == "restart":
            days.restart()
        elif what == "resend" and (alerts := days.hand.store.outbox.alerts(limit=1)):
            name = alerts[0][0].id
            asked[name] = asked.get(name, 0) + 1
            days.hand.store.outbox.resend(name, (), days.hand.now)
            days.turn(Sent("r"))
        elif what in ("turn", "fail"):
            days.turn(Sent("r") if what == "turn" else Failed("503"))
    return asked


def told(days: Days) -> list[str]:
    return [alert.id for _, letter in days.arrived for alert in letter.alerts]


@given(STEPS)
@settings(max_examples=20, deadline=None)
def test_quiet_hours_lose_nothing_double_nothing_and_are_quiet(steps: list[tuple[int, str]]) -> None:
    with TemporaryDirectory() as folder:
        days = Days(Path(folder), a_channel("json://one", quiet=NIGHT))
        asked = live(days, steps)
        alerts = {alert.id: alert for alert, _ in days.hand.store.outbox.alerts() if alert.watch}
        names = [name for name in told(days) if name in alerts]
        assert {name: names.count(name) for name in alerts} == {
            name: names.count(name) if name in asked else 1 for name in alerts
        }
        for at, letter in days.arrived:
            wall = at.astimezone(BERLIN).time()
            if wall >= NIGHT.start or wall < NIGHT.end:
                assert all(a.status is Status.RELEASED or a.id in asked for a in letter.alerts)
        calm = [name for name in names if alerts[name].status is Status.ANNOUNCED and name not in asked]
        assert calm == sorted(calm, key=lambda name: alerts[name].at)
        days.hand.store.close()


@given(STEPS)
@settings(max_examples=20, deadline=None)
def test_digests_lose_nothing_double_nothing_and_come_once_a_day(steps: list[tuple[int, str]]) -> None:
    with TemporaryDirectory() as folder:
        days = Days(Path(folder), a_channel("json://one", digest=time(8)))
        asked = live(days, steps)
        alerts = {alert.id: alert for alert, _ in days.hand.store.outbox.alerts()}
        names = told(days)
        assert all(names.count(name) == 1 for name in alerts if name not in asked)
        assert all(names.count(name) >= 1 for name in asked)
        digests = [(at, letter) for at, letter in days.arrived if letter.digest]
        for (before, _), (after, letter) in pairwise(digests):
            mornings = {(at.astimezone(BERLIN) - timedelta(hours=8)).date() for at in (before, after)}
            assert len(mornings) == 2
            assert all(alert.at > before - timedelta(days=1) for alert in letter.alerts)
        assert all(alert.at < at for at, letter in days.arrived for alert in letter.alerts)
        days.hand.store.close()


def test_one_alert_that_nobody_takes_ends_up_dead_and_the_digest_is_over(tmp_path: Path) -> None:
    days = Days(tmp_path, a_channel("json://one", digest=time(8)))
    days.post(Status.ANNOUNCED)
    days.hand.later(days=1)
    days.turn(Rejected("400"))
    assert next(fate for _, _, fate in days.hand.fates()) is Fate.DEAD
    assert days.hand.store.channels.all()["discord"].digested_at == days.hand.now
    days.hand.store.close()


def test_part_of_a_pile_keeps_its_own_places() -> None:
    places = [a_place(), a_place(watch="bocchi"), a_place(watch="x")]
    pile = Pile([*waiting(2), *waiting(2, "bocchi", 2)], digest=True, places=places)
    part = pile.part(pile.waiting[:2], rest=True)
    assert [place.watch for place in part.places] == ["higehiro", "x"]
    assert [place.watch for place in pile.part(pile.waiting[2:], rest=False).places] == ["bocchi"]
    assert replace(part, places=()).digest
