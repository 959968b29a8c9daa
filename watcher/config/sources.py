"""Makes sources of [sources]: the address, how it is shown, and whether it may be asked as often as that."""

from collections.abc import Container, Sequence
from datetime import timedelta

from watcher import model
from watcher.config import hosts, urls
from watcher.config.entry import Entry
from watcher.config.report import Report
from watcher.config.slips import meant_language
from watcher.config.source_keys import Source

FLOOR = timedelta(minutes=5)  # for servers of other people


def build_source(entry: Entry, table: Source) -> model.Source | None:
    """Give a source; None: it can't be used, and the reasons are reported."""
    if not entry.one_of("url", "url_file"):
        return None
    url = entry.url(table.url, table.url_file, urls.source_trouble)
    if url is None:
        return None
    _check_page_keys(entry, table)
    if table.lang and (meant := meant_language(table.lang)):
        entry.report.add(entry.path("lang"), f'is a country; did you mean "{meant}"?', fatal=False)
    return model.Source(
        name=entry.name,
        url=model.Secret(url),
        shown=f"file {entry.written['url_file']}"
        if "url_file" in entry.keys
        else urls.shown_source(entry.template),
        select=table.select,
        parts=model.Parts(link=table.link, title=table.title, date=table.date, summary=table.summary),
        text=table.text,
        article=table.article,
        robots=table.robots,
        access=_access(entry, table),
        every=table.every,
        official=table.official,
        lang=table.lang,
    )


def _access(entry: Entry, table: Source) -> model.Access:
    """Give how a source wants to be asked; what of it is secret is remembered."""
    headers = table.headers or {}
    for key, value in (("cookie", table.cookie), ("auth", table.auth)):
        if value:
            entry.vault.hold(value, *value.split(":", 1)[1:], *value.split(" ", 1)[1:])
            entry.literal(key, urls.REFERENCE.sub("", str(entry.written.get(key, ""))))
    for name, value in headers.items():
        if urls.is_secret(name, value):
            entry.vault.hold(value, *value.split(" ", 1)[1:])
            entry.literal("headers", urls.REFERENCE.sub("", str(entry.written["headers"][name])))
    if table.proxy:
        entry.vault.hold(*urls.secrets(table.proxy, channel=False))
        written = urls.REFERENCE.sub("", str(entry.written.get("proxy", "")))
        entry.literal("proxy", *urls.secrets(written, channel=False))
    return model.Access(
        headers=tuple((name, model.Secret(value)) for name, value in headers.items()),
        cookie=model.Secret(table.cookie) if table.cookie else None,
        auth=model.Secret(table.auth) if table.auth else None,
        proxy=model.Secret(table.proxy) if table.proxy else None,
        user_agent=table.user_agent,
    )


def _check_page_keys(entry: Entry, table: Source) -> None:
    """Report what of a page's keys does not go together."""
    if table.text and table.select:
        entry.wrong("text", "stands beside select: give one of them")
    for key in ("link", "title", "date", "summary"):
        if key in entry.keys and not table.select:
            entry.wrong(key, "has a meaning only beside select: it is looked for within each entry")


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
