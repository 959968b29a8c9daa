"""The commands, as a user runs them."""

import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.app import system_clock
from watcher.cli import session

from build import NOW
from fakes.feeds import entry, rss
from fakes.mailbox import Mailbox
from fakes.program import Program
from fakes.site import Site
from fakes.webhook import Webhook, answer

CONFIG = """\
[channels]
discord = "{hook}"
mail = "{mail}"
[sources]
ann = "{site}/ann"
[watch]
higehiro = ["Hige wo Soru", "Higehiro"]
[network]
allow_private = ["127.0.0.1"]
"""
OLD = entry("Spring shows we are watching")
TALK = entry("Hige Wo Soru Season 2 - What We Know So Far", summary="There hasn't been any word yet.")
NEWS = entry("Higehiro Anime Gets 2nd Season")


class Desk:
    """A program and the world it talks to."""

    def __init__(self, folder: Path, site: Site, hook: Webhook, mailbox: Mailbox) -> None:
        self.site, self.hook, self.mailbox = site, hook, mailbox
        config = CONFIG.format(hook=hook.url, mail=mailbox.url(), site=site.url("").rstrip("/"))
        self.program = Program(folder, config)

    def feed(self, *entries: str) -> None:
        self.site.answer(
            "/ann", body=rss(*entries), headers={"Content-Type": "application/rss+xml"}, etag=True
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site, Webhook() as hook, Mailbox() as mailbox:
        made = Desk(tmp_path, site, hook, mailbox)
        made.feed(OLD)
        yield made


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A desk on which speculation and an announcement rang."""
    for entries in ([OLD], [TALK, OLD], [NEWS, TALK, OLD]):
        desk.feed(*entries)
        assert desk.program.run("once", "--force").returncode == 0
    return desk


def test_once_polls_delivers_and_exits(told: Desk) -> None:
    assert len(told.hook.messages) == 2
    assert len(told.mailbox.mails) == 2
    again = told.program.run("once")
    assert again.returncode == 0
    assert len(told.site.requests) == 3  # nothing was due


def test_once_exits_0_whatever_sources_and_channels_do(desk: Desk) -> None:
    desk.site.answer("/ann", status=500)
    done = desk.program.run("once")
    assert done.returncode == 0
    assert "ann: the server answered 500" in done.stderr
    [source] = desk.program.json("status")["sources"]
    assert (source["condition"], source["failures"]) == ("failing", 1)


def test_force_leaves_a_host_alone_that_asked_for_it(desk: Desk) -> None:
    desk.site.answer("/ann", status=429, headers={"Retry-After": "3600"})
    for _ in range(2):
        assert desk.program.run("once", "--force").returncode == 0
    assert len(desk.site.requests) == 1
    assert desk.program.json("status")["sources"][0]["next_why"] == "the server asked us to wait"


def test_status_says_where_everything_stands(told: Desk) -> None:
    status = told.program.json("status")
    assert status["schema"] == 1
    assert status["outbox"] == {"waiting": 0, "stranded": {}}
    [source] = status["sources"]
    assert (source["name"], source["condition"], source["kind"], source["every"]) == (
        "ann",
        "ok",
        "feed",
        900,
    )
    [watch] = status["watches"]
    assert [(s["subject"], s["status"], s["by"]) for s in watch["stories"]] == [
        ("season 2", "announced", "ann")
    ]
    text = told.program.run("status").stdout
    assert str(told.program.state) in text
    assert "season 2: announced" in text


def test_status_says_what_already_stood(desk: Desk) -> None:
    desk.feed(NEWS, OLD)
    desk.program.run("once")
    assert "already there at the first look" in desk.program.run("status").stdout
    [already] = desk.program.json("status")["watches"][0]["already"]
    assert (already["title"], already["status"]) == ("Higehiro Anime Gets 2nd Season", "announced")


def test_history_has_the_contract_others_rely_on(told: Desk) -> None:
    document = told.program.json("history", "--limit", "0")
    assert [a["status"] for a in document["alerts"]] == ["announced", "speculated"]
    alert = document["alerts"][0]
    assert {"id", "watch", "subject", "status", "reason", "at", "items", "deliveries"} <= set(alert)
    assert alert["items"] == [
        {
            "guid": "id-higehiro-anime-gets-2nd-season",
            "title": "Higehiro Anime Gets 2nd Season",
            "link": "https://news.example/higehiro-anime-gets-2nd-season",
            "source": "ann",
        }
    ]
    assert [(d["channel"], d["state"], d["attempts"]) for d in alert["deliveries"]] == [
        ("discord", "sent", 1),
        ("mail", "sent", 1),
    ]
    assert len(told.program.json("history", "--limit", "1")["alerts"]) == 1
    assert told.program.run("history", "--watch", "nobody").returncode == 64
    assert len(told.program.json("history", "--since", "30d")["alerts"]) == 2


def test_explain_tells_what_was_seen_and_what_would_ring(told: Desk) -> None:
    seen = told.program.run("explain", "Higehiro Anime Gets 2nd Season").stdout
    assert "seen: item" in seen
    assert "rang as #" in seen
    assert "named by “Higehiro” + “2nd Season”" in seen
    strange = told.program.run("explain", "Higehiro Season 2 Premieres in April 2027").stdout
    assert "no source of yours carried this" in strange
    assert "it would ring on discord, mail" in strange
    assert "no watch of yours is named here" in told.program.run("explain", "Weather").stdout
    assert told.program.json("explain", "Higehiro Season 2 Delayed")["meets"][0]["status"] == "delayed"


def test_explain_says_that_an_item_makes_two_subjects_one(desk: Desk) -> None:
    headline = "Higehiro Renewed for Fourth and Final Season"
    assert (
        "ring with season 4, as the same story: this item names both"
        in desk.program.run("explain", headline).stdout
    )
    for entries in ([OLD], [entry(headline), OLD]):
        desk.feed(*entries)
        assert desk.program.run("once", "--force").returncode == 0
    told = desk.program.run("explain", headline).stdout
    [alert] = [a["id"] for a in desk.program.json("history")["alerts"] if a["watch"]]
    assert f"higehiro · season 4: announced; rang as #{alert}" in told
    assert f"higehiro · final season: announced; the same story as #{alert}: this item names both" in told
    assert "as a new item it would not ring: already announced, folded under" in told


def test_explain_takes_an_item_number(told: Desk) -> None:
    item = told.program.json("explain", "Higehiro Anime Gets 2nd Season")["seen"][0]["item"]
    assert told.program.json("explain", str(item))["title"] == "Higehiro Anime Gets 2nd Season"


def test_replay_prints_one_line_for_each_meeting(desk: Desk) -> None:
    rows = [
        {
            "id": "1",
            "title": "Higehiro Season 2: Everything We Know",
            "date": "Tue, 12 May 2026 10:00:00 GMT",
        },
        {
            "id": "2",
            "title": "Higehiro Anime Gets 2nd Season",
            "url": "https://e.org/2",
            "date": "2026-06-01",
        },
        {"id": "3", "title": "Confirmed: Higehiro Returns for Season 2", "date": "no date at all"},
        {"id": "4", "title": "Weather"},
    ]
    file = desk.program.folder / "items.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    done = desk.program.run("replay", "--items", str(file), "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(x["item"], x["watch"], x["status"], x["alert"], x["folded_into"]) for x in lines] == [
        ("1", "higehiro", "speculated", "first", None),
        ("2", "higehiro", "announced", "moved", None),
        ("3", "higehiro", "announced", None, "2"),
    ]
    assert lines[1]["evidence"] == ["Gets"]
    assert not desk.program.state.exists()
    assert desk.site.requests == []


def test_replay_names_the_line_that_is_wrong(desk: Desk) -> None:
    file = desk.program.folder / "items.jsonl"
    file.write_text('{"id": "1", "title": "x"}\n{"id": "2"}\n', encoding="utf-8")
    done = desk.program.run("replay", "--items", str(file))
    assert done.returncode == 65
    assert f"{file}:2: an item needs an id and a title" in done.stderr


def test_test_notify_sends_one_marked_message(desk: Desk) -> None:
    done = desk.program.run("test-notify")
    assert done.returncode == 0, done.stderr
    assert "discord: sent, receipt " in done.stdout
    assert len(desk.hook.messages) == 1
    assert "TEST – not news" in str(desk.hook.messages[0].payload)
    assert "TEST – not news" in str(desk.mailbox.mails[0].message["Subject"])
    assert desk.program.run("test-notify", "mail").returncode == 0
    assert (len(desk.hook.messages), len(desk.mailbox.mails)) == (1, 2)
    assert desk.program.run("test-notify", "nobody").returncode == 64


def test_test_notify_gives_the_reason(desk: Desk) -> None:
    desk.hook.script(answer(404, {"message": "Unknown Webhook", "code": 10015}))
    done = desk.program.run("test-notify", "discord")
    assert done.returncode == 69
    assert done.stderr.startswith("discord: ")
    assert desk.hook.url.rpartition("/")[2] not in done.stderr


def test_test_source_has_the_contract_others_rely_on(desk: Desk) -> None:
    desk.feed(NEWS, NEWS, entry("", guid=None, link=None, summary="bare", day=None))
    document = desk.program.json("test-source", "ann")
    assert (document["schema"], document["kind"], document["condition"]) == (1, "feed", "ok")
    assert len(document["items"]) == 3
    assert set(document["items"][0]) == {"guid", "title", "link", "summary", "published"}
    assert document["items"][2] == {
        "guid": None,
        "title": "",
        "link": None,
        "summary": "bare",
        "published": None,
    }
    desk.site.answer("/ann", status=503)
    broken = desk.program.json("test-source", "ann")
    assert (broken["condition"], broken["items"]) == ("failing", [])
    assert "503" in broken["reason"]
    assert desk.program.run("test-source", "ann").returncode == 69
    assert not desk.program.state.exists()


def test_test_source_takes_an_address(desk: Desk) -> None:
    assert len(desk.program.json("test-source", desk.site.url("/ann"))["items"]) == 1
    assert "private" in desk.program.json("test-source", "http://10.1.2.3/feed")["reason"]


def test_mute_resend_and_resume(told: Desk) -> None:
    number = told.program.json("history")["alerts"][0]["id"]
    assert told.program.run("mute", "higehiro", "--until", "2999-01-31").returncode == 0
    assert told.program.json("status")["watches"][0]["muted_until"].startswith("2999-01-31")
    assert told.program.run("mute", "higehiro", "--until", "now").returncode == 0
    assert told.program.json("status")["watches"][0]["muted_until"] is None
    assert told.program.run("mute", "nobody", "--until", "2999-01-31").returncode == 64
    assert told.program.run("mute", "higehiro", "--until", "soon").returncode == 64
    assert told.program.run("resend", f"#{number}", "--channel", "discord").returncode == 0
    told.program.run("once")
    assert "repeat" in str(told.hook.messages[-1].payload)
    assert told.program.run("resend", "zzzz").returncode == 64
    assert "0 waiting" in told.program.run("resume", "discord").stdout
    assert told.program.run("resume", "nobody").returncode == 64


def test_backup_and_restore(told: Desk) -> None:
    copy = told.program.folder / "copy.db"
    assert told.program.run("backup", str(copy)).returncode == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert told.program.run("backup", str(copy)).returncode == 1  # never over another file
    (told.program.state / "watcher.db").write_bytes(b"damaged beyond use" * 100)
    (told.program.state / "watcher.db-wal").unlink(missing_ok=True)
    broken = told.program.run("status")
    assert broken.returncode == 74
    assert "watcher restore" in broken.stderr
    assert told.program.run("once").returncode == 74  # never silently anew
    assert told.program.run("restore", str(copy)).returncode == 0
    assert len(told.program.json("history")["alerts"]) == 2
    told.program.run("once", "--force")
    assert len(told.hook.messages) == 2  # what rang before the backup does not ring again


def test_restore_refuses_what_is_no_backup(told: Desk) -> None:
    wrong = told.program.folder / "wrong.db"
    wrong.write_text("no database")
    assert told.program.run("restore", str(wrong)).returncode == 74
    assert len(told.program.json("history")["alerts"]) == 2


def test_a_reading_command_without_a_memory_says_where_it_looked(desk: Desk) -> None:
    done = desk.program.run("status")
    assert done.returncode == 74
    assert str(desk.program.state) in done.stderr


def test_without_a_memory_of_its_own_it_reads_the_service_s(
    told: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(session, "SERVICE_STATES", (told.program.folder / "nowhere", told.program.state))
    ours = session.Session(told.program.file, {"HOME": str(told.program.folder)})
    store = ours.open_store()
    assert store.path.parent == told.program.state
    store.close()
    assert f"this is the system service's memory, {told.program.state}" in capsys.readouterr().err


def test_init_writes_a_file_that_passes_the_check(tmp_path: Path) -> None:
    program = Program(tmp_path)
    assert program.run("init").returncode == 0
    assert stat.S_IMODE(program.file.stat().st_mode) == 0o600
    assert program.run("check").returncode == 0
    again = program.run("init")
    assert again.returncode == 1
    assert "nothing was changed" in again.stderr


def test_check_says_what_it_understood(desk: Desk) -> None:
    done = desk.program.run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "1 source: ann",
        "1 watch:",
        "  higehiro waits for any release news; rings on discord, mail",
        "notices about watcher itself go to mail",
    ]


def test_what_quiet_hours_hold_is_shown_and_sent_when_asked_for(desk: Desk) -> None:
    now = system_clock()
    start, end = (f"{now + timedelta(hours=h):%H:%M}" for h in (-2, 3))
    quiet = f'{{ url = "{desk.hook.url}", quiet = "{start}-{end}" }}'
    desk.program.write(desk.program.file.read_text().replace(f'"{desk.hook.url}"', quiet))
    assert f"discord: quiet {start}–{end} UTC\n" in desk.program.run("check").stdout
    for entries in ([OLD], [TALK, OLD]):
        desk.feed(*entries)
        assert desk.program.run("once", "--force").returncode == 0
    assert (len(desk.hook.messages), len(desk.mailbox.mails)) == (0, 1)
    assert f"1 held until {end}" in desk.program.run("status").stdout
    [shown, _] = desk.program.json("status")["channels"]
    assert (shown["name"], shown["waiting"], shown["held"]) == ("discord", 1, 1)
    [alert] = desk.program.json("history")["alerts"]
    assert desk.program.run("resend", alert["id"], "--channel", "discord").returncode == 0
    assert "1 waiting" in desk.program.run("status").stdout
    assert desk.program.run("once").returncode == 0
    assert len(desk.hook.messages) == 1


def test_check_finds_what_only_channels_and_selectors_know(desk: Desk) -> None:
    desk.program.write(
        '[channels]\nphone = "nosuchservice://x"\n[sources]\npub = { url = "https://e.org/", select = "a[" }\n[watch]\nx = ["Higehiro"]\n'
    )
    done = desk.program.run("check")
    assert done.returncode == 78
    assert "config.toml:2:1: channels.phone: " in done.stderr
    assert "config.toml:4:" in done.stderr


def test_the_config_option_may_stand_before_or_after_the_command(desk: Desk) -> None:
    other = desk.program.folder / "other.toml"
    other.write_text("[watch]\nx = 5\n")
    assert desk.program.run("--config", str(other), "check").returncode == 0  # the later one counts
    assert desk.program.run("paths").stdout.splitlines()[0] == f"config  {desk.program.file}"


def test_list_hides_secrets(desk: Desk) -> None:
    text = desk.program.run("list").stdout
    assert "higehiro" in text
    assert "ann" in text
    assert desk.hook.url.rpartition("/")[2] not in text + json.dumps(desk.program.json("list"))


def test_wrong_usage_is_64(desk: Desk) -> None:
    assert desk.program.run("nosuchcommand").returncode == 64
    assert desk.program.run("history", "--since", "yesterday").returncode == 64


def test_config_schema_is_json(desk: Desk) -> None:
    done = desk.program.run("config", "schema")
    assert done.returncode == 0
    assert "watch" in json.loads(done.stdout)["properties"]


def test_muting_until_the_past_is_refused(desk: Desk) -> None:
    desk.program.run("once")
    assert (
        desk.program.run("mute", "higehiro", "--until", str((NOW - timedelta(days=900)).date())).returncode
        == 64
    )
