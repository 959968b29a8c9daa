"""Runs the rounds by the clock until told to stop: APScheduler's home. Signals, reload, watchdog; it decides nothing about news.

Jobs are short and start work without awaiting it. Due times live in the store, so the scheduler's memory may be lost at any time.
"""

import asyncio
import contextlib
import inspect
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sized
from dataclasses import replace
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from watcher import notes, systemd
from watcher.app import App, News
from watcher.config import format_problem
from watcher.errors import ConfigError, StoreError
from watcher.journal import Journal
from watcher.logbook import note_config, note_delivery, note_poll

log = logging.getLogger(__name__)
_TICK = 1.0
_STALLED = 60.0  # a job that has not moved for so long is frozen: the watchdog is not fed
_STEP = 5.0  # seconds that the wall clock may move against the monotonic one before we call it set
_STOP_WITHIN, _EXIT_WITHIN = 5.0, 9.0
_LOOK_AT_FILE = timedelta(seconds=5)
_NOTES = timedelta(seconds=30)
_HOUSEKEEPING = timedelta(hours=6)
_TROUBLE_TOLD_AFTER = 30.0  # seconds that the store can't be used before somebody is told


class Daemon:
    """One run of the service."""

    def __init__(self, app: App, environ: Mapping[str, str], journal: Journal) -> None:
        self._app = app
        self._environ = environ
        self._journal = journal
        self._stop = asyncio.Event()
        self._reload = asyncio.Event()
        self._wake = asyncio.Event()
        self._moved: dict[str, float] = {}  # when each job last ran to its end, monotonic
        self._trouble: dict[str, tuple[str, float]] = {}  # what each job last failed with, and since when
        self._told_trouble = False
        self._reloading: asyncio.Task[None] | None = None
        self._file = self._signature()

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT."""
        self._journal.hide(self._app.loaded.secrets)
        self._say(await self._app.start())
        loop = asyncio.get_running_loop()
        for number, event in (
            (signal.SIGTERM, self._stop),
            (signal.SIGINT, self._stop),
            (signal.SIGHUP, self._reload),
        ):
            loop.add_signal_handler(number, self._wake_for, event)
        scheduler = self._schedule()
        systemd.notify(self._environ, READY="1", STATUS=self._status())
        names = ", ".join(channel.name for channel in self._app.loaded.watchlist.channels)
        log.info("watching: %s; told on %s", self._status(), names)
        try:
            await self._watch(scheduler)
        finally:
            systemd.notify(self._environ, STOPPING="1")
            _exit_anyway()
            if self._reloading:
                self._reloading.cancel()
            scheduler.shutdown(wait=False)
            await self._app.close(_STOP_WITHIN)
            log.info("stopped")

    def _schedule(self) -> AsyncIOScheduler:
        # The default grace of a second silently skips a job after a suspend.
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        rounds = self._app.rounds
        jobs: list[tuple[str, Callable[[], object], timedelta]] = [
            ("polls", rounds.start_polls, timedelta(seconds=_TICK)),
            ("deliveries", rounds.start_deliveries, timedelta(seconds=_TICK)),
            ("config", self._look_at_file, _LOOK_AT_FILE),
            ("notes", self._note, _NOTES),
            ("housekeeping", self._housekeep, _HOUSEKEEPING),
        ]
        for name, work, every in jobs:
            first = self._app.clock() + (every if every > timedelta(seconds=_TICK) else timedelta())
            options = {"seconds": every.total_seconds(), "id": name, "next_run_time": first}
            scheduler.add_job(self._run_job, "interval", args=(name, work), **options)
        rounds.on_idle = self._deliver_now
        rounds.on_polled, rounds.on_told = note_poll, note_delivery
        scheduler.start()
        for name in ("polls", "deliveries"):
            self._moved[name] = time.monotonic()
        return scheduler

    async def _run_job(self, name: str, work: Callable[[], object]) -> None:
        with self._noted(name):
            found = work()
            if inspect.isawaitable(found):
                await found

    def _deliver_now(self) -> None:
        with self._noted("deliveries"):
            self._app.rounds.start_deliveries()

    @contextlib.contextmanager
    def _noted(self, name: str) -> Iterator[None]:
        """Note that a job moved; say a trouble with the store once, not every second."""
        try:
            yield
        except StoreError as error:
            if self._trouble.get(name, ("", 0.0))[0] != str(error):
                log.error("%s", error)  # noqa: TRY400  an operator can mend it: no traceback
                self._trouble[name] = (str(error), time.monotonic())
        else:
            if self._trouble.pop(name, None):
                log.warning("the store works again")
        self._moved[name] = time.monotonic()

    async def _watch(self, scheduler: AsyncIOScheduler) -> None:
        """Feed the watchdog, notice a clock that was set, reload when asked."""
        feed_every = systemd.watchdog_interval(self._environ)
        fed = 0.0
        offset = self._offset()
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _TICK)
            self._wake.clear()
            self._follow_reload()
            if abs(self._offset() - offset) > _STEP:
                offset = self._offset()
                self._reschedule(scheduler)
            if feed_every and time.monotonic() - fed >= feed_every.total_seconds() and self._alive():
                fed = time.monotonic()
                systemd.notify(self._environ, WATCHDOG="1", STATUS=self._status())
            await self._tell_trouble()

    def _follow_reload(self) -> None:
        """Reload beside everything else: showing a new watch all that is stored may take minutes."""
        if self._reloading and self._reloading.done():
            self._reloading.result()  # a bug is loud
            self._reloading = None
        if self._reload.is_set() and self._reloading is None:
            self._reload.clear()
            self._reloading = asyncio.create_task(self.reload())

    def _alive(self) -> bool:
        return all(
            time.monotonic() - at < _STALLED
            for name, at in self._moved.items()
            if name in ("polls", "deliveries")
        )

    def _offset(self) -> float:
        return self._app.clock().timestamp() - time.monotonic()

    def _reschedule(self, scheduler: AsyncIOScheduler) -> None:
        """A wall clock set back would stall interval jobs for as long as it was set back."""
        log.warning("the clock was set; all jobs are scheduled anew")
        for job in scheduler.get_jobs():
            job.modify(next_run_time=self._app.clock())

    async def reload(self) -> None:
        """Read the config anew; a bad one changes nothing."""
        systemd.notify(self._environ, RELOADING="1")
        self._file = self._signature()
        try:
            news = await self._app.reload()
        except ConfigError as error:
            where = "\n".join(format_problem(error.file, replace(p, quote="")) for p in error.problems)
            log.error("the new configuration is wrong, the old one stays in force:\n%s", where)  # noqa: TRY400  as above
            systemd.notify(
                self._environ, READY="1", STATUS="the configuration file is wrong, the old one stays in force"
            )
            return
        except StoreError as error:
            log.error("the new configuration waits, the old one stays in force: %s", error)  # noqa: TRY400  as above
            self._reload.set()  # tried again at the next tick
            systemd.notify(self._environ, READY="1", STATUS=self._status())
            return
        self._journal.hide(self._app.loaded.secrets)
        log.info("the configuration was read again")
        self._say(news)
        systemd.notify(self._environ, READY="1", STATUS=self._status())

    def _wake_for(self, event: asyncio.Event) -> None:
        event.set()
        self._wake.set()

    def _look_at_file(self) -> None:
        if self._signature() != self._file:
            self._wake_for(self._reload)

    def _signature(self) -> tuple[int, int, int] | None:
        try:
            found = self._app.config.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    async def _note(self) -> None:
        with contextlib.suppress(StoreError):  # the rounds tell of it; the note stays due
            await asyncio.to_thread(notes.say_due, self._app.rounds.desk, self._app.clock())

    async def _housekeep(self) -> None:
        app = self._app
        await asyncio.to_thread(app.store.housekeep, app.clock(), app.loaded.watchlist.keep)

    def _status(self) -> str:
        watchlist = self._app.loaded.watchlist
        return f"{_count(watchlist.sources, 'source')}, {_count(watchlist.watches, 'watch', 'watches')}"

    def _say(self, news: News) -> None:
        note_config(self._app.config, news.warnings, news.new_watches, news.new_sources)

    async def _tell_trouble(self) -> None:
        """A store that can't be written can't hold a notice either: say it straight, once, and once that it is over."""
        if trouble := self._app.rounds.trouble:
            self._trouble.setdefault("rounds", (str(trouble), time.monotonic()))
        else:
            self._trouble.pop("rounds", None)
        told_from = time.monotonic() - _TROUBLE_TOLD_AFTER
        lasting = [reason for reason, since in self._trouble.values() if since < told_from]
        if lasting and not self._told_trouble:
            self._told_trouble = await self._app.say_aloud(
                f"watcher can't use its memory: {lasting[0]}. Nothing is told until it can"
            )
        elif self._told_trouble and not self._trouble:
            self._told_trouble = not await self._app.say_aloud("watcher can use its memory again")


def _exit_anyway() -> None:
    """End the process though a thread hangs in a name look-up, which nothing can break off."""
    timer = threading.Timer(_EXIT_WITHIN, os._exit, (0,))
    timer.daemon = True
    timer.start()


def _count(things: Sized, one: str, many: str = "") -> str:
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"
