"""A restore is refused with a sentence, and leaves nothing behind, unless all of it can be put back."""

from __future__ import annotations

import pytest
from django.db import connection

from backups.migrated import AHEAD
from backups.places import ROWS_THERE
from backups.restoring import DANGLING
from backups.tests.archives import sealed_anew, with_about, with_rows, without

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def empty(copied):
    return copied()


@pytest.fixture
def made_up(tmp_path):
    return tmp_path / "made-up.tar"


def refused(place, path):
    """The sentence, of a restore after which the place is as empty as it was."""
    done = place.asked("command", "restore", path)

    assert done.status == 1
    place.does("be_empty")
    assert list((place.var / "files").glob("*")) == []
    return done.said.strip()


def test_damaged_backup_is_refused_before_anything_is_written(empty, backup_file, tmp_path):
    path = tmp_path / "cut.age"
    path.write_bytes(backup_file.read_bytes()[:-20])

    assert refused(empty, path) == (
        "The backup is not whole: it was changed or cut off after it was written."
    )


def test_service_in_use_is_not_written_over(lived_in, backup_file):
    before = lived_in.rows()

    done = lived_in.asked("command", "restore", backup_file)

    assert (done.status, done.said.strip()) == (1, ROWS_THERE)
    assert lived_in.rows() == before


def test_files_that_are_there_are_not_written_over(empty, backup_file):
    kept = empty.var / "files" / "kept.bin"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(b"Somebody's.")

    done = empty.asked("command", "restore", backup_file)

    assert done.said.strip() == (
        f"{kept.parent} holds files already. Restore into an empty folder: set VAR_DIR, or move them away."
    )
    assert [path.name for path in kept.parent.iterdir()] == ["kept.bin"]
    kept.unlink()
    empty.does("be_empty")


def test_rows_that_speak_of_rows_that_are_not_there_are_refused(empty, members, made_up):
    sealed_anew(made_up, without(members, "rows/accounts.Organisation/000001.jsonl"))

    assert refused(empty, made_up) == DANGLING


def test_table_that_the_release_had_not_is_refused(empty, members, made_up):
    for label in ("sessions.Session", "reviews.Unheard", "auth.Group"):
        sealed_anew(made_up, {**without(members, "manifest.json"), f"rows/{label}/000001.jsonl": b"{}\n", "manifest.json": members["manifest.json"]})  # fmt: skip

        assert refused(empty, made_up) == (
            f"The backup is not whole: it has a table {label}, which its release had not."
        )


def test_row_that_does_not_fit_is_refused(empty, members, made_up):
    def add(rows):
        rows[0]["unheard"] = 1

    sealed_anew(made_up, with_rows(members, "reviews.Review", add))

    assert refused(empty, made_up) == (
        "The backup is not whole: a row does not fit into reviews.Review."
    )


def test_value_that_a_field_cannot_have_is_refused(empty, members, made_up):
    for name, value in (("opened_at", "yesterday"), ("version", "one"), ("opened_at", 7)):

        def bend(rows, name=name, value=value):
            assert name in rows[0]
            rows[0][name] = value

        sealed_anew(made_up, with_rows(members, "reviews.Review", bend))

        assert refused(empty, made_up) == (
            f"The backup is not whole: it holds a value that {name} cannot have."
        )


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite holds it")
def test_text_that_this_database_cannot_hold_is_said_by_its_table(empty, members, made_up):
    for wrong in ("half a \x00 word", "x" * 500):

        def bend(rows, wrong=wrong):
            rows[0]["name"] = wrong

        sealed_anew(made_up, with_rows(members, "reviews.Review", bend))

        assert refused(empty, made_up).startswith(
            "A row of reviews.Review cannot be written here: "
        )


def test_backup_of_a_later_release_is_refused(empty, members, made_up):
    sealed_anew(made_up, with_about(members, migrations=[["reviews", "0999_later"]]))

    assert refused(empty, made_up) == (
        "The backup was made by a later release, which has reviews 0999_later. "
        "Install that release, then restore."
    )


def test_backup_of_an_earlier_release_wants_a_database_without_tables(empty, members, made_up):
    sealed_anew(made_up, before_the_guards(members))

    assert refused(empty, made_up) == AHEAD


def test_backup_of_an_earlier_release_is_migrated_on_the_way(
    without_tables, lived_in, members, tmp_path
):
    """Into a database without tables: to the state of its release, then to that of this one."""
    place = without_tables
    path = sealed_anew(tmp_path / "earlier.tar", before_the_guards(members))

    place.does("command", "restore", path)

    place.does("check")
    place.does("command", "verify_audit")
    assert place.files == lived_in.files


def before_the_guards(members):
    """As a release made it that did not yet guard packs, and was the same otherwise."""
    import json

    steps = json.loads(members["about.json"])["migrations"]
    earlier = [step for step in steps if step != ["packs", "0003_history_is_guarded"]]
    assert len(earlier) == len(steps) - 1
    return with_about(members, migrations=earlier)
