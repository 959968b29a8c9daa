"""Which claims move a story, which ring, and which fold."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide.stories import STEPS, Step, place, step
from watcher.model import NEWS, Claim, Period, Status, Story

from build import NOW, a_claim, a_story

S, A, D, R, L, C, M = (
    Status(s) for s in ("speculated", "announced", "dated", "released", "delayed", "cancelled", "mentioned")
)
APRIL = Period(first=date(2027, 4, 1), last=date(2027, 4, 30), text="April 2027")
YEAR = Period(first=date(2027, 1, 1), last=date(2027, 12, 31), text="2027")
JULY = Period(first=date(2027, 7, 1), last=date(2027, 7, 31), text="July 2027")


def tell(
    story: Story, claim: Claim, alert: str = "0001", *, words: str = "", named: bool = True, days: float = 0
) -> Step:
    return step(
        story,
        claim,
        source="ann",
        alert=alert,
        words=frozenset(words.split()),
        named=named,
        now=NOW + timedelta(days=days),
    )


def follow(*claims: Claim, named: bool = True, words: tuple[str, ...] = ()) -> list[Step]:
    story, steps = a_story(), []
    for n, claim in enumerate(claims):
        steps.append(tell(story, claim, f"{n:04}", named=named, words=words[n] if words else ""))
        story = steps[-1].story
    return steps


def rings(*statuses: Status) -> list[bool]:
    return [s.rings for s in follow(*(a_claim(status=status) for status in statuses))]


RINGING = {  # standing -> claims that ring; written out, so that the table in the code is compared with something
    S: {A, D, R, L, C},
    A: {D, R, L, C},
    D: {R, L, C},
    R: {C},
    L: {D, R, C},
    C: {A, D, R, L},
}


@pytest.mark.parametrize(("stands", "claimed"), list(product(RINGING, [S, A, D, R, L, C])))
def test_every_pair_of_the_ladder(stands: Status, claimed: Status) -> None:
    first, second = follow(a_claim(status=stands), a_claim(status=claimed))
    assert first.rings
    assert second.rings is (claimed in RINGING[stands])
    assert second.story.status is (claimed if second.rings else stands)
    assert second.under == (None if second.rings else "0000")


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
    ("then", "moved"),
    [
        (JULY, True),
        (YEAR, False),
        (Period(first=date(2027, 5, 1), last=date(2027, 5, 1), text="May 1"), False),
        (Period(first=date(2027, 5, 1), last=date(2027, 5, 31), text="May 2027"), True),
        (Period(first=date(2028, 1, 1), last=date(2028, 12, 31), text="2028"), True),
        (Period(first=date(2027, 5, 2), last=date(2027, 5, 2), text="May 2"), True),
        (None, False),
    ],
)
def test_a_date_moves_only_when_no_day_can_be_both(then: Period | None, moved: bool) -> None:
    _, second = follow(a_claim(status=D, period=APRIL), a_claim(status=D, period=then))
    assert second.rings is moved


def test_a_second_delay_rings() -> None:
    steps = follow(
        a_claim(status=L, period=APRIL), a_claim(status=L, period=APRIL), a_claim(status=L, period=JULY)
    )
    assert [s.rings for s in steps] == [True, False, True]


def test_news_without_a_subject_folds_only_under_like_headlines() -> None:
    claim = a_claim(subject="release", subject_form=None)
    steps = follow(
        claim,
        claim,
        claim,
        named=False,
        words=("collab cafe opens", "collab cafe opens tokyo", "stage play cast"),
    )
    assert [s.rings for s in steps] == [True, False, True]
    assert steps[1].under == "0000"


def test_news_without_a_subject_rings_again_after_a_while() -> None:
    claim = a_claim(subject="release", subject_form=None)
    story = tell(a_story(), claim, named=False, words="collab cafe").story
    assert not tell(story, claim, named=False, words="collab cafe", days=13).rings
    assert tell(story, claim, named=False, words="collab cafe", days=15).rings


def test_headlines_without_rare_words_are_never_alike() -> None:
    claim = a_claim(subject="release", subject_form=None)
    assert [s.rings for s in follow(claim, claim, named=False)] == [True, True]


def test_a_baseline_places_news_but_not_speculation() -> None:
    story = place(a_story(), a_claim(status=S), source="ann", now=NOW)
    assert story.status is None
    story = place(story, a_claim(status=A, sure=False), source="ann", now=NOW)
    assert story.status is None
    story = place(story, a_claim(status=D, period=APRIL), source="ann", now=NOW)
    assert (story.status, story.period, story.rings) == (D, APRIL, ())
    assert place(story, a_claim(status=A), source="ann", now=NOW) == story


def test_speculation_rings_also_when_the_baseline_held_speculation() -> None:
    story = place(a_story(), a_claim(status=S), source="ann", now=NOW)
    assert tell(story, a_claim(status=S)).rings


def test_what_was_placed_folds_without_an_alert() -> None:
    story = place(a_story(), a_claim(status=A), source="ann", now=NOW)
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
