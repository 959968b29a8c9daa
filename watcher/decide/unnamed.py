"""Decides on news that no subject tells apart ("Title gets an exhibition"): a story per watch, in which only reports of one event fold.

Two reports are of one event when they claim the same within two weeks and their headlines share most of their rare words. Headlines
without rare words are never alike: when in doubt, it rings.
"""

from dataclasses import replace
from datetime import timedelta

from watcher.decide import stories
from watcher.decide.moves import Word
from watcher.decide.stories import Step
from watcher.model import Story

SUBJECT = "release"  # of news that names no season, volume or film
SAME_NEWS = timedelta(days=14)


def step(story: Story, word: Word) -> Step:
    """Move the story of a title by a report: it folds only under a ring of the same news."""
    claim = word.claim
    for ring in reversed(story.rings):
        same = ring.status is claim.status and not ring.wrong
        if same and word.now - ring.at <= SAME_NEWS and _alike(ring.words, word.words or frozenset()):
            why = f"the same headline in other words: {claim.status}"
            return Step(story=story, rings=False, status=claim.status, under=ring.alert, why=why)
    stepped = stories.step(replace(story, rings=()), word)
    if not stepped.rings or not claim.sure:
        return _ring_aside(story, word)
    return replace(stepped, story=replace(stepped.story, rings=(*story.rings, *stepped.story.rings)))


def _ring_aside(story: Story, word: Word) -> Step:
    """Ring for other news of the title that takes the story no further."""
    alone = stories.ringing(
        story, story, word, stories.first(story), f"other news of it: {word.claim.status}"
    )
    return replace(alone, why=word.claim.why if not word.claim.sure else alone.why)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return 2 * len(one & other) > max(len(one), len(other))
