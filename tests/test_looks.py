"""What an alert says of its story, what a digest and a note look like, and what a channel's switches change."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default

import pytest
from selectolax.lexbor import LexborHTMLParser

from watcher.model import Alert, Channel, Letter, Period, Reason, Shift, Status
from watcher.render import discord, letters, mail, plain, safe, times, words

from build import NOW, a_channel, a_letter, a_place, an_alert, an_item
from fakes.webhook import complaints

SENDER = Address("watcher", addr_spec="watcher@example.net")
READER = Address("Ann", addr_spec="ann@example.org")
LINK = "https://example.org/news/higehiro-2"
HOOK = "discord://123/abc"
APRIL = Period(first=date(2027, 4, 1), last=date(2027, 4, 30), text="April 2027")
OCTOBER = Period(first=date(2027, 10, 1), last=date(2027, 10, 31), text="October 2027")
TOLD = datetime(2026, 11, 20, 9, tzinfo=UTC)

DATED = an_alert(
    reason=Reason.MOVED,
    title="Higehiro",
    status=Status.DATED,
    period=APRIL,
    evidence=("will premiere",),
    before=Status.ANNOUNCED,
    before_at=TOLD,
    official=True,
    item=an_item(
        source="publisher",
        title="Higehiro: the 2nd Season has a date",
        summary="The anime will premiere in April 2027, its publisher says.",
    ),
)
PLACES = (
    a_place(source="natalie"),
    a_place(source="crunchyroll", link="https://cr.example/2"),
    a_place(source="natalie", link="https://natalie.example/again"),
    a_place(source="publisher"),  # the alert's own
    a_place(source="other", under="ffff"),  # another alert's
)


def payloads(letter: Letter, channel: Channel | None = None) -> list[dict]:
    made = [post.payload for post in discord.posts(letter, channel or a_channel(HOOK))]
    assert [complaints(payload) for payload in made] == [{}] * len(made)
    return made


def embed_of(letter: Letter, channel: Channel | None = None) -> dict:
    (payload,) = payloads(letter, channel)
    (embed,) = payload["embeds"]
    return embed


def mailed(letter: Letter):
    """The mail as its reader's program reads it."""
    return message_from_bytes(mail.message(letter, SENDER, [READER]).as_bytes(), policy=default)


def html_of(letter: Letter) -> LexborHTMLParser:
    return LexborHTMLParser(mailed(letter).get_body(("html",)).get_content())


# The story


def test_an_alert_says_what_is_new_who_says_so_what_was_before_and_how_to_call_it_wrong() -> None:
    assert plain.body(a_letter(DATED, places=PLACES)) == (
        "📅 Higehiro · season 2 · April 2027\n"
        "Higehiro: the 2nd Season has a date\n"
        "https://example.org/news/higehiro-2\n"
        '"will premiere in April 2027" (publisher, official) · 20 Nov 2026 10:00 UTC\n'
        "The anime will premiere in April 2027, its publisher says.\n"
        "before: announced 20 Nov 2026 · also at: natalie, crunchyroll\n"
        'matched "Higehiro" + "2nd Season" · wrong? watcher wrong a1b2'
    )


def test_discord_says_it_with_links_and_the_last_line_in_the_footer() -> None:
    embed = embed_of(a_letter(DATED, places=PLACES))
    assert embed["author"]["name"] == "📅 Higehiro · season 2 · April 2027"
    assert embed["description"].splitlines() == [
        '"will premiere in April 2027" (publisher, official)',
        "The anime **will premiere** in April 2027, its publisher says.",
        "before: announced 20 Nov 2026 · also at: [natalie](https://natalie.example/1), [crunchyroll](https://cr.example/2)",
        "matched **Higehiro** + **2nd Season**",
    ]
    assert embed["color"] == 0x3498DB
    assert embed["footer"]["text"] == "wrong? watcher wrong a1b2"


