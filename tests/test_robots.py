"""What a robots.txt allows (RFC 9309), by our own files."""

import pytest

from watcher.parse.robots import allowed

AGENT = "release-watcher"
NEWS = "https://example.org/news/"


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("", True),
        ("<!DOCTYPE html><html><body>Not found: /</body></html>", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow:", True),
        ("user-agent:*\ndisallow:/news", False),
        ("User-agent: *\nDisallow: /News/", True),
        ("User-agent: *\nDisallow: /news/?page=", True),
        ("User-agent: *\nDisallow: /\nAllow: /news/", True),
        ("User-agent: *\nAllow: /\nDisallow: /news/", False),
        ("User-agent: *\nDisallow: /*ews", False),
        ("User-agent: *\nDisallow: /news/$", False),
        ("User-agent: *\nDisallow: /new$", True),
        ("User-agent: release-watcher\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Release-Watcher\nAllow: /", True),
        ("User-agent: GoodBot\nUser-agent: *\nDisallow: /news/", False),
        ("User-agent: GoodBot\n\n# ours\nUser-agent: release-watcher\nDisallow: /news/", False),
        ("User-agent: GoodBot\nDisallow: /", True),
        ("User-agent: watch\nDisallow: /", True),  # a part of our name is not our name
        ("Disallow: /", True),  # rules that belong to nobody
        ("User-agent: *\r\nDisallow: /news/\r\n", False),
        ("User-agent: *\rDisallow: /news/", False),
        ("User-agent: * # all\nDisallow: /news/ # but not this", False),
        ("\0\x01\xff garbage : : :\nUser-agent: *\nDisallow: /news/", False),
    ],
)
def test_allowed(text: str, may: bool) -> None:
    assert allowed(text, NEWS, AGENT) is may


def test_addresses_are_compared_decoded() -> None:
    text = "User-agent: *\nDisallow: /日本/\nDisallow: /a%3Cd/"
    assert not allowed(text, "https://example.org/%E6%97%A5%E6%9C%AC/1", AGENT)
    assert not allowed(text, "https://example.org/a%3cd/", AGENT)


def test_another_name_has_its_own_rules() -> None:
    text = "User-agent: ourbot\nDisallow: /news/\n\nUser-agent: *\nDisallow:"
    assert not allowed(text, NEWS, "Mozilla/5.0 (compatible; OurBot/1.0; +https://example.org)")
    assert allowed(text, NEWS, AGENT)


@pytest.mark.parametrize("ours", ["*", "release-watcher"])
@pytest.mark.parametrize("before", [0, 10, 5000])
def test_a_crowd_of_agents_hides_no_rule(ours: str, before: int) -> None:
    crowd = [f"User-agent: bot{n}" for n in range(5000)]
    lines = [
        *crowd[:before],
        f"User-agent: {ours}",
        *crowd[before:],
        *["Disallow: /other"] * 5000,
        "Disallow: /n",
    ]
    text = "\n".join([*lines, "User-agent: last", "Allow: /"])
    assert not allowed(text, NEWS, AGENT)
    assert allowed(text, "https://example.org/else", AGENT)


def test_each_of_many_groups_keeps_its_rules() -> None:
    groups = [f"User-agent: bot{n}\nDisallow: /{n}" for n in range(100)]
    text = "\n\n".join([*groups, "User-agent: *\nDisallow: /old/", "User-agent: last\nDisallow: /"])
    assert allowed(text, NEWS, AGENT)
    assert not allowed(text, "https://example.org/old/", AGENT)


def test_a_pattern_that_would_stall_others() -> None:
    text = "User-agent: *\nDisallow: /" + "a*" * 1000 + "b$"
    assert allowed(text, "https://example.org/" + "a" * 5000, AGENT)
