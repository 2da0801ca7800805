"""Runs one task, in the process that `packs.workers` begins for it."""

from __future__ import annotations

import fcntl
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string
from django_tasks.base import Task

MOST_CPU = (
    600  # seconds of work, after which the system ends it: a hostile file must not take the machine
)
MOST_MEMORY = 3 * 1024**3  # bytes of address space, ten times what a large pack takes
PAUSE = 0.5  # seconds between looks whether a place has become free


class Command(BaseCommand):
    help = "Run one task now: its path, and its arguments as JSON. The service calls this itself."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("path")
        parser.add_argument("given", nargs="?", default='{"args": [], "kwargs": {}}')

    def handle(self, *args: Any, path: str, given: str, **options: Any) -> None:
        try:
            task = import_string(path)
        except ImportError:
            task = None
        if not isinstance(task, Task):
            raise CommandError(f"{path} is no task.")
        arguments = json.loads(given)
        with a_place():
            resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
            task.call(*arguments["args"], **arguments["kwargs"])


@contextmanager
def a_place() -> Iterator[None]:
    """One of `TASKS_AT_ONCE` places; whoever finds none waits. The system frees it, however the process ends."""
    files = [_open(number) for number in range(settings.TASKS_AT_ONCE)]
    try:
        while not any(_taken(file) for file in files):
            time.sleep(PAUSE)
        yield
    finally:
        for file in files:
            file.close()


def _open(number: int) -> IO[bytes]:
    return (settings.VAR_DIR / f"task-{number}.lock").open("ab")


def _taken(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
