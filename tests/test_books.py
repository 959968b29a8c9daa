"""What is counted: each number is a story of its own, each edition another; through the reader and through `decide`."""

from datetime import UTC, datetime, timedelta

import pytest

from watcher.decide.decision import decide
from watcher.decide.ledger import Memory
from watcher.decide.reading import Reader
from watcher.model import Item, Status, Watch

from build import an_item

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NAMES = ("Lantern Harbor", "灯台の町")


def a_watch(*about: str) -> Watch:
    return Watch(name="harbor", titles=NAMES, about=about, notify=("discord",))


def an_entry(title: str, summary: str = "", days: int = 0) -> Item:
    return an_item(
        guid=title, link=None, title=title, summary=summary, published=NOW + timedelta(days=days), lang=None
    )


def subjects(about: str, title: str, summary: str = "") -> list[str]:
    return [claim.subject for claim in Reader([a_watch(about)]).read(an_entry(title, summary))]


@pytest.mark.parametrize(
    ("about", "title", "named"),
    [
        ("new volume", "Lantern Harbor Volume 7 announced", ["volume 7"]),
        ("new volume", "灯台の町 第7巻 発売決定", ["volume 7"]),
        ("new volume", "Lantern Harbor Band 7 erscheint im Mai", ["volume 7"]),
        ("new volume", "Lantern Harbor : le tome 7 sortira en mai", ["volume 7"]),
        ("volume", "Lantern Harbor volumes 7 and 8 announced", ["volume 7", "volume 8"]),
        ("new volume", "New volume of Lantern Harbor announced", ["next volume"]),
        ("new volume", "Lantern Harbor volume 7 is out after volume 6", ["volume 7"]),
        ("new volume", "Lantern Harbor movie announced", []),
        ("new chapter", "Lantern Harbor chapter 104 delayed", ["chapter 104"]),
        ("new episode", "Lantern Harbor episode 12 delayed", ["episode 12"]),
        ("new season", "Lantern Harbor renewed for season 3", ["season 3"]),
        ("new season", "Lantern Harbor renewed", ["next season"]),
        ("new season", "Lantern Harbor season 3 announced after season 2 finale", ["season 3"]),
        ("season 4", "Lantern Harbor seasons 3 and 4 confirmed", ["season 4"]),
        ("season 3", "2nd and 3rd seasons of Lantern Harbor announced", ["season 3"]),
        ("new volume", "灯台の町 第二十三巻 発売決定", ["volume 23"]),
        ("new season", "灯台の町 第百二十三期 決定", ["season 123"]),
        ("new volume", "灯台の町 二〇巻 発売決定", ["volume 20"]),
        ("new volume", "灯台の町 ⑫巻 発売決定", ["volume 12"]),
        ("new volume", "『灯台の町』（12） 発売決定", ["volume 12"]),
        ("volume 12", "灯台の町（12） 3月4日発売", ["volume 12"]),
        ("new volume", "灯台の町 第23巻 3月4日発売", ["volume 23"]),  # a number of a date counts nothing
        ("new volume", "灯台の町 最新27巻、2027年3月発売", ["volume 27"]),
        ("new volume", "灯台の町 巻 3月4日発売", []),
        ("season 2", "Zweite Lantern-Harbor-Staffel bestätigt", ["season 2"]),
        ("season 2", "Sender bestätigt zweite „Lantern Harbor“-Staffel", ["season 2"]),
        ("season 2", "Dritte „Lantern Harbor“-Staffel bestätigt", []),
        ("season 2 part 2", "Lantern Harbor 2nd Season Part 2 announced", ["season 2 part 2"]),
        ("season 5 episode 2", "Lantern Harbor Season 5 Episode 2 delayed", ["season 5 episode 2"]),
    ],
)
def test_every_number_is_its_own_subject(about: str, title: str, named: list[str]) -> None:
    assert sorted(subjects(about, title)) == named


