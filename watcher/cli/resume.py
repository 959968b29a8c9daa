"""`watcher resume`: a channel or source that was stopped may go on."""

import click

from watcher.cli.session import Session, config_option, no_such
from watcher.decide import condition
from watcher.store import Store


@click.command(short_help="Let a channel or a source that was stopped go on.")
@click.argument("name")
@config_option
def command(session: Session, *, name: str) -> None:
    """Let a channel that refused us, or a source that was gone, be tried again; what waited for the channel goes out in order."""
    store = session.open_store(read_only=False)
    try:
        said = _channel(store, name) or _source(store, name)
        if said is None:
            names = [*store.channels.all(), *(state.name for state in store.sources.all())]
            raise no_such("channel or source", name, names, "NAME")
    finally:
        store.close()
    click.echo(said)


def _channel(store: Store, name: str) -> str | None:
    if not store.channels.resume(name):
        return None
    return f"{name} is tried again; {store.channels.all()[name].waiting} waiting"


def _source(store: Store, name: str) -> str | None:
    state = next((state for state in store.sources.all() if state.name == name), None)
    if state is None:
        return None
    with store.turn():
        store.sources.resume(name, *condition.resumed(state.pulse))
    return f"{name} is asked again at once"
