"""A function that is called apart: what comes back, and what a child that has been taken over can do."""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from sandbox.apart import _NURSERY as NURSERY
from sandbox.apart import BROKEN, TOO_LARGE, TOO_SLOW, Nursery, apart
from sandbox.limits import Limits
from sandbox.tests.misbehaving import Seen

SHORT, BUSY = Limits(work=5, clock=1.0), Limits(work=1, clock=5.0)
HERE = "sandbox.tests.misbehaving"
SENTENCES = {code: f"The file is {code}." for code in (BROKEN, TOO_LARGE, TOO_SLOW, "locked")}


class Refused(Exception):
    pass


def refusal(code):
    return Refused(SENTENCES[code])


def called(name, *given, returns=int, limits=SHORT):
    return apart(f"{HERE}.{name}", *given, returns=returns, refusal=refusal, limits=limits)


def why_not(name, *given, **how):
    with pytest.raises(Refused) as refused:
        called(name, *given, **how)
    return str(refused.value)


def test_bytes_and_values_go_there_and_come_back():
    assert called("length", b"\x00" * 5_000_000) == 5_000_000
    assert called("echo", "Zoë", 3, returns=tuple[str, int]) == ("Zoë", 3)


def test_each_file_has_a_process_of_its_own_without_anything_of_ours():
    first, second = (called("around", b"", returns=Seen) for _ in range(2))

    assert len({first.pid, second.pid, os.getpid(), NURSERY.pid}) == 4
    assert (first.settings, first.folder, first.opened) == ("", "", 3)
    assert not {"SECRET_KEY", "DATABASE_URL", "VAR_DIR"} & set(first.variables)
    assert set(first.variables) <= {"LANG", "PATH", "LC_CTYPE"}


def test_refusal_is_told_by_its_code_and_never_by_its_words(caplog):
    assert why_not("refuse", b"locked") == SENTENCES["locked"]
    assert why_not("refuse", b"<b>Pay here</b>") == SENTENCES[BROKEN]
    assert why_not("fail", b"") == SENTENCES[BROKEN]
    assert "the words of a file" not in caplog.text


@pytest.mark.parametrize(
    ("name", "code", "logged"),
    [
        ("die", BROKEN, "SIGSEGV"),
        ("leave", BROKEN, "no answer"),
        ("spin", TOO_SLOW, "SIGXCPU"),
        ("sleep", TOO_SLOW, "too little time"),
        ("grow", TOO_LARGE, "MemoryError"),
        ("talk_on", TOO_LARGE, "too long an answer"),
        ("lie", BROKEN, "no answer"),
    ],
)
def test_process_that_misbehaves_is_ended_and_the_next_file_is_read(name, code, logged, caplog):
    limits = BUSY if name == "spin" else SHORT
    said = why_not(name, b"", returns=str if name == "lie" else int, limits=limits)

    assert (said, called("length", b"abc")) == (SENTENCES[code], 3)
    assert f"{HERE}.{name} ended with {logged} after" in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"v",
        b"v1.5",
        b"vtrue",
        b'v"1"',
        b"v[1]",
        b"v1 2",
        b"v" + b"[" * 100_000,
        b"v" + b"9" * 5_000,
        b'r{"a": 1}',
        b'r"nobody knows this code"',
        b"\x80\x04c__main__\n",
        b"\xff\xff",
    ],
)
def test_forged_answer_is_no_answer(answer):
    assert why_not("forge", answer) == SENTENCES[BROKEN]


def test_process_reaches_neither_files_nor_programs_nor_the_network(tmp_path):
    """Landlock is in Linux since 5.13; without it files can still be read, but none be written."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        path = tmp_path / str(server.getsockname()[1])
        path.write_text("as it was", "ascii")

        came_of_it = called("try_all", str(path), returns=tuple[str, ...])

    assert came_of_it == ("refused",) * 7
    assert path.read_text("ascii") == "as it was"


def test_no_process_is_left_behind():
    """A child may leave processes in sessions of their own only where it runs as root."""
    known = _below(NURSERY.pid)

    called("multiply", b"")

    until = time.monotonic() + 5
    while _below(NURSERY.pid) != known and time.monotonic() < until:
        time.sleep(0.02)
    assert _below(NURSERY.pid) == known == []


def _below(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()


def test_nursery_that_was_killed_is_replaced():
    called("length", b"")
    before = NURSERY.pid
    os.kill(before, 9)

    assert called("length", b"abc") == 3
    assert NURSERY.pid != before


def test_nursery_that_dies_at_work_is_replaced_once():
    nursery = Nursery()
    killer = threading.Timer(0.5, lambda: os.kill(nursery.pid, 9))
    killer.start()

    ended = nursery.ask(f"{HERE}.sleep", b"\0\0\0\0", Limits(clock=1.0))

    killer.join()
    nursery.stop()
    assert ended.status is not None


def test_files_are_read_at_the_same_time_by_threads():
    began, done = time.monotonic(), []
    threads = [
        threading.Thread(target=lambda: done.append(called("nap", b"", returns=int)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (done, time.monotonic() - began < 1.2) == ([1, 1, 1], True)


def test_nothing_is_left_open():
    called("length", b"")
    before = set(Path("/proc/self/fd").iterdir())

    for _ in range(5):
        called("length", b"abc")
        why_not("leave", b"")

    assert set(Path("/proc/self/fd").iterdir()) == before


def test_fork_of_this_process_has_a_nursery_of_its_own():
    """As gunicorn does it: the parent's goes on, and ends with the parent."""
    called("length", b"")
    ours = NURSERY.pid
    heard, told = os.pipe()
    if (pid := os.fork()) == 0:
        try:
            os.write(told, f"{called('length', b'abc')} {NURSERY.pid}".encode())
            NURSERY.stop()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.close(told)
    with os.fdopen(heard) as answer:
        length, theirs = answer.read().split()

    assert (length, int(theirs) != ours, NURSERY.pid) == ("3", True, ours)
    assert called("length", b"ab") == 2


def test_nursery_ends_with_whoever_started_it():
    heard, told = os.pipe()
    if (pid := os.fork()) == 0:
        called("length", b"")
        os.write(told, str(NURSERY.pid).encode())
        os.kill(os.getpid(), 9)
    os.waitpid(pid, 0)
    os.close(told)
    with os.fdopen(heard) as answer:
        nursery = int(answer.read())

    until = time.monotonic() + 5
    while _is_there(nursery) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _is_there(nursery)


def _is_there(pid):
    """A process that has ended but was let go of by nobody is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
