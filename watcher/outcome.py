"""What a poll means for its source: its condition, its address, when it is asked again, and who is told. Runs inside the poll's turn.

What it meant for the news is decided and stored by then.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watcher.config import shown_source
from watcher.decide import condition, looks, machine, moving, pace
from watcher.decide.ledger import Decision
from watcher.decide.looks import Look
from watcher.decide.rhythm import Pulse
from watcher.decide.seen import Kind
from watcher.desk import Desk
from watcher.errors import FetchError, WatcherError
from watcher.fetch import is_private_host
from watcher.model import Document, Response, Sign, Source, Validators, Watchlist
from watcher.parse import standin
from watcher.store import SourceState
from watcher.store.codec import network_fact, network_from
from watcher.store.sources import Answer, Course

_NETWORK = "network"  # the fact
_UNEXPECTED_PAUSE = timedelta(hours=1)
_GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A good answer and what was decided on it. document: None where nothing changed."""

    response: Response
    digest: bytes | None
    document: Document | None
    decision: Decision | None
    late: bool


def address(source: Source, state: SourceState) -> str:
    """Give the address to ask: the one that permanent redirects taught, else the source's own."""
    return state.moved.learned or source.url.reveal()


def interval(source: Source, state: SourceState, watchlist: Watchlist, *, failed: bool = False) -> timedelta:
    """Give how often a source is asked, the publisher's wish aside. failed: this time it sent nothing that costs."""
    at_home = is_private_host(state.host, watchlist.allow_private)
    whole = state.good_at is not None and state.validators == Validators() and state.wish is None
    return pace.interval(
        source.every, watchlist.every, state.kind, whole=whole and not at_home and not failed
    )


def look_at(error: WatcherError) -> Look:
    """Look at a failure; where a page came with it, at that too: a challenge is no refusal. May take a moment."""
    if isinstance(error, FetchError) and error.page:
        found = standin.of_bytes(error.page, error.content_type)
        if found and found[0] is not Sign.DENIED:  # of a refusal the status says more than the page
            return looks.at_error(error, *found)
    return looks.at_error(error)


def pause_host(state: SourceState, desk: Desk, error: WatcherError, now: datetime) -> None:
    """Leave a host alone that asked for it, with all its sources."""
    if isinstance(error, FetchError) and error.pause is not None:
        desk.store.sources.pause_host(error.host or state.host, now + error.pause, now)


def settle_good(source: Source, state: SourceState, desk: Desk, seen: Seen, now: datetime) -> None:
    """Record a good poll."""
    _network_works(state, desk, now)
    move = moving.answered(state.moved, seen.response.moved, name=source.name, shown=shown_source, now=now)
    # Where it has just moved for good to another domain, that domain is its own: one notice of it is enough.
    look = _look(move.memory.learned or source.url.reveal(), state, seen)
    verdict = condition.observe(state.health, _pulse(state, seen), look, name=source.name, now=now)
    answer = _answer(state, seen, keep_found=Sign.RESHAPED not in verdict.settled)
    # An answer without validators from a server that had some may be a slip: the next one tells.
    validators = state.validators if answer.validators == Validators() else answer.validators
    after = replace(state, kind=answer.kind, validators=validators, wish=answer.wish, good_at=now)
    due = pace.next_poll(
        interval(source, after, desk.watchlist), answer.wish, failures=0, pause=None, spread=spread(source), now=now, rests=answer.rests,
    )  # fmt: skip
    course = Course(health=verdict.health, pulse=verdict.pulse, moved=move.memory, due=due)
    desk.store.sources.settle_good(state, answer, course, now)
    for sentence in (*verdict.tell, move.sentence):
        desk.tell(sentence, now)


def _pulse(state: SourceState, seen: Seen) -> Pulse:
    """Give what was learned. A document that was cut left nothing to compare with: what did not change is the whole one before it."""
    marks = state.pulse.marks if seen.document else [m for m in state.pulse.marks if m.sign is not Sign.CUT]
    return replace(state.pulse, marks=tuple(marks))


def _look(asked: str, state: SourceState, seen: Seen) -> Look:
    entries = seen.decision.entries if seen.decision else ()
    return looks.at_answer(
        asked, seen.response, seen.document, fresh=sum(e.novelty.kind is Kind.NEW for e in entries),
        rang=len(seen.decision.alerts) if seen.decision else 0, baseline=state.baseline_at is None, late=seen.late,
    )  # fmt: skip


