"""Makes every text that people wrote into something else, at the moment when it is read from the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import models

from dhr_qa.tests.test_architecture import OURS

# What the code reads as a key, a secret or a place on the disk, and no person writes.
CODES = {
    "changes", "content_type", "digest", "email", "file", "fingerprint", "href", "key", "kind", "layout",
    "origin", "password", "previous", "request", "sha256", "subject", "subject_id", "token", "verb",
}  # fmt: skip


# Texts that hold several texts by their names, as JSON: each of those is somebody's words.
OF_TEXTS = {"drafts.Draft.typed", "drafts.Draft.unseen"}


def free_texts() -> Iterator[models.Field[Any, Any]]:
    """The columns of ours in which somebody's own words stand."""
    for model in OURS:
        for field in model._meta.concrete_fields:
            text = isinstance(field, models.CharField | models.TextField)
            if text and not field.choices and field.name not in CODES:
                yield field


def read_as(monkeypatch: Any, change: Callable[[str], str]) -> None:
    def changed(value: Any, expression: Any, connection: Any) -> Any:
        return change(value) if value else value

    def changed_inside(value: Any, expression: Any, connection: Any) -> Any:
        found = json.loads(value)
        return json.dumps({name: [*map(change, texts)] for name, texts in found.items()})

    for field in free_texts():
        holds_several = f"{field.model._meta.label}.{field.name}" in OF_TEXTS
        to = changed_inside if holds_several else changed
        monkeypatch.setattr(field, "from_db_value", to, raising=False)
        field.__dict__.pop("cached_col", None)  # it remembers how it is read
