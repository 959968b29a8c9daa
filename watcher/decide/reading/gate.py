"""The gate: does an item meet a subject at all, and where do its words stand.

Owns: what "Title 2" and "Title renewed" stand for, and what is another number. Does not own: when the title alone is enough
(alone.py), what the item says of it (claims.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from watcher.decide.reading.alone import alone, within
from watcher.decide.reading.counting import FINAL, NEXT
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.names import Hit, at_borders
from watcher.decide.reading.sheet import Part, Sheet
from watcher.decide.reading.subjects import Atom, Subject, scanner

Span = tuple[int, int]
_OPEN, _CLOSE = ("(", "（", "〔"), (")", "）", "〕")
_LOOK = 40  # characters behind a name
_INFLECTED = 3  # letters: a shorter word is taken as it stands
_ENDINGS = ("", "e", "s", "es", "ed", "ing", "er", "ers")
_OF_ITS_OWN = frozenset(
    {
        "movie",
        "game",
        "book",
        "manga",
        "live action",
        "stage play",
        "musical",
        "album",
        "song",
        "event",
        "spin-off",
        "dlc",
        "ova",
    }
)  # no season
_AFTER_TITLE = ("season", "movie", "volume", "book", "version", "generation")


@dataclass(frozen=True, slots=True)
class Met:
    """A subject met in a part: where its name and its words stand. `bare`: the title alone stands for it."""

    part: Part
    names: tuple[Hit, ...]
    subject: tuple[Span, ...]
    bare: bool = False


def meet(sheet: Sheet, names: Sequence[Sequence[Hit]], subject: Subject) -> list[Met]:
    """Give the parts that name the subject, or for which the title is enough; empty: not met."""
    if not any(names):
        return []
    spans = [_subject_spans(part, hits, subject) for part, hits in zip(sheet.parts, names, strict=True)]
    if not all(any(_phrase(part, phrase) for part in sheet.parts) for phrase in subject.phrases):
        return []
    bare = alone(sheet.title, names[0], subject)
    met = []
    for part, hits, (whole, found) in zip(sheet.parts, names, spans, strict=True):
        if whole and found:
            met.append(Met(part, tuple(hits), tuple(found)))
        elif bare and hits:
            met.append(Met(part, tuple(hits), (), bare=True))
        elif hits and (show := _show_level(part, sheet.title, hits, subject)):
            met.append(Met(part, tuple(hits), tuple(show)))
    return met


def _subject_spans(part: Part, hits: Sequence[Hit], subject: Subject) -> tuple[bool, list[Span]]:
    """Give (every unit met, where) in a part."""
    named: dict[Atom, list[Span]] = {}
    for thing in part.things:
        if not within(thing.start, thing.end, hits):
            named.setdefault(thing.atom, []).append((thing.start, thing.end))
    for atom, span in _after_title(part, hits, subject):
        named.setdefault(atom, []).append(span)
    whole, spans = True, []
    for unit in dict.fromkeys(atom.unit for atom in subject.atoms):
        wanted = [atom for atom in subject.atoms if atom.unit == unit]
        here = [span for atom in wanted for a, found in named.items() if _same(atom, a) for span in found]
        whole = whole and bool(here)
        spans += here
    if not subject.atoms:
        spans = [span for phrase in subject.phrases for span in _phrase(part, phrase)]
        whole = bool(spans)
    return whole, sorted(set(spans))


_ALIKE = (  # what outlets call by each other's name
    frozenset({"part", "cour"}),
    frozenset({"remake", "remaster", "reboot", "revival"}),
    *(frozenset({unit, "installment"}) for unit in ("season", "movie", "book", "part")),
)


def _same(wanted: Atom, found: Atom) -> bool:
    if wanted == found or (
        wanted.key == found.key and any({wanted.unit, found.unit} <= units for units in _ALIKE)
    ):
        return True
    return wanted.key == FINAL == found.key and {wanted.unit, found.unit} == {"season", "chapter"}


def _after_title(part: Part, hits: Sequence[Hit], subject: Subject) -> list[tuple[Atom, Span]]:
    """Read "Title 2" as the second of what counts, and as its sequel."""
    found = []
    for hit in hits:
        found += _around_title(part, hit)
        number = scanner().bare_number(part.text.text, hit.end)
        if number:
            key, start, end = number
            units = [atom.unit for atom in subject.atoms if atom.key and atom.unit in _AFTER_TITLE]
            found += [(Atom(unit, key), (start, end)) for unit in units]
            found.append((Atom("sequel"), (start, end)))
    return found


def title_number(part: Part, hit: Hit) -> str:
    """Give the number in brackets right behind a title, as booksellers write a volume: 『Title』（12）."""
    number = scanner().bare_number(part.text.text, hit.end)
    if not number:
        return ""
    first, last = part.text.span(number[1], number[2])
    return (
        number[0]
        if part.text.raw[first - 1 : first] in _OPEN and part.text.raw[last : last + 1] in _CLOSE
        else ""
    )


def _around_title(part: Part, hit: Hit) -> list[tuple[Atom, Span]]:
    """Read "3rd Title film" as the third film: the title stands between the number and what it counts."""
    text = part.text.text
    before = text[: hit.start].rstrip().rpartition(" ")[2]
    after = text[hit.end : hit.end + _LOOK].lstrip(" ")
    start = hit.end + len(text[hit.end :]) - len(text[hit.end :].lstrip(" "))
    words = f"{before} {after}"
    at = len(before) + 1
    return [
        (f.atom, (start, start + f.end - at))
        for f in scanner().scan(words)
        if before
        and f.atom.key
        and f.start == 0
        and f.end > at
        and not after[: f.end - at].strip().count(" ")
    ]


def _show_level(part: Part, headline: Part, hits: Sequence[Hit], subject: Subject) -> list[Span]:
    """Take "Title renewed" and "Title sequel" for the season that is awaited, where the part counts no other
    one and names no other kind of thing.
    """
    atom = subject.numbered
    if not atom or atom.unit not in ("season", "part", "cour", "episode"):
        return []
    instead = others(part, hits, atom) or others(headline, (), atom)
    if not all(_comes_after(atom, other) for other in instead):
        return []
    roles = {"renewed", "dropped", "cancelled"}
    if instead:
        roles = {"renewed", "dropped"} if atom.key == NEXT else {"dropped"}
    named = {part.sentence(hit.start) for hit in hits}
    other = {
        part.sentence(t.start)
        for t in part.things
        if t.atom.unit in _OF_ITS_OWN and not within(t.start, t.end, hits)
    }
    spans = [(c.start, c.end) for c in part.cues if c.role in roles and part.sentence(c.start) not in other]
    if not instead and part.where == "title" and not any(t.atom.unit in _OF_ITS_OWN for t in part.things):
        spans += [(t.start, t.end) for t in part.things if t.atom.unit == "sequel"]
    return [span for span in sorted(spans) if part.where == "title" or part.sentence(span[0]) in named]


def _comes_after(atom: Atom, other: Atom) -> bool:
    if not other.key.isdigit():
        return False
    return atom.key == NEXT or (atom.key.isdigit() and int(other.key) < int(atom.key))


def others(part: Part, hits: Sequence[Hit], atom: Atom) -> list[Atom]:
    """Give the things of the same unit that are named instead ("season 3")."""
    named = (
        t.atom
        for t in part.things
        if t.atom.unit == atom.unit and t.atom.key and not within(t.start, t.end, hits)
    )
    return [other for other in dict.fromkeys(named) if other != atom and other.key != NEXT]


def _phrase(part: Part, phrase: str) -> list[Span]:
    """Give where a phrase stands; its words may stand apart in a sentence ("to be streamed for free")."""
    spans = list(_found(part.text.text, phrase))
    words = [word for word in phrase.split(" ") if word not in lexicon().stop]
    if spans or len(words) <= 1:
        return spans
    apart = [span for word in words if (span := _any_form(part.text.text, word))]
    one = len({part.sentence(start) for start, _ in apart}) == 1
    return apart if one and len(apart) == len(words) else []


def _any_form(text: str, word: str) -> Span | None:
    """Find a word in any of its endings: "price" also as prices, priced, pricing."""
    stem = word.removesuffix("s").removesuffix("e") if len(word) > _INFLECTED else word
    ways = (word, *(stem + end for end in _ENDINGS)) if len(word) > _INFLECTED else (word, f"{word}s")
    return next((span for way in ways for span in _found(text, way)), None)


def _found(text: str, words: str) -> Iterator[Span]:
    at = text.find(words)
    while at >= 0:
        if at_borders(text, at, at + len(words)):
            yield at, at + len(words)
        at = text.find(words, at + 1)
