"""`watcher add`, as a user runs it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from watcher.cli.add_source import holds_secret

from fakes.feeds import entry, rss
from fakes.house import CONFIG, HTML, XML, a_feed, a_page, open_house
from fakes.program import Program
from fakes.site import Site

Done = subprocess.CompletedProcess[str]


class Desk:
    """A program, the house that it is to watch, and the config before anything was added."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.before = CONFIG.format(site=site.url("").rstrip("/"))
        self.program = Program(folder, self.before)

    @property
    def config(self) -> str:
        return self.program.file.read_bytes().decode()

    def add(self, what: str, *options: str) -> Done:
        return self.program.run("add", self.site.url(what) if what.startswith("/") else what, *options)

    def adds(self, what: str, *options: str) -> str:
        """Add something, and give what was put into the file; the rest of it is as it was."""
        done = self.add(what, *options)
        assert done.returncode == 0, done.stderr
        assert self.program.run("check").returncode == 0
        text = self.config
        length = len(text) - len(self.before)
        lines = [0, *(n + 1 for n, character in enumerate(text) if character == "\n")]
        at = next(n for n in lines if text[:n] + text[n + length :] == self.before)
        return text[at : at + length]

    def refused(self, what: str, *options: str, code: int) -> str:
        """Add something that can't be added: nothing is written. Returns what is said of it."""
        done = self.add(what, *options)
        assert (done.returncode, self.config) == (code, self.before), done
        return done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        site.answer("/feed.atom", body=a_feed("The house"), headers=XML, etag=True)
        open_house(site)
        yield Desk(tmp_path, site)


def test_a_feed_is_added_in_one_line(desk: Desk) -> None:
    assert desk.adds("/feed.atom") == f'the-house = "{desk.site.url("/feed.atom")}"\n'
    assert len(desk.site.requests) == 1
    assert '"   # the first\nthe-house = ' in desk.config


def test_it_shows_what_is_there_and_what_the_watches_make_of_it(desk: Desk) -> None:
    shown = desk.add("/feed.atom").stdout
    assert f"taken: a feed “The house”, {desk.site.url('/feed.atom')}" in shown
    assert "2026-11-11 00:00  Slow Loop Anime Gets 2nd Season" in shown
    assert "slow-loop · season 2 · announced: as a new item it would ring on discord" in shown
    assert shown.count("no watch of yours is named here") == 2
    assert "of 4 there now, 1 meets a watch of yours" in shown
    assert f"added to {desk.program.file}, line 7:" in shown
    assert "What is there now counts as known" in shown


def test_what_is_there_at_first_does_not_ring(desk: Desk) -> None:
    desk.adds("/feed.atom")
    once = desk.program.run("once")
    assert "the-house: 4 items, 0 rang" in once.stderr


def test_a_page_is_added_with_the_list_that_was_found(desk: Desk) -> None:
    desk.site.answer("/robots.txt", body="User-agent: *\nDisallow: /shop/")
    done = desk.add("/news/")
    assert (
        "the page names no feed; asked /feed, /rss, /rss.xml, /atom.xml, /feed.xml; there is none"
        in done.stdout
    )
    assert "taken: the list on the page “News of the house”" in done.stdout
    assert "its entries are found with article" in done.stdout
    assert "; the robots.txt of 127.0.0.1 lets programs read it" in done.stdout
    assert done.stderr.splitlines()[0] == f"asking {desk.site.url('/feed')}"
    assert f'news-of-the-house = "{desk.site.url("/news/")}"' in desk.config


def test_the_feed_that_a_page_names_is_added_and_the_others_are_listed(desk: Desk) -> None:
    desk.site.answer("/news/", body=a_page("/feed.atom", "/comments/feed"), headers=HTML)
    done = desk.add("/news/")
    assert "the page names 2 feeds" in done.stdout
    assert (
        f"other feeds of the page; to take one: watcher add ADDRESS\n  {desk.site.url('/comments/feed')}"
        in done.stdout
    )
    assert f"to take the page itself: watcher add --page {desk.site.url('/news/')}" in done.stdout
    assert f'the-house = "{desk.site.url("/feed.atom")}"' in desk.config
    assert desk.add("/news/", "--page").returncode == 0
    assert f'"{desk.site.url("/news/")}"' in desk.config


def test_what_is_said_of_it_makes_a_table(desk: Desk) -> None:
    options = ("--name", "House news", "--every", "2h", "--official", "--select", ".card a")
    address = desk.site.url("/news/")
    assert desk.adds("/news/", *options) == (
        f'\n[sources."House news"]\nurl = "{address}"\nselect = ".card a"\nevery = "2h"\nofficial = true\n'
    )


def test_line_ends_marks_and_mode_stay(desk: Desk) -> None:
    desk.before = "\ufeff" + desk.before.replace("\n", "\r\n")
    desk.program.file.write_bytes(desk.before.encode())
    desk.program.file.chmod(0o640)
    assert desk.adds("/feed.atom").endswith('/feed.atom"\r\n')
    assert desk.program.file.stat().st_mode & 0o777 == 0o640


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    done = desk.add("/feed.atom", "--dry-run")
    assert (done.returncode, desk.config) == (0, desk.before)
    assert f"would be added to {desk.program.file}, line 7:\n  the-house = " in done.stdout


