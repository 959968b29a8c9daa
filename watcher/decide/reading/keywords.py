"""Plain keywords and the user's own patterns: met or not, no status.

Owns: what a keyword means ("word", "-word", "/regex/") and the time a pattern may take. A pattern that
takes too long counts as a match that is unsure: silence about real news is the worse error.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from watcher.decide.reading.fold import Folded, fold_text
from watcher.decide.reading.names import at_borders

SECONDS = 0.1  # what all patterns of one watch may take on one item


@dataclass(frozen=True, slots=True)
class KeywordMatch:
    """A keyword watch met an item: the words as they stand in it. `unsure`: a pattern ran out of time, and
    says so in `words`.
    """

    watch: str
    words: tuple[str, ...]
    unsure: bool = False


class Keywords:
    """One watch's keywords, compiled. Raises ValueError where a /regex/ can't be compiled."""

    def __init__(self, watch: str, keywords: Iterable[str]) -> None:
        self._watch = watch
        self._wanted: list[_Keyword] = []
        self._unwanted: list[_Keyword] = []
        for word in keywords:
            out = word.startswith("-")
            (self._unwanted if out else self._wanted).append(_Keyword(word.removeprefix("-").strip()))

    def match(self, title: Folded, summary: Folded) -> KeywordMatch | None:
        """Give what is met: any wanted keyword in headline or summary, no unwanted one."""
        texts = [text for text in (title, summary) if text.raw]
        out, late_out = _find(self._unwanted, texts)
        if out:
            return None
        words, late = _find(self._wanted, texts)
        if not words and not late:
            return None
        return KeywordMatch(self._watch, (*words, *late, *late_out), unsure=bool(late or late_out))


def _find(keywords: Iterable["_Keyword"], texts: Iterable[Folded]) -> tuple[list[str], list[str]]:
    """Give the words that hit, and a sentence where a pattern ran out of time: after it no other is tried."""
    words: dict[str, None] = {}
    late: list[str] = []
    for keyword in keywords:
        for text in texts:
            if late and keyword.slow:
                break
            try:
                found = keyword.find(text)
            except TimeoutError:
                late.append(f"{keyword.written} took longer than {SECONDS} s")
                break
            if found:
                words[found] = None
    return list(words), late


class _Keyword:
    def __init__(self, written: str) -> None:
        self.written = written
        self._pattern: regex.Pattern[str] | None = None
        self._folded = fold_text(written)
        if len(written) > 2 and written.startswith("/") and written.endswith("/"):
            try:
                self._pattern = regex.compile(written[1:-1], regex.IGNORECASE)
            except regex.error as error:
                raise ValueError(f"{written}: {error}") from error

    @property
    def slow(self) -> bool:
        """Whether it is a pattern of the user's, which can take any time."""
        return self._pattern is not None

    def find(self, text: Folded) -> str | None:
        """Give the words that hit, as they stand in the text. Raises TimeoutError where a pattern takes too long."""
        if self._pattern is None:
            return self._plain(text)
        found = self._pattern.search(text.raw, timeout=SECONDS)
        return found.group() or self.written if found else None

    def _plain(self, text: Folded) -> str | None:
        at = text.text.find(self._folded) if self._folded else -1
        while at >= 0:
            if at_borders(text.text, at, at + len(self._folded)):
                return text.words(at, at + len(self._folded))
            at = text.text.find(self._folded, at + 1)
        return None
