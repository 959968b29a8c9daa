"""`watcher test-notify`: one message through the real path."""

import asyncio

import click

from watcher.app import system_clock
from watcher.channels import Outcome, Sent, open_channel
from watcher.check import check
from watcher.cli import EX_UNAVAILABLE
from watcher.cli.session import Session, config_option, no_such
from watcher.cli.show import safe
from watcher.decide.routing import alert_id
from watcher.model import Alert, Channel, Item, Letter, Reason, Status


@click.command(short_help="Send one message marked TEST, the real way.")
@click.argument("channel", required=False)
@config_option
def command(session: Session, *, channel: str | None) -> int:
    """Send one message marked "TEST – not news" to CHANNEL, or to every channel. Prints the receipt, or the reason."""
    watchlist = check(session.config, session.environ).watchlist
    chosen = [c for c in watchlist.channels if channel in (None, c.name)]
    if not chosen:
        raise no_such("channel", channel or "", [c.name for c in watchlist.channels], "CHANNEL")
    outcomes = asyncio.run(_send_all(chosen, watchlist.timezone))
    for name, outcome in outcomes.items():
        if isinstance(outcome, Sent):
            receipt = (
                f"sent, receipt {safe(outcome.receipt)}" if outcome.receipt else "accepted, without a receipt"
            )
            click.echo(f"{name}: {receipt}" + (f"; {safe(outcome.note)}" if outcome.note else ""))
        else:
            click.echo(f"{name}: {safe(outcome.reason)}", err=True)
    return 0 if all(isinstance(outcome, Sent) for outcome in outcomes.values()) else EX_UNAVAILABLE


async def _send_all(chosen: list[Channel], zone: str) -> dict[str, Outcome]:
    outcomes = {}
    for channel in chosen:
        carrier = open_channel(channel)
        try:
            outcomes[channel.name] = await carrier.send(
                Letter(alerts=(_sample(channel),), at=system_clock(), timezone=zone)
            )
        finally:
            await carrier.close()
    return outcomes


def _sample(channel: Channel) -> Alert:
    item = Item(
        source="test",
        title="TEST – not news: The Lighthouse Keeper's Cat gets a second season",
        link="https://example.org/the-lighthouse-keepers-cat",
        summary="This message was asked for with `watcher test-notify`. The work does not exist.",
    )
    return Alert(
        id=alert_id(0), reason=Reason.TEST, at=system_clock(), channels=(channel.name,), headline=item.title, watch="test",
        subject="season 2", status=Status.ANNOUNCED, evidence=("gets a second season",),
        matched=("The Lighthouse Keeper's Cat", "second season"), why="a test, asked for by a person", item=item,
    )  # fmt: skip
