"""`replay` over the memory: what an edited watchlist would have told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.feeds import entry, rss
from fakes.program import Program
from fakes.site import Site
from fakes.webhook import Webhook

CONFIG = """\
[channels]
discord = "{hook}"
[sources]
ann = "{site}/ann"
[watch]
higehiro = {{ title = ["Higehiro"], about = "season 2" }}
words = {{ keywords = ["higehiro"] }}
[network]
allow_private = ["127.0.0.1"]
"""
OLD = entry("Higehiro Season 2 Rumoured")
FIGURE = entry("Higehiro Figure Opens for Pre-Order")
NEWS = entry("Higehiro Anime Gets 2nd Season")
ALSO = entry("Confirmed: Higehiro Returns for a Second Season")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with Site() as site, Webhook() as hook:
        made = Program(tmp_path, CONFIG.format(hook=hook.url, site=site.url("").rstrip("/")))
        shown = [OLD]
        for more in (None, FIGURE, NEWS, ALSO):
            shown = [more, *shown] if more else shown
            site.answer("/ann", body=rss(*shown), headers={"Content-Type": "text/xml"})
            assert made.run("once", "--force").returncode == 0
        yield made


def test_the_same_watchlist_would_have_told_the_same(program: Program) -> None:
    done = program.run("replay")
    assert (
        done.stdout.splitlines()[-1]
        == "today's watchlist would have sent 4 alerts in 90d, as many as were sent"
    )
    assert len(program.run("replay", "--diff").stdout.splitlines()) == 1


def test_an_edited_one_shows_what_changes(program: Program) -> None:
    program.write(
        program.file.read_text().replace('keywords = ["higehiro"]', 'keywords = ["higehiro", "-figure"]')
    )
    lines = program.run("replay", "--diff").stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("- ")
    assert "words: Higehiro Figure Opens for Pre-Order (ann), sent as #" in lines[0]
    assert lines[1] == "today's watchlist would have sent 3 alerts in 90d, 1 fewer than were sent"


def test_a_new_watch_shows_what_it_would_add(program: Program) -> None:
    program.write(
        program.file.read_text().replace(
            "[network]", 'figures = {{ keywords = ["figure"] }}\n[network]'.format()
        )
    )
    lines = program.run("replay", "--diff", "--watch", "figures").stdout.splitlines()
    assert lines[0].startswith("+ ")
    assert lines[1] == "today's watchlist would have sent 1 alert in 90d, 1 more than were sent"
    assert program.run("replay", "--watch", "nobody").returncode == 64


def test_nothing_is_stored_or_sent(program: Program) -> None:
    before = program.json("history", "--limit", "0")
    assert program.run("replay", "--json").returncode == 0
    assert program.json("history", "--limit", "0") == before
