"""Names what was found: a short key for the config, of a-z, 0-9 and "-", told from an address or a title, and free there."""

import ipaddress
import itertools
import re
from collections.abc import Container, Iterable, Iterator
from urllib.parse import urlsplit

from watcher.decide.domains import domain
from watcher.decide.reading.fold import fold_text
from watcher.decide.reading.romaji import in_latin, spaced_latin

_LONGEST = 28
_WORD = re.compile(r"[a-z0-9]+")
# Hosts of many houses: who is meant stands in the title, or in the name before theirs.
_OF_MANY = frozenset(
    {"youtube", "reddit", "feedburner", "github", "medium", "kill-the-newsletter", "rsshub", "google", "bsky", "note", "pixiv", "localhost"}
)  # fmt: skip
_OF_MANY_BY_HOST = frozenset(
    {
        "blogspot",
        "wordpress",
        "tumblr",
        "substack",
        "hatenablog",
        "livedoor",
        "ameblo",
        "fc2",
        "github",
        "itch",
    }
)
_SAYS_NOTHING = frozenset({"www", "feeds", "feed", "rss", "blog", "news", "m", "en", "api", "web"})


def source_name(url: str, title: str, taken: Container[str]) -> str:
    """Name a source: by its house, else by its title; where that is taken, with what tells it apart there."""
    house = _house((urlsplit(url).hostname or "").rstrip("."))
    named, place = slug(title), slug(" ".join(_steps(url)[-1:]))
    if house:
        return _free([house, *(f"{house}-{part}" for part in (place, named) if part)], taken)
    return _free([*([named] if named else []), *([f"source-{place}"] if place else []), "source"], taken)


def watch_name(titles: Iterable[str], taken: Container[str]) -> str:
    """Name a watch by the first of its titles that can be written in Latin letters."""
    return _free([*filter(None, map(slug, titles)), "watch"], taken)


def slug(text: str) -> str:
    """Write a text as a key: its words in Latin letters, kana too, as many as fit. "" where it has none; kanji are never read."""
    words = _WORD.findall(fold_text(text))
    if not words:
        words = _WORD.findall(spaced_latin(text) or in_latin(fold_text(text)) or "")
    lengths = itertools.accumulate(len(word) + 1 for word in words)
    fitting = [word for word, length in zip(words, lengths, strict=True) if length <= _LONGEST + 1]
    return "-".join(fitting or [word[:_LONGEST] for word in words[:1]])


def _house(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return ""
    registered = domain(host)
    label = registered.partition(".")[0]
    before = [part for part in host.removesuffix(registered).split(".") if part and part not in _SAYS_NOTHING]
    if label in _OF_MANY_BY_HOST and before:
        return slug(before[-1])
    return "" if label in _OF_MANY else slug(label)


def _steps(url: str) -> list[str]:
    steps = [re.sub(r"\.[a-z]{2,4}$", "", step) for step in urlsplit(url).path.lower().split("/")]
    return [
        step
        for step in steps
        if step and step not in {"feed", "feeds", "rss", "atom", "index", "all", "news", "videos"}
    ]


def _free(wanted: Iterable[str], taken: Container[str]) -> str:
    """Give the first that is free; where none is, the first with a number."""
    names = list(dict.fromkeys(wanted))
    numbered: Iterator[str] = (f"{names[0]}-{n}" for n in itertools.count(2))
    return next(name for name in itertools.chain(names, numbered) if name not in taken)
