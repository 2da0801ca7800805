"""What a file might make its reader do, done on purpose: for the tests of the sandbox alone."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class Unfit(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Seen:
    """What a child sees around it."""

    pid: int
    parent: int
    settings: str
    variables: tuple[str, ...]
    opened: int
    folder: str


def length(data: bytes) -> int:
    return len(data)


def echo(words: str, number: int) -> tuple[str, int]:
    return words, number


def around(data: bytes) -> Seen:
    try:
        folder = str(Path.cwd())
    except FileNotFoundError:
        folder = ""
    return Seen(
        os.getpid(),
        os.getppid(),
        os.environ.get("DJANGO_SETTINGS_MODULE", ""),
        tuple(sorted(os.environ)),
        sum(map(_is_open, range(100))),
        folder,
    )


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def refuse(data: bytes) -> int:
    raise Unfit(data.decode())


def fail(data: bytes) -> int:
    raise LookupError("the words of a file")


def die(data: bytes) -> int:
    ctypes.string_at(0)
    return 0


def leave(data: bytes) -> int:
    os._exit(0)


def spin(data: bytes) -> int:
    while True:
        pass


def nap(data: bytes) -> int:
    time.sleep(0.5)
    return 1


def sleep(data: bytes) -> int:
    time.sleep(60)
    return 0


def grow(data: bytes) -> int:
    return len(bytearray(4 * 1024**3))


def talk_on(data: bytes) -> str:
    return "a" * 50_000_000


def lie(data: bytes) -> str:
    """Another type than is declared."""
    return 7  # type: ignore[return-value]


def forge(data: bytes) -> int:
    """What a child that is taken over may say instead of an answer."""
    os.write(0, data)
    os._exit(0)


def _tried(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except (OSError, ValueError, subprocess.SubprocessError):
        return "refused"
    return "done"


def try_all(path: str) -> tuple[str, ...]:
    """What comes of writing, making, reading, running, reaching out, being more, and hurting others."""
    return (
        _tried(lambda: Path(path).write_text("here", "ascii")),
        _tried(lambda: Path("here").write_text("here", "ascii")),
        _tried(lambda: Path("/etc/passwd").read_bytes()),
        _tried(lambda: subprocess.run([sys.executable, "-c", ""], check=True)),
        _tried(lambda: socket.create_connection(("127.0.0.1", int(Path(path).name)), 1)),
        _tried(lambda: resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)),
        _tried(lambda: os.kill(os.getppid(), 0)),
    )


def multiply(data: bytes) -> int:
    """Leave descendants behind, one in a session of its own; their ids are what is returned."""
    if (pid := os.fork()) == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    os.waitpid(pid, 0)
    return pid
