"""Reads the addresses of Discord webhooks, in both forms that people have: Discord's own and Apprise's."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

_PATH = re.compile(r"/api/(?:v\d+/)?webhooks/([^/\s]+)/([^/\s]+)/?", re.ASCII)
_DISCORD = ("discord.com", "discordapp.com")
_TOKEN = re.compile(r"[A-Za-z0-9_.~-]+", re.ASCII)


def is_webhook(url: str) -> bool:
    """Tell whether an http(s) URL is a Discord webhook as pasted, whatever its host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and _PATH.fullmatch(parts.path) is not None


def problem(url: str) -> str | None:
    """Say what is wrong with a webhook's address, without a word of it."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "not an address: its host or port can't be read"
    if not host:
        return "the webhook's address names no host"
    if parts.scheme.lower() != "discord":
        tokens = [group for found in [_PATH.fullmatch(parts.path)] if found for group in found.groups()]
    else:
        tokens = [host, *[step for step in parts.path.split("/") if step]]
        if len(tokens) != 2:
            return "discord:// needs a webhook's id and token: discord://ID/TOKEN/"
    if not all(_TOKEN.fullmatch(token) for token in tokens):
        return "the webhook's id or token holds characters that Discord never uses"
    return None


def endpoint(url: str) -> str:
    """Give the address to post to. A pasted one is kept; with wait=true Discord answers with the message."""
    parts = urlsplit(url)
    query = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key.lower() != "wait"
    ]
    scheme, netloc, path = parts.scheme, parts.netloc, parts.path
    if scheme.lower() == "discord":
        token = parts.path.strip("/")
        scheme, netloc, path = "https", "discord.com", f"/api/webhooks/{parts.hostname}/{token}"
        thread = dict(query).get("thread") or dict(query).get(
            "thread_id"
        )  # the rest are Apprise's switches for its own embeds
        query = [("thread_id", thread)] if thread else []
    return urlunsplit((scheme, netloc, path, urlencode([*query, ("wait", "true")]), ""))


def within(address: str, thread: str) -> str:
    """Give the address that posts into a thread."""
    return _with(address, {"thread_id": thread})


def message(address: str, name: str, thread: str = "") -> str:
    """Give the address of one message. thread: that it stands in."""
    parts = urlsplit(_with(address, {"thread_id": thread}) if thread else address)
    path = f"{parts.path.rstrip('/')}/messages/{quote(name, safe='')}"
    return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))


def _with(address: str, wanted: dict[str, str]) -> str:
    parts = urlsplit(address)
    query = [
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in wanted
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode([*wanted.items(), *query]), ""))


def is_discord(url: str) -> bool:
    """Tell whether an address to post to is Discord's own, and not that of something that takes the same posts."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    return host in _DISCORD or host.endswith(tuple(f".{name}" for name in _DISCORD))


def token(url: str) -> str:
    """Give the part that must never be shown."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]
