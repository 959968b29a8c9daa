"""Reading: which watches an item meets and what it claims of them. Every headline here was made up for the test."""

from datetime import UTC, date, datetime
from importlib import resources

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide.reading import KeywordMatch, Near, Reader, headline_words, strength
from watcher.decide.reading.fold import fold, fold_text
from watcher.decide.reading.lexicon import OVERLAYS, ROLES, Cue, WordFinder, lexicon
from watcher.decide.reading.names import Names
from watcher.decide.reading.periods import find_dates
from watcher.decide.reading.subjects import parse_about
from watcher.model import NEWS, Claim, Item, Status, Watch

from build import an_item

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
HIGEHIRO = Watch(name="higehiro", titles=("Hige wo Soru", "Higehiro", "ひげを剃る"), about=("season 2",))
HARBOR = Watch(name="harbor", titles=("Lantern Harbor", "灯台の町"), about=("movie",))
VOLUME = Watch(name="volume", titles=("Lantern Harbor", "灯台の町"), about=("volume 6",))
ANY = Watch(name="any", titles=("Lantern Harbor", "灯台の町"))


def item(title: str, summary: str = "", published: datetime | None = JUNE) -> Item:
    return an_item(title=title, summary=summary, published=published, lang=None)


def read(watch: Watch, title: str, summary: str = "", published: datetime | None = JUNE) -> list[Claim]:
    return list(Reader([watch]).read(item(title, summary, published)))


# Folding


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("HIGE wo  Sorū!", "hige wo soru"),
        ("Ｈｉｇｅ　２", "hige 2"),
        ("「ひげを剃る。」第２期　制作決定", "ひげを剃る第2期制作決定"),
        ("ﾋｹﾞｦ ｿﾙ", "ひげをそる"),
        ("Ann’s book hasn't", "ann s book hasnt"),
        ("Salt & Light – 1,000 v2.7.", "salt and light 1000 v2.7"),
        ("Pokémon™ Łódź Straße", "pokemon lodz strasse"),
        ("ガ is not カ", "がis notか"),
        ("", ""),
        ("…—!", ""),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert fold_text(raw) == folded


@given(st.text())
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold_text(fold_text(raw)) == fold_text(raw)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1))
def test_every_folded_character_knows_where_it_stood(raw: str) -> None:
    folded = fold(raw)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= start < end <= len(raw) for start, end in zip(folded.starts, folded.ends, strict=True))


# Names


@pytest.mark.parametrize(
    ("name", "text", "form"),
    [
        ("Hige wo Soru", "At last: HIGE O SORŪ returns", "HIGE O SORŪ"),
        ("Bocchi za Rokku", "botchi za rokku wins", "botchi za rokku"),
        ("Shoujo Juugun", "the Shōjo Jūgun film", "Shōjo Jūgun"),
        ("Spider-Man", "a SpiderMan story", "SpiderMan"),
        ("Ann's Garden", "Anns Garden blooms", "Anns Garden"),
        ("Higehiro", "Higehiro's second season", "Higehiro"),
        ("ヒゲを剃る", "新作「ひげを剃る」始動", "ひげを剃る"),
        ("灯台の町", "劇場版灯台の町公開", "灯台の町"),
        ("Higehiro", "アニメHigehiro第2期", "Higehiro"),
    ],
)
def test_a_name_is_found_in_any_spelling(name: str, text: str, form: str) -> None:
    folded = fold(text)
    (hit,) = Names([[name]]).find(folded)[0]
    assert folded.words(hit.start, hit.end) == form
    assert hit.name == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Higehiro", "Higehiroshima opens"),
        ("Dark", "darkness falls"),
        ("Kei", "Kai arrives"),  # short names keep their spelling
        ("Part 2", "part 2.5"),
        ("Dark", "embark"),
    ],
)
def test_a_name_is_not_found_within_a_word(name: str, text: str) -> None:
    assert Names([[name]]).find(fold(text)) == {}


