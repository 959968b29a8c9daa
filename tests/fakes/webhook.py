"""A webhook server on loopback that is as strict as Discord's documentation, in a thread of its own.

with Webhook() as hook:            hook.url is a webhook as pasted
    hook.script(drop_after_body, answer(500))      what the next requests meet; then the rules apply again
    hook.messages                  what was accepted, in order
    hook.edits                     the same of changes; hook.shown(id) is a message as it stands now
    hook.delete(id)                as a moderator does; hook.delete_thread(id) takes a thread with all it holds

With forum=True it is the webhook of a forum: each message needs a thread, or the name of a new one.
"""

import json
import re
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

TOKEN = "canary-token-Zm9yIHRlc3Rz"
_HOOK = re.compile(r"/api/(?:v\d+/)?webhooks/(\d+)/([\w-]+)(?:/messages/(?P<message>\w+))?/?")
_SNOWFLAKE = re.compile(r"\d{1,20}", re.ASCII)
_ADDRESS = re.compile(r"https?://(?:[\w-]+\.)+[\w-]+\.?(?::\d+)?(?:[/?#]\S*)?", re.ASCII)


@dataclass(frozen=True)
class Message:
    """One accepted post."""

    id: str
    payload: dict[str, Any]
    query: dict[str, list[str]]
    at: float  # time.monotonic()
    hidden: int  # embeds that Discord would not show, since an earlier one has the same address
    thread: str = ""  # that it stands in


@dataclass
class Exchange:
    """One request, for a script to answer as it likes."""

    handler: BaseHTTPRequestHandler
    body: bytes = b""

    def answer(self, status: int, body: bytes | str | dict[str, Any] = b"", **headers: str) -> None:
        """Write a whole answer. Header names are written with _ for -."""
        raw = (
            json.dumps(body).encode()
            if isinstance(body, dict)
            else body.encode()
            if isinstance(body, str)
            else body
        )
        kind = {"content_type": "application/json"} if isinstance(body, dict) else {}
        self.handler.send_response_only(status)
        for name, value in (kind | headers).items():
            self.handler.send_header(name.replace("_", "-"), value)
        if status != 204:
            self.handler.send_header("Content-Length", str(len(raw)))
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()
        self.handler.wfile.write(raw)

    def drop(self) -> None:
        """Break the connection at once, with a reset."""
        self.handler.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.handler.connection.close()


Script = Callable[[Exchange], None]


def answer(status: int, body: bytes | str | dict[str, Any] = b"", **headers: str) -> Script:
    """Answer with this, whatever was asked."""
    return lambda exchange: exchange.answer(status, body, **headers)


def drop_after_body(exchange: Exchange) -> None:
    """Read the whole post, then break the connection without a word."""
    exchange.drop()


def html_page(exchange: Exchange) -> None:
    """Answer as a captive portal does."""
    exchange.answer(200, "<!doctype html><title>Sign in</title>", content_type="text/html; charset=utf-8")


