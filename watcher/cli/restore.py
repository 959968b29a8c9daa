"""`watcher restore`: the memory from a backup."""

from pathlib import Path

import click

from watcher.app import prepared_state_dir, system_clock
from watcher.cli.session import Session, config_option
from watcher.store import FILE
from watcher.store.lock import Lock
from watcher.store.restore import restore


@click.command(short_help="Put a backup in place of the memory.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@config_option
def command(session: Session, *, file: Path) -> None:
    """Put a backup in place of the memory. The service must be stopped; the memory that was there is kept beside it.

    What rang since the backup may ring once more, marked as a repeat.
    """
    directory = prepared_state_dir(session.environ)
    with Lock(directory):
        kept = restore(file, directory / FILE, system_clock())
    click.echo(directory / FILE)
    if kept:
        click.echo(f"the memory that was there is now {kept}", err=True)
