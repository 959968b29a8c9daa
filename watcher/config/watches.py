"""Makes watches of [watch]: titles or keywords, never both, with names and defaults resolved."""

from typing import Any

from watcher import model
from watcher.config.lines import Path
from watcher.config.report import Report
from watcher.config.schema import Defaults, Notify, Watch, keys
from watcher.config.slips import meant_subject

_LEVELS = {
    "news": frozenset(model.Status) - {model.Status.MENTIONED},
    "confirmed": model.NEWS,
    "everything": frozenset(model.Status),
}


def build_watch(name: str, table: Watch, defaults: Defaults, channels: tuple[str, ...]) -> model.Watch:
    """Give a watch. `channels`: the names of all of them, for who names none."""
    tell = table.tell or defaults.tell or ("news",)
    notify = _notify_by(table.notify)
    return model.Watch(
        name=name,
        titles=table.title or (),
        about=table.about or (),
        exclude=table.exclude or (),
        keywords=table.keywords or (),
        tell=_LEVELS.get(tell[0]) or frozenset(model.Status(word) for word in tell),
        every_mention=tell == ("everything",),
        notify=notify.get("else") or defaults.notify or channels,
        notify_by={model.Status(word): names for word, names in notify.items() if word != "else"},
        ping=_ping(table.ping),
        sources=table.sources or (),
    )


def _notify_by(table: Notify | None) -> dict[str, tuple[str, ...]]:
    """Give the channels that a table of notify names, by its keys."""
    given = table.model_dump(by_alias=True, exclude_none=True) if table else {}
    return {word: tuple(names) for word, names in given.items()}


def _ping(written: bool | tuple[str, ...] | None) -> frozenset[model.Status]:  # noqa: FBT001  as it is written
    if isinstance(written, tuple):
        return frozenset(model.Status(word) for word in written)
    return frozenset() if written is False else model.NEWS


def check_watch(name: str, written: Any, table: Watch, report: Report) -> None:
    """Report what does not go together. `written`: the entry as it stands in the file."""
    given = set(written) if isinstance(written, dict) else {"title"}
    place = ("watch", name)
    if "keywords" in given:
        for key in ("title", "about"):
            if key in given:
                report.add(
                    (*place, "keywords"), f"stands beside {key}: a watch has titles or keywords, not both"
                )
                break
        if "not" in given:
            report.add((*place, "not"), 'rules nothing out beside keywords: write "-word" among them instead')
        if "tell" in given:
            message = "has no effect beside keywords: each new item that matches rings"
            report.add((*place, "tell"), message, fatal=False)
        if table.keywords and all(word.startswith("-") for word in table.keywords):
            report.add((*place, "keywords"), "only rules out: name a word to look for as well")
    elif "title" not in given and given <= set(keys(Watch)):  # an unknown key says enough
        needs = "about narrows a title: needs title" if "about" in given else "needs title or keywords"
        report.add(place, needs)
    if isinstance(written, dict) and table.about:
        _check_about((*place, "about"), written["about"], report)


def _check_about(place: Path, written: str | list[str], report: Report) -> None:
    """Warn of what is likely a misspelt subject. `written`: as it stands in the file, and good."""
    phrases = (
        {place: written} if isinstance(written, str) else {(*place, n): w for n, w in enumerate(written)}
    )
    for path, phrase in phrases.items():
        if meant := meant_subject(phrase):
            message = f'did you mean "{meant}"? as it stands it is looked for word by word'
            report.add(path, message, fatal=False)


def check_used(watchlist: model.Watchlist, defaults: Defaults, report: Report) -> None:
    """Warn of channels and sources that no watch uses."""
    told = set(defaults.notify or ()) | {watchlist.health}
    for watch in watchlist.watches:
        told |= {*watch.notify, *(name for names in watch.notify_by.values() for name in names)}
    for channel in watchlist.channels:
        if channel.name not in told:
            report.add(("channels", channel.name), "nothing uses this channel", fatal=False)
    _check_pings(watchlist, report)
    if all(watch.sources for watch in watchlist.watches):
        asked = {name for watch in watchlist.watches for name in watch.sources}
        for source in watchlist.sources:
            if source.name not in asked:
                report.add(("sources", source.name), "nothing uses this source", fatal=False)


def _check_pings(watchlist: model.Watchlist, report: Report) -> None:
    """Warn of a watch that asks to ping where no channel of its own can."""
    pinging = {channel.name for channel in watchlist.channels if channel.ping}
    for watch in watchlist.watches:
        channels = {*watch.notify, *(name for names in watch.notify_by.values() for name in names)}
        if watch.ping and watch.ping != model.NEWS and not channels & pinging:
            report.add(
                ("watch", watch.name, "ping"), "pings nobody: none of its channels has a ping", fatal=False
            )
