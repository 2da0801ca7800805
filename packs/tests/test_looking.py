"""Having files looked at: once, and again when whoever looked has died."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.utils import timezone

from documents.actions import add_document
from documents.models import DocumentKind, DocumentVersion
from packs.looking import PATIENCE, ask_for_looks
from packs.models import FileLook, PackKind
from packs.readiness.registry import findings
from packs.readiness.subject import Subject
from reviews.files import PDF, ExaminedFile


def added(cast, data):
    report = ExaminedFile(data, "report.pdf", PDF, "0" * 64)
    kind, today = DocumentKind.OVERVIEW_REPORT, timezone.localdate()
    add_document(cast.review, report, kind=kind, title="", dated=today, by=cast.alice)


@pytest.fixture
def versions(cast):
    added(cast, b"%PDF-1.7 torn")
    return DocumentVersion.unscoped.to_submit(cast.review.pk)


@pytest.mark.parametrize(
    ("facts", "ago", "again"),
    [
        (None, PATIENCE / 2, False),
        (None, 2 * PATIENCE, True),
        ({"unreadable": False}, 2 * PATIENCE, False),
    ],
)
def test_file_is_looked_at_again_only_when_the_look_came_to_nothing(versions, facts, ago, again):
    asked = timezone.now() - ago
    look = FileLook.unscoped.create(
        file=versions[0].file, edition=FileLook.EDITION, facts=facts, asked_at=asked
    )

    ask_for_looks(versions)

    look.refresh_from_db()
    assert (look.asked_at > asked) == again


@pytest.mark.parametrize(("password", "code"), [("quiet", "unreadable"), ("", "protected")])
def test_locked_pdf_is_named_by_what_a_look_finds_in_it(cast, password, code):
    """The file itself, so that the check reads what the look writes."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="harbour", user=password))
    added(cast, out.getvalue())
    subject = Subject(cast.review.rounds.get(), PackKind.FINAL)

    ask_for_looks(subject.versions)

    assert code in {finding.check.code for finding in findings(subject)}
