"""The file: how it is opened, judged, locked, migrated, copied and put back; every verb against a locked database."""

import contextlib
import inspect
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from watcher.decide.decision import decide
from watcher.decide.health import Health
from watcher.decide.ledger import Report
from watcher.decide.pace import Due
from watcher.decide.reading import Reader
from watcher.decide.rhythm import Pulse
from watcher.errors import StoreError
from watcher.model import Fate, Validators
from watcher.store import Store, Use, check
from watcher.store.amendments import Amendments, Stale
from watcher.store.channels import Channels
from watcher.store.database import Database
from watcher.store.facts import Facts
from watcher.store.forum import Forum
from watcher.store.items import Items
from watcher.store.outbox import Outbox
from watcher.store.restore import restore
from watcher.store.robots import Robots
from watcher.store.schema import APPLICATION_ID, MIGRATIONS
from watcher.store.sources import Answer, Course, Sources
from watcher.store.stories import Stories

from build import NOW, a_claim, a_source, a_story, a_watchlist, an_alert, an_item
from fakes.byhand import ByHand
from fakes.holder import Holder

NEWS = an_item()
OLD = an_item(guid="old", title="Spring shows we are watching", link="https://example.org/old")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    """A memory with a baseline, a story, and an alert that waits."""
    made = ByHand(tmp_path / "watcher.db")
    made.poll(OLD)
    [alert] = made.poll(NEWS, OLD)
    assert alert.id
    yield made
    made.store.close()


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


# How it is opened


@pytest.mark.parametrize("use", Use)
def test_every_connection_is_durable(hand: ByHand, use: Use) -> None:
    db = Database(hand.path, use)
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    for connection in (db._db, db._reader):
        pragmas = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
        assert pragmas == ["wal", 2, 1, 10_000]
    db.close()


