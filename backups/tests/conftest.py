"""Services of their own: a database and a folder each, used by processes that can be killed."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from pyrage import x25519

from backups.tests.archives import Members, members_of

IDENTITY = x25519.Identity.generate()


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    took: float
    said: str


class Nursery:
    def __init__(self, told: Path) -> None:
        self.told = told
        self.process = subprocess.Popen(
            [sys.executable, "-m", "backups.tests.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=settings.BASE_DIR,
            env=os.environ
            | {"DJANGO_SETTINGS_MODULE": "dhr_qa.tests.settings", "BACKUP_KEY": str(IDENTITY)},
        )
        assert self._line() == "ready\n"

    def ask(self, **asked: Any) -> dict[str, Any]:
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return json.loads(self._line())

    def _line(self) -> str:
        return self.process.stdout.readline()


@dataclass(frozen=True, slots=True)
class Place:
    """A service: its database and its folder."""

    nursery: Nursery
    database: str
    var: Path

    @property
    def files(self) -> dict[str, bytes]:
        folder = self.var / "files"
        return {path.name: path.read_bytes() for path in folder.glob("*.bin")}

    def asked(self, deed: str, *given: Any, kill_after: float | None = None) -> Done:
        """What became of it when it was asked to do something."""
        told = self.nursery.told / "told"
        asked = {"database": self.database, "var": str(self.var), "deed": deed, "told": str(told)}
        answer = self.nursery.ask(**asked, given=[*map(str, given)], kill_after=kill_after)
        return Done(**answer, said=told.read_text("utf-8"))

    def does(self, deed: str, *given: Any) -> Done:
        done = self.asked(deed, *given)
        assert done.status == 0, done.said
        return done

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        path = self.var / "rows"
        self.does("rows", path)
        return pickle.loads(path.read_bytes())  # noqa: S301 -- our own


@pytest.fixture(scope="session")
def nursery(tmp_path_factory: Any) -> Iterator[Nursery]:
    nursery = Nursery(tmp_path_factory.mktemp("nursery"))
    yield nursery
    nursery.process.stdin.close()
    nursery.process.wait()
    nursery.process.stdout.close()


@pytest.fixture(scope="session")
def copied(
    nursery: Nursery, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[Callable[..., Place]]:
    """Makes places with an empty, migrated database each, or with a copy of another place."""
    made: list[str] = []
    tested = str(connection.settings_dict["NAME"])

    def copy(of: Place | None = None) -> Place:
        var = tmp_path_factory.mktemp("place")
        with django_db_blocker.unblock():
            connection.close()
            database = COPIES[connection.vendor](of.database if of else tested, var)
        if of:
            shutil.copytree(of.var / "files", var / "files")
        made.append(database)
        return Place(nursery, database, var)

    yield copy
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            for database in made:
                at_server(f'DROP DATABASE "{database}"')


def _copy_of_sqlite(source: str, var: Path) -> str:
    path = str(var / "db.sqlite3")
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(path)) as here:
        there.backup(here)
    return path


def _copy_of_postgresql(source: str, var: Path) -> str:
    """The server copies a database to which nobody is connected."""
    name = f"{source}_{var.name}"
    at_server(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def at_server(statement: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def without_tables(nursery: Nursery, tmp_path: Path, db: None) -> Iterator[Place]:
    """A place in whose database nothing was ever made."""
    if connection.vendor == "sqlite":
        yield Place(nursery, str(tmp_path / "db.sqlite3"), tmp_path)
        return
    name = f"{connection.settings_dict['NAME']}_without_tables"
    at_server(f'CREATE DATABASE "{name}"')
    yield Place(nursery, name, tmp_path)
    at_server(f'DROP DATABASE "{name}"')


COPIES = {"sqlite": _copy_of_sqlite, "postgresql": _copy_of_postgresql}


@pytest.fixture(scope="session")
def lived_in(copied: Callable[..., Place]) -> Place:
    """A service with a row of every kind. It is only read: copy it to do something to it."""
    place = copied()
    place.does("world")
    return place


@pytest.fixture(scope="session")
def backup_file(lived_in: Place, copied: Callable[..., Place], tmp_path_factory: Any) -> Path:
    path = tmp_path_factory.mktemp("backups") / "night.age"
    lived_in.does("command", "backup", path)
    return path


@pytest.fixture(scope="session")
def plain(lived_in: Place, tmp_path_factory: Any) -> Path:
    """The same, and anybody can read it."""
    path = tmp_path_factory.mktemp("plain") / "plain.tar"
    lived_in.does("command", "backup", "--plain", path)
    return path


@pytest.fixture
def members(plain: Path) -> Members:
    return members_of(plain)
