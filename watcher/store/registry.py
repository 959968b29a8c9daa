"""Ties the config's names to the store's memory, so that renaming or moving an entry forgets nothing.

A source is its address; a channel is its address, then its name; a watch is what it waits for: its titles and terms, then its name.
What leaves the config keeps its memory, and gets it back when it returns.
"""

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from watcher.decide.prints import plain_link
from watcher.model import Channel, Source, Watch, Watchlist
from watcher.store.codec import digest, moved_from, to_ms, words_from, words_json
from watcher.store.database import Database
from watcher.store.stories import renamed

_Entry = TypeVar("_Entry", Source, Channel, Watch)
_Kept = TypeVar("_Kept", "_KeptSource", "_KeptChannel", "_KeptWatch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What is new since the last time, and how many messages wait for channels that have just left the config."""

    watches: tuple[str, ...]
    sources: tuple[str, ...]
    stranded: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _KeptSource:
    id: int
    name: str
    active: bool
    address: bytes
    way: str | None
    learned: str | None  # where it has moved to for good


@dataclass(frozen=True, slots=True)
class _KeptChannel:
    id: int
    name: str
    active: bool
    address: bytes


@dataclass(frozen=True, slots=True)
class _KeptWatch:
    id: int
    name: str
    active: bool
    titles: frozenset[str]
    terms: frozenset[str]


def register(db: Database, watchlist: Watchlist, now: datetime) -> Registered:
    """Bring the store's names in line with the config, in one transaction."""
    with db.turn():
        sources = _register_sources(db, watchlist.sources, now)
        watches = _register_watches(db, watchlist.watches, now)
        stranded = _register_channels(db, watchlist.channels)
        return Registered(watches=watches, sources=sources, stranded=stranded)


def strangers(db: Database, watches: Sequence[Watch]) -> tuple[Watch, ...]:
    """Give the watches that have no memory yet, without giving them one."""
    rows = _match(watches, _kept_watches(db), _watch_likeness, 5)
    return tuple(w for w in watches if w.name not in rows)


def _match(
    entries: Sequence[_Entry], kept: Sequence[_Kept], likeness: Callable[[_Entry, _Kept], int], surest: int
) -> dict[str, int]:
    """Find the row of each entry, by name: the surest likeness first, each row given once; 0 is no likeness."""
    rows: dict[str, int] = {}
    free = sorted(kept, key=lambda k: (not k.active, k.id))
    for degree in range(surest, 0, -1):
        for entry in entries:
            found = next((k for k in free if likeness(entry, k) == degree), None)
            if entry.name not in rows and found is not None:
                rows[entry.name] = found.id
                free.remove(found)
    return rows


def _register_sources(db: Database, sources: Sequence[Source], now: datetime) -> tuple[str, ...]:
    kept = [
        _KeptSource(
            r["id"], r["name"], bool(r["active"]), r["address"], r["way"], moved_from(r["moved"]).learned
        )
        for r in db.rows("SELECT * FROM source")
    ]
    rows = _match(sources, kept, _source_likeness, 4)
    db.write("UPDATE source SET active = 0")
    moved = {k.id: k.learned for k in kept}
    for source in sources:
        host = urlsplit(moved.get(rows.get(source.name, 0)) or source.url.reveal()).hostname or ""
        if source.name in rows:
            # Another way of reading finds other items in a page that did not change: it is read again, and its first answer is a
            # baseline.
            db.write(
                "UPDATE source SET etag = NULL, last_modified = NULL, body = NULL, list = NULL, pulse = '',"
                " baseline_at = CASE WHEN kind IN ('page', 'text') THEN NULL ELSE baseline_at END WHERE id = ? AND way IS NOT ?",
                rows[source.name], _way(source),
            )  # fmt: skip
            db.write(
                "UPDATE source SET moved = CASE WHEN address = ? THEN moved ELSE '' END, name = ?, address = ?, host = ?, way = ?,"
                " active = 1 WHERE id = ?",
                _address(source), source.name, _address(source), host, _way(source), rows[source.name],
            )  # fmt: skip
        else:
            db.insert(
                "INSERT INTO source (name, address, way, host, added_at) VALUES (?, ?, ?, ?, ?)",
                source.name, _address(source), _way(source), host, to_ms(now),
            )  # fmt: skip
    old = {k.id: k.name for k in kept}
    renamed(db, {old[row]: name for name, row in rows.items() if old[row] != name})
    return tuple(s.name for s in sources if s.name not in rows)


def _address(source: Source) -> bytes:
    """Give the key of a source's address. http and https, `www.` and a trailing slash make no difference."""
    return _key(source.url.reveal())


def _key(url: str) -> bytes:
    return digest(plain_link(url))


def _way(source: Source) -> str | None:
    """Give what says how a page is read; None: by looking."""
    parts = source.parts
    said = [source.select, parts.link, parts.title, parts.date, parts.summary]
    return "text" if source.text else json.dumps(said, ensure_ascii=False) if any(said) else None


def _source_likeness(source: Source, kept: _KeptSource) -> int:
    # Who writes the address that redirects taught into the config names the same source.
    if _address(source) not in (kept.address, _key(kept.learned) if kept.learned else None):
        return 0
    same_part, named = _way(source) == kept.way, source.name == kept.name
    if same_part:
        return 4 if named else 3
    return 2 if named else int(kept.active)


def _register_channels(db: Database, channels: Sequence[Channel]) -> tuple[tuple[str, int], ...]:
    kept = [
        _KeptChannel(r["id"], r["name"], bool(r["active"]), r["address"])
        for r in db.rows("SELECT * FROM channel")
    ]
    rows = _match(channels, kept, _channel_likeness, 3)
    known = {k.id: k.address for k in kept}
    db.write("UPDATE channel SET active = 0")
    for channel in channels:
        key = digest(channel.url.reveal())
        if channel.name not in rows:
            db.insert("INSERT INTO channel (name, address) VALUES (?, ?)", channel.name, key)
            continue
        row = rows[channel.name]
        db.write("UPDATE channel SET name = ?, address = ?, active = 1 WHERE id = ?", channel.name, key, row)
        if known[row] != key:
            # Another address deserves a fresh chance: what waited for the old one goes out by the new.
            db.write(
                "UPDATE channel SET paused_until = NULL, condition = 'waiting', reason = '', failures = 0, since = NULL, told = 0"
                " WHERE id = ?",
                row,
            )
    return _stranded(db, [k for k in kept if k.active and k.id not in rows.values()])


def _channel_likeness(channel: Channel, kept: _KeptChannel) -> int:
    named = channel.name == kept.name
    if digest(channel.url.reveal()) == kept.address:
        return 3 if named else 2
    return int(named)


def _stranded(db: Database, left: Sequence[_KeptChannel]) -> tuple[tuple[str, int], ...]:
    counts = {
        r["channel"]: r["n"]
        for r in db.rows(
            "SELECT channel, count(*) AS n FROM delivery WHERE fate IN ('pending', 'sending', 'retry', 'uncertain') GROUP BY channel"
        )
    }
    return tuple((k.name, counts[k.id]) for k in left if k.id in counts)


def _register_watches(db: Database, watches: Sequence[Watch], now: datetime) -> tuple[str, ...]:
    rows = _match(watches, _kept_watches(db), _watch_likeness, 5)
    db.write("UPDATE watch SET active = 0")
    for watch in watches:
        titles, terms = words_json(sorted(_titles(watch))), words_json(sorted(_terms(watch)))
        if watch.name in rows:
            db.write(
                "UPDATE watch SET name = ?, titles = ?, terms = ?, active = 1 WHERE id = ?",
                watch.name, titles, terms, rows[watch.name],
            )  # fmt: skip
        else:
            db.insert(
                "INSERT INTO watch (name, titles, terms, added_at) VALUES (?, ?, ?, ?)",
                watch.name, titles, terms, to_ms(now),
            )  # fmt: skip
    return tuple(w.name for w in watches if w.name not in rows)


def _kept_watches(db: Database) -> list[_KeptWatch]:
    return [
        _KeptWatch(r["id"], r["name"], bool(r["active"]), frozenset(words_from(r["titles"])), frozenset(words_from(r["terms"])))
        for r in db.rows("SELECT * FROM watch")
    ]  # fmt: skip


def _watch_likeness(watch: Watch, kept: _KeptWatch) -> int:
    """Say how surely a watch is one that we know, from 5 (nothing changed) to 0 (another one)."""
    titles, terms, named = _titles(watch), _terms(watch), watch.name == kept.name
    if titles == kept.titles and terms == kept.terms:
        return 5 if named else 4
    if titles == kept.titles and titles:
        # One that has left and had another name waited for something else: it is no memory of this one.
        return 3 if named else 2 * kept.active
    shared = titles & kept.titles if titles else terms & kept.terms
    return 1 if named and shared and bool(titles) == bool(kept.titles) else 0


def _titles(watch: Watch) -> frozenset[str]:
    return frozenset(_plain(t) for t in watch.titles)


def _terms(watch: Watch) -> frozenset[str]:
    return frozenset(_plain(t) for t in (*watch.about, *watch.keywords))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
