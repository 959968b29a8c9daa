"""A month on a fake clock, before a server that marks us: full marks, over 20 restarts and 20 reloads."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import cycle
from pathlib import Path

import pytest

from watcher.model import Condition

from build import NOW
from fakes.abroad import Abroad
from fakes.feeds import entry, rss
from fakes.scoring import Scoring, Serve
from fakes.site import Answer, Request

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
TURNS, TURN = 40, timedelta(hours=18)  # thirty days; at the end of each turn a restart or a reload
NEWS_EVERY = timedelta(hours=12)
SHOWN = 10  # items in a document
WISHED, DROPPED, GONE = (NOW + timedelta(days=days, hours=3) for days in (6, 15, 20))


def edition(at: datetime) -> int:
    return int((at - NOW) / NEWS_EVERY)


def born(number: int) -> datetime:
    return NOW + number * NEWS_EVERY


def http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def feed(name: str, etag: str = "", date: str = "", *, extra: str = "", **headers: str) -> Serve:
    """Make a feed. etag and date hold {n} for the edition, {date} for when it came out; extra goes into the channel."""

    def serve(at: datetime, request: Request) -> Answer:
        last = edition(at)
        shown = [entry(f"{name} {n}", day=n / 2) for n in range(last, max(-1, last - SHOWN), -1)]
        words = {"n": str(last), "date": http_date(born(last))}
        return Answer(
            body=rss(*shown).replace("<link>", f"{extra}<link>", 1),
            headers={"Content-Type": "application/rss+xml", **headers},
            etag=etag.format(**words).encode() or False,
            last_modified=date.format(**words).encode() or None,
        )

    return serve


def changing(since: datetime, before: Serve, after: Serve) -> Serve:
    return lambda at, request: (before if at < since else after)(at, request)


def page(at: datetime, request: Request) -> Answer:
    rows = "".join(
        f"<article class='card'><h2><a href='/news/{n}'>What the page has to report, number {n}</a></h2>"
        f"<time datetime='{born(n).isoformat()}'>then</time><p>All there is to say of number {n}, in some words.</p></article>"
        for n in range(edition(at), edition(at) - SHOWN, -1)
    )
    body = f"<!doctype html><html><head><title>News</title></head><body><main>{rows}</main></body></html>"
    return Answer(body=body, headers={"Content-Type": "text/html"}, etag=f'"p{edition(at)}"'.encode())


def robots(at: datetime, request: Request) -> Answer:
    return Answer(body="User-agent: *\nDisallow: /private\n", headers={"Content-Type": "text/plain"})


def always(status: int, **headers: str) -> Serve:
    return lambda at, request: Answer(
        status=status, headers={name.replace("_", "-"): said for name, said in headers.items()}
    )


SKIP_HOURS = f"<skipHours>{''.join(f'<hour>{h}</hour>' for h in range(24) if h != 2)}</skipHours>"
SKIP_DAYS = "<skipDays><day>Saturday</day><day>Sunday</day></skipDays>"
_SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
EIGHT_A_DAY = (
    f"<sy:updatePeriod {_SY}>daily</sy:updatePeriod><sy:updateFrequency {_SY}>8</sy:updateFrequency>"
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A source. own: how long is left between two polls at least, whatever is configured (every) or asked for.

    even: no poll comes more than a minute after that. unconditional: so many requests without conditions at most.
    """

    serve: Serve
    every: str = ""
    own: timedelta = 6 * HOUR
    even: bool = True
    unconditional: int = 1
    moved: int = 0  # its address redirects so
    host: str = ""


