"""feed: what is odd about a feed (cut in its middle, filled with error reports), and when its publisher asks not to be polled."""

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
        ("</item><item><title>Two</title>", ["One & only", "Two"]),
        ("</item><item><title>Two</title><link>https://lantern.exa", ["One & only", "Two"]),
        ("</guid><description><![CDATA[<p>Second<br", ["One & only", "Two"]),
        ("</p>]]></description>", ["One & only", "Two"]),
        ("</item><item><title>Tw", ["One & only"]),
        ("</item><item><tit", ["One & only"]),
        ("First.</description></ite", ["One & only"]),
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
    assert titles(document) == ["One", "Two"]


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
