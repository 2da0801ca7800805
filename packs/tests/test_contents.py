"""What a pack says: every row of its round, in the letter's order and words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.models import Rag
from actionplans.presenters import Rating
from actionplans.tests.factories import action_under, recommendation_in, update_of
from feedback.correction_actions import leave_area_out
from feedback.models import FeedbackLetter, RevisionKind
from feedback.tests.factories import areas_of, revision_of
from packs.assembling import assemble
from packs.contents import Contents, PlanRow, spans
from packs.tests.factories import MADE_AT, a_pack, an_empty_pack
from reviews.actions import remove_review_person, set_duties
from reviews.models import Capacity, DutyKind, Round
from reviews.presenters import PanelRow
from reviews.tests.factories import (
    contact,
    evidence,
    panel_member,
    review_of,
    tomorrow,
    yesterday,
)


def contents_of(qa_round, at=None) -> Contents:
    return assemble(qa_round, at=at or timezone.now(), by=None)


def test_cover_names_the_review_and_its_letter(cast, qa_round):
    contents = assemble(qa_round, at=MADE_AT, by=cast.alice)

    assert contents.title == "Resubmission pack, round 1: Elm (Elm 1)"
    assert (contents.made_at, contents.made_by) == (MADE_AT, "Alice")
    assert contents.marking == "OFFICIAL-SENSITIVE"
    assert contents.details == (
        ("Community Safety Partnership", "Northbrook CSP"),
        ("Kind of review", "Domestic Homicide Review (DHR)"),
        ("Reference", "Elm 1"),
        ("Independent chair", "Chloé"),
        ("Author", "Chloé"),
        ("Round", "1"),
        ("Outcome", "May be published after changes"),
        ("Date of the letter", "Not stated"),
        ("Date of the QA Panel", "Not stated"),
        ("Send the answer to", "Not stated"),
        ("Protective marking", "OFFICIAL-SENSITIVE"),
    )


def test_pack_made_by_nobody_names_nobody(qa_round):
    assert contents_of(qa_round).made_by == ""


def test_round_without_a_confirmed_letter_has_no_contents(cast):
    with pytest.raises(FeedbackLetter.DoesNotExist):
        contents_of(cast.review.rounds.get())


def test_answers_keep_the_order_and_words_of_the_letter(cast):
    items = areas_of(cast.review, "Zebra first.", "Aardvark next.", "Mole last.", by=cast.alice)

    answers = contents_of(items[0].letter.round).answers

    assert [(answer.number, answer.text) for answer in answers] == [
        (1, "Zebra first."),
        (2, "Aardvark next."),
        (3, "Mole last."),
    ]


@pytest.mark.parametrize(
    ("kind", "details", "words", "shown"),
    [
        (
            RevisionKind.REVISED,
            {"before": "Old.", "after": "New."},
            "Revised",
            ("4.2", "We rewrote the paragraph.", "", "Old.", "New."),
        ),
        (
            RevisionKind.PARTLY,
            {"reason": "The rest follows."},
            "Partly revised",
            ("4.2", "We added a sentence.", "The rest follows.", "", ""),
        ),
        (
            RevisionKind.NOT_REVISED,
            {},
            "Not revised",
            ("", "", "The family asked for the words to stay.", "", ""),
        ),
    ],
)
def test_answer_says_what_its_kind_says(cast, items, qa_round, kind, details, words, shown):
    revision_of(items[0], kind=kind, by=cast.alice, **details)

    answer, other = contents_of(qa_round).answers

    assert (answer.kind, answer.words) == (kind, words)
    assert (answer.where, answer.summary, answer.reason, answer.before, answer.after) == shown
    assert (other.kind, other.words) == ("", "Not answered yet")


def test_latest_answer_counts(cast, items, qa_round):
    revision_of(
        items[0], kind=RevisionKind.NOT_REVISED, evidence=[evidence("old.txt")], by=cast.alice
    )
    revision_of(
        items[0], summary="We did after all.", evidence=[evidence("new.txt")], by=cast.chloe
    )

    contents = contents_of(qa_round)

    answer = contents.answers[0]
    assert (answer.kind, answer.summary) == (RevisionKind.REVISED, "We did after all.")
    assert answer.evidence == ("new.txt",)
    assert [document.name for document in contents.documents] == ["new.txt"]


def test_progress_counts_what_is_answered(cast, items, qa_round):
    before = contents_of(qa_round)
    revision_of(items[1], kind=RevisionKind.NOT_REVISED, by=cast.alice)

    after = contents_of(qa_round)

    assert (before.answered, before.total, before.notice) == (
        0,
        2,
        "Areas 1 and 2 are not answered yet.",
    )
    assert (after.answered, after.total, after.notice) == (1, 2, "Area 1 is not answered yet.")
    assert [answer.number for answer in after.not_revised] == [2]
    assert after.tally == (
        ("revised", "Revised", 0),
        ("partly_revised", "Partly revised", 0),
        ("not_revised", "Not revised", 1),
        ("", "Not answered yet", 1),
    )


def test_pack_with_every_area_answered_has_no_notice(cast, items, qa_round):
    for item in items:
        revision_of(item, by=cast.alice)

    assert contents_of(qa_round).notice == ""


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([4], "4"),
        ([4, 5], "4 and 5"),
        ([1, 3, 4, 5, 9], "1, 3 to 5 and 9"),
        ([1, 2, 5, 6], "1, 2, 5 and 6"),
        (range(3, 201), "3 to 200"),
    ],
)
def test_spans_say_numbers_shortly(numbers, words):
    assert spans(numbers) == words


def test_plan_has_the_words_of_the_template(cast, items, qa_round):
    above = recommendation_in(cast.review, by=cast.alice)
    action = action_under(
        above,
        by=cast.alice,
        items=items,
        milestones="Draft agreed.",
        target_date=dt.date(2026, 3, 1),
    )
    update_of(action, by=cast.alice, rating=Rag.AMBER, reason="Late.", dated=yesterday())
    update_of(action, by=cast.alice, text="Sent out.")

    (row,) = contents_of(qa_round).plan

    assert row == PlanRow(
        number="1",
        recommendation="1: Agencies should share what they know of economic abuse.",
        scope="Local",
        level="Local, several agencies",
        action="Write a joint protocol.",
        lead="Northbrook Council",
        milestones="Draft agreed.",
        target="1 March 2026",
        completion="Not complete",
        position=1,
        areas=(1, 2),
        overdue=row.overdue,
        rating=Rating.of("amber"),
        reason="Late.",
        rated_on=yesterday(),
        update="Sent out.",
        updated_on=timezone.localdate(),
    )


@pytest.mark.parametrize(
    ("target", "completed", "overdue"),
    [(yesterday(), None, True), (tomorrow(), None, False), (yesterday(), yesterday(), False)],
)
def test_overdue_is_computed_on_the_day_the_pack_is_made(
    cast, qa_round, target, completed, overdue
):
    above = recommendation_in(cast.review, by=cast.alice)
    action_under(above, by=cast.alice, target_date=target, completed_on=completed)

    contents = contents_of(qa_round)

    assert contents.plan[0].overdue == overdue


def test_recommendation_without_actions_is_a_row(cast, qa_round):
    recommendation_in(cast.review, by=cast.alice)

    contents = contents_of(qa_round)

    assert [(row.number, row.action, row.position) for row in contents.plan] == [
        ("1", "No action yet", None)
    ]
    assert contents.plan_summary == "No actions yet"


def test_answer_names_the_actions_that_it_led_to(cast, items, qa_round):
    above = recommendation_in(cast.review, by=cast.alice)
    action_under(above, by=cast.alice, items=items[:1])

    first, second = contents_of(qa_round).answers

    assert first.actions == ("Action 1 of Recommendation 1: Write a joint protocol.",)
    assert second.actions == ()


def test_legend_counts_every_rating(cast, qa_round):
    above = recommendation_in(cast.review, by=cast.alice)
    update_of(action_under(above, by=cast.alice), by=cast.alice, rating=Rag.RED)
    action_under(above, by=cast.alice)

    legend = contents_of(qa_round).legend

    assert [(entry.rating.full, entry.number) for entry in legend] == [
        ("Red: off track", 1),
        ("Amber: at risk", 0),
        ("Green: on track", 0),
        ("Blue: complete", 0),
        ("No rating", 1),
    ]


def test_review_panel_is_in_the_pack_without_contacts_and_who_was_removed(cast, qa_round):
    panel_member(cast.review, by=cast.alice, name="Zoë", organisation="Health")
    panel_member(
        cast.review, by=cast.alice, capacity=Capacity.ADVISER, reason="Knows.", job_title="Nurse"
    )
    contact(cast.review, by=cast.alice)
    gone = panel_member(cast.review, by=cast.alice, name="Gone")
    remove_review_person(gone, version=1, by=cast.alice)

    panel = contents_of(qa_round).panel

    assert panel == (
        PanelRow("Council", "Ángel", "Nurse", "Adviser", "Knows."),
        PanelRow("Health", "Zoë", "", "Full member", ""),
    )


def test_duties_are_in_the_letters_words(cast, qa_round):
    set_duties(qa_round, [DutyKind.WEBLINK, DutyKind.DIGITAL_COPY], by=cast.alice)

    assert contents_of(qa_round).duties == (
        "Send the weblink",
        "Send a digital copy of the final version",
    )


def test_documents_carry_their_checksums(cast, items, qa_round):
    above = recommendation_in(cast.review, by=cast.alice)
    action = action_under(above, by=cast.alice)
    revision_of(items[0], evidence=[evidence("one.txt", b"one")], by=cast.alice)
    update_of(action, by=cast.alice, evidence=[evidence("two.txt", b"two")])

    documents = contents_of(qa_round).documents

    assert [(d.name, d.kind, d.size, d.sha256[:8]) for d in documents] == [
        ("one.txt", "Evidence", 3, "7692c3ad"),
        ("two.txt", "Evidence", 3, "3fc4ccfe"),
    ]


def test_another_reviews_rows_stay_out(cast, qa_round):
    other = review_of(cast.northbrook, by=cast.alice, name="Oak")
    areas_of(other, "Theirs.", by=cast.alice)
    action_under(recommendation_in(other, by=cast.alice), by=cast.alice)

    contents = contents_of(qa_round)

    assert (contents.total, contents.plan, contents.documents) == (2, (), ())


def test_manifest_tells_what_the_pack_was_made_of():
    manifest = a_pack(audit_head="7 abc").manifest

    assert (manifest.made_at, manifest.audit_head) == (MADE_AT, "7 abc")
    assert [(entry.name, entry.kind, entry.sha256) for entry in manifest.files] == [
        ("letter-march.pdf", "Feedback letter", "0a1b2c3d" * 8),
        ("pharmacy-records.pdf", "Evidence", "f9e8d7c6" * 8),
    ]
    assert an_empty_pack().manifest.files == ()


def test_query_count_does_not_grow(cast):
    items = areas_of(cast.review, *[f"Area {n}." for n in range(30)], by=cast.alice)
    counts = []
    qa_round = items[0].letter.round
    for number, item in enumerate(items, start=1):
        revision_of(item, by=cast.alice, evidence=[evidence()])
        action = action_under(
            recommendation_in(cast.review, by=cast.alice), by=cast.alice, items=[item]
        )
        update_of(action, by=cast.alice, rating=Rag.GREEN, evidence=[evidence()])
        if number in (1, 30):
            fresh = Round.unscoped.select_related("review").get(pk=qa_round.pk)
            with CaptureQueriesContext(connection) as queries:
                contents_of(fresh)
            counts.append(len(queries))

    assert (counts[0], max(counts) <= 26) == (counts[1], True)


def test_area_that_was_left_out_is_not_in_the_pack(cast, qa_round, items):
    version = items[0].letter.draft_version

    leave_area_out(items[0], version=version, why="It is praise.", by=cast.alice)

    assert [answer.number for answer in contents_of(qa_round).answers] == [
        item.number for item in items[1:]
    ]
