"""Whether a process that serves pages grows with the packs that it begins."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from dhr_qa.tests.bench.measures import Size, megabytes, say
from packs.tests.test_workers import BEGIN, Service

SERVE = """
import json, time
from dhr_qa.tests.bench.alone import NOW, memory
from packs.models import Making, Pack
{begin}
def wait():
    while Making.unscoped.in_progress().exists():
        time.sleep(0.2)
wait()
kept, before = Pack.unscoped.count(), memory(NOW)
for at in range({packs}):
    start_making(qa_round, kind=PackKind.RESUBMISSION, by=manager)
    wait()
print(json.dumps([before, memory(NOW), Pack.unscoped.count() - kept]))
"""


def show_serving(size: Size) -> None:
    """Each pack is made in a process of its own, as in the service. One before them only warms up."""
    with tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder))
        told = service.shell(SERVE.format(begin=BEGIN, packs=size.packs))
    before, after, made = json.loads(told.splitlines()[-1])
    say(
        f"\nA serving process that began {made} packs, one after another, held {megabytes(before)} MB before "
        f"and {megabytes(after)} MB after."
    )