@pytest.mark.parametrize(
    ("about", "title", "named"),
    [
        ("movie", "Lantern Harbor renewed", []),  # a show goes on
        ("series", "Lantern Harbor renewed", ["series"]),
        ("movie", "Lantern Harbor announced", ["movie"]),
        ("game", "Lantern Harbor layoffs announced", []),
        ("game", "Lantern Harbor battery recall announced", []),
        ("game", "Lantern Harbor price increase announced", []),
        ("movie", "Lantern Harbor CEO announces departure", []),
        ("movie", "Lantern Harbor's star arrives in Port Royal on May 4", []),
        ("movie", "Lantern-Harbor-Rückruf angekündigt", []),
        ("movie", "Lantern Harbor opens new office on May 4", []),
        ("movie", "Lantern Harbor arrives in stores on May 4", ["movie"]),
        ("movie", "Lantern Harbor arrives on May 4, studio says", ["movie"]),
    ],
)
def test_what_a_title_alone_stands_for(about: str, title: str, named: list[str]) -> None:
    assert subjects(about, title) == named


@pytest.mark.parametrize(
    ("title", "about", "sure"),
    [
        ("Saltwind Season 2 announced", "season 2", True),
        ("Saltwind movie announced", "movie", False),  # which of those that begin so?
        ("Saltwind arrives in May", "release", False),
        ("Saltwind: A Tale of the Sea arrives in May", "release", True),
    ],
)
def test_the_beginning_of_a_title_alone_is_unconfirmed(title: str, about: str, sure: bool) -> None:
    watch = Watch(name="sea", titles=("Saltwind: A Tale of the Sea",), about=(about,))
    (claim,) = Reader([watch]).read(an_entry(title))
    assert claim.sure is sure


@pytest.mark.parametrize(
    ("title", "summary", "named"),
    [
        ("Lantern Harbor gets new volume", "Volume 7 goes on sale on May 3.", ["volume 7"]),
        (
            "Lantern Harbor gets new volume",
            "Volume 6 was released in 2021.",
            ["next volume"],
        ),  # the one before it
        ("Lantern Harbor is back", "Volume 7 arrives on May 3. Volume 6 was released in 2021.", ["volume 7"]),
    ],
)
def test_a_number_that_only_the_summary_names(title: str, summary: str, named: list[str]) -> None:
    assert subjects("new volume", title, summary) == named


@pytest.mark.parametrize(
    ("about", "title", "named"),
    [
        ("volume 6", "Lantern Harbor volume 6 out now", ["volume 6"]),
        ("volume 6", "Lantern Harbor Volume 6 English release set for March 3", ["volume 6 english"]),
        ("volume 6", "English edition of Lantern Harbor volume 6 announced", ["volume 6 english"]),
        ("volume 6", "Lantern Harbor Vol. 6 (English) arrives in May", ["volume 6 english"]),
        ("volume 6", "Lantern Harbor's sixth English volume announced", ["volume 6 english"]),
        ("volume 6", "Lantern Harbor volume 6: English edition out in May", ["volume 6 english"]),
        ("volume 6", "Lantern Harbor volume 6 is out now; English edition to follow", ["volume 6"]),
        ("volume 6", "Lantern Harbor volume 6 audiobook announced", ["volume 6 audiobook"]),
        ("volume 6", "Lantern Harbor volume 6 coming as paperback, ebook and audiobook", ["volume 6"]),
        ("volume 6", "灯台の町 第6巻 特装版 発売決定", ["volume 6 deluxe"]),
        ("volume 6", "Lantern Harbor : le tome 6 en livre audio annoncé", ["volume 6 audiobook"]),
        ("volume 6", "Lantern Harbor Band 6 erscheint als Taschenbuch", ["volume 6 paperback"]),
        ("volume 6 English", "Lantern Harbor Volume 6 English release set for March 3", ["volume 6 english"]),
        ("English volume 6", "Lantern Harbor volume 6 arrives in English in May", ["volume 6 english"]),
        ("volume 6 English", "灯台の町 第6巻 英語版 発売決定", ["volume 6 english"]),
        ("volume 6 English", "Lantern Harbor volume 6 out now", []),
        ("volume 6 English", "灯台の町 第6巻 発売決定", []),
        ("volume 6 English", "Lantern Harbor Volume 7 English release announced", []),
        ("volume 6 paperback", "Lantern Harbor volume 6 paperback announced", ["volume 6 paperback"]),
        ("volume 6 paperback", "Lantern Harbor volume 6 audiobook announced", []),
        ("English volume", "Lantern Harbor Volume 7 English edition announced", ["volume 7 english"]),
        ("English volume", "Lantern Harbor Volume 7 announced", []),
        ("new volume", "Lantern Harbor Volume 7 English edition announced", ["volume 7 english"]),
        ("season 2", "Lantern Harbor Season 2 Blu-ray announced", ["season 2 blu-ray"]),
        ("season 2", "Lantern Harbor Season 2 English dub premieres May 3", ["season 2 english dub"]),
        ("season 2 English dub", "Lantern Harbor Season 2 announced", []),
    ],
)
def test_an_edition_is_another_subject(about: str, title: str, named: list[str]) -> None:
    assert subjects(about, title) == named


