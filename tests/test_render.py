"""What a person reads on each kind of channel, and what no stranger's text or link can do there."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from watcher.model import Alert, Channel, Letter, Period, Reason, Shift, Status
from watcher.render import discord, mail, plain, safe, times

from build import NOW, a_channel, a_letter, a_place, an_alert, an_item
from fakes.webhook import complaints

SENDER = Address("watcher", addr_spec="watcher@example.net")
READER = Address("Ann", addr_spec="ann@example.org")


def payloads(letter: Letter) -> list[dict]:
    return [post.payload for post in discord.posts(letter)]


def embeds(letter: Letter) -> list[dict]:
    (payload,) = payloads(letter)
    assert complaints(payload) == {}
    return payload["embeds"]


def mailed(letter: Letter):
    """The mail as its reader's program reads it."""
    return message_from_bytes(mail.message(letter, SENDER, [READER]).as_bytes(), policy=default)


def text_of(letter: Letter) -> str:
    return mailed(letter).get_body(("plain",)).get_content().replace("\r\n", "\n")


def html_of(letter: Letter) -> str:
    return mailed(letter).get_body(("html",)).get_content()


# What an alert looks like


def test_discord_shows_source_link_status_and_why() -> None:
    (payload,) = payloads(a_letter())
    assert payload == {
        "allowed_mentions": {"parse": []},
        "embeds": [
            {
                "author": {"name": "📣 higehiro · season 2 · announced"},
                "title": "Higehiro Anime Gets 2nd Season",
                "url": "https://example.org/news/higehiro-2",
                "description": (
                    '"Gets 2nd Season" (ann)\n'
                    "The official website revealed on Friday that the anime **gets** a **2nd season**.\n"
                    "matched **Higehiro** + **2nd Season**"
                ),
                "color": 0x2ECC71,
                "footer": {"text": "wrong? watcher wrong a1b2"},
                "timestamp": "2026-11-20T10:00:00+00:00",
            }
        ],
    }


def test_plain_has_title_link_and_why() -> None:
    assert plain.text(a_letter(timezone="Asia/Tokyo")) == (
        "higehiro · season 2 · announced — Higehiro Anime Gets 2nd Season",
        (
            "📣 higehiro · season 2 · announced\n"
            "Higehiro Anime Gets 2nd Season\n"
            "https://example.org/news/higehiro-2\n"
            '"Gets 2nd Season" (ann) · 20 Nov 2026 19:00 JST\n'
            "The official website revealed on Friday that the anime gets a 2nd season.\n"
            'matched "Higehiro" + "2nd Season" · wrong? watcher wrong a1b2'
        ),
    )


