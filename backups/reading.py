"""Reading a backup from its beginning to its end, with every sum reckoned again on the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from backups import lines, tape
from backups.faults import damaged
from backups.manifest import ABOUT, MANIFEST, About, Entry, Manifest, about_from, manifest_from
from backups.sealing import opened

ROWS = re.compile(r"rows/(?P<label>\w{1,40}\.\w{1,40})/\d{6}\.jsonl", re.ASCII)
FILE = re.compile(r"files/(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,80})", re.ASCII)
IN_MEMORY = 128 * 1024 * 1024  # more than any part of a table, or any manifest


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table, by the names of their columns."""

    label: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file; its name holds no folder."""

    name: str
    pieces: Iterator[bytes]


Item = About | Rows | KeptFile | Manifest


def items(path: Path, identities: list[Any]) -> Iterator[Item]:
    """What is in a backup: what it says of itself, then rows, then files, and last its manifest.

    Raises `BackupFault` at the first thing that is not as it was written, which may come after items
    that looked well: only who has seen the manifest knows that all of it is whole.
    """
    with opened(path, identities) as source:
        yield from Reading().items(source)


class Reading:
    """`seen` is what came so far, to be held against the manifest."""

    def __init__(self) -> None:
        self.seen: list[Entry] = []

    def items(self, source: IO[bytes]) -> Iterator[Item]:
        manifest = None
        for member in tape.members(source):
            if manifest:
                raise damaged("something follows its manifest")
            if member.name == MANIFEST:
                manifest = self._manifest(member)
            else:
                yield from self._item(member)
        if not manifest:
            raise damaged("its manifest is not there")
        yield manifest

    def _item(self, member: tape.Member) -> Iterator[Item]:
        if (member.name == ABOUT) != (not self.seen):
            raise damaged("it does not begin with what it says of itself")
        for shape, read in SHAPES.items():
            if match := shape.fullmatch(member.name):
                yield from read(self, member, match)
                return
        raise damaged("it holds something that no backup of this service holds")

    def _about(self, member: tape.Member, match: re.Match[str]) -> Iterator[Item]:
        data = self._all_of(member)
        self._saw(member, hashlib.sha256(data).hexdigest())
        yield about_from(data)

    def _rows(self, member: tape.Member, match: re.Match[str]) -> Iterator[Item]:
        data = self._all_of(member)
        found = lines.rows(data)
        self._saw(member, hashlib.sha256(data).hexdigest(), len(found))
        yield Rows(match["label"], found)

    def _file(self, member: tape.Member, match: re.Match[str]) -> Iterator[Item]:
        digest = hashlib.sha256()
        pieces = _seen(member.pieces, digest)
        yield KeptFile(match["name"], pieces)
        for _ in pieces:
            pass
        self._saw(member, digest.hexdigest())

    def _manifest(self, member: tape.Member) -> Manifest:
        manifest = manifest_from(self._all_of(member))
        if manifest.entries != self.seen:
            raise damaged("what is in it is not what its manifest says")
        return manifest

    def _all_of(self, member: tape.Member) -> bytes:
        if member.size > IN_MEMORY:
            raise damaged("a part of it is larger than any that a backup has")
        return b"".join(member.pieces)

    def _saw(self, member: tape.Member, sha256: str, rows: int = 0) -> None:
        self.seen.append(Entry(member.name, member.size, sha256, rows))


def _seen(pieces: Iterator[bytes], digest: Any) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


SHAPES: dict[re.Pattern[str], Callable[[Reading, tape.Member, re.Match[str]], Iterator[Item]]] = {
    re.compile(re.escape(ABOUT)): Reading._about,
    ROWS: Reading._rows,
    FILE: Reading._file,
}
