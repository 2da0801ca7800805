"""Encryption on the way: what is written goes to the disk closed, and what is read comes from it open.

Plain text exists only in memory and in a pipe. The format is that of age (age-encryption.org/v1), so
its own tools open a backup too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage

from backups.faults import BackupFault, EndsTooEarly, damaged
from backups.keys import NEEDS_THE_OTHER_HALF

AGE = b"age-encryption.org/"
NO_SUCH_KEY = "No matching keys found"  # as the library says it
WRONG_KEY = "BACKUP_KEY does not open this backup: it was closed with another key."


@contextmanager
def sealed(file: IO[bytes], recipients: list[Any]) -> Iterator[IO[bytes]]:
    """A stream that ends in the file, encrypted for each recipient; without any, as it is."""
    if not recipients:
        yield file
        return
    coming, going = _pipe()
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(_encrypt, coming, file, recipients)
        try:
            with going:
                yield going
        except BrokenPipeError:
            pass  # the other end has stopped, and says why
        try:
            work.result()
        except pyrage.EncryptError as error:
            raise BackupFault(f"The backup cannot be written: {error}.") from None


@contextmanager
def opened(path: Path, identities: list[Any]) -> Iterator[IO[bytes]]:
    """A stream of what is in the file. Raises `BackupFault` at its end when it was changed or cut off."""
    with _file(path) as file:
        if not is_encrypted(path):
            yield file
            return
        if not identities:
            raise BackupFault(NEEDS_THE_OTHER_HALF)
        coming, going = _pipe()
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(_decrypt, file, going, identities)
            try:
                with coming:
                    yield coming
            except EndsTooEarly as fault:
                raise _trouble(work) or fault from None
            if trouble := _trouble(work):
                raise trouble


def is_encrypted(path: Path) -> bool:
    with _file(path) as file:
        return file.read(len(AGE)) == AGE


def _file(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise BackupFault(f"Cannot read {path}: {error.strerror}.") from None


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    coming, going = os.pipe()
    return os.fdopen(coming, "rb"), os.fdopen(going, "wb")


def _encrypt(coming: IO[bytes], file: IO[bytes], recipients: list[Any]) -> None:
    with coming:
        pyrage.encrypt_io(coming, file, recipients)


def _decrypt(file: IO[bytes], going: IO[bytes], identities: list[Any]) -> None:
    with going:
        pyrage.decrypt_io(file, going, identities)


def _trouble(work: Future[None]) -> BackupFault | None:
    """Why the decryption stopped. Each piece of 64 KB is authenticated, and so is that it is the last."""
    error = work.exception()
    if error is None:
        return None
    if isinstance(error, pyrage.DecryptError) and NO_SUCH_KEY in str(error):
        return BackupFault(WRONG_KEY)
    return damaged("it was changed or cut off after it was written")
