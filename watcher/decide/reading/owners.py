"""Whose "season 2" is it: the watch's own title's, or another work's beside it.

Owns: when a title only says who somebody is ("the studio behind Title"), and what looks like another title: quotes,
capital letters. Does not own: which facts go with which (works.py).
"""

import re
from bisect import bisect_left
from collections.abc import Sequence

from watcher.decide.reading.fold import CJK
from watcher.decide.reading.lexicon import OVERLAYS, lexicon
from watcher.decide.reading.scope import FACTS, Span
from watcher.decide.reading.sheet import Part

WORD = re.compile(rf"[{CJK}]|[^\W{CJK}]+")
_QUOTED = re.compile(
    r"[「『](?P<kana>[^」』]+)[」』]|(?:^|(?<=[\s(:]))[\"“‘'](?P<latin>[^\"”“]+?)[\"”’'](?!\w)"
)
_APART = re.compile(r"[,;、；，]")
_LINKS = frozenset({"", "s"})  # between a title and "author": "Title's author"
_FORMS = frozenset({"tv"})


class Owners:
    """A part in which a watch's titles stand at `names`."""

    def __init__(self, part: Part, names: Sequence[Span]) -> None:
        self.part, self.names = part, names
        self._quotes = _quotes(part, names)

    def foreign(self, span: Span, spans: Sequence[Span]) -> bool:
        """Tell whether what is counted at `span` is another work's. spans: all that the subject counts in the part."""
        part = self.part
        sentence = part.sentence(span[0])
        names = [n for n in self.names if part.sentence(n[0]) == sentence]
        if any(self._adjacent(name, span) for name in names):
            return False
        if not names:
            return False
        if self._in_quotes(span):
            return True
        oblique = all(self._oblique(name, span) for name in names)
        if oblique and self._work_between(names, span):
            return True
        if not (self.unknown_before(span[0]) or (oblique and self._unknown_after(span[1]))):
            return False
        others = [s for s in spans if s != span]
        paired = any(self._adjacent(name, other) for name in names for other in others)
        return oblique or paired or self._clause_apart(names, span)

    def _adjacent(self, name: Span, span: Span) -> bool:
        """Tell whether only kinds ("anime") stand between a title and what is counted."""
        start, end = min(name[1], span[1]), max(name[0], span[0])
        if start > end:
            return True
        if any(start <= q[0] and q[1] <= end for q in self._quotes):
            return self.gap(start, self._first_quote(start)) == 0 and name[1] <= span[0]
        if name[0] > span[1] and self.part.clause(name[0]) != self.part.clause(span[0]):
            return False
        kinds = [(t.start, t.end) for t in self.part.things]
        words = (w for w in WORD.finditer(self.part.text.text, start, end) if w[0] not in lexicon().stop)
        return all(w[0] in _FORMS or any(a <= w.start() < b for a, b in kinds) for w in words)

    def _first_quote(self, at: int) -> int:
        return min(q[0] for q in self._quotes if q[0] >= at)

    def _in_quotes(self, span: Span) -> bool:
        """Tell whether another title stands in quotes right before it, or after "of"."""
        left = any(b <= span[0] and self._kinds_only(b, span[0]) for _, b in self._quotes)
        of = [c.end for c in self.part.cues if c.role == "of" and 0 <= c.start - span[1] <= 1]
        return left or any(0 <= a - end <= 1 for a, _ in self._quotes for end in of)

    def _kinds_only(self, start: int, end: int) -> bool:
        kinds = [(t.start, t.end) for t in self.part.things]
        words = (w for w in WORD.finditer(self.part.text.text, start, end))
        skip = lexicon().stop
        return all(w[0] in skip or w[0] == "の" or any(a <= w.start() < b for a, b in kinds) for w in words)

    def _oblique(self, name: Span, span: Span) -> bool:
        """Tell whether a title only says who somebody is: "the studio behind Title", "Title's author announces"."""
        text, cues = self.part.text.text, self.part.cues
        makers = [c for c in cues if c.role in ("maker", "person")]
        if any(c.role == "maker" and 0 <= name[0] - c.end <= 1 for c in makers):
            return True
        behind = any(c.start >= name[1] and text[name[1] : c.start].strip() in _LINKS for c in makers)
        acts = any(
            c.role in FACTS and name[1] <= c.start < span[0] and self._title(c.end, span[0]) for c in cues
        )
        return behind and (acts or self._work_between([name], span) or bool(self._quotes))

    def _title(self, start: int, end: int) -> bool:
        """Tell whether all words between could be a title: each has its capital, or is a small one."""
        words = WORD.finditer(self.part.text.text, start, end)
        skip = lexicon().stop
        return all(w[0] in skip or self._kind(w) or self.unknown(w, w.end()) for w in words)

    def _work_between(self, names: Sequence[Span], span: Span) -> bool:
        """Tell whether "new series" or the like stands between: "Title author's new series gets season 2"."""
        first = min(b for _, b in names)
        return any(c.role == "another" and first <= c.end <= span[0] for c in self.part.cues)

    def _clause_apart(self, names: Sequence[Span], span: Span) -> bool:
        """Tell whether the title has a clause and a fact of its own, parted by a comma or "as"."""
        part, here = self.part, self.part.clause(span[0])
        homes = {part.clause(a) for a, _ in names}
        facts = {part.clause(c.start) for c in part.cues if c.role in FACTS}
        if here in homes or not homes & facts or here not in facts:
            return False
        start, end = min(span[0], *(a for a, _ in names)), max(span[0], *(a for a, _ in names))
        raw = part.text.raw[part.text.starts[start] : part.text.starts[end]]
        turns = any(c.role == "turn" and start < c.start < end for c in part.cues)
        return turns or _APART.search(raw) is not None

    def unknown_before(self, at: int) -> bool:
        """Tell whether a word with a capital that no table knows stands right before, as titles do."""
        text = self.part.text.text
        words = list(WORD.finditer(text, 0, at))
        while words and (words[-1][0] in lexicon().stop or words[-1][0] in _FORMS or self._kind(words[-1])):
            words.pop()
        return bool(words) and self.unknown(words[-1], at)

    def _unknown_after(self, at: int) -> bool:
        of = [c.end for c in self.part.cues if c.role == "of" and 0 <= c.start - at <= 1]
        words = (WORD.search(self.part.text.text, end) for end in of)
        return any(w is not None and self.unknown(w, w.end()) for w in words)

    def _kind(self, word: re.Match[str]) -> bool:
        return any(t.start <= word.start() < t.end and not t.atom.key for t in self.part.things)

    def unknown(self, word: re.Match[str], at: int) -> bool:
        """Tell whether a word of the clause that ends at `at` has a capital, and no table and no title of ours knows it."""
        part = self.part
        if part.clause(word.start()) != part.clause(max(at - 1, word.start())):
            return False
        known = [(c.start, c.end) for c in part.cues if c.role != "of"]
        known += [(t.start, t.end) for t in part.things]
        known += [*((d.start, d.end) for d in part.dates), *self.names]
        return part.text.raw[part.text.starts[word.start()]].isupper() and not any(
            a <= word.start() < b for a, b in known
        )

    def gap(self, start: int, end: int) -> int:
        """Count the words between two places that are no title of ours and tell something."""
        text = self.part.text.text
        inside = WORD.finditer(text, start, max(start, end))
        kept = (w for w in inside if not any(a <= w.start() < b for a, b in self.names))
        return sum(w[0] not in lexicon().stop and w[0] != "の" for w in kept)


def _quotes(part: Part, names: Sequence[Span]) -> list[Span]:
    """Give what stands in quotes and is none of our titles."""
    text, found = part.text, []
    for quote in _QUOTED.finditer(text.raw):
        group = "kana" if quote["kana"] else "latin"
        start, end = (bisect_left(text.starts, at) for at in quote.span(group))
        said = any(start <= c.start < end and c.role not in OVERLAYS for c in part.cues)
        said = said or quote[group][:1].islower()  # a word that is only quoted
        if start < end and not said and not any(a < end and b > start for a, b in names):
            found.append((start, end))
    return found
