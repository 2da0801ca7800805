"""What people choose and type about a plan that they bring in, and the sentences for what is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from actionplans.keeping_actions import edit_legend
from actionplans.plans import Column
from actionplans.tables import read_tables
from actionplans.tests.factories import action_under, recommendation_in, update_of
from intake.actions import skip_row
from intake.columns import labels_to_map
from intake.comparing import compare
from intake.forms import ColumnsForm, ConfirmForm, PlanFileForm, RowForm
from intake.models import PlanImport
from intake.tests.factories import file_of, fixed, kept, plan_file, plan_in_hand, said
from reviews.tests.factories import tomorrow, typed_day
from reviews.tests.file_builder import picture

UNNAMED = [["Alpha", "Beta"], ["Train the staff.", "Police"], ["Write a protocol.", "Probation"]]


def file_form(cast, data, name="plan.csv"):
    form = PlanFileForm({}, {"file": SimpleUploadedFile(name, data)}, user=cast.alice)
    form.full_clean()
    return form


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv"])
def test_file_is_read_at_once(cast, name):
    form = file_form(cast, plan_file(said(action="Train."), name=name).data, name)

    assert [row.action for row in form.cleaned_data["plan"].rows] == ["Train."]
    assert form.cleaned_data["file"].name == name


def test_file_in_which_no_plan_is_recognised_has_no_rows(cast):
    form = file_form(cast, file_of(UNNAMED, "plan.csv").data)

    assert (form.errors, form.cleaned_data["plan"].rows) == ({}, ())


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "plan.csv", "The file that you chose is empty"),
        (
            b"One line of words.",
            "plan.csv",
            "There is no table in this file. Choose the Word, Excel or CSV file that holds the action plan.",
        ),
        (
            picture("PNG"),
            "plan.png",
            (
                "A plan cannot be brought in from a PDF or a picture. Ask for the Word or Excel file that it was "
                "made from."
            ),
        ),
        (
            b"MZ\x90\x00",
            "plan.exe",
            (
                "This kind of file cannot be read as an action plan. Save the plan as Word (.docx), Excel (.xlsx) "
                "or CSV."
            ),
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "plan.xls",
            (
                "The file is protected by a password, or from an old version of Office. "
                "Save it as .docx or .xlsx without a password and upload that."
            ),
        ),
    ],
)
def test_file_that_cannot_be_a_plan_is_told_why(cast, data, name, sentence):
    assert file_form(cast, data, name).errors == {"file": [sentence]}


def test_file_is_asked_for(cast):
    form = PlanFileForm({}, {}, user=cast.alice)

    assert form.errors == {"file": ["Choose the file of the action plan"]}


def columns_form(cast, draft, file, **typed):
    tables = read_tables(file.data, file.name)
    labels = labels_to_map(draft, tables)
    asked = {"plan_import": draft, "tables": tables, "labels": labels, "user": cast.alice}
    shown = {f"column_{at}": meaning for at, (meaning, _) in enumerate(labels.values())}
    form = ColumnsForm(shown | {"version": 1} | typed, **asked)
    form.full_clean()
    return form


@pytest.fixture
def unnamed(cast):
    """A file in which nothing was recognised, and its import."""
    file = file_of(UNNAMED, "plan.csv")
    return kept(cast.review, file, by=cast.alice), file


def test_columns_that_were_not_recognised_are_named_by_hand(cast, unnamed):
    form = columns_form(cast, *unnamed, column_0=Column.ACTION.value, column_1=Column.LEAD.value)

    assert form.errors == {}
    assert form.mapping == {"Alpha": "Action to take", "Beta": "Lead agency"}
    assert [(row.action, row.lead_agency) for row in form.cleaned_data["plan"].rows] == [
        ("Train the staff.", "Police"),
        ("Write a protocol.", "Probation"),
    ]


def test_columns_show_a_few_of_their_words(cast, unnamed):
    form = columns_form(cast, *unnamed)

    assert form.fields["column_1"].help_text == "For example “Police” or “Probation”."


def test_columns_must_hold_actions_or_recommendations(cast, unnamed):
    form = columns_form(cast, *unnamed, column_0=Column.LEAD.value)

    assert form.non_field_errors() == [
        "Say which column holds the actions, or which holds the recommendations."
    ]


def test_columns_that_were_recognised_are_only_kept_where_a_person_says_otherwise(cast):
    file = plan_file(said(lead="Police"), columns=("number", "recommendation", "action", "lead"))
    draft = kept(cast.review, file, by=cast.alice)

    same = columns_form(cast, draft, file)
    other = columns_form(cast, draft, file, column_3="")

    assert (same.mapping, other.mapping) == ({}, {"Lead Agency": "Something else"})
    assert [row.lead_agency for row in other.cleaned_data["plan"].rows] == [""]


def test_columns_ask_before_rows_that_were_put_right_are_read_again(cast):
    file = plan_file(said(), said(action="Train."))
    draft = kept(cast.review, file, by=cast.alice)
    first, second = draft.rows.all()
    fixed(first, text="Train all staff.", by=cast.alice)
    skip_row(second, version=2, by=cast.alice)

    asked = columns_form(cast, draft, file)
    sure = columns_form(cast, draft, file, sure="on")

    assert asked.errors == {
        "sure": [
            (
                "When the columns change, the rows are read again. That takes back 1 row you fixed and "
                "1 row you skipped. Tick the box to go on."
            )
        ]
    }
    assert sure.errors == {}


def only_green(cast):
    words = {"green": "Done", "blue": "", "amber": "", "red": ""}
    edit_legend(cast.northbrook, version=1, by=cast.alice, **words)


def row_form(cast, draft, data=None, at=0):
    comparison = compare(PlanImport.unscoped.get(pk=draft.pk))
    return RowForm(
        data, compared=comparison.rows[at], standing=comparison.standing, user=cast.alice
    )


def as_shown(form, **typed):
    """What a browser sends back of a form, and what is typed instead."""
    sent = QueryDict(mutable=True)
    for field in form:
        if hasattr(field, "parts") and field.shape == "date":
            sent.update({part.name: part.value for part in field.parts})
        elif field.value() is not None:
            sent[field.html_name] = str(field.value())
    sent.update(typed)
    return sent


def typed_in_row(cast, draft, **typed):
    form = row_form(cast, draft, as_shown(row_form(cast, draft), **typed))
    form.full_clean()
    return form


def test_row_comes_back_as_it_was_shown(cast):
    row = said(target="31 March 2027", rag="Red", update="Late.", milestones="One.\nTwo.")
    draft = plan_in_hand(cast.review, row, by=cast.alice)

    form = typed_in_row(cast, draft)

    assert form.errors == {}
    kept_row = draft.rows.get()
    assert form.details == {name: getattr(kept_row, name) for name in RowForm.DETAILS}
    assert "action" not in form.fields


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"scope": "x" * 201},
            {
                "scope": [
                    "Scope of recommendation (i.e. local or regional) must be 200 characters or fewer"
                ]
            },
        ),
        (
            typed_day("completed_on", tomorrow()),
            {"completed_on": ["Date of completion must be today or in the past"]},
        ),
        (
            typed_day("target_date", tomorrow()) | {"target_date_text": "ongoing"},
            {"target_date_text": ["Enter a target date or words for it, not both"]},
        ),
        (
            {"supporting": "x" * 201},
            {
                "supporting": [
                    (
                        "The name of an agency must be 200 characters or fewer. "
                        f"Shorten “{'x' * 58} …”."
                    )
                ]
            },
        ),
    ],
)
def test_row_says_what_is_wrong(cast, typed, errors):
    draft = plan_in_hand(cast.review, by=cast.alice)

    assert typed_in_row(cast, draft, **typed).errors == errors


def test_row_with_a_rating_that_is_not_used_asks_for_another(cast):
    only_green(cast)
    draft = plan_in_hand(cast.review, said(rag="Blue"), by=cast.alice)
    sent = as_shown(row_form(cast, draft))
    del sent["rating"]

    form = row_form(cast, draft, sent)

    assert form.errors == {"rating": ["Select a rating, or that there is none"]}


@pytest.fixture
def action(cast):
    above = recommendation_in(cast.review, by=cast.alice)
    return action_under(above, text="Train the staff.", by=cast.alice)


def test_row_offers_the_actions_of_the_plan_under_their_recommendations(cast, action):
    draft = plan_in_hand(cast.review, by=cast.alice)

    form = row_form(cast, draft)

    assert form.fields["action"].choices == [
        ("", "None of these: it is new"),
        (f"Recommendation {action.recommendation.number}", [(action.pk, "Train the staff.")]),
    ]


def test_row_keeps_a_choice_of_action_only_where_there_is_one(cast, action):
    draft = plan_in_hand(cast.review, by=cast.alice)
    matched = said(action=action.text)

    new = typed_in_row(cast, draft)
    chosen = typed_in_row(cast, draft, action=str(action.pk))
    draft.rows.update(text=matched["action"])
    unchosen = typed_in_row(cast, draft, action="")

    assert "action" not in new.details
    assert chosen.details["action"] == action
    assert unchosen.details["action"] is None


def test_row_refuses_an_action_of_another_plan(cast, action):
    draft = plan_in_hand(cast.review, by=cast.alice)

    form = typed_in_row(cast, draft, action=str(action.pk + 1))

    assert list(form.errors) == ["action"]


def test_row_says_that_its_recommendation_has_other_rows(cast):
    rows = [said(action=f"Step {number}.") for number in range(3)]
    draft = plan_in_hand(cast.review, *rows, by=cast.alice)

    form = row_form(cast, draft)

    assert form.fields["recommendation"].help_text == (
        "2 other rows have the same words. What you change here, changes there too."
    )


def test_row_may_leave_a_rating_that_is_no_longer_used(cast, action):
    update_of(action, rating="blue", by=cast.alice)
    only_green(cast)
    draft = plan_in_hand(cast.review, said(action=action.text, rag="Blue"), by=cast.alice)

    form = row_form(cast, draft)

    assert form.fields["rating"].choices == [
        ("", "Leave the rating as it is"),
        ("green", "Green: done"),
        ("blue", "Blue: not used now"),
    ]


@pytest.mark.parametrize("asks", [True, False])
def test_confirmation_asks_for_the_day_of_ratings_and_updates(cast, asks):
    form = ConfirmForm(user=cast.alice, asks_date=asks)

    assert ("dated" in form.fields) is asks


def test_confirmation_refuses_a_day_to_come(cast):
    typed = typed_day("dated", tomorrow())

    form = ConfirmForm(typed, user=cast.alice, asks_date=True)

    assert form.errors == {
        "dated": ["Date the ratings and updates are about must be today or in the past"]
    }
