"""Two people at one form, and what somebody typed and left: with a script and without, with and without a mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from dhr_qa.tests.journeys.visitor import Visitor
from drafts.models import Draft
from feedback.models import Revision
from feedback.tests.factories import areas_of, revision_of

pytestmark = pytest.mark.journey
WHERE, DONE, BEFORE = "Where in the new version?", "What was done?", "Wording before, if it helps"
SAVED, MINE = "Keep what is saved now", "Use mine, as it stands in the form below"
SINCE = "Somebody else has recorded a revision of this area since you opened the page."
RECORDED = "Your revision of area 1 is recorded."
LONG = "The pharmacist is named. " * 200
DRAFT = "This is your draft of"


@pytest.fixture
def item(cast: Any) -> Any:
    """An area that is answered already, so that both begin with the same words."""
    item = areas_of(cast.review, by=cast.alice)[0]
    revision_of(item, by=cast.alice, where="3.4", summary="The surgery is named.")
    return item


def opens(who: Visitor, item: Any) -> Visitor:
    return who.goes_to(item.get_absolute_url()).presses("Record a revision")


def both_write(first: Visitor, second: Visitor, item: Any) -> None:
    """Both change where it is and what was done; the first alone adds the wording before."""
    for who in (first, second):
        opens(who, item)
    first.types(WHERE, "4.1").types(DONE, "The surgery is named twice.").types(BEFORE, "A surgery.")
    first.presses("Save revision").sees(RECORDED)
    second.types(WHERE, "5.2").types(DONE, "The hospital is named.")


def is_what_was_chosen(item: Any, *, first: Any, second: Any) -> None:
    """The second keeps where the first put it, and their own words of what was done; the rest stays."""
    mine, theirs, _ = item.revisions.all()
    assert (theirs.by, theirs.where, theirs.summary) == (
        first,
        "4.1",
        "The surgery is named twice.",
    )
    assert (mine.by, mine.where, mine.summary) == (second, "4.1", "The hospital is named.")
    assert mine.before == theirs.before == "A surgery."


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_second_person_reads_both_texts_and_chooses_by_keyboard(cast, visitor, item, width):
    chloe, alice = visitor().signs_in(cast.chloe), visitor(width=width).signs_in(cast.alice)
    both_write(chloe, alice, item)

    alice.keys("Save revision").sees(SINCE)
    alice._is_accessible()
    reads_both_texts(alice)
    alice.ticks(SAVED)  # of where it is
    alice.arrows_to(SAVED, MINE)  # of what was done
    alice.keys("Save revision").sees(RECORDED)

    is_what_was_chosen(item, first=cast.chloe, second=cast.alice)


def test_second_person_chooses_without_script(cast, visitor, item):
    chloe, alice = (visitor(script=False).signs_in(one) for one in (cast.chloe, cast.alice))
    both_write(chloe, alice, item)

    alice.presses("Save revision").sees(SINCE)
    reads_both_texts(alice)
    alice.presses("Save revision").sees(f"Select what to keep for “{WHERE}”")
    alice.chooses(SAVED, within=asked(alice, WHERE)).chooses(MINE, within=asked(alice, DONE))
    alice.presses("Save revision").sees(RECORDED)

    is_what_was_chosen(item, first=cast.chloe, second=cast.alice)


def reads_both_texts(who: Visitor) -> None:
    """Beside each other, with who saved and what differs; what nobody else touched is not asked about."""
    done = asked(who, DONE)
    expect(done).to_contain_text("Saved now by Chloé")
    expect(done).to_contain_text("The [differs: surgery ]is [differs: named twice.]")
    expect(done).to_contain_text("The [differs: hospital ]is [differs: named.]")
    expect(asked(who, BEFORE).get_by_label(SAVED)).to_be_checked()
    expect(who.part("Choose what to keep").get_by_role("group")).to_have_count(3)


def asked(who: Visitor, label: str) -> Any:
    return who.part("Choose what to keep").get_by_role("group", name=label, exact=True)


def test_long_text_that_was_left_without_saving_is_there_again(cast, visitor, item):
    alice = opens(visitor().signs_in(cast.alice), item)
    alice.types(DONE, LONG).sees("Draft kept at")

    alice.goes_to("/").goes_to(item.get_absolute_url()).presses("Record a revision").sees(DRAFT)
    alice._is_accessible()

    expect(alice.page.get_by_label(DONE)).to_have_value(LONG)
    alice.presses("Save revision").sees(RECORDED)
    assert (item.revisions.first().summary, Draft.objects.count()) == (LONG.strip(), 0)


def test_page_that_is_left_at_once_keeps_what_was_typed_last(cast, visitor, item):
    alice = opens(visitor().signs_in(cast.alice), item)
    alice.types(DONE, LONG).sees("Draft kept at").types(DONE, f"{LONG}So it is.")
    alice.page.on("dialog", lambda question: question.accept())  # whether to leave the page

    opens(alice.goes_to("/"), item).sees(DRAFT)

    expect(alice.page.get_by_label(DONE)).to_have_value(f"{LONG}So it is.")


def test_draft_is_kept_and_thrown_away_without_script(cast, visitor, item):
    alice = opens(visitor(script=False).signs_in(cast.alice), item)
    alice.types(DONE, LONG).presses("Save draft").sees("Draft kept on", DRAFT)
    before = Revision.unscoped.count()

    opens(alice.goes_to("/"), item).sees(DRAFT)
    expect(alice.page.get_by_label(DONE)).to_have_value(LONG)
    alice.presses("Throw the draft away").sees("The draft is thrown away.").does_not_see(DRAFT)

    expect(alice.page.get_by_label(DONE)).to_have_value("The surgery is named.")
    assert (before, Draft.objects.count()) == (1, 0)


def test_draft_meets_what_somebody_else_saved_meanwhile(cast, visitor, item):
    alice = opens(visitor().signs_in(cast.alice), item)
    alice.types(DONE, "The hospital is named.").sees("Draft kept at")
    revision_of(item, by=cast.chloe, where="3.4")

    opens(alice, item).sees("Somebody else has saved this page since you began.")
    alice._is_accessible()
    alice.chooses(MINE, within=asked(alice, DONE)).presses("Save revision").sees(RECORDED)

    assert item.revisions.first().summary == "The hospital is named."
