"""What a page shows at first sight: how much it says, how many links lead on, what it asks for. It judges nothing (standin.py does)."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from watcher.model import one_line

_WIDE = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSEEN = ["script", "style", "noscript", "template", "svg", "head"]
_MOST_LINKS = 2_000  # looked at; no page that stands in for another has as many
_MOST_WORDS = 20_000  # characters looked at; of a title or heading, and of what <noscript> says:
_MOST_OF_A_LINE = 2_000
_HEADLINE = 20  # characters, as `weight` counts them
_PUBLISHED = """
    article time[datetime] meta[property^='og:'] script[type='application/ld+json']
    link[rel='alternate'][type*='xml'] link[rel='canonical']
"""  # what publishers write for readers and search engines; who guards a site does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """A page at first sight. Texts are on one line, as written."""

    title: str
    headings: tuple[str, ...]  # the first few, h1 and h2
    sentences: tuple[str, ...]  # the first few paragraphs
    words: str  # all that is seen
    unscripted: str  # what <noscript> says
    weight: int  # of `words`: characters, those of East Asia counted as three
    headlines: int  # links to different addresses whose text is as long as a headline
    links: int
    published: bool  # it has marks of something written to be read and found
    moves: bool  # it runs a script, or goes elsewhere by itself
    asks: int  # fields for a person's words: text, mail, comment


def weight(text: str) -> int:
    """How much a text says: its characters, those of East Asia counted as three."""
    return len(text) + 2 * len(_WIDE.findall(text))


def at(page: LexborHTMLParser) -> Glance:
    """Look at a page."""
    bare = page.clone()
    bare.strip_tags(_UNSEEN)
    words = one_line(bare.body.text(separator=" ")[:_MOST_WORDS]) if bare.body else ""
    anchors = page.css("a[href]")[:_MOST_LINKS]
    fields = (
        "input:not([type]), input[type='text' i], input[type='email' i], input[type='search' i], textarea"
    )
    return Glance(
        title=_text(page.css_first("head title") or page.css_first("title")),
        headings=tuple(found for node in page.css("h1, h2")[:4] if (found := _text(node))),
        sentences=tuple(
            found for node in page.css("p, h3, center, pre, strong")[:6] if (found := _text(node))
        ),
        words=words,
        unscripted=" ".join(_text(node) for node in page.css("noscript")[:5])[:_MOST_OF_A_LINE],
        weight=weight(words),
        headlines=len({a.attributes.get("href") for a in anchors if weight(_text(a)) >= _HEADLINE}),
        links=len(anchors),
        published=page.css_first(", ".join(_PUBLISHED.split())) is not None,
        moves=page.css_first("script, meta[http-equiv='refresh' i]") is not None,
        asks=len(page.css(fields)),
    )


def _text(node: LexborNode | None) -> str:
    return one_line(node.text(separator=" ")[:_MOST_OF_A_LINE]) if node else ""
