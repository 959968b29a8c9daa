"""Decides what an item is to us: new, edited or seen, and by which key. Owns identity; knows nothing of stories, dates decide nothing.

The rules, in order:
1. A known guid decides: the item is seen, or edited when its words changed. Unless title, link and date all differ: then the publisher
   reused the guid, and the item is new. A guid that names several items (in one document, or over time) is no identity: the title decides.
2. An unknown guid on a known link, title and date is the same item under a changed guid.
3. Without a guid, link and title together decide: many feeds link every chapter to one page.
4. Without guid and link, title and summary together decide.
Where the rules leave room we prefer telling to missing.
"""

import hashlib
import unicodedata
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
    title: bytes
    link: bytes | None
    published: int | None  # milliseconds since 1970
    content: bytes  # title and summary as they stand: changes with any edit

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys that the store remembers this item by."""
        return (self.words,) if self.guid is None else (self.guid, self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An item as the store remembers it. `item` is its row, None when its text is no longer kept."""

    title: bytes
    link: bytes | None
    published: int | None
    content: bytes
    item: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """What an item is to us, with the reason, and what we knew of it."""

    kind: Kind
    why: str
    known: Known | None = None


def print_of(item: Item) -> Print:
    """Take an item's print. It never depends on the address that the feed came from."""
    title, link = plain_title(item.title), plain_link(item.link) if item.link else None
    words = f"l\0{link}\0{title}" if link else f"t\0{title}\0{one_line(item.summary)}"
    return Print(
        guid=_digest(f"g\0{item.guid}", 16) if item.guid else None,
        words=_digest(words, 16),
        title=_digest(title),
        link=_digest(link) if link else None,
        published=int(item.published.timestamp() * 1000) if item.published else None,
        content=_digest(f"{item.title}\0{item.summary}"),
    )


def novelty(
    mark: Print, known: Mapping[bytes, Sequence[Known]], repeated: frozenset[bytes] = frozenset()
) -> Novelty:
    """Say what the item with this print is. `known`: by key; `repeated`: guid keys that occur more than once in the document."""
    if mark.guid is not None and known.get(mark.guid):
        return _by_guid(mark, known[mark.guid], shared=mark.guid in repeated)
    for old in known.get(mark.words, ()):
        if mark.guid is None:
            return _same(
                mark, old, "its link and title are known" if mark.link else "its title and summary are known"
            )
        if old.published == mark.published:
            return _same(mark, old, "its guid changed, but link, title and date are known")
    return Novelty(kind=Kind.NEW, why="its guid is new" if mark.guid else "its link and title are new")


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
    if old.content != mark.content:
        return Novelty(kind=Kind.EDITED, why=f"{why}, its words changed", known=old)
    return Novelty(kind=Kind.SEEN, why=why, known=old)


def plain_title(title: str) -> str:
    """Give the title without case, width and spacing; the two wave dashes that Shift_JIS decoders disagree on are one."""
    return one_line(
        unicodedata.normalize("NFKC", title).casefold().replace("\u301c", "~").replace("\uff5e", "~")
    )


def plain_link(link: str) -> str:
    """Give what a link leads to: no scheme, fragment, tracking or visit parameters, default port, `www.` or trailing slash."""
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
    return urlunsplit(("", host, path, urlencode(kept), ""))


def _digest(text: str, size: int = 8) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
