"""A file that is whole or not there, whatever happens while it is written."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from backups.faults import BackupFault

BEING_MADE = "Another backup is being written to {path} at this moment."
THERE_ALREADY = "{path} is there already. Choose another name."


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """Written beside its place, for its owner alone, and put there when all of it is on the disk."""
    _must_be_free(path)
    part = path.with_name(f"{path.name}.part")
    with _begun(part) as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            _must_be_free(path)
            part.rename(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    keep_folder(path.parent)


def keep_folder(folder: Path) -> None:
    """That a file is in a folder is written to the disk apart from the file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _must_be_free(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise BackupFault(THERE_ALREADY.format(path=path))


def _begun(part: Path) -> IO[bytes]:
    """What a backup that was killed left is written anew; whoever is still writing holds a lock."""
    try:
        if os.path.lexists(part):
            _clear(part)
        file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise BackupFault(f"{part} cannot be written: {error.strerror}.") from None
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def _clear(part: Path) -> None:
    with os.fdopen(os.open(part, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupFault(BEING_MADE.format(path=part)) from None
        part.unlink(missing_ok=True)
