"""Makes sources of [sources]: the address, how it is shown, and whether it may be asked as often as that."""

from collections.abc import Container, Sequence
from datetime import timedelta

from watcher import model
from watcher.config import hosts, urls
from watcher.config.entry import Entry
from watcher.config.report import Report
from watcher.config.schema import Source
from watcher.config.slips import meant_language

FLOOR = timedelta(minutes=5)  # for servers of other people


def build_source(entry: Entry, table: Source) -> model.Source | None:
    """Give a source; None: it can't be used, and the reasons are reported."""
    if not entry.one_of("url", "url_file"):
        return None
    url = entry.url(table.url, table.url_file, urls.source_trouble)
    if url is None:
        return None
    if table.lang and (meant := meant_language(table.lang)):
        entry.report.add(entry.path("lang"), f'is a country; did you mean "{meant}"?', fatal=False)
    return model.Source(
        name=entry.name,
        url=model.Secret(url),
        shown=f"file {entry.written['url_file']}"
        if "url_file" in entry.keys
        else urls.shown_source(entry.template),
        select=table.select,
        every=table.every,
        official=table.official,
        lang=table.lang,
    )


def check_pace(
    sources: Sequence[model.Source],
    paced: Container[str],
    every: timedelta | None,
    private: Sequence[str],
    report: Report,
) -> None:
    """Refuse to ask strangers' servers more often than every five minutes. `paced`: who says `every` itself."""
    strangers = [
        source
        for source in sources
        if not hosts.at_home(source.url.reveal()) and not hosts.allowed(source.url.reveal(), private)
    ]
    for source in strangers:
        if source.every is not None and source.every < FLOOR:
            report.add(("sources", source.name, "every"), "under 5m is refused, except for private addresses")
    bound = [source.name for source in strangers if source.name not in paced]
    if every is not None and every < FLOOR and bound:
        message = f"under 5m is refused, except for private addresses, and {bound[0]} is at none"
        report.add(("defaults", "every"), message)


def check_private(sources: Sequence[model.Source], private: Sequence[str], report: Report) -> None:
    """Warn of sources that will be refused when they are polled."""
    for source in sources:
        url = source.url.reveal()
        if hosts.at_home(url) and not hosts.allowed(url, private):
            message = (
                "is at a private address and will be refused when polled: name it in [network] allow_private"
            )
            place = ("sources", source.name, "url_file")
            report.add(place if place in report.lines.keys else (*place[:2], "url"), message, fatal=False)


def check_twins(sources: Sequence[model.Source], report: Report) -> None:
    """Warn of an address that is asked twice for the same thing."""
    first: dict[tuple[str, str | None], str] = {}
    for source in sources:
        other = first.setdefault((source.url.reveal(), source.select), source.name)
        if other != source.name:
            report.add(("sources", source.name), f"asks the same address as {other}", fatal=False)
