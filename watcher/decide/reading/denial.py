"""A no before the thing: "no season 2 announced", "nobody has confirmed it", "a film instead of season 2".

Owns: which facts of a sentence such a word takes back. Does not own: cues that deny by themselves ("not
announced"), nor how far a doubt reaches (scope.py).
"""

from dataclasses import replace

from watcher.decide.reading.lexicon import CueHit, lexicon
from watcher.decide.reading.scope import STATUS, Facts, Sentence


def without_denied(s: Sentence, stated: Facts) -> Facts:
    """Take the facts that a no takes back out of those that are sure."""
    return replace(stated, clean=[cue for cue in stated.clean if not _unsaid(s, cue)])


def _unsaid(s: Sentence, fact: CueHit) -> bool:
    """Tell whether a "no" stands before the thing or begins the clause: "no season 2 announced", "nobody has
    confirmed", "movie announced instead of season 2".
    """
    clause = s.part.clause(fact.start)
    for no in s.of("none"):
        if s.part.clause(no.start) != clause:
            continue
        if _before_ours(s, no) or (no.end <= fact.start and _begins(s, no)):
            return True
    return False


def nothing(s: Sentence) -> list[CueHit]:
    """Give the words that say no of the thing itself, or begin a clause that states a fact."""
    stated = s.of(*STATUS)
    return [no for no in s.of("none") if _before_ours(s, no) or any(_unsaid(s, cue) for cue in stated)]


def _before_ours(s: Sentence, no: CueHit) -> bool:
    """Tell whether nothing but the thing's own title and small words part a "no" from the thing."""
    text = s.part.text.text
    between = ((b, text[no.end : b]) for b, _ in s.anchors if b >= no.end)
    masked = ((at, words) for at, words in between if s.part.clause(at) == s.part.clause(no.start))
    return any(set(_without(s, words, no.end).split()) <= lexicon().stop for _, words in masked)


def _without(s: Sentence, words: str, at: int) -> str:
    for start, end in s.names:
        if start >= at and end <= at + len(words):
            words = words[: start - at] + " " * (end - start) + words[end - at :]
    return words


def _begins(s: Sentence, no: CueHit) -> bool:
    """Tell whether words such as "nobody has" begin a clause; a bare "no" may deny anything."""
    if " " not in s.part.text.text[no.start : no.end]:
        return False
    cuts = {0, *s.part.clauses, *s.part.sentences, *(turn.end + 1 for turn in s.of("turn"))}
    copula = s.part.text.text[: no.start].split()[-1:] in (["is"], ["are"], ["was"])  # "is far from being"
    return no.start in cuts or copula
