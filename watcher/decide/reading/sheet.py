"""One item, read once for all watches: folded texts, cues, named things, dates, and where clauses and
sentences end.

Owns: how a text is cut. Sentences end at . ! ? 。; clauses also at , ; : dashes and turning words. A
headline's last part after a dash is usually the outlet's name, and its words say nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from watcher.decide.reading.fold import Folded
from watcher.decide.reading.lexicon import OTHERS, ROLES, CueHit, lexicon, settle
from watcher.decide.reading.periods import When, find_dates
from watcher.decide.reading.subjects import Found, scanner
from watcher.model import Item

# a point behind one capital ("N. America", "U.S.") or a short form ("Mr. Kim") ends nothing
_SHORT = (
    "Mr",
    "Ms",
    "Mrs",
    "Dr",
    "St",
    "No",
    "vs",
    "Vol",
    "Bros",
    "Jr",
    "Sr",
    "Inc",
    "Co",
    "Ltd",
    "feat",
    "ft",
    "Ep",
    "Ch",
    "Pt",
)
_POINT = r"(?<!\b[A-Z])" + "".join(rf"(?<!\b{word})" for word in _SHORT) + r"[.…]+"
_SENTENCE = re.compile(rf"{_POINT}[\"'”’)\]]*(?=\s+[^a-z0-9\s])|[!?؟]+[\"'”’)\]]*(?=\s)|[。！？\n]")
_HEADLINE = re.compile(
    rf"{_POINT}(?=\s+[^a-z0-9\s])|[!?؟]+(?=\s)|[。！？\n]"
)  # a quoted name may end with a mark
_CLAUSE = re.compile(r"[,;:،؛、，；：()（）「」『』【】]|\s\+\s|\s[-–—―|]+\s|[–—―]")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.\s*$")
_BEGIN = re.compile(r"[:：¿]|\s[-–—|]+\s|[–—]")  # a question may begin here, not after a comma
_OUTLET = re.compile(r"\s[-–—|]\s+(?P<outlet>[^\s|–—]+(?:\s[^\s|–—-]+){0,3})\s*$")
_CITES = (":", "：", "-", "–", "—", "|")
_DOUBTS_IN_OUTLET = frozenset(
    {"cited", "roundup", "hedge", "denied", "question", "asks", "rumour", "hearsay"}
)
_FACTS_IN_OUTLET = frozenset(ROLES[: ROLES.index("carrier")])
_SITE = re.compile(r"\w\.[A-Za-z]{2,}\b")  # "Release.tv"
_LIKE_CUES = frozenset({"coming soon", "out now"})  # what outlets are called, too


@dataclass(frozen=True, slots=True)
class Part:
    """A headline or a summary, read. Offsets are into `text.text`; cuts are sorted offsets where a new
    piece begins.
    """

    where: str  # "title" or "summary"
    text: Folded
    cues: tuple[CueHit, ...]
    things: tuple[Found, ...]
    dates: tuple[When, ...]
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    questions: tuple[int, ...]  # where question marks stand: offsets of the letters before them

    def sentence(self, at: int) -> int:
        """Give the number of the sentence that a folded offset lies in."""
        return bisect_right(self.sentences, at)

    def clause(self, at: int) -> int:
        """Give the number of the clause that a folded offset lies in."""
        return bisect_right(self.clauses, at)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An item, read: `day` is its date, None where it has none. article: its summary is the beginning of the article itself."""

    title: Part
    summary: Part
    day: date | None
    article: bool = False

    @property
    def parts(self) -> tuple[Part, Part]:
        """Headline, then summary."""
        return self.title, self.summary


def read_sheet(item: Item, title: Folded, summary: Folded, day: date | None = None) -> Sheet:
    """Read an item's folded texts; `day` is what dates count from where the item has none of its own."""
    day = item.published.date() if item.published else day
    return Sheet(_read("title", title, day), _read("summary", summary, day), day, bool(item.article))


def uncut(sheet: Sheet, names: Sequence[Sequence[tuple[int, int]]]) -> Sheet:
    """Give the sheet as a watch reads it: no sentence or clause ends within its names, which stand at
    `names` in headline and summary ("Nailed It! Halloween", "Title: Subtitle").
    """
    title, summary = (_joined(part, spans) for part, spans in zip(sheet.parts, names, strict=True))
    return replace(sheet, title=title, summary=summary)


def _joined(part: Part, spans: Sequence[tuple[int, int]]) -> Part:
    own = {cut for start, end in spans for cut in range(start + 1, end)}
    if own.isdisjoint(part.clauses):
        return part
    sentences = tuple(cut for cut in part.sentences if cut not in own)
    clauses = tuple(cut for cut in part.clauses if cut not in own)
    return replace(part, sentences=sentences, clauses=clauses)


