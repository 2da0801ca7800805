"""A copy for training: as many rows, the same shape, files that open, and not one word or name of the original."""

from __future__ import annotations

import io
import re
import sqlite3
from types import SimpleNamespace

import docx
import pikepdf
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.test import override_settings
from django.utils import timezone

from actionplans.models import Action
from audit.models import Event
from audit.triggers import history, lifted
from dhr_qa.tests.world import World
from drafts import keeping as drafts
from retention.anonymising import columns
from retention.anonymising import inventing as made_up
from retention.anonymising.copying import NotMade, copy_all
from retention.anonymising.samples import TYPES, sample_of

TELLING = re.compile(rb"zq[0-9]+x[0-9]+", re.IGNORECASE)
SPACED = re.compile(r"\w \w")
# What only the service writes, or what would no longer be there if it were other words.
LEFT = {"reviews.StoredFile.content_type", "notices.Notice.href"}


def speak(at, row, field):
    """A word that no other column of any row has, in place of what stands there."""
    value, word = getattr(row, field.attname), f"Zq{at}x{row.pk}"
    if not value:
        return None
    return _spoken(value, word) if isinstance(field, models.JSONField) else word


def _spoken(value, word):
    """JSON of the same build, in which every text of several words is this one."""
    if isinstance(value, dict):
        return {key: _spoken(inner, word) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spoken(inner, word) for inner in value]
    return word if isinstance(value, str) and SPACED.search(value) else value


def give_everything_a_word_of_its_own():
    """Each text of each column of which the table says what becomes of it; how many columns that were."""
    rules = {k for k, rule in columns.COLUMNS.items() if rule is not made_up.kept} - LEFT
    every = {
        f"{f.model._meta.label}.{f.name}": f
        for m in apps.get_models()
        for f in m._meta.local_fields
    }
    texts = [every[name] for name in sorted(rules) if not isinstance(every[name], columns.PLAIN)]
    with lifted(connection, *history()), connection.cursor() as cursor:
        for at, field in enumerate(f for f in texts if not f.choices):
            for row in models.QuerySet(field.model):
                if word := speak(at, row, field):
                    _write(cursor, row, field, word)
    return len(texts)


def _write(cursor, row, field, word):
    meta, quote = field.model._meta, connection.ops.quote_name
    value = field.get_db_prep_save(word, connection)
    cursor.execute(
        f"UPDATE {quote(meta.db_table)} SET {quote(field.column)} = %s"  # noqa: S608 -- names of ours
        f" WHERE {quote(meta.pk.column)} = %s",
        [value, row.pk],
    )


@pytest.fixture(scope="module")
def copy(django_db_setup, django_db_blocker, tmp_path_factory):
    """A copy of the world; making its tables takes some seconds, so it is made once."""
    folder = tmp_path_factory.mktemp("copy")
    own = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder / "own"},
    }
    storages = override_settings(STORAGES=settings.STORAGES | {"default": own})
    with storages, django_db_blocker.unblock(), transaction.atomic():
        world = World()
        drafts.keep(world.alice, "/", {"text": "Zq9999x1 unsaved"})
        Session.objects.create(
            session_key="zq9998x1", session_data="Zq9997x1", expire_date=timezone.now()
        )
        spoken = give_everything_a_word_of_its_own()
        book, written = copy_all(folder / "copy.sqlite3", folder / "files")
        counts = {model._meta.label: models.QuerySet(model).count() for model in columns.copied()}
        days = list(models.QuerySet(Action).values_list("pk", "completed_on"))
        transaction.set_rollback(True)
    with sqlite3.connect(folder / "copy.sqlite3") as database:
        yield SimpleNamespace(**locals())


def test_copy_holds_no_word_of_the_original(copy):
    files = [copy.folder / "copy.sqlite3", *(copy.folder / "files").iterdir()]

    told = {word for path in files for word in TELLING.findall(path.read_bytes())}
    names = [path.name for path in files if TELLING.search(path.name.encode())]

    assert copy.spoken > 100
    assert len(files) > 5
    assert (told, names) == (set(), [])


def test_copy_has_as_many_rows(copy):
    assert dict(copy.written) == copy.counts
    assert min(copy.counts["reviews.Review"], copy.counts["packs.Pack"]) > 0


