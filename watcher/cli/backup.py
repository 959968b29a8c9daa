"""`watcher backup`: the whole memory in one file."""

from pathlib import Path

import click

from watcher.cli.session import Session, config_option


@click.command(short_help="Copy the memory to a file while the service runs.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@config_option
def command(session: Session, *, file: Path) -> None:
    """Copy the memory to FILE while the service runs. FILE is readable by you only."""
    if file.exists():
        raise click.ClickException(f"{file} is there already; nothing was changed")
    store = session.open_store()
    try:
        store.backup(file)
    finally:
        store.close()
    click.echo(file)
