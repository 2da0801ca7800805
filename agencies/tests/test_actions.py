"""What happens between a CSP and an agency, and what is refused, with nothing half-made."""

import datetime as dt

import pytest
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from actionplans.actions import COMPLETED_LATER, DATED_LATER, NO_REASON
from actionplans.keeping_actions import rename_agency
from actionplans.models import Action, ActionUpdate
from actionplans.tests.factories import action_under, recommendation_in
from agencies import actions, policies
from agencies.limits import ANSWERS
from agencies.links import link_from
from agencies.models import AgencyDecision, AgencyLink, AgencyUpdate, LinkUse, UseKind
from agencies.tests.factories import (
    PROBATION,
    answered,
    asked,
    in_days,
    sent_back,
    taken_in,
    token_in,
)
from audit.models import Event
from govuk.words import day
from notices.models import Notice, NoticeKind
from reviews.models import StoredFile
from reviews.tests.factories import evidence, review_of, tomorrow


@pytest.fixture
def update(link, action):
    return answered(link, action, evidence=[evidence()])


def last_event():
    return Event.objects.order_by("pk").last()


def test_asking_makes_a_link(cast, link):
    assert (link.review, link.agency, link.contact) == (cast.review, PROBATION, "Sam Roe")
    assert (link.by, link.version, link.withdrawn_at) == (cast.alice, 1, None)
    assert last_event().verb == "agencies.agency_asked"
    assert last_event().changes == {"review": cast.review.pk, "last_day": str(link.last_day)}


@pytest.mark.parametrize("days", [0, 180])
def test_link_may_last_from_today_to_half_a_year(cast, action, days):
    link, _ = asked(cast.review, last_day=in_days(days), by=cast.alice)

    assert link.last_day == in_days(days)


@pytest.mark.parametrize("days", [-1, 181])
def test_link_that_lasts_otherwise_is_refused(cast, action, days):
    with pytest.raises(Refused, match="must be today or later, and at most 180 days from now"):
        asked(cast.review, last_day=in_days(days), by=cast.alice)

    assert AgencyLink.unscoped.count() == 0


def test_agency_without_an_action_is_not_asked(cast, action):
    with pytest.raises(Refused, match="No action in the plan is with “Police”"):
        asked(cast.review, agency="Police", by=cast.alice)

    assert AgencyLink.unscoped.count() == 0


def test_supporting_agency_may_be_asked(cast, action):
    action.supporting.create(name="Police")

    link, _ = asked(cast.review, agency="police", by=cast.alice)

    assert list(link.actions) == [action]


def test_contact_with_an_open_link_is_not_asked_twice(cast, link):
    with pytest.raises(Refused) as refusal:
        asked(cast.review, agency=PROBATION.upper(), email=link.email.upper(), by=cast.alice)

    assert str(refusal.value) == (
        f"Sam Roe has a link for this agency already, until {day(link.last_day)}. "
        "Send that one again instead."
    )


def test_contact_whose_link_was_withdrawn_may_be_asked_again(cast, link):
    actions.withdraw(link, version=1, by=cast.alice)

    again, _ = asked(cast.review, by=cast.alice)

    assert again.pk != link.pk


def test_name_of_a_contact_brings_no_lines_of_its_own(cast, action):
    link, _ = asked(cast.review, contact="Sam\r\nBcc: all@example.org", by=cast.alice)

    assert link.contact == "Sam Bcc: all@example.org"


def test_sending_again_replaces_the_address(
    cast, link, token, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent = actions.send_again(link, version=1, last_day=in_days(9), by=cast.chloe)

    [message] = mailoutbox
    assert link_from(token) is None
    assert link_from(token_in(message.body)) == sent
    assert (sent.last_day, sent.by, sent.version) == (in_days(9), cast.chloe, 2)
    assert last_event().verb == "agencies.link_sent_again"


def test_link_that_somebody_else_sent_again_meanwhile_is_left_alone(cast, link):
    actions.send_again(link, version=1, last_day=in_days(9), by=cast.chloe)
    before = AgencyLink.unscoped.values().get()

    with pytest.raises(Refused, match=CHANGED_SINCE[:30]):
        actions.send_again(link, version=1, last_day=in_days(8), by=cast.alice)
    with pytest.raises(Refused, match=CHANGED_SINCE[:30]):
        actions.withdraw(link, version=1, by=cast.alice)

    assert AgencyLink.unscoped.values().get() == before


def test_withdrawing_says_who_and_when(cast, link):
    withdrawn = actions.withdraw(link, version=1, by=cast.chloe)

    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_at.date()) == (
        cast.chloe,
        timezone.now().date(),
    )
    assert last_event().verb == "agencies.link_withdrawn"


def test_use_is_noted_in_the_name_of_the_contact(link):
    use = actions.note_use(link, kind=UseKind.OPENED, address="192.0.2.1", by=link)

    event = last_event()
    assert (use.kind, use.address) == ("opened", "192.0.2.1")
    assert (event.verb, event.actor, event.actor_name) == (
        "agencies.link_used",
        None,
        "Sam Roe, Probation Service (by a link)",
    )


