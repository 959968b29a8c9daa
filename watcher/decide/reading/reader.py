"""Reads items for a whole watchlist: which watches an item meets, and what it claims of each.

Owns: the compiled watchlist, and what a watch without `about` waits for. Does not own: what is done with a
claim (stories), nor which sources a watch listens to.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from watcher.decide.reading.claims import claim, strength
from watcher.decide.reading.fold import CJK, Folded, fold, fold_text, is_cjk
from watcher.decide.reading.gate import meet, others
from watcher.decide.reading.keywords import KeywordMatch, Keywords
from watcher.decide.reading.lexicon import OTHERS, lexicon
from watcher.decide.reading.names import Hit, Names, at_borders
from watcher.decide.reading.sheet import Sheet, read_sheet
from watcher.decide.reading.subjects import RELEASE, Atom, Subject, parse_about, scanner
from watcher.model import NEWS, Claim, Item, Watch

_RUN = re.compile(rf"[{CJK}]+|[^ {CJK}]+")
_JAPANESE_WORD = re.compile(r"[\u3400-\u9fff々〇]{2,}|[\u30a0-\u30ff]{3,}")
_OPEN_UNITS = ("season", "part", "cour", "volume", "book", "chapter", "movie")
_OPEN_KINDS = frozenset(
    {"movie", "anime", "game", "series", "manga", "sequel", "prequel", "remake", "remaster", "reboot", "dlc",
     "spin-off", "ova", "live action", "stage play", "english release", "english dub"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """A watch that an item nearly meets: `why` in plain words, the watch's name that hit and the words that
    hit.
    """

    watch: str
    why: str
    name: str
    form: str


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
        self._subjects = {watch.name: tuple(map(parse_about, watch.about)) for watch in watches}
        self._excluded = {watch.name: tuple(map(fold_text, watch.exclude)) for watch in watches}
        self._keywords = [Keywords(watch.name, watch.keywords) for watch in watches if watch.keywords]

    def read(self, item: Item, day: date | None = None) -> tuple[Claim, ...]:
        """Give one claim per watch and subject that the item meets, ordered by watch, the strongest first.
        `day` is what "July 4" counts from where the item has no date of its own.
        """
        title, summary = fold(item.title), fold(item.summary)
        sheet: Sheet | None = None
        claims: list[Claim] = []
        for met in self._met(title, summary):
            if self._ruled_out(met.watch, title):
                continue
            sheet = sheet or read_sheet(item, title, summary, day)
            subjects = self._subjects[met.watch.name]
            awaited = (claim(met.watch.name, sheet, met.names, subject) for subject in subjects)
            found = awaited if subjects else _any_news(met, sheet)
            claims += _best(_doubted(one, met) for one in found if one)
        return tuple(claims)

    def near(self, item: Item) -> tuple[Near, ...]:
        """Give the watches that the item nearly meets: another number, no awaited subject, or ruled out by
        `not`.
        """
        title, summary = fold(item.title), fold(item.summary)
        texts = (title, summary)
        sheet = read_sheet(item, title, summary)
        near = []
        for met in self._met(title, summary):
            which, hit = met.first
            why = self._why_not(met, sheet, title)
            if why:
                near.append(Near(met.watch.name, why, hit.name, texts[which].words(hit.start, hit.end)))
        return tuple(near)

    def matches(self, item: Item) -> tuple[KeywordMatch, ...]:
        """Give the keyword watches that the item meets, in the order of the config."""
        if not self._keywords:
            return ()
        title, summary = fold(item.title), fold(item.summary)
        return tuple(found for one in self._keywords if (found := one.match(title, summary)))

    def _met(self, title: Folded, summary: Folded) -> Iterator[_Met]:
        in_title, in_summary = self._names.find(title), self._names.find(summary)
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
        subjects = self._subjects[met.watch.name]
        if not subjects or any(meet(sheet, met.names, subject) for subject in subjects):
            return None
        units = {subject.numbered for subject in subjects if subject.numbered}
        instead = [
            str(a)
            for unit in units
            for p, h in zip(sheet.parts, met.names, strict=True)
            for a in others(p, h, unit)
        ]
        awaited = " or ".join(subject.normal for subject in subjects)
        if instead:
            return f"it names {', '.join(dict.fromkeys(instead))}, not {awaited}"
        return f"it names the title, but not {awaited}"


def _doubted(one: Claim, met: _Met) -> Claim:
    """News of a name that is spelt otherwise may be another's: it is told as unconfirmed."""
    if one.status not in NEWS or not all(hit.misspelt for hits in met.names for hit in hits):
        return one
    return replace(one, sure=False, why=f'{one.why}; "{met.first[1].name}" is spelt otherwise there')


def _any_news(met: _Met, sheet: Sheet) -> Iterator[Claim | None]:
    """Claim whatever the headline names of a title: numbered things first, then kinds, else the release
    itself.
    """
    part, hits = sheet.title, met.names[0]
    outside = [t.atom for t in part.things if not any(t.start < h.end and t.end > h.start for h in hits)]
    numbered = [a for a in outside if a.key and a.unit in _OPEN_UNITS]
    kinds = [a for a in outside if not a.key and a.unit in _OPEN_KINDS]
    atoms: list[Atom] = list(dict.fromkeys(numbered or kinds))
    found = [claim(met.watch.name, sheet, met.names, Subject(str(a), (a,))) for a in atoms] if hits else []
    yield from found
    if not any(found):
        yield claim(met.watch.name, sheet, met.names, RELEASE)


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
