"""Feeds to serve, written out from a few words."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

START = datetime(2026, 11, 1, tzinfo=UTC)


def entry(
    title: str, *, guid: str | None = "", link: str | None = "", summary: str = "", day: float | None = 0
) -> str:
    """Give one RSS item. guid and link "" are made from the title; None leaves the element out."""
    made = "".join(c if c.isalnum() else "-" for c in title.casefold())
    parts = [f"<title>{escape(title)}</title>"]
    if guid is not None:
        parts.append(f"<guid isPermaLink='false'>{escape(guid or 'id-' + made)}</guid>")
    if link is not None:
        parts.append(f"<link>{escape(link or 'https://news.example/' + made)}</link>")
    if summary:
        parts.append(f"<description>{escape(summary)}</description>")
    if day is not None:
        parts.append(f"<pubDate>{format_datetime(START + timedelta(days=day))}</pubDate>")
    return f"<item>{''.join(parts)}</item>"


def rss(*entries: str, ttl: int | None = None) -> str:
    """Give an RSS document with these items, newest first as feeds have them."""
    wish = f"<ttl>{ttl}</ttl>" if ttl else ""
    head = "<title>News</title><link>https://news.example/</link><description>d</description>"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{head}{wish}{''.join(entries)}</channel></rss>"
