"""What is put back is what was backed up: every row, every file, and the service goes on from there."""

from __future__ import annotations

import pytest
from django.db import connection

from backups.tables import LEFT_OUT
from backups.tests.conftest import Place

pytestmark = pytest.mark.django_db
ADDED = {"audit.Event", "audit.EventDetail"}  # each place tells of one thing more than the other


@pytest.fixture(scope="module")
def restored(copied, backup_file):
    place = copied()
    place.does("command", "restore", backup_file)
    return place


def told_by(place):
    """Every row of the service, without those that are not in a backup."""
    return {label: rows for label, rows in place.rows().items() if label not in LEFT_OUT}


def test_every_row_and_every_file_comes_back(lived_in, restored):
    before, after = told_by(lived_in), told_by(restored)

    assert {label for label in before if before[label] != after[label]} == ADDED
    for label in ADDED:  # the place that was backed up may have gone on since
        *told, _restored = after[label]
        assert told == before[label][: len(told)]
    assert [label for label, rows in before.items() if not rows] == []
    assert restored.files == lived_in.files


@pytest.mark.skipif(connection.vendor == "sqlite", reason="needs both databases")
def test_backup_goes_into_the_other_database_and_back(
    copied, nursery, lived_in, backup_file, tmp_path
):
    """Into SQLite, where there is no table yet, and from there into PostgreSQL again."""
    other, back = Place(nursery, str(tmp_path / "db.sqlite3"), tmp_path), copied()

    other.does("command", "restore", backup_file)
    other.does("command", "backup", tmp_path / "second.age")
    back.does("command", "restore", tmp_path / "second.age")

    before, there, again = map(told_by, (lived_in, other, back))
    assert {label for label in before if before[label] != there[label]} == ADDED
    assert {label for label in before if before[label] != again[label]} == ADDED
    assert other.files == back.files == lived_in.files
    for place in (other, back):
        place.does("check")
        place.does("look_around")


def test_service_that_was_put_back_is_whole_and_goes_on(restored):
    restored.does("check")
    restored.does("command", "verify_audit")

    restored.does("look_around")

    restored.does("check")
