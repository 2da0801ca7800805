"""A process that is killed in the middle of a disposal: the review is whole, or gone with all its files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from retention.belongings import belongings_of
from retention.models import DisposalCertificate
from retention.tests.factories import due, period, waited_for
from reviews.actions import keep_file
from reviews.models import FileKind, Review
from reviews.tests.factories import Cast, evidence

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
# Runs in a process of its own, on the same database, and dies at the call that is named.
DIES = """
import os, signal, sys
import django
from django.conf import settings
name, files, module, function, calls = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = name
settings.STORAGES["default"]["OPTIONS"]["location"] = files
django.setup()
from importlib import import_module
from django.core.management import call_command
module, left = import_module(module), [int(calls)]
own = getattr(module, function)
def dies(*args):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return own(*args)
setattr(module, function, dies)
call_command("dispose")
"""


@pytest.fixture
def hazel(django_db_serialized_rollback, transactional_db):
    """A review with a file whose disposal was agreed long ago."""
    cast = Cast()
    period(cast.northbrook, by=cast.ada)
    review = due(cast.northbrook, by=cast.alice)
    keep_file(review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)
    waited_for(review, by=cast.alice, second=cast.ada)
    return review


def dies_at(function, *, after=0):
    name = connection.settings_dict["NAME"]
    files = settings.STORAGES["default"]["OPTIONS"]["location"]
    told = [str(name), str(files), "retention.removing_actions", function, str(after)]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "dhr_qa.tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", DIES, *told], env=env, cwd=settings.BASE_DIR, check=False
    )
    assert done.returncode == -signal.SIGKILL


@pytest.mark.parametrize(("function", "after"), [("erase_details", 0), ("remove", 4)])
def test_process_killed_before_the_end_leaves_the_review_whole(hazel, function, after):
    before = belongings_of(hazel)

    dies_at(function, after=after)

    assert belongings_of(Review.unscoped.get(pk=hazel.pk)) == before
    assert len(default_storage.listdir(".")[1]) == 1
    assert not DisposalCertificate.unscoped.exists()


def test_files_that_a_killed_process_left_are_removed_by_the_next(hazel):
    dies_at("clear_up")
    (left,) = default_storage.listdir(".")[1]
    os.utime(default_storage.path(left), (0, 0))  # an hour later

    call_command("dispose")

    assert not Review.unscoped.filter(pk=hazel.pk).exists()
    assert DisposalCertificate.unscoped.count() == 1
    assert default_storage.listdir(".")[1] == []
