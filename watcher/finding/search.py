"""Finds what is best watched for an address: the feed that is there, one that the page names, one at the common places, or the page.

Owns what is asked on the way, in which order and how little of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from watcher.config import shown_source
from watcher.errors import FetchError
from watcher.finding.sight import Eye, Sight
from watcher.model import Secret, Sign, Source

COMMON = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml")
_MOST_NAMED = 3  # of the feeds that a page names: asked until one of them is good
_SHUT = frozenset({Sign.CHALLENGE, Sign.DENIED, Sign.LOGIN, Sign.CONSENT, Sign.PARKED})
_ABOUT_COMMENTS = re.compile(r"(?i)^comments? (?:on|for|feed)\b|\bcomments?(?: feed)?$|コメント")
_COMMENTS = re.compile(r"(?i)comment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The source to watch for an address. taken: None where there is none; looked: all that was asked, in order.

    others: feeds that the page names and that were not taken.
    """

    looked: tuple[Sight, ...]
    taken: Sight | None = None
    others: tuple[str, ...] = ()

    @property
    def asked(self) -> Sight:
        """What is at the address itself."""
        return self.looked[0]

    @property
    def address(self) -> str:
        """The address to write down: where the server says for good that it has moved, there."""
        if self.taken is None:
            return self.asked.url
        return (self.taken.response.moved if self.taken.response else None) or self.taken.url


async def find(eye: Eye, source: Source, *, page: bool, say: Callable[[str], object]) -> Found:
    """Find what to watch for a source's address: itself if it is a feed, else a feed that it names, else one at the common
    places, else the page. page: only the page. say: is told what is asked beyond the address, before it is.
    """
    first = await eye.see(source)
    if page or first.is_feed or first.sign in _SHUT or not _may_lead_on(first):
        return Found(looked=(first,), taken=first if first.document else None)
    looked, named = [first], ranked(first.feeds, _landed(first))
    candidates = named[:_MOST_NAMED] or [urljoin(_landed(first), path) for path in COMMON]
    for address in candidates:
        say(address)
        seen = await eye.see(_plain(source, address), address)
        looked.append(seen)
        if seen.is_feed and not (seen.document and _ABOUT_COMMENTS.search(seen.document.title)):
            others = tuple(feed for feed in named if feed != address)
            return Found(looked=tuple(looked), taken=seen, others=others)
        if _wants_no_more(seen):
            break
    return Found(looked=tuple(looked), taken=first if first.document else None, others=tuple(named))


def _plain(source: Source, address: str) -> Source:
    return replace(source, url=Secret(address), shown=shown_source(address), select=None, text=False)


def _may_lead_on(sight: Sight) -> bool:
    """Is it a page, or what may be one that we can't read or must not?"""
    return sight.document is not None or sight.response is not None


def _wants_no_more(sight: Sight) -> bool:
    error = sight.error
    refused = isinstance(error, FetchError) and (
        error.pause is not None or error.status in (401, 403, 429, 503)
    )
    return refused or sight.sign is Sign.CHALLENGE


def _landed(sight: Sight) -> str:
    return sight.response.url if sight.response else sight.url


def ranked(feeds: Iterable[str], page: str) -> list[str]:
    """Order the feeds that a page names: those of comments last, those of this part of the site and of its host first."""
    here = urlsplit(page)
    steps = list(_steps(here.path))

    def strangeness(feed: str) -> tuple[bool, bool, int, int]:
        parts = urlsplit(feed)
        its = list(_steps(parts.path))
        shared = next(
            (n for n, (a, b) in enumerate(zip(steps, its, strict=False)) if a != b), min(len(steps), len(its))
        )
        foreign = parts.hostname != here.hostname
        return bool(_COMMENTS.search(feed)), foreign, 0 if foreign else -shared, len(its) if not steps else 0

    return sorted(dict.fromkeys(feeds), key=strangeness)


def _steps(path: str) -> Iterator[str]:
    return (step for step in path.split("/") if step)
