"""Whatever a file says: once it is brought in, bringing it in again changes nothing."""

import datetime as dt
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actionplans.models import Action
from actionplans.plans import Plan, Row
from actionplans.reading.grid import Place
from intake import actions
from intake.comparing import Kind, compare
from intake.models import PlanImport
from intake.tests.factories import confirmed, plan_file
from reviews.tests.factories import review_of

WORDS = st.sampled_from(
    [
        "",
        "Share what is known of economic abuse.",
        "Share all that is known of economic abuse.",
        "Share what is known, of economic abuse",
        "Train every receptionist.",
        "Train every receptionist in Northbrook.",
        "Name a lead.\nTell the board.",
        "=cmd|' /C calc'!A0",
        "—",
    ]
)
AGENCIES = st.sampled_from(
    ["", "Police", "police", "Council; Police", "Council\nSupporting: Police"]
)
DAYS = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1))
TARGETS = st.sampled_from(["", "ongoing", "Sept 21", "31/06/2025"])
ROWS = st.lists(
    st.builds(
        Row,
        place=st.builds(Place, table=st.just("Table 1"), line=st.integers(2, 99)),
        number=st.sampled_from(["", "1", "2", "3a", "3A", "10"]),
        recommendation=WORDS,
        scope=st.sampled_from(["", "Local", "National"]),
        action=WORDS,
        lead_agency=AGENCIES,
        supporting=AGENCIES,
        milestones=WORDS,
        target_date=DAYS,
        target_date_text=TARGETS,
        completed_on=DAYS,
        outcome=WORDS,
        rag=st.sampled_from(["", "red", "amber", "green", "blue"]),
        status=st.sampled_from(["", "In progress", "Amber: at risk"]),
        update=WORDS,
    ),
    min_size=1,
    max_size=5,
)
REVIEWS = count(1)


# No shrinking: each smaller plan would be written to the database too, which takes minutes.
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ROWS)
def test_same_plan_again_changes_nothing(cast, rows):
    review = review_of(cast.northbrook, by=cast.alice, name=f"Plan {next(REVIEWS)}")
    first = kept(review, rows, by=cast.alice)
    cannot = {one.row.position for one in compare(first).blocked}
    while blocked := compare(skipped(first, cannot)).blocked:
        cannot |= {one.row.position for one in blocked}
    if len(cannot) == len(rows):
        return
    confirmed(first, by=cast.alice)
    plan = list(Action.unscoped.of_review(review).values())

    again = compare(skipped(kept(review, rows, by=cast.alice), cannot))

    assert [(one.kind, one.changes) for one in again.rows if one.kind != Kind.SKIPPED] == [
        (Kind.SAME, ())
    ] * (len(rows) - len(cannot))
    assert again.gone == ()
    assert list(Action.unscoped.of_review(review).values()) == plan


def kept(review, rows, *, by):
    return actions.keep_plan(review, file=plan_file(), plan=Plan(rows=tuple(rows)), by=by)


def skipped(draft, positions):
    """The draft without the rows that could not be saved."""
    draft.rows.filter(position__in=positions).update(skipped=True)
    return PlanImport.unscoped.get(pk=draft.pk)
