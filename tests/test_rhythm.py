"""What a source's polls teach, and when its silence is longer than it ever was: on healthy histories, and on ones that freeze."""

import bisect
import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from watcher.decide import condition, rhythm
from watcher.decide.health import Health
from watcher.decide.looks import Look
from watcher.decide.rhythm import Pulse
from watcher.model import Condition
from watcher.store.codec import pulse_from, pulse_json

BEGAN = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
HOLIDAYS = (timedelta(days=120), timedelta(days=350))  # after New Year: spring and Christmas
Times = Iterator[datetime]
Kind = Callable[[random.Random, datetime], Times]


def spaced(chance: random.Random, days: float, until: datetime) -> Times:
    """Something comes by pure chance, every so many days on average."""
    at = BEGAN
    while (at := at + DAY * chance.expovariate(1 / days)) < until:
        yield at


def hourly(chance: random.Random, until: datetime) -> Times:
    return (at for at in spaced(chance, 1 / 20, until) if at.weekday() < 5 and 7 <= at.hour < 20)


def by_chance_daily(chance: random.Random, until: datetime) -> Times:
    return spaced(chance, 1, until)


def by_chance_rarely(chance: random.Random, until: datetime) -> Times:
    return spaced(chance, 10, until)


def workdays(chance: random.Random, until: datetime) -> Times:
    """One a working day; two or three weeks off in spring and over Christmas."""
    off = [timedelta(days=chance.randint(14, 21)) for _ in range(20)]
    for day in range((until - BEGAN).days):
        at = BEGAN + DAY * (day + chance.uniform(0.1, 0.5))
        year, into = divmod(day, 365)
        away = any(
            start <= timedelta(days=into) < start + off[year * 2 + n] for n, start in enumerate(HOLIDAYS)
        )
        if at.weekday() < 5 and not away:
            yield at


