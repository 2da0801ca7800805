"""Each check of a pack: what it finds, and that it finds nothing once that is put right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.verdict import Refused
from actionplans.tests.factories import action_under, given_up, recommendation_in, update_of
from audit.models import Event
from documents.actions import add_document
from documents.models import REQUIRED, Capacity, DocumentKind
from documents.tests.factories import document_in, ready_to_submit, signed, version_of
from feedback.models import RevisionKind
from feedback.tests.factories import areas_of, revision_of
from packs.making_actions import SAYS_OTHERWISE, override_findings, prepare_pack
from packs.models import FileLook, Override, PackKind
from packs.readiness.registry import codes, findings, nothing_stands_against
from packs.readiness.subject import Subject
from packs.tests.factories import overridden
from reviews.files import PDF, ExaminedFile
from reviews.models import Round, StoredFile
from reviews.tests.factories import evidence, review_of, yesterday

RESUBMISSION, FINAL = PackKind.RESUBMISSION, PackKind.FINAL
PDF_FACTS = {
    "lock": "open",
    "unreadable": False,
    "pages": 9,
    "pages_read": 9,
    "pages_scanned": 0,
    "tagged": True,
    "form_fields": 0,
    "scripts": 0,
    "launches": 0,
    "attachments": [],
    "people": [],
    "comments": [],
}


def found(qa_round, kind=RESUBMISSION):
    return {finding.check.code: finding for finding in findings(Subject(qa_round, kind))}


def said(qa_round, code, kind=RESUBMISSION):
    finding = found(qa_round, kind).get(code)
    return [fault.words for fault in finding.faults] if finding else []


def looked(document, **facts):
    """As if the document's file had been looked at."""
    stored = document.versions.last().file
    kept = {"file": stored, "edition": FileLook.EDITION, "facts": PDF_FACTS | facts}
    return FileLook.unscoped.create(**kept)


@pytest.fixture
def action(cast):
    return action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)


@pytest.fixture
def report(cast):
    return document_in(cast.review, by=cast.alice)


def test_unanswered_areas_are_named_one_by_one(cast, items, qa_round):
    before = said(qa_round, "unanswered")
    for item in items:
        revision_of(item, by=cast.alice)

    assert before == [
        "Area 1: Add a rating to each action.",
        "Area 2: Say who leads each action.",
    ]
    assert said(qa_round, "unanswered") == []


def test_answer_says_where_in_the_report(cast, items, qa_round):
    revision_of(items[0], where=" ", by=cast.alice)
    revision_of(items[1], kind=RevisionKind.NOT_REVISED, where="", by=cast.alice)

    assert said(qa_round, "no_place") == ["Area 1: Add a rating to each action."]


def test_answer_that_is_partly_revised_says_why(cast, items, qa_round):
    revision_of(items[0], kind=RevisionKind.PARTLY, reason="", by=cast.alice)
    revision_of(items[1], kind=RevisionKind.REVISED, reason="", by=cast.alice)

    assert said(qa_round, "no_reason") == ["Area 1: Add a rating to each action."]


def test_recommendation_that_an_answer_names_has_an_action(cast, items, qa_round, action):
    words = "We added Recommendation 1, and recommendation 9 for the Health Board."
    revision_of(items[0], summary=words, by=cast.alice)

    assert said(qa_round, "recommendation_without_action") == [
        "Recommendation 9, named in the answer to area 1"
    ]


def test_plan_without_actions_is_said(cast, qa_round):
    before = said(qa_round, "no_actions")
    action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)

    assert (before, said(qa_round, "no_actions")) == (["The action plan"], [])


@pytest.mark.parametrize(
    ("code", "without"),
    [
        ("no_rating", {}),
        ("no_lead", {"lead_agency": ""}),
        ("no_target_date", {}),
        ("no_news", {}),
    ],
)
def test_action_lacks_what_a_reader_needs(cast, qa_round, code, without):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    lacking = action_under(recommendation, by=cast.alice, **without)
    whole = action_under(recommendation, by=cast.alice, target_date_text="Spring")
    update_of(whole, by=cast.alice, rating="green")
    given_up(action_under(recommendation, by=cast.alice, **without), by=cast.alice)

    assert said(qa_round, code) == [f"{lacking}: {lacking.text}"]


def test_update_before_the_letter_is_no_news(cast, action):
    item = areas_of(cast.review, letter_date="2026-03-02", by=cast.alice)[0]
    update_of(action, by=cast.alice, dated=dt.date(2026, 3, 1))
    before = len(said(item.letter.round, "no_news"))
    update_of(action, by=cast.alice, dated=dt.date(2026, 3, 2))

    assert (before, len(said(item.letter.round, "no_news"))) == (1, 0)


