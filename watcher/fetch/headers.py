"""Reads what an answer's headers ask of us: validators to keep, how long it is fresh, how long to stay away.

A header that makes no sense says nothing. What follows from it is decided elsewhere (decide/pace.py).
"""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from watcher.model import Validators

MOST_FRESH = timedelta(days=1)
MOST_PAUSE = timedelta(days=7)
UNSAID_PAUSE = timedelta(hours=4)  # after a 429 that does not say how long
_MOST_VALIDATOR = 8192  # bytes; servers refuse requests with longer headers

_DIRECTIVE = re.compile(r'([A-Za-z-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,]*)))?')


def validators(headers: httpx.Headers) -> Validators:
    """Give the validators of an answer, byte for byte."""
    return Validators(etag=_raw(headers, b"etag"), last_modified=_raw(headers, b"last-modified"))


def _raw(headers: httpx.Headers, name: bytes) -> bytes | None:
    for key, value in headers.raw:
        if key.lower() == name:
            return value if 0 < len(value) <= _MOST_VALIDATOR else None
    return None


def renewed(known: Validators, headers: httpx.Headers) -> Validators:
    """Give the validators after a 304: it replaces those it names (RFC 9111 §4.3.4)."""
    new = validators(headers)
    return Validators(etag=new.etag or known.etag, last_modified=new.last_modified or known.last_modified)


def fresh_for(headers: httpx.Headers, now: datetime | None) -> timedelta | None:
    """Say how long the answer stays fresh (RFC 9111 §4.2.1), at most MOST_FRESH. None: it does not say."""
    said = _directives(headers.get("cache-control", ""))
    if "no-store" in said or "no-cache" in said:
        return None
    fresh = _seconds(said.get("max-age", ""), MOST_FRESH)
    if fresh is not None:
        fresh -= _seconds(headers.get("age", ""), MOST_FRESH) or timedelta(0)
    else:
        expires, sent = _date(headers.get("expires", "")), _sent(headers, now)
        fresh = expires - sent if expires and sent else None
    return min(fresh, MOST_FRESH) if fresh and fresh > timedelta(0) else None


def _directives(cache_control: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, quoted, plain in _DIRECTIVE.findall(cache_control):
        found.setdefault(name.lower(), quoted or plain)
    return found


def pause(status: int, headers: httpx.Headers, now: datetime | None) -> timedelta | None:
    """Say how long a refusal asks us to leave the host alone (RFC 9110 §10.2.3), at most MOST_PAUSE.

    None: it does not ask.
    """
    if status not in (403, 429, 503):
        return None
    said = headers.get("retry-after", "").strip()
    wait = _seconds(said, MOST_PAUSE)
    if wait is None:
        until, sent = _date(said), _sent(headers, now)
        wait = until - sent if until and sent else None
    if wait is None:
        return UNSAID_PAUSE if status == 429 else None
    return min(wait, MOST_PAUSE) if wait > timedelta(0) else None


def _seconds(text: str, most: timedelta) -> timedelta | None:
    """Read delta-seconds, capped before they overflow; a fraction, which some send, is dropped."""
    digits = re.fullmatch(r"0*([0-9]+)(?:\.[0-9]*)?", text.strip())
    return timedelta(seconds=min(int(digits[1][:12]), int(most.total_seconds()))) if digits else None


def _sent(headers: httpx.Headers, now: datetime | None) -> datetime | None:
    """Give the server's own clock at the answer; ours, where it does not tell."""
    return _date(headers.get("date", "")) or now


def _date(text: str) -> datetime | None:
    """Read an HTTP-date in any of its three forms (RFC 9110 §5.6.7)."""
    try:
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
