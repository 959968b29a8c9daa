"""How values stand in columns: times as milliseconds, nouns as JSON, addresses as digests. No SQL here."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, overload

from pydantic import TypeAdapter

from watcher.decide.machine import Network
from watcher.decide.moving import Moved
from watcher.decide.rhythm import Pulse
from watcher.model import Alert, Period, Rests, Standing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALERT = TypeAdapter(Alert)
_PERIOD, _STANDING = TypeAdapter(Period), TypeAdapter(Standing)
_PULSE, _NETWORK, _MOVED = TypeAdapter(Pulse), TypeAdapter(Network), TypeAdapter(Moved)
_RESTS = TypeAdapter(Rests)


@overload
def to_ms(at: datetime) -> int: ...
@overload
def to_ms(at: None) -> None: ...
def to_ms(at: datetime | None) -> int | None:
    """Milliseconds since 1970."""
    return None if at is None else (at - _EPOCH) // timedelta(milliseconds=1)


@overload
def from_ms(ms: int) -> datetime: ...
@overload
def from_ms(ms: None) -> None: ...
def from_ms(ms: int | None) -> datetime | None:
    """Give the UTC time; what no calendar holds (a damaged row, year 300,000) becomes None's neighbour: the epoch."""
    if ms is None:
        return None
    try:
        return _EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        return _EPOCH


def alert_json(alert: Alert) -> str:
    """An alert as JSON."""
    return _ALERT.dump_json(alert).decode()


def alert_from(body: str) -> Alert:
    """An alert from its JSON."""
    return _ALERT.validate_json(body)


def standing_json(standing: Standing | None) -> str | None:
    """A standing as JSON."""
    return None if standing is None else _STANDING.dump_json(standing).decode()


@overload
def standing_from(body: str) -> Standing: ...
@overload
def standing_from(body: None) -> None: ...
def standing_from(body: str | None) -> Standing | None:
    """A standing from its JSON."""
    return None if body is None else _STANDING.validate_json(body)


def period_json(period: Period | None) -> str | None:
    """A claimed date as JSON."""
    return None if period is None else _PERIOD.dump_json(period).decode()


def period_from(body: str | None) -> Period | None:
    """A claimed date from its JSON."""
    return None if body is None else _PERIOD.validate_json(body)


def pulse_json(pulse: Pulse) -> str:
    """What a source's polls taught, as JSON, without what it has not taught yet."""
    return _PULSE.dump_json(pulse, exclude_defaults=True).decode()


def pulse_from(body: str) -> Pulse:
    """What a source's polls taught, from its JSON; nothing yet from an empty text."""
    return _PULSE.validate_json(body) if body else Pulse()


def moved_json(moved: Moved) -> str:
    """Where a source has moved to, as JSON."""
    return _MOVED.dump_json(moved, exclude_defaults=True).decode()


def moved_from(body: str) -> Moved:
    """Where a source has moved to, from its JSON; nowhere from an empty text."""
    return _MOVED.validate_json(body) if body else Moved()


def rests_json(rests: Rests) -> str:
    """When a publisher asks not to be polled, as JSON."""
    return _RESTS.dump_json(rests, exclude_defaults=True).decode()


def rests_from(body: str) -> Rests:
    """When a publisher asks not to be polled, from its JSON; never from an empty text."""
    return _RESTS.validate_json(body) if body else Rests()


def network_fact(network: Network) -> dict[str, Any]:
    """What is known of this machine's network, as a fact."""
    found: dict[str, Any] = _NETWORK.dump_python(network, mode="json")
    return found


def network_from(fact: Any) -> Network:
    """What is known of this machine's network, from its fact; nothing from None."""
    return _NETWORK.validate_python(fact) if fact else Network()


def words_json(words: Iterable[str]) -> str:
    """Words as a JSON list."""
    return json.dumps(list(words), ensure_ascii=False)


def words_from(body: str) -> tuple[str, ...]:
    """Words from a JSON list."""
    return tuple(json.loads(body))


def digest(text: str) -> bytes:
    """16 bytes that stand for a text that must not be stored itself."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
