"""What an item claims of what a watch waits for.

Owns: which sentences are about it, what stands for its words in each, and the claim that is made of them. Does
not own: whether an item meets a subject (gate.py), what one sentence says (findings.py), nor how headline and
summary combine (verdict.py).
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from watcher.decide.reading.findings import Finding, weigh
from watcher.decide.reading.gate import Met, meet
from watcher.decide.reading.lexicon import CueHit
from watcher.decide.reading.names import Hit
from watcher.decide.reading.periods import When
from watcher.decide.reading.scope import FACTS, Sentence, Span
from watcher.decide.reading.sheet import Part, Sheet, uncut
from watcher.decide.reading.subjects import Subject
from watcher.decide.reading.verdict import combine, silent
from watcher.decide.reading.works import Works
from watcher.model import Claim, Mention, Status

_GOODS = frozenset({"phone", "console", "laptop", "smartwatch", "earbuds", "speaker", "car", "tablet"})
_NUMBERED = re.compile(r"\d")


def claim(watch: str, sheet: Sheet, names: Sequence[Sequence[Hit]], subject: Subject) -> Claim | None:
    """Say what an item claims of a subject, None where it does not meet it."""
    sheet = uncut(sheet, [[_extent(hit) for hit in hits] for hits in names])
    works = [_works(m, subject) for m in meet(sheet, names, subject)]
    met = [(replace(m, subject=tuple(w.own)), w) for m, w in works if m.bare or w.own]
    if not met:
        return None
    found = [(m, _findings(m, w, sheet, subject)) for m, w in met]
    title = next((pair for pair in found if pair[0].part.where == "title"), None)
    summary = next((pair for pair in found if pair[0].part.where == "summary"), None)
    if summary is None and title:
        near = Met(sheet.summary, (), ())
        names_there = Met(sheet.summary, tuple(names[1]), ())
        summary = (near, _findings(near, _works(names_there, subject)[1], sheet, subject))
    verdict, anchor = combine(title, summary, article=sheet.article) or silent(found[0][0]), found[0][0]
    finding = verdict.finding
    rumoured = verdict.part is anchor.part and finding.status is Status.SPECULATED
    talk = finding.news or finding.roles & FACTS or (rumoured and _product(anchor, subject))
    bare = all(one.bare for one, _ in found)
    if bare and not (subject.any_release or talk):
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


def _extent(hit: Hit) -> Span:
    """Give what of the text is the name's own: behind a name that ends with a mark, no sentence begins."""
    return hit.start, hit.end + (2 if hit.name[-1] in "!?！？。" else 0)


def _product(met: Met, subject: Subject) -> bool:
    """Tell whether a headline's title alone names a made thing, whatever is said of it: "Maker Phone 9
    leaked" is talk of the phone, where a rumour around a singer is none of an album.
    """
    goods = any(atom.unit in _GOODS for atom in subject.atoms)
    return met.part.where == "title" and (goods or any(_NUMBERED.search(hit.name) for hit in met.names))


def _mention(sheet: Sheet, names: Sequence[Sequence[Hit]]) -> Mention:
    """Give where the watch's name stands first."""
    part, hit = next((part, hits[0]) for part, hits in zip(sheet.parts, names, strict=True) if hits)
    start, end = part.text.span(hit.start, hit.end)
    return Mention(where=part.where, start=start, end=end, name=hit.name, form=part.text.raw[start:end])


def _works(met: Met, subject: Subject) -> tuple[Met, Works]:
    return met, Works(met.part, [(h.start, h.end) for h in met.names], met.subject, subject)


def _findings(met: Met, works: Works, sheet: Sheet, subject: Subject) -> list[Finding]:
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
        cues = tuple(cue for cue in part.cues if _free(part, cue, number, masks) and works.keeps(cue))
        if met.bare and not _acts(met, number, cues):
            cues = tuple(cue for cue in cues if cue.role not in FACTS)
        dates = tuple(when for when in part.dates if _free(part, when, number, masks) and works.keeps(when))
        spans = met.subject or names if subject.numbered else (*met.subject, *names)
        anchors = tuple(span for span in spans if part.sentence(span[0]) == number)
        if not anchors and not subject.numbered:
            anchors = tuple(span for span in names if part.sentence(span[0]) == number)
        asked = any(part.sentence(at) == number and not _own_mark(met, at) for at in part.questions)
        told.append(
            weigh(Sentence(part, number, cues, dates, anchors, met.bare, tuple(names), asked), sheet.day)
        )
    return told


def _own_mark(met: Met, at: int) -> bool:
    """Tell whether a question mark is a part of the title ("Who Goes There?")."""
    return any(h.start <= at < h.end and (at < h.end - 1 or h.name[-1] in "?？") for h in met.names)


def _free(part: Part, one: CueHit | When, number: int, masks: Sequence[Span]) -> bool:
    """Tell whether a cue or date stands in a sentence, and not within a name or the subject."""
    if part.sentence(one.start) != number:
        return False
    touched = [(a, b) for a, b in masks if one.start < b and one.end > a]
    return all(one.start < a and b < one.end for a, b in touched)  # "no season 2 has been announced" holds it


def _acts(met: Met, number: int, cues: Sequence[CueHit]) -> bool:
    """Tell whether the title is what comes, not where something comes to ("… coming to Title", "… with
    Title"): it must stand free of such a word, or before the fact in its own clause.
    """
    part = met.part
    releases = [t.end for t in part.things if t.atom.unit == "release"]  # "the release of Title"
    ties = (cue for cue in part.cues if cue.role in ("role", "of", "person"))
    roles = {c.end for c in ties if c.role != "of" or not any(0 <= c.start - end <= 1 for end in releases)}
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
    if named or (number == 0 and not met.bare):
        return True
    return _goes_on(met, number, subject)


def _goes_on(met: Met, number: int, subject: Subject) -> bool:
    """Tell whether a sentence only refers back to what the one before it tells of."""
    part = met.part
    if number == 0 or number > len(part.sentences):
        return False
    start = part.sentences[number - 1]
    refers = any(cue.role == "same" and cue.start == start for cue in part.cues)
    return refers and _about(met, number - 1, subject)
