"""Who is named beside a text that is saved now, and who is not."""

from access.changes import changed_by
from actionplans.actions import edit_action
from actionplans.tests.factories import action_under, recommendation_in
from audit.record import record


def edited(action, by, **details):
    return edit_action(
        action,
        version=action.version,
        recommendation=action.recommendation,
        items=[],
        by=by,
        **details,
    )


def action_of(cast):
    return action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)


def named(action):
    return {name: who.name for name, who in changed_by(action).items()}


def test_each_field_is_of_whoever_changed_it_last(cast):
    action = edited(action_of(cast), cast.chloe, text="Train.", lead_agency="Police")
    action = edited(action, cast.alice, text="Train staff.")

    assert named(action) == {"text": "Alice", "lead_agency": "Chloé"}


def test_supporting_agencies_are_of_whoever_changed_them(cast):
    action = edited(action_of(cast), cast.chloe, supporting=["Police"])

    assert named(action)["supporting"] == "Chloé"


def test_nobody_is_named_where_the_log_says_another_value(cast):
    """As when an import or a rename changed the row, and the log tells of it elsewhere."""
    action = edited(action_of(cast), cast.chloe, text="Train.")
    type(action).unscoped.filter(pk=action.pk).update(text="Teach.")
    action.refresh_from_db()

    assert named(action) == {}


def test_nobody_is_named_for_reading(cast):
    action = action_of(cast)
    record("actionplans.action_read", action, by=cast.vic, text=4)

    assert named(action) == {}
