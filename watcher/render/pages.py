"""A list, a digest or a long note in Discord's limits: all of it named in as few messages as hold it.

Of a list links go first, then the ends of long names. A note that needs more messages keeps all of its words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from watcher.model import Letter
from watcher.render.letters import WRONG, Fold, Group, digest, groups
from watcher.render.markup import escape, linked
from watcher.render.safe import cut, units
from watcher.render.words import Words

TITLE, DESCRIPTION, ALL_EMBEDS, EMBEDS = 256, 4096, 6000, 10
_AROUND = 300  # units that others put around a note's lines: author and footer


@dataclass(slots=True)
class Page:
    """One message in the making: the descriptions of its embeds, and whose lines they hold."""

    title: str
    texts: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    wrong: bool = False

    def note(self, said: Words | None) -> None:
        """An alert stands on this page."""
        if said:
            self.alerts.append(said.id)
            self.wrong = self.wrong or said.wrong != ""

    def embeds(self, colour: int) -> list[dict[str, Any]]:
        """Give the embeds; where one can be called wrong, the last one's footer says how."""
        made: list[dict[str, Any]] = [{"description": text, "color": colour} for text in self.texts]
        made[0] = {"title": self.title} | made[0]
        if self.wrong:
            made[-1]["footer"] = {"text": WRONG}
        return made


def pages(letter: Letter) -> list[Page]:
    """Give the messages of a list, at least one."""
    told = groups(letter)
    title = digest(letter) if letter.digest else f"{len(letter.alerts)} alerts"
    best: list[Page] = []
    for longest, links in ((TITLE, True), (TITLE, False), (100, False), (60, False)):
        made = _pages(told, title, longest, links=links)
        best = made if not best or len(made) < len(best) else best
        if len(best) == 1:
            break
    return best


def continued(headline: str, lines: Sequence[str], colour: int) -> list[list[dict[str, Any]]]:
    """Give the embeds of the messages that hold these lines of a note, which is called so. No lines are no message."""
    title = cut(headline, TITLE, escape)
    made = [Page(title)]
    for line in lines:
        _append(made, line, line, ALL_EMBEDS - units(title) - _AROUND)
    return [page.embeds(colour) for page in made if page.texts]


def _pages(told: list[Group], title: str, longest: int, *, links: bool) -> list[Page]:
    room = ALL_EMBEDS - units(title) - units(WRONG)
    made = [Page(title)]
    for group in told:
        heading = f"**{cut(group.heading, 80, escape)}**"
        for index, (line, said) in enumerate(_lines(group, longest, links=links)):
            fresh = f"{heading}\n{line}"
            _append(made, line if index else fresh, fresh, room)
            made[-1].note(said)
    if not made[0].texts:
        made[0].texts.append("nothing")  # an embed without any text is refused
    return made


def _lines(group: Group, longest: int, *, links: bool) -> Iterator[tuple[str, Words | None]]:
    """Give the lines of a group, each with the alert that it tells."""
    for said in group.told:
        yield _line(said, longest, links=links, places=not group.folds), said
        yield from _folds(*group.under(said.id), longest, links=links, loose=False)
    yield from _folds(*group.loose(), longest, links=links, loose=True)


def _line(said: Words, longest: int, *, links: bool, places: bool) -> str:
    name = linked(said.headline, said.link if links else None, longest)
    state = ": ".join(part for part in (said.subject, said.state) if part)
    parts = (
        name,
        cut(state, longest // 3, escape),
        cut(said.source, longest // 3, escape),
        f"#{said.id}",
        said.test,
        *(cut(mark, 60, escape) for mark in said.marks),
        cut(said.places_named, longest, escape) if places else "",
    )
    return f"{said.icon} {' · '.join(part for part in parts if part)}"


def _folds(
    folds: list[Fold], more: int, longest: int, *, links: bool, loose: bool
) -> Iterator[tuple[str, None]]:
    for fold in folds:
        name = linked(fold.headline, fold.link if links else None, longest // 2)
        where = cut(fold.source, longest // 3, escape)
        yield f"↳ {name} · {where}{f' · folded under #{fold.under}' if loose else ''}", None
    if more:
        yield f"↳ and {more} more: watcher history", None


def _append(made: list[Page], line: str, fresh: str, room: int) -> None:
    """Put a line below the last one. A new embed or message begins with `fresh`: the heading again."""
    texts = made[-1].texts
    used = sum(units(text) for text in texts)
    if texts and units(texts[-1]) + units(line) < DESCRIPTION and used + units(line) < room:
        texts[-1] += f"\n{line}"
    elif len(texts) < EMBEDS and used + units(fresh) <= room:
        texts.append(fresh)
    else:
        made.append(Page(made[0].title, [fresh]))
