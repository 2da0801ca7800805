"""Putting a backup back into an empty service: all of it or nothing, in either database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import DatabaseError, connection, models, transaction

from audit.chain import contains, head, head_to_write_after
from audit.models import Event
from audit.record import record
from backups import lines
from backups.events import DETAILS, EVENTS, Chain
from backups.faults import BackupFault, damaged
from backups.kept import FileFault, faults, spoken_of
from backups.manifest import About, Manifest
from backups.migrated import bring_up_to_date, take_to
from backups.places import Folder, database_is_empty, must_be_empty
from backups.reading import KeptFile, Rows, items
from backups.tables import FILLED_BY_MIGRATIONS, LEFT_OUT, count_on, every_row, tables
from backups.verifying import Verified, verify_backup

CHANGED_MEANWHILE = "The backup was changed while it was read. Nothing was put back."
DANGLING = "The rows of the backup do not fit together. Nothing was put back."


@dataclass(frozen=True, slots=True)
class Restored:
    """`faults` are files that the backup itself did not have, or not as they were."""

    about: About
    manifest: Manifest
    faults: list[FileFault]


def restore(path: Path, identities: list[Any]) -> Restored:
    """Put back all that is in a backup, into the state of its release, and migrate on from there.

    It is read twice: nothing is written before all of it has been seen to be whole. A restore that
    was killed is begun again or finished by calling this again. Raises `BackupFault`.
    """
    verified, folder = verify_backup(path, identities), Folder()
    if not _was_put_back(verified, folder):
        _put_back(path, identities, verified, folder)
    return _finish(verified, folder)


def _was_put_back(verified: Verified, folder: Folder) -> bool:
    """Whether an earlier call was killed after its last row was written."""
    kept = verified.about.head
    return folder.is_of(kept) and not database_is_empty() and contains(kept.digest)


def _put_back(path: Path, identities: list[Any], verified: Verified, folder: Folder) -> None:
    must_be_empty()
    with folder.staging(verified.about.head, verified.manifest.files):
        registry = take_to(verified.about.migrations)
        with transaction.atomic(durable=True):
            _wait_for_everybody()
            must_be_empty()
            for label in FILLED_BY_MIGRATIONS:
                models.QuerySet(registry.get_model(label)).all().delete()
            _fill(path, identities, verified, registry, folder)
            _must_be_whole(verified.about, registry)
            folder.move()


def _wait_for_everybody() -> None:
    """Whoever else would write waits until this is over; keys are compared at the end again."""
    head_to_write_after()
    connection.check_constraints()


def _fill(
    path: Path, identities: list[Any], verified: Verified, registry: Apps, folder: Folder
) -> None:
    for item in items(path, identities):
        match item:
            case Rows():
                _insert(registry, item)
            case KeptFile():
                folder.write(item)
            case _ if item not in (verified.about, verified.manifest):
                raise BackupFault(CHANGED_MEANWHILE)


def _insert(registry: Apps, part: Rows) -> None:
    """Straight into the table: no default, signal or manager adds anything of its own."""
    model = _model(registry, part.label)
    meta: Any = model._meta
    fields = {field.column: field for field in meta.local_concrete_fields}
    if any(row.keys() != fields.keys() for row in part.rows):
        raise damaged(f"a row does not fit into {part.label}")
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, fields))
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    values = [[_stored(field, row[name]) for name, field in fields.items()] for row in part.rows]
    try:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)
    except (DatabaseError, ValueError) as error:  # psycopg2 refuses a NUL by itself
        why = str(error).partition("\n")[0]  # what follows may hold people's words
        raise BackupFault(f"A row of {part.label} cannot be written here: {why}.") from None


def _model(registry: Apps, label: str) -> type[models.Model]:
    try:
        if label in LEFT_OUT:
            raise LookupError(label)
        return registry.get_model(label)
    except LookupError:
        raise damaged(f"it has a table {label}, which its release had not") from None


def _stored(field: models.Field[Any, Any], told: Any) -> Any:
    value = lines.value(field, told)
    if value is None and field.null:
        return None
    return field.get_db_prep_value(value, connection)


def _must_be_whole(about: About, registry: Apps) -> None:
    """The chain as this database gives it back, every key, and where each table counts on."""
    for label, following in about.next_keys.items():
        count_on(_model(registry, label), following)
    try:
        connection.check_constraints()
    except DatabaseError:
        raise BackupFault(DANGLING) from None
    chain = Chain()
    for model in tables(registry):
        if model._meta.label in (EVENTS, DETAILS):
            chain.see(model._meta.label, every_row(model))
    chain.must_end_at(about.head)


def _finish(verified: Verified, folder: Folder) -> Restored:
    """Migrate to this release, look at every file, and let the log say what happened."""
    about = verified.about
    bring_up_to_date()
    found = list(faults(spoken_of()))
    if head() == about.head:
        last = Event.objects.get(number=about.head.number)
        record("backups.restored", last, by=None, made_at=about.made_at, files_at_fault=len(found))
    folder.finish()
    return Restored(about, verified.manifest, found)
