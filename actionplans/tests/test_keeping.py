"""What keeps a plan true over the years: its legend, how actions end, and the looks after completion."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from access.verdict import Refused, Verdict
from access.versions import CHANGED_SINCE
from actionplans import keeping_actions, policies
from actionplans.keeping_forms import LegendForm
from actionplans.models import Action, ActionEnd, ActionUpdate, Legend
from actionplans.suggesting import next_look
from actionplans.tests.factories import action_under, given_up, legend_of, update_of
from packs.plan import assemble_plan
from reviews.tests.factories import tomorrow, typed_day, yesterday

LEGEND = {
    "red": "Stopped",
    "amber": "",
    "green": "Moving",
    "blue": "Done",
    "quiet_days": 30,
    "version": 1,
}


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def url(name, row):
    return reverse(f"actionplans:{name}", args=[row.pk])


def with_state(action):
    return Action.unscoped.with_state().get(pk=action.pk)


def refusal(function, *args, **kwargs):
    with pytest.raises(Refused) as refused, transaction.atomic():
        function(*args, **kwargs)
    return str(refused.value)


def agreed(**changes):
    usual = {"reason": "The service closed.", "agreed_by": "The board", "version": 1}
    return typed_day("dated", yesterday()) | usual | changes


# --- the legend -----------------------------------------------------------------------------


def test_legend_is_the_default_one_until_it_is_chosen(cast):
    before = Legend.of(cast.northbrook.pk)

    legend_of(cast.northbrook, red="Stopped", amber="", by=cast.alice)

    assert before.words == {
        "red": "Off track",
        "amber": "At risk",
        "green": "On track",
        "blue": "Complete",
    }
    assert Legend.of(cast.northbrook.pk).words == {
        "red": "Stopped",
        "green": "On track",
        "blue": "Complete",
    }
    assert Legend.of(cast.eastmere.pk).words == before.words


def test_legend_is_changed_by_the_manager_of_that_partnership(cast):
    answers = {
        name: bool(policies.may_edit_legend(getattr(cast, name), cast.northbrook))
        for name in ("alice", "vic", "chloe", "kim", "quinn")
    }

    assert answers == {"alice": True, "vic": False, "chloe": False, "kim": False, "quinn": False}


def test_legend_needs_a_colour(cast):
    nothing = dict.fromkeys(("red", "amber", "green", "blue"), "")

    reason = refusal(legend_of, cast.northbrook, by=cast.alice, **nothing)

    assert reason == keeping_actions.NO_COLOUR
    with pytest.raises(IntegrityError), transaction.atomic():
        Legend.unscoped.create(organisation=cast.northbrook, **nothing)


def test_legend_form_asks_for_a_colour_and_for_days(cast):
    typed = LEGEND | {"red": " ", "green": "", "blue": "", "quiet_days": ""}

    form = LegendForm(typed, user=cast.alice, legend=Legend.of(cast.northbrook.pk))

    assert form.errors == {
        "quiet_days": ["Enter the number of days"],
        "red": ["Enter what at least one colour means"],
    }


def test_legend_page_saves_what_was_typed(cast, alice):
    address = url("legend", cast.northbrook)

    response = alice.post(address, LEGEND)

    saved = Legend.of(cast.northbrook.pk)
    assert response.url == address
    assert (saved.words, saved.quiet_days, saved.version) == (
        {"red": "Stopped", "green": "Moving", "blue": "Done"},
        30,
        2,
    )


def test_legend_page_tells_whoever_saves_second(cast, alice):
    legend_of(cast.northbrook, red="Halted", by=cast.alice)

    response = alice.post(url("legend", cast.northbrook), LEGEND)

    assert response.context["form"].non_field_errors() == [CHANGED_SINCE]
    assert response.context["saved"][0] == ("Red", "Halted")
    assert Legend.of(cast.northbrook.pk).red == "Halted"


def test_ratings_keep_the_words_that_they_were_given_with(cast, alice, action):
    update_of(action, rating="red", dated=yesterday(), by=cast.alice)
    legend_of(cast.northbrook, red="Stopped", by=cast.alice)
    old = alice.get(url("plan", cast.review)).context

    update_of(action, rating="red", by=cast.alice)
    page = alice.get(action.get_absolute_url()).context
    new = alice.get(url("plan", cast.review)).context

    assert [old["groups"][0].rows[0].rating.full, old["standing"].ratings[0].rating.full] == [
        "Red: off track",
        "Red: stopped",
    ]
    assert new["groups"][0].rows[0].rating.full == "Red: stopped"
    assert [rating.full for _, rating in page["history"]] == ["Red: stopped", "Red: off track"]


def test_rating_is_never_without_words(cast, action):
    for rating, words in (("red", ""), ("", "Off track")):
        with pytest.raises(IntegrityError), transaction.atomic():
            ActionUpdate.unscoped.create(
                action=action,
                by=cast.alice,
                dated=yesterday(),
                text="Told.",
                reason="So.",
                rating=rating,
                rating_words=words,
            )


def test_rating_is_only_given_in_colours_that_are_used(cast, alice, action):
    legend_of(cast.northbrook, amber="", by=cast.alice)

    reason = refusal(update_of, action, rating="amber", by=cast.alice)
    form = alice.get(url("add_update", action)).context["form"]

    assert reason == "Your CSP does not use this colour. Choose another rating."
    assert [value for value, _ in form.fields["rating"].choices] == ["", "red", "green", "blue"]


def test_printed_plan_explains_its_ratings_in_the_words_of_the_csp(cast, action):
    legend_of(cast.northbrook, red="Stopped", amber="", by=cast.alice)

    plan = assemble_plan(cast.review, at=timezone.now())

    assert [entry.rating.full for entry in plan.legend] == [
        "Red: stopped",
        "Green: on track",
        "Blue: complete",
        "No rating",
    ]


# --- suggestions ----------------------------------------------------------------------------


def test_suggestion_leads_to_the_form_and_gives_nothing_itself(cast, alice, recommendation):
    late = action_under(recommendation, target_date=dt.date(2026, 3, 1), by=cast.alice)

    page = alice.get(late.get_absolute_url())
    suggestion = page.context["row"].suggestion
    form = alice.get(suggestion.href).context["form"]

    assert suggestion.words == (
        "Suggested: Red: off track, because the target date passed on 1 March 2026."
    )
    assert (form["rating"].value(), form["reason"].value()) == (
        "red",
        "The target date passed on 1 March 2026.",
    )
    assert parse_qs(urlsplit(suggestion.href).query).keys() == {"rating", "reason"}
    assert not ActionUpdate.unscoped.filter(action=late).exists()


def test_suggestion_waits_as_long_as_the_csp_chose(cast, alice, action):
    update_of(action, dated=timezone.localdate() - dt.timedelta(40), by=cast.alice)
    before = alice.get(action.get_absolute_url()).context["row"].suggestion

    legend_of(cast.northbrook, quiet_days=30, by=cast.alice)

    after = alice.get(action.get_absolute_url()).context["row"].suggestion
    assert (before, after.words.startswith("Suggested: Amber: at risk, because")) == (None, True)


# --- not taken forward ----------------------------------------------------------------------


def test_action_that_is_not_taken_forward_has_ended(cast, recommendation):
    late = action_under(recommendation, target_date=yesterday(), by=cast.alice)
    open_before = Action.unscoped.overdue().count(), Action.unscoped.open().count()

    ended = given_up(late, by=cast.chloe)

    assert open_before == (1, 1)
    assert (Action.unscoped.overdue().count(), Action.unscoped.open().count()) == (0, 0)
    assert list(Action.unscoped.not_taken_forward()) == [late]
    assert (ended.is_overdue(), ended.is_open, with_state(late).is_overdue()) == (
        False,
        False,
        False,
    )


def test_action_can_be_taken_up_again_and_both_rows_stay(cast, alice, action):
    given_up(action, by=cast.alice)

    response = alice.post(url("take_up", action), agreed(version=2, reason="A new service."))

    fresh = with_state(action)
    assert response.url == action.get_absolute_url()
    assert (fresh.is_open, fresh.ended_on) == (True, None)
    assert [end.kind for end in ActionEnd.unscoped.filter(action=action)] == [
        "given_up",
        "taken_up",
    ]


def test_end_is_refused_where_there_is_none_to_make(cast, recommendation, action):
    complete = action_under(recommendation, completed_on=yesterday(), by=cast.alice)

    before = policies.may_take_up(cast.alice, action)
    ended = given_up(action, by=cast.alice)

    assert before == Verdict("This action is being taken forward.")
    assert policies.may_give_up(cast.alice, ended) == Verdict(
        "This action is not taken forward already."
    )
    assert policies.may_give_up(cast.alice, complete) == Verdict("This action is complete.")


def test_end_is_never_agreed_in_the_future(cast, action):
    reason = refusal(given_up, action, dated=tomorrow(), by=cast.alice)

    assert reason == "The date must be today or in the past."


def test_end_tells_whoever_saves_second(cast, alice, action):
    address = url("give_up", action)
    update = {"text": "Other words.", "recommendation": action.recommendation_id, "version": 1}
    alice.post(url("edit_action", action), update)

    response = alice.post(address, agreed())

    assert response.context["form"].non_field_errors() == [CHANGED_SINCE]
    assert not ActionEnd.unscoped.exists()


def test_end_form_asks_for_the_reason_and_who_agreed(alice, action):
    response = alice.post(url("give_up", action), agreed(reason=" ", agreed_by=""))

    assert response.context["form"].errors == {
        "agreed_by": ["Enter who agreed"],
        "reason": ["Enter the reason"],
    }


def test_end_is_shown_in_the_completion_column(cast, alice, action):
    given_up(action, dated=dt.date(2026, 3, 1), by=cast.alice)
    words = (
        "Not taken forward, 1 March 2026. Agreed by The partnership board. The service was closed."
    )

    plan = alice.get(url("plan", cast.review)).context
    printed = assemble_plan(cast.review, at=timezone.now())

    assert plan["groups"][0].rows[0].ended == words
    assert plan["standing"].summary == "1 action, 1 not taken forward"
    assert (printed.plan[0].completion, printed.plan_summary) == (words, plan["standing"].summary)


def test_action_that_is_not_taken_forward_is_not_completed_by_the_way(cast, alice, action):
    given_up(action, by=cast.alice)
    typed = {"text": "Done.", "recommendation": action.recommendation_id, "version": 2}

    response = alice.post(
        url("edit_action", action), typed | typed_day("completed_on", yesterday())
    )

    assert response.context["form"].non_field_errors() == [
        "This action is not taken forward. Take it up again before it is completed."
    ]


# --- looks after completion -----------------------------------------------------------------


@pytest.fixture
def completed(cast, recommendation):
    on = timezone.localdate() - dt.timedelta(200)
    return action_under(recommendation, completed_on=on, by=cast.alice)


def test_look_is_due_half_a_year_after_completion(cast, recommendation, completed):
    action_under(recommendation, completed_on=yesterday(), by=cast.alice)

    assert list(Action.unscoped.look_due()) == [completed]
    assert list(Action.unscoped.look_due(on=completed.completed_on + dt.timedelta(182))) == []


def test_look_answers_until_the_next_one(cast, alice, completed):
    response = alice.post(
        url("look", completed),
        typed_day("dated", yesterday()) | {"in_place": "no", "text": "The post is empty."},
    )

    update = ActionUpdate.unscoped.get()
    year_later = completed.completed_on + dt.timedelta(365)
    assert response.url == completed.get_absolute_url()
    assert (update.in_place, update.text, update.rating) == (False, "The post is empty.", "")
    assert list(Action.unscoped.look_due()) == []
    assert list(Action.unscoped.look_due(on=year_later)) == [completed]


@pytest.mark.parametrize("days", range(150, 400, 7))
def test_look_is_due_by_the_query_when_it_is_by_the_words(cast, completed, days):
    update_of(
        completed,
        dated=completed.completed_on + dt.timedelta(days=min(days - 10, 200)),
        text="Seen.",
        in_place=True,
        by=cast.alice,
    )
    today = completed.completed_on + dt.timedelta(days)

    due = next_look(completed.completed_on, with_state(completed).looked_on)

    assert Action.unscoped.look_due(on=today).exists() == (due is not None and due <= today)


def test_only_completed_actions_are_looked_at(cast, action):
    assert policies.may_look(cast.alice, action) == Verdict("This action is not complete yet.")
    assert refusal(update_of, action, in_place=True, by=cast.alice) == (
        "This action is not complete yet."
    )
