"""A watch's stories as timelines that a person can read: what was claimed, by whom, when, what rang, what folded, what was called wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from watcher.cli.show import coloured, doubt, safe, table, vouchers, when
from watcher.decide.editing import NO_LONGER
from watcher.model import Ring, Story
from watcher.store import Store
from watcher.store.stories import KeptReport

MOST = 1_000  # reports of a watch that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """One story with its reports, oldest first; `story` is None for a keyword watch."""

    subject: str | None
    story: Story | None
    reports: tuple[KeptReport, ...]

    def ring(self, report: KeptReport) -> Ring | None:
        """Give the ring of a report, None where it did not ring."""
        rings = self.story.rings if self.story else ()
        return next((ring for ring in rings if ring.alert == report.alert), None)


def timelines(store: Store, watch: str) -> list[Timeline]:
    """Give the timelines of a watch, by subject; a subject that goes on under another one is shown there."""
    stories = {story.subject: story for story in store.stories.all().values() if story.watch == watch}
    found: dict[str | None, list[KeptReport]] = {}
    for report in reversed(store.stories.reports(watch=watch, limit=MOST)):
        story = stories.get(report.subject or "")
        subject = story.same_as if story and story.same_as else report.subject
        found.setdefault(subject, []).append(report)
    return [
        Timeline(subject=subject, story=stories.get(subject or ""), reports=tuple(reports))
        for subject, reports in found.items()
    ]


def show(watch: str, found: Sequence[Timeline], zone: str) -> None:
    """Print timelines."""
    for one in found:
        about = " · ".join(part for part in (watch, one.subject) if part)
        click.echo(f"{about}: {_stands(one)}" if one.story else f"{about}:")
        rows = [
            [
                when(report.at, zone),
                _claimed(report),
                safe(report.source),
                _became(one, report),
                f"“{safe(report.title)}”",
            ]
            for report in one.reports
        ]
        click.echo(table(rows))


def _stands(one: Timeline) -> str:
    standing = one.story.standing if one.story else None
    if standing is None or standing.status is None:
        return "nothing sure so far"
    date = f", {safe(standing.period.text)}" if standing.period else ""
    return f"{coloured(standing.status, standing.status)}{date} ({vouchers(standing)})"


def _claimed(report: KeptReport) -> str:
    if report.status is None:
        return "keywords"
    words = " … ".join(safe(word) for word in report.words[:2])
    return f"{report.status}{doubt(report.status, sure=report.sure)}" + (f": “{words}”" if words else "")


def _became(one: Timeline, report: KeptReport) -> str:
    if report.baseline and report.under is None:
        return "was there at the first look"
    if report.alert is None:
        return f"folded under #{report.under}" if report.under else f"did not ring: {safe(report.why)}"
    if report.why == NO_LONGER:
        return f"told as #{report.alert}: {NO_LONGER}"
    ring = one.ring(report)
    return f"rang as #{report.alert}" + (", called wrong" if ring and ring.wrong else "")


def document(watch: str, found: Sequence[Timeline]) -> dict[str, Any]:
    """Give timelines as JSON."""
    return {"watch": watch, "stories": [_story(one) for one in found]}


def _story(one: Timeline) -> dict[str, Any]:
    standing = one.story.standing if one.story else None
    return {
        "subject": one.subject,
        "status": standing.status if standing else None,
        "period": standing.period.text if standing and standing.period else None,
        "sources": list(standing.by) if standing else [],
        "official": standing.official if standing else False,
        "reports": [
            {
                "at": r.at.isoformat(),
                "source": r.source,
                "title": r.title,
                "link": r.link,
                "status": r.status,
                "sure": r.sure,
                "words": list(r.words),
                "why": r.why,
                "alert": r.alert,
                "under": r.under,
                "baseline": r.baseline,
                "wrong": bool((ring := one.ring(r)) and ring.wrong),
            }
            for r in one.reports
        ],
    }
