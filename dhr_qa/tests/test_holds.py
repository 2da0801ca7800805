"""A review on hold says so on every page of every room, and at one price."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.verdict import Refused
from dhr_qa.home import ON_HOLD, cards
from dhr_qa.tests.test_tenancy import ROWS
from dhr_qa.tests.world import World
from feedback.letter_actions import confirm_letter
from govuk.words import day
from reviews.actions import put_on_hold, take_off_hold
from reviews.models import Review, Round
from reviews.tests.factories import tomorrow

BANNER = 'id="on-hold-heading"'
NOT_OF_A_REVIEW = {  # but of a whole partnership, or the very words of a pack
    "packs:preview",
    "actionplans:rename_agency",
    "reviews:open",
    "documents:receive_review",
    "actionplans:legend",
    "actionplans:plans",
    "actionplans:change_plans",
    "packs:board_report",
    "history:review_file",  # which asks first who they are
    "retention:records",
    "retention:period",
    "retention:certificates",
    "retention:certificate",
    "accounts:organisation",
    "accounts:invite",
    "accounts:settings",
    "accounts:leave",
    "accounts:give_role",
    "accounts:end_role",
}


@pytest.fixture
def world(db):
    """The world, with nothing on hold."""
    world = World()
    take_off_hold(world.yew, reason="It is over.", by=world.alice)
    return world


def hold_everything(world):
    for review in Review.visible_to(world.alice):
        put_on_hold(review, reason="A criminal trial.", review_on=tomorrow(), by=world.alice)


def pages_of(world, client):
    """Each page, of each address that alice can open, as (name, HTML)."""
    for name, (args, _) in ROWS.items():
        response = client.get(reverse(name, args=args(world)), follow=True)
        content = b"".join(response)
        is_page = response["Content-Type"].startswith("text/html") and response.status_code != 404
        if is_page and name not in NOT_OF_A_REVIEW:
            yield name, content.decode()


def test_hold_is_said_on_every_page_of_a_review_in_every_room(world, client):
    client.force_login(world.alice)
    before = dict(pages_of(world, client))

    hold_everything(world)
    after = dict(pages_of(world, client))

    assert len(after) > 20
    assert {name for name, page in before.items() if BANNER in page} == set()
    assert {name: page.count(BANNER) for name, page in after.items()} == dict.fromkeys(after, 1)


def test_letter_is_not_confirmed_while_its_review_is_on_hold(world, client):
    hold_everything(world)

    with pytest.raises(Refused) as refusal:
        confirm_letter(world.in_hand, version=1, by=world.alice)

    world.in_hand.refresh_from_db()
    assert str(refusal.value) == (
        f"This review is on hold until it is looked at again on {day(tomorrow())}."
    )
    assert world.in_hand.confirmed_at is None
    assert world.oak.rounds.get().stage == "preparing"


@pytest.mark.parametrize("who", ["alice", "vic"])
def test_card_says_until_when_a_review_is_on_hold(world, who):
    user = getattr(world, who)
    put_on_hold(world.review, reason="A trial.", review_on=tomorrow(), by=world.alice)
    rounds = Round.visible_to(user).filter(review__in=[world.review, world.yew])

    found = {card.review.name: card for card in cards(list(rounds), user)}

    assert {name: card.on_hold for name, card in found.items()} == {
        "Elm": f"On hold until {day(tomorrow())}",
        "Yew": "",
    }
    assert (found["Elm"].next_step == ON_HOLD) is (who == "alice")
    assert found["Yew"].next_step != ON_HOLD


def test_holds_cost_the_home_page_one_query(world, client):
    client.force_login(world.alice)
    hold_everything(world)

    with CaptureQueriesContext(connection) as captured:
        page = client.get(reverse("home")).content.decode()

    asked = [query["sql"] for query in captured if 'FROM "reviews_hold"' in query["sql"]]
    held = Review.visible_to(world.alice).count()
    assert (len(asked), page.count("On hold until")) == (1, held)
