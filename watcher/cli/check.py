"""`watcher check`: everything wrong in the config, at once, without the network."""

import click

from watcher.check import check
from watcher.cli.session import Session, config_option
from watcher.config import format_problem


@click.command()
@config_option
def command(session: Session) -> None:
    """Check the config file. Silent when it is right; exit code 78 when it is not."""
    loaded = check(session.config, session.environ)
    for problem in loaded.warnings:
        click.echo(format_problem(loaded.path, problem), err=True)
