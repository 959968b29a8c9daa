"""What is sent: who we say we are, what we would like to get, and what the owner set for a source.

What the owner set goes to the source's own server only: ask.py knows whether something has led away from it.
"""

import re
from base64 import b64encode
from urllib.parse import unquote_to_bytes

import httpx

from watcher.fetch.ask import Ask
from watcher.model import Access, Source, Validators

PRODUCT = "release-watcher"  # what robots.txt knows us by
PROJECT = "https://github.com/release-watcher/release-watcher"
ACCEPT = (
    b"application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    b"application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.5"
)
ACCEPT_TEXT = b"text/plain, */*;q=0.5"
_OURS = frozenset(
    {b"accept-encoding", b"if-none-match", b"if-modified-since"}
)  # what we could not read, or mean
_WHOLE_AUTHORIZATION = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\s+\S")  # a scheme, and what belongs to it

Header = tuple[bytes, bytes]


def user_agent(source: Source, version: str) -> str:
    """Say who asks: name, version and a contact, unless the owner says otherwise."""
    return source.access.user_agent or f"{PRODUCT}/{version} (+{PROJECT})"


def build(ask: Ask, version: str, accept: bytes) -> httpx.Request:
    """Make the request for where the way has led."""
    headers = {
        b"User-Agent": user_agent(ask.source, version).encode(),
        b"Accept": accept,
        b"Connection": b"keep-alive",
    }
    login = [(b"Authorization", _basic(unquote_to_bytes(ask.login)))] if ask.login else []
    own = _own(ask.source.access, login) if ask.at_home else login
    replaced = {name.lower() for name, _ in own}
    sent = [(name, value) for name, value in headers.items() if name.lower() not in replaced]
    sent += [(b"Accept-Encoding", b"gzip"), *_conditions(ask.validators)]
    sent += [(name, value) for name, value in own if name.lower() not in _OURS]
    return httpx.Request("GET", ask.url, headers=sent)


def _own(access: Access, login: list[Header]) -> list[Header]:
    """Give what the owner set; a login in the address counts where nothing else is set."""
    headers = [(name.encode(), value.reveal().encode()) for name, value in access.headers]
    named = {name.lower() for name, _ in headers}
    if access.cookie and b"cookie" not in named:
        headers.append((b"Cookie", access.cookie.reveal().encode()))
    if b"authorization" not in named:
        headers += [(b"Authorization", _authorization(access.auth.reveal()))] if access.auth else login
    return headers


def _authorization(auth: str) -> bytes:
    """Read "user:password", or a whole value such as "Bearer …" (RFC 9110 §11.6.2)."""
    return auth.encode() if _WHOLE_AUTHORIZATION.match(auth) else _basic(auth.encode())


def _basic(login: bytes) -> bytes:
    return b"Basic " + b64encode(login if b":" in login else login + b":")


def _conditions(validators: Validators) -> list[Header]:
    pairs = ((b"If-None-Match", validators.etag), (b"If-Modified-Since", validators.last_modified))
    return [(name, value) for name, value in pairs if value]
