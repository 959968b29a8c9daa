"""Secrets: every way to give one works, and none can be read anywhere."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.channels import problem
from watcher.config import Loaded, format_problem, load, loads
from watcher.config.entry import UNREAD
from watcher.config.lines import scan
from watcher.config.urls import secrets, shown_channel, shown_source, source_trouble
from watcher.errors import ConfigError

REST = """
[sources]
ann = "https://example.org/rss"
[watch]
a = "A"
"""
MAIL = 'mail = {{ smtp = "{smtp}", {login} from = "me@example.org", to = ["a@example.org", "b@example.org"] {tls} }}'


def channel(written: str, environ: dict[str, str] | None = None, folder: Path = Path()) -> tuple[str, Loaded]:
    loaded = loads(f"[channels]\n{written}\n{REST}", folder / "config.toml", environ or {})
    return loaded.watchlist.channels[0].url.reveal(), loaded


def trouble(written: str, environ: dict[str, str] | None = None, folder: Path = Path()) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        channel(written, environ, folder)
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('a = "discord://1/${T}"', "discord://1/p%40s%2Fs"),
        (
            'a = "${U}"',
            "https://h.example/api/webhooks/1/x?y=${T}",
        ),  # all of the address: neither encoded nor filled again
        ('a = { url = "${U}" }', "https://h.example/api/webhooks/1/x?y=${T}"),
        ('a = "ntfy://h.example/$T/$${T}/$"', "ntfy://h.example/$T/${T}/$"),
        ('a = "ntfy://${T}:${T}@h.example/x"', "ntfy://p%40s%2Fs:p%40s%2Fs@h.example/x"),
        ('a = "ntfy://h.example/${credential:key}"', "ntfy://h.example/from%20systemd"),
        ('a = "${credential:whole}"', "ntfy://h.example/whole"),
        ('a = { url_file = "url" }', "ntfy://h.example/file?a=b"),
        ('a = { url_file = "${FOLDER}/url" }', "ntfy://h.example/file?a=b"),
    ],
)
def test_every_way_to_give_a_secret(tmp_path: Path, written: str, expected: str) -> None:
    (tmp_path / "key").write_text("from systemd\n")
    (tmp_path / "whole").write_text("ntfy://h.example/whole\r\n")
    (tmp_path / "url").write_text("ntfy://h.example/file?a=b\n")
    environ = {
        "T": "p@s/s",
        "U": "https://h.example/api/webhooks/1/x?y=${T}",
        "CREDENTIALS_DIRECTORY": str(tmp_path),
        "FOLDER": str(tmp_path),
    }
    assert channel(written, environ, tmp_path)[0] == expected


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ('a = { url_file = "empty" }', "is empty"),
        ('a = { url_file = "." }', "can't be read: Is a directory"),
        ('a = { url_file = "latin" }', "is not UTF-8 text"),
        ('a = { url_file = "nul\\u0000" }', "not a file name"),
        ('a = { url_file = "lines" }', "what the file holds: a URL holds no blanks"),
        ('a = { url_file = "nowhere" }', "does not exist"),
        ('a = "ntfy://h/${credential:.ssh}"', 'does not begin with "."'),
        ('a = "ntfy://h/${credential:a/b}"', 'has no "/"'),
        ('a = "ntfy://h/${credential:none}"', "the credential none does not exist"),
        ('a = "ntfy://h/${}"', 'write "$${"'),
        ('a = "ntfy://h/${a-b}"', 'write "$${"'),
    ],
)
def test_secrets_that_are_not_there(tmp_path: Path, written: str, part: str) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    (tmp_path / "lines").write_text("ntfy://h.example/a\nntfy://h.example/b\n")
    (message,) = trouble(written, {"CREDENTIALS_DIRECTORY": str(tmp_path)}, tmp_path)
    assert part in message


HUB = 'hub = { url = "http://${HOST}/feed", every = "1m", lang = "ja" }\nfeed = { url_file = "feed.url" }'
UNREADABLE = f"""
[channels]
whole = "${{credential:hook}}"
parts = "ntfy://${{TOKEN}}@h.example/x"
host = {{ url = "https://${{HOST}}/api/webhooks/1/${{TOKEN}}" }}
file = {{ url_file = "hook.url" }}
folder = {{ url_file = "${{FOLDER}}/hook.url" }}
mail = {{ smtp = "smtp.example.org:587", user = "me@example.org", password = "${{PASSWORD}}", to = ["${{ME}}", "a@b.c"] }}
server = {{ smtp = "${{HOST}}", from = "a@b.c", to = "a@b.c" }}
plain = "discord://1/b"
[sources]
{HUB}
[watch]
a = {{ title = "A", notify = ["whole", "mail"], sources = "hub" }}
b = "B"
"""


def test_who_only_reads_needs_no_secrets(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(UNREADABLE, tmp_path / "c.toml", {})
    assert len(caught.value.problems) >= 9
    loaded = loads(UNREADABLE, tmp_path / "c.toml", {}, secrets=False)
    assert loaded.warnings == ()
    assert {c.name: c.shown for c in loaded.watchlist.channels} == {
        "whole": "${credential:hook}",
        "parts": "ntfy://…",
        "host": "https://…",
        "file": "file hook.url",
        "folder": "file ${FOLDER}/hook.url",
        "mail": "mailtos://smtp.example.org",
        "server": "mailto://…",
        "plain": "discord://…",
    }
    assert [s.shown for s in loaded.watchlist.sources] == ["http://${HOST}/feed", "file feed.url"]
    assert [w.notify for w in loaded.watchlist.watches] == [
        ("whole", "mail"),
        tuple(c.name for c in loaded.watchlist.channels),
    ]


def test_nothing_can_be_sent_or_polled_without_the_secrets(tmp_path: Path) -> None:
    watchlist = loads(UNREADABLE, tmp_path / "c.toml", {}, secrets=False).watchlist
    urls = {c.url.reveal() for c in watchlist.channels if c.name != "plain"}
    assert urls | {s.url.reveal() for s in watchlist.sources} == {UNREAD}
    assert source_trouble(UNREAD)
    assert all(problem(c) for c in watchlist.channels if c.name != "plain")


def test_a_secret_that_is_there_is_used_and_hidden_all_the_same(tmp_path: Path) -> None:
    given = loads(UNREADABLE, tmp_path / "c.toml", {"TOKEN": "invented-token"}, secrets=False)
    assert given.watchlist.channels[1].url.reveal() == "ntfy://invented-token@h.example/x"
    assert "invented-token" in given.secrets


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ('a = "${no name}"', '"${" begins'),
        ('a = "${HOOK"', '"${" begins'),
        ('a = "${credential:../x}"', 'has no "/"'),
        ('a = "${HOOK} ${no name}"', '"${" begins'),
        ('a = { url_file = "wrong" }', "what the file holds"),
        ('a = { url = "${HOOK}", user = "me" }', "only beside smtp"),
        ('a = { url = "${HOOK}", url_file = "x" }', "stands beside url"),
        ('a = { smtp = "h", password = "${P}", to = "a@b.c" }', "needs `user`"),
        (
            'a = { smtp = "h", user = "u", password = "${P}", from = "a@b.c", to = "me" }',
            "plain mail address",
        ),
        ('a = "nothing of the kind"', "no blanks"),
    ],
)
def test_without_secrets_every_other_error_stays(tmp_path: Path, written: str, part: str) -> None:
    (tmp_path / "wrong").write_text("no URL")
    with pytest.raises(ConfigError) as caught:
        loads(f"[channels]\n{written}\n{REST}", tmp_path / "c.toml", {}, secrets=False)
    assert any(part in problem.message for problem in caught.value.problems)


def test_a_dollar_in_a_title_is_a_dollar() -> None:
    text = '[channels]\na = "discord://1/b"\n[sources]\nb = "https://example.org/x"\n[watch]\nc = "Ca$h ${HOME} $${"\n'
    assert loads(text, Path("c"), {}).watchlist.watches[0].titles == ("Ca$h ${HOME} $${",)


@pytest.mark.parametrize(
    ("smtp", "login", "tls", "expected"),
    [
        ("h:587", True, "", "mailtos://me%40example.org:p%40s%2Fs@h:587?{rest}"),
        ("h", True, "", "mailtos://me%40example.org:p%40s%2Fs@h:587?{rest}"),
        ("h:465", True, "", "mailtos://me%40example.org:p%40s%2Fs@h:465?mode=ssl&{rest}"),
        ("h", True, "ssl", "mailtos://me%40example.org:p%40s%2Fs@h:465?mode=ssl&{rest}"),
        ("h:465", True, "starttls", "mailtos://me%40example.org:p%40s%2Fs@h:465?mode=starttls&{rest}"),
        ("h:25", True, "none", "mailto://me%40example.org:p%40s%2Fs@h:25?{rest}"),
        ("h", False, "", "mailto://h:25?{rest}"),
        ("h:2525", False, "", "mailto://h:2525?{rest}"),
        ("h", False, "starttls", "mailtos://h:587?{rest}"),
        ("[::1]:25", False, "", "mailto://[::1]:25?{rest}"),
    ],
)
def test_a_mail_table_is_the_url_that_apprise_would_read(
    smtp: str, login: bool, tls: str, expected: str
) -> None:
    written = MAIL.format(
        smtp=smtp,
        login='user = "me@example.org", password = "${T}",' if login else "",
        tls=f', tls = "{tls}"' if tls else "",
    )
    url, loaded = channel(written, {"T": "p@s/s"})
    assert url == expected.format(rest="from=me@example.org&to=a@example.org,b@example.org")
    assert ("p@s/s" in loaded.secrets) == login


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("https://example.org/rss", "https://example.org/rss"),
        ("https://me:pw@example.org:8443/rss", "https://example.org:8443/rss"),
        ("https://me:${PW}@example.org/${KEY}/rss", "https://example.org/${KEY}/rss"),
        ("https://${HOST}:${PORT}/rss", "https://${HOST}:${PORT}/rss"),
        ("https://example.org/rss?key=abc&n=${N}&flag", "https://example.org/rss?key=…&n=${N}&…"),
        ("https://example.org/rss?key=a${N}b#part", "https://example.org/rss?key=…"),
        ("${WHOLE}", "${WHOLE}"),
        ("${credential:feed}", "${credential:feed}"),
        ("https://example.org/$${x}", "https://example.org/$${x}"),
        ("no address ${X}", "…${X}"),
        ("https://[broken/${X}", "…${X}"),
        (
            "https://me:pass#word@example.org/rss",
            "https://…",
        ),  # a password that should have been percent-encoded
        ("https://me:1234/word@example.org/rss", "https://…"),
        ("https://me:123456789#word@example.org/rss", "https://…"),
        ("https://example.org/rsskey=abc/x", "https://example.org/rsskey=…/x"),  # a "?" was forgotten
        ("https://example.org/key=${KEY}/x", "https://example.org/key=${KEY}/x"),
    ],
)
def test_how_a_source_is_shown(template: str, shown: str) -> None:
    assert shown_source(template) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://discord.com/api/webhooks/1/token", "https://discord.com"),
        ("http://127.0.0.1:8000/api/webhooks/1/token", "http://127.0.0.1"),
        ("mailtos://me:pw@smtp.example.org:587?to=a@b", "mailtos://smtp.example.org"),
        ("discord://123/token", "discord://…"),  # Apprise has an id in the host's place,
        ("tgram://123:token/chat", "tgram://…"),  # or the token itself
    ],
)
def test_how_a_channel_is_shown(url: str, shown: str) -> None:
    assert shown_channel(url) == shown


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://discord.com/api/webhooks/1/abc", {"abc"}),
        ("https://me:p%40ss@h.example/x", {"p%40ss", "p@ss"}),
        ("mailto://watcher@h.example?from=watcher@h.example&to=a@h.example&mode=ssl", set()),
        ("mailtos://watcher:pw@h.example", {"pw"}),
        ("discord://123456789012/aBcDeFgH", {"123456789012", "aBcDeFgH"}),
        ("tgram://12345678:AAbbCC123/chat", {"12345678", "AAbbCC123"}),
        ("signal://localhost:8080/15550001111", {"15550001111"}),
        ("ntfy://ntfy.example.org/releases?token=tk", {"tk"}),
        ("json://h.example/?api_key=k&format=text", {"k"}),
    ],
)
def test_what_of_a_channels_url_is_secret(url: str, found: set[str]) -> None:
    assert secrets(url, channel=True) == found


def test_the_file_is_warned_of_only_while_others_can_read_a_secret_in_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    for written, mode, warned in [
        ("https://discord.com/api/webhooks/1/a-real-looking-token", 0o644, True),
        ("https://discord.com/api/webhooks/1/a-real-looking-token", 0o640, True),
        ("https://discord.com/api/webhooks/1/a-real-looking-token", 0o600, False),
        ("https://discord.com/api/webhooks/1/${TOKEN}", 0o644, False),
        ("${WHOLE}", 0o644, False),
        ("ntfy://ntfy.example.org/releases", 0o644, False),
    ]:
        file.write_text(f'[channels]\na = "{written}"\n{REST}')
        file.chmod(mode)
        environ = {"TOKEN": "from-the-environment", "WHOLE": "https://discord.com/api/webhooks/1/from-there"}
        loaded = load(file, environ)
        exposed = loaded.exposed
        assert (exposed is not None) is warned, (written, oct(mode))
        assert exposed is None or (exposed.path, "chmod 600" in exposed.message) == ("channels.a", True)
        assert loaded.warnings == ()


@pytest.mark.parametrize(
    "written",
    [
        'a = { url_file = "${T}/nowhere" }',  # the message names the file
        '"https://me:a-secret-value@h.example/" = 5',  # the path names the key
        'a = { url = "discord://1/b", "https://me:a-secret-value@h.example/" = "x" }',
        'a = { "a-secret-value" = "x", url = "ntfy://h.example/${T}" }',
    ],
)
def test_no_message_and_no_path_holds_a_secret(written: str) -> None:
    with pytest.raises(ConfigError) as caught:
        channel(written, {"T": "a-secret-value"})
    assert "a-secret-value" not in repr(caught.value.problems)


@pytest.mark.parametrize(
    "written", ['notify = "{}"', 'sources = ["{}"]', 'tell = "{}"', 'keywords = ["/(?P<{}/"]']
)
def test_what_is_named_in_the_wrong_place_is_not_repeated(written: str) -> None:
    line = written.format("https://discord.com/api/webhooks/1/a-secret-value")
    with pytest.raises(ConfigError) as caught:
        loads(f'[channels]\na = "discord://1/b"\n{REST}[watch.b]\ntitle = "B"\n{line}\n', Path("c"), {})
    assert "a-secret-value" not in "".join(format_problem("c", problem) for problem in caught.value.problems)


# ── No secret can be read anywhere ────────────────────────────────────────────────────────────────────────────────

SETUP = """\
[channels]
pasted = "https://discord.com/api/webhooks/123/{0}"   # before: {4}
apprise = "discord://123/{1}?thread=1"
login = {{ url = "mailtos://me:{2}@smtp.example.org?to=me@example.org" }}
from-environment = "discord://123/${{TOKEN}}"
whole = "${{WHOLE}}"
file = {{ url_file = "secret.url" }}
credential = "ntfy://h.example/${{credential:key}}"
[channels.mail]
smtp = "smtp.example.org:587"
user = "me@example.org"
password = "{3}"
to = ["me@example.org",
      "you@example.org"]
