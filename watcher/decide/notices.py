"""The sentences in which an owner hears of a source. Decides nothing: condition.py says when."""

from datetime import datetime, timedelta

from watcher.decide import rhythm
from watcher.decide.advice import advice
from watcher.decide.health import Health, lasted
from watcher.decide.looks import Look
from watcher.decide.rhythm import Pulse
from watcher.model import Condition


def trouble(name: str, health: Health, pulse: Pulse, now: datetime) -> str:
    """It broke."""
    if health.failures:
        said = f"{name} has failed {health.failures} times in a row: {health.reason}"
    else:
        said = f"{name} has looked odd for {lasted(now - (health.since or now))}: {health.reason}"
    return _advised(name, said, health, pulse)


def reminder(name: str, health: Health, pulse: Pulse, now: datetime) -> str:
    """It is still broken."""
    how = "still fails" if health.condition is Condition.FAILING else "still looks odd"
    return _advised(
        name, f"{name} {how}, for {lasted(now - (health.since or now))}: {health.reason}", health, pulse
    )


def recovery(name: str, span: timedelta, look: Look) -> str:
    """It works again."""
    said = f"{name} works again, after {lasted(span)}"
    if not look.fresh:
        return said
    late = f", {look.rang} told{' as late' if look.late else ''}" if look.rang else ""
    return f"{said}; {_count(look.fresh)} caught up{late}"


def settled(name: str, whys: tuple[str, ...]) -> str:
    """It stays odd, and goes on bringing news."""
    return f"{name} is taken as it is from now on: {'; '.join(whys)}. It goes on bringing news"


def stopped(name: str, health: Health, pulse: Pulse) -> str:
    """It is not asked any more."""
    return _advised(name, f"{name} is not asked any more: {health.reason}", health, pulse)


def quiet(pulse: Pulse) -> str:
    """Nothing new comes: the reason."""
    return f"nothing new, where something came every {_rhythm(pulse)}"


def frozen(pulse: Pulse) -> str:
    """It does not change at all: the reason."""
    return f"it has not changed at all, where something new came every {_rhythm(pulse)}"


def silence(name: str, health: Health, now: datetime) -> str:
    """It has been silent for longer than ever."""
    span = lasted(now - (health.since or now))
    said = f"{name} has been silent for {span}, longer than ever: {health.reason}"
    return _advised(name, said, health, Pulse())


def speaks_again(name: str, span: timedelta) -> str:
    """A silence that was told is over."""
    return f"{name} has something new again, after {lasted(span)}"


def certificate(name: str, until: datetime, left: timedelta) -> str:
    """A certificate ends soon."""
    return f"{name}: its certificate ends on {until:%Y-%m-%d}, in {lasted(left)}. Unless its owner renews it, it can't be read after that"


def _rhythm(pulse: Pulse) -> str:
    usual = rhythm.rhythm(pulse)
    words = lasted(usual) if usual else "so often"
    return words.removeprefix("1 ")


def _advised(name: str, said: str, health: Health, pulse: Pulse) -> str:
    step = advice(health, pulse, name=name)
    return f"{said}. {step[0].upper()}{step[1:]}" if step else said


def _count(number: int) -> str:
    return f"{number:,} item{'' if number == 1 else 's'}"
