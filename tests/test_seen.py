"""What makes two items the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide.decision import sort_out
from watcher.decide.prints import Print, plain_link, plain_title, print_of
from watcher.decide.seen import Kind, Known, company, novelty
from watcher.model import Item

from build import PUBLISHED, an_item

LATER = PUBLISHED + timedelta(days=3)


def known_as(*items: Item) -> dict[bytes, list[Known]]:
    """Give what the store would know after these items."""
    known: dict[bytes, list[Known]] = {}
    for item in items:
        mark = print_of(item)
        row = Known(title=mark.title, link=mark.link, published=mark.published, content=mark.content, item=1)
        for key in mark.keys:
            known.setdefault(key, []).append(row)
    return known


def kind(before: Item, after: Item) -> Kind:
    mark, known = print_of(after), known_as(before)
    return novelty(mark, known, company([mark], known)).kind


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Kind.SEEN),
        ({"title": "Higehiro Season 2 Announced"}, Kind.EDITED),
        ({"summary": "Corrected."}, Kind.EDITED),
        ({"link": "https://example.org/other"}, Kind.SEEN),
        ({"published": LATER}, Kind.SEEN),
        ({"title": "Another", "link": "https://example.org/other"}, Kind.EDITED),
        ({"title": "Another", "published": LATER}, Kind.EDITED),
        (
            {"title": "Another", "link": "https://example.org/other", "published": LATER},
            Kind.NEW,
        ),  # a reused guid
        ({"title": "Another", "link": "https://example.org/other", "published": None}, Kind.NEW),
        ({"title": "Another", "link": None, "published": LATER}, Kind.EDITED),
        ({"guid": "another"}, Kind.SEEN),  # link, title and date vouch for it
        ({"guid": "another", "published": LATER}, Kind.NEW),
        ({"guid": "another", "title": "Another"}, Kind.NEW),
        ({"title": "HIGEHIRO  anime gets 2nd season"}, Kind.EDITED),
    ],
)
def test_with_a_guid(change: dict[str, object], expected: Kind) -> None:
    assert kind(an_item(), an_item(**change)) is expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, Kind.SEEN),
        ({"published": LATER}, Kind.SEEN),  # dates never decide
        ({"published": None}, Kind.SEEN),
        ({"title": "Chapter 2"}, Kind.NEW),  # many feeds link every chapter to one page
        ({"summary": "Corrected."}, Kind.EDITED),
        ({"link": "https://example.org/other"}, Kind.NEW),
        ({"link": "http://www.example.org/news/higehiro-2/?utm_source=rss#top"}, Kind.SEEN),
        ({"link": None}, Kind.NEW),
    ],
)
def test_without_a_guid(change: dict[str, object], expected: Kind) -> None:
    assert kind(an_item(guid=None), an_item(**{"guid": None, **change})) is expected


def test_without_guid_and_link_title_and_summary_decide() -> None:
    bare = {"guid": None, "link": None}
    assert kind(an_item(**bare), an_item(**bare)) is Kind.SEEN
    assert kind(an_item(**bare), an_item(**bare, summary="Another")) is Kind.NEW


def test_a_guid_that_names_several_items_is_no_identity() -> None:
    one, two, three = (
        an_item(guid="series", title=f"Chapter {n}", link="https://example.org/series") for n in (1, 2, 3)
    )
    first_sight = sort_out([one, two], {})
    assert [e.novelty.kind for e in first_sight] == [Kind.NEW, Kind.NEW]
    known = known_as(one, two)
    assert [e.novelty.kind for e in sort_out([one, two, three], known)] == [Kind.SEEN, Kind.SEEN, Kind.NEW]
    assert [e.novelty.kind for e in sort_out([three], known)] == [Kind.NEW]  # also when it comes alone


def test_the_same_item_twice_in_one_document_is_one() -> None:
    assert [e.novelty.kind for e in sort_out([an_item(), an_item()], {})] == [Kind.NEW, Kind.SEEN]


def test_comments_that_share_title_and_link_are_told_apart_by_guid() -> None:
    thread = [an_item(guid=f"c{n}", title="Re: thread", published=None) for n in range(5)]
    assert all(e.novelty.kind is Kind.NEW for e in sort_out(thread[:3], {}))
    again = sort_out(thread[1:], known_as(*thread[:3]))
    assert [e.novelty.kind for e in again] == [Kind.SEEN, Kind.SEEN, Kind.NEW, Kind.NEW]


def test_guids_that_were_all_made_anew_are_no_news() -> None:
    before = [an_item(guid=f"a{n}", title=f"Chapter {n}", published=None) for n in range(4)]
    after = [an_item(guid=f"b{n}", title=f"Chapter {n}", published=None) for n in range(4)]
    assert {e.novelty.kind for e in sort_out(after, known_as(*before))} == {Kind.SEEN}


def test_without_guid_and_title_the_summary_tells_items_apart() -> None:
    notes = [an_item(guid=None, title="", summary=text) for text in ("one", "two", "three")]
    assert [e.novelty.kind for e in sort_out(notes, known_as(*notes[:2]))] == [Kind.SEEN, Kind.SEEN, Kind.NEW]


def test_without_a_guid_places_on_one_page_are_apart() -> None:
    one, two = (an_item(guid=None, link=f"https://example.org/log#entry-{n}") for n in (1, 2))
    assert kind(one, two) is Kind.NEW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "http://www.EXAMPLE.org:80/a/"),
        ("https://example.org/a?id=5", "https://example.org/a?id=5&fbclid=x&UTM_medium=rss"),
        ("https://example.org/a;jsessionid=AB12", "https://example.org/a"),
    ],
)
def test_links_that_lead_to_the_same(one: str, other: str) -> None:
    assert plain_link(one) == plain_link(other)


@pytest.mark.parametrize(
    "other", ["https://example.org/a?id=6", "https://example.org/b", "https://example.org:8443/a?id=5"]
)
def test_links_that_do_not(other: str) -> None:
    assert plain_link("https://example.org/a?id=5") != plain_link(other)


def test_wave_dashes_are_one() -> None:
    assert plain_title("第2期〜放送") == plain_title("第2期～放送")


items = st.builds(
    an_item,
    guid=st.none() | st.sampled_from("ab"),
    title=st.sampled_from(["", "One", "Two", "one"]),
    link=st.none() | st.sampled_from(["https://e.org/1", "https://e.org/2", "http://[bad"]),
    summary=st.sampled_from(["", "x"]),
    published=st.none() | st.just(PUBLISHED) | st.just(datetime(1970, 1, 1, tzinfo=UTC)),
)


@given(st.lists(items, max_size=8))
def test_a_document_seen_again_holds_nothing_new(document: list[Item]) -> None:
    again = sort_out(document, known_as(*document))
    assert all(e.novelty.kind is not Kind.NEW for e in again)


@given(items)
def test_a_print_does_not_depend_on_the_source(item: Item) -> None:
    moved = Item(
        **{f: getattr(item, f) for f in ("guid", "title", "link", "summary", "published")}, source="elsewhere"
    )
    assert isinstance(print_of(item), Print)
    assert print_of(item) == print_of(moved)


AT = PUBLISHED.replace(hour=10, minute=7, second=9)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "https://a.example/c?id=1&t=111",
            "https://a.example/c?id=1&t=222",
            Kind.SEEN,
        ),  # a token at each fetch
        ("https://a.example/c/1", "https://b.example/c/1", Kind.SEEN),  # the feed has moved
        ("https://a.example/c/1", "https://a.example/c/2", Kind.NEW),
        ("https://a.example/c#one", "https://a.example/c#two", Kind.NEW),
    ],
)
def test_without_a_guid_title_and_second_vouch_for_a_link(before: str, after: str, expected: Kind) -> None:
    one, two = (an_item(guid=None, link=link, published=AT) for link in (before, after))
    assert kind(one, two) is expected
    assert kind(replace(one, title="Chapter 1"), replace(two, title="Chapter 2")) is Kind.NEW
    dated = AT.replace(hour=0, minute=0, second=0)  # a date without a time vouches for nothing
    assert kind(replace(one, published=dated), replace(two, published=dated)) is Kind.NEW
    assert kind(one, replace(two, published=AT + timedelta(seconds=1))) is Kind.NEW


def test_two_of_one_second_in_one_document_are_two() -> None:
    both = [an_item(guid=None, link=f"https://a.example/c?id={n}", published=AT) for n in (1, 2)]
    assert [e.novelty.kind for e in sort_out(both, {})] == [Kind.NEW, Kind.NEW]


def turn(before: list[Item], after: list[Item]) -> list[Kind]:
    known: dict[bytes, list[Known]] = {}
    for item in before:
        for key, rows in known_as(item).items():
            known.setdefault(key, []).extend(rows)
    return [entry.novelty.kind for entry in sort_out(after, known)]


def rows(visit: int, *, guids: bool = False, count: int = 4, published: datetime | None = None) -> list[Item]:
    links = [f"https://a.example/news/{n}?visit={visit}" for n in range(count)]
    return [
        an_item(guid=link if guids else None, link=link, title=f"News {n}", published=published)
        for n, link in enumerate(links)
    ]


@pytest.mark.parametrize("guids", [False, True])
@pytest.mark.parametrize("published", [None, PUBLISHED.replace(hour=0, minute=0, second=0)])
def test_tokens_in_all_links_of_a_document_make_nothing_new(guids: bool, published: datetime | None) -> None:
    before, after = (rows(visit, guids=guids, published=published) for visit in (1, 2))
    assert turn(before, after) == [Kind.SEEN] * 4
    fresh = replace(after[0], title="Something new", link="https://a.example/news/9?visit=2", guid=None)
    assert turn(before, [fresh, *after]) == [Kind.NEW, *[Kind.SEEN] * 4]


def test_a_link_that_changes_alone_is_another_chapter() -> None:
    """A list that names each series, and links to its newest chapter."""
    before = rows(1)
    after = [replace(before[0], link="https://a.example/news/0?visit=2"), *before[1:]]
    assert turn(before, after) == [Kind.NEW, *[Kind.SEEN] * 3]
    assert turn(before[:2], rows(2, count=2)) == [Kind.NEW] * 2  # two are no evidence
    assert turn(before, rows(2, published=PUBLISHED)) == [Kind.NEW] * 4  # of another date
    assert (
        turn(before, [replace(i, link=f"https://a.example/ch/{n}") for n, i in enumerate(before)])
        == [Kind.NEW] * 4
    )


def test_a_document_of_which_only_the_titles_are_known_looks_old() -> None:
    before = rows(1)
    titles = frozenset(print_of(item).title for item in before)
    moved = [replace(item, link=f"https://a.example/stories/{n}") for n, item in enumerate(before)]
    fresh = an_item(guid=None, link="https://a.example/stories/new", title="Something new")
    found = [entry.novelty for entry in sort_out([fresh, *moved], {}, titles)]
    assert [novelty.kind for novelty in found] == [Kind.NEW] * 5
    assert [novelty.met_before for novelty in found] == [False, *[True] * 4]
    assert not any(entry.novelty.met_before for entry in sort_out(moved[:2], {}, titles))  # no evidence
    later = [replace(item, published=PUBLISHED) for item in moved]  # the same columns, a week later
    assert not any(e.novelty.met_before for e in sort_out(later, {}, titles, PUBLISHED - timedelta(days=7)))
    alike = [replace(item, title=before[0].title) for item in moved]  # one title for everything
    assert not any(entry.novelty.met_before for entry in sort_out(alike, {}, titles))
