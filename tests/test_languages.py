"""Reading in nine languages: every headline here was made up for the test.

The tables of each language are in watcher/decide/reading/cues; that each cue fires on its own sentence is
tested in test_reading.py.
"""

from datetime import UTC, date, datetime

import pytest

from watcher.decide.reading import Reader
from watcher.decide.reading.fold import fold, fold_text
from watcher.decide.reading.periods import find_dates
from watcher.decide.reading.sheet import read_sheet
from watcher.decide.reading.subjects import parse_about
from watcher.model import NEWS, Claim, Item, Status, Watch

from build import an_item

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
HIGEHIRO = Watch(name="higehiro", titles=("Hige wo Soru", "Higehiro", "ひげを剃る"), about=("season 2",))

SPECULATED, ANNOUNCED, DATED = Status.SPECULATED, Status.ANNOUNCED, Status.DATED
RELEASED, DELAYED, CANCELLED, MENTIONED = Status.RELEASED, Status.DELAYED, Status.CANCELLED, Status.MENTIONED

HEADLINES = {
    "en": [
        (ANNOUNCED, "Second season of Higehiro announced"),
        (ANNOUNCED, "It's official: Hige wo Soru is renewed for season 2"),
        (DATED, "Higehiro season 2 premieres on October 12, 2026"),
        (RELEASED, "Higehiro Season 2 is now streaming"),
        (DELAYED, "Higehiro season 2 is delayed"),
        (CANCELLED, "Higehiro season 2 has been cancelled"),
        (SPECULATED, "Rumor: Higehiro season 2 is in production"),
        (SPECULATED, "Higehiro season 2 has not been announced yet"),
        (SPECULATED, "Will there be a second season of Higehiro?"),
        (SPECULATED, "Higehiro season 2: everything we know so far"),
        (MENTIONED, "Higehiro season 2, episode 4: our review"),
    ],
    "ja": [
        (ANNOUNCED, "「ひげを剃る」第2期の制作が決定"),
        (ANNOUNCED, "アニメ「ひげを剃る」2期 制作決定を発表"),
        (DATED, "「ひげを剃る」第2期 2026年10月12日より放送開始"),
        (RELEASED, "「ひげを剃る」第2期 好評配信中"),
        (DELAYED, "「ひげを剃る」第2期の放送が延期に"),
        (CANCELLED, "「ひげを剃る」第2期は制作中止"),
        (SPECULATED, "【噂】ひげを剃る 第2期が制作中か"),
        (SPECULATED, "ひげを剃る第2期、公式発表はまだありません"),
        (SPECULATED, "ひげを剃るの第2期はいつ？"),
        (SPECULATED, "ひげを剃る 第2期の最新情報まとめ"),
        (MENTIONED, "ひげを剃る 第2期 第4話の感想"),
    ],
    "fr": [
        (ANNOUNCED, "Higehiro : une deuxième saison annoncée"),
        (ANNOUNCED, "C'est officiel, la saison 2 d'Higehiro est en production"),
        (ANNOUNCED, "Higehiro renouvelé pour une seconde saison"),
        (DATED, "La saison 2 de Higehiro sortira le 12 octobre 2026"),
        (RELEASED, "Higehiro : la saison 2 est enfin disponible"),
        (DELAYED, "La saison 2 de Higehiro est repoussée"),
        (CANCELLED, "La saison 2 de Higehiro est annulée"),
        (SPECULATED, "Selon une rumeur, la saison 2 de Higehiro est en production"),
        (SPECULATED, "La saison 2 de Higehiro pourrait arriver en octobre"),
        (SPECULATED, "Higehiro : la saison 2 n'a pas encore été annoncée"),
        (SPECULATED, "Y aura-t-il une saison 2 de Higehiro ?"),
        (SPECULATED, "Higehiro saison 2 : tout ce que l'on sait"),
        (MENTIONED, "Higehiro saison 2 : critique d'un épisode tendre"),
    ],
    "es": [
        (ANNOUNCED, "Anunciada la segunda temporada de Higehiro"),
        (ANNOUNCED, "Higehiro tendrá una 2ª temporada: es oficial"),
        (ANNOUNCED, "Higehiro, renovada por una temporada 2"),
        (DATED, "La temporada 2 de Higehiro se estrena el 12 de octubre de 2026"),
        (RELEASED, "La segunda temporada de Higehiro ya está disponible"),
        (DELAYED, "La temporada 2 de Higehiro se retrasa"),
        (CANCELLED, "Cancelada la segunda temporada de Higehiro"),
        (SPECULATED, "Según una filtración, Higehiro tendrá temporada 2"),
        (SPECULATED, "La segunda temporada de Higehiro podría llegar en otoño"),
        (SPECULATED, "Higehiro: la temporada 2 no ha sido anunciada"),
        (SPECULATED, "¿Habrá segunda temporada de Higehiro?"),
        (SPECULATED, "Higehiro temporada 2: todo lo que sabemos"),
        (MENTIONED, "Higehiro temporada 2: reseña de un capítulo tierno"),
    ],
    "pt": [
        (ANNOUNCED, "Segunda temporada de Higehiro é anunciada"),
        (ANNOUNCED, "Higehiro é renovada para a 2ª temporada"),
        (DATED, "A temporada 2 de Higehiro estreia em 12 de outubro de 2026"),
        (RELEASED, "Segunda temporada de Higehiro já está disponível"),
        (DELAYED, "A segunda temporada de Higehiro foi adiada"),
        (CANCELLED, "Segunda temporada de Higehiro foi cancelada"),
        (SPECULATED, "Segundo rumores, Higehiro terá uma segunda temporada"),
        (SPECULATED, "Higehiro: a segunda temporada ainda não foi confirmada"),
        (SPECULATED, "Haverá uma segunda temporada de Higehiro?"),
        (SPECULATED, "Higehiro, temporada 2: tudo o que sabemos"),
        (MENTIONED, "Higehiro, temporada 2: resenha de um episódio terno"),
    ],
    "de": [
        (ANNOUNCED, "Zweite Staffel von Higehiro angekündigt"),
        (ANNOUNCED, "Higehiro: 2. Staffel offiziell bestätigt"),
        (ANNOUNCED, "Higehiro wird um eine zweite Staffel verlängert"),
        (DATED, "Die 2. Staffel von Higehiro startet am 12. Oktober 2026"),
        (RELEASED, "Higehiro: Staffel 2 ist ab sofort verfügbar"),
        (DELAYED, "Higehiro: Staffel 2 wird verschoben"),
        (CANCELLED, "Higehiro: Staffel 2 wurde abgesagt"),
        (SPECULATED, "Gerücht: Staffel 2 von Higehiro ist in Arbeit"),
        (SPECULATED, "Die zweite Staffel von Higehiro könnte im Herbst kommen"),
        (SPECULATED, "Higehiro: Staffel 2 noch nicht bestätigt"),
        (SPECULATED, "Wird es eine zweite Staffel von Higehiro geben?"),
        (SPECULATED, "Higehiro Staffel 2: Alles, was wir wissen"),
        (MENTIONED, "Higehiro Staffel 2: Kritik einer zarten Folge"),
    ],
    "it": [
        (ANNOUNCED, "Annunciata la seconda stagione di Higehiro"),
        (ANNOUNCED, "Higehiro rinnovata per la stagione 2"),
        (DATED, "La seconda stagione di Higehiro arriva il 12 ottobre 2026"),
        (RELEASED, "La stagione 2 di Higehiro è ora disponibile"),
        (DELAYED, "La stagione 2 di Higehiro è stata rinviata"),
        (CANCELLED, "La seconda stagione di Higehiro è stata cancellata"),
        (SPECULATED, "Indiscrezioni: la stagione 2 di Higehiro è in lavorazione"),
        (SPECULATED, "La stagione 2 di Higehiro non è ancora stata confermata"),
        (SPECULATED, "Ci sarà una seconda stagione di Higehiro?"),
        (SPECULATED, "Higehiro, stagione 2: tutto quello che sappiamo"),
        (MENTIONED, "Higehiro stagione 2: recensione di un episodio tenero"),
    ],
    "ru": [
        (ANNOUNCED, "Анонсирован второй сезон Higehiro"),
        (ANNOUNCED, "Сериал Higehiro продлён на 2 сезон"),
        (DATED, "2-й сезон Higehiro выйдет 12 октября 2026 года"),
        (RELEASED, "Вышел второй сезон Higehiro"),
        (DELAYED, "Премьеру второго сезона Higehiro перенесли"),
        (CANCELLED, "Второй сезон Higehiro отменён"),
        (SPECULATED, "По слухам, второй сезон Higehiro уже в производстве"),
        (SPECULATED, "Второй сезон Higehiro пока не анонсирован"),
        (SPECULATED, "Будет ли второй сезон Higehiro?"),
        (SPECULATED, "Higehiro, сезон 2: всё, что известно"),
        (MENTIONED, "Higehiro, 2 сезон: обзор нежной серии"),
    ],
    "ar": [
        (ANNOUNCED, "الإعلان عن الموسم الثاني من Higehiro"),
        (ANNOUNCED, "رسمياً: تجديد Higehiro لموسم ثانٍ"),
        (DATED, "يعرض الموسم الثاني من Higehiro في 12 أكتوبر 2026"),
        (RELEASED, "الموسم الثاني من Higehiro متاح الآن"),
        (DELAYED, "تأجيل الموسم الثاني من Higehiro"),
        (CANCELLED, "إلغاء الموسم الثاني من Higehiro"),
        (SPECULATED, "شائعة: الموسم الثاني من Higehiro قيد الإنتاج"),
        (SPECULATED, "لم يتم الإعلان عن الموسم الثاني من Higehiro"),
        (SPECULATED, "هل هناك موسم ثان من Higehiro؟"),
        (SPECULATED, "كل ما نعرفه عن الموسم الثاني من Higehiro"),
        (MENTIONED, "مراجعة الموسم الثاني من Higehiro"),
    ],
}  # fmt: skip


