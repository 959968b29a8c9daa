"""How the configuration says where, when and how loud: switches of a channel, hours, digests, channels by status."""

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest

from watcher.check import echo, understood
from watcher.config import Loaded, json_schema, loads
from watcher.errors import ConfigError
from watcher.model import NEWS, QuietHours, Status

HOOK = "https://discord.com/api/webhooks/123/abc"
WINTER = datetime(2026, 11, 20, 10, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 10, tzinfo=UTC)


def channels(written: str, more: str = "", environ: dict[str, str] | None = None, **how: Any) -> Loaded:
    text = f'[channels]\n{written}\n[sources]\nann = "https://example.org/rss"\n[watch]\nx = "X"\n{more}'
    return loads(text, Path("config.toml"), environ or {}, **how)


def watch(written: str, more: str = "") -> Loaded:
    text = f"""
[channels]
phone = "ntfy://example.org/topic"
mail = "mailto://example.org?from=a@b.example&to=a@b.example"
discord = "{HOOK}"
[sources]
ann = "https://example.org/rss"
[watch.x]
title = "X"
{written}
{more}
"""
    return loads(text, Path("config.toml"), {})


def test_a_channel_with_every_switch() -> None:
    loaded = channels(f"""a = {{ url = "{HOOK}", name = "Watch", image = true, compact = true, ping = "user:12", thread = "34",
        quiet = "22:00-07:00", through = ["released", "cancelled"] }}
b = {{ url = "{HOOK}", forum = true, digest = "8:05" }}""")
    a, b = loaded.watchlist.channels
    assert (a.sender, a.image, a.compact, a.ping, a.thread, a.forum) == (
        "Watch",
        True,
        True,
        "user:12",
        "34",
        False,
    )
    assert a.quiet == QuietHours(
        start=time(22), end=time(7), through=frozenset({Status.RELEASED, Status.CANCELLED})
    )
    assert (b.forum, b.digest, b.quiet, b.ping) == (True, time(8, 5), None, None)
    assert loaded.warnings == ()


def test_a_channel_in_short_says_nothing_of_this() -> None:
    (a,) = channels(f'a = "{HOOK}"').watchlist.channels
    assert (a.sender, a.image, a.compact, a.ping, a.thread, a.forum, a.quiet, a.digest) == (
        None, False, False, None, None, False, None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ['"22:00-07:30"', '" 22:00 – 7:30 "', "'22:00-07:30'"],
)
def test_hours_as_people_write_them(written: str) -> None:
    (a,) = channels(f'a = {{ url = "{HOOK}", quiet = {written} }}').watchlist.channels
    assert a.quiet == QuietHours(start=time(22), end=time(7, 30))


@pytest.mark.parametrize("written", ['"08:00"', '"8:00"', "08:00", "08:00:30"])
def test_a_time_as_people_write_it(written: str) -> None:
    (a,) = channels(f'a = {{ url = "{HOOK}", digest = {written} }}').watchlist.channels
    assert a.digest == time(8)


