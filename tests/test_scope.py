"""Whose facts they are and how far a doubt reaches (scope.py, sheet.py, verdict.py)."""

from datetime import UTC, datetime

import pytest

from watcher.decide.reading import Reader
from watcher.model import Status, Watch

from build import an_item

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEASON = Watch(name="w", titles=("Lantern Harbor",), about=("season 2",))
FILM = Watch(name="w", titles=("Lantern Harbor",), about=("movie",))
PHONE = Watch(name="w", titles=("Orion Lumen 9",), about=("phone",))
ALBUM = Watch(name="w", titles=("Mira Sol",), about=("album",))
ANNOUNCED, DATED, SPECULATED = Status.ANNOUNCED, Status.DATED, Status.SPECULATED
CANCELLED, DELAYED, MENTIONED = Status.CANCELLED, Status.DELAYED, Status.MENTIONED


def statuses(watch: Watch, title: str, summary: str = "") -> list[Status]:
    """Give the status of each claim of an item of 2 March 2026."""
    item = an_item(title=title, summary=summary, published=AT)
    return [claim.status for claim in Reader([watch]).read(item)]


@pytest.mark.parametrize(
    ("title", "summary", "status"),
    [
        # a doubt reaches what follows in its clause, and a few words back
        ("Lantern Harbor season 2 could be announced in May", "", SPECULATED),
        ("Lantern Harbor season 2 announced by the house that all of the coast could name", "", ANNOUNCED),
        # a fact in quotes is another's word, and a picture beside it makes it no fact
        ("Lantern Harbor season 2 'axed' as cast leaves", "", SPECULATED),
        # a guess in another clause, and nothing of its coming: talk of what is in it
        ("Lantern Harbor season 2: the keeper might be the killer", "", MENTIONED),
        ("Lantern Harbor season 2 director laughs at a fan theory", "", MENTIONED),
        # the next sentence says that nobody said so
        ("Lantern Harbor season 2 shares a picture", "No season 2 has been announced.", SPECULATED),
        ("Lantern Harbor season 2 announced", "No release date has been announced.", ANNOUNCED),
        # another thing in a list, while the summary says it of ours
        ("House announces Lantern Harbor season 2, a figure and a café", "", ANNOUNCED),
        ("Season 2 of Lantern Harbor gets a café", "Lantern Harbor season 2 was announced on Sunday.", ANNOUNCED),
        ("Lantern Harbor season 2 Blu-ray announced", "", MENTIONED),
        ("Crew has begun work on Lantern Harbor season 2", "", ANNOUNCED),
        ("Lantern Harbor season 2 slides to 2027", "", DELAYED),
        ("Lantern Harbor season 2 will not go ahead", "", CANCELLED),
    ],
)  # fmt: skip
def test_how_a_sentence_is_understood(title: str, summary: str, status: Status) -> None:
    assert statuses(SEASON, title, summary) == [status]


@pytest.mark.parametrize(
    ("watch", "title", "met"),
    [
        (PHONE, "Orion Lumen 9 price leaked", [SPECULATED]),  # a made thing is its name
        (PHONE, "Alleged Orion Lumen 9 spotted", [SPECULATED]),
        (ALBUM, "Mira Sol denies a rumour of her neighbour", []),  # a person is not her album
        (FILM, "Lantern Harbor official trailer", [ANNOUNCED]),
        (FILM, "House confirms delay in release of Lantern Harbor", [DELAYED]),
        (FILM, "Race from Lantern Harbor up to the old mill cancelled", []),
        (FILM, "Ferry quiz launches in Lantern Harbor", []),
    ],
)
def test_what_a_title_alone_stands_for(watch: Watch, title: str, met: list[Status]) -> None:
    assert statuses(watch, title) == met


@pytest.mark.parametrize(
    ("name", "title", "status"),
    [
        ("Nailed! It", "Nailed! It season 2 arrives on July 4", DATED),
        ("Nailed!", "Nailed! Season 2 announced", ANNOUNCED),
        ("Is It Late? Saint", "Is It Late? Saint season 2 announced", ANNOUNCED),
        ("Is It Late?", "Is It Late? season 2 announced?", SPECULATED),
        ("Lamp: Ember", "Lamp: Ember season 2 announced", ANNOUNCED),
    ],
)
def test_no_sentence_ends_within_a_name(name: str, title: str, status: Status) -> None:
    watch = Watch(name="w", titles=(name,), about=("season 2",))
    assert statuses(watch, title) == [status]


def test_a_point_behind_a_capital_ends_nothing() -> None:
    title = "Lantern Harbor season 2 opens in U.S. Theaters on July 4"
    assert statuses(SEASON, title) == [DATED]
    assert statuses(SEASON, "Lantern Harbor. Season 2 of the Ferry War is announced") == [ANNOUNCED]


def test_what_stands_behind_a_mark_within_a_name_is_still_of_it() -> None:
    watch = Watch(name="w", titles=("Nailed! It",), about=("movie",))
    assert statuses(watch, "A clip of the storm", "A clip of the film Nailed! It (August 26) was shown.") == [
        DATED
    ]
