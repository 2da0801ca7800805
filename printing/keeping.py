"""Where sections that were set before are kept: looked up by what they say, cut back by age and size."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.utils import timezone

FOLDER = "printed"
DIGEST = 32  # bytes of SHA-256 before what is kept, so that a damaged copy is never used
MOST_BYTES = 256 * 1024 * 1024
OLDEST = dt.timedelta(days=30)


class Kept(Protocol):
    """A memory for sections. Whatever it forgets is set again, so it may forget anything at any time."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class KeptInStorage:
    """A folder of a storage. What it holds are people's words: it belongs where the documents are kept."""

    storage: Storage
    folder: str = FOLDER

    def get(self, key: str) -> bytes | None:
        """What was kept, if it is whole. Reading it makes it young again."""
        try:
            with self.storage.open(self._name(key)) as file:
                held = file.read()
        except FileNotFoundError:
            return None
        if hashlib.sha256(held[DIGEST:]).digest() != held[:DIGEST]:
            self.storage.delete(self._name(key))
            return None
        self._touch(key)
        return held[DIGEST:]

    def put(self, key: str, data: bytes) -> None:
        """Keep it, whole or not at all."""
        held = hashlib.sha256(data).digest() + data
        if path := self._path(self._name(key)):
            _write_at_once(path, held)
        elif not self.storage.exists(self._name(key)):
            self.storage.save(self._name(key), ContentFile(held))

    def prune(
        self,
        *,
        most: int = MOST_BYTES,
        oldest: dt.timedelta = OLDEST,
        at: dt.datetime | None = None,
    ) -> int:
        """Forget what was not read for long, and then the least read until at most `most` bytes are left.

        Returns how many were forgotten.
        """
        since, room, gone = (at or timezone.now()) - oldest, most, 0
        for read_at, size, name in sorted(self._entries(), reverse=True):
            room -= size
            if read_at < since or room < 0:
                self.storage.delete(name)
                gone += 1
        return gone

    def _entries(self) -> Iterator[tuple[dt.datetime, int, str]]:
        try:
            _, names = self.storage.listdir(self.folder)
        except FileNotFoundError:
            return
        for name in (f"{self.folder}/{name}" for name in names):
            try:
                yield self.storage.get_modified_time(name), self.storage.size(name), name
            except FileNotFoundError:  # somebody else pruned it
                continue

    def _touch(self, key: str) -> None:
        if path := self._path(self._name(key)):
            try:
                os.utime(path)
            except FileNotFoundError:  # pruned since it was read
                return

    def _name(self, key: str) -> str:
        return f"{self.folder}/{key}"

    def _path(self, name: str) -> Path | None:
        """Where it lies on a disk of ours; other storages have their own way to write at once."""
        return (
            Path(self.storage.path(name)) if isinstance(self.storage, FileSystemStorage) else None
        )


def _write_at_once(path: Path, data: bytes) -> None:
    """Beside its place first, then into it: who reads meanwhile sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
