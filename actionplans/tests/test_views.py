"""The pages of a plan: who reaches them, what they show, and that nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from access.versions import CHANGED_SINCE
from actionplans.models import Action, ActionUpdate, Rag, Recommendation
from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import Event
from feedback.tests.factories import areas_of
from reviews.sections import sections
from reviews.tests.factories import evidence, round_at, tomorrow, typed_day, yesterday
from reviews.workflow import Stage

RECOMMENDATION = {
    "number": "2",
    "text": "Share what is known.",
    "scope": "Local",
    "level": "local",
    "agencies": "single",
}
NOT_YOURS = "Only the CSP manager and the independent chair can change the action plan."
PAGES = ("plan", "action")
FORMS = (
    "add_recommendation",
    "edit_recommendation",
    "add_action",
    "edit_action",
    "add_update",
)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def url_of(name, action):
    """The address of a page: a review's, a recommendation's or an action's own key."""
    recommendation = action.recommendation
    keys = {
        "plan": recommendation.review_id,
        "add_recommendation": recommendation.review_id,
        "add_action": recommendation.review_id,
        "edit_recommendation": recommendation.pk,
    }
    return reverse(f"actionplans:{name}", args=[keys.get(name, action.pk)])


def shown(response):
    """The actions of a plan page, in its order."""
    return [row.action.text for group in response.context["groups"] for row in group.rows]


@pytest.mark.parametrize("name", PAGES + FORMS)
@pytest.mark.parametrize(
    ("who", "pages", "forms"),
    [
        ("alice", 200, 200),
        ("chloe", 200, 200),
        ("vic", 200, 403),
        ("kim", 404, 404),
        ("quinn", 404, 404),
    ],
)
def test_pages_open_to_their_own_side(cast, client, action, name, who, pages, forms):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    client.force_login(getattr(cast, who))

    response = client.get(url_of(name, action))

    assert response.status_code == (pages if name in PAGES else forms)


def test_plan_is_kept_from_a_qa_officer_who_opens_the_review(cast, client, action):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    client.force_login(cast.quinn)

    review = client.get(cast.review.get_absolute_url())
    plan = client.get(url_of("plan", action))

    assert (review.status_code, plan.status_code) == (200, 404)


def test_viewer_reads_why_not(cast, client, action):
    client.force_login(cast.vic)

    response = client.get(url_of("add_update", action))

    assert response.context["reason"] == NOT_YOURS


def test_plan_page_without_rows_says_so(cast, alice):
    response = alice.get(reverse("actionplans:plan", args=[cast.review.pk]))

    assert response.context["standing"].summary == "No actions yet"
    assert response.context["groups"] == response.context["waiting"] == []


def test_plan_page_names_recommendations_that_wait_for_actions(cast, alice, action):
    waiting = recommendation_in(cast.review, by=cast.alice)

    response = alice.get(url_of("plan", action))

    assert [group.recommendation for group in response.context["waiting"]] == [waiting]


def test_plan_page_shows_the_state_of_each_action(cast, alice, action):
    late = action_under(
        action.recommendation, by=cast.alice, text="Late one.", target_date=yesterday()
    )
    update_of(late, by=cast.alice, rating=Rag.RED, reason="Nobody leads it.", text="Stuck.")

    response = alice.get(url_of("plan", action))

    rows = [row for group in response.context["groups"] for row in group.rows]
    assert [(row.rating.full, row.reason, row.update, row.overdue) for row in rows] == [
        ("No rating", "", "", False),
        ("Red: off track", "Nobody leads it.", "Stuck.", True),
    ]
    assert response.context["standing"].summary == "2 actions, 1 overdue"
    assert [count.number for count in response.context["standing"].ratings] == [1, 0, 0, 0, 1]


def test_plan_page_names_the_supporting_agencies_under_the_lead(cast, alice, recommendation):
    helping = ["Police", "Northbrook Health Board"]
    action = action_under(recommendation, by=cast.alice, supporting=helping)

    plan, own = alice.get(url_of("plan", action)), alice.get(action.get_absolute_url())

    (row,) = plan.context["groups"][0].rows
    line = "Supporting: Police; Northbrook Health Board"
    assert row.supporting == line
    assert dict(own.context["columns"])["Lead Agency"] == f"Northbrook Council\n\n{line}"
    assert plan.content.decode().count(line) == 1


def test_plan_page_filters_by_its_address(cast, alice, action):
    action_under(action.recommendation, by=cast.alice, text="Late.", target_date=yesterday())

    everything = alice.get(url_of("plan", action))
    overdue = alice.get(url_of("plan", action), {"overdue": "on"})
    nothing = alice.get(url_of("plan", action), {"q": "no such words"})

    assert shown(everything) == [action.text, "Late."]
    assert shown(overdue) == ["Late."]
    assert shown(nothing) == []


@pytest.mark.parametrize(
    "query", ["?sort=x", "?page=x", "?page=999", "?page=-1", "?rating=x&lead=x&state=x", "?q=%00"]
)
def test_plan_page_passes_over_what_it_does_not_know(alice, action, query):
    response = alice.get(url_of("plan", action) + query)

    assert (response.status_code, shown(response)) == (200, [action.text])


