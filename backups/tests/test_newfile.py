"""A new file is whole or not there, and nobody else's."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from backups.faults import BackupFault
from backups.newfile import BEING_MADE, THERE_ALREADY, new_file
from backups.sealing import sealed
from backups.tests.conftest import IDENTITY


@pytest.fixture
def path(tmp_path):
    return tmp_path / "night.age"


def test_file_is_there_when_it_is_whole(path):
    with new_file(path) as file:
        file.write(b"words")
        assert not path.exists()

    assert path.read_bytes() == b"words"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_failure_leaves_nothing(path):
    with pytest.raises(TypeError), new_file(path) as file:
        file.write("not bytes")

    assert list(path.parent.iterdir()) == []


def test_file_that_is_there_is_left_as_it_is(path):
    path.write_bytes(b"before")

    with pytest.raises(BackupFault) as fault, new_file(path):
        pass

    assert (str(fault.value), path.read_bytes()) == (THERE_ALREADY.format(path=path), b"before")


def test_file_that_came_meanwhile_is_left_as_it_is(path):
    with pytest.raises(BackupFault), new_file(path):
        path.write_bytes(b"meanwhile")

    assert path.read_bytes() == b"meanwhile"


def test_what_a_killed_one_left_is_written_anew(path):
    path.with_name("night.age.part").write_bytes(b"half a backup, and longer than the next one")

    with new_file(path) as file:
        file.write(b"words")

    assert path.read_bytes() == b"words"


def test_two_are_not_written_to_one_place(path):
    with new_file(path) as file:
        file.write(b"first")
        with pytest.raises(BackupFault) as fault, new_file(path):
            pass

    part = path.with_name("night.age.part")
    assert (str(fault.value), path.read_bytes()) == (BEING_MADE.format(path=part), b"first")


def test_link_that_somebody_put_there_is_not_followed(path, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"kept")
    path.with_name("night.age.part").symlink_to(elsewhere)

    with pytest.raises(BackupFault, match=r"night.age.part cannot be written"), new_file(path):
        pass

    assert elsewhere.read_bytes() == b"kept"


def test_folder_that_is_not_there_is_said(tmp_path):
    path = tmp_path / "none" / "night.age"

    with pytest.raises(BackupFault) as fault, new_file(path):
        pass

    assert str(fault.value) == f"{path}.part cannot be written: No such file or directory."


def test_disk_that_is_full_is_said():
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(BackupFault, match=r"The backup cannot be written: .*No space left"),
        sealed(full, [IDENTITY.to_public()]) as out,
    ):
        out.write(bytes(10_000_000))