def test_all_files_are_the_owners_alone(hand: ByHand, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        hand.store.backup(tmp_path / "copy.db")
        hand.reopen()
        hand.poll(OLD)
    finally:
        os.umask(before)
    assert {path.name: mode(path) for path in tmp_path.iterdir()} == dict.fromkeys(
        ["watcher.db", "watcher.db-wal", "watcher.db-shm", "copy.db"], "0o600"
    )


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "watcher.db"
    path.touch(0o644)
    Store(path).close()
    assert mode(path) == "0o600"


def test_only_the_holder_of_the_lock_makes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "watcher.db"
    for use in (Use.BESIDE, Use.READ):
        with pytest.raises(StoreError, match="there is no database here yet"):
            Store(path, use)
    assert not path.exists()


def test_an_empty_file_is_no_memory_to_those_beside(tmp_path: Path) -> None:
    (tmp_path / "watcher.db").touch()
    with pytest.raises(StoreError, match="there is no memory here yet"):
        Store(tmp_path / "watcher.db", Use.BESIDE)


def test_a_new_memory_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "watcher.db"
    for new in (True, False):
        store = Store(path)
        assert store.is_new is new
        store.close()


def test_one_that_only_reads_can_write_nothing(hand: ByHand) -> None:
    reader = Store(hand.path, Use.READ)
    with pytest.raises(StoreError, match="it can't be written"):
        reader.stories.mute("higehiro", NOW)
    reader.close()


# Every verb against a database that another process holds

READS, WRITES = "reads", "writes"
VERBS: dict[str, tuple[str, Callable[[ByHand], Any]]] = {
    "Store.turn": (WRITES, lambda h: enter(h.store)),
    "Store.register": (WRITES, lambda h: h.register()),
    "Store.strangers": (READS, lambda h: h.store.strangers(h.watchlist)),
    "Store.recall": (READS, lambda h: h.store.recall(h.state(), [NEWS], h.now)),
    "Store.recall_stories": (READS, lambda h: h.store.recall_stories()),
    "Store.commit": (WRITES, lambda h: h.store.commit(h.state(), nothing(h), h.now)),
    "Store.housekeep": (WRITES, lambda h: h.store.housekeep(h.now, timedelta(days=400))),
    "Store.backup": (READS, lambda h: h.store.backup(h.path.with_name("copy.db"))),
    "Sources.all": (READS, lambda h: h.store.sources.all()),
    "Sources.state": (READS, lambda h: h.state()),
    "Sources.plans": (READS, lambda h: h.store.sources.plans()),
    "Sources.note_kind": (WRITES, lambda h: h.store.sources.note_kind(h.state(), "feed")),
    "Sources.settle_good": (WRITES, lambda h: h.store.sources.settle_good(h.state(), ANSWER, COURSE, h.now)),
    "Sources.settle_failed": (WRITES, lambda h: h.store.sources.settle_failed(h.state(), COURSE, h.now)),
    "Sources.resume": (WRITES, lambda h: h.store.sources.resume("ann", Health(), Pulse())),
    "Robots.of": (READS, lambda h: h.store.robots.of("https://e.org")),
    "Robots.keep": (WRITES, lambda h: h.store.robots.keep("https://e.org", "", h.now)),
    "Sources.bring_forward": (WRITES, lambda h: h.store.sources.bring_forward(h.state(), h.now)),
    "Sources.pause_host": (WRITES, lambda h: h.store.sources.pause_host("e.org", h.now + timedelta(hours=1), h.now)),
    "Sources.pauses": (READS, lambda h: h.store.sources.pauses(h.now)),
    "Sources.counts": (READS, lambda h: h.store.sources.counts([h.state()], NOW)),
    "Items.known": (READS, lambda h: h.store.items.known(h.state().id, [NEWS])),
    "Items.texts_before": (READS, lambda h: h.store.items.texts_before([EDITED], known(h, EDITED))),
    "Items.remember": (WRITES, lambda h: h.store.items.remember(h.state().id, [], h.now)),
    "Items.titles": (READS, lambda h: h.store.items.titles(h.state().id)),
    "Items.newest": (READS, lambda h: h.store.items.newest(h.state().id, h.now)),
    "Items.one": (READS, lambda h: h.store.items.one(1)),
    "Items.titled": (READS, lambda h: h.store.items.titled(NEWS.title)),
    "Items.after": (READS, lambda h: h.store.items.after(0, 10)),
    "Items.again": (READS, lambda h: list(h.store.items.again())),
    "Items.prune": (WRITES, lambda h: h.store.items.prune(h.now, timedelta(days=400))),
    "Stories.all": (READS, lambda h: h.store.stories.all()),
    "Stories.save": (WRITES, lambda h: h.store.stories.save([a_story(subject="movie")])),
    "Stories.file_reports": (WRITES, lambda h: h.store.stories.file_reports([], [], h.now)),
    "Stories.reports": (READS, lambda h: h.store.stories.reports(watch="higehiro")),
    "Stories.filed": (READS, lambda h: h.store.stories.filed([1, 2])),
    "Stories.rang": (READS, lambda h: h.store.stories.rang([1, 2])),
    "Stories.items_of": (READS, lambda h: h.store.stories.items_of("0001")),
    "Stories.folded": (READS, lambda h: h.store.stories.folded(h.now)),
    "Items.before": (READS, lambda h: h.store.items.before(h.now)),
    "Items.count": (READS, lambda h: h.store.items.count(h.now)),
    "Outbox.withdraw": (WRITES, lambda h: h.store.outbox.withdraw("0001", "why", h.now)),
    "Outbox.rang": (READS, lambda h: h.store.outbox.rang(h.now)),
    "Facts.get": (READS, lambda h: h.store.facts.get("a")),
    "Facts.time": (READS, lambda h: h.store.facts.time("a")),
    "Facts.put": (WRITES, lambda h: h.store.facts.put("a", [1])),
    "Facts.note_time": (WRITES, lambda h: h.store.facts.note_time("b", h.now)),
    "Stories.unfold": (WRITES, lambda h: h.store.stories.unfold("0001")),
    "Stories.unfold_loose": (WRITES, lambda h: h.store.stories.unfold_loose("higehiro", "season 2")),
    "Stories.call_wrong": (WRITES, lambda h: h.store.stories.call_wrong("0001")),
    "Stories.mute": (WRITES, lambda h: h.store.stories.mute("higehiro", None)),
    "Stories.muted": (READS, lambda h: h.store.stories.muted(h.now)),
    "Outbox.next_number": (READS, lambda h: h.store.outbox.next_number()),
    "Outbox.restored_at": (READS, lambda h: h.store.outbox.restored_at()),
    "Outbox.post": (WRITES, lambda h: h.store.outbox.post([an_alert(id=f"{h.store.outbox.next_number()}")], (), h.now)),
    "Outbox.fates": (READS, lambda h: h.store.outbox.fates(an_id(h))),
    "Outbox.waiting": (READS, lambda h: h.store.outbox.waiting("discord")),
    "Outbox.oldest": (READS, lambda h: h.store.outbox.oldest("discord")),
    "Outbox.start": (WRITES, lambda h: h.store.outbox.start([1], h.now)),
    "Outbox.settle": (WRITES, lambda h: h.store.outbox.settle([1], Fate.RETRY, h.now)),
    "Outbox.recover": (WRITES, lambda h: h.store.outbox.recover(h.now)),
    "Outbox.resend": (WRITES, lambda h: h.store.outbox.resend(an_id(h), (), h.now)),
    "Outbox.alerts": (READS, lambda h: h.store.outbox.alerts()),
    "Outbox.alert": (READS, lambda h: h.store.outbox.alert(an_id(h))),
    "Channels.all": (READS, lambda h: h.store.channels.all()),
    "Channels.stranded": (READS, lambda h: h.store.channels.stranded()),
    "Channels.settle": (WRITES, lambda h: h.store.channels.settle("discord", Health(), None)),
    "Channels.resume": (WRITES, lambda h: h.store.channels.resume("discord")),
    "Channels.digested": (WRITES, lambda h: h.store.channels.digested("discord", h.now, 1)),
    "Amendments.mark": (WRITES, lambda h: h.store.amendments.mark([fold(h)], h.now)),
    "Amendments.stale": (READS, lambda h: h.store.amendments.stale("discord", h.now)),
    "Amendments.due": (READS, lambda h: h.store.amendments.due("discord", h.now)),
    "Amendments.settle": (WRITES, lambda h: h.store.amendments.settle(MESSAGE, h.now, shown=True)),
    "Amendments.put_off": (WRITES, lambda h: h.store.amendments.put_off("discord", h.now)),
    "Amendments.fix": (WRITES, lambda h: h.store.amendments.fix([1])),
    "Amendments.places": (READS, lambda h: h.store.amendments.places([an_alert()])),
    "Amendments.folded": (READS, lambda h: h.store.amendments.folded("discord", h.now)),
    "Forum.threads": (READS, lambda h: h.store.forum.threads("discord")),
    "Forum.note": (WRITES, lambda h: h.store.forum.note("discord", {"higehiro": "1", "": ""})),
}  # fmt: skip
MESSAGE = Stale(receipt="1", alerts=(), repeats=frozenset(), seen=((1, 1),))
ANSWER = Answer(read=True, kind="feed", validators=Validators(), body=b"x")
COURSE = Course(health=Health(), due=Due(at=NOW, why="every"))
LATER = an_item(guid="later", title="A later headline", link="https://example.org/later")
EDITED = an_item(title="Higehiro Anime Gets 2nd Season in 2027")


def enter(store: Store) -> None:
    with store.turn():
        pass


def nothing(hand: ByHand) -> Any:
    return decide([], hand.store.recall_stories(), Reader(()), {}, hand.now)


def known(hand: ByHand, item: Any) -> Any:
    return hand.store.items.known(hand.state().id, [item])


def fold(hand: ByHand) -> Report:
    return Report(entry=0, watch="higehiro", claim=a_claim(), words=(), why="", under=an_id(hand))


def an_id(hand: ByHand) -> str:
    return hand.store.outbox.alerts()[0][0].id


def test_the_table_names_every_verb() -> None:
    verbs = {
        f"{part.__name__}.{name}"
        for part in (Store, Sources, Items, Stories, Outbox, Channels, Amendments, Forum, Facts, Robots)
        for name, _ in inspect.getmembers(part, inspect.isfunction)
        if not name.startswith("_") and name != "close"
    }
    assert verbs == VERBS.keys()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_beside_a_process_that_holds_the_database(hand: ByHand, verb: str) -> None:
    kind, use = VERBS[verb]
    with Holder(hand.path) as other:
        other.run("BEGIN EXCLUSIVE")
        if kind == READS:
            use(hand)  # WAL: who reads waits for nobody
        else:
            with pytest.raises(StoreError) as raised:
                use(hand)
            assert str(raised.value) == f"{hand.path}: another program holds the database locked"
            assert raised.value.again
        other.run("COMMIT")
        use(hand)  # and afterwards it works


@pytest.mark.parametrize("use", Use)
def test_a_database_that_another_process_has_for_itself_can_t_be_opened(hand: ByHand, use: Use) -> None:
    hand.store.close()
    with Holder(hand.path) as other:
        other.run("PRAGMA locking_mode = EXCLUSIVE")
        other.run("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program holds the database locked"):
            Store(hand.path, use, busy_seconds=0.05)
        other.run("COMMIT")
    hand.reopen()
    assert hand.store.stories.all()


def test_who_reads_waits_neither_for_a_turn_nor_for_who_waits_for_one(hand: ByHand) -> None:
    """A document of 10,000 items takes seconds to decide on; meanwhile the service must see what else is due."""
    with Holder(hand.path) as other, ThreadPoolExecutor(1) as pool:
        hand.store._db.write("PRAGMA busy_timeout = 60000")
        other.run("BEGIN EXCLUSIVE")
        muted = pool.submit(hand.store.stories.mute, "higehiro", hand.now + timedelta(days=1))
        while not hand.store._db._writing.locked():
            pass
        assert hand.store.stories.muted(hand.now) == {}
        assert len(hand.store.sources.all()) == 1
        assert not muted.done()
        other.run("COMMIT")
        assert muted.result()
    with hand.store.turn(), ThreadPoolExecutor(1) as pool:
        hand.store.stories.mute("higehiro", None)
        assert hand.store.stories.muted(hand.now) == {}  # the turn sees what it wrote
        assert len(pool.submit(hand.store.stories.muted, hand.now).result()) == 1  # nobody else does


def test_two_processes_never_give_one_number_twice(hand: ByHand) -> None:
    other = Store(hand.path, Use.BESIDE)
    ids = []
    for n in range(20):
        store = (hand.store, other)[n % 2]
        with store.turn():
            alert = an_alert(id=f"n{store.outbox.next_number()}")
            store.outbox.post([alert], (), hand.now)
        ids.append(alert.id)
    other.close()
    assert len(set(ids)) == 20


# What is found at the start


def zero_a_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(4096))