# Subjects


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        *[
            (form, "season 2")
            for form in (
                "season 2", "2nd season", "Second Season", "S2", "season two", "Season II", "第2期", "第二期", "２期",
                "シーズン2", "the second season", "second anime season",
            )
        ],
        *[(form, "volume 6") for form in ("volume 6", "Vol. 6", "sixth volume", "第6巻", "六巻", "6巻")],
        ("cour 2", "cour 2"), ("第2クール", "cour 2"), ("episode 12", "episode 12"), ("第12話", "episode 12"),
        ("movie 3", "movie 3"), ("third film", "movie 3"), ("book 2", "book 2"), ("version 2.7", "version 2.7"),
        ("final season", "final season"), ("最終シーズン", "final season"), ("new season", "next season"),
        ("next season", "next season"), ("劇場版", "movie"), ("映画", "movie"), ("new movie", "movie"),
        ("アニメ化", "anime"), ("続編", "sequel"), ("発売日", "release"), ("release date", "release"),
        ("実写", "live action"), ("English release", "english release"), ("OVA", "ova"), ("spinoff", "spin-off"),
        ("free-to-play", "free to play"), ("PS5 release", "ps5 release"),
    ],
)  # fmt: skip
def test_a_subject_has_one_normal_form(written: str, normal: str) -> None:
    assert parse_about(written).normal == normal


@pytest.mark.parametrize(
    "title",
    [
        "Higehiro Season 3 announced",
        "ひげを剃る 第3期 制作決定",
        "Higehiro movie announced",
        "Higehiro movie sequel announced",
        "Higehiro author signs books",
        "Second season of Saltwind announced",
    ],
)
def test_another_number_or_thing_is_another_subject(title: str) -> None:
    assert read(HIGEHIRO, title) == []


def test_two_seasons_in_one_headline_are_both_met() -> None:
    both = Watch(name="both", titles=("Higehiro",), about=("season 2", "season 3", "season 4"))
    claims = read(both, "Seasons 2 and 3 of Higehiro announced")
    assert sorted(claim.subject for claim in claims) == ["season 2", "season 3"]


def test_news_of_the_show_is_news_of_the_awaited_season() -> None:
    (renewed,) = read(HIGEHIRO, "Higehiro renewed")
    (ended,) = read(HIGEHIRO, "Higehiro cancelled after one season")
    assert (renewed.subject, renewed.status) == ("season 2", Status.ANNOUNCED)
    assert (ended.subject, ended.status) == ("season 2", Status.CANCELLED)
    assert read(HIGEHIRO, "Higehiro renewed for season 4") == []


# Claims

SPECULATED, ANNOUNCED, DATED = Status.SPECULATED, Status.ANNOUNCED, Status.DATED
RELEASED, DELAYED, CANCELLED, MENTIONED = Status.RELEASED, Status.DELAYED, Status.CANCELLED, Status.MENTIONED