@dataclass
class Webhook:
    """The server. `windows`: at most so many posts in so many seconds, e.g. ((5, 2.0), (30, 60.0))."""

    windows: tuple[tuple[int, float], ...] = ()
    forum: bool = False
    messages: list[Message] = field(default_factory=list)
    edits: list[Message] = field(default_factory=list)  # accepted changes, in order; `id` is the message's
    threads: dict[str, str] = field(default_factory=dict)  # name of each thread, by its id
    requests: list[tuple[float, int]] = field(
        default_factory=list
    )  # time.monotonic() and the status, 0 by script
    asked: int = 0  # posts that came in, answered or not
    _scripts: list[Script] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._lock = threading.Lock()
        self._changed = threading.Condition()
        self._open = threading.Event()
        self._open.set()
        self._epoch = 0
        self._deleted: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The webhook as a person would paste it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/webhooks/123456789/{TOKEN}"

    def script(self, *scripts: Script) -> None:
        """Queue what the next requests meet."""
        self._scripts.extend(scripts)

    def shown(self, message: str) -> dict[str, Any]:
        """Give a message as it stands, after its changes."""
        first = next(each for each in self.messages if each.id == message)
        return first.payload | {
            key: value for edit in self.edits if edit.id == message for key, value in edit.payload.items()
        }

    def delete(self, message: str) -> None:
        """Delete a message."""
        self._deleted.add(message)

    def delete_thread(self, thread: str) -> None:
        """Delete a thread, and with it all that it holds."""
        self.threads.pop(thread, None)

    def hang(self) -> None:
        """Answer nothing from now on, until `release`."""
        self._open.clear()

    def release(self) -> None:
        """Answer again; what hung until now is dropped without a word."""
        self._epoch += 1
        self._open.set()

    def wait(self, count: int, timeout: float = 20) -> None:
        """Block until so many messages were accepted."""
        self._wait_for(lambda: len(self.messages) >= count, timeout)

    def wait_asked(self, count: int, timeout: float = 20) -> None:
        """Block until so many posts came in, answered or not."""
        self._wait_for(lambda: self.asked >= count, timeout)

    def _wait_for(self, condition: Callable[[], bool], timeout: float) -> None:
        with self._changed:
            if not self._changed.wait_for(condition, timeout):
                raise TimeoutError(f"the webhook waited in vain; it took {len(self.messages)} messages")

    def _note(self, asked: int = 0) -> None:
        with self._changed:
            self.asked += asked
            self._changed.notify_all()

    def serve(self, exchange: Exchange) -> None:
        """Take one request in, and answer it unless everything hangs."""
        epoch = self._epoch
        self._note(asked=1)
        self._open.wait()
        if self._epoch != epoch:
            exchange.drop()
            return
        try:
            self._answer(exchange)
        finally:
            self._note()

    def _answer(self, exchange: Exchange) -> None:
        """Answer one request: by the script if there is one, else by Discord's rules."""
        with self._lock:
            script = self._scripts.pop(0) if self._scripts else None
        if script:
            self.requests.append((time.monotonic(), 0))
            script(exchange)
            return
        with self._lock:
            status, body, headers = self._judge(exchange)
            self.requests.append((time.monotonic(), status))
        exchange.answer(status, body, **headers)

    def _judge(self, exchange: Exchange) -> tuple[int, Any, dict[str, str]]:
        address = urlsplit(exchange.handler.path)
        found = _HOOK.fullmatch(address.path)
        if not found or (found[1], found[2]) != ("123456789", TOKEN):
            return 404, {"message": "Unknown Webhook", "code": 10015}, {}
        if bool(found["message"]) != (exchange.handler.command == "PATCH"):
            return 405, {"message": "405: Method Not Allowed", "code": 0}, {}
        wait, headers = self._pace()
        if wait:
            limited = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
            return 429, limited, headers
        try:
            payload = json.loads(exchange.body.decode("utf-8"))
        except ValueError:
            return 400, {"message": "The request body contains invalid JSON.", "code": 50109}, headers
        errors = complaints(payload)
        if errors:
            return 400, {"message": "Invalid Form Body", "code": 50035, "errors": errors}, headers
        query = parse_qs(address.query)
        thread = query.get("thread_id", [""])[0]
        if found["message"]:
            return *self._edit(found["message"], thread, payload, query), headers
        return *self._take(thread, payload, query), headers

    def _take(self, thread: str, payload: dict[str, Any], query: dict[str, list[str]]) -> tuple[int, Any]:
        """Take a message in, or say why its place can't have it."""
        named = payload.get("thread_name")
        if refusal := self._misplaced(thread, named):
            return refusal
        number = str(10**18 + len(self.messages))
        if named:
            thread = number  # the first message of a forum's post has the post's id
            self.threads[thread] = named
        self.messages.append(Message(number, payload, query, time.monotonic(), _hidden(payload), thread))
        if query.get("wait") != ["true"]:
            return 204, b""
        where = thread or "555"
        return 200, {"id": number, "channel_id": where, "type": 0, "content": payload.get("content", "")}

    def _misplaced(self, thread: str, named: str | None) -> tuple[int, dict[str, Any]] | None:
        if thread and named:
            return 400, {
                "message": "Webhooks can only be executed with one of thread_id and thread_name",
                "code": 220002,
            }
        if thread:
            known = thread in self.threads or not self.forum
            return None if known else (404, {"message": "Unknown Channel", "code": 10003})
        if self.forum and not named:
            return 400, {
                "message": "Webhooks posted to forum channels must have a thread_name or thread_id",
                "code": 220001,
            }
        if named and not self.forum:
            return 400, {"message": "Webhooks can only create threads in forum channels", "code": 220003}
        return None

    def _edit(
        self, message: str, thread: str, payload: dict[str, Any], query: dict[str, list[str]]
    ) -> tuple[int, Any]:
        """Change a message of its own that is still there, and in the thread that is named."""
        found = next((each for each in self.messages if each.id == message), None)
        if thread and self.forum and thread not in self.threads:
            return 404, {"message": "Unknown Channel", "code": 10003}
        if found is None or message in self._deleted or found.thread != thread:
            return 404, {"message": "Unknown Message", "code": 10008}
        self.edits.append(Message(message, payload, query, time.monotonic(), _hidden(payload), thread))
        return 200, {"id": message, "channel_id": thread or "555", "type": 0}

    def _pace(self) -> tuple[float, dict[str, str]]:
        """Give the seconds to wait, 0 when the post may pass, and the headers that say how many are left."""
        now = time.monotonic()
        for count, seconds in self.windows:
            recent = sorted(m.at for m in (*self.messages, *self.edits) if now - m.at < seconds)
            reset = f"{seconds - (now - recent[0]):.3f}" if recent else f"{seconds:.3f}"
            headers = {"X_RateLimit_Limit": str(count), "X_RateLimit_Reset_After": reset}
            if len(recent) >= count:
                return float(reset), headers | {"X_RateLimit_Remaining": "0", "Retry_After": reset}
            if len(recent) == count - 1:
                return 0, headers | {"X_RateLimit_Remaining": "0"}
        return 0, {}