def test_mail_headers_are_stable_and_filters_can_use_them() -> None:
    first, again = mailed(a_letter()), mailed(a_letter(repeats=frozenset({"a1b2"})))
    assert first["Subject"] == "[watcher] higehiro · season 2"
    assert first["From"] == "watcher <watcher@example.net>"
    assert first["To"] == "Ann <ann@example.org>"
    assert first["Date"].datetime == NOW
    assert first["Message-ID"] == again["Message-ID"] == "<alert-a1b2.6b001a98@release-watcher.example.net>"
    assert first["Subject"] == again["Subject"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["List-Id"] == "<higehiro.release-watcher.example.net>"
    assert [first[f"X-Watcher-{name}"] for name in ("Alert", "Watch", "Source")] == [
        "a1b2",
        "higehiro",
        "ann",
    ]
    assert (first["X-Watcher-Repeat"], again["X-Watcher-Repeat"]) == (None, "yes")


def test_the_subject_of_a_mail_has_words_also_where_a_title_is_one_endless_character() -> None:
    endless = mailed(a_letter(an_alert(headline="\u1100" * 5000, watch=None, subject=None, status=None)))
    assert endless["Subject"].startswith("[watcher] \u1100")


def test_mail_reads_well_as_text_and_as_html() -> None:
    read = mailed(a_letter())
    assert text_of(a_letter()) == plain.body(a_letter()) + "\n"
    page = LexborHTMLParser(read.get_body(("html",)).get_content())
    assert page.css_first("a").attributes["href"] == "https://example.org/news/higehiro-2"
    assert [bold.text() for bold in page.css("b")] == ["Higehiro", "Gets", "2nd Season", "gets", "2nd season"]
    assert read["Content-Type"].content_type == "multipart/alternative"


SAID = [
    # what the alert is, and the words that must be there
    ({"status": Status.SPECULATED, "sure": False}, "💬", "speculation", "unconfirmed"),
    ({"status": Status.ANNOUNCED, "sure": False}, "📣", "announced, unconfirmed", "edited"),
    ({"status": Status.DATED, "period": Period(first=date(2027, 4, 1), last=date(2027, 4, 30), text="April 2027")},
     "📅", "season 2, April 2027", "unconfirmed"),
    ({"status": Status.DATED, "evidence": ("premieres", "April 5")}, "📅", 'season 2, "April 5"', "unconfirmed"),
    ({"status": Status.DATED, "evidence": ("to air", "this spring"), "sure": False},
     "📅", 'season 2, "to air … this spring", unconfirmed', "edited"),
    ({"status": Status.DATED, "evidence": ("４月５日", "放送開始")}, "📅", 'season 2, "４月５日"', "unconfirmed"),
    ({"status": Status.ANNOUNCED, "before": Status.SPECULATED}, "📣", "before: speculation", "speculated"),
    ({"status": Status.RELEASED}, "🎉", "released", "unconfirmed"),
    ({"status": Status.DELAYED, "before": "dated"}, "⏳", "before: dated", "unconfirmed"),
    ({"status": Status.CANCELLED, "also": ("movie",)}, "🚫", "also: movie", "unconfirmed"),
    ({"reason": Reason.EDITED}, "📣", "edited", "repeat"),
    ({"reason": Reason.KEYWORDS, "status": None, "subject": None,
      "matched": ("chapter",), "item": an_item(title="Chapter", summary="")}, "🔎", "higehiro", "season"),
    ({"reason": Reason.TEST}, "🧪", "TEST – not news", "repeat"),
    ({"reason": Reason.HEALTH, "status": None, "subject": None, "watch": None, "item": None, "matched": ()},
     "ann: no answer since 14:05", "#a1b2", "matched"),
]  # fmt: skip


@pytest.mark.parametrize(("given_", "icon", "said", "unsaid"), SAID, ids=[str(row[2]) for row in SAID])
def test_every_channel_says_what_it_is(given_: dict, icon: str, said: str, unsaid: str) -> None:
    letter = a_letter(an_alert(**given_))
    (embed,) = embeds(letter)
    everything = (
        " ".join(strings(embed)),
        " ".join(plain.text(letter)),
        plain.markdown(letter)[1].replace("\\", ""),
        LexborHTMLParser(html_of(letter)).body.text(),
    )
    for shown in everything:
        assert said in shown.replace(" · ", ", ") or said in shown
        assert unsaid not in shown
        assert icon in shown or given_.get("reason") is Reason.HEALTH


NOTICE = an_alert(
    reason=Reason.HEALTH,
    headline="ann has failed 3 times in a row: no answer",
    status=None,
    subject=None,
    watch=None,
    item=None,
    matched=(),
    evidence=(),
    why="",
)


def test_a_notice_about_ourselves_reads_well() -> None:
    letter = a_letter(NOTICE)
    (embed,) = embeds(letter)
    assert embed["title"] == "ann has failed 3 times in a row: no answer"
    assert embed["description"] == "🩺 watcher status shows more"
    assert plain.text(letter) == (
        "ann has failed 3 times in a row: no answer",
        "ann has failed 3 times in a row: no answer\n🩺 watcher status shows more\n#a1b2",
    )
    assert text_of(letter).splitlines()[1] == "🩺 watcher status shows more"
    assert "watcher status shows more" in html_of(letter)


def test_a_notice_that_is_longer_than_a_title_is_told_whole() -> None:
    sentence = "discord can't be reached: " + "no answer from it, and again none, " * 10 + "the end"
    (embed,) = embeds(a_letter(replace(NOTICE, headline=sentence)))
    assert embed["title"].endswith("…")
    assert embed["description"] == f"🩺 {sentence} – watcher status shows more"
    (longest,) = embeds(a_letter(replace(NOTICE, headline=sentence * 10)))
    assert longest["description"].endswith("… – watcher status shows more")


def test_a_repeat_says_so_everywhere_and_a_first_never() -> None:
    repeat = a_letter(repeats=frozenset({"a1b2"}))
    said = "📣 higehiro · season 2 · announced · repeat: may have come before"
    assert embeds(repeat)[0]["author"]["name"] == said
    assert plain.text(repeat)[1].startswith(said + "\n")
    assert "repeat: may have come before" in html_of(repeat)
    first = (str(embeds(a_letter())), *plain.text(a_letter()), html_of(a_letter()))
    assert not any("repeat" in shown for shown in first)


def test_only_a_letter_that_is_quiet_throughout_makes_no_sound() -> None:
    quiet, loud = an_alert(quiet=True), an_alert(id="c3d4")
    assert payloads(a_letter(quiet))[0]["flags"] == 4096
    assert "flags" not in payloads(a_letter(quiet, loud))[0]


def test_a_blank_item_has_a_visible_title() -> None:
    blank = a_letter(
        an_alert(headline=" \u200b\u3000", item=an_item(title="", summary="", link=None, published=None))
    )
    assert embeds(blank)[0]["title"] == "(no title)"
    assert "\n(no title)\n" in plain.text(blank)[1]
    assert "(no title)" in html_of(blank)


def test_the_matched_words_are_found_deep_in_a_long_summary() -> None:
    summary = "Nothing of interest here. " * 40 + "And Higehiro gets a 2nd Season too."
    (embed,) = embeds(a_letter(an_alert(item=an_item(summary=summary))))
    line = embed["description"].splitlines()[1]
    assert line.startswith("…")
    assert "And **Higehiro** **gets** a **2nd Season** too." in line
    assert len(line) < 350


def test_embeds_of_one_address_all_stay_visible() -> None:
    shown = embeds(a_letter(an_alert(), an_alert(id="c3d4", headline="Chapter 2"), an_alert(id="e5f6")))
    assert [embed.get("url") for embed in shown] == ["https://example.org/news/higehiro-2", None, None]
    assert all(embed["description"].endswith("\nhttps://example.org/news/higehiro-2") for embed in shown[1:])


def test_an_address_that_discord_refuses_is_shown_as_text() -> None:
    (embed,) = embeds(a_letter(an_alert(item=an_item(link="http://rsshub:1200/a"))))
    assert "url" not in embed
    assert embed["description"].endswith("\nhttp://rsshub:1200/a")


@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        (datetime(2026, 11, 20, 10, tzinfo=UTC), "UTC", "20 Nov 2026 10:00 UTC"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "Europe/Berlin", "2 Jan 2026 04:04 CET"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "No/Where", "2 Jan 2026 03:04 UTC"),
        (datetime(1, 1, 1, tzinfo=UTC), "America/New_York", ""),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "Asia/Tokyo", ""),
        (None, "UTC", ""),
    ],
)
def test_times_are_for_people(moment: datetime | None, zone: str, said: str) -> None:
    assert times.stamp(moment, zone) == said


