"""A publisher's small site: a page of news, which may name feeds; and the config of somebody who wants to watch it."""

from collections.abc import Sequence

from fakes.feeds import entry, rss
from fakes.site import Site

HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "application/rss+xml"}
HEADLINES = (
    "Slow Loop Anime Gets 2nd Season",
    "Lantern of the Harbour, volume 6, is out in May",
    "A reading with the author in our shop",
    "Our winter catalogue is here",
    "New covers for the whole series",
    "We are at the book fair again",
)
CONFIG = """\
# mine
[channels]
discord = "https://discord.com/api/webhooks/123/abc"

[sources]
known = "{site}/known"   # the first

[watch]
slow-loop = ["Slow Loop", "スローループ"]

[network]
allow_private = ["127.0.0.1"]
"""


def a_page(*feeds: str, headlines: Sequence[str] = HEADLINES, title: str = "News of the house") -> str:
    """Give a page with a list of news that names these feeds."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
    cards = "".join(
        f'<article class="card"><h3><a href="/n/{number}">{headline}</a></h3><time datetime="2026-11-{20 - number:02}">'
        f"2026-11-{20 - number:02}</time><p>What the house has to say about it, in a sentence or two.</p></article>"
        for number, headline in enumerate(headlines)
    )
    return f"<!doctype html><html lang='en'><head><title>{title}</title>{links}</head><body><main>{cards}</main></body></html>"


def a_feed(title: str = "News", *headlines: str) -> str:
    """Give a feed of that title with these headlines, the newest first."""
    made = [entry(headline, day=10 - n) for n, headline in enumerate(headlines or HEADLINES[:4])]
    return rss(*made).replace("<title>News</title>", f"<title>{title}</title>", 1)


def open_house(site: Site) -> None:
    """Serve the page of news at /news/, without a feed."""
    site.answer("/news/", body=a_page(), headers=HTML)