def read(title: str, summary: str = "", watch: Watch = HIGEHIRO) -> list[Claim]:
    item: Item = an_item(title=title, summary=summary, published=JUNE, lang=None)
    return list(Reader([watch]).read(item))


@pytest.mark.parametrize(
    ("status", "title"),
    [row for rows in HEADLINES.values() for row in rows],
    ids=[f"{lang}-{status}-{n}" for lang, rows in HEADLINES.items() for n, (status, _) in enumerate(rows)],
)
def test_what_a_headline_claims(status: Status, title: str) -> None:
    (claim,) = read(title)
    assert (claim.subject, claim.status, claim.sure) == ("season 2", status, True), claim
    assert claim.evidence
    if status is DATED:
        assert claim.period is not None
        assert (claim.period.first, claim.period.last) == (date(2026, 10, 12), date(2026, 10, 12))


def test_every_language_tells_of_every_status() -> None:
    for lang, rows in HEADLINES.items():
        assert {status for status, _ in rows} == set(Status), lang


@pytest.mark.parametrize(
    "title",
    [
        "Hige wo Soru Season 2 Release Date, Cast and Plot",
        "Higehiro season 2: what are the chances?",
        "HIGE WO SORU: will Sayu come back for a second season?",
        "Hige o Soru, 2nd season: all the signs so far",
        "Five reasons why Higehiro deserves a season 2",
        "Why Higehiro Season 2 has still not been confirmed",
        "Higehiro's creators would love to make season 2",
        "Higehiro renewal possibilities: what the studio could do",
        "Higehirō S2: fans hope for a 2027 release",
        "「ひげを剃る。」第２期の可能性を考察",
        "ヒゲを剃る 2期はある？原作ストックまとめ",
        "Hige wo Soru saison 2 : ce que l'on sait déjà",
        "Higehiro Staffel 2: Geht es weiter?",
    ],
)
def test_what_announces_nothing_is_met_and_is_no_news(title: str) -> None:
    (claim,) = read(title)
    assert claim.subject == "season 2"
    assert claim.status in (SPECULATED, MENTIONED)
    assert claim.status not in NEWS


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("saison 2", "season 2"), ("deuxième saison", "season 2"), ("2e saison", "season 2"), ("2ème saison", "season 2"),
        ("seconde saison", "season 2"), ("saison finale", "final season"), ("prochaine saison", "next season"),
        ("tome 6", "volume 6"), ("T2", "season 2"), ("troisième film", "movie 3"), ("partie 2", "part 2"),
        ("temporada 2", "season 2"), ("segunda temporada", "season 2"), ("2ª temporada", "season 2"),
        ("2.ª temporada", "season 2"), ("última temporada", "final season"), ("temporada final", "final season"),
        ("nueva temporada", "next season"), ("tomo 6", "volume 6"), ("tercera película", "movie 3"),
        ("terceiro filme", "movie 3"), ("nova temporada", "next season"),
        ("Staffel 2", "season 2"), ("zweite Staffel", "season 2"), ("2. Staffel", "season 2"),
        ("letzte Staffel", "final season"), ("Band 6", "volume 6"), ("dritter Film", "movie 3"), ("Teil 2", "part 2"),
        ("stagione 2", "season 2"), ("seconda stagione", "season 2"), ("2ª stagione", "season 2"),
        ("stagione finale", "final season"),
        ("2 сезон", "season 2"), ("сезон 2", "season 2"), ("второй сезон", "season 2"), ("второго сезона", "season 2"),
        ("2-й сезон", "season 2"), ("2-го сезона", "season 2"), ("том 6", "volume 6"), ("6 том", "volume 6"),
        ("часть 2", "part 2"), ("финальный сезон", "final season"), ("новый сезон", "next season"),
        ("الموسم الثاني", "season 2"), ("الموسم 2", "season 2"), ("موسم ثانٍ", "season 2"), ("المجلد 6", "volume 6"),
        ("الموسم الأخير", "final season"), ("الموسم الجديد", "next season"),
        ("película", "movie"), ("фильм", "movie"), ("suite du film", "sequel"), ("secuela", "sequel"),
        ("date de sortie", "release"), ("fecha de estreno", "release"), ("дата выхода", "release"),
    ],
)  # fmt: skip
def test_a_subject_has_one_normal_form(written: str, normal: str) -> None:
    assert parse_about(written).normal == normal