def test_contact_with_long_names_fits_into_the_log(cast):
    long = "Probation " * 20
    recommendation = recommendation_in(cast.review, by=cast.alice)
    action = action_under(recommendation, lead_agency=long.strip(), by=cast.alice)
    link, _ = asked(cast.review, agency=long.strip(), contact="Sam " * 50, by=cast.alice)

    answered(link, action)

    assert len(last_event().actor_name) < 200


def test_answer_is_kept_as_it_was_said(link, action, update):
    assert (update.link, update.action, update.name) == (link, action, "Sam Roe")
    assert (update.dated, update.completed) == (timezone.localdate(), False)
    assert update.text == "Half of the staff are trained."
    assert list(AgencyUpdate.unscoped.waiting()) == [update]
    assert ActionUpdate.unscoped.count() == 0


def test_answer_leaves_a_use_and_an_event(link, action):
    update = answered(link, action, address="192.0.2.1")

    assert LinkUse.unscoped.values_list("kind", "address").get() == ("answered", "192.0.2.1")
    event = last_event()
    assert (event.verb, event.actor, event.actor_name) == (
        "agencies.update_received",
        None,
        str(link),
    )
    assert event.changes == {"link": link.pk, "action": action.pk, "dated": str(update.dated)}


def test_files_are_kept_in_the_name_of_whoever_sent_the_link(cast, update):
    file = update.evidence.get()

    assert (file.review, file.by, file.kind, file.side) == (
        cast.review,
        cast.alice,
        "evidence",
        "partnership",
    )


def test_people_of_the_csp_are_told(cast, update):
    notices = Notice.unscoped.filter(kind=NoticeKind.AGENCY)

    assert {notice.to for notice in notices} == {cast.alice, cast.chloe}
    assert {notice.href for notice in notices} == {update.get_absolute_url()}


def withdrawn(cast, link, action):
    actions.withdraw(link, version=1, by=cast.alice)
    return f"This link was withdrawn on {day(timezone.now())}."


def replaced(cast, link, action):
    actions.send_again(link, version=1, last_day=in_days(9), by=cast.alice)
    return policies.REPLACED


def past_its_day(cast, link, action):
    AgencyLink.unscoped.update(last_day=timezone.localdate() - dt.timedelta(1))
    return f"This link worked until {day(timezone.localdate() - dt.timedelta(1))}."


def renamed(cast, link, action):
    action.lead_agency = "National Probation"
    action.save()
    return policies.NOT_THEIRS


def answered_too_often(cast, link, action):
    LinkUse.unscoped.bulk_create(LinkUse(link=link, kind=UseKind.ANSWERED) for _ in range(ANSWERS))
    return "30 updates were sent by this link in the last hour. Wait an hour, then send this one."


@pytest.mark.parametrize(
    "meanwhile", [withdrawn, replaced, past_its_day, renamed, answered_too_often]
)
def test_answer_by_a_link_that_ended_meanwhile_leaves_nothing(cast, link, action, meanwhile):
    reason = meanwhile(cast, link, action)
    before = Event.objects.count()

    with pytest.raises(Refused) as refusal:
        answered(link, action, evidence=[evidence()])

    assert str(refusal.value) == reason
    assert (AgencyUpdate.unscoped.count(), StoredFile.unscoped.count()) == (0, 0)
    assert Event.objects.count() == before


def test_action_of_another_review_is_not_theirs(cast, link):
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    recommendation = recommendation_in(oak, by=cast.alice)
    strange = action_under(recommendation, lead_agency=PROBATION, by=cast.alice)

    with pytest.raises(Refused, match="This action is not with your agency"):
        answered(link, strange)

    assert AgencyUpdate.unscoped.count() == 0


def test_answer_of_tomorrow_is_refused(link, action):
    with pytest.raises(Refused, match=DATED_LATER):
        answered(link, action, dated=tomorrow())


def test_very_same_answer_is_not_kept_twice(link, action, update):
    with pytest.raises(Refused, match=actions.SAID_ALREADY):
        answered(link, action, text=f" {update.text}\n", evidence=[evidence()])

    assert (AgencyUpdate.unscoped.count(), StoredFile.unscoped.count()) == (1, 1)


def test_another_answer_to_the_same_action_is_kept(link, action, update):
    second = answered(link, action, text="All of them are trained.")

    assert list(AgencyUpdate.unscoped.waiting()) == [second, update]


def test_taking_in_writes_it_into_the_plan(cast, action, update):
    decision = taken_in(
        update, text="Half are trained.", rating="amber", reason="Late.", by=cast.chloe
    )

    written = decision.written
    assert (written.action, written.text, written.rating, written.by) == (
        action,
        "Half are trained.",
        "amber",
        cast.chloe,
    )
    assert (decision.kind, decision.by, written.from_agency) == ("taken", cast.chloe, decision)
    assert last_event().verb == "agencies.update_taken"
    assert list(AgencyUpdate.unscoped.waiting()) == []


