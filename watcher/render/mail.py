"""Letter to a mail: text and HTML, and headers that filters and threads can hold on to."""

from collections.abc import Iterable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

import jinja2

from watcher.model import Letter, Status
from watcher.render import plain
from watcher.render.safe import clean, cut, marked
from watcher.render.words import Words, subject, words

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
    """Give the mail. Its Message-ID depends on alerts and sender only: a mailbox knows a repeat by it."""
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = _TAG + cut(subject(letter), _SUBJECT - len(_TAG))
    mail["From"] = sender
    mail["To"] = tuple(recipients)
    mail["Date"] = letter.at
    mail["Message-ID"] = f"<{_name(letter)}@release-watcher.{_domain(sender)}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    mail["X-Auto-Response-Suppress"] = "All"
    for name, value in _filters(letter, sender):
        mail[name] = value
    mail.set_content(_text(letter))
    mail.add_alternative(_html(letter), subtype="html")
    return mail


def _name(letter: Letter) -> str:
    """Name a letter by its alerts and when they were decided: another memory gives the same ids to other alerts."""
    names = [f"{alert.id}.{int(alert.at.timestamp()):x}" for alert in letter.alerts]
    if len(names) == 1:
        return f"alert-{names[0]}"
    return f"alerts-{sha256(' '.join(sorted(names)).encode()).hexdigest()[:16]}"


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
    cards = [
        _card(words(alert, letter), _COLOURS.get(alert.status or Status.MENTIONED, _OTHER))
        for alert in letter.alerts
    ]
    return _TEMPLATES.get_template("mail.html").render(
        cards=cards, title=subject(letter), many=len(cards) > plain.FULL
    )


def _card(said: Words, colour: str) -> dict[str, object]:
    return {
        "said": said,
        "colour": colour,
        "headline": marked(said.headline, said.bold),
        "summary": marked(said.summary, said.bold),
        "because": plain.because(said),
    }
