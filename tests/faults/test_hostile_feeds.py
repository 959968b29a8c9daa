"""F63, F64: bodies made to hurt. Each is parsed in a process of its own kind, held to a limit of processor time, and its memory is read.

Told: each ends (the limit kills what does not), nothing is opened or asked, and memory grows by less than 64 MB over idle.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fakes.bombs import BOMBS

MOST = 64_000  # kB over idle
TESTS = Path(__file__).parent.parent
REFUSED = {
    "16,000 attributes": "more than 256 attributes",
    "attributes, 1.09 MB": "more than 256 attributes",
    "400,000 unended a": "more than 100,000 tags",
    "100,000 deep": "more than 100,000 tags",
    "200,000 nested divs": "more than 100,000 tags",
    "50,000 nested divs": "nests more than 256 elements",
    "50,000 nested b": "formatting open",
    "formatting that each paragraph repeats": "formatting open",
    "formatting in a table": "formatting open",
    "100,000 scripts": "more than 100,000 tags",
    "angle brackets": "more than 2,000,000 tags",
    "4,000,000 comments begin": "more than 2,000,000 tags",
    "ampersands": "too broken",
    "deep JSON": "nested too deep",
    "deeper JSON": "too many values",
    "empty JSON lists": "too many values",
    "gzip": "bigger than 20 MB",
    "a path": "neither a feed nor a page",
    "an address": "neither a feed nor a page",
    "a file's address": "neither a feed nor a page",
}
READ = {
    "billion laughs": "feed, 1 items",
    "quadratic blow-up": "feed, 1 items",
    "external entity": "feed, 1 items",
    "parameter entity": "feed, 1 items",
    "external DTD": "feed, 1 items",
    "255 attributes, 2,000 times": "feed, 2000 items",
    "100,000 items": "feed, 20000 items",
    "title of 5 MB": "feed, 1 items",
    "title of 5 MB, all markup": "feed, 1 items",
    "says UTF-16 and is not": "feed, 1 items",
    "says UTF-7": "feed, 1 items",
    "one item's 50,000 links": "feed, 1 items",
}


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """What became of each bomb: all of them one after the other, in one process."""
    done = subprocess.run(
        [sys.executable, "-m", "fakes.bombs"], cwd=TESTS, capture_output=True, text=True, check=False
    )
    found = {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}
    missing = [name for name in BOMBS if name not in found]
    assert not missing, f"{missing[0]!r} ended the process (exit {done.returncode}): {done.stderr[-500:]}"
    return found


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_ends_and_opens_nothing(name: str, answers: dict[str, Any]) -> None:
    answer = answers[name]
    assert answer["opened"] == []
    assert REFUSED.get(name, "") in answer["said"]
    assert READ.get(name, answer["said"]) == answer["said"]


def test_memory_stays_small(answers: dict[str, Any]) -> None:
    grown = max(answers.values(), key=lambda answer: answer["grown"])
    assert grown["grown"] < MOST, grown


def test_the_watch_sees_what_is_opened() -> None:
    """What feedparser does with a body that is a path, were it given one as text: the watch above would tell."""
    script = (
        "import feedparser, sys; from fakes.bombs import watched\n"
        "with watched() as seen: feedparser.parse(sys.argv[1])\n"
        "print(seen)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, __file__], cwd=TESTS, capture_output=True, text=True, check=True
    )
    assert __file__ in done.stdout