def test_files_go_along_without_being_kept_twice(cast, update):
    decision = taken_in(update, by=cast.alice)

    assert list(decision.written.evidence.all()) == list(update.evidence.all())
    assert StoredFile.unscoped.count() == 1


def test_taking_in_completes_the_action_where_the_manager_says_so(cast, action, update):
    on = timezone.localdate()

    taken_in(update, completed_on=on, outcome="All are trained.", by=cast.alice)

    action.refresh_from_db()
    assert (action.completed_on, action.outcome, action.version) == (on, "All are trained.", 2)
    assert action.text == "Train every officer."


def test_taking_in_leaves_the_action_open_otherwise(cast, action, update):
    taken_in(update, by=cast.alice)

    action.refresh_from_db()
    assert (action.completed_on, action.version) == (None, 1)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"dated": tomorrow()}, DATED_LATER),
        ({"rating": "red"}, NO_REASON),
        ({"completed_on": tomorrow()}, COMPLETED_LATER),
        ({"completed_on": dt.date(2026, 3, 1), "version": 9}, CHANGED_SINCE),
    ],
)
def test_taking_in_that_is_refused_leaves_the_update_waiting(cast, update, wrong, reason):
    with pytest.raises(Refused) as refusal:
        taken_in(update, by=cast.alice, **wrong)

    assert str(refusal.value) == reason
    assert list(AgencyUpdate.unscoped.waiting()) == [update]
    assert (ActionUpdate.unscoped.count(), AgencyDecision.unscoped.count()) == (0, 0)


@pytest.mark.parametrize("second", [taken_in, sent_back])
def test_second_decision_on_an_update_is_refused(cast, update, second):
    stale = AgencyUpdate.unscoped.get()
    taken_in(update, by=cast.chloe)

    with pytest.raises(Refused, match="Chloé has decided on this update already"):
        second(stale, by=cast.alice)

    assert (ActionUpdate.unscoped.count(), AgencyDecision.unscoped.count()) == (1, 1)


def test_returning_gives_the_contact_a_new_address(
    cast, update, token, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        decision = sent_back(update, by=cast.chloe)

    [message] = mailoutbox
    link = link_from(token_in(message.body))
    assert link_from(token) is None
    assert (link.pk, link.by, link.version) == (update.link_id, cast.chloe, 2)
    assert (decision.kind, decision.reason, decision.written) == (
        "returned",
        "Say how many staff.",
        None,
    )
    assert last_event().verb == "agencies.update_returned"


@pytest.mark.parametrize(("days", "then"), [(-1, 14), (3, 14), (28, 28)])
def test_returning_leaves_the_contact_time_to_answer(cast, update, days, then):
    AgencyLink.unscoped.update(last_day=in_days(days))

    sent_back(update, by=cast.alice)

    assert AgencyLink.unscoped.get().last_day == in_days(then)


def test_returning_by_a_link_that_was_withdrawn_sends_nothing(
    cast, link, update, mailoutbox, django_capture_on_commit_callbacks
):
    actions.withdraw(link, version=1, by=cast.alice)
    before = AgencyLink.unscoped.values().get()

    with django_capture_on_commit_callbacks(execute=True):
        decision = sent_back(update, by=cast.alice)

    assert decision.kind == "returned"
    assert AgencyLink.unscoped.values().get() == before
    assert mailoutbox == []


def test_returning_needs_a_reason(cast, update, token):
    with pytest.raises(Refused, match=actions.NO_REASON):
        sent_back(update, reason="  ", by=cast.alice)

    assert link_from(token) is not None
    assert AgencyDecision.unscoped.count() == 0


def test_agency_that_is_renamed_in_the_plans_keeps_its_links(cast, link, token, action):
    elsewhere = review_of(cast.eastmere, name="Oak", by=cast.alice)
    other = action_under(
        recommendation_in(elsewhere, by=cast.alice), lead_agency=PROBATION, by=cast.alice
    )
    untouched, _ = asked(elsewhere, by=cast.alice)
    seen = [row.seen for row in link.actions.with_state()]

    rename_agency(
        cast.northbrook, name=PROBATION.upper(), to="National Probation", seen=seen, by=cast.alice
    )

    renamed = link_from(token)
    assert (renamed.agency, list(renamed.actions)) == ("National Probation", [action])
    assert list(AgencyLink.unscoped.get(pk=untouched.pk).actions) == [other]
    assert Event.objects.get(verb="agencies.link_renamed").changes == {
        "agency": [PROBATION, "National Probation"]
    }


def test_stranger_and_viewer_do_nothing(cast, link, update):
    for who in (cast.kim, cast.vic, cast.quinn):
        for attempt in (
            lambda by: asked(cast.review, email="new@example.org", by=by),
            lambda by: actions.send_again(link, version=1, last_day=in_days(1), by=by),
            lambda by: actions.withdraw(link, version=1, by=by),
            lambda by: taken_in(update, by=by),
            lambda by: sent_back(update, by=by),
        ):
            with pytest.raises(Refused, match="Only the CSP manager and the independent chair"):
                attempt(who)

    assert Action.unscoped.exclude(updates=None).count() == 0
    assert AgencyLink.unscoped.get().version == 1
