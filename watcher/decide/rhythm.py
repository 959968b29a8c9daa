"""Decides what a source's polls teach of it: how often something new comes, how long it was ever silent, what its answers look like.

Owns `Pulse`, bounded and kept beside the source, and when silence is longer than it ever was. Does not own what follows from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.model import Sign

BEAT = timedelta(hours=6)  # what comes closer together is one beat: bursts say nothing of the rhythm
BEATS_KEPT, COUNTS_KEPT = 40, 10  # 40 beats are at least ten days
LEARNED_FROM = 10  # beats, and
LEARNED_OVER = timedelta(days=8)  # a whole week with its weekend
TIMES = 8  # silent for so many rhythms is too long: it is to be noticed by the tenth
SHORTEST, FROZEN_CAP, QUIET_CAP = timedelta(days=2), timedelta(days=30), timedelta(days=90)
BEYOND_EVER = 1.1  # a pause that it ended by itself before may come again, and be a little longer
PAUSE_REMEMBERED = timedelta(days=400)  # Christmas comes every year
_OLDEST = timedelta(days=800)  # dates before that tell of another age of the source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sign that stands: since when, and what it is in words."""

    sign: Sign
    since: datetime
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What a source's polls taught. An empty one is that of a source that was never read."""

    # what came, and when
    first_at: datetime | None = None  # the first document
    read_at: datetime | None = None  # the last time that we saw the source itself, a 304 included
    gap: timedelta | None = None  # between that and the time before, while it answered
    blind: bool = False  # it was asked in vain since
    changed_at: datetime | None = None  # the last document that differs from the one before
    newest_at: datetime | None = None  # the last new item
    beats: tuple[datetime, ...] = ()  # when something new came, oldest first
    longest: timedelta = timedelta()  # the longest pause that it ended by itself
    longest_at: datetime | None = None
    pardon: timedelta = timedelta()  # since the last new item: how long nobody could look
    silence_known: bool = False  # its silence stood at the first look: nobody is told of it
    silence_told: bool = False
    # how it looks
    kind: str | None = None
    home: str = ""  # the domain that answers, as usual
    counts: tuple[int, ...] = ()  # of items, in the last documents that looked as usual
    titled: float = 0.0  # share of items with a title, as usual
    linked: float = 0.0  # likewise with a link
    dips: int = 0  # how often it held next to nothing for days, and came back by itself
    # what is wrong with it
    marks: tuple[Mark, ...] = ()  # of the last document
    sign: Sign | None = None  # of the last failure
    status: int | None = None  # HTTP, likewise
    trouble_at: datetime | None = None  # since when anything has been wrong
    told_at: datetime | None = None  # when its owner was told last of that
    tellings: int = 0  # how often of it
    recovered_at: datetime | None = None  # the last recovery that was told
    certificate: datetime | None = None  # the end of the last one
    brief: bool = False  # its certificates are renewed days before their end, as a rule
    warned: tuple[datetime, ...] = ()  # the ends that its owner was told of


def seed(pulse: Pulse, published: Iterable[datetime], now: datetime) -> Pulse:
    """Learn from the dates in a first document: they tell of the time before we looked."""
    for at in sorted(at for at in published if now - _OLDEST <= at <= now):
        pulse = beat(pulse, at)
    return pulse


def beat(pulse: Pulse, at: datetime) -> Pulse:
    """Learn that something new came then."""
    at = at.replace(microsecond=0)
    newest = pulse.newest_at
    if newest is None:
        return replace(pulse, newest_at=at, beats=(at,))
    paused = at - newest - pulse.pardon
    if paused >= pulse.longest or (pulse.longest_at and at - pulse.longest_at > PAUSE_REMEMBERED):
        pulse = replace(pulse, longest=paused, longest_at=at)
    beats = (*pulse.beats, at)[-BEATS_KEPT:] if at - pulse.beats[-1] >= BEAT else pulse.beats
    return replace(
        pulse, newest_at=max(at, newest), beats=beats, pardon=timedelta(), silence_known=False, silence_told=False
    )  # fmt: skip


def rhythm(pulse: Pulse) -> timedelta | None:
    """Give how long it usually takes until something new comes, None while that is not known."""
    beats = pulse.beats
    if len(beats) < LEARNED_FROM or beats[-1] - beats[0] < LEARNED_OVER:
        return None
    return (beats[-1] - beats[0]) / (len(beats) - 1)


def longest_silence(pulse: Pulse, cap: timedelta) -> timedelta | None:
    """Give the silence from which on something may be wrong: eight times its rhythm, at most the cap; but longer than it ever was.

    None while its rhythm is not known.
    """
    usual = rhythm(pulse)
    if usual is None:
        return None
    return max(SHORTEST, min(usual * TIMES, cap), pulse.longest * BEYOND_EVER)


def is_silent(pulse: Pulse, last: datetime | None, cap: timedelta, now: datetime) -> bool:
    """Tell whether nothing has happened for too long. last: when it did; the time in which nobody could look does not count."""
    if last is None or now - last < SHORTEST:
        return False
    limit = longest_silence(pulse, cap)
    return limit is not None and now - last - pulse.pardon > limit


def is_unusual_gap(pulse: Pulse, now: datetime) -> bool:
    """Tell whether a source was left alone for far longer than before: where we are run once a day, a day is no gap."""
    return pulse.read_at is not None and pulse.gap is not None and now - pulse.read_at > pulse.gap * 3
