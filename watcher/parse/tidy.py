"""Decides how broken XML is mended, so that feedparser's strict reader can take it and titles come out right.

Works on text, in linear time: junk around the root, control characters, bare "&" and "<", HTML's entity names, references to
characters that XML forbids. The document type goes, and with it all that it could declare. What an entry means is feed.py's.
"""

import html
import re
from html.entities import html5

from watcher.parse.bounds import CDATA, COMMENT, INSTRUCTION, MAX_ENTRIES, Bounds, sections

ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry))(?=[\s/>])", re.IGNORECASE)

AS_PUBLISHED = "as-published:="  # stands before every guid: nobody takes that for a relative address and makes it absolute

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ufeff]")
# Nothing of ours is read from these, and feedparser's cost for each grows with the number or the length of those before it.
_COSTLY = re.compile(
    r"(</?(?:[\w.-]+:)?)(?=(?:author|creator|managingeditor|webmaster|publisher|owner|contributor|category|keywords|subject|tags)\b)",
    re.IGNORECASE,
)  # they are renamed
_ANY_TAG = re.compile("<[A-Za-z_]")
_HALF = re.compile("[\ud800-\udfff]")
_ODD = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?P<decimal>[0-9]{1,7});|#[xX](?P<hex>[0-9a-fA-F]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{0,31});)?"
    r"|<(?![A-Za-z_/])|\]\]>"
)
_GUID = re.compile(r"<(?:[\w.-]+:)?(?:guid|id)(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)


def tidy(text: str, name: str) -> bytes:
    """Give the XML in UTF-8 with a truthful declaration, at most MAX_ENTRIES entries long. Raises ParseError(name) when it is a bomb."""
    bounds = Bounds(name, attributes=256, depth=512)
    parts = []
    for kind, piece in sections(_FORBIDDEN.sub(" ", text), COMMENT, CDATA, INSTRUCTION):
        if kind == CDATA:
            parts.append(f"<![CDATA[{piece}]]>")
        elif not kind:
            mended, strays = _ODD.subn(_mend, piece)
            bounds.mended(strays)
            bounds.see(mended)
            parts.append(_GUID.sub(_mark, _COSTLY.sub(r"\1unread-", mended)))
    whole = _cap(_root_only("".join(parts)))
    # An emoji is sometimes written as two references, one for each half of its UTF-16 pair: put them together.
    if _HALF.search(whole):
        whole = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return (_DECLARATION + whole).encode()


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
    end = text.rfind(f"</{root[1]}")
    close = text.find(">", end) + 1 if end > 0 else 0
    return text[root.start() : close or len(text)]


def _cap(text: str) -> str:
    """Leave out the entries past the limit, and keep the rest of the document whole."""
    for count, match in enumerate(_ENTRY.finditer(text), start=1):
        if count > MAX_ENTRIES:
            ends = [end.end() for end in _ENTRY_END.finditer(text, match.start())]
            return text[: match.start()] + text[ends[-1] if ends else len(text) :]
    return text
