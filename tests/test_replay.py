"""`replay` over the memory: what an edited watchlist would have told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.feeds import entry, rss
from fakes.program import Program, a_config
from fakes.site import Site
from fakes.webhook import Webhook

WATCH = """higehiro = { title = ["Higehiro"], about = "season 2" }
words = { keywords = ["higehiro"] }"""
OLD = entry("Higehiro Season 2 Rumoured")
FIGURE = entry("Higehiro Figure Opens for Pre-Order")
NEWS = entry("Higehiro Anime Gets 2nd Season")
ALSO = entry("Confirmed: Higehiro Returns for a Second Season")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with Site() as site, Webhook() as hook:
        made = Program(tmp_path, a_config(site, hook, WATCH))
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


def test_an_item_that_was_edited_is_no_loss_of_an_edited_rule(tmp_path: Path) -> None:
    with Site() as site, Webhook() as hook:
        program = Program(tmp_path, a_config(site, hook, WATCH))
        for title in (None, "Higehiro Season 2: What We Know So Far", "Higehiro Anime Gets 2nd Season"):
            shown = [OLD, *([entry(title, guid="one", link="https://e.org/one")] if title else [])]
            site.answer("/ann", body=rss(*shown), headers={"Content-Type": "text/xml"})
            assert program.run("once", "--force").returncode == 0
        first = [
            a for a in program.json("history")["alerts"] if "Know So Far" in a["headline"] and a["subject"]
        ]
        lines = program.run("replay", "--watch", "higehiro", "--diff").stdout.splitlines()
        assert any(line.endswith(f"sent as #{first[0]['id']}, edited since") for line in lines)
        assert lines[-1].endswith("only an item's last words can be replayed")
        explained = program.run("explain", first[0]["id"]).stdout
        assert "edited since: #" in explained
        assert "Higehiro Anime Gets 2nd Season" in explained.splitlines()[0]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"id": "1", "title": "\xff\xfe"}', 65),
        (b'{"id": "1", "title": "Higehiro", "date": "9999-12-31T23:59:59-23:00"}', 0),
        (b'{"id": "1", "title": "Higehiro", "date": "yesterday"}', 0),
    ],
)
def test_odd_lines_of_a_file(program: Program, tmp_path: Path, line: bytes, code: int) -> None:
    file = tmp_path / "odd.jsonl"
    file.write_bytes(line + b"\n")
    done = program.run("replay", "--items", str(file))
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_a_headline_may_begin_with_a_dash_and_an_id_that_is_none_is_said_to_be_none(program: Program) -> None:
    assert program.run("explain", "-5 degrees: Higehiro Season 2 announced").returncode == 0
    assert "there is no alert ffff" in program.run("explain", "ffff").stderr


def test_the_days_that_a_claimed_date_means_are_shown(program: Program) -> None:
    told = program.run("explain", "Higehiro Season 2 Premieres in April 2027").stdout
    assert "“April 2027” means 2027-04-01 to 2027-04-30" in told
    [meets] = [
        m
        for m in program.json("explain", "Higehiro Season 2 Premieres in April 2027")["meets"]
        if m["subject"]
    ]
    assert meets["period"] == {"text": "April 2027", "first": "2027-04-01", "last": "2027-04-30"}
