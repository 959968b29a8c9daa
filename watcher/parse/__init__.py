"""Bytes to items. What a body is, is found out by looking at it: the content type is only a hint, and only for the encoding.

A kind of document is a module with `looks_like` and `read`, and one line in `_KINDS`; a page is what is left.
"""

from typing import Protocol

from watcher.errors import ParseError
from watcher.model import Document, Response, Source, one_line
from watcher.parse import clean, feed, jsonfeed, page, standin
from watcher.parse.bounds import COMMENT, sections
from watcher.parse.page import selector_problem

__all__ = ["parse", "selector_problem"]


class _Kind(Protocol):
    def looks_like(self, head: str, /) -> bool:
        """Whether a text that begins so is of this kind."""

    def read(self, body: str, response: Response, source: Source, /) -> Document:
        """Read it; ParseError when it is not of this kind after all."""


_KINDS: tuple[_Kind, ...] = (jsonfeed, feed)
_HEAD = 65_536  # characters; what a body is shows before that


def parse(
    response: Response, source: Source, *, kind: str | None = None, found: str | None = None
) -> Document:
    """Read what a source answered. Pure; may take a second for a large feed, so call it off the event loop.

    `kind`: what this source's document was before ("feed", "json", "page", "text"); `found`: the selector that its list was found with.
    A feed without entries is a good document. Raises ParseError(source.name) when the body is neither a feed nor a readable page, or not
    what it was before; its `sign` says what it is instead.
    """
    try:
        return _read(response, source, kind, found)
    except ParseError as error:
        instead = None if error.sign else standin.of_bytes(response.body or b"", response.content_type)
        if instead is None:
            raise
        raise ParseError(source.name, instead[1], sign=instead[0]) from error


def _read(response: Response, source: Source, kind: str | None, found: str | None) -> Document:
    body = clean.text_of(response.body or b"", response.content_type, source.name)
    if not body.strip():
        raise ParseError(source.name, "the answer is empty")
    head = "".join(markup for opener, markup in sections(body[:_HEAD], COMMENT) if not opener)
    for form in _KINDS:
        if form.looks_like(head):
            return form.read(body, response, source)
    if page.looks_like(head) or source.select is not None or source.text:
        return page.read(body, response, source, kind=kind, found=found)
    if head.lstrip().startswith("<"):
        return feed.read(body, response, source)  # a dialect we never saw, perhaps: feedparser may know it
    raise ParseError(
        source.name, f"the answer is neither a feed nor a page; it begins with {one_line(head[:200])[:40]!r}"
    )
