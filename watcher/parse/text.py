"""Decides how a publisher's text and addresses become ours: markup to plain text, relative links to absolute ones.

Nothing here knows from which kind of document a text came.
"""

import html
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from watcher.model import one_line
from watcher.parse.bounds import COMMENT, SCRIPT, STYLE, sections

MAX_SUMMARY = 4_000  # characters

# Characters read of a text: more markup than words is common, eight times more is not.
_MAX_MARKUP = 8 * MAX_SUMMARY
_BLOCK_NAMES = """
    address article aside blockquote br caption center dd details dialog div dl dt fieldset figcaption figure footer form frame
    frameset h1 h2 h3 h4 h5 h6 header hr li main nav ol optgroup option p pre section summary table tbody td tfoot th thead title tr ul
"""
_INLINE_NAMES = """
    a abbr acronym applet area audio b base bdi bdo big body button canvas cite code col colgroup data datalist del dfn em embed font
    head html i iframe img input ins kbd label legend link map mark meta meter noframes noscript object output param picture progress
    q rp rt ruby s samp script select slot small source span strike strong style sub sup svg template textarea time track tt u var
    video wbr
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
HTML = _BLOCKS | frozenset(_INLINE_NAMES.split())
_TAG = re.compile(r"""</?([A-Za-z][^\s/<>]*)((?:=\s*"[^"<]*+"|=\s*'[^'<]*+'|[^<>])*+)>|<[!?][^<>]*>""")
_LOOKS_LIKE_MARKUP = re.compile(rf"</(?:{'|'.join(HTML)})\s*>|<(?:br|hr|img|wbr|p)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_BREAK = re.compile("[\t\r\n]")
# What joining would not change, or only set before: most links of most pages, and joining costs fifty times as much.
_PLAIN_PATH = r"(?:/[\w%~=&+,-]+(?:\.[\w%-]+)?)+/?"
_WHOLE_ADDRESS = re.compile(rf"https?://[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+{_PLAIN_PATH}", re.ASCII)
_WHOLE_PATH = re.compile(_PLAIN_PATH, re.ASCII)
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?(?=/|$)")
_BROKEN_LINE = re.compile(r"\s*[\t\r\n\v\f\x85\u2028\u2029]\s*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")


def plain(text: object, *, markup: bool = False) -> str:
    """Give text on one line, without tags, its entities decoded once. Whatever is no text is "".

    `markup`: it is known to be HTML. Else it is taken for HTML only if it looks like it: "<Infinite Dendrogram>" is a title.
    """
    return one_line(_words(text, markup=markup))


def headline(text: object, *, markup: bool = False) -> str:
    """Give a title as published: as `plain` does, but its spaces stay, also double and wide ones. Only a line break is one space."""
    return _CONTROL.sub(" ", _BROKEN_LINE.sub(" ", _words(text, markup=markup))).strip()


def _words(text: object, *, markup: bool) -> str:
    if not isinstance(text, str):
        return ""
    text = text[:_MAX_MARKUP]
    if markup or _LOOKS_LIKE_MARKUP.search(text):
        pieces = (piece for kind, piece in sections(text, COMMENT, SCRIPT, STYLE) if not kind)
        text = "".join(_TAG.sub(_without_tag, piece) for piece in pieces)
    return _whole(_ENTITY.sub(lambda entity: html.unescape(entity[0]), text))


def brief(text: str) -> str:
    """Cut a summary to MAX_SUMMARY characters."""
    return text if len(text) <= MAX_SUMMARY else text[: MAX_SUMMARY - 1].rstrip() + "…"


def width(text: str) -> int:
    """Give how wide a text is, in Latin letters: a kana or kanji is as wide as two, and says as much."""
    words = " ".join(text.split())
    return len(words) + sum(character >= "\u2e80" for character in words)


def exact(text: object) -> str | None:
    """Give an identifier as published: nothing but the ends trimmed and what can't be stored replaced. None where there is none."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        return None
    return _CONTROL.sub(" ", _whole(text)).strip() or None


def absolute(link: object, base: str) -> str | None:
    """Make a link absolute against `base`. None where that gives no http or https address."""
    published = exact(link)
    if published is None or published.startswith("#"):
        return None
    if _WHOLE_ADDRESS.fullmatch(published):
        return published
    if _WHOLE_PATH.fullmatch(published) and (origin := _origin(base)):
        return origin + published
    try:
        joined = urljoin(base, _LINE_BREAK.sub("", published))
        parts = urlsplit(joined)
        usable = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:  # "http://[half an address"
        return None
    return joined if usable else None


@lru_cache(maxsize=64)
def _origin(base: str) -> str | None:
    found = _ORIGIN.match(base)
    return found[0] if found else None


def language(tag: object) -> str | None:
    """Give a language tag in the form of BCP 47, None where it is not one."""
    found = exact(tag)
    return found.replace("_", "-") if found and _LANGUAGE.fullmatch(found) else None


def _without_tag(tag: re.Match[str]) -> str:
    """Drop a tag, keep the words apart that it kept apart; keep what only looks like a tag: a title in angle brackets."""
    name = (tag[1] or "").lower()
    if name in _BLOCKS:
        return " "
    if (
        tag[0].startswith("</")
        or name in HTML
        or not name.isalpha()
        or "=" in tag[2]
        or tag[0].endswith("/>")
    ):
        return ""
    return tag[0]


def _whole(text: str) -> str:
    """Half a character (a lone surrogate, as in JSON's "\\ud83d") can't be stored or sent."""
    return _HALF.sub("\ufffd", text)
