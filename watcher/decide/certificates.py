"""Decides when the owner hears that a source's certificate ends soon. It says nothing of the source's condition: it still works."""

from dataclasses import replace
from datetime import datetime, timedelta

from watcher.decide import notices
from watcher.decide.rhythm import Pulse

SOON = timedelta(days=7)
BRIEF_SOON = timedelta(days=1)  # where each certificate lives for days only
_BRIEF = timedelta(days=8)
_KEPT = 4


def watch(pulse: Pulse, until: datetime | None, name: str, now: datetime) -> tuple[Pulse, tuple[str, ...]]:
    """Look at a certificate's end. Returns what to tell of it: once for each certificate, never of one that had ended before."""
    if until is None:
        return pulse, ()
    if until != pulse.certificate:
        renewed = pulse.certificate is not None
        pulse = replace(pulse, certificate=until, brief=renewed and until - now < _BRIEF)
    left = until - now
    if until in pulse.warned or not timedelta() < left < (BRIEF_SOON if pulse.brief else SOON):
        return pulse, ()
    return replace(pulse, warned=(*pulse.warned, until)[-_KEPT:]), (notices.certificate(name, until, left),)
