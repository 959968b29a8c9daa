"""F69: the service is killed at fifty random instants while news comes in. Nothing is lost, and nothing rings twice unmarked."""

import contextlib
import json
import random
import re
import sqlite3
import subprocess
from pathlib import Path

from fakes.feeds import entry, rss
from fakes.program import Program, a_config
from fakes.site import Answer, Request, Site
from fakes.webhook import Webhook

KILLS = 50
WATCH = 'chapters = { keywords = ["chapter"] }'
_LINE = re.compile(r"Chapter (\d+)")


def test_fifty_kills_lose_nothing_and_repeat_nothing_unmarked(tmp_path: Path) -> None:
    chance = random.Random(69)
    with Site() as site, Webhook() as hook:
        served: list[int] = []

        def growing(_request: Request) -> Answer:
            served.append(len(served))
            newest = [entry(f"Chapter {n}", day=None) for n in reversed(served)]
            return Answer(body=rss(*newest), headers={"Content-Type": "application/rss+xml"})

        site.answer("/ann", body=growing)
        program = Program(tmp_path, a_config(site, hook, WATCH, every="1s"))
        assert program.run("once").returncode == 0  # the baseline: chapter 0
        for kill in range(KILLS):
            process = program.start("run")
            if kill % 5:  # every fifth is killed while it starts
                site.wait_for("/ann", len(served) + 1)
            with contextlib.suppress(subprocess.TimeoutExpired):
                # 0 to 0.6 s, mostly early: while it parses, commits or sends
                process.wait(timeout=10 * chance.uniform(0, 0.25) ** 2)
            process.kill()
            process.communicate()
        site.answer("/ann", body=rss(*(entry(f"Chapter {n}", day=None) for n in reversed(served))))
        deliver_all(program)
        expected = {f"Chapter {n}" for n in served[1:]}
        rung = [i["title"] for a in program.json("history", "--limit", "0")["alerts"] for i in a["items"]]
        assert sorted(rung) == sorted(expected)  # each in exactly one alert
        assert_told(hook, expected)
        assert len(served) > KILLS / 2  # the kills hit a working service
        with sqlite3.connect(program.state / "watcher.db") as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()


def deliver_all(program: Program) -> None:
    """Run rounds until nothing waits; each may find what the last kill left uncertain."""
    for _ in range(10):
        assert program.run("once", "--force").returncode == 0
        if program.json("status")["outbox"]["waiting"] == 0:
            return
    raise AssertionError("something still waits")


def assert_told(hook: Webhook, expected: set[str]) -> None:
    """Every chapter was told, and whatever was told before carries the word "repeat"."""
    told: set[str] = set()
    for message in hook.messages:
        for line in lines(message.payload):
            name = f"Chapter {_LINE.findall(line)[0]}"
            assert name not in told or "repeat" in line, line
            told.add(name)
    assert told == expected


def lines(payload: dict[str, object]) -> list[str]:
    """Give one text for each alert that a message holds."""
    embeds = payload["embeds"]
    assert isinstance(embeds, list)
    listed = (
        [line for e in embeds for line in e["description"].splitlines() if _LINE.search(line)]
        if "alerts" in embeds[0]["title"]
        else []
    )
    return listed or [json.dumps(e) for e in embeds]