@pytest.mark.parametrize(
    ("title", "summary", "status"),
    [
        ("Higehiro Anime Gets 2nd Season", "", ANNOUNCED),
        ("Hige wo Soru: Season Two Is Official", "", ANNOUNCED),
        ("Studio confirms Higehiro second season", "", ANNOUNCED),
        ("Higehiro Season II greenlit", "", ANNOUNCED),
        ("HIGEHIRO SEASON 2 IN PRODUCTION", "", ANNOUNCED),
        ("「ひげを剃る。」第2期 制作決定", "", ANNOUNCED),
        ("ひげを剃る 2期 放送決定", "", ANNOUNCED),
        ("Higehiro's 2nd season arrives in October", "", DATED),
        ("Higehiro Gets 2nd Season in 2027", "", DATED),
        ("Higehiro Gets 2nd Season", "It premieres on July 4.", DATED),
        ("「ひげを剃る」第2期の放送日が4月5日に決定", "", DATED),
        ("「ひげを剃る。」第二期、2027年4月より放送開始", "", DATED),
        ("Higehiro Season 2 is out now", "", RELEASED),
        ("hige o sorū season two is now streaming", "", RELEASED),
        ("ひげを剃る 第2期 本日配信", "", RELEASED),
        ("Higehiro S2 delayed to 2027", "", DELAYED),
        ("Higehiro Season 2 pushed back to next spring", "", DELAYED),
        ("「ひげを剃る」シーズン2 放送延期のお知らせ", "", DELAYED),
        ("Higehiro Season 2 cancelled, publisher says", "", CANCELLED),
        ("Higehiro will not return for a second season", "", CANCELLED),
        ("「ひげを剃る」第2期の制作中止を発表", "", CANCELLED),
        ("Hige Wo Soru Season 2 - What We Know So Far", "Sadly there hasn't been any word yet.", SPECULATED),
        ("Higehiro season 2 hasn't been announced", "", SPECULATED),
        ("No word yet on Higehiro season 2", "", SPECULATED),
        ("Higehiro season 2 rumored for 2027", "", SPECULATED),
        ("Higehiro Season 2 reportedly in production", "", SPECULATED),
        ("Second season of Higehiro delayed, report claims", "", SPECULATED),
        ("Will Higehiro get a season 2?", "", SPECULATED),
        ("If Higehiro gets a season 2, what would it adapt", "", SPECULATED),
        ("Producer hopes for Higehiro Season 2", "", SPECULATED),
        ("10 Shows That Deserve a Second Season, From Higehiro Down", "", SPECULATED),
        ("Higehiro Season 2: Release Date, Cast, Plot", "The network is silent.", SPECULATED),
        ("ひげを剃る 第二期は未定", "", SPECULATED),
        ("「ひげを剃る」第2期はいつ？ 最新情報まとめ", "", SPECULATED),
        ("ひげを剃る 第2期の可能性は？", "", SPECULATED),
        ("Higehiro season 2 review", "", MENTIONED),
        ("Higehiro Season 2 Episode 3 Recap", "", MENTIONED),
        ("ひげを剃る 第2期 最終話の感想", "", MENTIONED),
    ],
)
def test_what_a_headline_claims(title: str, summary: str, status: Status) -> None:
    (claim,) = read(HIGEHIRO, title, summary)
    assert (claim.subject, claim.status, claim.sure) == ("season 2", status, True)
    assert claim.evidence
    assert claim.why


def test_a_fact_in_the_summary_lifts_a_headline_that_only_asks() -> None:
    title = "Higehiro Season 2: Release Date, Cast, Plot"
    (claim,) = read(HIGEHIRO, title, "The network announced that the second season premieres on July 4.")
    assert (claim.status, claim.sure) == (DATED, True)
    assert claim.period is not None
    assert claim.period.text == "July 4"
    (rumour,) = read(HIGEHIRO, "Higehiro Season 2 reportedly dated", "It premieres on July 4.")
    assert rumour.status is SPECULATED


def test_a_sentence_about_another_season_says_nothing_of_this_one() -> None:
    (claim,) = read(HIGEHIRO, "Everything we know about Higehiro season 2", "Season 1 was released in 2021.")
    assert claim.status is SPECULATED


def test_title_and_subject_without_a_known_word_is_unsure() -> None:
    (claim,) = read(HIGEHIRO, "Higehiro Season 2 and the long winter")
    assert (claim.status, claim.sure, claim.evidence) == (SPECULATED, False, ())


def test_a_name_cannot_fire_a_cue() -> None:
    watch = Watch(name="w", titles=("Cancelled Rumors",), about=("season 2",))
    (claim,) = read(watch, "Cancelled Rumors season 2 announced")
    assert claim.status is ANNOUNCED


def test_the_words_of_the_outlet_say_nothing() -> None:
    (claim,) = read(HIGEHIRO, "Higehiro season 2 announced - Review Today")
    assert claim.status is ANNOUNCED


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Lantern Harbor film opens in theaters July 17", DATED),
        ("劇場版「灯台の町」2027年春公開決定", DATED),
        ("Lantern Harbor delayed to 2027", DELAYED),  # the title can be the film itself
    ],
)
def test_a_thing_that_is_its_own_title(title: str, status: Status) -> None:
    (claim,) = read(HARBOR, title)
    assert (claim.subject, claim.status) == ("movie", status)


@pytest.mark.parametrize(
    "title",
    [
        "Cast of Lantern Harbor at the zoo",
        "Fishing quiz launches in Lantern Harbor",  # it comes to the place, not the place
        "Lantern Harbor Ferry Arc review",
        "Lantern Harbor figure announced",
        "Lantern Harbor café opens on July 4",
        "「灯台の町」カフェが渋谷にオープン",
    ],
)
def test_a_title_named_in_passing_does_not_stand_for_its_film(title: str) -> None:
    assert read(HARBOR, title) == []


