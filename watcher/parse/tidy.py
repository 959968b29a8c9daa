"""Decides how broken XML is mended, so that feedparser's strict reader can take it and titles come out right.

Works on text, in linear time: junk around the root, control characters, bare "&" and "<", HTML's entity names, references to
characters that XML forbids. The document type goes, and with it all that it could declare. What an entry means is feed.py's.
"""

import html
import re
from html.entities import html5
from itertools import islice
from typing import NamedTuple

from watcher.parse.bounds import (
    CDATA,
    COMMENT,
    ENTRY_TAGS,
    FEED_TAGS,
    INSTRUCTION,
    MAX_ENTRIES,
    MAX_STRAYS,
    MAX_UNENDED,
    Bounds,
    bound_size,
    sections,
)

ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry))(?=[\s/>])", re.IGNORECASE)

AS_PUBLISHED = "as-published:="  # stands before every guid: nobody takes that for a relative address and makes it absolute

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ufeff]")
# Nothing of ours is read from these, and feedparser's cost for each grows with the number or the length of those before it.
_COSTLY = re.compile(
    r"(</?(?:[\w.-]+:)?)(?=(?:author|creator|managingeditor|webmaster|publisher|owner|contributor|category|keywords|subject|tags"
    r"|point|line|polygon|box|pos|poslist|where)\b)",
    re.IGNORECASE,
)  # they are renamed
_LONGEST = 100_000  # characters in one stretch: three times what is read of a text
_LONG = re.compile(f"(>[^<>]{{{_LONGEST}}})[^<>]+")
_ANY_TAG = re.compile("<[A-Za-z_]")
_HALF = re.compile("[\ud800-\udfff]")
_ODD = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?P<decimal>[0-9]{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{0,31});)?"
    r"|<(?![A-Za-z_/])|<(?=[^<>]*<)|\]\]>"
)
_GUID = re.compile(r"<(?:[\w.-]+:)?(?:guid|id)(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ENTRY_TAG = re.compile(
    r"<!\[CDATA\[.*?\]\]>|<(/?)((?:[\w.-]+:)?(?:item|entry))(?=[\s/>])([^<>]*)(>?)",
    re.IGNORECASE | re.DOTALL,
)
_CHANNEL_END = re.compile(r"</channel\s*>\s*\Z", re.IGNORECASE)
_TITLE_END = re.compile(r"</title\s*>", re.IGNORECASE)
_PASSAGES = (
    ("&lt;![CDATA[", re.compile("]](?:>|&gt;)")),
    ("&lt;!--", re.compile("--(?:>|&gt;)")),
)  # as they are once mended, for want of their end


class Tidied(NamedTuple):
    """XML in UTF-8 with a truthful declaration; `cut`: it ended in its middle, and the entry that stood there half is `half`, by itself."""

    xml: bytes
    cut: bool
    half: bytes = b""


def tidy(text: str, name: str) -> Tidied:
    """Mend a feed's XML, and keep at most MAX_ENTRIES entries. Raises ParseError(name) when it is a bomb."""
    bound_size(text, name)
    bounds = Bounds(
        name, attributes=256, depth=512, tags=FEED_TAGS, per_entry=ENTRY_TAGS, unended=MAX_UNENDED
    )
    parts: list[str] = []
    left = MAX_ENTRIES
    for kind, piece in sections(_FORBIDDEN.sub(" ", text), COMMENT, CDATA, INSTRUCTION):
        if kind == CDATA:
            parts.append(f"<![CDATA[{piece[:_LONGEST]}]]>")
        elif not kind:
            entries = [entry.start() for entry in islice(_ENTRY.finditer(piece), left + 1)]
            if len(entries) > left:
                piece = piece[: entries[left]]  # noqa: PLW2901  what follows goes unread
            left -= len(entries)
            bounds.mended(_strays(piece))
            mended = _ODD.sub(_mend, _LONG.sub(r"\1", piece))
            bounds.see(mended)
            parts.append(_GUID.sub(_mark, _COSTLY.sub(r"\1unread-", mended)))
            if left < 0:
                break
    whole, cut, half = _whole(_root_only("".join(parts)))
    # An emoji is sometimes written as two references, one for each half of its UTF-16 pair: put them together.
    if _HALF.search(whole):
        whole = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    cut = cut and left >= 0
    return Tidied(
        (_DECLARATION + whole).encode(), cut, (_DECLARATION + half).encode() if cut and half else b""
    )