def _read(where: str, text: Folded, day: date | None) -> Part:
    hits = lexicon().hits(text.text)
    things, dates = scanner().scan(text.text), find_dates(text, day)
    marks = (_HEADLINE if where == "title" else _SENTENCE).finditer(text.raw)
    ends = _cuts(text, [found.end() for found in marks])
    sentences = tuple(cut for cut in ends if not _counted(text, cut, [*things, *dates]))
    pauses = _cuts(text, [found.start() for found in _CLAUSE.finditer(text.raw)])
    turns = {hit.start for hit in hits if hit.role == "turn" and hit.start}
    clauses = tuple(sorted({*sentences, *pauses, *turns}))
    asked = [found.start() for found in re.finditer(r"[?？؟]", text.raw)]
    questions = tuple(_before(text, at) for at in asked)
    begins = {0, *sentences, *_cuts(text, [found.start() for found in _BEGIN.finditer(text.raw)])}
    cues = settle(hit for hit in hits if _whole(hit, sentences, begins) and _alone(hit, begins, text))
    end = _outlet(text, cues, [*things, *dates]) if where == "title" else len(text.text)
    return Part(
        where,
        text,
        tuple(hit for hit in cues if hit.start < end),
        tuple(thing for thing in things if thing.start < end and not _asides(thing, cues)),
        tuple(when for when in dates if when.start < end),
        sentences,
        clauses,
        questions,
    )


def _alone(hit: CueHit, begins: set[int], text: Folded) -> bool:
    """Tell whether one who is cited stands alone before a colon or at the end; other cues may stand anywhere."""
    if hit.role != "cited":
        return True
    after = text.raw[text.ends[hit.end - 1] :].lstrip()
    ends = hit.end == len(text.text) or after[:1] in _CITES
    return hit.start in begins and ends


def _asides(thing: Found, cues: list[CueHit]) -> bool:
    """Tell whether a thing is only a part of another: in "the author's new series" no season is counted."""
    return any(
        hit.role in OTHERS
        and hit.start <= thing.start
        and thing.end <= hit.end
        and hit.end - hit.start > thing.end - thing.start
        for hit in cues
    )


def _counted(text: Folded, cut: int, named: Sequence[Found | When]) -> bool:
    """Tell whether a point only makes a number an ordinal: "2. Staffel", "12. Oktober"."""
    inside = any(one.start < cut < one.end for one in named)
    return inside and _ORDINAL.search(text.raw, 0, text.starts[cut]) is not None


def _cuts(text: Folded, raw_offsets: list[int]) -> tuple[int, ...]:
    """Turn raw offsets into the folded offsets where what follows begins."""
    cuts = (bisect_right(text.starts, at - 1) for at in raw_offsets)
    return tuple(sorted({_skip_space(text.text, cut) for cut in cuts if 0 < cut < len(text.text)}))


def _skip_space(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] == " " else at


def _before(text: Folded, raw_offset: int) -> int:
    """Give the folded offset of the last character before a raw offset."""
    at = max(bisect_right(text.starts, raw_offset) - 1, 0)
    return at - 1 if at and text.text[at : at + 1] == " " else at


def _outlet(text: Folded, cues: list[CueHit], named: Sequence[Found | When]) -> int:
    """Give where the outlet's name begins, the text's end where there is none."""
    outlet = _OUTLET.search(text.raw)
    if not outlet:
        return len(text.text)
    start = bisect_right(text.starts, outlet.start("outlet") - 1)
    return len(text.text) if _speaks(text, start, outlet["outlet"], cues, named) else start


def _speaks(text: Folded, start: int, tail: str, cues: list[CueHit], named: Sequence[Found | When]) -> bool:
    """Tell whether a headline's last part says something: it counts, gives a date, doubts, or states a fact.
    "Coming Soon" is what outlets are called: it says so only where nothing before it does.
    """
    if _SITE.search(tail):
        return False
    inside = [hit for hit in cues if hit.start >= start]
    if any(hit.role in _DOUBTS_IN_OUTLET for hit in inside):
        return True
    if any(one.start >= start and _tells(one) for one in named):
        return True
    facts = [hit for hit in inside if hit.role in _FACTS_IN_OUTLET]
    said = any(hit.role in ROLES and hit.end <= start for hit in cues)
    whole = facts and not set(_left(text.text, start, facts)) - lexicon().stop
    if whole:
        return not said or text.text[start:].strip() not in _LIKE_CUES
    called = all(word[:1].isupper() or not word[:1].isalpha() for word in tail.split())  # a proper name
    shown = any(one.start >= start and isinstance(one, Found) and one.atom.unit == "trailer" for one in named)
    return (bool(facts) or shown) and not (called and said)


def _tells(one: Found | When) -> bool:
    """Tell whether a date or a thing is no part of a name: "season 2", "May 2027", but not "India Today"."""
    if isinstance(one, Found):
        return bool(one.atom.key)
    return not one.loose or bool(one.period and re.search(r"\d", one.period.text))


def _left(text: str, start: int, facts: Sequence[CueHit]) -> list[str]:
    """Give the words behind an offset that are no fact's."""
    words = "".join(
        " " if any(f.start <= at < f.end for f in facts) else text[at] for at in range(start, len(text))
    )
    return words.split()


def _whole(hit: CueHit, sentences: tuple[int, ...], begins: set[int]) -> bool:
    """Tell whether a cue lies in one sentence; a question must also begin one."""
    one = bisect_right(sentences, hit.start) == bisect_right(sentences, hit.end - 1)
    return one and (hit.role != "asks" or hit.start in begins)
