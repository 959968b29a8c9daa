"""Decides what Apprise's log of a failed call means. Lines go in, an outcome without secrets comes out."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote, urlsplit

from watcher.channels.outcome import Failed, Outcome, Refused, Rejected, Sent
from watcher.model import Secret
from watcher.render.safe import clean, cut

_CODE = re.compile(r"\berror[= ]+(\d{3})\b")
_NEVER_LEFT = (  # in the words of requests, urllib3 and the standard library
    ("connection refused", "no connection: refused"),
    ("name or service not known", "the host's name was not found"),
    ("name resolution", "the host's name was not found"),
    ("nameresolutionerror", "the host's name was not found"),
    ("no address associated", "the host's name was not found"),
    ("nodename nor servname", "the host's name was not found"),
    ("newconnectionerror", "no connection: the host can't be reached"),
    ("connecttimeouterror", "no connection: the host does not answer"),
    ("certificate verify failed", "no secure connection: the certificate is not valid"),
    ("sslerror", "no secure connection: TLS failed"),
)


def judge(lines: Sequence[tuple[str, str]], url: Secret, *, in_pieces: bool) -> Outcome:
    """Judge a failure by its log. in_pieces: it took several calls, and some may have gone well."""
    troubles = [message for level, message in lines if level in ("WARNING", "ERROR")]
    reason = hide(troubles[0], url) if troubles else "the service failed without a word"
    codes = [int(code) for _, message in lines for code in _CODE.findall(message)]
    never_left = [meaning for _, message in lines if (meaning := _never_left(message))]
    if never_left and not codes and len(never_left) >= len(troubles):
        return Failed(never_left[0])
    if in_pieces and any(level == "INFO" and "sent" in message.lower() for level, message in lines):
        if codes and all(400 <= code < 500 and code != 429 for code in codes):
            return Sent("apprise", note=f"a part was refused: {reason}")
        return Failed(f"a part arrived, then: {reason}", uncertain=True)
    if not codes or (in_pieces and len(codes) < len(troubles)):
        return Failed(reason, uncertain=True)
    return _by_code(codes[-1], reason)


def _never_left(message: str) -> str | None:
    said = message.lower()
    return next((meaning for words, meaning in _NEVER_LEFT if words in said), None)


def unusable(scheme: str, said: str, url: Secret) -> str:
    """Say why a URL of a known scheme can't be used, without what it holds."""
    told = hide(re.sub(r"\s*\([^)]*\)", "", said), url)  # Apprise puts the wrong value itself in brackets
    return f"{scheme}://: {told}" if told else f"{scheme}:// is incomplete"


def hide(text: str, url: Secret) -> str:
    """Clean a service's words and take out every part of the channel's URL that could be a secret."""
    return without(text, _parts(url.reveal()))


def without(text: str, secrets: Iterable[str]) -> str:
    """Clean a server's words and take the secrets out."""
    shown = clean(text)
    for part in sorted(secrets, key=len, reverse=True):
        shown = shown.replace(part, "…")
    return cut(shown, 300)


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


def _by_code(code: int, reason: str) -> Outcome:
    if code == 429:
        return Failed("asked to slow down")
    if code in (401, 403, 404, 410):
        return Refused(reason)
    if 300 <= code < 400:
        return Failed(f"answered with a redirect ({code}), which is never followed: nothing was sent")
    if code >= 500:
        return Failed(reason, uncertain=code == 504 or 520 <= code < 530)
    return Rejected(reason)
