"""The README's pictures show what is really sent: all of their making is run but Chromium."""

from pathlib import Path

import pictures
import pytest
from selectolax.lexbor import LexborHTMLParser


async def test_nine_guesses_fold_under_a_quiet_one_and_the_date_rings_once(tmp_path: Path) -> None:
    sent = await pictures.play(tmp_path)
    page = LexborHTMLParser(pictures.discord_page(sent))
    assert [node.text() for node in page.css(".author")][1].endswith(" · season 2 · April 2027")
    assert ["no sound" in node.text() for node in page.css(".message")] == [True, False]
    quiet, loud = [node.text() for node in page.css(".description")]
    assert all(name in quiet for name in pictures.BLOGS)
    assert "also at: natalie, crunchyroll" in loud
    assert [node.text() for node in page.css(".edited")] == ["(edited)"] * 2
    assert "(shiokaze, official)" in pictures.mail_page(sent.mails[-1])
    assert [str(mail["Subject"])[:4] for mail in sent.mails] == ["[wat", "Re: "]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (r"\@everyone \<@1> **a \* b**", "@everyone &lt;@1&gt; <b>a * b</b>"),
        (r"[a \] b](https://e.org/x) <script>", '<a href="https://e.org/x">a ] b</a> &lt;script&gt;'),
        (r"a\\b", "a\\b"),
    ],
)
def test_the_imitation_reads_the_markup_that_we_write(text: str, html: str) -> None:
    assert str(pictures.written(text)) == html
