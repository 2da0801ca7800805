"""The files on which a pack rests: what is handed over, the letter, and the evidence; and whether they are whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from access.verdict import YES, Verdict
from documents.models import DocumentVersion
from feedback.models import FeedbackLetter, Revision
from packs.contents import Document
from printing.attaching import Attachment, Relationship, attach
from printing.manifests import MANIFEST, Manifest
from printing.naming import Names, safe_name
from reviews.models import StoredFile

FOLDER = "files/"  # in the ZIP file
LOST = (
    "The service no longer finds these files on its disk: {}. A pack cannot speak for them. "
    "Add them again, or tell the people who run the service."
)
CHANGED = (
    "These files are no longer what was kept, byte for byte: {}. Nothing was made. "
    "Tell the people who run the service before you do anything else."
)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A kept file, what it is to the pack, and its name among the files that go along with it."""

    stored: StoredFile
    kind: str
    version: str
    where: str

    @property
    def name(self) -> str:
        """Its name in the PDF, where there are no folders."""
        return self.where.removeprefix(FOLDER)

    @property
    def is_whole(self) -> bool:
        """Whether its bytes are those that were kept. Raises `FileNotFoundError` when there are none."""
        digest = hashlib.sha256()
        with self.stored.file.open("rb") as file:
            for piece in file.chunks():
                digest.update(piece)
        return digest.hexdigest() == self.stored.sha256


def enclosed_in(letter: FeedbackLetter) -> list[Enclosed]:
    """Every file that the pack of a letter's round speaks of, in the order in which it is read."""
    names = Names()
    return [
        Enclosed(stored, kind, version, names.give(f"{FOLDER}{safe_name(stored.name)}"))
        for stored, kind, version in _files(letter)
    ]


def _files(letter: FeedbackLetter) -> Iterator[tuple[StoredFile, str, str]]:
    review = letter.round.review_id
    handed_over = DocumentVersion.unscoped.to_submit(review)
    for version in handed_over:
        yield version.file, str(version.document), str(version.number)
    answers = Revision.unscoped.filter(item__letter=letter, superseded_by__isnull=True)
    spoken_of = (
        Q(letters=letter)
        | Q(revisions__in=answers)
        | Q(updates__action__recommendation__review=review)
    )
    others = StoredFile.unscoped.filter(spoken_of).exclude(
        pk__in=[version.file_id for version in handed_over]
    )
    for stored in others.distinct().order_by("kind", "pk"):
        yield stored, str(stored.get_kind_display()), ""


def document_of(file: Enclosed, *, embedded: bool) -> Document:
    """What the pack prints of a file; one that is in the PDF too says under which name."""
    stored = file.stored
    where = file.name if embedded else ""
    return Document(
        stored.name, file.kind, stored.size, stored.sha256, stored.at, file.version, where
    )


def with_files(pdf: bytes, manifest: Manifest, files: Sequence[Enclosed]) -> bytes:
    """The PDF with its manifest inside, and with those of the files that go along in it."""
    attachments = [
        Attachment(MANIFEST, manifest.to_json(), "application/json", "Manifest", Relationship.DATA)
    ]
    for file in files:
        with file.stored.file.open("rb") as opened:
            data = opened.read()
        attachments.append(
            Attachment(
                file.name, data, file.stored.content_type, file.kind, Relationship.SUPPLEMENT
            )
        )
    return attach(pdf, attachments, at=manifest.made_at)


def all_are_whole(files: Sequence[Enclosed]) -> Verdict:
    """Whether every file is there, byte for byte: a pack that gives their checksums vouches for them."""
    lost, changed = [], []
    for file in files:
        try:
            if not file.is_whole:
                changed.append(file.stored.name)
        except FileNotFoundError:
            lost.append(file.stored.name)
    if lost:
        return Verdict(LOST.format(_named(lost)))
    return Verdict(CHANGED.format(_named(changed))) if changed else YES


def _named(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
