"""`watcher list`: what is watched, where, and who is told."""

import click

from watcher.cli.session import Session, config_option, json_option, print_json
from watcher.cli.show import safe, table
from watcher.model import Watch


@click.command(short_help="What is watched, where, and who is told.")
@json_option
@config_option
def command(session: Session, *, as_json: bool) -> None:
    """List watches, sources and channels as the config has them, defaults resolved. Secrets stay hidden."""
    watchlist = session.load(secrets=False).watchlist
    if as_json:
        print_json(
            {
                "watches": [
                    {
                        "name": w.name,
                        "title": w.titles,
                        "about": w.about,
                        "not": w.exclude,
                        "keywords": w.keywords,
                        "notify": w.notify,
                    }
                    | {"tell": sorted(w.tell), "every_mention": w.every_mention, "sources": w.sources}
                    for w in watchlist.watches
                ],
                "sources": [
                    {"name": s.name, "url": s.shown, "official": s.official} for s in watchlist.sources
                ],
                "channels": [{"name": c.name, "kind": c.shown} for c in watchlist.channels],
            }
        )
        return
    click.echo("watches")
    click.echo(
        table(
            [(w.name, safe(_terms(w)), "→ " + (", ".join(w.notify) or "nobody")) for w in watchlist.watches]
        )
    )
    click.echo("sources")
    click.echo(table([(s.name, safe(s.shown), "official" if s.official else "") for s in watchlist.sources]))
    click.echo("channels")
    click.echo(table([(c.name, c.shown) for c in watchlist.channels]))


def _terms(watch: Watch) -> str:
    if watch.keywords:
        return "keywords " + ", ".join(watch.keywords)
    about = ", ".join(watch.about) or "any release news"
    return f"{watch.titles[0]} · {about}" + (f" · not {', '.join(watch.exclude)}" if watch.exclude else "")
