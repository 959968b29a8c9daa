"""`watcher mute`: silence for one watch."""

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option, no_such
from watcher.cli.show import when
from watcher.cli.times import future


@click.command(short_help="Silence a watch for a while.")
@click.argument("watch")
@click.option(
    "--until",
    required=True,
    metavar="SPAN|DATE",
    help='For "30d" or "12h", or until "2027-01-31" or "2027-01-31T18:00"; "now" ends it.',
)
@config_option
def command(session: Session, *, watch: str, until: str) -> None:
    """Silence a watch for a while. What would have rung meanwhile is kept: `history` shows it, `resend` sends it."""
    watchlist = session.load(secrets=False).watchlist
    zone, names = watchlist.timezone, {w.name for w in watchlist.watches}
    end = None if until == "now" else future(until, system_clock(), zone, "--until")
    store = session.open_store(read_only=False)
    try:
        if not store.stories.mute(watch, end):
            if watch in names:
                raise click.ClickException(f"the service has not yet read a config with the watch {watch}")
            raise no_such("watch", watch, names, "WATCH")
    finally:
        store.close()
    click.echo(f"{watch} is silent until {when(end, zone)} ({zone})" if end else f"{watch} rings again")
