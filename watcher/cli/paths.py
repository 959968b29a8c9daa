"""`watcher paths`: where everything is."""

import click

from watcher.cli.session import Session, config_option, json_option, print_json
from watcher.config import state_dir
from watcher.errors import ConfigError


@click.command()
@json_option
@config_option
def command(session: Session, *, as_json: bool) -> None:
    """Say which config and which state are in force."""
    try:
        config = str(session.config)
    except ConfigError:
        config = None
    state = state_dir(session.environ)
    if as_json:
        print_json({"config": config, "state": str(state), "database": str(state / "watcher.db")})
    else:
        click.echo(f"config  {config or 'none found; `watcher init` writes one'}\nstate   {state}")
