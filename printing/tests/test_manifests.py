"""A manifest says of each file whether it is still what it was, and of itself whether it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.archive import zip_of
from printing.attaching import Attachment, attach
from printing.manifests import (
    MANIFEST,
    DamagedManifest,
    Entry,
    Finding,
    Manifest,
    Problem,
    Verified,
    entry_of,
    read_manifest,
    read_manifest_from_pdf,
    read_manifest_from_zip,
    verify,
    verify_pdf,
    verify_zip,
)
from printing.tests import pdfs

FILES = {"report.pdf": b"%PDF- the report", "plans/plan.xlsx": b"PK the plan"}
A_MANIFEST = Manifest(
    made_at=dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC),
    title="Resubmission pack, round 1: Elm (NB 2024/3)",
    audit_head="9f" * 32,
    files=(
        entry_of(
            FILES["report.pdf"], name="Elm.pdf", kind="Report", version="2", where="report.pdf"
        ),
        entry_of(FILES["plans/plan.xlsx"], name="Plan.xlsx", kind="Plan", where="plans/plan.xlsx"),
        Entry("Printed.docx", "Summary", "1", "0" * 64, 5, where=""),
    ),
)
DAMAGED = Verified(None, (Finding(MANIFEST, Problem.DAMAGED),))


def openers(files):
    return {name: partial(io.BytesIO, data) for name, data in files.items()}


def zip_with(folder, files, manifest=A_MANIFEST):
    path = folder / "pack.zip"
    with path.open("wb") as out:
        zip_of([(MANIFEST, manifest.to_json()), *files.items()], out)
    return path


def pdf_with(files, manifest=A_MANIFEST):
    attachments = [Attachment(name, data) for name, data in files.items()]
    return attach(pdfs.plain(), [Attachment(MANIFEST, manifest.to_json()), *attachments])


def test_json_is_canonical_and_holds_its_own_digest():
    data = A_MANIFEST.to_json()

    told = json.loads(data)
    assert told.pop("digest") == A_MANIFEST.digest
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(canonical.encode()).hexdigest() == A_MANIFEST.digest
    assert data == A_MANIFEST.to_json()


def test_entry_is_made_from_a_files_bytes():
    assert entry_of(b"abc", name="a.txt") == Entry(
        "a.txt", "", "", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3, ""
    )


def test_manifest_comes_back_from_its_json():
    assert read_manifest(A_MANIFEST.to_json()) == A_MANIFEST


def test_layout_of_the_json_does_not_matter():
    told = json.loads(A_MANIFEST.to_json())

    assert read_manifest(json.dumps(told, indent=4).encode()) == A_MANIFEST


def test_time_zone_does_not_change_the_digest():
    summer = dt.timezone(dt.timedelta(hours=1))
    moved = dataclasses.replace(A_MANIFEST, made_at=A_MANIFEST.made_at.astimezone(summer))

    assert moved.digest == A_MANIFEST.digest


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        Manifest,
        made_at=st.datetimes(timezones=st.just(dt.UTC)),
        title=TEXT,
        audit_head=TEXT,
        files=st.lists(
            st.builds(Entry, TEXT, TEXT, TEXT, TEXT, st.integers(min_value=0), TEXT), max_size=4
        ).map(tuple),
    )
)
def test_every_manifest_comes_back(manifest):
    assert read_manifest(manifest.to_json()) == manifest


def changed(**facts):
    return json.dumps(json.loads(A_MANIFEST.to_json()) | facts).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        changed(title="Another"),
        changed(audit_head="0" * 64),
        changed(made_at="yesterday"),
        changed(made_at="2026-03-10T09:31:00+00:00"),
        changed(files=[]),
        changed(files=[{"name": "a"}]),
        changed(files=7),
        changed(digest=""),
        changed(format=2),
        changed(title=7),
    ],
)
def test_manifest_that_is_not_as_it_was_written_is_refused(data):
    with pytest.raises(DamagedManifest):
        read_manifest(data)


@pytest.mark.parametrize(
    ("files", "findings"),
    [
        (FILES, []),
        (FILES | {MANIFEST: b"{}"}, []),
        ({"report.pdf": FILES["report.pdf"]}, [Finding("plans/plan.xlsx", Problem.MISSING)]),
        (FILES | {"report.pdf": b"%PDF- the Report"}, [Finding("report.pdf", Problem.CHANGED)]),
        (
            FILES | {"report.pdf": b"%PDF- a report, longer"},
            [Finding("report.pdf", Problem.OTHER_SIZE)],
        ),
        (FILES | {"report.pdf": b""}, [Finding("report.pdf", Problem.OTHER_SIZE)]),
        (
            FILES | {"b": b"", "a": b""},
            [Finding("a", Problem.NOT_LISTED), Finding("b", Problem.NOT_LISTED)],
        ),
        (
            {"other.pdf": FILES["report.pdf"]},
            [
                Finding("report.pdf", Problem.MISSING),
                Finding("plans/plan.xlsx", Problem.MISSING),
                Finding("other.pdf", Problem.NOT_LISTED),
            ],
        ),
    ],
)
def test_files_are_held_against_the_manifest(tmp_path, files, findings):
    attached = {name: data for name, data in files.items() if name != MANIFEST}

    assert verify(A_MANIFEST, openers(files)) == findings
    assert verify_zip(zip_with(tmp_path, attached)) == Verified(A_MANIFEST, tuple(findings))


def test_zip_that_is_as_it_was_made_is_sound(tmp_path):
    path = zip_with(tmp_path, FILES)

    assert read_manifest_from_zip(path) == A_MANIFEST
    assert verify_zip(path).is_sound


FLAT = dataclasses.replace(
    A_MANIFEST,
    files=tuple(
        dataclasses.replace(entry, where=entry.where.removeprefix("plans/"))
        for entry in A_MANIFEST.files
    ),
)
FLAT_FILES = {name.removeprefix("plans/"): data for name, data in FILES.items()}


def test_pdf_that_is_as_it_was_made_is_sound():
    pdf = pdf_with(FLAT_FILES, FLAT)

    assert read_manifest_from_pdf(pdf) == FLAT
    assert verify_pdf(pdf).is_sound


def test_pdf_with_another_file_is_not_sound():
    verified = verify_pdf(pdf_with(FLAT_FILES | {"plan.xlsx": b"PK another"}, FLAT))

    assert verified == Verified(FLAT, (Finding("plan.xlsx", Problem.OTHER_SIZE),))
    assert verified.is_sound is False


@pytest.mark.parametrize("data", [b"", b"no PDF", pdfs.plain()])
def test_pdf_without_a_manifest_is_damaged(data):
    assert verify_pdf(data) == DAMAGED
    with pytest.raises(DamagedManifest):
        read_manifest_from_pdf(data)


@pytest.mark.parametrize("data", [b"", b"no ZIP file", pdfs.plain()])
def test_what_is_no_zip_file_is_damaged(tmp_path, data):
    path = tmp_path / "pack.zip"
    path.write_bytes(data)

    assert verify_zip(path) == DAMAGED
    with pytest.raises(DamagedManifest):
        read_manifest_from_zip(path)


def test_zip_without_a_manifest_is_damaged(tmp_path):
    path = tmp_path / "pack.zip"
    with path.open("wb") as out:
        zip_of(FILES.items(), out)

    assert verify_zip(path) == DAMAGED


def test_torn_zip_member_is_changed(tmp_path):
    path = zip_with(tmp_path, FILES)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"%PDF- the report", b"%PDF- the Report"))

    assert verify_zip(path).findings == (Finding("report.pdf", Problem.CHANGED),)
