"""`watcher once`: one round without the daemon."""

import asyncio

import click

from watcher.app import App
from watcher.cli.session import Session, config_option
from watcher.journal import open_journal

_SECONDS = 40.0  # of the 45 that a caller may count on


@click.command()
@click.option(
    "--force",
    is_flag=True,
    help="Poll every source, due or not; a host that asked us to wait is left alone all the same.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log every step.")
@config_option
def command(session: Session, *, force: bool, verbose: bool) -> None:
    """Poll what is due, deliver what follows, and exit.

    Exits 0 whenever it ran, whatever sources or channels did; what pacing leaves stays due.
    """
    journal = open_journal(session.environ, verbose=verbose)
    app = App(session.config, session.environ)
    journal.hide(app.loaded.secrets)
    asyncio.run(_once(app, force=force))


async def _once(app: App, *, force: bool) -> None:
    try:
        await app.start()
        await app.once(force=force, seconds=_SECONDS)
        for polled in app.rounds.polled:
            count = "nothing new to read" if polled.items is None else f"{polled.items} items"
            alerts = len(polled.decision.alerts) if polled.decision else 0
            click.echo(
                f"{polled.source}: {count}, {alerts} rang"
                if polled.ok
                else f"{polled.source}: {polled.reason}",
                err=True,
            )
        for told in app.rounds.told:
            if told.sent or told.reason:
                click.echo(
                    f"{told.channel}: {told.sent} sent" + (f"; {told.reason}" if told.reason else ""),
                    err=True,
                )
    finally:
        await app.close(seconds=1.0)
