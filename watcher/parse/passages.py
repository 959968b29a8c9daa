"""Decides what a page without a list says: its main text, passage by passage, each an item of its own that its words identify.

A passage that is here and was not here before is news, so whatever changes by itself is left out: counters, clocks, years in a footer, how
long ago something was. Numbers within a passage stay (they may be the date that somebody waits for), unless they count visitors or votes.
"""

import hashlib
import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.model import Item, Source
from watcher.parse import landmarks, text, titles

MOST = 500  # passages
_LONGEST_TITLE = 160  # characters
_INSIDE = "p, li, dt, dd, h1, h2, h3, h4, h5, h6, tr, div, section, article, ul, ol, dl, table, blockquote, main, header, pre, hr"
_BLOCKS = frozenset(_INSIDE.split(", "))
_CONTENT = frozenset({"body", "main", "article"})
_FEW_LINES = 3  # a passage of so many broken lines is a list; of fewer, a sentence on two lines
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_SILENT_TAGS = """
    script style noscript template head title svg iframe object video audio canvas select option button textarea datalist
    nav footer aside menu dialog
"""
_SILENT = frozenset(_SILENT_TAGS.split())
_COUNTED = (
    "(?:views?|visits?|visitors?|hits?|likes?|votes?|followers?|members?|users?|online|shares?"
    "|comments?|downloads?|人|回|件|いいね|閲覧)"
)
_COUNTER = re.compile(rf"(?<!\d)\d[\d,.]{{0,12}}(?=\W?{_COUNTED}\b)", re.IGNORECASE)
_COUNTER_BEHIND = re.compile(rf"(\b{_COUNTED}\W{{0,3}})\d[\d,.]*", re.IGNORECASE)
_IDLE = re.compile(r"[\W\d_]*(?:(?:[ap]\.?m|utc|gmt|jst|年|月|日|時|分|秒|曜)[\W\d_]*)*", re.IGNORECASE)
_STAMP = re.compile(
    r"\W*(?:last )?(?:up ?dated?|modified|posted|published|as of|now|最終更新日?時?|更新日?|公開日)\W*",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"©|\(c\)\s|copyright|all rights reserved|cookie", re.IGNORECASE)
_FEW = 200  # characters: a legal line; a longer passage that speaks of cookies may be a recipe


def items(page: LexborHTMLParser, url: str, source: Source, lang: str | None) -> tuple[Item, ...]:
    """Read the passages in order, each once, at most MOST. Their guid is a digest of their words."""
    about = _about(page)
    found: dict[str, Item] = {}
    root = page.css_first("main") or page.css_first("[role=main]") or page.body
    for passage in _passages(root) if root else []:
        key = _digest(passage)
        if key not in found and len(found) < MOST:
            found[key] = _item(passage, key, about, url, source, lang)
    return tuple(found.values())


def _item(passage: str, guid: str, about: str, url: str, source: Source, lang: str | None) -> Item:
    short = passage if len(passage) <= _LONGEST_TITLE else passage[: _LONGEST_TITLE - 1].rstrip() + "…"
    said = about.casefold() in passage.casefold() if about else True
    return Item(
        source=source.name,
        guid=guid,
        title=short if said else f"{about}: {short}",
        link=url,
        summary=text.brief(passage) if short != passage else "",
        lang=lang,
    )


def _about(page: LexborHTMLParser) -> str:
    for heading in page.css("h1"):
        if words := titles.words(heading):
            return words
    title = page.css_first("title")
    return text.plain(title.text()) if title else ""


def _digest(passage: str) -> str:
    """Name a passage by its words: case, width, spacing and running counters aside."""
    words = unicodedata.normalize("NFKC", passage).casefold()
    words = _COUNTER_BEHIND.sub(r"\1#", _COUNTER.sub("#", words))
    return (
        "text:"
        + hashlib.blake2b("".join(words.split()).encode("utf-8", "replace"), digest_size=16).hexdigest()
    )


def _passages(root: LexborNode) -> list[str]:
    """Walk the text once, in order: an element without blocks in it is a passage, and so are the words between two blocks."""
    found: list[str] = []
    waiting: list[LexborNode | str] = [root]
    while waiting and len(found) < 4 * MOST:
        node = waiting.pop()
        if isinstance(node, str):
            found.extend(_lines(node))
        elif not _is_silent(node):
            waiting.extend(reversed(_pieces(node)))
    return found


def _pieces(node: LexborNode) -> list[LexborNode | str]:
    """Give an element's blocks, and as markup the words between them; as a whole where it has no blocks."""
    if node.css_first(_INSIDE) is None or (node.tag in _BLOCKS and len(node.css(_INSIDE)) == 1):
        return [_settled(node)]
    found: list[LexborNode | str] = []
    words: list[str] = []
    for child in node.iter(include_text=True):
        if child.is_text_node:
            words.append(child.html or "")
        elif child.is_element_node and _is_inline(child):
            words.append(_settled(child))
        elif child.is_element_node:
            found += ["".join(words), child]
            words = []
    return [*found, "".join(words)]


def _is_inline(node: LexborNode) -> bool:
    return node.tag not in _BLOCKS and node.tag not in _SILENT and node.css_first(_INSIDE) is None


def _settled(node: LexborNode) -> str:
    """Give an element's markup without what is silent or passing in it."""
    markup = node.html or ""
    for silent in node.css(", ".join(_SILENT)):
        markup = markup.replace(silent.html or "", " ", 1)
    return titles.settled_markup(node, markup)


def _lines(markup: str) -> list[str]:
    lines = _BREAK.split(markup)
    whole = [markup] if len(lines) < _FEW_LINES else lines
    said = (titles.settled(text.plain(line, markup=True)) for line in whole)
    return [words for words in said if words and not _is_idle(words)]


def _is_silent(node: LexborNode) -> bool:
    tag = node.tag or ""
    if tag in _SILENT:
        return True
    if tag in _CONTENT:
        return False
    said = landmarks.names(node)
    return landmarks.is_furniture(tag, said) or (
        landmarks.is_menu(tag, said) and landmarks.is_of_short_links(node)
    )


def _is_idle(words: str) -> bool:
    """Whether a passage says nothing that lasts: numbers, times, counters, buttons, rights."""
    return bool(
        _IDLE.fullmatch(words)
        or _STAMP.fullmatch(words)
        or titles.passes(words)
        or titles.is_button(words)
        or (len(words) < _FEW and _LEGAL.search(words))
    )
