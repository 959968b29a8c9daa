"""Quotes a line of the file so that nobody can read a secret in it. Comments are left out: old secrets live there.

What may be shown is decided by where a value stands, not by what it looks like: a value that could not be read
may be a secret all the same. `${NAME}` is always shown.
"""

import re
from collections.abc import Iterable

from watcher.config import urls
from watcher.config.lines import Lines, Path, Span
from watcher.config.words import soften

_OPEN = ("watch", "defaults", "network")  # no secret belongs there
_SHOWN = {
    "channels": (
        "url_file",
        "smtp",
        "from",
        "to",
        "tls",
        "name",
        "image",
        "compact",
        "ping",
        "thread",
        "forum",
        "quiet",
        "through",
        "digest",
    ),
    "sources": ("url_file", "select", "every", "official", "lang"),
}
_STRING = re.compile(r"""("{3}|'{3}|"|')(.*)\1""", re.DOTALL)
_HOSTED = re.compile(r"(https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(?::[0-9]+)?)([/?#].*)?", re.DOTALL)
_HEADER = re.compile(r"""\s*\[{1,2}\s*["']?(\w+)["']?\s*(?:\.[^\]]*)?\]{1,2}\s*(?:#.*)?""")
_START = re.compile(r"""\s*([A-Za-z0-9_."'-]+)\s*=""")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def quote(lines: Lines, span: Span, hidden: Iterable[str]) -> tuple[str, Span]:
    """Give the line on which a span begins, and where in the quote the span stands."""
    start, end = lines.extent(lines.line(span[0]))
    stop = min(span[1], end)
    before = _stretch(lines, start, span[0], hidden)
    within = _stretch(lines, span[0], stop, hidden).rstrip()
    after = _stretch(lines, stop, end, hidden)
    return (before + within + after).rstrip(), (len(before), len(before + within))


def rough_quote(text: str, line: int, column: int) -> tuple[str, Span]:
    """Do the same for a text that is not TOML. Outside of the sections without secrets no value is shown."""
    lines = text.split("\n")
    raw = _CONTROL.sub(" ", lines[line - 1])
    headers = (_HEADER.fullmatch(earlier) for earlier in reversed(lines[:line]))
    section = next((header[1] for header in headers if header), "")
    if section in _OPEN:
        shown = soften(raw).rstrip()
        return shown, (column - 1, column) if column <= len(shown) + 1 else (0, 0)
    start = _START.match(raw)
    harmless = start and section == "sources" and start[1] in _SHOWN[section]
    if harmless and raw.count("=") == 1:
        return soften(raw).rstrip(), (column - 1, column)
    if start or "=" in raw or not raw.lstrip().startswith("["):
        raw = f"{start[0] if start else ''} …"
    raw = raw.rstrip()
    return soften(raw), (min(column, len(raw)) - 1, min(column, len(raw))) if soften(raw) == raw else (0, 0)


def blur(text: str, hidden: Iterable[str]) -> str:
    """Give a text without the secrets that are known, longest first."""
    for secret in sorted(hidden, key=len, reverse=True):
        text = text.replace(secret, "…")
    return text


def _stretch(lines: Lines, start: int, end: int, hidden: Iterable[str]) -> str:
    """Show a part of one line."""
    shown = []
    for path, span in lines.tokens:
        if span[0] < end and span[1] > start:
            first, last = max(span[0], start), min(span[1], end)
            shown += [soften(lines.text[start:first]), _value(path, lines.text[first:last]) if path else ""]
            start = last
    shown.append(soften(lines.text[start:end]))
    return blur("".join(shown).replace("\t", " "), hidden)


def _value(path: Path, raw: str) -> str:
    """Show a value as it is written; `raw` may be a part of a string that spans lines."""
    section = path[0]
    key = path[2] if len(path) > 2 else "url"
    if section in _OPEN or key in _SHOWN.get(str(section), ()):
        return soften(raw)
    string = _STRING.fullmatch(raw)
    if not string:
        return urls.blot(raw)
    mark, inner = string.groups()
    known = len(path) <= 3 and key == "url" and "\\" not in inner and "://" in inner
    show = {"sources": _source, "channels": _channel}.get(str(section)) if known else None
    return f"{mark}{(show or urls.blot)(inner)}{mark}"


def _source(url: str) -> str:
    shown = urls.shown_source(url)
    return (
        shown if "@" not in shown else f"{url.partition('://')[0]}://…"
    )  # a login that we failed to recognise


def _channel(url: str) -> str:
    hosted = _HOSTED.fullmatch(url)
    if hosted:
        return f"{hosted[1]}{'/' if hosted[2] else ''}{urls.blot(hosted[2] or '')}"
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{urls.blot(rest)}"