def test_it_may_be_the_first_source_and_the_first_watch(desk: Desk) -> None:
    desk.before = '[channels]\nd = "json://a.example"\n[network]\nallow_private = ["127.0.0.1"]\n'
    desk.program.write(desk.before)
    assert desk.add("/feed.atom").returncode == 0
    assert desk.add("Slow Loop").returncode == 0
    assert desk.program.run("check").returncode == 0
    assert desk.config.startswith(desk.before + "\n[sources]\nthe-house = ")


def test_sources_in_braces_take_another(desk: Desk) -> None:
    known, there = desk.site.url("/known"), desk.site.url("/feed.atom")
    rest = desk.before.replace(f'[sources]\nknown = "{known}"   # the first\n', "")
    desk.program.write(f'sources = {{ known = "{known}" }}   # the first\n{rest}')
    done = desk.add("/feed.atom")
    assert f'line 1:\n  the-house = "{there}"\n' in done.stdout
    assert desk.config == f'sources = {{ known = "{known}", the-house = "{there}" }}   # the first\n{rest}'
    desk.program.write("sources = {}\n" + rest)
    assert desk.add("/feed.atom", "--every", "2h").returncode == 0
    assert desk.config == f'sources = {{ the-house = {{ url = "{there}", every = "2h" }} }}\n{rest}'
    assert desk.program.run("check").returncode == 0


def test_nothing_is_added_to_a_wrong_config(desk: Desk) -> None:
    desk.before = desk.before.replace("[watch]", "[wotch]")
    desk.program.write(desk.before)
    assert "unknown section" in desk.refused("/feed.atom", code=78)
    assert desk.site.requests == []


def test_an_address_that_is_asked_already_is_named(desk: Desk) -> None:
    plain = desk.site.url("/known")
    for address in ("/known", "/known/", plain + "?utm_source=x"):
        assert "known asks" in desk.refused(address, code=1)
    assert desk.site.requests == []
    desk.site.answer("/news/", body=a_page("/known"), headers=HTML)
    desk.site.answer("/known", body=a_feed(), headers=XML)
    assert f"known asks {plain} already. Nothing was added" in desk.refused("/news/", code=1)


@pytest.mark.parametrize(
    ("html", "said", "advice"),
    [
        (
            "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>",
            "challenge page",
            "look for a feed",
        ),
        ("<title>404 Not Found</title><h1>Not Found</h1>", "no such page", "in a browser"),
        (
            "<title>Sign in</title><form><input name=user><input type=password></form>",
            "log",
            "set cookie, or set auth",
        ),
    ],
)
def test_a_page_in_its_place_is_not_added(desk: Desk, html: str, said: str, advice: str) -> None:
    desk.site.answer("/news/", body=f"<html><head>{html}</head><body></body></html>", headers=HTML)
    words = desk.refused("/news/", code=69)
    assert said in words
    assert advice in words
    assert "nothing was added" in words
    assert len(desk.site.requests) == 1


def test_what_robots_forbids_is_not_added(desk: Desk) -> None:
    desk.site.answer("/robots.txt", body="User-agent: *\nDisallow: /")
    assert "robots.txt of 127.0.0.1 asks programs not to read this page" in desk.refused("/news/", code=69)


def test_a_private_address_is_named_with_the_line_that_allows_it(desk: Desk) -> None:
    assert 'allow_private = ["10.1.2.3"]' in desk.refused("http://10.1.2.3/feed", code=69)


def test_a_secret_is_not_written_unless_that_is_asked_for(desk: Desk) -> None:
    desk.site.answer("/private", body=a_feed(), headers=XML)
    for address in ("/private?token=abcd1234", desk.site.url("/private").replace("//", "//me:pass1234@")):
        words = desk.refused(address, code=64)
        assert "url_file" in words
        assert "1234" not in words
    assert desk.site.requests == []
    assert desk.add("/private?token=abcd1234", "--force").returncode == 0
    assert "token=abcd1234" in desk.config


