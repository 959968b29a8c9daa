"""What systemd hears from us, and what the shipped units let us do."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from watcher.systemd import notify, watchdog_interval

from fakes.tools import needs

UNITS = Path(__file__).parent.parent / "systemd"


class Manager:
    """The other end of $NOTIFY_SOCKET."""

    def __init__(self, address: str) -> None:
        self.environ = {"NOTIFY_SOCKET": address}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address.replace("@", "\0", 1))
        self._socket.settimeout(10)

    def heard(self) -> list[str]:
        return self._socket.recv(4096).decode().split("\n")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(str(tmp_path / "notify") if request.param == "path" else f"@watcher-test-{os.getpid()}")
    yield manager
    manager.close()


def test_one_word_after_another(manager: Manager) -> None:
    notify(manager.environ, READY="1", STATUS="12 sources, 3 watches")
    notify(manager.environ, WATCHDOG="1")
    notify(manager.environ, STOPPING="1")
    assert manager.heard() == ["READY=1", "STATUS=12 sources, 3 watches"]
    assert manager.heard() == ["WATCHDOG=1"]
    assert manager.heard() == ["STOPPING=1"]


def test_a_status_stays_one_line(manager: Manager) -> None:
    notify(manager.environ, STATUS="ann fails:\n\nWATCHDOG=trigger\x85 \udcff 日本")
    assert manager.heard() == ["STATUS=ann fails: WATCHDOG=trigger ? 日本"]


def test_reloading_says_when(manager: Manager) -> None:
    notify(manager.environ, RELOADING="1")
    reloading, when = manager.heard()
    name, _, microseconds = when.partition("=")
    assert (reloading, name) == ("RELOADING=1", "MONOTONIC_USEC")
    assert int(microseconds) > 0


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"NOTIFY_SOCKET": ""},
        {"NOTIFY_SOCKET": "/nowhere/notify"},
        {"NOTIFY_SOCKET": "@nobody-listens-here"},
        {"NOTIFY_SOCKET": "vsock:2:1234"},
        {"NOTIFY_SOCKET": "/" + "x" * 5000},
    ],
)
def test_nobody_listens(environ: dict[str, str]) -> None:
    notify(environ, READY="1")


def test_a_manager_that_went_away(tmp_path: Path) -> None:
    manager = Manager(str(tmp_path / "notify"))
    manager.close()
    notify(manager.environ, WATCHDOG="1")


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "120000000"}, 60),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": str(os.getpid())}, 60),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "120000000", "WATCHDOG_PID": ""}, None),
        ({"WATCHDOG_USEC": "1"}, 0.0000005),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "-1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "²"}, None),
    ],
)
def test_watchdog_interval(environ: dict[str, str], seconds: float | None) -> None:
    assert watchdog_interval(environ) == (None if seconds is None else timedelta(microseconds=seconds * 1e6))


# The units. systemd-analyze wants the program to exist, so a copy names one that does.

SYSTEM = "watcher.service"
USER = "watcher.user.service"


@pytest.fixture
def checkable(tmp_path: Path) -> Path:
    folder = tmp_path / "units"
    folder.mkdir()
    for name in (SYSTEM, USER):
        lines = (UNITS / name).read_text(encoding="utf-8").splitlines()
        kept = [
            f"ExecStart={sys.executable} run" if line.startswith("ExecStart=") else line for line in lines
        ]
        (folder / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


def analyze(*arguments: str | Path, runtime: Path) -> str:
    """Run systemd-analyze and give all that it says; it must not complain."""
    runtime.mkdir(exist_ok=True)
    done = subprocess.run(
        [needs("systemd-analyze"), *arguments],
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(("manager_kind", "unit"), [("--system", SYSTEM), ("--user", USER)])
def test_systemd_understands_every_line(
    checkable: Path, tmp_path: Path, manager_kind: str, unit: str
) -> None:
    said = analyze(manager_kind, "verify", "--man=no", checkable / unit, runtime=tmp_path / "run")
    assert unit not in said


def test_the_service_is_exposed_as_little_as_a_network_client_can_be(checkable: Path, tmp_path: Path) -> None:
    """In tenths: 11 is what remains for a program that must reach the internet. networkd has 28."""
    analyze(
        "security",
        "--offline=true",
        "--threshold=11",
        "--no-pager",
        checkable / SYSTEM,
        runtime=tmp_path / "run",
    )


def options(unit: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (UNITS / unit).read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("unit", [SYSTEM, USER])
def test_what_the_program_counts_on(unit: str) -> None:
    said = options(unit)
    assert said["Type"] == ["notify"]
    assert said["ExecReload"] == ["/bin/kill -HUP $MAINPID"]
    assert said["RestartPreventExitStatus"] == ["78"]
    assert said["ExecStart"][0].endswith("/bin/watcher run")
    assert int(said["WatchdogSec"][0]) >= 60
    assert int(said["TimeoutStopSec"][0]) > 10  # the program takes up to that


def test_the_user_unit_leaves_state_to_the_program() -> None:
    assert not {"DynamicUser", "User", "StateDirectory", "ConfigurationDirectory"} & options(USER).keys()
    assert options(USER)["WantedBy"] == ["default.target"]
