"""finding: what is seen at an address, and what is taken for it."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import tomli

from watcher.fetch import Client
from watcher.finding import COMMON, Eye, Found, Sight, find, source_name, watch_name
from watcher.finding.search import ranked
from watcher.model import Condition, Sign, Source

from build import NOW, a_source
from fakes.house import HTML, XML, a_feed, a_page, open_house
from fakes.site import Site

FOLDER = Path(__file__).parent / "data" / "standins"
STAND_INS = [
    pytest.param(file.stem, page, id=f"{file.stem}: {name}")
    for file in sorted(FOLDER.glob("*.toml"))
    for name, page in tomli.loads(file.read_text("utf-8")).items()
    if file.stem != "ordinary" and "url" not in page
]


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        yield made


@pytest_asyncio.fixture
async def eye() -> AsyncIterator[Eye]:
    async with Client(("127.0.0.1",), "1", gap=timedelta(0)) as client:
        yield Eye(client, NOW)


def source(site: Site, path: str = "/news/", **given: object) -> Source:
    return a_source(site.url(path), **given)


async def found_at(
    eye: Eye, site: Site, path: str = "/news/", *, page: bool = False
) -> tuple[Found, list[str]]:
    """Look for what to watch at a path. Returns the paths that were announced before they were asked, too."""
    said: list[str] = []
    found = await find(eye, source(site, path), page=page, say=said.append)
    return found, [address.removeprefix(site.url("").rstrip("/")) for address in said]


def paths(site: Site) -> list[str]:
    return [request.path for request in site.requests if request.path != "/robots.txt"]


async def test_a_feed_is_one(eye: Eye, site: Site) -> None:
    site.answer("/f", body=a_feed(), headers=XML)
    seen = await eye.see(source(site, "/f"))
    assert (seen.condition, seen.reason, seen.is_feed, seen.feeds) == (Condition.OK, "", True, ())
    assert seen.document
    assert len(seen.document.items) == 4
    assert paths(site) == ["/f"]
    assert not site.asked("/robots.txt")


async def test_a_page_has_a_list_and_names_feeds_that_nobody_asks(eye: Eye, site: Site) -> None:
    site.answer("/news/", body=a_page("/rss", "https://elsewhere.example/feed"), headers=HTML)
    seen = await eye.see(source(site))
    assert seen.document
    assert (seen.document.kind, len(seen.document.items)) == ("page", 6)
    assert seen.document.selector
    assert seen.feeds == (site.url("/rss"), "https://elsewhere.example/feed")
    assert paths(site) == ["/news/"]


@pytest.mark.parametrize(("kind", "page"), STAND_INS)
@pytest.mark.parametrize(("status", "select"), [(200, None), (200, "a"), (403, None)])
async def test_what_stands_in_is_never_a_list(
    eye: Eye, site: Site, kind: str, page: dict[str, str], status: int, select: str | None
) -> None:
    site.answer("/news/", status=status, body=page["html"], headers=HTML)
    seen = await eye.see(source(site, select=select))
    is_challenge = kind == "challenge"
    if is_challenge or (select is None and kind != "login" and kind != "parked"):
        assert seen.condition is not Condition.OK
        assert seen.document is None
        assert seen.reason
    assert ("challenge" in seen.reason.lower()) is is_challenge


@pytest.mark.parametrize(
    "body", ["error code: 1020", '{"url":"https://geo.captcha-delivery.com/captcha/?cid=1"}']
)
async def test_a_challenge_that_is_no_page_is_one_all_the_same(eye: Eye, site: Site, body: str) -> None:
    site.answer("/news/", body=body, headers={"Content-Type": "text/plain"})
    seen = await eye.see(source(site))
    assert (seen.condition, seen.sign) == (Condition.SUSPECT, Sign.CHALLENGE)
    assert "challenge" in seen.reason


async def test_a_header_tells_a_challenge_too(eye: Eye, site: Site) -> None:
    site.answer("/news/", body="<p>", headers={**HTML, "cf-mitigated": "challenge"})
    seen = await eye.see(source(site))
    assert seen.condition is not Condition.OK
    assert "challenge" in seen.reason


async def test_nothing_else_says_the_word(eye: Eye, site: Site) -> None:
    open_house(site)
    seen = await eye.see(source(site, select=".challenge-list a"))
    assert (seen.condition, seen.sign) == (Condition.SUSPECT, Sign.MISSED)
    assert "challenge" not in seen.reason


async def test_a_page_that_says_nothing_still_names_its_feeds(eye: Eye, site: Site) -> None:
    site.answer("/news/", body=a_page("/rss", headlines=()), headers=HTML)
    site.answer("/gone/", status=404, body=a_page("/rss"), headers=HTML)
    for path in ("/news/", "/gone/"):
        seen = await eye.see(source(site, path))
        assert (seen.document, seen.feeds) == (None, (site.url("/rss"),)), path


async def test_a_page_that_robots_forbids_is_not_shown_and_still_names_its_feeds(
    eye: Eye, site: Site
) -> None:
    site.answer("/robots.txt", body="User-agent: *\nDisallow: /news/")
    site.answer("/news/", body=a_page("/rss"), headers=HTML)
    seen = await eye.see(source(site))
    assert (seen.condition, seen.document, seen.feeds) == (Condition.FAILING, None, (site.url("/rss"),))
    assert "robots.txt" in seen.reason
    await eye.see(source(site))
    assert len(site.asked("/robots.txt")) == 1
    assert (await eye.see(source(site, robots=False))).document
    known = await eye.see(source(site, select=".card a"))
    assert known.response is None  # a page from the start: it is not even asked
    assert "robots.txt" in known.reason


async def test_signs_make_it_suspect(eye: Eye, site: Site) -> None:
    site.answer("/f", body=a_feed()[:-120], headers=XML)
    seen = await eye.see(source(site, "/f"))
    assert (seen.condition, seen.sign) == (Condition.SUSPECT, Sign.CUT)
    assert seen.document
    assert seen.reason
    assert seen.advice


async def test_a_feed_is_taken_as_it_is(eye: Eye, site: Site) -> None:
    site.answer("/f", body=a_feed(), headers=XML)
    found, said = await found_at(eye, site, "/f")
    assert found.taken is found.asked
    assert (found.address, found.others, said) == (site.url("/f"), (), [])


async def test_the_feed_that_a_page_names_is_taken(eye: Eye, site: Site) -> None:
    site.answer("/news/", body=a_page("/comments/feed/", "/feed/", "/news/feed/"), headers=HTML)
    for path in ("/comments/feed/", "/feed/", "/news/feed/"):
        site.answer(path, body=a_feed(), headers=XML)
    found, said = await found_at(eye, site)
    assert found.address == site.url("/news/feed/")
    assert found.others == (site.url("/feed/"), site.url("/comments/feed/"))
    assert said == ["/news/feed/"]
    assert paths(site) == ["/news/", "/news/feed/"]


async def test_the_comments_on_a_page_are_not_its_news(eye: Eye, site: Site) -> None:
    site.answer("/2026/a/", body=a_page("/feed/", "/2026/a/feed/"), headers=HTML)
    site.answer("/2026/a/feed/", body=a_feed("Comments on: A"), headers=XML)
    site.answer("/feed/", body=a_feed("The house"), headers=XML)
    found, _ = await found_at(eye, site, "/2026/a/")
    assert found.address == site.url("/feed/")


async def test_a_feed_that_is_none_gives_way_to_the_next_and_then_to_the_page(eye: Eye, site: Site) -> None:
    site.answer("/news/", body=a_page("/a", "/b", "/c", "/d"), headers=HTML)
    site.answer("/a", status=500)
    found, said = await found_at(eye, site)
    assert said == ["/a", "/b", "/c"]
    assert found.taken is found.asked
    assert not site.asked("/d")


async def test_the_common_places_are_asked_where_a_page_names_none(eye: Eye, site: Site) -> None:
    open_house(site)
    site.answer("/rss.xml", body=a_feed(), headers=XML)
    found, said = await found_at(eye, site)
    assert found.address == site.url("/rss.xml")
    assert said == ["/feed", "/rss", "/rss.xml"]


async def test_else_the_page_is_taken(eye: Eye, site: Site) -> None:
    open_house(site)
    found, said = await found_at(eye, site)
    assert found.taken is found.asked
    assert tuple(said) == COMMON
    assert len(paths(site)) == 6


async def test_a_server_that_has_had_enough_is_asked_no_more(eye: Eye, site: Site) -> None:
    open_house(site)
    site.answer("/feed", status=429)
    found, said = await found_at(eye, site)
    assert said == ["/feed"]
    assert found.taken is found.asked


async def test_the_page_alone_is_asked_alone(eye: Eye, site: Site) -> None:
    site.answer("/news/", body=a_page("/feed/"), headers=HTML)
    found, said = await found_at(eye, site, page=True)
    assert found.taken is found.asked
    assert said == []


async def test_a_page_that_robots_forbids_is_not_taken_but_its_feed_is(eye: Eye, site: Site) -> None:
    site.answer("/robots.txt", body="User-agent: *\nDisallow: /news/")
    site.answer("/news/", body=a_page("/feed/"), headers=HTML)
    assert (await found_at(eye, site))[0].taken is None
    site.answer("/feed/", body=a_feed(), headers=XML)
    assert (await found_at(eye, site))[0].address == site.url("/feed/")


@pytest.mark.parametrize(
    "answer",
    [{"status": 404}, {"body": "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"}],
)
async def test_behind_a_closed_door_nothing_more_is_asked(
    eye: Eye, site: Site, answer: dict[str, object]
) -> None:
    site.answer("/news/", headers=HTML, **answer)
    found, said = await found_at(eye, site)
    assert (found.taken, said) == (None, [])


async def test_what_has_moved_for_good_is_written_where_it_is(eye: Eye, site: Site) -> None:
    site.answer("/old", status=301, headers={"Location": "/f"})
    site.answer("/f", body=a_feed(), headers=XML)
    assert (await found_at(eye, site, "/old"))[0].address == site.url("/f")
    site.answer("/old", status=302, headers={"Location": "/f"})
    assert (await found_at(eye, site, "/old"))[0].address == site.url("/old")


@pytest.mark.parametrize(
    ("page", "feeds", "order"),
    [
        ("/", ["/comments/feed", "/feed"], ["/feed", "/comments/feed"]),
        ("/", ["/tag/a/feed", "/feed"], ["/feed", "/tag/a/feed"]),
        ("/tag/a/", ["/feed", "/tag/a/feed"], ["/tag/a/feed", "/feed"]),
        ("/b/", ["/rss", "/atom"], ["/rss", "/atom"]),
    ],
)
def test_the_order_of_named_feeds(page: str, feeds: list[str], order: list[str]) -> None:
    home = "https://house.example"
    assert ranked([home + feed for feed in feeds], home + page) == [home + feed for feed in order]
    assert ranked(["https://other.example/feed", f"{home}/feed"], home) == [
        f"{home}/feed",
        "https://other.example/feed",
    ]


@pytest.mark.parametrize(
    ("url", "title", "name"),
    [
        ("https://www.animenewsnetwork.com/all/rss.xml", "ANN", "animenewsnetwork"),
        ("https://news.house.co.jp/rss", "", "house"),
        ("https://author.blogspot.com/feeds/posts/default", "", "author"),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UC1", "Lantern Pictures", "lantern-pictures"),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UC1", "", "source"),
        ("http://192.168.1.5/x", "News", "news"),
        ("http://[::1]/x", "ニュース", "nyusu"),
        ("https://例え.jp/feed", "", "source"),
    ],
)
def test_a_source_is_named_by_its_house(url: str, title: str, name: str) -> None:
    assert source_name(url, title, ()) == name


def test_a_name_is_free() -> None:
    taken = {"house"}
    for _ in range(4):
        name = source_name("https://house.example/comic/feed", "Lantern News", taken)
        assert name not in taken
        taken.add(name)
    assert taken == {"house", "house-comic", "house-lantern-news", "house-2", "house-3"}


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (["Bocchi the Rock!"], "bocchi-the-rock"),
        (["ぼっち・ざ・ろっく！"], "bocchi-za-rokku"),
        (["葬送のフリーレン", "Frieren"], "frieren"),
        (["薬屋"], "watch"),
        (["That Time I Got Reincarnated as a Slime"], "that-time-i-got-reincarnated"),
        (["Ōkami"], "okami"),
        (["x" * 50], "x" * 28),
    ],
)
def test_a_watch_is_named_by_its_title(titles: list[str], name: str) -> None:
    assert watch_name(titles, ()) == name


def test_a_sight_that_is_well_needs_no_advice() -> None:
    assert Sight(url="https://x.example", condition=Condition.OK).advice == ""