def test_markdown_and_the_mail_s_page_say_it_too() -> None:
    letter = a_letter(DATED, places=PLACES)
    assert plain.markdown(letter)[1].splitlines()[1:3] == [
        "[Higehiro: the 2nd Season has a date](https://example.org/news/higehiro-2)  ",
        '"will premiere in April 2027" \\(publisher, official\\) · 20 Nov 2026 10:00 UTC  ',
    ]
    page = html_of(letter)
    text = page.body.text(separator="")
    for said in ("📅 Higehiro · season 2 · April 2027", '"will premiere in April 2027" (publisher, official)',
                 "before: announced 20 Nov 2026 · also at: natalie, crunchyroll",
                 'matched "Higehiro" + "2nd Season" · wrong? watcher wrong a1b2'):  # fmt: skip
        assert said in text
    assert [a.attributes["href"] for a in page.css("a.faintlink")] == [
        "https://natalie.example/1",
        "https://cr.example/2",
    ]


STATES = [
    # what an alert is, and its first line after "higehiro · season 2 · "
    ({"status": Status.ANNOUNCED}, "announced"),
    ({"status": Status.ANNOUNCED, "period": OCTOBER}, "announced, October 2027"),
    ({"status": Status.DATED, "period": OCTOBER}, "October 2027"),
    ({"status": Status.DATED, "period": OCTOBER, "shift": Shift.LATER}, "delayed to October 2027"),
    ({"status": Status.DELAYED, "period": OCTOBER, "shift": Shift.LATER}, "delayed to October 2027"),
    ({"status": Status.DATED, "period": APRIL, "shift": Shift.EARLIER}, "brought forward to April 2027"),
    ({"status": Status.DELAYED, "shift": Shift.LATER}, "delayed"),
    ({"status": Status.DELAYED, "period": OCTOBER}, "delayed, October 2027"),
    ({"status": Status.DATED, "evidence": ()}, "dated"),
    ({"status": Status.CANCELLED, "sure": False}, "cancelled · unconfirmed"),
    ({"status": Status.SPECULATED, "sure": False}, "speculation"),
    ({"reason": Reason.EDITED}, "announced · edited"),
    ({"reason": Reason.CONFIRMED}, "announced · confirmed"),
    ({"reason": Reason.OFFICIAL}, "announced · now official"),
    ({"reason": Reason.AGAIN}, "announced · told again: the alert that hid it was called wrong"),
    ({"old": True}, "announced · old: published 20 Nov 2026"),
    ({"old": True, "item": an_item(published=None)}, "announced · old"),
]


@pytest.mark.parametrize(("given", "said"), STATES, ids=[row[1] for row in STATES])
def test_the_first_line_says_what_is_new_and_what_must_not_be_overlooked(given: dict, said: str) -> None:
    letter = a_letter(an_alert(**given))
    first = plain.body(letter).splitlines()[0]
    assert first.partition(" ")[2] == f"higehiro · season 2 · {said}"
    assert embed_of(letter)["author"]["name"] == first
    assert plain.markdown(letter)[1].splitlines()[0].replace("\\", "").rstrip() == first
    assert html_of(letter).css_first(".state").text() == first
    assert letters.title(letter).startswith(f"higehiro · season 2 · {said} — ")


BEFORE = [
    ({"before": "announced"}, "before: announced"),
    ({"before": "speculated", "before_at": TOLD}, "before: speculation 20 Nov 2026"),
    ({"before": "dated", "before_at": TOLD, "before_period": APRIL}, "before: April 2027, since 20 Nov 2026"),
    ({"before": "delayed", "before_period": OCTOBER}, "before: delayed, October 2027"),
    ({}, ""),
]


@pytest.mark.parametrize(("given", "said"), BEFORE)
def test_where_a_story_stood_before(given: dict, said: str) -> None:
    assert words.words(an_alert(**given), a_letter()).before == said


PERIODS = [
    ("April 2027", (2027, 4, 1), (2027, 4, 30), "April 2027"),
    ("２０２７年４月", (2027, 4, 1), (2027, 4, 30), "２０２７年４月"),
    ("this Friday", (2026, 11, 27), (2026, 11, 27), "this Friday (27 Nov 2026)"),
    ("4月", (2027, 4, 1), (2027, 4, 30), "4月 (April 2027)"),
    ("next year", (2027, 1, 1), (2027, 12, 31), "next year (2027)"),
    ("the coming years", (2027, 1, 1), (2028, 12, 31), "the coming years (2027 – 2028)"),
    ("spring", (2027, 4, 1), (2027, 6, 30), "spring (Apr 2027 – Jun 2027)"),
    ("next week", (2026, 12, 28), (2027, 1, 3), "next week (28 Dec 2026 – 3 Jan 2027)"),
    ("\u200b", (2027, 1, 1), (2027, 12, 31), "2027"),
]


