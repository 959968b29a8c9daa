"""`watcher test-notify`: one message through the real path, or one of every kind."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import click

from watcher.app import system_clock
from watcher.channels import Carrier, Outcome, Rejected, Sent, open_channel
from watcher.check import check
from watcher.cli import EX_UNAVAILABLE
from watcher.cli.session import Session, config_option, no_such
from watcher.cli.show import safe
from watcher.cli.test_notify_samples import Sample, elsewhere, every, only
from watcher.model import Channel, Letter

_PATIENCE = 10.0  # seconds: a channel that asks for a longer pause between two messages has had enough


@click.command(short_help="Send one message marked TEST, the real way.")
@click.argument("channel", required=False)
@click.option(
    "--all", "all_kinds", is_flag=True, help="Send a message of every kind there is, each marked TEST."
)
@config_option
def command(session: Session, *, channel: str | None, all_kinds: bool) -> int:
    """Send one message marked "TEST – not news" to CHANNEL, or to every channel. Prints the receipt, or the reason."""
    watchlist = check(session.config, session.environ).watchlist
    chosen = [c for c in watchlist.channels if channel in (None, c.name)]
    if not chosen:
        raise no_such("channel", channel or "", [c.name for c in watchlist.channels], "CHANNEL")
    sent = [asyncio.run(_test(each, watchlist.timezone, all_kinds=all_kinds)) for each in chosen]
    return 0 if all(sent) else EX_UNAVAILABLE


async def _test(channel: Channel, zone: str, *, all_kinds: bool) -> bool:
    """Send a channel's messages and say what came of each. Returns whether all of them arrived."""
    now, carrier, good = system_clock(), open_channel(channel), True
    try:
        if not all_kinds:
            return _say(channel.name, await carrier.send(only(now, zone)))
        async for sample, outcome in _send_all(carrier, every(now, zone)):
            good = _say(f"{channel.name}: {sample}", outcome) and good
    finally:
        await carrier.close()
    return good


async def _send_all(carrier: Carrier, samples: list[Sample]) -> AsyncIterator[tuple[str, Outcome]]:
    """Send them at the channel's own pace; stop where it takes no more. The first is bettered, where that can be done."""
    threads: dict[str, str] = {}
    for index, sample in enumerate(samples):
        letter = replace(sample.letter, threads=dict(threads))
        outcome = await carrier.send(letter)
        yield sample.kind, outcome
        if isinstance(outcome, Sent):
            threads |= _threads(letter, outcome)
            if index == 0 and carrier.amends:
                better = replace(letter, places=elsewhere(letter.at))
                yield "also at, edited in", await carrier.amend(better, outcome.receipt)
            await asyncio.sleep(min(outcome.pause.total_seconds() if outcome.pause else 0, _PATIENCE))
        elif not isinstance(outcome, Rejected):
            return


def _threads(letter: Letter, outcome: Sent) -> dict[str, str]:
    """Give the forum post that a letter opened, for the next one of its watch."""
    thread = outcome.receipt.partition("@")[2]
    return {letter.alerts[0].watch or "": thread} if thread and "," not in outcome.receipt else {}


def _say(what: str, outcome: Outcome) -> bool:
    if not isinstance(outcome, Sent):
        click.echo(f"{what}: {safe(outcome.reason)}", err=True)
        return False
    receipt = f"sent, receipt {safe(outcome.receipt)}" if outcome.receipt else "accepted, without a receipt"
    click.echo(f"{what}: {receipt}" + (f"; {safe(outcome.note)}" if outcome.note else ""))
    return True
