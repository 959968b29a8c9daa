"""What `watcher test-notify` sends: one message of every kind, of a work that does not exist. Each is marked TEST."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from watcher.decide.routing import alert_id
from watcher.model import Alert, Item, Letter, Period, Place, Reason, Shift, Status
from watcher.render.words import TEST as MARK

_WATCH, _WORK = "test", "The Lighthouse Keeper's Cat"
_LINK = "https://example.org/the-lighthouse-keepers-cat"
_ASKED = "This message was asked for with `watcher test-notify`. The work does not exist."
_APRIL = Period(first=date(2031, 4, 1), last=date(2031, 4, 30), text="April 2031")
_JULY = Period(first=date(2031, 7, 4), last=date(2031, 7, 4), text="4 July 2031")
_OURS: dict[str, Any] = {
    "watch": None,
    "subject": None,
    "status": None,
    "item": None,
    "evidence": (),
    "matched": (),
    "title": "",
    "why": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A letter of one kind."""

    kind: str
    letter: Letter


def only(now: datetime, zone: str) -> Letter:
    """Give the one message of a plain test."""
    return Letter(alerts=(_alert(now, "gets a second season", {}),), at=now, timezone=zone)


def every(now: datetime, zone: str) -> list[Sample]:
    """Give a message of every kind. In a mailbox each stands by itself: its subject names its kind."""
    samples = []
    for number, (kind, words, changed) in enumerate(_KINDS):
        # Mails are named by id and time: the same id at another second is another mail.
        alert = replace(_alert(now, words, changed), at=now + timedelta(seconds=number))
        if alert.subject:
            alert = replace(alert, subject=f"{alert.subject} ({kind})")
        repeats = frozenset({alert.id}) if kind == "repeat" else frozenset()
        samples.append(
            Sample(kind=kind, letter=Letter(alerts=(alert,), at=now, timezone=zone, repeats=repeats))
        )
    return [
        *samples,
        Sample(kind="many at once", letter=_together(samples, now, zone)),
        Sample(
            kind="digest", letter=replace(_together(samples, now, zone), digest=True, places=elsewhere(now))
        ),
    ]


def elsewhere(now: datetime) -> tuple[Place, ...]:
    """Give two more places that reported a sample, for "also at"."""
    return tuple(_place(source, now) for source in ("test-second", "test-third"))


def _place(source: str, now: datetime) -> Place:
    title = f"{MARK}: {_WORK} gets a second season"
    return Place(
        watch=_WATCH, subject="season 2", status=Status.ANNOUNCED, source=source, title=title,
        link=f"{_LINK}/{source}", at=now, under=alert_id(0),
    )  # fmt: skip


def _together(samples: list[Sample], now: datetime, zone: str) -> Letter:
    shown = ("announced", "dated", "released", "keywords")
    told = [sample.letter.alerts[0] for sample in samples if sample.kind in shown]
    alerts = tuple(replace(alert, id=alert_id(number)) for number, alert in enumerate(told))
    return Letter(alerts=alerts, at=now, timezone=zone)


def _alert(now: datetime, words: str, changed: dict[str, Any]) -> Alert:
    item = Item(
        source="test",
        title=f"{MARK}: {_WORK} {words}",
        link=_LINK,
        summary=_ASKED,
        published=now - timedelta(minutes=2),
    )
    if changed.get("old"):
        item = replace(item, published=now - timedelta(days=400))
    default: dict[str, Any] = {
        "id": alert_id(0), "reason": Reason.TEST, "at": now, "channels": (), "headline": item.title, "watch": _WATCH,
        "title": MARK, "subject": "season 2", "status": Status.ANNOUNCED, "evidence": (words,),
        "matched": (_WORK, "second season"), "why": "a test, asked for by a person", "item": item,
    }  # fmt: skip
    return Alert(**default | changed)


_ANNOUNCED: dict[str, Any] = {"before": Status.ANNOUNCED, "reason": Reason.MOVED}
_DATED: dict[str, Any] = {"before": Status.DATED, "before_period": _APRIL, "reason": Reason.MOVED}

_KINDS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("announced", "gets a second season", {"reason": Reason.FIRST}),
    ("speculated", "second season: what we know so far", {"reason": Reason.FIRST, "status": Status.SPECULATED, "quiet": True}),
    ("mentioned", "second season is named in passing", {"reason": Reason.FIRST, "status": Status.MENTIONED, "quiet": True}),
    ("unconfirmed", "may get a second season", {"reason": Reason.FIRST, "sure": False}),
    ("confirmed", "does get a second season", {"reason": Reason.CONFIRMED}),
    ("now official", "second season: the publisher says so", {"reason": Reason.OFFICIAL, "official": True}),
    ("dated", "second season comes in April 2031", _ANNOUNCED | {"status": Status.DATED, "period": _APRIL}),
    ("moved later", "second season moves to 4 July 2031",
     _DATED | {"status": Status.DELAYED, "period": _JULY, "shift": Shift.LATER}),
    ("moved earlier", "second season comes early: April 2031",
     _DATED | {"status": Status.DATED, "period": _APRIL, "before_period": _JULY, "shift": Shift.EARLIER}),
    ("delayed", "second season is delayed", _DATED | {"status": Status.DELAYED}),
    ("cancelled", "second season is cancelled", _DATED | {"status": Status.CANCELLED}),
    ("released", "second season is out now", _DATED | {"status": Status.RELEASED}),
    ("edited", "gets a second season, as it says since today", {"reason": Reason.EDITED}),
    ("corrected", "is not what an earlier headline said it was",
     {"reason": Reason.EDITED, "status": None, "evidence": (), "matched": (), "why": "", "quiet": True,
      "lines": ("test no longer says: cancelled", f"was #{alert_id(0)} wrong? watcher wrong {alert_id(0)}")}),
    ("again", "gets a second season, after all", {"reason": Reason.AGAIN}),
    ("old", "got a second season a year ago", {"reason": Reason.FIRST, "old": True}),
    ("repeat", "gets a second season, once more", {"reason": Reason.FIRST}),
    ("keywords", "is in a headline",
     {"reason": Reason.KEYWORDS, "subject": None, "status": None, "evidence": (), "matched": (_WORK,), "why": "keywords"}),
    ("health", "", _OURS | {"reason": Reason.HEALTH, "headline": f"{MARK}: ann has failed 3 times in a row: no answer", "quiet": True}),
    ("welcome", "", _OURS | {"reason": Reason.NOTE, "headline": f"{MARK}: Watching 3 sources, 2 watches", "quiet": True,
                             "lines": (f"already there: {_WORK} · season 2: announced 3 days ago (ann). I'll ring for a date",)}),
    ("note", "", _OURS | {"reason": Reason.NOTE, "headline": f"{MARK}: 12 sources ok, 1,204 items, 0 rang, 3 folded", "quiet": True,
                          "lines": (f"near miss: {_WORK} figure announced (not: figure)", "near miss: The Other Cat")}),
    ("reset", "", _OURS | {"reason": Reason.RESET, "headline": f"{MARK}: ann shows 40 old items as if they were new; none of them rings",
                           "quiet": True, "lines": (f"{_WORK} gets a second season (3 May 2029)", "and 39 others")}),
)  # fmt: skip
