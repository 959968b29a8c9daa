"""Decides what an alert carries and where it goes. Owns the alert's shape and its id; the words on each channel are render's."""

from datetime import datetime

from watcher.decide.reading import KeywordMatch
from watcher.model import Alert, Claim, Condition, Item, Reason, Status, Story, Watch

_SCRAMBLE = 0x9E37  # odd, so that multiplying by it is one to one: neighbours get ids that don't look alike


def alert_id(number: int) -> str:
    """Give the short hex id of the n-th alert: four digits for the first 65,535, unique for ever."""
    digits = 4
    while number >= 16**digits:
        digits += 1
    return f"{number * _SCRAMBLE % 16**digits:0{digits}x}"


def story_alert(
    name: str,
    reason: Reason,
    watch: Watch,
    claim: Claim,
    story: Story,
    item: Item,
    *,
    also: tuple[str, ...],
    now: datetime,
) -> Alert:
    """Make the alert for a story's step. Speculation is shown without a sound."""
    return Alert(
        id=name,
        reason=reason,
        at=now,
        channels=watch.notify,
        headline=item.title,
        watch=watch.name,
        subject=claim.subject,
        status=claim.status,
        sure=claim.sure,
        evidence=claim.evidence,
        matched=_matched(claim),
        why=claim.why,
        period=claim.period,
        item=item,
        also=also,
        before=story.status,
        quiet=claim.status in (Status.SPECULATED, Status.MENTIONED),
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


def notice(name: str, sentence: str, channels: tuple[str, ...], now: datetime, *, why: str = "") -> Alert:
    """Make the alert that says how one of our own parts is."""
    return Alert(
        id=name, reason=Reason.HEALTH, at=now, channels=channels, headline=sentence, why=why, quiet=True
    )


def notice_channel(
    conditions: dict[str, Condition], mail: frozenset[str], about: str | None = None
) -> tuple[str, ...]:
    """Choose where a notice goes: the first working mail channel, else the first working one; the one it is about only if it is alone.

    conditions: of all channels, in the order of the file.
    """
    working = [name for name, condition in conditions.items() if condition is not Condition.STOPPED]
    others = [name for name in working if name != about] or working
    return tuple(sorted(others, key=lambda name: name not in mail)[:1])


def _matched(claim: Claim) -> tuple[str, ...]:
    return (claim.mention.form,) if claim.subject_form is None else (claim.mention.form, claim.subject_form)
