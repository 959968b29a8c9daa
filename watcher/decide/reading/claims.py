"""What an item claims of what a watch waits for.

Owns: whether an item meets a watch's subject, which sentences are about it, and how headline and summary
combine into one claim. The headline speaks; the summary may date it, and lifts a headline that only asks.
Does not own: the words (cues/*.toml), what one sentence says (findings.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.decide.reading.findings import Finding, weigh
from watcher.decide.reading.gate import Met, meet
from watcher.decide.reading.lexicon import CueHit
from watcher.decide.reading.names import Hit
from watcher.decide.reading.periods import When
from watcher.decide.reading.scope import FACTS, Sentence, Span
from watcher.decide.reading.sheet import Part, Sheet
from watcher.decide.reading.subjects import Subject
from watcher.model import Claim, Mention, Status

_LADDER = (
    Status.MENTIONED, Status.SPECULATED, Status.ANNOUNCED, Status.DATED, Status.CANCELLED, Status.RELEASED,
)  # fmt: skip
_PLACE = {"title": "the headline", "summary": "the summary"}


def strength(status: Status) -> int:
    """Order statuses: released > cancelled, delayed > dated > announced > speculated > mentioned."""
    return _LADDER.index(Status.CANCELLED if status is Status.DELAYED else status)


def claim(watch: str, sheet: Sheet, names: Sequence[Sequence[Hit]], subject: Subject) -> Claim | None:
    """Say what an item claims of a subject, None where it does not meet it."""
    met = meet(sheet, names, subject)
    if not met:
        return None
    found = [(m, _findings(m, sheet, subject)) for m in met]
    title = next((pair for pair in found if pair[0].part.where == "title"), None)
    summary = next((pair for pair in found if pair[0].part.where == "summary"), None)
    if summary is None and title:
        near = Met(sheet.summary, (), ())
        summary = (near, _findings(near, sheet, subject))
    verdict, anchor = _verdict(title, summary) or _silent(found[0][0]), found[0][0]
    finding = verdict.finding
    if anchor.bare and not subject.any_release and not (finding.news or finding.roles & FACTS):
        return None  # a title that is named in passing does not stand for its film
    return Claim(
        watch=watch,
        subject=subject.normal,
        status=finding.status or Status.MENTIONED,
        sure=verdict.sure and not finding.torn,
        evidence=tuple(dict.fromkeys(verdict.part.text.words(*span) for span in sorted(finding.cues))),
        why=f"{verdict.place} {finding.said}",
        mention=_mention(sheet, names),
        subject_form=anchor.part.text.words(*anchor.subject[0]) if anchor.subject else None,
        period=finding.period,
    )


def _mention(sheet: Sheet, names: Sequence[Sequence[Hit]]) -> Mention:
    """Give where the watch's name stands first."""
    part, hit = next((part, hits[0]) for part, hits in zip(sheet.parts, names, strict=True) if hits)
    start, end = part.text.span(hit.start, hit.end)
    return Mention(where=part.where, start=start, end=end, name=hit.name, form=part.text.raw[start:end])


_Told = tuple[Met, list[Finding]]


def _findings(met: Met, sheet: Sheet, subject: Subject) -> list[Finding]:
    """Weigh each sentence of a part that is about the thing, in order."""
    part, told = met.part, []
    names = [(h.start, h.end) for h in met.names]
    masks = list(names)
    if not any(atom.unit in ("release", "trailer") for atom in subject.atoms):
        facts = [c for c in part.cues if c.role in FACTS]  # "映画化" names the film and says that it comes
        masks += [(a, b) for a, b in met.subject if not any(c.start <= a and b <= c.end for c in facts)]
    for number in range(len(part.sentences) + 1):
        if not _about(met, number, subject):
            continue
        cues = tuple(cue for cue in part.cues if _free(part, cue, number, masks))
        if met.bare and not _acts(met, number, cues):
            cues = tuple(cue for cue in cues if cue.role not in FACTS)
        dates = tuple(when for when in part.dates if _free(part, when, number, masks))
        spans = (*met.subject, *names) if subject.any_release else met.subject or names
        anchors = tuple(span for span in spans if part.sentence(span[0]) == number)
        asked = number in part.questions and not _own_mark(met, number)
        told.append(weigh(Sentence(part, number, cues, dates, anchors, met.bare, asked), sheet.day))
    return told


