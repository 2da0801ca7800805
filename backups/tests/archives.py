"""Backups taken apart with the standard library's tar reader, and put together again by somebody with bad intent."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from backups import tape

Members = dict[str, bytes]


def members_of(path: Path) -> Members:
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def archive_of(path: Path, members: list[tuple[str, bytes]]) -> Path:
    with path.open("wb") as out:
        for name, data in members:
            tape.write(out, name, len(data), [data], 0)
        tape.end(out)
    return path


def sealed_anew(path: Path, members: Members) -> Path:
    """With a manifest that fits whatever was changed."""
    manifest = json.loads(members["manifest.json"])
    inside = {name: data for name, data in members.items() if name != "manifest.json"}
    manifest["entries"] = [_entry(name, data) for name, data in inside.items()]
    inside["manifest.json"] = json.dumps(manifest).encode()
    return archive_of(path, list(inside.items()))


def with_rows(members: Members, label: str, change: Callable[[list[Any]], Any]) -> Members:
    """With other rows in a table."""
    name = f"rows/{label}/000001.jsonl"
    rows = [json.loads(line) for line in members[name].splitlines()]
    change(rows)
    data = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    return {key: data if key == name else value for key, value in members.items()}


def with_about(members: Members, **changes: Any) -> Members:
    about = json.loads(members["about.json"]) | changes
    return members | {"about.json": json.dumps(about).encode()}


def without(members: Members, gone: str) -> Members:
    return {name: data for name, data in members.items() if name != gone}


def header(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = size, kind, "/etc/passwd" if size == 0 else ""
    return info.tobuf(tarfile.USTAR_FORMAT)


def extended(name: str) -> bytes:
    """A member with a header of the newer kind, which may say anything of what follows."""
    out = io.BytesIO()
    info = tarfile.TarInfo(name)
    info.pax_headers = {"path": "../../outside"}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info)
    return out.getvalue()


def _entry(name: str, data: bytes) -> dict[str, Any]:
    rows = data.count(b"\n") if name.startswith("rows/") else 0
    return {
        "name": name,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "rows": rows,
    }
