"""Which memory a name in the config gets: what may be renamed, moved, swapped, changed, removed and brought back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.decide.health import Health
from watcher.model import Condition, Fate, Secret, Source, Status, Watch

from build import a_channel, a_source, a_watch, a_watchlist, an_item
from fakes.byhand import ByHand

SECOND = an_item(guid="1", title="Higehiro Anime Gets 2nd Season", link="https://example.org/1")
OTHER = a_watch(name="bocchi", titles=("Bocchi the Rock",), about=("season 2",))
BOCCHI = an_item(guid="2", title="Bocchi the Rock Season 2 Announced", link="https://example.org/2")
OLD = an_item(guid="0", title="Spring shows we are watching", link="https://example.org/0")
DISCORD, MAIL = a_channel("json://one"), a_channel("json://two", name="mail")


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[ByHand]:
    """Two watches, of which each has its story."""
    made = ByHand(tmp_path / "w.db", a_watchlist(watches=(a_watch(), OTHER)))
    made.poll(OLD)
    assert len(made.poll(BOCCHI, SECOND, OLD)) == 2
    yield made
    made.store.close()


def stories(hand: ByHand) -> dict[str, tuple[Status | None, int]]:
    """Say where each watch's story stands, and how often it rang."""
    return {story.watch: (story.status, len(story.rings)) for story in hand.store.stories.all().values()}


STANDS = (Status.ANNOUNCED, 1)

# Watches


@pytest.mark.parametrize(
    ("watches", "new", "kept"),
    [
        pytest.param((OTHER, a_watch()), (), {"higehiro", "bocchi"}, id="moved in the file"),
        pytest.param((a_watch(name="beard"), OTHER), (), {"beard", "bocchi"}, id="renamed"),
        pytest.param(
            (a_watch(titles=("HIGEHIRO", "Hige  wo Soru")), OTHER), (), {"higehiro", "bocchi"}, id="in another spelling"
        ),
        pytest.param(
            (a_watch(titles=("Higehiro", "Hige wo Soru", "ひげを剃る")), OTHER), (), {"higehiro", "bocchi"}, id="an alias more"
        ),
        pytest.param((a_watch(titles=("Higehiro",)), OTHER), (), {"higehiro", "bocchi"}, id="an alias less"),
        pytest.param(
            (a_watch(about=("season 2", "movie")), OTHER), (), {"higehiro", "bocchi"}, id="a subject more"
        ),
        pytest.param(
            (a_watch(name="beard", about=("season 2", "movie")), OTHER), (), {"beard", "bocchi"},
            id="renamed, and a subject more",
        ),
        pytest.param(
            (a_watch(titles=("Something else",)), OTHER), ("higehiro",), {"bocchi"}, id="the old name for another title"
        ),
        pytest.param(
            (a_watch(), OTHER, a_watch(name="film", about=("movie",))), ("film",), {"higehiro", "bocchi"},
            id="one beside it for the same title",
        ),
    ],
)  # fmt: skip
def test_what_a_changed_watch_remembers(
    hand: ByHand, watches: tuple[Watch, ...], new: tuple[str, ...], kept: set[str]
) -> None:
    assert [w.name for w in hand.store.strangers(replace(hand.watchlist, watches=watches))] == list(new)
    assert hand.register(watches=watches).watches == new
    assert stories(hand) == dict.fromkeys(kept, STANDS)
    assert hand.register().watches == ()  # and so it stays
    assert stories(hand) == dict.fromkeys(kept, STANDS)


def test_two_watches_that_swap_their_names_keep_each_its_own_memory(hand: ByHand) -> None:
    hand.poll(an_item(guid="3", title="Bocchi the Rock Season 2 Premieres in April 2027", link=None))
    swapped = (replace(OTHER, name="higehiro"), replace(a_watch(), name="bocchi"))
    assert hand.register(watches=swapped).watches == ()
    assert stories(hand) == {"higehiro": (Status.DATED, 2), "bocchi": STANDS}


