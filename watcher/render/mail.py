"""Letter to a mail: text and HTML, and headers that filters and threads can hold on to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

import jinja2

from watcher.model import Letter, Status
from watcher.render import plain
from watcher.render.letters import WRONG, Group, digest, groups, is_list, title
from watcher.render.safe import clean, cut, marked
from watcher.render.words import Words, is_story, words

_TAG = "[watcher] "
_SUBJECT = 180  # units: long enough for most headlines, short enough for one screen line of a mail list
_POLICY = SMTP.clone(cte_type="7bit")  # no server on the way has to know 8BITMIME
_COLOURS = {
    Status.ANNOUNCED: "#1e8449",
    Status.DATED: "#2471a3",
    Status.RELEASED: "#7d3c98",
    Status.DELAYED: "#b9560b",
    Status.CANCELLED: "#c0392b",
}
_OTHER = "#5d6d7e"
_TEMPLATES = jinja2.Environment(
    loader=jinja2.PackageLoader("watcher.render"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def message(letter: Letter, sender: Address, recipients: Sequence[Address]) -> EmailMessage:
    """Give the mail. Its Message-ID depends on alerts and sender only: a mailbox knows a repeat by it.

    Mails of one story have one subject and name its first mail, so that they stand together (RFC 5322 §3.6.4).
    """
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = _subject(letter)
    mail["From"] = sender
    mail["To"] = tuple(recipients)
    mail["Date"] = letter.at
    mail["Message-ID"] = f"<{_name(letter)}@release-watcher.{_domain(sender)}>"
    for name in ("In-Reply-To", "References"):
        if first := _first(letter):
            mail[name] = f"<{first}@release-watcher.{_domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    mail["X-Auto-Response-Suppress"] = "All"
    for name, value in _filters(letter, sender):
        mail[name] = value
    mail.set_content(_text(letter))
    mail.add_alternative(_html(letter), subtype="html")
    return mail


def _subject(letter: Letter) -> str:
    """Say what a mail is about. A story's stays the same at every step; a reply begins with "Re:" before all else."""
    alert = letter.alerts[0] if len(letter.alerts) == 1 and not letter.digest else None
    if alert is None or not is_story(alert):
        return _TAG + cut(title(letter), _SUBJECT - len(_TAG))
    said = words(alert, letter)
    about = " · ".join(part for part in (said.test, said.topic) if part)
    return f"{'Re: ' if alert.thread else ''}{_TAG}{cut(about, _SUBJECT - len(_TAG))}"


def _first(letter: Letter) -> str:
    """Name the first mail of a story, where this is a later one."""
    alert = letter.alerts[0] if len(letter.alerts) == 1 and not letter.digest else None
    if alert is None or alert.thread is None or alert.thread_at is None:
        return ""
    return f"alert-{_name_of(alert.thread, alert.thread_at)}"


def _name(letter: Letter) -> str:
    """Name a letter by its alerts and when they were decided: another memory gives the same ids to other alerts."""
    names = [_name_of(alert.id, alert.at) for alert in letter.alerts]
    if letter.digest:
        folded = [f"{place.under} {place.source} {place.title}" for place in letter.places]
        return f"digest-{_short(' '.join([*sorted(names), *sorted(folded)]))}"
    return f"alert-{names[0]}" if len(names) == 1 else f"alerts-{_short(' '.join(sorted(names)))}"


def _name_of(alert: str, at: datetime) -> str:
    return f"{alert}.{int(at.timestamp()):x}"


def _short(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _domain(sender: Address) -> str:
    domain = clean(sender.domain).lower()
    return domain if domain and domain.isascii() else "localhost"


def _filters(letter: Letter, sender: Address) -> list[tuple[str, str]]:
    """What a mail filter can sort by. List-Id (RFC 2919): one list per watch, ASCII whatever its name."""
    watches = _once(alert.watch for alert in letter.alerts)
    sources = _once(alert.item.source if alert.item else None for alert in letter.alerts)
    values = {
        "X-Watcher-Alert": ", ".join(alert.id for alert in letter.alerts),
        "X-Watcher-Watch": ", ".join(watches),
        "X-Watcher-Source": ", ".join(sources),
        "X-Watcher-Repeat": "yes" if letter.repeats & {alert.id for alert in letter.alerts} else "",
        "List-Id": f"<{_label(watches)}.release-watcher.{_domain(sender)}>",
    }
    return [(name, cut(value, 500)) for name, value in values.items() if value]


def _label(watches: list[str]) -> str:
    if len(watches) != 1:
        return "alerts"
    name = watches[0].lower()
    plain_name = "".join(char if char.isascii() and char.isalnum() else "-" for char in name).strip("-")
    return plain_name[:40] if name.isascii() and plain_name else f"w-{sha256(name.encode()).hexdigest()[:8]}"


def _once(names: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(clean(name) for name in names if name))


def _text(letter: Letter) -> str:
    return plain.body(letter) + "\n"


def _html(letter: Letter) -> str:
    listed = is_list(letter)
    colours = {alert.id: _COLOURS.get(alert.status or Status.MENTIONED, _OTHER) for alert in letter.alerts}
    told = groups(letter) if listed else []
    return _TEMPLATES.get_template("mail.html").render(
        title=title(letter),
        heading=(digest(letter) if letter.digest else f"{len(letter.alerts)} alerts") if listed else "",
        cards=[] if listed else [_card(words(alert, letter), colours[alert.id]) for alert in letter.alerts],
        groups=[_section(group, colours) for group in told],
        wrong=WRONG if any(said.wrong for group in told for said in group.told) else "",
    )


def _section(group: Group, colours: dict[str, str]) -> dict[str, object]:
    alerts = [
        {"said": said, "colour": colours[said.id], "about": plain.line(said), "folds": group.under(said.id)}
        for said in group.told
    ]
    return {"heading": group.heading, "alerts": alerts, "loose": group.loose(), "digest": bool(group.folds)}


def _card(said: Words, colour: str) -> dict[str, object]:
    return {
        "said": said,
        "colour": colour,
        "headline": marked(said.headline, said.bold),
        "summary": marked(said.summary, said.bold),
        "who": plain.who(said),
        "last": [part for part in (plain.because(said), said.wrong or f"#{said.id}") if part],
    }
