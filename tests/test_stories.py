"""Which claims move a story, which ring, and which fold."""

from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide import unnamed
from watcher.decide.ladder import STEPS
from watcher.decide.moves import Word
from watcher.decide.stories import Step, place, step
from watcher.model import NEWS, Claim, Period, Reason, Shift, Status, Story

from build import NOW, a_claim, a_story

S, A, D, R, L, C, M = (
    Status(s) for s in ("speculated", "announced", "dated", "released", "delayed", "cancelled", "mentioned")
)
APRIL = Period(first=date(2027, 4, 1), last=date(2027, 4, 30), text="April 2027")
YEAR = Period(first=date(2027, 1, 1), last=date(2027, 12, 31), text="2027")
JULY = Period(first=date(2027, 7, 1), last=date(2027, 7, 31), text="July 2027")


def day(month: int, number: int) -> Period:
    at = date(2027, month, number)
    return Period(first=at, last=at, text=f"{at:%B} {number}")


def tell(
    story: Story,
    claim: Claim,
    alert: str = "0001",
    *,
    source: str = "ann",
    official: bool = False,
    words: str | None = None,
    days: float = 0,
) -> Step:
    rare = None if words is None else frozenset(words.split())
    move = step if rare is None else unnamed.step
    return move(story, a_word(claim, source=source, official=official, alert=alert, words=rare, days=days))


def a_word(claim: Claim, *, days: float = 0, **given: Any) -> Word:
    return Word(
        claim=claim,
        now=NOW + timedelta(days=days),
        **{"source": "ann", "official": False, "alert": "0001"} | given,
    )


def follow(*claims: Claim, words: tuple[str, ...] = ()) -> list[Step]:
    story, steps = a_story(), []
    for n, claim in enumerate(claims):
        steps.append(tell(story, claim, f"{n:04}", words=words[n] if words else None))
        story = steps[-1].story
    return steps


def rings(*statuses: Status) -> list[bool]:
    return [s.rings for s in follow(*(a_claim(status=status) for status in statuses))]


RINGING = {  # standing -> claims that ring as a step; written out, so that the table in the code is compared with something
    S: {A, D, R, L, C},
    A: {D, R, L},
    D: {R, L},
    R: set(),
    L: {R, D},
    C: set(),
}
DOUBTED = {S: set(), A: {C}, D: {C}, R: {C, L}, L: {C}, C: {A, D, R, L}}  # one unofficial source contradicts


@pytest.mark.parametrize(("stands", "claimed"), list(product(RINGING, [S, A, D, R, L, C])))
def test_every_pair_of_the_ladder(stands: Status, claimed: Status) -> None:
    first, second = follow(a_claim(status=stands), a_claim(status=claimed))
    assert first.rings
    assert second.rings is (claimed in RINGING[stands] | DOUBTED[stands])
    assert second.sure is not (claimed in DOUBTED[stands])
    assert second.story.status is (claimed if claimed in RINGING[stands] else stands)
    assert second.under == (None if second.rings else "0000")
    assert second.why


@pytest.mark.parametrize(
    ("stands", "claimed"), [(s, c) for s, claims in DOUBTED.items() for c in sorted(claims)]
)
class TestContradiction:
    """One unofficial source against the step: told as unconfirmed; a second source, or the publisher, confirms it."""

    def test_a_second_source_confirms(self, stands: Status, claimed: Status) -> None:
        story = tell(a_story(), a_claim(status=stands), "0001").story
        alone = tell(story, a_claim(status=claimed), "0002", source="blog")
        assert (alone.rings, alone.sure, alone.story.status) == (True, False, stands)
        same = tell(alone.story, a_claim(status=claimed), "0003", source="blog")
        assert (same.rings, same.under) == (False, "0002")
        second = tell(alone.story, a_claim(status=claimed), "0003", source="natalie")
        assert (second.rings, second.sure, second.reason) == (True, True, Reason.CONFIRMED)
        assert second.story.status is claimed
        third = tell(second.story, a_claim(status=claimed), "0004", source="other")
        assert (third.rings, third.under) == (False, "0003")

    def test_the_publisher_needs_no_second(self, stands: Status, claimed: Status) -> None:
        story = tell(a_story(), a_claim(status=stands), "0001").story
        word = tell(story, a_claim(status=claimed), "0002", source="house", official=True)
        assert (word.rings, word.sure, word.story.status) == (True, True, claimed)
        assert word.story.standing.official


