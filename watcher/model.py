"""The nouns. Frozen values without logic beyond their own invariants; every time is UTC and aware.

Names and meanings are those of the glossary in docs/architecture.md: one word for one thing.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """What an item says of the awaited thing."""

    SPECULATED = "speculated"  # rumour, hope, question: nobody knows
    ANNOUNCED = "announced"  # it is official that it will come
    DATED = "dated"  # and when
    RELEASED = "released"  # it is out
    DELAYED = "delayed"  # aside: it comes later
    CANCELLED = "cancelled"  # aside: it will not come
    MENTIONED = "mentioned"  # named in passing: no news


NEWS = frozenset({Status.ANNOUNCED, Status.DATED, Status.RELEASED, Status.DELAYED, Status.CANCELLED})


class Reason(StrEnum):
    """Why an alert exists."""

    FIRST = "first"  # the first word on this story
    MOVED = "moved"  # the story took a step
    EDITED = "edited"  # an item we knew was edited, and is news now
    KEYWORDS = "keywords"  # a keyword watch met a new item
    HEALTH = "health"  # something of ours is broken, or works again
    TEST = "test"  # asked for by a person; no news


class Condition(StrEnum):
    """How a source or a channel is."""

    OK = "ok"
    WAITING = "waiting"  # not asked yet
    FAILING = "failing"
    STOPPED = "stopped"  # refused for good; a person must act


class Fate(StrEnum):
    """How a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"  # failed for sure, tried again later
    UNCERTAIN = "uncertain"  # may have arrived: its repeat is marked
    DEAD = "dead"  # refused for good
    MUTED = "muted"  # the owner asked for silence


@dataclass(frozen=True, slots=True)
class Secret:
    """A string that is never shown by accident: only `reveal()` gives it."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        """Give the string itself."""
        return self._value

    def __str__(self) -> str:
        return "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed or a page that is asked again and again."""

    name: str
    url: Secret  # http or https
    shown: str  # the address for people's eyes: secrets as ${NAME}, no login, no literal query values
    select: str | None = None  # CSS selector of a page's links
    every: timedelta | None = None  # None: the default of its kind
    official: bool = False
    lang: str | None = None  # overrides what the feed says


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A named way to tell: an Apprise URL, or a Discord webhook as pasted."""

    name: str
    url: Secret
    shown: str  # scheme and host at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a person waits for: any of `titles`, and any of `about`; or any of `keywords`."""

    name: str
    titles: tuple[str, ...] = ()
    about: tuple[str, ...] = ()  # as written; () = any release news
    exclude: tuple[str, ...] = ()  # words that rule a headline out
    keywords: tuple[str, ...] = ()  # as written: plain, "/regex/", "-excluded"
    tell: frozenset[Status] = frozenset(Status) - {Status.MENTIONED}
    every_mention: bool = False  # each item that meets the watch rings; nothing folds
    notify: tuple[str, ...] = ()  # names of channels, resolved
    sources: tuple[str, ...] = ()  # names of sources, resolved; () = all


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """The whole configuration, checked and resolved."""

    channels: tuple[Channel, ...]
    sources: tuple[Source, ...]
    watches: tuple[Watch, ...]
    timezone: str = "UTC"  # IANA name, for people's eyes
    every: timedelta | None = None  # [defaults] every
    keep: timedelta = timedelta(days=400)  # how long the texts of items are kept
    allow_private: tuple[str, ...] = ()  # addresses, networks and host names


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a source, as published: guid and title are the publisher's, link is absolute, summary is plain text."""

    source: str  # the source's name
    guid: str | None = None
    title: str = ""
    link: str | None = None
    summary: str = ""
    published: datetime | None = None
    lang: str | None = None  # BCP 47, None: unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a body turned out to be."""

    kind: str  # "feed", "json" or "page"
    items: tuple[Item, ...]
    title: str = ""
    fresh_for: timedelta | None = None  # ttl, sy:updatePeriod: the publisher asks not to be polled earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next request conditional: the server's own bytes, never reformatted (RFC 9110 §8.8)."""

    etag: bytes | None = None
    last_modified: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a server answered. `body` is None for 304: nothing changed."""

    url: str  # final address, after redirects
    status: int
    body: bytes | None
    content_type: str = ""
    validators: Validators = Validators()
    fresh_for: timedelta | None = None  # Cache-Control max-age, or Expires


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where in an item a watch was found."""

    where: str  # "title" or "summary"
    start: int  # character offsets into that text
    end: int
    name: str  # the watch's name for it, as written in the config
    form: str  # the words that hit, as they stand in the text


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A date that is claimed, as the days it can mean (both included)."""

    first: date
    last: date
    text: str  # as it stands in the item

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period can't end before it begins: {self.first} … {self.last}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an item says of what a watch waits for."""

    watch: str  # the watch's name
    subject: str  # normal form: "season 2", "movie", "release", or a free phrase; stories are keyed by it
    status: Status
    sure: bool  # False: the reader could be wrong; told as unconfirmed, takes no step
    evidence: tuple[str, ...]  # the exact words that show it
    why: str  # a reason a person understands
    mention: Mention
    subject_form: str | None = None  # the words that named the subject, None where the title was enough
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One time a story rang, or would have."""

    status: Status
    sure: bool
    alert: str  # the alert's id
    at: datetime
    words: frozenset[str] = (
        frozenset()
    )  # the headline's own words, where a story has no subject to tell reports apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The running news of one watch and one subject, across all sources."""

    watch: str
    subject: str
    status: Status | None = None  # the step it stands on; None: nothing sure yet
    period: Period | None = None
    since: datetime | None = None
    by: str | None = None  # the source whose item put it there
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """The decision to tell."""

    id: str  # short, hex; people type it
    reason: Reason
    at: datetime
    channels: tuple[str, ...]
    headline: str  # the item's title, or the sentence to say
    watch: str | None = None
    subject: str | None = None
    status: Status | None = None
    sure: bool = True
    evidence: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()  # the words that named the watch and its subject
    why: str = ""
    period: Period | None = None
    item: Item | None = None
    also: tuple[str, ...] = ()  # other subjects of this watch that the same item moved
    before: str | None = None  # where the story stood: "announced"
    quiet: bool = False  # shown without a sound where the channel can


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes down a channel in one message: one alert, or many at once that become one."""

    alerts: tuple[Alert, ...]
    at: datetime  # now
    repeats: frozenset[str] = (
        frozenset()
    )  # ids of alerts that may have arrived before: the message says "repeat"
    timezone: str = "UTC"  # IANA name, for people's eyes


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def one_line(text: str) -> str:
    """Give text on one line without control characters, blanks squeezed."""
    return " ".join(_CONTROL.sub(" ", text).split())
