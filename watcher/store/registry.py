"""Ties the config's names to the store's memory, so that renaming or moving an entry forgets nothing.

A source is its address; a channel is its address, then its name; a watch is what it waits for: its titles and terms, then its name.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from watcher.decide.seen import plain_link
from watcher.model import Channel, Source, Watch, Watchlist
from watcher.store.codec import digest, to_ms, words_from, words_json
from watcher.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What is new since the last time."""

    watches: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A watch as the store knows it."""

    id: int
    name: str
    titles: frozenset[str]
    terms: frozenset[str]


def register(db: Database, watchlist: Watchlist, now: datetime) -> Registered:
    """Bring the store's names in line with the config, in one transaction."""
    with db.turn():
        sources = _register_sources(db, watchlist.sources, now)
        watches = _register_watches(db, watchlist.watches, now)
        _register_channels(db, watchlist.channels)
        return Registered(watches=watches, sources=sources)


def address(source: Source) -> bytes:
    """Give the key of what a source reads: its address and selector. http and https, `www.` and a trailing slash make no difference."""
    place = plain_link(source.url.reveal())
    return digest(f"{place}\0{source.select}" if source.select else place)


def _register_sources(db: Database, sources: Sequence[Source], now: datetime) -> tuple[str, ...]:
    db.rows("UPDATE source SET active = 0")
    new = []
    for source in sources:
        host = urlsplit(source.url.reveal()).hostname or ""
        if db.rows(
            "UPDATE source SET name = ?, host = ?, active = 1 WHERE address = ? RETURNING id",
            source.name,
            host,
            address(source),
        ):
            continue
        db.insert(
            "INSERT INTO source (name, address, host, added_at) VALUES (?, ?, ?, ?)",
            source.name,
            address(source),
            host,
            to_ms(now),
        )
        new.append(source.name)
    return tuple(new)


def _register_channels(db: Database, channels: Sequence[Channel]) -> None:
    db.rows("UPDATE channel SET active = 0")
    names = {channel.name for channel in channels}
    for channel in channels:
        key = digest(channel.url.reveal())
        old = db.row("SELECT name, address FROM channel WHERE name = ?", channel.name)
        if (
            old is None
            and (renamed := db.row("SELECT name FROM channel WHERE address = ?", key))
            and renamed["name"] not in names
        ):
            db.rows("UPDATE channel SET name = ? WHERE name = ?", channel.name, renamed["name"])
            db.rows(
                "UPDATE OR IGNORE delivery SET channel = ? WHERE channel = ?", channel.name, renamed["name"]
            )
        elif old is not None and old["address"] != key:
            # Another address deserves a fresh chance: what waited for the old one goes out by the new.
            db.rows("DELETE FROM channel WHERE name = ?", channel.name)
        db.rows(
            "INSERT INTO channel (name, address) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET active = 1",
            channel.name,
            key,
        )


def _register_watches(db: Database, watches: Sequence[Watch], now: datetime) -> tuple[str, ...]:
    kept = [
        _Kept(r["id"], r["name"], frozenset(words_from(r["titles"])), frozenset(words_from(r["terms"])))
        for r in db.rows("SELECT id, name, titles, terms FROM watch ORDER BY active DESC, id")
    ]
    db.rows("UPDATE watch SET active = 0")
    matched = _match(watches, kept)
    new = []
    for watch in watches:
        titles, terms = words_json(sorted(_titles(watch))), words_json(sorted(_terms(watch)))
        if watch.name in matched:
            db.rows(
                "UPDATE watch SET name = ?, titles = ?, terms = ?, active = 1 WHERE id = ?",
                watch.name,
                titles,
                terms,
                matched[watch.name],
            )
        else:
            db.insert(
                "INSERT INTO watch (name, titles, terms, added_at) VALUES (?, ?, ?, ?)",
                watch.name,
                titles,
                terms,
                to_ms(now),
            )
            new.append(watch.name)
    return tuple(new)


def _match(watches: Sequence[Watch], kept: Sequence[_Kept]) -> dict[str, int]:
    """Find each watch's memory: the surest likeness first, each memory given once."""
    matched: dict[str, int] = {}
    free = list(kept)
    for likeness in (5, 4, 3, 2, 1):
        for watch in watches:
            found = next((k for k in free if _likeness(watch, k) == likeness), None)
            if watch.name not in matched and found is not None:
                matched[watch.name] = found.id
                free.remove(found)
    return matched


def _likeness(watch: Watch, kept: _Kept) -> int:
    """Say how surely a watch is one that we know, from 5 (nothing changed) to 0 (another one)."""
    titles, terms, named = _titles(watch), _terms(watch), watch.name == kept.name
    if titles == kept.titles and terms == kept.terms:
        return 5 if named else 4
    if titles == kept.titles and titles:
        return 3 if named else 2
    shared = titles & kept.titles if titles else terms & kept.terms
    return 1 if named and shared and bool(titles) == bool(kept.titles) else 0


def _titles(watch: Watch) -> frozenset[str]:
    return frozenset(_plain(t) for t in watch.titles)


def _terms(watch: Watch) -> frozenset[str]:
    return frozenset(_plain(t) for t in (*watch.about, *watch.keywords))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
