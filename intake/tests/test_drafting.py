"""From a row as it was read to a row as it will be saved."""

import datetime as dt

import pytest

from actionplans.plans import Row
from actionplans.reading.grid import Place
from intake import drafting
from intake.models import PlanImport
from intake.tests.factories import kept, plan_file, said
from reviews.models import StoredFile

FROM = PlanImport(file=StoredFile(name="plan.docx"))


def drafted(**details):
    usual = {
        "place": Place("Table 1", 4),
        "number": "1",
        "recommendation": "Share.",
        "action": "Write.",
    }
    (row,) = drafting.rows_of(FROM, drafting.Plan(rows=(Row(**usual | details),)))
    return row


@pytest.mark.parametrize(
    ("read", "saved"),
    [
        ({"target_date_text": "ongoing"}, {"target_date": None, "target_date_text": "ongoing"}),
        (
            {"target_date": dt.date(2026, 3, 31), "target_date_text": "31/03/2026"},
            {"target_date": dt.date(2026, 3, 31), "target_date_text": ""},
        ),
        ({"lead_agency": "Council\nPolice"}, {"lead_agency": "Council; Police", "supporting": ""}),
        (
            {"lead_agency": "Council\nSupporting: Police; Health board", "supporting": "police"},
            {"lead_agency": "Council", "supporting": "police\nHealth board"},
        ),
        (
            {"supporting": "Northbrook, Eastmere and Westhaven Council"},
            {"supporting": "Northbrook, Eastmere and Westhaven Council"},
        ),
        ({"status": "In progress"}, {"update": "In progress", "rating": "", "reason": ""}),
        (
            {"status": "Amber: at risk", "rag": "amber"},
            {
                "update": "",
                "rating": "amber",
                "reason": "In the plan “plan.docx” that was brought in.",
            },
        ),
        ({"status": "Slow", "rag": "amber"}, {"update": "Slow", "reason": "Slow"}),
        (
            {"status": "Slow", "rag": "amber", "update": "Two are trained."},
            {"update": "Two are trained.", "reason": "Two are trained."},
        ),
        (
            {"rag": "red", "update": "No.", "others": (("Reason for the rating", "No money."),)},
            {"update": "No.", "reason": "No money."},
        ),
        ({"action": ""}, {"text": ""}),
        ({"action": "", "lead_agency": "Council"}, {"text": "Share."}),
    ],
)
def test_row_as_it_will_be_saved(read, saved):
    row = drafted(**read)

    assert {name: getattr(row, name) for name in saved} == saved


@pytest.mark.parametrize(
    ("read", "doubts"),
    [
        ({}, []),
        ({"doubts": ("Look here.",)}, ["Look here."]),
        ({"action": "", "lead_agency": "Council"}, [drafting.STANDS_FOR_ACTION]),
        (
            {"target_date": dt.date(2026, 3, 31), "target_date_text": "31/03/2026 (if funded)"},
            [drafting.ONLY_THE_DATE.format("31/03/2026 (if funded)")],
        ),
        ({"lead_agency": "Council\nPolice"}, [drafting.MAY_BE_SEVERAL.format("Council; Police")]),
        (
            {"supporting": "Police, Health board"},
            [drafting.MAY_BE_SEVERAL.format("Police, Health board")],
        ),
        ({"supporting": "Health board (adults, children)"}, []),
    ],
)
def test_row_tells_what_to_look_at(read, doubts):
    assert drafted(**read).doubts == doubts


def test_what_was_read_is_kept_beside_what_will_be_saved(cast):
    draft = kept(cast.review, plan_file(said(target="Sept 21")), by=cast.alice)

    row = draft.rows.get()

    assert (row.position, row.place) == (1, "row 2 of sheet “Action plan”")
    assert row.as_read["target_date_text"] == "Sept 21"
    assert row.as_read["place"] == {"table": "Sheet “Action plan”", "line": 2}


def test_columns_keep_their_labels_and_meanings(cast):
    draft = kept(cast.review, plan_file(said()), by=cast.alice)

    assert draft.columns[0] == {
        "table": "Sheet “Action plan”",
        "label": "Recommendation number",
        "meaning": "Number of the recommendation",
    }
    assert (len(draft.columns), draft.mapping, draft.warnings[-1]) == (
        10,
        {},
        "1 row has no target date.",
    )
