"""What leaves as a file leaves as a download: no page ever shows somebody's bytes in place."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from dhr_qa.tests.test_tenancy import ROWS
from dhr_qa.tests.world import World
from reviews.actions import keep_file
from reviews.models import FileKind, StoredFile
from reviews.tests.factories import evidence

NAME = re.compile(r'attachment; filename(?:="[\x20-\x7e]+"|\*=utf-8\'\'[\w.%~-]+)')


@pytest.fixture
def world(db):
    return World()


def files_of(world, client):
    """(address, answer) of everything that is no page, as somebody who may have it."""
    for name, (args, _) in ROWS.items():
        answer = client.get(reverse(name, args=args(world)))
        if "Content-Disposition" in answer or not answer["Content-Type"].startswith("text/html"):
            yield name, answer


def test_every_file_is_a_download_that_nothing_can_run_in(world, client):
    client.force_login(world.alice)
    names = set()

    for name, answer in files_of(world, client):
        names.add(name)
        answer.getvalue()
        if answer["Content-Type"] == "application/json":
            assert "Content-Disposition" not in answer
            continue
        assert NAME.fullmatch(answer["Content-Disposition"]), name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'", name
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "no-store" in answer["Cache-Control"], name

    assert names >= {
        "reviews:file",
        "feedback:letter_file",
        "documents:version_file",
        "actionplans:export",
        "packs:download",
    }


HEADER_BREAKING = 'a"; filename="b.html\r\nSet-Cookie: a=b\r\n\r\n<script>Zoë.txt'


def test_name_of_a_file_breaks_no_header(cast, client):
    """The name was made safe when the file was kept; this one was written by nobody's form."""
    stored = keep_file(
        cast.review, evidence(HEADER_BREAKING), kind=FileKind.EVIDENCE, by=cast.alice
    )
    client.force_login(cast.alice)

    answer = client.get(stored.get_absolute_url())

    answer.getvalue()
    assert NAME.fullmatch(answer["Content-Disposition"])
    assert "Set-Cookie" not in answer
    assert answer["Content-Type"] == "text/plain"


def test_bytes_lie_outside_the_web_root_under_a_name_that_tells_nothing(cast, client):
    stored = keep_file(cast.review, evidence("Elm.txt"), kind=FileKind.EVIDENCE, by=cast.alice)
    client.force_login(cast.alice)
    path = StoredFile.unscoped.get(pk=stored.pk).file.path

    assert re.fullmatch(r"[0-9a-f]{32}\.bin", stored.file.name)
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    assert not path.startswith(str(settings.STATIC_ROOT))
    assert client.get(f"/{stored.file.name}").status_code == 404