# Many at once


def many(count: int, title: str = "Chapter {} of a story that is told in very many parts") -> Letter:
    alerts = [
        an_alert(
            id=f"{n:04x}",
            watch=f"watch {n % 3}",
            headline=title.format(n),
            item=an_item(link=f"https://example.org/{n}"),
        )
        for n in range(count)
    ]
    return a_letter(*alerts)


def test_many_alerts_are_one_message_that_names_them_all_by_watch() -> None:
    (embed,) = embeds(many(12))
    assert embed["title"] == "12 alerts"
    lines = embed["description"].splitlines()
    assert [line for line in lines if line.startswith("**")] == ["**watch 0**", "**watch 1**", "**watch 2**"]
    assert lines[1] == (
        "📣 [Chapter 0 of a story that is told in very many parts](https://example.org/0) · "
        "season 2: announced · ann · #0000"
    )
    assert len(lines) == 15


@pytest.mark.parametrize(
    ("count", "messages", "links"),
    [(4, 1, True), (30, 1, True), (60, 1, False), (75, 2, True), (1000, 20, False)],
)
def test_room_is_made_by_dropping_links_before_names(count: int, messages: int, *, links: bool) -> None:
    posted = discord.posts(many(count))
    text = "\n".join(embed["description"] for post in posted for embed in post.payload["embeds"])
    assert len(posted) <= messages
    assert all(complaints(post.payload) == {} for post in posted)
    assert ("https://example.org/1)" in text) is links
    assert all(f"#{n:04x}" in text and f"Chapter {n} of a story" in text for n in range(count))


