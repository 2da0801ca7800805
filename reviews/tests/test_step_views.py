"""The pages on which steps are taken and put right, and a review is held or handed over."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.verdict import YES
from accounts.actions import end_role, give_role
from accounts.models import Role
from audit.models import Event
from govuk.words import day
from reviews import policies
from reviews.actions import (
    MOVED_ON,
    correct_step,
    make_move,
    put_on_hold,
    take_back,
    transfer_review,
)
from reviews.models import Hold, Round, StageChange, Transfer
from reviews.tests.factories import review_of, round_at, tomorrow, typed_day, yesterday
from reviews.workflow import GUARDS, Move, Stage

ON_HOLD = f"This review is on hold until it is looked at again on {day(tomorrow())}."
LONG = "The chair rang the surgery and was told that the notes had been sent already."


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def submitted(cast):
    return round_at(Stage.SUBMITTED, cast.review, by=cast.alice)


@pytest.fixture
def listing(cast):
    """A step that alice recorded for the Home Office."""
    return round_at(Stage.LISTED, cast.review, by=cast.alice).stage_changes.last()


def move_url(qa_round, move):
    return reverse("reviews:move", args=[qa_round.pk, move])


def today():
    return typed_day("on", tomorrow() - (tomorrow() - yesterday()) / 2)


def held(review, by):
    put_on_hold(review, reason="A criminal trial.", review_on=tomorrow(), by=by)


def test_step_is_recorded_through_its_form(cast, alice):
    url = move_url(cast.review.rounds.get(), "sent-before")

    response = alice.post(url, typed_day("on", yesterday()) | {"note": "By e-mail."})

    change = StageChange.visible_to(cast.alice).get()
    assert response.url == cast.review.get_absolute_url()
    assert (change.target, change.happened_on, change.note) == (
        Stage.SUBMITTED,
        yesterday(),
        "By e-mail.",
    )


def test_step_form_names_the_step_and_the_round(alice, submitted):
    response = alice.get(move_url(submitted, "consider"))

    assert (response.context["heading"], response.context["caption"]) == (
        "Record that the QA Panel considered it",
        "Elm, round 1",
    )


def test_step_form_keeps_what_was_typed(cast, alice, submitted):
    events = Event.objects.count()

    without_reason = alice.post(move_url(submitted, "return"), today())
    too_late = alice.post(
        move_url(submitted, "return"), typed_day("on", tomorrow()) | {"note": "No appendix 2."}
    )

    assert without_reason.context["form"].errors == {"note": ["Enter what is missing"]}
    assert too_late.context["form"].errors == {"on": ["The day must be today or in the past"]}
    assert too_late.context["form"]["note"].value() == "No appendix 2."
    assert (Event.objects.count(), Round.unscoped.get().stage) == (events, Stage.SUBMITTED)


def test_step_of_a_day_before_the_last_one_is_asked_about_once(cast, alice, submitted):
    url, typed = move_url(submitted, "list"), typed_day("on", yesterday())

    asked = alice.post(url, typed)
    sure = alice.post(url, typed | {"sure": "on"})

    last = submitted.stage_changes.first().happened_on
    assert asked.context["form"].errors == {
        "sure": [f"The step before it was taken on {day(last)}. Is this day right?"]
    }
    assert sure.url == cast.review.get_absolute_url()
    assert submitted.stage_changes.last().happened_on == yesterday()


def test_step_taken_meanwhile_is_refused_with_a_sentence_and_the_text(cast, alice, submitted):
    url = move_url(submitted, "return")
    make_move(submitted, Move.RETURN, note="No appendix 2.", by=cast.quinn)

    response = alice.post(url, today() | {"note": LONG})

    assert (response.status_code, response.context["typed"]) == (403, [LONG])
    assert response.context["reason"] == (
        "This is not possible at the stage “Returned as incomplete”. "
        "Somebody may have moved the review on since you opened the page."
    )


def test_step_taken_at_the_same_moment_keeps_what_was_typed(cast, alice, submitted, monkeypatch):
    """Somebody else's move is saved after this person's page was checked and before it is written."""
    monkeypatch.setitem(GUARDS, Move.LIST, [_moved_by_another])

    response = alice.post(move_url(submitted, "list"), today() | {"note": "By e-mail."})

    form = response.context["form"]
    assert (form.non_field_errors(), form["note"].value()) == ([MOVED_ON], "By e-mail.")
    assert StageChange.unscoped.count() == 1


def _moved_by_another(qa_round):
    Round.unscoped.filter(pk=qa_round.pk).update(stage=Stage.REVISING)
    return YES


@pytest.mark.parametrize(
    "move", ["letter-changes", "submit", "resubmit", "take-back", "nowhere", "sent-before-"]
)
def test_step_that_is_not_made_on_this_page_is_not_found(cast, alice, move):
    url = move_url(cast.review.rounds.get(), move)

    assert (alice.get(url).status_code, alice.post(url).status_code) == (404, 404)


def test_qa_officer_records_their_own_step(cast, client, submitted):
    client.force_login(cast.quinn)

    response = client.post(move_url(submitted, "list"), today() | {"panel_mode": "virtual"})

    change = submitted.stage_changes.last()
    assert response.url == cast.review.get_absolute_url()
    assert (change.on_behalf_of, change.panel_mode) == ("", "virtual")


def step_url(change, name="correct_step"):
    return reverse(f"reviews:{name}", args=[change.pk])


def test_correction_shows_the_step_as_it_is_recorded(cast, alice, listing):
    response = alice.get(step_url(listing))

    assert response.context["recorded"] == [
        ("Step", "Listed for the QA Panel"),
        ("Day", day(listing.happened_on)),
        ("Note", "So that the test can go on."),
        ("Recorded", f"by Alice for the Home Office on {day(listing.at)}"),
    ]
    assert response.context["back_url"] == reverse("reviews:timeline", args=[cast.review.pk])


def test_correction_is_recorded_through_its_form(cast, alice, listing):
    typed = today() | typed_day("panel_on", tomorrow())
    typed |= {"note": "By post.", "panel_mode": "meeting", "why": "The panel's day was left out."}

    response = alice.post(step_url(listing), typed)

    new = StageChange.unscoped.get(corrects=listing)
    assert response.url == reverse("reviews:timeline", args=[cast.review.pk])
    assert (new.note, new.panel_on, new.panel_mode, new.why) == (
        "By post.",
        tomorrow(),
        "meeting",
        "The panel's day was left out.",
    )


def test_correction_out_of_order_is_asked_about(cast, alice, listing):
    first = listing.round.stage_changes.first()
    typed = typed_day("on", yesterday()) | {"why": "The wrong day.", "note": "By post."}

    early = alice.post(step_url(listing), typed)
    in_order = alice.post(step_url(first), typed)

    assert list(early.context["form"].errors) == ["sure"]
    assert in_order.status_code == 302


def test_person_whose_step_was_corrected_meanwhile_is_told_and_keeps_the_text(cast, alice, listing):
    alice.get(step_url(listing))
    correct_step(listing, on=yesterday(), note="", why="The wrong day.", by=cast.quinn)

    response = alice.post(step_url(listing), today() | {"why": LONG})

    assert (response.status_code, response.context["reason"]) == (
        403,
        "This step has been corrected or taken back already. Look at the timeline again.",
    )
    assert (response.context["typed"], StageChange.unscoped.count()) == ([LONG], 3)


def test_taking_back_says_what_it_does_and_does_it(cast, alice, listing):
    page = alice.get(step_url(listing, "take_back"))
    response = alice.post(step_url(listing, "take_back"), {"why": "Another review."})

    assert page.context["warning"] == "The review goes back to “Submitted”."
    assert page.context["intro"] == "The step stays in the timeline, marked as taken back."
    assert response.url == reverse("reviews:timeline", args=[cast.review.pk])
    assert Round.unscoped.get().stage == Stage.SUBMITTED


def test_taking_back_what_the_secretariat_sees_says_that_it_will_not(alice, submitted):
    page = alice.get(step_url(submitted.stage_changes.get(), "take_back"))

    assert page.context["warning"] == (
        "The review goes back to “Preparing the submission”. The Home Office can no longer see it."
    )


@pytest.mark.parametrize("name", ["correct_step", "take_back"])
def test_step_that_was_taken_back_and_its_taking_back_are_left_alone(cast, alice, listing, name):
    undone = take_back(listing, why="Another review.", by=cast.alice)

    found = [alice.get(step_url(change, name)).status_code for change in (listing, undone)]

    assert found == [403, 403]


@pytest.mark.parametrize("name", ["correct_step", "take_back"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("alice", 200), ("quinn", 200), ("vic", 403), ("chloe", 403), ("kim", 404)],
)
def test_recorded_step_opens_to_whom_it_concerns(cast, client, listing, name, who, status):
    client.force_login(getattr(cast, who))

    assert client.get(step_url(listing, name)).status_code == status


def review_url(review, name):
    return reverse(f"reviews:{name}", args=[review.pk])


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("alice", (200, 403, 200)),
        ("quinn", (200, 403, 200)),
        ("vic", (403, 403, 403)),
        ("chloe", (403, 403, 403)),
        ("kim", (404, 404, 404)),
    ],
)
def test_hold_and_transfer_open_to_either_side(cast, client, submitted, who, statuses):
    client.force_login(getattr(cast, who))

    found = [
        client.get(review_url(cast.review, name)).status_code
        for name in ("hold", "take_off_hold", "transfer")
    ]

    assert tuple(found) == statuses


def test_review_is_put_on_hold_and_taken_off_through_its_forms(cast, alice, submitted):
    typed = {"reason": "A criminal trial."} | typed_day("review_on", tomorrow())

    put = alice.post(review_url(cast.review, "hold"), typed)
    held_by = Hold.unscoped.standing().get().by
    taken = alice.post(review_url(cast.review, "take_off_hold"), {"reason": "It is over."})

    assert put.url == taken.url == cast.review.get_absolute_url()
    assert (held_by, Hold.unscoped.standing().exists()) == (cast.alice, False)


@pytest.mark.parametrize("who", ["alice", "vic", "chloe", "quinn"])
def test_hold_is_said_with_its_reason_to_everybody_who_sees_the_review(
    cast, client, submitted, who
):
    held(cast.review, cast.alice)
    client.force_login(getattr(cast, who))

    page = client.get(cast.review.get_absolute_url()).content.decode()

    hold = Hold.unscoped.get()
    words = " ".join(page.split())
    assert f"On hold since {day(hold.at)}</h2>" in words
    assert ">A criminal trial.</p>" in words
    assert f"To be looked at again on {day(tomorrow())}." in words
    assert (review_url(cast.review, "take_off_hold") in page) is (who in ("alice", "quinn"))


def test_hold_takes_the_place_of_every_button(cast, alice, submitted):
    held(cast.review, cast.alice)

    response = alice.get(cast.review.get_absolute_url())

    choices = response.context["choices"]
    assert {choice.verdict.reason for choice in choices} == {ON_HOLD}
    assert [choice.href in response.content.decode() for choice in choices] == [False] * 3


def test_step_typed_while_somebody_put_the_review_on_hold_is_refused_with_its_text(
    cast, alice, submitted
):
    alice.get(move_url(submitted, "return"))
    held(cast.review, cast.quinn)

    response = alice.post(move_url(submitted, "return"), today() | {"note": LONG})

    assert (response.status_code, response.context["reason"]) == (403, ON_HOLD)
    assert (response.context["typed"], Round.unscoped.get().stage) == ([LONG], Stage.SUBMITTED)


BANNER = 'id="on-hold-heading"'


def pages(cast, listing):
    """A page of each shape that this room has: a review, a step of a round, a step of history."""
    return [
        cast.review.get_absolute_url(),
        review_url(cast.review, "edit"),
        review_url(cast.review, "timeline"),
        review_url(cast.review, "transfer"),
        review_url(cast.review, "take_off_hold"),
        step_url(listing),
    ]


def test_hold_is_said_on_every_page_of_its_review_and_on_no_other(cast, alice, listing):
    oak = review_of(cast.northbrook, by=cast.alice, name="Oak")
    held(cast.review, cast.alice)

    held_pages = [alice.get(url).content.decode() for url in pages(cast, listing)]
    refused = alice.get(move_url(listing.round, "consider"))
    others = [
        alice.get(url).content.decode()
        for url in (oak.get_absolute_url(), review_url(oak, "timeline"), reverse("home"))
    ]

    assert [page.count(BANNER) for page in held_pages] == [1] * len(held_pages)
    assert (refused.status_code, refused.content.decode().count(BANNER)) == (403, 1)
    assert [page.count(BANNER) for page in others] == [0, 0, 0]


def test_hold_reason_is_shown_as_text(cast, alice):
    put_on_hold(cast.review, reason="<b>One</b>\nTwo", review_on=tomorrow(), by=cast.alice)

    page = alice.get(cast.review.get_absolute_url()).content.decode()

    assert "&lt;b&gt;One&lt;/b&gt;<br>Two" in page


def asked_for_holds(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum('FROM "reviews_hold"' in query["sql"] for query in captured)


def test_hold_costs_one_query_on_a_page_of_a_review_and_none_elsewhere(cast, alice, listing):
    urls = [
        cast.review.get_absolute_url(),
        review_url(cast.review, "edit"),
        step_url(listing),
    ]

    before = [asked_for_holds(alice, url) for url in urls]
    held(cast.review, cast.alice)
    after = [asked_for_holds(alice, url) for url in urls]

    assert before == after == [1, 1, 1]
    assert asked_for_holds(alice, reverse("accounts:account")) == 0


def transfer(client, review, to, reason="They lived there."):
    return client.post(review_url(review, "transfer"), {"to": to.pk, "reason": reason})


def test_transfer_says_who_will_see_the_review(cast, alice):
    context = alice.get(review_url(cast.review, "transfer")).context

    assert context["warning"] == (
        "Northbrook CSP loses this review at once, with its documents, answers, plan and packs. "
        "Only those who also work for the partnership that you choose still see it."
    )
    assert context["intro"] == (
        "Everybody in the partnership that you choose sees all of it. "
        "Chloé still sees it as the chair. What the Home Office sees does not change."
    )


def test_transfer_to_a_partnership_of_ones_own_leads_back_to_the_review(cast, alice):
    response = transfer(alice, cast.review, cast.eastmere)

    assert response.url == cast.review.get_absolute_url()
    assert Transfer.unscoped.get().target == cast.eastmere


def test_person_who_no_longer_sees_the_review_that_they_handed_over_is_taken_home(cast, client):
    """A manager who is a QA officer too, of a review that the secretariat has not been sent yet."""
    give_role(cast.quinn, role=Role.CSP_MANAGER, organisation=cast.northbrook, by=None)
    client.force_login(cast.quinn)

    response = transfer(client, cast.review, cast.westhaven)
    home = client.get(response.url)

    assert response.url == reverse("home")
    assert [str(message) for message in home.context["messages"]] == [
        "Elm now belongs to Westhaven CSP."
    ]


def test_transfer_that_is_not_whole_keeps_what_was_typed(cast, alice):
    response = alice.post(review_url(cast.review, "transfer"), {"reason": "They lived there."})

    form = response.context["form"]
    assert form.errors == {"to": ["Choose the partnership that takes it over"]}
    assert form["reason"].value() == "They lived there."


def test_transfer_to_where_the_reference_is_in_use_is_refused_with_its_text(cast, alice):
    review_of(cast.eastmere, by=cast.alice, name="Elm")

    response = transfer(alice, cast.review, cast.eastmere)

    form = response.context["form"]
    assert form.non_field_errors() == ["Eastmere CSP already has a review “Elm 1”."]
    assert form["reason"].value() == "They lived there."


def test_manager_of_one_partnership_is_told_whom_to_ask(cast, client):
    review = review_of(cast.westhaven, by=cast.kim, name="Ash")
    client.force_login(cast.kim)

    response = client.get(review_url(review, "transfer"))

    assert (response.status_code, response.context["reason"]) == (403, policies.NOWHERE_TO_GO)


GONE = "You can no longer see this page, or it is not there."


def test_person_who_lost_their_role_while_they_typed_gets_their_words_back(cast, alice, submitted):
    url = move_url(submitted, "return")
    before = alice.get(url).status_code
    end_role(cast.alice.memberships.get(organisation=cast.northbrook), by=None)

    response = alice.post(url, today() | {"note": LONG})

    page = response.content.decode()
    assert (before, response.status_code, response.context["typed"]) == (200, 404, [LONG])
    assert (GONE in page, LONG in page) == (True, True)
    assert "no-store" in response["Cache-Control"]
    assert Round.unscoped.get().stage == Stage.SUBMITTED


def test_person_whose_review_was_transferred_while_they_typed_gets_their_words_back(
    cast, alice, submitted
):
    url = move_url(submitted, "return")
    alice.get(url)
    transfer_review(cast.review, to=cast.westhaven, reason="They moved.", by=cast.quinn)

    response = alice.post(url, today() | {"note": "No <b>appendix</b> 2."})

    page = response.content.decode()
    assert (response.status_code, response.context["typed"]) == (404, ["No <b>appendix</b> 2."])
    assert "No &lt;b&gt;appendix&lt;/b&gt; 2." in page


@pytest.mark.parametrize("pk", ["theirs", 999_999])
def test_stranger_is_told_nothing_but_their_own_words(cast, client, submitted, pk):
    row = submitted.pk if pk == "theirs" else pk
    client.force_login(cast.kim)

    response = client.post(reverse("reviews:move", args=[row, "return"]), {"note": LONG})

    assert (response.status_code, response.context["typed"]) == (404, [LONG])
    assert ("Elm" in response.content.decode(), Event.objects.filter(actor=cast.kim).count()) == (
        False,
        0,
    )


def test_page_that_is_not_there_says_what_may_be_wrong(alice):
    response = alice.get("/nowhere/")

    page = response.content.decode()
    assert (response.status_code, GONE in page) == (404, False)
    assert "If you typed or pasted the address, check that it is whole." in page


def test_what_another_site_sends_to_no_page_is_not_shown(client):
    response = client.post("/nowhere/", {"note": LONG})

    assert (response.status_code, LONG in response.content.decode()) == (404, False)


def test_many_rounds_are_folded_away(cast, alice):
    alone = alice.get(cast.review.get_absolute_url()).content.decode()
    for number in range(2, 13):
        Round.unscoped.filter(review=cast.review).update(stage=Stage.RESUBMITTED)
        Round.unscoped.create(review=cast.review, number=number, stage=Stage.SUBMITTED)

    response = alice.get(cast.review.get_absolute_url())

    page = response.content.decode()
    assert ("The other rounds" in alone, "The other rounds" in page) == (False, True)
    assert [f'href="?round={number}"' in page for number in range(1, 13)] == [True] * 11 + [False]