LONG = f'"{"0123456789abcdef" * 256}-{{n}}"'  # four kilobytes
MANY_SOURCES = {
    # The usual interval; in the end its publisher asks for less, or the month would be long for us, too.
    "etag": Row(
        serve=changing(WISHED, feed("etag", '"e{n}"'), feed("etag", '"e{n}"', extra="<ttl>180</ttl>")),
        own=15 * MINUTE,
        even=False,
    ),
    "date": Row(serve=feed("date", date="{date}"), every="6h"),
    "both": Row(serve=feed("both", '"e{n}"', "{date}"), every="6h"),
    "weak": Row(serve=feed("weak", 'W/"e{n}"'), every="6h"),
    "unquoted": Row(serve=feed("unquoted", "e {n}; x", "version {n}"), every="6h"),
    "long": Row(serve=feed("long", LONG), every="6h"),
    "stuck": Row(serve=feed("stuck", '"e{n}"', http_date(NOW)), every="6h"),
    "neither": Row(serve=feed("neither"), own=DAY, unconditional=30),
    "dropped": Row(
        serve=changing(DROPPED, feed("dropped", '"e{n}"', extra="<ttl>60</ttl>"), feed("dropped")),
        own=15 * MINUTE,  # one answer without validators may be a slip: the next poll comes as usual
        even=False,
        unconditional=17,
    ),
    "fresh": Row(serve=feed("fresh", '"e{n}"', **{"Cache-Control": "public, max-age=7200"}), own=2 * HOUR),
    "wish": Row(serve=feed("wish", '"e{n}"', extra="<ttl>180</ttl>"), own=3 * HOUR),
    "hours": Row(serve=feed("hours", '"e{n}"', extra=SKIP_HOURS), every="5m", own=5 * MINUTE, even=False),
    "days": Row(serve=feed("days", '"e{n}"', extra=SKIP_DAYS), every="6h", even=False),
    "period": Row(serve=feed("period", '"e{n}"', extra=EIGHT_A_DAY), own=3 * HOUR),
    "cookie": Row(serve=feed("cookie", '"e{n}"', **{"Set-Cookie": "sid=abc; Path=/"}), every="6h"),
    "r301": Row(serve=feed("r301", '"e{n}"'), every="4h", own=4 * HOUR, moved=301),
    "r302": Row(serve=feed("r302", '"e{n}"'), every="4h", own=4 * HOUR, moved=302),
    "r307": Row(serve=feed("r307", '"e{n}"'), every="4h", own=4 * HOUR, moved=307),
    "r308": Row(serve=feed("r308", '"e{n}"'), every="4h", own=4 * HOUR, moved=308),
    "busy": Row(serve=feed("busy", '"e{n}"'), every="2h", own=2 * HOUR, even=False, host="busy.test"),
    "beside": Row(serve=feed("beside", '"e{n}"'), every="2h", own=2 * HOUR, even=False, host="busy.test"),
    "gone": Row(serve=changing(GONE, feed("gone", '"e{n}"'), always(410)), every="6h", even=False),
    "page": Row(serve=page, own=2 * HOUR),
}


def line(name: str, row: Row) -> str:
    path = f"old/{name}" if row.moved else name
    every = f", every = '{row.every}'" if row.every else ""
    return f"url = 'http://{row.host or f'{name}.test'}:{{port}}/{path}'{every}"


def config(names: dict[str, str], more: str = "") -> str:
    """Write a config. names: how each source is called."""
    lines = [
        f"{names.get(name, name)} = {{{{ {line(name, row)} }}}}"
        for name, row in sorted(MANY_SOURCES.items(), key=lambda pair: names.get(pair[0], pair[0]))
    ]
    return "\n".join(
        [
            *("[network]", "allow_private = ['127.0.0.0/8']", "[channels]", "discord = '{hook}'"),
            *("[sources]", *lines, "[watch]", "higehiro = ['Higehiro']", more),
        ]
    )


# What a reload changes, in turn: a watch more, a name and with it the order, and back.
RELOADS = (config({}, "other = ['Spice and Wolf']"), config({"weak": "a-weak", "date": "z-date"}), config({}))


