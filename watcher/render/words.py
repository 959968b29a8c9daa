"""Owns the words of an alert that are the same on every channel. Order and escaping are each channel's."""

from dataclasses import dataclass

from watcher.model import Alert, Letter, Reason, Shift, Status
from watcher.render.safe import clean, cut, excerpt, link, quoted
from watcher.render.times import claimed, day, stamp

OURSELVES = "watcher"
MORE = "watcher status shows more"  # what a notice about ourselves has to say beside its sentence
TEST = "TEST – not news"
SUMMARY = 300  # units of an item's summary that are shown
LINE = 600  # units of one line of a note: a headline and its link
_HEADLINE = 1000
_PART = 120  # a name, a subject, a date: longer ones are somebody's mistake
_QUOTE = 160
_MOST_PLACES = 12

ICONS = {
    Status.SPECULATED: "💬",
    Status.ANNOUNCED: "📣",
    Status.DATED: "📅",
    Status.RELEASED: "🎉",
    Status.DELAYED: "⏳",
    Status.CANCELLED: "🚫",
    Status.MENTIONED: "🔎",
}
_REASON_ICONS = {Reason.HEALTH: "🩺", Reason.TEST: "🧪", Reason.NOTE: "📋", Reason.RESET: "🔁"}
_REASON_MARKS = {
    Reason.EDITED: "edited",
    Reason.CONFIRMED: "confirmed",
    Reason.OFFICIAL: "now official",
    Reason.AGAIN: "told again: the alert that hid it was called wrong",
}
_SHIFTS = {Shift.LATER: "delayed to", Shift.EARLIER: "brought forward to"}
_GUESSED = (Status.SPECULATED, Status.MENTIONED)  # nobody vouches for these: it needs no mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Another place that reported the same."""

    source: str
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An alert in clean text, on one line each; "" where there is nothing to say."""

    id: str
    icon: str
    headline: str
    topic: str  # "Higehiro · season 2"
    subject: str  # "season 2"
    state: str  # "announced", "April 2027", "delayed to October 2027"
    test: str  # "TEST – not news"
    marks: tuple[str, ...]  # what must not be overlooked: "unconfirmed", "edited", "repeat: …"
    source: str  # "ann, official"
    link: str | None
    when: str  # published, in the reader's time zone
    quote: str  # the words that show it, as they stand in the item
    summary: str  # of the item; where to look, for a notice about ourselves
    before: str  # "before: announced 20 Nov 2026"
    also: str  # "also: movie"
    places: tuple[Seen, ...]  # also at
    more_places: int  # that were left off
    why: str
    matched: tuple[str, ...]
    bold: tuple[str, ...]  # the words that decided, wherever they stand
    lines: tuple[str, ...]  # of a note or a summary
    wrong: str  # "wrong? watcher wrong a1b2"

    @property
    def about(self) -> str:
        """The first line, without its icon: what it is about, what is new, and what must not be overlooked."""
        return " · ".join(part for part in (self.test, self.topic, self.state, *self.marks) if part)

    @property
    def places_named(self) -> str:
        """Say where else it was reported: "also at: Natalie, Crunchyroll"."""
        names = ", ".join(place.source for place in self.places)
        return f"also at: {names}{self.and_more}" if names else ""

    @property
    def and_more(self) -> str:
        """Say how many places are not named."""
        return f" and {self.more_places} more" if self.more_places else ""


def words(alert: Alert, letter: Letter) -> Words:
    """Say an alert."""
    item = alert.item
    matched = _each(alert.matched)
    bold = (*matched, *_each(alert.evidence))
    headline = clean(alert.headline) or "(no title)"
    places = _places(alert, letter)
    return Words(
        id=alert.id,
        icon=_icon(alert),
        headline=cut(headline, _HEADLINE),
        topic=" · ".join(_each((name_of_watch(alert), alert.subject or ""))),
        subject=cut(clean(alert.subject or ""), _PART),
        state=_state(alert),
        test=TEST if alert.reason is Reason.TEST and "TEST" not in headline else "",
        marks=_marks(alert, letter),
        source=_source(alert),
        link=link(item.link) if item else None,
        when=stamp(item.published, letter.timezone) if item else "",
        quote=_quote(alert, headline),
        summary=_summary(alert, headline, bold),
        before=_before(alert, letter.timezone),
        also=f"also: {cut(', '.join(_each(alert.also)), 2 * _PART)}" if _each(alert.also) else "",
        places=places[:_MOST_PLACES],
        more_places=max(0, len(places) - _MOST_PLACES),
        why=_why(alert),
        matched=matched,
        bold=bold,
        lines=tuple(shown for line in alert.lines if (shown := cut(clean(line), LINE))),
        wrong=f"wrong? watcher wrong {alert.id}" if is_story(alert) else "",
    )


def is_story(alert: Alert) -> bool:
    """Tell whether an alert is the step of a story: the owner can call it wrong, and mails of it make a thread."""
    return alert.watch is not None and alert.subject is not None and alert.status is not None


def name_of(status: Status | str) -> str:
    """Name a status for people: the one that nobody vouches for as the noun that it is."""
    return "speculation" if status == Status.SPECULATED else str(status)


def name_of_watch(alert: Alert) -> str:
    """Name an alert's watch, "" where it has none."""
    return cut(clean(alert.title) or clean(alert.watch or ""), _PART)


