"""`watcher wrong`: the owner says that a verdict was wrong."""

import click

from watcher.app import system_clock
from watcher.cli.session import Session, config_option
from watcher.cli.show import safe
from watcher.model import Alert, Story, Watchlist
from watcher.recant import Recanted, recant, recant_first_look
from watcher.store import Store


@click.command(short_help="Say that an alert was wrong.")
@click.argument("what", metavar="ALERT|WATCH")
@click.option("--subject", metavar="S", help='With a WATCH: only this, such as "season 2".')
@config_option
def command(session: Session, *, what: str, subject: str | None) -> None:
    """Say that an alert (its id, such as a1b2) was wrong: its story steps back, and what lay folded under it is judged again.

    So a wrong "announced" never swallows the real one. What rings then is told at once. With a WATCH instead, what its sources showed
    at the first look was wrong.
    """
    watchlist = session.load(secrets=False).watchlist
    watch = next((w for w in watchlist.watches if w.name == what), None)
    store = session.open_store(read_only=False)
    try:
        alert = store.outbox.alert(what.removeprefix("#").lower())
        if alert is None and watch is not None:
            recanted = recant_first_look(store, watchlist, watch, subject, system_clock())
            if recanted is None:
                raise click.ClickException(f"no story of {what} stands on what the first look showed")
        else:
            recanted = _recant(store, watchlist, alert, what)
    finally:
        store.close()
    for line in _lines(f"#{alert.id}" if alert else "the first look", recanted):
        click.echo(line)


def _recant(store: Store, watchlist: Watchlist, alert: Alert | None, what: str) -> Recanted:
    if alert is None:
        raise click.BadParameter(
            f"there is no alert {what}; `watcher history` lists them", param_hint="ALERT"
        )
    if alert.status is None:
        raise click.ClickException(f"#{alert.id} claims nothing of a story, so there is no step to take back")
    recanted = recant(store, watchlist, alert, system_clock())
    if recanted is None:
        gone = alert.watch not in {watch.name for watch in watchlist.watches}
        why = (
            f"its watch {alert.watch} is no longer in the config"
            if gone
            else "it took no step, or was called wrong before"
        )
        raise click.ClickException(f"#{alert.id}: {why}; nothing to take back")
    return recanted


def _lines(what: str, recanted: Recanted) -> list[str]:
    lines = [f"{what} counts as wrong: {safe(_stands(story))}" for story in recanted.stories]
    if not recanted.judged:
        return [*lines, "nothing had folded for it"]
    lines.append(
        f"judged again: {recanted.judged} that had folded for it, {len(recanted.alerts) or 'none'} of them rings"
    )
    lines += [f"#{told.id}: {safe(told.headline)}" for told in recanted.alerts]
    return lines


def _stands(story: Story) -> str:
    where = f"stands on {story.status}" if story.status else "stands on nothing"
    return f"{story.watch} · {story.subject} {where} again"
