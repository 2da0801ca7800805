"""The archive: a tar file of plain members, written and read in one go, and read strictly.

Written here rather than with `tarfile.open`, which would follow whatever an archive asks for: links,
devices, long headers, sparse files. A member here is a regular file with a short name, or a fault.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from backups.faults import BackupFault, EndsTooEarly, damaged

BLOCK = tarfile.BLOCKSIZE
PIECE = 128 * BLOCK
END = bytes(2 * BLOCK)


@dataclass(frozen=True, slots=True)
class Member:
    """`pieces` are its bytes; what nobody has taken when the next member is asked for is passed over."""

    name: str
    size: int
    pieces: Iterator[bytes]


def write(out: IO[bytes], name: str, size: int, pieces: Iterable[bytes], at: int) -> None:
    """Add a member; `at` is its time in seconds."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, at
    out.write(info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))
    written = 0
    for piece in pieces:
        written += out.write(piece)
    if written != size:
        raise BackupFault("A file was changed while the backup was made. Make it again.")
    out.write(_padding(size))


def end(out: IO[bytes]) -> None:
    out.write(END)


def members(source: IO[bytes]) -> Iterator[Member]:
    """Every member, up to an end that is really the end."""
    while (header := _exactly(source, BLOCK)) != END[:BLOCK]:
        info = _info(header)
        member = Member(info.name, info.size, _pieces(source, info.size))
        yield member
        for _ in member.pieces:
            pass
        if any(_exactly(source, len(_padding(info.size)))):
            raise damaged("there is something between its members")
    if _exactly(source, BLOCK) != END[BLOCK:] or source.read(1):
        raise damaged("something follows its end")


def _info(header: bytes) -> tarfile.TarInfo:
    try:
        info = tarfile.TarInfo.frombuf(header, "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError):
        raise damaged("it is not a backup of this service, or was changed") from None
    if info.type != tarfile.REGTYPE or info.size < 0:
        raise damaged("it holds something that is not a plain file")
    return info


def _pieces(source: IO[bytes], size: int) -> Iterator[bytes]:
    while size:
        piece = _exactly(source, min(size, PIECE))
        size -= len(piece)
        yield piece


def _exactly(source: IO[bytes], size: int) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise EndsTooEarly
    return data


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)
