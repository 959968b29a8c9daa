"""Reads items for a whole watchlist: which watches an item meets, and what it claims of each.

Owns: the compiled watchlist. Does not own: what is said of one awaited thing (awaited.py, claims.py), what is done with a claim
(stories), nor which sources a watch listens to.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from watcher.decide.reading.awaited import any_news, awaited, told
from watcher.decide.reading.fold import CJK, Folded, fold, fold_text, is_cjk
from watcher.decide.reading.hits import is_short_head
from watcher.decide.reading.keywords import KeywordMatch, Keywords
from watcher.decide.reading.lexicon import OTHERS, lexicon
from watcher.decide.reading.names import Hit, Names, at_borders
from watcher.decide.reading.near import Near, why_not
from watcher.decide.reading.sheet import Sheet, read_sheet
from watcher.decide.reading.subjects import scanner
from watcher.decide.reading.verdict import strength
from watcher.model import NEWS, Claim, Item, Watch

_RUN = re.compile(rf"[{CJK}]+|[^ {CJK}]+")
_JAPANESE_WORD = re.compile(r"[\u3400-\u9fff々〇]{2,}|[\u30a0-\u30ff]{3,}")


@dataclass(frozen=True, slots=True)
class _Met:
    """A title-watch whose name stands in the item."""

    watch: Watch
    names: tuple[tuple[Hit, ...], tuple[Hit, ...]]  # in headline, in summary

    @property
    def first(self) -> tuple[int, Hit]:
        """The part (0 headline, 1 summary) and hit that stand first."""
        return next((which, hits[0]) for which, hits in enumerate(self.names) if hits)


class Reader:
    """A watchlist, compiled once. Its verdicts depend on the item alone."""

    def __init__(self, watches: Sequence[Watch]) -> None:
        self._watches = tuple(watches)
        self._names = Names([watch.titles for watch in watches])
        self._awaited = {watch.name: tuple(map(awaited, watch.about)) for watch in watches}
        self._excluded = {watch.name: tuple(map(fold_text, watch.exclude)) for watch in watches}
        self._keywords = [Keywords(watch.name, watch.keywords) for watch in watches if watch.keywords]

    def read(self, item: Item, day: date | None = None) -> tuple[Claim, ...]:
        """Give one claim per watch and subject that the item meets, ordered by watch, the strongest first.
        `day` is what "July 4" counts from where the item has no date of its own.
        """
        title, summary = fold(item.title), fold(item.body)
        sheet: Sheet | None = None
        claims: list[Claim] = []
        for met in self._met(title, summary):
            if self._ruled_out(met.watch, title):
                continue
            sheet = sheet or read_sheet(item, title, summary, day)
            claims += _best(_doubted(one, met) for one in self._told(met, sheet))
        return tuple(claims)

    def near(self, item: Item) -> tuple[Near, ...]:
        """Give the watches that the item nearly meets, in the order of the config."""
        title, summary = fold(item.title), fold(item.body)
        texts = (title, summary)
        sheet = read_sheet(item, title, summary)
        near: dict[int, tuple[Hit, str, Folded]] = {}
        for text in texts:
            for owner, hit in self._names.nearly(text).items():
                near[owner] = hit, f'it is one letter away from "{hit.name}"', text
            for owner, (hit, why) in self._names.passed_over(text).items():
                near[owner] = hit, why, text
        for met in self._met(title, summary):
            which, hit = met.first
            near.pop(hit.owner, None)
            if lacks := self._why_not(met, sheet, title):
                near[hit.owner] = hit, lacks, texts[which]
        return tuple(
            Near(self._watches[owner].name, why, hit.name, text.words(hit.start, hit.end))
            for owner, (hit, why, text) in sorted(near.items())
        )

    def matches(self, item: Item) -> tuple[KeywordMatch, ...]:
        """Give the keyword watches that the item meets, in the order of the config."""
        if not self._keywords:
            return ()
        title, summary = fold(item.title), fold(item.body)
        return tuple(found for one in self._keywords if (found := one.match(title, summary)))

    def _met(self, title: Folded, summary: Folded) -> Iterator[_Met]:
        in_title, in_summary = self._names.find_all(title, summary)
        for which in sorted({*in_title, *in_summary}):
            names = tuple(in_title.get(which, ())), tuple(in_summary.get(which, ()))
            yield _Met(self._watches[which], names)

    def _ruled_out(self, watch: Watch, title: Folded) -> str | None:
        """Give the `not` word that stands in the headline, as it stands there."""
        for word in self._excluded[watch.name]:
            at = title.text.find(word) if word else -1
            if at >= 0 and at_borders(title.text, at, at + len(word)):
                return title.words(at, at + len(word))
        return None

    def _why_not(self, met: _Met, sheet: Sheet, title: Folded) -> str | None:
        word = self._ruled_out(met.watch, title)
        if word:
            return f'ruled out by not = "{word}"'
        if any(True for _ in self._told(met, sheet)):
            return None
        return why_not(sheet, met.names, self._awaited[met.watch.name])

    def _told(self, met: _Met, sheet: Sheet) -> Iterator[Claim]:
        name, subjects = met.watch.name, self._awaited[met.watch.name]
        if not subjects:
            yield from any_news(name, sheet, met.names)
        for one in subjects:
            yield from told(name, sheet, met.names, one)


def _doubted(one: Claim, met: _Met) -> Claim:
    """News of a name that is spelt otherwise, or of a title of which only the beginning stands there alone, may be another's: it is
    told as unconfirmed.
    """
    hits = [hit for hits in met.names for hit in hits]
    alone = not one.subject_form or one.subject in lexicon().kinds
    if one.status not in NEWS or not all(hit.misspelt or (alone and is_short_head(hit)) for hit in hits):
        return one
    how = (
        "is spelt otherwise there" if any(hit.misspelt for hit in hits) else "is there only by how it begins"
    )
    return replace(one, sure=False, why=f'{one.why}; "{met.first[1].name}" {how}')


def _best(found: Iterable[Claim]) -> list[Claim]:
    """Keep one claim a subject, the strongest first. Where one is named by its words, none is taken from
    the title alone.
    """
    claims = sorted(found, key=_weight)
    if any(one.subject_form for one in claims):
        claims = [one for one in claims if one.subject_form]
    return sorted({one.subject: one for one in claims}.values(), key=_weight, reverse=True)


def _weight(one: Claim) -> tuple[int, bool]:
    return strength(one.status), one.sure


def headline_words(item: Item, names: Sequence[str]) -> frozenset[str]:
    """Give a headline's own words, folded: without the given names, cue words and stop words. They tell
    apart the reports of a story that has no subject.
    """
    text = fold(item.title)
    gone = bytearray(len(text.text))
    spans = [(hit.start, hit.end) for hits in Names([names]).find(text).values() for hit in hits]
    spans += [(hit.start, hit.end) for hit in lexicon().hits(text.text) if hit.role not in OTHERS]
    spans += [(thing.start, thing.end) for thing in scanner().scan(text.text)]
    for start, end in spans:
        gone[start:end] = b"\x01" * (end - start)
    words: set[str] = set()
    for run in _RUN.finditer(
        "".join(" " if lost else char for char, lost in zip(text.text, gone, strict=True))
    ):
        if not is_cjk(run.group()[0]):
            words.add(run.group())
        else:  # no spaces to tell words by: runs of kanji or of katakana, as they stand
            words.update(_JAPANESE_WORD.findall(text.words(*run.span())))
    return frozenset(word for word in words if len(word) > 1 and word not in lexicon().stop)
