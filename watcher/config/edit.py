"""Adds entries to a config file's text without touching a byte of the rest. Owns where an entry goes, and how it is written.

It appends and never reformats: comments, order, blank lines and line ends stay. Whether the result is a good config is load.py's to say;
that nothing but the new entries changed is checked here.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import Any

import tomli

from watcher.config.lines import scan
from watcher.config.parse import parse
from watcher.errors import ConfigError, Problem

Value = str | bool | Sequence[str]
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BOM = "\ufeff"
_FIRST = {"sources": "url", "watch": "title"}  # the key that the short form stands for


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of [sources] or [watch]: its name, and a string or list in the simple case, else the keys of its table."""

    name: str
    value: str | Sequence[str] | Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Edited:
    """A text with entries added. `added` is what was put into the old text at `at`; it begins at `line`, counted from 1."""

    text: str
    at: int
    added: str

    @property
    def line(self) -> int:
        """The line of the first thing that was added."""
        blank = len(self.added) - len(self.added.lstrip("\r\n"))
        return self.text.count("\n", 0, self.at + blank) + 1


@dataclass(frozen=True, slots=True)
class _Statement:
    """A header, a pair with all its lines, or a line that says nothing. `table`: the one that it opens or stands in."""

    start: int
    end: int
    kind: str  # "header", "pair", "comment", "blank"
    table: tuple[str, ...] = ()


def add(text: str, section: str, entries: Sequence[Entry], file: File) -> Edited:
    """Add entries to a section of a text that is TOML. Raises ConfigError where the way it is written leaves no place for them."""
    mark = _BOM if text.startswith(_BOM) else ""
    bare = text.removeprefix(_BOM)
    newline = "\r\n" if bare.count("\r\n") * 2 > bare.count("\n") else "\n"
    if inside := _braces(bare, section):
        lines = [_pair(entry) for entry in entries]
        at, added = inside[0], f"{inside[1]}{', '.join(lines)}{inside[2]}"
    else:
        at, lines = _placed(bare, section, entries)
        lead = newline if bare[:at] and not bare[:at].endswith("\n") else ""
        added = lead + "".join(f"{line}{newline}" for line in lines)
    new = bare[:at] + added + bare[at:]
    if not _adds(bare, new, section, entries, file):
        message = f"the way [{section}] is written here leaves no place for another entry: write this by hand"
        raise ConfigError(
            file, (Problem(0, 0, section, f"{message}: {'; '.join(line for line in lines if line)}"),)
        )
    return Edited(mark + new, len(mark) + at, added)


def _adds(before: str, after: str, section: str, entries: Sequence[Entry], file: File) -> bool:
    """Tell whether the text holds the entries now, and is the same in all else."""
    old = parse(before, file)
    try:
        new: dict[str, Any] = tomli.loads(after)
    except tomli.TOMLDecodeError:
        return False
    found = new.get(section, {})
    there = all(found.pop(e.name, None) in _forms(section, e) for e in entries)
    return there and {**new, section: found} == {**old, section: old.get(section, {})}


def _forms(section: str, entry: Entry) -> tuple[object, ...]:
    """Give what the entry is read as: written in short, or as a table."""
    if isinstance(entry.value, Mapping):
        return ({name: _plain(value) for name, value in entry.value.items()},)
    return _plain(entry.value), {_FIRST[section]: _plain(entry.value)}


def _plain(value: Value) -> object:
    return value if isinstance(value, str | bool) else list(value)


def _braces(text: str, section: str) -> tuple[int, str, str] | None:
    """Give the place in a section that is an inline table, `sources = { … }`, and what stands before and behind there; None: it is none.

    No line outside of its braces can add to it.
    """
    for pair in _statements(text):
        said = _uncommented(text[pair.start : pair.end]) if pair.table == ("", section) else ""
        before, _, value = said.partition("=")
        if _read(f"{before}= 0") == {section: 0} and value.lstrip().startswith("{"):
            brace = said.rindex("}")
            kept = said[:brace].rstrip()
            empty = kept.endswith("{")
            lead = " " if empty or kept.endswith(",") else ", "
            return pair.start + len(kept), lead, " " if empty and len(kept) == brace else ""
    return None


