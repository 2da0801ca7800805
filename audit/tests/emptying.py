"""A test with real transactions empties every table at its end, history with the rest.

Only in that moment, and only in tests, the guard is lifted: `manage.py flush` stays refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from audit.triggers import history, lifted

as_django_does = BaseDatabaseOperations.execute_sql_flush


def emptied(operations: BaseDatabaseOperations, statements: list[str]) -> None:
    connection: Any = operations.connection
    with lifted(connection, *history()):
        as_django_does(operations, statements)


@pytest.fixture(scope="session", autouse=True)
def history_is_emptied_between_tests() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", emptied)
        yield
