"""The nouns. Frozen values without logic beyond their own invariants; every time is UTC and aware.

Names and meanings are those of the glossary in docs/architecture.md: one word for one thing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
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
    CONFIRMED = "confirmed"  # what was told as unconfirmed has a second or an official source
    OFFICIAL = "official"  # what one source had reported is now the publisher's own word
    EDITED = "edited"  # an item we knew was edited, and is news now
    AGAIN = "again"  # it lay folded under an alert that the owner called wrong
    RESET = "reset"  # a source shows old items as if they were new: one summary names them
    KEYWORDS = "keywords"  # a keyword watch met a new item
    HEALTH = "health"  # something of ours is broken, or works again
    NOTE = "note"  # what we say of ourselves on schedule: the weekly note, the welcome
    TEST = "test"  # asked for by a person; no news


class Shift(StrEnum):
    """Which way a date moved."""

    LATER = "later"
    EARLIER = "earlier"


class Condition(StrEnum):
    """How a source or a channel is."""

    OK = "ok"
    WAITING = "waiting"  # not asked yet
    QUIET = "quiet"  # a source that has been silent for longer than it ever was
    SUSPECT = "suspect"  # a source that answers, but not as we know it
    FAILING = "failing"
    STOPPED = "stopped"  # refused for good; a person must act


class Sign(StrEnum):
    """What an answer shows instead of, or beside, what we came for."""

    CHALLENGE = "challenge"  # a test for browsers
    DENIED = "denied"  # a refusal in words, whatever its status
    LOGIN = "login"
    CONSENT = "consent"
    PARKED = "parked"  # the domain is for sale
    PAGE = "page"  # a web page where a feed was
    EMPTY = "empty"  # no items where there were some
    FEWER = "fewer"  # far fewer items than there were
    MISSED = "missed"  # the selector matches nothing
    RESHAPED = "reshaped"  # the list we had found is gone, and another was found
    UNTITLED = "untitled"  # the items lost their titles or links
    FOREIGN = "foreign"  # the answer came from somebody else's domain
    FROZEN = "frozen"  # the same bytes for far longer than ever
    BRIDGE = "bridge"  # the items are error reports of a feed generator
    CUT = "cut"  # the document ends in its middle


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
class Parts:
    """CSS selectors of what an entry of a page holds, each within the entry; None: found by looking."""

    link: str | None = None
    title: str | None = None
    date: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a source wants to be asked, beyond its address."""

    headers: tuple[tuple[str, Secret], ...] = ()
    cookie: Secret | None = None
    auth: Secret | None = None  # "user:password"; or a whole Authorization value, "Bearer …"
    proxy: Secret | None = None  # http, https or socks5 address
    user_agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed or a page that is asked again and again."""

    name: str
    url: Secret  # http or https
    shown: str  # the address for people's eyes: secrets as ${NAME}, no login, no literal query values
    select: str | None = None  # CSS selector of a page's entries; None: found by looking
    parts: Parts = Parts()
    text: bool = False  # read a page as text: each new passage is an item
    article: bool = False  # read the article behind each new item
    robots: bool = True  # obey robots.txt where pages are asked
    access: Access = Access()
    every: timedelta | None = None  # None: the default of its kind
    official: bool = False
    lang: str | None = None  # overrides what the feed says


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """When a channel must not ring, in the reader's time zone; over midnight where `end` is before `start`."""

    start: time
    end: time
    through: frozenset[Status] = frozenset()  # what rings all the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A named way to tell: an Apprise URL, or a Discord webhook as pasted."""

    name: str
    url: Secret
    shown: str  # scheme and host at most
    quiet: QuietHours | None = None
    digest: time | None = None  # one message a day, at this local time
    thread: str | None = None  # id of a Discord thread that messages go to
    forum: bool = False  # a Discord forum: one post a watch
    sender: str | None = None  # the name shown as the sender (config: name)
    image: bool = False  # show the item's picture
    compact: bool = False  # only what is new, who says so, and the id
    ping: str | None = None  # whom Discord pings: "role:ID" or "user:ID"


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
    notify_by: Mapping[Status, tuple[str, ...]] = field(
        default_factory=dict, hash=False
    )  # for a status: instead
    ping: frozenset[Status] = NEWS  # on what a channel with `ping` pings
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
    health: str | None = None  # [defaults] health: the channel for notices about ourselves
    weekly: bool = True  # a quiet note once a week

    @property
    def official(self) -> frozenset[str]:
        """Names of the sources whose word is the publisher's own."""
        return frozenset(source.name for source in self.sources if source.official)


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
    image: str | None = None  # address of its picture, https
    article: str = ""  # the beginning of the page behind its link, plain; "" where that was not read

    @property
    def body(self) -> str:
        """What is read below the title: the article goes before the words that a feed cuts out of it."""
        return self.article or self.summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """When a publisher asks not to be polled at all (RSS 2.0 skipHours and skipDays), in UTC."""

    hours: frozenset[int] = frozenset()  # 0 to 23
    days: frozenset[int] = frozenset()  # as date.weekday(): 0 is Monday


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a body turned out to be."""

    kind: str  # "feed", "json", "page" (a list on a page) or "text" (a page's passages)
    items: tuple[Item, ...]
    unfinished: tuple[Item, ...] = ()  # the entry that a feed was cut in: shown, never decided on
    title: str = ""
    fresh_for: timedelta | None = None  # ttl, sy:updatePeriod: the publisher asks not to be polled earlier
    rests: Rests = Rests()
    feeds: tuple[str, ...] = ()  # addresses of feeds that a page advertises
    selector: str | None = None  # of a page: what its items were found with
    signs: Mapping[Sign, str] = field(default_factory=dict, hash=False)  # what is odd about it, in words


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
    moved: str | None = (
        None  # where permanent redirects alone (301, 308) lead, login and all; None: nowhere else
    )
    certificate_until: datetime | None = None  # when the last server's certificate ends
    asked: tuple[str, ...] = ()  # hosts that were asked on the way, in order


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
    source: str = ""  # who said so
    words: frozenset[str] = (
        frozenset()
    )  # the headline's own words, where a story has no subject to tell reports apart
    stood: "Standing | None" = None  # where the story stood before; None: it took no step
    period: Period | None = None  # the date that an unconfirmed word named
    wrong: bool = False  # the owner called it wrong: it stands for nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a story stands: the step, its date, since when, and who said so."""

    status: Status | None = None  # None: nothing sure yet
    period: Period | None = None
    since: datetime | None = None
    by: tuple[str, ...] = ()  # sources that said so, the first first
    official: bool = False  # one of them is the publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The running news of one watch and one subject, across all sources."""

    watch: str
    subject: str
    standing: Standing = Standing()
    rings: tuple[Ring, ...] = ()
    same_as: str | None = None  # the subject under which it goes on: an item named both

    @property
    def status(self) -> Status | None:
        """The step it stands on."""
        return self.standing.status

    @property
    def period(self) -> Period | None:
        """The date it stands on."""
        return self.standing.period


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
    before_at: datetime | None = None  # since when
    before_period: Period | None = None
    shift: Shift | None = None  # a date that was known moved
    official: bool = False  # the source is the publisher's own
    old: bool = False  # published long before we saw it
    late: datetime | None = None  # its source could not be read since then
    title: str = ""  # how messages name the watch; "": by its name
    thread: str | None = None  # id of the story's first alert, where this is not the first
    thread_at: datetime | None = None  # when that one was decided
    lines: tuple[str, ...] = ()  # of a note or a summary: what else there is to say, one each
    quiet: bool = False  # shown without a sound where the channel can
    ping: bool = False  # channels that may ping do


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where else a story was reported, or what folded: for "also at" and digests."""

    watch: str
    subject: str | None
    status: Status | None
    source: str
    title: str
    link: str | None
    at: datetime
    under: str  # id of the alert that it folded under


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes down a channel in one message: one alert, or many at once that become one."""

    alerts: tuple[Alert, ...]
    at: datetime  # now
    places: tuple[
        Place, ...
    ] = ()  # what folded under these alerts; of a digest, all that folded since the last
    digest: bool = False  # the channel's daily message
    repeats: frozenset[str] = (
        frozenset()
    )  # ids of alerts that may have arrived before: the message says "repeat"
    timezone: str = "UTC"  # IANA name, for people's eyes
    threads: Mapping[str, str] = field(
        default_factory=dict, hash=False
    )  # of a forum: the id of each watch's post; "" is that of notices about ourselves


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def one_line(text: str) -> str:
    """Give text on one line without control characters, blanks squeezed."""
    return " ".join(_CONTROL.sub(" ", text).split())
