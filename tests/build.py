"""Builders with defaults: a test names only what matters to it."""

from datetime import UTC, datetime
from typing import Any

from watcher.model import (
    Alert,
    Channel,
    Claim,
    Item,
    Letter,
    Mention,
    Place,
    Reason,
    Secret,
    Source,
    Status,
    Story,
    Watch,
    Watchlist,
)

NOW = datetime(2026, 11, 20, 10, 2, tzinfo=UTC)
PUBLISHED = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def an_item(**given: Any) -> Item:
    """An announcement at "ann"."""
    default: dict[str, Any] = {
        "source": "ann",
        "guid": "tag:example.org,2026:1",
        "title": "Higehiro Anime Gets 2nd Season",
        "link": "https://example.org/news/higehiro-2",
        "summary": "The official website revealed on Friday that the anime gets a 2nd season.",
        "published": PUBLISHED,
        "lang": "en",
    }
    return Item(**default | given)


def an_alert(**given: Any) -> Alert:
    """The alert that `an_item` rings. headline follows the item unless it is given."""
    item = given.get("item", an_item())
    default: dict[str, Any] = {
        "id": "a1b2",
        "reason": Reason.FIRST,
        "at": NOW,
        "channels": ("discord",),
        "headline": item.title if item else "ann: no answer since 14:05",
        "watch": "higehiro",
        "subject": "season 2",
        "status": Status.ANNOUNCED,
        "evidence": ("Gets",),
        "matched": ("Higehiro", "2nd Season"),
        "why": "first word: announced",
        "item": item,
    }
    return Alert(**default | given)


def a_letter(*alerts: Alert, **given: Any) -> Letter:
    """A letter of these alerts, of one if none is named."""
    default: dict[str, Any] = {"alerts": alerts or (an_alert(),), "at": NOW}
    return Letter(**default | given)


def a_place(**given: Any) -> Place:
    """ "natalie" reporting what `an_alert` told."""
    default: dict[str, Any] = {
        "watch": "higehiro",
        "subject": "season 2",
        "status": Status.ANNOUNCED,
        "source": "natalie",
        "title": "「ひげを剃る」第2期制作決定",
        "link": "https://natalie.example/1",
        "at": NOW,
        "under": "a1b2",
    }
    return Place(**default | given)


def a_channel(url: str, **given: Any) -> Channel:
    """A channel with this URL."""
    default: dict[str, Any] = {
        "name": "discord",
        "url": Secret(url),
        "shown": url.partition("://")[0] + "://…",
    }
    return Channel(**default | given)


def a_watch(**given: Any) -> Watch:
    """A watch for a second season, told on "discord"."""
    default: dict[str, Any] = {
        "name": "higehiro",
        "titles": ("Higehiro", "Hige wo Soru"),
        "about": ("season 2",),
        "notify": ("discord",),
    }
    return Watch(**default | given)


def a_story(**given: Any) -> Story:
    """A story on which nothing stands yet."""
    default: dict[str, Any] = {"watch": "higehiro", "subject": "season 2"}
    return Story(**default | given)


def a_source(url: str = "https://example.org/feed.xml", **given: Any) -> Source:
    """A feed called "ann"."""
    default: dict[str, Any] = {"name": "ann", "url": Secret(url), "shown": url}
    return Source(**default | given)


def a_mention(**given: Any) -> Mention:
    """ "Higehiro" at the head of the title."""
    default: dict[str, Any] = {"where": "title", "start": 0, "end": 8, "name": "Higehiro", "form": "Higehiro"}
    return Mention(**default | given)


def a_claim(**given: Any) -> Claim:
    """A sure announcement of a second season."""
    default: dict[str, Any] = {
        "watch": "higehiro",
        "subject": "season 2",
        "status": Status.ANNOUNCED,
        "sure": True,
        "evidence": ("Gets",),
        "why": '"gets" a season',
        "mention": a_mention(),
        "subject_form": "2nd Season",
    }
    return Claim(**default | given)


def a_watchlist(**given: Any) -> Watchlist:
    """One source, one channel and one watch, as the other builders make them."""
    default: dict[str, Any] = {
        "channels": (a_channel("json://localhost"),),
        "sources": (a_source(),),
        "watches": (a_watch(),),
    }
    return Watchlist(**default | given)
