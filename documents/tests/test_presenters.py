"""The room's parts of the review page and of the timeline."""

import pytest
from django.urls import reverse

from documents import presenters, telling
from documents.actions import leave_document_out
from documents.models import Document, DocumentKind
from documents.tests.factories import document_in, ready_to_submit, submitted, version_of
from reviews.actions import correct_step, keep_file
from reviews.models import FileKind
from reviews.tests.factories import evidence, round_at, yesterday
from reviews.workflow import Stage


def part(cast, who):
    qa_round = cast.review.rounds.last()
    return presenters.documents(cast.review, qa_round, getattr(cast, who))


def test_section_counts_documents_and_files_kept_elsewhere(cast):
    before = part(cast, "vic").summary
    version_of(document_in(cast.review, by=cast.alice), by=cast.alice)
    keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)

    assert (before, part(cast, "vic").summary) == ("No documents yet", "2 documents")


def test_section_leads_the_csp_to_what_is_left(cast):
    steps = [part(cast, "alice").next_step[0]]
    for kind in DocumentKind.values[:3]:
        document_in(cast.review, DocumentKind(kind), by=cast.alice)
        steps.append(part(cast, "alice").next_step[0])
    chair = part(cast, "chloe").next_step[0]
    ready_to_submit(cast.review, by=cast.alice)

    assert [*steps, chair] == [
        "Add the overview report",
        "Add the executive summary",
        "Add the action plan",
        "Record the independent chair’s sign-off",
        "Sign off as the independent chair",
    ]
    assert part(cast, "alice").next_step is None


@pytest.mark.parametrize(("who", "stage"), [("vic", Stage.PREPARING), ("alice", Stage.REVISING)])
def test_section_has_no_next_step_for_others_or_later(cast, who, stage):
    round_at(stage, cast.review, by=cast.alice)

    assert part(cast, who).next_step is None


def test_section_leads_the_secretariat_to_the_latest_submission(cast):
    round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)
    before = part(cast, "quinn")
    submission = submitted(cast.review, by=cast.alice)

    assert before is None
    assert part(cast, "quinn").href == submission.get_absolute_url()
    assert part(cast, "quinn").summary.startswith("Round 1, submission 1, sent on ")


def test_history_tells_the_csp_everything_and_the_secretariat_what_was_submitted(cast):
    submitted(cast.review, by=cast.alice)
    version_of(Document.unscoped.get(kind=DocumentKind.ACTION_PLAN), by=cast.alice)
    appendix = document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
    leave_document_out(appendix, reason="A mistake.", by=cast.alice)

    told = {
        who: [entry.title for entry in telling.what_happened(cast.review, getattr(cast, who))]
        for who in ("alice", "quinn", "kim")
    }

    assert told == {
        "alice": [
            "Round 1, submission 1: what was sent",
            "Overview report, version 1 added",
            "Executive summary, version 1 added",
            "Action plan, version 1 added",
            "Action plan, version 2 added",
            "Appendix B, version 1 added",
            "Appendix B left out of what is submitted",
            "The independent chair signed off: Alice",
            "The CSP signed off: Alice",
        ],
        "quinn": ["Round 1, submission 1: what was sent"],
        "kim": [],
    }


def test_submission_says_when_its_day_was_put_right(cast):
    submission = submitted(cast.review, by=cast.alice)
    correct_step(submission.change, on=yesterday(), note="", why="A day before.", by=cast.alice)
    submission.change.refresh_from_db()

    rows = dict(presenters.submission_page(submission, cast.quinn)["rows"])

    before, first = yesterday(), submission.sent_on
    assert rows["Sent on"] == (
        f"{before.day} {before:%B %Y} (first recorded as {first.day} {first:%B %Y})"
    )
    assert rows["Recorded by"].startswith("Alice, ")


def test_link_to_what_was_sent_before_is_for_a_first_submission(cast):
    qa_round = cast.review.rounds.get()
    before = presenters.submit_page(qa_round, cast.alice)["sent_before"]
    round_at(Stage.INCOMPLETE, cast.review, by=cast.alice)
    qa_round.refresh_from_db()

    assert before == reverse("reviews:move", args=[qa_round.pk, "sent-before"])
    assert presenters.submit_page(qa_round, cast.alice)["sent_before"] == ""