def cut_in_half(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def scribble_over_the_head(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"<html>captive portal</html>")


def scribble_everywhere(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for at in range(5000, len(raw), 997):
        raw[at] ^= 0xFF
    path.write_bytes(raw)


@pytest.mark.parametrize("damage", [zero_a_page, cut_in_half, scribble_over_the_head, scribble_everywhere])
def test_a_damaged_memory_is_refused_and_kept(hand: ByHand, damage: Callable[[Path], None]) -> None:
    hand.poll(*(an_item(guid=f"g{n}", link=f"https://e.org/{n}", summary="x" * 500) for n in range(200)))
    hand.store.close()
    damage(hand.path)
    found = hand.path.read_bytes()
    with pytest.raises(StoreError, match=r"damaged|not a database") as raised:
        Store(hand.path)
    assert "`watcher restore FILE`" in raised.value.reason
    assert hand.path.read_bytes() == found
    undamaged(hand)


def undamaged(hand: ByHand) -> None:
    """Let the fixture close what it opened."""
    hand.path.unlink()
    for part in hand.path.parent.glob("watcher.db-*"):
        part.unlink()
    hand.store = Store(hand.path)


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (("CREATE TABLE bookmarks (url TEXT)",), "this is not a watcher database"),
        (("PRAGMA application_id = 1", "PRAGMA user_version = 1"), "this is not a watcher database"),
        (
            (f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 99"),
            f"it was written by a newer watcher (version 99, this one knows {len(MIGRATIONS)})",
        ),
    ],
)
@pytest.mark.parametrize("use", Use)
def test_what_is_not_ours_is_left_alone(tmp_path: Path, statements: tuple[str, ...], words: str, use: Use) -> None:  # fmt: skip
    path = tmp_path / "watcher.db"
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        before = db.execute("SELECT * FROM sqlite_schema").fetchall()
    with pytest.raises(StoreError) as raised:
        Store(path, use)
    assert raised.value.reason == f"{words}; nothing was changed"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT * FROM sqlite_schema").fetchall() == before


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "watcher.db").mkdir()
    with pytest.raises(StoreError, match="Is a directory"):
        Store(tmp_path / "watcher.db")