def test_a_claim_says_of_which_edition_it_is() -> None:
    (claim,) = Reader([a_watch("volume 6")]).read(
        an_entry("Lantern Harbor Volume 6 English release announced")
    )
    assert claim.why.endswith('; of an edition: "English release"')


def test_without_about_editions_are_told_apart_too() -> None:
    read = Reader([a_watch()]).read
    assert [c.subject for c in read(an_entry("Lantern Harbor volume 6 English release announced"))] == [
        "volume 6 english"
    ]
    assert [c.subject for c in read(an_entry("Lantern Harbor audiobook announced"))] == ["audiobook"]


def told(watch: Watch, *titles: str) -> list[tuple[str | None, Status | None]]:
    """Give what rings, as (subject, status), when these headlines come one after the other."""
    reader, memory, rung = Reader([watch]), Memory(), []
    for day, title in enumerate(titles):
        decision = decide(
            [an_entry(title, days=day)], memory, reader, {watch.name: watch}, NOW + timedelta(days=day)
        )
        memory = Memory(
            stories={
                (story.watch, story.subject): story for story in (*memory.stories.values(), *decision.stories)
            },
            next_alert=decision.next_alert,
        )
        rung += [(alert.subject, alert.status) for alert in decision.alerts]
    return rung


def test_a_number_never_folds_under_another() -> None:
    assert told(
        a_watch("new volume"),
        "Lantern Harbor volume 7 is out now",
        "灯台の町 第7巻 好評発売中",
        "Lantern Harbor volume 8 announced",
        "Lantern Harbor volume 8 is out now",
    ) == [
        ("volume 7", Status.RELEASED),
        ("volume 8", Status.ANNOUNCED),
        ("volume 8", Status.RELEASED),
    ]


def test_the_original_and_its_edition_take_their_own_steps() -> None:
    assert told(
        a_watch("volume 6"),
        "灯台の町 第6巻 好評発売中",
        "Lantern Harbor Volume 6 English release announced",
        "Lantern Harbor volume 6 is out now",
        "Lantern Harbor Volume 6 English edition is out now",
    ) == [
        ("volume 6", Status.RELEASED),
        ("volume 6 english", Status.ANNOUNCED),
        ("volume 6 english", Status.RELEASED),
    ]


def test_a_watch_on_an_edition_is_silent_on_the_original() -> None:
    assert told(
        a_watch("volume 6 English"),
        "灯台の町 第6巻 好評発売中",
        "Lantern Harbor Volume 6 English release announced",
    ) == [("volume 6 english", Status.ANNOUNCED)]
