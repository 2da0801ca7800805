"""Which rows are found, who sees them, and what the database itself holds to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from audit.models import AppendOnlyError
from feedback.actions import assign_item, comment_on_item
from feedback.drafts import Outcome
from feedback.letter_actions import set_letter_aside
from feedback.models import (
    Assignment,
    Comment,
    FeedbackItem,
    FeedbackLetter,
    Revision,
    RevisionKind,
    Theme,
    progress,
    theme_choices,
)
from feedback.tests.factories import areas_of, letter_in_hand, revision_of
from feedback.themes import THEMES
from reviews.models import Round
from reviews.tests.factories import review_of
from reviews.workflow import Stage


def states(items):
    return {item.number: (item.answer_kind, item.assignee_name) for item in items.with_state()}


def test_areas_are_found_by_their_answers(cast):
    first, second = areas_of(cast.review, by=cast.alice)
    items = FeedbackItem.visible_to(cast.alice).in_round(first.letter.round)
    before = list(items.outstanding()), list(items.answered())

    revision_of(first, by=cast.alice)

    assert before == ([first, second], [])
    assert (list(items.outstanding()), list(items.answered())) == ([second], [first])


def test_area_state_is_its_latest_answer_and_assignment(cast, item):
    items = FeedbackItem.visible_to(cast.alice)
    revision_of(item, by=cast.alice, kind=RevisionKind.PARTLY, where="1.1")
    latest = revision_of(item, by=cast.alice, kind=RevisionKind.REVISED, where="2.2")
    assign_item(item, to=cast.alice, by=cast.alice)
    assign_item(item, to=cast.chloe, by=cast.alice)

    found = items.with_state().get(pk=item.pk)

    assert states(items) == {1: (RevisionKind.REVISED, "Chloé"), 2: (None, None)}
    assert (found.answer_where, found.answered_at) == ("2.2", latest.at)


def test_area_assigned_back_to_nobody_is_nobodys(cast, item):
    items = FeedbackItem.visible_to(cast.alice)
    assign_item(item, to=cast.chloe, by=cast.alice)
    mine = list(items.assigned_to(cast.chloe))

    assign_item(item, to=None, by=cast.alice)

    assert (mine, list(items.assigned_to(cast.chloe))) == ([item], [])


@pytest.mark.parametrize(
    ("text", "as_read", "edited"),
    [
        ("Say who\nleads.", "Say who leads.", False),
        ("Say who pays.", "Say who leads.", True),
        ("Say who pays.", "", False),
    ],
)
def test_area_tells_when_its_words_were_changed(text, as_read, edited):
    assert FeedbackItem(text=text, as_read=as_read).was_edited is edited


def test_progress_counts_many_rounds_in_one_query(cast, django_assert_num_queries):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")
    first, _ = areas_of(cast.review, by=cast.alice)
    (single,) = areas_of(other, "Proofread.", by=cast.alice)
    revision_of(first, by=cast.alice)
    revision_of(first, by=cast.alice)
    rounds = [first.letter.round_id, single.letter.round_id]

    with django_assert_num_queries(1):
        counts = progress(rounds)

    assert counts == {rounds[0]: (1, 2), rounds[1]: (0, 1)}


def test_letters_are_found_by_what_was_done_with_them(cast):
    letter = letter_in_hand(cast.review, by=cast.alice)
    found = FeedbackLetter.visible_to(cast.alice)
    in_hand = [list(found.being_checked()), list(found.kept()), list(found.confirmed())]

    set_letter_aside(letter, by=cast.alice)

    assert in_hand == [[letter], [letter], []]
    assert [list(found.being_checked()), list(found.kept()), list(found.confirmed())] == [[]] * 3


def refused_by_the_database(act, *args, **kwargs):
    """The name of the constraint that refuses."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act(*args, **kwargs)
    return str(refusal.value)


def test_round_has_one_letter_in_hand(cast, letter):
    twin = FeedbackLetter(
        round=letter.round, paragraphs=[], as_read={}, draft={}, draft_by=cast.alice, by=cast.alice
    )

    refused_by_the_database(twin.save)

    assert FeedbackLetter.visible_to(cast.alice).get() == letter


@pytest.mark.parametrize(
    "change",
    [
        {"confirmed_at": "2026-03-04T10:00Z"},
        {"confirmed_at": "2026-03-04T10:00Z", "outcome": Outcome.RESUBMIT},
    ],
)
def test_confirmed_letter_has_an_outcome_and_a_name(letter, change):
    rows = FeedbackLetter.unscoped.filter(pk=letter.pk)

    assert "confirmed_letter_has_outcome" in refused_by_the_database(rows.update, **change)


