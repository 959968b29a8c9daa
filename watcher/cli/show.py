"""How things look in a terminal: columns, colours, times for people. Text from outside is made printable here."""

import os
import sys
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import click

from watcher.decide.health import lasted
from watcher.model import NEWS, Condition, Period, Standing, Status, one_line

_COLOURS: dict[StrEnum, str] = {
    Condition.OK: "green", Condition.WAITING: "bright_black", Condition.FAILING: "red", Condition.STOPPED: "red",
    Condition.SUSPECT: "yellow", Condition.QUIET: "bright_black",
    Status.ANNOUNCED: "green", Status.DATED: "blue", Status.RELEASED: "green", Status.DELAYED: "yellow", Status.CANCELLED: "red",
    Status.SPECULATED: "bright_black", Status.MENTIONED: "bright_black",
}  # fmt: skip


def safe(text: str) -> str:
    """Make text from outside printable: no control, direction or zero-width characters reach the terminal."""
    return "".join(c for c in one_line(text) if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))


def coloured(text: str, what: StrEnum) -> str:
    """Colour text by what it says. NO_COLOR (no-color.org), a dumb terminal and a pipe get none."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty()
    return text if plain else click.style(text, fg=_COLOURS.get(what))


def doubt(status: Status | None, *, sure: bool) -> str:
    """Say that a claim is unconfirmed, where that says more than its status does: speculation is never sure."""
    return " (unconfirmed)" if not sure and status in NEWS else ""


def span(period: Period | None) -> dict[str, str] | None:
    """Give a claimed date as JSON: its words, and the first and the last day that it can mean."""
    if period is None:
        return None
    return {"text": period.text, "first": period.first.isoformat(), "last": period.last.isoformat()}


def vouchers(standing: Standing) -> str:
    """Name who says what a story stands on."""
    return safe(", ".join((*standing.by, *(("official",) if standing.official else ()))))


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    """Align columns; East Asian characters take two cells."""
    if not rows:
        return ""
    widths = [max(_width(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        indent + "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in click.unstyle(text))


def when(at: datetime | None, zone: str) -> str:
    """A time in the reader's zone."""
    return "never" if at is None else at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def iso(at: datetime | None) -> str | None:
    """A time as JSON."""
    return at.isoformat() if at else None


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago, or in how long."""
    if at is None:
        return "never"
    return f"{lasted(now - at)} ago" if at <= now else f"in {lasted(at - now)}"
