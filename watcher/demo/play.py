"""Plays the demo: steps the clock through the fortnight, lets the real turns run, and says what rang, what folded, and why."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watcher.app import App
from watcher.channels import Carrier, Outcome, Sent
from watcher.demo.site import News, Site, fortnight
from watcher.model import Channel, Letter
from watcher.poll import Polled
from watcher.render import plain

_START = datetime(2026, 11, 2, tzinfo=UTC)
_STEP = timedelta(hours=2)
_DAYS = 14

_CONFIG = """\
[channels]
terminal = "json://localhost"

[sources]
harbour  = "{site}/feed.xml"
shiokaze = {{ url = "{site}/news/", select = "li.news", official = true }}

[watch.cat]
title = ["The Lighthouse Keeper's Cat", "灯台の猫"]
about = "season 2"
not   = "figure"

[watch.bookshop]
title = "潮風書店日誌"
about = "volume 7"

[network]
allow_private = ["127.0.0.1"]
"""

Say = Callable[[str], None]


class Terminal(Carrier):
    """A channel that prints."""

    limit = 3

    def __init__(self, say: Say) -> None:
        self._say = say

    async def send(self, letter: Letter) -> Outcome:
        """Print a letter."""
        title, body = plain.text(letter)
        for line in (title, *body.splitlines()):
            self._say(f"   ┃ {line}")
        self._say("")
        return Sent(receipt="printed")

    async def close(self) -> None:
        """Nothing is held open."""


async def play(say: Say, pause: float) -> None:
    """Play the fortnight. pause: seconds to rest after each thing that is said."""
    now = [_START]
    news = fortnight(_START)
    with Site(news, lambda: now[0]) as site, tempfile.TemporaryDirectory(prefix="watcher-demo-") as folder:
        config = _write_config(Path(folder), site)
        say("The watchlist:\n")
        say("\n".join(f"    {line}" for line in _CONFIG.format(site=site.address).splitlines()) + "\n")
        app = App(
            config,
            {"WATCHER_STATE": str(Path(folder, "state"))},
            lambda: now[0],
            lambda channel: _terminal(channel, say),
        )
        try:
            await app.start()
            while now[0] < _START + timedelta(days=_DAYS):
                if await _step(app, say):
                    await asyncio.sleep(pause)
                now[0] += _STEP
            _sum_up(app, news, site, say)
        finally:
            await app.close()


def _write_config(folder: Path, site: Site) -> Path:
    config = folder / "config.toml"
    config.write_text(_CONFIG.format(site=site.address), encoding="utf-8")
    config.chmod(0o600)
    return config


def _terminal(channel: Channel, say: Say) -> Carrier:  # noqa: ARG001  every channel of the demo is this terminal
    return Terminal(say)


async def _step(app: App, say: Say) -> bool:
    """Run one poll turn and one delivery turn. Returns whether anything was said."""
    rounds, said = app.rounds, [False]
    rounds.on_polled = lambda polled: said.append(_report(app, polled, say))
    rounds.start_polls()
    await rounds.wait()
    rounds.start_deliveries(hurry=True)
    await rounds.wait()
    return any(said)


def _report(app: App, polled: Polled, say: Say) -> bool:
    """Say what a poll found that was new, and what became of it."""
    at = app.clock().strftime("%a %d %b, %H:%M")
    if not polled.ok:
        say(f"{at}  {polled.source}: {polled.reason}\n")
        return True
    decision = polled.decision
    if decision is None:
        return False
    fresh = [(i, e) for i, e in enumerate(decision.entries) if e.novelty.kind != "seen"]
    for index, entry in fresh:
        say(f"{at}  {polled.source}: {entry.item.title}")
        reports = [r for r in decision.reports if r.entry == index]
        for report in reports:
            if report.baseline:
                say("   first look: remembered, nothing rings")
            elif report.alert is None:
                under = f", folded under #{report.under}" if report.under else ""
                say(f"   silent: {report.claim.status if report.claim else 'keywords'}: {report.why}{under}")
            else:
                say(f"   rings as #{report.alert}: {report.why}")
        if not reports:
            say("   silent: nothing that is waited for")
        say("")
    return bool(fresh)


def _sum_up(app: App, news: list[News], site: Site, say: Say) -> None:
    alerts = app.store.outbox.alerts()
    quiet = sum(alert.quiet for alert, _ in alerts)
    say(
        f"Two weeks, {len(news)} pieces of news, {site.requests} polite requests: {len(alerts) - quiet} rings, and {quiet} quiet note."
    )
    for alert, _ in reversed(alerts):
        period = f" · {alert.period.text}" if alert.period else ""
        say(
            f"   {alert.at:%a %d %b}  {alert.watch} · {alert.subject} · {alert.status}{period}{' (quiet)' if alert.quiet else ''}"
        )
