"""Decides which of a document's items deserve a look at the article behind them: those where a verdict hangs on it."""

from collections.abc import Collection
from typing import NamedTuple

from watcher.decide.ledger import Decision, Entry
from watcher.decide.seen import Kind
from watcher.model import Claim, Status

SHORT = 160  # characters of a summary that tells nothing
MOST = 4  # articles a poll: what is left is told as it stands, as unconfirmed where it is


class Wanted(NamedTuple):
    """An item whose article is to be read, and why."""

    entry: int
    why: str


def wanted(decision: Decision, asked_for: Collection[str]) -> list[Wanted]:
    """Give the items worth a look, the doubtful news first, at most MOST. asked_for: sources that say `article = true`.

    decision: what would follow from the feed's own words alone.
    """
    ringing = {report.entry for report in decision.reports if report.alert}
    found: dict[int, tuple[int, str]] = {}
    for report in decision.reports:
        entry = decision.entries[report.entry]
        if report.claim is None or report.baseline or not _readable(entry):
            continue
        if reason := _doubt(report.claim, entry):
            rank = 0 if report.entry in ringing else 1
        elif entry.item.source in asked_for:
            rank, reason = 2, "the source says article = true"
        else:
            continue
        found[report.entry] = min(found.get(report.entry, (rank, reason)), (rank, reason))
    ranked = sorted(found.items(), key=lambda pair: (pair[1][0], pair[0]))
    return [Wanted(entry, why) for entry, (_, why) in ranked[:MOST]]


def _readable(entry: Entry) -> bool:
    return entry.novelty.kind is not Kind.SEEN and bool(entry.item.link) and not entry.item.article


def _doubt(claim: Claim, entry: Entry) -> str | None:
    """Say why the feed's own words are not enough, None where they are."""
    if not claim.sure:
        return "its headline leaves doubt"
    if claim.status in (Status.SPECULATED, Status.MENTIONED) and len(entry.item.summary) < SHORT:
        return "its summary is too short to tell"
    return None
