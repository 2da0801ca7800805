"""A plan that goes out as a spreadsheet, is edited there, and comes back: nothing twice, nothing lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from actionplans.models import Action, ActionUpdate
from actionplans.tests.factories import action_under, recommendation_in, update_of
from dhr_qa.tests.journeys.plan_files import (
    CARDS,
    GUIDE,
    HELPLINE,
    MONEY,
    TRAIN,
    adds,
    changes,
    edited,
    removes,
)
from dhr_qa.tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey
TALK = "Ask families how they learnt of the helpline."
POSTERS = "Put posters up in every surgery."


@pytest.fixture
def plan(cast: Any) -> list[Action]:
    """Two recommendations with two actions each, one of them rated amber."""
    money = recommendation_in(cast.review, text=MONEY, by=cast.alice)
    helpline = recommendation_in(cast.review, text=HELPLINE, by=cast.alice)
    spring = {"target_date": dt.date(2027, 3, 1), "by": cast.alice}
    kept = [
        action_under(above, text=text, **spring)
        for above, text in ((money, TRAIN), (money, GUIDE), (helpline, CARDS), (helpline, TALK))
    ]
    update_of(kept[1], rating="amber", text="The guide is half written.", by=cast.alice)
    return kept


def test_edited_copy_changes_what_was_edited(cast, visitor, plan, tmp_path):
    alice = visitor().signs_in(cast.alice)
    newer = edited(
        tmp_path / "Plan, edited.xlsx",
        exports_the_plan(alice),
        changes(TRAIN, "Target Date", dt.date(2027, 6, 30)),
        changes(GUIDE, "RAG rating", "Green: on track"),
        removes(TALK),
        adds(number="2", action=POSTERS, lead="Health board", target=dt.date(2027, 9, 1)),
    )

    brings_in(alice, newer)
    sees_what_would_change(alice)
    confirms(alice)
    finds_all_five_in_the_plan(alice)
    before = everything()
    brings_in_the_same_again(alice, newer)

    assert everything() == before
    assert set(Action.unscoped.values_list("text", flat=True)) == {
        TRAIN,
        GUIDE,
        CARDS,
        TALK,
        POSTERS,
    }


def test_untouched_copy_changes_nothing(cast, visitor, plan, tmp_path):
    alice = visitor(script=False).signs_in(cast.alice)
    copy = edited(tmp_path / "Plan.xlsx", exports_the_plan(alice))
    before = everything()

    brings_in(alice, copy)
    alice.sees("The plan has all of this already. Confirming changes nothing in it.")
    alice.sees("New (0)", "Changed (0)", "Same (4)", "Not in the file (0)")
    confirms(alice)

    assert everything() == before


def test_plan_that_changed_meanwhile_is_compared_again(cast, visitor, plan, tmp_path):
    alice, colleague = (visitor().signs_in(cast.alice) for _ in range(2))
    later = changes(TRAIN, "Target Date", dt.date(2027, 6, 30))
    brings_in(alice, edited(tmp_path / "Plan.xlsx", exports_the_plan(alice), later))
    alice.presses("Go on to confirm")

    colleague.goes_to(plan[0].get_absolute_url()).presses("Change the action")
    colleague.dates("Target Date", "30", "6", "2027").presses("Save action")
    alice.presses("Confirm").sees("The action plan has changed since you looked")
    alice.presses("See what the file would change now").sees("Changed (0)", "Same (4)")
    confirms(alice)

    assert Action.unscoped.get(text=TRAIN).target_date == dt.date(2027, 6, 30)


def everything() -> tuple[list[Any], list[Any]]:
    """The whole plan, as it stands in the database."""
    return list(Action.unscoped.values()), list(ActionUpdate.unscoped.values())


def exports_the_plan(alice: Visitor) -> bytes:
    alice.goes_to("/").presses("Elm").presses("Action plan").sees("4 actions shown.")
    return alice.downloads("Excel")


def brings_in(alice: Visitor, file: Path) -> None:
    alice.goes_to("/").presses("Elm").presses("Action plan").presses("Bring in a plan")
    alice.uploads("Upload the action plan", file).presses("Read the plan")
    alice.is_at("Check the plan that you bring in")


def sees_what_would_change(alice: Visitor) -> None:
    """Row by row: what each one is, and what stood there before."""
    alice.sees("New (1)", "Changed (2)", "Same (1)", "Skipped (0)", "Not in the file (1)")
    alice.presses("Changed (2)").does_not_see(POSTERS, CARDS)
    alice.sees("1 March 2027", "30 June 2027", "Amber: at risk", "Green: on track")
    alice.presses("New (1)").sees(POSTERS, "Health board").does_not_see(TRAIN)
    alice.presses("Same (1)").sees(CARDS).does_not_see(TRAIN)
    alice.presses("Not in the file (1)").sees(TALK, "They stay in the plan as they are.")


def confirms(alice: Visitor) -> None:
    alice.presses("Go on to confirm").is_at("Confirm what goes into the plan")
    alice.presses("Confirm").sees("The rows are in the action plan.")


def finds_all_five_in_the_plan(alice: Visitor) -> None:
    """What the file no longer had is still there; the rating that it changed has its history."""
    alice.sees("New (1)", "Changed (2)", "Same (1)").presses("See the action plan")
    alice.sees("5 actions shown.", TALK, POSTERS, "30 June 2027")
    alice.presses(GUIDE).sees("Amber: at risk", "Green: on track", "The guide is half written.")


def brings_in_the_same_again(alice: Visitor, file: Path) -> None:
    brings_in(alice, file)
    alice.sees("New (0)", "Changed (0)", "Same (4)", "Not in the file (1)")
    alice.sees("The plan has all of this already. Confirming changes nothing in it.")
    confirms(alice)
