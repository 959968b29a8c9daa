"""A headline's last part, rumours that are over, and a no before the thing (sheet.py, scope.py)."""

from datetime import UTC, datetime

import pytest

from watcher.decide.reading import Reader
from watcher.model import Status, Watch

from build import an_item

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
ANNOUNCED, DATED, SPECULATED = Status.ANNOUNCED, Status.DATED, Status.SPECULATED
CANCELLED, DELAYED, RELEASED = Status.CANCELLED, Status.DELAYED, Status.RELEASED
READER = Reader([Watch(name="w", titles=("Lantern Harbor", "灯台の港"), about=("season 2",))])


def status(headline: str) -> Status | None:
    """Give what a headline of 20 November 2026 claims."""
    claims = READER.read(an_item(title=headline, summary="", published=AT))
    return claims[0].status if claims else None


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Lantern Harbor – Season 2 confirmed", ANNOUNCED),
        ("Lantern Harbor | Saison 2 confirmée", ANNOUNCED),
        ("Lantern Harbor – Staffel 2 bestätigt", ANNOUNCED),
        ("灯台の港 - 第2期 制作決定", ANNOUNCED),
        ("Lantern Harbor Season 2 — Announced!", ANNOUNCED),
        ("Lantern Harbor Season 2 – Delayed", DELAYED),
        ("Lantern Harbor Season 2 - Arrives May 2027", DATED),
        ("Lantern Harbor season 2 – out now", RELEASED),
        ("Lantern Harbor Season 2 - Coming Soon", ANNOUNCED),
        # an outlet's name, whatever words it is made of
        ("Fans wish for Lantern Harbor season 2 - Coming Soon", SPECULATED),
        ("Lantern Harbor season 2 could arrive in May - Confirmed.tv", SPECULATED),
        ("Lantern Harbor season 2 could arrive in May - Harbor Today", SPECULATED),
        ("Lantern Harbor season 2 announced - The Daily Lamp", ANNOUNCED),
    ],
)
def test_a_last_part_is_an_outlet_only_where_it_says_nothing(headline: str, expected: Status) -> None:
    assert status(headline) is expected


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("After weeks of rumors, Lantern Harbor season 2 is officially announced", ANNOUNCED),
        ("Long-rumored Lantern Harbor season 2 officially confirmed", ANNOUNCED),
        ("Lantern Harbor season 2 announced, ending speculation", ANNOUNCED),
        ("Despite rumors of its end, Lantern Harbor season 2 is out now", RELEASED),
        ("Tras meses de rumores, confirmada la temporada 2 de Lantern Harbor", ANNOUNCED),
        ("噂の「灯台の港」2期、正式発表", ANNOUNCED),
        # still a rumour
        ("Lantern Harbor season 2 announced, according to a leak", SPECULATED),
        ("Rumor: Lantern Harbor season 2 confirmed", SPECULATED),
        ("Long-rumored Lantern Harbor season 2", SPECULATED),
        ("April Fools: Lantern Harbor season 2 announced", SPECULATED),
    ],
)
def test_a_rumour_that_is_over_spoils_nothing(headline: str, expected: Status) -> None:
    assert status(headline) is expected


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("No Lantern Harbor season 2 announced", SPECULATED),
        ("Nobody has announced Lantern Harbor season 2", SPECULATED),
        ("Keine 2. Staffel von Lantern Harbor bestätigt", SPECULATED),
        ("Aucune saison 2 de Lantern Harbor confirmée", SPECULATED),
        ("「灯台の港」2期は制作決定していません", SPECULATED),
        ("Lantern Harbor season 2 isn't coming in May", SPECULATED),
        ("Lantern Harbor season 2 won't arrive before 2028", SPECULATED),
        ("Lantern Harbor season 2 is not happening yet", SPECULATED),
        ("Lantern Harbor season 2 is not happening", CANCELLED),
        ("Lantern Harbor season 2 announced with no delay", ANNOUNCED),
    ],
)
def test_a_no_before_the_thing(headline: str, expected: Status) -> None:
    assert status(headline) is expected


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Lantern Harbor season 2 announced during the concert", ANNOUNCED),
        ("Lantern Harbor season 2 announced at end of the finale", ANNOUNCED),
        ("Lantern Harbor season 1 finale airs; season 2 announced", ANNOUNCED),
        ("Review: Lantern Harbor season 2 is a fine hour", Status.MENTIONED),
    ],
)
def test_a_word_in_passing_does_not_undo_a_plain_fact(headline: str, expected: Status) -> None:
    assert status(headline) is expected
