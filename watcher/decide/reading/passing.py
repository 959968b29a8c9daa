"""Words in passing ("finale", "sells", "concert") beside a plain fact.

Owns: when a headline says its fact plainly although such a word stands in it. Does not own: what a word in passing
makes of a sentence that says nothing else (findings.py).
"""

import re
from collections.abc import Sequence

from watcher.decide.reading.lexicon import CueHit
from watcher.decide.reading.scope import Sentence, direct


def plain(s: Sentence, coming: Sequence[CueHit], passing: Sequence[CueHit]) -> bool:
    """Tell whether a headline says it plainly, whatever it says in passing: "season 2 announced during the
    concert", "season 1 sells well; season 2 announced".
    """
    if s.bare or s.part.where != "title":
        return False
    told = [c for c in coming if c.role in ("announced", "coming", "renewed") and direct(s, [c])]
    homes = {s.part.clause(a) for a, _ in s.anchors}
    here = s.clauses([cue for cue in told if s.part.clause(cue.start) in homes])
    return bool(here) and all(
        _listed(s, told, cue)
        if s.part.clause(cue.start) not in here
        else any(_setting(s, f, cue) for f in told)
        for cue in passing
    )


def _listed(s: Sentence, told: Sequence[CueHit], cue: CueHit) -> bool:
    """Tell whether only a comma or a semicolon parts a word from a fact: "season 1 sells well; season 2 announced"
    are two pieces of news, where "Review: …" heads one.
    """
    text = s.part.text
    first, last = min(cue.start, told[0].start), max(cue.start, told[0].start)
    marks = set(re.findall(r"[,;:–—|、；：]", text.raw[text.starts[first] : text.starts[last]]))
    return bool(marks) and marks <= set(",;、；")


def _setting(s: Sentence, fact: CueHit, cue: CueHit) -> bool:
    """Tell whether a word only says where or when something was said: "announced at the end of the finale"."""
    ties = (tie for tie in s.of("role", "backward", "turn") if tie.start >= fact.end)
    return any(tie.end <= cue.start for tie in ties)
