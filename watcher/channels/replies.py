"""Decides what a mail server's replies mean (RFC 5321 §4.2): from the stage of the dialogue and the code.

4yz is for now, 5yz for good. Whom the server refuses for good decides: us (banner, login, sender), every
recipient, or this one mail. A connection lost after the mail went out and before its reply leaves us not
knowing (RFC 1047).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from enum import Enum

import aiosmtplib

from watcher.channels.outcome import Failed, Outcome, Refused, Rejected, Sent

Trouble = Failed | Refused | Rejected


class Stage(Enum):
    """Where in the dialogue we are, in words that complete "… while …"."""

    CONNECT = "connecting"
    TLS = "starting TLS"
    LOGIN = "logging in"
    SENDER = "naming the sender"
    RECIPIENT = "naming the recipient"
    DATA = "asking to hand over the mail"
    TEXT = "handing over the mail"
    DONE = "saying goodbye"

    def late(self, seconds: float) -> Failed:
        """Say that the time ran out here."""
        return Failed(
            f"the mail server took more than {seconds:.0f} s while {self.value}", uncertain=self is Stage.TEXT
        )


_CONTENT = (Stage.DATA, Stage.TEXT)  # what is refused here is this mail, not us
_PLEASANTRY = re.compile(
    r"(?:[2-5](?:\.\d{1,3}){2} )?(?:ok|accepted|(?:message|mail) accepted|thanks?)?[.!]*", re.IGNORECASE
)


@dataclass(slots=True)
class Report:
    """What came of each recipient. had: so many had it before. trouble: what ended it for the rest."""

    waiting: list[Address]
    had: int = 0
    stage: Stage = Stage.CONNECT
    accepted: list[Address] = field(default_factory=list)
    later: list[str] = field(default_factory=list)  # refused for now, in words
    never: list[tuple[Stage, str]] = field(default_factory=list)  # refused for good
    receipt: str = ""
    trouble: Trouble | None = None

    def accept(self, recipient: Address, reply: str) -> None:
        """The server took the mail for this recipient."""
        self.waiting.remove(recipient)
        self.accepted.append(recipient)
        self.receipt = self.receipt or ("" if _PLEASANTRY.fullmatch(reply.strip()) else reply)

    def refuse(self, recipient: Address, code: int, reply: str) -> None:
        """The server said no for this recipient; 552 here means "too many for now" (RFC 5321 §4.5.3.1.10)."""
        words = f"{recipient.addr_spec}: {code} {reply}"
        if code < 500 or (code == 552 and self.stage is Stage.RECIPIENT):
            self.later.append(words)
        else:
            self.waiting.remove(recipient)
            self.never.append((self.stage, words))


def together(report: Report, hide: Callable[[str], str]) -> Outcome:
    """Say what came of a letter as a whole. hide: takes secrets out of a server's words."""
    some = report.had + len(report.accepted)
    if report.waiting:
        return _unfinished(report, some, hide)
    words = "; ".join(hide(words) for _, words in report.never[:3])
    if some:
        return Sent(hide(report.receipt) or "accepted", note=f"not to all: {words}" if words else "")
    if any(stage in _CONTENT for stage, _ in report.never):
        return Rejected(words)
    return Refused(words)


def _unfinished(report: Report, some: int, hide: Callable[[str], str]) -> Outcome:
    trouble = report.trouble or Failed("")
    if report.later:  # what a recipient was told says more than how the dialogue ended
        unknown = isinstance(trouble, Failed) and trouble.uncertain
        trouble = Failed("; ".join(report.later[:3]), uncertain=unknown)
    if some:
        count = some + len(report.waiting)
        return Failed(f"{some} of {count} recipients have it; {hide(trouble.reason)}", uncertain=True)
    return _hidden(trouble, hide)


def _hidden(trouble: Trouble, hide: Callable[[str], str]) -> Trouble:
    return replace(trouble, reason=hide(trouble.reason))


def broken(error: Exception, stage: Stage) -> Trouble:
    """Say what an error means that ended the dialogue."""
    text = str(error).lower()
    unknown = stage is Stage.TEXT
    if isinstance(error, aiosmtplib.SMTPResponseException) and error.code >= 400:
        return _refused(error.code, f"{error.code} {error.message}", stage)
    if stage is Stage.CONNECT or "certificate" in text or "ssl" in text:
        return Failed(_unreached(text))
    if isinstance(error, TimeoutError):  # aiosmtplib's too
        return Failed(f"the mail server did not answer while {stage.value}", uncertain=unknown)
    if isinstance(error, OSError):
        return Failed(f"the mail server closed the connection while {stage.value}", uncertain=unknown)
    return _unable(stage)


def _unable(stage: Stage) -> Trouble:
    """The server lacks what we need, or says what no server says here."""
    if stage is Stage.TLS:
        return Failed("the mail server offers no STARTTLS; where it needs none, mode=insecure says so")
    if stage is Stage.LOGIN:
        return Refused("the mail server takes no login here; mode=starttls or mode=ssl may be missing")
    return Failed(f"the mail server answered out of turn while {stage.value}", uncertain=stage is Stage.TEXT)


def _refused(code: int, words: str, stage: Stage) -> Trouble:
    if code < 500:
        return Failed(words)
    if stage in _CONTENT or (stage is Stage.SENDER and code == 552):  # RFC 1870: this mail is too large
        return Rejected(words)
    return Refused(words)


def _unreached(text: str) -> str:
    if "certificate" in text or "ssl" in text:
        return "no secure connection to the mail server: no valid certificate, or no TLS on this port"
    if "name or service" in text or "name resolution" in text or "no address" in text or "nodename" in text:
        return "the mail server's name was not found"
    if "refused" in text:
        return "no connection to the mail server: refused"
    return "no connection to the mail server"
