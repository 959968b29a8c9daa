"""The service: how it starts, reloads, stops, and what it says to systemd."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.feeds import entry, rss
from fakes.program import Program, a_config
from fakes.site import Site
from fakes.systemd import Manager
from fakes.webhook import Webhook

WATCH = 'higehiro = ["Higehiro"]'
OLD = entry("Spring shows we are watching")
NEWS = entry("Higehiro Anime Gets 2nd Season")


class Service:
    """A running `watcher run` and all that it talks to."""

    def __init__(self, folder: Path, site: Site, hook: Webhook, manager: Manager) -> None:
        self.site, self.hook, self.manager = site, hook, manager
        self.config = a_config(site, hook, WATCH, every="1s")
        self.program = Program(folder, self.config)
        self.feed(OLD)

    def start(self, **environ: str) -> None:
        self.process = self.program.start("run", NOTIFY_SOCKET=str(self.manager.path), **environ)

    def feed(self, *entries: str) -> None:
        self.site.answer(
            "/ann", body=rss(*entries), headers={"Content-Type": "application/rss+xml"}, etag=True
        )

    def stop(self) -> str:
        """End it as systemd does. Returns what it said."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.communicate(timeout=10)[1]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Site() as site, Webhook() as hook, Manager(tmp_path) as manager:
        made = Service(tmp_path, site, hook, manager)
        made.start()
        try:
            yield made
        finally:
            if made.process.poll() is None:
                made.process.kill()
                made.process.communicate()


def test_it_watches_rings_and_stops(service: Service) -> None:
    service.manager.wait("READY")
    service.site.wait_for("/ann", 2)
    service.feed(NEWS, OLD)
    service.hook.wait(1)
    log = service.stop()
    assert service.process.returncode == 0
    assert service.manager.all("STOPPING")
    assert service.hook.url.rpartition("/")[2] not in log
    assert len(service.hook.messages) == 1


def test_ready_comes_only_with_a_good_config(tmp_path: Path) -> None:
    with Manager(tmp_path) as manager:
        program = Program(tmp_path, "[watch]\nx = 5\n")
        process = program.start("run", NOTIFY_SOCKET=str(manager.path))
        _, said = process.communicate(timeout=20)
        assert process.returncode == 78
        assert "config.toml:2:1: watch.x" in said
        assert manager.told == []


def test_a_second_one_is_refused_and_reading_works_beside_it(service: Service) -> None:
    service.manager.wait("READY")
    service.site.wait_for("/ann", 2)
    for command in ("run", "once"):
        second = service.program.run(command)
        assert second.returncode == 75
        assert str(service.process.pid) in second.stderr
    assert service.program.json("status")["sources"][0]["condition"] == "ok"
    assert service.program.run("mute", "higehiro", "--until", "2999-01-01").returncode == 0
    service.stop()


def test_a_changed_file_is_read_by_itself(service: Service) -> None:
    service.manager.wait("READY")
    service.site.answer("/other", body=rss(OLD), headers={"Content-Type": "application/rss+xml"})
    service.program.write(service.config.replace("/ann", "/other"))
    service.site.wait_for("/other")
    service.stop()


def test_a_bad_file_keeps_the_old_config_and_says_so(service: Service) -> None:
    service.manager.wait("READY")
    service.program.write(service.config.replace("higehiro =", "higehiro.abuot ="))
    service.process.send_signal(signal.SIGHUP)
    service.manager.wait("READY", 2)
    asked = len(service.site.requests)
    service.site.wait_for("/ann", asked + 2)  # it goes on
    log = service.stop()
    assert 'unknown key; did you mean "about"?' in log
    assert "the old one stays in force" in log
    assert ": : " not in log


def test_a_fault_that_has_no_key_is_said_without_one(service: Service) -> None:
    service.manager.wait("READY")
    service.program.write(service.config.replace("[watch]", "[watch"))
    service.process.send_signal(signal.SIGHUP)
    service.manager.wait("READY", 2)
    log = service.stop()
    assert ": the section's ] is missing" in log
    assert ": : " not in log


def test_the_watchdog_is_fed(tmp_path: Path, service: Service) -> None:
    service.stop()
    service.start(WATCHDOG_USEC="2000000")
    service.manager.wait("WATCHDOG", 2)
    service.stop()
    assert tmp_path.exists()


def test_sigterm_ends_it_within_ten_seconds_though_everything_hangs(service: Service) -> None:
    service.manager.wait("READY")
    service.site.wait_for("/ann", 2)
    gate = service.site.gate()
    service.hook.hang()
    service.feed(NEWS, OLD)
    service.hook.wait_asked(1)
    service.site.answer("/ann", body=b"", hold=gate)
    service.site.wait_for("/ann", len(service.site.requests) + 1)
    service.stop()  # raises when it takes longer
    assert service.process.returncode == 0
    [alert] = service.program.json("history")["alerts"]
    assert alert["deliveries"][0]["state"] in ("sending", "uncertain")


def test_what_was_being_sent_at_a_kill_is_repeated_with_a_mark(service: Service) -> None:
    service.manager.wait("READY")
    service.site.wait_for("/ann", 2)
    service.hook.hang()
    service.feed(NEWS, OLD)
    service.hook.wait_asked(1)
    service.process.kill()
    service.process.communicate()
    service.hook.release()
    service.start()
    service.hook.wait(1)
    assert "repeat" in str(service.hook.messages[0].payload)
    service.stop()


def test_reloading_often_leaks_nothing(service: Service) -> None:
    service.manager.wait("READY")
    service.site.wait_for("/ann", 2)
    files = Path(f"/proc/{service.process.pid}/fd")
    before = len(list(files.iterdir()))
    for n in range(30):
        service.process.send_signal(signal.SIGHUP)
        service.manager.wait("RELOADING", n + 1)
        service.manager.wait("READY", n + 2)
    assert len(list(files.iterdir())) <= before + 3
    service.stop()


def test_a_subprocess_never_needs_a_terminal(service: Service) -> None:
    service.manager.wait("READY")
    assert service.process.stdout is not None
    service.process.send_signal(signal.SIGINT)
    out, _ = service.process.communicate(timeout=10)
    assert out == ""
    assert isinstance(service.process, subprocess.Popen)