def _answer(state: SourceState, seen: Seen, *, keep_found: bool) -> Answer:
    response, document = seen.response, seen.document
    if document is None:
        wishes = [wish for wish in (response.fresh_for, state.wish) if wish is not None]
        return Answer(
            read=False, kind=state.kind, found=state.found, validators=response.validators, body=seen.digest,
            wish=max(wishes, default=None), rests=state.rests,
        )  # fmt: skip
    wishes = [wish for wish in (response.fresh_for, document.fresh_for) if wish is not None]
    kept = state.found if keep_found and Sign.RESHAPED in document.signs else document.selector
    # Of a document that was cut, the next answer must bring all: its validators and its bytes are not what we know.
    cut = Sign.CUT in document.signs
    return Answer(
        read=not cut, kind=document.kind, found=kept, validators=state.validators if cut else response.validators,
        body=state.body if cut else seen.digest, wish=max(wishes, default=None), rests=document.rests,
    )  # fmt: skip


def settle_failed(
    source: Source, state: SourceState, desk: Desk, look: Look, error: WatcherError | None, now: datetime
) -> None:
    """Record a failed poll."""
    pause = error.pause if isinstance(error, FetchError) else None
    if look.offline and _no_network(source, state, desk, now):
        return
    if not look.offline:
        _network_works(state, desk, now)
    move = moving.failed(
        state.moved, status=look.status, offline=look.offline, name=source.name, shown=shown_source, now=now
    )
    for_good = look.status == _GONE and moving.gone(state.moved.gone_at, now)
    judged = condition.stopped if for_good else condition.observe
    verdict = judged(state.health, state.pulse, look, name=source.name, now=now)
    every = interval(source, state, desk.watchlist, failed=True)
    due = pace.next_poll(
        every, None, failures=verdict.health.failures, pause=pause, spread=spread(source), now=now, rests=state.rests
    )  # fmt: skip
    _go_on(state, desk, verdict, move, due, now)


def set_aside(source: Source, state: SourceState, desk: Desk, error: Exception, now: datetime) -> None:
    """Record that a source hit a bug of ours."""
    look = Look(reason=f"an error of ours: {type(error).__name__}")
    verdict = condition.observe(state.health, state.pulse, look, name=source.name, now=now)
    due = pace.Due(at=now + _UNEXPECTED_PAUSE, why="an error of ours")
    _go_on(state, desk, verdict, moving.Move(state.moved), due, now)


def _go_on(
    state: SourceState,
    desk: Desk,
    verdict: condition.Verdict,
    move: moving.Move,
    due: pace.Due,
    now: datetime,
) -> None:
    """Record how a source goes on after a failed poll, and tell what is to tell of it."""
    course = Course(health=verdict.health, pulse=verdict.pulse, moved=move.memory, due=due)
    desk.store.sources.settle_failed(state, course, now)
    for sentence in (*verdict.tell, move.sentence):
        desk.tell(sentence, now)


def _no_network(source: Source, state: SourceState, desk: Desk, now: datetime) -> bool:
    """Take in that nothing beyond this machine was reached. Returns whether the source is excused."""
    before = network_from(desk.store.facts.get(_NETWORK))
    network, excused, sentence = machine.offline(before, state.host, now=now)
    desk.store.facts.put(_NETWORK, network_fact(network))
    desk.tell(sentence, now)
    if excused:
        due = pace.Due(at=now + machine.AGAIN * (1 + spread(source)), why="this machine has no network")
        excuse = condition.Verdict(health=state.health, pulse=condition.excused(state.pulse))
        _go_on(state, desk, excuse, moving.Move(state.moved), due, now)
    return excused


def _network_works(state: SourceState, desk: Desk, now: datetime) -> None:
    before = network_from(desk.store.facts.get(_NETWORK))
    if is_private_host(state.host, desk.watchlist.allow_private) and state.host not in before.hosts:
        return  # what is at home tells nothing of the world beyond
    network, sentence = machine.reached(before, state.host, now=now, zone=desk.watchlist.timezone)
    desk.store.facts.put(_NETWORK, network_fact(network))
    desk.tell(sentence, now)


def spread(source: Source) -> float:
    """Give a number from 0 to 1 that is always the same for a source: it sets sources apart without chance."""
    return hashlib.blake2b(source.name.encode(), digest_size=4).digest()[0] / 256
