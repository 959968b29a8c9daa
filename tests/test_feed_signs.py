"""feed: what is odd about a feed (cut in its middle, filled with error reports), and when its publisher asks not to be polled."""

import json

import pytest

from watcher.model import Document, Response, Rests, Secret, Sign, Source
from watcher.parse import parse

SOURCE = Source(
    name="lantern", url=Secret("https://lantern.example/rss"), shown="https://lantern.example/rss"
)
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Lantern</title>{}</channel></rss>'
ONE = "<item><title>One &amp; only</title><link>https://lantern.example/1</link><guid>1</guid><description>First.</description></item>"
TWO = (
    "<item><title>Two</title><link>https://lantern.example/2</link><guid>2</guid>"
    "<description><![CDATA[<p>Second<br> news.</p>]]></description></item>"
)


def read(body: str, *, encoding: str = "utf-8", content_type: str = "") -> Document:
    response = Response(
        url="https://lantern.example/rss", status=200, body=body.encode(encoding), content_type=content_type
    )
    return parse(response, SOURCE)


def titles(document: Document) -> list[str]:
    return [item.title for item in document.items]


def hours(*numbers: int) -> str:
    return f"<skipHours>{''.join(f'<hour>{number}</hour>' for number in numbers)}</skipHours>"


@pytest.mark.parametrize(
    ("channel", "rests"),
    [
        (hours(0, 5, 23), Rests(hours=frozenset({0, 5, 23}))),
        (hours(24, 1), Rests(hours=frozenset({0, 1}))),
        (hours(25, 99, 7), Rests(hours=frozenset({7}))),
        (hours(*range(24)), Rests()),
        (hours(*range(1, 25)), Rests()),
        (hours(*range(1, 24)), Rests(hours=frozenset(range(1, 24)))),
        ("<SKIPHOURS>\n <Hour> 3 </Hour>\n</SKIPHOURS>", Rests(hours=frozenset({3}))),
        ("<skipHours>4 5</skipHours>", Rests()),
        ("<skipDays><day>Saturday</day><day> sunday </day><day>Caturday</day></skipDays>", Rests(days=frozenset({5, 6}))),
        (
            "<skipDays>" + "".join(f"<day>{d}day</day>" for d in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")) + "</skipDays>",
            Rests(),
        ),
        (f"<item><title>a</title>{hours(3)}</item>", Rests()),
        (f"<item><title>a</title></item>{hours(3)}", Rests(hours=frozenset({3}))),
        (f"<!-- {hours(3)} -->", Rests()),
        (f"<description><![CDATA[{hours(3)}]]></description>", Rests()),
        (hours(1) + hours(2), Rests(hours=frozenset({1, 2}))),
    ],
)  # fmt: skip
def test_rests(channel: str, rests: Rests) -> None:
    assert read(RSS.format(channel)).rests == rests


WHOLE = RSS.format(ONE + TWO)


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("</item><item><title>Two</title>", ["One & only"]),
        ("</item><item><title>Two</title><link>https://lantern.exa", ["One & only"]),
        ("</guid><description><![CDATA[<p>Second<br", ["One & only"]),
        ("</p>]]></description>", ["One & only"]),
        ("</item><item><title>Tw", ["One & only"]),
        ("</item><item><tit", ["One & only"]),
        ("First.</description></ite", []),
        ("<item><title>One &am", []),
        ("<channel><title>Lan", []),
    ],
)
def test_cut_feed(end: str, found: list[str]) -> None:
    last = next(piece for piece in (end, end.partition("</item>")[2]) if piece and piece in WHOLE)
    document = read(WHOLE[: WHOLE.rindex(last) + len(last)])
    assert Sign.CUT in document.signs
    assert titles(document) == found
    assert {item.link for item in document.items} <= {
        "https://lantern.example/1",
        "https://lantern.example/2",
        None,
    }


@pytest.mark.parametrize(
    "body",
    [
        WHOLE,
        WHOLE + "\n<!-- 0.2 s -->",
        WHOLE.replace("</rss>", ""),  # every item is in the channel, and that is closed
        WHOLE.replace("<rss", "<RSS"),
        "<rss version='2.0'/>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title></feed>',
        '<feed xmlns="http://www.w3.org/2005/Atom"/>',
        RSS.format("<item><guid>1</guid></item>" * 20_001),  # we cut that
    ],
)
def test_whole_feed(body: str) -> None:
    assert read(body).signs == {}


def test_end_of_a_longer_name_ends_no_feed() -> None:
    body = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:feedburner="urn:f"><title>t</title>'
        "<entry><id>1</id><title>One</title><feedburner:origLink>https://lantern.example/1</feedburner:origLink></entry>"
        "<entry><id>2</id><title>Two</title><summary>Cut he"
    )
    document = read(body)
    assert Sign.CUT in document.signs
    assert titles(document) == ["One"]


RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>{}</rdf:RDF>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:x"><title>t</title>{}</feed>'
ENTRY = '<entry><title>{0}</title><id>{0}</id><x:item>a</x:item><link href="https://lantern.example/{0}"/></entry>'


@pytest.mark.parametrize(
    "body",
    [
        WHOLE,
        WHOLE.replace("Second", "<item>Second</item>"),
        RSS.format(ONE + "<!--" + TWO + "-->" + TWO),
        RDF.format(ONE + TWO),
        ATOM.format(ENTRY.format("1") + ENTRY.format("2")),
    ],
)
def test_a_cut_feed_holds_nothing_but_whole_entries(body: str) -> None:
    """Half an entry may lack its guid or link, and would be another one than the whole entry that comes next."""
    whole = read(body).items
    assert len(whole) == 2
    for end in range(body.index("<title>") + 20, body.rindex("</") + 1):
        document = read(body[:end])
        assert document.items == whole[: len(document.items)]
        if not body[:end].endswith("</channel>"):
            assert Sign.CUT in document.signs
    assert len(document.items) == 2


