"""What a poll and a delivery came to, in the log: what rings at INFO, the rest at DEBUG."""

import logging
from collections.abc import Sequence
from pathlib import Path

from watcher.decide.seen import Kind
from watcher.deliver import Told
from watcher.errors import Problem
from watcher.model import one_line
from watcher.poll import Polled

log = logging.getLogger(__name__)


def note_config(
    file: Path, warnings: Sequence[Problem], watches: Sequence[str], sources: Sequence[str]
) -> None:
    """Note what is to be said of a config that was read: what is odd in it, which watches and sources are new."""
    for problem in warnings:
        log.warning("%s:%d: %s: %s", file, problem.line, problem.path, problem.message)
    for name in watches:
        log.info("new watch: %s", name)
    for name in sources:
        log.info("new source: %s; its first good answer is remembered as known, nothing rings", name)


def note_poll(polled: Polled) -> None:
    """Note a poll."""
    decision = polled.decision
    if not polled.ok or decision is None:
        log.debug("%s: %s", polled.source, polled.reason or "nothing changed")
        return
    new = sum(entry.novelty.kind is not Kind.SEEN for entry in decision.entries)
    log.debug("%s: %d items, %d new or edited", polled.source, len(decision.entries), new)
    for alert in decision.alerts:
        what = " · ".join(part for part in (alert.watch, alert.subject, alert.status) if part)
        log.info("rings as #%s: %s: %s (%s)", alert.id, what, one_line(alert.headline), polled.source)
    for report in decision.reports:
        if report.alert is None:
            log.debug(
                "%s: does not ring: %s%s",
                report.watch,
                report.why,
                f", under #{report.under}" if report.under else "",
            )


def note_delivery(told: Told) -> None:
    """Note a delivery turn."""
    if told.sent:
        log.info("%s: %d sent", told.channel, told.sent)
