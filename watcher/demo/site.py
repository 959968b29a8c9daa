"""Serves the demo's news on loopback: a feed and a publisher's page, with ETags, as they stood at the fiction's time."""

import hashlib
import threading
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Self

_FEED_HOLDS = 10  # as real feeds do, it forgets the oldest


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news."""

    number: int
    published: datetime
    at: str  # "feed" or "page"
    title: str
    summary: str


def fortnight(start: datetime) -> list[News]:
    """Read the demo's news, oldest first."""
    rows = tomllib.loads(files("watcher.demo").joinpath("fortnight.toml").read_text(encoding="utf-8"))["news"]
    return [
        News(
            number=number, published=start + timedelta(days=row["day"], hours=row["hour"]), at=row["at"], title=row["title"],
            summary=row.get("summary", ""),
        )
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip


class Site:
    """A web server on 127.0.0.1, in a thread of its own, for the length of a `with` block."""

    def __init__(self, news: Sequence[News], clock: Callable[[], datetime]) -> None:
        self._news = news
        self._clock = clock
        self.requests = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        """The site's address, without a path."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def body(self, path: str) -> str | None:
        """Give the document at a path as it stands now; None: there is none."""
        out = [n for n in reversed(self._news) if n.published <= self._clock()]
        if path == "/feed.xml":
            return _feed([n for n in out if n.at == "feed"][:_FEED_HOLDS])
        return _page([n for n in out if n.at == "page"]) if path == "/news/" else None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.requests += 1
                text = site.body(self.path)
                body = (text or "there is nothing here").encode()
                etag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
                fresh = text is not None and self.headers.get("If-None-Match") == etag
                self.send_response(404 if text is None else 304 if fresh else 200)
                self.send_header("ETag", etag)
                if not fresh:
                    kind = "application/rss+xml" if self.path.endswith(".xml") else "text/html"
                    self.send_header("Content-Type", f"{kind}; charset=utf-8")
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if not fresh:
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
                """Keep the terminal for the news."""

        return Handler


def _feed(news: Sequence[News]) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>harbour-{n.number}</guid><title>{escape(n.title)}</title>"
        f"<link>https://harbour.example/news/{n.number}</link><description>{escape(n.summary)}</description>"
        f"<pubDate>{format_datetime(n.published)}</pubDate></item>"
        for n in news
    )
    head = "<title>Harbour Anime News</title><link>https://harbour.example/</link><description>News from the pier</description>"
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>{head}{items}</channel></rss>"


def _page(news: Sequence[News]) -> str:
    rows = "".join(f"<li class='news'><a href='/news/{n.number}'>{escape(n.title)}</a></li>" for n in news)
    return f"<!doctype html><html lang='ja'><title>潮風出版 お知らせ</title><h1>お知らせ</h1><ul>{rows}</ul></html>"
