"""Reads mailto:// URLs. Apprise owns their form and knows many providers; here they become plain values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.headerregistry import Address

from apprise.plugins.email.base import NotifyEmail

from watcher.channels.apprise import ASSET, Captured, parse
from watcher.model import Secret
from watcher.render.safe import clean

_HEADER = re.compile(r"[!-9;-~]+", re.ASCII)  # RFC 5322 §2.2

NO_SENDER = "it names no valid sender: from=name@example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Postbox:
    """A mail server and whom to write to. `mode`: "ssl" (TLS from the start), "starttls" or "insecure"."""

    host: str
    port: int
    mode: str
    sender: Address
    recipients: tuple[Address, ...]
    user: str | None = None
    password: Secret | None = None
    verify: bool = True
    reply_to: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=())
    encrypted: bool = False  # PGP is wanted, which only Apprise's own sender does


def read(url: Secret) -> tuple[Postbox | None, list[str]]:
    """Read a URL into a postbox and Apprise's complaints about it. None: unusable."""
    with Captured() as log:
        plugin = parse(url, ASSET)
    complaints = [_plainly(message) for level, message in log.lines if level == "WARNING"]
    if not isinstance(plugin, NotifyEmail):
        return None, complaints
    if "@" in str(plugin.from_addr[0] or ""):  # a sender that it could not read, and took for a name
        complaints.append(NO_SENDER)
    recipients = dict.fromkeys(
        [*plugin.targets, *((plugin.names.get(a), a) for a in sorted({*plugin.cc, *plugin.bcc}))]
    )
    return Postbox(
        host=str(plugin.smtp_host).strip("[]"),  # of an IPv6 address
        port=int(plugin.port or 25),
        mode=str(plugin.secure_mode),
        sender=_address(plugin.from_addr[0], plugin.from_addr[1]),
        recipients=tuple(_unique(_address(name, address) for name, address in recipients)),
        user=plugin.user or None,
        password=Secret(plugin.password) if plugin.user and plugin.password else None,
        verify=bool(plugin.verify_certificate),
        reply_to=tuple(sorted(plugin.reply_to)),
        headers=tuple(
            (name, clean(value)) for name, value in plugin.headers.items() if _HEADER.fullmatch(name)
        ),
        encrypted=plugin.pgp_mode != "no",
    ), complaints


def _plainly(complaint: str) -> str:
    return NO_SENDER if "~From~" in complaint else complaint


def _address(name: object, address: object) -> Address:
    return Address(display_name=name if isinstance(name, str) else "", addr_spec=str(address))


def _unique(addresses: Iterable[Address]) -> list[Address]:
    return list({address.addr_spec: address for address in addresses}.values())
