"""Decides whether two hosts are of one house: the domain that somebody registered, guessed without a list of suffixes."""

import ipaddress

# Second levels under which countries register names: co.jp, com.au, ac.uk. Longer lists exist; what is missing
# here makes two houses of one suffix look like one, never one house like two.
_SECOND = frozenset(
    {"ac", "ad", "co", "com", "ed", "edu", "go", "gob", "gov", "gr", "lg", "mil", "ne", "net", "nom", "or", "org", "sch"}
)  # fmt: skip


def domain(host: str) -> str:
    """Give the registrable domain of a host: "news.example.co.jp" is of "example.co.jp". An address is its own."""
    host = host.rstrip(".").lower()
    labels = host.split(".")
    if len(labels) < 3 or _is_address(host):
        return host
    deep = len(labels[-1]) == 2 and labels[-2] in _SECOND
    return ".".join(labels[-3 if deep else -2 :])


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
