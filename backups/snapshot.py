"""The database as it was at one moment, while people go on using it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection, transaction


def one_moment() -> AbstractContextManager[None]:
    """Whatever is read inside was so at the same moment. Nobody who writes has to wait."""
    return MOMENT[connection.vendor]()


@contextmanager
def _of_postgresql() -> Iterator[None]:
    with transaction.atomic(durable=True):
        _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _of_sqlite() -> Iterator[None]:
    """Not `atomic`, which asks for the right to write, and so would keep every writer waiting."""
    _run("BEGIN DEFERRED", "SELECT count(*) FROM django_migrations")  # its first look is the moment
    try:
        yield
    finally:
        _run("ROLLBACK")


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


MOMENT = {"postgresql": _of_postgresql, "sqlite": _of_sqlite}