def test_two_sources_that_say_it_is_not_cancelled_back_each_other() -> None:
    story = tell(a_story(), a_claim(status=C), "0001").story
    one = tell(story, a_claim(status=A), "0002", source="blog")
    two = tell(one.story, a_claim(status=D, period=APRIL), "0003", source="natalie")
    assert (one.sure, two.rings, two.sure, two.story.status) == (False, True, True, D)


def test_a_doubt_may_be_told_again_after_half_a_year() -> None:
    story = tell(a_story(), a_claim(status=A), "0001").story
    doubt = tell(story, a_claim(status=C), "0002", source="blog").story
    assert not tell(doubt, a_claim(status=C), "0003", source="blog", days=180).rings
    again = tell(doubt, a_claim(status=C), "0003", source="blog", days=181)
    assert (again.rings, again.sure) == (True, False)


def test_what_was_doubted_before_a_step_is_settled_by_it() -> None:
    story = tell(a_story(), a_claim(status=A), "0001").story
    story = tell(story, a_claim(status=C), "0002", source="blog").story
    story = tell(story, a_claim(status=D, period=APRIL), "0003").story
    again = tell(story, a_claim(status=C), "0004", source="natalie")
    assert (again.rings, again.sure) == (True, False)


class TestOfficial:
    """What one source alone had reported rings once more when the publisher says it."""

    def test_once(self) -> None:
        story = tell(a_story(), a_claim()).story
        word = tell(story, a_claim(), "0002", source="house", official=True)
        assert (word.rings, word.reason, word.story.standing.official) == (True, Reason.OFFICIAL, True)
        assert word.story.standing.by == ("ann", "house")
        again = tell(word.story, a_claim(), "0003", source="house", official=True)
        assert (again.rings, again.under) == (False, "0002")

    def test_not_when_two_had_said_so(self) -> None:
        story = tell(a_story(), a_claim()).story
        story = tell(story, a_claim(), "0002", source="natalie").story
        word = tell(story, a_claim(), "0003", source="house", official=True)
        assert (word.rings, word.story.standing.official) == (False, True)

    def test_not_when_it_said_so_first(self) -> None:
        story = tell(a_story(), a_claim(), source="house", official=True).story
        assert not tell(story, a_claim(), "0002", source="house", official=True).rings
        assert not tell(story, a_claim(), "0002", source="ann").rings

    def test_speculation_of_a_publisher_makes_nothing_official(self) -> None:
        story = tell(a_story(), a_claim(status=S, sure=False)).story
        assert not tell(story, a_claim(status=S, sure=False), "0002", source="house", official=True).rings


def test_the_table_covers_every_standing() -> None:
    assert set(STEPS) == {None, S, A, D, R, L, C}