@pytest.mark.parametrize(("text", "first", "last", "said"), PERIODS, ids=[ascii(row[3]) for row in PERIODS])
def test_a_date_is_quoted_and_without_a_year_explained(
    text: str, first: tuple, last: tuple, said: str
) -> None:
    assert times.claimed(Period(first=date(*first), last=date(*last), text=text)) == said


QUOTES = [
    ("Higehiro Gets 2nd Season", ("Gets",), ("Higehiro", "2nd Season"), "Gets 2nd Season"),
    ("Higehiro gets it", ("Gets",), ("Higehiro", "2nd Season"), "gets"),
    ("Higehiro Targets Season Gets", ("Gets",), ("Higehiro",), "Gets"),  # never within another word
    ("ひげを剃る第2期制作決定", ("制作決定",), ("ひげを剃る", "第2期"), "第2期制作決定"),
    ("Nothing", ("in the article",), ("Higehiro",), "in the article"),
    ("Nothing", ("one", "two"), ("Higehiro",), "one … two"),
    ("Gets " + "so much " * 30 + "2nd Season", ("Gets",), ("Higehiro", "2nd Season"), "Gets"),
    ("Nothing", (), ("Higehiro",), ""),
]


@pytest.mark.parametrize(("title", "evidence", "matched", "said"), QUOTES)
def test_the_evidence_is_quoted_as_it_stands(title: str, evidence: tuple, matched: tuple, said: str) -> None:
    alert = an_alert(evidence=evidence, matched=matched, item=an_item(title=title, summary=""))
    assert words.words(alert, a_letter()).quote == said


def test_a_stretch_that_lacks_a_word_is_no_quote() -> None:
    assert safe.quoted("one two three", ["two", "four"], 100) == ""
    assert safe.quoted("one two three", ["three", "two"], 100) == "two three"
    assert safe.quoted("one two three", ["three", "one"], 12) == ""


def test_places_that_are_too_many_or_too_long_are_counted_or_lose_their_links() -> None:
    many = tuple(
        a_place(source=f"source {n:02}", link=f"https://example.org/{'x' * 60}{n}") for n in range(20)
    )
    embed = embed_of(a_letter(places=many))
    (line,) = [line for line in embed["description"].splitlines() if line.startswith("also at: ")]
    assert "](http" not in line
    assert "source 11 and 8 more" in line
    assert "source 11 and 8 more" in html_of(a_letter(places=many)).body.text()


def test_what_stands_for_no_story_can_t_be_called_wrong() -> None:
    keywords = an_alert(
        reason=Reason.KEYWORDS, status=None, subject=None, matched=("chapter",), why="keywords", evidence=()
    )
    assert plain.body(a_letter(keywords)).splitlines()[-1] == 'matched "chapter" · keywords · #a1b2'
    assert embed_of(a_letter(keywords))["footer"]["text"] == "#a1b2"


# Notes and summaries

NOTE = an_alert(
    reason=Reason.NOTE,
    headline="12 sources ok, 1,204 items, 0 rang, 3 folded",
    status=None, subject=None, watch=None, item=None, matched=(), evidence=(), why="", quiet=True,
    lines=("near miss: Higehiro @everyone", "[near](https://evil.example) miss: cat"),
)  # fmt: skip


def test_a_note_is_shown_whole() -> None:
    embed = embed_of(a_letter(NOTE))
    assert (embed["title"], embed["color"]) == (NOTE.headline, 0x7F8C8D)
    assert embed["description"].splitlines() == [
        r"near miss: Higehiro \@everyone",
        r"\[near\](https\://evil.example) miss: cat",
    ]
    assert plain.body(a_letter(NOTE)).splitlines() == [NOTE.headline, *NOTE.lines, "#a1b2"]
    text = html_of(a_letter(NOTE)).body.text()
    assert all(line in text for line in (NOTE.headline, *NOTE.lines))
    assert mailed(a_letter(NOTE))["Subject"] == f"[watcher] {NOTE.headline}"


