"""F69 to F71 on the disk: full, read-only, not ours, pulled away in the middle. It is said in plain words, nothing is sent that can't be
recorded, and all goes on when it can be.
"""

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fakes.feeds import entry, rss
from fakes.holder import Holder
from fakes.program import Program, a_config
from fakes.site import Answer, Site
from fakes.tools import needs
from fakes.webhook import Webhook

WATCH = 'higehiro = ["Higehiro"]'
OLD = entry("Spring shows we are watching")
NEWS = entry("Higehiro Anime Gets 2nd Season")
FEED = {"Content-Type": "application/rss+xml"}
IO_ERROR = 74


class Place:
    """A program, and the site and the webhook that it knows."""

    def __init__(self, folder: Path, site: Site, hook: Webhook) -> None:
        self.site, self.hook = site, hook
        self.program = Program(folder, a_config(site, hook, WATCH, every="1s"))
        self.feed(OLD)

    def feed(self, *entries: str) -> None:
        self.site.answer("/ann", body=rss(*entries), headers=FEED)

    def under(self, *prefix: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the system's, with the program's environment."""
        return subprocess.run(prefix, capture_output=True, text=True, env=self.program.environ, timeout=120, check=False,
                              cwd=self.program.folder)  # fmt: skip

    def once(self) -> list[str]:
        return [sys.executable, "-m", "watcher", "once", "--force", "--config", str(self.program.file)]

    def told(self, words: str) -> int:
        return sum(words in str(message.payload) for message in self.hook.messages)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Site() as site, Webhook() as hook:
        yield Place(tmp_path, site, hook)


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def test_a_service_whose_disk_is_full_says_so_elsewhere_and_goes_on_when_there_is_room(place: Place) -> None:
    """RLIMIT_FSIZE is the disk's end: it can be set, and lifted, while the service runs."""
    process = place.program.start("run")
    try:
        place.site.wait_for("/ann", 2)
        _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        place.feed(NEWS, OLD)
        place.hook.wait(1, timeout=60)
        assert place.told("watcher can't use its memory") == 1
        assert place.told("the disk could not be read or written; is it full?") == 1
        assert place.told("Higehiro") == 0
        asked = len(place.site.requests)
        assert process.poll() is None
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        place.hook.wait(3, timeout=60)
        assert place.told("watcher can use its memory again") == 1
        assert place.told("Higehiro") == 1
        assert asked < 20  # 30 seconds at one request a second would be more: it does not poll in vain
    finally:
        process.terminate()
        _, log = process.communicate(timeout=10)
    assert log.count("is it full?") < 5
    assert process.returncode == 0
    assert sound(place.program.state / "watcher.db")


def test_a_service_whose_database_another_process_holds_waits_and_loses_nothing(place: Place) -> None:
    process = place.program.start("run")
    assert process.stderr
    try:
        place.site.wait_for("/ann", 2)
        with Holder(place.program.state / "watcher.db") as other:
            other.run("BEGIN EXCLUSIVE")
            place.feed(NEWS, OLD)
            place.program.write(place.program.file.read_text().replace("higehiro =", "beard ="))
            process.send_signal(signal.SIGHUP)
            awaited = {"watcher.db: another program holds the database locked", "the new configuration waits"}
            while awaited:
                line = process.stderr.readline()
                assert line, "the service ended"
                awaited -= {words for words in awaited if words in line}
            assert place.program.json("status")["sources"][0]["condition"] == "ok"  # reading works beside it
            other.run("COMMIT")
        place.hook.wait(1)
        assert place.told("Higehiro") == 1
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0


def test_once_on_a_full_disk_tells_nobody_and_loses_nothing(place: Place) -> None:
    assert place.program.run("once").returncode == 0
    place.feed(NEWS, OLD)
    for _ in range(3):
        done = place.under("sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *place.once())
        assert done.returncode == IO_ERROR
        assert done.stderr.endswith("watcher.db: the disk could not be read or written; is it full?\n")
    assert place.hook.messages == []
    assert len(place.site.requests) <= 4
    assert place.program.run("once", "--force").returncode == 0
    assert place.told("Higehiro") == 1


def test_a_first_start_on_a_full_disk(place: Place) -> None:
    done = place.under("sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *place.once())
    assert done.returncode == IO_ERROR
    assert "could not be read or written" in done.stderr or "File too large" in done.stderr
    assert place.site.requests == []
    assert place.program.run("once").returncode == 0
    assert place.program.json("status")["sources"][0]["condition"] == "ok"


def in_a_world_of_its_own(place: Place, script: str) -> list[str]:
    """Run a shell script that may mount things. `$@` in it is `once --force`; returns its lines."""
    unshare = str(needs("unshare"))
    if place.under(unshare, "-rm", "true").returncode:
        pytest.skip("not run: mounting is not permitted here")
    done = place.under(unshare, "-rm", "sh", "-c", script, "sh", *place.once())
    return (done.stdout + done.stderr).splitlines()


def test_a_file_system_that_is_really_full(place: Place) -> None:
    many = [entry(f"Higehiro Season 2 item {n}", summary="x" * 2000) for n in range(150)]
    place.site.script(
        "/ann", Answer(body=rss(OLD), headers=FEED), Answer(body=rss(*many, NEWS, OLD), headers=FEED)
    )
    lines = in_a_world_of_its_own(
        place,
        """exec 2>&1; mkdir -p state; mount -t tmpfs -o size=1m,mode=700 none state
        "$@"; echo "exit $?"
        dd if=/dev/zero of=state/filler bs=4k 2>/dev/null
        "$@"; echo "exit $?"; "$@"; echo "exit $?"
        rm state/filler; mount -o remount,size=8m state
        "$@"; echo "exit $?"
        """,
    )
    exits = [line for line in lines if line.startswith("exit")]
    assert exits == ["exit 0", f"exit {IO_ERROR}", f"exit {IO_ERROR}", "exit 0"], lines
    assert any("the disk is full" in line or "is it full?" in line for line in lines), lines
    assert place.told("Higehiro Anime Gets 2nd Season") == 1


def test_a_file_system_that_can_only_be_read(place: Place) -> None:
    assert place.program.run("once").returncode == 0
    place.feed(NEWS, OLD)
    lines = in_a_world_of_its_own(
        place,
        """exec 2>&1; mount --bind state state; mount -o remount,ro,bind state
        "$@"; echo "exit $?"
        """,
    )
    assert lines[-1] == f"exit {IO_ERROR}"
    assert any("Read-only file system" in line for line in lines), lines
    assert place.hook.messages == []
    assert place.program.run("once", "--force").returncode == 0
    assert place.told("Higehiro") == 1


def test_a_memory_that_belongs_to_somebody_else(place: Place) -> None:
    """For root, nobody's file is closed: so root goes without that power here."""
    assert place.program.run("once").returncode == 0
    database = place.program.state / "watcher.db"
    database.chmod(0o000)
    weaker = () if os.geteuid() else (str(needs("setpriv")), "--bounding-set=-dac_override,-dac_read_search")
    done = place.under(*weaker, *place.once())
    assert (done.returncode, done.stderr) == (IO_ERROR, f"watcher: {database}: Permission denied\n")
    assert len(place.site.requests) == 1


def test_every_send_follows_a_sync_of_what_authorises_it(place: Place, tmp_path: Path) -> None:
    strace = str(needs("strace"))
    if place.under(strace, "-o", "/dev/null", "true").returncode:
        pytest.skip("not run: tracing is not permitted here")
    assert place.program.run("once").returncode == 0
    place.feed(NEWS, OLD)
    trace = tmp_path / "trace"
    place.under(
        strace, "-f", "-y", "-e", "trace=fdatasync,fsync,connect,pwrite64", "-o", str(trace), *place.once()
    )
    calls = trace.read_text().splitlines()
    port = place.hook.url.split(":")[2].partition("/")[0]
    send = next(n for n, call in enumerate(calls) if f"htons({port})" in call)
    before = [call for call in calls[:send] if "watcher.db-wal" in call]
    assert "sync(" in before[-1]  # nothing that was written is still on its way
    syncs = [n for n, call in enumerate(calls[:send]) if "sync(" in call and "watcher.db-wal" in call]
    feed = next(n for n, call in enumerate(calls) if f"htons({place.site.port})" in call)
    assert len([n for n in syncs if n > feed]) >= 2  # the decision, and that it is being sent
    assert place.told("Higehiro") == 1


# Killed in the middle

SLOW = '''
from pathlib import Path
from watcher.store.database import Database
one = """CREATE TABLE a (x INTEGER);
WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 20000) INSERT INTO a SELECT x FROM n;"""
two = """CREATE TABLE b (y INTEGER, z TEXT);
INSERT INTO b SELECT x, hex(randomblob(50)) FROM a; CREATE INDEX c ON b (z); DROP TABLE a;"""
path = Path({path!r})
print("go", flush=True)
for step in {steps}:
    Database(path, migrations=(one, two)[:step]).close()
'''


def run_and_kill(code: str, chance: random.Random, longest: float) -> bool:
    """Run Python code that says when it begins, and kill it at some instant after that. Returns whether it was killed before its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "go\n"
    try:
        process.wait(timeout=chance.uniform(0, longest))
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()
    return process.returncode != 0


def test_killed_while_it_is_brought_up_to_date(tmp_path: Path) -> None:
    chance = random.Random(70)
    first = tmp_path / "first.db"
    subprocess.run(
        [sys.executable, "-c", SLOW.format(path=str(first), steps=[1])], check=True, capture_output=True
    )
    killed = 0
    for n in range(12):
        path = tmp_path / f"{n}.db"
        shutil.copy(first, path)
        killed += run_and_kill(SLOW.format(path=str(path), steps=[2]), chance, 0.08)
        assert sound(path)
        with closing(sqlite3.connect(path)) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        assert (version, tables) in ((1, {"a"}), (2, {"b"}))
        subprocess.run(
            [sys.executable, "-c", SLOW.format(path=str(path), steps=[2])], check=True, capture_output=True
        )
    assert killed > 3


RESTORE = """
from datetime import datetime, UTC
from pathlib import Path
from watcher.store.restore import restore
print("go", flush=True)
restore(Path({copy!r}), Path({path!r}), datetime(2026, 11, 20, tzinfo=UTC))
"""


def test_killed_while_a_backup_is_put_back(place: Place, tmp_path: Path) -> None:
    """The memory is the old one, the new one, or visibly missing: never half of one, never silently an empty one."""
    chance = random.Random(71)
    place.feed(*(entry(f"item {n}", summary="x" * 2000) for n in range(1000)))
    assert place.program.run("once").returncode == 0
    database = place.program.state / "watcher.db"
    copy = tmp_path / "copy.db"
    assert place.program.run("backup", str(copy)).returncode == 0
    ends = set()
    for _ in range(15):
        killed = run_and_kill(RESTORE.format(copy=str(copy), path=str(database)), chance, 0.05)
        if database.exists():
            assert sound(database)
            ends.add("killed" if killed else "done")
        else:
            done = place.program.run("once")
            assert done.returncode == IO_ERROR
            assert "the database is gone, but watcher.db.before-restore-" in done.stderr
            ends.add("missing")
            assert place.program.run("restore", str(copy)).returncode == 0
    assert "killed" in ends
    assert place.program.json("status")["sources"][0]["condition"] == "ok"
