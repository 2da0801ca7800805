"""Which agencies a plan names."""

from actionplans.models import Action, SupportingAgency
from actionplans.tests.factories import action_under
from agencies.naming import agencies_in, as_written, of_agency
from agencies.tests.factories import PROBATION


def named(review):
    actions = Action.unscoped.of_review(review)
    return [(agency.name, len(agency.actions)) for agency in agencies_in(actions)]


def test_agencies_are_those_that_lead_or_support(cast, action):
    SupportingAgency.unscoped.create(action=action, name="Shelter")

    assert named(cast.review) == [("Northbrook Council", 1), (PROBATION, 1), ("Shelter", 1)]


def test_agency_is_one_whatever_its_capitals(cast, action):
    above = action.recommendation
    action_under(above, lead_agency="PROBATION service", by=cast.alice)
    SupportingAgency.unscoped.create(action=action, name="probation service")
    action_under(above, lead_agency="", by=cast.alice)

    assert named(cast.review) == [("Northbrook Council", 1), (PROBATION, 2)]


def test_agencies_take_two_queries(cast, action, django_assert_num_queries):
    for number in range(30):
        action_under(action.recommendation, lead_agency=f"Agency {number}", by=cast.alice)

    with django_assert_num_queries(2):
        assert len(named(cast.review)) == 32


def test_name_is_found_as_the_plan_writes_it(cast, action):
    agencies = agencies_in(Action.unscoped.of_review(cast.review))

    assert as_written("probation SERVICE", agencies) == PROBATION
    assert as_written("Shelter", agencies) == ""


def test_agency_has_as_many_actions_as_are_counted(cast, action):
    for name in ("Café Rouge", "CAFÉ ROUGE", "Ｃafé  Rouge"):
        action_under(action.recommendation, lead_agency=name, by=cast.alice)
    actions = Action.unscoped.of_review(cast.review)

    found = of_agency(actions, "café rouge")

    assert ("Café Rouge", found.count()) in named(cast.review)
    assert found.count() == 3
    assert of_agency(actions, "Shelter").count() == 0
