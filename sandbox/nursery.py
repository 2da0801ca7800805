"""A process that bears a child for each file: `python -m sandbox.nursery`, started by `sandbox.apart`.

It loads the libraries once, and never reads a byte of any file: those go straight to the child, which
is born with the libraries, does one thing, and ends. It knows no settings and no database, and ends
when whoever started it is gone, or has asked for nothing for a while.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import shutil
import signal
import socket
import struct
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sandbox import frames
from sandbox.limits import Limits, adopt_orphans, confine, leave_the_network

STATUS = struct.Struct(">i")  # as `os.waitstatus_to_exitcode` has it, or one of ours
LATE, NOT_BORN = 1000, 1001
IDLE_SECONDS = 600
ORDER = 4096
CHILDREN = Path("/proc/thread-self/children")


@dataclass(slots=True)
class Child:
    """One file that is being read: where to say how it ended, and by when it must have."""

    told: int
    by: float
    late: bool = False


class Nursery:
    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._children: dict[int, Child] = {}
        self._ready = selectors.DefaultSelector()
        self._ready.register(orders, selectors.EVENT_READ)
        self._bell = _bell()
        self._ready.register(self._bell, selectors.EVENT_READ)
        self._asked = time.monotonic()

    def serve(self) -> None:
        """Until nobody is there to ask, or nobody has asked for long."""
        while self._children or time.monotonic() - self._asked < IDLE_SECONDS:
            ready = {key.fileobj for key, _ in self._ready.select(self._patience())}
            if self._bell in ready:
                _drained(self._bell)
            if self._orders in ready and not self._obey():
                return
            self._end_late()
            self._bury()

    def _patience(self) -> float:
        times = [child.by for child in self._children.values()] or [self._asked + IDLE_SECONDS]
        return max(0.0, min(times) - time.monotonic())

    def _obey(self) -> bool:
        """Whether there still is somebody who orders."""
        message, handed, _, _ = socket.recv_fds(self._orders, ORDER, 2)
        if not message:
            return False
        self._asked = time.monotonic()
        talk, told = handed
        try:
            self._bear(json.loads(message), talk, told)
        except Exception:  # noqa: BLE001 -- whatever it was, this file is not read, and the next one is
            _tell(told, NOT_BORN)
        finally:
            os.close(talk)
        return True

    def _bear(self, order: dict[str, Any], talk: int, told: int) -> None:
        limits = Limits(*order["limits"])
        _load(order["module"])
        if (pid := os.fork()) == 0:
            _live(talk, limits)
        self._children[pid] = Child(told, time.monotonic() + limits.clock)

    def _end_late(self) -> None:
        now = time.monotonic()
        for pid, child in self._children.items():
            if child.by <= now and not child.late:
                child.late = True
                _kill(os.killpg, pid)
                _kill(os.kill, pid)

    def _bury(self) -> None:
        """Let go of who has died, and say so; whatever a child has left behind goes with it."""
        while ended := _ended():
            pid, status = ended
            if child := self._children.pop(pid, None):
                _kill(os.killpg, pid)
                _tell(child.told, LATE if child.late else os.waitstatus_to_exitcode(status))
        for pid in _strays(set(self._children)):
            _kill(os.kill, pid)


def _load(module: str) -> None:
    """Our own code, with the libraries that it needs; children share its memory."""
    import_module(module)
    gc.collect()
    gc.freeze()


def _live(talk: int, limits: Limits) -> None:
    """What the child does, from its first moment to its last."""
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(talk, 0)
        os.closerange(3, 1024)
        confine(limits)
        with socket.socket(fileno=0) as asked:
            asked.sendall(_answer(_all_of(asked)))
            asked.detach()
    except BaseException:  # noqa: BLE001 -- nothing may climb back into what the parent was doing
        os._exit(1)
    os._exit(0)


def _all_of(asked: socket.socket) -> bytes:
    with asked.makefile("rb") as stream:
        return stream.read()


def _answer(data: bytes) -> bytes:
    """Only codes and names of exceptions go back, never their words: those may be the file's."""
    path, rest, sizes, files = frames.read_request(data)
    del data
    module, _, name = path.rpartition(".")
    try:
        function: Callable[..., Any] = getattr(import_module(module), name)
        value = function(*frames.arguments(function, rest, sizes, files))
        return frames.answer(frames.Kind.VALUE, value)
    except MemoryError:
        return frames.answer(frames.Kind.FAILED, "MemoryError")
    except Exception as error:  # noqa: BLE001 -- a hostile file may make the parsers raise anything
        if reason := getattr(error, "reason", ""):
            return frames.answer(frames.Kind.REFUSED, str(reason))
        return frames.answer(frames.Kind.FAILED, type(error).__name__)


def _bell() -> int:
    """Rings when a child has ended."""
    heard, rung = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(rung, warn_on_full_buffer=False)
    return heard


def _drained(bell: int) -> None:
    with suppress(BlockingIOError):
        while os.read(bell, 512):
            pass


def _ended() -> tuple[int, int] | None:
    try:
        pid, status = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return None
    return (pid, status) if pid else None


def _strays(known: set[int]) -> list[int]:
    try:
        born = CHILDREN.read_text("ascii").split()
    except OSError:
        return []
    return [int(pid) for pid in born if int(pid) not in known]


def _kill(how: Callable[[int, int], None], pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        how(pid, signal.SIGKILL)


def _tell(told: int, status: int) -> None:
    with suppress(OSError):
        os.write(told, STATUS.pack(status))
    os.close(told)


def _stand_nowhere() -> None:
    """In a folder that is gone, nothing can be made."""
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    shutil.rmtree(folder)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stand_nowhere()
    leave_the_network()
    adopt_orphans()
    with socket.socket(fileno=os.dup(0)) as orders:
        Nursery(orders).serve()


if __name__ == "__main__":
    main()
