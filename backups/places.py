"""Where a backup is put back: a database without rows and a folder without files, and nothing half-way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection

from audit.chain import Head
from backups.faults import BackupFault
from backups.newfile import keep_folder
from backups.reading import KeptFile
from backups.tables import FILLED_BY_MIGRATIONS, tables
from printing.keeping import FOLDER as PRINTED

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
ROWS_THERE = (
    "The database holds rows already. Restore into an empty one: set DATABASE_URL, or VAR_DIR."
)
FILES_THERE = (
    "{folder} holds files already. Restore into an empty folder: set VAR_DIR, or move them away."
)


def database_is_empty() -> bool:
    """Whether no table has a row, but for those that migrating fills; also where there are no tables."""
    ours = (model for model in tables() if model._meta.label not in FILLED_BY_MIGRATIONS)
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        return not any(
            _has_a_row(cursor, m._meta.db_table) for m in ours if m._meta.db_table in there
        )


def must_be_empty() -> None:
    if not database_is_empty():
        raise BackupFault(ROWS_THERE)


def _has_a_row(cursor: Any, table: str) -> bool:
    cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
    return cursor.fetchone() is not None


class Folder:
    """The folder of kept files while a backup is put back.

    Files are first written into a folder inside it, on the same disk, which says at which event the
    backup ends. While that folder is there, a restore is not finished.
    """

    def __init__(self) -> None:
        self.path = Path(default_storage.path(""))
        self.staged = self.path / ".restoring"
        self.mark = self.staged / "_head"  # no kept file has such a name
        self.moved = False

    def is_of(self, head: Head) -> bool:
        """Whether a restore of a backup that ends there was begun here and is not finished."""
        with suppress(FileNotFoundError):
            return self.mark.read_text("ascii") == _words(head)
        return False

    @contextmanager
    def staging(self, head: Head, names: Iterable[str]) -> Iterator[None]:
        """A place for the files, which is taken away again if anything fails before they are moved."""
        self._clear(head, names)
        self.staged.mkdir(parents=True, mode=0o700)
        try:
            self._write("_head", [_words(head).encode("ascii")])
            yield
        except BaseException:
            if not self.moved:
                shutil.rmtree(self.staged)
            raise

    def write(self, file: KeptFile) -> None:
        self._write(file.name, file.pieces)

    def move(self) -> None:
        """The last step before the rows are committed. From here on the mark tells how far it came."""
        keep_folder(self.staged)
        self.moved = True
        for path in self.staged.iterdir():
            if path != self.mark:
                path.rename(self.path / path.name)
        keep_folder(self.path)

    def finish(self) -> None:
        shutil.rmtree(self.staged, ignore_errors=True)

    def _clear(self, head: Head, names: Iterable[str]) -> None:
        """What an earlier restore of the same backup left is cleared away, and nothing else."""
        if self.is_of(head):
            for name in names:
                (self.path / name).unlink(missing_ok=True)
        if self.staged.is_dir():
            shutil.rmtree(self.staged)
        if self.path.is_dir() and any(path.name != PRINTED for path in self.path.iterdir()):
            raise BackupFault(FILES_THERE.format(folder=self.path))

    def _write(self, name: str, pieces: Iterable[bytes]) -> None:
        with os.fdopen(os.open(self.staged / name, NEW, 0o600), "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())


def _words(head: Head) -> str:
    return f"{head.number} {head.digest}"
