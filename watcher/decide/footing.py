"""Decides, before anything is decided on a document, whether it may be acted on at all, and whether what it holds is late.

So a stand-in is never a baseline, and nothing is told as new because its source was broken.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.decide.health import Health
from watcher.decide.looks import Look
from watcher.decide.rhythm import Pulse, is_unusual_gap
from watcher.model import Document, Sign, Source

LATE_FROM = timedelta(hours=6)
LATE_POLLS = 3  # intervals
_A_PAGE = frozenset({"page", "text"})
_A_FEED = frozenset({"feed", "json"})
_CUT_POLLS = 3  # a first document that is cut is waited for so often; after that, this is how it comes


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """Whether a document may be acted on: decided on, remembered, a baseline. Where not, this poll is a failure: `sign` and `why`."""

    use: bool = True
    sign: Sign | None = None
    why: str = ""
    late_since: datetime | None = None  # what is found now is late: nobody could see it since then

    @property
    def look(self) -> Look:
        """The failure, where the document may not be used."""
        return Look(reason=self.why, sign=self.sign)


def consider(
    source: Source, health: Health, pulse: Pulse, document: Document, *, due: datetime | None, every: timedelta, now: datetime
) -> Footing:  # fmt: skip
    """Judge a document before anything is decided on it.

    due: for when this poll was planned. every: the interval in force, the publisher's wish included.
    """
    if Sign.BRIDGE in document.signs and not document.items:
        return Footing(use=False, sign=Sign.BRIDGE, why=document.signs[Sign.BRIDGE])
    if document.kind in _A_PAGE and pulse.kind in _A_FEED and not (source.select or source.text):
        return Footing(use=False, sign=Sign.PAGE, why="it answers with a web page where a feed was")
    if document.kind in _A_PAGE and not document.items:
        feeds = f"; it names a feed: {document.feeds[0]}" if document.feeds else ""
        return Footing(use=False, why=f"the page holds nothing that we can read{feeds}")
    if Sign.CUT in document.signs and pulse.first_at is None and health.failures < _CUT_POLLS:
        return Footing(use=False, sign=Sign.CUT, why=document.signs[Sign.CUT])
    return Footing(late_since=late_since(pulse, due=due, every=every, now=now))


def late_since(pulse: Pulse, *, due: datetime | None, every: timedelta, now: datetime) -> datetime | None:
    """Say since when nothing of a source could be seen, where that is long: it failed, or nobody polled. None: it was watched."""
    if pulse.read_at is None:
        return None
    limit = max(LATE_FROM, every * LATE_POLLS)
    late = now - pulse.read_at > limit
    if not pulse.blind:  # nobody polled, though it was time; unless that is how we are run
        late = late and due is not None and now - due > limit and is_unusual_gap(pulse, now)
    return pulse.read_at if late else None
