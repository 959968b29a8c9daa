"""Decides what is odd about a document, against how its source looks as usual. A table of detectors, one function each.

Owns when something counts as odd, and when what is odd is how the source is from now on. Does not own who is told, and when.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from watcher.decide.domains import domain
from watcher.decide.looks import Look
from watcher.decide.rhythm import COUNTS_KEPT, Mark, Pulse
from watcher.model import Sign

FEW = 0.2  # of the usual count: "down by more than 80 %"
FEWER_FROM = 5  # items, as usual
LOST = 0.2  # share of items that still have a title or link, where nearly all had one
USUALLY = 0.8
SETTLED = timedelta(days=7)  # what has looked so for a week and brought news is how it looks now
_SETTLES = frozenset({Sign.FEWER, Sign.UNTITLED, Sign.FOREIGN, Sign.RESHAPED})
_DIPS = frozenset({Sign.EMPTY, Sign.FEWER})
_DIP, _HABIT = (
    timedelta(days=1),
    2,
)  # so many dips of a day and more are a habit, such as that of a list of today's news


def marks(pulse: Pulse, look: Look, now: datetime) -> tuple[Mark, ...]:
    """Give what is odd about what was read, each since when. Of an answer that did not change, the document's marks stand."""
    shown = {mark.sign: mark.why for mark in pulse.marks} if look.unchanged else dict(look.signs)
    shown.pop(Sign.FOREIGN, None)
    for sign, detect in _DETECTORS.items():
        if look.unchanged and sign is not Sign.FOREIGN:
            continue
        if why := detect(pulse, look):
            shown[sign] = why
    since = {mark.sign: mark.since for mark in pulse.marks}
    return tuple(Mark(sign=sign, since=since.get(sign, now), why=why) for sign, why in shown.items())


def settled(pulse: Pulse, now: datetime) -> frozenset[Sign]:
    """Give the marks that are no longer odd: it has looked so for a week, and went on bringing news."""
    return frozenset(
        mark.sign for mark in pulse.marks
        if mark.sign in _SETTLES and now - mark.since >= SETTLED and pulse.newest_at and pulse.newest_at > mark.since
    )  # fmt: skip


def settle(pulse: Pulse, look: Look, signs: frozenset[Sign]) -> Pulse:
    """Take a source as it is from now on."""
    if Sign.FEWER in signs:
        pulse = replace(pulse, counts=(look.items,))
    if Sign.UNTITLED in signs:
        pulse = replace(pulse, titled=_share(look.untitled, look), linked=_share(look.linkless, look))
    if Sign.FOREIGN in signs:
        pulse = replace(pulse, home=domain(look.answered))
    return replace(pulse, marks=tuple(mark for mark in pulse.marks if mark.sign not in signs))


def learn(pulse: Pulse, look: Look, found: tuple[Mark, ...], now: datetime) -> Pulse:
    """Learn how a source looks from a document; what is odd about it teaches nothing but that."""
    odd = {mark.sign for mark in found}
    if not odd & _DIPS:
        left = [mark for mark in pulse.marks if mark.sign in _DIPS and now - mark.since >= _DIP]
        pulse = replace(
            pulse,
            counts=(*pulse.counts, look.items)[-COUNTS_KEPT:],
            dips=min(pulse.dips + bool(left), _HABIT),
        )
    if look.items and Sign.UNTITLED not in odd:
        pulse = replace(pulse, titled=_share(look.untitled, look), linked=_share(look.linkless, look))
    return replace(pulse, kind=look.kind, home=pulse.home or domain(look.answered), marks=found)


def _share(missing: int, look: Look) -> float:
    return 1 - missing / look.items


def _empty(pulse: Pulse, look: Look) -> str | None:
    if look.items or pulse.dips >= _HABIT or not any(pulse.counts):
        return None
    return f"no items, where there were {_usual(pulse)}"


def _fewer(pulse: Pulse, look: Look) -> str | None:
    if not look.items or pulse.dips >= _HABIT or not pulse.counts:
        return None
    usual = median(pulse.counts)
    if usual < FEWER_FROM or look.items >= usual * FEW:
        return None
    return f"only {_count(look.items)}, where there were {_usual(pulse)}"


def _untitled(pulse: Pulse, look: Look) -> str | None:
    if not look.items:
        return None
    lost = [
        what
        for what, missing, usual in (("title", look.untitled, pulse.titled), ("link", look.linkless, pulse.linked))
        if usual >= USUALLY and _share(missing, look) <= LOST
    ]  # fmt: skip
    return f"its items have lost their {' and '.join(f'{what}s' for what in lost)}" if lost else None


def _foreign(pulse: Pulse, look: Look) -> str | None:
    if not look.answered or not pulse.home or domain(look.answered) in (pulse.home, domain(look.asked)):
        return None
    return f"the answer comes from {look.answered}, another domain"


_DETECTORS: dict[Sign, Callable[[Pulse, Look], str | None]] = {
    Sign.EMPTY: _empty,
    Sign.FEWER: _fewer,
    Sign.UNTITLED: _untitled,
    Sign.FOREIGN: _foreign,
}


def _usual(pulse: Pulse) -> str:
    return f"{round(median(pulse.counts)) or max(pulse.counts)}"


def _count(number: int) -> str:
    return f"{number} item{'' if number == 1 else 's'}"
