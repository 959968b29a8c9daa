"""Finds the words of a page's article by looking: the element whose own paragraphs say most, without what stands around them."""

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.parse import text
from watcher.parse.glance import weight

_AROUND = (
    *(
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "nav",
        "aside",
        "form",
        "button",
        "select",
        "dialog",
        "figcaption",
    ),
    *("header", "footer"),
)
_PARAGRAPHS = "p, h2, h3, h4, blockquote, pre, dd, li"
_SAYING = 40  # weight of a paragraph that says something
_PROSE = frozenset("p blockquote pre".split())  # noqa: SIM905  read as a line
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "br",
        "em",
        "font",
        "i",
        "img",
        "ruby",
        "rt",
        "rp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    }
)
_NAMED = "[itemprop='articleBody'], [class*='article-body' i], [class*='entry-content' i], [class*='post-content' i]"
_ODD = "[class*='comment' i], [class*='related' i], [class*='share' i], [class*='sidebar' i], [class*='breadcrumb' i], [id*='comment' i]"
_MOST = 20_000  # elements looked at


def find(page: LexborHTMLParser) -> str:
    """Give the article's words, a paragraph a line; "" where nothing says enough."""
    bare = page.clone()
    if bare.body is None:
        return ""
    for node in bare.css(", ".join(_AROUND))[:_MOST]:
        if node.tag not in ("header", "footer") or node.css_first("p") is None:
            node.decompose()
    for node in bare.css(_ODD)[:_MOST]:
        if node.tag not in ("html", "body", "main", "article"):
            node.decompose()
    best = _fullest(bare)
    return "\n".join(_lines(best)) if best is not None else ""


def _fullest(page: LexborHTMLParser) -> LexborNode | None:
    """The element with the most to say in paragraphs of its own; those of its children count half."""
    said: dict[int, float] = {}
    nodes: dict[int, LexborNode] = {}
    for paragraph in [*page.css("p, blockquote, pre")[:_MOST], *_bare_blocks(page)]:
        worth = _worth(paragraph)
        parent = paragraph.parent
        for share in (1.0, 0.5):
            if not worth or parent is None or parent.tag in ("html", "-undef"):
                break
            nodes.setdefault(parent.mem_id, parent)
            said[parent.mem_id] = said.get(parent.mem_id, 0) + worth * share
            parent = parent.parent
    if not said:
        return page.css_first(_NAMED)
    named = {node.mem_id for node in page.css(_NAMED)}
    best = max(said, key=lambda key: said[key] * (1.5 if key in named else 1))
    return nodes[best]


def _bare_blocks(page: LexborHTMLParser) -> Iterator[LexborNode]:
    """Blocks that hold text and no other blocks: where a page has no paragraphs, these are."""
    for node in page.css("div, td, section, article")[:_MOST]:
        if all(child.tag in _INLINE or child.is_text_node for child in node.iter(include_text=True)):
            yield node


def _worth(paragraph: LexborNode) -> float:
    """What a paragraph says that is not the text of a link."""
    whole = weight(paragraph.text(strip=True))
    linked = sum(weight(link.text(strip=True)) for link in paragraph.css("a"))
    return whole - 2 * linked if whole - 2 * linked >= _SAYING else 0.0


def _lines(best: LexborNode) -> Iterator[str]:
    found = best.css(_PARAGRAPHS)[:_MOST]
    if not any(node.tag in _PROSE for node in found):
        found = [
            node for node in best.css("div, td, section")[:_MOST] if not node.css_first("div, td, section")
        ] or [best]
    inside: set[int] = set()
    for node in found:
        if node.mem_id in inside:
            continue
        inside.update(child.mem_id for child in node.css(_PARAGRAPHS) if child.mem_id != node.mem_id)
        if node.tag == "li" and not _worth(node):
            continue  # a list of links leads on; it does not belong to the article
        if line := text.plain(node.html, markup=True):
            yield line