@pytest.mark.parametrize(
    "url",
    [
        HOOK,
        "discord://123/abc",
        "https://discord.com/api/v10/webhooks/123/abc/",
        "http://10.0.0.1:80/api/webhooks/1/a",
    ],
)
def test_what_is_a_webhook(url: str) -> None:
    (a,) = channels(f'a = {{ url = "{url}", ping = "role:1" }}').watchlist.channels
    assert a.ping == "role:1"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("My Discord", '"discord" in the name'),
        ("CLYDE", '"clyde" in the name'),
        ("x" * 81, "at most 80 characters"),
    ],
)
def test_a_sender_that_discord_does_not_take(name: str, part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        channels(f'a = {{ url = "{HOOK}", name = "{name}" }}')
    [problem] = caught.value.problems
    assert (problem.path, part in problem.message) == ("channels.a.name", True)
    mail = f'a = {{ url = "mailto://example.org?from=a@b.example&to=a@b.example", name = "{name}" }}'
    assert channels(mail).warnings == ()
    assert channels(f'a = {{ url = "{HOOK}", name = "{"x" * 80}" }}').warnings == ()


def test_a_secret_address_is_judged_when_it_is_known() -> None:
    written = 'a = { url = "${HOOK}", ping = "role:${ROLE}", forum = true }'
    (a,) = channels(written, environ={"HOOK": HOOK, "ROLE": "77"}).watchlist.channels
    assert (a.ping, a.forum) == ("role:77", True)
    (a,) = channels(written, secrets=False).watchlist.channels
    assert (a.ping, a.forum) == (None, True)


@pytest.mark.parametrize(
    ("written", "path", "part"),
    [
        (
            'quiet = "22:00-07:00", digest = "06:59"',
            "channels.a.digest",
            "the digest goes out when they end, at 07:00",
        ),
        ('quiet = "22:00-07:00", digest = "22:00"', "channels.a.digest", "at 07:00"),
        ('quiet = "13:00-15:00", digest = "14:00"', "channels.a.digest", "at 15:00"),
        ('quiet = "22:00-07:00", digest = "07:00"', None, ""),
        ('quiet = "13:00-15:00", digest = "12:59"', None, ""),
        (
            'quiet = "22:00-07:00", through = "released", digest = "08:00"',
            "channels.a.through",
            "all goes out with it",
        ),
    ],
)
def test_what_is_only_warned_of(written: str, path: str | None, part: str) -> None:
    warnings = channels(f'a = {{ url = "{HOOK}", {written} }}').warnings
    assert [w.path for w in warnings] == ([path] if path else [])
    assert all(part in w.message for w in warnings)


def test_where_each_status_is_told() -> None:
    (x,) = watch(
        'notify = { released = ["phone", "mail"], delayed = "phone", else = "discord" }'
    ).watchlist.watches
    assert x.notify == ("discord",)
    assert x.notify_by == {Status.RELEASED: ("phone", "mail"), Status.DELAYED: ("phone",)}
    (x,) = watch('notify.released = "phone"').watchlist.watches
    assert x.notify == ("phone", "mail", "discord")
    (x,) = watch('notify.released = "phone"', '[defaults]\nnotify = "mail"').watchlist.watches
    assert (x.notify, x.notify_by) == (("mail",), {Status.RELEASED: ("phone",)})
    for short in ('"mail"', '["mail"]', '{ else = "mail" }'):
        (x,) = watch(f"notify = {short}").watchlist.watches
        assert (x.notify, x.notify_by) == (("mail",), {})


def test_a_channel_for_one_status_or_for_notices_is_used() -> None:
    loaded = watch('notify = { released = "phone", else = "discord" }')
    assert [w.path for w in loaded.warnings] == ["channels.mail"]
    loaded = watch('notify = { released = "phone", else = "discord" }', '[defaults]\nhealth = "mail"')
    assert (loaded.warnings, loaded.watchlist.health, loaded.watchlist.weekly) == ((), "mail", True)
    assert not watch("", "[defaults]\nweekly = false").watchlist.weekly


@pytest.mark.parametrize(
    ("written", "ping"),
    [
        ("", NEWS),
        ("ping = true", NEWS),
        ("ping = false", frozenset()),
        ('ping = "released"', {Status.RELEASED}),
        ('ping = ["released", "speculated", "released"]', {Status.RELEASED, Status.SPECULATED}),
    ],
)
def test_on_what_a_watch_pings(written: str, ping: frozenset[Status]) -> None:
    (x,) = watch(written).watchlist.watches
    assert x.ping == ping


def test_the_schema_shows_the_forms() -> None:
    options = json_schema()["$defs"]
    notify = options["Watch"]["properties"]["notify"]["anyOf"]
    assert [form.get("type", form.get("$ref")) for form in notify] == ["string", "array", "#/$defs/Notify"]
    assert set(options["Notify"]["properties"]) == {*Status, "else"}
    assert options["Channel"]["properties"]["digest"]["examples"] == ["08:00"]
    assert {"name", "from", "quiet", "through"} < options["Channel"]["properties"].keys()


QUIET = f'd = {{ url = "{HOOK}", quiet = "22:00-07:00", through = ["cancelled", "released"] }}\n'
MAIL = 'm = { url = "mailto://example.org?from=a@b.example&to=a@b.example", digest = "08:00" }\n'


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Europe/Berlin", WINTER, ["22:00–07:00 Europe/Berlin = 21:00–06:00 UTC today", "08:00 Europe/Berlin = 07:00 UTC today"]),
        ("Europe/Berlin", SUMMER, ["22:00–07:00 Europe/Berlin = 20:00–05:00 UTC today", "08:00 Europe/Berlin = 06:00 UTC today"]),
        ("Asia/Tokyo", WINTER, ["22:00–07:00 Asia/Tokyo = 13:00–22:00 UTC today", "08:00 Asia/Tokyo = 23:00 UTC today"]),
        ("UTC", WINTER, ["22:00–07:00 UTC", "08:00 UTC"]),
    ],
)  # fmt: skip
def test_check_echoes_hours_in_both_times(zone: str, now: datetime, expected: list[str]) -> None:
    loaded = channels(QUIET + MAIL, f'[defaults]\ntimezone = "{zone}"')
    quiet, digest = expected
    assert echo(loaded.watchlist, now) == [
        f"d: quiet {quiet}; released, cancelled: told all the same",
        f"m: one digest a day at {digest}",
        "notices about watcher itself go to m",
    ]


