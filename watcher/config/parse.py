"""Turns the file's bytes into a TOML document, or says in plain words where that fails."""

import re
from pathlib import Path
from typing import Any

import tomli

from watcher.config.quote import rough_quote
from watcher.errors import ConfigError, Problem

_PLAIN_WORDS = (  # what tomli says (a regex), what we say, and whether the start of the line is meant
    ("Cannot overwrite a value", "this key stands here for the second time", True),
    ("Cannot declare .* twice", "this table stands here for the second time", True),
    ("Cannot mutate immutable namespace", "this was written in full before and can't be added to", True),
    ("Duplicate inline table key .*", "a key stands here for the second time", False),
    (
        "Expected newline or end of document.*",
        "unexpected text after the value; a string needs quotes",
        False,
    ),
    ("Invalid value", "not a TOML value; strings and durations stand in quotes", False),
    (r"Illegal character '\\n'", "the string is not closed on its line", False),
    (
        r"Unescaped '\\+' in a string",
        "in double quotes a backslash is written twice; in single quotes once",
        False,
    ),
    ("Unterminated string", "the string is not closed", False),
    ("Unclosed array", "the list is not closed: a comma or ] is missing before this", False),
    ("Unclosed inline table", "the table is not closed: a comma or } is missing before this", False),
    ("Expected '=' after a key.*", "expected = after the key; a key with blanks or dots needs quotes", False),
    ("Expected '\\]+' at the end of a table declaration", "the section's ] is missing", False),
    ("Invalid statement", "expected a key, a [section] or a comment", False),
)


def decode(file: Path, data: bytes) -> str:
    """Give the text of a file: UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise ConfigError(file, (Problem(0, 0, "", "is UTF-16: save it as UTF-8"),)) from None
        start = data.rfind(b"\n", 0, error.start) + 1
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[start : error.start].decode("utf-8")) + 1
        message = f"is not UTF-8: byte 0x{data[error.start]:02X} can't stand here; save the file as UTF-8"
        text, mark = rough_quote(data.decode("utf-8", "replace"), line, column)
        raise ConfigError(file, (Problem(line, column, "", message, text, mark=mark),)) from None


def parse(text: str, file: Path) -> dict[str, Any]:
    """Give the document. Raises ConfigError with the one problem that keeps it from being TOML."""
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ConfigError(file, (_fault(text, error),)) from None
    except RecursionError:
        raise ConfigError(file, (Problem(0, 0, "", "lists or tables are nested too deep"),)) from None
    except ValueError:  # a number that Python refuses
        raise ConfigError(file, (Problem(0, 0, "", "a number has too many digits"),)) from None


def _fault(text: str, error: tomli.TOMLDecodeError) -> Problem:
    message, at_start = f"not TOML: {error.msg[:1].lower()}{error.msg[1:]}", False
    for pattern, words, start in _PLAIN_WORDS:
        if re.fullmatch(pattern, error.msg):
            message, at_start = words, start
    line, column = error.lineno, error.colno
    rows = text.split("\n")
    if line > 1 and line <= len(rows) and not rows[line - 1].strip() and column == 1:
        line -= 1  # the text ended in the middle of something: its last line says more
        column = len(rows[line - 1]) + 1
    if at_start:
        row = rows[line - 1]
        column = len(row) - len(row.lstrip()) + 1
    quoted, mark = rough_quote(text, line, column)
    return Problem(line, column, "", message, quoted, mark=mark)
