"""A year of 50 watches and 30 sources over a fake clock: every step rings once, what folded is findable, no message is too many.

The scripts below are the table: who says what on which day, and whether that rings. Everything between a document and a letter is real.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from watcher.channels import Carrier, Outcome, Sent
from watcher.cli.timeline import timelines
from watcher.decide.editing import NO_LONGER
from watcher.deliver import deliver
from watcher.desk import Desk
from watcher.fetch import Client
from watcher.model import Alert, Item, Letter, QuietHours, Reason, Status, Watch
from watcher.recant import recant

from build import a_channel, a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

WATCHES, SOURCES, HOUSES = 50, 30, 3  # the last three sources are publishers
ZONE = "Asia/Tokyo"
START = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
FIRST = ("Amber", "Crimson", "Glass", "Hollow", "Iron", "Paper", "Silver", "Velvet", "Winter", "Cobalt")
SECOND = ("Orchard", "Lighthouse", "Cartographer", "Alchemist", "Sonata")
HOUSE = -1  # the source of the script's publisher
WRONG = "the last alert was wrong"
EDIT = "edit: "

# day, which of the script's sources, what it says, what rings
Event = tuple[int, int, str, bool]
RUMOURS = [
    "Will {} Get a Season 2? Fans Hope So", "{} Season 2: Release Date Rumors", "Could {} Season 2 Happen?",
    "{} Season 2: Everything We Know So Far", "{} Season 2 Could Be Announced Soon, Leak Suggests", "Is {} Season 2 Coming?",
    "Rumor: {} Season 2 in Talks", "{} Season 2: Will It Ever Happen?",
]  # fmt: skip
SCRIPTS: list[list[Event]] = [
    [  # the long road: nine rumours, an announcement, dates, a delay, the release
        (0, 0, "{} Season 2: What We Know So Far", True),
        *((n + 1, n + 1, rumour, False) for n, rumour in enumerate(RUMOURS)),
        (30, 0, "{} Anime Gets 2nd Season", True),
        (30, 1, "{} Season 2 Announced", False),
        (31, 2, "{} Renewed for Season 2", False),
        (60, 3, "{} Season 2 Premieres in 2027", True),
        (75, 4, "{} Season 2 Premieres in April 2027", False),
        (90, 5, "{} Season 2 Premieres on April 7, 2027", True),
        (91, 6, "{} Season 2 Premieres in April 2027", False),
        (120, 6, "{} Season 2 Delayed to July 2027", True),
        (121, 7, "{} Season 2 Postponed to July 2027", False),
        (150, 8, "{} Season 2 Premieres on July 7, 2027", True),
        (230, 9, "{} Season 2 Is Out Now", True),
        (231, 1, "{} Season 2 Is Now Available", False),
    ],
    [  # contradicted, confirmed, and taken back by the publisher
        (0, 0, "{} Season 2 Announced", True),
        (40, 1, "{} Season 2 Has Been Cancelled", True),
        (41, 1, "{} Season 2 Was Cancelled, Studio Says", False),
        (45, 2, "{} Season 2 Cancelled", True),
        (46, 3, "{} Season 2 Officially Cancelled", False),
        (90, HOUSE, "{} Season 2 Confirmed", True),
        (91, 4, "{} Renewed for Season 2", False),
    ],
    [  # the publisher's own word, once
        (0, 0, "{} Season 2 Announced", True),
        (3, HOUSE, "{} Season 2 Announced", True),
        (4, HOUSE, "{}: Second Season Confirmed", False),
        (5, 1, "{} Anime Gets 2nd Season", False),
        (50, HOUSE, "{} Season 2 Premieres in October 2027", True),
        (51, 0, "{} Season 2 Premieres in October 2027", False),
        (340, 0, "{} Season 2 Is Out Now", True),
        (341, HOUSE, "{} Season 2 Is Out Now", True),
    ],
    [  # a wrong announcement does not swallow the real one
        (0, 0, "{} Season 2: What We Know So Far", True),
        (10, 1, "{} Anime Gets 2nd Season", True),
        (20, 2, "{} Season 2 Announced", False),
        (21, 0, WRONG, True),
        (30, 3, "{} Renewed for Season 2", False),
    ],
    [  # an item that is edited into news, and back, and forth
        (0, 0, "{} Season 2: What We Know So Far", True),
        (1, 0, EDIT + "{} Anime Gets 2nd Season", True),
        (2, 0, EDIT + "{} Season 2: What We Know So Far", True),  # told once, that it no longer says so
        (3, 0, EDIT + "{} Anime Gets 2nd Season", False),
        (9, 1, "{} Season 2 Announced", False),
    ],
    [  # half a year of quiet, then talk again
        (0, 0, "{} Season 2: What We Know So Far", True),
        (100, 1, "Will {} Get a Season 2?", False),
        (185, 2, "{} Season 2: Everything We Know So Far", True),
        (200, 3, "Is {} Season 2 Coming?", False),
    ],
    [  # brought forward
        (0, 0, "{} Season 2 Premieres in October 2027", True),
        (60, 1, "{} Season 2 Premieres in July 2027", True),
        (61, 2, "{} Season 2 Premieres in July 2027", False),
    ],
]


@dataclass
class Box(Carrier):
    """A channel that keeps its letters and when they came."""

    limit: int = 3
    letters: list[tuple[datetime, Letter]] = field(default_factory=list)

    async def send(self, letter: Letter) -> Outcome:
        """Keep it."""
        self.letters.append((letter.at, letter))
        return Sent(f"r{len(self.letters)}")

    async def close(self) -> None:
        """Hold nothing."""

    @property
    def told(self) -> Counter[str]:
        """How often each alert arrived."""
        return Counter(alert.id for _, letter in self.letters for alert in letter.alerts)


class Year:
    """The store, the documents of all sources, and the three channels."""

    def __init__(self, folder: Path) -> None:
        sources = [
            a_source(f"https://s{n}.example/feed", name=f"s{n}", official=n >= SOURCES - HOUSES)
            for n in range(SOURCES)
        ]
        names = ("now", "night", "daily")
        watches = [a_watch(name=f"w{n}", titles=(title(n),), notify=names) for n in range(WATCHES)]
        channels = (
            a_channel("json://now", name="now"),
            a_channel(
                "json://night",
                name="night",
                quiet=QuietHours(start=time(22), end=time(7), through=frozenset({Status.RELEASED})),
            ),
            a_channel("json://daily", name="daily", digest=time(8)),
        )
        watchlist = a_watchlist(
            sources=tuple(sources), watches=tuple(watches), channels=channels, timezone=ZONE
        )
        self.hand = ByHand(folder / "w.db", watchlist)
        self.hand.now = START
        self.boxes = {channel.name: Box() for channel in channels}
        self.documents: dict[str, list[Item]] = {
            source.name: [an_item(guid="stays", title="A notice", link="https://e.org/stays", summary="")]
            for source in sources
        }
        self.expected: dict[str, list[bool]] = {watch.name: [] for watch in watches}
        self.rang: list[Alert] = []
        for source in sources:
            self.hand.poll(*self.documents[source.name], source=source.name)
        self.desk = Desk(
            client=Client((), "0", timedelta(seconds=1), now=lambda: self.hand.now),
            store=self.hand.store,
            watchlist=watchlist,
            reader=self.hand.reader,
            watches={watch.name: watch for watch in watches},
            mail=frozenset(),
        )

    def says(self, watch: Watch, source: str, text: str, number: int) -> list[Alert]:
        """A source carries a headline about a watch, or edits the last one."""
        known = self.documents[source]
        words = text.removeprefix(EDIT).format(watch.titles[0])
        item = an_item(guid=f"{watch.name}-{number}", title=words, link=f"https://{source}.example/{watch.name}/{number}", summary="",
                       published=self.hand.now)  # fmt: skip
        if text.startswith(EDIT):
            first = next(old for old in known if old.guid == f"{watch.name}-0")
            known[known.index(first)] = an_item(
                guid=first.guid, title=words, link=first.link, summary="", published=first.published
            )
        else:
            known.append(item)
        alerts = self.hand.poll(*known[-40:], source=source)
        self.rang += alerts
        return alerts

    def wrong(self, watch: Watch) -> list[Alert]:
        """The owner calls the watch's last alert wrong."""
        last = next(alert for alert in reversed(self.rang) if alert.watch == watch.name)
        done = recant(self.hand.store, self.hand.watchlist, last, self.hand.now)
        assert done is not None
        self.rang += done.alerts
        return list(done.alerts)

    async def deliver(self) -> None:
        """Let each channel take what it may."""
        for channel in self.hand.watchlist.channels:
            await deliver(channel, self.boxes[channel.name], self._desk, self.hand.now)

    def _desk(self) -> Desk:
        return self.desk


