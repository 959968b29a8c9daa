"""Decides how a source is, and when its owner is told: once when it breaks, rarely while it lasts, once when it works again.

Two stories run beside each other: its trouble (it fails, or answers not as we know it), with reminders; and its silence (nothing new
for longer than ever), told once, then left to the weekly note. Nothing here alters what is seen: that is footing.py's, before.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.decide import certificates, footing, notices, rhythm, signs
from watcher.decide.health import Health
from watcher.decide.looks import Look
from watcher.decide.rhythm import Pulse
from watcher.model import Condition, Sign

TOLD_AFTER = 3  # failures in a row: what ends before is a hiccup
SOFT_TOLD_AFTER = timedelta(days=1)
RELAPSE = timedelta(days=7)  # so soon after a recovery, failures must also have lasted
RELAPSE_TOLD_AFTER = timedelta(hours=6)
# Each after the one before; the last repeats.
REMINDERS = (timedelta(days=1), timedelta(days=6), timedelta(days=30))
SOFT_REMINDERS = (timedelta(days=7), timedelta(days=30))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a source is after a poll."""

    health: Health
    pulse: Pulse
    tell: tuple[str, ...] = ()  # sentences, one notice each
    settled: frozenset[Sign] = frozenset()  # how it looks from now on; RESHAPED: keep the list that was found


def observe(health: Health, pulse: Pulse, look: Look, *, name: str, now: datetime) -> Verdict:
    """Take in one poll. Returns how the source is now, and what to tell."""
    if health.since and health.condition is Condition.FAILING and pulse.trouble_at is None:
        # Its trouble is older than what we keep of troubles.
        pulse = replace(
            pulse, trouble_at=health.since, told_at=now if health.told else None, tellings=int(health.told)
        )
    pulse, ending = certificates.watch(pulse, look.certificate_until, name, now)
    verdict = _failed(health, pulse, look, name, now) if look.reason else _read(pulse, look, name, now)
    return replace(verdict, tell=(*verdict.tell, *ending))


def excused(pulse: Pulse) -> Pulse:
    """Take in a poll that says nothing of the source: this machine had no network. What came meanwhile may be late."""
    return replace(pulse, blind=True)


def stopped(health: Health, pulse: Pulse, look: Look, *, name: str, now: datetime) -> Verdict:
    """Stop a source for good: only a person can go on."""
    told = health.condition is Condition.STOPPED
    after = replace(
        pulse, blind=True, status=look.status, sign=look.sign, trouble_at=pulse.trouble_at or now, told_at=now
    )
    after = replace(after, tellings=after.tellings + (not told))
    ill = Health(
        condition=Condition.STOPPED,
        reason=look.reason,
        failures=health.failures + 1,
        since=after.trouble_at,
        told=True,
    )
    return Verdict(health=ill, pulse=after, tell=() if told else (notices.stopped(name, ill, after),))


def resumed(pulse: Pulse) -> tuple[Health, Pulse]:
    """Begin anew with a source whose owner says that it is mended; what was learned of it stays."""
    return Health(), replace(
        pulse, marks=(), sign=None, status=None, trouble_at=None, told_at=None, tellings=0
    )


def _failed(health: Health, pulse: Pulse, look: Look, name: str, now: datetime) -> Verdict:
    pulse = replace(pulse, blind=True, sign=look.sign, status=look.status, trouble_at=pulse.trouble_at or now)
    # A refusal that has its status is a plain failure; so is no sign at all.
    plain = look.sign is None or (look.sign is Sign.DENIED and look.status is not None)
    ill = Health(
        condition=Condition.FAILING if plain else Condition.SUSPECT,
        reason=look.reason,
        failures=health.failures + 1,
        since=pulse.trouble_at,
        told=pulse.tellings > 0,
    )
    return _told(ill, pulse, name, now)


def _told(ill: Health, pulse: Pulse, name: str, now: datetime) -> Verdict:
    """Tell of trouble, where it is time to."""
    if not _is_time(ill, pulse, now):
        return Verdict(health=ill, pulse=pulse)
    say = notices.reminder if pulse.tellings else notices.trouble
    sentence = say(name, ill, pulse, now)
    pulse = replace(pulse, told_at=now, tellings=pulse.tellings + 1)
    return Verdict(health=replace(ill, told=True), pulse=pulse, tell=(sentence,))


def _is_time(ill: Health, pulse: Pulse, now: datetime) -> bool:
    lasted = now - (pulse.trouble_at or now)
    if pulse.told_at is not None:
        steps = REMINDERS if ill.failures else SOFT_REMINDERS
        return now - pulse.told_at >= steps[min(pulse.tellings, len(steps)) - 1]
    if ill.failures:
        relapsed = pulse.recovered_at is not None and now - pulse.recovered_at < RELAPSE
        return ill.failures >= TOLD_AFTER and (not relapsed or lasted >= RELAPSE_TOLD_AFTER)
    return lasted >= SOFT_TOLD_AFTER


