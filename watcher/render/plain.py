"""Letter to plain text or Markdown, for Apprise's services: a title, and each alert with link and reason."""

import re

from watcher.model import Letter
from watcher.render.safe import clean
from watcher.render.words import OURSELVES, Words, subject, words

FULL = 3  # so many alerts are told whole; more become a list

# CommonMark's punctuation that can begin markup (spec 0.31, §2.4). "<" and "@" also open mentions.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>()#+!|~@&-]|:(?=//)|(?P<list>^\d+)[.)]")

# Some services read markup in what they are told is plain: masked links, mentions, tags are broken visibly.
_BROKEN = (
    (re.compile(r"\]\("), "] ("),
    (re.compile(r"<(?=[@!#/:a-zA-Z])"), "‹"),
    (re.compile(r"(?<!\w)@(?=\w)"), "＠"),
)


def text(letter: Letter) -> tuple[str, str]:
    """Give title and body as plain text, safe also where it is taken for markup. Neither is ever empty."""
    return _tame(subject(letter)), "\n".join(_tame(line) for line in body(letter).split("\n"))


def body(letter: Letter) -> str:
    """Give the body in the item's exact words, for where plain text is plain text."""
    if len(letter.alerts) > FULL:
        return _list(letter)
    return "\n\n".join(_whole(words(alert, letter)) for alert in letter.alerts)


def markdown(letter: Letter) -> tuple[str, str]:
    """Give title and body as CommonMark, for services that read nothing else."""
    parts = []
    for alert in letter.alerts:
        said = words(alert, letter)
        name = _escape(said.headline)
        details = _details(said) if len(letter.alerts) <= FULL else [_about(said)]
        lines = [f"[{name}]({said.link})" if said.link else name, *map(_escape, details)]
        parts.append("  \n".join(lines))
    return _escape(subject(letter)), "\n\n".join(parts)


def because(said: Words) -> str:
    """Say why it rang: `matched "Higehiro" + "2nd Season" · was announced, now dated`."""
    found = " + ".join(f'"{word}"' for word in said.matched)
    return " · ".join(part for part in (f"matched {found}" if found else "", said.why) if part)


def _whole(said: Words) -> str:
    return "\n".join(line for line in (said.headline, said.link or "", *_details(said)) if line)


def _details(said: Words) -> list[str]:
    about = " · ".join(part for part in (said.topic, said.state) if part)
    where = ", ".join(part for part in (said.source, said.when) if part and part != OURSELVES)
    lines = (
        f"{said.icon} {about or said.summary}" if about or said.summary else "",
        said.summary if about else "",
        where,
        said.story,
        because(said),
        " · ".join((*said.marks, f"#{said.id}")),
    )
    return [line for line in lines if line]


def _about(said: Words) -> str:
    parts = (said.topic, said.state, said.source, *said.marks, f"#{said.id}")
    return f"{said.icon} {' · '.join(part for part in parts if part)}"


def _list(letter: Letter) -> str:
    groups: dict[str, list[str]] = {}
    for alert in letter.alerts:
        said = words(alert, letter)
        about = ": ".join(part for part in (said.topic.partition(" · ")[2], said.state) if part)
        parts = (said.headline, about, said.source, f"#{said.id}", *said.marks)
        line = f"{said.icon} {' · '.join(part for part in parts if part)}"
        groups.setdefault(clean(alert.watch or OURSELVES), []).append(f"{line}\n{said.link or ''}".rstrip())
    return "\n\n".join("\n".join((heading, *lines)) for heading, lines in groups.items())


def _escape(line: str) -> str:
    return _MARKUP.sub(lambda m: f"{m['list']}\\{m[0][-1]}" if m["list"] else f"\\{m[0]}", line)


def _tame(line: str) -> str:
    if line.startswith(("http://", "https://")) and " " not in line:
        return line  # a link is clean already, and must stay what it is
    for pattern, instead in _BROKEN:
        line = pattern.sub(instead, line)
    return line
