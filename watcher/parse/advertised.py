"""Decides which addresses on a page are feeds that it offers: its own declarations first, then links that name themselves so.

Whether a feed is really there, nobody has asked yet. Which of them is the best one is for a person to say.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.parse import text

MOST = 20  # addresses; a page that names more of them names those of other pages

_TYPES = re.compile(
    r"\s*(?:application|text)/(?:(?:rss|atom|rdf)\+xml|feed\+json)\s*(?:;.*)?", re.IGNORECASE | re.DOTALL
)
_VAGUE_TYPES = re.compile(
    r"\s*(?:application|text)/(?:xml|json|rss|atom)\s*(?:;.*)?", re.IGNORECASE | re.DOTALL
)
_ADDRESS = re.compile(
    r"(?:^feed:|\.(?:rss|atom|rdf|rss2)$|/(?:rss|atom|rdf|feed|index)\d?\.(?:xml|json|rdf)$|(?:^|/)(?:feed|rss|atom|rss2)/?$|[?&](?:feed|format|type)=(?:rss2?|atom)\b)",
    re.IGNORECASE,
)
_NOT_THE_PAGES_OWN = re.compile(
    r"comments?/feed|/feed/comments|add\?|subscribe\?|/sub/|\?url=|/(?:topics?|tags?|wiki|search|category)/(?:rss|atom|feed)/?$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\W*(?:rss|atom|rdf|xml)?\W*(?:feeds?|rss|atom)\W*(?:2\.0|1\.0|0\.3|配信|フィード)?\W*|rss\s*フィード|フィード",
    re.IGNORECASE,
)


def feeds(page: LexborHTMLParser, base: str) -> tuple[str, ...]:
    """Give the addresses of the feeds that a page names, absolute against `base`, the likeliest first."""
    declared = [_address(link, base) for link in page.css("link[href]") if _declares(link)]
    found = (
        declared if any(declared) else [_address(link, base) for link in page.css("a[href]") if _names(link)]
    )
    return tuple(dict.fromkeys(address for address in found if address))[:MOST]


def _declares(link: LexborNode) -> bool:
    """A link element with rel=alternate and a feed's type (the practice of RSS and Atom autodiscovery; HTML, link type "alternate")."""
    relations = (link.attributes.get("rel") or "").lower().split()
    kind = link.attributes.get("type") or ""
    if "alternate" in relations and "stylesheet" not in relations:
        return bool(_TYPES.fullmatch(kind) or (_VAGUE_TYPES.fullmatch(kind) and _ADDRESS.search(_href(link))))
    return "feed" in relations and not kind.lower().startswith("text/html")


def _names(link: LexborNode) -> bool:
    href = _href(link)
    if _NOT_THE_PAGES_OWN.search(href):
        return False
    if _TYPES.fullmatch(link.attributes.get("type") or ""):
        return True
    return bool(_ADDRESS.search(href.partition("#")[0]) or _NAME.fullmatch(_words(link)))


def _words(link: LexborNode) -> str:
    picture = link.css_first("img[alt]")
    spoken = (
        link.text(),
        link.attributes.get("title"),
        link.attributes.get("aria-label"),
        picture.attributes.get("alt") if picture else None,
    )
    return next((words for said in spoken if said and (words := " ".join(said[:200].split()))), "-")


def _href(link: LexborNode) -> str:
    return (link.attributes.get("href") or "").strip()


def _address(link: LexborNode, base: str) -> str | None:
    """feed:// and feed:https:// are how some readers were called."""
    href = re.sub(r"^feed:(?://)?(?=https?:)", "", _href(link), flags=re.IGNORECASE)
    return text.absolute(re.sub(r"^feed:", "http:", href, flags=re.IGNORECASE), base)
