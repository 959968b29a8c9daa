"""systemd as a service sees it: a socket that notes what it is told."""

import socket
import threading
from pathlib import Path
from typing import Self


class Manager:
    """Listens on a datagram socket, as $NOTIFY_SOCKET names it (sd_notify(3))."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "notify"
        self.told: list[dict[str, str]] = []
        self._changed = threading.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def __enter__(self) -> Self:
        self._socket.bind(str(self.path))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as knock:
            knock.sendto(b"END=1", str(self.path))
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while True:
            fields = dict(line.partition("=")[::2] for line in self._socket.recv(8192).decode().splitlines())
            if "END" in fields:
                return
            with self._changed:
                self.told.append(fields)
                self._changed.notify_all()

    def wait(self, name: str, count: int = 1, timeout: float = 20) -> dict[str, str]:
        """Block until a field was told so many times; gives the last telling."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.all(name)) >= count, timeout):
                raise TimeoutError(f"{name} was not told {count} times: {self.told}")
            return self.all(name)[-1]

    def all(self, name: str) -> list[dict[str, str]]:
        """Give every telling that has a field."""
        return [fields for fields in self.told if name in fields]
