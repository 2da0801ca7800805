"""Whether a backup is whole: its sums, its chain of events, and each file that its rows speak of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backups.events import Chain
from backups.faults import damaged
from backups.kept import file_fields
from backups.manifest import About, Manifest
from backups.reading import KeptFile, Rows, items


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup that is whole."""

    about: About
    manifest: Manifest


def verify_backup(path: Path, identities: list[Any]) -> Verified:
    """Read all of it and keep nothing. Raises `BackupFault` with what is wrong."""
    abouts, manifests, seen = list[About](), list[Manifest](), _Seen()
    for item in items(path, identities):
        match item:
            case Rows():
                seen.rows(item)
            case About():
                abouts.append(item)
            case Manifest():
                manifests.append(item)
            case KeptFile():
                pass  # its sum is in the manifest
    if not abouts:
        raise damaged("it is empty")
    seen.must_fit(abouts[0], manifests[0])
    return Verified(abouts[0], manifests[0])


@dataclass(slots=True)
class _Seen:
    """What the rows told so far: their chain, and the digest of each file."""

    chain: Chain = field(default_factory=Chain)
    files: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=file_fields)

    def rows(self, part: Rows) -> None:
        self.chain.see(part.label, part.rows)
        if name := self.fields.get(part.label):
            told = ((str(row.get(name)), str(row.get("sha256"))) for row in part.rows)
            self.files.update((stored, digest) for stored, digest in told if stored)

    def must_fit(self, about: About, manifest: Manifest) -> None:
        self.chain.must_end_at(about.head)
        not_here = {file.name for file in manifest.not_here}
        for name, digest in self.files.items():
            if manifest.files.get(name) != digest and name not in not_here:
                raise damaged("a file that a row speaks of is not in it")
        if manifest.files.keys() - self.files.keys():
            raise damaged("it holds a file that no row speaks of")
