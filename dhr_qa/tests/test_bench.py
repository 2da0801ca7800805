"""`make bench` at its smallest: every part prints its tables, and nothing is left behind, killed or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
SMALLEST = {
    "reviews": 0,
    "areas": 4,
    "actions": 4,
    "marked": 3,
    "rounds": 2,
    "rows": 10,
    "exported": 10,
    "printed": 10,
    "packs": 1,
    "runs": 1,
}

pytestmark = pytest.mark.journey  # it takes most of a minute


@pytest.fixture
def folder() -> Iterator[Path]:
    """Its name is short: a browser makes a socket in it."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def bench(part: str, folder: Path) -> subprocess.Popen[str]:
    sizes = [f"--{name}={value}" for name, value in SMALLEST.items()]
    return subprocess.Popen(
        [sys.executable, "-m", "dhr_qa.tests.bench", "--only", part, *sizes],
        cwd=HOME,
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def first_cells(printed: str) -> list[str]:
    """The heads of the tables and the names of their rows."""
    lines = [line for line in printed.splitlines() if line.startswith("| ")]
    return [name for line in lines if (name := line.split(" | ")[0].strip("| ")) != "---"]


@pytest.mark.parametrize(
    ("part", "heads", "rows"),
    [
        ("pages", ["page"], 23),
        ("plans", ["plan", "file"], 6 + 4),
        ("packs", ["pack", "pack", "actions"], 9 + 9 + 2),
    ],
)
def test_part_prints_its_tables_and_leaves_nothing(part, heads, rows, folder):
    with bench(part, folder) as process:
        printed, errors = process.communicate()

    names = first_cells(printed)
    assert (process.returncode, errors) == (0, "")
    assert [name for name in names if name in {"page", "plan", "file", "pack", "actions"}] == heads
    assert len(names) == len(heads) + rows
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_that_is_ended_leaves_nothing(number, folder):
    with bench("pages", folder) as process:
        assert process.stdout
        process.stdout.readline()

        process.send_signal(number)

    assert process.returncode == 128 + number
    assert list(folder.iterdir()) == []
