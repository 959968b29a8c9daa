"""Sends letters down every other scheme, through Apprise. Owns what Apprise's answers can be trusted to mean.

Apprise says only that a service failed. What its requests met says why (exchanges.py, reasons.py): a failure
counts as certain only where nothing can have arrived; everything else may have. Redirects are off (a followed one turns a post
into an empty success), so are its own retries (they repeat unmarked) and its threads (they can't be left
behind at exit): each send has a thread of its own.
"""

import asyncio
import logging
import threading
from concurrent.futures import Future
from types import TracebackType
from typing import Self

import apprise
from apprise.common import NotifyFormat, OverflowMode
from apprise.manager_plugins import NotificationManager
from apprise.plugins.base import NotifyBase
from apprise.result import AppriseResultStatus

from watcher.channels import reasons
from watcher.channels.exchanges import noted
from watcher.channels.outcome import Carrier, Failed, Outcome, Sent
from watcher.model import Channel, Letter, Secret
from watcher.render import plain

ASSET = apprise.AppriseAsset(
    app_id="watcher",
    app_desc="watcher",
    app_url="",
    storage_mode="memory",
    service_timeout=0,  # its limit would need its shared threads; ours is below
    async_mode=False,
    http_redirects=False,
    allow_templates=False,
)
_TOTAL = 30.0  # seconds for one letter
_PIECES = 3  # of one text: Apprise waits 5 s between two, and that is all that 30 s hold
_SEAM = 16  # characters that Apprise may put between title and body
_LOG = logging.getLogger("apprise")


def carrier(channel: Channel) -> Carrier:
    """Open any Apprise URL."""
    return _Service(channel)


def problem(url: Secret) -> str | None:
    """Say why Apprise can't use a URL."""
    text = url.reveal().strip()
    scheme = text.partition("://")[0].lower()
    if "://" not in text:
        return "not a URL: it needs a scheme, such as discord:// or mailto://"
    with Captured() as log:
        plugin = parse(url, ASSET)
    if plugin is not None:
        return None
    manager = NotificationManager()  # type: ignore[no-untyped-call]  # Apprise's own, of which there is one
    if scheme in ("http", "https"):
        return "a web address that is neither a Discord webhook nor any other service that Apprise knows"
    if scheme not in manager:
        return "Apprise knows no such scheme"  # never naming it: a secret may stand in its place
    if not manager[scheme].enabled:
        return f"{scheme}:// needs what is not installed here: {_needs(manager[scheme])}"
    said = next((message for level, message in log.lines if level in ("WARNING", "ERROR")), "")
    return reasons.unusable(scheme, said, url)


def _needs(plugin: type[NotifyBase]) -> str:
    packages = plugin.requirements.get("packages_required") or ()
    return (
        ", ".join([packages] if isinstance(packages, str) else map(str, packages)) or "see apprise --details"
    )


def parse(url: Secret, asset: apprise.AppriseAsset) -> NotifyBase | None:
    """Read a URL into Apprise's plugin for it, None where it can't."""
    try:
        return apprise.Apprise.instantiate(url.reveal().strip(), asset=asset)
    except Exception:  # noqa: BLE001  185 plugins read what a person typed; whatever they raise, the URL is unusable
        return None


class _Service(Carrier):
    limit = 3
    longest = 12  # alerts, told in a line or two each: they fit into our pieces almost everywhere

    def __init__(self, channel: Channel) -> None:
        self._url = channel.url
        self._name = channel.name

    async def send(self, letter: Letter) -> Outcome:
        """Send a letter in a thread that nothing waits for once its time is over."""
        answer: Future[Outcome] = Future()
        answer.set_running_or_notify_cancel()
        threading.Thread(
            target=self._run, args=(letter, answer), name=f"apprise-{self._name}", daemon=True
        ).start()
        try:
            async with asyncio.timeout(_TOTAL):
                return await asyncio.wrap_future(answer)
        except TimeoutError:
            return Failed(f"the service did not answer within {_TOTAL:.0f} s", uncertain=True)

    async def close(self) -> None:
        """Nothing is held open."""

    def _run(self, letter: Letter, answer: "Future[Outcome]") -> None:
        try:
            answer.set_result(self._notify(letter))
        except BaseException as error:  # noqa: BLE001  a bug must surface where the letter was sent, not die with the thread
            answer.set_exception(error)

    def _notify(self, letter: Letter) -> Outcome:
        with Captured() as log, noted() as exchanges:
            plugin = parse(self._url, ASSET)
            if plugin is None:
                return Failed("Apprise can't use this channel's URL")
            plugin.retry = 0
            plugin.overflow_mode = OverflowMode.SPLIT
            read_as = plugin.resolve_format(NotifyFormat.TEXT)
            body_format = NotifyFormat.MARKDOWN if read_as == NotifyFormat.MARKDOWN else NotifyFormat.TEXT
            write = plain.markdown if body_format == NotifyFormat.MARKDOWN else plain.text
            title, body = write(plain.within(letter, _room(plugin), write))
            service = apprise.Apprise(plugin, asset=ASSET)
            result = service.notify(body=body, title=title, body_format=body_format)
        if all(attempt.status == AppriseResultStatus.SUCCESS for each in result for attempt in each) and len(
            result.results
        ):
            return Sent("accepted")
        pieces = len(plugin) > 1 or len(title) + len(body) > plugin.body_maxlen - _SEAM
        return reasons.judge(log.lines, exchanges, self._url, letter.at, in_pieces=pieces)


def _room(plugin: NotifyBase) -> int:
    """Give how many characters of text go out within our time. Each target gets all pieces."""
    return max(1, _PIECES // max(1, len(plugin))) * (plugin.body_maxlen - _SEAM)


class Captured(logging.Handler):
    """Apprise's log of this thread while the block lasts: `lines` of level and words.

    It goes nowhere else. DEBUG is left out: there it writes whole URLs, and what it sends.
    """

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[tuple[str, str]] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line of our own thread."""
        if record.thread == self._thread and len(self.lines) < 200:
            self.lines.append((record.levelname, record.getMessage()[:2000]))

    def __enter__(self) -> Self:
        for name in ("urllib3", "requests"):  # these write addresses too
            logging.getLogger(name).setLevel(logging.ERROR)
        _LOG.propagate = False
        _LOG.setLevel(logging.INFO)
        _LOG.addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _LOG.removeHandler(self)
