"""Makes channels of [channels]: one way in each, its URL, and what of it may be shown."""

from watcher import model
from watcher.config import urls
from watcher.config.entry import UNREAD, Entry
from watcher.config.mail import incomplete, mail_url
from watcher.config.schema import Channel

_MAIL = ("user", "password", "from", "to", "tls")


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
    return model.Channel(name=entry.name, url=model.Secret(url), shown=shown)


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