def test_the_title_alone_is_not_the_film_where_another_thing_is_named() -> None:
    assert read(HARBOR, "Lantern Harbor gets a second season") == []
    two = Watch(name="w", titles=("Lantern Harbor",), about=("movie", "season 2"))
    assert [claim.subject for claim in read(two, "Lantern Harbor renewed for a second season")] == [
        "season 2"
    ]


def test_without_about_each_thing_the_headline_names_is_a_claim() -> None:
    assert {c.subject for c in read(ANY, "Lantern Harbor volume 6 and 7 announced")} == {
        "volume 6",
        "volume 7",
    }
    assert [c.subject for c in read(ANY, "Lantern Harbor Gets 2nd Anime Season")] == ["season 2"]
    assert [c.subject for c in read(ANY, "Lantern Harbor movie announced")] == ["movie"]
    (release,) = read(ANY, "Lantern Harbor launches on July 17")
    assert (release.subject, release.status) == ("release", DATED)
    (mention,) = read(ANY, "A walk through Lantern Harbor")
    assert (mention.subject, mention.status) == ("release", MENTIONED)


@pytest.mark.parametrize(
    "title",
    [
        "Lantern Harbor cafe opens in Tokyo",
        "Lantern Harbor collaboration with a shoe maker announced",
        "Pop-up store for Lantern Harbor announced in Shibuya",
        "Lantern Harbor keychain now available",
        "Lantern Harbor mug available for pre-order",
        "Lantern Harbor author falls ill, hiatus announced",
        "Lantern Harbor orchestra concert announced for July 4",
        "Coffee chain announces Lantern Harbor collab",
        "Lantern Harbor art exhibition to open in Osaka",
        "Lantern Harbor author announces new series",
        "A line of Lantern Harbor hoodies is coming next month",
        "Figure Lantern Harbor unveiled",
        "Voice actor of Lantern Harbor announces marriage",
        "Lantern Harbor soundtrack out now",
        "「灯台の町」コラボカフェ開催決定",
        "灯台の町 ねんどろいど 発売決定",
        "灯台の町 原画展、東京で開催決定",
        "灯台の町の作者、新連載を開始",
    ],
)
def test_without_about_what_is_not_the_work_is_a_mention(title: str) -> None:
    assert {claim.status for claim in read(ANY, title)} == {MENTIONED}


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Lantern Harbor release date announced", ANNOUNCED),
        ("Lantern Harbor, after its exhibition, arrives on July 4", DATED),
        ("Lantern Harbor launches on July 4 with a figure", DATED),
        ("Lantern Harbor out now", RELEASED),
        ("監督の最新作「灯台の町」公開決定", ANNOUNCED),
    ],
)
def test_without_about_news_of_the_work_stands_beside_other_things(title: str, status: Status) -> None:
    (claim,) = read(ANY, title)
    assert (claim.subject, claim.status, claim.sure) == ("release", status, True)


def test_without_about_a_verb_far_from_the_title_is_unsure() -> None:
    (claim,) = read(ANY, "Lantern Harbor and its long quiet neighbours by the old sea wall announced")
    assert (claim.status, claim.sure) == (ANNOUNCED, False)