def _strays(piece: str) -> int:
    """Count what has to be mended, and stop where it is too much: all of it at once would be a list of millions."""
    return sum(1 for _ in islice(_ODD.finditer(piece), MAX_STRAYS + 1))


def _mend(odd: re.Match[str]) -> str:
    """Write what can't stand in XML so that it can."""
    if odd["name"] and (value := html5.get(f"{odd['name']};")):
        return html.escape(value)
    if odd["decimal"] or odd["hex"]:
        number = int(odd["decimal"]) if odd["decimal"] else int(odd["hex"], 16)
        if 0xD800 <= number <= 0xDFFF:
            return chr(number)
        if number > 0x10FFFF or number in (0xFFFE, 0xFFFF):
            return "\ufffd"
        return odd[0] if number >= 0x20 or number in (9, 10, 13) else " "
    return html.escape(odd[0], quote=False)


def _mark(guid: re.Match[str]) -> str:
    """Keep a guid as published; and isPermaLink="TRUE" is true."""
    return re.sub("=(.)true", r"=\1true", guid[0], flags=re.IGNORECASE) + AS_PUBLISHED


def _root_only(text: str) -> str:
    """Drop what stands before the root (a PHP warning, the document type) and after it (a counter's script)."""
    root = ROOT.search(text)
    if not root:
        first = _ANY_TAG.search(text)
        return text[first.start() :] if first else ""
    end = _end_of(root[1], text)
    close = text.find(">", end) + 1 if end > 0 else 0
    return text[root.start() : close or len(text)]


def _end_of(tag: str, text: str) -> int:
    """Where the last end tag of that name begins; -1 where there is none. </feedburner:origLink> ends no feed."""
    return max(_last(f"</{name}", text) for name in {tag, tag.lower(), tag.upper()})


def _last(start: str, text: str) -> int:
    at = text.rfind(start)
    while at >= 0 and text[at + len(start) : at + len(start) + 1].strip(" \t\r\n>/"):
        at = text.rfind(start, 0, at)
    return at


def _whole(text: str) -> tuple[str, bool, str]:
    """Close a root that nothing closes, without the entry that was cut; that one is given by itself.

    What is left of an entry may lack its guid or its link, and so be another one than the whole entry that comes next time.
    """
    root = ROOT.match(text)
    if root is None or text[text.find(">") - 1 : text.find(">")] == "/" or _end_of(root[1], text) > 0:
        return text, False, ""
    in_rss = root[1].lower() == "rss"
    if in_rss and _CHANNEL_END.search(text):
        return (
            f"{text}</{root[1]}>",
            False,
            "",
        )  # no entry stands outside the channel: this publisher forgets the last tag
    if _ENTRY.match(text):
        return "<feed></feed>", True, _half("<feed>", text)  # nothing but that entry
    for begin, end in _PASSAGES:  # what such a one holds is no markup, whatever it looks like
        at = text.rfind(begin)
        if at >= 0 and not end.search(text, at):
            text = text[:at]
    cut_at = _unfinished(text)
    head = text[: text.find(">") + 1] + ("<channel>" if in_rss else "")
    half = _half(head, text[cut_at:]) if cut_at is not None else ""
    text = text[:cut_at]
    if text.rfind("<") > text.rfind(">"):
        text = text[: text.rfind("<")]
    return f"{text}{'</channel>' if in_rss else ''}</{root[1]}>", True, half


def _half(head: str, entry: str) -> str:
    """Give a document of one entry that was cut, without the element it was cut in; "" where it has no title yet."""
    end = entry.rfind(">", entry.rfind("</")) + 1 if "</" in entry else 0
    return head + entry[:end] if _TITLE_END.search(entry, 0, end) else ""


def _unfinished(text: str) -> int | None:
    """Where the last entry begins, if its end tag never came. The next entry ends one that its publisher forgot to end."""
    name, start = "", None
    for tag in _ENTRY_TAG.finditer(text):
        found = (tag[2] or "").lower()
        if not found or (start is not None and found != name):
            continue  # CDATA, or an element within the entry that is called so too
        if not tag[1]:
            name, start = found, (None if tag[3].endswith("/") and tag[4] else tag.start())
        elif tag[4]:
            start = None
    return start
