"""Names: in which spellings a title is found, when it is only a word of the sentence, and when another title is meant."""

import pytest

from watcher.decide.reading.fold import fold
from watcher.decide.reading.names import Names


def owners(names: tuple[str, ...], text: str) -> list[str]:
    """Give which of some watches, each of one name, a text names."""
    return [names[owner] for owner in sorted(Names([[name] for name in names]).find(fold(text)))]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        # kana and romaji
        ("ヒゲヒロ", "ひげひろ"), ("ひげひろ", "ﾋｹﾞﾋﾛ"), ("ひげひろ", "HigeHiro season 2"), ("シャドウハウス", "Shadouhausu"),
        ("Higehiro", "『ヒゲヒロ』第2期"), ("Higehiro", "「ひげひろ」第2期"), ("Higehiro", "ひげひろ 第2期"),
        ("Hige wo Soru", "ひげをそる。アニメ化"), ("チェスタワー", "chesutawa"),
        # one sound, many spellings
        ("Asahi Shimbun no Uta", "Asahi Shinbun no Uta"), ("Kampai Musume", "Kanpai Musume"), ("Umi wo Miru", "Umi o Miru"),
        ("Shoujo Kouen", "Shojo Koen"), ("Shōjo Kōen", "Shoujo Kouen"), ("Yuuhi no Mura", "Yūhi no Mura"), ("Shishi Mai", "Sisi Mai"),
        ("Tsuki no Tsubo", "Tuki no Tubo"), ("Fune no Fue", "Hune no Hue"), ("Jikan no Juku", "Zikan no Zyuku"),
        ("Chikai no Michi", "Tikai no Miti"), ("Shashin no Kisha", "Syasin no Kisya"), ("Sousou no Lumen", "Sōsō no Lumen"),
        # & and and
        ("Salt & Light", "Salt and Light"), ("Salt and Light", "Salt & Light"), ("Sel & Lumière", "Sel et Lumiere"),
        ("Sel et Lumière", "Sel & Lumière"), ("Salz & Licht", "Salz und Licht"), ("Sal y Luz", "Sal & Luz"),
        ("Sale e Luce", "Sale & Luce"),
        ("Соль и свет", "Соль & свет"), ("SALT×LIGHT", "Salt x Light"), ("Salt x Light", "SALT×LIGHT"),
        # numbers
        ("Saltwind II", "Saltwind 2"), ("Saltwind 2", "Saltwind Two"), ("Saltwind: Part II", "Saltwind Part Two"),
        ("Saltwind: Part Two", "Saltwind 2"), ("Saltwind 2", "Saltwind: Part II"), ("Saltwind V", "Saltwind 5"),
        ("12 Harbors", "Twelve Harbors"),
        # hyphens, spaces, articles, marks
        ("Salt-Man", "Salt Man"), ("Salt-Man", "Saltman"), ("Saltman", "Salt-Man"), ("Lantern Man", "Lanternman"),
        ("SaltMan", "Salt-Man"),
        ("Re:Salt", "ReSalt"), ("ReSalt", "Re:Salt"), ("The Lantern Keepers", "Lantern Keepers"),
        ("Lantern Keepers", "The Lantern Keepers"),
        ("La Casa del Faro", "Casa del Faro"), ("N.S.A.", "NSA"), ("NSA", "N.S.A. returns"), ("Lantern Harbor", "#LanternHarbor"),
        ("Ann's Garden", "Ann’s Garden"), ("Anns Garden", "Ann's Garden"), ("Salt, Light", "Salt: Light!"),
        ("The Last Salt Mine: Ember", "The Last Salt Mine"), ("The Last Salt Mine - Ember", "The Last Salt Mine"),
        # without the subtitle
        ("Shio wo Miru. Soshite Umi wo Wataru.", "Shio wo Miru season 2"), ("Saltwind: A Tale of the Sea", "Saltwind season 2"),
        ("Salt Keeper: Umi no Uta", "Salt Keeper Season 2"), ("Monster: A Tale of the Sea", "Monster season 2"),
        ("Re:Salt - Another Life at Sea", "RE: SALT Season 4"), ("Re:Salt - Another Life at Sea", "ReSalt Season 4"),
        ("Saltwind! The Long Way Home", "Saltwind officially returns"), ("灯台の町：海へ行く", "『灯台の町』第2期"),
        ("灯スラ。もう一度の旅", "灯スラ 第3期"),
        # spaces
        ("Sabazaba", "Sa Ba Zaba season 2"), ("Sabazaba", "SA-BA-ZABA"), ("Sa Ba Zaba", "Sabazaba"), ("STL 6", "STL6"), ("STL6", "STL 6"),
        ("Harborline 6", "Harborline6"), ("しっぽ・と・ろっく！", "Shippo to Rokku season 2"), ("Shippo to Rokku", "しっぽ・と・ろっく！"),
        # more numbers than one
        ("Last Harbor VII Remake Part 3", "Last Harbor 7 Remake Part III"),
        # a Russian title in its case
        ("Соль", "Продолжение «Соли» выйдет в мае"), ("Волна", "Продолжение «Волны» выйдет в мае"), ("Маяк", "сиквел „Маяка“"),
        # an s for 's
        ("Higehiro", "Higehiros zweite Staffel"), ("Alien", "Alien's remake announced"), ("Us", "Us movie announced"),
        ("It", "IT prequel announced"), ("Соль и волна", "Продолжение «Соли и волны» выйдет"),
    ],
)  # fmt: skip
def test_a_name_in_other_spellings(name: str, text: str) -> None:
    assert owners((name,), text) == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Tadaima", "ただいま放送中"),  # kana are an everyday word where they stand in a sentence
        ("Saltwind 2", "Saltwind 3"),
        ("Saltwind: Ember", "Saltwind"),  # a head of one word is another name
        ("Dune", "Done"),
        ("The Oar", "Oar"),
        # another title that begins so, or a part that is told by its subtitle
        ("Salt Wars: Tales of the Sea", "Salt Wars: Ember season 2"),
        ("Salt Wars: Tales of the Sea", "Salt Wars Ember Season 2"),
        ("Saltwind: Part Two", "Saltwind announced"),
        ("Saltwind: The Movie", "Saltwind announced"),
        ("Monster: A Tale of the Sea", "he saw a monster"),
        # another number is no slip
        ("Last Harbor Story VI", "Last Harbor Story V"),
        ("Last Harbor Story VI", "Last Harbor Story VII"),
        ("Last Harbor Story IV", "Last Harbor Story"),
        ("Last Harbor Story Four", "Last Harbor Story Five"),
        # what a word means, in its plural
        ("Alien", "Aliens remake announced"),
        ("Monster", "Monsters season 2 announced"),
        ("Silo", "Silos season 2 announced in Iowa"),
        # words that make up a name by chance
        ("Nowhere", "Now Here Season 2"),
        ("Saltwind", "the salt wind blows"),
        ("Волна", "волны в море"),
    ],
)
def test_what_is_another_name(name: str, text: str) -> None:
    assert owners((name,), text) == []


