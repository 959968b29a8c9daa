"""`watcher resume`: a stopped channel may try again."""

import click

from watcher.cli.session import Session, config_option, no_such


@click.command(short_help="Let a channel that refused us try again.")
@click.argument("channel")
@config_option
def command(session: Session, *, channel: str) -> None:
    """Let a channel that refused us try again; what waited for it goes out in order."""
    store = session.open_store(read_only=False)
    try:
        if not store.channels.resume(channel):
            raise no_such("channel", channel, store.channels.all(), "CHANNEL")
        waiting = store.channels.all()[channel].waiting
    finally:
        store.close()
    click.echo(f"{channel} is tried again; {waiting} waiting")