def test_plan_page_shows_fifty_actions_at_once(cast, alice, recommendation):
    rows = [f"Action {number:02}" for number in range(1, 52)]
    for text in rows:
        last = action_under(recommendation, by=cast.alice, text=text)

    first, second = (alice.get(url_of("plan", last), {"page": page}) for page in (1, 2))

    assert shown(first) == rows[:50]
    assert shown(second) == rows[50:]


def test_plan_page_offers_changes_only_to_who_may(cast, client, action):
    found = {}
    for user in (cast.alice, cast.vic):
        client.force_login(user)
        page = client.get(url_of("plan", action)).content.decode()
        found[user.name] = url_of("add_update", action) in page

    assert found == {"Alice": True, "Vic": False}


def test_plan_page_query_count_does_not_grow(
    cast, alice, recommendation, django_assert_num_queries
):
    for number in range(1, 31):
        above = recommendation_in(cast.review, by=cast.alice)
        helping = ["Police", "Probation"]
        action = action_under(above, by=cast.alice, supporting=helping, target_date=yesterday())
        update_of(action, by=cast.alice, rating=Rag.AMBER)
        if number in (1, 30):
            with django_assert_num_queries(15):
                alice.get(url_of("plan", action))


def test_action_page_shows_its_columns_areas_and_updates(cast, alice, recommendation):
    areas = areas_of(cast.review, by=cast.alice)
    action = action_under(recommendation, by=cast.alice, items=areas[:1], target_date=yesterday())
    told = update_of(action, by=cast.alice, rating=Rag.GREEN, dated=yesterday())
    last = update_of(action, by=cast.chloe, evidence=[evidence()])

    context = alice.get(action.get_absolute_url()).context

    assert [label for label, _ in context["columns"]] == [
        "Recommendation",
        "Scope of recommendation (i.e. local or regional)",
        "Level",
        "Action to take",
        "Lead Agency",
        "Key milestones achieved in enacting recommendation",
        "Target Date",
        "Date of completion and outcome",
    ]
    assert context["areas"] == [
        ("Area 1: Add a rating to each action.", areas[0].get_absolute_url())
    ]
    assert [update for update, _ in context["updates"]] == [last, told]
    assert [update for update, _ in context["history"]] == [told]


def test_action_page_links_evidence_to_its_download(cast, alice, action):
    update = update_of(action, by=cast.alice, evidence=[evidence(data=b"Agreed.")])
    stored = update.evidence.get()

    page = alice.get(action.get_absolute_url()).content.decode()
    download = alice.get(stored.get_absolute_url())

    assert page.count(f'href="{stored.get_absolute_url()}"') == 1
    assert b"".join(download.streaming_content) == b"Agreed."


def test_action_page_query_count_does_not_grow(
    cast, alice, recommendation, django_assert_num_queries
):
    areas = areas_of(cast.review, *[f"Area {n}." for n in range(30)], by=cast.alice)
    action = action_under(recommendation, by=cast.alice, items=areas)
    for number in range(1, 31):
        update_of(action, by=cast.alice, text=f"Step {number}.", evidence=[evidence()])
        if number in (1, 30):
            with django_assert_num_queries(13):
                alice.get(action.get_absolute_url())


@pytest.mark.parametrize(
    ("rating", "completed", "hint"),
    [
        (Rag.BLUE, None, "The rating says complete, but there is no date of completion."),
        (Rag.RED, yesterday(), "There is a date of completion, but the rating is still red."),
        (Rag.BLUE, yesterday(), ""),
        (Rag.GREEN, None, ""),
    ],
)
def test_action_page_points_out_what_disagrees(
    cast, alice, recommendation, rating, completed, hint
):
    action = action_under(recommendation, by=cast.alice, completed_on=completed)
    update_of(action, by=cast.alice, rating=rating)

    response = alice.get(action.get_absolute_url())

    assert response.context["hint"] == hint


def test_recommendation_is_added_through_its_form(cast, alice, action):
    response = alice.post(url_of("add_recommendation", action), RECOMMENDATION)

    added = cast.review.recommendations.last()
    assert (response.status_code, response.url) == (302, url_of("plan", action))
    assert (added.number, added.text) == ("2", "Share what is known.")


def test_recommendation_form_keeps_what_was_typed(cast, alice, action):
    typed = RECOMMENDATION | {"number": "", "text": "é" * 10_000}

    response = alice.post(url_of("add_recommendation", action), typed)

    assert (response.status_code, response.context["form"]["text"].value()) == (200, typed["text"])
    assert cast.review.recommendations.count() == 1


def test_action_is_added_under_the_recommendation_of_the_address(cast, alice, action):
    url = url_of("add_action", action)
    chosen = {"recommendation": action.recommendation_id}

    form = alice.get(url, chosen).context["form"]
    alice.post(url, chosen | {"text": "A second one.", "target_date_text": "ongoing"})

    added = Action.visible_to(cast.alice).last()
    assert form["recommendation"].value() == str(action.recommendation_id)
    assert (added.text, added.target_date_text, added.position) == ("A second one.", "ongoing", 2)


