"""Owns what is said of a letter as a whole: its title, and where it is a list or a digest, its groups by watch."""

from dataclasses import dataclass, field

from watcher.model import Letter, Place
from watcher.render.safe import clean, cut, link
from watcher.render.times import day
from watcher.render.words import OURSELVES, SUMMARY, TEST, Words, name_of_watch, words

FULL = 3  # so many alerts are told whole; more become a list
WRONG = "wrong? watcher wrong ID"  # the last line of a list
_MOST_FOLDS = 20  # of one alert, or of one watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A report that folded, for a digest."""

    headline: str
    source: str
    link: str | None
    under: str  # the alert that it lies under


@dataclass(slots=True, kw_only=True)
class Group:
    """What a list says of one watch."""

    heading: str
    told: list[Words] = field(default_factory=list)
    folds: list[Fold] = field(default_factory=list)  # all that folded, oldest first

    def under(self, alert: str) -> tuple[list[Fold], int]:
        """Give what folded under an alert of this group, and how many more there are."""
        found = [fold for fold in self.folds if fold.under == alert]
        return found[:_MOST_FOLDS], max(0, len(found) - _MOST_FOLDS)

    def loose(self) -> tuple[list[Fold], int]:
        """Give what folded under earlier alerts, and how many more there are."""
        here = {said.id for said in self.told}
        found = [fold for fold in self.folds if fold.under not in here]
        return found[:_MOST_FOLDS], max(0, len(found) - _MOST_FOLDS)


def is_list(letter: Letter) -> bool:
    """Tell whether a letter names its alerts instead of telling each whole."""
    return letter.digest or len(letter.alerts) > FULL


def title(letter: Letter) -> str:
    """Say a letter in one line."""
    watches = ", ".join(group.heading for group in groups(letter))
    if letter.digest:
        return cut(": ".join(part for part in (digest(letter), watches) if part), SUMMARY)
    if len(letter.alerts) > 1:
        return cut(f"{len(letter.alerts)} alerts: {watches}", SUMMARY)
    said = words(letter.alerts[0], letter)
    return cut(" — ".join(part for part in (said.about, said.headline) if part), SUMMARY)


def digest(letter: Letter) -> str:
    """Name a digest: "digest of 20 Nov 2026"."""
    test = (
        f"{TEST}: " if all(alert.title == TEST or TEST in alert.headline for alert in letter.alerts) else ""
    )
    return f"{test}digest of {day(letter.at, letter.timezone)}"


def groups(letter: Letter) -> list[Group]:
    """Give what a letter says of each watch, in the order of the letter; only a digest lists what folded."""
    found: dict[str, Group] = {}
    for alert in letter.alerts:
        group = found.setdefault(clean(alert.watch or ""), Group(heading=name_of_watch(alert) or OURSELVES))
        group.told.append(words(alert, letter))
    for place in letter.places if letter.digest else ():
        name = clean(place.watch)
        found.setdefault(name, Group(heading=cut(name, 120))).folds.append(_fold(place))
    return list(found.values())


def _fold(place: Place) -> Fold:
    headline = cut(clean(place.title) or "(no title)", SUMMARY)
    return Fold(
        headline=headline, source=cut(clean(place.source), 120), link=link(place.link), under=place.under
    )