def test_copy_says_nothing_of_sessions_and_events(copy):
    left = (
        "audit_event",
        "audit_eventdetail",
        "django_session",
        "drafts_draft",
        "agencies_linkuse",
    )

    found = {
        table: copy.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in left
    }

    assert found == dict.fromkeys(left, 0)


def test_everybody_signs_in_with_the_password_that_is_printed(copy):
    users = copy.database.execute("SELECT email, name, password FROM accounts_user").fetchall()

    assert {check_password(copy.book.password, password) for _, _, password in users} == {True}
    assert ("person1@example.org", "Person 1") in {(email, name) for email, name, _ in users}


def test_dates_of_a_review_are_moved_together(copy):
    now = dict(copy.database.execute("SELECT id, completed_on FROM actionplans_action").fetchall())

    moved = {(before - before.fromisoformat(now[pk])).days for pk, before in copy.days if before}
    assert len(moved) == 1
    assert moved.pop() % 7 == 0


def test_files_of_the_copy_are_those_that_its_rows_speak_of(copy):
    rows = copy.database.execute("SELECT file, size FROM reviews_storedfile").fetchall()
    rows += copy.database.execute("SELECT file, size FROM packs_pack").fetchall()

    sizes = {path.name: path.stat().st_size for path in (copy.folder / "files").iterdir()}
    assert sizes == dict(rows)


@pytest.mark.parametrize("content_type", TYPES)
def test_samples_are_what_they_say(content_type):
    from reviews.files import examine

    sample = sample_of(content_type)

    examined = examine(
        sample.data, f"a{sample.suffix}", allowed=tuple(TYPES.values()), max_bytes=1_000_000
    )
    assert examined.type.content_type == content_type


def test_samples_open():
    pdf, word = (next(kind for kind in TYPES if end in kind) for end in ("pdf", "wordprocessing"))

    with pikepdf.open(io.BytesIO(sample_of(pdf).data)) as opened:
        pages = len(opened.pages)
    document = docx.Document(io.BytesIO(sample_of(word).data))

    assert (pages, document.paragraphs[0].text[:27]) == (1, "This file was made up for t")


def test_nothing_is_copied_of_which_nobody_has_said_what_becomes_of_it():
    assert (columns.undeclared(), columns.gone()) == ([], [])


def test_copy_is_refused_while_a_column_is_not_declared(db, tmp_path, monkeypatch):
    monkeypatch.delitem(columns.COLUMNS, "feedback.Comment.text")

    with pytest.raises(CommandError, match=r"what becomes of feedback\.Comment\.text\.$"):
        call_command("anonymised_copy", database=tmp_path / "a", files=tmp_path / "b")

    assert list(tmp_path.iterdir()) == []


def test_copy_goes_over_nothing(db, tmp_path):
    there, folder = tmp_path / "there", tmp_path / "folder"
    there.write_text("mine")
    folder.mkdir()
    (folder / "mine").write_text("mine")

    with pytest.raises(NotMade, match="is there already"):
        copy_all(there, tmp_path / "b")
    with pytest.raises(NotMade, match="is not empty"):
        copy_all(tmp_path / "a", folder)

    assert (there.read_text(), (folder / "mine").read_text()) == ("mine", "mine")


def test_copy_that_fails_leaves_nothing(db, tmp_path, monkeypatch):
    from retention.anonymising import copying

    def breaks(files):
        (files / "half").touch()
        raise OSError

    monkeypatch.setattr(copying, "_make_tables", lambda database: database.touch())
    monkeypatch.setattr(copying, "_fill", breaks)

    with pytest.raises(OSError):  # noqa: PT011 -- whatever it is
        copy_all(tmp_path / "a", tmp_path / "b")

    assert list(tmp_path.iterdir()) == []


def test_command_tells_who_signs_in_and_is_an_event(db, tmp_path, monkeypatch, capsys):
    from collections import Counter

    from retention.management.commands import anonymised_copy as command

    World()
    made = made_up.Book(password="four-plain-words-here"), Counter({"reviews.Review": 3})
    monkeypatch.setattr(command, "copy_all", lambda *_: made)

    call_command("anonymised_copy", database=tmp_path / "a", files=tmp_path / "b")

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 rows written. Sign in as any of these:"
    assert lines[1] == "  person1@example.org  CSP manager of Partnership 1"
    assert lines[-1] == "The password of each is: four-plain-words-here"
    assert Event.objects.latest("pk").changes == {"rows": 3}
