"""`watcher import`, and how OPML is read."""

import contextlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from watcher.errors import ParseError
from watcher.parse import opml

from fakes.house import CONFIG, XML, a_feed
from fakes.program import Program
from fakes.site import Site


def an_opml(*outlines: str, version: str = "2.0") -> str:
    """Give an OPML document with these outlines."""
    body = f"<head><title>mine</title></head><body>{''.join(outlines)}</body>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="{version}">{body}</opml>'


def a_line(text: str, url: str, **more: str) -> str:
    """Give the outline of a feed."""
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in more.items())
    return f'<outline text="{escape(text)}" type="rss" xmlUrl="{escape(url)}"{attributes}/>'


def read(text: str | bytes) -> list[tuple[str, str, tuple[str, ...]]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [(o.url, o.title, o.folders) for o in opml.read(data, "x.opml")]


def test_outlines_within_outlines() -> None:
    text = an_opml(
        f'<outline text="Anime"><outline text="In Japan">{a_line("Natalie", "https://n.example/f")}</outline></outline>',
        a_line(
            "House", "https://h.example/?a=1&b=2", title="The House", category="/Books/Light novels,manga"
        ),
        '<outline text="Only a page" htmlUrl="https://p.example"/>',
        version="1.0",
    )
    assert read(text) == [
        ("https://n.example/f", "Natalie", ("Anime", "In Japan")),
        ("https://h.example/?a=1&b=2", "The House", ("Books/Light novels", "manga")),
    ]


@pytest.mark.parametrize(
    "text",
    [
        an_opml(
            '<outline text="A" xmlurl="https://a.example/?x=1&y=2"/>'
        ),  # the case of another reader, and a bare "&"
        "\ufeff" + an_opml('<outline text="A" xmlUrl="https://a.example/?x=1&amp;y=2"/>'),
        an_opml('<OUTLINE TEXT="A" XMLURL=" https://a.example/?x=1&#38;y=2\n"/>'),
        '<!DOCTYPE opml>\n<opml><body><outline text="A\x0c" xmlUrl="https://a.example/?x=1&amp;y=2"/></body></opml>',
    ],
)
def test_what_exporters_do(text: str) -> None:
    assert read(text) == [("https://a.example/?x=1&y=2", "A", ())]


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://a.example/f", "http://a.example/f"),
        ("FEED:HTTPS://a.example/f", "HTTPS://a.example/f"),
        ("feed:https://a.example/f", "https://a.example/f"),
        ("feed://https://a.example/f", "https://a.example/f"),
        ("https://a.example/?x=feed://b.example", "https://a.example/?x=feed://b.example"),
        ("feed:a.example", "feed:a.example"),
    ],
)
def test_the_scheme_of_readers_is_that_of_the_web(written: str, url: str) -> None:
    assert read(an_opml(a_line("A", written))) == [(url, "A", ())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    text = an_opml(a_line("Bücher", "https://b.example/f")).replace("UTF-8", encoding)
    assert read(text.encode(encoding)) == [("https://b.example/f", "Bücher", ())]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1 is no XML"),
        ("hello", "line 1 is no XML"),
        ("<rss><channel/></rss>", "does not begin with <opml>"),
        ("<opml>\n<body>", "line 2 is no XML"),
        ('<!DOCTYPE opml [<!ENTITY a "b">]><opml>&a;</opml>', "declares entities"),
        ('<!DOCTYPE opml [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]><opml/>', "declares entities"),
        (f"<opml>{'<outline>' * 200}", "nests more than 100"),
        (an_opml(*[a_line("A", "https://a.example/f")] * 5001), "more than 5,000 feeds"),
        ("<opml>" + " " * opml.MOST_BYTES, "larger than 5 MB"),
    ],
)
def test_what_is_none_is_refused(text: str, says: str) -> None:
    with pytest.raises(ParseError, match=says):
        read(text)


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(lambda text: an_opml(text).encode("utf-8", "replace"))
)
def test_anything_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ParseError):
        opml.read(data, "x.opml")


