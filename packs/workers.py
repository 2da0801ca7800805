"""Runs each task in a process of its own: what it takes of memory is given back, and the page need not wait."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json

MANAGE = Path(settings.BASE_DIR) / "manage.py"
_BEGUN: list[subprocess.Popen[bytes]] = []


class ProcessBackend(BaseTaskBackend):
    """The default: no worker has to be kept running, and a server that is restarted takes no task along.

    Nothing is queued here: a task's own row must say how far it is, and be begun again when its
    process has died. Who wants workers of their own sets `TASKS=database` and runs `db_worker`.
    """

    supports_async_task = False

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        result: TaskResult = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        _begin(task.module_path, json.dumps(normalize_json({"args": args, "kwargs": kwargs})))
        return result


def _begin(path: str, given: str) -> None:
    """In a session of its own, so that a signal to the server does not end it too.

    Nobody waits for it. What has ended since is let go of here, or the system would keep its entry
    for as long as the server runs.
    """
    _BEGUN[:] = [process for process in _BEGUN if process.poll() is None]
    process = subprocess.Popen(  # noqa: S603 -- our own interpreter, our own command, a task's own path
        [sys.executable, str(MANAGE), "run_task", path, given],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    _BEGUN.append(process)