[sources]
login = "https://me:{0}@example.org/rss"
query = {{ url = "https://example.org/rss?key={1}", every = "2h" }}
path = "https://example.org/${{TOKEN}}/rss"
whole = "${{FEED}}"
[watch]
higehiro = {{ title = "Higehiro", notify = ["pasted", "mail"] }}
[watch.bocchi]
title = ["Bocchi", "ぼっち"]
about = "season 2"
[defaults]
every = "15m"
"""
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
SECRET = st.text(LETTERS, min_size=24, max_size=24).filter(lambda text: not text.startswith("."))
HARD = st.text(LETTERS + " /:@?&#%+='\"\\é\t", min_size=24, max_size=24)  # what only an environment can hold
FAULT = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(["", '"', "'", "\n", "x", "[", "]", "=", "{", ",", "#"]),
)
TYPOS = [
    ("title", "titel"),
    ("password", "pasword"),
    ("url =", "ulr ="),
    ("discord://", "discord:/"),
    ('"15m"', "15"),
]


def readable(text: str, folder: Path, environ: dict[str, str], *, secrets: bool = True) -> str:
    """Give all that a person could be shown of a configuration: a problem at every key of it, too."""
    try:
        loaded = loads(text, folder / "c.toml", environ, secrets=secrets)
    except ConfigError as error:
        return told(error) + (readable(text, folder, environ, secrets=False) if secrets else "")
    with pytest.raises(ConfigError) as everywhere:
        loads(
            text,
            folder / "c.toml",
            environ,
            secrets=secrets,
            judge=lambda _: ((path, "x") for path in scan(text).keys),
        )
    shown = [format_problem("c.toml", problem) for problem in loaded.warnings]
    return "\n".join([repr(loaded), str(loaded), *shown, told(everywhere.value)])


def told(error: ConfigError) -> str:
    return "\n".join(
        [str(error), repr(error), *(format_problem("c.toml", p) + repr(p) for p in error.problems)]
    )


def setting(folder: Path, given: tuple[str, ...]) -> dict[str, str]:
    """Put secrets where the configuration looks for them."""
    token, key, *whole = given
    (folder / "key").write_text(key, "utf-8")
    (folder / "secret.url").write_text(f"discord://123/{whole[0]}", "utf-8")
    return {
        "TOKEN": token,
        "WHOLE": f"https://discord.com/api/webhooks/123/{whole[1]}",
        "FEED": f"https://me:{whole[2]}@example.org/rss",
        "CREDENTIALS_DIRECTORY": str(folder),
    }


def assert_unreadable(seen: str, secrets: tuple[str, ...]) -> None:
    """A fault may cut a secret in two: no third of it may be readable either."""
    for secret in secrets:
        for piece in (secret, quote(secret, safe=""), secret[:8], secret[8:16], secret[16:]):
            assert len(piece.strip()) < 8 or piece not in seen, f"{piece} in:\n{seen}"


LITERAL = tuple(
    f"{name}{name.lower()}1234567890{name}{name.lower()}98765432{name}{name.lower()}" for name in "ABCDJ"
)
GIVEN = tuple(
    f"{name}{name.lower()}1234567890{name}{name.lower()}98765432{name}{name.lower()}" for name in "EFGHI"
)


def test_the_setting_is_right_and_shows_no_secret(tmp_path: Path) -> None:
    environ = setting(tmp_path, GIVEN)
    loaded = loads(SETUP.format(*LITERAL), tmp_path / "c.toml", environ)
    assert {*LITERAL[:4], *GIVEN} <= loaded.secrets  # the fifth stands in a comment only
    assert [channel.shown for channel in loaded.watchlist.channels] == [
        "https://discord.com",
        "discord://…",
        "mailtos://smtp.example.org",
        "discord://…",
        "https://discord.com",
        "discord://…",
        "ntfy://…",
        "mailtos://smtp.example.org",
    ]
    assert_unreadable(readable(SETUP.format(*LITERAL), tmp_path, environ), (*LITERAL, *GIVEN))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line[: line.rfind('"')],  # not closed
        lambda line: line.replace('"', "", 1),  # not opened
        lambda line: line.replace('"', ""),
        lambda line: f"{line} x",
        lambda line: line.replace("=", ":", 1),
        lambda line: line.replace("=", "", 1),
        lambda line: f"x{line}",  # another key
        lambda line: f"x.{line}",
        lambda line: f"{line}\n{line}",  # twice
        lambda line: line.replace('"', '["', 1),
        lambda line: line.replace("://", ":/"),
        lambda line: line.replace("https://", "https://me:"),
        lambda line: line.replace("discord", "\\u0064iscord"),
        lambda line: line.replace("me:", "me\\u003a"),
        lambda line: line.replace("@", "/x@"),
        lambda line: line.replace("me:", "me:#"),
        lambda line: line.replace("@", "#@"),
        lambda line: line.replace('"', "'''\n", 1).replace('"', "'''", 1),
        lambda line: f"[{line}",
        lambda line: "[watch]" if line.startswith("[") else line,
    ],
)
def test_no_spoilt_line_shows_a_secret(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    lines = SETUP.format(*LITERAL).splitlines()
    for number, line in enumerate(lines):
        text = "\n".join([*lines[:number], spoil(line), *lines[number + 1 :]])
        assert_unreadable(readable(text, tmp_path, setting(tmp_path, GIVEN)), (*LITERAL, *GIVEN))


@settings(max_examples=100, deadline=None)
@given(
    literal=st.tuples(SECRET, SECRET, SECRET, SECRET, SECRET),
    given=st.tuples(HARD, HARD, SECRET, SECRET, SECRET),
    faults=st.lists(FAULT, max_size=2),
    typo=st.sampled_from([("", ""), *TYPOS]),
    missing=st.sampled_from(["", "TOKEN", "WHOLE", "FEED"]),
)
def test_no_secret_can_be_read(
    tmp_path_factory: pytest.TempPathFactory,
    literal: tuple[str, ...],
    given: tuple[str, ...],
    faults: list[tuple[float, str]],
    typo: tuple[str, str],
    missing: str,
) -> None:
    folder = tmp_path_factory.getbasetemp()
    environ = setting(folder, given)
    environ.pop(missing, None)
    text = SETUP.format(*literal).replace(*typo, 1) if typo[0] else SETUP.format(*literal)
    for place, character in faults:
        at = int(place * len(text))
        text = text[:at] + character + text[at + (0 if character else 1) :]
    assert_unreadable(readable(text, folder, environ), (*literal, *given))
