"""Writing a copy: a new SQLite database with the same rows, other words and other files."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from access.scoping import ScopedModel, way_up
from retention.anonymising.columns import copied, is_date, must_be_declared, rule_of
from retention.anonymising.inventing import Book, Cell
from retention.anonymising.samples import sample_of
from reviews.models import Review

COPY = "anonymised copy"  # how the second database is called while it is written
AT_ONCE = 200


class NotMade(Exception):
    """The copy was not made; the message says why and what to do."""


def copy_all(database: Path, files: Path) -> tuple[Book, Counter[str]]:
    """Make the copy; what was made up, and how many rows each table has. Nothing half-made stays.

    Raises `Undeclared` and `NotMade`.
    """
    must_be_declared()
    _is_free(database, files)
    made = not files.exists()
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _make_tables(database)
        with _opened(database):
            return _fill(files)
    except BaseException:
        _take_away(database, files, made=made)
        raise


def _is_free(database: Path, files: Path) -> None:
    if database.exists():
        raise NotMade(f"{database} is there already. Choose another name.")
    if files.exists() and any(files.iterdir()):
        raise NotMade(f"{files} is not empty. Choose another folder.")


def _make_tables(database: Path) -> None:
    """In a process of its own: a migration may write to the default database, whatever it is asked."""
    os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with tempfile.TemporaryDirectory() as folder:
        own = {
            "DATABASE_URL": f"sqlite:///{database.resolve()}",
            "VAR_DIR": folder,
            "SECRET_KEY": "for making tables",
            "DJANGO_SETTINGS_MODULE": "dhr_qa.settings",
        }
        done = subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity", "0"],
            env=os.environ | own,
            capture_output=True,
            check=False,
        )
    if done.returncode:
        raise NotMade("The tables of the copy could not be made. Nothing was written.")


@contextmanager
def _opened(database: Path) -> Iterator[None]:
    """The new file as a second database of this process, with nothing of the first one's options."""
    here = connections.databases[DEFAULT_DB_ALIAS]
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database), "OPTIONS": {}}
    connections.databases[COPY] = here | own
    try:
        yield
    finally:
        connections[COPY].close()
        del connections[COPY]
        del connections.databases[COPY]


def _fill(files: Path) -> tuple[Book, Counter[str]]:
    """All rows as they are at one moment; SQLite asks at the end whether each leads to another one."""
    book, written = Book(), Counter[str]()
    with transaction.atomic(), transaction.atomic(using=COPY):
        _learn_files(book)
        for model in copied():
            models.QuerySet(model, using=COPY)._raw_delete(COPY)  # what the migrations wrote
            written[model._meta.label] = _copy_table(model, book, files)
    return book, written


def _learn_files(book: Book) -> None:
    """Which sample takes the place of which file, before anything names a file by its digest."""
    for model in copied():
        if _file_fields(model):
            rows: Any = models.QuerySet(model)
            for row in rows.iterator():
                book.samples[row.sha256] = sample_of(getattr(row, "content_type", ""))


def _copy_table(model: type[models.Model], book: Book, files: Path) -> int:
    back, number = _moved_back(model, book), 0
    batch: list[models.Model] = []
    rows: Any = models.QuerySet(model).order_by("pk")
    for row in rows.iterator(chunk_size=AT_ONCE):
        batch.append(_made_up(row, book, back))
        _write_files(row, batch[-1], files)
        number += 1
        if len(batch) == AT_ONCE:
            _write(model, batch)
            batch = []
    _write(model, batch)
    return number


def _write(model: type[models.Model], batch: list[models.Model]) -> None:
    rows: Any = models.QuerySet(model, using=COPY)
    rows.bulk_create(batch)


def _made_up(row: models.Model, book: Book, back: dict[Any, dt.timedelta]) -> models.Model:
    """The row as the copy has it. A field without a rule and without a date is one that says nothing."""
    cell = Cell(book, row, back.get(row.pk, back[None]))
    values = {field.attname: _value(field, cell) for field in row._meta.local_fields}
    return type(row)(**values)


def _value(field: Any, cell: Cell) -> Any:
    value, rule = field.value_from_object(cell.row), rule_of(field)
    if value is None:
        return None
    if rule:
        return rule(getattr(value, "name", value) if _is_file(field) else value, cell)
    return value - cell.back if is_date(field) else value


def _moved_back(model: type[models.Model], book: Book) -> dict[Any, dt.timedelta]:
    """By how much the dates of each row are moved: all those of one review by the same; under None, all others."""
    back = {None: book.back(None)}
    if not issubclass(model, ScopedModel):
        return back
    path, root = ("pk", Review) if model is Review else _way_up(model)
    if root is Review:
        rows: Any = models.QuerySet(model).values_list("pk", path)
        back |= {pk: book.back(review) for pk, review in rows.iterator()}
    return back


def _way_up(model: Any) -> tuple[str, Any]:
    return way_up(model) if model.scoped_by else ("pk", model)


def _write_files(before: models.Model, after: models.Model, files: Path) -> None:
    for field in _file_fields(type(before)):
        name = getattr(after, field).name
        if name:
            sample = sample_of(getattr(before, "content_type", ""))
            path = files / name
            path.touch(mode=0o600)
            path.write_bytes(sample.data)


def _file_fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.local_fields if _is_file(field)]


def _is_file(field: Any) -> bool:
    return isinstance(field, models.FileField)


def _take_away(database: Path, files: Path, *, made: bool) -> None:
    for path in (
        database,
        *(database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm")),
    ):
        path.unlink(missing_ok=True)
    for path in files.iterdir():
        path.unlink()
    if made:
        files.rmdir()
