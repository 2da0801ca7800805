"""What every test may use: the cast, and a place of its own for the files that it keeps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings as attempts

from reviews.tests.factories import Cast

pytest_plugins = ["audit.tests.emptying"]
# A machine that has much to do is no fault of the code: what may take how long is measured elsewhere.
attempts.register_profile("ours", deadline=None)
attempts.load_profile("ours")


def pytest_make_parametrize_id(val: Any) -> str | None:
    """Bytes and long texts make no names: those of an archive differ from one second to the next."""
    is_long = isinstance(val, str) and len(val) > 80
    return type(val).__name__ if is_long or isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def files_of_their_own(settings: Any, tmp_path: Any) -> None:
    """What a test keeps goes to a place of its own."""
    storages = {name: dict(backend) for name, backend in settings.STORAGES.items()}
    storages["default"]["OPTIONS"] = storages["default"]["OPTIONS"] | {"location": tmp_path}
    settings.STORAGES = storages


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
