"""Reads when a publisher asks not to be polled at all: RSS's skipHours and skipDays (RSS 2.0 specification; RSS 0.91 counts hours to 24).

feedparser keeps only the last of each list, so they are read from the text. Those of a whole day or a whole week mean nothing.
"""

import re
from collections.abc import Iterator

from watcher.model import Rests
from watcher.parse.bounds import CDATA, COMMENT, INSTRUCTION, sections

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 4_000  # characters of one list: twenty-four hours with room to spare
_LIST = re.compile(r"<skip(hours|days)\s{0,20}>", re.IGNORECASE)
_HOUR = re.compile(r"<hour\s{0,20}>\s{0,20}([0-9]{1,2})\s{0,20}<", re.IGNORECASE)
_DAY = re.compile(rf"<day\s{{0,20}}>\s{{0,20}}({'|'.join(_DAYS)})\s{{0,20}}<", re.IGNORECASE)
_ITEM = re.compile(r"</?(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)


def read(body: str) -> Rests:
    """Read the rests of a feed's channel; none where it names none, or leaves no time at all."""
    hours: set[int] = set()
    days: set[int] = set()
    for kind, inside in _lists(body):
        if kind == "hours":
            hours.update(int(hour) % 24 for hour in _HOUR.findall(inside) if int(hour) <= 24)
        else:
            days.update(_DAYS.index(day.lower()) for day in _DAY.findall(inside))
    return Rests(
        hours=frozenset(hours) if len(hours) < 24 else frozenset(),
        days=frozenset(days) if len(days) < 7 else frozenset(),
    )


def _lists(body: str) -> Iterator[tuple[str, str]]:
    """Give the lists of the channel: ("hours" or "days", what stands in it). An item's own are its affair."""
    if _LIST.search(body) is None:
        return
    markup = "".join(piece for kind, piece in sections(body, COMMENT, CDATA, INSTRUCTION) if not kind)
    for part in _outside_items(markup):
        for found in _LIST.finditer(part):
            inside = part[found.end() : found.end() + _LONGEST].lower()
            yield found[1].lower(), inside.partition("</skip")[0]


def _outside_items(markup: str) -> tuple[str, ...]:
    tags = [tag.span() for tag in _ITEM.finditer(markup)]
    return (markup[: tags[0][0]], markup[tags[-1][1] :]) if tags else (markup,)
