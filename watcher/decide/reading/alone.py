"""When the title alone stands for what is awaited: "Title arrives in May" for the film of that title.

Owns: what else in a headline takes that from it: another thing of the title, what only a show does, the business and the people
around it (`around` in cues/*.toml). Does not own: what is said (claims.py).
"""

from collections.abc import Iterable, Sequence
from itertools import islice

from watcher.decide.reading.counting import NEXT
from watcher.decide.reading.lexicon import OVERLAYS, lexicon
from watcher.decide.reading.names import Hit
from watcher.decide.reading.scope import FACTS
from watcher.decide.reading.sheet import Part
from watcher.decide.reading.subjects import Atom, Subject

_BESIDE = frozenset(  # of the thing itself: its parts, its price, its forms
    ["trailer", "episodes", "episode", "event", "update", "beta", "special", "version", "part", "price", "model", "cpu",
     "graphics card", "paperback", "hardcover", "ebook", "audiobook", "box set", "omnibus", "deluxe"]
)  # fmt: skip
_LINE = Atom("series")
_AWAITED_APART = ("season", "episode", "volume")
_SHOWS = frozenset(["series", "anime", "documentary", "musical", "event"])
_FEW = 3  # words
_ARTICLES = ("a", "an", "the", "its", "new", "first", "second", "third")


def alone(headline: Part, hits: Sequence[Hit], subject: Subject) -> bool:
    """Tell whether a title need not be followed by the words of the subject."""
    if not _title_is_enough(subject):
        return False
    if any(lexicon().kinds[atom.unit].title for atom in subject.atoms):
        return True  # a release is whatever is said of the title
    return not (
        _names_another(headline, hits, subject)
        or _is_around(headline, hits)
        or _only_renewed(headline, subject)
    )


def _title_is_enough(subject: Subject) -> bool:
    kinds = lexicon().kinds
    return bool(subject.atoms) and all(
        not atom.key and (kinds[atom.unit].own or kinds[atom.unit].title) for atom in subject.atoms
    )


def _names_another(part: Part, hits: Sequence[Hit], subject: Subject) -> bool:
    """Tell whether a headline names another thing of the title: "Title gets a 2nd season" is no news of a
    film.
    """
    kinds = lexicon().kinds
    ours = {atom.unit for atom in subject.atoms}
    for thing in part.things:
        if within(thing.start, thing.end, hits) or thing.atom.unit in ours or thing.atom.unit in _BESIDE:
            continue
        if any(0 <= h.start - thing.end <= 1 for h in hits):
            continue  # "the sequel Title": its own description
        if thing.atom == _LINE and any(0 <= thing.start - h.end <= 1 and _numbered(h) for h in hits):
            continue  # "Maker Phone 9 series": the thing and its sisters
        if thing.atom.key == NEXT and thing.atom.unit not in _AWAITED_APART:
            continue  # "a new chapter", "its next outing": the thing itself
        if thing.atom.key or not kinds[thing.atom.unit].title:
            return True
    return False


def _is_around(part: Part, hits: Sequence[Hit]) -> bool:
    """Tell whether a headline's facts are of what stands around every title in it: "Title layoffs announced", "Title opens an office"."""
    return bool(hits) and all(
        any(word in lexicon().around for word in _beside_fact(part, hit.end)) for hit in hits
    )


def _beside_fact(part: Part, end: int) -> list[str]:
    """Give the few words between a title and the first thing that is said in its clause, and the one that this is said of."""
    text, clause = part.text.text, part.clause(end - 1)
    told = [
        c for c in part.cues if c.start >= end and c.role not in OVERLAYS and part.clause(c.start) == clause
    ]
    first = min(told, key=lambda cue: cue.start, default=None)
    before = text[end : first.start if first else len(text)].split()[:_FEW]
    after = (word for word in text[first.end :].split() if word not in _ARTICLES) if first else iter(())
    return [*before, *islice(after, 1)]


def _only_renewed(part: Part, subject: Subject) -> bool:
    """Tell whether a headline says nothing but that a show goes on or ends, which is no news of its film, game or book."""
    if any(atom.unit in _SHOWS for atom in subject.atoms):
        return False
    said = {cue.role for cue in part.cues if cue.role in FACTS}
    return bool(said) and said <= {"renewed", "dropped"}


def _numbered(hit: Hit) -> bool:
    return any(char.isdigit() for char in hit.name)


def within(start: int, end: int, hits: Iterable[Hit]) -> bool:
    """Tell whether something is a part of a name; what holds a name in its middle is not ("zweite Title-Staffel")."""
    return any(
        start < hit.end and end > hit.start and not (start < hit.start and hit.end < end) for hit in hits
    )