def _own_mark(met: Met, number: int) -> bool:
    """Tell whether a sentence's question mark is a part of the title ("Who Goes There?")."""
    text = met.part.text
    here = (hit for hit in met.names if met.part.sentence(hit.start) == number)
    return any(
        hit.name[-1] in "?？" and text.raw[text.ends[hit.end - 1] :][:1] in ("?", "？") for hit in here
    )


def _free(part: Part, one: CueHit | When, number: int, masks: Sequence[Span]) -> bool:
    """Tell whether a cue or date stands in a sentence, and not within a name or the subject."""
    return part.sentence(one.start) == number and not any(one.start < b and one.end > a for a, b in masks)


def _acts(met: Met, number: int, cues: Sequence[CueHit]) -> bool:
    """Tell whether the title is what comes, not where something comes to ("… coming to Title", "… with
    Title"): it must stand free of such a word, or before the fact in its own clause.
    """
    part = met.part
    roles = {cue.end for cue in part.cues if cue.role in ("role", "of", "person")}
    for hit in met.names:
        if part.sentence(hit.start) != number:
            continue
        free = not roles & {hit.start, hit.start - 1}
        clause = part.clause(hit.start)
        after = (c for c in cues if c.start >= hit.end and part.clause(c.start) == clause)
        if free or any(cue.role in FACTS for cue in after):
            return True
    return False


def _about(met: Met, number: int, subject: Subject) -> bool:
    """Tell whether a sentence is about the thing: it names it, or the title and no other number; or it opens a text."""
    part = met.part
    if any(part.sentence(span[0]) == number for span in met.subject):
        return True
    atom = subject.numbered
    here = (thing.atom for thing in part.things if part.sentence(thing.start) == number)
    if atom and any(other.unit == atom.unit and other.key for other in here):
        return False
    if part.where == "title":
        return True
    named = any(part.sentence(hit.start) == number for hit in met.names)
    return named or (number == 0 and not met.bare)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The finding that decides, the part it stands in, and where that is in plain words."""

    finding: Finding
    part: Part
    place: str
    sure: bool = True


def _silent(met: Met) -> _Verdict:
    """Say so where no cue stands: a headline with title and subject may be news in words we don't know."""
    named = met.part.where == "title" and bool(met.subject)
    finding = Finding(
        Status.SPECULATED if named else Status.MENTIONED, said="names it and says nothing of its coming"
    )
    return _Verdict(finding, met.part, _PLACE[met.part.where], sure=not named)


def _verdict(title: _Told | None, summary: _Told | None) -> _Verdict | None:
    """Let the headline speak; the summary dates it, corrects it, or answers what it only asks."""
    head, sure = _headline(title)
    body = _strongest(summary[1]) if summary else Finding()
    if summary and body.status is not None:
        if _adds(head, body):
            place = "the headline says that it comes, the summary" if head.news else "the summary"
            return _Verdict(body, summary[0].part, place)
        unsaid = head.weak and "denied" in body.roles and body.status is Status.SPECULATED
        if head.status is None or (head.open and body.news) or unsaid:
            return _Verdict(body, summary[0].part, "the summary")
    if title and head.status is not None:
        return _Verdict(head, title[0].part, "the headline", sure)
    return None


def _adds(head: Finding, body: Finding) -> bool:
    """Tell whether a summary's fact goes beyond what the headline says."""
    if head.status is Status.ANNOUNCED:
        out = body.status is Status.RELEASED and "coming" in head.roles
        return out or body.status in (Status.DATED, Status.DELAYED)
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
