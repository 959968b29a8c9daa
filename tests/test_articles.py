"""The article behind an item: read where a verdict hangs on it, once, politely, and never at the cost of the item."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.decide.decision import decide
from watcher.decide.doubt import MOST, wanted
from watcher.decide.ledger import Memory
from watcher.decide.reading import Reader
from watcher.model import Status

from build import NOW, a_watch, an_item
from fakes.feeds import entry
from fakes.world import SMALLEST, World

OLD = entry("Spring shows we are watching", day=-3)
DOUBT = "Higehiro Season 2: Is It Really Happening?"
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>{title}</h1>
<p>{lead}</p>
<p>The first season followed an office worker and the runaway girl whom he takes in, and ended four years ago with many of its
readers hoping for more of the story that the novels had gone on to tell.</p>
<p>The staff of the first season returns, the studio said at its stage event, and the cast was shown on a new visual.</p>
</article><footer>All rights reserved</footer></body></html>"""
ANNOUNCED = (
    "The studio announced on Friday that Higehiro gets a second season, which will premiere in April 2027."
)
DENIED = "A second season of Higehiro has not been announced, and nobody has said that one is planned."
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as made:
        await made.begin(OLD)
        yield made


def serve(world: World, lead: str, path: str = "/article", title: str = DOUBT) -> str:
    world.site.answer(path, body=PAGE.format(title=title, lead=lead), headers=HTML)
    return world.site.url(path)


def asked(world: World, path: str) -> int:
    return sum(request.path == path for request in world.site.requests)


async def test_a_headline_that_asks_is_answered_by_its_article(world: World) -> None:
    world.feed(entry(DOUBT, link=serve(world, ANNOUNCED)), OLD)
    [alert] = await world.round()
    assert (alert.status, alert.sure) == (Status.DATED, True)
    assert alert.period is not None
    assert "April 2027" in alert.period.text
    await world.round()
    world.feed(entry(DOUBT, link=world.site.url("/article")), entry("Another day, another show", day=4), OLD)
    assert await world.round() == []
    assert asked(world, "/article") == 1


async def test_an_article_that_denies_is_no_announcement(world: World) -> None:
    world.feed(entry("Higehiro Season 2 Might Be Announced", link=serve(world, DENIED)), OLD)
    [alert] = await world.round()
    assert alert.status is Status.SPECULATED


async def test_what_is_plain_needs_no_article(world: World) -> None:
    told = entry(
        "Higehiro Anime Gets 2nd Season", summary="The website announced it.", link=serve(world, DENIED)
    )
    world.feed(told, OLD)
    [alert] = await world.round()
    assert alert.status is Status.ANNOUNCED
    assert asked(world, "/article") == 0


async def test_a_source_may_want_its_articles_read(tmp_path: Path) -> None:
    config = SMALLEST.replace('"{site}/ann"', '{{ url = "{site}/ann", article = true }}')
    async with World(tmp_path, config) as world:
        world.feed(OLD)
        await world.round()
        long = "The website announced it. " + "More was said at the event about the cast and the staff. " * 5
        world.feed(entry("Higehiro Anime Gets 2nd Season", summary=long, link=serve(world, ANNOUNCED)), OLD)
        await world.round()
        assert asked(world, "/article") == 1
        [kept] = [k for k in world.app.store.items.after(0, 10) if k.item.article]
        assert "announced on Friday" in kept.item.article


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404},
        {"status": 503, "headers": {"Retry-After": "60"}},
        {"body": b"\x89PNG", "headers": {"Content-Type": "image/png"}},
        {"drop": True},
    ],
    ids=str,
)
async def test_an_article_that_can_t_be_read_costs_nothing_but_its_words(
    world: World, answer: dict[str, object]
) -> None:
    world.site.answer("/article", **answer)  # type: ignore[arg-type]
    world.feed(entry(DOUBT, link=world.site.url("/article")), OLD)
    [alert] = await world.round()
    assert alert.status is Status.SPECULATED
    [state] = world.app.store.sources.all()
    assert (state.health.condition, state.health.failures) == ("ok", 0)


async def test_a_host_that_wants_no_programs_is_not_asked_for_articles(world: World) -> None:
    world.site.answer("/robots.txt", body="User-agent: *\nDisallow: /article\n")
    world.feed(entry(DOUBT, link=serve(world, ANNOUNCED)), OLD)
    [alert] = await world.round()
    assert (alert.status, asked(world, "/article")) == (Status.SPECULATED, 0)


async def test_a_first_look_reads_no_articles(tmp_path: Path) -> None:
    async with World(tmp_path) as world:
        world.feed(entry(DOUBT, link=serve(world, ANNOUNCED)))
        await world.round()
        assert asked(world, "/article") == 0


async def test_a_page_whose_host_says_no_is_refused_and_asked_again_a_day_later(tmp_path: Path) -> None:
    config = SMALLEST.replace('"{site}/ann"', '{{ url = "{site}/ann", select = "li", every = "1h" }}')
    async with World(tmp_path, config) as world:
        world.site.answer("/ann", body='<ul><li><a href="/1">One</a></li></ul>', headers=HTML)
        world.site.answer("/robots.txt", body="User-agent: *\nDisallow: /\n")
        for _ in range(5):
            await world.round(timedelta(hours=2))
        assert (asked(world, "/robots.txt"), asked(world, "/ann")) == (1, 0)
        reason = world.app.store.sources.all()[0].health.reason
        assert "robots.txt of 127.0.0.1 asks programs not to read this page" in reason
        await world.restart()
        await world.round(timedelta(hours=2))
        assert asked(world, "/robots.txt") == 1
        world.site.answer("/robots.txt", body="User-agent: *\nDisallow: /private\n")
        for _ in range(6):
            await world.round(timedelta(hours=8))
        assert asked(world, "/robots.txt") >= 2
        assert asked(world, "/ann") >= 1
        assert world.app.store.sources.all()[0].health.condition == "ok"


async def test_the_owner_may_overrule_robots(tmp_path: Path) -> None:
    config = SMALLEST.replace('"{site}/ann"', '{{ url = "{site}/ann", select = "li", robots = false }}')
    async with World(tmp_path, config) as world:
        world.site.answer("/ann", body='<ul><li><a href="/1">One</a></li></ul>', headers=HTML)
        world.site.answer("/robots.txt", body="User-agent: *\nDisallow: /\n")
        await world.round()
        assert (asked(world, "/robots.txt"), asked(world, "/ann")) == (0, 1)


async def test_a_feed_is_asked_without_robots(world: World) -> None:
    world.site.answer("/robots.txt", body="User-agent: *\nDisallow: /\n")
    world.feed(OLD)
    await world.round()
    assert asked(world, "/robots.txt") == 0


def test_the_doubtful_go_first_and_never_all() -> None:
    watch = a_watch(about=tuple(f"season {n}" for n in range(2, 12)))
    items = [
        an_item(guid=str(n), link=f"https://e.org/{n}", title=f"Higehiro Season {n}: Is It Happening?", summary="")
        for n in range(2, 12)
    ]  # fmt: skip
    guess = decide(items, Memory(), Reader([watch]), {watch.name: watch}, NOW)
    found = wanted(guess, [])
    assert len(found) == MOST
    assert len({one.entry for one in found}) == MOST
    unread = [an_item(guid="x", link=None, title="Higehiro Season 2: Is It Happening?", summary="")]
    assert wanted(decide(unread, Memory(), Reader([watch]), {watch.name: watch}, NOW), []) == []
