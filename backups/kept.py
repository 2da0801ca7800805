"""Every file that a row speaks of, and whether its bytes are there and what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.apps import apps
from django.apps.registry import Apps
from django.core.files.storage import default_storage
from django.db import models

MISSING, CHANGED = "is missing", "is not what it was"
PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A file, by the row that speaks of it. Its stored name tells nothing; its digest is the row's."""

    label: str
    key: int
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileFault:
    kept: Kept
    what: str

    def __str__(self) -> str:
        return f"The file of {self.kept.label} {self.kept.key} {self.what}."


def file_fields(registry: Apps = apps) -> dict[str, str]:
    """The field that names a file, for each model that keeps one beside its SHA-256."""
    return {
        model._meta.label: field.name
        for model in registry.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
    }


def spoken_of() -> Iterator[Kept]:
    """Every file that is kept, in the order of the rows."""
    for label, field in file_fields().items():
        rows: Any = models.QuerySet(apps.get_model(label)).exclude(**{field: ""}).order_by("pk")
        for row in rows.values_list("pk", field, "sha256").iterator():
            yield Kept(label, *row)


def is_spoken_of(kept: Kept) -> bool:
    """Whether the row is there still, and names this file."""
    rows: Any = models.QuerySet(apps.get_model(kept.label))
    return rows.filter(**{"pk": kept.key, file_fields()[kept.label]: kept.name}).exists()


def faults(kept: Iterable[Kept]) -> Iterator[FileFault]:
    for each in kept:
        if what := _what_is_wrong_with(each):
            yield FileFault(each, what)


def _what_is_wrong_with(kept: Kept) -> str:
    try:
        with default_storage.open(kept.name) as file:
            return "" if digest_of(file) == kept.sha256 else CHANGED
    except OSError:
        return MISSING


def digest_of(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()
