"""What is well-formed: the sentences for what is not, and the choices that a person is given."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from actionplans.forms import LONG_TEXT, ActionForm, PlanFilter, RecommendationForm, UpdateForm
from actionplans.models import Action, Rag
from actionplans.naming import TOO_LONG, TOO_MANY, agencies_in
from actionplans.tests.factories import action_under, recommendation_in, update_of
from feedback.correction_actions import leave_area_out, withdraw_letter
from feedback.tests.factories import areas_of
from reviews.tests.factories import review_of, tomorrow, typed_day, yesterday

RECOMMENDATION = {
    "number": "2",
    "text": "Share what is known.",
    "scope": "Local",
    "level": "local",
    "agencies": "single",
}


def recommendation_form(cast, **typed):
    return RecommendationForm(RECOMMENDATION | typed, review=cast.review, user=cast.alice)


def action_form(cast, recommendation, **typed):
    data = {"recommendation": recommendation.pk, "text": "Write a protocol."}
    return ActionForm(data | typed, review=cast.review, user=cast.alice)


def update_form(cast, files=None, **typed):
    data = {"text": "Agreed.", "rating": "", **typed_day("dated", yesterday())}
    return UpdateForm(data | typed, files, user=cast.alice)


def test_recommendation_form_gives_the_fields_of_the_row(cast):
    form = recommendation_form(cast)

    assert form.is_valid()
    assert form.details == RECOMMENDATION


def test_recommendation_form_asks_for_what_is_missing(cast):
    form = RecommendationForm({}, review=cast.review, user=cast.alice)

    assert form.errors == {
        "number": ["Enter the number of the recommendation"],
        "text": ["Enter the recommendation"],
        "level": ["Select the level of the recommendation"],
        "agencies": ["Select whether it is for one agency or several"],
    }


def test_recommendation_form_refuses_a_number_in_use(cast):
    row = recommendation_in(cast.review, by=cast.alice, number="2A")

    other = recommendation_form(cast, number="2a")
    same = RecommendationForm(
        RECOMMENDATION | {"number": "2a"}, review=cast.review, row=row, user=cast.alice
    )

    assert other.errors == {"number": ["This review already has a recommendation 2a"]}
    assert same.is_valid()


@pytest.mark.parametrize("length", [10_000, LONG_TEXT])
def test_recommendation_form_takes_long_texts(cast, length):
    assert recommendation_form(cast, text="é" * length).is_valid()


def test_recommendation_form_refuses_a_text_beyond_the_limit(cast):
    form = recommendation_form(cast, text="e" * (LONG_TEXT + 1))

    assert list(form.errors) == ["text"]


@pytest.mark.parametrize("version", ["", "x", "9" * 400, "-1"])
def test_version_that_cannot_be_read_is_no_error(cast, version):
    assert recommendation_form(cast, version=version).is_valid()


def test_action_form_gives_the_fields_of_the_row(cast, recommendation):
    form = action_form(
        cast,
        recommendation,
        lead_agency="Police",
        supporting="Health board\n police\n\nhealth  BOARD; Probation",
        **typed_day("target_date", dt.date(2027, 2, 28)),
        **typed_day("completed_on", yesterday()),
    )

    assert form.is_valid()
    assert form.details == {
        "text": "Write a protocol.",
        "lead_agency": "Police",
        "milestones": "",
        "target_date": dt.date(2027, 2, 28),
        "target_date_text": "",
        "completed_on": yesterday(),
        "outcome": "",
        "supporting": ["Health board", "Probation"],
        "items": [],
    }


def test_action_form_asks_for_what_is_missing(cast):
    form = ActionForm({}, review=cast.review, user=cast.alice)

    assert form.errors == {
        "recommendation": ["Select the recommendation that this action carries out"],
        "text": ["Enter the action to take"],
    }


def test_action_form_takes_a_date_or_words(cast, recommendation):
    day = typed_day("target_date", tomorrow())

    words = action_form(cast, recommendation, target_date_text="ongoing")
    both = action_form(cast, recommendation, target_date_text="ongoing", **day)

    assert words.is_valid()
    assert both.errors == {"target_date_text": ["Enter a target date or words for it, not both"]}


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("\n".join(f"Agency {n}" for n in range(31)), TOO_MANY),
        (f"Police\n{'Health ' * 30}", TOO_LONG.format("Health " * 8 + "…")),
    ],
)
def test_action_form_says_what_is_wrong_with_supporting_agencies(
    cast, recommendation, typed, error
):
    form = action_form(cast, recommendation, supporting=typed)

    assert form.errors == {"supporting": [error]}
    assert form["supporting"].value() == typed


def test_action_form_refuses_a_completion_to_come(cast, recommendation):
    form = action_form(cast, recommendation, **typed_day("completed_on", tomorrow()))

    assert form.errors == {"completed_on": ["Date of completion must be today or in the past"]}


def test_action_form_offers_recommendations_of_its_review(cast, recommendation):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")
    theirs = recommendation_in(other, by=cast.alice)

    form = action_form(cast, theirs)

    assert list(form.fields["recommendation"].queryset) == [recommendation]
    assert list(form.errors) == ["recommendation"]


def test_action_form_offers_areas_of_its_review(cast, recommendation):
    other = review_of(cast.eastmere, by=cast.alice, name="Oak")
    theirs = areas_of(other, by=cast.alice)
    ours = areas_of(cast.review, "Add a rating.", "More words. " * 20, by=cast.alice)

    form = action_form(cast, recommendation, items=[theirs[0].pk])

    labels = [label for _, label in form.fields["items"].choices]
    assert list(form.fields["items"].queryset) == ours
    assert labels[0] == "Area 1: Add a rating."
    assert (labels[1][:20], labels[1][-2:], len(labels[1])) == ("Area 2: More words. ", " …", 93)
    assert list(form.errors) == ["items"]


def test_action_form_without_areas_does_not_ask_for_them(cast, recommendation):
    without = action_form(cast, recommendation)
    areas_of(cast.review, by=cast.alice)

    with_areas = action_form(cast, recommendation)

    assert ("items" in without.fields, "items" in with_areas.fields) == (False, True)


def test_action_form_starts_from_the_row(cast, recommendation):
    areas = areas_of(cast.review, by=cast.alice)
    row = action_under(
        recommendation,
        by=cast.alice,
        items=areas[1:],
        target_date_text="ongoing",
        supporting=["Police", "Health board"],
    )

    form = ActionForm(review=cast.review, row=row, user=cast.alice)

    assert form.initial == {
        "recommendation": recommendation.pk,
        "text": "Write a joint protocol.",
        "lead_agency": "Northbrook Council",
        "milestones": "",
        "target_date": None,
        "target_date_text": "ongoing",
        "completed_on": None,
        "outcome": "",
        "supporting": "Police\nHealth board",
        "items": [areas[1].pk],
        "version": 1,
    }


def test_update_form_asks_for_what_is_missing(cast):
    form = UpdateForm({}, user=cast.alice)

    assert form.errors == {
        "dated": ["Enter the date the update is about"],
        "text": ["Enter the update"],
    }


def test_update_form_leaves_the_rating_as_it_is(cast):
    form = update_form(cast)

    assert form.is_valid()
    assert form.cleaned_data["rating"] == ""
    assert form.fields["rating"].choices == [
        ("", "Leave the rating as it is"),
        ("red", "Red: off track"),
        ("amber", "Amber: at risk"),
        ("green", "Green: on track"),
        ("blue", "Blue: complete"),
    ]


def test_update_form_rating_and_reason_go_together(cast):
    rated = update_form(cast, rating=Rag.RED)
    reasoned = update_form(cast, reason="Nobody leads it.")

    assert rated.errors == {"reason": ["Enter the reason for the rating"]}
    assert reasoned.errors == {"rating": ["Select the rating that the reason is for"]}


def test_update_form_refuses_a_day_to_come(cast):
    form = update_form(cast, **typed_day("dated", tomorrow()))

    assert form.errors == {"dated": ["Date the update is about must be today or in the past"]}


def test_update_form_refuses_a_date_that_does_not_exist(cast):
    typed = typed_day("dated", dt.date(2026, 2, 1))
    broken = {name: "31" if value == "1" else value for name, value in typed.items()}

    form = update_form(cast, **broken)

    assert list(form.errors) == ["dated"]


def test_update_form_looks_at_the_evidence(cast):
    good = SimpleUploadedFile("../minutes.txt", b"Agreed.")
    bad = SimpleUploadedFile("minutes.pdf", b"MZ\x00\x01 a program")

    kept = update_form(cast, _files(good))
    refused = update_form(cast, _files(good, bad))

    assert kept.is_valid()
    assert [file.name for file in kept.cleaned_data["evidence"]] == ["minutes.txt"]
    assert list(refused.errors) == ["evidence"]


def _files(*uploads):
    return MultiValueDict({"evidence": list(uploads)})


@pytest.fixture
def plan(cast):
    """Three actions under two recommendations: late and red, complete and blue, not yet rated.

    The last has no lead agency but two that support it, one of them the lead of the one before.
    """
    first = recommendation_in(cast.review, by=cast.alice, number="1", text="Share information.")
    second = recommendation_in(cast.review, by=cast.alice, number="2", text="Train everyone.")
    late = action_under(
        first, by=cast.alice, text="Protocol", lead_agency="Police", target_date=yesterday()
    )
    done = action_under(
        second, by=cast.alice, text="Course", lead_agency="Health", completed_on=yesterday()
    )
    action_under(
        first,
        by=cast.alice,
        text="Audit",
        lead_agency="",
        supporting=["HEALTH", "Môn Council"],
        target_date=tomorrow(),
    )
    update_of(late, by=cast.alice, rating=Rag.RED, dated=yesterday())
    update_of(done, by=cast.alice, rating=Rag.BLUE)
    return cast.review


def filtered(cast, query):
    actions = Action.visible_to(cast.alice).with_state()
    chosen = PlanFilter.of(QueryDict(query), user=cast.alice, agencies=agencies_in(actions))
    return [a.text for a in chosen.narrow(actions)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Protocol", "Audit", "Course"]),
        ("rating=red", ["Protocol"]),
        ("rating=none", ["Audit"]),
        ("lead=Police", ["Protocol"]),
        ("lead=Health", ["Audit", "Course"]),
        ("lead=health", ["Audit", "Course"]),
        ("lead=M%C3%94N++Council", ["Audit"]),
        ("overdue=on", ["Protocol"]),
        ("state=open", ["Protocol", "Audit"]),
        ("state=complete", ["Course"]),
        ("q=train", ["Course"]),
        ("q=2", ["Course"]),
        ("q=council", ["Audit"]),
        ("q=nothing", []),
        ("rating=red&state=complete", []),
        ("sort=target", ["Protocol", "Audit", "Course"]),
        ("sort=-target", ["Audit", "Protocol", "Course"]),
        ("sort=lead", ["Course", "Protocol", "Audit"]),
        ("sort=-lead", ["Protocol", "Course", "Audit"]),
        ("sort=rating", ["Protocol", "Course", "Audit"]),
        ("sort=-rating", ["Course", "Protocol", "Audit"]),
        ("sort=updated", ["Protocol", "Course", "Audit"]),
        ("sort=-updated", ["Course", "Protocol", "Audit"]),
    ],
)
def test_plan_filter_narrows_and_sorts(cast, plan, query, found):
    assert filtered(cast, query) == found


@pytest.mark.parametrize(
    "query", ["rating=pink", "lead=Nobody", "state=gone", "sort=password", "q=%00", "page=x"]
)
def test_plan_filter_passes_over_what_it_does_not_know(cast, plan, query):
    assert filtered(cast, query) == ["Protocol", "Audit", "Course"]


def test_area_that_counts_no_more_is_chosen_only_where_it_is_linked_already(cast):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    first, second = areas_of(cast.review, "Rate it.", "Explain.", by=cast.alice)
    linked = action_under(recommendation, by=cast.alice, items=[first])
    leave_area_out(first, version=1, why="It is praise.", by=cast.alice)

    forms = [
        ActionForm(None, review=cast.review, row=row, user=cast.alice) for row in (None, linked)
    ]

    assert [[label for _, label in form.fields["items"].choices] for form in forms] == [
        ["Area 2: Explain."],
        ["Area 1: Rate it. (counts no more)", "Area 2: Explain."],
    ]
    assert second.letter.items.standing().get() == second


def test_areas_of_a_withdrawn_letter_are_no_choice(cast):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    letter = areas_of(cast.review, by=cast.alice)[0].letter

    withdraw_letter(letter, version=1, why="The wrong one.", by=cast.alice)

    assert "items" not in action_form(cast, recommendation).fields
