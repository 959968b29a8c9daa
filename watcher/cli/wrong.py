"""`watcher wrong`: the owner says that a verdict was wrong."""

import click

from watcher.app import system_clock
from watcher.cli.resend import AlertId
from watcher.cli.session import Session, config_option
from watcher.cli.show import safe
from watcher.model import Story
from watcher.recant import Recanted, recant


@click.command(short_help="Say that an alert was wrong.")
@click.argument("alert", type=AlertId())
@config_option
def command(session: Session, *, alert: str) -> None:
    """Say that an alert (its id, such as a1b2) was wrong: its story steps back, and what lay folded under it is judged again.

    So a wrong "announced" never swallows the real one. What rings then is told at once.
    """
    watchlist = session.load(secrets=False).watchlist
    store = session.open_store(read_only=False)
    try:
        found = store.outbox.alert(alert)
        if found is None:
            raise click.BadParameter(
                f"there is no alert {alert}; `watcher history` lists them", param_hint="ALERT"
            )
        if found.status is None:
            raise click.ClickException(
                f"#{alert} claims nothing of a story, so there is no step to take back"
            )
        recanted = recant(store, watchlist, found, system_clock())
    finally:
        store.close()
    if recanted is None:
        gone = found.watch not in {watch.name for watch in watchlist.watches}
        why = (
            f"its watch {found.watch} is no longer in the config"
            if gone
            else "it took no step, or was called wrong before"
        )
        raise click.ClickException(f"#{alert}: {why}; nothing to take back")
    for line in _lines(alert, recanted):
        click.echo(line)


def _lines(alert: str, recanted: Recanted) -> list[str]:
    lines = [f"#{alert} counts as wrong: {safe(_stands(story))}" for story in recanted.stories]
    if not recanted.judged:
        return [*lines, "nothing lay folded under it"]
    lines.append(
        f"judged again: {recanted.judged} that lay folded under it, {len(recanted.alerts) or 'none'} of them rings"
    )
    lines += [f"#{told.id}: {safe(told.headline)}" for told in recanted.alerts]
    return lines


def _stands(story: Story) -> str:
    where = f"stands on {story.status}" if story.status else "stands on nothing"
    return f"{story.watch} · {story.subject} {where} again"
