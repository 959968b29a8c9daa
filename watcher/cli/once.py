"""`watcher once`: one round without the daemon."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import click

from watcher.app import App, Round
from watcher.cli.session import Session, config_option
from watcher.journal import open_journal
from watcher.poll import Polled

_SECONDS = 36.0  # of the 45 that a caller may count on
_PATIENCE = timedelta(seconds=12)  # for one source: its failure is noted, and others get their turn


@click.command()
@click.option(
    "--force",
    is_flag=True,
    help="Poll every source, due or not; a host that asked us to wait is left alone all the same.",
)
@config_option
def command(session: Session, *, force: bool) -> None:
    """Poll what is due, deliver what follows, and exit.

    Exits 0 whenever it ran, whatever sources or channels did; what pacing leaves stays due.
    """
    journal = open_journal(session.environ, verbose=False)
    app = App(session.config, session.environ, patience=_PATIENCE)
    journal.hide(app.loaded.secrets)
    asyncio.run(_once(app, force=force))


async def _once(app: App, *, force: bool) -> None:
    try:
        await app.start()
        done = await app.once(force=force, seconds=_SECONDS)
        for line in _report(done):
            click.echo(line, err=True)
    finally:
        await app.close(seconds=1.0)


def _report(done: Round) -> Iterator[str]:
    for polled in done.polled:
        yield f"{polled.source}: {_found(polled)}"
    for told in done.told:
        if told.sent or told.reason:
            yield f"{told.channel}: {told.sent} sent" + (f"; {told.reason}" if told.reason else "")
    if done.left:
        yield f"still due: {', '.join(done.left)}"
    if not done.polled and not done.left:
        yield "nothing is due; `watcher status` says what is next, --force polls now"


def _found(polled: Polled) -> str:
    if not polled.ok:
        return polled.reason
    if polled.items is None:
        return "nothing changed"
    rang = len(polled.decision.alerts) if polled.decision else 0
    return f"{polled.items} item{'' if polled.items == 1 else 's'}, {rang} rang"
