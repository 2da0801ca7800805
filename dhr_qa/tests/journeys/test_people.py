"""Who finds what, what two people at once are told, and that the keyboard alone is enough."""

from __future__ import annotations

import pytest

from actionplans.tests.factories import action_under, recommendation_in
from feedback.tests.factories import areas_of, letter_in_hand
from reviews.tests.factories import review_of

pytestmark = pytest.mark.journey


def test_chair_answers_and_viewer_only_reads(cast, visitor):
    first, _ = areas_of(cast.review, by=cast.alice)

    chloe = visitor().signs_in(cast.chloe).presses("Elm").presses("Answer area 1")
    chloe.presses("Record a revision").chooses("Not revised")
    chloe.types("Why it was not revised, or only in part", "The family asked for it to stay.")
    chloe.presses("Save revision").sees("Your revision of area 1 is recorded.")
    vic = visitor().signs_in(cast.vic).presses("Elm").presses("Areas for development")
    vic.sees("1 of 2 answered").presses("Area 1")

    vic.sees("The family asked for it to stay.").does_not_see("Record a revision")
    assert first.revisions.get().by == cast.chloe


def test_secretariat_sees_the_letter_and_no_working_papers(cast, visitor):
    areas_of(cast.review, by=cast.alice)

    quinn = visitor().signs_in(cast.quinn).presses("Elm").sees("It is the turn of the CSP")

    quinn.does_not_see("Action plan", "Documents").presses("Areas for development")
    quinn.does_not_see("answered").presses("Area 1").does_not_see("What we did", "Discussion")


def test_stranger_is_told_that_there_is_no_such_page(cast, visitor):
    kim = visitor().signs_in(cast.kim).sees("There are no reviews yet.")

    kim.goes_to(cast.review.get_absolute_url())

    kim.is_at("Page not found")


def test_two_people_answer_the_same_area(cast, visitor):
    item = areas_of(cast.review, by=cast.alice)[0]
    alice = visitor().signs_in(cast.alice).goes_to(item.get_absolute_url())
    chloe = visitor().signs_in(cast.chloe).goes_to(item.get_absolute_url())
    alice.presses("Record a revision").chooses("Not revised")
    alice.types("Why it was not revised, or only in part", "Alice’s reason.")
    chloe.presses("Record a revision").chooses("Not revised")
    chloe.types("Why it was not revised, or only in part", "Chloé’s reason.")

    chloe.presses("Save revision")
    alice.presses("Save revision").sees("Somebody else has recorded a revision of this area")
    alice.sees("The revision recorded last", "Saved now by Chloé", "What you typed")
    alice.chooses("Use mine, as it stands in the form below").presses("Save revision")
    alice.sees("Your revision of area 1 is recorded.")

    reasons = list(item.revisions.values_list("reason", flat=True))
    assert reasons == ["Alice’s reason.", "Chloé’s reason."]


def test_two_people_check_the_same_letter(cast, visitor):
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    letter = letter_in_hand(oak, "First area.", "Second area.", by=cast.alice)
    one, two = (visitor().signs_in(cast.alice).goes_to(letter.get_absolute_url()) for _ in range(2))
    two.types("Words of the letter", "What the second person typed.", within=two.area(1))

    one.presses("Join with next", within=one.area(1))
    two.presses("Save draft").sees("Somebody else has saved this draft since you opened the page.")

    found = two.area(1).get_by_label("Words of the letter").input_value()
    assert found == "What the second person typed."
    two.chooses("Use mine, as it stands in the form below").presses("Save draft")
    two.sees("Your draft is saved.")
    letter.refresh_from_db()
    assert letter.draft["areas"][0]["text"] == "What the second person typed."


def tab_to(page, words):
    """Press Tab until the focus is on what has these words, as somebody without a mouse does."""
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => (e.labels?.[0] ?? e).textContent.trim())(document.activeElement)"
        )
        if focused == words:
            return
    pytest.fail(f"The keyboard does not reach “{words}”")


def test_keyboard_alone_is_enough_to_answer_an_area(cast, visitor):
    item = areas_of(cast.review, by=cast.alice)[0]
    alice = visitor().signs_in(cast.alice).goes_to(item.get_absolute_url())
    page = alice.page

    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    tab_to(page, "Record a revision")
    page.keyboard.press("Enter")
    page.wait_for_url("**/revise/")
    tab_to(page, "Revised")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Why it was not revised, or only in part")
    page.keyboard.type("The family asked for it to stay.")
    tab_to(page, "Save revision")
    page.keyboard.press("Enter")
    alice.sees("Your revision of area 1 is recorded.")

    assert item.revisions.get().reason == "The family asked for it to stay."


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_no_page_scrolls_sideways(cast, visitor, width):
    item = areas_of(cast.review, "Llŷr" * 200, "Małgorzata.", by=cast.alice)[0]
    above = recommendation_in(cast.review, text="unbroken" * 60, by=cast.alice)
    action = action_under(above, text="unbroken" * 60, lead_agency="x" * 200, by=cast.alice)
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    letter = letter_in_hand(oak, "y" * 900, "Second area.", by=cast.alice)
    alice = visitor(width=width).signs_in(cast.alice)
    rows = (cast.review, oak, item, item.letter, letter, above, action)

    for place in ["/", "/account/", *[row.get_absolute_url() for row in rows]]:
        alice.goes_to(place)
        wide = alice.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (place, max(wide, 0)) == (place, 0)
