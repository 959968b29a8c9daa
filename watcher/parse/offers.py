"""Gives the feeds that a page names, of a page that holds nothing else we can read: no list, no text, or an error's own page."""

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from watcher.errors import ParseError
from watcher.parse import advertised, clean, text
from watcher.parse.bounds import bound_page


def offered(body: bytes, content_type: str, url: str) -> tuple[str, ...]:
    """Give the addresses of the feeds that a body names, likeliest first; () where it is no page. Never raises.

    url: its final address.
    """
    try:
        markup = clean.text_of(body, content_type, "")
        bound_page(markup, "")
        page = LexborHTMLParser(markup)
    except (ParseError, SelectolaxError, ValueError):
        return ()
    base = page.css_first("base[href]")
    return advertised.feeds(page, (text.absolute(base.attributes.get("href"), url) if base else None) or url)
