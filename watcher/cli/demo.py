"""`watcher demo`: see it work, without the internet and without an account."""

import asyncio
import sys

import click

from watcher.cli.session import Session, config_option
from watcher.demo.play import play


@click.command(short_help="Two weeks of invented news, here in the terminal.")
@config_option
def command(_session: Session) -> None:
    """Play two weeks of invented news through the real program, here in the terminal, in under a minute."""
    pause = 0.5 if sys.stdout.isatty() else 0.0
    asyncio.run(play(click.echo, pause))
