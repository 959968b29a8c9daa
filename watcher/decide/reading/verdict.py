"""How a headline and a summary become one verdict on the awaited thing.

Owns: the order of statuses, and which of the two is believed. The headline speaks; the summary may date it, tell
that it is delayed or out, and answers a headline that only asks. Does not own: what one sentence says
(findings.py), nor which sentences are about the thing (claims.py).
"""

from dataclasses import dataclass

from watcher.decide.reading.findings import Finding
from watcher.decide.reading.gate import Met
from watcher.decide.reading.sheet import Part
from watcher.model import Status

_LADDER = (
    Status.MENTIONED, Status.SPECULATED, Status.ANNOUNCED, Status.DATED, Status.CANCELLED, Status.RELEASED,
)  # fmt: skip
_PLACE = {"title": "the headline", "summary": "the summary"}


def strength(status: Status) -> int:
    """Order statuses: released > cancelled, delayed > dated > announced > speculated > mentioned."""
    return _LADDER.index(Status.CANCELLED if status is Status.DELAYED else status)


_Told = tuple[Met, list[Finding]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The finding that decides, the part it stands in, and where that is in plain words."""

    finding: Finding
    part: Part
    place: str
    sure: bool = True


def silent(met: Met) -> Verdict:
    """Say so where no cue stands: a headline with title and subject may be news in words we don't know."""
    named = met.part.where == "title" and bool(met.subject)
    finding = Finding(
        Status.SPECULATED if named else Status.MENTIONED, said="names it and says nothing of its coming"
    )
    return Verdict(finding, met.part, _PLACE[met.part.where], sure=not named)


def combine(title: _Told | None, summary: _Told | None, *, article: bool = False) -> Verdict | None:
    """Let the headline speak; the summary dates it, corrects it, or answers what it only asks.

    article: what stands for the summary is the article itself; it goes before a headline that leaves doubt.
    """
    head, sure = _headline(title)
    if article and summary and (plain := _plain_word(head, summary, sure=sure)):
        return plain
    answer = (
        _answer(head, summary[0], summary[1], named=bool(title and title[0].subject)) if summary else None
    )
    if answer:
        return answer
    if title and head.status is not None:
        return Verdict(head, title[0].part, "the headline", sure)
    return None


def _plain_word(head: Finding, article: _Told, *, sure: bool) -> Verdict | None:
    """Give what an article plainly says of the thing where the headline guesses, hints or contradicts itself; None: nothing."""
    met, findings = article
    said = _strongest(findings)
    doubtful = not head.news or not sure or head.weak
    if not doubtful or said.status is None or said.weak or said.torn:
        return None
    denied = said.status is Status.SPECULATED and "denied" in said.roles
    return Verdict(said, met.part, "the article") if said.news or denied else None


def _answer(head: Finding, met: Met, findings: list[Finding], *, named: bool) -> Verdict | None:
    """Give the summary's word where it goes before the headline's; `named`: the headline names the thing."""
    body = _strongest(findings)
    if (
        body.torn
        and body.status is Status.DATED
        and head.status is not Status.ANNOUNCED
        and (head.status or not named)
    ):
        body = _strongest([f for f in findings if f is not body])  # a lone date dates what a headline names
    spare = next((f.spare for f in findings if f.spare), None)
    if _adds(head, body):
        place = "the headline says that it comes, the summary" if head.news else "the summary"
        return Verdict(body, met.part, place)
    if spare and head.status is Status.ANNOUNCED:
        return Verdict(spare, met.part, "the headline says that it comes, the summary")
    beside = head.aside and body.status is Status.ANNOUNCED and bool(met.subject) and not body.weak
    unsaid = head.weak and "denied" in body.roles and body.status is Status.SPECULATED
    lifts = head.status is None or (head.open and body.news and not body.weak)
    if body.status is not None and (lifts or unsaid or beside):
        return Verdict(body, met.part, "the summary", sure=not beside)
    return None


def _adds(head: Finding, body: Finding) -> bool:
    """Tell whether a summary's fact goes beyond what the headline says."""
    if head.status is Status.ANNOUNCED:
        return body.status in (Status.RELEASED, Status.DATED, Status.DELAYED)
    told = body.status is Status.DATED and len(body.cues) > 1  # a verb and a date
    return head.status is Status.MENTIONED and not head.aside and told and not body.torn


def _headline(title: _Told | None) -> tuple[Finding, bool]:
    """Give what the headline says and whether all of it agrees: a guess beside a fact is a guess, unsure."""
    findings = [f for f in title[1] if f.status is not None] if title else []
    guesses = [f for f in findings if f.status is Status.SPECULATED]
    facts = [f for f in findings if f.news]
    if guesses and not (guesses[0].open and facts):
        return guesses[0], not facts
    if guesses:
        return _strongest(facts), False
    return _strongest(findings), True


def _strongest(findings: list[Finding]) -> Finding:
    """Give the strongest fact, else the first word of any kind."""
    facts = [f for f in findings if f.news]
    if facts:
        return max(facts, key=lambda f: strength(f.status or Status.MENTIONED))
    return next((f for f in findings if f.status is not None), Finding())
