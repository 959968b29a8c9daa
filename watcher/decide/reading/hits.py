"""A name found, and which of several overlapping ones is meant.

Owns: that a more specific name rules a name within it out. Where two watches share words:
- a name that goes on with a number is the same work and more of it: "Saltwind" is also met by "Saltwind 2", whoever watches that;
- any other longer name is another work: "Monster" is not met by "Monster Hunter" once another watch has that, nor "Saltwind" by
  "Saltwind: Ember", nor "Chapter 2" by "Port Royal Chapter 2";
- what is only the beginning of a name gives way to whoever has it as the whole, and to any title that goes on otherwise.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from watcher.decide.reading.fold import Folded, fold, is_cjk
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.subjects import scanner

_WORD_BEFORE = re.compile(r"([^\W_][^\s]*)\s$")
_LONG_HEAD = 3  # words
_LOOK = 40  # characters around a name
_SUBTITLED = re.compile(r"[\s\"'”’»]*(?:[:：]|[-–—~～](?=\s))\s*(?=\w)")
_NEXT = re.compile(r"(?:['’]s?)?\s([^\W\d_][^\s]*)")


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found: whose it is, as written in the config, and where (offsets into the folded text)."""

    owner: int
    name: str
    start: int
    end: int
    misspelt: bool = False  # a letter or two are wrong
    head: bool = False  # only what stands before the name's subtitle
    form: str = ""  # its folded words


def within_another(hit: Hit, hits: Mapping[int, Sequence[Hit]], text: Folded) -> Hit | None:
    """Give the longer name of another watch that a hit lies in, and that is another work."""
    for owner, found in hits.items():
        for other in found if owner != hit.owner else ():
            inside = other.start <= hit.start and hit.end <= other.end
            if (
                inside
                and other.end - other.start > hit.end - hit.start
                and not _same_work(text, hit, other, found)
            ):
                return other
    return None


def _same_work(text: Folded, hit: Hit, other: Hit, theirs: Sequence[Hit]) -> bool:
    """Tell whether the longer name is the shorter one and its number, or who has the longer one calls the work by both."""
    if other.misspelt or other.head:
        return True
    if any((one.start, one.end, one.head) == (hit.start, hit.end, False) for one in theirs):
        return True
    return hit.start == other.start and _is_numbered(other.name, text.text[hit.start : hit.end])


@lru_cache(maxsize=4096)
def _is_numbered(name: str, head: str) -> bool:
    whole = fold(name).text
    if not whole.startswith(head) or len(whole) == len(head):
        return whole == head  # the longer form has only more letters
    rest = whole[len(head) :].lstrip(" ")
    counted = scanner().bare_number(rest, 0) or any(f.start == 0 and f.atom.key for f in scanner().scan(rest))
    return bool(counted)


def is_short_head(hit: Hit) -> bool:
    """Tell whether a name is there only by its first word or two."""
    return hit.head and len(hit.form.split(" ")) < _LONG_HEAD


def is_anothers(hit: Hit, hits: Mapping[int, Sequence[Hit]]) -> bool:
    """Tell whether what is only the beginning of a name is another watch's whole name."""
    return hit.head and any(
        (other.start, other.end, other.head) == (hit.start, hit.end, False)
        for owner, found in hits.items()
        for other in (found if owner != hit.owner else ())
    )


def begins_another(text: Folded, hit: Hit) -> bool:
    """Tell whether the beginning of a name goes on as another title: "Saltwind: A Tale of the Sea" is not met by "Saltwind: Ember"."""
    if not hit.head:
        return False
    last = text.span(hit.start, hit.end)[1]
    subtitle = _SUBTITLED.match(text.raw, last)
    follows = _NEXT.match(text.raw, last)
    after = text.text[hit.end : hit.end + _LOOK].lstrip(" ").removeprefix("s ")
    if not subtitle and is_cjk(after[:1]) and not text.raw[last : last + 1].isalnum():
        return False  # 『…』 closes it
    if (
        not subtitle
        and not is_cjk(after[:1])
        and not (follows and follows[1][0].isupper() and not text.raw.isupper())
    ):
        return False
    word = after.partition(" ")[0]
    known = word in lexicon().stop or word in lexicon().everyday or word.endswith("ly") or word[:1].isdigit()
    known = known or any(cue.start == 0 for cue in lexicon().hits(after))
    return not (known or any(found.start == 0 for found in scanner().scan(after)))


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
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start, h.head)):
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda h: h.start)
