"""parse: strange feeds in, items out. A strange feed is a folder in data/feeds with three files; this file only runs them.

source.toml says why the feed is strange, how the readable feed.xml becomes the bytes that are served (`swap` text for characters,
`encode`, `raw` text for bytes in hex, `gzip`), and what belongs to the source (`url`, `content_type`, `select`, `lang`).
expected.json holds the document, leaving out what an item does not have, or {"error": the reason}.
"""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st

from watcher.errors import ParseError
from watcher.model import Document, Item, Response, Secret, Source
from watcher.parse import feed, parse, selector_problem
from watcher.parse.tidy import tidy

FEEDS = Path(__file__).parent / "data" / "feeds"
SOURCE = Source(
    name="lantern", url=Secret("https://lantern.example/rss"), shown="https://lantern.example/rss"
)
RSS = '<rss version="2.0"><channel><title>t</title>{}</channel></rss>'
CARDS = "<html><body>{}</body></html>"


def answer(
    body: bytes | str, *, content_type: str = "", url: str = "https://lantern.example/rss"
) -> Response:
    return Response(
        url=url, status=200, body=body.encode() if isinstance(body, str) else body, content_type=content_type
    )


def served(text: str, how: dict[str, Any]) -> bytes:
    for mark, character in how.get("swap", {}).items():
        text = text.replace(mark, character)
    body = text.encode(how.get("encode", "utf-8"))
    for mark, code in how.get("raw", {}).items():
        body = body.replace(mark.encode(), bytes.fromhex(code))
    return gzip.compress(body) if how.get("gzip") else body


def shown(document: Document) -> dict[str, Any]:
    rest = document.fresh_for
    return {
        "kind": document.kind,
        **({"title": document.title} if document.title else {}),
        **({"minutes": rest / timedelta(minutes=1)} if rest else {}),
        "items": [dict(fields(item)) for item in document.items],
    }


def fields(item: Item) -> Iterator[tuple[str, str]]:
    for field in ("guid", "title", "link", "summary", "published", "lang"):
        value = getattr(item, field)
        if value:
            yield field, value.isoformat() if field == "published" else value


@pytest.mark.parametrize("folder", sorted(path.name for path in FEEDS.iterdir()))
def test_strange_feed(folder: str) -> None:
    how = tomli.loads((FEEDS / folder / "source.toml").read_text("utf-8"))
    expected = json.loads((FEEDS / folder / "expected.json").read_text("utf-8"))
    source = Source(name="lantern", url=Secret(""), shown="", select=how.get("select"), lang=how.get("lang"))
    body = served((FEEDS / folder / "feed.xml").read_text("utf-8"), how)
    response = answer(
        body, content_type=how.get("content_type", ""), url=how.get("url", "https://lantern.example/rss")
    )
    try:
        found = shown(parse(response, source))
    except ParseError as refused:
        found = {"error": refused.reason}
    assert found == expected, how["why"]


def test_body_that_is_a_path_opens_nothing(tmp_path: Path) -> None:
    """feedparser opens a file when its input is a path (and fetches it when it is an address)."""
    secret = tmp_path / "secret.xml"
    secret.write_text(RSS.format("<item><title>secret</title></item>"))
    for read in (parse, lambda response, source: feed.read(response.body.decode(), response, source)):
        with pytest.raises(ParseError):
            read(answer(str(secret)), SOURCE)


def test_feedparser_only_gets_streams() -> None:
    calls = re.findall(r"feedparser\.parse\((\s*[\w.]+\()", Path(feed.__file__).read_text("utf-8"))
    assert [call.strip() for call in calls] == ["io.BytesIO("]


def test_source_language_overrides_the_feeds() -> None:
    body = RSS.format("<language>en</language><item><title>a</title></item>")
    assert parse(answer(body), Source(name="x", url=Secret(""), shown="", lang="ja")).items[0].lang == "ja"


def test_identity_does_not_depend_on_the_feeds_address() -> None:
    body = RSS.format("<item><guid>7</guid><link>/a</link></item><item><guid>x/y</guid></item>")
    old, new = (
        parse(answer(body, url=url), SOURCE)
        for url in ("http://old.example/rss", "https://new.example/feeds/rss")
    )
    assert [item.guid for item in old.items] == [item.guid for item in new.items] == ["7", "x/y"]
    assert [item.link for item in new.items] == ["https://new.example/a", None]


def test_long_summary_is_cut() -> None:
    summary = (
        parse(answer(RSS.format(f"<item><description>{'word ' * 5_000}</description></item>")), SOURCE)
        .items[0]
        .summary
    )
    assert len(summary) <= 4_000
    assert summary.endswith("word…")


