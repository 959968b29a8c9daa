"""Decides what the names on a page's elements say: which part of the page an element belongs to, and which of its names will last.

Knows HTML's own words and the habits of the people who write class names; nothing of links or lists.
"""

import re
from functools import lru_cache
from itertools import pairwise

from selectolax.lexbor import LexborNode

from watcher.parse import text

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDENTIFIER = re.compile(r"-?[^\W\d][\w-]*")

_FURNITURE_TAGS = frozenset({"footer", "aside", "noscript", "template", "dialog"})
_MENU_TAGS = frozenset({"nav", "menu", "header", "form"})
_MENU_WORDS = """
    nav navi navbar navigation gnav gnavi globalnav menu menus submenu megamenu dropdown offcanvas drawer hamburger tabs
    header masthead topbar toolbar
"""
_FURNITURE_WORDS = """
    footer foot bottombar colophon copyright copy
    sidebar sidebars side aside rail secondary widgetarea
    breadcrumb breadcrumbs crumb crumbs pankuzu topicpath pager pagers pagination paging pagenav paginate pagelink pagelinks
    tags tagcloud tagged keywords cloud
    social sns share sharing follow bookmarks
    lang language languages locale switcher
    related relatedposts recommend recommended recommendations ranking popular trending mostread
    comments commentlist respond reply replies trackback trackbacks
    login signin signup register userbar account cart basket search filter filters facet facets
    cookie cookies consent gdpr privacy banner banners ad ads advert advertisement sponsor sponsors sponsored promo
    blogroll partners partner affiliates friends archives calendar legend stats whosonline moderators
    skip skiplink hidden
"""
_FURNITURE = frozenset(_FURNITURE_WORDS.split())
_MENU = frozenset(_MENU_WORDS.split())
_CONTENT_WORDS = (
    "main content contents article articles news newslist topics posts entries blog threads results products"
)
_CONTENT = frozenset(_CONTENT_WORDS.split())
_CONTENT_TAGS = frozenset({"main", "article"})

_MENU_LINKS = 3
_HEADLINE = 30  # Latin letters wide
_HEADER_LINKS = 6  # an entry has a header too: its headline, its author, its date

_STATE_WORDS = """
    odd even first last active current selected new hot sticky pinned unread read old hover open opened closed collapsed expanded
    show hide hidden visible focus disabled alt clearfix cf clear lazy lazyload lazyloaded loaded loading animated fade in out js nojs
    featured highlight
"""
_STATES = frozenset(_STATE_WORDS.split())
_HASHED = re.compile(
    r"^(?:css|sc|jsx|emotion|svelte|styled)-|\d|__?[A-Za-z0-9]*[A-Z][a-z0-9]*[A-Z][A-Za-z0-9]*$"
)


@lru_cache(maxsize=20_000)
def words(name: str) -> frozenset[str]:
    """Give the words of a class or id: "side-bar", "sideBar" and "side_bar" are the same."""
    parts = [part.lower() for part in _WORD.findall(name)]
    joined = {first + second for first, second in pairwise(parts)}
    return frozenset(parts) | joined


@lru_cache(maxsize=20_000)
def lasts(name: str) -> bool:
    """Whether a class or id will most likely be there tomorrow, on other entries too: no number, no hash, no state."""
    return (
        bool(_IDENTIFIER.fullmatch(name))
        and name.lower() not in _STATES
        and not _HASHED.search(name)
        and len(name) < 50
    )


def classes(node: LexborNode) -> list[str]:
    """Give the classes of an element, as written."""
    return (node.attributes.get("class") or "").split()


def names(node: LexborNode) -> frozenset[str]:
    """Give the words of an element's classes, id and role."""
    given = node.attributes
    found: frozenset[str] = frozenset()
    for key in ("class", "id", "role"):
        for name in (given.get(key) or "").split():
            found |= words(name)
    return found


def is_furniture(tag: str, said: frozenset[str]) -> bool:
    """Whether an element is of the kind that stands around the content: bars, counters, advertisements."""
    return tag in _FURNITURE_TAGS or not _FURNITURE.isdisjoint(said)


def is_menu(tag: str, said: frozenset[str]) -> bool:
    """Whether an element calls itself a menu or a header: where it is one, its words are links."""
    return tag in _MENU_TAGS or not _MENU.isdisjoint(said)


def is_content(tag: str, said: frozenset[str]) -> bool:
    """Whether an element calls itself the content."""
    return tag in _CONTENT_TAGS or not _CONTENT.isdisjoint(said)


def is_of_links(node: LexborNode) -> bool:
    """Whether most of an element's words are links, and of more links than an entry's header has."""
    links = node.css("a[href]")
    letters = len("".join(node.text().split()))
    fewest = _HEADER_LINKS if node.tag == "header" else _MENU_LINKS
    return len(links) >= fewest and sum(len("".join(link.text().split())) for link in links) > 0.6 * letters


def is_of_short_links(node: LexborNode) -> bool:
    """Whether an element is a bunch of links that are too short for headlines."""
    if not is_of_links(node):
        return False
    links = node.css("a[href]")
    return sum(text.width(link.text()) for link in links) < _HEADLINE * len(links)
