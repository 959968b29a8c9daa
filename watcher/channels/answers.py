"""Decides what an answer to a webhook post means. Pure: the answer and the time go in, an outcome comes out.

Discord's own rules (discord.com/developers): a message counts as saved when its id comes back; 401, 403 and
404 must not be asked again; a 429 says in float seconds, in its header or its body, how long to wait.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from watcher.channels.outcome import Failed, Outcome, Refused, Rejected, Sent
from watcher.render.safe import clean, cut

NAMELESS = Failed("accepted without a message id: it may not have been saved", uncertain=True)
NO_RECEIPTS = "it gives no receipts: whether messages arrive can't be known"
_LONGEST_WAIT = timedelta(days=1)  # a server that asks for more is asked once a day
_NOT_READ = (407, 408, 425)  # a proxy's words, or too early: the post was not looked at
_CLOUDFLARE = range(520, 530)  # what stands before Discord lost sight of it: the post may have passed
_NO_THREAD = 10003  # "Unknown Channel": the thread is gone
_NO_WEBHOOK = frozenset({10015, 50027})  # the webhook itself is gone, or its token is another one
_OURS_TO_MEND = frozenset({  # Discord's codes for a channel that takes no such post, whatever the message
    50083,  # the thread is archived
    160005,  # the thread is locked
    220001,  # a forum, and no thread is named
    220002,  # two threads are named
    220003,  # a thread is named, and it is no forum
    40067,  # a forum that wants a tag on each post
})  # fmt: skip


def judge(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    *,
    receipts: bool = True,
    threaded: bool = False,
) -> Outcome:
    """Judge one answer. headers: any mapping that ignores case. receipts: False for one that never gives any.

    threaded: the message stands in a thread, and its receipt says in which: "message@thread".
    """
    said = _json(body)
    if 200 <= status < 300:
        return _accepted(headers, body, said, receipts=receipts, threaded=threaded)
    return _turned_away(status, headers, said, now)


def judge_edit(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> Outcome:
    """Judge the answer to a change of a message. What hinders this one says nothing of the channel, unless the webhook is gone.

    A message that was deleted is Discord's 10008; one that takes the posts of webhooks without being Discord may know no changes.
    """
    outcome = judge(status, headers, body, now, receipts=False)
    gone = status == 401 or _json(body).get("code") in _NO_WEBHOOK
    return Rejected(outcome.reason) if isinstance(outcome, Refused) and not gone else outcome


def thread_gone(status: int, body: bytes) -> bool:
    """Tell whether a post met a thread that is no longer there."""
    return status == 404 and _json(body).get("code") == _NO_THREAD


def _turned_away(
    status: int, headers: Mapping[str, str], said: dict[str, Any], now: datetime
) -> Failed | Refused | Rejected:
    after = _wait(headers, said, now)
    words = _words(status, said)
    if status == 429:
        scope = (
            " (everywhere, not only here)"
            if said.get("global") is True or "x-ratelimit-global" in headers
            else ""
        )
        return Failed(f"asked to slow down{scope}", after=after)
    if 300 <= status < 400:
        return Failed(f"answered with a redirect ({status}), which is never followed: nothing was posted")
    if status in (401, 403, 404, 410) or said.get("code") in _OURS_TO_MEND:
        return Refused(words)
    if status >= 500 or status in _NOT_READ:
        return Failed(words, after=after, uncertain=status == 504 or status in _CLOUDFLARE)
    return Rejected(words)


def _accepted(
    headers: Mapping[str, str], body: bytes, said: dict[str, Any], *, receipts: bool, threaded: bool
) -> Outcome:
    receipt, thread = _name(said.get("id")), _name(said.get("channel_id"))
    if receipt:
        return Sent(f"{receipt}@{thread}" if threaded and thread else receipt, pause=_pause(headers))
    if "html" in headers.get("content-type", "").lower() or body.lstrip()[:1] == b"<":
        return Failed("a web page answered in Discord's place: a login page of this network?")
    return NAMELESS if receipts else Sent("", pause=_pause(headers), note=NO_RECEIPTS)


def _name(found: object) -> str:
    """Give an id as Discord names things, "" where it is none."""
    named = isinstance(found, (str, int)) and not isinstance(found, bool) and str(found).isalnum()
    return str(found) if named else ""


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _wait(headers: Mapping[str, str], said: dict[str, Any], now: datetime) -> timedelta | None:
    """Give the later of all the waits that are named."""
    waits = (header_wait(headers.get("retry-after", ""), now), _seconds(said.get("retry_after")))
    named = [wait for wait in waits if wait is not None]
    return max(named) if named else None


def _pause(headers: Mapping[str, str]) -> timedelta | None:
    if headers.get("x-ratelimit-remaining", "").strip() != "0":
        return None
    return _seconds(headers.get("x-ratelimit-reset-after"))


def header_wait(value: str, now: datetime) -> timedelta | None:
    """Read Retry-After, at most a day: seconds, also with a fraction, or an HTTP date (RFC 9110 §10.2.3)."""
    wait = _seconds(value)
    if wait is not None or not value:
        return wait
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return _bounded((until if until.tzinfo else until.replace(tzinfo=UTC)) - now)


def _seconds(value: object) -> timedelta | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        return _bounded(timedelta(seconds=float(value)))
    except OverflowError:
        return _LONGEST_WAIT if float(value) > 0 else None
    except ValueError:  # no number, or NaN
        return None


def _bounded(wait: timedelta) -> timedelta | None:
    return min(wait, _LONGEST_WAIT) if wait > timedelta(0) else None


def _words(status: int, said: dict[str, Any]) -> str:
    """Say a refusal in Discord's own words, where it gave any."""
    message = said.get("message")
    told = clean(message).removeprefix(f"{status}: ") if isinstance(message, str) else ""
    parts = [part.rstrip(". ") for part in (told, *_details(said.get("errors"), ())[:3])]
    words = "; ".join(part for part in parts if part)
    return cut(f"{status}: {words}", 400) if words else f"{status} {phrase(status)}"


def phrase(status: int) -> str:
    """Name an HTTP status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "an unknown status"


def _details(errors: object, path: tuple[str, ...]) -> list[str]:
    """Walk Discord's tree of form errors: `embeds.0.title: Must be 256 or fewer in length.`"""
    if not isinstance(errors, dict) or len(path) > 8:
        return []
    found = []
    for key, value in list(errors.items())[:20]:
        if key == "_errors" and isinstance(value, list):
            texts = [error.get("message") for error in value if isinstance(error, dict)]
            found += [f"{clean('.'.join(path))}: {clean(text)}" for text in texts if isinstance(text, str)]
        else:
            found += _details(value, (*path, str(key)))
    return found
