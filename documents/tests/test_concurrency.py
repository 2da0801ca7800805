"""Two people at one document at the same moment, each on a connection of their own."""

import pytest

from dhr_qa.tests.test_concurrency import at_once, fresh
from documents import actions
from documents.covering import covered, fingerprint
from documents.models import Document, DocumentKind, Submission
from documents.tests.factories import document_in, ready_to_submit, version_of
from reviews.actions import MOVED_ON
from reviews.models import StoredFile
from reviews.tests.factories import Cast, yesterday

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
REPORT = DocumentKind.OVERVIEW_REPORT
ANOTHER = "There is an overview report already. Add your file to it as a newer version."


@pytest.fixture
def people(django_db_serialized_rollback, transactional_db):
    return Cast()


def test_two_versions_at_once_are_both_kept(people):
    document = document_in(people.review, by=people.alice)

    told = at_once(
        lambda: version_of(fresh(document), data=b"Alice's", by=people.alice),
        lambda: version_of(fresh(document), data=b"Chloe's", by=people.chloe),
    )

    versions = document.versions.select_related("file")
    assert told == ["done", "done"]
    assert [version.number for version in versions] == [1, 2, 3]
    assert len({version.file.sha256 for version in versions}) == 3


def test_two_reports_at_once_are_one(people):
    told = at_once(
        lambda: document_in(fresh(people.review), REPORT, data=b"1", by=people.alice),
        lambda: document_in(fresh(people.review), REPORT, data=b"2", by=people.chloe),
    )

    assert told == [ANOTHER, "done"]
    assert (Document.unscoped.count(), StoredFile.unscoped.count()) == (1, 1)


def test_submitting_twice_at_once_is_one_submission(people):
    qa_round = ready_to_submit(people.review, by=people.alice)
    seen = fingerprint(covered(qa_round))

    def submit(row):
        return lambda: actions.submit_round(
            row, anonymised=True, on=yesterday(), seen=seen, by=people.alice
        )

    told = at_once(submit(fresh(qa_round)), submit(fresh(qa_round)))

    assert told == [MOVED_ON, "done"]
    assert Submission.unscoped.count() == 1


def test_submitting_while_somebody_adds_a_version_hands_over_what_was_signed(people):
    qa_round = ready_to_submit(people.review, by=people.alice)
    seen = fingerprint(covered(qa_round))
    report = Document.unscoped.get(kind=REPORT)

    at_once(
        lambda: actions.submit_round(
            fresh(qa_round), anonymised=True, on=yesterday(), seen=seen, by=people.alice
        ),
        lambda: version_of(fresh(report), data=b"Meanwhile", by=people.chloe),
    )

    submitted = [version.number for s in Submission.unscoped.all() for version in s.versions.all()]
    assert set(submitted) <= {1}
    assert report.versions.count() == 2
