"""Looks at one address once, with a poll's eyes: what is there, how it is, and which feeds it names.

A page is looked at though its robots.txt may turn out to forbid it: what it is, only its answer tells. Its entries are not shown then.
"""

import asyncio
import re
from dataclasses import dataclass, field, replace
from datetime import datetime

from watcher import manners, outcome
from watcher.decide.advice import advice
from watcher.decide.health import Health
from watcher.decide.rhythm import Pulse
from watcher.errors import FetchError, WatcherError
from watcher.fetch import Client
from watcher.model import Condition, Document, Response, Sign, Source, Validators
from watcher.parse import parse
from watcher.parse.offers import offered
from watcher.store.robots import KeptRobots

_PAGES = ("page", "text")
_FEEDS = ("feed", "json")
_NOTHING = "the page holds nothing that we can read, though it names feeds"
_CHALLENGE = "a challenge page"  # how fetch and parse name one


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is to be seen at an address. document: None where nothing could be read, and `reason` says why.

    feeds: addresses that a page names; nobody asked them. sign: what the answer is instead.
    """

    url: str
    condition: Condition
    reason: str = ""
    sign: Sign | None = None
    document: Document | None = None
    response: Response | None = None
    feeds: tuple[str, ...] = ()
    error: WatcherError | None = None

    @property
    def is_feed(self) -> bool:
        """Is there a feed?"""
        return self.document is not None and self.document.kind in _FEEDS

    @property
    def advice(self) -> str:
        """What its owner does next; "" for a good one."""
        status = self.error.status if isinstance(self.error, FetchError) else None
        failures = 0 if self.condition is Condition.OK else 1
        health = Health(condition=self.condition, reason=self.reason, failures=failures)
        return advice(health, Pulse(sign=self.sign, status=status))


@dataclass(slots=True)
class _Minutes:
    """What hosts answered about their pages, for as long as one command runs."""

    kept: dict[str, KeptRobots] = field(default_factory=dict)

    def of(self, origin: str) -> KeptRobots | None:
        return self.kept.get(origin)

    def keep(self, origin: str, text: str | None, now: datetime) -> None:
        self.kept[origin] = KeptRobots(text=text, at=now)


class Eye:
    """Looks at addresses through one client, which leaves its gap between two requests to a host."""

    def __init__(self, client: Client, now: datetime) -> None:
        self._client = client
        self._now = now
        self._robots = _Minutes()

    async def see(
        self, source: Source, url: str | None = None, *, kind: str | None = None, found: str | None = None
    ) -> Sight:
        """Ask a source once, at `url` if that is given. kind, found: what it was before, as parse wants it."""
        address = url or source.url.reveal()
        response = None
        try:
            known_page = kind in _PAGES or source.select is not None or source.text
            if known_page:
                await self._leave(source, address)
            response = await self._client.get(source, Validators(), url=address)
            document = await asyncio.to_thread(parse, response, source, kind=kind, found=found)
            if document.kind in _PAGES and not known_page:
                await self._leave(source, address, document)
        except _Forbidden as error:
            return await asyncio.to_thread(_failed, address, error.cause, response, error.document)
        except WatcherError as error:
            return await asyncio.to_thread(_failed, address, error, response, None)
        return await asyncio.to_thread(_read, address, response, document)

    async def _leave(self, source: Source, address: str, document: Document | None = None) -> None:
        try:
            await manners.ask(source, address, self._client, self._robots, self._now)
        except FetchError as error:
            raise _Forbidden(error, document) from None


class _Forbidden(Exception):
    """A page that must not be read; the feeds that it names are for programs all the same."""

    def __init__(self, cause: FetchError, document: Document | None) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.document = document


def _read(url: str, response: Response, document: Document) -> Sight:
    seen = Sight(url=url, condition=Condition.OK, document=document, response=response, feeds=document.feeds)
    if document.kind in _PAGES and not document.items:
        return replace(seen, condition=Condition.FAILING, reason=_NOTHING, document=None)
    if not document.signs:
        return seen
    sign, reason = next(iter(document.signs)), "; ".join(document.signs.values())
    return replace(seen, condition=Condition.SUSPECT, sign=sign, reason=_only_of_challenges(reason, sign))


def _failed(url: str, error: WatcherError, response: Response | None, document: Document | None) -> Sight:
    look = outcome.look_at(error)
    body, content_type = (response.body or b"", response.content_type) if response else (b"", "")
    if isinstance(error, FetchError) and error.page:
        body, content_type = error.page, error.content_type
    return Sight(
        url=url,
        condition=Condition.SUSPECT if look.sign else Condition.FAILING,
        reason=_only_of_challenges(look.reason, look.sign),
        sign=look.sign,
        response=response,
        feeds=document.feeds if document else offered(body, content_type, response.url if response else url),
        error=error,
    )


def _only_of_challenges(reason: str, sign: Sign | None) -> str:
    """Keep the word for what is one: whoever reads a reason by machine looks for it. A host or a selector may hold it as well."""
    if sign is Sign.CHALLENGE or _CHALLENGE in reason:
        return reason
    return re.sub("(?i)challenge", "chall…", reason)
