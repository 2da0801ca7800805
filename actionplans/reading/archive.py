"""Whether a ZIP from outside may be unpacked: Word and Excel files are ZIPs full of XML."""

from __future__ import annotations

import io
import zipfile

from actionplans.reading.grid import UnreadablePlan

MAX_UNPACKED = 60_000_000
MAX_MEMBERS = 3_000


def office_kind(data: bytes) -> str:
    """ "docx" or "xlsx", once the ZIP is safe. Raises `UnreadablePlan` for what is neither."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise UnreadablePlan("too_long")
        if any(member.flag_bits & 1 for member in members):
            raise UnreadablePlan("password")
        kind = next((kind for part, kind in _KINDS if part in archive.namelist()), None)
        if kind is None:
            raise UnreadablePlan("wrong_type")
        for member in members:
            if member.filename.lower().endswith((".xml", ".rels", ".vml")):
                _refuse_declarations(archive, member)
    return kind


_KINDS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))


def _refuse_declarations(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No office program writes a document type; what declares one means to make the parser work for it."""
    with archive.open(member) as part:
        head = part.read(4096)
    flat = head.replace(b"\0", b"")
    if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
        raise UnreadablePlan("damaged")