def _uncommented(pair: str) -> str:
    """Blank out the comments of a pair; every offset stays."""
    for path, (start, end) in scan(pair.replace("\r\n", " \n")).tokens:
        if not path:
            pair = pair[:start] + " " * (end - start) + pair[end:]
    return pair


def _placed(text: str, section: str, entries: Sequence[Entry]) -> tuple[int, list[str]]:
    """Choose where the entries go, and write them in the form that fits there."""
    statements = list(_statements(text))
    own = [n for n, s in enumerate(statements) if s.kind in ("header", "pair") and s.table[:1] == (section,)]
    header = next(
        (n for n in own if statements[n].kind == "header" and statements[n].table == (section,)), None
    )
    short = not any(isinstance(entry.value, Mapping) for entry in entries)
    if short and header is not None:
        body = [n for n in own if n >= header and statements[n].table == (section,)]
        return _behind(statements, body[-1], past_comments=body[-1] == header), [_pair(e) for e in entries]
    if short and section not in tomli.loads(text):
        return len(text), [*_apart(text), f"[{section}]", *(_pair(entry) for entry in entries)]
    tables = [line for entry in entries for line in ("", *_table(section, entry))]
    if not own:
        return len(text), tables if text.strip() else tables[1:]
    at = _behind(statements, own[-1], past_comments=True)
    crowded = text[at:].split("\n", 1)[0].strip() != ""
    return at, [*tables, *([""] if crowded else [])]


def _apart(text: str) -> list[str]:
    return [""] if text.strip() and not re.search(r"\n[ \t\r]*\n\Z", text) else []


def _behind(statements: Sequence[_Statement], number: int, *, past_comments: bool) -> int:
    """Give the offset behind a statement; past the comments right below it, unless they lead on to a header: then they are its own."""
    after = number + 1
    while past_comments and after < len(statements) and statements[after].kind == "comment":
        after += 1
    leads_on = after < len(statements) and statements[after].kind == "header"
    return statements[number if leads_on else after - 1].end


def _statements(text: str) -> Iterator[_Statement]:
    """Cut a text that is TOML into statements: a statement is over as soon as its lines can be read by themselves."""
    table: tuple[str, ...] = ()
    lines = _LINE.finditer(text)
    for line in lines:
        start, end, said = line.start(), line.end(), line[0].strip()
        if not said or said.startswith("#"):
            yield _Statement(start, end, "comment" if said else "blank")
            continue
        while (found := _read(text[start:end])) is None and (more := next(lines, None)):
            end = more.end()
        if said.startswith("["):
            table = tuple(_opened(found or {}))
            yield _Statement(start, end, "header", table)
        else:
            yield _Statement(start, end, "pair", table or ("", *(found or {})))


def _read(chunk: str) -> dict[str, Any] | None:
    try:
        return tomli.loads(chunk)
    except tomli.TOMLDecodeError:
        return None


def _opened(found: dict[str, Any]) -> Iterator[str]:
    """Give the keys of a header: the one way down into what it says by itself."""
    here: Any = found
    while here:
        if isinstance(here, list):
            here = here[0]
            continue
        key = next(iter(here))
        yield key
        here = here[key]


def _pair(entry: Entry) -> str:
    if not isinstance(entry.value, Mapping):
        return f"{key(entry.name)} = {written(entry.value)}"
    keys = ", ".join(f"{key(name)} = {written(value)}" for name, value in entry.value.items())
    return f"{key(entry.name)} = {{ {keys} }}"


def _table(section: str, entry: Entry) -> Iterator[str]:
    yield f"[{section}.{key(entry.name)}]"
    pairs = entry.value if isinstance(entry.value, Mapping) else {_FIRST[section]: entry.value}
    yield from (f"{key(name)} = {written(value)}" for name, value in pairs.items())


def key(name: str) -> str:
    """Write a key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else written(name)


def written(value: Value) -> str:
    """Write a value on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        # JSON's escapes are TOML's; only DEL may stand as it is in JSON alone.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(written(one) for one in value)}]"
