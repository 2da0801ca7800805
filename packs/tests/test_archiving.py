"""The ZIP file beside a pack, and the check of either against its manifest."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from access.verdict import Refused
from audit.models import Event
from documents.tests.factories import document_in
from feedback.tests.factories import areas_of, revision_of
from packs.actions import keep_pack
from packs.archiving import archive_of, manifest_of
from packs.making import make_resubmission
from packs.models import Pack, PackKind, Preparation
from printing.manifests import verify_zip
from reviews.models import StoredFile
from reviews.tests.factories import evidence


@pytest.fixture
def items(cast):
    items = areas_of(cast.review, file=evidence("letter.txt"), by=cast.alice)
    revision_of(items[0], evidence=[evidence("minutes.txt", b"Agreed.")], by=cast.alice)
    document_in(cast.review, by=cast.alice)
    return items


@pytest.fixture
def pack(cast, items, qa_round):
    made = make_resubmission(qa_round, cast.alice)
    return keep_pack(qa_round, kind=PackKind.RESUBMISSION, made=made, by=cast.alice)


def written(pack, path):
    path.write_bytes(bytes_of(pack))
    return path


def bytes_of(pack):
    with archive_of(pack) as out:
        return out.read()


def told(capsys, path):
    call_command("verify_pack", str(path))
    return capsys.readouterr().out.splitlines()


def spoiled(path, name, data):
    """The ZIP file with other bytes for one of its members, or without it."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
            elif data is not None:
                new.writestr(info, data)
    path.write_bytes(out.getvalue())


def test_archive_holds_the_pack_its_files_and_the_manifest(pack, tmp_path):
    path = written(pack, tmp_path / "pack.zip")

    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        kept = archive.read("files/minutes.txt")
    assert names == [
        "manifest.json",
        "resubmission-pack-round-1-1.pdf",
        "files/overview_report.txt",
        "files/minutes.txt",
        "files/letter.txt",
    ]
    assert kept == b"Agreed."
    assert verify_zip(path).is_sound


def test_archive_is_the_same_each_time(pack):
    assert bytes_of(pack) == bytes_of(pack)


@pytest.mark.parametrize("data", [None, b"Other words."])
def test_archive_is_refused_when_a_file_is_not_whole(pack, data):
    stored = StoredFile.unscoped.get(name="minutes.txt")
    storage, name = stored.file.storage, stored.file.name
    storage.delete(name)
    if data is not None:
        with storage.open(name, "wb") as file:
            file.write(data)

    with pytest.raises(Refused, match="minutes"):
        archive_of(pack)


def test_archive_is_downloaded_and_noted(cast, client, pack):
    client.force_login(cast.alice)

    response = client.get(reverse("packs:archive", args=[pack.pk]))

    assert response["Content-Type"] == "application/zip"
    assert zipfile.is_zipfile(io.BytesIO(response.getvalue()))
    assert Event.objects.filter(verb="packs.archive_downloaded", actor=cast.alice).count() == 1


def test_command_finds_a_pack_that_is_whole(pack, tmp_path, capsys):
    pdf = tmp_path / "pack.pdf"
    with pack.file.open() as kept:
        pdf.write_bytes(kept.read())

    said = told(capsys, pdf)

    assert said[1:] == [
        "3 files in the manifest, none of them inside it as a file",
        said[2],
        "The event that its manifest names is in the event log.",
    ]
    assert said[2].startswith("The service kept these very bytes on ")


def test_command_finds_an_archive_that_is_whole(pack, tmp_path, capsys):
    said = told(capsys, written(pack, tmp_path / "pack.zip"))

    assert said[1] == "4 files in the manifest, 4 of them here and unchanged"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "files/minutes.txt is missing"),
        (b"AgreeD.", "files/minutes.txt is not what it was"),
        (b"Agreed, and more.", "files/minutes.txt has another size than it had"),
    ],
)
def test_command_finds_what_was_changed(pack, tmp_path, capsys, data, sentence):
    path = written(pack, tmp_path / "pack.zip")
    spoiled(path, "files/minutes.txt", data)

    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_pack", str(path))

    assert capsys.readouterr().err.splitlines() == [sentence]


def test_command_finds_a_changed_file_inside_a_pdf(cast, items, qa_round, tmp_path, capsys):
    Preparation.unscoped.create(round=qa_round, kind=PackKind.RESUBMISSION, embed=True)
    path = tmp_path / "pack.pdf"
    made = io.BytesIO(make_resubmission(qa_round, cast.alice).pdf)
    with pikepdf.open(made) as pdf:
        pdf.attachments["minutes.txt"] = pikepdf.AttachedFileSpec(pdf, b"AgreeD.")
        pdf.save(path)

    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_pack", str(path))

    assert capsys.readouterr().err.splitlines() == ["minutes.txt is not what it was"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"Hello", "is neither a PDF nor a ZIP file"), (b"%PDF-1.7 torn", "is not whole")],
)
def test_command_says_what_it_cannot_check(tmp_path, db, data, sentence):
    path = tmp_path / "file"
    path.write_bytes(data)

    with pytest.raises(CommandError, match=sentence):
        call_command("verify_pack", str(path))


def test_manifest_of_a_pack_is_the_one_that_it_was_made_with(pack):
    assert [entry.name for entry in manifest_of(pack).files] == [
        "overview_report.txt",
        "minutes.txt",
        "letter.txt",
    ]


def test_page_shows_the_manifest(cast, client, pack):
    client.force_login(cast.vic)

    response = client.get(reverse("packs:manifest", args=[pack.pk]))

    rows = dict(response.context["rows"])
    assert (rows["SHA-256"], rows["Event log ended with"]) == (
        pack.sha256,
        pack.manifest["audit_head"],
    )
    assert [entry.name for entry in response.context["manifest"].files] == [
        "overview_report.txt",
        "minutes.txt",
        "letter.txt",
    ]


def test_page_of_a_pack_from_before_manifests_says_so(cast, client, pack):
    before = {"title": "Elm", "answers": {}, "documents": []}
    older = Pack(
        round=pack.round,
        number=9,
        file=pack.file,
        size=1,
        sha256="0" * 64,
        answered=0,
        items=0,
        manifest=before,
        by=cast.alice,
    )
    older.save()
    client.force_login(cast.alice)

    response = client.get(reverse("packs:manifest", args=[older.pk]))

    assert response.context["manifest"] is None
    assert "before manifests were kept" in response.content.decode()


def test_command_finds_a_page_that_was_changed(pack, tmp_path):
    path = tmp_path / "pack.pdf"
    with pack.file.open() as kept:
        path.write_bytes(kept.read() + b"\n% more")

    with pytest.raises(CommandError, match="did not keep these bytes"):
        call_command("verify_pack", str(path))