def _each(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cut(shown, _PART) for text in texts if (shown := clean(text))))


def _icon(alert: Alert) -> str:
    return _REASON_ICONS.get(alert.reason) or ICONS.get(alert.status or Status.MENTIONED, "🔎")


def _source_name(alert: Alert) -> str:
    return cut(clean(alert.item.source if alert.item else "") or OURSELVES, _PART)


def _source(alert: Alert) -> str:
    name = _source_name(alert)
    return f"{name}, official" if alert.official and alert.item else name


def _summary(alert: Alert, headline: str, bold: tuple[str, ...]) -> str:
    if alert.item is None:
        return MORE if alert.reason is Reason.HEALTH else ""
    summary = clean(alert.item.summary)
    return excerpt(summary, bold, SUMMARY) if summary != headline else ""


def _quote(alert: Alert, headline: str) -> str:
    """Quote what shows it: from the first to the last of its words, where they stand close together, else each by itself."""
    evidence = _each(alert.evidence)
    if not evidence:
        return ""
    dated = _each((*evidence, alert.period.text if alert.period else ""))
    summary = clean(alert.item.body) if alert.item else ""
    choices = (
        (text, (*dated, *subject))
        for text in (headline, summary)
        for subject in (_each(alert.matched[1:]), ())
    )
    found = (quoted(text, wanted, _QUOTE) for text, wanted in choices)
    return next(filter(None, found), "") or cut(" … ".join(evidence), _QUOTE)


def _why(alert: Alert) -> str:
    """The quote says why a step rang. What no quote shows, or the reader doubts, needs the reason."""
    told = not alert.sure or not alert.evidence or alert.status is None
    return cut(clean(alert.why), 2 * _PART) if told else ""


def _state(alert: Alert) -> str:
    if alert.status is None:
        return ""
    date = _date(alert)
    if date and alert.shift:
        return f"{_SHIFTS[alert.shift]} {date}"
    if date and alert.status is Status.DATED:
        return date
    return ", ".join(part for part in (name_of(alert.status), date) if part)


def _date(alert: Alert) -> str:
    """Say the date that is claimed. Where it can't be known which days that means, quote the words that it is known by."""
    if alert.period:
        return claimed(alert.period)
    if alert.status is not Status.DATED:
        return ""
    shown = _each(alert.evidence)
    numbers = [words for words in shown if any(char.isdigit() for char in words)]
    said = cut(" … ".join(numbers or shown), _PART)
    return f'"{said}"' if said else ""


def _marks(alert: Alert, letter: Letter) -> tuple[str, ...]:
    published = day(alert.item.published, letter.timezone) if alert.item else ""
    marks = (
        "unconfirmed" if not alert.sure and alert.status not in _GUESSED else "",
        _REASON_MARKS.get(alert.reason, ""),
        f"old: published {published}" if alert.old and published else "old" if alert.old else "",
        f"late: {_source_name(alert)} could not be read since {stamp(alert.late, letter.timezone)}"
        if alert.late
        else "",
        "repeat: may have come before" if alert.id in letter.repeats else "",
    )
    return tuple(mark for mark in marks if mark)


def _before(alert: Alert, timezone: str) -> str:
    """Say where the story stood: "before: announced 20 Nov 2026", "before: April 2027, since 20 Nov 2026"."""
    if not alert.before:
        return ""
    date, since = alert.before_period, day(alert.before_at, timezone)
    name = cut(name_of(clean(alert.before)), _PART)
    if date is None:
        return f"before: {name} {since}".rstrip()
    stood = (claimed(date),) if alert.before == Status.DATED else (name, claimed(date))
    return f"before: {', '.join((*stood, f'since {since}') if since else stood)}"


def _places(alert: Alert, letter: Letter) -> tuple[Seen, ...]:
    """Give the other sources that said the same, each once."""
    own = clean(alert.item.source) if alert.item else ""
    seen: dict[str, Seen] = {}
    for place in letter.places:
        name = cut(clean(place.source), _PART)
        if place.under == alert.id and name and clean(place.source) != own:
            seen.setdefault(name, Seen(source=name, link=link(place.link)))
    return tuple(seen.values())
