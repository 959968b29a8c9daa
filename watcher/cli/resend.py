"""`watcher resend`: one alert once more."""

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option, no_such


class AlertId(click.ParamType):  # type: ignore[type-arg]  # click 8.1 takes no argument here
    """An alert's id, as it is shown (#a1b2) or without the #."""

    name = "alert"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002  click's signature
        """Give the id."""
        return value.removeprefix("#").lower()

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002  likewise
        """Say where an id may have gone."""
        return "Write the id without the #: a shell takes #a1b2 as a comment."


@click.command(short_help="Send an alert once more.")
@click.argument("alert", type=AlertId())
@click.option(
    "--channel", "channels", multiple=True, help="Only to this channel; may be given more than once."
)
@config_option
def command(session: Session, *, alert: str, channels: tuple[str, ...]) -> None:
    """Send an alert (its id, such as a1b2) once more, marked as a repeat where it went out before."""
    watchlist = session.load(secrets=False).watchlist
    names = {channel.name for channel in watchlist.channels}
    if unknown := [name for name in channels if name not in names]:
        raise no_such("channel", unknown[0], names, "--channel")
    store = session.open_store(read_only=False)
    try:
        queued = store.outbox.resend(alert, channels, system_clock())
    except KeyError:
        raise click.BadParameter(
            f"there is no alert {alert}; `watcher history` lists them", param_hint="ALERT"
        ) from None
    finally:
        store.close()
    if not queued:
        raise click.UsageError("it was for no channel that is in the config now; name one with --channel")
    click.echo(f"queued for {', '.join(queued)}; the service sends it within seconds, or `watcher once` does")