def weekly(chance: random.Random, until: datetime) -> Times:
    """A burst each Monday; now and then it is left out, twice a year three times in a row."""
    for week in range((until - BEGAN).days // 7):
        if week % 52 not in (20, 21, 50, 51) and chance.random() > 0.05:
            at = BEGAN + DAY * 7 * week + DAY * chance.uniform(0.1, 0.4)
            for _ in range(chance.randint(3, 8)):
                yield at
                at += timedelta(minutes=chance.uniform(5, 90))


def monthly(chance: random.Random, until: datetime) -> Times:
    at = BEGAN
    while (at := at + DAY * chance.gauss(30, 7)) < until:
        yield at


def seasonal(chance: random.Random, until: datetime) -> Times:
    """Twelve weeks of a series, with something every few days; the rest of the year a word each month or two."""
    at = BEGAN
    while at < until:
        yield at
        running = (at - BEGAN).days % 365 < 84
        at += DAY * (chance.uniform(2, 5) if running else chance.uniform(20, 60))


KINDS: tuple[Kind, ...] = (
    hourly, by_chance_daily, by_chance_rarely, workdays, weekly, monthly, seasonal,
)  # fmt: skip


class Watched:
    """A source under our eyes, each poll with whatever came since."""

    def __init__(self, times: Iterable[datetime], *, dated: bool = True, still: bool = True) -> None:
        self.times = sorted(times)
        self.dated, self.still = dated, still  # still: the same bytes while nothing new comes
        self.health, self.pulse = Health(), Pulse()
        self.told: list[tuple[datetime, str]] = []

    def live(self, begin: datetime, until: datetime, every: timedelta = DAY) -> "Watched":
        """See what comes from `begin` on; what came before is only what the first document dates."""
        seen, now = bisect.bisect(self.times, begin), begin
        dates = tuple(self.times[max(0, seen - 20) : seen]) if self.dated else ()
        self.poll(Look(kind="feed", items=20, baseline=True, published=dates), now)
        while (now := now + every) < until:
            upto = bisect.bisect(self.times, now)
            fresh = upto - seen
            self.poll(Look(unchanged=self.still and not fresh, kind="feed", items=20, fresh=fresh), now)
            seen = upto
        return self

    def poll(self, look: Look, now: datetime) -> None:
        verdict = condition.observe(self.health, self.pulse, look, name="ann", now=now)
        self.health, self.pulse = verdict.health, verdict.pulse
        self.told += [(now, sentence) for sentence in verdict.tell]

    def silences(self) -> list[datetime]:
        """When it was told that the source is silent for longer than ever."""
        return [at for at, sentence in self.told if "longer than ever" in sentence]


def history(kind: Kind, n: int, years: int = 3) -> Watched:
    chance = random.Random(f"{kind.__name__} {n}")
    begin, until = BEGAN + DAY * 180, BEGAN + DAY * (180 + 365 * years)
    return Watched(kind(chance, until), dated=bool(n % 2), still=bool(n // 2 % 2)).live(begin, until)


def test_a_healthy_source_is_hardly_ever_called_silent() -> None:
    """Seven kinds of sources, 315 source-years: less than one false notice a source-year for each kind, far less in all."""
    false = {kind.__name__: sum(len(history(kind, n).silences()) for n in range(15)) / 45 for kind in KINDS}
    assert max(false.values()) < 1, false
    assert sum(false.values()) / len(false) < 0.25, false


def test_a_healthy_source_is_called_nothing_else() -> None:
    told = [sentence for kind in KINDS for _, sentence in history(kind, 2, years=2).told]
    assert all("longer than ever" in said or "something new again" in said for said in told), told


def even(days: float, *, count: int = 60) -> list[datetime]:
    return [BEGAN + DAY * days * n for n in range(count)]


@pytest.mark.parametrize(
    ("days", "noticed"),
    [(0.05, 2.5), (0.25, 2.5), (1, 10), (2, 20), (3, 30), (7, 30), (20, 30)],  # beats are six hours apart
)
def test_a_frozen_feed_is_noticed_within_ten_rhythms_and_thirty_days(days: float, noticed: float) -> None:
    times = even(days, count=max(60, int(10 / days)))
    every = min(DAY, DAY * days / 2)
    source = Watched(times, dated=False).live(BEGAN, times[-1] + DAY * 50, every)
    [at] = source.silences()
    assert DAY * max(2, min(days * 7, 20)) <= at - times[-1] <= DAY * noticed + every
    assert (source.health.condition, source.health.told) == (Condition.SUSPECT, True)
    assert source.health.since == source.pulse.changed_at
    assert "has not changed at all" in source.health.reason


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_freezes_is_noticed(kind: Kind) -> None:
    """Ten rhythms or thirty days, whichever is less; but a pause that it once ended by itself may come again."""
    until = BEGAN + DAY * 500
    times = list(kind(random.Random(1), until))
    source = Watched(times).live(BEGAN, until + DAY * 200)
    limit = rhythm.longest_silence(source.pulse, rhythm.FROZEN_CAP)
    assert limit is not None
    assert source.silences()[-1] - times[-1] <= max(limit, rhythm.SHORTEST) + 2 * DAY


def test_a_feed_whose_bytes_change_without_anything_new_is_quiet() -> None:
    times = even(2)
    source = Watched(times, still=False).live(BEGAN, times[-1] + DAY * 40)
    [at] = source.silences()
    assert at - times[-1] <= DAY * 20
    assert (source.health.condition, source.health.since) == (Condition.QUIET, source.pulse.newest_at)
    assert source.told[0][1] == (
        "ann has been silent for 17 days, longer than ever: nothing new, where something came every 2 days."
        " Open the address in a browser: is there anything newer? If it has ended, take the source out"
    )


def test_nothing_is_said_before_a_rhythm_is_known() -> None:
    for times in (even(1, count=9), [BEGAN + timedelta(minutes=n) for n in range(500)], even(0.25, count=30)):
        source = Watched(times, dated=False).live(BEGAN - DAY, BEGAN + DAY * 300)
        assert rhythm.rhythm(source.pulse) is None
        assert source.told == []


def test_a_rhythm_takes_a_whole_week_and_ten_beats_to_learn() -> None:
    def known(days: float, count: int) -> bool:
        pulse = Pulse()
        for at in even(days, count=count):
            pulse = rhythm.beat(pulse, at)
        return rhythm.rhythm(pulse) is not None

    assert [known(0.5, 16), known(0.5, 17), known(5, 9), known(5, 10)] == [False, True, False, True]


def test_a_second_baseline_is_no_news() -> None:
    source = Watched(even(1)).live(BEGAN, BEGAN + DAY * 20)
    before = source.pulse.newest_at
    source.poll(Look(kind="page", items=20, fresh=20, baseline=True), BEGAN + DAY * 20)
    assert source.pulse.newest_at == before


def test_a_burst_is_one_beat() -> None:
    pulse = Pulse()
    for week in range(12):
        for n in range(8):
            pulse = rhythm.beat(pulse, BEGAN + DAY * 7 * week + timedelta(minutes=20 * n))
    assert rhythm.rhythm(pulse) == DAY * 7


def test_a_pause_that_ended_by_itself_is_remembered_for_a_year() -> None:
    pulse = Pulse()
    for at in [*even(1), *(at + DAY * 100 for at in even(1))]:
        pulse = rhythm.beat(pulse, at)
    assert pulse.longest == DAY * 41
    assert rhythm.longest_silence(pulse, rhythm.FROZEN_CAP) == DAY * 41 * rhythm.BEYOND_EVER
    for at in even(1, count=600):
        pulse = rhythm.beat(pulse, at + DAY * 160)
    assert pulse.longest == DAY


def test_a_first_document_teaches_the_time_before() -> None:
    odd = [BEGAN - DAY * 3000, BEGAN + DAY * 300]  # another age, and a wrong year
    pulse = rhythm.seed(Pulse(), [*reversed(even(1, count=20)), *odd], BEGAN + DAY * 20)
    assert (rhythm.rhythm(pulse), pulse.newest_at) == (DAY, BEGAN + DAY * 19)


def test_a_silence_that_stood_at_the_first_look_is_told_to_nobody() -> None:
    times = even(1)
    source = Watched(times).live(times[-1] + DAY * 200, times[-1] + DAY * 400)
    assert source.told == []
    assert source.health.condition is Condition.QUIET
    source.poll(Look(kind="feed", items=20, fresh=1), times[-1] + DAY * 401)
    assert (source.told, source.health.condition) == ([], Condition.OK)


def test_a_silence_is_told_once_and_so_is_its_end() -> None:
    times = [*even(1), BEGAN + DAY * 500]
    source = Watched(times).live(BEGAN, BEGAN + DAY * 510)
    assert len(source.silences()) == 1
    assert source.told[-1][1] == "ann has something new again, after 441 days"
    assert source.health == Health(condition=Condition.OK)


@pytest.mark.parametrize("why", ["it failed", "nobody polled"])
def test_while_nobody_could_look_it_was_not_silent(why: str) -> None:
    times = even(1)
    source = Watched(times).live(BEGAN, times[-1])
    back = times[-1] + DAY * 60
    if why == "it failed":
        for n in range(59):
            source.poll(Look(reason="no answer"), times[-1] + DAY * n + timedelta(hours=1))
    for n in range(6):
        source.poll(Look(unchanged=True), back + DAY * n)
    assert (source.silences(), source.health.condition) == ([], Condition.OK)
    for n in range(6, 15):
        source.poll(Look(unchanged=True), back + DAY * n)
    assert len(source.silences()) == 1


def test_what_is_kept_is_small_and_comes_back_whole() -> None:
    source = history(hourly, 1)
    text = pulse_json(source.pulse)
    assert len(text) < 2_000
    assert pulse_from(text) == source.pulse
    assert pulse_from("") == Pulse()
