"""What the command line makes of the config: secrets it can't read, names it does not know, every error at once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from watcher.app import system_clock

from fakes.feeds import entry, rss
from fakes.program import Program
from fakes.site import Site
from fakes.webhook import Webhook

CONFIG = """\
[channels]
discord = "${{HOOK}}"
phone = "ntfy://127.0.0.1/${{credential:topic}}"
mail = {{ url_file = "mail.url" }}
[sources]
ann = "{site}/ann"
members = {{ url_file = "members.url", every = "1d" }}
[watch]
higehiro = {{ title = "Higehiro", notify = "discord" }}
bocchi = "Bocchi the Rock!"
[network]
allow_private = ["127.0.0.1"]
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """A program whose service told one alert, and which no longer sees the service's secrets."""
    secrets = {name: tmp_path / name for name in ("mail.url", "members.url", "topic")}
    with Site() as site, Webhook() as hook:
        made = Program(tmp_path, CONFIG.format(site=site.url("").rstrip("/")))
        secrets["mail.url"].write_text("mailto://127.0.0.1:9?from=a@b.example&to=a@b.example")
        secrets["members.url"].write_text(site.url("/ann"))
        secrets["topic"].write_text("topic")
        made.environ |= {"HOOK": hook.url, "CREDENTIALS_DIRECTORY": str(tmp_path)}
        for titles in (["Weather"], ["Higehiro Anime Gets 2nd Season", "Weather"]):
            body = rss(*(entry(title) for title in titles))
            site.answer("/ann", body=body, headers={"Content-Type": "text/xml"})
            done = made.run("once", "--force")
            assert done.returncode == 0, done.stderr
        for file in secrets.values():
            file.unlink()
        del made.environ["HOOK"], made.environ["CREDENTIALS_DIRECTORY"]
        yield made


def refusal(program: Program, *arguments: str) -> str:
    done = program.run(*arguments)
    assert done.returncode == 64, done.stdout + done.stderr
    return " ".join(done.stderr.split())


def test_reading_needs_none_of_the_services_secrets(program: Program) -> None:
    (program.folder / "items.jsonl").write_text('{"id": "1", "title": "Higehiro Anime Gets 2nd Season"}\n')
    [alert] = program.json("history")["alerts"]
    for command in (
        ("status",),
        ("list",),
        ("explain", "Higehiro Season 3 Announced"),
        ("replay", "--items", "items.jsonl"),
        ("mute", "bocchi", "--until", "30d"),
        ("resend", alert["id"], "--channel", "discord"),
        ("resume", "phone"),
    ):
        done = program.run(*command)
        assert (done.returncode, done.stderr) == (0, ""), command
    shown = {channel["name"]: channel["kind"] for channel in program.json("list")["channels"]}
    assert shown == {"discord": "${HOOK}", "phone": "ntfy://…", "mail": "file mail.url"}


@pytest.mark.parametrize("command", ["check", "once", "test-notify", "test-source ann"])
def test_what_polls_or_sends_says_which_secrets_it_lacks(program: Program, command: str) -> None:
    done = program.run(*command.split())
    assert done.returncode == 78
    assert [part in done.stderr for part in ("HOOK is not set", "topic", "mail.url", "members.url")] == [
        True
    ] * 4


def test_a_reading_command_still_finds_every_other_error(program: Program) -> None:
    program.write(program.file.read_text().replace("bocchi =", "bocchi.titel ="))
    done = program.run("status")
    assert done.returncode == 78
    assert 'did you mean "title"?' in done.stderr
    assert "HOOK" not in done.stderr


def test_an_unknown_name_is_met_with_a_guess(program: Program) -> None:
    assert 'no watch called higehro; did you mean "higehiro"?' in refusal(
        program, "mute", "higehro", "--until", "now"
    )
    assert 'no watch called bochi; did you mean "bocchi"?' in refusal(program, "history", "--watch", "bochi")
    assert 'no channel or source called discrod; did you mean "discord"?' in refusal(
        program, "resume", "discrod"
    )
    assert 'no channel called discrod; did you mean "discord"?' in refusal(
        program, "resend", "a1b2", "--channel", "discrod"
    )
    program.write(
        '[channels]\nphone = "ntfy://h.example/x"\n[sources]\nann = "https://h.example/"\n[watch]\nx = "X"\n'
    )
    assert 'no channel called phoen; did you mean "phone"?' in refusal(program, "test-notify", "phoen")
    assert 'no source called anm; did you mean "ann"?' in refusal(program, "test-source", "anm")
    assert "no source called xyz; an address begins with https://" in refusal(program, "test-source", "xyz")


def test_the_history_of_a_watch_that_is_gone_stays(program: Program) -> None:
    text = program.file.read_text()
    program.write(text.replace("higehiro =", "beard ="))
    assert len(program.json("history", "--watch", "higehiro")["alerts"]) == 1
    assert program.json("history", "--watch", "beard")["alerts"] == []  # known, and nothing rang yet
    refusal(program, "history", "--watch", "nosuch")


def test_a_watch_that_the_service_has_not_read_yet_is_not_called_unknown(program: Program) -> None:
    program.write(program.file.read_text().replace("bocchi =", 'frieren = "Frieren"\nbocchi ='))
    done = program.run("mute", "frieren", "--until", "1d")
    assert done.returncode == 1
    assert "the service has not yet read a config with the watch frieren" in done.stderr


def test_mute_takes_a_span_or_a_date(program: Program) -> None:
    began = system_clock()
    assert program.run("mute", "bocchi", "--until", "30d").returncode == 0
    muted = {w["name"]: w["muted_until"] for w in program.json("status")["watches"]}
    assert timedelta(days=30) <= datetime.fromisoformat(muted["bocchi"]) - began < timedelta(days=30, hours=1)
    assert 'neither a span such as "30d" nor a date' in refusal(program, "mute", "bocchi", "--until", "soon")
    for wrong in ("0d", "2020-01-31"):
        assert "has passed" in refusal(program, "mute", "bocchi", "--until", wrong)
    years = " ".join(["999999d"] * 4)
    assert "too far away" in refusal(program, "mute", "bocchi", "--until", years)
    assert "too long" in refusal(program, "history", "--since", years)


def test_an_id_that_the_shell_took_for_a_comment_is_asked_for_without_its_mark(tmp_path: Path) -> None:
    program = Program(tmp_path)
    assert "Missing argument 'ALERT'. Write the id without the #" in refusal(program, "resend")
    assert "#" not in program.run("resend", "--help").stdout


def test_check_finds_every_error_at_once(tmp_path: Path) -> None:
    program = Program(
        tmp_path,
        """\
[channels]
one = "discord://123456789/abcdefghijkl"
two = "nosuchservice://x"
three = "ntfy://h.example/topic"
four = { url = "alsonone://y" }
five = "mailto://h.example?from=a@b.example&to=a@b.example"
[sources]
page = { url = "https://h.example/", select = "a[", every = "soon" }
[watch]
higehiro = { title = "Higehiro", abuot = "movie" }
""",
    )
    done = program.run("check")
    assert done.returncode == 78
    places = [line.split(": ")[0].rpartition("/")[2] for line in done.stderr.splitlines() if ".toml:" in line]
    assert places == [f"config.toml:{place}" for place in ("3:1", "5:1", "8:38", "8:53", "10:34")]
