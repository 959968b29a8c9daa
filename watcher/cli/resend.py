"""`watcher resend`: one alert once more."""

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option


@click.command(short_help="Send an alert once more.")
@click.argument("alert")
@click.option(
    "--channel", "channels", multiple=True, help="Only to this channel; may be given more than once."
)
@config_option
def command(session: Session, *, alert: str, channels: tuple[str, ...]) -> None:
    """Send an alert (its id, as #a1b2) once more, marked as a repeat where it went out before."""
    watchlist = session.load().watchlist
    names = {channel.name for channel in watchlist.channels}
    if unknown := [name for name in channels if name not in names]:
        raise click.BadParameter(f"there is no channel called {unknown[0]}", param_hint="--channel")
    store = session.open_store(read_only=False)
    try:
        queued = store.outbox.resend(alert.lstrip("#"), channels, system_clock())
    finally:
        store.close()
    if not queued:
        raise click.BadParameter(
            f"there is no alert {alert}; `watcher history` lists them", param_hint="ALERT"
        )
    click.echo(f"queued for {', '.join(queued)}; the service sends it within seconds, or `watcher once` does")
