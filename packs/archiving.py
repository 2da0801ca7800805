"""A pack with the files on which it rests, as one ZIP file whose manifest says what each must be."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from access.verdict import Refused
from packs.enclosed import CHANGED, FOLDER, LOST
from packs.models import Pack
from printing.archive import zip_of
from printing.manifests import MANIFEST, Entry, Manifest, canonical, read_manifest
from printing.naming import Names, safe_name
from reviews.files import FileType
from reviews.models import StoredFile

ZIP = FileType("ZIP", ".zip", "application/zip")
IN_MEMORY = 5 * 1024 * 1024


def manifest_of(pack: Pack) -> Manifest:
    """As it was written when the pack was made. Raises `DamagedManifest` when it is not that any more."""
    return read_manifest(canonical(pack.manifest))


def archive_of(pack: Pack) -> IO[bytes]:
    """A file that is gone as soon as it is closed. Raises `Refused` when a file is missing or has changed.

    The same pack gives the same bytes. The ZIP's manifest has an entry for the pack itself too.
    """
    manifest, listed = manifest_of(pack), list(_listed(pack))
    whole = replace(manifest, files=(*(entry for entry, _ in listed), _entry(pack)))
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- whoever sends it closes it
    try:
        with pack.file.open("rb") as pdf:
            files = ((entry.where, _chunks(stored)) for entry, stored in listed)
            zip_of([(MANIFEST, whole.to_json()), (pack.name, pdf.chunks()), *files], out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def _listed(pack: Pack) -> Iterator[tuple[Entry, StoredFile]]:
    """Each file of the manifest with the kept file that it speaks of, under a name in the ZIP file."""
    kept = {file.sha256: file for file in StoredFile.unscoped.filter(review=pack.round.review_id)}
    names = Names([MANIFEST, pack.name])
    for entry in manifest_of(pack).files:
        stored = kept.get(entry.sha256)
        if stored is None or not stored.file.storage.exists(str(stored.file.name)):
            raise Refused(LOST.format(f"“{entry.name}”"))
        yield replace(entry, where=names.give(f"{FOLDER}{safe_name(entry.name)}")), stored


def _chunks(stored: StoredFile) -> Iterator[bytes]:
    """The bytes, held against what was kept while they pass by."""
    digest = hashlib.sha256()
    with stored.file.open("rb") as file:
        for piece in file.chunks():
            digest.update(piece)
            yield piece
    if digest.hexdigest() != stored.sha256:
        raise Refused(CHANGED.format(f"“{stored.name}”"))


def _entry(pack: Pack) -> Entry:
    return Entry(
        pack.name, str(pack.get_kind_display()), str(pack.number), pack.sha256, pack.size, pack.name
    )
