"""Decides by what an item is known again: its keys and traits, taken from what was published, never from where it came from."""

import hashlib
import unicodedata
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from watcher.model import Item, one_line

# Parameters that say who follows a link or in which visit, never what it leads to.
_TRACKERS = ("utm_", "mtm_", "pk_", "mc_", "fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "_hsenc", "_hsmi",
             "phpsessid", "jsessionid", "sessionid", "session_id")  # fmt: skip
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """The keys and traits that identify an item: 16-byte keys, 8-byte digests."""

    guid: bytes | None  # key of the guid
    words: bytes  # key of link and title, or of title and summary
    place: (
        bytes | None
    )  # key of title and the path of the link, where host or parameters may be all that changes
    title: bytes
    link: bytes | None
    published: int | None  # milliseconds since 1970
    content: bytes  # title and summary as they stand: changes with any edit

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys that the store remembers this item by."""
        return tuple(key for key in (self.guid, self.words, self.place) if key is not None)


def print_of(item: Item) -> Print:
    """Take an item's print. It never depends on the address that the feed came from."""
    title, link = plain_title(item.title), plain_link(item.link, fragment=True) if item.link else None
    words = f"l\0{link}\0{title}" if link and title else f"t\0{link or ''}\0{title}\0{one_line(item.summary)}"
    return Print(
        guid=_digest(f"g\0{item.guid}", 16) if item.guid else None,
        words=_digest(words, 16),
        place=_place(item, title),
        title=_digest(title),
        link=_digest(link) if link else None,
        published=int(item.published.timestamp() * 1000) if item.published else None,
        content=_digest(f"{item.title}\0{item.summary}"),
    )


def _place(item: Item, title: str) -> bytes | None:
    """Give the key by which an item is known under a link of other host or parameters. A guid that is no link is better than that."""
    if not item.link or not title or (item.guid and "://" not in item.guid):
        return None
    try:
        place = urlsplit(plain_link(item.link, fragment=True))
    except ValueError:
        return None
    return _digest(f"p\0{place.path}#{place.fragment}\0{title}", 16)


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
