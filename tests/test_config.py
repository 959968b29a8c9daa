"""The configuration: what is read, what is refused and where, what is only warned of."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.config import (
    STARTER,
    Loaded,
    default_config,
    find_config,
    format_problem,
    json_schema,
    load,
    loads,
    state_dir,
)
from watcher.config.shape import fit
from watcher.errors import ConfigError, Problem
from watcher.model import NEWS, Status, Watchlist

CONFIGS = Path(__file__).parent / "data" / "configs"
EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
ENVIRON = {"VOID": "", "ADDRESS": "https://feeds.example.org"}

# file: every problem in it as (line, column, path, a part of the message), in the order of the file
BROKEN = {
    "misspelt_keys": [
        (4, 10, "channels.mail.smtp", "needs `to`"),
        (4, 70, "channels.mail.too", 'unknown key; did you mean "to"?'),
        (8, 1, "sources.ann.evry", 'did you mean "every"?'),
        (12, 1, "watch.higehiro.abuot", 'unknown key; did you mean "about"?'),
        (14, 2, "defualts", 'unknown section; did you mean "defaults"?'),
        (18, 1, "network.allow_privat", 'did you mean "allow_private"?'),
    ],
    "wrong_types": [
        (2, 1, "channels.discord", "expected a URL or a table, got a number"),
        (5, 1, "sources.ann", "expected an address or a table, got a list"),
        (6, 44, "sources.yen.official", "expected true or false, without quotes, got a string"),
        (6, 62, "sources.yen.every", "expected a duration"),
        (10, 13, "watch.higehiro", "expected a string, got a number"),
        (12, 40, "watch.bocchi.about", "expected a string or a list of strings, got true or false"),
        (13, 1, "watch.late", "expected a title, a list of titles or a table, got a date or time"),
        (16, 1, "defaults.timezone", "expected a string, got a list"),
        (18, 1, "defaults.network", "write [network]"),
    ],
    "emptiness": [
        (2, 1, "channels.discord", "is empty"),
        (8, 1, "watch.nothing", "the list is empty"),
        (9, 1, "watch.blank", "is empty"),
        (10, 1, "watch.dots", "no letter or digit"),
        (11, 41, "watch.bocchi.title", "is empty"),
        (11, 46, "watch.bocchi.not", "the list is empty"),
        (13, 8, "watch.bare", "needs title or keywords"),
        (15, 8, "watch.narrow", "about narrows a title"),
    ],
    "misspelt_sections": [
        (2, 2, "channel", 'unknown section; did you mean "channels"?'),
        (5, 2, "Sources", 'unknown section; did you mean "sources"?'),
        (16, 1, "watch.higehiro.tell", '"nwes" is not one of'),
        (18, 2, "netwrok", 'unknown section; did you mean "network"?'),
    ],
    "below_tables": [
        (6, 1, "channels.mail.discord", "a short entry stands above the first [channels.…] table"),
        (10, 1, "sources.ann.yen", "a short entry stands above the first [sources.…] table"),
        (11, 1, "sources.ann.pace", "unknown key"),
        (15, 1, "watch.one.two", "a short entry stands above the first [watch.…] table"),
        (16, 1, "watch.one.three", "a short entry stands above the first [watch.…] table"),
        (17, 1, "watch.one.four", "unknown key"),
        (18, 1, "watch.one.abuot", 'did you mean "about"?'),
        (21, 1, "watch.five.six", "a short entry stands above the first [watch.…] table"),
        (24, 28, "watch.seven.eight", "unknown key"),
    ],
    "names": [
        (6, 5, "sources.yen.press", 'needs quotes: "yen.press"'),
        (7, 1, "sources.-x", 'does not begin with "-"'),
        (10, 1, "watch.title", "write it under [watch.NAME]"),
        (11, 51, 'watch."ひげを剃る".notify', 'no channel is called "discrod"; did you mean "discord"?'),
        (11, 63, 'watch."ひげを剃る".sources', 'no source is called "an"; did you mean "ann"?'),
        (14, 11, "defaults.notify", 'no channel is called "mail"'),
    ],
    "keywords": [
        (9, 1, "watch.both.keywords", "stands beside title"),
        (13, 1, "watch.beside.keywords", "stands beside about"),
        (16, 21, "watch.broken.keywords", "not a regex: missing )"),
        (16, 39, "watch.broken.keywords", "not a regex: unterminated character set"),
        (16, 47, "watch.broken.keywords", "the regex is empty"),
        (19, 1, "watch.flags.keywords", "takes no flags"),
        (22, 1, "watch.only-out.keywords", "only rules out"),
        (25, 21, "watch.bare-minus.keywords", '"-" excludes the word right behind it'),
        (29, 1, "watch.not-beside.not", 'write "-word" among them'),
    ],
    "pace": [
        (5, 45, "sources.often.every", "under 5m is refused"),
        (8, 45, "sources.idle.every", "not a duration"),
        (9, 46, "sources.never.every", "more than nothing"),
        (16, 1, "defaults.every", "under 5m is refused, except for private addresses, and plain is at none"),
        (17, 1, "defaults.tell", '"news" stands alone'),
        (18, 1, "defaults.timezone", 'did you mean "Europe/Berlin"?'),
        (21, 43, "network.allow_private", 'is written "10.0.0.0/8"'),
        (21, 57, "network.allow_private", "expected an address"),
        (21, 79, "network.allow_private", "expected an address"),
    ],
    "addresses": [
        (2, 1, "channels.discord", "expected an Apprise URL (scheme://…) or a Discord webhook"),
        (3, 1, "channels.blank", "no blanks"),
        (4, 1, "channels.port", "port can't be read"),
        (7, 1, "sources.ftp", "begins with http:// or https://"),
        (8, 1, "sources.bare", "begins with http:// or https://"),
        (9, 1, "sources.hostless", "names no host"),
        (10, 44, "sources.both.url_file", "stands beside url"),
        (11, 1, "sources.neither", "needs url or url_file"),
        (12, 44, "sources.lang.lang", "not a language tag"),
    ],
    "mail": [
        (2, 1, "channels.no-recipient.smtp", "needs `to`"),
        (6, 1, "channels.no-sender.smtp", "needs `from`"),
        (7, 26, "channels.no-sender.to", "expected a plain mail address"),
        (11, 1, "channels.half-login.user", "needs `password`"),
        (15, 1, "channels.other-half.smtp", "expected a mail server"),
        (16, 1, "channels.other-half.password", "needs `user`"),
        (19, 1, "channels.other-half.tls", 'expected one of "starttls", "ssl" or "none"'),
        (23, 1, "channels.mixed.user", "only beside smtp"),
        (27, 1, "channels.twice.smtp", "stands beside url"),
    ],
    "told": [
        (6, 1, "channels.team.name", "is empty"),
        (7, 1, "channels.team.image", "expected true or false, without quotes, got a string"),
        (8, 1, "channels.team.ping", 'expected "role:ID" or "user:ID"'),
        (9, 1, "channels.team.thread", "expected a string, got a number"),
        (10, 1, "channels.team.forum", "expected true or false, without quotes, got a string"),
        (11, 1, "channels.team.quiet", 'write from when to when, such as "22:00-07:00"'),
        (12, 24, "channels.team.through", 'did you mean "cancelled"?'),
        (13, 1, "channels.team.digest", 'write hours and minutes, such as "08:00" or "19:30"'),
        (17, 1, "channels.hook.ping", 'expected "role:ID" or "user:ID"'),
        (19, 1, "channels.hook.forum", "stands beside thread"),
        (20, 1, "channels.hook.quiet", "begins and ends at the same time"),
        (21, 1, "channels.hook.digest", 'expected a time such as "08:00", got a number'),
        (25, 1, "channels.phone.ping", "only a Discord webhook can ping"),
        (26, 1, "channels.phone.thread", "only a Discord webhook posts to threads"),
        (27, 1, "channels.phone.through", "has a meaning only beside quiet"),
        (28, 1, "channels.phone.quite", 'unknown key; did you mean "quiet"?'),
        (32, 1, "channels.forum.forum", "stands beside a URL that names a thread itself"),
        (33, 1, "channels.forum.quiet", 'expected hours such as "22:00-07:00", got a list'),
        (40, 1, "channels.pager.forum", "only a Discord webhook posts to forums"),
        (41, 1, "channels.pager.quiet", "not hours"),
        (50, 1, "defaults.health", 'no channel is called "mial"; did you mean "mail"?'),
        (51, 1, "defaults.weekly", "expected true or false, without quotes, got a string"),
    ],
    "by_status": [
        (10, 12, "watch.one.notify.relased", 'unknown key; did you mean "released"?'),
        (10, 47, "watch.one.notify.else", 'no channel is called "mal"; did you mean "mail"?'),
        (11, 1, "watch.one.ping", '"relased" is not one of'),
        (15, 8, "watch.two.notify.released", "the list is empty"),
        (16, 8, "watch.two.notify.dated", 'no channel is called "fone"; did you mean "phone"?'),
        (17, 1, "watch.two.ping", '"often" is not one of'),
        (21, 1, "watch.three.notify", "expected a channel's name, a list of names or a table, got a number"),
        (22, 1, "watch.three.ping", "for no ping at all write false"),
        (26, 1, "watch.four.notify", "the list is empty"),
        (27, 1, "watch.four.ping", "expected false, a status or a list of statuses, got a number"),
    ],
    "references": [
        (
            2,
            1,
            "channels.discord",
            "WEBHOOK_ID is not set; the environment variable WEBHOOK_TOKEN is not set",
        ),
        (3, 11, "channels.phone.url_file", "phone.url does not exist"),
        (4, 66, "channels.mail.password", "LoadCredential=mail:FILE"),
        (7, 1, "sources.open", 'write "$${"'),
        (8, 1, "sources.up", 'has no "/"'),
        (9, 1, "sources.void", "VOID is empty"),
        (10, 1, "sources.inside", 'for a whole address write "${NAME}" alone'),
    ],
    "arrays": [
        (0, 0, "channels", "no channels"),
        (0, 0, "sources", "no sources"),
        (2, 1, "every", "belongs under [defaults]"),
        (4, 3, "watch", "write [watch.NAME], not [[watch]]"),
    ],
    "twice": [(7, 3, "", "for the second time")],
    "unquoted": [(6, 10, "", "a string needs quotes")],
}

SMALL = """
[channels]
discord = "discord://123/abc"
[sources]
ann = "https://example.org/rss"
[watch]
"""


def problems(text: str, environ: dict[str, str] | None = None) -> list[tuple[int, str, str]]:
    with pytest.raises(ConfigError) as caught:
        loads(text, Path("config.toml"), environ or {})
    return [(p.line, p.path, p.message) for p in caught.value.problems if p.fatal]


def watch(text: str) -> Loaded:
    return loads(SMALL + text, Path("config.toml"), {})


@pytest.mark.parametrize("name", BROKEN)
def test_every_fault_is_found_at_its_place(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(CONFIGS / f"{name}.toml", ENVIRON)
    found = [problem for problem in caught.value.problems if problem.fatal]
    assert [(p.line, p.column, p.path) for p in found] == [expected[:3] for expected in BROKEN[name]]
    for problem, (_, _, _, part) in zip(found, BROKEN[name], strict=True):
        assert part in problem.message
        assert part != "unknown key" or problem.message == part  # no guess where none is due


def test_every_broken_file_is_in_the_table() -> None:
    assert {file.stem for file in CONFIGS.glob("*.toml")} == {*BROKEN, "six_lines"}


def test_the_six_lines_pass_silently() -> None:
    loaded = load(CONFIGS / "six_lines.toml", {})
    assert loaded.warnings == ()
    (watch,) = loaded.watchlist.watches
    assert watch.titles == ("Hige wo Soru", "Higehiro")
    assert watch.notify == ("discord",)
    assert (watch.about, watch.sources, watch.every_mention) == ((), (), False)
    assert loaded.watchlist.channels[0].url.reveal() == "https://discord.com/api/webhooks/123/abc"
    assert loaded.watchlist.channels[0].shown == "https://discord.com"


def test_a_problem_is_printed_as_compilers_do() -> None:
    with pytest.raises(ConfigError) as caught:
        load(CONFIGS / "misspelt_keys.toml", {})
    assert format_problem("config.toml", caught.value.problems[3]) == (
        'config.toml:12:1: watch.higehiro.abuot: unknown key; did you mean "about"?\n'
        '   12 | abuot = "season 2"\n'
        "      | ^^^^^"
    )


@pytest.mark.parametrize("number", [0, 57, 89])
def test_carets_stand_under_wide_letters_and_long_lines(number: int) -> None:
    titles = ", ".join(f'"ひげ{n}"' for n in range(90))
    with pytest.raises(ConfigError) as caught:
        loads(
            f"{SMALL}a = [{titles}]\n", Path("c"), {}, judge=lambda _: [(("watch", "a", number), "not right")]
        )
    _, quoted, carets = format_problem("c", caught.value.problems[0]).split("\n")
    before = quoted[: quoted.index(f'"ひげ{number}"')]
    wide = sum(character in "ひげ" for character in before)
    assert carets.index("^") == len(before) + wide
    assert carets.count("^") == len(str(number)) + 6


def test_a_warning_says_so() -> None:
    problem = Problem(
        3, 1, "channels.mail", "nothing uses this channel", "mail = 1", fatal=False, mark=(0, 4)
    )
    assert format_problem("c.toml", problem).startswith(
        "c.toml:3:1: warning: channels.mail: nothing uses this"
    )


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("", ["channels", "sources", "watch"]),
        ("# only a comment\n", ["channels", "sources", "watch"]),
        ("[channels]\n[sources]\n[watch]\n", ["channels", "sources", "watch"]),
        ('[channels]\na = "discord://1/b"\n[sources]\nb = "https://example.org"\n', ["watch"]),
    ],
)
def test_what_a_file_needs_is_said_plainly(text: str, paths: list[str]) -> None:
    assert [path for _, path, _ in problems(text)] == paths


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b'[watch]\na = "caf\xe9"\n', "2:9: is not UTF-8: byte 0xE9"),
        ("[watch]\n".encode("utf-16"), "is UTF-16"),
        (b'[watch]\na = "x\n', "2:7: the string is not closed on its line"),
        (b"[watch\n", "1:7: the section's ] is missing"),
        (b'a = ["x",\n  "y"\n', "2:6: the list is not closed"),
        (b"a = " + b"[" * 2000 + b"]" * 2000, "nested too deep"),
        (b"a = " + b"9" * 5000, "too many digits"),
        (b"[watch]\na = 1\n\n[watch]\n", "4:1: this table stands here for the second time"),
        (b'[watch]\r\na = "x" "y"\r\n', "2:9: unexpected text after the value"),
        (b'[watch]\na = "x\x1b[31m"\n', "2:7: not TOML: illegal character"),
    ],
)
def test_what_is_no_toml(tmp_path: Path, content: bytes, part: str) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load(file, {})
    (problem,) = caught.value.problems
    printed = format_problem("c.toml", problem)
    assert part in printed
    assert "\x1b" not in printed


def test_byte_order_mark_and_crlf_are_read_as_if_they_were_not_there(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(b"\xef\xbb\xbf" + (CONFIGS / "six_lines.toml").read_bytes().replace(b"\n", b"\r\n"))
    assert load(file, {}).watchlist == load(CONFIGS / "six_lines.toml", {}).watchlist


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, part in ((tmp_path / "none.toml", "watcher init"), (tmp_path, "a directory")):
        with pytest.raises(ConfigError, match=part):
            load(path, {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("30s", 30),
        ("15m", 900),
        ("2h", 7200),
        ("1d", 86400),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        ("366d", 31622400),
    ],
)
def test_durations(written: str, expected: int) -> None:
    text = SMALL.replace('"https://example.org/rss"', f'{{ url = "http://10.0.0.1/", every = "{written}" }}')
    source = loads(text + 'a = "b"', Path("c"), {}).watchlist.sources[0]
    assert source.every == timedelta(seconds=expected)


@pytest.mark.parametrize(("written", "days"), [("30d", 30), ("3660d", 3660)])
def test_how_long_texts_are_kept(written: str, days: int) -> None:
    assert watch(f'a = "bb"\n[defaults]\nkeep = "{written}"').watchlist.keep == timedelta(days=days)


@pytest.mark.parametrize("written", ['"29d"', '"3661d"', '"long"', "400"])
def test_texts_are_not_kept_so_long(written: str) -> None:
    assert [path for _, path, _ in problems(SMALL + f'a = "bb"\n[defaults]\nkeep = {written}')] == [
        "defaults.keep"
    ]


@pytest.mark.parametrize(
    "written", ["", "15", "m", "-1h", "1.5h", "15M", "1w", "0s", "367d", "١٥m", "9999999d"]
)
def test_no_durations(written: str) -> None:
    text = SMALL.replace('"https://example.org/rss"', f'{{ url = "http://10.0.0.1/", every = "{written}" }}')
    assert [path for _, path, _ in problems(text + 'a = "b"')] == ["sources.ann.every"]


@pytest.mark.parametrize(
    ("url", "private", "refused", "warned"),
    [
        ("https://example.org/f", [], True, False),
        ("https://example.org/f", ["example.org"], False, False),
        ("http://rsshub:1200/f", ["RSSHub"], False, False),
        ("http://rsshub:1200/f", [], True, False),
        ("http://192.168.1.20/f", [], False, True),
        ("http://192.168.1.20/f", ["192.168.0.0/16"], False, False),
        ("http://192.168.1.20/f", ["192.168.2.0/24"], False, True),
        ("http://localhost:8000/f", [], False, True),
        ("http://localhost:8000/f", ["127.0.0.1"], False, False),
        ("http://localhost./f", ["localhost"], False, False),
        ("http://[::1]:8000/f", ["::1"], False, False),
        ("http://[::ffff:10.0.0.1]/f", [], False, True),
        ("http://[::ffff:10.0.0.1]/f", ["10.0.0.0/8"], False, False),
        ("http://2130706433/f", [], False, True),
        ("http://127.1/f", ["127.0.0.1"], False, False),
        ("http://8.8.8.8/f", [], True, False),
    ],
)
def test_pace_and_private_addresses(url: str, private: list[str], refused: bool, warned: bool) -> None:
    text = f"""{SMALL.replace('"https://example.org/rss"', f'{{ url = "{url}", every = "1m" }}')}
