"""Makes strangers' text and links harmless for every sink: nothing hidden, nothing unbounded, no false links.

Owns what no channel may ever pass on. Escaping for one sink's markup belongs to that sink.
"""

import unicodedata
from collections.abc import Callable, Sequence
from ipaddress import IPv6Address
from urllib.parse import quote, urlsplit, urlunsplit

import regex

from watcher.model import one_line

LONGEST_LINK = 2048  # what browsers and Discord take
_LONGEST_TEXT = 20_000  # more is never shown
_MOST_MARKED = 8

# Controls, bidi and zero-width characters, surrogates, private glyphs, fillers. Unassigned ones stay
# (tomorrow's emoji), and so do the two selectors that choose between an emoji and its letter form.
_HIDDEN = regex.compile(
    r"(?V1)[[\p{C}\p{Default_Ignorable_Code_Point}\u2800]--[\p{Cn}\uFE0E\uFE0F]]|\p{Noncharacter_Code_Point}"
)
_PILED = regex.compile(r"([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+")  # no script stacks more than four
_VISIBLE = regex.compile(r"[\p{L}\p{N}\p{P}\p{S}]")
_HOST = regex.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")


def clean(text: str) -> str:
    """Give text on one line without anything that can't be seen. Blank text becomes ""."""
    shown = one_line(_HIDDEN.sub("", one_line(text[:_LONGEST_TEXT])))
    shown = _PILED.sub(r"\1", shown)
    return shown if _VISIBLE.search(shown) else ""


def units(text: str) -> int:
    """Count UTF-16 units, as Discord counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, limit: int, shown: Callable[[str], str] = str) -> str:
    """Shorten text to at most `limit` units as `shown` shows it, between graphemes, ending in "…"."""
    if units(shown(text)) <= limit:
        return shown(text)
    text = text[: limit + 1]
    for borders in (
        _borders(text),
        range(1, len(text)),
    ):  # one grapheme may be longer than all there is room for
        if best := _longest(text, borders, limit - 1, shown):
            return shown(best) + "…"
    return "…"


def _borders(text: str) -> Sequence[int]:
    return [found.end() for found in regex.finditer(r"\X", text)]


def _longest(text: str, borders: Sequence[int], limit: int, shown: Callable[[str], str]) -> str:
    low, high = 0, len(borders)  # how many borders in fits, found by halving
    while low < high:
        middle = (low + high + 1) // 2
        if units(shown(text[: borders[middle - 1]].rstrip())) <= limit:
            low = middle
        else:
            high = middle - 1
    return text[: borders[low - 1]].rstrip() if low else ""


def excerpt(text: str, words: Sequence[str], limit: int) -> str:
    """Give at most `limit` units of clean text, from near the first of the words if that stands far in."""
    found = _finder(words).search(text) if words else None
    if found and units(text) > limit and found.start() > limit // 2:
        start = text.rfind(" ", 0, max(1, found.start() - limit // 4)) + 1 or found.start()
        return cut("…" + text[start:], limit)
    return cut(text, limit)


def quoted(text: str, words: Sequence[str], limit: int) -> str:
    """Give the stretch of clean text that holds all of the words, "" where one is missing or it is longer than `limit` units."""
    found = [_whole_word(word).search(text) for word in words]
    spans = [match.span() for match in found if match]
    if len(spans) < len(found) or not spans:
        return ""
    stretch = text[min(start for start, _ in spans) : max(end for _, end in spans)]
    return stretch if units(stretch) <= limit else ""


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Split clean text into pieces, saying of each whether it is one of the words. At most eight are."""
    if not words:
        return [(text, False)]
    pieces, end = [], 0
    for found in list(_finder(words).finditer(text))[:_MOST_MARKED]:
        pieces += [(text[end : found.start()], False), (found.group(), True)]
        end = found.end()
    return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def _finder(words: Sequence[str]) -> regex.Pattern[str]:
    longest_first = sorted(set(words), key=len, reverse=True)
    return regex.compile("|".join(regex.escape(word) for word in longest_first), regex.IGNORECASE)


def _whole_word(word: str) -> regex.Pattern[str]:
    """Find a word, and not within another one of the same script: Japanese has no blanks to tell by."""
    edges = [r"(?<![a-z0-9])" if word[:1].isascii() else "", r"(?![a-z0-9])" if word[-1:].isascii() else ""]
    return regex.compile(regex.escape(word).join(edges), regex.IGNORECASE)


def link(url: str | None) -> str | None:
    """Give a link that can be shown and followed, None if it can't be: http and https only, ASCII, no login.

    A host in other scripts is shown in punycode (RFC 3492); what markup could trip over is percent-encoded
    (RFC 3986 §2.1). The login of a source's own address never travels with its items' links.
    """
    if not url or len(url) > LONGEST_LINK:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    where = _host(host or "")
    if parts.scheme.lower() not in ("http", "https") or where is None or "\\" in parts.netloc:
        return None
    place = where if port is None else f"{where}:{port}"
    path, query, fragment = (
        quote(text, safe="/%:@!$&+,;=?", errors="replace")
        for text in (parts.path, parts.query, parts.fragment)
    )
    whole = urlunsplit((parts.scheme.lower(), place, path, query, fragment))
    return whole if len(whole) <= LONGEST_LINK else None


def _host(host: str) -> str | None:
    if ":" in host:
        try:
            return f"[{IPv6Address(host)}]" if "%" not in host else None
        except ValueError:
            return None
    labels = unicodedata.normalize("NFKC", host.lower()).replace("。", ".").split(".")
    try:
        plain = ".".join(
            name if name.isascii() else "xn--" + name.encode("punycode").decode() for name in labels
        )
    except UnicodeError:
        return None
    return plain if _HOST.fullmatch(plain) else None
