"""What a process that opens a stranger's file may use: memory, time, and nothing that reaches further."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
import sysconfig
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of work and on the clock, and bytes of memory and of the answer."""

    work: int = 20
    clock: float = 60.0
    memory: int = 1024 * MB
    answer: int = 32 * MB


OPEN_FILES = 24
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446  # the same on every processor
LANDLOCK_VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
ALL_OF_ABI_1 = (1 << 13) - 1
NETWORK = 0b11  # to bind and to connect by TCP
SCOPES = 0b11  # sockets without a path, and signals to others


def leave_the_network() -> None:
    """Where the system lets anybody do so, this process and its children see no network at all."""
    _call("unshare", CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC)


def adopt_orphans() -> None:
    """What a child leaves behind becomes a child of this process, which can then end it."""
    _call("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def confine(limits: Limits) -> None:
    """This process gives up, for good, what reading does not need.

    The resource limits hold everywhere; the rest where the kernel knows it. It dies with its parent.
    """
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.work, limits.work + 1))
    _read_only_libraries()


def _read_only_libraries() -> None:
    """Landlock: no file but Python's own can be opened, and none be run, whoever this process runs as."""
    abi = _syscall(LANDLOCK_CREATE, None, 0, LANDLOCK_VERSION)
    if abi < 1:
        return
    rules = struct.pack("QQQ", ALL_OF_ABI_1, NETWORK if abi >= 4 else 0, SCOPES if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    rule_set = _syscall(LANDLOCK_CREATE, rules, size, 0)
    if rule_set < 0:
        return
    for folder in _libraries():
        _allow_reading(rule_set, folder)
    _syscall(LANDLOCK_RESTRICT, rule_set, 0)
    os.close(rule_set)


@cache
def _libraries() -> tuple[Path, ...]:
    named = sysconfig.get_paths()
    folders = [named[one] for one in ("stdlib", "platstdlib", "purelib", "platlib")]
    return tuple(map(Path, (*folders, "/dev/urandom")))


def _allow_reading(rule_set: int, path: Path) -> None:
    with suppress(OSError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = READ_FILE | (READ_DIR if path.is_dir() else 0)
        _syscall(LANDLOCK_ADD, rule_set, PATH_BENEATH, struct.pack("=Qi", allowed, place), 0)
        os.close(place)


def _syscall(number: int, *args: int | bytes | None) -> int:
    if sys.platform != "linux":
        return -1
    return int(_LIBC.syscall(ctypes.c_long(number), *map(_word, args)))


def _call(name: str, *args: int) -> None:
    """A call that is of no use elsewhere than on Linux, and may be forbidden even there."""
    if sys.platform == "linux":
        getattr(_LIBC, name)(*args)


def _word(value: int | bytes | None) -> ctypes.c_char_p | ctypes.c_long:
    return ctypes.c_long(value) if isinstance(value, int) else ctypes.c_char_p(value)


_LIBC = ctypes.CDLL(None, use_errno=True)