@pytest.mark.parametrize("chosen", ["x", "0", "9" * 30])
def test_action_form_passes_over_an_unknown_recommendation(alice, action, chosen):
    response = alice.get(url_of("add_action", action), {"recommendation": chosen})

    assert response.status_code == 200


def test_action_form_waits_for_a_recommendation(cast, alice):
    response = alice.get(reverse("actionplans:add_action", args=[cast.review.pk]))

    assert response.status_code == 403
    assert response.context["reason"] == "Add a recommendation first: every action carries one out."


def test_action_is_completed_through_its_form(cast, alice, action):
    typed = {
        "recommendation": action.recommendation_id,
        "text": action.text,
        "version": 1,
        "outcome": "Adopted.",
        "supporting": "Police\nHealth board",
        **typed_day("completed_on", yesterday()),
    }

    response = alice.post(url_of("edit_action", action), typed)

    action.refresh_from_db()
    assert action.supporting_names == ["Police", "Health board"]
    assert response.url == action.get_absolute_url()
    assert (action.completed_on, action.outcome, action.version) == (yesterday(), "Adopted.", 2)


@pytest.mark.parametrize("name", ["edit_action", "edit_recommendation"])
def test_second_editor_is_told_and_keeps_the_text(cast, client, action, name):
    typed = RECOMMENDATION | {"recommendation": action.recommendation_id, "version": 1}
    url = url_of(name, action)
    client.force_login(cast.chloe)
    client.post(url, typed | {"text": "Chloé’s words."})
    client.force_login(cast.alice)

    refused = client.post(url, typed | {"text": "Alice’s words."})
    form, saved = refused.context["form"], dict(refused.context["saved"])
    after = _text(name, action)
    again = client.post(url, typed | {"text": "Alice’s words.", "version": form["version"].value()})

    assert form.non_field_errors() == [CHANGED_SINCE]
    assert (form["text"].value(), after) == ("Alice’s words.", "Chloé’s words.")
    assert "Chloé’s words." in " ".join(saved.values())
    assert (again.status_code, _text(name, action)) == (302, "Alice’s words.")


def _text(name, action):
    model, pk = {
        "edit_action": (Action, action.pk),
        "edit_recommendation": (Recommendation, action.recommendation_id),
    }[name]
    return model.unscoped.get(pk=pk).text


def test_update_is_added_through_its_form(cast, alice, action):
    typed = {
        **typed_day("dated", yesterday()),
        "text": "Agreed.",
        "rating": "green",
        "reason": "Signed by all.",
        "evidence": [
            SimpleUploadedFile("a.txt", b"One."),
            SimpleUploadedFile("Protokół.txt", b"Two."),
        ],
    }

    response = alice.post(url_of("add_update", action), typed)

    update = ActionUpdate.visible_to(cast.alice).get()
    assert response.url == action.get_absolute_url()
    assert (update.dated, update.rating, update.by) == (yesterday(), Rag.GREEN, cast.alice)
    assert [file.name for file in update.evidence.all()] == ["a.txt", "Protokół.txt"]


def test_update_form_keeps_what_was_typed(cast, alice, action):
    events = Event.objects.count()
    typed = {**typed_day("dated", tomorrow()), "text": "x" * 10_000, "rating": "red"}

    response = alice.post(url_of("add_update", action), typed)

    form = response.context["form"]
    assert form["text"].value() == typed["text"]
    assert form.errors == {
        "dated": ["Date the update is about must be today or in the past"],
        "reason": ["Enter the reason for the rating"],
    }
    assert (ActionUpdate.unscoped.count(), Event.objects.count()) == (0, events)


def test_update_form_says_that_files_must_be_chosen_again(alice, action):
    typed = {**typed_day("dated", yesterday()), "text": "", "rating": ""}
    chosen = {"evidence": [SimpleUploadedFile("minutes.txt", b"Agreed.")]}

    response = alice.post(url_of("add_update", action), typed | chosen)

    assert response.context["form"].errors == {
        "text": ["Enter the update"],
        "evidence": ["Choose the files again: they were not kept"],
    }


def test_update_sent_twice_is_added_once(cast, alice, action):
    typed = {**typed_day("dated", yesterday()), "text": "Agreed.", "rating": ""}
    alice.post(url_of("add_update", action), typed)

    response = alice.post(url_of("add_update", action), typed)

    assert response.context["form"].non_field_errors() == ["This update has already been added."]
    assert ActionUpdate.unscoped.count() == 1


def test_review_page_counts_the_plan(cast, recommendation):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    action_under(recommendation, by=cast.alice, completed_on=yesterday())
    action_under(recommendation, by=cast.alice, target_date=yesterday())

    lines = {
        user.name: [
            (part.summary, part.next_step and part.next_step[0])
            for part in sections(cast.review, qa_round, user)
            if part.title == "Action plan"
        ]
        for user in (cast.alice, cast.vic, cast.quinn)
    }

    assert lines == {
        "Alice": [("2 actions, 1 complete, 1 overdue", "See the overdue actions")],
        "Vic": [("2 actions, 1 complete, 1 overdue", None)],
        "Quinn": [],
    }
