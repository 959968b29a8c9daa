"""Decides what an item is to us: new, edited or seen, and by which key. Owns identity; knows nothing of stories, dates decide nothing.

The rules, in order:
1. A known guid decides: the item is seen, or edited when its words changed. Unless title, link and date all differ: then the publisher
   reused the guid, and the item is new. A guid that names several items (in one document, or over time) is no identity: the title decides.
2. An unknown guid on a known link, title and date is the same item under a changed guid, unless the old guid is in the document too.
   Where no date can vouch, this holds only if the document's guids are all unknown: they were made anew.
3. Without a guid, link and title together decide: many feeds link every chapter to one page. A link that differs only in its host or its
   parameters is the same where the date is, too, to the second: feeds move, and some put a new token into every link at every fetch.
4. Without guid and link, or without guid and title, the summary decides too.
Where the rules leave room we prefer telling to missing.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from watcher.model import Item, one_line

# Parameters that say who follows a link or in which visit, never what it leads to.
_TRACKERS = ("utm_", "mtm_", "pk_", "mc_", "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "_hsenc", "_hsmi",
             "phpsessid", "jsessionid", "sessionid", "session_id")  # fmt: skip
_PORTS = {"http": 80, "https": 443}


class Kind(StrEnum):
    """What an item is to the store."""

    NEW = "new"
    EDITED = "edited"
    SEEN = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """The keys and traits that identify an item: 16-byte keys, 8-byte digests."""

    guid: bytes | None  # key of the guid
    words: bytes  # key of link and title, or of title and summary
    moment: bytes | None  # key of title, date and the path of the link, where there is no guid
    title: bytes
    link: bytes | None
    published: int | None  # milliseconds since 1970
    content: bytes  # title and summary as they stand: changes with any edit

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys that the store remembers this item by."""
        return tuple(key for key in (self.guid, self.words, self.moment) if key is not None)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """What an item is to us, with the reason, and what we knew of it."""

    kind: Kind
    why: str
    known: Known | None = None
    met_before: bool = False  # new, though link and title were known: under another guid, of another date


def print_of(item: Item) -> Print:
    """Take an item's print. It never depends on the address that the feed came from."""
    title, link = plain_title(item.title), plain_link(item.link, fragment=True) if item.link else None
    words = f"l\0{link}\0{title}" if link and title else f"t\0{link or ''}\0{title}\0{one_line(item.summary)}"
    return Print(
        guid=_digest(f"g\0{item.guid}", 16) if item.guid else None,
        words=_digest(words, 16),
        moment=_moment(item, title),
        title=_digest(title),
        link=_digest(link) if link else None,
        published=int(item.published.timestamp() * 1000) if item.published else None,
        content=_digest(f"{item.title}\0{item.summary}"),
    )


def _moment(item: Item, title: str) -> bytes | None:
    """Give the key by which an item without a guid is known under another link."""
    if item.guid or not item.link or not title or item.published is None:
        return None
    second = int(item.published.timestamp())
    if second % 3600 == 0:  # a date without a time: two items of one day may share it
        return None
    try:
        place = urlsplit(plain_link(item.link, fragment=True))
    except ValueError:
        return None
    return _digest(f"m\0{place.path}#{place.fragment}\0{title}\0{second}", 16)


def company(marks: Sequence[Print], known: Mapping[bytes, Sequence[Known]]) -> Company:
    """Look at a whole document at once."""
    guids = [mark.guid for mark in marks if mark.guid is not None]
    rows = [row for guid in guids for row in known.get(guid, ())]
    return Company(
        repeated=frozenset(guid for guid, n in Counter(guids).items() if n > 1),
        vouched=frozenset(row.item for row in rows if row.item is not None),
        anew=not rows,
    )


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
    for old in known.get(mark.moment, ()) if mark.moment else ():
        if not old.here:
            return _same(mark, old, "its title and date are known, and its link but for host and parameters")
    met = any(not old.here and old.item not in beside.vouched for old in olds)
    why = "its guid is new" if mark.guid else "its link and title are new"
    return Novelty(kind=Kind.NEW, why=why, met_before=met)


def _renamed(mark: Print, old: Known, beside: Company) -> bool:
    """Tell whether an unknown guid is the old item's new one."""
    if old.here or old.item in beside.vouched or old.published != mark.published:
        return False
    return mark.published is not None or beside.anew


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


def plain_title(title: str) -> str:
    """Give the title without case, width and spacing; the two wave dashes that Shift_JIS decoders disagree on are one."""
    return one_line(
        unicodedata.normalize("NFKC", title).casefold().replace("\u301c", "~").replace("\uff5e", "~")
    )


def plain_link(link: str, *, fragment: bool = False) -> str:
    """Give what a link leads to: no scheme, tracking or visit parameters, default port, `www.` or trailing slash.

    fragment: keep one that names a place ("#comment-5"), for telling items apart.
    """
    try:
        parts = urlsplit(link.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return link.strip()
    if not host:
        return link.strip()
    if port is not None and port != _PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    kept = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not k.casefold().startswith(_TRACKERS)
    ]
    path = parts.path.partition(";jsessionid=")[0].rstrip("/")
    place = parts.fragment if fragment and "=" not in parts.fragment and parts.fragment != "top" else ""
    return urlunsplit(("", host, path, urlencode(kept), place))


def _digest(text: str, size: int = 8) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
