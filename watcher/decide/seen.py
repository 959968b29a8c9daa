"""Decides what an item is to us: new, edited or seen, and by which key. Owns identity; knows nothing of stories, dates decide nothing.

The rules, in order:
1. A known guid decides: the item is seen, or edited when its words changed. Unless title, link and date all differ: then the publisher
   reused the guid, and the item is new. A guid that names several items (in one document, or over time) is no identity: the title decides.
2. An unknown guid on a known link, title and date is the same item under a changed guid, unless the old guid is in the document too.
   Where no date can vouch, this holds only if the document's guids are all unknown: they were made anew.
3. Without a guid, link and title together decide: many feeds link every chapter to one page.
4. A link, or a guid that is one, may differ in its host and its parameters alone: feeds move, and some put a new token into every link at
   every fetch. It is the same item where the date is, too, to the second; or where the links of a whole document have turned so at once.
5. Where nothing of a document is known but its titles, its publisher has rebuilt it: what it shows is new by id, and looks old.
6. Without guid and link, or without guid and title, the summary decides too.
Where the rules leave room we prefer telling to missing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from watcher.decide.prints import Print

_HOUR = 3_600_000  # milliseconds
MANY = 3  # so many at once are no chance


class Kind(StrEnum):
    """What an item is to the store."""

    NEW = "new"
    EDITED = "edited"
    SEEN = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An item as the store remembers it. `item` is its row, None when its text is no longer kept."""

    title: bytes
    link: bytes | None
    published: int | None
    content: bytes
    item: int | None
    here: bool = False  # met earlier in the same document


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """What the rest of a document says about an item in it."""

    repeated: frozenset[bytes] = frozenset()  # guid keys that occur more than once
    vouched: frozenset[int] = frozenset()  # items that are still here under the guid we know
    anew: bool = True  # no guid in it is known
    turned: bool = False  # all its links differ from those we know in their host or parameters alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """What an item is to us, with the reason, and what we knew of it."""

    kind: Kind
    why: str
    known: Known | None = None
    met_before: bool = False  # new, though link and title were known: under another guid, of another date


def company(marks: Sequence[Print], known: Mapping[bytes, Sequence[Known]]) -> Company:
    """Look at a whole document at once."""
    guids = [mark.guid for mark in marks if mark.guid is not None]
    rows = [row for guid in guids for row in known.get(guid, ())]
    return Company(
        repeated=frozenset(guid for guid, n in Counter(guids).items() if n > 1),
        vouched=frozenset(row.item for row in rows if row.item is not None),
        anew=not rows,
        turned=_turned(marks, known),
    )


def _turned(marks: Sequence[Print], known: Mapping[bytes, Sequence[Known]]) -> bool:
    """Tell whether the links of a document have turned all at once. One that changes alone is another chapter of the same title."""
    turned = kept = 0
    for mark in marks:
        if mark.words in known or (mark.guid is not None and mark.guid in known):
            kept += 1
        elif mark.place is not None and mark.place in known:
            turned += 1
    return turned >= MANY and turned >= kept * 4


def rebuilt(marks: Sequence[Print], known: Mapping[bytes, Sequence[Known]], titles: frozenset[bytes]) -> bool:
    """Tell whether nothing of a document is known but its titles. titles: those that its source has shown."""
    met = len({mark.title for mark in marks} & titles)
    return not known and met >= MANY and met >= len(marks) * 0.6


def novelty(mark: Print, known: Mapping[bytes, Sequence[Known]], beside: Company) -> Novelty:
    """Say what the item with this print is. `known`: by key, those met earlier in the document included."""
    if mark.guid is not None and known.get(mark.guid):
        return _by_guid(mark, known[mark.guid], shared=mark.guid in beside.repeated)
    olds = known.get(mark.words, ())
    for old in olds:
        if mark.guid is None:
            return _same(
                mark, old, "its link and title are known" if mark.link else "its title and summary are known"
            )
        if _renamed(mark, old, beside):
            return _same(mark, old, "its guid changed, but link, title and date are known")
    for old in known.get(mark.place, ()) if mark.place else ():
        if not old.here and _under_another_link(mark, old, beside):
            return _same(mark, old, "its title and date are known, and its link but for host and parameters")
    met = any(not old.here and old.item not in beside.vouched for old in olds)
    why = "its guid is new" if mark.guid else "its link and title are new"
    return Novelty(kind=Kind.NEW, why=why, met_before=met)


def _renamed(mark: Print, old: Known, beside: Company) -> bool:
    """Tell whether an unknown guid is the old item's new one."""
    if old.here or old.item in beside.vouched or old.published != mark.published:
        return False
    return mark.published is not None or beside.anew


def _under_another_link(mark: Print, old: Known, beside: Company) -> bool:
    """Tell whether a link of other parameters is the old item's. A date without a time is shared by all that came on that day."""
    if mark.published != old.published or old.item in beside.vouched:
        return False
    exact = mark.published is not None and mark.published % _HOUR != 0
    return exact or beside.turned


def _by_guid(mark: Print, olds: Sequence[Known], *, shared: bool) -> Novelty:
    for old in olds:
        if old.title == mark.title:
            return _same(mark, old, "its guid is known")
    if shared or len(olds) > 1:
        return Novelty(kind=Kind.NEW, why="its guid names several items, and none of them has this title")
    if _all_differ(mark, olds[0]):
        return Novelty(kind=Kind.NEW, why="its guid was used before, for another title, link and date")
    return Novelty(kind=Kind.EDITED, why="its guid is known, its title changed", known=olds[0])


def _all_differ(mark: Print, old: Known) -> bool:
    """Title, link and date all differ. A link that is missing can't differ; a date that is missing can't vouch."""
    if mark.link is None or old.link is None or mark.link == old.link or mark.title == old.title:
        return False
    return mark.published is None or old.published is None or mark.published != old.published


def _same(mark: Print, old: Known, why: str) -> Novelty:
    if old.here:
        return Novelty(kind=Kind.SEEN, why="it stands twice in this document", known=old)
    if old.content != mark.content:
        return Novelty(kind=Kind.EDITED, why=f"{why}, its words changed", known=old)
    return Novelty(kind=Kind.SEEN, why=why, known=old)
