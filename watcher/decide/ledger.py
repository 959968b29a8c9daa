"""What `decide` takes and gives: the memory it decides on, and the entries, reports, stories and alerts that follow. No logic."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from watcher.decide.prints import Print
from watcher.decide.seen import Known, Novelty
from watcher.model import Alert, Claim, Item, Status, Story

Filed = tuple[str, str | None, Status | None]  # watch, subject and status; None: a keyword watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the store recalls for a document."""

    known: Mapping[bytes, Sequence[Known]] = field(default_factory=dict)  # by key of a print
    texts: Mapping[int, Item] = field(default_factory=dict)  # rows of `Known.item`: the words before an edit
    filed: Mapping[int, Collection[Filed]] = field(
        default_factory=dict
    )  # what these items were found to say before
    rang: Mapping[int, Collection[tuple[str, str]]] = field(
        default_factory=dict
    )  # watch and alert of each time they rang
    stories: Mapping[tuple[str, str], Story] = field(default_factory=dict)  # by watch and subject
    official: frozenset[str] = frozenset()  # names of the publishers' own sources
    baseline: bool = False  # the first good answer of its source: remembered, nothing rings
    titles: frozenset[bytes] = (
        frozenset()
    )  # that its source has shown, where nothing else of the document is known
    late: datetime | None = (
        None  # its source could not be read since then: what is new may have been there for a while
    )
    newest: datetime | None = None  # the newest date that its source had shown before
    reshaped: bool = False  # the page was rebuilt since: what it shows now may be old news under new links
    next_alert: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item with what it is to us."""

    item: Item
    mark: Print
    novelty: Novelty


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One item meeting one watch on one subject, and what came of it."""

    entry: int  # index into Decision.entries
    watch: str
    claim: Claim | None  # None: a keyword watch
    words: tuple[str, ...]  # evidence, or the keywords that hit
    why: str
    alert: str | None = None  # it rang as this
    under: str | None = None  # it folded under this
    baseline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to remember and whom to tell."""

    entries: tuple[Entry, ...]
    reports: tuple[Report, ...]
    stories: tuple[Story, ...]  # those that changed
    alerts: tuple[Alert, ...]
    next_alert: int
