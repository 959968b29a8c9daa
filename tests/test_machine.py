"""No network at all is one condition of the machine, and no source's fault."""

from datetime import datetime, timedelta

import pytest

from watcher.decide import machine
from watcher.decide.machine import Network
from watcher.store.codec import network_fact, network_from

from build import NOW

MINUTE = timedelta(minutes=1)


class Machine:
    """A machine whose polls are told to it one by one."""

    def __init__(self) -> None:
        self.network, self.now = Network(), NOW
        self.told: list[str] = []

    def offline(self, host: str, later: timedelta = MINUTE) -> bool:
        """Fail to reach anything. Says whether the source is excused."""
        self.now += later
        self.network, excused, sentence = machine.offline(self.network, host, now=self.now)
        self.told += [sentence] if sentence else []
        return excused

    def reached(self, host: str, later: timedelta = MINUTE) -> None:
        self.now += later
        self.network, sentence = machine.reached(self.network, host, now=self.now, zone="Europe/Paris")
        self.told += [sentence] if sentence else []


def test_half_an_hour_without_network_at_boot_is_no_source_s_fault_and_one_notice() -> None:
    here = Machine()
    assert all(here.offline(f"h{n % 50}.example") for n in range(31))
    for n in range(50):
        here.reached(f"h{n}.example", timedelta(seconds=2))
    assert here.told == [
        "this machine had no network from 11:03 to 11:33, 30 minutes. Every source is read again now; none is to blame"
    ]


def test_a_short_outage_is_told_to_nobody() -> None:
    here = Machine()
    here.reached("a.example")
    assert here.offline("b.example", 3 * MINUTE)
    assert here.offline("c.example", 20 * MINUTE)
    here.reached("b.example")
    assert here.told == []


def test_one_host_that_alone_is_not_found_is_to_blame() -> None:
    here = Machine()
    for _ in range(5):
        here.reached("a.example")
        assert not here.offline("dead.example")
    assert here.told == []


def test_the_first_failure_right_after_an_answer_counts_and_the_second_host_s_does_not() -> None:
    here = Machine()
    here.reached("a.example")
    assert [here.offline(host) for host in ("b.example", "c.example", "a.example", "b.example")] == [
        False,
        True,
        True,
        True,
    ]


def test_the_only_host_is_excused_for_six_hours() -> None:
    here = Machine()
    excused = [here.offline("only.example", timedelta(hours=1)) for _ in range(9)]
    assert excused == [True] * 6 + [False] * 3
    here.reached("only.example")
    assert len(here.told) == 1


def test_a_dead_host_among_others_that_are_polled_rarely_is_no_outage() -> None:
    here = Machine()
    here.reached("a.example")
    here.offline("dead.example", timedelta(hours=1))
    here.reached("a.example", timedelta(hours=1))
    assert here.told == []


def test_an_outage_of_a_day_is_told_once_while_it_lasts() -> None:
    here = Machine()
    for n in range(72):
        assert here.offline(f"h{n % 5}.example", timedelta(hours=1))
    assert here.told == ["this machine has reached none of its sources for 1 day: is its network up?"]
    here.reached("h1.example")
    assert here.told[1] == (
        "this machine had no network from 2026-11-20 12:02 to 2026-11-23 11:03, 3 days."
        " Every source is read again now; none is to blame"
    )


@pytest.mark.parametrize("at", [NOW, None])
def test_what_is_known_of_the_network_is_one_fact(at: datetime | None) -> None:
    network = Network(reached_at=at, since=NOW, hosts=("a.example",), told=True)
    assert network_from(network_fact(network)) == network
    assert network_from(None) == Network()
