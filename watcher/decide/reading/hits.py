"""A name found, and which of several overlapping ones is meant.

Owns: that a more specific name rules a name within it out. Where two watches share words:
- a name that goes on after a mark or a number is the same work and more of it: "Saltwind" is also met by "Saltwind: Ember" and
  by "Saltwind 2", whoever watches those;
- any other longer name is another work: "Monster" is not met by "Monster Hunter" once somebody watches that, nor "Chapter 2"
  by "Port Royal Chapter 2".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from watcher.decide.reading.fold import Folded, fold
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.subjects import scanner

_GOES_ON = re.compile(r"\s*[^\w\s'’.&]|\s+\d|\s+[-–—~～]")
_WORD_BEFORE = re.compile(r"([^\W_][^\s]*)\s$")
_LOOK = 40  # characters around a name


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: whose it is, as written in the config, and where (offsets into the folded text)."""

    owner: int
    name: str
    start: int
    end: int
    misspelt: bool = False  # a letter or two are wrong


def within_another(hit: Hit, hits: Mapping[int, Sequence[Hit]], text: Folded) -> Hit | None:
    """Give the longer name of another watch that a hit lies in, and that is another work."""
    for owner, found in hits.items():
        for other in found if owner != hit.owner else ():
            inside = other.start <= hit.start and hit.end <= other.end
            if inside and other.end - other.start > hit.end - hit.start and not _same_work(text, hit, other):
                return other
    return None


def _same_work(text: Folded, hit: Hit, other: Hit) -> bool:
    """Tell whether the longer name is the shorter one and more of it: a subtitle, a number."""
    if hit.start != other.start or other.misspelt:
        return other.misspelt
    return _goes_on(other.name, text.text[hit.start : hit.end])


@lru_cache(maxsize=4096)
def _goes_on(name: str, head: str) -> bool:
    whole = fold(name)
    if not whole.text.startswith(head) or len(whole.text) == len(head):
        return whole.text == head  # the longer form has only more letters: a plural
    rest = whole.text[len(head) :].lstrip(" ")
    counted = scanner().bare_number(rest, 0) or any(f.start == 0 and f.atom.key for f in scanner().scan(rest))
    return bool(counted) or bool(_GOES_ON.match(whole.raw, whole.ends[len(head) - 1]))


def counts_another(text: Folded, hit: Hit) -> bool:
    """Tell whether a name that is but a number of something ("Chapter 2") counts another title's: "Port Royal Chapter 2"."""
    if not _is_count(text.text[hit.start : hit.end]):
        return False
    after = text.text[hit.end : hit.end + _LOOK].lstrip(" ")
    if any(found.start == 0 and found.atom.key for found in scanner().scan(after)):
        return True
    first = text.span(hit.start, hit.end)[0]
    word = _WORD_BEFORE.search(text.raw[:first])
    if not word or not (word[1][0].isupper() or text.raw.islower()) or word[1][-1] in ":;,-–—|":
        return False
    window = text.text[max(0, hit.start - _LOOK) : max(0, hit.start - 1)]
    told = any(cue.end == len(window) for cue in lexicon().hits(window))
    kind = any(found.end == len(window) for found in scanner().scan(window))
    return not (told or kind or window.rpartition(" ")[2] in lexicon().stop)


@lru_cache(maxsize=4096)
def _is_count(form: str) -> bool:
    return any(f.atom.key and (f.start, f.end) == (0, len(form)) for f in scanner().scan(form))


def longest(hits: Sequence[Hit]) -> list[Hit]:
    """Of overlapping hits of one owner the longest stays; in order."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)