@pytest.mark.parametrize("left", ["watcher.db.v1", "watcher.db.before-restore-1", "watcher.db-wal"])
@pytest.mark.parametrize("emptied", [False, True])
def test_a_memory_that_is_gone_is_not_silently_begun_anew(tmp_path: Path, left: str, emptied: bool) -> None:
    (tmp_path / left).write_bytes(b"what was here")
    if emptied:
        (tmp_path / "watcher.db").touch()
    with pytest.raises(StoreError) as raised:
        Store(tmp_path / "watcher.db")
    assert raised.value.reason.startswith(f"the database is gone, but {left} is here")
    (tmp_path / left).rename(tmp_path / "elsewhere")
    Store(tmp_path / "watcher.db").close()


def test_half_a_copy_is_no_sign_of_a_memory(tmp_path: Path) -> None:
    for name in ("watcher.db.v1.part", "watcher.db.restoring", "watcher.db.v1-shm"):
        (tmp_path / name).write_bytes(b"half")
    Store(tmp_path / "watcher.db").close()


@pytest.mark.parametrize("act", ["deleted", "moved", "replaced"])
def test_a_file_that_is_taken_away_in_use_is_noticed(hand: ByHand, tmp_path: Path, act: str) -> None:
    elsewhere = tmp_path / "elsewhere.db"
    if act == "deleted":
        hand.path.unlink()
    else:
        hand.path.rename(elsewhere)
    if act == "replaced":
        hand.path.touch()
    with pytest.raises(StoreError, match="moved, deleted or replaced while in use"):
        hand.poll(an_item(guid="2"))
    if act == "moved":
        elsewhere.rename(hand.path)
        hand.poll(an_item(guid="2"))


