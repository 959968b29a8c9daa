"""standin: pages that stand in for the one we asked for. One TOML file for each kind in data/standins, one table for each page.

`html` is the page, `asked` the source's address, `url` the final one. `ordinary.toml` holds look-alikes, which stand in for nothing.
"""

from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from watcher.model import Sign
from watcher.parse.standin import of_bytes, standing_in

FOLDER = Path(__file__).parent / "data" / "standins"
ASKED = "https://lantern.example/news"
PAGES = [
    pytest.param(file.stem, page, id=f"{file.stem}: {name}")
    for file in sorted(FOLDER.glob("*.toml"))
    for name, page in tomli.loads(file.read_text("utf-8")).items()
]


def judged(page: dict[str, str]) -> tuple[Sign, str] | None:
    asked = page.get("asked", ASKED)
    return standing_in(LexborHTMLParser(page["html"]), asked, page.get("url", asked))


@pytest.mark.parametrize(("kind", "page"), PAGES)
def test_page(kind: str, page: dict[str, str]) -> None:
    found = judged(page)
    assert (found[0].value if found else "ordinary") == kind, found
    if found:
        sign, reason = found
        assert ("challenge" in reason.lower()) == (sign is Sign.CHALLENGE)
        assert reason.isprintable()


@pytest.mark.parametrize(
    ("kind", "page"), [entry for entry in PAGES if entry.values[0] in ("challenge", "denied")]
)
def test_the_same_with_an_error(kind: str, page: dict[str, str]) -> None:
    found = of_bytes(page["html"].encode(), "text/html; charset=utf-8")
    assert found is not None
    assert found[0].value == kind


def test_every_kind_has_pages() -> None:
    assert {entry.values[0] for entry in PAGES} == {
        "challenge",
        "denied",
        "login",
        "consent",
        "parked",
        "ordinary",
    }


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        (b"error code: 1020", Sign.CHALLENGE),
        (b'{"url":"https://geo.captcha-delivery.com/captcha/?initialCid=1"}', Sign.CHALLENGE),
        (b'{"appId":"PX0","blockScript":"/x/captcha.js"}', Sign.CHALLENGE),
        (b"Access denied", Sign.DENIED),
        (b"<html><body><h1>Too many requests</h1>", Sign.DENIED),
        (b"", None),
        (b"\x1f\x8b\x08\x00damaged", None),
        (b"<div>" * 50_000, None),
        (b"<p>The lamp maker has left. Ask again tomorrow.", None),
    ],
)
def test_answer_with_an_error(body: bytes, sign: Sign | None) -> None:
    found = of_bytes(body, "")
    assert (found[0] if found else None) is sign


def test_who_guards_is_named() -> None:
    found = of_bytes(b"<script src='https://ct.captcha-delivery.com/c.js'></script>", "")
    assert found == (
        Sign.CHALLENGE,
        "the site shows a challenge page for browsers (DataDome) instead of its content",
    )


@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "text/html; charset=utf-16"]))
def test_survives_any_bytes(body: bytes, content_type: str) -> None:
    found = of_bytes(body, content_type)
    assert found is None or found[1].isprintable()
