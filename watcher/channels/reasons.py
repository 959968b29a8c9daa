"""Decides what a failed call of Apprise's means, from what its requests met. Owns the words: its log's, without secrets.

The log is never judged, only quoted, with one exception: a line that begins with "Sent" is the service's own.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from watcher.channels.answers import header_wait, phrase
from watcher.channels.exchanges import Exchange
from watcher.channels.outcome import Failed, Outcome, Refused, Rejected, Sent
from watcher.model import Secret
from watcher.render.safe import clean, cut

_CODE = re.compile(r"[\s.,:;]*\berror[= ]+\d{3}[\s.]*$")  # as Apprise ends most of its complaints
_STOPS = (401, 403, 404, 410)


def judge(
    lines: Sequence[tuple[str, str]],
    exchanges: Sequence[Exchange],
    url: Secret,
    now: datetime,
    *,
    in_pieces: bool,
) -> Outcome:
    """Judge a failure. lines: the log's levels and words. in_pieces: it took several calls, and some may have gone well."""
    if exchanges and all(each.unsent for each in exchanges):
        return Failed(exchanges[-1].unsent)
    bad = [each for each in exchanges if not each.good]
    decisive = next((each for each in bad if _passes(each)), bad[-1] if bad else None)
    reason = _reason(lines, decisive, url)
    after = header_wait(decisive.wait, now) if decisive else None
    if any(level == "INFO" and words.startswith("Sent ") for level, words in lines):
        if bad and not any(_passes(each) for each in bad):
            return Sent("accepted", note=f"a part was refused: {reason}")
        return Failed(f"a part arrived, then: {reason}", after=after, uncertain=True)
    part = in_pieces and len(bad) < len(exchanges)
    if decisive is None or part or not all(each.status or each.unsent for each in bad):
        return Failed(reason, after=after, uncertain=True)
    if decisive.unsent:
        return Failed(decisive.unsent)
    return _by_status(decisive.status, reason, after)


def _passes(exchange: Exchange) -> bool:
    """Tell whether trying again may help."""
    return exchange.status < 400 or exchange.status == 429 or exchange.status >= 500


def _by_status(status: int, reason: str, after: timedelta | None) -> Outcome:
    if status == 429:
        return Failed("asked to slow down", after=after)
    if status in _STOPS:
        return Refused(reason)
    if 300 <= status < 400:
        return Failed(f"answered with a redirect ({status}), which is never followed: nothing was sent")
    if status >= 500:
        return Failed(reason, after=after, uncertain=status == 504 or 520 <= status < 530)
    return Rejected(reason)


def _reason(lines: Sequence[tuple[str, str]], decisive: Exchange | None, url: Secret) -> str:
    """Quote the complaint that fits best; the status stands behind it."""
    status = decisive.status if decisive else 0
    troubles = [words for level, words in lines if level in ("WARNING", "ERROR")]
    if not troubles:
        return f"{status} {phrase(status)}" if status else "the service failed without a word"
    fitting = (words for words in troubles if (str(status) in words if status else not _CODE.search(words)))
    told = hide(_CODE.sub("", next(fitting, troubles[0])), url)
    return f"{told} ({status})" if status and str(status) not in told else told


def unusable(scheme: str, said: str, url: Secret) -> str:
    """Say why a URL of a known scheme can't be used, without what it holds."""
    told = hide(re.sub(r"\s*\([^)]*\)", "", said), url)  # Apprise puts the wrong value itself in brackets
    return f"{scheme}://: {told}" if told else f"{scheme}:// is incomplete"


def hide(text: str, url: Secret) -> str:
    """Clean a service's words and take out every part of the channel's URL that could be a secret."""
    return without(text, _parts(url.reveal()))


def without(text: str, secrets: Iterable[str]) -> str:
    """Clean a server's words and take the secrets out, and the full stop: they become a part of our sentence."""
    shown = clean(text)
    for part in sorted(secrets, key=len, reverse=True):
        shown = shown.replace(part, "…")
    return cut(shown.rstrip(". "), 300)


def _parts(url: str) -> set[str]:
    """Everything between the separators of a URL, as written and decoded. Short words are no secrets."""
    rest = url.partition("://")[2]
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    kept = {host} if "." in host or host == "localhost" else set()  # a bare word may be a token
    parts = {url, rest, *re.split(r"[/?#&=@:,]", rest)} - kept
    return {form for part in parts for form in (part, unquote(part)) if len(form) > 3}
