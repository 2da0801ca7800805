"""Processes that load the engine before there is anything to set."""

from __future__ import annotations

from printing.workers import Workers


def test_warm_processes_wait_to_be_used():
    workers = Workers()

    workers.warm(2)
    pids = {worker.pid for worker in workers.idle}
    first = workers.start()

    assert (len(pids), first.pid in pids, len(workers.idle)) == (2, True, 1)
    workers.end(first)
    workers.stop()


def test_warming_again_starts_no_more():
    workers = Workers()

    workers.warm(1)
    workers.warm(1)

    assert len(workers.idle) == 1
    workers.stop()
