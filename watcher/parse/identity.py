"""Decides what of a page's links tells one entry from another, where the address alone would not do from one visit to the next.

A visit's own number goes from the link: it is nobody else's business, and dead tomorrow. A signature or a slug stays in it, for the link
may need it; there a key says what will be the same next time. Whether a key was seen before is decided elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from watcher.model import Item

_VISIT_NAMES = """
    s sid sess sessid session session_id sessionid phpsessid jsessionid aspsessionid oscsid zenid cfid cftoken xtcsid osid visit
"""
_VISIT = frozenset(_VISIT_NAMES.split())
_ROTATING_NAMES = "token sig sign signature hash hmac nonce key csrf ts time timestamp expires exp rnd rand random cb cachebust _ t"
_ROTATING = frozenset(_ROTATING_NAMES.split())
_TOKEN = re.compile(r"(?=\D*\d)[\w.-]{8,}", re.ASCII)
_LONG_TOKEN = re.compile(r"(?=[^\d]*\d)(?=[^A-Za-z]*[A-Za-z])[A-Za-z0-9]{20,}", re.ASCII)
_SHARED = 3  # links with one token: it can't tell them apart
_NUMBER = re.compile(r"\d+")
_DAY = re.compile(r"(?:19|20)\d{2}(?:\d{2}(?:\d{2})?)?")


def told_apart(items: Sequence[Item]) -> tuple[Item, ...]:
    """Give a page's entries without our visit's number in their links, each once, with a guid where the link alone would not do."""
    links = [item.link for item in items if item.link]
    tokens = _visit_tokens(links)
    numbered = _have_numbers(links)
    first: dict[tuple[str | None, str], Item] = {}
    for item in items:
        link = _without_visit(item.link, tokens) if item.link else None
        guid = _key(link, item.title, numbered=numbered) if link else None
        first.setdefault((guid or link, item.title), replace(item, link=link, guid=guid))
    return tuple(first.values())


def _visit_tokens(links: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Find the query parameters, name and value, that all of a list's links got for this one visit."""
    pairs = [pair for link in links if "?" in link for pair in _query(link) if _LONG_TOKEN.fullmatch(pair[1])]
    values: dict[str, set[str]] = {}
    for name, value in pairs:
        values.setdefault(name, set()).add(value)
    return frozenset(
        pair for pair, count in Counter(pairs).items() if count >= _SHARED and len(values[pair[0]]) == 1
    )


def _without_visit(link: str, tokens: frozenset[tuple[str, str]]) -> str:
    if "?" not in link:
        return link
    pairs = _query(link)
    kept = [
        pair
        for pair in pairs
        if pair not in tokens and not (pair[0].casefold() in _VISIT and _TOKEN.fullmatch(pair[1]))
    ]
    return link if len(kept) == len(pairs) else urlunsplit(urlsplit(link)._replace(query=urlencode(kept)))


def _have_numbers(links: Sequence[str]) -> bool:
    """Whether it is the numbers in a list's links that tell them apart, and not the words beside those."""
    paths = {urlsplit(link)[1:3] for link in links}
    return len(paths) >= _SHARED and len({(host, _numbered(path)) for host, path in paths}) == len(paths)


def _key(link: str, title: str, *, numbered: bool) -> str | None:
    """Give what identifies an entry whose link may look different next time: signed, stamped, or with a slug beside its number.

    None where link and title do that. The title is part of it, as it is without a key.
    """
    parts = urlsplit(link)
    path = _numbered(parts.path) if numbered else parts.path
    pairs = _query(link) if parts.query else []
    lasting = [p for p in pairs if not (p[0].casefold() in _ROTATING and _TOKEN.fullmatch(p[1]))]
    if path == parts.path and len(lasting) == len(pairs):
        return None
    place = f"#{parts.fragment}" if parts.fragment else ""
    return f"page:{(parts.hostname or '').removeprefix('www.')}{path}?{urlencode(lasting)}{place} {title}"


def _query(link: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(link).query, keep_blank_values=True)


def _numbered(path: str) -> str:
    """Give a path without the words beside and behind an entry's number: "/news/4711-old-words" is "/news/4711".

    A year or a day is no number of an entry: there the words are all that tells it from the next.
    """
    segments = path.split("/")
    for index, segment in enumerate(segments):
        numbers = [n for n in _NUMBER.findall(segment) if len(n) >= 3 and not _DAY.fullmatch(n)]
        if len(numbers) == 1:
            behind = [_NUMBER.findall(rest) for rest in segments[index + 1 :]]
            return "/".join([*segments[:index], numbers[0], *("-".join(found) for found in behind)]).rstrip(
                "/"
            )
    return path
