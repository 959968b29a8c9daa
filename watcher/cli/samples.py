"""Shows some items of a source with what today's watches make of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from watcher.cli.show import doubt, safe, when
from watcher.decide.rerun import Again, Meeting, rerun
from watcher.finding import Sight
from watcher.model import Item, Watchlist
from watcher.poll import oldest_first

_SHOWN = 3


def samples(seen: Sight, name: str, watchlist: Watchlist, now: datetime) -> Iterator[str]:
    """Show the newest items, and how many meet a watch. name: of the source, which the watchlist has."""
    if seen.document is None:
        return
    items = [replace(item, source=name) for item in oldest_first(seen.document.items)]
    meetings: dict[Item, list[Meeting]] = {}
    for meeting in rerun((Again(item=item, at=item.published or now) for item in items), watchlist):
        meetings.setdefault(meeting.item, []).append(meeting)
    for item in reversed(items[-_SHOWN:]):
        date = when(item.published, watchlist.timezone) if item.published else "no date"
        yield f"  {date:16}  {safe(item.title) or '(no title)'}"
        said = [verdict(meeting) for meeting in meetings.get(item, [])] or ["no watch of yours is named here"]
        yield from (f"  {'':16}  {line}" for line in said)
    yield _counted(len(items), len(meetings))


def _counted(items: int, met: int) -> str:
    if not items:
        return "  it is empty now"
    meets = "none meets" if not met else f"{met} meet{'s' if met == 1 else ''}"
    return f"  of {items} there now, {meets} a watch of yours"


def verdict(meeting: Meeting) -> str:
    """Say in one line what a watch makes of an item: "higehiro · season 2 · announced: as a new item it would ring on discord"."""
    claim = meeting.best.claim
    about = [
        meeting.watch,
        *(
            [claim.subject, f"{claim.status}{doubt(claim.status, sure=claim.sure)}"]
            if claim
            else ["keywords"]
        ),
    ]
    if meeting.alert:
        comes = f"as a new item it would ring on {', '.join(meeting.alert.channels) or 'no channel'}"
    elif meeting.under:
        comes = f"it would fold under “{safe(meeting.under.title)}”"
    else:
        comes = f"it would not ring: {safe(meeting.best.why)}"
    return f"{' · '.join(about)}: {comes}"