def test_each_message_knows_whose_alerts_it_holds() -> None:
    posted = discord.posts(many(300))
    assert len(posted) > 1
    for post in posted:
        text = "\n".join(embed["description"] for embed in post.payload["embeds"])
        assert re.findall(r"#([0-9a-f]{4})$", text, re.MULTILINE) == list(post.alerts)
    assert sorted(id_ for post in posted for id_ in post.alerts) == [f"{n:04x}" for n in range(300)]
    (whole,) = discord.posts(a_letter(an_alert(), an_alert(id="c3d4")))
    assert whole.alerts == ("a1b2", "c3d4")


def test_long_names_are_shortened_when_that_saves_a_message() -> None:
    letter = many(40, title="Chapter {} " + "in which it goes on and on " * 12)
    (embed, *_) = embeds(letter)
    assert "Chapter 39 in which it goes on" in str(embeds(letter))
    assert "…" in embed["description"]


def test_many_alerts_are_named_in_plain_markdown_and_mail_too() -> None:
    letter = many(12)
    title, body = plain.text(letter)
    assert title == "12 alerts: watch 0, watch 1, watch 2"
    for text in (body, plain.markdown(letter)[1], html_of(letter)):
        assert all(
            f"Chapter {n} of a story" in text and f"https://example.org/{n}" in text for n in range(12)
        )
    assert mailed(letter)["Subject"] == f"[watcher] {title}"
    assert mailed(letter)["List-Id"] == "<alerts.release-watcher.example.net>"


# Hostile text: what was written, and what Discord's title, a Markdown name and a plain line make of it

