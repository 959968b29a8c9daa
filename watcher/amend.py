"""One channel's messages that lack what has folded since: edits them, so that an alert grows better without ringing again.

An edit says nothing about the channel unless that refuses it: what fails is tried again later, and nobody is told.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.channels import Carrier, Failed, Outcome, Refused, Rejected, Sent
from watcher.decide import dates
from watcher.desk import AtDesk, Desk
from watcher.model import Alert, Channel, Letter, Story
from watcher.settle import settle_channel
from watcher.store.amendments import Stale

log = logging.getLogger(__name__)


async def amend(channel: Channel, carrier: Carrier, at_desk: AtDesk, now: datetime) -> None:
    """Edit the messages of a channel that are due for it; stop at the first that fails, and when the config changes the channel."""
    for message in at_desk().store.amendments.stale(channel.name, now):
        if channel not in at_desk().watchlist.channels:
            return
        outcome = await _carry(channel, carrier, _letter(channel, at_desk(), message, now), message.receipt)
        await asyncio.to_thread(_settle, channel, at_desk, message, outcome, now)
        if isinstance(outcome, Failed | Refused) or (isinstance(outcome, Sent) and outcome.pause):
            return


def _letter(channel: Channel, desk: Desk, message: Stale, now: datetime) -> Letter:
    stories = desk.store.stories.all()
    alerts = tuple(_better(alert, stories.get((alert.watch or "", alert.subject or ""))) for alert in message.alerts)  # fmt: skip
    return Letter(
        alerts=alerts,
        at=now,
        places=desk.store.amendments.places(alerts),
        repeats=message.repeats,
        timezone=desk.watchlist.timezone,
        threads=desk.store.forum.threads(channel.name) if channel.forum else {},
    )


def _better(alert: Alert, story: Story | None) -> Alert:
    """Give an alert with the narrower date that its story stands on since, if the story has not moved on."""
    rings = [ring.alert for ring in story.rings if ring.sure and not ring.wrong] if story else []
    if story is None or rings[-1:] != [alert.id]:
        return alert
    narrower = dates.compare(alert.period, story.period).kind is dates.Kind.NARROWER
    return replace(alert, period=story.period) if narrower else alert


async def _carry(channel: Channel, carrier: Carrier, letter: Letter, receipt: str) -> Outcome:
    """Edit it; a bug of ours costs this edit."""
    try:
        return await carrier.amend(letter, receipt)
    except Exception as error:
        log.exception("%s: an error of ours", channel.name)
        return Rejected(f"an error of ours: {type(error).__name__}")


def _settle(channel: Channel, at_desk: AtDesk, message: Stale, outcome: Outcome, now: datetime) -> None:
    with at_desk().store.turn():
        desk = at_desk()
        amendments = desk.store.amendments
        if isinstance(outcome, Rejected):
            log.info("%s: a message stays as it is: %s", channel.name, outcome.reason)
            amendments.fix(row for row, _ in message.seen)
            return
        amendments.settle(message, now, shown=isinstance(outcome, Sent))
        if channel in desk.watchlist.channels:
            _settle_channel(channel, desk, outcome, now)


def _settle_channel(channel: Channel, desk: Desk, outcome: Sent | Failed | Refused, now: datetime) -> None:
    pause: timedelta | None = None
    match outcome:
        case Refused():
            settle_channel(channel.name, desk, outcome, now)
        case Sent():
            pause = outcome.pause
        case Failed():
            log.info("%s: an edit failed: %s", channel.name, outcome.reason)
            desk.store.amendments.put_off(channel.name, now)
            pause = outcome.after
    if pause:
        health = desk.store.channels.all()[channel.name].health
        desk.store.channels.settle(channel.name, health, now + pause)
