"""article: the words of an article, found by trafilatura and by our own way. Both must give the same sentences."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.parse.article import MAX_TEXT, Article, main_text

PAGES = Path(__file__).parent / "data" / "articles"
URL = "https://lantern.example/news/7"
SAYS = {
    "english": (
        "The second season of The Lamp Maker begins on 7 April, the studio said on Monday.",
        "many had given up hope that the town of lamps would ever be seen again.",
        "Twelve episodes are in the making & will be shown on Tuesdays.",
        "“First we light the lamps that we have,” the producer told us, and laughed for a long time.",
    ),
    "japanese": (
        "アニメ『灯台の魔女』の第２期が四月七日より放送されることが、月曜日に発表された。",
        "全十二話が予定されており、監督は前作に続いて務める。",
        "なお、第３期については何も決まっていないと制作会社は述べた。",
    ),
    "scripted": (
        "Volume six of The Lamp Maker does not come in May.",
        "A new day will be named in June, and whoever has ordered the book need do nothing.",
    ),
    "no-paragraphs": (
        "comes to the shops on 12 September.",
        "the first evening is in the old bell tower, and the tickets cost nothing.",
    ),
}
AROUND = (
    "cookies",
    "Imprint",
    "Ten films",
    "I can't believe it",
    "会社概要",
    "新刊のご案内",
    "Copyright",
    "dataLayer",
)


@pytest.fixture(params=["trafilatura", "our own"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "our own":
        monkeypatch.setitem(
            sys.modules, "trafilatura", None
        )  # what Python does for a module that can't be imported
    else:
        import trafilatura  # noqa: F401  installed with the tests: without it both ways would be the same
    return str(request.param)


def article(name: str) -> Article:
    found = main_text((PAGES / f"{name}.html").read_bytes(), "text/html", URL)
    assert found is not None
    return found


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("name", SAYS)
def test_the_same_sentences(name: str) -> None:
    text = article(name).text
    assert [sentence for sentence in SAYS[name] if sentence not in text] == []
    assert [words for words in AROUND if words in text] == []
    assert all(line == line.strip() and line.isprintable() for line in text.split("\n"))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    ("name", "title", "published", "lang"),
    [
        ("english", "The Lamp Maker returns in April", datetime(2026, 3, 2, 8, 30, tzinfo=UTC), "en"),
        ("japanese", "『灯台の魔女』第２期、四月七日放送開始", datetime(2026, 3, 2, 9, 0, tzinfo=UTC), "ja"),
        ("scripted", "Volume six is delayed", datetime(2026, 5, 4, tzinfo=UTC), None),
        ("no-paragraphs", "The Bell Founder comes in autumn", None, None),
    ],
)
def test_what_else_it_says(name: str, title: str, published: datetime | None, lang: str | None) -> None:
    found = article(name)
    assert (found.title, found.published, found.lang) == (title, published, lang)


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize(
    "body",
    [
        "",
        "Forbidden",
        "<html><body><p>Too little.</p></body></html>",
        "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>",
        "<html><head><title>Log in</title></head><body><h1>Log in</h1><form><input name=u><input type=password></form></body></html>",
        "<div>" * 5_000 + "<p>" + "The lamp is lit. " * 50,
        "<p " + " ".join(f'a{number}="1"' for number in range(5_000)) + ">" + "The lamp is lit. " * 50,
        "x" * 3_000_000,
    ],
)
def test_no_article(body: str) -> None:
    assert main_text(body.encode(), "text/html", URL) is None


@pytest.mark.usefixtures("way")
def test_long_article_is_cut() -> None:
    paragraphs = "".join(
        f"<p>Of the lamps in street {number} there are {number * 7}, and each of them is lit at another hour.</p>"
        for number in range(600)
    )
    found = main_text(
        f"<html><body><article><h1>Lamps</h1>{paragraphs}</article></body></html>".encode(), "", URL
    )
    assert found is not None
    assert MAX_TEXT - 1_000 < len(found.text) <= MAX_TEXT


def test_damaged_data_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    data = [
        '{"@type": "Article", ',
        "[" * 100_000,
        "null",
        "[1, 2]",
        json.dumps({"@type": None, "@graph": 7}),
    ]
    scripts = "".join(f'<script type="application/ld+json">{said}</script>' for said in data)
    found = main_text(f"<html><head>{scripts}</head><body><p>{'The lamp is lit. ' * 9}</p>".encode(), "", URL)
    assert found is not None
    assert found.published is None


@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=shift_jis"]))
def test_survives_any_bytes(body: bytes, content_type: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "trafilatura", None)
        for page in (body, b"<html><body><article><p>" + body * 3):
            found = main_text(page, content_type, URL)
            assert found is None or found.text
