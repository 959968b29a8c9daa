"""When an address is another for good: tables of what was seen, and what follows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.decide.moving import Moved, answered, failed, gone, gone_since

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NEW = "https://me:pass@new.example.org/feed?token=abc"
OTHER = "https://other.example.org/feed"


def shown(address: str) -> str:
    return address.partition("?")[0].replace("me:pass@", "")


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


NEVER = Moved()


def after(*polls: tuple[float, str | None], memory: Moved = NEVER) -> tuple[Moved, list[str]]:
    """Play good polls: (hours since the start, where permanent redirects led)."""
    told = []
    for hours, moved in polls:
        move = answered(memory, moved, name="ann", shown=shown, now=at(hours))
        memory = move.memory
        told += [move.sentence] if move.sentence else []
    return memory, told


@pytest.mark.parametrize(
    ("polls", "learned"),
    [
        ([(0, NEW)] * 4 + [(24, NEW)], NEW),
        ([(0, NEW), (6, NEW), (12, NEW), (18, NEW), (24, NEW)], NEW),
        ([(0, NEW), (6, NEW), (12, NEW), (18, NEW)], None),  # four
        ([(0, NEW), (6, NEW), (12, NEW), (18, NEW), (23.9, NEW)], None),  # within a day
        ([(hours / 4, NEW) for hours in range(97)], NEW),  # every quarter of an hour: a day decides
        ([(hours / 4, NEW) for hours in range(96)], None),
        ([(0, NEW), (6, NEW), (12, None), (18, NEW), (24, NEW), (30, NEW)], None),  # it came back
        ([(0, NEW), (6, NEW), (12, OTHER), (18, NEW), (24, NEW), (30, NEW)], None),
        ([(0, NEW), (6, OTHER)] * 10, None),
        ([(0, None)] * 10, None),
        ([(9, NEW), (0, NEW), (1, NEW), (2, NEW), (24, NEW)], None),  # the clock was set back: it counts anew
        ([(9, NEW), (0, NEW), (1, NEW), (2, NEW), (3, NEW), (24, NEW)], NEW),
    ],
)
def test_learning(polls: list[tuple[float, str | None]], learned: str | None) -> None:
    memory, told = after(*polls)
    assert memory.learned == learned
    assert len(told) == (learned is not None)


MOVED = (
    "ann has moved for good to https://new.example.org/feed; watcher asks there from now on. "
    "Put the new address into the config: url = …"
)


def test_what_is_told_shows_no_secret() -> None:
    _, told = after(*[(6.0 * poll, NEW) for poll in range(5)])
    assert told == [MOVED]


def test_it_is_told_once() -> None:
    """From then on the learned address is asked, which leads nowhere else."""
    learned, _ = after(*[(6.0 * poll, NEW) for poll in range(5)])
    memory, told = after(*[(30.0 + 6 * poll, None) for poll in range(50)], memory=learned)
    assert (memory, told) == (Moved(learned=NEW), [])


def test_a_learned_address_may_move_on() -> None:
    learned, _ = after(*[(6.0 * poll, NEW) for poll in range(5)])
    memory, told = after(*[(30.0 + 6 * poll, OTHER) for poll in range(5)], memory=learned)
    assert memory.learned == OTHER
    assert len(told) == 1


LEARNED = Moved(learned=NEW)
BACK = (
    "ann does not answer at https://new.example.org/feed, where it had moved; "
    "watcher asks at the config's address again."
)


@pytest.mark.parametrize(
    ("failures", "learned"),
    [
        ([404, 404], NEW),
        ([404, 404, 404], None),
        ([None, None, None], None),
        ([410, None, 404], None),
        ([404, 404, 200, 404, 404], NEW),  # a good poll between
        ([404, 404, 500, 404, 404], NEW),  # a server that is there
        ([500] * 20, NEW),
        ([403, 429, 503] * 5, NEW),
        (["offline"] * 20, NEW),  # nothing was reached at all
        ([404, "offline", 404, "offline", 404], None),
    ],
)
def test_what_leads_nowhere_is_forgotten(failures: list[int | str | None], learned: str | None) -> None:
    memory, told = LEARNED, []
    for poll, status in enumerate(failures):
        if status == 200:
            memory = answered(memory, None, name="ann", shown=shown, now=at(poll)).memory
            continue
        code = status if isinstance(status, int) else None
        move = failed(memory, status=code, offline=status == "offline", name="ann", shown=shown, now=at(poll))
        memory = move.memory
        told += [move.sentence] if move.sentence else []
    assert memory.learned == learned
    assert told == ([] if learned else [BACK])


def test_a_failure_forgets_nothing_of_what_was_seen() -> None:
    memory, _ = after((0, NEW), (6, NEW), (12, NEW))
    for status in (500, None, 404, 404, 404):
        memory = failed(memory, status=status, offline=False, name="ann", shown=shown, now=at(15)).memory
    memory, told = after((18, NEW), (24, NEW), memory=memory)
    assert memory.learned == NEW
    assert len(told) == 1


@pytest.mark.parametrize(
    ("polls", "stopped"),
    [
        ([(0, 410)], False),
        ([(0, 410), (23, 410)], False),
        ([(0, 410), (24, 410)], True),
        ([(0, 410), (6, 410), (12, 410), (30, 410)], True),
        ([(0, 410), (12, 404), (24, 410)], False),  # something else between
        ([(0, 410), (12, 200), (24, 410)], False),
        ([(0, 410), (12, None), (24, 410)], True),  # no answer says nothing
        ([(30, 410), (0, 410), (23, 410)], False),  # the clock was set back
    ],
)
def test_gone(polls: list[tuple[float, int | None]], stopped: bool) -> None:
    first, found = None, False
    for hours, status in polls:
        found = status == 410 and gone(first, at(hours))
        first = gone_since(first, status, at(hours))
    assert found is stopped


def test_a_good_poll_ends_a_410() -> None:
    memory = failed(Moved(), status=410, offline=False, name="ann", shown=shown, now=START).memory
    assert memory.gone_at == START
    assert answered(memory, None, name="ann", shown=shown, now=at(1)).memory == Moved()


@given(st.lists(st.sampled_from([NEW, OTHER, None]), max_size=40), st.floats(0.1, 30))
def test_nothing_is_learned_that_did_not_stand(led: list[str | None], hours: float) -> None:
    memory, last = Moved(), None
    for poll, moved in enumerate(led):
        move = answered(memory, moved, name="ann", shown=shown, now=at(poll * hours))
        if move.sentence:
            last = poll
            assert led[max(0, poll - 4) : poll + 1] == [moved] * 5
            assert move.memory.learned == moved
        memory = move.memory
    assert (memory.learned is None) == (last is None)
