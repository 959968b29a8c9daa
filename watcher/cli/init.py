"""`watcher init`: a first config file."""

import os

import click

from watcher.cli.session import Session, config_option
from watcher.config import STARTER, default_config


@click.command(short_help="Write a commented starter file.")
@config_option
def command(session: Session) -> None:
    """Write a commented starter file, if there is none yet."""
    path = session.explicit or default_config(session.environ)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)  # it will hold a webhook
    except FileExistsError:
        raise click.ClickException(f"{path} is there already; nothing was changed") from None
    with os.fdopen(file, "w", encoding="utf-8") as out:
        out.write(STARTER)
    click.echo(path)
    click.echo("Edit it, then: watcher check, watcher test-notify, watcher run", err=True)
