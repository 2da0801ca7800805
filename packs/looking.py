"""Looks into the files that are handed over, in a task, because that takes seconds and the files come from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from documents.models import DocumentVersion
from packs.models import LOOKED_AT, FileLook
from printing.looking import look_at_docx, look_at_pdf
from reviews.files import DOCX, PDF
from reviews.models import StoredFile

PATIENCE = timedelta(minutes=15)  # longer than a task may work
LOOKS: dict[str, Callable[[bytes], Any]] = {
    PDF.content_type: look_at_pdf,
    DOCX.content_type: look_at_docx,
}


@task()
def look_at(pk: int) -> None:
    """Write down what is found in one kept file."""
    stored = StoredFile.unscoped.get(pk=pk)
    with stored.file.open("rb") as file:
        facts = asdict(LOOKS[stored.content_type](file.read()))
    FileLook.unscoped.filter(file=stored).update(facts=facts, edition=FileLook.EDITION)


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
