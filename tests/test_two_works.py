"""Two works, or two numbers of one, in the same headline: each takes the facts that are said of it."""

from datetime import UTC, date, datetime

import pytest

from watcher.decide.reading import Reader
from watcher.model import NEWS, Claim, Status, Watch

from build import an_item

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
ANNOUNCED, DATED, SPECULATED = Status.ANNOUNCED, Status.DATED, Status.SPECULATED
CANCELLED, DELAYED = Status.CANCELLED, Status.DELAYED


def read(title: str, about: str, headline: str, summary: str = "") -> Claim | None:
    """Read an item of 20 November 2026 for one watch."""
    reader = Reader([Watch(name="w", titles=(title,), about=(about,))])
    claims = reader.read(an_item(title=headline, summary=summary, published=AT))
    return claims[0] if claims else None


def news(claim: Claim | None) -> Status | None:
    """Give a claim's status where it is news."""
    return claim.status if claim and claim.status in NEWS else None


@pytest.mark.parametrize(
    ("headline", "lantern", "meadow"),
    [
        ("Lantern Harbor season 2 arrives on May 3, Copper Meadow season 2 on June 9", DATED, DATED),
        ("Lantern Harbor season 2 confirmed, Copper Meadow season 2 cancelled", ANNOUNCED, CANCELLED),
        ("Copper Meadow season 2 confirmed while Lantern Harbor is cancelled", None, ANNOUNCED),
        ("Lantern Harbor Season 2 Delayed, Copper Meadow Season 2 Set for May", DELAYED, DATED),
        ("Team behind Lantern Harbor unveils Copper Meadow season 2", None, ANNOUNCED),
        ('Studio of "Lantern Harbor" announces "Copper Meadow" season 2', None, ANNOUNCED),
        ("Copper Meadow season 2 announced by the creators of Lantern Harbor", None, ANNOUNCED),
        ("From the writer of Lantern Harbor: Copper Meadow season 2 arrives in May", None, DATED),
        ("Lantern Harbor author's next manga gets season 2", None, None),
        # a list is said of both
        ("Lantern Harbor season 2 and Copper Meadow season 2 announced", ANNOUNCED, ANNOUNCED),
        ("Lantern Harbor season 2, Copper Meadow season 2 delayed", DELAYED, DELAYED),
        # with no other work beside it, the makers speak of this one
        ("Studio behind Lantern Harbor announces season 2", ANNOUNCED, None),
    ],
)  # fmt: skip
def test_a_fact_stays_with_its_work(headline: str, lantern: Status | None, meadow: Status | None) -> None:
    assert news(read("Lantern Harbor", "season 2", headline)) == lantern
    assert news(read("Copper Meadow", "season 2", headline)) == meadow


def test_each_work_has_its_own_date() -> None:
    headline = "Lantern Harbor season 2 arrives on May 3, Copper Meadow season 2 on June 9"
    for title, day in (("Lantern Harbor", date(2027, 5, 3)), ("Copper Meadow", date(2027, 6, 9))):
        claim = read(title, "season 2", headline)
        assert claim is not None
        assert claim.period is not None
        assert claim.period.first == day


def test_quoted_titles_in_japanese() -> None:
    headline = "「灯台の港」2期決定、「銅の草原」2期は未定"
    assert news(read("灯台の港", "season 2", headline)) is ANNOUNCED
    assert news(read("銅の草原", "season 2", headline)) is None
    other = "「灯台の港」監督による「銅の草原」第2期制作決定"
    assert news(read("灯台の港", "season 2", other)) is None
    assert news(read("銅の草原", "season 2", other)) is ANNOUNCED


@pytest.mark.parametrize(
    "summary",
    ["Copper premieres on April 4, 2027.", "The manga's volume 9 comes out April 4."],
)
def test_a_summary_does_not_date_it_with_another(summary: str) -> None:
    claim = read("Lantern Harbor", "season 2", "Lantern Harbor season 2 announced", summary)
    assert claim is not None
    assert (claim.status, claim.period) == (ANNOUNCED, None)


def test_a_summary_dates_it_without_its_name() -> None:
    claim = read(
        "Lantern Harbor",
        "season 2",
        "Lantern Harbor season 2 announced",
        "The anime premieres on April 4, 2027.",
    )
    assert claim is not None
    assert claim.status is DATED


@pytest.mark.parametrize(
    ("headline", "about", "status"),
    [
        ("Lantern Harbor gets season 3, but season 4 is unlikely", "season 3", ANNOUNCED),
        ("Lantern Harbor gets season 3, but season 4 is unlikely", "season 4", None),
        ("Lantern Harbor season 3 confirmed, no news yet on season 4", "season 4", None),
        ("Lantern Harbor gets movie, not season 2", "season 2", None),
        ("Lantern Harbor film announced instead of season 2", "season 2", None),
        ("Lantern Harbor season 1 out now on disc; season 2 uncertain", "season 2", None),
        ("Lantern Harbor season 1 sells well; season 2 announced", "season 2", ANNOUNCED),
        ("Lantern Harbor seasons 2 and 3 announced", "season 3", ANNOUNCED),
        ("Lantern Harbor to end with season 4", "season 4", ANNOUNCED),
        ("Lantern Harbor to end with season 4", "season 5", CANCELLED),
    ],
)
def test_a_fact_stays_with_its_number(headline: str, about: str, status: Status | None) -> None:
    assert news(read("Lantern Harbor", about, headline)) == status
