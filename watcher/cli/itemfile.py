"""Reads a file of items, one JSON object a line, for `replay`. Names the line that can't be read."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import click

from watcher.model import Item


def read_items(file: Path) -> Iterator[Item]:
    """Give the items in the order of the file. Raises BadItem at the first line that is none."""
    with file.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            place = f"{file}:{number}"
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                raise BadItem(f"{place}: this is not UTF-8") from None
            if line.strip():
                yield _item(line, place)


def _item(line: str, place: str) -> Item:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadItem(f"{place}: this is not JSON: {error}") from None
    if not isinstance(row, dict) or row.get("id") in (None, "") or not isinstance(row.get("title"), str):
        raise BadItem(f"{place}: an item needs an id and a title")
    text = {key: str(row[key]) for key in ("summary", "url", "source", "lang") if row.get(key) is not None}
    return Item(
        source=text.get("source", ""),
        guid=str(row["id"]),
        title=row["title"],
        link=text.get("url"),
        summary=text.get("summary", ""),
        published=_date(row.get("date")),
        lang=text.get("lang"),
    )


def _date(value: object) -> datetime | None:
    """Read ISO 8601 or RFC 822; a date that can't be read is no date: it must not stop a replay."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(str(value))
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


class BadItem(click.ClickException):
    """A line of the file can't be read: EX_DATAERR."""

    exit_code = 65