def test_news_of_a_season_is_not_news_of_what_is_sold_around_it() -> None:
    (cafe,) = read(HIGEHIRO, "Higehiro Season 2 café opens in Shibuya")
    (concert,) = read(HIGEHIRO, "Higehiro Season 2 announced at a concert")
    assert (cafe.status, concert.status) == (MENTIONED, ANNOUNCED)


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Volume 6 of Lantern Harbor on sale", RELEASED),
        ("Lantern Harbor volume 6 now on sale", RELEASED),
        ("Volume 6 of Lantern Harbor goes on sale December 10", DATED),
        ("Lantern Harbor volume 6 on sale December 10", DATED),
        ("灯台の町 第6巻 好評発売中", RELEASED),
        ("灯台の町 第6巻 発売", RELEASED),
        ("灯台の町 第6巻 発売決定", ANNOUNCED),
        ("灯台の町 第6巻 12月10日発売", DATED),
        ("灯台の町 第6巻の発売延期", DELAYED),
    ],
)
def test_what_is_on_sale(title: str, status: Status) -> None:
    (claim,) = read(VOLUME, title)
    assert claim.status is status


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("No plans for Higehiro season 2", CANCELLED),
        ("Higehiro season 2 announced; studio has no plans to make a movie", ANNOUNCED),
        ("Higehiro has no plans to stop before season 2", SPECULATED),
        ("Higehiro season 2 'axed' by its network", SPECULATED),
        ("Higehiro 'axed' by its network", SPECULATED),
        ("Higehiro season 2 price revealed, launch unconfirmed", SPECULATED),
        ("First look at Higehiro season 2 revealed, launch yet to be confirmed", SPECULATED),
        ("Higehiro season 2 in production, reportedly a record", ANNOUNCED),
        ("Higehiro season 2 reportedly in production, cast returning", SPECULATED),
        ("Higehiro Season 2 is coming: report", SPECULATED),
        ("Higehiro Season 2 trailer leaked ahead of July 4 premiere", DATED),
        ("Higehiro Season 2 confirmed: here's everything we know", ANNOUNCED),
        ("Higehiro Season 2 arrives soon: how to watch it", ANNOUNCED),
        ("Studio releases the virus-delayed Higehiro Season 2", ANNOUNCED),
        ("Higehiro season 2 writer confirms talks", SPECULATED),
        ("Higehiro season 2 is out now after being delayed twice", RELEASED),
        ("Network releases Higehiro season 2", RELEASED),
        ("Network releases Higehiro season 2 trailer", ANNOUNCED),
        ("Network releases Higehiro season 2 in October", DATED),
        ("Everything about best-selling Higehiro season 2: it is coming", SPECULATED),
        ("Best-selling Higehiro gets a second season", ANNOUNCED),
        ("Higehiro season 2 trailer revealed on Sunday", ANNOUNCED),
        ("Higehiro season 2 trailer streamed by its network Sunday", ANNOUNCED),
        ("Higehiro isn't ending", ANNOUNCED),
        ("Higehiro sequel announced", ANNOUNCED),
    ],
)
def test_how_far_a_doubt_reaches(title: str, status: Status) -> None:
    (claim,) = read(HIGEHIRO, title)
    assert claim.status is status


def test_a_denial_in_the_summary_answers_a_headline_that_shows_only_a_price() -> None:
    (claim,) = read(HIGEHIRO, "Higehiro Season 2 price revealed", "Higehiro season 2 has not been announced.")
    assert claim.status is SPECULATED


def test_a_summary_that_names_only_the_kind_speaks_of_the_headlines_title() -> None:
    (claim,) = read(HARBOR, "Lantern Harbor casts its lead", "A newcomer joins. The film opens on July 17.")
    assert (claim.status, claim.period and claim.period.text) == (DATED, "July 17")


def test_a_quoted_name_may_end_with_a_mark() -> None:
    watch = Watch(name="w", titles=("We Sail.",), about=("anime",))
    (claim,) = read(watch, "'We Sail.' Reveals Main Cast, Staff for Fall 2026")
    assert claim.status is DATED


def test_a_question_mark_of_the_title_asks_nothing() -> None:
    watch = Watch(name="w", titles=("Who Sings There?",), about=("season 2",))
    (claim,) = read(watch, "Who Sings There? season 2 announced")
    (asked,) = read(watch, "Is Who Sings There? season 2 announced?")
    assert (claim.status, asked.status) == (ANNOUNCED, SPECULATED)