def test_a_note_has_a_message_to_itself_also_among_many() -> None:
    alerts = [an_alert(id=f"{n:04x}", ping=True) for n in range(5)]
    listed, note = discord.posts(a_letter(*alerts, NOTE), a_channel(HOOK, ping="role:5"))
    assert listed.alerts == tuple(alert.id for alert in alerts)
    assert note.alerts == ("a1b2",)
    assert (note.payload["flags"], "content" in note.payload) == (4096, False)
    assert len(note.payload["embeds"][0]["description"].splitlines()) == 2


LONG = replace(
    NOTE,
    reason=Reason.RESET,
    lines=tuple(f"line {n:03} of a summary that names all of them" for n in range(400)),
)


@pytest.mark.parametrize("switches", [{}, {"compact": True}, {"forum": True}])
def test_a_note_that_is_too_long_for_a_message_takes_several_and_leaves_nothing_out(
    switches: dict[str, bool],
) -> None:
    made = discord.posts(a_letter(LONG, repeats=frozenset({"a1b2"})), a_channel(HOOK, **switches))
    embeds = [embed for post in made for embed in post.payload["embeds"]]
    named = [
        line for embed in embeds for line in embed["description"].splitlines() if line.startswith("line ")
    ]
    assert named == list(LONG.lines)
    assert [complaints(post.payload) for post in made] == [{}] * len(made)
    assert len(made) == 4
    assert [(post.page, post.pages, post.alerts) for post in made] == [
        (n, 4, ("a1b2",)) for n in (1, 2, 3, 4)
    ]
    assert [post.payload["embeds"][-1]["footer"]["text"] for post in made] == [
        f"#a1b2 · {n} of 4" for n in (1, 2, 3, 4)
    ]
    assert all("repeat" in str(post.payload["embeds"][0]) for post in made)


def test_a_service_that_takes_little_text_is_told_how_much_is_missing() -> None:
    for write in (plain.text, plain.markdown):
        title, body = write(plain.within(a_letter(LONG), 5_000, write))
        assert 3_000 < len(title) + len(body) <= 5_000
        assert (body.count("line "), "more: watcher history" in body) == (80, True)
        assert write(plain.within(a_letter(LONG), 50_000, write)) == write(a_letter(LONG))
    short = plain.within(a_letter(), 10, plain.text)
    assert short == a_letter()  # what is no note is not cut


# Digests


def digest(**given: object) -> Letter:
    alerts = (
        DATED,
        an_alert(id="c3d4", watch="cat", subject="movie", headline="The Cat Is Back", official=False),
    )
    places = (
        a_place(title="第2期は2027年4月", source="natalie"),
        a_place(title="What We Know", source="blog", under="0007", link=None),
        a_place(title="A Third", source="blog", watch="bookshop", under="0008"),
    )
    return a_letter(*alerts, digest=True, **{"places": places, **given})


def test_a_digest_is_grouped_by_watch_and_lists_what_folded() -> None:
    embed = embed_of(digest())
    assert embed["title"] == "digest of 20 Nov 2026"
    assert embed["description"].splitlines() == [
        "**Higehiro**",
        f"📅 [Higehiro: the 2nd Season has a date]({LINK}) · season 2: April 2027 · publisher, official · #a1b2",
        "↳ [第2期は2027年4月](https://natalie.example/1) · natalie",
        "↳ What We Know · blog · folded under #0007",
        "**cat**",
        "📣 [The Cat Is Back](https://example.org/news/higehiro-2) · movie: announced · ann · #c3d4",
        "**bookshop**",
        "↳ [A Third](https://natalie.example/1) · blog · folded under #0008",
    ]
    assert embed["footer"]["text"] == "wrong? watcher wrong ID"