# Bombs: each would cost the parsers behind us minutes or gigabytes; the answer is prompt, and names the reason.

ATTRIBUTES = " ".join(f'a{number}="1"' for number in range(20_000))
BOMBS = {
    "attributes": (RSS.format(f"<item {ATTRIBUTES}/>"), "a tag with more than 256 attributes"),
    "attributes with >": (
        RSS.format("<item " + ATTRIBUTES.replace('"1"', '">"') + "/>"),
        "a tag with more than 256 attributes",
    ),
    "deep": (RSS.format("<q>" * 20_000), "nests more than 512 elements"),
    "unended": ("<rss><channel>" + "<a>" * 90_000, "more than 50,000 elements open"),
    "unended in each item": (RSS.format(("<item>" + "<q>" * 500) * 200), "more than 50,000 elements open"),
    "deep page": (CARDS.format("<div>" * 20_000), "nests more than 256 elements"),
    "page attributes": (CARDS.format(f"<p {ATTRIBUTES}>"), "a tag with more than 256 attributes"),
    "tags": (RSS.format("<q/>" * 110_000), "more than 100,0"),
    "tags in items": (RSS.format(("<item>" + "<q/>" * 400 + "</item>") * 400), "more than 11"),
    "strays": (RSS.format("&" * 200_000), "more than 100,000 stray characters"),
    "instructions": (RSS.format("<?" * 200_000), "more than 100,000 stray characters"),
    "big": ("x" * 20_000_001, "bigger than 20 MB"),
    "gzip": (gzip.compress(bytes(30_000_000)), "bigger than 20 MB"),
    "gzip cut short": (gzip.compress(RSS.encode())[:-12], "cut short"),
    "gzip damaged": (b"\x1f\x8b\x08\x00" + b"\xff" * 40, "damaged gzip"),
    "deep json": ("[" * 200_000, "nested too deep"),
}