def row_of(item, by, **details):
    return Revision.unscoped.create(item=item, by=by, **details)


def test_area_has_one_first_revision(cast, item):
    revision_of(item, by=cast.alice)

    refused_by_the_database(
        row_of, item, cast.chloe, kind=RevisionKind.REVISED, summary="Rewritten."
    )

    assert item.revisions.count() == 1


def test_revision_is_superseded_once(cast, item):
    first = revision_of(item, by=cast.alice)
    revision_of(item, by=cast.alice)

    refused_by_the_database(
        row_of, item, cast.chloe, kind=RevisionKind.REVISED, summary="Mine.", supersedes=first
    )

    assert item.revisions.count() == 2


@pytest.mark.parametrize(
    ("details", "constraint"),
    [
        ({"kind": RevisionKind.NOT_REVISED}, "not_revised_has_a_reason"),
        ({"kind": RevisionKind.REVISED}, "revised_says_what_was_done"),
        ({"kind": RevisionKind.PARTLY, "reason": "Lost."}, "revised_says_what_was_done"),
    ],
)
def test_revision_says_what_its_kind_needs(cast, item, details, constraint):
    assert constraint in refused_by_the_database(row_of, item, cast.alice, **details)


def test_history_is_only_added(cast, item):
    rows = [
        revision_of(item, by=cast.alice),
        assign_item(item, to=cast.chloe, by=cast.alice),
        comment_on_item(item, text="Shall I?", by=cast.chloe),
    ]

    for row in rows:
        everything = type(row).unscoped.filter(pk=row.pk)
        for act in (row.save, row.delete, lambda rows=everything: rows.update(by=1)):
            with pytest.raises(AppendOnlyError):
                act()

    assert [type(row).unscoped.get(pk=row.pk) for row in rows] == rows


def seen_by(user):
    """How many rows of each kind a person sees."""
    models = (FeedbackLetter, FeedbackItem, Revision, Comment, Assignment)
    return [model.visible_to(user).count() for model in models]


def test_answers_are_working_papers(cast):
    first, _ = areas_of(cast.review, by=cast.alice)
    revision_of(first, by=cast.alice)
    comment_on_item(first, text="Shall I?", by=cast.chloe)
    assign_item(first, to=cast.chloe, by=cast.alice)

    seen = {user.name: seen_by(user) for user in cast_of(cast)}

    assert seen == {
        "Alice": [1, 2, 1, 1, 1],
        "Vic": [1, 2, 1, 1, 1],
        "Chloé": [1, 2, 1, 1, 1],
        "Quinn": [1, 2, 0, 0, 0],
        "Kim": [0, 0, 0, 0, 0],
    }


def test_letter_is_a_working_paper_until_it_is_confirmed(cast, letter):
    Round.unscoped.filter(pk=letter.round_id).update(stage=Stage.CONSIDERED)

    seen = {user.name: FeedbackLetter.visible_to(user).count() for user in cast_of(cast)}

    assert seen == {"Alice": 1, "Vic": 1, "Chloé": 1, "Quinn": 0, "Kim": 0}


def test_round_that_was_not_submitted_shows_the_secretariat_nothing(cast, item):
    shown = seen_by(cast.quinn)

    Round.unscoped.filter(pk=item.letter.round_id).update(stage=Stage.PREPARING)

    assert (shown, seen_by(cast.quinn)) == ([1, 2, 0, 0, 0], [0, 0, 0, 0, 0])


def cast_of(cast):
    return (cast.alice, cast.vic, cast.chloe, cast.quinn, cast.kim)


def test_themes_are_a_list_in_its_own_order(db):
    Theme.objects.all().delete()
    Theme.objects.create(slug="research", name="Research", position=2)
    Theme.objects.create(slug="children", name="Children", position=1)

    assert theme_choices() == [("children", "Children"), ("research", "Research")]


def test_rows_name_themselves(cast, item):
    revision = revision_of(item, by=cast.alice)
    assigned = assign_item(item, to=cast.chloe, by=cast.alice)
    taken_back = assign_item(item, to=None, by=cast.alice)

    assert [str(row) for row in (item, item.letter, revision, assigned, taken_back)] == [
        "Area 1",
        "Feedback letter, Elm, round 1",
        "Revised: Area 1",
        "Area 1 → Chloé",
        "Area 1 → nobody",
    ]


def test_list_of_themes_begins_with_what_the_reader_suggests(db):
    found = list(Theme.objects.values_list("slug", "name"))

    assert found == list(THEMES.items())
