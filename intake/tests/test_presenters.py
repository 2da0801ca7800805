"""The words, numbers and places in which a file and what it would change are shown."""

import pytest
from django.http import QueryDict

from actionplans.models import Action
from intake.comparing import Kind, compare
from intake.models import PlanImport
from intake.presenters import (
    Asked,
    asks_date,
    check_page,
    confirm_rows,
    facts_of,
    in_hand_of,
    record_page,
    why_not,
)
from intake.tests.factories import brought_in, confirmed, fixed, plan_in_hand, said
from reviews.sections import sections
from reviews.tests.factories import tomorrow


def in_plan(cast, *rows):
    """The plan of the cast's review, as a file brought it in."""
    brought_in(cast.review, *rows, by=cast.alice)
    return list(Action.unscoped.of_review(cast.review))


def page_of(cast, draft, query=""):
    fresh = PlanImport.unscoped.get(pk=draft.pk)
    return check_page(fresh, compare(fresh), QueryDict(query), cast.alice)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", Asked("", "", 0)),
        ("show=new&page=3&at=12", Asked("new", "3", 12)),
        ("show=nonsense&at=x", Asked("", "", 0)),
        ("show=%00&at=99999999999999999", Asked("", "", 0)),
        ("at=²", Asked("", "", 0)),
    ],
)
def test_address_is_understood_or_passed_over(query, asked):
    assert Asked.of(QueryDict(query)) == asked


def test_page_counts_what_it_can_show(cast):
    in_plan(cast, said(), said(action="Train."), said(action="Visit."))
    rows = said(), said(action="Train.", lead="Police"), said(number="9", recommendation="More.")
    draft = plan_in_hand(cast.review, *rows, by=cast.alice)

    page = page_of(cast, draft, "show=gone")

    assert [(choice.words, choice.number) for choice in page["choices"]] == [
        ("All rows", 3),
        ("To check", 0),
        ("New", 1),
        ("Changed", 1),
        ("Same", 1),
        ("Skipped", 0),
        ("Not in the file", 1),
    ]
    assert [choice.words for choice in page["choices"] if choice.chosen] == ["Not in the file"]
    assert [one.title for one in page["gone"]] == ["Visit."]


def many(cast, number=120):
    rows = [said(action=f"Step {at} with partner {at}.") for at in range(number)]
    draft = plan_in_hand(cast.review, *rows, by=cast.alice)
    return draft, list(draft.rows.all())


def shown(page):
    return [card.row.position for card in page["cards"]]


def test_page_comes_back_to_the_row_wherever_it_stands(cast):
    draft, rows = many(cast)

    page = page_of(cast, draft, f"at={rows[70].pk}")

    assert shown(page) == list(range(51, 101))
    assert [card.also for card in page["cards"] if card.also] == []


def test_page_comes_back_to_the_row_after_one_that_has_gone_from_the_list(cast):
    draft, rows = many(cast)
    draft.rows.filter(pk=rows[70].pk).update(skipped=True)

    page = page_of(cast, draft, f"show=new&at={rows[70].pk}")

    assert [(card.row.pk, card.also) for card in page["cards"] if card.also] == [
        (rows[71].pk, f"row-{rows[70].pk}")
    ]


def test_page_comes_back_to_the_last_row_when_none_comes_after(cast):
    draft, rows = many(cast, 52)
    draft.rows.filter(pk__in=[rows[50].pk, rows[51].pk]).update(skipped=True)

    page = page_of(cast, draft, f"show=new&at={rows[51].pk}")

    assert shown(page) == list(range(1, 51))
    assert page["cards"][-1].also == f"row-{rows[51].pk}"


def test_links_to_other_pages_do_not_come_back_to_a_row(cast):
    draft, rows = many(cast)

    page = page_of(cast, draft, f"show=new&at={rows[0].pk}")

    assert page["query"].urlencode() == "show=new"


def test_rows_that_block_are_named_first(cast):
    draft, rows = many(cast)
    fixed(rows[99], completed_on=tomorrow(), by=cast.alice)

    page = page_of(cast, draft)

    assert page["why_not"] == "1 row has to be fixed or skipped before you can confirm."
    assert page["blocked"] == [
        (
            "Row 101 of sheet “Action plan”: Date of completion must be today or in the past.",
            f"?show=check&at={rows[99].pk}#row-{rows[99].pk}",
        )
    ]


def test_nothing_can_be_confirmed_when_every_row_is_skipped(cast):
    draft = plan_in_hand(cast.review, by=cast.alice)
    can = why_not(compare(draft))
    draft.rows.update(skipped=True)

    assert (can, why_not(compare(draft))) == (
        "",
        "There is no row to bring in. Say what the columns mean, or take rows back that were skipped.",
    )


def test_confirmation_counts_what_happens(cast):
    in_plan(cast, said(), said(action="Train."), said(action="Visit."))
    rows = said(), said(action="Train.", lead="Police"), said(number="9", recommendation="More.")
    draft = plan_in_hand(cast.review, *rows, by=cast.alice)

    assert confirm_rows(compare(draft)) == [
        ("New recommendations", "1"),
        ("New actions", "1"),
        ("Rows that change what the plan has", "1"),
        ("Rows that the plan has already", "1"),
        ("Actions of the plan that the file does not name", "1. They stay as they are."),
    ]


@pytest.mark.parametrize(
    ("details", "asks"),
    [({}, False), ({"lead": "Police"}, False), ({"rag": "Red"}, True), ({"update": "New."}, True)],
)
def test_day_is_asked_for_where_ratings_or_updates_come_in(cast, details, asks):
    in_plan(cast, said())
    draft = plan_in_hand(cast.review, said(**details), by=cast.alice)

    assert asks_date(compare(draft)) is asks


def test_record_shows_what_each_row_brought(cast):
    in_plan(cast, said(), said(action="Train."))
    rows = said(), said(action="Train.", lead="Police"), said(action="Visit."), said(action="Ask.")
    draft = plan_in_hand(cast.review, *rows, by=cast.alice)
    draft.rows.filter(text="Ask.").update(skipped=True)
    record = confirmed(draft, by=cast.alice)

    page = record_page(record, {"red": "Off track"}, QueryDict())

    cards = page["cards"]
    assert [card.kind for card in cards] == [Kind.SAME, Kind.CHANGED, Kind.NEW, Kind.SKIPPED]
    assert [(one.label, one.before, one.after) for one in cards[1].changes] == [
        ("Lead Agency", "Northbrook Council", "Police")
    ]
    assert [str(card.action and card.action.text) for card in cards] == [
        "Write a joint protocol.",
        "Train.",
        "Visit.",
        "None",
    ]
    assert [what for what, _ in facts_of(record)] == ["Brought in", "Confirmed"]


def test_review_page_leads_back_to_the_check(cast):
    draft = plan_in_hand(cast.review, by=cast.alice)
    qa_round = cast.review.rounds.get()

    found = {
        user.name: [part.next_step for part in sections(cast.review, qa_round, user)]
        for user in (cast.alice, cast.vic)
    }

    step = ("Go on checking the plan", draft.get_absolute_url())
    assert {name: step in steps for name, steps in found.items()} == {"Alice": True, "Vic": False}


def test_import_in_hand_is_only_for_who_may_go_on_with_it(cast):
    draft = plan_in_hand(cast.review, by=cast.alice)
    users = (cast.alice, cast.chloe, cast.vic, cast.kim)

    before = [in_hand_of(cast.review, user) for user in users]
    confirmed(draft, by=cast.alice)

    assert before == [draft, draft, None, None]
    assert in_hand_of(cast.review, cast.alice) is None
