"""Owns where things stand in a TOML file: every key, list element and value, with line and column.

No TOML library tells. The scanner runs on text that tomli has accepted, so it only looks for where tokens
begin and end; it checks nothing and converts nothing.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

import tomli

Path = tuple[str | int, ...]  # keys from the top, list elements by index
Span = tuple[int, int]  # offsets into the text, the end excluded

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_STRING = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}(?!")|\'{3}.*?\'{3,5}(?!\')|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.DOTALL
)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")  # a date may hold one blank
_BLANK = re.compile(r"[ \t\n]*")
_COMMENT = re.compile(r"#[^\n]*")


def dotted(path: Path) -> str:
    """Write a path as TOML writes a key; list elements are left out: the column shows them."""
    return ".".join(k if _BARE.fullmatch(k) else f'"{k}"' for k in path if isinstance(k, str))


@dataclass(slots=True)
class Lines:
    """The map of one file. A table that is only implied stands where it is first named."""

    text: str
    keys: dict[Path, Span] = field(default_factory=dict)
    tokens: list[tuple[Path, Span]] = field(
        default_factory=list
    )  # strings, numbers …; comments, with an empty path
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def nearest(self, path: Path) -> Path:
        """Give the part of a path that this file has; (): none of it."""
        while path and path not in self.keys:
            path = path[:-1]
        return path

    def line(self, offset: int) -> int:
        """Give the line of an offset, from 1."""
        return bisect_right(self.starts, offset)

    def extent(self, line: int) -> Span:
        """Give where a line begins and ends, its newline excluded."""
        start = self.starts[line - 1]
        end = self.text.find("\n", start)
        return start, len(self.text) if end < 0 else end


def scan(text: str) -> Lines:
    """Map a text that tomli reads without complaint, its line ends already plain newlines."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines = Lines(text)
        self.counts: dict[Path, int] = {}  # how often each [[table]] has been opened

    def document(self) -> None:
        table: Path = ()
        while self.skip():
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)

    def skip(self) -> bool:
        """Go past blanks, newlines and comments; is there more?"""
        while True:
            self.at = self.match(_BLANK)[1]
            if not self.text.startswith("#", self.at):
                return self.at < len(self.text)
            comment = self.match(_COMMENT)
            self.lines.tokens.append(((), comment))
            self.at = comment[1]

    def match(self, pattern: re.Pattern[str]) -> Span:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise AssertionError(f"tomli read what we can't at offset {self.at}")
        return found.span()

    def key(self) -> list[tuple[str, Span]]:
        """Read a dotted key."""
        parts = []
        while True:
            self.skip()
            start, end = self.match(_KEY)
            parts.append((_decoded(self.text[start:end]), (start, end)))
            self.at = end
            self.skip()
            if not self.text.startswith(".", self.at):
                return parts
            self.at += 1

    def header(self) -> Path:
        """Read [a.b] or [[a.b]] and give the path of what follows."""
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        parts = self.key()
        self.at += 2 if many else 1
        path: Path = ()
        for number, (name, span) in enumerate(parts, start=1):
            path = (*path, name)
            self.lines.keys.setdefault(path, span)
            if many and number == len(parts):
                self.counts[path] = self.counts.get(path, 0) + 1
            if path in self.counts:
                path = (*path, self.counts[path] - 1)
                self.lines.keys.setdefault(path, span)
            elif number == len(parts):
                self.lines.keys[path] = span  # its own header says more than a child's that came first
        return path

    def pair(self, table: Path) -> None:
        path = table
        for name, span in self.key():
            path = (*path, name)
            self.lines.keys.setdefault(path, span)
        self.at += 1  # =
        self.skip()
        self.value(path)

    def value(self, path: Path) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self.series(path, "]")
        elif opening == "{":
            self.series(path, "}")
        else:
            span = self.match(_STRING if opening in "\"'" else _PLAIN)
            self.lines.tokens.append((path, span))
            self.at = span[1]

    def series(self, path: Path, closing: str) -> None:
        """Read a list or an inline table, which may span lines."""
        self.at += 1
        number = 0
        while self.skip() and self.text[self.at] != closing:
            if closing == "}":
                self.pair(path)
            else:
                start = self.at
                self.value((*path, number))
                self.lines.keys[(*path, number)] = (start, self.at)
                number += 1
            self.skip()
            if self.text[self.at] == ",":
                self.at += 1
        self.at += 1


def _decoded(key: str) -> str:
    return key if _BARE.fullmatch(key) else next(iter(tomli.loads(f"{key} = 0")))
