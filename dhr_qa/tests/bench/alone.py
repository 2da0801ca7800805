"""What is measured in a process of its own: how long it takes from cold, and how much memory.

`python -m dhr_qa.tests.bench.alone pack FILE` sets a pickled pack; `… export FORM ROWS` makes a plan
as a file. The answer is one line of JSON.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from dhr_qa.tests.bench.measures import seconds

HOME = Path(__file__).resolve().parents[3]
PEAK, NOW = "VmHWM", "VmRSS"


@dataclass(frozen=True, slots=True)
class Told:
    """Seconds without the process's own start; bytes at its peak, and at that of its largest child."""

    seconds: float
    peak: int
    child: int = 0


def alone(*arguments: str) -> Told:
    command = [sys.executable, "-m", __name__, *arguments]
    done = subprocess.run(command, cwd=HOME, stdout=subprocess.PIPE, check=True)
    return Told(**json.loads(done.stdout))


def memory(of: str, pid: int | None = None) -> int:
    """Bytes, as the system counts them for this process or another of ours; `of` is PEAK or NOW."""
    status = Path(f"/proc/{pid or os.getpid()}/status").read_text()
    told = dict(line.split(":", 1) for line in status.splitlines())
    return int(told[of].split()[0]) * 1024


def pack(file: str) -> Told:
    """As the task that makes packs does it: the engine loads while the contents are read."""
    from django.conf import settings

    from packs.pdf import set_pack
    from printing.workers import WORKERS

    peaks = [0]

    def look(done: int, total: int, name: str) -> None:
        peaks.extend(memory(PEAK, worker.pid) for worker in (*WORKERS.idle, *WORKERS.busy))

    def work() -> None:
        WORKERS.warm(settings.PRINTING_PROCESSES)
        whole = pickle.loads(Path(file).read_bytes())  # noqa: S301 -- our own, of a minute ago
        Path(file).with_suffix(".pdf").write_bytes(set_pack(whole, progress=look).pdf)

    return Told(seconds(work), memory(PEAK), max(peaks))


def export(form: str, rows: str) -> Told:
    """Without a form only the rows are made, which the others are to be seen beside."""
    from actionplans.exports.formats import FORMATS
    from actionplans.tests.test_exports import a_copy, row_of

    words = "word " * 80
    plan = a_copy(*[row_of(number=str(at), action=f"{at} {words}") for at in range(int(rows))])
    return Told(seconds(lambda: form and FORMATS[form].make(plan)), memory(PEAK))


WORK: dict[str, Callable[..., Told]] = {"pack": pack, "export": export}


def main() -> None:
    import django

    django.setup()
    name, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(asdict(WORK[name](*arguments))))


if __name__ == "__main__":
    main()
