"""Calling a function in a process of its own, with limits, on bytes that nobody here has looked into."""

from __future__ import annotations

import atexit
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from sandbox import frames
from sandbox.limits import Limits
from sandbox.nursery import LATE, NOT_BORN, STATUS
from sandbox.values import BadValue

HOME = Path(__file__).resolve().parent.parent
USUAL = Limits()
GRACE = 5.0  # seconds that the nursery may take to notice that a child is late
PIECE = 256 * 1024
TOO_SLOW, TOO_LARGE, BROKEN = "too_slow", "too_large", "damaged"
"""The codes of the reasons that every file may be refused for, beside those of the function itself."""
T = TypeVar("T")
log = logging.getLogger(__name__)


def apart(
    function: str,
    *given: Any,
    returns: type[T],
    refusal: Callable[[str], Exception],
    limits: Limits = USUAL,
) -> T:
    """What `function`, by its dotted path, returns for what it is given: bytes, and values of the types that it declares.

    It may raise an exception that has the code of a `reason`. That, or one of `TOO_SLOW`,
    `TOO_LARGE` and `BROKEN`, is given to `refusal`, which knows the sentence, and raised.
    """
    began = time.monotonic()
    ended = _NURSERY.ask(function, frames.request(function, given), limits)
    try:
        kind, value = frames.read_answer(ended.answer, returns)
    except BadValue:
        kind, value = frames.Kind.FAILED, ended.why
    if kind == frames.Kind.VALUE:
        return value
    if kind == frames.Kind.FAILED:
        log.warning("%s ended with %s after %.1f s", function, value, time.monotonic() - began)
        value = _CODES.get(value, BROKEN)
    raise _told(refusal, value) from None


def _told(refusal: Callable[[str], Exception], code: str) -> Exception:
    """A child that a file has taken over may say any code; only those that are known have a sentence."""
    try:
        return refusal(code)
    except LookupError:
        return refusal(BROKEN)


_CODES = {
    "MemoryError": TOO_LARGE,
    "too long an answer": TOO_LARGE,
    "SIGKILL": TOO_LARGE,  # by the system, when the machine has no memory left
    "too little time": TOO_SLOW,
    "SIGXCPU": TOO_SLOW,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """What a child said before it ended, and how it ended if that was nothing."""

    answer: bytes
    status: int | None

    @property
    def why(self) -> str:
        if self.status is None or self.status == NOT_BORN:
            return "no process"
        if self.status == LATE:
            return "too little time"
        if self.answer == frames.TOO_LONG:
            return "too long an answer"
        return signal.Signals(-self.status).name if self.status < 0 else "no answer"


class Nursery:
    """The process that bears a child for each file: one for each process of ours, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._lock = threading.Lock()

    def ask(self, function: str, request: bytes, limits: Limits) -> Ended:
        """Once more if the nursery was gone, or went while it was asked; never a third time."""
        order = json.dumps({"module": function.rpartition(".")[0], "limits": astuple(limits)})
        for _ in range(2):
            ended = self._asked_once(order.encode(), request, limits)
            if ended.status is not None:
                return ended
        return ended

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def _asked_once(self, order: bytes, request: bytes, limits: Limits) -> Ended:
        ours, theirs = socket.socketpair()
        heard, told = map(os.fdopen, os.pipe(), ("rb", "wb"))
        with ours, heard:
            with theirs, told:
                self._send(order, [theirs.fileno(), told.fileno()])
            answer = _talk(ours, request, limits)
            ours.close()
            return Ended(answer, _status(heard))

    def _send(self, order: bytes, handed: list[int]) -> None:
        with self._lock:
            try:
                socket.send_fds(self._running(), [order], handed)
            except OSError:  # it has just ended, as one does that was idle for long
                self.stop()
                socket.send_fds(self._running(), [order], handed)

    def _running(self) -> socket.socket:
        if self._orders is None:
            self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "sandbox.nursery"],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=HOME,
                    env={"PATH": os.defpath, "LANG": "C.UTF-8"},
                    start_new_session=True,
                )
        return self._orders

    def stop(self) -> None:
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._orders = self._process = None

    def forget(self) -> None:
        """In a fork: the nursery is the parent's, and must see it go."""
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.returncode = 0  # nobody here waits for it
        self._orders = self._process = None
        self._lock = threading.Lock()


def _talk(ours: socket.socket, request: bytes, limits: Limits) -> bytes:
    """Hand over the request and hear the answer, as far as it may be long; the clock is the nursery's."""
    until = time.monotonic() + limits.clock + GRACE
    heard = bytearray()
    with suppress(OSError):  # it may die before it has heard us out
        ours.settimeout(limits.clock + GRACE)
        ours.sendall(request)
        ours.shutdown(socket.SHUT_WR)
    with suppress(OSError):
        while (left := until - time.monotonic()) > 0 and len(heard) <= limits.answer:
            ours.settimeout(left)
            if not (piece := ours.recv(PIECE)):
                break
            heard += piece
    return bytes(heard) if len(heard) <= limits.answer else frames.TOO_LONG


def _status(heard: IO[bytes]) -> int | None:
    """How the child ended; None when the nursery itself has."""
    ready, _, _ = select.select([heard], [], [], GRACE)
    said = heard.read(STATUS.size) if ready else STATUS.pack(LATE)
    return int(STATUS.unpack(said)[0]) if len(said) == STATUS.size else None


_NURSERY = Nursery()
atexit.register(_NURSERY.stop)
os.register_at_fork(after_in_child=_NURSERY.forget)
