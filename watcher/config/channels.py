"""Makes channels of [channels]: one way in each, its URL, and what of it may be shown."""

from watcher import model
from watcher.config import urls
from watcher.config.entry import UNREAD, Entry
from watcher.config.mail import incomplete, mail_url
from watcher.config.schema import Channel

_MAIL = ("user", "password", "from", "to", "tls")
_LONGEST_NAME = 80  # of a webhook's sender
_DISCORD = {
    "ping": "only a Discord webhook can ping",
    "thread": "only a Discord webhook posts to threads",
    "forum": "only a Discord webhook posts to forums",
}


def build_channel(entry: Entry, table: Channel) -> model.Channel | None:
    """Give a channel; None: it can't be used, and the reasons are reported."""
    if not entry.one_of("url", "url_file", "smtp"):
        return None
    if "smtp" in entry.keys:
        url = _mail(entry, table)
    else:
        for key in _MAIL:
            if key in entry.keys:
                entry.wrong(key, "has a meaning only beside smtp")
        url = entry.url(table.url, table.url_file, urls.channel_trouble)
    if url is None:
        return None
    shown = _unread(entry, table) if url == UNREAD else urls.shown_channel(url)
    if any(secret in shown for secret in entry.vault.found):
        shown = f"{url.partition('://')[0]}://…"
    _check_discord(entry, table, url)
    _check_times(entry, table)
    through = frozenset(model.Status(word) for word in table.through or ())
    return model.Channel(
        name=entry.name,
        url=model.Secret(url),
        shown=shown,
        quiet=model.QuietHours(start=table.quiet[0], end=table.quiet[1], through=through)
        if table.quiet
        else None,
        digest=table.digest,
        thread=table.thread,
        forum=table.forum,
        sender=table.shown,
        image=table.image,
        compact=table.compact,
        ping=table.ping,
    )


def _check_discord(entry: Entry, table: Channel, url: str) -> None:
    """Report what only a Discord webhook can do, and what does not go together there."""
    given = [key for key in _DISCORD if key in entry.keys and getattr(table, key)]
    if url != UNREAD and not urls.is_webhook(url):
        for key in given:
            entry.wrong(key, _DISCORD[key])
        return
    if table.shown and url != UNREAD and (trouble := _name_trouble(table.shown)):
        entry.wrong("name", trouble)
    if "thread" in given and "forum" in given:
        entry.wrong("forum", "stands beside thread: in a forum each watch gets a post of its own")
    elif urls.names_thread(url):
        for key in (key for key in given if key != "ping"):
            entry.wrong(key, "stands beside a URL that names a thread itself")


def _name_trouble(name: str) -> str | None:
    """Say why Discord takes no message from a sender of this name; None: it does."""
    if len(name) > _LONGEST_NAME:
        return f"Discord takes a sender's name of at most {_LONGEST_NAME} characters"
    taken = next((word for word in ("discord", "clyde") if word in name.casefold()), None)
    return f'Discord takes no sender with "{taken}" in the name' if taken else None


def _check_times(entry: Entry, table: Channel) -> None:
    """Report what of quiet hours and digest does not go together."""
    if table.through and "quiet" not in entry.keys:
        entry.wrong("through", "has a meaning only beside quiet")
    elif table.through and table.digest:
        message = "has no effect beside digest: all goes out with it"
        entry.report.add(entry.path("through"), message, fatal=False)
    if table.digest and table.quiet:
        start, end = table.quiet
        within = start <= table.digest < end if start < end else table.digest >= start or table.digest < end
        if within:
            message = f"lies in the quiet hours: the digest goes out when they end, at {end:%H:%M}"
            entry.report.add(entry.path("digest"), message, fatal=False)


def _unread(entry: Entry, table: Channel) -> str:
    """Show a channel whose URL is not known here: what of it the file says."""
    if "smtp" in entry.keys:
        return urls.shown_channel(mail_url(table)) if table.smtp else "mailto://…"
    if "url_file" in entry.keys:
        return f"file {entry.written['url_file']}"
    scheme, mark, _ = entry.template.partition("://")
    return f"{scheme}://…" if mark else urls.blot(entry.template)


def _mail(entry: Entry, table: Channel) -> str | None:
    troubles = incomplete(table, entry.keys)
    for key, message in troubles:
        entry.wrong(key, message)
    if table.password:
        entry.vault.hold(table.password)
        entry.literal("password", urls.REFERENCE.sub("", str(entry.written.get("password", ""))))
    if entry.unread and not troubles:
        return UNREAD
    if troubles or table.smtp is None or not table.to:
        return None
    return mail_url(table)
