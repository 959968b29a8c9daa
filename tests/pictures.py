"""Makes the README's pictures: docs/discord.png and docs/mail.png, of messages that are really sent. Needs Chromium.

python tests/pictures.py

A fortnight of invented news plays over the whole program: ten sites tell "what we know so far", then there is a date.
What the webhook and the mail server got is pictured: the mail as it is, Discord's message in an imitation with a style of our own.
"""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from build import NOW
from fakes.feeds import START, entry
from fakes.webhook import Message, Webhook
from fakes.world import World

DOCS = Path(__file__).parent.parent / "docs"
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "data" / "pictures"),
    autoescape=True,
    trim_blocks=True,
)
LARGEST = 150_000  # bytes of a picture
BLOGS = (
    "beacon",
    "tideline",
    "gazette",
    "inkwell",
    "otaku-post",
    "panel",
    "quayside",
    "reel",
    "sidewalk",
    "trawler",
)
NEWS = ("shiokaze", "natalie", "crunchyroll")
CONFIG = """
[channels]
discord = {{ url = "{hook}", name = "Releases" }}
mail = "{mail}"

[sources]
SOURCES
shiokaze = {{ url = "{site}/shiokaze", official = true }}

[watch]
lighthouse = {{ title = "The Lighthouse Keeper's Cat", about = "season 2" }}

[network]
allow_private = ["127.0.0.0/8"]
""".replace("SOURCES", "\n".join(f'{name} = "{{site}}/{name}"' for name in (*BLOGS, *NEWS[1:])))
GUESSES = (
    "{} Season 2: What We Know So Far",
    "{} Season 2 Release Date, Cast, Everything We Know So Far",
    "Will There Be a {} Season 2? What We Know So Far",
)
TITLE = "The Lighthouse Keeper's Cat"
OLD = entry("Spring shows we are watching", day=-3)
DATED = {
    "shiokaze": entry(
        f"{TITLE} Season 2 Premieres in April 2027", link="https://shiokaze.example/news/cat-2",
        summary=f"The second season of {TITLE} will premiere in April 2027 with the same staff, the publisher announced on Friday.",
        day=10.1,
    ),
    "natalie": entry(f"{TITLE} Season 2 to Premiere in April 2027", link="https://natalie.example/cat", day=10.2),
    "crunchyroll": entry(f"{TITLE} Season 2 Sets April 2027 Premiere", link="https://cr.example/cat", day=10.3),
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What went out: messages as they stand after their edits, and mails."""

    messages: list[tuple[Message, dict[str, Any], bool]]  # the last: was it edited?
    mails: list[EmailMessage]


async def play(folder: Path) -> Sent:
    """Play the fortnight."""
    async with World(folder, CONFIG) as world:
        world.clock.advance(START - NOW)
        for name in (*BLOGS, *NEWS):
            world.feed(OLD, path=f"/{name}")
        await world.round(timedelta(hours=1))
        for number, name in enumerate(BLOGS):
            guess = GUESSES[number % len(GUESSES)].format(TITLE)
            link = f"https://{name}.example/cat"
            world.feed(
                entry(guess, link=link, summary="Nothing is known yet.", day=number + 1), OLD, path=f"/{name}"
            )
            await world.round(timedelta(days=1))
        for name, news in DATED.items():
            world.feed(news, OLD, path=f"/{name}")
            await world.round(timedelta(hours=3))
        for _ in range(3):
            await world.round(timedelta(hours=3))
        messages = [(m, world.hook.shown(m.id), _edited(world.hook, m)) for m in world.hook.messages]
        return Sent(messages, [mail.message for mail in world.mailbox.mails])


def _edited(hook: Webhook, message: Message) -> bool:
    return any(edit.id == message.id for edit in hook.edits)


def discord_page(sent: Sent) -> str:
    """Show what the webhook was sent as Discord would, near enough."""
    messages = [
        {
            "name": shown.get("username", "Captain Hook"),
            "time": _time(shown["embeds"][0].get("timestamp", "")),
            "silent": shown.get("flags", 0) & 4096,
            "edited": edited,
            "content": shown.get("content", ""),
            "embeds": [_embed(embed) for embed in shown["embeds"]],
        }
        for _, shown, edited in sent.messages
    ]
    return TEMPLATES.get_template("discord.html").render(messages=messages)


def mail_page(mail: EmailMessage) -> str:
    """Show a mail's HTML below its subject."""
    body = mail.get_body(("html",))
    return TEMPLATES.get_template("mail.html").render(
        subject=mail["Subject"], sender=mail["From"], date=mail["Date"].datetime.strftime("%-d %b %Y %H:%M"),
        body=Markup(body.get_content() if body else ""),
    )  # fmt: skip


def _embed(embed: dict[str, Any]) -> dict[str, Any]:
    footer = embed.get("footer", {}).get("text", "")
    when = _time(embed.get("timestamp", ""))
    return {
        "colour": f"#{embed['color']:06x}",
        "author": embed.get("author", {}).get("name", ""),
        "title": written(embed.get("title", "")),
        "url": embed.get("url"),
        "description": written(embed.get("description", "")),
        "footer": " • ".join(part for part in (footer, when) if part),
    }


def _time(stamp: str) -> str:
    return f"{datetime.fromisoformat(stamp):%d/%m/%Y %H:%M}" if stamp else ""


_MARKUP = re.compile(
    r"\\(?P<char>[^\w\s])|\*\*(?P<bold>.+?)\*\*|\[(?P<name>(?:\\.|[^\]])+)\]\((?P<link>https?://[^)\s]+)\)"
)


def written(text: str) -> Markup:
    """Read the part of Discord's markup that we write: escapes, bold, links."""
    parts, end = [], 0
    for found in _MARKUP.finditer(text):
        parts.append(escape(text[end : found.start()]))
        if found["char"]:
            parts.append(escape(found["char"]))
        elif found["bold"]:
            parts.append(f"<b>{written(found['bold'])}</b>")
        else:
            parts.append(f'<a href="{escape(found["link"])}">{written(found["name"])}</a>')
        end = found.end()
    return Markup("".join([*parts, escape(text[end:])]))


def picture(page: str, file: Path, width: int, *, dark: bool = False) -> None:
    """Picture a page in Chromium, as high as it is."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is not installed")
    asked = '<script>addEventListener("load", () => document.title = document.documentElement.scrollHeight)</script>'
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "page.html")
        source.write_text(page + asked, encoding="utf-8")
        options = [
            chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={folder}/profile",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--force-device-scale-factor=1.5", *(["--force-dark-mode"] if dark else []),
        ]  # fmt: skip
        dom = _run([*options, f"--window-size={width},100", "--dump-dom", source.as_uri()])
        height = int(re.findall(r"<title>(\d+)</title>", dom)[-1])
        _run([*options, f"--window-size={width},{height}", f"--screenshot={file}", source.as_uri()])
    size = file.stat().st_size
    print(f"{file}: {width} × {height}, {size:,} bytes")  # noqa: T201  a script talks to who runs it
    if size > LARGEST:
        sys.exit("too large")


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def main() -> None:
    """Make both pictures."""
    with tempfile.TemporaryDirectory() as folder:
        sent = asyncio.run(play(Path(folder)))
    picture(discord_page(sent), DOCS / "discord.png", 696)
    picture(mail_page(sent.mails[-1]), DOCS / "mail.png", 640)


if __name__ == "__main__":
    main()
