"""What a pack was made of: each file with its checksum, as a value, as JSON, and held against the files themselves.

A manifest shows that files have changed since it was written. It does not show who wrote it: that is what the digest in
the audit log is for.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import IO, Any

from printing.archive import MEGABYTE, Archive, UnsafeArchive, opened_zip
from printing.attaching import attached
from printing.opening import Locked, TooMuch, Unreadable

MANIFEST = "manifest.json"
FORMAT = 1
MAX_MANIFEST = 20 * MEGABYTE


class DamagedManifest(Exception):
    """There is no manifest, or it is not as it was written."""


class Problem(StrEnum):
    MISSING = "missing"
    CHANGED = "changed"
    OTHER_SIZE = "other_size"
    NOT_LISTED = "not_listed"
    DAMAGED = "manifest_damaged"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a pack. `name` is what people call it.

    `where` is its name in the ZIP file or among the attachments; "" for a file that is printed in the pages and not
    there itself, which nothing can be held against.
    """

    name: str
    kind: str
    version: str
    sha256: str
    size: int
    where: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`audit_head` is the last link of the audit log's chain when the pack was made; `made_at` is aware."""

    made_at: dt.datetime
    title: str
    audit_head: str
    files: tuple[Entry, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(canonical(_facts(self))).hexdigest()

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it, with its own digest."""
        return _facts(self) | {"digest": self.digest}

    def to_json(self) -> bytes:
        """The same manifest gives the same bytes."""
        return canonical(self.to_dict())


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a pack; without a manifest nothing could be held against anything."""

    manifest: Manifest | None
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        return self.manifest is not None and not self.findings


Opener = Callable[[], AbstractContextManager[IO[bytes]]]


def entry_of(
    data: bytes, *, name: str, kind: str = "", version: str = "", where: str = ""
) -> Entry:
    return Entry(name, kind, version, hashlib.sha256(data).hexdigest(), len(data), where)


def canonical(value: Any) -> bytes:
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def read_manifest(data: bytes) -> Manifest:
    """From JSON in any layout. Raises `DamagedManifest`, also when its digest is not its own."""
    try:
        told = json.loads(data)
        manifest = _manifest(told)
        digest = told["digest"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise DamagedManifest from None
    if digest != manifest.digest:
        raise DamagedManifest
    return manifest


def verify(manifest: Manifest, files: Mapping[str, Opener]) -> list[Finding]:
    """Hold files, by their names in the pack, against what the manifest says of them; in the manifest's order."""
    listed = [entry for entry in manifest.files if entry.where]
    findings = []
    for entry in listed:
        opener = files.get(entry.where)
        if problem := _problem(entry, opener) if opener else Problem.MISSING:
            findings.append(Finding(entry.where, problem))
    extra = sorted(set(files) - {entry.where for entry in listed} - {MANIFEST})
    return findings + [Finding(name, Problem.NOT_LISTED) for name in extra]


def read_manifest_from_zip(path: Path) -> Manifest:
    """Raises `DamagedManifest`, also for what is no ZIP file that may be read."""
    try:
        with opened_zip(path) as archive:
            return _in_archive(archive)
    except UnsafeArchive:
        raise DamagedManifest from None


def read_manifest_from_pdf(pdf: bytes) -> Manifest:
    """Raises `DamagedManifest`, also for what is no PDF that may be read."""
    return read_manifest(_attached(pdf).get(MANIFEST, b""))


def verify_zip(path: Path) -> Verified:
    """A ZIP file, whose manifest lies beside its files."""
    try:
        with opened_zip(path) as archive:
            files = {name: partial(archive.open, name) for name in archive.names}
            return _verified(_in_archive(archive), files)
    except (DamagedManifest, UnsafeArchive):
        return DAMAGED


def verify_pdf(pdf: bytes) -> Verified:
    """A PDF, whose manifest is attached to it as its files are."""
    try:
        files = _attached(pdf)
        manifest = read_manifest(files.get(MANIFEST, b""))
    except DamagedManifest:
        return DAMAGED
    return _verified(manifest, {name: partial(io.BytesIO, data) for name, data in files.items()})


DAMAGED = Verified(None, (Finding(MANIFEST, Problem.DAMAGED),))


def _verified(manifest: Manifest, files: Mapping[str, Opener]) -> Verified:
    return Verified(manifest, tuple(verify(manifest, files)))


def _facts(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": manifest.made_at.astimezone(dt.UTC).isoformat(),
        "title": manifest.title,
        "audit_head": manifest.audit_head,
        "files": [asdict(entry) for entry in manifest.files],
    }


def _manifest(told: dict[str, Any]) -> Manifest:
    if told["format"] != FORMAT:
        raise ValueError("format")
    return Manifest(
        made_at=dt.datetime.fromisoformat(told["made_at"]),
        title=_text(told["title"]),
        audit_head=_text(told["audit_head"]),
        files=tuple(_entry(**entry) for entry in told["files"]),
    )


def _entry(*, size: int, **words: str) -> Entry:
    if type(size) is not int or size < 0:
        raise ValueError("size")
    return Entry(size=size, **{key: _text(word) for key, word in words.items()})


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _problem(entry: Entry, opener: Opener) -> Problem | None:
    """Read no further than to see that a file is longer than it was."""
    digest, size = hashlib.sha256(), 0
    try:
        for piece in _pieces(opener):
            digest.update(piece)
            size += len(piece)
            if size > entry.size:
                return Problem.OTHER_SIZE
    except (OSError, UnsafeArchive):
        return Problem.CHANGED
    if size != entry.size:
        return Problem.OTHER_SIZE
    return None if digest.hexdigest() == entry.sha256 else Problem.CHANGED


def _pieces(opener: Opener) -> Iterator[bytes]:
    with opener() as file:
        yield from iter(partial(file.read, MEGABYTE), b"")


def _in_archive(archive: Archive) -> Manifest:
    if MANIFEST not in archive.names or archive.size(MANIFEST) > MAX_MANIFEST:
        raise DamagedManifest
    return read_manifest(archive.read(MANIFEST))


def _attached(pdf: bytes) -> dict[str, bytes]:
    try:
        return attached(pdf)
    except (Locked, Unreadable, TooMuch):
        raise DamagedManifest from None