def test_overdue_action_is_said(cast, qa_round):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    action_under(recommendation, by=cast.alice, target_date=yesterday())

    assert len(said(qa_round, "overdue")) == 1


def test_missing_sign_offs_are_said_until_they_are_given(cast, qa_round, report):
    before = said(qa_round, "not_signed")
    for capacity in Capacity:
        signed(qa_round, capacity, by=cast.alice)

    assert before == [
        "The independent chair has not signed off yet",
        "The CSP has not signed off yet",
    ]
    assert said(qa_round, "not_signed") == []


def test_sign_off_lapses_with_what_it_covers(cast, qa_round, report):
    signed(qa_round, Capacity.CHAIR, by=cast.alice)
    before = said(qa_round, "sign_off_lapsed")
    version_of(report, by=cast.alice)

    assert before == []
    assert said(qa_round, "sign_off_lapsed") == ["The independent chair, signed by Alice"]


def test_missing_documents_are_said_with_the_place_to_add_them(cast, qa_round, report):
    finding = found(qa_round)["document_missing"]

    assert [fault.words for fault in finding.faults] == ["The executive summary", "The action plan"]
    assert finding.faults[0].href.startswith(reverse("documents:add", args=[cast.review.pk]))


def test_lost_file_stands_against_a_pack_whatever_the_reason(cast, qa_round, report):
    stored = StoredFile.unscoped.get(version__document=report)
    stored.file.storage.delete(stored.file.name)

    finding = found(qa_round)["lost"]

    assert (finding.stands_against, finding.may_be_overridden) == (True, False)


def test_final_copy_needs_pdfs(qa_round, report):
    assert said(qa_round, "not_a_pdf") == []
    assert said(qa_round, "not_a_pdf", FINAL) == [
        "Overview report, version 1 (overview_report.txt)"
    ]


def test_final_copy_needs_no_file_of_the_plan(qa_round, report):
    assert said(qa_round, "document_missing") == ["The executive summary", "The action plan"]
    assert said(qa_round, "document_missing", FINAL) == ["The executive summary"]


def test_final_copy_needs_pdfs_that_may_be_bound(qa_round, report):
    looked(report, lock="restricted")

    assert said(qa_round, "protected") == []
    assert said(qa_round, "protected", FINAL) == ["Overview report, version 1"]
    assert found(qa_round, FINAL)["protected"].may_be_overridden is False


def test_document_that_is_older_than_the_last_answer_is_said(cast, items, qa_round, report):
    before = said(qa_round, "older_than_the_answers")
    revision_of(items[0], by=cast.alice)
    after = said(qa_round, "older_than_the_answers")
    version_of(report, by=cast.alice)

    assert (before, len(after), said(qa_round, "older_than_the_answers")) == ([], 1, [])


def test_letter_that_was_pasted_is_said(cast, qa_round):
    other = areas_of(
        review_of(cast.northbrook, name="Oak", by=cast.alice),
        file=evidence("Letter.txt"),
        by=cast.alice,
    )[0]

    assert len(said(qa_round, "letter_not_a_file")) == 1
    assert said(other.letter.round, "letter_not_a_file") == []


def test_documents_that_no_message_takes_are_said(settings, qa_round, report):
    before = said(qa_round, "too_large")
    settings.PACK_LIMIT_MB = 0

    assert (before, len(said(qa_round, "too_large"))) == ([], 1)


@pytest.mark.parametrize(
    ("code", "facts", "words"),
    [
        ("unreadable", {"lock": "needs_password"}, "it has a password"),
        ("unreadable", {"unreadable": True}, "it is damaged"),
        ("unreadable", {"lock": "restricted"}, None),
        ("changes_left", {"comments": [{"kind": "Text", "number": 2}]}, "2 comments"),
        (
            "changes_left",
            {"insertions": 1, "deletions": 2, "comments": 1},
            "3 tracked changes and 1 comment",
        ),
        ("names_in_properties", {"people": [{"where": "Author", "name": "A. Writer"}]}, "Author"),
        ("not_tagged", {"tagged": False}, "it has no tags"),
        (
            "not_tagged",
            {"tagged": False, "pages_scanned": 8},
            "it is a scan; its pages are pictures without text",
        ),
        ("moving_parts", {"form_fields": 3, "attachments": ["a.xlsx"]}, "a form, attachments"),
        ("moving_parts", {"scripts": 1}, "scripts"),
        ("moving_parts", {}, None),
    ],
)
def test_what_was_found_in_a_file_is_said(qa_round, report, code, facts, words):
    looked(report, **facts)

    expected = [] if words is None else [f"Overview report, version 1: {words}"]
    assert said(qa_round, code) == expected


