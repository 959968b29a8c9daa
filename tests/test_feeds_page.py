"""docs/feeds.md: every address in it could stand in a config, and its tables are whole. Whether a feed is there, no test asks."""

import re
from pathlib import Path

import pytest

from watcher.cli.add_source import holds_secret
from watcher.config import loads, urls
from watcher.decide.prints import plain_link
from watcher.finding import source_name

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith(("| feed |", "| generator |"))
]
ADDRESSES = re.findall(r"`(https?://[^`]*)`", PAGE)


def test_it_says_that_nobody_checked() -> None:
    assert PAGE.split("\n\n")[1].startswith("Checked: no.")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_whole(row: list[str]) -> None:
    name, address, good_for, language, official, often = row
    assert re.fullmatch(r"`https://[^`\s]+`", address)
    assert name
    assert good_for
    assert official
    assert often
    assert re.fullmatch("–|[a-z]{2}", language)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_can_stand_in_a_config(address: str) -> None:
    assert urls.source_trouble(address) is None
    assert not holds_secret(address)


def test_all_of_them_make_a_config_without_a_warning() -> None:
    names: list[str] = []
    for row in ROWS:
        names.append(source_name(row[1].strip("`"), row[0], names))
    lines = [f'{name} = "{row[1].strip("`")}"' for name, row in zip(names, ROWS, strict=True)]
    config = "\n".join(['[channels]\na = "json://a"', "[sources]", *lines, '[watch]\nb = "Title"'])
    loaded = loads(config, Path("config.toml"), {})
    assert loaded.warnings == ()
    assert len(loaded.watchlist.sources) == len(ROWS) >= 40


def test_no_address_stands_twice() -> None:
    assert len({plain_link(address) for address in ADDRESSES}) == len(ADDRESSES)
