"""The command line: one small file a command, imported when it runs. Results to stdout, talk to stderr, exit codes after sysexits(3)."""

import importlib
import os
import sys
from pathlib import Path

import click

from watcher.cli.session import Session, config_option
from watcher.errors import Busy, ConfigError, StoreError, WatcherError

COMMANDS = {
    "run": "run", "once": "once", "check": "check", "config": "config", "init": "init",
    "add": "add", "import": "import_", "test-notify": "test_notify", "test-source": "test_source",
    "status": "status", "list": "list", "history": "history",
    "replay": "replay", "explain": "explain", "wrong": "wrong", "mute": "mute", "resend": "resend", "resume": "resume",
    "backup": "backup", "restore": "restore", "paths": "paths", "demo": "demo",
}  # fmt: skip

EX_USAGE, EX_UNAVAILABLE, EX_IOERR, EX_TEMPFAIL, EX_CONFIG, EX_INTERRUPTED = 64, 69, 74, 75, 78, 130


class Commands(click.Group):
    """A group that imports a command's file when the command is asked for: `check` needs neither Apprise nor SQLite."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Name the commands in the order a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  likewise
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"watcher.cli.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="release-watcher", prog_name="watcher")
@config_option
def cli(session: Session) -> None:
    """Watches feeds and publisher pages, and rings once, when the thing you wait for is real."""


def main() -> None:
    """Run a command and turn what an operator can mend into words and an exit code."""
    sys.exit(run(sys.argv[1:]))


_EXITS: tuple[tuple[type[WatcherError], int], ...] = (
    (Busy, EX_TEMPFAIL),
    (StoreError, EX_IOERR),
    (ConfigError, EX_CONFIG),
    (WatcherError, EX_UNAVAILABLE),
)


def run(arguments: list[str]) -> int:
    """Run one command; returns its exit code."""
    try:
        code = cli.main(args=arguments, prog_name="watcher", standalone_mode=False)
    except WatcherError as error:
        _show(error)
        return next(code for kind, code in _EXITS if isinstance(error, kind))
    except click.ClickException as error:
        error.show()
        return EX_USAGE if isinstance(error, click.UsageError) else error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return EX_INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe left: not an error; stdout is closed so that nothing more is tried.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


def _show(error: WatcherError) -> None:
    if not isinstance(error, ConfigError):
        click.echo(f"watcher: {error}", err=True)
        return
    from watcher.config import format_problem  # noqa: PLC0415  only a broken config needs it here

    for problem in error.problems:
        click.echo(format_problem(Path(error.file), problem), err=True)