@pytest.mark.parametrize(
    ("names", "about", "title"),
    [
        (("Orion Lumen X2",), "phone", "Orion unveils the Lumen X2 phone"),
        (("Saltwind: Broken Shore",), "game", "Saltwind II: Broken Shore announced"),
        (("The Last Salt Mine: Ember",), "movie", "The Last Salt Mine film announced"),
        (("Lantern Harbor",), "movie 3", "3rd Lantern Harbor Film Announced"),
        (("Lantern Harbor",), "season 2 part 2", "Lantern Harbor Second Season Second Cour announced"),
        (("Lantern Harbor",), "final season", "Lantern Harbor's final chapter announced"),
        (("Lantern Harbor",), "remake", "Lantern Harbor revival announced"),
        (("Lantern Harbor",), "movie 3", "Third instalment of Lantern Harbor announced"),
        (("Lantern Harbor",), "season 2", "Lantern Harbor returns for another run"),
        (("Lantern Harbor",), "free stream", "Lantern Harbor confirmed for stream that is free"),
        (("Control",), "game", "‘control’ game announced"),
    ],
)
def test_other_ways_to_name_it(names: tuple[str, ...], about: str, title: str) -> None:
    (claim,) = read(Watch(name="w", titles=names, about=(about,)), title)
    assert claim.status is ANNOUNCED


@pytest.mark.parametrize("title", ["Nobody unveils the Lumen X2 phone", "A game out of control announced"])
def test_a_part_of_a_name_is_not_the_name(title: str) -> None:
    assert read(Watch(name="w", titles=("Orion Lumen X2", "Control"), about=("game", "phone")), title) == []


def test_claims_come_by_watch_the_strongest_first() -> None:
    watch = Watch(name="w", titles=("Lantern Harbor",), about=("season 2", "movie"))
    reader = Reader([VOLUME, watch])
    title = "Lantern Harbor season 2 could happen; its movie is out now"
    claims = reader.read(item(title, "Lantern Harbor volume 6 is announced."))
    assert [claim.watch for claim in claims] == ["volume", "w", "w"]
    weights = [strength(claim.status) for claim in claims if claim.watch == "w"]
    assert weights == sorted(weights, reverse=True)


def test_strength_orders_the_statuses() -> None:
    order = (MENTIONED, SPECULATED, ANNOUNCED, DATED, DELAYED, RELEASED)
    assert sorted(order, key=strength) == list(order)
    assert strength(DELAYED) == strength(CANCELLED)


WORDS = st.sampled_from(
    [
        "Higehiro",
        "ひげを剃る",
        "Hige wo Soru",
        "season 2",
        "第2期",
        "S2",
        "Season 3",
        "gets",
        "announced",
        "reportedly",
        "?",
        ". ",
        ": ",
        ", ",
        "—",
        "delayed",
        "July 4",
        "2027年4月",
        "決定",
        "未定",
        "not",
        "been",
        "release date",
        "cast",
        "is",
        "out now",
        "「",
        "」",
        "’s",
        "ﾋｹﾞ",
        "éà",
        "🎉",
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=12).map(" ".join))
def test_evidence_and_mentions_are_the_items_own_words(title: str, summary: str) -> None:
    everything = Watch(name="any", titles=HIGEHIRO.titles)
    for claim in Reader([HIGEHIRO, everything]).read(item(title, summary)):
        assert all(words in title or words in summary for words in claim.evidence)
        text = title if claim.mention.where == "title" else summary
        assert text[claim.mention.start : claim.mention.end] == claim.mention.form
        assert claim.mention.name in HIGEHIRO.titles
        assert claim.subject_form is None or claim.subject_form in title + "\n" + summary
        assert claim.period is None or claim.period.text in title + "\n" + summary


# Dates


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("July 4", date(2026, 7, 4), date(2026, 7, 4)),
        ("April 2", date(2027, 4, 2), date(2027, 4, 2)),  # the next one
        ("April 2027", date(2027, 4, 1), date(2027, 4, 30)),
        ("3 May 2027", date(2027, 5, 3), date(2027, 5, 3)),
        ("2027-07-04", date(2027, 7, 4), date(2027, 7, 4)),
        ("this fall", date(2026, 9, 1), date(2026, 11, 30)),
        ("next month", date(2026, 7, 1), date(2026, 7, 31)),
        ("next summer", date(2027, 6, 1), date(2027, 8, 31)),
        ("Q3 2027", date(2027, 7, 1), date(2027, 9, 30)),
        ("mid July 2027", date(2027, 7, 11), date(2027, 7, 20)),
        ("2026年10月3日", date(2026, 10, 3), date(2026, 10, 3)),
        ("令和9年4月", date(2027, 4, 1), date(2027, 4, 30)),
        ("10月上旬", date(2026, 10, 1), date(2026, 10, 10)),
        ("今秋", date(2026, 9, 1), date(2026, 11, 30)),
        ("来年4月", date(2027, 4, 1), date(2027, 4, 30)),
        ("2027年春", date(2027, 3, 1), date(2027, 5, 31)),
    ],
)
def test_dates(text: str, first: date, last: date) -> None:
    (when,) = find_dates(fold(text), JUNE.date())
    assert when.period is not None
    assert (when.period.first, when.period.last) == (first, last)


