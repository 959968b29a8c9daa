"""`watcher test-source`, as a user runs it. What is seen is finding's; here is how it is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from watcher.cli.session import Session
from watcher.cli.test_source import command
from watcher.decide.moving import Moved
from watcher.decide.pace import Due
from watcher.store import FILE, Store, Use
from watcher.store.sources import Course

from build import NOW
from fakes.house import CONFIG, HTML, XML, a_feed, a_page
from fakes.program import Program
from fakes.site import Site

CHALLENGE = "<html><head><title>Just a moment...</title><script>window._cf_chl_opt={}</script></head><body></body></html>"


class Desk:
    """A program that knows a feed at /known, and a page at /news/ that it does not know."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.program = Program(folder, CONFIG.format(site=site.url("").rstrip("/")))
        site.answer("/known", body=a_feed(), headers=XML)
        site.answer("/news/", body=a_page("/known"), headers=HTML)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(tmp_path, site)


def test_the_contract_of_a_page(desk: Desk) -> None:
    seen = desk.program.json("test-source", desk.site.url("/news/"))
    assert list(seen) == ["schema", "kind", "condition", "reason", "feeds", "selector", "items"]
    assert (seen["schema"], seen["kind"], seen["condition"], seen["reason"]) == (1, "page", "ok", "")
    assert seen["feeds"] == [desk.site.url("/known")]
    assert seen["selector"].startswith("article")
    assert len(seen["items"]) == 6
    assert seen["items"][0]["published"] == "2026-11-20T00:00:00+00:00"
    assert [request.path for request in desk.site.requests] == ["/news/", "/robots.txt"]


def test_the_contract_of_a_challenge(desk: Desk) -> None:
    desk.site.answer("/news/", body=CHALLENGE, headers=HTML)
    seen = desk.program.json("test-source", desk.site.url("/news/"))
    assert (seen["kind"], seen["condition"], seen["items"], seen["selector"]) == (None, "suspect", [], None)
    assert "challenge" in seen["reason"]
    done = desk.program.run("test-source", desk.site.url("/news/"))
    assert (done.returncode, done.stdout) == (69, "")
    assert "source: suspect · the site shows a challenge page" in done.stderr
    assert "look for a feed of this site" in done.stderr


def test_a_page_in_words(desk: Desk) -> None:
    shown = desk.program.run("test-source", desk.site.url("/news/")).stdout
    assert shown.startswith(
        "source: ok · page with a list, 6 entries · “News of the house”\n  its entries are found with article"
    )
    assert f"  feeds that it names, not asked:\n    {desk.site.url('/known')}\n" in shown
    assert "  2026-11-20 00:00  Slow Loop Anime Gets 2nd Season\n" in shown
    assert shown.endswith(f"to watch it: watcher add {desk.site.url('/news/')}\n")


def test_a_known_feed_in_words(desk: Desk) -> None:
    shown = desk.program.run("test-source", "known").stdout
    assert shown.startswith("known: ok · feed, 4 items · “News”\n")
    assert "watcher add" not in shown


def test_a_selector_of_ones_own(desk: Desk) -> None:
    address = desk.site.url("/news/")
    assert desk.program.json("test-source", address, "--select", "h3 a")["selector"] == "h3 a"
    missed = desk.program.json("test-source", address, "--select", ".challenge")
    assert (missed["condition"], missed["items"]) == ("suspect", [])
    assert "matches nothing" in missed["reason"]
    assert "challenge" not in missed["reason"]
    assert missed["feeds"] == [desk.site.url("/known")]


def test_what_a_source_was_before_counts(desk: Desk) -> None:
    assert desk.program.run("once").returncode == 0
    desk.site.answer("/known", body=a_page(), headers=HTML)
    seen = desk.program.json("test-source", "known")
    assert (seen["kind"], seen["condition"]) == (None, "suspect")
    assert "web page instead of its feed" in seen["reason"]
    assert desk.program.json("test-source", desk.site.url("/known"))["kind"] == "page"


def test_where_a_source_has_moved_for_good_is_asked(desk: Desk) -> None:
    desk.site.answer("/new", body=a_feed(), headers=XML)
    assert desk.program.run("once").returncode == 0
    store = Store(desk.program.state / FILE, Use.BESIDE)
    [state] = store.sources.all()
    course = Course(health=state.health, due=Due(at=NOW, why=""), moved=Moved(learned=desk.site.url("/new")))
    store.sources.settle_failed(state, course, NOW)
    store.close()
    assert desk.program.json("test-source", "known")["condition"] == "ok"
    assert (len(desk.site.asked("/known")), len(desk.site.asked("/new"))) == (1, 1)


def test_an_address_needs_no_config(desk: Desk) -> None:
    desk.program.file.write_text("[[[")
    assert "private address" in desk.program.json("test-source", desk.site.url("/news/"))["reason"]
    said = desk.program.run("test-source", desk.site.url("/news/")).stderr
    assert said.startswith(f"the config can't be read, so nothing of it counts here: {desk.program.file}:1:")
    desk.program.file.unlink()
    assert (
        "can't be read, so nothing of it counts here"
        in desk.program.run("test-source", "http://127.0.0.1/").stderr
    )
    none = CliRunner().invoke(
        command, ["http://127.0.0.1/"], obj=Session(environ={"HOME": str(desk.program.folder)})
    )
    assert "private address" in none.stderr
    assert "counts here" not in none.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("[watch]", "[wotch]"),
        ("slow-loop =", "slow-loop.abuot ="),
        ("allow_private", "alow = 1\nallow_private"),
    ],
)
def test_of_a_wrong_config_an_address_has_what_can_be_read(desk: Desk, wrong: tuple[str, str]) -> None:
    desk.program.write(desk.program.file.read_text(encoding="utf-8").replace(*wrong))
    done = desk.program.run("test-source", desk.site.url("/news/"))
    assert done.stdout.startswith("source: ok")
    assert (
        done.stderr
        == f"{desk.program.file} has errors, so only a part of it counts here; see watcher check\n"
    )


def test_secrets_that_are_not_here_are_not_needed_for_an_address(desk: Desk) -> None:
    config = desk.program.file.read_text().replace("https://discord.com/api/webhooks/123/abc", "${WEBHOOK}")
    desk.program.write(config)
    assert desk.program.json("test-source", desk.site.url("/news/"))["condition"] == "ok"