class Month(Abroad):
    """The world of these sources, and who marks it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, config({}))
        self.scoring = Scoring(self.site, self.clock)
        for name, row in MANY_SOURCES.items():
            self.scoring.keep(f"/{name}", self.tired(row.serve) if name == "busy" else row.serve)
            if row.moved:
                there = always(row.moved, Location=f"/{name}", Set_Cookie="way=1")
                self.scoring.keep(f"/old/{name}", there, to=f"/{name}")
        self.scoring.keep("/robots.txt", robots, by_host=True)

    def tired(self, serve: Serve) -> Serve:
        """Make a server ask to be left alone: at noon in seconds, in the evening with a date."""

        def answer(at: datetime, request: Request) -> Answer:
            if at.hour not in (12, 20):
                return serve(at, request)
            until = at.replace(microsecond=0) + 2 * HOUR
            self.scoring.leave_alone(request, until)
            said = "7200" if at.hour == 12 else http_date(until)
            return Answer(status=429 if at.hour == 12 else 503, headers={"Retry-After": said})

        return answer


@pytest.fixture
async def month(tmp_path: Path) -> AsyncIterator[Month]:
    async with Month(tmp_path) as world:
        yield world


async def test_f12_a_month_of_full_marks(
    month: Month, record_property: Callable[[str, object], None]
) -> None:
    reloads = cycle(RELOADS)
    for turn in range(TURNS):
        await month.live(TURN)
        await (month.restart() if turn % 2 else month.reload(next(reloads)))
    held = {name: judged(month, name, row) for name, row in MANY_SOURCES.items()}
    assert {name: against for name, against in held.items() if against} == {}
    assert_redirects(month)
    assert_robots(month)
    assert_told(month)
    read = items_read(month)
    assert [name for name, (count, published) in read.items() if count != published] == []
    for key, value in figures(month, read).items():
        record_property(key, value)


def judged(month: Month, name: str, row: Row) -> list[str]:
    """Say what is held against us at one source."""
    marks = month.scoring.of(f"/{name}")
    polls = [p for called in (name, f"a-{name}", f"z-{name}") for p in month.of(called)]
    found = [f"{what}: {count}" for what, count in marks.wrong.items()]
    if len(polls) != len(marks.times):
        found.append(f"{len(polls)} polls came to {len(marks.times)} requests")
    if len(marks.unconditional) > row.unconditional:
        found.append(f"unconditional: {len(marks.unconditional)}")
    if min(marks.gaps) < row.own:
        found.append(f"asked again after {min(marks.gaps)}")
    if row.even and max(marks.gaps) > row.own + MINUTE:
        found.append(f"asked again after {max(marks.gaps)} only")
    if not row.even and max(marks.gaps) > 3 * DAY:
        found.append("forgotten")
    return found


def assert_redirects(month: Month) -> None:
    """A permanent redirect is believed after some days, and its address is not asked again; any other never is."""
    for name, row in MANY_SOURCES.items():
        if row.moved:
            old, new = month.scoring.of(f"/old/{name}"), month.scoring.of(f"/{name}")
            assert old.wrong == {}
            if row.moved in (301, 308):
                assert 5 <= len(old.times) <= 8
                assert old.times[-1] - old.times[0] >= DAY
            else:
                assert old.times == new.times


def assert_robots(month: Month) -> None:
    """Robots.txt is asked for where a page is, and once a day at most."""
    asked = {name: marks for name, marks in month.scoring.marks.items() if name.endswith("robots.txt")}
    assert list(asked) == ["page.test/robots.txt"]
    marks = asked["page.test/robots.txt"]
    assert min(marks.gaps) >= DAY
    assert marks.cookies + marks.referrers + marks.queries == 0


def items_read(month: Month) -> dict[str, tuple[int, int]]:
    """Count the items that each source brought after its first look, and those that it had published by its last good poll."""
    counts = month.app.store.sources.counts(list(month.states.values()), NOW)
    return {state.name: (counts[state.id], edition(state.good_at or NOW)) for state in month.states.values()}


def assert_told(month: Month) -> None:
    """The owner hears of what moved and of what is gone, once each, and of nothing else."""
    told = sorted(month.notices)
    assert len(told) == 4
    assert told[0].startswith("gone has failed 3 times in a row: the server answered 410 (gone)")
    assert told[1].startswith("gone is not asked any more: the server answered 410 (gone)")
    assert [sentence.partition(" to ")[0] for sentence in told[2:]] == [
        "r301 has moved for good",
        "r308 has moved for good",
    ]
    assert month.states["gone"].health.condition is Condition.STOPPED
    assert month.scoring.of("/gone").times[-1] < GONE + 2 * DAY


def figures(month: Month, read: dict[str, tuple[int, int]]) -> dict[str, object]:
    """Give what the table of faults says of the month."""
    marks = [month.scoring.of(f"/{name}") for name in MANY_SOURCES]
    asked, saved = sum(len(m.times) for m in marks), sum(m.statuses.count(304) for m in marks)
    kept = sum(m.bytes_saved for m in marks) / sum(m.bytes_saved + m.bytes_sent for m in marks)
    good = sum(sum(m.none_match.values()) + sum(m.since.values()) for m in marks)
    said = f"a month of {len(marks)} sources: {asked:,} polls, {saved:,} answered 304 ({kept:.0%} of the bytes saved)"
    return {
        "observed": f"{said}; {good:,} validators brought back, all good",
        "polls": asked,
        "saved": saved,
        "held": sum(sum(m.wrong.values()) for m in marks),
        "items": sum(count for count, _ in read.values()),
        "lost": sum(max(0, published - count) for count, published in read.values()),
        "repeated": sum(max(0, count - published) for count, published in read.values()),
    }
