"""What the database itself refuses: to change or remove a row that is history, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython

# Each statement by the name of the trigger that it makes. SQLite's REPLACE removes a row without
# asking the trigger for removals, so a row with a key that is taken is refused as well.
MAKE = {
    "postgresql": {
        "{table}_row_kept": "CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()",
        "{table}_table_kept": "CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_kept()",
    },
    "sqlite": {
        "{table}_not_updated": "CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{why}'); END",
        "{table}_not_deleted": "CREATE TRIGGER {name} BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{why}'); END",
        "{table}_not_replaced": "CREATE TRIGGER {name} BEFORE INSERT ON {table} "
        "WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) "
        "BEGIN SELECT RAISE(ABORT, '{why}'); END",
    },
}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION '{why}' USING ERRCODE = 'restrict_violation'; END $$"
)
BEFORE = {"postgresql": [FUNCTION], "sqlite": []}
DROP = {
    "postgresql": ["DROP FUNCTION IF EXISTS {table}_is_kept() CASCADE"],  # and its triggers
    "sqlite": [f"DROP TRIGGER IF EXISTS {name}" for name in MAKE["sqlite"]],
}
STANDING = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def append_only(label: str) -> RunPython:
    """The operation of a migration that guards a model, "room.Model".

    SQLite loses the triggers of a table that a later migration makes anew: repeat this after it.
    """
    return RunPython(
        lambda apps, editor: guard(editor.connection, apps.get_model(label)),
        lambda apps, editor: lift(editor.connection, apps.get_model(label)),
    )


def guard(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """An update or a removal is an IntegrityError from here on. A guard that stands is made anew."""
    lift(connection, model)
    making = (text.replace("{name}", name) for name, text in MAKE[connection.vendor].items())
    _run(connection, model, [*BEFORE[connection.vendor], *making])


def lift(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    _run(connection, model, DROP[connection.vendor])


@contextmanager
def lifted(connection: BaseDatabaseWrapper, *guarded: type[models.Model]) -> Iterator[None]:
    """For a migration that must put history right. Nobody else finds the guard away."""
    with transaction.atomic(using=connection.alias):
        for model in guarded:
            lift(connection, model)
        yield
        for model in guarded:
            guard(connection, model)


def is_guarded(connection: BaseDatabaseWrapper, model: type[models.Model]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    return {name.format(**_words(model)) for name in MAKE[connection.vendor]} <= standing


def _run(connection: BaseDatabaseWrapper, model: type[models.Model], texts: list[str]) -> None:
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(text.format(**_words(model)))


def _words(model: type[models.Model]) -> dict[str, Any]:
    table, fields = model._meta.db_table, model._meta.local_concrete_fields
    return {
        "table": table,
        "taken": " OR ".join(f"{f.column} = NEW.{f.column}" for f in fields if f.unique),
        "why": f"{table} rows are only ever added",
    }
