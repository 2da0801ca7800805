"""What the database itself refuses: to change or remove a row that is history, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython

from audit.models import AppendOnlyModel


class Guard(Enum):
    """How a table is guarded; the value ends the name of the trigger that refuses removals."""

    FOR_EVER = ""
    TILL_DISPOSAL = "_till_disposal"  # a removal is let through while the transaction has a permit


# Each statement by the name of the trigger that it makes. SQLite's REPLACE removes a row without
# asking the trigger for removals, so a row with a key that is taken is refused as well.
MAKE = {
    "postgresql": {
        "{table}_row_kept{kind}": "CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {table}_is_kept()",
        "{table}_table_kept": "CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_kept()",
    },
    "sqlite": {
        "{table}_not_updated": "CREATE TRIGGER {name} BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{why}'); END",
        "{table}_not_deleted{kind}": "CREATE TRIGGER {name} BEFORE DELETE ON {table} {unless}"
        "BEGIN SELECT RAISE(ABORT, '{why}'); END",
        "{table}_not_replaced": "CREATE TRIGGER {name} BEFORE INSERT ON {table} BEGIN {taken} END",
    },
}
TAKEN = (
    "SELECT RAISE(ABORT, '{table} rows are only ever added, and this {columns} is taken') "
    "WHERE EXISTS (SELECT 1 FROM {table} WHERE {same});"
)
UNLESS = {
    "postgresql": "IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_permit) "
    "THEN RETURN OLD; END IF; ",
    "sqlite": "WHEN NOT EXISTS (SELECT 1 FROM audit_permit) ",
}
FUNCTION = (
    "CREATE OR REPLACE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN {unless}RAISE EXCEPTION '{why}' USING ERRCODE = 'restrict_violation'; END $$"
)
BEFORE = {"postgresql": [FUNCTION], "sqlite": []}
DROP = {
    "postgresql": ["DROP FUNCTION IF EXISTS {table}_is_kept() CASCADE"],  # and its triggers
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {name.replace('{kind}', kind.value)}"
        for name in MAKE["sqlite"]
        for kind in Guard
    ],
}
STANDING = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def append_only(*labels: str, disposable: bool = False) -> RunPython:
    """The operation of a migration that guards models, each "room.Model".

    SQLite loses the triggers of a table that a later migration makes anew: repeat this after it.
    What is `disposable` can be removed with a permit (audit/removal.py); it is never changed.
    """
    kind = Guard.TILL_DISPOSAL if disposable else Guard.FOR_EVER

    def forwards(apps: Any, editor: Any) -> None:
        for label in labels:
            guard(editor.connection, apps.get_model(label), kind)

    def backwards(apps: Any, editor: Any) -> None:
        for label in labels:
            lift(editor.connection, apps.get_model(label))

    return RunPython(forwards, backwards)


def guard(
    connection: BaseDatabaseWrapper, model: type[models.Model], kind: Guard = Guard.FOR_EVER
) -> None:
    """An update or a removal is an IntegrityError from here on. A guard that stands is made anew."""
    lift(connection, model)
    making = (text.replace("{name}", name) for name, text in MAKE[connection.vendor].items())
    _run(connection, model, [*BEFORE[connection.vendor], *making], kind)


def lift(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    _run(connection, model, DROP[connection.vendor])


@contextmanager
def lifted(connection: BaseDatabaseWrapper, *guarded: type[models.Model]) -> Iterator[None]:
    """For a migration that must put history right. Nobody else finds the guards away."""
    standing = guards(connection, guarded)
    with transaction.atomic(using=connection.alias):
        for model in standing:
            lift(connection, model)
        yield
        for model, kind in standing.items():
            guard(connection, model, kind)


def guards(
    connection: BaseDatabaseWrapper, of: Iterable[type[models.Model]]
) -> dict[type[models.Model], Guard]:
    """How each model is guarded; a model that is not guarded is not there."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}
    return {
        model: kind
        for model in of
        for kind in Guard
        if {name.format(**_words(model, kind)) for name in MAKE[connection.vendor]} <= standing
    }


def guard_of(model: type[models.Model]) -> Guard:
    """How a model of today is to be guarded."""
    return Guard.FOR_EVER if getattr(model, "kept_for_ever", False) else Guard.TILL_DISPOSAL


def is_guarded(connection: BaseDatabaseWrapper, model: type[models.Model]) -> bool:
    return model in guards(connection, [model])


def history() -> list[type[models.Model]]:
    """Every model whose rows are only ever added, and the tables that say what belongs to them."""
    rows: list[Any] = [m for m in apps.get_models() if issubclass(m, AppendOnlyModel)]
    joined = [field.remote_field.through for model in rows for field in model._meta.many_to_many]
    return [*rows, *joined]


def _run(
    connection: BaseDatabaseWrapper,
    model: type[models.Model],
    texts: list[str],
    kind: Guard = Guard.FOR_EVER,
) -> None:
    disposable = kind is Guard.TILL_DISPOSAL
    words = _words(model, kind) | {"unless": UNLESS[connection.vendor] if disposable else ""}
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(text.format(**words))


def _words(model: type[models.Model], kind: Guard) -> dict[str, Any]:
    table = model._meta.db_table
    return {
        "table": table,
        "kind": kind.value,
        "taken": " ".join(_taken(table, columns) for columns in _keys(model)),
        "why": f"{table} rows are only ever added",
    }


def _taken(table: str, columns: list[str]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    return TAKEN.format(table=table, columns=", ".join(columns), same=same)


def _keys(model: type[models.Model]) -> Iterator[list[str]]:
    """The columns of everything that no two rows have in common."""
    meta: Any = model._meta
    yield from ([field.column] for field in meta.local_concrete_fields if field.unique)
    together = [one.fields for one in meta.total_unique_constraints]
    for names in [*together, *meta.unique_together]:
        yield [meta.get_field(name).column for name in names]
