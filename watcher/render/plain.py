"""Letter to plain text or Markdown, for Apprise's services: a title, and each alert with link and reason."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from watcher.model import Alert, Letter
from watcher.render.letters import WRONG, Fold, Group, groups, is_list, title
from watcher.render.words import OURSELVES, Words, words

# CommonMark's punctuation that can begin markup (spec 0.31, §2.4). "<" and "@" also open mentions.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+!|~@&-]|:(?=//)|(?P<list>^\d+)[.)]")

# Some services read markup in what they are told is plain: masked links, mentions, tags are broken visibly.
_BROKEN = (
    (re.compile(r"\]\("), "] ("),
    (re.compile(r"<(?=[@!#/:a-zA-Z])"), "‹"),
    (re.compile(r"(?<!\w)@(?=\w)"), "＠"),
)


@dataclass(frozen=True, slots=True)
class _Style:
    """How texts are written. linked: a headline and its link, as lines."""

    shown: Callable[[str], str]
    linked: Callable[[str, str | None], list[str]]
    end: str


def text(letter: Letter) -> tuple[str, str]:
    """Give title and body as plain text, safe also where it is taken for markup. Neither is ever empty."""
    return _tame(title(letter)), "\n".join(_tame(line) for line in body(letter).split("\n"))


def body(letter: Letter) -> str:
    """Give the body in the item's exact words, for where plain text is plain text."""
    return _body(letter, _PLAIN)


def markdown(letter: Letter) -> tuple[str, str]:
    """Give title and body as CommonMark, for services that read nothing else."""
    return _escape(title(letter)), _body(letter, _MARKDOWN)


def within(letter: Letter, room: int, write: Callable[[Letter], tuple[str, str]]) -> Letter:
    """Give a letter that `write` tells in at most `room` characters, where leaving off lines of notes can do that. It says how many."""
    made = letter
    for percent in (100, 90, 80, 65, 50, 35, 20, 10, 5, 2, 1, 0):
        made = replace(letter, alerts=tuple(_shortened(alert, percent) for alert in letter.alerts))
        if sum(map(len, write(made))) <= room:
            break
    return made


def _shortened(alert: Alert, percent: int) -> Alert:
    kept = len(alert.lines) * percent // 100
    left_off = len(alert.lines) - kept
    return (
        replace(alert, lines=(*alert.lines[:kept], f"… and {left_off} more: watcher history"))
        if left_off
        else alert
    )


def because(said: Words) -> str:
    """Say why it rang: `matched "Higehiro" + "2nd Season"`."""
    found = " + ".join(f'"{word}"' for word in said.matched)
    return " · ".join(part for part in (f"matched {found}" if found else "", said.why) if part)


def who(said: Words) -> str:
    """Quote what shows it, and say who wrote that: `"will premiere in April 2027" (ann, official)`."""
    if said.quote:
        return f'"{said.quote}" ({said.source})'
    return "" if said.source == OURSELVES else said.source


def line(said: Words) -> str:
    """Say an alert in one line of a list, after its headline: `season 2 · announced · ann · #a1b2`."""
    about = (said.subject, said.state, said.source, f"#{said.id}", said.test, *said.marks)
    return " · ".join(part for part in about if part)


def _body(letter: Letter, style: _Style) -> str:
    if is_list(letter):
        return _list(letter, style)
    told = (_whole(words(alert, letter), style) for alert in letter.alerts)
    return "\n\n".join(style.end.join(lines) for lines in told)


def _whole(said: Words, style: _Style) -> list[str]:
    first = [style.shown(f"{said.icon} {said.about}")] if said.about else []
    return [*first, *style.linked(said.headline, said.link), *map(style.shown, _details(said))]


def _details(said: Words) -> list[str]:
    """Give what stands below headline and link; the last line says which alert it is, and how to call it wrong."""
    lines = (
        " · ".join(part for part in (who(said), said.when) if part),
        said.summary if said.about else f"{said.icon} {said.summary}" if said.summary else "",
        *said.lines,
        " · ".join(part for part in (said.before, said.also, said.places_named) if part),
        " · ".join(part for part in (because(said), said.wrong or f"#{said.id}") if part),
    )
    return [each for each in lines if each]


def _list(letter: Letter, style: _Style) -> str:
    """Name every alert, by watch."""
    told = groups(letter)
    parts = [style.end.join([style.shown(group.heading), *_group(group, style)]) for group in told]
    if any(said.wrong for group in told for said in group.told):
        parts.append(style.shown(WRONG))
    return "\n\n".join(parts) or style.shown(title(letter))


def _group(group: Group, style: _Style) -> list[str]:
    lines: list[str] = []
    for said in group.told:
        headline, *address = style.linked(said.headline, said.link)
        folds = _folds(*group.under(said.id), style)
        about = " · ".join(part for part in (line(said), "" if folds else said.places_named) if part)
        lines += [
            f"{said.icon} {headline} · {style.shown(about)}",
            *address,
            *map(style.shown, said.lines),
            *folds,
        ]
    return lines + _folds(*group.loose(), style, loose=True)


def _folds(folds: list[Fold], more: int, style: _Style, *, loose: bool = False) -> list[str]:
    lines: list[str] = []
    for fold in folds:
        headline, *address = style.linked(fold.headline, fold.link)
        where = f"{fold.source} · folded under #{fold.under}" if loose else fold.source
        lines += [f"↳ {headline} · {style.shown(where)}", *address]
    return [*lines, *([style.shown(f"↳ and {more} more: watcher history")] if more else [])]


def _escape(line: str) -> str:
    return _MARKUP.sub(lambda m: f"{m['list']}\\{m[0][-1]}" if m["list"] else f"\\{m[0]}", line)


def _tame(line: str) -> str:
    if line.startswith(("http://", "https://")) and " " not in line:
        return line  # a link is clean already, and must stay what it is
    for pattern, instead in _BROKEN:
        line = pattern.sub(instead, line)
    return line


def _unchanged(line: str) -> str:
    return line


def _named(name: str, address: str | None) -> list[str]:
    return [name, address] if address else [name]


def _linked(name: str, address: str | None) -> list[str]:
    return [f"[{_escape(name)}]({address})" if address else _escape(name)]


_PLAIN = _Style(_unchanged, _named, "\n")
_MARKDOWN = _Style(_escape, _linked, "  \n")