def _handler(hook: Webhook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.close_connection = True
            hook.serve(Exchange(self, body))

        do_PATCH = do_POST  # noqa: N815  http.server's name

        def log_message(self, *_: object) -> None:
            """Say nothing on stderr."""

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):  # a script broke the connection
                self.close_connection = True

    return Handler


def _hidden(payload: dict[str, Any]) -> int:
    embeds = [embed.get("url") for embed in payload.get("embeds", []) if embed.get("url")]
    return len(embeds) - len(set(embeds))


def complaints(payload: Any) -> dict[str, Any]:
    """Give Discord's tree of form errors, empty when the payload obeys every documented limit."""
    errors: dict[str, Any] = {}
    embeds = payload.get("embeds", []) if isinstance(payload, dict) else []
    if not isinstance(payload, dict) or not (payload.get("content") or embeds):
        return {"_errors": [{"code": "EMPTY", "message": "Cannot send an empty message"}]}
    _length(errors, "content", payload.get("content"), 2000)
    _length(errors, "username", payload.get("username"), 80, empty=True)
    _length(errors, "thread_name", payload.get("thread_name"), 100, empty=True)
    if re.search("discord|clyde", payload.get("username", ""), re.IGNORECASE):
        _wrong(errors, "username", "Username cannot contain that")
    _mentions(errors, payload.get("allowed_mentions", {}))
    if len(embeds) > 10:
        _wrong(errors, "embeds", "Must be 10 or fewer in length.")
    total = 0
    for index, embed in enumerate(embeds):
        total += _embed(errors, f"embeds.{index}", embed)
    if total > 6000:
        _wrong(errors, "embeds", "Embed size exceeds maximum size of 6000")
    return errors


def _mentions(errors: dict[str, Any], allowed: dict[str, Any]) -> None:
    parse = allowed.get("parse", [])
    for kind in ("roles", "users"):
        ids = allowed.get(kind, [])
        if kind in parse and ids:
            _wrong(errors, "allowed_mentions", f"parse:{kind} and {kind}: [ids...] are mutually exclusive.")
        if len(ids) > 100 or not all(_SNOWFLAKE.fullmatch(each) for each in ids):
            _wrong(errors, f"allowed_mentions.{kind}", "Value is not snowflake.")


def _embed(errors: dict[str, Any], path: str, embed: dict[str, Any]) -> int:
    fields = embed.get("fields", [])
    texts = [
        (f"{path}.title", embed.get("title"), 256),
        (f"{path}.description", embed.get("description"), 4096),
        (f"{path}.author.name", embed.get("author", {}).get("name"), 256),
        (f"{path}.footer.text", embed.get("footer", {}).get("text"), 2048),
        *((f"{path}.fields.{n}.name", each.get("name", ""), 256) for n, each in enumerate(fields)),
        *((f"{path}.fields.{n}.value", each.get("value", ""), 1024) for n, each in enumerate(fields)),
    ]
    for where, text, limit in texts:
        _length(errors, where, text, limit, empty="fields" in where or "author" in where)
    if len(fields) > 25:
        _wrong(errors, f"{path}.fields", "Must be 25 or fewer in length.")
    if not any(text for _, text, _ in texts):
        _wrong(errors, path, "Embed is empty")
    for where, url in (
        (f"{path}.url", embed.get("url")),
        (f"{path}.image.url", embed.get("image", {}).get("url")),
    ):
        if url is not None and (len(url) > 2048 or not _ADDRESS.fullmatch(url)):
            _wrong(errors, where, "Not a well formed URL.")
    if not 0 <= embed.get("color", 0) <= 0xFFFFFF:
        _wrong(errors, f"{path}.color", "Int value should be between 0 and 16777215.")
    try:
        datetime.fromisoformat(embed.get("timestamp", "2026-01-01T00:00:00+00:00"))
    except ValueError:
        _wrong(errors, f"{path}.timestamp", "Invalid ISO8601 timestamp.")
    return sum(_units(text) for _, text, _ in texts if text)


def _length(errors: dict[str, Any], path: str, text: str | None, limit: int, *, empty: bool = False) -> None:
    if text is not None and _units(text) > limit:
        _wrong(errors, path, f"Must be {limit} or fewer in length.")
    if empty and text is not None and not text.strip():
        _wrong(errors, path, "This field is required")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _wrong(errors: dict[str, Any], path: str, message: str) -> None:
    branch = errors
    for step in path.split("."):
        branch = branch.setdefault(step, {})
    branch.setdefault("_errors", []).append({"code": "BASE_TYPE", "message": message})