def title(n: int) -> str:
    return f"{FIRST[n % 10]} {SECOND[n // 10]}"


def events(year: Year) -> Iterator[tuple[datetime, Watch, str, str, int, bool]]:
    """Give all that happens, in order: when, about which watch, at which source, what, which of the script, and whether it rings."""
    found = []
    for n, watch in enumerate(year.hand.watchlist.watches):
        for number, (day, source, text, rings) in enumerate(SCRIPTS[n % len(SCRIPTS)]):
            at = START + timedelta(days=1 + day + n // 2, hours=(n * 5 + number) % 24, minutes=n)
            name = (
                f"s{SOURCES - HOUSES + n % HOUSES}"
                if source == HOUSE
                else f"s{(n + source) % (SOURCES - HOUSES)}"
            )
            found.append((at, watch, name, text, number, rings))
    yield from sorted(found, key=lambda event: (event[0], event[1].name))


def mornings(first: datetime, last: datetime) -> list[datetime]:
    """Give the moments at which the night's and the day's messages are due."""
    zone, days = ZoneInfo(ZONE), (last - first).days + 2
    walls = (time(7, 1), time(8, 1))
    start = first.astimezone(zone).date()
    every = [datetime.combine(start + timedelta(days=d), wall, zone) for d in range(days) for wall in walls]
    return [at.astimezone(UTC) for at in every if first < at <= last + timedelta(days=2)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("year")


async def lived(folder: Path) -> Year:
    """Live through the year."""
    year = Year(folder)
    script = list(events(year))
    ticks = mornings(START, script[-1][0])
    for at, watch, source, text, number, rings in script:
        while ticks and ticks[0] < at:
            year.hand.now = max(year.hand.now, ticks.pop(0))
            await year.deliver()
        year.hand.now = max(year.hand.now, at)
        found = year.wrong(watch) if text == WRONG else year.says(watch, source, text, number)
        here = [alert for alert in found if alert.watch == watch.name]
        assert len(found) == len(here)
        assert bool(here) is rings, (text.format(watch.titles[0]), source, [a.why for a in here])
        await year.deliver()
    for at in ticks:
        year.hand.now = max(year.hand.now, at)
        await year.deliver()
    return year


async def test_a_year(folder: Path) -> None:
    year = await lived(folder)
    table = sum(rings for n in range(WATCHES) for *_, rings in SCRIPTS[n % len(SCRIPTS)])
    assert len(year.rang) == table
    everything = Counter(alert.id for alert in year.rang)
    assert set(everything.values()) == {1}
    for box in year.boxes.values():
        assert box.told == everything  # each alert once on each channel
    _quiet_nights(year.boxes["night"])
    _one_digest_a_day(year.boxes["daily"], year.rang)
    _steps_once(year)
    _folds_are_findable(year)
    _a_reset_rings_nothing(year)
    year.hand.store.close()


def _quiet_nights(box: Box) -> None:
    for at, letter in box.letters:
        local = at.astimezone(ZoneInfo(ZONE)).time()
        if local >= time(22) or local < time(7):
            assert {alert.status for alert in letter.alerts} == {Status.RELEASED}


def _one_digest_a_day(box: Box, rang: list[Alert]) -> None:
    zone = ZoneInfo(ZONE)
    assert all(letter.digest for _, letter in box.letters)
    days = [at.astimezone(zone).date() for at, _ in box.letters]
    assert len(days) == len(set(days))
    due = {
        (alert.at.astimezone(zone) + timedelta(hours=16)).date() for alert in rang
    }  # until 08:00 it is in that day's
    assert set(days) == due


def _steps_once(year: Year) -> None:
    for story in year.hand.store.stories.all().values():
        rings = [ring for ring in story.rings if ring.stood and not ring.wrong]
        steps = [(ring.status, ring.stood.status, ring.stood.period) for ring in rings if ring.stood]
        assert len(steps) == len(set(steps))


def _folds_are_findable(year: Year) -> None:
    store = year.hand.store
    for n, watch in enumerate(year.hand.watchlist.watches):
        lines = [report for one in timelines(store, watch.name) for report in one.reports]
        said = [text for *_, text, _ in SCRIPTS[n % len(SCRIPTS)] if text != WRONG]
        news = [r for r in lines if r.why != NO_LONGER]  # that stands beside what it says instead
        assert len(news) == len(said)
        for report in lines:
            assert (
                report.alert
                or (report.under and store.outbox.alert(report.under))
                or "claims nothing new" in report.why
            )


def _a_reset_rings_nothing(year: Year) -> None:
    """All ids are made anew, and then all dates too: not one message."""
    for source, known in year.documents.items():
        renamed = [
            an_item(guid=f"new-{i.guid}", title=i.title, link=i.link, summary="", published=i.published)
            for i in known
        ]
        assert year.hand.poll(*renamed, source=source) == []
        dated = [
            an_item(guid=f"newer-{i.guid}", title=i.title, link=i.link, summary="", published=year.hand.now)
            for i in known
        ]
        found = year.hand.poll(*dated, source=source)
        assert all(alert.reason is Reason.RESET for alert in found), [(a.headline, a.why) for a in found]
