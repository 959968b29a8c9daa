"""Collects what is wrong with a file, finds its place, and prints it as compilers do."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path as File

from watcher.config.lines import Lines, Path, Span, dotted
from watcher.config.quote import blur, quote
from watcher.config.words import soften
from watcher.errors import Problem

_WIDEST = 100  # columns of a quoted line that are shown


@dataclass(slots=True)
class Report:
    """The problems of one file."""

    lines: Lines
    found: list[tuple[Path, str, bool]] = field(default_factory=list)

    def add(self, path: Path, message: str, *, fatal: bool = True) -> None:
        """Note a problem with what stands at `path`; an empty path: with the file as a whole."""
        if (path, message, fatal) not in self.found:
            self.found.append((path, message, fatal))

    @property
    def fatal(self) -> bool:
        """Is the file of no use?"""
        return any(fatal for _, _, fatal in self.found)

    def problems(self, hidden: Iterable[str]) -> tuple[Problem, ...]:
        """Give everything noted so far, in the order of the file."""
        located = [
            locate(self.lines, path, message, hidden, fatal=fatal) for path, message, fatal in self.found
        ]
        return tuple(sorted(located, key=lambda problem: (problem.line, problem.column)))


def locate(lines: Lines, path: Path, message: str, hidden: Iterable[str], *, fatal: bool) -> Problem:
    """Give a problem its place: that of the path, or of the nearest thing around it that the file has."""
    here = lines.nearest(path)
    name, message = (blur(text, hidden) for text in (soften(dotted(here or path)), message))
    if not here:
        return Problem(0, 0, name, message, fatal=fatal)
    span = lines.keys[here]
    line = lines.line(span[0])
    text, mark = quote(lines, span, hidden)
    return Problem(line, span[0] - lines.extent(line)[0] + 1, name, message, text, fatal, mark)


def format_problem(file: File | str, problem: Problem) -> str:
    """Write `file:line:column: path: message`, the quoted line, and a line of carets under what is meant."""
    place = f"{file}:{problem.line}:{problem.column}" if problem.line else str(file)
    says = [
        place,
        *([] if problem.fatal else ["warning"]),
        *([problem.path] if problem.path else []),
        problem.message,
    ]
    rows = [": ".join(says)]
    if problem.quote:
        text, (start, end) = _window(problem.quote, problem.mark)
        number = f"{problem.line:>5}"
        rows.append(f"{number} | {text}")
        if end > start:
            rows.append(
                f"{' ' * len(number)} | {' ' * _width(text[:start])}{'^' * max(1, _width(text[start:end]))}"
            )
    return "\n".join(rows)


def _window(text: str, mark: Span) -> tuple[str, Span]:
    """Cut a long line to the part around the mark."""
    if _width(text) <= _WIDEST:
        return text, mark
    first = max(0, mark[0] - 30)
    last = first
    while last < len(text) and _width(text[first : last + 1]) <= _WIDEST:
        last += 1
    before, after = "…" if first else "", "…" if last < len(text) else ""
    shift = len(before) - first
    return f"{before}{text[first:last]}{after}", (mark[0] + shift, min(mark[1], last) + shift)


def _width(text: str) -> int:
    """Give how many terminal columns a text takes: two for most of Japanese, none for marks that combine."""
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me", "Cf")
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )
