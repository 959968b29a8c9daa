"""Decides what is too much: which markup would cost the parsers behind us more than it is worth.

Both parsers have quadratic corners (a tag with thousands of attributes, thousands of open elements). One linear look in front of them is
cheaper than a time limit around them. What is refused here is no honest feed or page.
"""

import re
from collections.abc import Iterator

from watcher.errors import ParseError
from watcher.parse.formatting import Formatting

MAX_ENTRIES = 20_000
MAX_TAGS = 500_000
FEED_TAGS, ENTRY_TAGS = (
    100_000,
    25,
)  # of a feed: in all, and more for each entry; the most honest has a fifth, and 27 an entry
MAX_PAGE_TAGS = 100_000  # a page's are all kept, at half a kilobyte each
MAX_STRAYS = 100_000
_MAX_ANGLES = 4 * MAX_TAGS  # those in CDATA and scripts too
_MAX_REPEATED = 100_000  # formatting elements that HTML's rules would make anew
_MAX_OPEN = 5_000  # of them open at once
MAX_UNENDED = 50_000  # elements of a feed; it is read twice where one is left open, at 20 µs each

COMMENT, CDATA, INSTRUCTION, SCRIPT, STYLE = "<!--", "<![cdata[", "<?", "<script", "<style"
_CLOSERS = {
    COMMENT: re.compile("-->"),
    CDATA: re.compile("]]>"),
    INSTRUCTION: re.compile(r"\?>"),
    SCRIPT: re.compile(r"</script\s*>", re.IGNORECASE),
    STYLE: re.compile(r"</style\s*>", re.IGNORECASE),
}
# Never two ways to read the same character and no way back (possessive), so the search is linear.
_TAG = re.compile(r"""<(/?)([A-Za-z_][^\s/<>]*)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_VALUES = re.compile(r""""[^"]*+"|'[^']*+'""")
_FLAT = """
    area base br col embed hr img input link meta param source track wbr
    p li dt dd td th tr tbody thead tfoot option optgroup colgroup
    a b big code em font i nobr s small strike strong tt u
"""  # empty, or closed by what follows, or kept flat by HTML's own rules; XML has none of these, so a feed's count as unended
_NEVER_DEEP = frozenset(_FLAT.split())
_ENTRY_TAG = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ENTRY = re.compile(r"(?:[\w.-]+:)?(?:item|entry)", re.IGNORECASE)


def sections(text: str, *openers: str) -> Iterator[tuple[str, str]]:
    """Split text at passages that are no markup (comments, CDATA, scripts): ("", markup) and (opener, what it opens).

    `openers` are some of those that `_CLOSERS` knows. A passage that never ends is left in the markup around it.
    """
    opener = re.compile("|".join(map(re.escape, openers)), re.IGNORECASE)
    start, position = 0, 0
    endless: set[str] = (
        set()
    )  # found no end once: there is none further on, and looking again would be quadratic
    while match := opener.search(text, position):
        position = match.end()
        kind = match[0].lower()
        end = None if kind in endless else _CLOSERS[kind].search(text, position)
        if end is None:
            endless.add(kind)
            continue
        yield "", text[start : match.start()]
        yield kind, text[position : end.start()]
        start = position = end.end()
    yield "", text[start:]


class Bounds:
    """Counts what a document's markup holds, piece by piece; raises ParseError(name) once it is too much."""

    def __init__(
        self,
        name: str,
        *,
        attributes: int,
        depth: int,
        tags: int = MAX_TAGS,
        per_entry: int = 0,
        unended: int = MAX_TAGS,
    ) -> None:
        self._name = name
        self._max_unended = unended
        self._unended = 0
        self._max_tags = tags
        self._per_entry = per_entry  # so many more for each entry: what is no entry has few tags
        self._entries = 0
        self._attributes = attributes
        self._max_depth = depth
        self._tags = 0
        self._strays = 0
        self._depth = 0
        self._formatting = Formatting()

    def see(self, markup: str) -> None:
        """Count one piece of markup: no comments, CDATA or scripts in it."""
        self._tags += markup.count("<")
        if self._per_entry:
            self._entries += sum(1 for _ in _ENTRY_TAG.finditer(markup))
        most = min(MAX_TAGS, self._max_tags + self._per_entry * self._entries)
        if self._tags > most:
            raise ParseError(self._name, f"the answer has more than {most:,} tags")
        for found in _TAG.finditer(
            markup
        ):  # not all at once: a list of them would be larger than the document
            end, tag, rest = found.groups()
            if len(rest) > self._attributes and _VALUES.sub("", rest).count("=") > self._attributes:
                raise ParseError(
                    self._name, f"the answer has a tag with more than {self._attributes} attributes"
                )
            name = tag.lower()
            self._formatting.see(name, rest, end=bool(end))
            if end or not rest.endswith("/"):
                self._step(name, -1 if end else 1)
                self._unended = max(0, self._unended + (-1 if end else 1))
                if self._unended > self._max_unended:
                    raise ParseError(
                        self._name, f"the answer leaves more than {self._max_unended:,} elements open"
                    )
        if self._formatting.repeated > _MAX_REPEATED or self._formatting.open > _MAX_OPEN:
            raise ParseError(
                self._name, "the answer leaves too much formatting open: each paragraph would repeat it"
            )

    def mended(self, strays: int) -> None:
        """Count what had to be mended: a few hundred are a careless publisher's, a hundred thousand are not."""
        self._strays += strays
        if self._strays > MAX_STRAYS:
            raise ParseError(
                self._name, f"the answer is too broken: more than {MAX_STRAYS:,} stray characters"
            )

    def _step(self, tag: str, by: int) -> None:
        if tag in _NEVER_DEEP:
            return
        if by > 0 and _ENTRY.fullmatch(tag):
            self._depth = min(self._depth, 4)  # what the entry before left open is its own affair
            self._formatting = Formatting()
        self._depth = max(0, self._depth + by)
        if self._depth > self._max_depth:
            raise ParseError(
                self._name, f"the answer nests more than {self._max_depth} elements into each other"
            )


def bound_size(markup: str, name: str) -> None:
    """Raise ParseError(name) where not even a look at each tag is worth it: one search through twenty million holds every thread."""
    if markup.count("<") > _MAX_ANGLES:
        raise ParseError(name, f"the answer has more than {_MAX_ANGLES:,} tags")


def bound_page(markup: str, name: str) -> None:
    """Raise ParseError(name) where a page is too much: the most honest ones have an eighth of these tags, and a tenth of this depth."""
    bound_size(markup, name)
    bounds = Bounds(name, attributes=256, depth=256, tags=MAX_PAGE_TAGS)
    for kind, piece in sections(markup, COMMENT, SCRIPT, STYLE):
        bounds.see("<" if kind else piece)  # a script is one element, whatever it holds
