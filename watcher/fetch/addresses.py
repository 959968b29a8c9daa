"""Which network addresses may be asked.

Decides on numbers and names only; resolving and connecting is guard.py's. The tables follow the IANA
special-purpose registries (RFC 6890 and its updates) and are written out because `ipaddress` answers
differently from one Python to the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this host; Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, retired
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_UNICAST_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments; among them Teredo, a tunnel to any IPv4 address
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_HOME_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".home", ".corp")
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Say whether the address belongs to the open internet; an IPv4 one inside an IPv6 one decides for it."""
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _GLOBAL_UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)


def _embedded(address: Address) -> IPv4Address | None:
    """Give the IPv4 address where packets to this address end: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056)."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


@dataclass(frozen=True, slots=True)
class Allowed:
    """What `[network] allow_private` lets us ask: host names as typed in an address, and networks."""

    names: frozenset[str]
    networks: tuple[Network, ...]

    @classmethod
    def of(cls, entries: Iterable[str]) -> Self:
        """Read the entries: an IP address, a network in CIDR form, or else a host name."""
        names, networks = set(), []
        for entry in entries:
            try:
                networks.append(ip_network(_bare(entry), strict=False))
            except ValueError:
                names.add(_bare(entry))
        return cls(frozenset(names), tuple(networks))

    @classmethod
    def everything(cls) -> Self:
        """Let everything be asked."""
        return cls.of(("0.0.0.0/0", "::/0"))

    def host(self, name: str) -> bool:
        """Say whether this host is listed by its name."""
        return _bare(name) in self.names

    def address(self, address: Address) -> bool:
        """Say whether this address is listed, itself or in a network."""
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        return any((mapped or address) in network for network in self.networks)

    def spelled(self, host: str) -> bool:
        """Say whether a URL's host is listed, by name or by the address it spells. No DNS."""
        if self.host(host):
            return True
        try:
            return self.address(ip_address(_bare(host)))
        except ValueError:
            return False


def is_private_host(host: str, allow_private: Iterable[str]) -> bool:
    """Say whether a URL's host is listed in `allow_private`, by name or by the address it spells. No DNS."""
    return Allowed.of(allow_private).spelled(host)


def is_public_name(host: str) -> bool:
    """Say whether a name is one for the open internet: not for this machine or a home (RFC 6761, 6762, 8375)."""
    name = f".{_bare(host)}"
    return name.count(".") > 1 and not name.endswith(_HOME_NAMES)


def _bare(host: str) -> str:
    """Give one spelling to a host: no brackets, no final dot, lower case, ASCII as it goes over the wire."""
    bare = host.strip().strip("[]").rstrip(".").lower()
    try:
        return bare if bare.isascii() else bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare
