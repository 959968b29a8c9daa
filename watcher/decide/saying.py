"""Decides what we say of ourselves on schedule: the welcome when something new is watched, and the weekly note.

So silence is never ambiguous. Owns when a week ends. Does not own: which channel these notes go to, and what they are gathered from.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from watcher.decide.health import WORST_FIRST, lasted
from watcher.decide.ladder import STEPS, Move
from watcher.model import Condition, Status, Story

WEEKDAY, HOUR = 0, time(9)  # Monday, in the reader's zone
_AHEAD = (Status.ANNOUNCED, Status.DATED, Status.DELAYED, Status.CANCELLED, Status.RELEASED)
_AS = {
    Status.ANNOUNCED: "an announcement",
    Status.DATED: "a date",
    Status.DELAYED: "a delay",
    Status.CANCELLED: "a cancellation",
    Status.RELEASED: "the release",
}
_SHOWN = 10  # lines of each kind: the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What a week came to."""

    conditions: Mapping[str, tuple[Condition, str]]  # of each source, with the reason
    items: int
    rang: int
    folded: int
    near: tuple[str, ...]  # what was nearly met, one line each


def week_ended(last: datetime, now: datetime, zone: str) -> bool:
    """Tell whether a Monday morning, in that zone, lies between the last note and now."""
    local = now.astimezone(ZoneInfo(zone) if zone != "UTC" else UTC)
    monday = local.date() - timedelta(days=(local.weekday() - WEEKDAY) % 7)
    begins = datetime.combine(monday, HOUR, local.tzinfo)
    if begins > local:
        begins -= timedelta(days=7)
    return last < begins


def weekly(week: Week) -> tuple[str, tuple[str, ...]]:
    """Say what a week came to: a headline, and a line for each near miss and each source that is not well."""
    counts = Counter(condition for condition, _ in week.conditions.values())
    ill = sorted(
        ((name, *found) for name, found in week.conditions.items() if found[0] is not Condition.OK),
        key=lambda one: WORST_FIRST.index(one[1]),
    )
    parts = [
        f"{_count(counts[Condition.OK], 'source')} ok",
        *(f"{counts[c]} {c}" for c in reversed(WORST_FIRST) if counts[c] and c is not Condition.OK),
        f"{week.items:,} {'item' if week.items == 1 else 'items'}",
        f"{week.rang:,} rang",
        f"{week.folded:,} folded",
        _count(len(week.near), "near miss", "near misses"),
    ]
    lines = [f"{name}: {condition}" + (f", {why}" if why else "") for name, condition, why in ill]
    return f"The week: {', '.join(parts)}", (
        *_some(lines),
        *_some([f"near miss: {line}" for line in week.near]),
    )


def welcome(
    sources: int,
    watches: int,
    stories: Mapping[str, Sequence[Story]],
    titles: Mapping[str, str],
    failing: Mapping[str, str],
    now: datetime,
) -> tuple[str, tuple[str, ...]]:
    """Say what is watched from now on, what was there already, and what will ring.

    stories: of each watch that there is something to say of. titles: what alerts call the watches. failing: sources that don't answer, why.
    """
    headline = f"Watching {_count(sources, 'source')}, {_count(watches, 'watch', 'watches')}"
    stand = [story for found in stories.values() for story in found if story.status and not story.same_as]
    lines = [f"already there: {_standing(story, titles, now)}" for story in stand]
    quiet = [titles.get(name) or name for name in stories if name not in {story.watch for story in stand}]
    if quiet:
        lines.append(f"nothing yet of: {', '.join(quiet)}. I'll ring for the first word")
    lines += [f"{name} can't be read: {why}" for name, why in failing.items()]
    return headline, tuple(_some(lines))


def _standing(story: Story, titles: Mapping[str, str], now: datetime) -> str:
    standing = story.standing
    date = f", {standing.period.text}" if standing.period else ""
    since = (
        f" {lasted(now - standing.since)} ago"
        if standing.since and now - standing.since > timedelta(hours=1)
        else ""
    )
    by = f" ({', '.join(standing.by)})" if standing.by else ""
    return f"{titles.get(story.watch) or story.watch} · {story.subject}: {standing.status}{date}{since}{by}. {_will_ring(standing.status)}"


def _will_ring(stands: Status | None) -> str:
    ahead = [_AS[claimed] for claimed in _AHEAD if STEPS[stands][claimed] in (Move.STEP, Move.DATE)]
    if not ahead:
        return "I'll ring if that is taken back"
    return f"I'll ring for {' or '.join(filter(None, (', '.join(ahead[:-1]), ahead[-1])))}"


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - _SHOWN
    return lines if rest <= 1 else [*lines[:_SHOWN], f"and {rest} more"]


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
