"""Every text that an installation holds, wherever it stands: in any table, and in any file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

WORD = re.compile(r"[^\W_]{4,}")


def words_in(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def words_of_rows(rows: Any) -> set[str]:
    """The words of all texts of these rows; of which tables they are does not matter."""
    model = rows.model
    names = [one.attname for one in model._meta.local_fields if not one.is_relation]
    said = (
        json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows.values(*names)
    )
    return {word for text in said for word in words_in(text)}


def everywhere() -> set[str]:
    """The words of every row of every table, as the database itself gives them."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- a name of ours
            for row in cursor.fetchall():
                found |= words_in(" ".join(map(str, row)))
    return found


def files() -> Iterator[Path]:
    return (
        path
        for path in Path(settings.STORAGES["default"]["OPTIONS"]["location"]).rglob("*")
        if path.is_file()
    )


def tables() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if not model._meta.proxy]
