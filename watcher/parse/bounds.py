"""Decides what is too much: which markup would cost the parsers behind us more than it is worth.

Both parsers have quadratic corners (a tag with thousands of attributes, thousands of open elements). One linear look in front of them is
cheaper than a time limit around them. What is refused here is no honest feed or page.
"""

import re
from collections.abc import Iterator, Mapping

from watcher.errors import ParseError

MAX_ENTRIES = 20_000
MAX_TAGS = 400_000

# Never two ways to read the same character and no way back (possessive), so the search is linear.
_TAG = re.compile(r"""<(/?)([A-Za-z_][^\s/<>]*)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_VALUES = re.compile(r""""[^"]*+"|'[^']*+'""")
_NEVER_DEEP = frozenset(  # empty, or closed by what follows, or kept flat by HTML's own rules
    "area base br col embed hr img input link meta param source track wbr p li dt dd td th tr tbody thead tfoot option optgroup "
    "colgroup a b big code em font i nobr s small strike strong tt u".split()
)
_ENTRY = re.compile(r"(?:[\w.-]+:)?(?:item|entry)", re.IGNORECASE)


def sections(text: str, closers: Mapping[str, str], opener: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Split text at passages that are no markup (comments, CDATA, scripts): ("", markup) and (opener as found, lowered; its inside).

    `closers` maps each opener to what ends it. One that never ends is left in the markup around it.
    """
    start, position = 0, 0
    endless: set[str] = set()  # found no end once: there is none further on, and looking again would be quadratic
    while match := opener.search(text, position):
        position = match.end()
        kind = match[0].lower()
        end = -1 if kind in endless else text.find(closers[kind], position)
        if end < 0:
            endless.add(kind)
            continue
        yield "", text[start : match.start()]
        yield kind, text[position:end]
        start = position = end + len(closers[kind])
    yield "", text[start:]


class Bounds:
    """Counts what a document's markup holds, piece by piece; raises ParseError(name) once it is too much."""

    def __init__(self, name: str, *, attributes: int, depth: int) -> None:
        self._name = name
        self._attributes = attributes
        self._max_depth = depth
        self._tags = 0
        self._depth = 0

    def see(self, markup: str) -> None:
        """Count one piece of markup: no comments, CDATA or scripts in it."""
        self._tags += markup.count("<")
        if self._tags > MAX_TAGS:
            raise ParseError(self._name, f"the answer has more than {MAX_TAGS:,} tags")
        for end, tag, rest in _TAG.findall(markup):
            if len(rest) > self._attributes and _VALUES.sub("", rest).count("=") > self._attributes:
                raise ParseError(self._name, f"the answer has a tag with more than {self._attributes} attributes")
            if end or not rest.endswith("/"):
                self._step(tag.lower(), -1 if end else 1)

    def _step(self, tag: str, by: int) -> None:
        if tag in _NEVER_DEEP:
            return
        if by > 0 and _ENTRY.fullmatch(tag):
            self._depth = min(self._depth, 4)  # what the entry before left open is its own affair
        self._depth = max(0, self._depth + by)
        if self._depth > self._max_depth:
            raise ParseError(self._name, f"the answer nests more than {self._max_depth} elements into each other")
