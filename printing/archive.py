"""ZIP files: written so that the same files give the same bytes, and read so that nothing in one can do harm."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from printing.naming import Names, safe_path

MEGABYTE = 1024 * 1024
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that the format knows, and so no date at all
READABLE = 0o100644 << 16
UNIX = 3
PACKED_ALREADY = frozenset({".pdf", ".docx", ".xlsx", ".zip", ".png", ".jpg", ".jpeg"})
LARGE = 2 * 1024 * MEGABYTE - 1
"""Bytes from which a member needs the 64-bit form."""

Content = bytes | Iterable[bytes]


class UnsafeArchive(Exception):
    """The ZIP file may not be read; `reason` is one of the codes below."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


DAMAGED = "damaged"
LOCKED = "locked"
TOO_LARGE = "too_large"
UNSAFE_NAME = "unsafe_name"
SAME_NAME = "same_name"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a ZIP file may unpack to before it is taken for a trap."""

    members: int = 5_000
    member_bytes: int = 500 * MEGABYTE
    total_bytes: int = 2_000 * MEGABYTE
    expansion: int = 200  # times its own size, beyond the first ten megabytes


def zip_of(files: Iterable[tuple[str, Content]], out: IO[bytes]) -> tuple[str, ...]:
    """Write the files in their order, a piece at a time, and give back the names that they have in the ZIP file.

    `out` need not be able to go back. Of what comes in pieces, not as bytes, nobody knows the size beforehand, so it is
    written in the 64-bit form.
    """
    names, given = Names(), []
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in files:
            given.append(names.give(path))
            _write(archive, given[-1], content)
    return tuple(given)


class Archive:
    """The members of a ZIP file whose names, number and sizes have been checked."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._members = {info.filename: info for info in _checked(archive, limits)}

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def size(self, name: str) -> int:
        return self._members[name].file_size

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """One member for reading. Raises `KeyError` for a name that is not there, `UnsafeArchive` while it is read."""
        info = self._members[name]
        try:
            with self._archive.open(info) as member:
                yield member
        except _TORN:
            raise UnsafeArchive(DAMAGED) from None

    def read(self, name: str) -> bytes:
        with self.open(name) as member:
            return member.read()

    def chunks(self, name: str) -> Iterator[bytes]:
        with self.open(name) as member:
            yield from iter(partial(member.read, MEGABYTE), b"")


@contextmanager
def opened_zip(source: Path | BinaryIO, limits: Limits | None = None) -> Iterator[Archive]:
    """Raises `UnsafeArchive`. What a member says of its size is held against what comes out of it."""
    try:
        archive = zipfile.ZipFile(source)
    except _TORN:
        raise UnsafeArchive(DAMAGED) from None
    with archive:
        yield Archive(archive, limits or Limits())


_TORN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def _write(archive: zipfile.ZipFile, name: str, content: Content) -> None:
    info = zipfile.ZipInfo(name, FIRST_DAY)
    info.create_system, info.external_attr = UNIX, READABLE
    is_packed = Path(name).suffix.lower() in PACKED_ALREADY
    info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    pieces, is_large = _pieces(content)
    with archive.open(info, "w", force_zip64=is_large) as member:
        for piece in pieces:
            member.write(piece)


def _pieces(content: Content) -> tuple[Iterable[bytes], bool]:
    """The pieces of a file, and whether it may need the 64-bit form."""
    if isinstance(content, bytes):
        return (content,), len(content) > LARGE
    return content, True


def _checked(archive: zipfile.ZipFile, limits: Limits) -> Iterator[zipfile.ZipInfo]:
    """Each member that is a file. Raises `UnsafeArchive` before anything is unpacked."""
    members = archive.infolist()
    if len(members) > limits.members:
        raise UnsafeArchive(TOO_LARGE)
    names, total = Names(), 0
    packed = max(10 * MEGABYTE, sum(info.compress_size for info in members))
    for info in members:
        if info.is_dir() and not info.file_size:
            continue
        _check(info, limits)
        if names.give(info.filename) != info.filename:
            raise UnsafeArchive(SAME_NAME)
        total += info.file_size
        if total > min(limits.total_bytes, packed * limits.expansion):
            raise UnsafeArchive(TOO_LARGE)
        yield info


def _check(info: zipfile.ZipInfo, limits: Limits) -> None:
    if info.flag_bits & 1:
        raise UnsafeArchive(LOCKED)
    if info.file_size > limits.member_bytes:
        raise UnsafeArchive(TOO_LARGE)
    is_file = (info.external_attr >> 28) in (0, 0o10)  # no link, no device
    if not is_file or safe_path(info.filename) != info.filename:
        raise UnsafeArchive(UNSAFE_NAME)
