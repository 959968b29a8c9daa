"""What one poll showed, as values: what `decide/condition.py` judges. Owns how an answer or an error becomes a look; judges nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from watcher.errors import FetchError, ParseError, WatcherError
from watcher.model import Document, Response, Sign

_DATES_KEPT = 200  # of a document: enough to learn a rhythm from


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one poll showed: a document, the same as before, or a failure (`reason` says which)."""

    # of an answer that we could read
    unchanged: bool = (
        False  # a 304, or the same bytes: the last document stands, the counts below are not known
    )
    kind: str | None = None
    items: int = 0
    untitled: int = 0  # items without a title
    linkless: int = 0
    fresh: int = 0  # new items
    rang: int = 0  # alerts that followed
    late: bool = False  # what was found is late: see condition.late_since
    baseline: bool = False  # the first look at it: nothing counts as new
    published: tuple[datetime, ...] = ()
    signs: Mapping[Sign, str] = field(default_factory=dict, hash=False)  # what the document itself shows
    asked: str = ""  # host of the address that is configured, or that was learned from permanent redirects
    answered: str = ""  # host that answered in the end
    certificate_until: datetime | None = None
    # of a failure
    reason: str = ""  # "": none
    sign: Sign | None = None  # what the answer is instead
    status: int | None = None  # HTTP
    offline: bool = False  # nothing beyond this machine was reached


def at_answer(
    asked: str, response: Response, document: Document | None, *, fresh: int = 0, rang: int = 0, baseline: bool = False,
    late: bool = False,
) -> Look:  # fmt: skip
    """Look at what was read. asked: the address. document: None where nothing changed. fresh: how many of its items were new."""
    common = Look(
        unchanged=document is None, asked=urlsplit(asked).hostname or "", answered=urlsplit(response.url).hostname or "",
        certificate_until=response.certificate_until,
    )  # fmt: skip
    if document is None:
        return common
    items = document.items
    return Look(
        kind=document.kind, items=len(items), untitled=sum(not i.title for i in items), linkless=sum(not i.link for i in items),
        fresh=fresh, rang=rang, baseline=baseline, late=late, signs=document.signs,
        published=tuple(i.published for i in items if i.published)[:_DATES_KEPT],
        asked=common.asked, answered=common.answered, certificate_until=common.certificate_until,
    )  # fmt: skip


def at_error(error: WatcherError, sign: Sign | None = None, why: str = "") -> Look:
    """Look at what went wrong. sign, why: what the page that came with a refusal shows, where somebody looked."""
    if isinstance(error, ParseError) and error.sign:
        sign = Sign(error.sign)
    status, offline = (error.status, error.offline) if isinstance(error, FetchError) else (None, False)
    return Look(reason=why or error.reason, sign=sign, status=status, offline=offline)
