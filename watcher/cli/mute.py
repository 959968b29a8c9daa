"""`watcher mute`: silence for one watch."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option
from watcher.cli.show import when


@click.command(short_help="Silence a watch until a date.")
@click.argument("watch")
@click.option(
    "--until",
    required=True,
    metavar="DATE",
    help='Until then, "2027-01-31" or "2027-01-31T18:00"; "now" ends it.',
)
@config_option
def command(session: Session, *, watch: str, until: str) -> None:
    """Silence a watch until a date. What would have rung meanwhile is kept: `history` shows it, `resend` sends it."""
    zone = session.load().watchlist.timezone
    end = None if until == "now" else _time(until, zone)
    if end is not None and end <= system_clock():
        raise click.BadParameter(f"{until} has passed", param_hint="--until")
    store = session.open_store(read_only=False)
    try:
        if not store.stories.mute(watch, end):
            raise click.BadParameter(f"there is no watch called {watch}", param_hint="WATCH")
    finally:
        store.close()
    click.echo(f"{watch} is silent until {when(end, zone)} ({zone})" if end else f"{watch} rings again")


def _time(text: str, zone: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f'{text} is no date; write it as "2027-01-31"', param_hint="--until"
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