def test_an_entry_alone_that_is_cut() -> None:
    document = read('<entry xmlns="http://www.w3.org/2005/Atom"><title>One</title><id>1')
    assert Sign.CUT in document.signs
    assert document.items == ()


@pytest.mark.parametrize(
    "title",
    [
        "Bridge returned error 404! (20251)",
        "Bridge returned error 0! (19844)",
        "LanternBridge Bridge returned error 500! (1)",
        "RSS reader not yet whitelisted!",
    ],
)
def test_report_is_no_news(title: str) -> None:
    alone = read(RSS.format(f"<item><title>{title}</title></item>"))
    assert alone.items == ()
    assert title.rstrip("!") in alone.signs[Sign.BRIDGE]
    assert titles(read(RSS.format(f"<item><title>{title}</title></item>{ONE}"))) == ["One & only"]


def test_report_in_a_json_feed_is_no_news() -> None:
    title = "Bridge returned error 404! (20251)"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Lantern",
        "items": [{"id": "1", "title": title}],
    }
    alone = read(json.dumps(feed))
    assert alone.items == ()
    assert "Bridge returned error 404" in alone.signs[Sign.BRIDGE]
    feed["items"] = [{"id": "1", "title": title}, {"id": "2", "title": "One & only"}]
    assert titles(read(json.dumps(feed))) == ["One & only"]
    feed["items"] = [{"id": "2", "title": "One & only"}]
    assert read(json.dumps(feed)).signs == {}


@pytest.mark.parametrize(
    "title",
    [
        "Feed unavailable",
        "This feed is no longer available.",
        "This feed has been disabled",
        "Error while fetching the page",
        "Unable to retrieve full-text content of the page",
        "No items found",
        "404 Not Found",
        "Your trial has expired",
    ],
)
def test_placeholder_is_no_news_where_it_stands_alone(title: str) -> None:
    alone = read(RSS.format(f"<item><title>{title}</title></item>"))
    assert alone.items == ()
    assert Sign.BRIDGE in alone.signs
    beside = read(RSS.format(f"<item><title>{title}</title></item>{ONE}"))
    assert len(beside.items) == 2
    assert beside.signs == {}


@pytest.mark.parametrize(
    "title",
    [
        "The Bridge returns for a second season",
        "Unavailable: a new novel by Aki Tomo",
        "Error 404, volume 2, comes in May",
        "This feed of dragons: chapter 3",
        "Season two of Not Found is announced",
    ],
)
def test_news_stays_news(title: str) -> None:
    assert read(RSS.format(f"<item><title>{title}</title></item>")).signs == {}


JAPANESE = RSS.format("<item><title>『灯台の魔女』第２期、四月放送</title></item>")
QUOTED = RSS.format("<item><title>A maker’s lamp — it’s lit</title></item>")


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("named", ["", "text/xml; charset=iso-8859-1", "text/xml; charset=utf-8"])
@pytest.mark.parametrize("start", ["", "\n"])
def test_encoding_that_nobody_named(encoding: str, named: str, start: str) -> None:
    bare = start + JAPANESE.removeprefix('<?xml version="1.0"?>')
    assert titles(read(bare, encoding=encoding, content_type=named)) == ["『灯台の魔女』第２期、四月放送"]


@pytest.mark.parametrize("encoding", ["cp932", "cp1252", "utf-8", "utf-16"])
def test_only_punctuation_tells(encoding: str) -> None:
    assert titles(read(QUOTED.replace("— ", "") if encoding == "cp932" else QUOTED, encoding=encoding))[
        0
    ].startswith("A maker’s lamp")


def test_a_broken_tag_costs_its_own_title_alone() -> None:
    body = RSS.format(ONE.replace("<description>", "<description.It's ") + TWO)
    assert titles(read(body)) == ["One & only", "Two"]


def test_a_damaged_byte_costs_its_own_title_alone() -> None:
    """ISO-2022-JP: a broken escape turns what follows into something else, but no further than its line or the next escape."""
    names = [f"灯台の魔女、第{number}巻" for number in "一二三四五"]
    text = RSS.format("\n".join(f"<item><title>{name}</title><guid>{name}</guid></item>" for name in names))
    body = text.encode("iso2022_jp")
    start, end = (body.index(mark) for mark in (b"<item>", b"</channel>"))
    for at in range(start, end):
        for damage in (0x20, body[at] ^ 0x80, body[at] ^ 0x04):
            damaged = body[:at] + bytes([damage]) + body[at + 1 :]
            response = Response(url="https://lantern.example/rss", status=200, body=damaged)
            assert len(set(names) - set(titles(parse(response, SOURCE)))) <= 2


def test_the_entry_that_was_cut_is_shown_and_not_counted_among_the_items() -> None:
    whole = RSS.format(
        "".join(f"<item><title>News {n}</title><link>https://e.example/{n}</link></item>" for n in (1, 2))
    )
    document = read(whole[: whole.rindex("/2</link>")])
    assert [item.title for item in document.items] == ["News 1"]
    assert [(item.title, item.link) for item in document.unfinished] == [("News 2", None)]
    assert read(whole).unfinished == ()
