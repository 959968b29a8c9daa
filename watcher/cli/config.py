"""`watcher config schema`: what editors complete from."""

import json

import click

from watcher.cli.session import Session, config_option
from watcher.config import json_schema


@click.group()
def command() -> None:
    """Tools for the config file."""


@command.command()
@config_option
def schema(_session: Session) -> None:
    """Print the JSON Schema of the config file."""
    click.echo(json.dumps(json_schema(), indent=2))
