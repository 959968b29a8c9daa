"""Which date an item gives for the awaited thing, and which it doesn't (dating.py, verdict.py)."""

from datetime import UTC, date, datetime

import pytest

from watcher.decide.reading import Reader
from watcher.model import Claim, Status, Watch

from build import an_item

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
SEASON = Watch(name="w", titles=("Lantern Harbor",), about=("season 2",))
FILM = Watch(name="w", titles=("Lantern Harbor",), about=("movie",))
DUB = Watch(name="w", titles=("Lantern Harbor",), about=("English dub",))
PHONE = Watch(name="w", titles=("Orion Lumen 9",), about=("phone",))
ANNOUNCED, DATED, RELEASED = Status.ANNOUNCED, Status.DATED, Status.RELEASED
DELAYED, SPECULATED = Status.DELAYED, Status.SPECULATED


def read(watch: Watch, title: str, summary: str = "") -> Claim:
    """Read the one claim; the item is of 2 March 2026."""
    (claim,) = Reader([watch]).read(an_item(title=title, summary=summary, published=AT))
    return claim


@pytest.mark.parametrize(
    ("watch", "title", "summary", "text"),
    [
        (SEASON, "Lantern Harbor season 2 casts its lead", "Season 2 opens in N. Ireland on July 4.", "July 4"),
        (SEASON, "Lantern Harbor season 2 announced", "It arrives on July 4.", "July 4"),
        (SEASON, "Lantern Harbor season 2 announced", "The series returns in July.", "July"),
        (SEASON, "Lantern Harbor season 2 announced", "Lantern Harbor has more of the sea next month.", "next month"),
        (SEASON, "Lantern Harbor season 2 announced", "Season 2 will be released on July 4.", "July 4"),
        (SEASON, "Lantern Harbor season 2 revealed", "A new visual for the October anime is out.", "October"),
        (FILM, "Lantern Harbor will come to theatres", "Dismissing rumours, he said the film opens this Diwali.", "this Diwali"),
        (FILM, "Lantern Harbor will come to theatres", "The film opens in the third quarter.", "third quarter"),
        (FILM, "Lantern Harbor, la película, anunciada", "Se estrena en el tercer trimestre de 2026.", "tercer trimestre de 2026"),
        (DUB, "Lantern Harbor gets an English dub", "Two lead the English dub on Saturday ― It announced on Sunday more.", "Saturday"),
        (PHONE, "Orion Lumen 9 will be unveiled on March 24", "", "March 24"),
    ],
)  # fmt: skip
def test_the_headline_announces_and_the_date_is_found(
    watch: Watch, title: str, summary: str, text: str
) -> None:
    claim = read(watch, title, summary)
    assert (claim.status, claim.period and claim.period.text) == (DATED, text)


def test_a_third_quarter_is_three_months() -> None:
    period = read(SEASON, "Lantern Harbor season 2 arrives in the third quarter of 2027").period
    assert period
    assert (period.first, period.last) == (date(2027, 7, 1), date(2027, 9, 30))


@pytest.mark.parametrize(
    "summary",
    [
        "The house announced season 2 on Sunday.",
        "Season 2, whose manga debuted on April 4, was announced.",  # that lies behind, though it has no year
        "The streaming service told of season 2 on Friday.",
        "The season is set in Leeds.",
    ],
)
def test_another_date_does_not_date_it(summary: str) -> None:
    assert read(SEASON, "Lantern Harbor season 2 announced", summary).status is ANNOUNCED


@pytest.mark.parametrize(
    ("title", "summary", "status"),
    [
        ("Orion Lumen 9 goes on sale today", "", RELEASED),
        ("Orion Lumen 9 goes on sale tomorrow", "", DATED),
        ("Orion Lumen 9 rollout begins", "", RELEASED),
        ("Orion Lumen 9 shown in a new video", "The phone debuted on February 27.", RELEASED),
        ("Orion launches Lumen 9", "The phone has a glass back.", RELEASED),
        ("Orion Lumen 9 announced", "The Orion Lumen 9 is now available.", RELEASED),
        ("Orion Lumen 9 teaser is here", "", ANNOUNCED),  # only the teaser is
        ("Orion Lumen 9 announced", "It will start rolling out in May.", DATED),
    ],
)
def test_out_or_still_to_come(title: str, summary: str, status: Status) -> None:
    assert read(PHONE, title, summary).status is status


def test_a_lone_date_of_a_named_thing_is_told_as_unconfirmed() -> None:
    claim = read(SEASON, "Lantern Harbor season 2 and the long winter", "Lantern Harbor, July 4, by the sea.")
    assert (claim.status, claim.sure) == (DATED, False)