class Desk:
    """A program, and an OPML file beside its config."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.site = site
        self.before = CONFIG.format(site=site.url("").rstrip("/"))
        self.program = Program(folder, self.before)

    def sources(self) -> dict[str, str]:
        """Give the sources of the config beyond the one that was there."""
        found: dict[str, str] = tomli.loads(self.program.file.read_text(encoding="utf-8"))["sources"]
        return {name: url for name, url in found.items() if name != "known"}

    def write(self, *outlines: str) -> str:
        file = self.program.folder / "feeds.opml"
        file.write_text(an_opml(*outlines), encoding="utf-8")
        return str(file)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(tmp_path, site)


def test_all_feeds_are_added_at_once_and_none_is_asked(desk: Desk) -> None:
    file = desk.write(
        a_line("Lantern News", "https://lantern.example/feed"),
        a_line("Lantern News", "https://harbour.example/feed"),
        a_line("港", "https://port.example/feed"),
        a_line("Known", desk.site.url("/known/")),
        a_line("Again", "http://www.lantern.example/feed?utm_source=x"),
    )
    done = desk.program.run("import", file)
    assert done.returncode == 0, done.stderr
    assert desk.sources() == {
        "lantern-news": "https://lantern.example/feed",
        "harbour": "https://harbour.example/feed",
        "port": "https://port.example/feed",
    }
    assert "left out: Known: known asks this address already" in done.stderr
    assert "left out: Again: Lantern News asks this address already" in done.stderr
    assert "5 in the file: 3 new, 2 there already, 0 left out" in done.stdout
    assert desk.site.requests == []
    assert desk.program.run("check").returncode == 0
    again = desk.program.run("import", file)
    assert "5 in the file: 0 new, 5 there already" in again.stdout


def test_what_can_be_no_source_is_left_out_and_named(desk: Desk) -> None:
    file = desk.write(
        a_line("Odd", "gopher://x.example/1"),
        a_line("Home", "http://192.168.1.20/feed"),
        a_line("Mine", "https://x.example/feed?token=abcd1234"),
        a_line("Good", "https://good.example/${feed}"),
        a_line("Read", "feed://read.example/f"),
        a_line("Read again", "feed:https://read.example/f"),
    )
    done = desk.program.run("import", file)
    assert done.returncode == 0, done.stderr
    assert desk.sources() == {"good": "https://good.example/$${feed}", "read": "http://read.example/f"}
    assert "left out: Read again: Read asks this address already" in done.stderr
    assert "left out: Odd: expected an address that begins with http" in done.stderr
    assert "left out: Home: it is at a private address" in done.stderr
    assert "left out: Mine: its address holds a secret" in done.stderr
    assert "abcd1234" not in done.stdout + done.stderr


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    done = desk.program.run("import", desk.write(a_line("A", "https://a.example/f")), "--dry-run")
    assert "would be added" in done.stdout
    assert desk.sources() == {}


def test_it_reads_what_is_piped_in(desk: Desk) -> None:
    done = desk.program.run("import", "-", text=an_opml(a_line("A", "https://a.example/f")))
    assert done.returncode == 0, done.stderr
    assert desk.sources() == {"a": "https://a.example/f"}


def test_what_can_not_be_read_is_said(desk: Desk) -> None:
    done = desk.program.run("import", "-", text="<rss/>")
    assert done.returncode == 65
    assert "stdin: it is no OPML" in done.stderr
    assert desk.program.run("import", "nowhere.opml").returncode == 64


def test_with_check_each_is_asked_once_and_what_fails_is_left_out(desk: Desk) -> None:
    desk.site.answer("/good", body=a_feed(), headers=XML)
    file = desk.write(a_line("Good", desk.site.url("/good")), a_line("Gone", desk.site.url("/gone")))
    done = desk.program.run("import", file, "--check")
    assert done.returncode == 0, done.stderr
    assert list(desk.sources()) == ["good"]
    assert f"{desk.site.url('/good')}: ok · feed, 4 items" in done.stderr
    assert "left out: Gone: the server answered 404" in done.stderr
    assert sorted(request.path for request in desk.site.requests) == ["/gone", "/good"]