a = "b"
[network]
{f"allow_private = {json.dumps(private)}" if private else ""}
"""
    if refused:
        assert [path for _, path, _ in problems(text)] == ["sources.ann.every"]
    else:
        warnings = loads(text, Path("c"), {}).warnings
        assert [(w.path, w.fatal) for w in warnings] == [("sources.ann.url", False)] * warned


@pytest.mark.parametrize(
    ("written", "tell", "every_mention"),
    [
        ("", frozenset(Status) - {Status.MENTIONED}, False),
        ('tell = "news"', frozenset(Status) - {Status.MENTIONED}, False),
        ('tell = "confirmed"', NEWS, False),
        ('tell = "everything"', frozenset(Status), True),
        ('tell = ["everything"]', frozenset(Status), True),
        ('tell = ["released", "dated"]', {Status.RELEASED, Status.DATED}, False),
        ('tell = "released"', {Status.RELEASED}, False),
    ],
)
def test_tell(written: str, tell: frozenset[Status], every_mention: bool) -> None:
    (found,) = watch(f'[watch.a]\ntitle = "b"\n{written}\n').watchlist.watches
    (default,) = watch(f'a = "b"\n[defaults]\n{written}\n').watchlist.watches
    for one in (found, default):
        assert (one.tell, one.every_mention) == (tell, every_mention)


def test_notify_is_the_watchs_else_the_defaults_else_everyone() -> None:
    text = """
