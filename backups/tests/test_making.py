"""A backup holds what was so at one moment, is closed for everybody without its key, and is not made in silence."""

from __future__ import annotations

import io
import stat
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.actions import add_organisation
from accounts.models import Organisation
from audit.models import Event
from backups.faults import BackupFault
from backups.kept import MISSING, FileFault, Kept
from backups.keys import NEEDS_THE_OTHER_HALF, NO_KEY, NOT_A_KEY
from backups.making import DISPOSED, EMPTY, NOT_UP_TO_DATE, NOT_WHOLE, Writing, make_backup
from backups.manifest import NotHere
from backups.reading import Reading, Rows
from backups.snapshot import one_moment
from backups.tests.conftest import IDENTITY


def refused(*words):
    with pytest.raises(CommandError) as error:
        call_command(*map(str, words))
    return str(error.value), error.value.returncode


def test_that_it_was_made_is_the_last_event_in_it(lived_in, backup_file, members):
    last = members["rows/audit.Event/000001.jsonl"].splitlines()[-1]

    assert b'"verb":"backups.made"' in last
    assert b'"actor_name":"the command line"' in last


def test_backup_is_for_its_owner_alone(backup_file):
    assert stat.S_IMODE(backup_file.stat().st_mode) == 0o600


def test_backup_says_what_is_in_it_and_its_head(copied, lived_in, tmp_path):
    done = lived_in.does("command", "backup", tmp_path / "it.age")

    told = lived_in.does("command", "verify_backup", tmp_path / "it.age").said
    assert done.said.splitlines()[0].endswith("10 files are in it.age.")
    assert told.splitlines()[-1] == done.said.splitlines()[-1]


@pytest.fixture
def torn(copied, lived_in):
    """A service of which one file is gone and another one was changed."""
    place = copied(lived_in)
    gone, changed = sorted((place.var / "files").iterdir())[:2]
    gone.unlink()
    changed.write_bytes(changed.read_bytes() + b"x")
    return place


def test_files_at_fault_are_named_and_no_backup_is_made(torn, tmp_path):
    done = torn.asked("command", "backup", tmp_path / "it.age")
    looked = torn.asked("command", "verify_files")

    *named, last = done.said.splitlines()
    assert (done.status, last) == (1, NOT_WHOLE)
    assert sorted(line.partition(" is ")[2] for line in named) == ["missing.", "not what it was."]
    assert looked.said.splitlines() == [*named, "2 of 10 files are not as they were kept."]
    assert (looked.status, list(tmp_path.iterdir())) == (1, [])


def test_backup_with_files_at_fault_says_so_wherever_it_goes(torn, copied, tmp_path):
    path, other = tmp_path / "it.age", copied()

    made = torn.does("command", "backup", "--allow-faults", path).said
    verified = torn.does("command", "verify_backup", path).said
    restored = other.does("command", "restore", path).said

    named = [line for line in made.splitlines() if line.startswith("The file of ")]
    assert len(named) == 2
    for line in named:
        assert f"It was made without this: {line[0].lower()}{line[1:]}" in verified
        assert line in restored


@pytest.mark.parametrize(
    ("key", "why"), [("", NO_KEY), ("a long passphrase", NOT_A_KEY), ("age1nonsense", NOT_A_KEY)]
)
def test_backup_without_a_key_is_refused(settings, tmp_path, key, why):
    settings.BACKUP_KEY = key

    assert refused("backup", tmp_path / "it.age") == (why, 1)
    assert list(tmp_path.iterdir()) == []


def test_public_half_of_a_key_closes_and_does_not_open(
    settings, django_db_serialized_rollback, transactional_db, tmp_path
):
    add_organisation(name="Southmoor CSP", by=None)
    settings.BACKUP_KEY = str(IDENTITY.to_public())

    call_command("backup", str(tmp_path / "it.age"))

    assert refused("verify_backup", tmp_path / "it.age") == (NEEDS_THE_OTHER_HALF, 1)
    settings.BACKUP_KEY = str(IDENTITY)
    call_command("verify_backup", str(tmp_path / "it.age"))


def test_service_in_which_nothing_happened_is_not_backed_up(db, tmp_path):
    with pytest.raises(BackupFault, match=EMPTY):
        make_backup(tmp_path / "it.age", [])


def test_database_of_another_release_is_not_backed_up(cast, tmp_path):
    last = MigrationLoader(connection).graph.leaf_nodes("packs")[0]
    MigrationRecorder(connection).record_unapplied(*last)
    events = Event.objects.count()

    with pytest.raises(BackupFault, match=NOT_UP_TO_DATE):
        make_backup(tmp_path / "it.age", [])

    assert Event.objects.count() == events


def test_file_that_was_disposed_of_meanwhile_is_no_fault(db):
    kept = Kept("reviews.StoredFile", 999, "gone.bin", "0" * 64)
    writing = Writing(io.BytesIO())

    faults = list(writing.files([kept]))

    assert faults == [FileFault(kept, MISSING)]
    assert writing.end(faults).not_here == [NotHere("reviews.StoredFile 999", "gone.bin", DISPOSED)]


def test_long_table_is_written_in_parts(cast, monkeypatch):
    monkeypatch.setattr("backups.making.PART", 1000)
    out = io.BytesIO()
    writing = Writing(out)

    writing.rows()
    writing.end([])

    parts = [entry for entry in writing.entries if entry.name.startswith("rows/audit.Event/")]
    out.seek(0)
    read = [item for item in Reading().items(out) if isinstance(item, Rows)]
    numbers = [row["number"] for part in read if part.label == "audit.Event" for row in part.rows]
    assert len(parts) > 3
    assert max(entry.size for entry in parts) < 1600
    assert numbers == list(range(1, Event.objects.count() + 1))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nobody_waits_for_a_backup_and_it_sees_one_moment():
    def write():
        add_organisation(name="Southmoor CSP", by=None)
        connection.close()

    with one_moment():
        before = Organisation.unscoped.count()
        writer = Thread(target=write)
        writer.start()
        writer.join(timeout=10)
        assert not writer.is_alive()
        assert Organisation.unscoped.count() == before

    assert Organisation.unscoped.count() == before + 1
