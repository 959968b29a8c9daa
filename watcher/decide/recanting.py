"""Decides what becomes of a story when its owner calls an alert wrong: the step is taken back, what was reported is judged again.

A wrong "announced" must never swallow the real one. Steps that the story took later stand.
"""

from dataclasses import replace

from watcher.model import Ring, Story


def taken_back(story: Story, alert: str) -> Story | None:
    """Give the story as if this alert had taken no step, its ring marked wrong. None: it has no ring of this alert that counts."""
    at = next((n for n, ring in enumerate(story.rings) if ring.alert == alert and not ring.wrong), None)
    if at is None or story.same_as:
        return None
    rings = list(story.rings)
    ring = rings[at]
    rings[at] = replace(ring, wrong=True)
    if ring.stood is None:  # it was only unconfirmed, and took no step
        return replace(story, rings=tuple(rings))
    later = next((n for n, other in enumerate(rings) if n > at and _counts(other)), None)
    if later is None:
        return replace(story, rings=tuple(rings), standing=ring.stood)
    rings[later] = replace(rings[later], stood=ring.stood)
    return replace(story, rings=tuple(rings))


def _counts(ring: Ring) -> bool:
    return ring.stood is not None and not ring.wrong