def test_a_digest_reads_well_in_plain_markdown_and_mail() -> None:
    title, body = plain.text(digest())
    assert title == "digest of 20 Nov 2026: Higehiro, cat, bookshop"
    assert body.splitlines() == [
        "Higehiro",
        "📅 Higehiro: the 2nd Season has a date · season 2 · April 2027 · publisher, official · #a1b2",
        "https://example.org/news/higehiro-2",
        "↳ 第2期は2027年4月 · natalie",
        "https://natalie.example/1",
        "↳ What We Know · blog · folded under #0007",
        "",
        "cat",
        "📣 The Cat Is Back · movie · announced · ann · #c3d4",
        "https://example.org/news/higehiro-2",
        "",
        "bookshop",
        "↳ A Third · blog · folded under #0008",
        "https://natalie.example/1",
        "",
        "wrong? watcher wrong ID",
    ]
    assert "\n↳ What We Know · blog · folded under \\#0007" in plain.markdown(digest())[1]
    text = html_of(digest()).body.text()
    assert "What We Know · blog · folded under #0007" in text
    assert mailed(digest())["Subject"] == "[watcher] digest of 20 Nov 2026: Higehiro, cat, bookshop"


def test_a_digest_of_folds_alone_is_a_whole_message() -> None:
    folds = digest(alerts=())
    assert "**bookshop**" in embed_of(replace(folds, alerts=()))["description"]
    assert mailed(replace(folds, alerts=()))["Message-ID"].startswith("<digest-")
    assert payloads(a_letter(digest=True, places=()))[0]["embeds"][0]["title"] == "digest of 20 Nov 2026"


def test_a_digest_s_message_id_depends_on_what_is_in_it() -> None:
    same = {
        mailed(digest())["Message-ID"],
        mailed(replace(digest(), at=datetime(2026, 11, 21, tzinfo=UTC)))["Message-ID"],
    }
    assert len(same) == 1
    assert mailed(digest(places=()))["Message-ID"] not in same


def test_folds_beyond_twenty_are_counted() -> None:
    many = tuple(a_place(title=f"Report {n}") for n in range(30))
    assert "↳ and 10 more: watcher history" in embed_of(digest(places=many))["description"]
    assert "↳ and 10 more: watcher history" in plain.body(digest(places=many))
    assert "↳ and 10 more: watcher history" in html_of(digest(places=many)).body.text()


def test_a_list_of_many_says_where_else_they_were() -> None:
    alerts = [an_alert(id=f"{n:04x}") for n in range(5)]
    letter = a_letter(*alerts, places=(a_place(under="0002"),))
    assert "#0002 · also at: natalie" in embed_of(letter)["description"]
    assert "#0002 · also at: natalie" in plain.body(letter)
    assert "#0002 · also at: natalie" in html_of(letter).body.text()


def test_a_title_with_a_dot_in_it_stays_whole_in_a_list() -> None:
    letter = a_letter(*(an_alert(id=f"{n:04x}", title="A · B") for n in range(5)))
    assert "**A · B**" in embed_of(letter)["description"]
    assert "· season 2: announced ·" in embed_of(letter)["description"]
    assert "B · season 2" not in embed_of(letter)["description"] + plain.body(letter)


# A channel's switches


@pytest.mark.parametrize(
    ("ping", "content", "mentions"),
    [
        ("role:456", "<@&456>", {"parse": [], "roles": ["456"]}),
        ("user:456", "<@456>", {"parse": [], "users": ["456"]}),
        ("role:everyone", None, {"parse": []}),
        ("everyone:1", None, {"parse": []}),
        (None, None, {"parse": []}),
    ],
)
def test_a_channel_pings_whom_it_names_and_only_where_an_alert_asks(ping, content, mentions) -> None:
    channel = a_channel(HOOK, ping=ping)
    (asked,) = payloads(a_letter(an_alert(ping=True)), channel)
    assert (asked.get("content"), asked["allowed_mentions"]) == (content, mentions)
    for never in (
        a_letter(),
        a_letter(an_alert(ping=True, quiet=True)),
        a_letter(an_alert(ping=True), digest=True),
    ):
        (payload,) = payloads(never, channel)
        assert ("content" in payload, payload["allowed_mentions"]) == (False, {"parse": []})


