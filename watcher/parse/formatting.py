"""Counts what HTML's own rules make of formatting that is never closed (WHATWG HTML §13.2.4.3, active formatting elements).

Each paragraph repeats every <b> and <font> that is still open: 64 kB of them become six gigabytes of elements. No honest page comes near.
"""

from collections import Counter

TAGS = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_CELLS = frozenset({"td", "th", "caption"})
_CLOSING = frozenset(
    {"p", "li", "dt", "dd", "option", "optgroup", "h1", "h2", "h3", "h4", "h5", "h6"}
)  # by being opened
_ALIKE = 3  # so many of the same kind are repeated, and no more
_SINGLE = frozenset({"a", "nobr"})  # one closes the one before


class _Frame:
    """What is open within one table or one of its cells: a cell's formatting ends with it."""

    def __init__(self, *, cell: bool) -> None:
        self.cell = cell
        self.open: dict[str, list[str]] = {}
        self.alike: Counter[tuple[str, str]] = Counter()
        self.repeated = 0
        self.count = 0

    def opened(self, tag: str, attributes: str) -> None:
        if tag in _SINGLE:
            self.closed(tag)
        self.open.setdefault(tag, []).append(attributes)
        self.alike[tag, attributes] += 1
        self.repeated += self.alike[tag, attributes] <= _ALIKE
        self.count += 1

    def closed(self, tag: str) -> None:
        if before := self.open.get(tag):
            attributes = before.pop()
            self.repeated -= self.alike[tag, attributes] <= _ALIKE
            self.alike[tag, attributes] -= 1
            self.count -= 1


class Formatting:
    """Follows a document tag by tag. `repeated`: elements that would be made anew so far; `open`: the most that stood open at once."""

    def __init__(self) -> None:
        self.repeated = 0
        self.open = 0
        self._frames = [_Frame(cell=True)]

    def see(self, tag: str, attributes: str, *, end: bool) -> None:
        """Follow one tag, its name in lower case."""
        top = self._frames[-1]
        if tag in TAGS:
            if end:
                top.closed(tag)
            else:
                top.opened(tag, attributes)
                self.open = max(self.open, sum(frame.count for frame in self._frames))
            return
        if end or tag in _CLOSING:
            self.repeated += self._standing()
        if tag == "table" or tag in _CELLS:
            self._table(tag, end=end)

    def _standing(self) -> int:
        standing = 0
        for frame in reversed(self._frames):
            standing += frame.repeated
            if frame.cell:
                break
        return standing

    def _table(self, tag: str, *, end: bool) -> None:
        if tag == "table" and not end:
            self._frames.append(_Frame(cell=False))
        elif tag == "table":
            while len(self._frames) > 1 and self._frames.pop().cell:
                pass
        elif len(self._frames) > 1:
            if self._frames[-1].cell:
                self._frames.pop()
            if not end:
                self._frames.append(_Frame(cell=True))
