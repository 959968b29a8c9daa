"""B. Identity, F17 to F32: what rings again and what does not, the whole program over a clock that stands still until it is moved.

The watch rings for every item that holds its keyword, so that what is new to the program can be counted. Where the list of faults and
the rules of decide/seen.py part (a known guid decides; without one, link and title do), the rules stand, and the test says so.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from watcher.model import Alert, Reason, Status

from build import NOW
from fakes.abroad import Abroad, abroad
from fakes.feeds import entry

Observe = Callable[[str, object], None]  # pytest's record_property

EVERY_CHAPTER = "any = {{ keywords = ['chapter'] }}"
XML = {"Content-Type": "application/rss+xml"}
ANN = {"ann": "ann.test/feed"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Abroad]:
    async with Abroad(tmp_path, abroad(ANN, watches=EVERY_CHAPTER)) as made:
        yield made


async def show(world: Abroad, *documents: Sequence[str]) -> list[Alert]:
    """Show one document after another, the first at the first look. Returns what rang."""
    rang = []
    for entries in documents:
        world.feed(*entries, path="/feed")
        rang += await world.polls(1)
    return rang


def chapter(n: int, **given: object) -> str:
    return entry(f"Chapter {n}", **{"day": n / 10, **given})  # type: ignore[arg-type]  # entry's own


def chapters(*numbers: int, **given: object) -> list[str]:
    return [chapter(n, **given) for n in sorted(numbers, reverse=True)]


def raw(inside: str) -> str:
    return f"<item>{inside}</item>"


# F17 to F22: the same item, otherwise.


async def test_f17_an_edited_title(world: Abroad) -> None:
    before, after = entry("Chapter 1", guid="1"), entry("Chapter 1: the corrected title", guid="1")
    assert await show(world, [before], [after], [before], [after]) == []


async def test_f17_without_a_guid_another_title_is_another_item(world: Abroad) -> None:
    """Many feeds link every chapter to one page: link and title decide."""
    page = {"guid": None, "link": "https://one.example/"}
    rang = await show(world, chapters(1, **page), chapters(2, 1, **page), chapters(2, 1, **page))
    assert [alert.headline for alert in rang] == ["Chapter 2"]


async def test_f18_tokens_in_links(world: Abroad) -> None:
    def fetched(token: int) -> list[str]:
        link = (
            f"https://one.example/c?id={{}}&utm_source=rss&utm_content={token}&PHPSESSID={token}#at={token}"
        )
        return [chapter(n, guid=None, link=link.format(n)) for n in (3, 2, 1)]

    assert await show(world, fetched(1), fetched(2), fetched(3)) == []
    assert len(await show(world, [chapter(4, guid=None), *fetched(4)])) == 1


@pytest.mark.parametrize("guids", [False, True])
async def test_f18_tokens_of_any_name(world: Abroad, guids: bool) -> None:
    def fetched(token: int) -> list[str]:
        links = {n: f"https://one.example/c/{n}?whatever={token}" for n in (3, 2, 1)}
        return [chapter(n, guid=link if guids else None, link=link) for n, link in links.items()]

    assert await show(world, fetched(1), fetched(2), fetched(3)) == []
    assert len(await show(world, [chapter(4, guid=None), *fetched(4)])) == 1


async def test_f19_changed_guids_on_the_same_links(world: Abroad) -> None:
    assert await show(world, chapters(1, 2, 3), [chapter(n, guid=f"new-{n}") for n in (3, 2, 1)]) == []


async def test_f20_changed_guids_and_slugs_fold_into_their_story(tmp_path: Path) -> None:
    """Guid and link are new, so it is an item of its own; its news is not: the story stands where it stood."""
    async with Abroad(tmp_path, abroad(ANN)) as world:
        said = {"summary": "The official website announced it on Friday.", "day": 3}
        title = "Higehiro Anime Gets 2nd Season"
        old = entry("Weather")
        first = entry(title, guid="1", link="https://one.example/draft", **said)  # type: ignore[arg-type]
        moved = entry(title, guid="2", link="https://one.example/final", **said)  # type: ignore[arg-type]
        assert len(await show(world, [old], [first, old], [moved, old])) == 1


async def test_f20_changed_guids_and_slugs_ring_for_keywords(world: Abroad) -> None:
    moved = chapter(1, guid="new", link="https://one.example/new")
    assert len(await show(world, chapters(1), [moved], [moved])) == 1


async def test_f21_another_scheme_and_www(world: Abroad) -> None:
    def at(site: str) -> list[str]:
        return [chapter(n, guid=f"{site}/c/{n}", link=f"{site}/c/{n}") for n in (3, 2, 1)]

    assert await show(world, at("http://one.example"), at("https://www.one.example")) == []


async def test_f22_the_feed_moves_to_another_host(world: Abroad) -> None:
    shown = [chapter(n, guid=str(n), link=f"/c/{n}") for n in (3, 2, 1)]
    assert await show(world, shown) == []
    there = f"http://other.test:{world.site.port}/moved"
    world.site.answer("/feed", status=301, headers={"Location": there})
    world.feed(*shown[1:], path="/moved")  # another document, or it would not be read
    await world.live(timedelta(days=2))
    assert [alert.reason for alert in world.alerts] == [Reason.HEALTH]  # it has moved
    world.feed(chapter(4, guid="4", link="/c/4"), *shown, path="/moved")
    assert [alert.headline for alert in await world.polls(1)] == ["Chapter 4"]


async def test_f22_items_with_nothing_but_a_path(world: Abroad) -> None:
    shown = [chapter(n, guid=None, link=f"/c/{n}") for n in (3, 2, 1)]
    assert await show(world, shown) == []
    there = f"http://other.test:{world.site.port}/moved"
    world.site.answer("/feed", status=301, headers={"Location": there})
    world.feed(chapter(4, guid=None, link="/c/4"), *shown, path="/moved")
    assert [alert.headline for alert in await world.polls(1)] == ["Chapter 4"]


async def test_f22_its_owner_writes_the_new_address(world: Abroad) -> None:
    shown = [chapter(n, guid=str(n), link=f"/c/{n}") for n in (3, 2, 1)]
    assert await show(world, shown) == []
    world.feed(*shown, path="/moved")
    await world.reload(abroad({"ann": "other.test/moved"}, watches=EVERY_CHAPTER))
    assert await world.polls(2) == []


# F23 to F25: guids that are none.


async def test_f23_a_guid_that_is_used_again(world: Abroad) -> None:
    before = entry("Chapter 1", guid="7", link="https://one.example/2017", day=-900)
    after = entry("Chapter 2", guid="7", link="https://one.example/2026", day=1)
    rang = await show(world, [before], [after], [after])
    assert [alert.headline for alert in rang] == ["Chapter 2"]


async def test_f24_two_items_with_one_guid(world: Abroad) -> None:
    both = chapters(2, 3, guid="same", link="https://one.example/", day=1)
    rang = await show(world, chapters(1), [*both, chapter(1)], [*both, chapter(1)], both[::-1])
    assert sorted(alert.headline for alert in rang) == ["Chapter 2", "Chapter 3"]
    assert {alert.reason for alert in rang} == {Reason.KEYWORDS}  # none was taken for an edit of the other


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(
            "<guid></guid><title>Chapter {n}</title><link>https://e.org/{n}</link>", id="empty guid"
        ),
        pytest.param("<guid>{n}</guid><description>Chapter {n}</description>", id="no title"),
        pytest.param("<description>Chapter {n}, in words</description>", id="nothing but words"),
        pytest.param(
            "<guid isPermaLink='TRUE'>https://e.org/{n}</guid><title>Chapter {n}</title>",
            id="isPermaLink=TRUE",
        ),
        pytest.param(
            "<title>Chapter {n}</title><link>https://e.org/{n}</link><link>https://e.org/all</link>",
            id="two links",
        ),
    ],
)
async def test_f25_items_without_much(world: Abroad, item: str) -> None:
    def upto(last: int) -> list[str]:
        return [raw(item.format(n=n)) for n in range(last, 0, -1)]

    assert len(await show(world, upto(3), upto(5), upto(5), upto(6)[:3], upto(6))) == 3


# F26 to F28: documents that come back otherwise.


def anew(count: int, *, made: str, later: float = 0) -> list[str]:
    return [chapter(n, guid=f"{made}-{n}", day=n / 100 + later) for n in range(count, 0, -1)]


async def test_f26_all_guids_made_anew(world: Abroad) -> None:
    assert await show(world, anew(400, made="a"), anew(400, made="b"), anew(400, made="c")) == []


async def test_f26_all_guids_and_dates_made_anew(world: Abroad, record_property: Observe) -> None:
    rang = await show(world, anew(400, made="a"), anew(400, made="b", later=5), anew(400, made="b", later=5))
    [summary] = rang
    assert summary.reason is Reason.RESET
    assert sorted(map(number, summary.lines)) == list(range(1, 401))
    again = await show(world, [chapter(401, day=9), *anew(400, made="c", later=9)])
    assert [alert.reason for alert in again] == [Reason.KEYWORDS, Reason.RESET]
    record_property("observed", "1 summary that names all 400; a new one among them rings")


def number(line: str) -> int:
    return int(line.partition("Chapter ")[2].split()[0])


async def test_f27_a_feed_that_is_empty_for_a_while(world: Abroad) -> None:
    assert await show(world, chapters(1, 2, 3), [], [], [], chapters(1, 2, 3)) == []
    assert [a.headline for a in await show(world, chapters(1, 2, 3, 4))] == ["Chapter 4"]


async def test_f28_another_order_and_an_older_window(world: Abroad) -> None:
    every = chapters(*range(1, 101))
    assert await show(world, every, every[50:], every[::-1], every[:50], every[25:75], every) == []


# F29 to F32.


@pytest.mark.parametrize(
    "date",
    [
        *(None, "Mon, 02 Jan 2999 10:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "the other day"),
        *("Fri, 20 Nov 2026 12:00:00 CEST", format_datetime(NOW)),
    ],
)
async def test_f29_dates_decide_nothing(world: Abroad, date: str | None) -> None:
    said = f"<pubDate>{date}</pubDate>" if date else ""
    shown = [raw(f"<title>Chapter {n}</title><link>https://e.org/{n}</link>{said}") for n in (3, 2, 1)]
    rang = await show(world, shown[1:], shown, shown)
    assert [alert.headline for alert in rang] == ["Chapter 3"]


async def test_f30_a_keyword_that_an_edit_brings(world: Abroad) -> None:
    vague, clear = entry("Something is coming", guid="1"), entry("Chapter 9 is coming", guid="1")
    rang = await show(world, [vague], [clear], [clear], [vague], [clear])
    assert [(alert.headline, alert.reason) for alert in rang] == [("Chapter 9 is coming", Reason.EDITED)]


async def test_f31_ten_thousand_items_twice(world: Abroad, record_property: Observe) -> None:
    many = [chapter(n, day=n / 1000) for n in range(10_000, 0, -1)]
    assert await show(world, many) == []
    # The second document differs, or it would not be read again.
    rang = await show(world, [*many, entry("Weather", day=-1)])
    assert rang == []
    record_property("observed", f"{world.of('ann')[-1].items:,} items read twice, 0 rang")


async def test_f32_one_article_in_three_feeds(tmp_path: Path) -> None:
    names = ("ann", "natalie", "mal")
    async with Abroad(tmp_path, abroad({name: f"{name}.test/{name}" for name in names})) as world:
        for name in names:
            world.feed(entry("Weather"), path=f"/{name}")
        await world.live(timedelta(minutes=2))
        news = entry("Higehiro Anime Gets 2nd Season", summary="The official website announced it.", day=3)
        for name in names:
            world.feed(news, entry("Weather"), path=f"/{name}")
        [alert] = await world.live(timedelta(hours=1))
        assert alert.status is Status.ANNOUNCED
        reports = world.app.store.stories.reports(watch="higehiro")
        assert {report.source for report in reports} == set(names)
        assert [bool(report.alert) for report in reports].count(True) == 1
        world.app.rounds.start_deliveries(hurry=True)
        await world.app.rounds.wait()
        [message] = world.hook.messages
        assert [name for name in names if name not in str(world.hook.shown(message.id))] == []
