"""What a backup says of itself: first where it comes from, and last what all of it was."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

from audit.chain import Head
from backups.faults import BackupFault, damaged

ABOUT, ROWS, FILES, MANIFEST = "about.json", "rows/", "files/", "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class About:
    """`migrations` are (app, name); `next_keys` by the label of a model; `left_out` has the reasons."""

    made_at: dt.datetime
    database: str
    django: str
    migrations: list[tuple[str, str]]
    head: Head
    next_keys: dict[str, int]
    left_out: dict[str, str]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Entry:
    """One member; `rows` for the lines of a table."""

    name: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class NotHere:
    """A file that a row in the backup speaks of, and why its bytes are not here, or not what they were."""

    row: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Every member in order, but for the manifest itself."""

    entries: list[Entry]
    not_here: list[NotHere]

    @property
    def rows(self) -> int:
        return sum(entry.rows for entry in self.entries)

    @property
    def files(self) -> dict[str, str]:
        """The SHA-256 of each kept file, by its stored name."""
        members = (entry for entry in self.entries if entry.name.startswith(FILES))
        return {entry.name.removeprefix(FILES): entry.sha256 for entry in members}


def to_json(told: About | Manifest) -> bytes:
    text = json.dumps(asdict(told), indent=1, default=lambda at: at.isoformat())
    return text.encode("ascii") + b"\n"


def about_from(data: bytes) -> About:
    told = _read(data)
    if told.get("format") != FORMAT:
        raise BackupFault(
            f"This release reads backups of format {FORMAT}. Install the release that made this one."
        )
    try:
        return About(
            **told
            | {
                "made_at": dt.datetime.fromisoformat(told["made_at"]),
                "migrations": [(app, name) for app, name in told["migrations"]],
                "head": Head(**told["head"]),
            }
        )
    except (KeyError, TypeError, ValueError):
        raise damaged("what it says of itself cannot be read") from None


def manifest_from(data: bytes) -> Manifest:
    told = _read(data)
    try:
        return Manifest(
            [Entry(**entry) for entry in told["entries"]],
            [NotHere(**file) for file in told["not_here"]],
        )
    except (KeyError, TypeError):
        raise damaged("its manifest cannot be read") from None


def _read(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise damaged("what it says of itself cannot be read")
    return told
