"""`watcher check`: everything wrong in the config, at once, without the network."""

import click

from watcher.app import system_clock
from watcher.check import check, echo, understood
from watcher.cli.session import Session, config_option
from watcher.config import format_problem


@click.command()
@config_option
def command(session: Session) -> None:
    """Check the config file: every error with its line, and exit code 78; of a right one, what was understood."""
    loaded = check(session.config, session.environ)
    for problem in loaded.warnings:
        click.echo(format_problem(loaded.path, problem), err=True)
    for line in (*understood(loaded.watchlist), *echo(loaded.watchlist, system_clock())):
        click.echo(line)