def test_a_ring_of_three_names(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    watches = [a_watch(name=name, titles=(f"The Tale of {name}",)) for name in names]
    hand = ByHand(tmp_path / "w.db", a_watchlist(watches=tuple(watches)))
    hand.poll(OLD)
    hand.poll(an_item(title="The Tale of two Season 2 Announced"))
    turned = tuple(replace(w, name=name) for w, name in zip(watches, (*names[1:], names[0]), strict=True))
    assert hand.register(watches=turned).watches == ()
    assert stories(hand) == {"three": STANDS}
    hand.store.close()


def test_two_watches_of_one_title_are_told_apart_by_what_they_wait_for(tmp_path: Path) -> None:
    season, film = a_watch(name="a"), a_watch(name="b", about=("movie",))
    hand = ByHand(tmp_path / "w.db", a_watchlist(watches=(season, film)))
    hand.poll(OLD)
    hand.poll(SECOND)
    hand.register(watches=(replace(film, name="a"), replace(season, name="b")))
    assert [(s.watch, s.subject) for s in hand.store.stories.all().values()] == [("b", "season 2")]
    hand.register(watches=(replace(film, name="film"), replace(season, name="season")))
    assert [(s.watch, s.subject) for s in hand.store.stories.all().values()] == [("season", "season 2")]
    hand.store.close()


def test_a_keyword_watch_is_its_keywords(tmp_path: Path) -> None:
    plain = a_watch(name="a", titles=(), about=(), keywords=("chapter", "-spoiler"))
    hand = ByHand(tmp_path / "w.db", a_watchlist(watches=(plain,)))
    assert hand.register(watches=(replace(plain, name="b"),)).watches == ()
    assert hand.register(watches=(replace(plain, name="b", keywords=("chapter", "volume")),)).watches == ()
    assert hand.register(watches=(replace(plain, name="c", keywords=("episode",)),)).watches == ("c",)
    hand.store.close()


def test_a_watch_that_leaves_and_returns_remembers(hand: ByHand) -> None:
    hand.register(watches=(OTHER,))
    assert stories(hand) == {"bocchi": STANDS}
    assert hand.poll(an_item(guid="8", title="Higehiro Season 2 Confirmed", link=None)) == []
    assert [alert.watch for alert, _ in hand.store.outbox.alerts(watch="higehiro")] == ["higehiro"]
    assert hand.register(watches=(a_watch(name="beard"), OTHER)).watches == ()
    assert stories(hand)["beard"] == STANDS
    assert hand.poll(an_item(guid="9", title="Higehiro Gets a Second Season", link=None)) == []


def test_one_that_left_lends_its_silence_to_nobody_else(hand: ByHand) -> None:
    hand.store.stories.mute("higehiro", hand.now + timedelta(days=900))
    hand.register(watches=(OTHER,))
    hand.register(watches=(OTHER, a_watch(name="film", about=("movie",))))  # the same title, but another wish
    assert hand.store.stories.muted(hand.now) == {}
    hand.register(watches=(OTHER, a_watch()))
    assert list(hand.store.stories.muted(hand.now)) == ["higehiro"]


def test_reports_are_those_of_the_watch_that_has_the_name_now(hand: ByHand) -> None:
    assert len(hand.store.stories.reports(watch="higehiro")) == 1
    hand.register(watches=(a_watch(titles=("Something else",)), OTHER))
    assert hand.store.stories.reports(watch="higehiro") == []


# Sources

NEWS_PAGE = a_source("https://example.org/news", name="news", select="li.news")
EVENTS = a_source("https://example.org/news", name="events", select="li.event")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(a_source(name="animenews"), id="renamed"),
        pytest.param(a_source("http://example.org/feed.xml"), id="http"),
        pytest.param(a_source("https://www.example.org/feed.xml/"), id="www and a slash"),
        pytest.param(a_source("https://me:secret@example.org/feed.xml#top"), id="a login"),
        pytest.param(a_source(select="li.new", name="renamed too"), id="a selector"),
    ],
)
def test_a_source_is_its_address(hand: ByHand, source: Source) -> None:
    assert hand.register(sources=(source,)).sources == ()
    assert hand.store.sources.all()[0].baseline_at is not None
    assert hand.store.sources.all()[0].name == source.name
    assert hand.poll(SECOND, OLD, source=source.name) == []