def test_file_is_looked_at_once_the_page_is_opened(cast, client, qa_round):
    pdf = ExaminedFile(b"%PDF-1.7 torn", "report.pdf", PDF, "0" * 64)
    add_document(cast.review, pdf, kind=DocumentKind.OVERVIEW_REPORT, dated=None, by=cast.alice)
    before = said(qa_round, "not_looked_at")
    client.force_login(cast.alice)

    client.get(reverse("packs:pack", args=[qa_round.pk]))

    assert (before, said(qa_round, "not_looked_at")) == (["Overview report, version 1"], [])
    assert said(qa_round, "unreadable") == ["Overview report, version 1: it is damaged"]


def test_name_in_a_file_is_not_shown(qa_round, report):
    looked(report, people=[{"where": "Author", "name": "A. Writer"}])

    assert "Writer" not in found(qa_round)["names_in_properties"].words


def test_override_holds_until_the_check_says_something_else(cast, items, qa_round):
    overridden(qa_round, by=cast.alice)
    before = found(qa_round)["unanswered"]

    revision_of(items[0], by=cast.alice)

    assert (before.override.reason, before.stands_against) == ("A draft.", False)
    assert found(qa_round)["unanswered"].stands_against is True


def test_override_of_words_that_nobody_says_is_refused(cast, qa_round):
    with pytest.raises(Refused) as refusal:
        override_findings(
            qa_round, kind=RESUBMISSION, seen=[("unanswered", "None")], reason="So.", by=cast.alice
        )

    assert str(refusal.value) == SAYS_OTHERWISE
    assert not Override.unscoped.exists()


def test_override_of_one_kind_says_nothing_of_the_other(cast, qa_round):
    overridden(qa_round, by=cast.alice)

    assert all(finding.override is None for finding in findings(Subject(qa_round, FINAL)))


def test_overriding_is_noted_once_with_its_checks(cast, qa_round):
    overridden(qa_round, by=cast.alice)

    event = Event.objects.get(verb="packs.findings_overridden")
    assert event.changes == {
        "kind": "resubmission",
        "checks": ["document_missing", "not_signed", "unanswered"],
    }


def test_verdict_counts_what_stands_against(cast, qa_round):
    before = nothing_stands_against(findings(Subject(qa_round, RESUBMISSION)))
    overridden(qa_round, by=cast.alice)

    assert before.reason.startswith("3 checks stand against making this.")
    assert nothing_stands_against(findings(Subject(qa_round, RESUBMISSION)))


def test_letters_that_the_typeface_lacks(cast, items, qa_round, action):
    revision_of(items[0], summary="Llŷr and Małgorzata agreed 😀.", by=cast.alice)
    prepare_pack(
        qa_round, kind=RESUBMISSION, version=1, letter="To 漢字, and to Zoë", by=cast.alice
    )
    action = action_under(action.recommendation, milestones="Trained ✓", by=cast.alice)

    assert said(qa_round, "missing_glyphs") == [
        "Answer to area 1: 😀",
        "Covering letter: 字 漢",
        f"{action}: ✓",
    ]
    assert said(qa_round, "missing_glyphs", FINAL) == [f"{action}: ✓"]


def test_verdict_offers_a_reason_only_where_one_helps(cast, qa_round, report):
    overridden(qa_round, by=cast.alice)
    stored = report.versions.get().file.file
    stored.storage.delete(stored.name)

    verdict = nothing_stands_against(findings(Subject(qa_round, RESUBMISSION)))

    assert verdict.reason == "1 check stands against making this. Put right what they say first."


def test_every_check_is_tried_here():
    tried = Path(__file__).read_text("utf-8")

    assert [code for code in codes() if f'"{code}"' not in tried] == []


def test_checks_cost_the_same_for_many_rows(cast, items, qa_round):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    counts = []
    for number in (1, 12):
        for _ in range(number):
            action_under(recommendation, by=cast.alice, target_date=yesterday())
            document_in(cast.review, DocumentKind.APPENDIX, by=cast.alice)
        with CaptureQueriesContext(connection) as queries:
            findings(
                Subject(Round.unscoped.select_related("review").get(pk=qa_round.pk), RESUBMISSION)
            )
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_whole_round_has_nothing_to_put_right(cast, items, qa_round, action):
    for item in items:
        revision_of(item, by=cast.alice)
    update_of(action, by=cast.alice, rating="green")
    ready_to_submit(cast.review, by=cast.alice)

    assert nothing_stands_against(findings(Subject(qa_round, RESUBMISSION)))
    assert set(REQUIRED) <= {v.document.kind for v in Subject(qa_round, RESUBMISSION).versions}
