"""Each event is a sentence; what was changed stands beside it as it was and as it is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.erasing import erase_details
from audit.models import Event
from audit.record import record, record_for_ever
from audit.removal import removal_permitted
from history.telling import ERASED, Change, told
from reviews.actions import edit_review


def last():
    return told(Event.objects.order_by("-number")[:1])[0]


def test_event_is_a_sentence_about_the_row(world):
    record("feedback.item_discussed", world.item.comments.get(), by=world.chloe)

    assert last().sentence == "Chloé wrote in the discussion of area 1."
    assert last().kind == "Letter and areas for development"


def test_name_of_a_row_without_words_of_its_own_is_its_kind(world):
    record("documents.document_left_out", world.document, by=world.alice)

    assert last().sentence == (f"Alice left a document out of what is submitted: {world.document}.")


def test_row_that_is_gone_is_said_to_be(world):
    event = record("feedback.item_discussed", world.item.comments.get(), by=world.chloe)
    event.subject_id = "0"

    [entry] = told([event])

    assert entry.sentence == "Chloé wrote in the discussion of a row that is no longer there."


def test_event_of_the_command_line_begins_with_a_capital(world):
    record("reviews.review_opened", world.review, by=None)

    assert last().sentence == "The command line opened the review."


def test_changed_fields_stand_before_and_after_in_peoples_words(world):
    edit_review(
        world.review,
        version=world.review.version,
        marking="official",
        died_on=dt.date(2024, 5, 3),
        chair=world.vic,
        by=world.alice,
    )

    changes = {change.label: (change.before, change.after) for change in last().changes}
    assert changes == {
        "Protective marking": ("OFFICIAL-SENSITIVE", "OFFICIAL"),
        "Date of death": ("Not recorded", "3 May 2024"),
        "Independent chair, with an account": ("Chloé", "Vic"),
    }


def test_stage_is_said_in_words(world):
    moved = Event.objects.filter(verb="reviews.round_moved", subject="reviews.StageChange").first()

    [entry] = told([moved])

    assert [change.label for change in entry.changes] == ["Stage"]
    assert entry.changes[0].before == "Preparing the submission"


def test_kind_of_a_notice_is_said_in_words(world):
    record("notices.people_told", world.review, by=world.chloe, kind="agency", to=[world.alice.pk])

    assert last().facts == (("Kind", "An agency sent an update"),)


def test_lists_are_no_pairs(world):
    record("notices.people_told", world.review, by=world.alice, kind="turn", to=[1, 2])

    assert last().changes == ()


def test_what_no_page_could_show_is_left_to_the_log(world):
    record("feedback.draft_saved", world.letter, by=world.alice, draft=[{"a": 1}, {"a": 2}])

    assert last().changes == (
        Change("The check of the letter", "in full in the event log", "in full in the event log"),
    )


@pytest.mark.parametrize(("words", "is_long"), [("short", False), ("long " * 60, True)])
def test_long_texts_are_folded(world, words, is_long):
    record("feedback.area_corrected", world.item, by=world.alice, text=["before", words])

    assert last().is_long is is_long


def test_erased_words_are_said_to_be(world):
    event = record("reviews.review_edited", world.review, by=world.alice, name=["A", "B"])
    with removal_permitted(record_for_ever("retention.review_disposed", world.review, by=None)):
        erase_details([event.pk])

    [entry] = told([Event.objects.get(pk=event.pk)])

    assert (entry.changes, entry.note) == ((), ERASED)


def test_questions_do_not_grow_with_the_rows(world):
    counts = []
    for rows in (1, 30):
        for _ in range(rows):
            record("feedback.revision_recorded", world.revision, by=world.alice, kind="revised")
        events = list(Event.objects.filter(verb="feedback.revision_recorded"))
        with CaptureQueriesContext(connection) as asked:
            told(events)
        counts.append(len(asked))

    assert counts == [1, 1]
