"""A whole watcher with a small world around it: sites, a webhook, a mailbox, and a clock that stands still until it is moved."""

from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from watcher.app import App, News, OpenChannel
from watcher.model import Alert

from build import NOW
from fakes.clock import Clock
from fakes.feeds import rss
from fakes.mailbox import Mailbox
from fakes.site import Site
from fakes.webhook import Webhook

SMALLEST = """
[channels]
discord = "{hook}"
[sources]
ann = "{site}/ann"
[watch]
higehiro = ["Hige wo Soru", "Higehiro"]
[network]
allow_private = ["127.0.0.0/8"]
"""


class World:
    """Everything real, on loopback. `{hook}`, `{mail}`, `{site}` and `{port}` in the config stand for the fakes' addresses."""

    def __init__(self, folder: Path, config: str = SMALLEST, open_channel: OpenChannel | None = None) -> None:
        self.folder = folder
        self.clock = Clock(NOW)
        self.site = Site()
        self.hook = Webhook()
        self.mailbox = Mailbox()
        self.file = folder / "config.toml"
        self._config = config
        self._open_channel = open_channel
        self.environ = {"WATCHER_STATE": str(folder / "state")}
        self.news: News | None = None

    async def __aenter__(self) -> Self:
        self.site.__enter__()
        self.hook.__enter__()
        self.mailbox.__enter__()
        self.write(self._config)
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.app.close()
        self.mailbox.__exit__(None, None, None)
        self.hook.__exit__(None, None, None)
        self.site.__exit__(None, None, None)

    def write(self, config: str) -> None:
        """Write the config file."""
        site = self.site.url("").rstrip("/")
        text = config.format(hook=self.hook.url, site=site, port=self.site.port, mail=self.mailbox.url())
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(0o600)

    async def start(self) -> None:
        """Start a watcher on the config and state that are there."""
        self.app = self.made()
        self.news = await self.app.start()

    def made(self) -> App:
        """Make a watcher on the config and state that are there."""
        return App(self.file, self.environ, self.clock, self._open_channel)

    async def restart(self) -> None:
        """Stop the watcher, and start another on the same state."""
        await self.app.close()
        await self.start()

    async def reload(self, config: str) -> News:
        """Write a new config and have it read."""
        self.write(config)
        return await self.app.reload()

    def feed(self, *entries: str, path: str = "/ann") -> None:
        """Serve a feed with these entries from now on."""
        self.site.answer(path, body=rss(*entries), headers={"Content-Type": "application/rss+xml"}, etag=True)

    async def begin(self, *entries: str) -> None:
        """Take these entries as the first look: the baseline."""
        self.feed(*entries)
        await self.round()

    async def round(self, later: timedelta = timedelta(minutes=20)) -> list[Alert]:
        """Move the clock, poll what is due, deliver what waits. Returns the alerts decided meanwhile, oldest first."""
        self.clock.advance(later)
        before = self.app.store.outbox.next_number()
        self.app.rounds.start_polls()
        await self.app.rounds.wait()
        self.app.rounds.start_deliveries(hurry=True)
        await self.app.rounds.wait()
        alerts = [alert for alert, _ in self.app.store.outbox.alerts()]
        return list(reversed(alerts[: self.app.store.outbox.next_number() - before]))

    @property
    def told(self) -> list[str]:
        """The titles of all embeds that the webhook accepted, or its content where there is none."""
        return [
            embed.get("title") or embed.get("description", "")
            for m in self.hook.messages
            for embed in m.payload.get("embeds", [])
        ]