def test_another_selector_reads_the_page_again_though_it_did_not_change(hand: ByHand) -> None:
    assert (hand.state().validators.etag, hand.state().body) == (b'"1"', b"digest")
    hand.register(sources=(a_source(select="li.new"),))
    state = hand.state()
    assert (state.validators.etag, state.body, state.baseline_at is None) == (None, None, False)


def test_another_address_is_another_source(hand: ByHand) -> None:
    assert hand.register(sources=(a_source("https://example.org/feed.xml?page=2"),)).sources == ("ann",)
    assert [s.baseline_at for s in hand.store.sources.all()] == [None]


def test_sources_that_swap_their_addresses_keep_their_memory(hand: ByHand) -> None:
    one, two = a_source(), a_source("https://two.example/feed", name="two")
    assert hand.register(sources=(one, two)).sources == ("two",)
    hand.register(sources=(replace(one, name="two"), replace(two, name="ann")))
    assert {s.name: s.baseline_at is None for s in hand.store.sources.all()} == {"two": False, "ann": True}


def test_a_source_that_leaves_and_returns_remembers(hand: ByHand) -> None:
    hand.register(sources=())
    assert hand.store.sources.all() == []
    with pytest.raises(KeyError):
        hand.store.sources.state(a_source())
    assert {story.standing.by for story in hand.store.stories.all().values()} == {
        ("ann",)
    }  # who said it is not forgotten
    assert hand.register(sources=(a_source(name="again"),)).sources == ()
    assert hand.poll(SECOND, OLD, source="again") == []


def test_a_story_keeps_who_moved_it_though_the_source_has_left(hand: ByHand) -> None:
    hand.register(sources=(a_source("https://two.example/feed", name="two"),))
    story = hand.store.stories.all()["higehiro", "season 2"]
    hand.store.stories.save(
        [replace(story, rings=(*story.rings, story.rings[0]))]
    )  # as an unconfirmed ring does
    assert hand.store.stories.all()["higehiro", "season 2"].standing.by == ("ann",)


def test_one_address_under_two_names_is_polled_for_both(tmp_path: Path) -> None:
    hand = ByHand(tmp_path / "w.db", a_watchlist(sources=(NEWS_PAGE, EVENTS)))
    assert [s.name for s in hand.store.sources.all()] == ["news", "events"]
    hand.poll(OLD, source="news")
    # Whatever is renamed or moved, each selector keeps its own memory.
    for sources in (
        (EVENTS, NEWS_PAGE),
        (replace(NEWS_PAGE, name="events"), replace(EVENTS, name="news")),
        (replace(NEWS_PAGE, name="x"), replace(EVENTS, name="y")),
    ):
        assert hand.register(sources=sources).sources == ()
        polled = {s.name for s in hand.store.sources.all() if s.baseline_at}
        assert polled == {s.name for s in sources if s.select == "li.news"}
    third = a_source("https://example.org/news", name="z", select="li.other")
    assert hand.register(sources=(*sources, third)).sources == ("z",)
    assert hand.state("z").baseline_at is None
    hand.store.close()


def test_one_address_asked_twice_for_the_same_is_told_apart_by_name(tmp_path: Path) -> None:
    one, two = a_source(name="one"), a_source(name="two")
    hand = ByHand(tmp_path / "w.db", a_watchlist(sources=(one, two)))
    hand.poll(OLD, source="two")
    hand.register(sources=(two, one))
    assert {s.name: s.baseline_at is not None for s in hand.store.sources.all()} == {
        "one": False,
        "two": True,
    }
    hand.store.close()


def test_a_part_of_a_page_that_left_lends_its_memory_to_no_other_part(tmp_path: Path) -> None:
    hand = ByHand(tmp_path / "w.db", a_watchlist(sources=(NEWS_PAGE,)))
    hand.register(sources=())
    assert hand.register(sources=(EVENTS,)).sources == ("events",)
    assert hand.register(sources=(EVENTS, NEWS_PAGE)).sources == ()
    hand.store.close()


# Channels


