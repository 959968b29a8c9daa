"""Opens the way through a proxy that the owner set for a source: http, https, socks5 or socks5h.

Such a way is opened for one request and closed with it. The proxy looks names up, not we: guard.py judges what is asked through it by
its spelling only.
"""

import ssl

import httpcore
import httpx

from watcher.fetch.trouble import Trouble

UNREADABLE = "the address of its proxy can't be read: expected http://…, https://… or socks5://…"


def open_pool(
    address: str, tls: ssl.SSLContext, network: httpcore.AsyncNetworkBackend
) -> httpcore.AsyncConnectionPool:
    """Make the way; nothing is sent yet. Raises Trouble if the address is no proxy's."""
    try:
        found = httpx.Proxy(address)
    except (httpx.InvalidURL, ValueError):
        raise Trouble(UNREADABLE) from None
    if not found.url.host:
        raise Trouble(UNREADABLE)
    secure = found.url.scheme == "https"
    url = httpcore.URL(scheme=found.url.raw_scheme, host=found.url.raw_host, port=found.url.port, target=b"/")
    if found.url.scheme in ("http", "https"):
        return httpcore.AsyncHTTPProxy(
            url,
            proxy_auth=found.raw_auth,
            ssl_context=tls,
            proxy_ssl_context=tls if secure else None,
            network_backend=network,
        )
    return httpcore.AsyncSOCKSProxy(url, proxy_auth=found.raw_auth, ssl_context=tls, network_backend=network)
