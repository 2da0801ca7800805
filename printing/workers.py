"""Setting sections in several processes at once, which stay warm for the next document."""

from __future__ import annotations

import atexit
import os
import selectors
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from printing.worker import FAILED, GONE_WELL, read, write

HOME = Path(__file__).resolve().parent.parent
MOST = 8
SECONDS = 120  # that one section may take
LOOK_SECONDS = 0.2  # how often a wait looks whether it was called off


class SectionFailed(RuntimeError):
    """A section could not be set, so there is no document. `name` is the section's."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"The section “{name}” could not be set ({why}).")
        self.name = name
        self.why = why


class Cancelled(RuntimeError):
    """Whoever asked for the document called it off."""


class Worker:
    """One process. It is started when it is made, and loads the engine while the first section is on its way."""

    def __init__(self) -> None:
        self.name = ""
        self.late = 0.0
        self._folder = tempfile.TemporaryDirectory(prefix="printing-")  # the engine unpacks fonts
        self._process = subprocess.Popen(
            [sys.executable, "-m", "printing.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=HOME,
            env=os.environ | {"TMPDIR": self._folder.name},
        )
        self._asked = cast(BinaryIO, self._process.stdin)
        self.told = cast(BinaryIO, self._process.stdout)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    def ask(self, name: str, html: str) -> bool:
        """Hand a section over; false when the process has just ended, as one that was idle for long does."""
        self.name, self.late = name, time.monotonic() + SECONDS
        try:
            write(self._asked, GONE_WELL, f"{name}\n{html}".encode())
        except UnicodeEncodeError as error:
            raise SectionFailed(name, "it holds half a character") from error
        except BrokenPipeError:
            return False
        return self.is_there

    def answer(self) -> tuple[int, bytes]:
        found = read(self.told)
        if found is None:
            raise SectionFailed(self.name, "the process ended")
        if found[0] == FAILED:
            raise SectionFailed(self.name, found[1].decode())
        return found

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._asked, self.told):
            with suppress(BrokenPipeError):
                pipe.close()
        self._folder.cleanup()


class Workers:
    """The processes of this process. One document at a time is set, so their number stays bounded."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []
        self._lock = threading.Lock()
        self._home = os.getpid()

    def set_all(
        self,
        sections: Mapping[str, str],
        *,
        number: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Generator[tuple[str, bytes], None, None]:
        """Yield (name, PDF) as each {name: HTML} is ready, the longest begun first.

        Raises `SectionFailed` and `Cancelled`; then no process is left at work.
        """
        with self._lock:
            yield from _Run(self, sections, number or processors(), cancelled)

    @property
    def idle(self) -> tuple[Worker, ...]:
        return tuple(self._idle)

    @property
    def busy(self) -> tuple[Worker, ...]:
        return tuple(self._busy)

    def start(self) -> Worker:
        """A warm process if there is one. A fork of this process leaves its parent's alone."""
        if self._home != os.getpid():
            self._idle, self._busy, self._home = [], [], os.getpid()
        self._busy.append(worker := self._warm() or Worker())
        return worker

    def warm(self, number: int | None = None) -> None:
        """Have processes load the engine while what they are to set is still being written."""
        for worker in [self.start() for _ in range(number or processors())]:
            self.keep(worker)

    def _warm(self) -> Worker | None:
        while self._idle:
            if (worker := self._idle.pop()).is_there:
                return worker
            worker.stop()
        return None

    def keep(self, worker: Worker) -> None:
        self._busy.remove(worker)
        self._idle.append(worker)

    def end(self, worker: Worker) -> None:
        self._busy.remove(worker)
        worker.stop()

    def stop(self) -> None:
        while self._idle and self._home == os.getpid():
            self._idle.pop().stop()


class _Run:
    """The setting of one document's sections."""

    def __init__(
        self,
        workers: Workers,
        sections: Mapping[str, str],
        number: int,
        cancelled: Callable[[], bool],
    ) -> None:
        self._workers, self._cancelled = workers, cancelled
        self._left = sorted(sections.items(), key=lambda section: len(section[1]))
        self._number = min(number, len(self._left))
        self._busy = selectors.DefaultSelector()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        try:
            free = [self._workers.start() for _ in range(self._number)]
            for worker in free:
                self._ask(worker)
            while self._busy.get_map():
                yield from self._ready()
        finally:
            for worker in self._workers.busy:
                self._workers.end(worker)
            self._busy.close()

    def _ready(self) -> Iterator[tuple[str, bytes]]:
        if self._cancelled():
            raise Cancelled
        for key, _ in self._busy.select(LOOK_SECONDS):
            worker: Worker = key.data
            status, data = worker.answer()
            name = worker.name
            self._busy.unregister(worker.told)
            self._go_on(worker, status)
            yield name, data
        self._look_for_late()

    def _go_on(self, worker: Worker, status: int) -> None:
        """The next section for whoever is free. A process that has grown makes room for a new one."""
        if status != GONE_WELL:
            self._workers.end(worker)
            if self._left:
                self._ask(self._workers.start())
        elif self._left:
            self._ask(worker)
        else:
            self._workers.keep(worker)

    def _ask(self, worker: Worker) -> None:
        name, html = self._left.pop()
        while not worker.ask(name, html):
            self._workers.end(worker)
            worker = self._workers.start()
        self._busy.register(worker.told, selectors.EVENT_READ, worker)

    def _look_for_late(self) -> None:
        for key in self._busy.get_map().values():
            if key.data.late < time.monotonic():
                raise SectionFailed(key.data.name, f"it took more than {SECONDS} seconds")


def processors() -> int:
    return min(MOST, len(os.sched_getaffinity(0)))


WORKERS = Workers()
atexit.register(WORKERS.stop)