# Bringing it up to date

ONE = "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);"
TWO = "CREATE TABLE b (y INTEGER);\nINSERT INTO b SELECT x FROM a;"
BROKEN = "CREATE TABLE c (z INTEGER); INSERT INTO nowhere VALUES (1);"


def made(path: Path, *migrations: str) -> Database:
    return Database(path, migrations=migrations)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_memory_is_brought_up_to_date_and_copied_before(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    made(path, ONE).close()
    assert [p.name for p in tmp_path.iterdir()] == ["m.db"]  # nothing is worth a copy yet
    db = made(path, ONE, TWO)
    assert [tuple(row) for row in db.rows("SELECT y FROM b")] == [(1,)]
    assert not db.is_new
    db.close()
    copy = tmp_path / "m.db.v1"
    assert (version(path), version(copy), tables(copy), mode(copy)) == (2, 1, {"a"}, "0o600")
    made(copy, ONE).close()


def test_several_versions_at_once(tmp_path: Path) -> None:
    made(tmp_path / "m.db", ONE).close()
    made(tmp_path / "m.db", ONE, TWO, "CREATE TABLE c (z INTEGER);").close()
    assert tables(tmp_path / "m.db") == {"a", "b", "c"}


@pytest.mark.parametrize("then", [(BROKEN,), (TWO, BROKEN)])
def test_a_migration_that_fails_changes_nothing_and_leaves_the_copy(tmp_path: Path, then: tuple[str, ...]) -> None:  # fmt: skip
    path = tmp_path / "m.db"
    made(path, ONE).close()
    with pytest.raises(StoreError) as raised:
        made(path, ONE, *then)
    assert raised.value.reason == (
        f"it could not be brought from version 1 to {1 + len(then)}: no such table: nowhere."
        " Nothing was changed; a copy is m.db.v1"
    )
    assert (version(path), tables(path), version(tmp_path / "m.db.v1")) == (1, {"a"}, 1)
    made(path, ONE, TWO).close()  # and the mended version goes on from there
    assert version(path) == 2


def test_a_first_start_that_fails_leaves_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    with pytest.raises(StoreError):
        made(path, BROKEN)
    assert (version(path), tables(path)) == (0, set())
    db = made(path, ONE)
    assert db.is_new
    db.close()


def test_no_way_back_to_an_older_watcher(tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    made(path, ONE, TWO).close()
    with pytest.raises(
        StoreError, match=r"newer watcher \(version 2, this one knows 1\); nothing was changed"
    ):
        made(path, ONE)
    assert version(path) == 2


@pytest.mark.parametrize("use", [Use.BESIDE, Use.READ])
def test_a_command_beside_the_service_never_brings_it_up_to_date(tmp_path: Path, use: Use) -> None:
    path = tmp_path / "m.db"
    made(path, ONE).close()
    with pytest.raises(StoreError, match="it was written by an older watcher; start the service anew"):
        Database(path, use, migrations=(ONE, TWO))
    assert version(path) == 1


# Copies


def test_a_backup_is_whole_while_all_goes_on_and_needs_no_other_file(hand: ByHand, tmp_path: Path) -> None:
    copy = tmp_path / "usb" / "copy.db"
    copy.parent.mkdir()
    hand.store.backup(copy)
    hand.poll(an_item(guid="later"))
    copy.parent.chmod(0o500)
    try:
        check(copy)
        assert [p.name for p in copy.parent.iterdir()] == ["copy.db"]
    finally:
        copy.parent.chmod(0o700)
    restored = tmp_path / "restored.db"
    assert restore(copy, restored, hand.now) is None
    store = Store(restored)
    assert store.stories.all() == hand.store.stories.all()
    assert [p.name for p in copy.parent.iterdir()] == ["copy.db"]
    store.close()


def test_a_backup_that_fails_leaves_nothing_and_harms_nothing(hand: ByHand, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/copy\.db: No such file or directory"):
        hand.store.backup(tmp_path / "nowhere" / "copy.db")
    (tmp_path / "copy.db").mkdir()
    with pytest.raises(StoreError, match="Is a directory"):
        hand.store.backup(tmp_path / "copy.db")
    assert not list(tmp_path.glob("*.part"))
    assert hand.poll(OLD) == []


def test_a_restore_keeps_what_was_there_and_its_wal(hand: ByHand, tmp_path: Path) -> None:
    hand.store.backup(tmp_path / "copy.db")
    for _ in range(2):
        hand.poll(LATER)
        kept = restore(tmp_path / "copy.db", hand.path, hand.now)
        assert kept
        with closing(sqlite3.connect(kept)) as old:  # with its -wal, though the database was not closed
            assert old.execute("SELECT count(*) FROM item").fetchone() == (3,)
        hand.reopen()
        assert len(hand.store.items.after(0, 10)) == 2
    assert kept.name == "watcher.db.before-restore-2"


def test_a_restore_goes_on_with_numbers_that_no_alert_had(hand: ByHand, tmp_path: Path) -> None:
    hand.store.backup(tmp_path / "copy.db")
    last = hand.store.outbox.next_number()
    hand.store.close()
    restore(tmp_path / "copy.db", hand.path, hand.now)
    hand.reopen()
    assert hand.store.outbox.next_number() >= last + 500


@pytest.mark.parametrize("damage", [zero_a_page, cut_in_half, scribble_over_the_head])
def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    hand: ByHand, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy.db"
    hand.store.backup(copy)
    damage(copy)
    before = hand.store.stories.all()
    with pytest.raises(StoreError):
        restore(copy, hand.path, hand.now)
    hand.reopen()
    assert hand.store.stories.all() == before
    assert not list(tmp_path.glob("*restor*"))


# One transaction


class StopHereError(Exception):
    """Raised where the program is to end."""


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        return {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables(path) if "_by_" not in name
                and not name.startswith(("sqlite", "delivery_"))}  # fmt: skip


def test_a_turn_that_breaks_off_stores_nothing_at_all(hand: ByHand) -> None:
    before, now, delayed = (
        everything(hand.path),
        hand.now,
        an_item(guid="9", title="Higehiro Season 2 Delayed"),
    )
    with contextlib.suppress(StopHereError), hand.polling([delayed]) as decision:
        assert (len(decision.alerts), len(decision.stories), len(decision.reports)) == (1, 1, 1)
        assert everything(hand.path) == before  # nor does another process see half of it
        raise StopHereError
    assert everything(hand.path) == before
    hand.now = now
    assert len(hand.poll(delayed)) == 1
    after = everything(hand.path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"item", "seen", "source", "story", "ring", "report", "alert", "delivery"}


def test_a_turn_within_a_turn_commits_with_the_outer_one(hand: ByHand) -> None:
    with contextlib.suppress(StopHereError), hand.store.turn():
        with hand.store.turn():
            hand.store.stories.mute("higehiro", NOW + timedelta(days=9))
        assert hand.store.stories.muted(NOW)
        raise StopHereError
    assert hand.store.stories.muted(NOW) == {}


def test_a_verb_that_writes_twice_writes_both_or_none(hand: ByHand) -> None:
    good = an_alert(id="good")
    with pytest.raises(sqlite3.IntegrityError):
        hand.store.outbox.post([good, an_alert(id="bad", channels=("nobody",))], (), hand.now)
    assert hand.store.outbox.alert("good") is None
    with pytest.raises(sqlite3.IntegrityError):
        hand.store.stories.save([a_story(subject="movie"), a_story(watch="nobody")])
    assert ("higehiro", "movie") not in hand.store.stories.all()


def test_a_bug_is_loud_and_the_next_turn_works(hand: ByHand) -> None:
    with pytest.raises(KeyError):
        hand.store.sources.state(a_source(name="unknown"))
    with pytest.raises(FileNotFoundError), hand.store.turn():  # no trouble of the store's
        Path("/nonexistent").read_text()
    assert hand.store.stories.mute("higehiro", None)


def test_a_full_disk_in_the_middle_of_a_turn(hand: ByHand) -> None:
    """SQLite's own limit on the file stands for the disk's end: the same error from the same place."""
    many = [an_item(guid=f"g{n}", link=f"https://e.org/{n}", summary="x" * 900) for n in range(500)]
    before = everything(hand.path)
    pages = hand.store._db.rows("PRAGMA page_count")[0][0]
    hand.store._db.write(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="the disk is full; nothing was lost, it goes on when there is room"):
        hand.poll(*many)
    assert everything(hand.path) == before
    hand.store._db.write("PRAGMA max_page_count = 1000000")
    hand.poll(*many)
    assert len(hand.store.items.after(0, 1000)) == 502


def test_the_first_config_of_an_empty_memory(tmp_path: Path) -> None:
    hand = ByHand(tmp_path / "w.db", a_watchlist(sources=()))
    assert (hand.store.sources.all(), hand.store.stories.all(), hand.fates()) == ([], {}, [])
    assert hand.store.channels.all()["discord"].waiting == 0
    hand.store.close()
