"""`watcher add`: one more source, found from an address; or one more watch, for a title."""

import re
from collections.abc import Iterator, Mapping

import click

from watcher.cli.add_source import SourceWish, add_source
from watcher.cli.add_watch import WatchWish, add_watch
from watcher.cli.session import Session, config_option

_ADDRESS = re.compile(r"(?i)(?:feed:|[a-z][a-z0-9+.-]*://)")
_LIKE_ONE = re.compile(r"(?:www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?)")


@click.command(short_help="Add a source from an address, or a watch for a title.")
@click.argument("what", metavar="URL|TITLE")
@click.option(
    "--name", metavar="NAME", help="Its name in the config; by default made from the address or the title."
)
@click.option("--every", metavar="SPAN", help='A source: how often to ask, such as "2h".')
@click.option(
    "--official", is_flag=True, help="A source: it is the publisher's own, its word is confirmation."
)
@click.option(
    "--select", metavar="CSS", help="A source: the page itself, its entries found with this selector."
)
@click.option("--page", is_flag=True, help="A source: the page itself, though it names a feed.")
@click.option("--force", is_flag=True, help="A source: write the address though it holds a secret.")
@click.option(
    "--alias", "aliases", multiple=True, metavar="NAME", help="A watch: another name of it. May be repeated."
)
@click.option(
    "--about", multiple=True, metavar="WHAT", help='A watch: only this, such as "season 2". May be repeated.'
)
@click.option(
    "--not", "exclude", multiple=True, metavar="WORD", help="A watch: rules a headline out. May be repeated."
)
@click.option("--dry-run", is_flag=True, help="Show it all, and write nothing.")
@config_option
def command(
    session: Session, *, what: str, name: str | None, every: str | None, official: bool, select: str | None, page: bool,
    force: bool, aliases: tuple[str, ...], about: tuple[str, ...], exclude: tuple[str, ...], dry_run: bool,
) -> int:  # fmt: skip
    """Add a source to the config: the feed at URL, or one that the page there names, else the page itself. It is asked now, politely.

    With a TITLE instead, add a watch for it, and say which sources named it lately. Nothing else in the file is touched.
    Exits 69 when there is nothing to read at URL, 1 when it is there already.
    """
    if not all(said.strip() for said in (what, *aliases)):
        raise click.BadParameter(
            "it is empty: give an address or a title", param_hint="--alias" if what.strip() else "URL|TITLE"
        )
    of_sources = {
        "--every": every,
        "--official": official,
        "--select": select,
        "--page": page,
        "--force": force,
    }
    of_watches = {"--alias": aliases, "--about": about, "--not": exclude}
    if _ADDRESS.match(what):
        _refuse("a source", of_watches)
        wish = SourceWish(what, name, every, official=official, select=select, page=page, force=force)
        return add_source(session, wish, dry_run=dry_run)
    _refuse("a watch", of_sources)
    if not any(of_watches.values()) and _LIKE_ONE.fullmatch(what):
        message = f"is this an address? Then write https://{what}; a title that looks so needs --alias or --about beside it"
        raise click.BadParameter(message, param_hint="URL|TITLE")
    return add_watch(session, WatchWish((what, *aliases), name, about, exclude), dry_run=dry_run)


def _refuse(what: str, options: Mapping[str, object]) -> None:
    given: Iterator[str] = (option for option, value in options.items() if value)
    if option := next(given, None):
        raise click.UsageError(f"{option} has no meaning for {what}")
