"""Pages without a selector: which list is found, what its entries hold, what stays the same from poll to poll, and pages without a list.

A page is a folder in data/pages: page.html, and expected.json with its address and its entries (day or null, title, link) in order; where
it matters `select` (the selector that is found) and `feeds` (those that it advertises).
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide import prints, seen
from watcher.errors import ParseError
from watcher.model import Document, Item, Parts, Response, Secret, Sign, Source
from watcher.parse import parse

PAGES = Path(__file__).parent / "data" / "pages"
SOURCE = Source(name="lantern", url=Secret("https://lantern.example/news"), shown="")


def read(
    html: str, url: str = "https://lantern.example/news", source: Source = SOURCE, **before: Any
) -> Document:
    response = Response(url=url, status=200, body=html.encode(), content_type="text/html; charset=utf-8")
    return parse(response, source, **before)


def kept(folder: str) -> tuple[str, dict[str, Any]]:
    return (PAGES / folder / "page.html").read_text("utf-8"), json.loads(
        (PAGES / folder / "expected.json").read_text("utf-8")
    )


def shown(items: tuple[Item, ...]) -> list[list[str | None]]:
    return [
        [item.published.date().isoformat() if item.published else None, item.title, item.link]
        for item in items
    ]


FOLDERS = sorted(path.name for path in PAGES.iterdir())


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_list_that_a_person_would_point_at(folder: str) -> None:
    html, expected = kept(folder)
    document = read(html, expected["url"])
    assert shown(document.items) == expected["items"]
    assert document.kind == "page"
    assert document.selector == expected.get("select", document.selector)
    assert list(document.feeds) == expected.get("feeds", [])
    assert document.signs == {}


# What is the same item at the next poll.


def news(before: Document, after: Document) -> list[str]:
    """Give the titles that are new to whoever remembers the document before."""
    known: dict[bytes, list[seen.Known]] = {}
    for row, item in enumerate(before.items):
        mark = prints.print_of(item)
        old = seen.Known(
            title=mark.title, link=mark.link, published=mark.published, content=mark.content, item=row
        )
        for key in mark.keys:
            known.setdefault(key, []).append(old)
    marks = [prints.print_of(item) for item in after.items]
    beside = seen.company(marks, known)
    return [
        item.title
        for item, mark in zip(after.items, marks, strict=True)
        if seen.novelty(mark, known, beside).kind is seen.Kind.NEW
    ]


NEXT_POLL = {
    "publisher-dl": [("<dt>2026.11.20<span", "<dt> 2026.11.20 <span"), ('<img src="/img/new.gif" alt="NEW">', "")],
    "publisher-ul": [("is-new odd", "odd"), ("label--book", "label--books")],
    "bookshop": [("€ 12.99", "€ 9.99"), ("Released 3 February 2027", "Out now"), ("Basket (0)", "Basket (2)")],
    "cards": [("2 hours ago", "5 hours ago"), ("x7Gh2", "k2Pq9"), ("post-4711", "post-4711 featured"), ("?ref=grid", "?utm_source=grid&ref=grid")],  # noqa: E501  a row of a table
    "wordpress": [("12 Comments", "31 Comments"), ("sticky hentry", "hentry")],
    "blogger": [("4 comments:", "5 comments:"), ("Monday, November 23", "Mon, November 23")],
    "forum": [("aa11bb22cc33dd44ee55ff6600771188", "0123456789abcdef0123456789abcdef"), (">2310<", ">2571<"), ("24 Nov 2026, 07:02", "24 Nov 2026, 09:44"), (">41<", ">44<")],  # noqa: E501  a row of a table
    "thread": [("77 posts", "79 posts"), ("812 posts", "840 posts")],
    "read-more": [("20 November 2026", "Yesterday"), ("Read more", "Continue reading")],
    "changes": [("Two bells instead of one.", "Two bells, not one.")],
    "plain-lines": [(' <font color="red">NEW!</font>', "")],
}  # fmt: skip


@pytest.mark.parametrize("folder", NEXT_POLL)
def test_the_next_poll_shows_nothing_new(folder: str) -> None:
    html, expected = kept(folder)
    before = read(html, expected["url"])
    changed = html
    for old, new in NEXT_POLL[folder]:
        assert old in changed
        changed = changed.replace(old, new)
    after = read(changed, expected["url"], kind=before.kind, found=before.selector)
    assert news(before, after) == []
    assert [item.title for item in after.items] == [item.title for item in before.items]


def rows(*links: str) -> str:
    return f"<html><body><ul class='news'>{''.join(f'<li>{link}</li>' for link in links)}</ul></body></html>"


def link(href: str, words: str) -> str:
    return f"<a href='{href}'>{words}</a>"


THIRD, FOURTH, FIFTH = (f"The {n} volume of The Salt Road" for n in ("third", "fourth", "fifth"))
SAME = {
    "a relative time at its end": ([f"{THIRD} · 3 minutes ago", f"{FOURTH} (2 hours ago)"], [f"{THIRD} · 8 minutes ago", f"{FOURTH} (3 hours ago)"]),  # noqa: E501  a row of a table
    "a relative time of its own": ([f"{THIRD}<span>3分前</span>"], [f"{THIRD}<span>2時間前</span>"]),
    "a badge": ([f"<span class='badge'>New</span>{THIRD}", f"{FOURTH} NEW!"], [THIRD, FOURTH]),
    "a counter of comments": ([f"{THIRD}<span class='comments'>(12)</span>", f"{FOURTH} (3 comments)"], [f"{THIRD}<span class='comments'>(15)</span>", f"{FOURTH} (4 comments)"]),  # noqa: E501  a row of a table
    "case and width": ([THIRD, "ＡＢＣ　ニュース"], [THIRD.upper(), "ABC ニュース"]),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SAME.values(), ids=SAME.keys())
def test_what_stands_this_minute_is_no_part_of_a_title(before: list[str], after: list[str]) -> None:
    old, new = (
        read(
            rows(*(link(f"/n/{n}", words) for n, words in enumerate(titles)), link("/n/x", FIFTH)),
            source=LINKS,
        )
        for titles in (before, after)
    )
    assert news(old, new) == []


LINKS = replace(SOURCE, select="ul.news a")
OTHER = {
    "a volume in brackets": ("The Salt Road (3)", "The Salt Road (4)"),
    "a volume in a bracket of its own": ("The Salt Road <span>(3)</span>", "The Salt Road <span>(4)</span>"),
    "new as a word": ("A <b>New</b> Salt Road", "A Salt Road"),
    "years ago": ("The Road, Ten Years Ago", "The Road, Nine Years Ago"),
    "a chapter on the same page": ("The Salt Road, chapter 12", "The Salt Road, chapter 13"),
}


@pytest.mark.parametrize(("before", "after"), OTHER.values(), ids=OTHER.keys())
def test_what_may_be_part_of_a_name_stays(before: str, after: str) -> None:
    old, new = (
        read(rows(link("/series", words), link("/x", FIFTH)), source=LINKS) for words in (before, after)
    )
    assert len(news(old, new)) == 1


SAME_LINK = {
    "the number of a visit": ("/n?id=7&sid=0123456789abcdef0123", "/n?id=7&sid=fedcba98765432100123"),
    "a parameter that all links share": ("/n?id={n}&xvisit=0a1b2c3d4e5f60718293a4b5", "/n?id={n}&xvisit=f9e8d7c6b5a4938271605f4e"),
    "a signature": ("/n/{n}?sig=a8b7c6d5{n}", "/n/{n}?sig=00ff11ee{n}"),
    "a time stamp": ("/n/{n}?ts=1790000000", "/n/{n}?ts=1790003600"),
    "a slug behind a number": ("/news/471{n}/the-old-words", "/news/471{n}/other-words-now"),
    "a slug before a number": ("/news/old-words-471{n}.html", "/news/words-471{n}.html"),
    "a tracker": ("/n/{n}?utm_source=a", "/n/{n}?utm_source=b"),
    "a mirror": ("http://www.lantern.example/n/{n}/", "https://lantern.example/n/{n}"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), SAME_LINK.values(), ids=SAME_LINK.keys())
def test_a_link_that_looks_different_next_time(before: str, after: str) -> None:
    old, new = (
        read(
            rows(*(link(form.format(n=n), words) for n, words in enumerate((THIRD, FOURTH, FIFTH)))),
            source=LINKS,
        )
        for form in (before, after)
    )
    assert len(old.items) == 3
    assert news(old, new) == []


OTHER_LINK = {
    "another number": ("/news/4711/a-notice", "/news/4713/a-notice"),
    "other words behind the number of a section": ("/section-500/a-notice", "/section-500/another-notice"),
    "other words behind a year": ("/2026/11/a-notice", "/2026/11/another-notice"),
    "another query": ("/news?id=4711", "/news?id=4713"),
}


@pytest.mark.parametrize(("before", "after"), OTHER_LINK.values(), ids=OTHER_LINK.keys())
def test_the_same_title_elsewhere_is_another_item(before: str, after: str) -> None:
    rest = [link("/section-500/b", THIRD), link("/section-500/c", FOURTH), link("/news/4712/d", FIFTH)]
    old, new = (
        read(rows(link(href, "A notice from the house"), *rest), source=LINKS) for href in (before, after)
    )
    assert news(old, new) == ["A notice from the house"]


def test_a_day_is_no_number_of_an_entry() -> None:
    rest = [link("/20261120/b", THIRD), link("/20261121/c", FOURTH), link("/20261122/d", FIFTH)]
    old, new = (
        read(rows(link(f"/20261124/{slug}", "A notice from the house"), *rest), source=LINKS)
        for slug in ("about-stairs", "about-lifts")
    )
    assert news(old, new) == ["A notice from the house"]


def test_our_visit_is_not_told_to_others() -> None:
    document = read(
        rows(*(link(f"/n?id={n}&PHPSESSID=0123456789abcdef", f"{THIRD} {n}") for n in range(3))), source=LINKS
    )
    assert document.items[0].link == "https://lantern.example/n?id=0"


def test_the_same_link_as_picture_and_heading_is_one_item() -> None:
    card = "<a href='/n/{n}'><img src='x.png' alt='{words}'></a><h3><a href='/n/{n}'>{words}</a></h3>"
    html = rows(*(card.format(n=n, words=words) for n, words in enumerate((THIRD, FOURTH, FIFTH))))
    assert [item.title for item in read(html).items] == [THIRD, FOURTH, FIFTH]
    assert [item.title for item in read(html, source=replace(SOURCE, select="ul.news li a")).items] == [
        THIRD,
        FOURTH,
        FIFTH,
    ]


def test_a_pinned_entry_that_moves_is_not_new() -> None:
    entries = [link(f"/n/{n}", words) for n, words in enumerate((THIRD, FOURTH, FIFTH))]
    old = read(rows(*entries))
    new = read(
        rows(entries[2].replace("<a", "<a class='sticky'"), *entries[:2]), kind=old.kind, found=old.selector
    )
    assert len(new.items) == 3
    assert news(old, new) == []


# What was found before, and what came instead.

LIST = rows(*(link(f"/n/{n}", words) for n, words in enumerate((THIRD, FOURTH, FIFTH))))
OTHER_LIST = LIST.replace("class='news'", "id='latest'").replace("li>", "p>").replace("ul", "section")
PROSE = "<html><head><title>The Salt Road</title></head><body><h1>The Salt Road</h1><p>{}</p><p>© 2026 Quarto</p></body></html>"
CHALLENGE = (
    "<html><body><p id='challenge-error-text'>Enable JavaScript and cookies to continue</p></body></html>"
)


def test_what_was_found_is_used_again() -> None:
    found = "ul.news a"
    assert read(LIST, found=found).selector == found
    assert len(read(rows(link("/n/9", "Short")), kind="page", found=found).items) == 1


def test_another_list_in_its_place_is_told() -> None:
    document = read(OTHER_LIST, kind="page", found="ul.news > li > a")
    assert len(document.items) == 3
    assert document.signs == {
        Sign.RESHAPED: "the list that was found here is gone; another was found (3 entries, first “The third volume of The Salt Road”)"
    }
    assert read(OTHER_LIST, kind="page", found=document.selector).signs == {}


def test_no_list_in_its_place_is_a_miss() -> None:
    with pytest.raises(ParseError, match="the list of entries is gone from this page") as missed:
        read(PROSE.format("We are moving house."), kind="page", found="ul.news > li > a")
    assert missed.value.sign is Sign.MISSED


@pytest.mark.parametrize("kind", ["feed", "json"])
@pytest.mark.parametrize("page", [LIST, PROSE.format("Not found, sorry.")])
def test_a_page_where_a_feed_was(kind: str, page: str) -> None:
    with pytest.raises(ParseError, match="it answers with a web page instead of its feed") as instead:
        read(page, kind=kind)
    assert instead.value.sign is Sign.PAGE


SOURCES = {
    "found": (SOURCE, {"kind": "page", "found": "ul.news > li > a"}),
    "a feed": (SOURCE, {"kind": "feed"}),
    "new": (SOURCE, {}),
    "text": (replace(SOURCE, text=True), {"kind": "text"}),
    "selected": (LINKS, {"kind": "page", "found": "ul.news a"}),
}


@pytest.mark.parametrize(("source", "before"), SOURCES.values(), ids=SOURCES.keys())
def test_what_stands_in_for_the_page_is_called_so(source: Source, before: dict[str, str]) -> None:
    with pytest.raises(ParseError, match="challenge") as instead:
        read(CHALLENGE, source=source, **before)
    assert instead.value.sign is Sign.CHALLENGE


def test_a_list_where_it_always_was_outweighs_a_word_of_refusal() -> None:
    page = LIST.replace("<ul", "<h1>Access denied</h1><ul")
    assert len(read(page, kind="page", found="ul.news > li > a").items) == 3
    with pytest.raises(ParseError) as instead:
        read(
            page.replace("<li><a href='/n/2'", "<li><b>no</b><a href='#'"),
            kind="page",
            found="ul.news > li > a",
        )
    assert instead.value.sign is Sign.DENIED


def test_the_links_of_a_challenge_are_no_entries() -> None:
    links = "".join(f"<a href='/{n}'>Help {n}</a>" for n in range(4))
    with pytest.raises(ParseError, match="challenge"):
        read(CHALLENGE.replace("</body>", links), source=replace(SOURCE, select="a"))


@pytest.mark.parametrize("select", ["div.cards a", "ul.news > li > b"])
def test_a_selector_that_misses(select: str) -> None:
    with pytest.raises(ParseError) as missed:
        read(LIST, source=replace(SOURCE, select=select))
    assert missed.value.sign is Sign.MISSED


def test_a_broken_memory_of_what_was_found_is_no_matter() -> None:
    assert len(read(LIST, kind="page", found="a[").items) == 3


# Headings that name a link, or a release.


def headed(*headings: str, after: str = "<p>Some words.</p>") -> str:
    parts = (f"<h2 id='p{n}'>{words}<a href='#p{n}'>#</a></h2>{after}" for n, words in enumerate(headings))
    return f"<html><body><h1>Capstan</h1>{''.join(parts)}</body></html>"


RELEASES = {
    "versions": ["Version 3.9.0", "Version 3.8", "v3.7.1"],
    "bare versions": ["3.9.0", "3.8.2-rc1", "3.8.1"],
    "versions with a day": ["3.9.0 (2026-11-24)", "3.8.0 – 1 March 2026", "[3.7.0] - 2026-01-04"],
    "versions with a name": ["Capstan 3.9", "Capstan 3.8", "Capstan Pro 3.7"],
}
NO_RELEASES = {
    "chapters": ["1.1 How to begin", "1.2 How to go on", "1.3 How to end"],
    "numbers": ["1 Begin", "2 Go on", "3 End"],
    "words": ["How to begin", "How to go on with it", "How to end"],
}


@pytest.mark.parametrize("headings", RELEASES.values(), ids=RELEASES.keys())
def test_a_page_of_changes_has_an_entry_for_each_release(headings: list[str]) -> None:
    document = read(headed(*headings, after="<ul><li>One change.</li><li>Another.</li></ul>"))
    assert [item.title for item in document.items] == headings
    assert [item.link for item in document.items] == [f"https://lantern.example/news#p{n}" for n in range(3)]
    assert {item.summary for item in document.items} == {"One change. Another."}


@pytest.mark.parametrize("headings", NO_RELEASES.values(), ids=NO_RELEASES.keys())
def test_the_chapters_of_a_page_are_no_entries(headings: list[str]) -> None:
    document = read(headed(*headings))
    assert document.kind == "text"
    assert [item.title for item in document.items if "words" not in item.title] == [
        "Capstan",
        *(f"Capstan: {heading}" for heading in headings),
    ]


def test_a_heading_that_is_a_link_needs_no_button() -> None:
    entry = "<h3><a href='/n/{n}'>{words}</a></h3><p>Some words.</p><a href='/n/{n}'>Read more</a>"
    html = rows(*(entry.format(n=n, words=words) for n, words in enumerate((THIRD, FOURTH, FIFTH))))
    document = read(html)
    assert document.selector == "ul.news > li > h3 > a"
    assert [(item.title, item.summary) for item in document.items] == [
        (words, "Some words.") for words in (THIRD, FOURTH, FIFTH)
    ]


# The parts of an entry, where a person names them.

SHOP = """<html><body><table>
<tr class="book"><td class="n">9</td><td><a href="/a/3">Mira Okafor</a>: <a class="t" href="/b/9"><i>The Salt Road</i> nine</a></td><td class="when" data-x="1">3.2.2027</td><td class="note">With a map. <a href="/b/9#map">See it</a></td></tr>
<tr class="book"><td class="n">4</td><td><a href="/a/5">Ilse Brandt</a>: <b class="t">A Lamp for the Deep</b></td><td class="when">1.3.2027</td><td class="note">Reprint.</td></tr>
</table></body></html>"""  # noqa: E501  rows of a table


def test_named_parts() -> None:
    parts = Parts(link="a.t", title=".t", date=".when", summary=".note")
    document = read(SHOP, source=replace(SOURCE, select="tr.book", parts=parts))
    assert shown(document.items) == [
        ["2027-02-03", "The Salt Road nine", "https://lantern.example/b/9"],
        ["2027-03-01", "A Lamp for the Deep", None],
    ]
    assert [item.summary for item in document.items] == ["With a map. See it", "Reprint."]


def test_an_entry_without_its_named_link_and_title_is_none() -> None:
    document = read(SHOP, source=replace(SOURCE, select="tr.book", parts=Parts(link="a.t")))
    assert [item.link for item in document.items] == ["https://lantern.example/b/9"]


# Pages without a list.

SOON = """<html><head><title>Moth Parade | Nordlys</title></head><body>
<nav><a href="/">Home</a> <a href="/films">Films and series</a></nav>
<div class="cookie-banner"><p>We use cookies. <button>Accept</button></p></div>
<main><h1>Moth Parade</h1>
<p>A third season is <b>in the works</b>.</p>
<div>Staff<ul><li>Director: Ida Holm</li><li>Music: Sana Kirishima<ul><li>Lyrics: the cat</li></ul></li></ul></div>
<table><tr><th>Season</th><th>Episodes</th></tr><tr><td>1</td><td>12</td></tr><tr><td>Two</td><td>24</td></tr></table>
<dl><dt>Where</dt><dd>On television</dd></dl>
<p>On air<br>Channel 4: Sundays<br>Channel 9: Mondays</p>
<p>1,024 views</p><p>12:31</p><p>2026/11/24 12:31</p><p>updated 3 minutes ago</p><p>3 minutes ago</p>
<p>24 November 2026</p><p>Fri, 20 Nov 2026</p><p>Read more</p><div><a href="/more">More »</a></div><p>続きを読む</p>
<h2 id="v2-1"><a href="#v2-1">#</a>Version 2.1</h2><h2 id="notes">Notes<a href="#notes">¶</a></h2><p>Starts 24 November 2026</p>
<p>Watched by 4,711 visitors so far, thank you.</p>
<script>document.write("<p>No.</p>")</script><style>p { color: red }</style></main>
<aside><p>Other things</p></aside>
<footer><p>© 2026 Nordlys Studio</p></footer></body></html>"""
TEXT = replace(SOURCE, text=True)


def test_passages_of_a_page() -> None:
    document = read(SOON, source=TEXT)
    assert (document.kind, document.selector, document.title) == ("text", None, "Moth Parade | Nordlys")
    assert [item.title.removeprefix("Moth Parade: ") for item in document.items] == [
        "Moth Parade",
        "A third season is in the works.",
        "Staff",
        "Director: Ida Holm",
        "Music: Sana Kirishima",
        "Lyrics: the cat",
        "Season Episodes",
        "Two 24",
        "Where",
        "On television",
        "On air",
        "Channel 4: Sundays",
        "Channel 9: Mondays",
        "24 November 2026",  # it may be what somebody waits for
        "Fri, 20 Nov 2026",
        "Version 2.1",
        "Notes",
        "Starts 24 November 2026",
        "Watched by 4,711 visitors so far, thank you.",
    ]
    assert {item.link for item in document.items} == {"https://lantern.example/news"}
    assert {item.published for item in document.items} == {None}


def test_furniture_is_no_passage_where_the_main_part_is_not_named() -> None:
    plain = (
        SOON.replace("<main>", "<div>")
        .replace("</main>", "</div>")
        .replace("We use cookies.", "Your choice!")
    )
    assert [item.guid for item in read(plain, source=TEXT).items] == [
        item.guid for item in read(SOON, source=TEXT).items
    ]


def test_a_page_without_a_list_is_read_as_text() -> None:
    document = read(PROSE.format("Volume nine comes in February."))
    assert document.kind == "text"
    assert [item.title for item in document.items] == [
        "The Salt Road",
        "The Salt Road: Volume nine comes in February.",
    ]


UNCHANGED = {
    "counters": ("4,711 visitors", "4,802 visitors"),
    "clocks": ("12:31", "13:02"),
    "how long ago": ("3 minutes ago", "2 hours ago"),
    "the year at the bottom": ("© 2026", "© 2027"),
    "the banner": ("We use cookies.", "We value your privacy."),
    "case and spaces": ("A third season", "A  third SEASON"),
    "markup": ("<b>in the works</b>", "in the works"),
    "order": ("<li>Director: Ida Holm</li>", ""),
}


@pytest.mark.parametrize(("old", "new"), UNCHANGED.values(), ids=UNCHANGED.keys())
def test_text_that_changes_by_itself_is_not_new(old: str, new: str) -> None:
    assert old in SOON
    assert news(read(SOON, source=TEXT), read(SOON.replace(old, new), source=TEXT, kind="text")) == []


CHANGED = {
    "a new passage": ("<dl>", "<p>It starts on 4 April 2027.</p><dl>", "It starts on 4 April 2027."),
    "a date": ("in the works", "set for April 2027", "A third season is set for April 2027."),
    "another date": ("Channel 9: Mondays", "Channel 9: 5 April", "Channel 9: 5 April"),
    "a row": ("<tr><td>Two</td>", "<tr><td>Three</td><td>13</td></tr><tr><td>Two</td>", "Three 13"),
}


@pytest.mark.parametrize(("old", "new", "told"), CHANGED.values(), ids=CHANGED.keys())
def test_a_new_passage_is_new(old: str, new: str, told: str) -> None:
    assert news(read(SOON, source=TEXT), read(SOON.replace(old, new), source=TEXT, kind="text")) == [
        f"Moth Parade: {told}"
    ]


def test_text_stays_text_when_a_list_appears() -> None:
    assert read(LIST, kind="text").kind == "text"


def test_a_page_that_scripts_write_says_so() -> None:
    with pytest.raises(ParseError, match="holds no text that we can read"):
        read("<html><body><div id='app'></div><script src='app.js'></script></body></html>")


def test_passages_are_bounded() -> None:
    assert (
        len(
            read(
                f"<body>{''.join(f'<p>Passage {n} of many</p>' for n in range(3_000))}</body>", source=TEXT
            ).items
        )
        == 500
    )


# Feeds that a page advertises.

ADVERTISED = {
    "in the head": ('<link rel="alternate" type="application/rss+xml" href="/rss">', ["/rss"]),
    "in the body, in capitals, without quotes": ("<p><LINK REL=ALTERNATE TYPE=Application/Atom+XML HREF=/atom.xml>", ["/atom.xml"]),
    "among relations, with a parameter": ("<link rel='home  alternate' type=' application/atom+xml;charset=utf-8 ' href=a>", ["/a"]),
    "JSON": ('<link rel="alternate" type="application/feed+json" href="/feed.json">', ["/feed.json"]),
    "entities": ('<link rel="alternate" type="application&#x2F;rss+xml" href="/?a=1&amp;feed=rss2">', ["/?a=1&feed=rss2"]),
    "named twice": ('<link rel="alternate" type="text/rss+xml" href="/r"><link rel="feed" href="/r">', ["/r"]),
    "vaguely": ('<link rel="alternate" type="text/xml" href="/rss.xml"><link rel="alternate" type="text/xml" href="/sitemap.xml">', ["/rss.xml"]),  # noqa: E501  a row of a table
    "with its own scheme": ('<a href="feed://lantern.example/x">Subscribe</a><a href="feed:https://lantern.example/y">too</a>', []),
    "by an extension": ('<a href="/news.rss">All news</a>', ["/news.rss"]),
    "by a path": ('<a href="feed/">Follow</a><a href="/feedback">Tell us</a>', ["/feed/"]),
    "by its words": ('<a href="/x?id=3"> RSS feed </a><a href="/y"><img alt="RSS" src="r.png"></a>', ["/x?id=3", "/y"]),
    "declared before linked": ('<a href="/all.rss">RSS</a><link rel="alternate" type="application/rss+xml" href="/own">', ["/own"]),
    "commented out": ('<!-- <link rel="alternate" type="application/rss+xml" href="/rss"> -->', []),
    "other alternates": ('<link rel="alternate" hreflang="ja" href="/ja/"><link rel="alternate" type="application/json+oembed" href="/o">', []),  # noqa: E501  a row of a table
    "other relations": ('<link rel="stylesheet" type="application/rss+xml" href="/s"><link rel="alternates" type="application/rss+xml" href="/s">', []),  # noqa: E501  a row of a table
    "not http": ('<link rel="alternate" type="application/rss+xml" href="javascript:void(0)">', []),
    "to a service": ('<a href="https://reader.example/add?url=x.rss">RSS</a>', []),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "paths"), ADVERTISED.values(), ids=ADVERTISED.keys())
def test_advertised_feeds(markup: str, paths: list[str]) -> None:
    document = read(f"<html>{markup}<p>Some words to read.</p></html>", url="https://lantern.example/")
    found = [f"https://lantern.example{path}" for path in paths]
    if "own scheme" in markup or "feed:" in markup:
        found = ["http://lantern.example/x", "https://lantern.example/y"]
    assert list(document.feeds) == found


def test_advertised_feeds_hang_on_the_base() -> None:
    html = "<base href='https://other.example/deep/'><link rel=alternate type=application/rss+xml href=rss><p>Words.</p>"
    assert read(html).feeds == ("https://other.example/deep/rss",)


# Whatever comes.

PIECES = ["<ul>", "<li class='a{}'>", "<a href='/n{}'>", "A headline of sorts {}", "</a>", "<td>", "<h3<b>", "<p id=x{}>", "</ul>", "<time>", "3 hours ago",  # noqa: E501  a row of a table
          "<dl><dt>2026.11.{}<dd>", "<nav>", "<main class='news'>", "<!--", "<table><tr>", "<br>", "©", "<a href='?sid={}'>#{}"]  # fmt: skip  # noqa: E501  a row of a table


@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.integers(0, 40)), max_size=60),
    st.sampled_from(["", "page", "text"]),
)
def test_what_is_found_can_be_found_again(pieces: list[tuple[str, int]], kind: str) -> None:
    html = "<!doctype html>" + "".join(piece.replace("{}", str(number)) for piece, number in pieces)
    try:
        document = read(html, source=replace(SOURCE, text=kind == "text"))
    except ParseError:
        return
    again = read(
        html, source=replace(SOURCE, text=kind == "text"), kind=document.kind, found=document.selector
    )
    assert again == document
    assert news(document, again) == []
