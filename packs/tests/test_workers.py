"""A task in a process of its own: against a real database and real files, killed as well as whole."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.conf import settings

from packs import workers

MANAGE = Path(settings.BASE_DIR) / "manage.py"
LONG = 90  # seconds; the machine may have other work
BEGIN = """
from packs.making_actions import start_making
from packs.models import PackKind
from packs.tests.factories import overridden
from reviews.models import Round
from feedback.models import FeedbackLetter
qa_round = Round.unscoped.filter(letters__in=FeedbackLetter.unscoped.confirmed()).first()
manager = qa_round.letters.first().confirmed_by
overridden(qa_round, by=manager)
print(start_making(qa_round, kind=PackKind.RESUBMISSION, by=manager).pk)
"""
LOOK = """
from packs.models import Making, Pack
row = Making.unscoped.latest("pk")
print(row.state, row.attempts, Pack.unscoped.filter(making=row).count(), row.failure)
"""
GROW_OLD = """
import datetime as dt
from packs.models import Making
from packs.making_actions import resume_making
from django.utils import timezone
Making.unscoped.in_progress().update(beat_at=timezone.now() - dt.timedelta(hours=1))
row = Making.unscoped.latest("pk")
resume_making(row, by=row.by)
"""
WORLD = """
from dhr_qa.tests.world import World
from packs.models import Making
World()
Making.unscoped.in_progress().update(state="stopped")
"""


class Service:
    """An installation of its own: a folder with its database and its files."""

    def __init__(self, folder: Path) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.database = folder / "db.sqlite3"
        self.errors = folder / "errors.txt"
        self.env = kept | {
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "dhr_qa.settings",
            "INSECURE_LOCALHOST": "1",
            "EMAIL_URL": "memorymail://",
        }
        self.run("migrate", "--verbosity", "0")
        self.shell(WORLD)

    def run(self, *arguments: str) -> str:
        """Its errors go into a file: a task that it begins inherits them, and a pipe would wait for that."""
        command = [sys.executable, str(MANAGE), *arguments]
        with self.errors.open("wb") as errors:
            done = subprocess.run(
                command, env=self.env, stdout=subprocess.PIPE, stderr=errors, text=True, check=False
            )
        assert done.returncode == 0, self.errors.read_text("utf-8")
        return done.stdout.strip()

    def shell(self, code: str) -> str:
        return self.run("shell", "--no-imports", "--verbosity", "0", "--command", code)

    def state_of(self, pk: str) -> str:
        """Asked of the file itself: another process would come too late."""
        with closing(sqlite3.connect(self.database)) as database:
            found = database.execute("SELECT state FROM packs_making WHERE id = ?", [pk])
            return str(found.fetchone()[0])

    def until(self, wanted: str) -> str:
        ends = time.monotonic() + LONG
        while (found := self.shell(LOOK)).split()[0] != wanted and time.monotonic() < ends:
            time.sleep(0.2)
        return found


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    return Service(tmp_path_factory.mktemp("service"))


def processes_of(pk: str) -> list[int]:
    wanted = f'\0run_task\0packs.making.make_pack\0{{"args": [{pk}]'.encode()
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended since
            if wanted in line.read_bytes():
                found.append(int(line.parent.name))
    return found


def test_pack_is_made_in_a_process_of_its_own(service):
    service.shell(BEGIN)

    assert service.until("made") == "made 1 1"


def test_process_that_is_killed_leaves_nothing_and_is_taken_up_again(service):
    pk = service.shell(BEGIN)
    ends = time.monotonic() + LONG
    while service.state_of(pk) == "waiting" and time.monotonic() < ends:
        time.sleep(0.01)
    for process in processes_of(pk):
        os.kill(process, signal.SIGKILL)
    left = service.shell(LOOK).split()[:3]

    service.shell(GROW_OLD)

    assert left == ["running", "1", "0"]
    assert service.until("made").split()[2] == "1"


def test_command_runs_nothing_but_tasks(service):
    command = [sys.executable, str(MANAGE), "run_task", "os.getcwd"]

    done = subprocess.run(command, env=service.env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "os.getcwd is no task." in done.stderr


def test_processes_that_have_ended_are_let_go_of(monkeypatch):
    begun = []
    monkeypatch.setattr(workers, "_BEGUN", begun)

    workers._begin("no.such.task", "{}")
    begun[0].wait(timeout=LONG)
    workers._begin("no.such.task", "{}")

    assert len(begun) == 1
    begun[0].wait(timeout=LONG)