[channels]
a = "discord://1/b"
b = "discord://2/b"
c = "discord://3/b"
[sources]
ann = "https://example.org/rss"
[watch]
x = "X"
y = { title = "Y", notify = "b" }
"""
    assert [w.notify for w in loads(text, Path("c"), {}).watchlist.watches] == [("a", "b", "c"), ("b",)]
    loaded = loads(f'{text}[defaults]\nnotify = ["a"]\n', Path("c"), {})
    assert [w.notify for w in loaded.watchlist.watches] == [("a",), ("b",)]
    assert [(w.line, w.path, w.message) for w in loaded.warnings] == [
        (5, "channels.c", "nothing uses this channel")
    ]


def test_a_source_that_no_watch_asks_is_warned_of() -> None:
    loaded = loads(
        SMALL.replace("[watch]", 'yen = "https://example.org/yen"\n[watch]')
        + 'x = { title = "X", sources = "ann" }',
        Path("c"),
        {},
    )
    assert [(w.path, w.message) for w in loaded.warnings] == [("sources.yen", "nothing uses this source")]


def test_an_address_that_is_asked_twice_is_warned_of() -> None:
    page = 'yen{} = {{ url = "https://example.org/news", select = "{}" }}\n'
    text = SMALL.replace("[watch]", f"{page.format(1, 'a')}{page.format(2, 'b')}{page.format(3, 'a')}[watch]")
    warnings = loads(f'{text}x = "X"\n', Path("c"), {}).warnings
    assert [(w.path, w.message) for w in warnings] == [("sources.yen3", "asks the same address as yen1")]


def test_keywords_of_every_kind() -> None:
    words = ("plain words", "/re(gex)?/", "-excluded", "-/ex.*/", "/half")
    loaded = watch(f"[watch.k]\nkeywords = {json.dumps(words)}\n")
    assert loaded.watchlist.watches[0].keywords == words
    assert loaded.warnings == ()
    loaded = watch('[watch.k]\nkeywords = "x"\ntell = "confirmed"\n')
    assert [w.path for w in loaded.warnings] == ["watch.k.tell"]


def test_one_fault_hides_no_other() -> None:
    """A broken key is left out, and what is right beside it is still judged."""
    found = problems(SMALL + '[watch.a]\ntitle = 5\nnotify = ["no", 7]\nkeyword = "x"\ntell = "no"\n')
    assert [(line, path) for line, path, _ in found] == [
        (8, "watch.a.title"),
        (9, "watch.a.notify"),
        (9, "watch.a.notify"),
        (10, "watch.a.keyword"),
        (11, "watch.a.tell"),
    ]


def test_another_room_objects_in_the_same_report() -> None:
    """It sees what could be built, and its words stand in the order of the file."""
    text = SMALL + '"my show" = 5\n[sources."a.b"]\nurl = "https://example.org/x"\nselect = "..x"\n'
    seen = []

    def judge(watchlist: Watchlist) -> list[tuple[tuple[str, ...], str]]:
        seen.append([source.name for source in watchlist.sources])
        return [
            (("sources", "a.b", "select"), "not a selector"),
            (("channels", "discord", "url"), "not a channel"),
            (("nowhere", "at", "all"), "not right"),
        ]

    with pytest.raises(ConfigError) as caught:
        loads(text, Path("c"), {}, judge=judge)
    assert seen == [["ann", "a.b"]]
    assert [(p.line, p.column, p.path, p.message[:10]) for p in caught.value.problems] == [
        (0, 0, "nowhere.at.all", "not right"),
        (3, 1, "channels.discord", "not a chan"),
        (7, 1, 'watch."my show"', "expected a"),
        (10, 1, 'sources."a.b".select', "not a sele"),
    ]
    assert loads(SMALL + 'a = "b"', Path("c"), {}, judge=lambda _: ()).warnings == ()


@pytest.mark.parametrize(
    ("about", "meant"),
    [
        ("seson 2", "season 2"),
        ("2nd Seson", "2nd season"),
        ("volumne 3", "volume 3"),
        ("chaptr 12", "chapter 12"),
        ("prat 2", "part 2"),
        ("moive", "movie"),
        ("anmie", "anime"),
        ("relase date", "release date"),
        ("seson 2 moive", "season 2 movie"),
        *(
            (phrase, None)
            for phrase in ("season 2", "season", "movie", "第2期", "S2", "2nd season", "new anime")
        ),
        *(
            (phrase, None)
            for phrase in ("reason 2", "party 2", "court", "move", "mana", "animate", "charter")
        ),
        *(
            (phrase, None)
            for phrase in ("hardcover", "special edition", "gamers", "table", "lesson 3", "four")
        ),
    ],
)
def test_a_misspelt_subject_is_asked_about(about: str, meant: str | None) -> None:
    as_string = watch(f'[watch.a]\ntitle = "A"\nabout = "{about}"\n').warnings
    in_list = watch(f'a = {{ title = "A", about = ["volume 1", "{about}"] }}\n').warnings
    says = f'did you mean "{meant}"? as it stands it is looked for word by word'
    expected = [(False, "watch.a.about", says)] if meant else []
    for found in (as_string, in_list):
        assert [(w.fatal, w.path, w.message) for w in found] == expected
    assert [(w.line, w.column) for w in in_list] == [(7, 41)] * len(expected)


@pytest.mark.parametrize(
    ("lang", "meant"),
    [
        ("jp", "ja"),
        ("JP", "ja"),
        ("kr-KR", "ko"),
        ("cz", "cs"),
        ("ja", None),
        ("en-US", None),
        ("zh-Hant", None),
    ],
)
def test_a_country_for_a_language_is_asked_about(lang: str, meant: str | None) -> None:
    text = SMALL.replace('"https://example.org/rss"', f'{{ url = "https://example.org", lang = "{lang}" }}')
    warnings = loads(f'{text}x = "X"', Path("c"), {}).warnings
    says = f'is a country; did you mean "{meant}"?'
    assert [(w.path, w.message) for w in warnings] == ([("sources.ann.lang", says)] if meant else [])


@pytest.mark.parametrize(
    ("written", "marked"),
    [
        ('a = "{url}"', "a"),
        ('a = {{ lang = "ja", url = "{url}" }}', "url"),
        ('a = {{ lang = "ja", url_file = "private" }}', "url_file"),
        ('[sources.a]\nlang = "ja"\nurl_file = "private"', "url_file"),
        ('"❤️ひ" = {{ url = "{url}" }}', "url"),
    ],
)
def test_the_caret_stands_under_what_is_meant(tmp_path: Path, written: str, marked: str) -> None:
    url = "http://192.168.1.20/feed"
    (tmp_path / "private").write_text(url)
    text = f"{SMALL.replace('[watch]', '')}{written.format(url=url)}\n[watch]\nx = 'X'\n"
    [warning] = loads(text, tmp_path / "c.toml", {}).warnings
    _, quoted, carets = format_problem("c", warning).split("\n")
    assert warning.quote[slice(*warning.mark)] == marked
    before = re.sub("\ufe0f", "", quoted[: quoted.index(f"{marked} =")]).replace("ひ", "xx")
    assert (carets.index("^"), carets.count("^")) == (len(before), len(marked))


def test_the_starter_file_passes_silently() -> None:
    assert loads(STARTER, Path("config.toml"), {}).warnings == ()
    every = re.sub(r"(?m)^# (?=\[?[a-z.]+(\]| = )|kadokawa)", "", STARTER)
    loaded = loads(every, Path("config.toml"), {"MAIL_PASSWORD": "invented"})
    assert loaded.warnings == ()
    assert [w.name for w in loaded.watchlist.watches] == ["higehiro", "bocchi"]
    assert all(bool(s.select) == (s.name == "kadokawa") for s in loaded.watchlist.sources)


def test_a_line_added_where_the_starter_says_is_a_watch() -> None:
    """Also after its tables are taken in."""
    whole = re.sub(r"(?m)^# (?=\[watch|[a-z]+ = \[)", "", STARTER)
    text = whole.replace("# Add yours here, one line each.", 'frieren = ["Frieren"]')
    names = [w.name for w in loads(text, Path("config.toml"), {}).watchlist.watches]
    assert names == ["higehiro", "frieren", "bocchi"]


@pytest.mark.parametrize("uncommented", [False, True])
def test_the_example_loads_as_it_is_and_with_every_option(tmp_path: Path, uncommented: bool) -> None:
    (tmp_path / "members.url").write_text("https://example.org/members\n")
    (tmp_path / "phone").write_text("ntfy://ntfy.example.org/releases\n")
    text = EXAMPLE.read_text().replace("/run/secrets/phone_url", "phone")
    text = re.sub(r"(?m)^#(?=\w)", "", text) if uncommented else text
    hook = "https://discord.com/api/webhooks/1/a"
    environ = {"DISCORD_WEBHOOK": hook, "TEAM_WEBHOOK": hook, "MAIL_PASSWORD": "invented"}
    environ |= dict.fromkeys(("KADOKAWA_KEY", "KADOKAWA_COOKIE", "KADOKAWA_LOGIN"), "invented=1")
    assert loads(text, tmp_path / "config.toml", environ).warnings == ()


def test_the_example_names_every_option() -> None:
    text = EXAMPLE.read_text()
    schema = json_schema()
    sections = {
        "channels": "Channel",
        "sources": "Source",
        "watch": "Watch",
        "defaults": "Defaults",
        "network": "Network",
    }
    assert set(schema["properties"]) == set(sections)
    for section, table in sections.items():
        part = re.search(rf"(?ms)^\[{section}\].*?(?=^\[(?!{section}\b)|\Z)", text)
        assert part
        for option in schema["$defs"][table]["properties"]:
            assert re.search(rf"(?m)^(# ?)?{option} = ", part[0]), f"[{section}] {option}"


def test_the_schema_explains_every_option_and_knows_the_loose_forms() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "null" not in json.dumps(schema)
    for table in schema["$defs"].values():
        assert table["additionalProperties"] is False
        assert all(option["description"] for option in table["properties"].values())
    forms = schema["properties"]["watch"]["additionalProperties"]["anyOf"]
    assert [form.get("type", form.get("$ref")) for form in forms] == ["string", "array", "#/$defs/Watch"]
    assert schema["$defs"]["Source"]["properties"]["official"]["default"] is False
    assert schema["$defs"]["Watch"]["properties"]["tell"]["default"] == "news"


def test_paths(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    personal = tmp_path / ".config/watcher/config.toml"
    with pytest.raises(ConfigError) as caught:
        find_config(None, {**home, "CONFIGURATION_DIRECTORY": "/nonexistent/a:/nonexistent/b"})
    for place in (
        "/nonexistent/a/config.toml",
        "/nonexistent/b/config.toml",
        str(personal),
        "/etc/watcher",
        "watcher init",
    ):
        assert place in caught.value.problems[0].message
    personal.parent.mkdir(parents=True)
    personal.touch()
    assert find_config(None, home) == personal
    assert find_config(None, {**home, "XDG_CONFIG_HOME": "relative/ignored"}) == personal
    for explicit, environ in (
        (tmp_path / "no.toml", home),
        (None, {**home, "WATCHER_CONFIG": str(tmp_path / "no.toml")}),
    ):
        with pytest.raises(ConfigError, match="no such file"):
            find_config(explicit, environ)
    assert default_config(home) == personal
    assert default_config({**home, "WATCHER_CONFIG": "/x/y.toml"}) == Path("/x/y.toml")
    assert state_dir(home) == tmp_path / ".local/state/watcher"
    assert state_dir({**home, "STATE_DIRECTORY": "/var/lib/watcher"}) == Path("/var/lib/watcher")
    assert state_dir({"STATE_DIRECTORY": "/a", "WATCHER_STATE": "/b"}) == Path("/b")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=20,
)
SHAPED = st.fixed_dictionaries(
    {},
    optional={
        section: st.dictionaries(st.sampled_from(["a", "url", "b.c"]), ANYTHING, max_size=3) | ANYTHING
        for section in ("channels", "sources", "watch", "defaults", "network", "other")
    },
)


@given(data=SHAPED)
def test_any_shape_is_judged_without_stumbling(data: dict[str, object]) -> None:
    from watcher.config.lines import Lines
    from watcher.config.report import Report

    fit(data, {}, Report(Lines("")))