@pytest.mark.parametrize(
    ("names", "text", "meant"),
    [
        (("Chapter 2", "Port Royal"), "Port Royal Chapter 2 Season 2 is out", ["Port Royal"]),
        (("Chapter 2",), "Port Royal Chapter 2 Season 2 is out", []),
        (("Chapter 2",), "port royal chapter 2 begins", []),
        (("Chapter 2",), "Port Royal Chapter 2 begins", []),
        (("Chapter 2",), "Chapter 2 movie announced", ["Chapter 2"]),
        (("Chapter 2",), "Studio announces Chapter 2", ["Chapter 2"]),
        (("Chapter 2",), "The horror film Chapter 2 opens", ["Chapter 2"]),
        (("Higehiro", "Higehiro: After Rain"), "Higehiro: After Rain season 2", ["Higehiro: After Rain"]),
        (("Higehiro", "Higehiro: After Rain"), "Higehiro season 2", ["Higehiro"]),
        (("Higehiro",), "Higehiro: After Rain season 2", ["Higehiro"]),
        (("Port Royal Tales", "Port Royal Tales: Ember"), "Port Royal Tales: Ember season 2", ["Port Royal Tales: Ember"]),
        (("Port Royal Tales", "Port Royal Tales: Ember"), "Port Royal Tales season 2", ["Port Royal Tales"]),
        (("Saltwind", "Saltwind 2"), "Saltwind 2 announced", ["Saltwind", "Saltwind 2"]),
        (("Saltwind", "Saltwind Second Season"), "Saltwind Second Season", ["Saltwind", "Saltwind Second Season"]),
        (("Saltwind", "Saltwind Racers"), "Saltwind Racers season 2", ["Saltwind Racers"]),
        (("Saltwind", "Saltwind Racers"), "Saltwind Racers and Saltwind", ["Saltwind", "Saltwind Racers"]),
        (("Saltwind",), "Saltwind Racers season 2", ["Saltwind"]),  # nobody said that this is another work
        (("Ember", "Alone in the Ember"), "Alone in the Ember season 2", ["Alone in the Ember"]),
        (("灯台", "灯台守"), "灯台守 2期", ["灯台守"]),
        (("灯台の町", "灯台の町。そして海へ"), "灯台の町。そして海へ 2期", ["灯台の町。そして海へ"]),
    ],
)  # fmt: skip
def test_a_more_specific_name_rules_out(names: tuple[str, ...], text: str, meant: list[str]) -> None:
    assert owners(names, text) == meant


