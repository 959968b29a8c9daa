"""Decides what an alert carries and where it goes. Owns the alert's shape and its id; the words on each channel are render's."""

from collections.abc import Sequence
from datetime import datetime

from watcher.decide.editing import Withdrawn
from watcher.decide.reading import KeywordMatch
from watcher.decide.stories import Step
from watcher.model import Alert, Claim, Condition, Item, Reason, Status, Story, Watch

_SCRAMBLE = 0x9E37  # odd, so that multiplying by it is one to one: neighbours get ids that don't look alike


def alert_id(number: int) -> str:
    """Give the short hex id of the n-th alert: four digits for the first 65,535, unique for ever."""
    digits = 4
    while number >= 16**digits:
        digits += 1
    return f"{number * _SCRAMBLE % 16**digits:0{digits}x}"


def story_alert(
    name: str, step: Step, watch: Watch, claim: Claim, story: Story, item: Item, *, also: tuple[str, ...], official: bool, old: bool,
    now: datetime,
) -> Alert:  # fmt: skip
    """Make the alert for a story's step. Speculation is shown without a sound."""
    quiet = step.status in (Status.SPECULATED, Status.MENTIONED)
    first = story.rings[0] if story.rings else None
    return Alert(
        id=name,
        reason=step.reason,
        at=now,
        channels=watch.notify_by.get(step.status, watch.notify),
        headline=item.title,
        watch=watch.name,
        title=title_of(watch),
        subject=story.subject,
        status=step.status,
        sure=step.sure and claim.sure,
        evidence=claim.evidence,
        matched=_matched(claim),
        why=step.why,
        period=claim.period,
        item=item,
        also=also,
        before=story.status,
        before_at=story.standing.since,
        before_period=story.period,
        shift=step.shift,
        official=official,
        old=old,
        thread=first.alert if first else None,
        thread_at=first.at if first else None,
        quiet=quiet,
        ping=not quiet and step.status in watch.ping,
    )


def correction(
    name: str, watch: Watch, gone: Withdrawn, item: Item, lines: tuple[str, ...], *, now: datetime
) -> Alert:
    """Make the alert for an item that was edited and no longer says what it rang for. It takes no step, and makes no sound."""
    first = gone.story.rings[0]
    return Alert(
        id=name,
        reason=Reason.EDITED,
        at=now,
        channels=watch.notify_by.get(gone.ring.status, watch.notify),
        headline=item.title,
        watch=watch.name,
        title=title_of(watch),
        subject=gone.story.subject,
        item=item,
        lines=lines,
        thread=first.alert,
        thread_at=first.at,
        quiet=True,
    )


def correction_lines(gone: Withdrawn, source: str) -> tuple[str, ...]:
    """Say what a source no longer says, who said so too, and how the alert that told it is called wrong."""
    others = [name for name in gone.story.standing.by if name != source] if gone.ring.stood else []
    return (
        f"{source} no longer says: {gone.ring.status}" + (f". It now says: {gone.now}" if gone.now else ""),
        *([f"said so too: {', '.join(others)}"] if others else []),
        f"was #{gone.ring.alert} wrong? watcher wrong {gone.ring.alert}",
    )


def keyword_alert(
    name: str, watch: Watch, match: KeywordMatch, item: Item, *, edited: bool, now: datetime
) -> Alert:
    """Make the alert for a keyword watch: no subject, no status."""
    return Alert(
        id=name,
        reason=Reason.EDITED if edited else Reason.KEYWORDS,
        at=now,
        channels=watch.notify,
        headline=item.title,
        watch=watch.name,
        sure=not match.unsure,
        matched=match.words,
        why="a pattern took too long on this item, so it counts as a match" if match.unsure else "keywords",
        item=item,
    )


def summary(name: str, old: Sequence[Alert], now: datetime) -> Alert:
    """Make the one alert that names old items which a source shows as if they were new."""
    sources = dict.fromkeys(alert.item.source for alert in old if alert.item)
    return Alert(
        id=name,
        reason=Reason.RESET,
        at=now,
        channels=tuple(dict.fromkeys(channel for alert in old for channel in alert.channels)),
        headline=f"{', '.join(sources)}: {len(old)} old items shown as if they were new",
        lines=tuple(_line(alert) for alert in old),
        why="their links and titles were known, or they were published more than a month ago",
        quiet=True,
    )


def _line(alert: Alert) -> str:
    about = ": ".join(
        part
        for part in (" · ".join(filter(None, (alert.title or alert.watch, alert.subject))), alert.status)
        if part
    )
    return " – ".join(
        part for part in (about, alert.headline, alert.item.link if alert.item else None) if part
    )


def notice(name: str, sentence: str, channels: tuple[str, ...], now: datetime, *, why: str = "") -> Alert:
    """Make the alert that says how one of our own parts is."""
    return Alert(
        id=name, reason=Reason.HEALTH, at=now, channels=channels, headline=sentence, why=why, quiet=True
    )


def note(name: str, sentence: str, lines: tuple[str, ...], channels: tuple[str, ...], now: datetime) -> Alert:
    """Make the alert that says on schedule how we are."""
    return Alert(
        id=name, reason=Reason.NOTE, at=now, channels=channels, headline=sentence, lines=lines, quiet=True
    )


def notice_channel(
    conditions: dict[str, Condition],
    mail: frozenset[str],
    about: str | None = None,
    health: str | None = None,
) -> tuple[str, ...]:
    """Choose where a notice goes: to the health channel, else the first working mail channel, else the first working one.

    conditions: of all channels, in the order of the file. The one that a notice is about gets it only if no other works.
    """
    working = [name for name, condition in conditions.items() if condition is not Condition.STOPPED]
    others = [name for name in working if name != about] or working
    return tuple(sorted(others, key=lambda name: (name != health, name not in mail))[:1])


def title_of(watch: Watch) -> str:
    """Give the title that messages name a watch by: the one that its name is short for, else the first. It never changes by itself."""
    return next(
        (t for t in watch.titles if t.casefold() == watch.name.casefold()), next(iter(watch.titles), "")
    )


def _matched(claim: Claim) -> tuple[str, ...]:
    return (claim.mention.form,) if claim.subject_form is None else (claim.mention.form, claim.subject_form)