@pytest.mark.parametrize("text", ["February 30", "it may be", "part 4", "13月", "the 2nd"])
def test_what_is_no_date(text: str) -> None:
    assert find_dates(fold(text), JUNE.date()) == []


def test_a_date_without_a_year_in_an_undated_item_is_dated_without_a_period() -> None:
    (claim,) = read(HIGEHIRO, "Higehiro season 2 premieres July 4", published=None)
    assert (claim.status, claim.period) == (DATED, None)
    assert "July 4" in claim.evidence
    (placed,) = Reader([HIGEHIRO]).read(
        item("Higehiro season 2 premieres July 4", published=None), JUNE.date()
    )
    assert placed.period is not None
    assert placed.period.first == date(2026, 7, 4)


def test_when_it_was_said_is_not_when_it_comes() -> None:
    (claim,) = read(HIGEHIRO, "Higehiro season 2 announced on July 4")
    assert claim.status is ANNOUNCED


# Nearly


def test_near() -> None:
    watch = Watch(name="w", titles=("Higehiro",), about=("season 2",), exclude=("figure",))
    reader = Reader([watch])
    assert reader.near(item("Higehiro season 3 announced")) == (
        Near("w", "it names season 3, not season 2", "Higehiro", "Higehiro"),
    )
    (excluded,) = reader.near(item("HIGEHIRO season 2 Figure announced"))
    assert excluded.why == 'ruled out by not = "Figure"'
    assert reader.read(item("HIGEHIRO season 2 Figure announced")) == ()
    assert reader.read(item("Higehiro season 2 prefigured, announced")) != ()  # whole words only
    (absent,) = reader.near(item("A talk with the author of Higehiro"))
    assert absent.why == "it names the title, but not season 2"
    assert reader.near(item("Higehiro season 2 announced")) == ()
    assert reader.near(item("Saltwind announced")) == ()


# Keywords


@pytest.mark.parametrize(
    ("keywords", "title", "words"),
    [
        (("second season",), "A SECOND  Season for all", ("SECOND  Season",)),
        (("サイン会",), "新宿でサイン会開催", ("サイン会",)),
        (("art",), "the start", None),
        (("/vol\\.? ?6/",), "Vol.6 is here", ("Vol.6",)),
        (("harbor", "-figure"), "Harbor figure", None),
        (("harbor", "-/figures?$/"), "Harbor figures", None),
        (("harbor", "-figure"), "Harbor light", ("Harbor",)),
        (("harbor", "light"), "Harbor light", ("Harbor", "light")),
    ],
)
def test_keywords(keywords: tuple[str, ...], title: str, words: tuple[str, ...] | None) -> None:
    found = Reader([Watch(name="k", keywords=keywords)]).matches(item(title))
    assert found == (() if words is None else (KeywordMatch("k", words),))


def test_a_pattern_that_takes_too_long_is_an_unsure_match_that_says_so() -> None:
    reader = Reader([Watch(name="k", keywords=("/(x+x+)+y/",))])
    (found,) = reader.matches(item("x" * 5000))
    assert found.unsure
    assert found.words == ("/(x+x+)+y/ took longer than 0.1 s",)


def test_keyword_watches_make_no_claims_and_title_watches_no_matches() -> None:
    reader = Reader([Watch(name="k", keywords=("Higehiro",)), HIGEHIRO])
    announced = item("Higehiro season 2 announced")
    assert [claim.watch for claim in reader.read(announced)] == ["higehiro"]
    assert [match.watch for match in reader.matches(announced)] == ["k"]