def test_a_reference_is_written_as_it_was_typed(desk: Desk) -> None:
    desk.site.answer("/private", body=a_feed(), headers=XML)
    desk.program.environ["HOUSE_TOKEN"] = "abcd1234"
    done = desk.add("/private?token=${HOUSE_TOKEN}")
    assert done.returncode == 0, done.stderr
    assert desk.site.requests[-1].query == "token=abcd1234"
    assert "token=${HOUSE_TOKEN}" in desk.config
    assert "abcd1234" not in done.stdout + done.stderr + desk.config
    assert "NOBODY is not set" in desk.add("/private?x=${NOBODY}").stderr


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        ("https://x.example/feed", False),
        ("https://x.example/feed?ann-edition=us", False),
        ("https://www.youtube.com/feeds/videos.xml?channel_id=UCx1Y2z3A4b5C6d7E8f9G0hI", False),
        ("https://x.example/feed?key=abcd", True),
        ("https://x.example/feed?user=a8f3B2c9D4e5F6a7B8c9", True),
        ("https://me:secret@x.example/feed", True),
    ],
)
def test_what_counts_as_a_secret(url: str, holds: bool) -> None:
    assert holds_secret(url) is holds


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ftp://house.example/"], "begins with http"),
        (["house.example/news"], "write https://house.example/news"),
        (["www.house.example"], "write https://www.house.example"),
        (["https://house.example/", "--alias", "x"], "--alias has no meaning for a source"),
        ([""], "URL|TITLE: it is empty: give an address or a title"),
        ([" \u3000"], "it is empty"),
        (["Lantern", "--alias", " "], "--alias: it is empty"),
        (["Slow Loop", "--official"], "--official has no meaning for a watch"),
        (["Slow Loop", "--every", "2h"], "--every has no meaning for a watch"),
    ],
)
def test_wrong_use_is_said(desk: Desk, arguments: list[str], says: str) -> None:
    assert says in desk.refused(*arguments, code=64)


def test_what_the_config_would_refuse_is_not_written(desk: Desk) -> None:
    desk.site.answer("/feed.atom", body=a_feed("The house"), headers=XML)
    assert "every: not a duration" in desk.refused("/feed.atom", "--every", "often", code=1)
    assert "known" in desk.refused("/feed.atom", "--name", "known", code=78)


def test_a_server_that_sends_all_of_it_each_time_is_told(desk: Desk) -> None:
    desk.program.write(desk.before.replace('"127.0.0.1"', '"127.0.0.0/8", "::1"'))
    for path in ("/all", "/feed.atom"):
        desk.site.answer("/all", body=a_feed(), headers=XML)
        shown = desk.add(desk.site.url(path, host="localhost"), "--dry-run").stdout
        assert ('so it is asked once a day; every = "2h" asks more often' in shown) is (path == "/all"), shown
    assert (
        "once a day"
        not in desk.add(desk.site.url("/all", host="localhost"), "--dry-run", "--every", "2h").stdout
    )


def test_a_watch_is_added_in_one_line(desk: Desk) -> None:
    assert desk.adds("Lantern of the Harbour", "--alias", "港のランタン") == (
        'lantern-of-the-harbour = ["Lantern of the Harbour", "港のランタン"]\n'
    )
    assert desk.add("ONE").returncode == 0
    assert 'one = ["ONE"]\n' in desk.config


def test_a_watch_for_something_of_it_is_a_table(desk: Desk) -> None:
    done = desk.adds("ぼっち・ざ・ろっく！", "--about", "season 2", "--about", "movie", "--not", "figure")
    assert done == (
        '\n[watch.bocchi-za-rokku]\ntitle = ["ぼっち・ざ・ろっく！"]\nabout = ["season 2", "movie"]\nnot = ["figure"]\n'
    )


def test_a_slip_in_what_it_is_about_is_named(desk: Desk) -> None:
    assert 'did you mean "season 2"?' in desk.add("Lantern", "--about", "seson 2").stdout


@pytest.mark.parametrize("title", ["slow loop", "SLOW-LOOP", "スローループ"])
def test_a_title_that_is_watched_already_is_named(desk: Desk, title: str) -> None:
    assert "slow-loop waits for “S" in desk.refused(title, code=1).replace("“ス", "“S")


def test_it_says_who_named_the_title_lately_and_what_it_would_have_told(desk: Desk) -> None:
    assert (
        "is not known: there is no memory here yet" in desk.add("Lantern of the Harbour", "--dry-run").stdout
    )
    old = [entry("Weather", day=1)]
    news = [
        entry("Lantern of the Harbour Anime Announced", day=3),
        entry("Lantern of the Harbour: our review", day=2),
    ]
    for entries in (old, [*news, *old]):
        desk.site.answer("/known", body=rss(*entries), headers=XML)
        assert desk.program.run("once", "--force").returncode == 0
    shown = desk.add("Lantern of the Harbour").stdout
    assert "named in 60 days by:\n  known  2  " in shown
    assert "it would have rung once of 2:" in shown
    assert "Lantern of the Harbour Anime Announced (known)" in shown
    assert "· announced: as a new item it would ring on discord" in shown
    assert "none of your sources named it in 60 days" in desk.add("Nothing Of The Kind").stdout


def test_a_running_watcher_takes_it_up_by_itself(desk: Desk) -> None:
    desk.site.answer("/known", body=a_feed(), headers=XML)
    service = desk.program.start("run")
    try:
        desk.site.wait_for("/known")
        done = desk.add("/feed.atom")
        assert "the running watcher takes it up within seconds" in done.stdout
        desk.site.wait_for("/feed.atom", 2, timeout=20)
    finally:
        service.terminate()
        service.communicate(timeout=15)