def _read(before: Pulse, look: Look, name: str, now: datetime) -> Verdict:
    pulse, settled = _learned(before, look, now)
    verdict = _odd(pulse, name, now) if pulse.marks else _well(before, pulse, look, settled, name, now)
    if before.silence_told and not pulse.silence_told and before.newest_at:
        verdict = replace(verdict, tell=(*verdict.tell, notices.speaks_again(name, now - before.newest_at)))
    return replace(verdict, settled=settled) if settled else verdict


def _odd(pulse: Pulse, name: str, now: datetime) -> Verdict:
    since = pulse.trouble_at or now
    why = "; ".join(mark.why for mark in pulse.marks)
    ill = Health(condition=Condition.SUSPECT, reason=why, since=since, told=pulse.tellings > 0)
    return _told(ill, replace(pulse, trouble_at=since), name, now)


def _well(
    before: Pulse, pulse: Pulse, look: Look, settled: frozenset[Sign], name: str, now: datetime
) -> Verdict:
    """Nothing is wrong with it (any more); it may be silent."""
    over = _over(before, look, settled, name, now)
    if pulse.trouble_at is not None:
        recovered = now if over else pulse.recovered_at
        pulse = replace(pulse, trouble_at=None, told_at=None, tellings=0, recovered_at=recovered)
    silence = _silence(pulse, now)
    if silence is None:
        return Verdict(health=Health(condition=Condition.OK), pulse=pulse, tell=over)
    if pulse.silence_told or pulse.silence_known:
        return Verdict(health=silence, pulse=pulse, tell=over)
    if before.first_at is None:  # it stood at the first look: whoever added the source knows it
        return Verdict(health=silence, pulse=replace(pulse, silence_known=True), tell=over)
    sentence = notices.silence(name, silence, now)
    return Verdict(
        health=replace(silence, told=True), pulse=replace(pulse, silence_told=True), tell=(*over, sentence)
    )


def _over(before: Pulse, look: Look, settled: frozenset[Sign], name: str, now: datetime) -> tuple[str, ...]:
    """Say that the trouble is over, to whoever was told of it."""
    if not before.tellings or before.trouble_at is None:
        return ()
    if settled and not before.blind:
        return (notices.settled(name, tuple(m.why for m in before.marks if m.sign in settled)),)
    return (notices.recovery(name, now - before.trouble_at, look),)


def _learned(pulse: Pulse, look: Look, now: datetime) -> tuple[Pulse, frozenset[Sign]]:
    found = signs.marks(pulse, look, now)
    hidden = any(mark.sign is Sign.EMPTY for mark in found)  # what should be there can't be seen
    pulse = replace(pulse, blind=True, sign=None, status=None) if hidden else _seen_again(pulse, now)
    if look.unchanged:
        return pulse if found == pulse.marks else replace(pulse, marks=found), frozenset()
    first = pulse.first_at is None
    pulse = signs.learn(pulse, look, found, now)
    pulse = replace(pulse, first_at=pulse.first_at or now, changed_at=now)
    if first:
        pulse = rhythm.seed(pulse, look.published, now)
    elif look.fresh and not look.baseline:
        pulse = rhythm.beat(pulse, now)
    settled = signs.settled(pulse, now)
    return signs.settle(pulse, look, settled), settled


def _seen_again(pulse: Pulse, now: datetime) -> Pulse:
    """We saw the source itself. The time in which we could not does not count as its silence."""
    if pulse.read_at is None:
        return replace(pulse, read_at=now, blind=False, sign=None, status=None)
    span = now - pulse.read_at
    missed = span > footing.LATE_FROM and (pulse.blind or rhythm.is_unusual_gap(pulse, now))
    return replace(
        pulse,
        read_at=now,
        blind=False,
        sign=None,
        status=None,
        gap=pulse.gap if pulse.blind else span,
        pardon=pulse.pardon + span if missed else pulse.pardon,
    )


def _silence(pulse: Pulse, now: datetime) -> Health | None:
    """Tell how a source is that brings nothing new for longer than ever. One that does not change at all may be stuck."""
    told, last, changed = pulse.silence_told, pulse.newest_at, pulse.changed_at
    still = rhythm.is_silent(pulse, last, rhythm.FROZEN_CAP, now)
    if still and not pulse.silence_known and rhythm.is_silent(pulse, changed, rhythm.FROZEN_CAP, now):
        return Health(condition=Condition.SUSPECT, since=changed, reason=notices.frozen(pulse), told=told)
    if still and rhythm.is_silent(pulse, last, rhythm.QUIET_CAP, now):
        return Health(condition=Condition.QUIET, since=last, reason=notices.quiet(pulse), told=told)
    return None
