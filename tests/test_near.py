"""What an item nearly meets, as `explain` shows it: never told, always with its reason."""

import pytest

from watcher.decide.reading import Reader
from watcher.model import Watch

from build import an_item


@pytest.mark.parametrize(
    ("titles", "about", "headline", "why", "form"),
    [
        (("Higehiro",), "season 2", "Higehira season 2 announced", 'it is one letter away from "Higehiro"', "Higehira"),
        (("Dune",), "movie", "Done movie announced", 'it is one letter away from "Dune"', "Done"),
        (("ひげを剃る",), "season 2", "ひげを刺る 第2期決定", 'it is one letter away from "ひげを剃る"', "ひげを刺る"),
        (("Higehiro",), "season 2", "Higehiro season 3 announced", "it names season 3, not season 2", "Higehiro"),
        (("Higehiro",), "volume 6 English", "Higehiro volume 6 announced", "it names volume 6, but not english", "Higehiro"),
        (("Control",), "game", "Out of control: game night", "it is only a word of the sentence", "control"),
        (("Chapter 2",), "season 2", "Port Royal Chapter 2 begins", "it counts something of another title", "Chapter 2"),
        (("Salt Wars: Tales of the Sea",), "season 2", "Salt Wars: Ember season 2", "another title begins so", "Salt Wars"),
        (("Higehiro",), "season 2", "Higehiro: a walk", "it names the title, but not season 2", "Higehiro"),
    ],
)  # fmt: skip
def test_what_is_nearly_met(titles: tuple[str, ...], about: str, headline: str, why: str, form: str) -> None:
    reader, item = (
        Reader([Watch(name="w", titles=titles, about=(about,))]),
        an_item(title=headline, summary="", lang=None),
    )
    (near,) = reader.near(item)
    assert (near.why, near.form, near.name) == (why, form, titles[0])
    assert reader.read(item) == ()


@pytest.mark.parametrize("about", ["next season", "new volume", "season 3"])
def test_what_would_ring_is_not_nearly_met(about: str) -> None:
    reader = Reader([Watch(name="w", titles=("Higehiro",), about=(about,))])
    item = an_item(title="Higehiro season 3 and volume 3 announced", summary="", lang=None)
    assert reader.read(item)
    assert reader.near(item) == ()


@pytest.mark.parametrize("headline", ["Oar", "Saltwind announced", "Hige hero season 2"])
def test_what_is_not_even_nearly_met(headline: str) -> None:
    watches = [Watch(name="w", titles=("Ore", "Higehiro"), about=("season 2",))]
    assert Reader(watches).near(an_item(title=headline, summary="", lang=None)) == ()


def test_a_part_of_another_watchs_name_says_whose() -> None:
    watches = [Watch(name="a", titles=("Ember",)), Watch(name="b", titles=("Alone in the Ember",))]
    (near,) = Reader(watches).near(an_item(title="Alone in the Ember announced", summary="", lang=None))
    assert (near.watch, near.why) == ("a", 'it is a part of "Alone in the Ember"')
