"""What the card of a row says: its words, what it changes, what stands against it."""

import pytest

from actionplans.models import Action
from intake.cards import Card, Changed, Words, as_said, words_of
from intake.comparing import Kind, compare
from intake.tests.factories import brought_in, file_of, fixed, kept, plan_in_hand, said
from reviews.tests.factories import tomorrow


def in_plan(cast, *rows):
    """The plan of the cast's review, as a file brought it in."""
    brought_in(cast.review, *rows, by=cast.alice)
    return list(Action.unscoped.of_review(cast.review))


def cards_of(draft):
    comparison = compare(draft)
    return [Card.of(one, comparison.standing.legend) for one in comparison.rows]


def test_words_are_cut_where_they_are_long_and_kept_whole_beside():
    short, long = Words.of("Outcome", "Done."), Words.of("Outcome", "Well done. " * 60)

    assert (short.text, short.whole) == ("Done.", "")
    assert len(long.text) <= 400
    assert long.whole == "Well done. " * 60


def test_change_of_a_long_text_is_shown_word_by_word():
    before = "Agree a protocol with the police, and train the staff who meet families."
    after = before.replace("the staff", "all staff")

    changed = Changed.of("text", before, after)

    assert [run.text for run in changed.runs if run.kind != "same"] == ["the ", "all "]


@pytest.mark.parametrize(
    ("field", "before", "shown"),
    [("lead_agency", "", "Nothing"), ("lead_agency", "Police", "Police"), ("update", "", "")],
)
def test_change_says_what_was_there_before(field, before, shown):
    assert Changed.of(field, before, "Probation").before == shown


def test_card_of_a_new_row_has_every_word_that_will_be_saved(cast):
    row = said(target="31 March 2027", rag="Red", update="Nobody leads it.", milestones="Draft.")
    draft = plan_in_hand(cast.review, row, by=cast.alice)

    (card,) = cards_of(draft)

    assert (card.place, card.label, card.title) == (
        "Row 2 of sheet “Action plan”",
        "New",
        "Write a joint protocol.",
    )
    assert card.under == "Recommendation 1: Agencies should share what they know of economic abuse."
    assert [(words.label, words.text) for words in card.words] == [
        ("Scope of recommendation (i.e. local or regional)", "Local"),
        ("Lead Agency", "Northbrook Council"),
        ("Key milestones achieved in enacting recommendation", "Draft."),
        ("Target Date", "31 March 2027"),
        ("RAG rating", "Red: off track"),
        ("Reason for the rating", "Nobody leads it."),
        ("Progress update", "Nobody leads it."),
    ]


def test_card_says_a_long_recommendation_once(cast):
    long = {"recommendation": "Agencies should share what they know. " * 5}
    draft = plan_in_hand(cast.review, said(**long), said(action="Train.", **long), by=cast.alice)

    first, second = ([words.label for words in card.words] for card in cards_of(draft))

    scope = "Scope of recommendation (i.e. local or regional)"
    assert (first, second) == (["Recommendation", scope, "Lead Agency"], ["Lead Agency"])


def test_card_of_a_changed_row_has_what_changes_and_its_action(cast):
    (action,) = in_plan(cast, said())
    draft = plan_in_hand(cast.review, said(lead="Police"), by=cast.alice)

    (card,) = cards_of(draft)

    assert (card.kind, card.action, card.words) == (Kind.CHANGED, action, ())
    assert [(one.label, one.before, one.after) for one in card.changes] == [
        ("Lead Agency", "Northbrook Council", "Police")
    ]


def test_card_of_a_row_that_changes_nothing_asks_for_no_look(cast):
    in_plan(cast, said(target="ongoing"))
    draft = plan_in_hand(cast.review, said(target="ongoing"), by=cast.alice)

    (card,) = cards_of(draft)

    assert (card.kind, card.doubts, card.words, card.changes) == (Kind.SAME, (), (), ())


def test_card_of_a_row_with_a_problem_shows_its_words(cast):
    in_plan(cast, said())
    draft = plan_in_hand(cast.review, said(), by=cast.alice)
    fixed(draft.rows.get(), completed_on=tomorrow(), by=cast.alice)

    (card,) = cards_of(draft)

    assert card.problems == ("Date of completion must be today or in the past.",)
    assert "Date of completion" in [words.label for words in card.words]


def test_row_keeps_what_the_file_said(cast):
    columns = ["Recommendation", "Action to take", "Lead agency", "Target date", "Cost"]
    file = file_of([columns, ["1. Share.", "Train.", "Police", "31/06/2025", "None"]])
    row = kept(cast.review, file, by=cast.alice).rows.get()
    fixed(row, target_date_text="June 2025", by=cast.alice)

    assert as_said(row) == [
        ("Number of the recommendation", "1"),
        ("Recommendation", "Share."),
        ("Action to take", "Train."),
        ("Lead agency", "Police"),
        ("Target date", "31/06/2025"),
        ("Cost", "None"),
    ]


def test_words_leave_out_what_is_empty(cast):
    row = plan_in_hand(cast.review, said(lead="", scope=""), by=cast.alice).rows.get()

    assert [words.label for words in words_of(row, {})] == ["Recommendation", "Action to take"]