def test_the_sender_and_the_picture_are_switches() -> None:
    letter = a_letter(an_alert(item=an_item(image="https://cdn.example.org/a.jpg")))
    (bare,) = payloads(letter)
    (dressed,) = payloads(letter, a_channel(HOOK, sender="Releases", image=True))
    assert ("username" in bare, "image" in bare["embeds"][0]) == (False, False)
    assert dressed["username"] == "Releases"
    assert dressed["embeds"][0]["image"] == {"url": "https://cdn.example.org/a.jpg"}


@pytest.mark.parametrize(
    "image",
    [
        None,
        "http://a.example/x.jpg",
        "https://container/x.jpg",
        "javascript:1",
        "https://a.example/" + "x" * 3000,
    ],
)
def test_a_picture_that_discord_refuses_or_that_is_not_safe_is_left_out(image: str | None) -> None:
    assert "image" not in embed_of(a_letter(an_alert(item=an_item(image=image))), a_channel(HOOK, image=True))


def test_compact_is_a_title_a_line_and_the_id() -> None:
    compact = a_channel(HOOK, compact=True, image=True)
    letter = a_letter(
        replace(DATED, item=replace(DATED.item, image="https://a.example/x.jpg")), places=PLACES
    )
    assert embed_of(letter, compact) == {
        "title": "Higehiro: the 2nd Season has a date",
        "url": "https://example.org/news/higehiro-2",
        "description": "📅 Higehiro · season 2 · April 2027 · publisher, official",
        "color": 0x3498DB,
        "footer": {"text": "wrong? watcher wrong a1b2"},
        "timestamp": "2026-11-20T10:00:00+00:00",
    }


def test_a_forum_has_a_message_for_each_watch() -> None:
    alerts = [
        an_alert(id="0001", watch="cat", title="The Cat"),
        an_alert(id="0002"),
        an_alert(id="0003", watch="cat"),
        NOTE,
    ]
    posts = discord.posts(a_letter(*alerts), a_channel(HOOK, forum=True))
    assert [(post.watch, post.name, post.alerts) for post in posts] == [
        ("cat", "The Cat", ("0001", "0003")),
        ("higehiro", "higehiro", ("0002",)),
        ("", "watcher", ("a1b2",)),
    ]


def test_a_forum_s_digest_is_split_too() -> None:
    posts = discord.posts(digest(), a_channel(HOOK, forum=True))
    assert [(post.watch, post.name, post.alerts) for post in posts] == [
        ("higehiro", "Higehiro", ("a1b2",)),
        ("cat", "cat", ("c3d4",)),
        ("bookshop", "bookshop", ()),
    ]


# Mails of one story


def test_mails_of_a_story_have_one_subject_and_name_the_first() -> None:
    first = mailed(a_letter(an_alert(title="Higehiro")))
    later = mailed(a_letter(replace(DATED, id="c3d4", thread="a1b2", thread_at=NOW)))
    assert first["Subject"] == "[watcher] Higehiro · season 2"
    assert later["Subject"] == "Re: [watcher] Higehiro · season 2"
    assert later["References"] == later["In-Reply-To"] == first["Message-ID"]
    assert first["References"] is None
    assert later["Message-ID"] != first["Message-ID"]


def test_a_later_mail_whose_first_is_not_known_in_time_names_none() -> None:
    later = mailed(a_letter(replace(DATED, id="c3d4", thread="a1b2")))
    assert (later["References"], later["Subject"]) == (None, "Re: [watcher] Higehiro · season 2")


def test_many_alerts_in_one_mail_are_no_reply() -> None:
    many = mailed(a_letter(*(an_alert(id=f"{n:04x}", thread="a1b2", thread_at=NOW) for n in range(5))))
    assert (many["References"], many["Subject"]) == (None, "[watcher] 5 alerts: higehiro")


def test_a_test_s_subject_says_so() -> None:
    test: Alert = an_alert(reason=Reason.TEST, headline="Higehiro")
    assert mailed(a_letter(test))["Subject"] == "[watcher] TEST – not news · higehiro · season 2"
