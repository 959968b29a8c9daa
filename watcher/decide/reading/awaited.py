"""What an item says of each thing that a watch awaits.

Owns: that every number is its own story ("new volume" is volume 7 when volume 7 is named), every edition too, and what a watch
without `about` waits for. Does not own: what is said of one subject (claims.py), what an edition is (editions.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from watcher.decide.reading.alone import within
from watcher.decide.reading.claims import claim
from watcher.decide.reading.counting import FINAL, NEXT
from watcher.decide.reading.editions import Edition, editions, split
from watcher.decide.reading.gate import title_number
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.names import Hit
from watcher.decide.reading.scope import FACTS, Span
from watcher.decide.reading.sheet import Part, Sheet
from watcher.decide.reading.subjects import RELEASE, Atom, Subject, parse_about
from watcher.model import NEWS, Claim

_OPEN_UNITS = ("season", "part", "cour", "volume", "book", "chapter", "movie")
_OPEN_KINDS = frozenset(
    {"movie", "anime", "game", "series", "manga", "sequel", "prequel", "remake", "remaster", "reboot", "dlc",
     "spin-off", "ova", "live action", "stage play", "english release", "english dub"}
)  # fmt: skip

_Names = Sequence[Sequence[Hit]]  # in the headline, in the summary


@dataclass(frozen=True, slots=True)
class Awaited:
    """One `about` of a watch: the subject, and the editions that it asks for (none: any)."""

    subject: Subject
    editions: tuple[str, ...] = ()

    @property
    def normal(self) -> str:
        """What the story is keyed by: "volume 6 english"."""
        return " ".join([self.subject.normal, *self.editions])


@lru_cache(maxsize=4096)
def awaited(about: str) -> Awaited:
    """Read what a person typed."""
    return Awaited(*split(parse_about(about), about))


def told(watch: str, sheet: Sheet, names: _Names, one: Awaited) -> Iterator[Claim]:
    """Give what an item says of an awaited thing: a claim for every number and edition that it names."""
    coming = one.subject.numbered
    claims: list[Claim] = []
    if coming and coming.key == NEXT:
        for key in _keys(sheet, names, coming.unit):
            claims += _claims(watch, sheet, names, _with_number(one.subject, coming, key), one.editions)
    plain = _claims(watch, sheet, names, one.subject, one.editions) if not _any_news_in(claims) else []
    yield from claims
    yield from plain if not claims or _any_news_in(plain) else ()


def _any_news_in(claims: Iterable[Claim]) -> bool:
    return any(one.status in NEWS for one in claims)


def _claims(watch: str, sheet: Sheet, names: _Names, subject: Subject, wanted: Sequence[str]) -> list[Claim]:
    found = claim(watch, sheet, names, subject)
    return list(_of_edition(found, sheet, subject, wanted)) if found else []


def any_news(watch: str, sheet: Sheet, names: _Names) -> Iterator[Claim]:
    """Give what an item says of whatever its headline names of a title: numbered things first, then kinds, else the release itself."""
    hits, kinds = names[0], lexicon().kinds
    outside = [thing.atom for thing in sheet.title.things if not within(thing.start, thing.end, hits)]
    numbered = [atom for atom in outside if atom.key and atom.unit in _OPEN_UNITS]
    others = [a for a in outside if not a.key and (a.unit in _OPEN_KINDS or kinds[a.unit].edition)]
    atoms = list(dict.fromkeys(numbered or others)) if hits else []
    found = [one for atom in atoms for one in told(watch, sheet, names, Awaited(Subject(str(atom), (atom,))))]
    yield from found
    if not found and (release := claim(watch, sheet, names, RELEASE)):
        yield release


def _keys(sheet: Sheet, names: _Names, unit: str) -> list[str]:
    """Give the numbers that are new: those of the headline, and the highest of the summary where it is higher. A number that stands
    only in the summary of a headline that speaks of "the new one" may be the one before it.
    """
    keys = _numbers(sheet.title, names[0], unit)
    more = max(_numbers(sheet.summary, names[1], unit), key=_size, default="")
    unnamed = any(thing.atom == Atom(unit, NEXT) for thing in sheet.title.things)
    if (
        more
        and (not keys or _size(more) > max(map(_size, keys)))
        and not (unnamed and _is_behind(sheet, unit, more))
    ):
        keys.append(more)
    return keys


def _size(key: str) -> float:
    return float(key) if key.replace(".", "", 1).isdigit() else 0


def _is_behind(sheet: Sheet, unit: str, key: str) -> bool:
    """Tell whether a summary only says that a number is out: "Season 2 aired in 2021"."""
    part = sheet.summary
    at = {part.sentence(t.start) for t in part.things if t.atom == Atom(unit, key)}
    said = {cue.role for cue in part.cues if cue.role in FACTS and part.sentence(cue.start) in at}
    return not said - {"released", "past"}


def _numbers(part: Part, hits: Sequence[Hit], unit: str) -> list[str]:
    """Give the numbers of a unit that a part names as what is new: not "after season 2"."""
    behind = {part.clause(cue.start) for cue in part.cues if cue.role == "backward"}
    things = [t for t in part.things if t.atom.unit == unit and not within(t.start, t.end, hits)]
    things = [t for t in things if t.atom.key not in ("", "1", NEXT, FINAL)]
    ahead = [t for t in things if part.clause(t.start) not in behind]
    keys = [thing.atom.key for thing in ahead or things]
    if not keys and unit == "volume":
        keys = [key for hit in hits if (key := title_number(part, hit))]
    return list(dict.fromkeys(keys))


def _with_number(subject: Subject, coming: Atom, key: str) -> Subject:
    atoms = tuple(Atom(atom.unit, key) if atom == coming else atom for atom in subject.atoms)
    return replace(subject, normal=" ".join([*subject.phrases, *map(str, atoms)]), atoms=atoms)


def _of_edition(found: Claim, sheet: Sheet, subject: Subject, wanted: Sequence[str]) -> Iterator[Claim]:
    """Say of which edition a claim is; none where a watch asks for one that the item does not name."""
    named, part = _editions(sheet, subject)
    words = ", ".join(part.text.words(edition.start, edition.end) for edition in named)
    names = sorted(edition.name for edition in named)
    if set(wanted) <= set(names):
        names = list(wanted) or names
    elif wanted:
        return
    if names:
        found = replace(
            found, subject=" ".join([subject.normal, *names]), why=f'{found.why}; of an edition: "{words}"'
        )
    yield found


def _editions(sheet: Sheet, subject: Subject) -> tuple[list[Edition], Part]:
    """Give the editions named where the numbered thing is, in the headline before the summary."""
    for part in sheet.parts:
        spans = _spans(part, subject)
        if spans:
            return editions(part, spans), part
    return [], sheet.title


def _spans(part: Part, subject: Subject) -> list[Span]:
    return [(t.start, t.end) for t in part.things if t.atom.key and t.atom in subject.atoms]