# Headline words


def test_headline_words_tell_reports_apart() -> None:
    names = ("Lantern Harbor", "灯台の町")
    one = headline_words(item("Lantern Harbor lighthouse café opens in Shibuya"), names)
    assert one == {"lighthouse", "cafe", "shibuya"}
    assert headline_words(item("「灯台の町」渋谷でコラボ決定"), names) == {"渋谷", "コラボ"}


# The cue files


@pytest.mark.parametrize(
    "cue", lexicon().cues, ids=lambda cue: f"{cue.language}-{cue.role}-{cue.pattern[:30]}"
)
def test_every_cue_fires_on_its_sentence(cue: Cue) -> None:
    assert cue.role in ROLES + OVERLAYS
    assert any(WordFinder([(cue.role, cue.pattern)]).find(fold_text(cue.example)))


def test_cue_files_have_the_same_tables() -> None:
    folder = resources.files("watcher.decide.reading").joinpath("cues")
    tables = {
        f.name: tomli.loads(f.read_text(encoding="utf-8"))
        for f in folder.iterdir()
        if f.name.endswith(".toml")
    }
    assert {"en.toml", "ja.toml"} <= set(tables)
    assert set(tables["en.toml"]["cues"]) == set(ROLES + OVERLAYS)
    for name, table in tables.items():
        assert set(table) - {"everyday", "around"} == {
            "language",
            "stop",
            "units",
            "numbers",
            "kinds",
            "cues",
            "dates",
        }, name
        assert set(table["cues"]) <= set(ROLES + OVERLAYS), name
        assert set(table["dates"]) == set(tables["en.toml"]["dates"]), name


@pytest.mark.parametrize(
    "headline", ["Higehiro シーズン2 放送決定", "TVアニメ『Higehiro』シーズン２ 制作決定"]
)
def test_a_counter_in_kana_stands_also_behind_a_latin_name(headline: str) -> None:
    watch = Watch(name="higehiro", titles=("Higehiro",), about=("season 2", "movie"))
    claims = Reader([watch]).read(Item(source="ann", title=headline))
    assert [(c.subject, c.status) for c in claims] == [("season 2", Status.ANNOUNCED)]


@pytest.mark.parametrize(
    ("headline", "subject"),
    [
        ("Higehiro Movie Cancelled", "movie"),
        ("Higehiro Anime Cancelled", "season 2"),
        ("Higehiro Renewed", "season 2"),
    ],
)
def test_the_end_of_another_thing_is_not_the_season_s(headline: str, subject: str) -> None:
    watch = Watch(name="higehiro", titles=("Higehiro",), about=("season 2", "movie"))
    claims = Reader([watch]).read(Item(source="ann", title=headline))
    assert [c.subject for c in claims if c.status in NEWS] == [subject]


@pytest.mark.parametrize(
    ("name", "headline", "met"),
    [
        ("Hige wo Soru", "Higi wo Soru Anime Gets 2nd Season", True),
        ("The Lighthouse Keeper's Cat", "The Lighthose Keepers Cut Gets 2nd Season", True),
        ("The Lighthouse Keeper's Cat", "The Lighthouse Painter's Dog Gets 2nd Season", False),
        ("Higehiro", "Higehira Gets 2nd Season", False),  # short names never survive a typo
        ("Area 88 Reborn", "Area 89 Reborn Gets 2nd Season", False),  # another number is another thing
    ],
)
def test_a_long_name_survives_a_typo_unconfirmed(name: str, headline: str, met: bool) -> None:
    claims = Reader([Watch(name="w", titles=(name,), about=("season 2",))]).read(
        Item(source="ann", title=headline)
    )
    assert [(c.status, c.sure) for c in claims] == [(Status.ANNOUNCED, False)] * met


def test_a_name_as_written_is_never_in_doubt() -> None:
    claims = Reader([Watch(name="w", titles=("Hige wo Soru",))]).read(
        Item(source="ann", title="Hige wo Soru Gets 2nd Season")
    )
    assert [(c.status, c.sure) for c in claims] == [(Status.ANNOUNCED, True)]
