"""What an item nearly meets, and why it does not: shown by `explain`, never told.

Owns: the reasons. Nearly is: the title with another number or without what is awaited, a headline that `not` rules out, a name
that is only a word there or a part of another's name, a name one letter away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.decide.reading.awaited import Awaited
from watcher.decide.reading.gate import meet, others
from watcher.decide.reading.names import Hit
from watcher.decide.reading.sheet import Sheet
from watcher.decide.reading.subjects import Subject


@dataclass(frozen=True, slots=True)
class Near:
    """A watch that an item nearly meets: `why` in plain words, the watch's name that hit and the words that
    hit.
    """

    watch: str
    why: str
    name: str
    form: str


def why_not(sheet: Sheet, names: Sequence[Sequence[Hit]], subjects: Sequence[Awaited]) -> str | None:
    """Say what an item lacks that names a watch's title; None: nothing."""
    met = [one for one in subjects if meet(sheet, names, one.subject)]
    awaited = " or ".join(one.normal for one in subjects)
    if not subjects or any(not one.editions for one in met):
        return None
    if met:
        return f"it names {met[0].subject.normal}, but not {' '.join(met[0].editions)}"
    instead = _instead(sheet, names, [one.subject for one in subjects])
    if instead:
        return f"it names {', '.join(instead)}, not {awaited}"
    return f"it names the title, but not {awaited}"


def _instead(sheet: Sheet, names: Sequence[Sequence[Hit]], subjects: Sequence[Subject]) -> list[str]:
    units = dict.fromkeys(subject.numbered for subject in subjects if subject.numbered)
    parts = list(zip(sheet.parts, names, strict=True))
    return list(
        dict.fromkeys(
            str(atom) for unit in units for part, hits in parts for atom in others(part, hits, unit)
        )
    )
