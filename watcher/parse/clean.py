"""Decides how a body's bytes become text: unpacking, size, encoding. It knows nothing of feeds, pages or their contents.

A body names its encoding in up to three places and is wrong in each of them now and then, so what it *is* counts before what it says:
text that is valid UTF-8 is UTF-8, and one bad byte makes it no less so.
"""

import codecs
import re
import zlib

from watcher.errors import ParseError

MAX_BYTES = 20_000_000

_GZIP = b"\x1f\x8b"
_BOMS = (  # the longer first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),  # no mark, but the first "<" shows the width (XML 1.0, appendix F)
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_LABEL = re.compile(
    rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:-]{1,40})|<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_UNKNOWN_TO_PYTHON = {
    "windows-31j": "cp932",
    "cswindows31j": "cp932",
    "x-sjis": "cp932",
    "x-ms-cp932": "cp932",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "windows-874": "cp874",
}
_WIDER = {  # what such a label means in practice (WHATWG Encoding §4.2)
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_MANY_BYTES = re.compile(r"utf-8|cp932|cp949|euc_\w+|shift_jis\w*|gb18030|big5\w*|johab")
_SEVEN_BITS = re.compile(r"iso2022_\w+|hz")
_ASCII = bytes(range(128))
_ESCAPE = re.compile(rb"(?=\x1b[$(])")  # an ISO-2022 text says anew what its bytes are
_ONE_BYTE = re.compile(r"cp125\d|cp8\d\d|iso8859-\d+|koi8-\w|mac-\w+|ptcp154|kz1048")
_KANA = re.compile("[\u3041-\u30ff]")
_NO_WORDS_OF_JAPANESE = re.compile(
    "[\u4e00-\u9fff\uac00-\ud7a3\uff61-\uff9f]"
)  # Han, Hangul, narrow kana: what chance makes of other bytes
_MUCH = 2_000_000  # bytes; of a longer body, half of that around the first bad byte tells


def text_of(body: bytes, content_type: str, name: str) -> str:
    """Give the text of a body in whatever encoding it came. Raises ParseError(name) when it is too big or a damaged gzip."""
    return _decode(_unpack(body, name), content_type)


def _unpack(body: bytes, name: str) -> bytes:
    if body.startswith(_GZIP):  # a .gz file, or one that was packed twice
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            body = unpacker.decompress(body, MAX_BYTES + 1)
        except zlib.error:
            raise ParseError(name, "the answer is a damaged gzip file") from None
        if not unpacker.eof and len(body) <= MAX_BYTES:
            raise ParseError(name, "the answer is a gzip file that is cut short")
    if len(body) > MAX_BYTES:
        raise ParseError(name, f"the answer is bigger than {MAX_BYTES // 1_000_000} MB")
    return body


def _decode(body: bytes, content_type: str) -> str:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace").lstrip("\ufeff")
    if wide := _two_bytes(body[:400]):
        return body.decode(wide, "replace")
    codecs_named = _named(body, content_type)
    # A 7-bit encoding is valid UTF-8 too, and only its escapes tell them apart.
    seven = [codec for codec in codecs_named if _SEVEN_BITS.fullmatch(codec)] + ["iso2022_jp"] * (
        b"\x1b$" in body
    )
    many = [codec for codec in codecs_named if _MANY_BYTES.fullmatch(codec)]
    one = [codec for codec in codecs_named if _ONE_BYTE.fullmatch(codec)]
    text = _strict(body, seven)
    if text is None and seven and _is_damaged(body, seven[0]):
        text = _line_by_line(body, seven[0])
    if text is None:
        text = _strict(body, ["utf-8", *many])
    if text is None:
        text = _mostly(body, ["utf-8", *many])
    if text is None:
        text = _japanese(body)
    if text is None:
        text = _strict(body, [*one, "cp1252"])
    return body.decode("latin-1") if text is None else text


def _two_bytes(head: bytes) -> str | None:
    """UTF-16 that neither a mark nor a first "<" shows: every other byte of its markup is zero."""
    first, second = head[::2].count(0), head[1::2].count(0)
    if max(first, second) * 4 <= len(head) or min(first, second) * 8 > max(first, second):
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _named(body: bytes, content_type: str) -> list[str]:
    """Python's names for the encodings the body and its header claim, the body's first."""
    labels = [(match[1] or match[2]).decode("ascii", "ignore") for match in _LABEL.finditer(body, 0, 4096)]
    if match := _CHARSET.search(content_type):
        labels.append(match[1])
    found = []
    for label in labels:
        try:
            codec = codecs.lookup(_UNKNOWN_TO_PYTHON.get(label.lower(), label)).name
        except (LookupError, ValueError):
            continue
        found.append(_WIDER.get(codec, codec))
    return found


def _strict(body: bytes, candidates: list[str]) -> str | None:
    for codec in candidates:
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _is_damaged(body: bytes, codec: str) -> bool:
    """Whether a text that is not quite ISO-2022-JP was once: it changes to Japanese more often than it holds a byte of eight bits."""
    return codec.startswith("iso2022_jp") and body.count(b"\x1b$") > len(body.translate(None, _ASCII))


def _line_by_line(body: bytes, codec: str) -> str:
    """A 7-bit text with a damaged byte: each line begins in ASCII again (RFC 1468), so a broken escape costs no more than its own line.

    Within that line, the text from the next escape on is right again.
    """
    return "".join(_line(line, codec) for line in body.splitlines(keepends=True))


def _line(line: bytes, codec: str) -> str:
    try:
        return line.decode(codec)
    except UnicodeDecodeError:
        return "".join(piece.decode(codec, "replace") for piece in _ESCAPE.split(line))


def _mostly(body: bytes, candidates: list[str]) -> str | None:
    """The reading with the fewest bad bytes, if more characters are right than wrong.

    Text in another encoding hardly ever holds valid sequences of several bytes, so a few of them already tell.
    """
    readings = [(_looked_at(body, codec).decode(codec, "replace"), codec) for codec in candidates]
    best, codec = min(readings, key=lambda reading: reading[0].count("\ufffd"))
    if best.count("\ufffd") * 2 > _wide(best):
        return None
    return best if len(body) <= _MUCH else body.decode(codec, "replace")


def _looked_at(body: bytes, codec: str) -> bytes:
    if len(body) <= _MUCH:
        return body
    try:
        body.decode(codec)
    except UnicodeDecodeError as bad:
        return body[max(0, bad.start - _MUCH // 4) : bad.start + _MUCH // 4]
    return body[:_MUCH]


def _wide(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _japanese(body: bytes) -> str | None:
    """A Japanese encoding that nobody named: kana show it, or that it holds nothing but their punctuation. No other text does by chance."""
    for codec in ("cp932", "euc_jp"):
        text = _strict(body, [codec])
        if text is not None:
            kana = len(text) - len(_KANA.sub("", text))
            if kana * 20 >= _wide(text) or _NO_WORDS_OF_JAPANESE.search(text) is None:
                return text
    return None
