"""Looks into the files that are handed over: in a task, because that takes seconds, and apart even from that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from documents.models import DocumentVersion
from packs.models import LOOKED_AT, FileLook
from printing.looking import DocxFacts, PdfFacts
from reviews.files import DOCX, PDF
from reviews.models import StoredFile
from sandbox.apart import apart
from sandbox.limits import Limits

PATIENCE = timedelta(minutes=15)  # longer than a task may work
LIMITS = Limits(work=120, clock=180.0)
LOOKS: dict[str, tuple[str, type[PdfFacts] | type[DocxFacts]]] = {
    PDF.content_type: ("printing.looking.look_at_pdf", PdfFacts),
    DOCX.content_type: ("printing.looking.look_at_docx", DocxFacts),
}


@task()
def look_at(pk: int) -> None:
    """Write down what is found in one kept file."""
    stored = StoredFile.unscoped.get(pk=pk)
    with stored.file.open("rb") as file:
        facts = asdict(facts_of(file.read(), stored.content_type))
    FileLook.unscoped.filter(file=stored).update(facts=facts, edition=FileLook.EDITION)


def facts_of(data: bytes, content_type: str) -> PdfFacts | DocxFacts:
    """What a look that came to no end says: no more than that nobody can read the file."""
    path, kind = LOOKS[content_type]
    try:
        return apart(path, data, returns=kind, refusal=Unlookable, limits=LIMITS)
    except Unlookable:
        return kind(size=len(data), unreadable=True)


class Unlookable(Exception):
    """The look was ended from outside."""


def ask_for_looks(versions: Iterable[DocumentVersion]) -> None:
    """Have the documents looked at at which nobody has. What is found is no event: the file says it itself.

    A look that came to nothing, because its process died, is asked for again after a while.
    """
    new = [version.file for version in versions if version.file.content_type in LOOKED_AT]
    if not new:
        return
    now = timezone.now()
    known = FileLook.unscoped.filter(file__in=new, edition=FileLook.EDITION)
    known = known.filter(Q(facts__isnull=False) | Q(asked_at__gt=now - PATIENCE))
    asked = set(known.values_list("file", flat=True))
    for file in new:
        if file.pk not in asked:
            FileLook.unscoped.update_or_create(
                file=file, defaults={"edition": FileLook.EDITION, "facts": None, "asked_at": now}
            )
            look_at.enqueue(file.pk)