@pytest.mark.parametrize(("body", "reason"), BOMBS.values(), ids=BOMBS.keys())
def test_bomb_is_refused(body: bytes | str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(answer(body), SOURCE)
    assert reason in refused.value.reason


DEFUSED = {
    "comments that never end": "<!--" * 50_000,
    "CDATA that never ends": "<![CDATA[" * 50_000,
    "comments in a description": f"<item><title>a</title><description><![CDATA[{'<!--' * 50_000}]]></description></item>",
    "authors with half an address": f"<item><author>{'a.' * 100_000}@</author></item>",
    "categories": "<item>"
    + "".join(f"<category>{number}</category>" for number in range(30_000))
    + "</item>",
    "unclosed paragraphs": f"<item><title>a</title><description>{'<p>' * 5_000}</description></item>",
}


@pytest.mark.parametrize("inside", DEFUSED.values(), ids=DEFUSED.keys())
def test_bomb_is_defused(inside: str) -> None:
    assert parse(answer(RSS.format(inside)), SOURCE).kind == "feed"


def test_what_feedparser_reads_in_quadratic_time_is_kept_from_it() -> None:
    entry = "<item><author>a</author><dc:creator>b</dc:creator><category domain='c'>d</category><title>e</title></item>"
    assert re.findall(rb"<([\w:-]+)", tidy(RSS.format(entry), "x").xml)[4:] == [
        b"unread-author",
        b"dc:unread-creator",
        b"unread-category",
        b"title",
    ]


def test_entries_past_the_limit_are_left_out() -> None:
    document = parse(
        answer(RSS.format("".join(f"<item><guid>{number}</guid></item>" for number in range(20_010)))), SOURCE
    )
    assert [document.items[0].guid, document.items[-1].guid, len(document.items)] == ["0", "19999", 20_000]


def test_nested_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    body = f'<!DOCTYPE rss [<!ENTITY e0 "lol">{levels}]>' + RSS.format("<item><title>&e9;</title></item>")
    assert parse(answer(body), SOURCE).items[0].title == "&e9;"


@pytest.mark.parametrize(
    "select",
    [
        "a",
        "article.card > h2 a",
        "a[href^='/news']",
        "li:nth-child(2n+1)",
        "div:has(> time), #news a",
        "記事",
    ],
)
def test_usable_selector(select: str) -> None:
    assert selector_problem(select) is None


@pytest.mark.parametrize(
    "select", ["", "  ", "a[", "//div/a", "a::attr(href)", "a:contains('x')", "a {", "h2 >", "a,,b"]
)
def test_unusable_selector(select: str) -> None:
    problem = selector_problem(select)
    assert problem
    with pytest.raises(ParseError) as refused:
        parse(
            answer(CARDS.format("<a href='/x'>x</a>")),
            Source(name="x", url=Secret(""), shown="", select=select),
        )
    assert refused.value.reason == problem


CHALLENGES = {
    "Cloudflare": '<form action="/cdn-cgi/l/chk_jschl" method="get"><input name="jschl_vc"></form>',
    "Cloudflare, managed": "<script>window._cf_chl_opt={cvId: '3'};</script>",
    "Cloudflare, refused": '<div id="cf-wrapper"><div id="cf-error-details">Access denied</div></div>',
    "Sucuri": "<script>var s={}; sucuri_cloudproxy_js='';</script>You are being redirected",
    "DataDome": "<script src='https://ct.captcha-delivery.com/c.js'></script>",
    "Imperva": '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31"></iframe>',
    "PerimeterX": '<div id="px-captcha"></div>',
    "Anubis": '<script id="anubis_challenge" type="application/json">{}</script>',
    "AWS": "<script>window.gokuProps = {};</script>",
}


@pytest.mark.parametrize("who", CHALLENGES)
@pytest.mark.parametrize("select", [None, "main a"])
def test_challenge_page_is_named(who: str, select: str | None) -> None:
    with pytest.raises(ParseError, match=rf"challenge page for browsers \({who.partition(',')[0]}\)"):
        parse(
            answer(CARDS.format(CHALLENGES[who])), Source(name="x", url=Secret(""), shown="", select=select)
        )


def test_article_about_a_challenge_is_no_challenge() -> None:
    article = f"<main><a href='/x'>How they work</a>{'They ask your browser to prove itself. ' * 150}</main>"
    body = CARDS.format(article + "<script>data = 'window._cf_chl_opt={}'</script>")
    assert parse(answer(body), SOURCE).kind == "text"


# Whatever comes, it is items or a ParseError.

WHOLE = [
    served((folder / "feed.xml").read_text("utf-8"), tomli.loads((folder / "source.toml").read_text("utf-8")))
    for folder in FEEDS.iterdir()
]
PIECES = [
    b"<item>",
    b"</item>",
    b"<title>",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"&",
    b"&#x1F;",
    b"&#xDC00;",
    b"<",
    b'"',
    b"\xff",
    b"\x00",
    b"\x1b$B",
]
SELECTS = [None, "a", "*", "script", "article.card"]


def survives(body: bytes, content_type: str, select: str | None) -> None:
    source = Source(name="x", url=Secret(""), shown="", select=select)
    reason = ""
    items: tuple[Item, ...] = ()
    try:
        items = parse(answer(body, content_type=content_type), source).items
    except ParseError as refused:
        reason = str(refused)
    assert bool(reason) == reason.startswith("x: ")
    assert reason.isprintable()
    for item in items:
        text = json.dumps([item.guid, item.title, item.link, item.summary, item.lang], ensure_ascii=False)
        text.encode()  # half a character could be neither stored nor sent
        assert "\x00" not in (item.guid or "") + item.title + item.summary
        assert item.title == item.title.strip()
        assert not set(item.title) & set("\r\n\t\x1b")
        assert item.link is None or item.link.lower().startswith(("http://", "https://"))
        assert item.published is None or item.published.utcoffset() == timedelta()


@given(
    st.binary(max_size=400),
    st.sampled_from(
        ["", "text/html", "text/xml; charset=shift_jis", "application/json; charset=utf-7", "a; charset=idna"]
    ),
    st.sampled_from(SELECTS),
)
@example(b"<rss><channel><item><title>\x00\xff", "", None)
def test_survives_any_bytes(body: bytes, content_type: str, select: str | None) -> None:
    survives(body, content_type, select)


@given(st.sampled_from(WHOLE), st.data(), st.sampled_from(SELECTS))
def test_survives_any_damage(body: bytes, data: st.DataObject, select: str | None) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 30)))
        body = body[:start] + data.draw(st.sampled_from(PIECES) | st.binary(max_size=6)) + body[end:]
    survives(body, "", select)


JAPANESE = (FEEDS / "gzip" / "feed.xml").read_bytes()
TITLES = [item.title for item in parse(answer(JAPANESE), SOURCE).items]
SUMMARY = JAPANESE.index(b"<description>") + len(b"<description>")


@given(
    st.integers(0, 30),
    st.integers(0x80, 0xFF),
    st.sampled_from(["", "text/xml; charset=iso-8859-1", "text/xml; charset=utf-8"]),
)
def test_one_bad_byte_leaves_the_titles_right(offset: int, byte: int, content_type: str) -> None:
    body = JAPANESE[: SUMMARY + offset] + bytes([byte]) + JAPANESE[SUMMARY + offset :]
    assert [item.title for item in parse(answer(body, content_type=content_type), SOURCE).items] == TITLES
