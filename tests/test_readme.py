"""Every command and sample of the README, run."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from watcher.config import loads
from watcher.model import Status
from watcher.render import plain

from build import a_letter, an_alert, an_item
from fakes.feeds import entry, rss
from fakes.house import open_house
from fakes.program import Program
from fakes.site import Site
from fakes.webhook import Webhook

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def test_it_opens_with_the_two_commands() -> None:
    show, test = blocks("sh")
    assert show.count("\n") == test.count("\n") == 1
    assert show.rstrip().endswith("/bin/pip install -q . && .venv/bin/watcher demo")
    assert test.rstrip().endswith("/bin/pytest -n 3")
    assert README.index(show) < README.index(test) < README.index("```toml")


def test_ci_runs_the_second_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "pytest" not in script


def test_the_smallest_watchlist_has_six_lines() -> None:
    smallest = blocks("toml")[0]
    assert smallest.count("\n") == 6
    assert loads(smallest, Path("config.toml"), {}).warnings == ()


@pytest.mark.parametrize("sample", blocks("toml"), ids=lambda text: text.splitlines()[0])
def test_every_watchlist_passes_the_check(sample: str) -> None:
    whole = sample if "[watch" in sample else blocks("toml")[0] + sample
    assert loads(whole, Path("config.toml"), {"SMTP_PASSWORD": "invented"}).warnings == ()


def test_the_picture_of_an_alert_is_what_is_sent() -> None:
    item = an_item(
        link="https://news.example/higehiro-2",
        summary="The official website announced it on Friday.",
        published=datetime(2026, 11, 20, 10, 0, tzinfo=UTC),
    )
    why = "the headline says that it comes"
    alert = an_alert(id="daa5", item=item, why=why, before=Status.SPECULATED, title="Higehiro")
    assert plain.body(a_letter(alert)) == blocks("text")[0].rstrip("\n")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as made:
        yield made


@pytest.fixture
def program(tmp_path: Path, site: Site) -> Iterator[Program]:
    with Webhook() as hook:
        made = Program(tmp_path)
        assert made.run("init").returncode == 0
        address = site.url("").rstrip("/")
        smallest = blocks("toml")[0].replace("https://discord.com/api/webhooks/123/abc", hook.url)
        smallest = smallest.replace("https://www.animenewsnetwork.com", address)
        made.write(smallest + '[network]\nallow_private = ["127.0.0.1"]\n')
        (tmp_path / "news.jsonl").write_text(
            json.dumps({"id": "1", "title": "Higehiro Anime Gets 2nd Season"})
        )
        (tmp_path / "feeds.opml").write_text(
            f'<opml version="2.0"><body><outline text="Manga" xmlUrl="{site.url("/manga")}"/></body></opml>'
        )
        site.answer("/manga", body=rss(entry("Weather")), headers={"Content-Type": "text/xml"})
        open_house(site)
        for n, title in enumerate(("Weather", "Higehiro Anime Gets 2nd Season")):
            site.answer("/all/rss.xml", body=rss(entry(title)), headers={"Content-Type": "text/xml"})
            assert made.run("once", "--force").returncode == 0, n
        yield made


def test_every_command_runs(program: Program, site: Site) -> None:
    lines = [line[2:] for block in blocks("console") for line in block.splitlines() if line.startswith("$ ")]
    newest = program.json("history")["alerts"][0]["id"]
    commands = [line.partition("  #")[0].rstrip().replace("a1b2", newest) for line in lines]
    assert len(commands) >= 16
    for sample in commands:
        command = sample.replace("https://publisher.example/", site.url("/"))
        name, *arguments = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', command)]
        assert name == "watcher"
        if arguments == ["init"]:
            continue  # the fixture ran it
        done = program.run(*arguments)
        assert done.returncode == 0, (command, done.stderr)


def test_the_files_that_it_names_are_there() -> None:
    for name in re.findall(r"systemd/watcher[\w.]*|docs/[\w-]+\.md|config\.example\.toml", README):
        assert (ROOT / name).exists(), name


def test_the_demo_ends_by_itself_and_shows_what_rang_and_what_folded(tmp_path: Path) -> None:
    done = Program(tmp_path).run("demo")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "4 rings, and 1 quiet note" in done.stdout
    assert "silent: announced: already announced, folded under #" in done.stdout
    assert "cat · season 2 · dated · April 2027" in done.stdout
    assert list(tmp_path.iterdir()) == []
