"""The words and marks in which letters, areas and answers are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import drafts, presenters
from feedback.drafts import Area, LetterDraft, Outcome
from feedback.letter_actions import confirm_letter, save_draft
from feedback.letters import TWO_ASKS
from feedback.models import FeedbackItem, FeedbackLetter, RevisionKind
from feedback.presenters import Change, Mark
from feedback.tests.factories import letter_in_hand, revision_of
from reviews.models import DutyKind, Review, Round
from reviews.sections import sections
from reviews.tests.factories import yesterday
from reviews.workflow import Stage

OTHER_NAME = (
    "The letter names the review “Oak”, and this review is “Elm”. "
    "Check that it is the right letter."
)
ASK = Mark("ask", "Closing ask")
DRAFT = LetterDraft(
    areas=(
        Area(key=7, text="Say who leads.", found_in=(1, 2)),
        Area(key=3, text="Dear all", found_in=(0,), left_out=True),
        Area(key=9, text="Proofread.", found_in=(2,)),
    )
)


def letter_of(texts=("Dear all", "Say who", "leads."), **as_read):
    paragraphs = [{"text": text, "marker": "", "heading": False} for text in texts]
    return FeedbackLetter(paragraphs=paragraphs, as_read=as_read)


def test_letter_lines_mark_what_was_found_where():
    letter = letter_of(where=[["praise", 0], ["praise", 0], ["ask", 1], ["unknown", 2]])

    lines = presenters.letter_lines(letter, DRAFT)

    out, praise, ask = Mark("out", "Left out", "#left-out"), Mark("praise", "Praise"), ASK
    first, second = Mark("item", "Area 1", "#area-7"), Mark("item", "Area 2", "#area-9")
    assert [(line.index, line.text, line.marks, line.begins) for line in lines] == [
        (0, "Dear all", (out, praise), (out, praise)),
        (1, "Say who", (first, ask), (first, ask)),
        (2, "leads.", (first, second), (second,)),
    ]


def test_letter_lines_of_a_confirmed_letter_do_not_show_what_was_left_out(cast):
    letter = letter_in_hand(cast.review, by=cast.alice)
    draft = drafts.leave_out(drafts.from_json(letter.draft), 2)
    save_draft(letter, draft, version=1, by=cast.alice)
    checked = [line.marks for line in presenters.letter_lines(letter, draft)]

    confirm_letter(letter, version=2, by=cast.alice)

    area = Mark("item", "Area 1", "#area-1")
    assert checked == [(area,), (Mark("out", "Left out", "#left-out"),)]
    assert [line.marks for line in presenters.letter_lines(letter, draft)] == [(area,), ()]


def test_check_points_to_the_area_that_a_warning_is_about():
    warnings = [
        {"text": "The date is not clear.", "paragraph": None},
        {"text": "This area has no bullet.", "paragraph": 2},
        {"text": "No outcome was found.", "paragraph": 0},
    ]
    letter = letter_of(warnings=warnings)
    letter.round = Round(review=Review(name="Elm"))

    assert presenters.to_check(letter, DRAFT) == [
        ("The date is not clear.", ""),
        ("Area 1: This area has no bullet.", "#area-7"),
        ("No outcome was found.", "#line-0"),
    ]


def test_check_asks_to_split_until_it_is_done():
    letter = letter_of(warnings=[{"text": TWO_ASKS, "paragraph": 1}])
    letter.round = Round(review=Review(name="Elm"))
    two_asks = replace(DRAFT, areas=(replace(DRAFT.areas[0], split_at=4),))

    split = drafts.split(two_asks, 7, 4)

    assert presenters.to_check(letter, two_asks) == [(f"Area 1: {TWO_ASKS}", "#area-7")]
    assert presenters.to_check(letter, split) == []


@pytest.mark.parametrize(
    ("named", "warnings"),
    [
        ("", []),
        ("elm", []),
        ("Elm and Oak", []),
        (
            "Oak",
            [
                (OTHER_NAME, ""),
            ],
        ),
    ],
)
def test_check_tells_when_the_letter_names_another_review(named, warnings):
    letter = letter_of()
    letter.round = Round(review=Review(name="Elm"))

    assert presenters.to_check(letter, replace(DRAFT, review_name=named)) == warnings


def test_letter_lines_keep_markers_and_headings():
    letter = FeedbackLetter(
        paragraphs=[{"text": "Structure:", "marker": "1.", "heading": True}], as_read={}
    )

    (line,) = presenters.letter_lines(letter, LetterDraft())

    assert (line.marker, line.heading, line.marks) == ("1.", True, ())


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        (
            "The death was sad.",
            "The death was a loss.",
            [
                Change("same", "The death was "),
                Change("removed", "sad."),
                Change("added", "a loss."),
            ],
        ),
        ("One two", "One", [Change("removed", "One two"), Change("added", "One")]),
        ("Same.", "Same.", [Change("same", "Same.")]),
        ("", "New.", []),
        ("Old.", "", []),
        ("a " * 6_001, "b", []),
    ],
)
def test_difference_names_what_changed(before, after, changes):
    assert presenters.difference(before, after) == changes


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_difference_holds_both_texts(before, after):
    changes = presenters.difference(before, after)

    texts = [
        "".join(change.text for change in changes if change.kind != other)
        for other in ("added", "removed")
    ]
    assert texts == ([before, after] if changes else ["", ""])


@pytest.mark.parametrize("kind", RevisionKind)
def test_every_answer_has_words_and_a_colour(kind):
    assert presenters.answer_words(kind) == kind.label
    assert presenters.answer_colour(kind) == presenters.ANSWER_COLOURS[kind]


def test_area_without_an_answer_has_words_too():
    assert (presenters.answer_words(None), presenters.answer_colour(None)) == (
        "Not answered yet",
        "grey",
    )


def test_item_rows_show_the_state(cast, item):
    revision_of(item, by=cast.alice, kind=RevisionKind.PARTLY)

    rows = presenters.item_rows(FeedbackItem.visible_to(cast.alice).with_state())

    assert [(row["first_words"], row["words"], row["colour"]) for row in rows] == [
        ("Add a rating to each action.", "Partly revised", "yellow"),
        ("Say who leads each action.", "Not answered yet", "grey"),
    ]


def test_split_places_begin_with_the_words_of_the_second_area():
    places = presenters.split_places("Add a rating. Say who leads.")

    assert places == [(14, "… Say who leads.")]


def test_draft_summary_says_what_is_about_to_be_confirmed():
    draft = LetterDraft(
        outcome="resubmit",
        letter_date="2026-03-04",
        panel_date="2026-02-01",
        panel_mode="virtual",
        addressee_name="The manager",
        addressee_organisation="Northbrook CSP",
        requests=("weblink", "single_pdf"),
    )

    assert presenters.draft_summary(draft) == [
        ("Outcome", "To be resubmitted"),
        ("Date of the letter", "4 March 2026"),
        ("Date of the QA Panel", "1 February 2026 (virtual panel process)"),
        ("Sent to", "The manager, Northbrook CSP"),
        ("Signed by", "Not stated"),
        ("Closing duties", "Send the weblink; Send everything as one PDF"),
    ]


def test_draft_summary_says_what_is_missing():
    assert presenters.draft_summary(LetterDraft()) == [
        ("Outcome", "Not chosen yet"),
        ("Date of the letter", "Not stated"),
        ("Date of the QA Panel", "Not stated"),
        ("Sent to", "Not stated"),
        ("Signed by", "Not stated"),
        ("Closing duties", "None"),
    ]


def test_letter_summary_says_what_was_confirmed(cast):
    day = yesterday()
    letter = letter_in_hand(
        cast.review,
        panel_date=day.isoformat(),
        panel_mode="virtual",
        signatory_name="The secretary",
        signatory_role="Secretariat",
        return_address="panel@example.org",
        by=cast.alice,
    )

    confirmed = confirm_letter(letter, version=1, by=cast.alice)

    assert presenters.letter_summary(confirmed) == [
        ("Outcome", "May be published after changes"),
        ("Date of the letter", "Not stated"),
        ("Date of the QA Panel", f"{day.day} {day:%B %Y} (virtual panel process)"),
        ("Sent to", "Not stated"),
        ("Signed by", "The secretary, Secretariat"),
        ("Send the answer to", "panel@example.org"),
    ]


def section_of(cast, user):
    """How this room's line of the review page reads: its title, summary and next step's words."""
    drawn = sections(cast.review, cast.review.rounds.last(), user)
    return [
        (part.title, part.summary, part.next_step and part.next_step[0])
        for part in drawn
        if part.title in ("Feedback letter", "Areas for development")
    ]


def everyone(cast):
    return {user.name: section_of(cast, user) for user in (cast.alice, cast.vic, cast.quinn)}


def test_section_offers_to_bring_in_the_letter(cast):
    assert everyone(cast) == {
        "Alice": [("Feedback letter", "None yet", "Bring in the feedback letter")],
        "Vic": [],
        "Quinn": [("Feedback letter", "None yet", None)],
    }


def test_section_leads_back_to_the_check(cast, letter):
    Round.unscoped.filter(pk=letter.round_id).update(stage=Stage.CONSIDERED)

    shown = everyone(cast)

    assert shown == {
        "Alice": [("Feedback letter", "Being checked", "Go on checking the letter")],
        "Vic": [("Feedback letter", "Being checked", None)],
        "Quinn": [("Feedback letter", "None yet", "Record the feedback letter")],
    }


def test_section_counts_the_answers_for_whom_they_are(cast, item):
    revision_of(item, by=cast.alice)

    assert everyone(cast) == {
        "Alice": [("Areas for development", "1 of 2 answered", "Answer area 2")],
        "Vic": [("Areas for development", "1 of 2 answered", None)],
        "Quinn": [("Areas for development", "2 in the letter", None)],
    }


def test_section_has_no_next_step_once_all_is_answered(cast, item):
    for area in item.letter.items.all():
        revision_of(area, by=cast.alice)

    assert section_of(cast, cast.alice) == [("Areas for development", "2 of 2 answered", None)]


def test_section_of_a_letter_without_areas_says_so(cast):
    letter = letter_in_hand(cast.review, outcome=Outcome.PUBLISH, by=cast.alice)
    draft = replace(drafts.from_json(letter.draft), areas=(), requests=(DutyKind.WEBLINK,))
    save_draft(letter, draft, version=1, by=cast.alice)
    confirm_letter(letter, version=2, by=cast.alice)

    assert section_of(cast, cast.alice) == [("Feedback letter", "No areas for development", None)]
