"""Judges hosts as they are written: is one private, does allow_private name it? Names are never looked up.

What a name leads to is known only when it is connected to: the guard in `fetch` judges that.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?")
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def host_and_port(server: str) -> tuple[str, int | None] | None:
    """Read `host`, `host:port` or `[address]:port`; None: it is neither."""
    try:
        parts = urlsplit(f"//{server}")
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.netloc != server or "@" in server:
        return None
    if not server.startswith("[") and not _HOST.fullmatch(parts.hostname):
        return None
    return parts.hostname, port


def server_trouble(server: str) -> str | None:
    """Say why this can't be a mail server; None: it can."""
    return None if host_and_port(server) else 'expected a mail server such as "smtp.example.org:587"'


def mail_trouble(address: str) -> str | None:
    """Say why this can't be a mail address; None: it can."""
    return None if _MAIL.fullmatch(address) else 'expected a plain mail address such as "me@example.org"'


def private_trouble(entry: str) -> str | None:
    """Say why this can't stand in allow_private; None: it can."""
    try:
        ipaddress.ip_network(entry)
    except ValueError:
        pass
    else:
        return None
    try:
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError:
        if _HOST.fullmatch(entry) and not re.fullmatch(r"[0-9.]+", entry):
            return None
        return 'expected an address ("192.168.1.20"), a network ("10.0.0.0/8") or a host name without port'
    return f'the network of this address is written "{network}"'


def at_home(url: str) -> bool:
    """Is the host a private or loopback address as it stands there, or localhost?"""
    host = _host(url)
    return _is_localhost(host) or any(not address.is_global for address in _addresses(host))


def allowed(url: str, allow_private: Iterable[str]) -> bool:
    """Does allow_private name the host, or hold the address that stands in its place?"""
    host = _host(url)
    addresses = _addresses(host) or ([ipaddress.ip_address("127.0.0.1")] if _is_localhost(host) else [])
    for entry in allow_private:
        if entry.lower().rstrip(".") == host:
            return True
        try:
            network = ipaddress.ip_network(entry)
        except ValueError:
            continue
        if any(address in network for address in addresses):
            return True
    return False


def _host(url: str) -> str:
    return ((urlsplit(url).hostname) or "").rstrip(".")


def _is_localhost(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def _addresses(host: str) -> list[_Address]:
    """Read a literal address, also in the short forms that a resolver takes (127.1, 2130706433)."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            return (
                [ipaddress.ip_address(socket.inet_aton(host))] if re.fullmatch(r"[0-9a-fx.]+", host) else []
            )
        except OSError:
            return []
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return [mapped or address]
