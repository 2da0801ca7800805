"""Making a backup: the rows as they were at one moment, then the files that they speak of, into one archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import django
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, models
from django.utils import timezone

from audit.chain import head
from audit.models import Event
from audit.record import record
from backups import tape
from backups.faults import BackupFault
from backups.kept import CHANGED, MISSING, PIECE, FileFault, Kept, is_spoken_of, spoken_of
from backups.lines import line
from backups.manifest import ABOUT, FILES, MANIFEST, ROWS, About, Entry, Manifest, NotHere, to_json
from backups.migrated import applied, is_up_to_date
from backups.newfile import new_file
from backups.sealing import sealed
from backups.snapshot import one_moment
from backups.tables import LEFT_OUT, every_row, next_keys, tables

PART = 1024 * 1024  # bytes of a table's lines that are in memory at once
DISPOSED = "was removed while the backup was made"
NOT_UP_TO_DATE = "The database is not at the state of this release. Run `manage.py migrate` first."
EMPTY = "There is nothing here yet to back up."
NOT_WHOLE = (
    "No backup was made. Put these files back from an earlier backup, or say --allow-faults to make "
    "one without them."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was written."""

    about: About
    manifest: Manifest


class FilesAtFault(BackupFault):
    """Files that rows speak of are missing or changed."""

    def __init__(self, faults: list[FileFault]) -> None:
        super().__init__(NOT_WHOLE)
        self.faults = faults


def make_backup(path: Path, recipients: list[Any], *, allow_faults: bool = False) -> Made:
    """Write the backup, or nothing. That it is made is an event, and the last one in it.

    Raises `BackupFault`.
    """
    _record_it()
    with new_file(path) as file, sealed(file, recipients) as out:
        writing = Writing(out)
        with one_moment():
            about = writing.rows()
            kept = list(spoken_of())
        faults = list(writing.files(kept))
        if not allow_faults and any(is_spoken_of(fault.kept) for fault in faults):
            raise FilesAtFault(faults)
        return Made(about, writing.end(faults))


def _record_it() -> None:
    if not is_up_to_date():
        raise BackupFault(NOT_UP_TO_DATE)
    last = Event.objects.order_by("number").last()
    if last is None:
        raise BackupFault(EMPTY)
    record("backups.made", last, by=None, events=last.number)


class Writing:
    """The members that were written so far: as many bytes in memory for a large service as for a small one."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.at, self.entries = out, timezone.now(), list[Entry]()

    def rows(self) -> About:
        about = self._about()
        self._add(ABOUT, to_json(about))
        for model in tables():
            for number, lines in enumerate(parts(model), start=1):
                name = f"{ROWS}{model._meta.label}/{number:06}.jsonl"
                self._add(name, b"".join(lines), rows=len(lines))
        return about

    def files(self, kept: Iterable[Kept]) -> Iterator[FileFault]:
        for each in kept:
            try:
                with default_storage.open(each.name) as file:
                    found = self._add_file(each, file)
            except FileNotFoundError:
                yield FileFault(each, MISSING)
            else:
                if found != each.sha256:
                    yield FileFault(each, CHANGED)

    def end(self, faults: list[FileFault]) -> Manifest:
        manifest = Manifest(self.entries, [_not_here(fault) for fault in faults])
        self._write(MANIFEST, to_json(manifest))
        tape.end(self.out)
        return manifest

    def _about(self) -> About:
        return About(
            made_at=self.at,
            database=connection.vendor,
            django=django.__version__,
            migrations=applied(),
            head=head(),
            next_keys=next_keys(),
            left_out=LEFT_OUT,
        )

    def _add(self, name: str, data: bytes, rows: int = 0) -> None:
        self._write(name, data)
        self.entries.append(Entry(name, len(data), hashlib.sha256(data).hexdigest(), rows))

    def _write(self, name: str, data: bytes) -> None:
        tape.write(self.out, name, len(data), [data], int(self.at.timestamp()))

    def _add_file(self, kept: Kept, file: File[bytes]) -> str:
        """The digest of the bytes that went in."""
        name, digest = f"{FILES}{kept.name}", hashlib.sha256()
        tape.write(self.out, name, file.size, _seen(file, digest), int(self.at.timestamp()))
        self.entries.append(Entry(name, file.size, digest.hexdigest()))
        return digest.hexdigest()


def parts(model: type[models.Model]) -> Iterator[list[bytes]]:
    """The lines of a table, as many at a time as make up a part."""
    lines, size = list[bytes](), 0
    for row in every_row(model):
        lines.append(line(row))
        size += len(lines[-1])
        if size >= PART:
            yield lines
            lines, size = [], 0
    if lines:
        yield lines


def _seen(file: File[bytes], digest: Any) -> Iterator[bytes]:
    for piece in file.chunks(PIECE):
        digest.update(piece)
        yield piece


def _not_here(fault: FileFault) -> NotHere:
    why = fault.what if is_spoken_of(fault.kept) else DISPOSED
    return NotHere(f"{fault.kept.label} {fault.kept.key}", fault.kept.name, why)
