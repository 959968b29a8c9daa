"""Decides which channel carries a URL. Every scheme that is not in the table belongs to Apprise.

A kind of channel is a module beside this one, with `carrier(channel)` and `problem(url)`, and a line here.
"""

from importlib import import_module
from typing import Protocol, cast

from watcher.channels.outcome import Carrier, Failed, Outcome, Refused, Rejected, Sent
from watcher.channels.webhook import is_webhook
from watcher.model import Channel, Secret

__all__ = [
    "Carrier",
    "Failed",
    "Outcome",
    "Refused",
    "Rejected",
    "Sent",
    "is_mail",
    "open_channel",
    "problem",
]

_KINDS = {"discord": "discord", "mailto": "mail", "mailtos": "mail"}


class _Kind(Protocol):
    def carrier(self, channel: Channel) -> Carrier: ...

    def problem(self, url: Secret) -> str | None: ...


def open_channel(channel: Channel) -> Carrier:
    """Open a channel whose URL has no `problem`. Connects to nothing yet."""
    return _kind(channel.url).carrier(channel)


def problem(channel: Channel) -> str | None:
    """Say why a channel's URL can't be used, None if it can. Offline, and without a word of what it holds."""
    return _kind(channel.url).problem(channel.url)


def is_mail(channel: Channel) -> bool:
    """Tell whether a channel is somebody's mailbox."""
    return _name(channel.url) == "mail"


def _kind(url: Secret) -> _Kind:
    """Find the module for a URL; imported on first use: Apprise alone takes 0.3 s."""
    return cast("_Kind", import_module(f"{__name__}.{_name(url)}"))


def _name(url: Secret) -> str:
    text = url.reveal().strip()
    return "discord" if is_webhook(text) else _KINDS.get(text.partition("://")[0].lower(), "apprise")
