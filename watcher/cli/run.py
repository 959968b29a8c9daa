"""`watcher run`: the daemon."""

import asyncio
import signal

import click

from watcher.app import App
from watcher.cli.session import Session, config_option
from watcher.daemon import Daemon
from watcher.journal import open_journal


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="Log every poll and every fold.")
@config_option
def command(session: Session, *, verbose: bool) -> None:
    """Watch until told to stop.

    SIGHUP and a changed config file reload it; a wrong file changes nothing. SIGTERM ends it within 10 s.
    """
    # A reload asked for before the daemon listens must not end it: the file is read anyway.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    journal = open_journal(session.environ, verbose=verbose)
    app = App(session.config, session.environ)
    asyncio.run(Daemon(app, session.environ, journal).run())
