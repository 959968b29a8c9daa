"""Sends letters by mail, each recipient in a transaction of its own. Owns the dialogue.

A retry goes only to those who have not got it yet. That is remembered while the channel is open, not beyond:
so a letter that reached some and not others is uncertain. Its repeat says so, with the same Message-ID.
"""

import asyncio
import contextlib
import re
import socket
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import quote

import aiosmtplib
from aiosmtplib import SMTPStatus

from watcher.channels import apprise, mailbox, reasons
from watcher.channels.outcome import Carrier, Outcome
from watcher.channels.replies import Report, Stage, broken, together
from watcher.model import Channel, Letter, Secret
from watcher.render.mail import message

_TOTAL = 30.0  # seconds for one letter
_CONNECT = 10.0
_GOODBYE = 1.0
_MOST_REMEMBERED = 10_000
_DOT = re.compile(rb"^\.", re.MULTILINE)
_HOSTNAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*", re.ASCII)


def carrier(channel: Channel) -> Carrier:
    """Open a mail channel; one that wants PGP goes through Apprise, which can."""
    box, _ = mailbox.read(channel.url)
    return _Mail(box) if box and not box.encrypted else apprise.carrier(channel)


def problem(url: Secret) -> str | None:
    """Say why a mail URL can't be used: unreadable, without sender or recipient, or with a bad one."""
    box, complaints = mailbox.read(url)
    if box is None:
        told = _told(complaints[0], url) if complaints else "it can't be read"
        return f"the mail URL is not usable: {told}; its form is mailto://user:password@host:port?from=…&to=…"
    if not box.recipients:
        return "the mail URL names no valid recipient: ?to=name@example.org"
    if complaints:
        return f"the mail URL: {_told(complaints[0], url)}"
    return None


def _told(complaint: str, url: Secret) -> str:
    return complaint if complaint == mailbox.NO_SENDER else reasons.hide(complaint, url)


class _Mail(Carrier):
    limit = 3

    def __init__(self, box: mailbox.Postbox) -> None:
        self._box = box
        self._got: dict[tuple[str, str], None] = {}  # recipient and alert, oldest first

    async def send(self, letter: Letter) -> Outcome:
        """Send a letter to everyone who has not got it."""
        report = Report(waiting=[a for a in self._box.recipients if not self._has(a, letter)])
        report.had = len(self._box.recipients) - len(report.waiting)
        try:
            async with asyncio.timeout(_TOTAL):
                await self._deliver(letter, report)
        except TimeoutError:
            report.trouble = report.stage.late(_TOTAL)
        outcome = together(report, self._hide)
        self._remember(letter, report)
        return outcome

    async def close(self) -> None:
        """Nothing is held open: each letter has its own connection."""

    async def _deliver(self, letter: Letter, report: Report) -> None:
        client = self._client()
        try:
            await self._connect(client, report)
            for recipient in list(report.waiting):
                mail = message(letter, self._box.sender, [recipient])
                for name, value in self._extras():
                    if name not in mail:
                        mail[name] = value
                await self._one(client, recipient, mail, report)
            report.stage = Stage.DONE
            with contextlib.suppress(aiosmtplib.SMTPException, TimeoutError):
                async with asyncio.timeout(_GOODBYE):  # all that counts has been answered
                    await client.quit()
        except (aiosmtplib.SMTPException, OSError) as error:
            report.trouble = broken(error, report.stage)
        finally:
            client.close()

    async def _connect(self, client: aiosmtplib.SMTP, report: Report) -> None:
        """Connect, and log in only then: each has its own meaning when it fails."""
        await client.connect(timeout=_CONNECT)
        client.timeout = _TOTAL
        if self._box.mode == "starttls":
            report.stage = Stage.TLS
            await client.starttls()
        if self._box.user and self._box.password:
            report.stage = Stage.LOGIN
            await client.login(self._box.user, self._box.password.reveal())

    async def _one(
        self, client: aiosmtplib.SMTP, recipient: Address, mail: EmailMessage, report: Report
    ) -> None:
        """Offer the mail to one recipient; a refusal of this one does not stop the next."""
        try:
            report.stage = Stage.SENDER
            await client.mail(self._box.sender.addr_spec)
            report.stage = Stage.RECIPIENT
            await client.rcpt(recipient.addr_spec)
            report.stage = Stage.DATA
            reply = await _hand_over(client, mail.as_bytes(), report)
        except aiosmtplib.SMTPResponseException as error:
            if error.code < 400 or error.code == 421 or report.stage is Stage.SENDER:
                raise
            report.refuse(recipient, error.code, error.message)
            report.stage = Stage.SENDER
            with contextlib.suppress(aiosmtplib.SMTPResponseException):
                await client.rset()
        else:
            report.accept(recipient, reply.message)

    def _client(self) -> aiosmtplib.SMTP:
        name = socket.gethostname()  # the full name would need the network
        return aiosmtplib.SMTP(
            hostname=self._box.host,
            port=self._box.port,
            use_tls=self._box.mode == "ssl",
            start_tls=False,
            validate_certs=self._box.verify,
            local_hostname=name if _HOSTNAME.fullmatch(name) else "localhost.localdomain",
        )

    def _extras(self) -> list[tuple[str, str]]:
        reply = [("Reply-To", ", ".join(self._box.reply_to))] if self._box.reply_to else []
        return [*reply, *self._box.headers]

    def _hide(self, text: str) -> str:
        """A server may quote what we said; addresses may be shown, the password never."""
        password = self._box.password
        return reasons.without(text, {password.reveal(), quote(password.reveal())} if password else ())

    def _has(self, recipient: Address, letter: Letter) -> bool:
        return all((recipient.addr_spec, alert.id) in self._got for alert in letter.alerts)

    def _remember(self, letter: Letter, report: Report) -> None:
        """Remember who got a letter that some have not. One that all got is forgotten: it can be resent."""
        for recipient in report.accepted if report.waiting else self._box.recipients:
            for alert in letter.alerts:
                if report.waiting:
                    self._got[(recipient.addr_spec, alert.id)] = None
                else:
                    self._got.pop((recipient.addr_spec, alert.id), None)
        for old in list(self._got)[:-_MOST_REMEMBERED]:
            del self._got[old]


async def _hand_over(client: aiosmtplib.SMTP, mail: bytes, report: Report) -> aiosmtplib.SMTPResponse:
    """Do as `client.data` does, and note when the text goes out: until then nothing can have arrived.

    mail: with CRLF line ends. A dot that begins a line is doubled (RFC 5321 §4.5.2).
    """
    reply = await client.execute_command(b"DATA")
    if reply.code != SMTPStatus.start_input or client.protocol is None:
        raise aiosmtplib.SMTPDataError(reply.code, reply.message)
    report.stage = Stage.TEXT
    client.protocol.write(_DOT.sub(b"..", mail) + b".\r\n")
    reply = await client.protocol.read_response()
    if reply.code != SMTPStatus.completed:
        raise aiosmtplib.SMTPDataError(reply.code, reply.message)
    return reply
