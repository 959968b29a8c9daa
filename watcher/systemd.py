"""Tells systemd how we are: sd_notify(3) and sd_watchdog_enabled(3), spoken directly.

Decides nothing: when to say what is the daemon's. Where no systemd listens, every word is lost without harm.
"""

import contextlib
import os
import socket
import time
from collections.abc import Mapping
from datetime import timedelta

_PATIENCE = 1.0  # seconds for a manager whose socket is full; the daemon's loop waits meanwhile


def notify(environ: Mapping[str, str], **fields: str) -> None:
    """Send fields such as READY="1", STATUS="…", RELOADING="1", STOPPING="1", WATCHDOG="1" to $NOTIFY_SOCKET.

    Never raises: the manager may be gone, and we go on.
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address.startswith("@"):
        address = "\0" + address[1:]  # Linux's abstract sockets, which have no file
    if "RELOADING" in fields:
        fields["MONOTONIC_USEC"] = str(time.monotonic_ns() // 1000)  # asked for by Type=notify-reload
    message = "\n".join(f"{name}={' '.join(value.split())}" for name, value in fields.items())
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(_PATIENCE)
        manager.sendto(message.encode(errors="replace"), address)


def watchdog_interval(environ: Mapping[str, str]) -> timedelta | None:
    """Say how often WATCHDOG=1 is due: half of what systemd waits for it. None: it does not wait."""
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None  # meant for another process of the service
    limit = environ.get("WATCHDOG_USEC", "")
    if not (limit.isascii() and limit.isdigit()) or not int(limit):
        return None
    return timedelta(microseconds=int(limit)) / 2
