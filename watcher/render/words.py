"""Owns the words of an alert that are the same on every channel. Order and escaping are each channel's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watcher.model import Alert, Letter, Reason, Status
from watcher.render.safe import clean, cut, excerpt, link

OURSELVES = "watcher"
MORE = "watcher status shows more"  # what a notice about ourselves has to say beside its sentence
SUMMARY = 300  # units of an item's summary that are shown
_HEADLINE = 1000
_PART = 120  # a name, a subject, a date: longer ones are somebody's mistake

ICONS = {
    Status.SPECULATED: "💬",
    Status.ANNOUNCED: "📣",
    Status.DATED: "📅",
    Status.RELEASED: "🎉",
    Status.DELAYED: "⏳",
    Status.CANCELLED: "🚫",
    Status.MENTIONED: "🔎",
}
_REASON_ICONS = {Reason.HEALTH: "🩺", Reason.TEST: "🧪"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An alert in clean text, on one line each; "" where there is nothing to say."""

    id: str
    icon: str
    headline: str
    topic: str  # "Higehiro · season 2"
    state: str  # "dated, April 2027"
    marks: tuple[str, ...]  # what must not be overlooked: "TEST – not news", "repeat", "edited"
    source: str
    link: str | None
    when: str  # published, in the reader's time zone
    summary: str  # of the item; where to look, for a notice about ourselves
    story: str  # "before: announced · also: movie"
    why: str
    matched: tuple[str, ...]
    bold: tuple[str, ...]  # the words that decided, wherever they stand


def words(alert: Alert, letter: Letter) -> Words:
    """Say an alert."""
    item = alert.item
    matched = _each(alert.matched)
    bold = (*matched, *_each(alert.evidence))
    headline = clean(alert.headline) or "(no title)"
    return Words(
        id=alert.id,
        icon=_REASON_ICONS.get(alert.reason) or ICONS.get(alert.status or Status.MENTIONED, "🔎"),
        headline=cut(headline, _HEADLINE),
        topic=" · ".join(_each((alert.watch or "", alert.subject or ""))),
        state=_state(alert),
        marks=_marks(alert, letter, headline),
        source=cut(clean(item.source if item else "") or OURSELVES, _PART),
        link=link(item.link) if item else None,
        when=stamp(item.published, letter.timezone) if item else "",
        summary=_summary(alert, headline, bold),
        story=_story(alert),
        why=cut(clean(alert.why), 2 * _PART),
        matched=matched,
        bold=bold,
    )


def stamp(moment: datetime | None, timezone: str) -> str:
    """Write a time for people: "20 Nov 2026 19:00 JST". A year that no feed can mean is left out."""
    if moment is None or not plausible(moment):
        return ""
    try:
        zone = ZoneInfo(timezone) if timezone != "UTC" else UTC
    except (ZoneInfoNotFoundError, ValueError):  # a system without zone data: the config check has said so
        zone = UTC
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y %H:%M %Z}"


def plausible(moment: datetime) -> bool:
    """Tell a publication date from a placeholder or a slip."""
    return 1990 <= moment.year <= 2100


def subject(letter: Letter) -> str:
    """Say a letter in one line, the same one however often it is sent."""
    if len(letter.alerts) > 1:
        watches = dict.fromkeys(clean(alert.watch or OURSELVES) for alert in letter.alerts)
        return cut(f"{len(letter.alerts)} alerts: {', '.join(watches)}", SUMMARY)
    said = words(letter.alerts[0], letter)
    first = ": ".join(part for part in (said.topic, said.state) if part)
    test = [mark for mark in said.marks if mark.startswith("TEST")]
    return cut(" — ".join(part for part in (*test, first, said.headline) if part), SUMMARY)


def _each(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cut(shown, _PART) for text in texts if (shown := clean(text))))


def _summary(alert: Alert, headline: str, bold: tuple[str, ...]) -> str:
    if alert.item is None:
        return MORE if alert.reason is Reason.HEALTH else ""
    summary = clean(alert.item.summary)
    return excerpt(summary, bold, SUMMARY) if summary != headline else ""


def name_of(status: Status | str) -> str:
    """Name a status for people: the one that nobody vouches for as the noun that it is."""
    return "speculation" if status == Status.SPECULATED else str(status)


def _state(alert: Alert) -> str:
    if alert.status is None:
        return "" if alert.sure else "unconfirmed"
    guessed = alert.status in (Status.SPECULATED, Status.MENTIONED)
    unsure = "" if alert.sure or guessed else "unconfirmed"
    return ", ".join(part for part in (name_of(alert.status), _date(alert), unsure) if part)


def _date(alert: Alert) -> str:
    """Say the date that is claimed. Where it can't be known which days that means, quote the words that it is known by."""
    if alert.period:
        return cut(clean(alert.period.text), _PART)
    if alert.status is not Status.DATED:
        return ""
    shown = _each(alert.evidence)
    numbers = [words for words in shown if any(char.isdigit() for char in words)]
    said = cut(" … ".join(numbers or shown), _PART)
    return f"“{said}”" if said else ""


def _marks(alert: Alert, letter: Letter, headline: str) -> tuple[str, ...]:
    marks = []
    if alert.reason is Reason.TEST and "TEST" not in headline:
        marks.append("TEST – not news")
    if alert.id in letter.repeats:
        marks.append("repeat")
    if alert.reason is Reason.EDITED:
        marks.append("edited")
    return tuple(marks)


def _story(alert: Alert) -> str:
    before = f"before: {name_of(clean(alert.before))}" if alert.before else ""
    also = f"also: {', '.join(_each(alert.also))}" if alert.also else ""
    return cut(" · ".join(part for part in (before, also) if part), 2 * _PART)
