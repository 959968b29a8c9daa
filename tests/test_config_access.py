"""How a source is asked, and what of a page is read: the keys, what they refuse, and that their secrets stay hidden."""

from pathlib import Path

import pytest

from watcher.config import loads
from watcher.errors import ConfigError
from watcher.model import Parts, Source

FRAME = """
[channels]
discord = "https://discord.com/api/webhooks/1/a"
[watch]
w = "Higehiro"
[sources.s]
url = "https://example.org/news"
"""
ENVIRON = {"TOKEN": "tok-4f9a8b7c6d5e"}


def source(lines: str) -> Source:
    return loads(FRAME + lines, Path("config.toml"), ENVIRON).watchlist.sources[0]


def test_access_is_read() -> None:
    found = source("""
        headers = { X-Api-Key = "${TOKEN}", Accept-Language = "ja" }
        cookie = "over18=1; session=${TOKEN}"
        auth = "Bearer ${TOKEN}"
        proxy = "socks5://me:${TOKEN}@127.0.0.1:9050"
        user_agent = "a reader (+https://example.org)"
        """)
    access = found.access
    assert [(name, value.reveal()) for name, value in access.headers] == [
        ("X-Api-Key", ENVIRON["TOKEN"]),
        ("Accept-Language", "ja"),
    ]
    assert access.cookie is not None
    assert access.cookie.reveal() == "over18=1; session=tok-4f9a8b7c6d5e"
    assert access.auth is not None
    assert access.auth.reveal() == "Bearer tok-4f9a8b7c6d5e"
    assert access.proxy is not None
    assert access.proxy.reveal() == "socks5://me:tok-4f9a8b7c6d5e@127.0.0.1:9050"
    assert access.user_agent == "a reader (+https://example.org)"
    assert ENVIRON["TOKEN"] not in repr(found)


def test_parts_are_read() -> None:
    found = source(
        'select = "li"\nlink = "h3 a"\ntitle = "h3"\ndate = ".d"\nsummary = "p"\narticle = true\nrobots = false'
    )
    assert found.parts == Parts(link="h3 a", title="h3", date=".d", summary="p")
    assert (found.article, found.robots, found.text) == (True, False, False)


@pytest.mark.parametrize(
    ("lines", "place", "words"),
    [
        ('text = true\nselect = "li"', "sources.s.text", "stands beside select: give one of them"),
        ('title = "h3"', "sources.s.title", "has a meaning only beside select"),
        ('headers = { Cookie = "a" }', "sources.s.headers", "write it as cookie"),
        ('headers = { Host = "a" }', "sources.s.headers", "is set by watcher itself"),
        ('headers = { "a b" = "c" }', "sources.s.headers", "no name of a header"),
        (r'headers = { X = "a\r\nHost: b" }', "sources.s.headers.X", "one line of printable ASCII"),
        (r'user_agent = "a\nb"', "sources.s.user_agent", "one line of printable ASCII"),
        ('proxy = "ftp://a"', "sources.s.proxy", "http://, https:// or socks5://"),
        ('proxy = "http://a:99999"', "sources.s.proxy", "not an address"),
        ('robots = "no"', "sources.s.robots", "expected true or false"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(lines: str, place: str, words: str) -> None:
    with pytest.raises(ConfigError) as refused:
        source(lines)
    (problem,) = refused.value.problems
    assert problem.path.startswith(place)
    assert words in problem.message
    assert problem.line > 0


def test_a_secret_written_out_is_hidden_and_warned_of(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(FRAME + 'auth = "me:swordfish-9"\nheaders = { X-Token = "9f8e7d6c5b4a" }\n')
    file.chmod(0o644)
    from watcher.config import load

    loaded = load(file, {})
    assert {"swordfish-9", "9f8e7d6c5b4a"} <= loaded.secrets
    assert loaded.exposed is not None
    assert "swordfish" not in loaded.exposed.quote
    assert "9f8e7d6c5b4a" not in loaded.exposed.quote


def test_who_only_reads_needs_no_secret() -> None:
    text = FRAME + 'cookie = "${NOWHERE}"\nheaders = { X = "${NOWHERE}" }\n'
    found = loads(text, Path("config.toml"), {}, secrets=False).watchlist.sources[0]
    assert found.access.cookie is None
    with pytest.raises(ConfigError, match="2 problems"):
        loads(text, Path("config.toml"), {})
