"""A mail server on loopback, aiosmtpd in a thread of its own, that answers by script where a test says so.

with Mailbox() as box:                    box.url("ann@example.org") is a channel's URL
    box.script("RCPT", "451 4.7.1 later")    what the next RCPT is answered; then it goes on as normal
    box.mails                             what was accepted
"""

import asyncio
import contextlib
import ssl
import tempfile
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Self, cast
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DROP = "drop"  # a script: break the connection in place of an answer
HANG = "hang"  # a script: never answer
USER, PASSWORD = "ann", "canary-password-Zm9v"

# A certificate that nobody trusts, for localhost and 127.0.0.1, until 2126. Its key protects nothing.
_PEM = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/wa93hcz7beArbqb
VPIMKnZB09mpXvKER4Gte4JLi3ChRANCAARgBvi3xxYS2tb/HJvAyuuagSc337mV
hq6mvPysicC0/7YbiwVRtDkUao7ZXUIeuBBfon80/eI+xrZqAfS4BFyO
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUZ1pgLH9VbAkodJmw2GW11Tq2gt4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDExNTE1NVoYDzIxMjYxMDMx
MTE1MTU1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARgBvi3xxYS2tb/HJvAyuuagSc337mVhq6mvPysicC0/7YbiwVRtDkU
ao7ZXUIeuBBfon80/eI+xrZqAfS4BFyOo28wbTAdBgNVHQ4EFgQUNs57Er4Od95j
nA5V8uc/GD8L55kwHwYDVR0jBBgwFoAUNs57Er4Od95jnA5V8uc/GD8L55kwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAOlIIvVtz6Bn769FQ+osK/clybqQZ5PJAKYRO4pwNTp7AiEA
2xMWUNgPW3CkoDVBf0LGjBLvOwqn0MUZ2rLo7vPmdzY=
-----END CERTIFICATE-----
"""


@dataclass(frozen=True)
class Mail:
    """One accepted transaction."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    user: str | None

    @property
    def message(self) -> EmailMessage:
        """The mail as its reader's program sees it."""
        return cast("EmailMessage", message_from_bytes(self.raw, policy=default))


class Mailbox:
    """The server. tls: None, "starttls" or "ssl"."""

    def __init__(self, tls: str | None = None) -> None:
        self.mails: list[Mail] = []
        self.commands: list[str] = []
        self.open: list[_Server] = []
        self.tls = tls
        self._scripts: dict[str, list[str]] = {}

    def __enter__(self) -> Self:
        context = _context() if self.tls else None
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=0,
            ssl_context=context if self.tls == "ssl" else None,
            tls_context=context if self.tls == "starttls" else None,
            authenticator=_login,
            auth_require_tls=False,
        )
        self._controller.start()
        self.commands.clear()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._controller.loop).result(timeout=5)
        self._controller.stop()

    async def _hang_up(self) -> None:
        """Break what is still open, and let the loop see to it."""
        for server in self.open:
            if server.transport is not None:
                server.transport.abort()
        for _ in range(3):
            await asyncio.sleep(0)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def url(self, *recipients: str, login: str = "", more: str = "", scheme: str = "mailto") -> str:
        """A channel's URL for these recipients. login: "user:password@"."""
        to = quote(",".join(recipients or ("ann@example.org",)))
        return f"{scheme}://{login}127.0.0.1:{self.port}?from=watcher@example.net&to={to}{more}"

    def script(self, command: str, *replies: str) -> None:
        """Queue replies to BANNER, EHLO, AUTH, MAIL, RCPT, DATA (before the mail), DOT (after it) or QUIT. "": its own."""
        self._scripts.setdefault(command, []).extend(replies)

    def next(self, command: str) -> str | None:
        """Give the scripted reply for this command, None where the server answers for itself."""
        queue = self._scripts.get(command)
        return queue.pop(0) or None if queue else None

    async def handle_DATA(self, server: "_Server", session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Take a mail, or answer by script."""
        reply = self.next("DOT")
        if reply in (DROP, HANG):
            await server.give(reply)
        elif reply is None or reply.startswith("250"):
            user = session.auth_data.login.decode() if isinstance(session.auth_data, LoginPassword) else None
            content = cast("bytes", envelope.original_content)
            self.mails.append(Mail(str(envelope.mail_from), tuple(envelope.rcpt_tos), content, user))
        return reply or f"250 2.0.0 queued as {len(self.mails)}"


class _Server(SMTP):
    """aiosmtpd's server with a look at the script before each answer."""

    _greeted = False

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.event_handler.open.append(self)

    async def push(self, status: Any) -> None:
        if not self._greeted:
            self._greeted = True
            reply = self.event_handler.next("BANNER")
            if reply is not None:
                await self.give(reply)
                return
        await super().push(status)

    async def give(self, reply: str) -> None:
        """Answer by script; a 421 closes the connection, as it must."""
        if reply == HANG:
            await asyncio.Event().wait()
        if reply != DROP:
            await super().push(reply)
        if reply == DROP or reply.startswith("421"):
            with contextlib.suppress(AttributeError):
                self.transport.close() if reply.startswith("421") else self.transport.abort()
            raise asyncio.CancelledError


def _scripted(command: str) -> Any:
    own = getattr(SMTP, f"smtp_{command}")

    async def method(self: _Server, arg: str | None) -> None:
        self.event_handler.commands.append(command)
        reply = self.event_handler.next(command)
        await (own(self, arg) if reply is None else self.give(reply))

    return method


for _command in ("EHLO", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT", "STARTTLS"):
    setattr(_Server, f"smtp_{_command}", _scripted(_command))


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # the one that the system chose
        super()._trigger_server()


def _login(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
    good = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=good, handled=False, auth_data=data if good else None)


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder) / "cert.pem"
        pem.write_text(_PEM, encoding="ascii")
        context.load_cert_chain(pem)
    return context
