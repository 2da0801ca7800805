"""Words that nobody can break, on the pages of plans that come as files and of agencies' links."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from actionplans.tests.factories import action_under, recommendation_in
from agencies.tests.factories import answered, asked
from intake.tests.factories import brought_in, file_of, kept, plan_in_hand, said
from reviews.tests.factories import Cast, review_of

pytestmark = pytest.mark.journey
LONG, NAME = "unbroken" * 40, "x" * 190


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_no_page_scrolls_sideways(cast, visitor, width):
    places = [*pages_of_a_link(cast), *pages_of_files(cast)]
    alice = visitor(width=width).signs_in(cast.alice)

    for place in places:
        alice.goes_to(place)
        wide = alice.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (place, max(wide, 0)) == (place, 0)


def pages_of_a_link(cast: Cast) -> Iterator[str]:
    above = recommendation_in(cast.review, text=LONG, by=cast.alice)
    action = action_under(above, text=LONG, lead_agency=NAME, milestones=LONG, by=cast.alice)
    link, token = asked(cast.review, agency=NAME, contact=NAME, message=LONG, by=cast.alice)
    update = answered(link, action, text=LONG, name=NAME)
    yield from (link.get_absolute_url(), update.get_absolute_url())
    for name, *args in (
        ("links", cast.review.pk),
        ("ask", cast.review.pk),
        ("send_again", link.pk),
        ("withdraw", link.pk),
        ("return", update.pk),
        ("answer", token),
        ("answer_action", token, action.pk),
    ):
        yield reverse(f"agencies:{name}", args=args)


def pages_of_files(cast: Cast) -> Iterator[str]:
    """One beside the plan that the link is about, one that was not recognised, one that is done."""
    oak, ash = (review_of(cast.northbrook, name=name, by=cast.alice) for name in ("Oak", "Ash"))
    long = {"recommendation": LONG, "lead": "y" * 180, "milestones": f"{LONG}anew"}
    draft = plan_in_hand(
        cast.review, said(action=LONG, **long), said(action="z" * 500, **long), by=cast.alice
    )
    strange = kept(oak, file_of([["v" * 150, "w" * 150], [LONG, LONG]], "n.csv"), by=cast.alice)
    done = brought_in(ash, said(action=LONG, **long), by=cast.alice)
    row = draft.rows.get(position=1)
    yield from (one.get_absolute_url() for one in (draft, row, strange, done))
    yield reverse("intake:skip", args=[row.pk])
    for one in (draft, strange):
        yield reverse("intake:columns", args=[one.pk])
    yield reverse("intake:confirm", args=[draft.pk])
