"""What the virus scanner says, and that no answer but its two is taken for one."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from sandbox.clamd import Clamd, NoAnswer
from sandbox.tests.fake_clamd import MAX_LENGTH, TEST_VIRUS, fake_clamd

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")


@pytest.mark.parametrize("path", ["", "clamd.ctl"])
def test_file_is_streamed_whole_and_judged(tmp_path, path):
    data = bytes(range(256)) * 1_000
    with fake_clamd(str(tmp_path / path) if path else "") as daemon:
        scanner = Clamd(daemon.address)

        assert scanner.scan(data) == ""
        assert scanner.scan(b"Dear all, " + TEST_VIRUS) == "Eicar-Test-Signature"
        assert daemon.seen[0] == data


@pytest.mark.parametrize(
    "answer",
    [
        b"\0",
        b"OK\0",
        b"stream: OK",
        b"stream: OKAY\0",
        b"stream: OK\nstream: Bad FOUND\0",
        b"stream:  FOUND\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"stream: \xff\xfe FOUND\0",
        b"a" * 100_000,
    ],
)
def test_odd_answer_is_none(answer):
    with fake_clamd(answer=answer) as daemon:
        if answer == b"stream: OK":
            assert Clamd(daemon.address).scan(b"Agreed.") == ""
        else:
            with pytest.raises(NoAnswer, match="an odd answer"):
                Clamd(daemon.address).scan(b"Agreed.")


def test_file_that_is_too_long_for_the_daemon_has_no_answer():
    with fake_clamd() as daemon, pytest.raises(NoAnswer):
        Clamd(daemon.address).scan(b"a" * (MAX_LENGTH * 8))


def test_slow_daemon_is_waited_for_only_so_long():
    began = time.monotonic()

    with fake_clamd(slow=0.5) as daemon, pytest.raises(NoAnswer, match="TimeoutError"):
        Clamd(daemon.address, seconds=0.2).scan(b"Agreed.")

    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "address", ["tcp:127.0.0.1:1", "unix:/nowhere/clamd.ctl", "clamd", "tcp:host", "unix:clamd"]
)
def test_daemon_that_is_not_there_has_no_answer(address):
    with pytest.raises(NoAnswer):
        Clamd(address).scan(b"Agreed.")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """A daemon of its own, with one signature: that of the test file. Nothing is fetched."""
    if CLAMD is None:
        pytest.skip("clamd is not installed (Debian: apt-get install clamav-daemon)")
    place = tmp_path_factory.mktemp("clamd")
    place.chmod(0o755)
    (place / "db").mkdir()
    signature = f"Test.File:0:*:{TEST_VIRUS.hex()}\n"
    (place / "db" / "own.ndb").write_text(signature, "ascii")
    (place / "clamd.conf").write_text(
        f"LocalSocket {place}/ctl\nDatabaseDirectory {place}/db\nForeground yes\n"
        "StreamMaxLength 1M\nLogTime no\nOfficialDatabaseOnly no\n",
        "ascii",
    )
    process = subprocess.Popen(
        [CLAMD, "-c", str(place / "clamd.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 15
        while not (place / "ctl").exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield f"unix:{place}/ctl"
    finally:
        process.kill()
        process.wait()


def test_real_daemon_is_understood(daemon):
    scanner = Clamd(daemon)

    assert scanner.scan(b"Agreed on 3 March.") == ""
    assert scanner.scan(b"Dear all, " + TEST_VIRUS) == "Test.File.UNOFFICIAL"
    with pytest.raises(NoAnswer):
        scanner.scan(b"a" * 5_000_000)


def test_test_file_stands_nowhere_in_one_piece():
    here = Path(__file__).resolve().parent

    assert [path for path in here.glob("*.py") if TEST_VIRUS in path.read_bytes()] == []
