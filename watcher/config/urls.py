"""Reads addresses: what is wrong with one, what of it may be shown, what of it is secret.

It opens nothing and looks nothing up. Whether a scheme is one that Apprise knows is the channels' business.
"""

import re
from urllib.parse import SplitResult, unquote, urlsplit

REFERENCE = re.compile(r"(?<!\$)\$\{(?:[A-Za-z_][A-Za-z0-9_]*|credential:[^{}/\s]+)\}")
_HOSTED = re.compile(r"(https?|mailtos?|jsons?|xmls?|forms?|gotifys?|mmosts?|matrixs?|rockets?|apprises?)")
_WEBHOOK = re.compile(r".*/api/(?:v[0-9]+/)?webhooks/[^/]+/([^/]+)/?")
_SECRET_KEY = re.compile(
    r"(?i)(.*[-_])?(api-?key|key|token|secret|sig|signature|pass|password|pwd|auth|hash)"
)
_SERVER = re.compile(
    r"(?:\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{1,5}|[\ue000-\uf8ff]))?"
)  # host, port or a stand-in
_PARTS = re.compile(r"([^/?#]*)([^?#]*)(?:\?([^#]*))?")
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z0-9]{1,12}")
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")


def split(url: str) -> SplitResult | None:
    """Split a URL; None: it can't be split, or what stands for its port is none: likely a password with a bare "#"."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    server = _SERVER.fullmatch(parts.netloc.rpartition("@")[2])
    return parts if server and 0 < int(server[1] or 1) < 65536 else None


def source_trouble(url: str) -> str | None:
    """Say why this can't be a source's address; None: it can."""
    if _UNFIT.search(url):
        return "an address holds no blanks and no line breaks"
    if re.match(r"(?i)https?%3a", url):
        return 'inside an address ${NAME} is percent-encoded: for a whole address write "${NAME}" alone'
    parts = split(url)
    if parts is None:
        return "not an address: its host or port can't be read"
    if parts.scheme not in ("http", "https"):
        return "expected an address that begins with http:// or https://"
    return None if parts.hostname else "the address names no host"


def proxy_trouble(url: str) -> str | None:
    """Say why this can't be a proxy's address; None: it can."""
    parts = split(url)
    if parts is None or _UNFIT.search(url):
        return "not an address: its host or port can't be read"
    if parts.scheme not in ("http", "https", "socks5", "socks5h"):
        return "expected an address that begins with http://, https:// or socks5://"
    return None if parts.hostname else "the address names no host"


def channel_trouble(url: str) -> str | None:
    """Say why this can't be a channel's URL, as far as its form tells; None: it can."""
    if _UNFIT.search(url):
        return "a URL holds no blanks and no line breaks: a blank is written %20"
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://.", url):
        return (
            "expected an Apprise URL (scheme://…) or a Discord webhook as pasted (https://…/api/webhooks/…)"
        )
    hosted = _HOSTED.fullmatch(url.partition("://")[0].lower())
    if hosted and ((parts := split(url)) is None or not parts.hostname):
        return "not a URL: its host or port can't be read"
    return None


def is_webhook(url: str) -> bool:
    """Is this a Discord webhook, as pasted or as Apprise writes it?"""
    scheme, _, rest = url.partition("://")
    path = _PARTS.match(rest)
    pasted = scheme.lower() in ("http", "https") and path and _WEBHOOK.fullmatch(path[2])
    return scheme.lower() == "discord" or bool(pasted)


def names_thread(url: str) -> bool:
    """Does a Discord webhook's URL name a thread?"""
    return bool(re.search(r"[?&](thread|thread_id)=[^&]", url))


def blot(text: str) -> str:
    """Give a text of which only its references (`${NAME}`) can be read."""
    pieces = re.split(f"({REFERENCE.pattern})", text)
    return "".join(piece if REFERENCE.fullmatch(piece) else "…" if piece else "" for piece in pieces)


def shown_source(template: str) -> str:
    """Give an address for people: references as written, no login, no literal values of a query, no fragment."""
    kept: dict[str, str] = {}

    def stand_in(found: re.Match[str]) -> str:
        kept[character := chr(0xE000 + len(kept))] = found[
            0
        ]  # private use: no address holds it, nothing splits at it
        return character

    plain = REFERENCE.sub(stand_in, template)
    try:
        parts = urlsplit(plain)
    except ValueError:
        return blot(template)
    if not parts.scheme:
        return blot(template)
    server = parts.netloc.rpartition("@")[2]
    odd_path = "@" in parts.path and ":" in server and server == parts.netloc  # or a password with a bare "/"
    if not _SERVER.fullmatch(server) or odd_path:
        return f"{parts.scheme}://…"
    query = "&".join(_shown_pair(pair, kept) for pair in parts.query.split("&")) if parts.query else ""
    path = "/".join(_shown_piece(piece, kept) for piece in parts.path.split("/"))
    shown = f"{parts.scheme}://{server}{path}{'?' if query else ''}{query}"
    return "".join(kept.get(character, character) for character in shown)


def _shown_piece(piece: str, kept: dict[str, str]) -> str:
    """A path is public, but not a pair in it: its "?" may have been forgotten."""
    return _shown_pair(piece, kept) if "=" in piece else piece


def _shown_pair(pair: str, kept: dict[str, str]) -> str:
    key, equals, value = pair.partition("=")
    if not equals:
        return pair if pair in kept else "…"
    return f"{key}={value if value in kept else '…'}"


def shown_channel(url: str) -> str:
    """Give scheme and host; the scheme alone where Apprise puts a token or a topic in the host's place."""
    scheme = url.partition("://")[0]
    parts = split(url)
    if parts is None or not parts.hostname or not _HOSTED.fullmatch(scheme.lower()):
        return f"{scheme}://…"
    return f"{scheme}://{parts.hostname}"


def secrets(url: str, *, channel: bool) -> set[str]:
    """Give what of a URL nobody may read, as it stands there and decoded: password, tokens, values of keys like `token`.

    A channel's path holds tokens (and in most schemes the host's place too); a source's path is taken to be public.
    """
    scheme, _, rest = url.partition("://")
    authority, path, query = _PARTS.match(rest).groups("")  # type: ignore[union-attr]  # it matches any text
    hosted = bool(_HOSTED.fullmatch(scheme.lower()))
    login, _, _ = authority.rpartition("@")
    user, colon, password = login.partition(":")
    found = {password} if colon else {user} if _random(user) or not hosted else set()
    for key, _, value in (pair.partition("=") for pair in query.split("&")):
        if _SECRET_KEY.fullmatch(key) or (len(value) >= 16 and _random(value)):
            found.add(value)
    if webhook := _WEBHOOK.fullmatch(path):
        found.add(webhook[1])
    if channel:
        pieces = path.split("/") + ([] if hosted else re.split("[:@]", authority))
        found |= {piece for piece in pieces if _random(piece)}
    return {form for secret in found for form in (secret, unquote(secret)) if form}


def is_secret(key: str, value: str) -> bool:
    """Is this the value of a key or header that nobody may read?"""
    return bool(_SECRET_KEY.fullmatch(key)) or any(_random(word) for word in value.split())


def _random(text: str) -> bool:
    """Does this look like a token rather than like a word or a host?"""
    if _DOMAIN.fullmatch(text):
        return False
    mixed = any(character.isdigit() for character in text) or text[1:] != text[1:].lower()
    return len(text) >= 24 or (len(text) >= 8 and mixed)