def test_who_calls_a_work_by_both_names_rules_nobody_out() -> None:
    names = Names([["Higehiro"], ["Higehiro", "Higehiro: After Rain"]])
    assert set(names.find(fold("Higehiro: After Rain season 2"))) == {0, 1}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Control", "Studio says 'Control' is next"), ("Control", "the studio says Control arrives"), ("Control", "CONTROL 2 ANNOUNCED"),
        ("Control", "Control Is Coming to Handhelds"), ("Control", "Small Studio Announces Control for Handhelds"),
        ("Control", "Second Season of Control Announced"), ("Control", "Network's Control Gets Third Season"),
        ("control", "Control 2 arrives"),
        ("Friday", "Friday sequel announced"), ("Friday", "A new film: Friday"), ("Friday", "“Friday” opens"),
        ("Another", "'Another' anime announced"), ("Another", "the anime Another returns"), ("Given", "Given season 2 announced"),
        ("Monster", "Monster anime announced"), ("Bleach", "Bleach returns in October"), ("Air", "The Air movie opens"),
        ("You", "You season 5 announced"),
        ("You", "Network renews You for season 5"), ("Orange", "New Orange anime announced"), ("The Boys", "The Boys season 2"),
        ("The Boys", "Boys season 2"), ("Another World", "He reads Another World at night"),
        ("Your Name", "'Your Name' sequel announced"),
        ("Stranger Waters", "Old Actor Talks Stranger Waters"),
    ],
)  # fmt: skip
def test_an_everyday_title_is_found_where_it_is_a_title(name: str, text: str) -> None:
    assert owners((name,), text) == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Control", "A game out of control announced"), ("Control", "How to Take Control of Your Life"),
        ("Control", "NEW BORDER CONTROL RULES"),
        ("Control", "new border control rules announced"), ("control", "border control rules"), ("Friday", "The film opens on Friday"),
        ("Friday", "Schools to Reopen Friday Across the Country"), ("Another", "Another Anime Announced"),
        ("Another", "Another season announced"),
        ("Given", "Given the delays, season 2 is off"), ("Monster", "New Monster Energy Drink Announced"),
        ("Monster", "The Cookie Monster speaks"),
        ("Air", "Air Pollution Rules Announced"), ("You", "You Won't Believe Season 2"), ("Bleach", "he used bleach"),
        ("The League", "He leaves the A-League for a new season"), ("The Boys", "the story of the boys who sailed to Port Royal"),
        ("The Boys", "Fans of the Beach Boys wait"), ("Another World", "Welcome to Another World Cafe"),
        ("your name", "What is your name for it?"),
        ("Us", "every US state waits"), ("Us", "New US rules announced"), ("Flow", "Cash Flow Season 2 announced"),
        ("Wicked", "Wicked Game Season 2 announced"),
    ],
)  # fmt: skip
def test_an_everyday_title_is_not_every_such_word(name: str, text: str) -> None:
    assert owners((name,), text) == []


def test_what_one_text_clearly_names_is_named_in_the_other_too() -> None:
    names = Names([["Control"]])
    headline, summary = (
        fold("More Time in Control Than Ever Before"),
        fold("The studio behind Control speaks."),
    )
    assert names.find(headline) == {}
    assert [bool(hits) for hits in names.find_all(headline, summary)] == [True, True]
