"""The files on which a pack rests: all of them, by their checksums, whole or not at all."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from access.verdict import Refused
from documents.tests.factories import document_in
from feedback.tests.factories import areas_of, revision_of
from packs.assembling import letter_of
from packs.enclosed import all_are_whole, enclosed_in, with_files
from packs.making import make_resubmission
from packs.models import Pack, PackKind, Preparation
from packs.pdf import to_html, to_pdf
from packs.tests.factories import a_pack
from packs.tests.vera import broken_rules
from printing.attaching import attached
from printing.manifests import MANIFEST, read_manifest_from_pdf, verify_pdf
from reviews.models import StoredFile
from reviews.tests.factories import evidence


@pytest.fixture
def items(cast):
    items = areas_of(cast.review, file=evidence("letter.txt"), by=cast.alice)
    revision_of(items[0], evidence=[evidence("minutes.txt", b"Agreed.")], by=cast.alice)
    document_in(cast.review, by=cast.alice)
    return items


@pytest.fixture
def files(qa_round):
    return enclosed_in(letter_of(qa_round))


def spoil(name, data=None):
    """Take the bytes of a kept file away, or put others there."""
    stored = StoredFile.unscoped.get(name=name)
    if data is None:
        stored.file.storage.delete(stored.file.name)
        return
    with stored.file.storage.open(stored.file.name, "wb") as file:
        file.write(data)


def test_pack_rests_on_documents_letter_and_evidence(files):
    assert [(file.stored.name, file.kind, file.version) for file in files] == [
        ("overview_report.txt", "Overview report", "1"),
        ("minutes.txt", "Evidence", ""),
        ("letter.txt", "Feedback letter", ""),
    ]


def test_two_files_of_one_name_get_two_names(cast, items, qa_round):
    revision_of(items[1], evidence=[evidence("minutes.txt", b"Others.")], by=cast.alice)

    names = [file.where for file in enclosed_in(letter_of(qa_round))]

    assert len(set(names)) == len(names) == 4


def test_file_that_is_lost_is_named(files):
    spoil("minutes.txt")

    assert all_are_whole(files).reason.startswith(
        "The service no longer finds these files on its disk: “minutes.txt”."
    )


def test_file_that_was_changed_is_named(files):
    spoil("letter.txt", b"Other words.")

    assert all_are_whole(files).reason.startswith(
        "These files are no longer what was kept, byte for byte: “letter.txt”. Nothing was made."
    )


def test_nothing_is_made_while_a_file_is_not_whole(cast, qa_round, items):
    spoil("letter.txt", b"Other words.")

    with pytest.raises(Refused, match=r"letter\.txt"):
        make_resubmission(qa_round, cast.alice)

    assert not Pack.unscoped.exists()


def test_pack_carries_its_manifest(cast, qa_round, items):
    made = make_resubmission(qa_round, cast.alice)

    manifest = read_manifest_from_pdf(made.pdf)

    assert json.loads(manifest.to_json()) == made.manifest
    assert [entry.name for entry in manifest.files] == [
        "overview_report.txt",
        "minutes.txt",
        "letter.txt",
    ]
    assert manifest.audit_head.split()[0].isdecimal()
    assert list(attached(made.pdf)) == [MANIFEST]


def test_chosen_evidence_is_in_the_pack_and_holds_against_its_manifest(cast, qa_round, items):
    Preparation.unscoped.create(round=qa_round, kind=PackKind.RESUBMISSION, embed=True)

    made = make_resubmission(qa_round, cast.alice)

    inside = attached(made.pdf)
    assert set(inside) == {MANIFEST, "overview_report.txt", "minutes.txt", "letter.txt"}
    assert inside["minutes.txt"] == b"Agreed."
    assert verify_pdf(made.pdf).is_sound


def test_same_files_give_the_same_entries_again(cast, qa_round, items):
    first, second = (make_resubmission(qa_round, cast.alice).manifest for _ in range(2))

    assert first["files"] == second["files"]


def test_pack_with_files_inside_meets_the_standards(tmp_path, files):
    contents = a_pack(made_at=timezone.now())
    file = tmp_path / "pack.pdf"

    file.write_bytes(with_files(to_pdf(to_html(contents)), contents.manifest, files))

    assert broken_rules(file) == {}