@pytest.mark.parametrize(
    ("title", "seasons"),
    [
        ("Higehiro : les saisons 2 et 3 annoncées", {"season 2", "season 3"}),
        ("Higehiro: segunda y tercera temporada confirmadas", {"season 2", "season 3"}),
        ("Higehiro: 2. und 3. Staffel angekündigt", {"season 2", "season 3"}),
        ("Анонсированы 2 и 3 сезоны Higehiro", {"season 2", "season 3"}),
        ("الإعلان عن الموسم الثاني والثالث من Higehiro", {"season 2", "season 3"}),
        ("Higehiro: final de temporada anunciado", set()),  # the last episode, not the last season
        ("Zehn Jahre Higehiro: erste Staffel im Rückblick", set()),
    ],
)
def test_which_seasons_a_headline_names(title: str, seasons: set[str]) -> None:
    watch = Watch(name="w", titles=("Higehiro",), about=("season 2", "season 3", "final season"))
    assert {claim.subject for claim in read(title, watch=watch)} == seasons


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("le 12 octobre 2026", date(2026, 10, 12), date(2026, 10, 12)),
        ("le 1er octobre", date(2026, 10, 1), date(2026, 10, 1)),
        ("en octobre", date(2026, 10, 1), date(2026, 10, 31)),
        ("en octobre, 12 films", date(2026, 10, 1), date(2026, 10, 31)),  # no "October 12"
        ("fin octobre", date(2026, 10, 21), date(2026, 10, 31)),
        ("à l'automne 2027", date(2027, 9, 1), date(2027, 11, 30)),
        ("cet automne", date(2026, 9, 1), date(2026, 11, 30)),
        ("l'automne prochain", date(2027, 9, 1), date(2027, 11, 30)),
        ("le mois prochain", date(2026, 7, 1), date(2026, 7, 31)),
        ("début 2027", date(2027, 1, 1), date(2027, 4, 30)),
        ("12 de octubre de 2026", date(2026, 10, 12), date(2026, 10, 12)),
        ("12 de octubre", date(2026, 10, 12), date(2026, 10, 12)),
        ("el próximo mes", date(2026, 7, 1), date(2026, 7, 31)),
        ("el mes que viene", date(2026, 7, 1), date(2026, 7, 31)),
        ("otoño de 2027", date(2027, 9, 1), date(2027, 11, 30)),
        ("a finales de año", date(2026, 9, 1), date(2026, 12, 31)),
        ("12 de outubro de 2026", date(2026, 10, 12), date(2026, 10, 12)),
        ("no próximo ano", date(2027, 1, 1), date(2027, 12, 31)),
        ("am 12. Oktober", date(2026, 10, 12), date(2026, 10, 12)),
        ("12.10.2026", date(2026, 10, 12), date(2026, 10, 12)),
        ("dieses Jahr", date(2026, 1, 1), date(2026, 12, 31)),
        ("Ende Oktober 2026", date(2026, 10, 21), date(2026, 10, 31)),
        ("im Herbst 2027", date(2027, 9, 1), date(2027, 11, 30)),
        ("il 12 ottobre 2026", date(2026, 10, 12), date(2026, 10, 12)),
        ("nel 2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("10 октября", date(2026, 10, 10), date(2026, 10, 10)),
        ("в октябре 2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("осенью 2027 года", date(2027, 9, 1), date(2027, 11, 30)),
        ("осенью этого года", date(2026, 9, 1), date(2026, 11, 30)),
        ("в следующем году", date(2027, 1, 1), date(2027, 12, 31)),
        ("12 أكتوبر", date(2026, 10, 12), date(2026, 10, 12)),
        ("في أكتوبر 2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("العام المقبل", date(2027, 1, 1), date(2027, 12, 31)),
        ("خريف هذا العام", date(2026, 9, 1), date(2026, 11, 30)),
        ("25/12/2026", date(2026, 12, 25), date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25), date(2026, 12, 25)),
    ],
)  # fmt: skip
def test_dates(text: str, first: date, last: date) -> None:
    (when,) = find_dates(fold(text), JUNE.date())
    assert when.period is not None
    assert (when.period.first, when.period.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "10/12/2026",  # the tenth of December or the twelfth of October
        "31.02.2026",
        "la planète mars",
        "Mai Nakahara",
        "once an outsider",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(fold(text), JUNE.date()) == []


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("d'Higehiro", "d higehiro"),
        ("Y aura-t-il l’été ?", "y aura t il l ete"),
        ("nell'autunno", "nell autunno"),
        ("aujourd'hui", "aujourdhui"),
        ("Hasn't Ann's dog?", "hasnt ann s dog"),
        ("2ª temporada", "2a temporada"),
        ("2-й сезон", "2 и сезон"),
        ("رسمياً", "رسميا"),
    ],
)
def test_fold(raw: str, folded: str) -> None:
    assert fold_text(raw) == folded


def test_a_point_after_a_number_ends_no_sentence() -> None:
    (claim,) = read(
        "Higehiro: Alles über die 2. Staffel", "Die 2. Staffel von Higehiro kommt am 12. Oktober."
    )
    assert (claim.status, claim.period and claim.period.text) == (DATED, "12. Oktober")
    item = an_item(title="Die 2. Staffel kommt am 12. Oktober. Mehr im Mai. Bis Folge 8. Danach Pause.")
    title = read_sheet(item, fold(item.title), fold("")).title
    assert [title.text.text[at:].split()[0] for at in title.sentences] == ["mehr", "bis", "danach"]
