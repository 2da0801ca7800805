"""Bytes that no row speaks of are removed, and no others."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from reviews.actions import keep_file
from reviews.models import FileKind
from reviews.tests.factories import evidence

HOUR = 60 * 60


def left(name, *, age):
    """Bytes without a row, as an upload that failed half-way leaves them."""
    default_storage.save(name, ContentFile(b"left over"))
    return aged(name, age)


def aged(name, age):
    then = time.time() - age
    os.utime(default_storage.path(name), (then, then))
    return name


def names():
    return sorted(default_storage.listdir(".")[1])


@pytest.fixture
def stored(cast):
    file = keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)
    return aged(file.file.name, 2 * HOUR)


def test_sweep_removes_only_old_bytes_without_a_row(stored, capsys):
    left("old.bin", age=HOUR + 60)
    young = left("young.bin", age=HOUR - 60)

    call_command("sweep_files")

    assert names() == sorted([stored, young])
    assert capsys.readouterr().out == "removed one file that no row refers to\n"


def test_sweep_again_finds_nothing(stored, capsys):
    call_command("sweep_files")

    assert (names(), capsys.readouterr().out) == ([stored], "")


def test_sweep_before_anything_was_kept(db, settings, tmp_path, capsys):
    Path(tmp_path).rmdir()

    call_command("sweep_files")

    assert capsys.readouterr().out == ""