def test_each_step_rings_once() -> None:
    assert rings(S, S, A, A, S, D, A, D, R, R) == [
        True,
        False,
        True,
        False,
        False,
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_mention_never_rings_and_never_moves() -> None:
    only = tell(a_story(), a_claim(status=M))
    assert (only.rings, only.story.status, only.under) == (False, None, None)


def test_an_unsure_claim_rings_once_and_takes_no_step() -> None:
    unsure, again, sure, late = follow(
        a_claim(sure=False), a_claim(sure=False), a_claim(sure=True), a_claim(sure=False)
    )
    assert [unsure.rings, again.rings, sure.rings, late.rings] == [True, False, True, False]
    assert unsure.story.status is None
    assert again.under == "0000"
    assert late.under == "0002"


def test_an_unsure_step_further_rings_though_less_is_sure() -> None:
    _, unsure = follow(a_claim(status=A), a_claim(status=R, sure=False))
    assert (unsure.rings, unsure.story.status) == (True, A)


@pytest.mark.parametrize(
    ("known", "then", "rings", "shift", "stands"),
    [
        (APRIL, JULY, True, Shift.LATER, JULY),
        (JULY, APRIL, True, Shift.EARLIER, APRIL),
        (YEAR, APRIL, False, None, APRIL),  # narrower: better, but no ring
        (APRIL, YEAR, False, None, APRIL),
        (APRIL, APRIL, False, None, APRIL),
        (APRIL, None, False, None, APRIL),
        (None, APRIL, False, None, APRIL),
        (APRIL, day(4, 3), True, None, day(4, 3)),  # the first exact day
        (YEAR, day(4, 3), True, None, day(4, 3)),
        (None, day(4, 3), True, None, day(4, 3)),
        (APRIL, day(5, 1), True, None, day(5, 1)),  # within a day of April: no move, but exact
        (APRIL, day(5, 2), True, Shift.LATER, day(5, 2)),
        (day(4, 3), APRIL, False, None, day(4, 3)),
        (day(4, 3), day(4, 4), False, None, day(4, 3)),  # "25:30", time zones
        (day(4, 3), day(4, 5), True, Shift.LATER, day(4, 5)),
        (day(4, 3), day(4, 1), True, Shift.EARLIER, day(4, 1)),
    ],
)
def test_what_a_date_does(
    known: Period | None, then: Period | None, rings: bool, shift: Shift | None, stands: Period
) -> None:
    _, second = follow(a_claim(status=D, period=known), a_claim(status=D, period=then))
    assert (second.rings, second.shift, second.story.period) == (rings, shift, stands)
    assert second.status is (L if shift is Shift.LATER else D)


def test_a_date_does_not_creep_a_day_at_a_time() -> None:
    steps = follow(*(a_claim(status=D, period=day(4, n)) for n in (3, 4, 5)))
    assert [s.rings for s in steps] == [True, False, True]


def test_a_second_delay_rings() -> None:
    steps = follow(
        a_claim(status=L, period=APRIL), a_claim(status=L, period=APRIL), a_claim(status=L, period=JULY)
    )
    assert [s.rings for s in steps] == [True, False, True]


def test_the_date_that_follows_a_delay_rings_once_however_it_is_told() -> None:
    steps = follow(
        a_claim(status=D, period=APRIL),
        a_claim(status=L),
        a_claim(status=L, period=JULY),
        a_claim(status=D, period=JULY),
        a_claim(status=L, period=JULY),
        a_claim(status=L),
    )
    assert [s.rings for s in steps] == [True, True, True, False, False, False]


def test_a_delay_that_is_told_weeks_after_another_is_another() -> None:
    story = tell(a_story(), a_claim(status=D, period=APRIL), "0001").story
    story = tell(story, a_claim(status=D, period=JULY), "0002").story
    assert not tell(story, a_claim(status=L), "0003", days=13).rings
    assert tell(story, a_claim(status=L), "0003", days=15).rings


def test_the_publisher_takes_back_what_others_called_out() -> None:
    out = tell(a_story(), a_claim(status=R), source="blog").story
    assert not tell(out, a_claim(status=D, period=APRIL), "0002").rings
    back = tell(out, a_claim(status=D, period=APRIL), "0002", source="house", official=True)
    assert (back.rings, back.sure, back.story.status) == (True, True, D)
    own = tell(a_story(), a_claim(status=R), source="house", official=True).story
    assert not tell(own, a_claim(status=D, period=APRIL), "0002", source="house", official=True).rings


def test_an_unnumbered_film_half_a_year_after_the_last_is_another() -> None:
    out = tell(a_story(subject="movie"), a_claim(subject="movie", status=R)).story
    assert not tell(out, a_claim(subject="movie"), "0002", days=179).rings
    assert tell(out, a_claim(subject="movie"), "0002", days=181).rings
    assert not tell(out, a_claim(subject="movie", status=R), "0002", days=181).rings


def test_a_moved_date_is_the_delay() -> None:
    moved, delayed, vague, further = follow(
        a_claim(status=D, period=APRIL),
        a_claim(status=D, period=JULY),
        a_claim(status=L, period=JULY),
        a_claim(status=L),
    )[0:4]
    assert [s.rings for s in (moved, delayed, vague, further)] == [True, True, False, False]
    assert (delayed.status, delayed.shift) == (L, Shift.LATER)


def test_a_date_brought_forward_to_these_days_is_doubted_until_a_second_says_so() -> None:
    soon = Period(first=NOW.date(), last=NOW.date(), text="today")
    story = tell(a_story(), a_claim(status=D, period=APRIL)).story
    alone = tell(story, a_claim(status=D, period=soon), "0002", source="blog")
    assert (alone.rings, alone.sure, alone.story.period) == (True, False, APRIL)
    assert not tell(alone.story, a_claim(status=D, period=APRIL), "0003").rings
    second = tell(alone.story, a_claim(status=D, period=soon), "0003", source="natalie")
    assert (second.rings, second.sure, second.shift) == (True, True, Shift.EARLIER)
    assert tell(story, a_claim(status=D, period=soon), "0002", source="house", official=True).sure
    other = Period(
        first=NOW.date() + timedelta(days=5), last=NOW.date() + timedelta(days=5), text="in five days"
    )
    says_else = tell(alone.story, a_claim(status=D, period=other), "0003", source="natalie")
    assert (says_else.rings, says_else.story.period) == (False, APRIL)
    later = tell(alone.story, a_claim(status=D, period=JULY), "0003", source="natalie")
    assert later.reason is Reason.MOVED  # and confirms nothing


def test_the_next_one_is_another_once_the_last_is_out() -> None:
    story = tell(a_story(subject="next season"), a_claim(subject="next season", status=R)).story
    late = a_claim(subject="next season", status=A)
    assert not tell(story, late, "0002", days=29).rings
    another = tell(story, late, "0002", days=31)
    assert (another.rings, another.story.status) == (True, A)
    numbered = tell(a_story(), a_claim(status=R)).story
    assert not tell(numbered, a_claim(status=A), "0002", days=400).rings


def test_speculation_may_be_told_again_after_half_a_year_of_quiet() -> None:
    story = tell(a_story(), a_claim(status=S, sure=False), "0001").story
    soon = tell(story, a_claim(status=S, sure=False), "0002", days=180)
    late = tell(story, a_claim(status=S, sure=False), "0002", days=181)
    assert (soon.rings, late.rings) == (False, True)
    assert not tell(late.story, a_claim(status=S, sure=False), "0003", days=182).rings


def test_speculation_long_after_an_announcement_stays_folded() -> None:
    story = tell(a_story(), a_claim()).story
    assert not tell(story, a_claim(status=S, sure=False), "0002", days=1000).rings


def test_news_without_a_subject_folds_only_under_like_headlines() -> None:
    claim = a_claim(subject="release", subject_form=None)
    steps = follow(
        claim,
        claim,
        claim,
        words=("collab cafe opens", "collab cafe opens tokyo", "stage play cast"),
    )
    assert [s.rings for s in steps] == [True, False, True]
    assert steps[1].under == "0000"


def test_news_without_a_subject_rings_again_after_a_while() -> None:
    claim = a_claim(subject="release", subject_form=None)
    story = tell(a_story(), claim, words="collab cafe").story
    assert not tell(story, claim, words="collab cafe", days=13).rings
    assert tell(story, claim, words="collab cafe", days=15).rings


def test_headlines_without_rare_words_are_never_alike() -> None:
    claim = a_claim(subject="release", subject_form=None)
    assert [s.rings for s in follow(claim, claim, words=("", ""))] == [True, True]


def test_a_baseline_places_news_but_not_speculation() -> None:
    story = place(a_story(), a_word(a_claim(status=S)))
    assert story.status is None
    story = place(story, a_word(a_claim(status=A, sure=False)))
    assert story.status is None
    story = place(story, a_word(a_claim(status=D, period=APRIL)))
    assert (story.status, story.period, story.rings) == (D, APRIL, ())
    assert place(story, a_word(a_claim(status=A))) == story


def test_a_first_look_moves_no_story_that_has_rung_but_a_summary_does() -> None:
    story = tell(a_story(), a_claim(status=D, period=APRIL)).story
    other = a_word(a_claim(status=D, period=JULY), source="new")
    assert place(story, other).period == APRIL
    assert place(story, a_word(a_claim(status=D, period=APRIL), source="new")).standing.by == ("ann", "new")
    assert place(story, other, told=True).period == JULY


def test_speculation_rings_also_when_the_baseline_held_speculation() -> None:
    story = place(a_story(), a_word(a_claim(status=S)))
    assert tell(story, a_claim(status=S)).rings


def test_what_was_placed_folds_without_an_alert() -> None:
    story = place(a_story(), a_word(a_claim(status=A)))
    again = tell(story, a_claim(status=A))
    assert (again.rings, again.under, again.why) == (False, None, "already announced")


claims = st.builds(
    a_claim,
    status=st.sampled_from(list(Status)),
    sure=st.booleans(),
    period=st.sampled_from([None, APRIL, YEAR, JULY]),
)


@given(st.lists(claims, max_size=12))
def test_a_story_loses_nothing(found: list[Claim]) -> None:
    steps = follow(*found)
    for before, after in pairwise([a_story(), *(s.story for s in steps)]):
        assert after.rings[: len(before.rings)] == before.rings
    for one, claim in zip(steps, found, strict=True):
        assert one.why
        if not claim.sure and claim.status in NEWS:
            assert one.story.status is not claim.status or any(
                s.story.status is claim.status for s in steps if s is not one
            )


@given(st.lists(claims, max_size=12))
def test_the_same_report_twice_in_a_row_rings_at_most_once(found: list[Claim]) -> None:
    doubled = [c for c in found for _ in (1, 2)]
    steps = follow(*doubled)
    assert not any(second.rings for second in steps[1::2])
