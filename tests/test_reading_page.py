"""docs/reading.md says what the program does: its examples are run, and its tables are the program's."""

import re
from pathlib import Path

import pytest
import tomli

from watcher.decide.reading.lexicon import OVERLAYS, ROLES, WordFinder

from fakes.program import Program

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
CUES = ROOT / "watcher" / "decide" / "reading" / "cues"
WATCHLIST = """\
[channels]
discord = "https://discord.com/api/webhooks/123/abc"

[sources]
ann = "https://news.example/rss.xml"

[watch.higehiro]
title = ["Hige wo Soru", "Higehiro", "ひげを剃る"]
about = ["season 2"]
"""
SESSIONS = [
    (command, shown)
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    for command, shown in re.findall(r"^\$ watcher explain \"(.*)\"\n((?:  .*\n)+)", block, re.MULTILINE)
]


def rows(heading: str) -> list[str]:
    """Give the names in the first column of the table under a heading."""
    section = PAGE.split(f"### {heading}\n")[1].split("\n### ")[0]
    return re.findall(r"^\| `(\S+)` \|", section, re.MULTILINE)


def test_there_are_examples() -> None:
    assert len(SESSIONS) >= 5


@pytest.mark.parametrize(("headline", "shown"), SESSIONS, ids=[headline for headline, _ in SESSIONS])
def test_every_example_is_what_the_program_prints(tmp_path: Path, headline: str, shown: str) -> None:
    done = Program(tmp_path, WATCHLIST).run("explain", headline)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stdout.splitlines() if "not seen:" not in line and "would ring" not in line]
    assert said == [headline, *shown.splitlines()]


def test_every_table_of_cues_is_told_in_the_order_that_decides() -> None:
    assert rows("The tables of cues") == [*ROLES, *OVERLAYS]


def test_every_other_table_is_told() -> None:
    table = tomli.loads((CUES / "en.toml").read_text(encoding="utf-8"))
    assert set(rows("The other tables")) == set(table) - {"cues"}


def test_the_pattern_it_shows_fires_on_its_sentence() -> None:
    (sample,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    ((role, lines),) = tomli.loads(sample)["cues"].items()
    assert role in ROLES
    for pattern, sentence in lines.items():
        assert any(WordFinder([(role, pattern)]).find(sentence.casefold()))