def waiting(hand: ByHand) -> dict[str, list[str]]:
    return {name: [w.alert.headline for w in hand.store.outbox.waiting(name)] for name in hand.store.channels.all()}  # fmt: skip


HEADLINES = [BOCCHI.title, SECOND.title]


@pytest.mark.parametrize(
    ("channels", "where"),
    [
        pytest.param((replace(DISCORD, name="team"),), "team", id="renamed"),
        pytest.param((MAIL, DISCORD), "discord", id="one more before it"),
        pytest.param((a_channel("json://elsewhere"),), "discord", id="another address"),
        pytest.param(
            (replace(DISCORD, name="mail"), replace(MAIL, name="discord")), "mail", id="names swapped"
        ),
    ],
)
def test_what_waits_follows_its_channel(tmp_path: Path, channels: tuple, where: str) -> None:  # type: ignore[type-arg]
    hand = ByHand(tmp_path / "w.db", a_watchlist(channels=(DISCORD, MAIL), watches=(a_watch(), OTHER)))
    hand.poll(OLD)
    hand.poll(BOCCHI, SECOND)
    assert hand.register(channels=channels).stranded == ()
    assert waiting(hand) == {c.name: HEADLINES if c.name == where else [] for c in channels}
    assert {channel for _, channel, _ in hand.fates()} == {where}
    hand.store.close()


def test_names_that_move_up_one_place(tmp_path: Path) -> None:
    """The first one gets the second's name, the second a third: no message changes hands."""
    watches = (a_watch(notify=("discord",)), replace(OTHER, notify=("mail",)))
    hand = ByHand(tmp_path / "w.db", a_watchlist(channels=(DISCORD, MAIL), watches=watches))
    hand.poll(OLD)
    hand.poll(BOCCHI, SECOND)
    hand.register(channels=(replace(DISCORD, name="mail"), replace(MAIL, name="pager")))
    assert waiting(hand) == {"mail": [SECOND.title], "pager": [BOCCHI.title]}
    hand.store.close()


def stop(hand: ByHand) -> None:
    health = Health(condition=Condition.STOPPED, reason="404", failures=3, since=hand.now, told=True)
    hand.store.channels.settle("discord", health, hand.now + timedelta(hours=1))


def test_another_address_gets_a_fresh_chance(hand: ByHand) -> None:
    stop(hand)
    hand.register(channels=(a_channel("json://mended"),))
    state = hand.store.channels.all()["discord"]
    assert (state.health, state.paused_until, state.waiting) == (Health(), None, 2)


def test_the_same_address_under_another_name_stays_stopped(hand: ByHand) -> None:
    stop(hand)
    hand.register(channels=(replace(hand.watchlist.channels[0], name="team"),))
    assert hand.store.channels.all()["team"].health.condition is Condition.STOPPED


def test_what_waits_for_a_channel_that_left_is_said_once_and_kept(hand: ByHand) -> None:
    channel = hand.watchlist.channels[0]
    assert hand.register(channels=(MAIL,)).stranded == (("discord", 2),)
    assert hand.register(channels=(MAIL,)).stranded == ()
    assert waiting(hand) == {"mail": []}
    assert [fate for _, _, fate in hand.fates()] == [Fate.PENDING, Fate.PENDING]
    hand.register(channels=(MAIL, replace(channel, name="back")))
    assert waiting(hand) == {"back": HEADLINES, "mail": []}


def test_a_name_that_was_used_before_by_another_channel(hand: ByHand) -> None:
    """Its history stays its own: two channels of one name, at different times."""
    hand.register(channels=(MAIL,))
    hand.register(channels=(replace(MAIL, name="discord"),))
    assert waiting(hand) == {"discord": []}
    assert [channel for _, channel, _ in hand.fates()] == ["discord", "discord"]


def test_no_secret_is_stored(hand: ByHand) -> None:
    hand.register(
        sources=(replace(hand.source(), url=Secret("https://me:s3cret-login@example.org/feed.xml?key=s3cret-key")),),
        channels=(a_channel("json://me:s3cret-token@localhost"),),
    )  # fmt: skip
    hand.store.close()
    assert b"s3cret" not in hand.path.read_bytes()
    hand.reopen()