ATTACKS = [
    ("@everyone <@1> <@&2>", r"\@everyone \<\@1> \<\@&2>", r"\@everyone \<\@1\> \<\@\&2\>", "＠everyone ‹＠1> ‹@&2>"),
    ("[bank.example](https://evil.example)", r"\[bank.example\](https\://evil.example)",
     r"\[bank.example\]\(https\://evil.example\)", "[bank.example] (https://evil.example)"),
    ("`a` ||b|| ~~c~~ **d** __e__", r"\`a\` \|\|b\|\| \~\~c\~\~ \*\*d\*\* \_\_e\_\_",
     r"\`a\` \|\|b\|\| \~\~c\~\~ \*\*d\*\* \_\_e\_\_", "`a` ||b|| ~~c~~ **d** __e__"),
    ("<t:1700000000:R> <:x:1>", r"\<t:1700000000:R> \<:x:1>", r"\<t:1700000000:R\> \<:x:1\>", "‹t:1700000000:R> ‹:x:1>"),
    ("# Big", r"\# Big", r"\# Big", "# Big"),
    ("-# small", r"\-# small", r"\-\# small", "-# small"),
    ("> said", r"\> said", r"\> said", "> said"),
    ("123. list", r"123\. list", r"123\. list", "123. list"),
    ("back\\slash \\*", r"back\\slash \\\*", r"back\\slash \\\*", "back\\slash \\*"),
    ("\x1b[31mred\x1b]8;;http://evil\x07x\x1b]52;c;aGk=\x07", r"\[31mred \]8;;http\://evil x \]52;c;aGk=",
     r"\[31mred \]8;;http\://evil x \]52;c;aGk=", "[31mred ]8;;http://evil x ]52;c;aGk="),
    ("\u202egpj.exe\u2066\u200bzero\u200dwidth\ufeff", "gpj.exezerowidth", "gpj.exezerowidth", "gpj.exezerowidth"),
    ("fill\u3164\u115f\u2800ed\ufdd0\uffff\U000e0041\u034f", "filled", "filled", "filled"),
    ("Line\r\nBcc: evil@example.org\r\n\r\nbody", r"Line Bcc: evil\@example.org body",
     r"Line Bcc: evil\@example.org body", "Line Bcc: evil@example.org body"),
    ("<script>alert(1)</script>", r"\<script>alert(1)\</script>", r"\<script\>alert\(1\)\</script\>",
     "‹script>alert(1)‹/script>"),
    ("\ud800lone \x00nul", "lone nul", "lone nul", "lone nul"),
    ("Z" + "\u0301" * 50 + "algo", "Ź\u0301\u0301\u0301algo", "Ź\u0301\u0301\u0301algo", "Ź\u0301\u0301\u0301algo"),
    ("C# 100% (Live-Action) #12 ❤️", "C# 100% (Live-Action) #12 ❤️", r"C\# 100% \(Live\-Action\) \#12 ❤️",
     "C# 100% (Live-Action) #12 ❤️"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wrote", "on_discord", "in_markdown", "in_plain"), ATTACKS, ids=[ascii(row[0])[:24] for row in ATTACKS]
)
def test_hostile_text_stands_for_itself(wrote: str, on_discord: str, in_markdown: str, in_plain: str) -> None:
    letter = a_letter(
        an_alert(headline=wrote, item=an_item(title=wrote, source=wrote), watch=wrote, matched=(wrote,))
    )
    (embed,) = embeds(letter)
    same = unicodedata.normalize
    assert same("NFD", embed["title"]) == same("NFD", on_discord)
    in_link = plain.markdown(letter)[1].splitlines()[1].partition("](https")[0]
    assert same("NFD", in_link) == same("NFD", "[" + in_markdown)
    assert same("NFD", plain.text(letter)[1].splitlines()[1]) == same("NFD", in_plain)
    read = mailed(letter)
    assert set(read.keys()) == set(mailed(a_letter()).keys())
    for text in (
        *strings(embed),
        *plain.text(letter),
        read["Subject"],
        text_of(letter),
    ):
        assert not hidden(text)
    only_harmless_html(read.get_body(("html",)).get_content())


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    return [value] if isinstance(value, str) else []


def hidden(text: str) -> list[str]:
    """What is in a text and can't be seen, besides our own line ends."""
    return [
        char
        for char in text
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and char != "\n"
    ]


def only_harmless_html(html: str) -> None:
    page = LexborHTMLParser(html)
    for node in page.css("*"):
        assert node.tag in {
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "table",
            "tbody",
            "tr",
            "td",
            "div",
            "span",
            "a",
            "b",
            "br",
        }
        assert not [
            name for name in node.attributes if name.startswith("on") or name in ("src", "srcset", "action")
        ]
        assert re.match(r"https?://", node.attributes.get("href") or "https://")


LINKS = [
    ("https://example.org/a(b)[c]?x=<y>&z=\"q\"'`|#f*_~", "https://example.org/a%28b%29%5Bc%5D?x=%3Cy%3E&z=%22q%22%27%60%7C#f%2A_~"),
    ("http://user:pass@host.example:8080/p", "http://host.example:8080/p"),  # a source's login, or a disguise
    ("http://good.example@evil.example/", "http://evil.example/"),
    ("https://раураl.com/x", "https://xn--l-7sba6dbr.com/x"),  # Cyrillic that looks like Latin
    ("https://bücher.example/straße?ü", "https://xn--bcher-kva.example/stra%C3%9Fe?%C3%BC"),
    ("http://１２７.0.0.1/", "http://127.0.0.1/"),
    ("https://e。vil.example/", "https://e.vil.example/"),
    ("https://good.example/\u202egpj.exe", "https://good.example/%E2%80%AEgpj.exe"),
    ("https://a.example/already%20quoted or not", "https://a.example/already%20quoted%20or%20not"),
    ("HTTPS://EXAMPLE.org/Q", "https://example.org/Q"),
    (" https://a.example/c\n", "https://a.example/c"),
    ("http://[::1]:80/x", "http://[::1]:80/x"),
    ("https://a.example/\ud800", "https://a.example/?"),
    ("javascript:alert(1)", None),
    ("data:text/html,x", None),
    ("ftp://x.example/z", None),
    ("//host/x", None),
    ("http:///x", None),
    ("https://evil.com\\@good.com/", None),
    ("https://a..example/", None),
    ('http://[fe80::1%25"><b>]/', None),
    ("http://[::", None),
    ("http://a.example:99999/", None),
    ("https://x.example/" + "a" * 3000, None),
    ("", None),
    (None, None),
]  # fmt: skip


@pytest.mark.parametrize(("published", "shown"), LINKS)
def test_links_go_where_they_say(published: str | None, shown: str | None) -> None:
    assert safe.link(published) == shown
    letter = a_letter(an_alert(item=an_item(link=published)))
    (embed,) = embeds(letter)
    hrefs = [a.attributes["href"] for a in LexborHTMLParser(html_of(letter)).css("a")]
    assert hrefs == ([shown] if shown else [])
    assert embed.get("url") in (shown, None)


# Whatever the world writes

TEXT = st.text(st.characters(), max_size=80) | st.sampled_from(
    [
        "\U0001f468" * 3000,
        "\u0301" * 5000,
        "\u1100" * 5000,
        "\\" * 5000,
        "@" * 4000,
        "x" * 9000,
        "]( " * 900,
        "\ud800\x00",
        "<" * 900,
    ]
)


PERIOD = Period(first=date(2027, 4, 1), last=date(2027, 4, 30), text="April")


@st.composite
def letters(draw: st.DrawFn) -> Letter:
    texts = draw(st.lists(TEXT, min_size=7, max_size=7))
    count = draw(st.integers(1, 9))
    link, lines = "https://example.org/" + texts[3][:300], tuple(text[:400] for text in texts)
    item = an_item(title=texts[0], summary=texts[1], source=texts[2], link=link, image=link)
    alerts: list[Alert] = []
    for n in range(count):
        status = draw(st.sampled_from([None, *Status]))
        matched = (texts[4], texts[0][:3])
        alerts.append(
            an_alert(id=f"{n:04x}", item=item, headline=texts[n % 7], watch=draw(st.sampled_from([None, texts[5], texts[6]])),
                     subject=texts[6], status=status, matched=matched, evidence=(texts[1][:5], texts[1][2:4]), why=texts[3],
                     before=texts[2], before_at=NOW, before_period=PERIOD, also=(texts[0],), title=texts[n % 7],
                     reason=draw(st.sampled_from(Reason)), shift=draw(st.sampled_from([None, *Shift])), official=n == 1, old=n == 2,
                     period=draw(st.sampled_from([None, PERIOD])), lines=draw(st.sampled_from([(), lines, lines * 3])),
                     ping=n == 3, sure=n != 4)
        )  # fmt: skip
    places = tuple(
        a_place(
            watch=texts[5 + n % 2], source=texts[n % 7], title=texts[n % 5], link=link, under=f"{n % 12:04x}"
        )
        for n in range(draw(st.integers(0, 60)))
    )
    repeats = frozenset(draw(st.sets(st.sampled_from([a.id for a in alerts]))))
    return a_letter(*alerts, repeats=repeats, places=places, digest=draw(st.booleans()))


CHANNELS = [
    a_channel("discord://1/a"),
    a_channel("discord://1/a", sender="Bot", image=True, ping="role:123"),
    a_channel("discord://1/a", compact=True, forum=True, ping="user:123"),
]


@given(letters(), st.sampled_from(CHANNELS))
@settings(max_examples=80, deadline=None)
def test_no_message_ever_breaks_a_limit_or_hides_anything(letter: Letter, channel: Channel) -> None:
    posted = discord.posts(letter, channel)
    assert [complaints(post.payload) for post in posted] == [{}] * len(posted)
    shown = [text for post in posted for embed in post.payload["embeds"] for text in strings(embed)]
    for text in (*shown, *plain.text(letter), *plain.markdown(letter)):
        assert text.strip()
        assert not hidden(text)
    text = " ".join(shown)
    assert all(re.search(rf"(?:#|wrong ){alert.id}\b", text) for alert in letter.alerts)
    assert sorted(id_ for post in posted for id_ in post.alerts if post.page == 1) == sorted(
        alert.id for alert in letter.alerts
    )
    assert all(len(post.alerts) == 1 for post in posted if post.pages > 1)
    assert all("content" not in post.payload for post in posted if post.page > 1)


@given(letters())
@settings(max_examples=40, deadline=None)
def test_every_mail_can_be_read_back(letter: Letter) -> None:
    read = mailed(letter)
    assert set(read.keys()) <= set(mailed(a_letter()).keys()) | {"X-Watcher-Repeat"}
    assert read["Subject"].startswith("[watcher] ")
    only_harmless_html(read.get_body(("html",)).get_content())
    assert text_of(letter).strip()


@given(st.text(st.characters(), max_size=60), st.integers(1, 40))
@settings(deadline=None)
def test_a_cut_is_short_enough_and_begins_like_the_text(text: str, limit: int) -> None:
    clean = safe.clean(text)
    short = safe.cut(clean, limit)
    assert safe.units(short) <= limit
    assert short == clean or clean.startswith(short.removesuffix("…"))
    assert safe.clean(clean) == clean
