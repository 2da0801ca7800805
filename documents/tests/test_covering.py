"""What a sign-off covers, and when it has lapsed."""

import datetime as dt

import pytest

from documents import covering
from documents.covering import Covered, Lapse, covered, fingerprint, lapse, pairs
from documents.models import DocumentKind, SignOff
from documents.tests.factories import document_in, version_of

NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
REPORT = Covered("document.1", "Overview report, version 1")
ANSWER = Covered("area.1", "Area 1, revised")


def signed(*parts):
    return SignOff(covers=pairs(parts), fingerprint=fingerprint(parts))


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ([ANSWER, REPORT], None),
        ([ANSWER, REPORT._replace(at=NOW)], None),
        (
            [ANSWER, Covered("document.1", "Overview report, version 2", NOW)],
            Lapse(NOW, ("Overview report, version 2 (signed off: Overview report, version 1)",)),
        ),
        (
            [ANSWER, REPORT, Covered("document.2", "Appendix B, version 1", NOW)],
            Lapse(NOW, ("New: Appendix B, version 1",)),
        ),
        ([REPORT], Lapse(None, ("Taken away: Area 1, revised",))),
    ],
)
def test_lapse_says_what_changed_and_since_when(now, found):
    assert lapse(signed(ANSWER, REPORT), now) == found


def test_covered_is_what_is_submitted_of_each_room(cast, monkeypatch):
    document = document_in(cast.review, by=cast.alice)
    document_in(cast.review, DocumentKind.FEEDBACK_LETTER, title="Letter", by=cast.alice)
    version = version_of(document, by=cast.alice)
    qa_round = cast.review.rounds.get()
    own = covering.documents
    monkeypatch.setattr(covering, "_COVERS", [own, lambda _: [("area.1", "Area 1, revised")]])

    assert covered(qa_round) == [
        ("area.1", "Area 1, revised", None),
        (f"document.{document.pk}", "Overview report, version 2", version.at),
    ]
