"""Which tables are in a backup: every one of the service, but for those that are named here with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db import connection, models

MADE_BY_DJANGO = "Django makes it anew in each database"
NOBODY_HAS_ONE = "nobody here has one: roles say who may do what"
SIGN_IN_AGAIN = "people sign in again"
RUNS_OUT = "it runs out by itself, and can be asked for again"
Row = dict[str, Any]

LEFT_OUT = {
    "contenttypes.ContentType": MADE_BY_DJANGO,
    "auth.Permission": MADE_BY_DJANGO,
    "auth.Group": NOBODY_HAS_ONE,
    "auth.Group_permissions": NOBODY_HAS_ONE,
    "sessions.Session": SIGN_IN_AGAIN,
    "usersessions.UserSession": SIGN_IN_AGAIN,
    "account.EmailConfirmation": RUNS_OUT,
    "socialaccount.SocialToken": RUNS_OUT,
    "audit.Permit": "it stands within one transaction, and lets history be removed",
    "django_tasks_database.DBTaskResult": "what waited is begun again from its own row",
}
# What a migration puts in, which a restore replaces by the rows of the backup.
FILLED_BY_MIGRATIONS = ("feedback.Theme",)
IN_ANOTHER_ORDER = {"audit.Event": "number"}  # the order of its chain


def tables(registry: Apps = apps) -> list[type[models.Model]]:
    """Every model whose rows are in a backup, many-to-many tables among them."""
    found = (
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    )
    return sorted(found, key=lambda model: model._meta.label)


def every_row(model: type[models.Model]) -> Iterator[Row]:
    """Each row by the names of its columns, past every manager; a million take no more memory than ten."""
    fields: list[Any] = list(model._meta.local_concrete_fields)
    order = IN_ANOTHER_ORDER.get(model._meta.label, model._meta.pk.attname)
    columns, names = [f.column for f in fields], [f.attname for f in fields]
    rows = models.QuerySet(model).order_by(order).values_list(*names).iterator(chunk_size=1000)
    return (dict(zip(columns, row, strict=True)) for row in rows)


def next_keys(registry: Apps = apps) -> dict[str, int]:
    """The number that the next row of each table will get: that of a row that was removed comes never again."""
    counted = [model for model in tables(registry) if isinstance(model._meta.pk, models.AutoField)]
    return {model._meta.label: NEXT_KEY[connection.vendor](model) for model in counted}


def count_on(model: type[models.Model], following: int) -> None:
    """Have the next row numbered as the backup says, or after the last one that is there."""
    last = models.QuerySet(model).aggregate(last=models.Max("pk"))["last"] or 0
    COUNT_ON[connection.vendor](model, max(following, last + 1))


def _asked(question: str, *given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchone()


def _done(*statements: tuple[str, list[Any]]) -> None:
    with connection.cursor() as cursor:
        for statement, given in statements:
            cursor.execute(statement, given)


def _sequence(model: type[models.Model]) -> str:
    table, key = model._meta.db_table, model._meta.pk.column
    name: str = _asked("SELECT pg_get_serial_sequence(%s, %s)", f'"{table}"', key)[0]
    return name


def _next_of_postgresql(model: type[models.Model]) -> int:
    last, used = _asked(f"SELECT last_value, is_called FROM {_sequence(model)}")  # noqa: S608
    return int(last) + bool(used)


def _next_of_sqlite(model: type[models.Model]) -> int:
    row = _asked("SELECT seq FROM sqlite_sequence WHERE name = %s", model._meta.db_table)
    return (row[0] if row else 0) + 1


def _count_on_postgresql(model: type[models.Model], following: int) -> None:
    _done(("SELECT setval(%s, %s, false)", [_sequence(model), following]))


def _count_on_sqlite(model: type[models.Model], following: int) -> None:
    table = model._meta.db_table
    _done(
        ("DELETE FROM sqlite_sequence WHERE name = %s", [table]),
        ("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, following - 1]),
    )


NEXT_KEY = {"postgresql": _next_of_postgresql, "sqlite": _next_of_sqlite}
COUNT_ON = {"postgresql": _count_on_postgresql, "sqlite": _count_on_sqlite}
