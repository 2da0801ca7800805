"""What was set before, in a storage: whole or not at all, and not for ever."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from django.utils import timezone

from printing.keeping import KeptInStorage

DAY = dt.timedelta(days=1)


@pytest.fixture(params=["disk", "elsewhere"])
def kept(request, tmp_path):
    storage = FileSystemStorage(location=tmp_path) if request.param == "disk" else InMemoryStorage()
    return KeptInStorage(storage)


@pytest.fixture
def on_disk(tmp_path):
    return KeptInStorage(FileSystemStorage(location=tmp_path))


def age(kept, key, days):
    then = (timezone.now() - days * DAY).timestamp()
    os.utime(kept.storage.path(f"printed/{key}"), (then, then))


def test_what_was_put_is_got(kept):
    kept.put("a", b"words")
    kept.put("a", b"words")

    assert (kept.get("a"), kept.get("b")) == (b"words", None)


def test_nothing_is_kept_before_the_first(kept):
    assert (kept.get("a"), kept.prune()) == (None, 0)


def test_damaged_entry_is_forgotten(on_disk):
    on_disk.put("a", b"words")
    path = Path(on_disk.storage.path("printed/a"))
    path.write_bytes(path.read_bytes()[:-1])

    assert (on_disk.get("a"), path.exists()) == (None, False)


def test_nothing_is_left_beside_it(on_disk):
    on_disk.put("a", b"words")

    assert [path.name for path in Path(on_disk.storage.path("printed")).iterdir()] == ["a"]


def test_failed_write_leaves_nothing(on_disk, monkeypatch):
    def full(*given):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        on_disk.put("a", b"words")

    assert list(Path(on_disk.storage.path("printed")).iterdir()) == []


def test_old_entries_are_pruned_and_those_read_lately_stay(on_disk):
    for key in ("old", "read", "new"):
        on_disk.put(key, b"words")
    for key in ("old", "read"):
        age(on_disk, key, 31)
    on_disk.get("read")

    assert on_disk.prune(oldest=30 * DAY) == 1
    assert [key for key in ("old", "read", "new") if on_disk.get(key)] == ["read", "new"]


def test_least_read_are_pruned_until_the_rest_fits(on_disk):
    for days, key in enumerate(("new", "older", "oldest")):
        on_disk.put(key, b"x" * 100)
        age(on_disk, key, days)

    assert on_disk.prune(most=2 * 132) == 1
    assert [key for key in ("new", "older", "oldest") if on_disk.get(key)] == ["new", "older"]