def test_check_names_the_channel_of_notices() -> None:
    assert echo(channels(QUIET + MAIL, '[defaults]\nhealth = "d"').watchlist, WINTER)[-1].endswith("go to d")
    assert echo(channels(f'd = "{HOOK}"\ne = "{HOOK}"').watchlist, WINTER) == [
        "notices about watcher itself go to d"
    ]
    assert echo(channels(f'd = "{HOOK}"').watchlist, WINTER) == ["notices about watcher itself go to d"]


def test_check_says_what_it_understood() -> None:
    text = f"""
[channels]
discord = "{HOOK}"
phone = "ntfy://h.example/topic"
[sources]
ann = "https://example.org/rss"
house = {{ url = "https://house.example/rss", official = true }}
[watch]
any = "Any"
[watch.higehiro]
title = "Higehiro"
about = ["season 2", "movie"]
tell = "confirmed"
notify = {{ released = "phone", dated = ["phone", "discord"] }}
[watch.cat]
title = "Cat"
about = "movie"
notify = {{ else = "discord", cancelled = "phone" }}
sources = ["house"]
[watch.words]
keywords = ["chapter", "-figure"]
notify = "phone"
[watch.all]
title = "All"
tell = "everything"
"""
    confirmed = "announced, dated, released, delayed, cancelled"
    by_status = "dated rings on phone, discord, released rings on phone, all else on discord, phone"
    assert understood(loads(text, Path("c.toml"), {}).watchlist) == [
        "2 sources: ann, house (official)",
        "5 watches:",
        "  any waits for any release news; rings on discord, phone",
        f"  higehiro waits for season 2, movie; only {confirmed}; {by_status}",
        "  cat waits for movie; from house; cancelled rings on phone, all else on discord",
        "  words waits for the keywords chapter, -figure; rings on phone",
        "  all waits for any release news; every mention; rings on discord, phone",
    ]


def test_check_counts_what_would_fill_the_screen() -> None:
    many = "".join(f'w{n} = "Title {n}"\n' for n in range(50))
    text = f'[channels]\nd = "{HOOK}"\n[sources]\nann = "https://example.org/rss"\n[watch]\n{many}'
    lines = understood(loads(text, Path("c.toml"), {}).watchlist)
    assert (len(lines), lines[1], lines[-1]) == (23, "50 watches:", "  and 30 more")


@pytest.mark.parametrize(("ping", "warned"), [('ping = "role:1"', False), ("", True)])
def test_a_watch_that_pings_nobody_is_warned_of(ping: str, warned: bool) -> None:
    text = f"""
[channels.discord]
url = "https://discord.com/api/webhooks/1/a"
{ping}
[sources]
ann = "https://example.org/rss"
[watch.higehiro]
title = "Higehiro"
ping = ["released"]
"""
    warnings = [p.path for p in loads(text, Path("c.toml"), {}).warnings]
    assert ("watch.higehiro.ping" in warnings) is warned
