"""Long plans: the same number of queries for 50 rows as for 500, and 5,000 rows in seconds and little memory."""

import re
import time
import tracemalloc
from itertools import groupby

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Action, ActionUpdate
from intake.comparing import Kind, compare
from intake.models import PlanImport
from intake.tests.factories import confirmed, kept, plan_file, said
from reviews.tests.factories import review_of


def long_plan(length, **changes):
    """Five actions under each recommendation, every third of them rated."""
    return [
        said(
            number=str(at // 5 + 1),
            recommendation=f"Recommendation {at // 5 + 1} is about partner {at // 5}.",
            action=f"Agree with partner {at} what is done in week {at % 52}.",
            target="31 March 2027",
            rag="Amber" if at % 3 == 0 else "",
            update=f"Partner {at} was asked.",
            **changes,
        )
        for at in range(length)
    ]


def statements(asked):
    """The statements by their kinds and tables. What SQLite divides, for it takes few values at once, counts once."""
    kinds = (
        re.match(r"(?s)(SELECT|INSERT|UPDATE|DELETE).*?\"(\w+_\w+)\"", q["sql"]) for q in asked
    )
    return [kind for kind, _ in groupby(found.groups() for found in kinds if found)]


@pytest.mark.django_db
def test_query_counts_are_those_of_a_short_plan(cast):
    counts = []
    for length in (50, 500):
        review = review_of(cast.northbrook, by=cast.alice, name=f"Plan {length}")
        with CaptureQueriesContext(connection) as keeping:
            draft = kept(review, plan_file(*long_plan(length), name="plan.csv"), by=cast.alice)
        with CaptureQueriesContext(connection) as adding:
            confirmed(draft, by=cast.alice)
        changed = plan_file(*long_plan(length, lead="Police", scope="National"), name="plan.csv")
        again = kept(review, changed, by=cast.alice)
        with CaptureQueriesContext(connection) as changing:
            confirmed(again, by=cast.alice)
        counts.append([statements(asked) for asked in (keeping, adding, changing)])

    assert counts[0] == counts[1]
    assert max(len(found) for found in counts[0]) <= 32


@pytest.mark.django_db
def test_five_thousand_rows_take_seconds(cast):
    file = plan_file(*long_plan(5000), name="plan.csv")
    began = time.process_time()

    confirmed(kept(cast.review, file, by=cast.alice), by=cast.alice)
    again = compare(kept(cast.review, file, by=cast.alice))

    assert time.process_time() - began < 30
    assert again.counts == {Kind.NEW: 0, Kind.CHANGED: 0, Kind.SAME: 5000, Kind.SKIPPED: 0}
    assert (Action.unscoped.count(), ActionUpdate.unscoped.count()) == (5000, 5000)


@pytest.mark.django_db
def test_five_thousand_rows_take_little_memory(cast):
    draft = kept(cast.review, plan_file(*long_plan(5000), name="plan.csv"), by=cast.alice)
    fresh = PlanImport.unscoped.get(pk=draft.pk)
    tracemalloc.start()

    compare(fresh)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * 1024 * 1024
