"""The words of the links, of what came by them, of the review's page, the timeline and the action's page."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_role
from actionplans.models import Action
from actionplans.presenters import Rating
from actionplans.tests.factories import update_of
from agencies import actions, presenters, telling
from agencies.models import AgencyLink, AgencyUpdate, UseKind
from agencies.presenters import State
from agencies.templatetags.senders import with_senders
from agencies.tests.factories import PROBATION, answered, asked, in_days, sent_back, taken_in
from govuk.words import day
from reviews.tests.factories import evidence, round_at
from reviews.workflow import Stage


@pytest.fixture
def update(link, action):
    return answered(link, action)


def fresh(link):
    return AgencyLink.unscoped.select_related("by", "withdrawn_by", "review").get(pk=link.pk)


def state_of(link):
    link = fresh(link)
    return State.of(link, presenters.at_work_on(link.review))


def withdrawn(link, *, by):
    return actions.withdraw(fresh(link), version=fresh(link).version, by=by)


def ended(link):
    AgencyLink.unscoped.filter(pk=link.pk).update(last_day=in_days(-1))


def unsent(link):
    AgencyLink.unscoped.filter(pk=link.pk).update(mailed_at=None)


def links_page(cast, who="alice", query=""):
    return presenters.links_page(cast.review, getattr(cast, who), QueryDict(query))


def link_page(cast, link, who="alice"):
    return presenters.link_page(fresh(link), getattr(cast, who), QueryDict())


def section_of(cast, who="alice"):
    return presenters.agencies(cast.review, cast.review.rounds.last(), getattr(cast, who))


def test_link_that_was_sent_opens_until_its_last_day(link):
    words = presenters.stands_words(state_of(link), fresh(link))

    assert (state_of(link), words) == (State.OPEN, f"The link opens until {day(link.last_day)}.")


def test_link_ends_after_its_last_day(link):
    ended(link)

    words = presenters.stands_words(state_of(link), fresh(link))

    assert (state_of(link), words) == (
        State.ENDED,
        f"The last day of the link was {day(in_days(-1))}.",
    )


def test_link_that_was_withdrawn_names_who_did_it(cast, link):
    withdrawn(link, by=cast.chloe)

    words = presenters.stands_words(state_of(link), fresh(link))

    today = day(timezone.localdate())
    assert (state_of(link), words) == (State.WITHDRAWN, f"Chloé withdrew the link on {today}.")


def test_link_whose_email_failed_says_what_to_do(link):
    unsent(link)

    words = presenters.stands_words(state_of(link), fresh(link))

    assert state_of(link) is State.UNSENT
    assert words == (
        "The e-mail could not be sent, so nobody has the link. If the address is right, send the "
        "link again. If it is wrong, withdraw the link and ask again."
    )


def test_link_of_somebody_who_left_says_what_to_do(cast, link):
    end_role(cast.alice.memberships.get(organisation=cast.northbrook), by=None)

    words = presenters.stands_words(state_of(link), fresh(link))

    assert state_of(link) is State.STOPPED
    assert words == (
        "The link does not open, because Alice, who sent it, can no longer change this plan. "
        "Send it again in your own name."
    )


def test_what_ended_a_link_for_good_is_said_before_what_can_be_mended(cast, link):
    found = []
    for happens in (unsent, ended, lambda link: withdrawn(link, by=cast.alice)):
        happens(link)
        found.append(state_of(link))

    assert found == [State.UNSENT, State.ENDED, State.WITHDRAWN]


def test_links_stand_in_the_order_in_which_they_want_something(cast, link, action):
    def ask(name):
        return asked(cast.review, contact=name, email=f"{name}@example.org", by=cast.alice)[0]

    over, failed, plain, busy = (ask(name) for name in ("over", "failed", "plain", "busy"))
    answered(busy, action)
    ended(over)
    unsent(failed)

    rows = links_page(cast)["page"].object_list

    assert [row.link for row in rows] == [busy, failed, plain, link, over]
    assert [row.answers for row in rows] == ["1 update, 1 waiting", *["None yet"] * 4]


def test_link_counts_what_it_brought_and_when_it_was_last_used(cast, link, action):
    before = links_page(cast)["page"].object_list[0]
    sent_back(answered(link, action), by=cast.alice)
    actions.note_use(link, kind=UseKind.ENDED, address="", by=link)

    (after,) = links_page(cast)["page"].object_list

    served = link.uses.get(kind=UseKind.ANSWERED).at
    assert (before.last_used, before.answers) == ("Not yet", "None yet")
    assert (after.last_used, after.answers) == (presenters.day_time(served), "1 update")


def test_updates_that_wait_come_in_the_order_in_which_they_came(cast, link, action):
    first, second, third = (answered(link, action, text=text) for text in ("A.", "B.", "C."))
    taken_in(second, by=cast.alice)

    waiting = links_page(cast)["waiting"]

    assert [row.update for row in waiting] == [first, third]
    assert {(row.words, row.decided) for row in waiting} == {("Waiting", "")}


def test_agencies_without_an_open_link_are_offered(cast, link):
    before = links_page(cast)["not_asked"]
    ended(link)

    after = links_page(cast)["not_asked"]

    assert before == [("Northbrook Council", "1 action")]
    assert after == [("Northbrook Council", "1 action"), (PROBATION, "1 action")]


def test_links_page_query_count_does_not_grow(cast, action, django_assert_num_queries):
    for number in range(1, 31):
        email = f"sam{number}@example.org"
        link, _ = asked(cast.review, email=email, by=cast.alice)
        update = answered(link, action, text=f"Step {number}.", evidence=[evidence()])
        if number % 2:
            taken_in(answered(link, action, text=f"Done {number}."), by=cast.alice)
        assert update
        if number in (1, 30):
            with django_assert_num_queries(8):
                list(links_page(cast)["page"])


def test_agency_that_was_renamed_is_told_of_with_what_to_do(cast, link, action):
    before = link_page(cast, link)
    Action.unscoped.filter(pk=action.pk).update(lead_agency="Probation and Courts")

    after = link_page(cast, link)

    assert (before["renamed"], [shown for shown, _ in before["actions"]]) == ("", [action])
    assert after["renamed"] == (
        "No action of the plan carries the name “Probation Service” now, so the link shows none. "
        "If the agency was renamed, withdraw this link and ask again under the new name. "
        "What it has sent stays here."
    )
    assert after["actions"] == []
    assert not after["may_send_again"]
    assert after["may_withdraw"]
    assert [row.renamed for row in links_page(cast)["page"]] == [True]


def test_capitals_make_no_other_agency(cast, link, action):
    Action.unscoped.filter(pk=action.pk).update(lead_agency="PROBATION SERVICE")

    assert link_page(cast, link)["renamed"] == ""
    assert [row.renamed for row in links_page(cast)["page"]] == [False]


def test_link_page_says_what_was_asked_and_whether_it_went(cast, link):
    sent = dict(link_page(cast, link)["rows"])
    unsent(link)

    failed = dict(link_page(cast, link)["rows"])

    assert sent["Contact"] == "Sam Roe\nsam@probation.example.org"
    assert sent["Sent last by"] == f"Alice, {presenters.day_time(link.mailed_at)}"
    assert failed["Sent last by"] == "Alice, but the e-mail could not be sent"


def test_update_says_who_decided_on_it(cast, link, action):
    taken = taken_in(answered(link, action, text="A."), by=cast.alice)
    returned = sent_back(answered(fresh(link), action, text="B."), by=cast.chloe)

    rows = [
        presenters.UpdateRow.of(update)
        for update in presenters.told_by(AgencyUpdate.unscoped.order_by("pk"))
    ]

    assert [(row.words, row.colour, row.decided) for row in rows] == [
        (
            "Taken into the plan",
            "green",
            f"Decided by Alice, {presenters.day_time(taken.at)}.",
        ),
        ("Returned", "grey", f"Decided by Chloé, {presenters.day_time(returned.at)}."),
    ]


def test_returning_says_whom_it_tells(cast, link, update):
    before = presenters.what_returning_does(update)
    withdrawn(link, by=cast.alice)
    update = AgencyUpdate.unscoped.get(pk=update.pk)

    after = presenters.what_returning_does(update)

    assert before == (
        "Sam Roe gets an e-mail with a new link, and reads your reason on its page. "
        "What was sent stays here, and nothing of it stands in the plan."
    )
    assert after == (
        "What was sent stays here, and nothing of it stands in the plan. "
        "The link was withdrawn, so Sam Roe is not told. Write to them yourself."
    )


def test_section_is_there_once_an_agency_was_asked(cast, action):
    before = section_of(cast)
    link, _ = asked(cast.review, by=cast.alice)
    opened = section_of(cast)
    for text in ("A.", "B."):
        answered(link, action, text=text)

    waiting = section_of(cast)

    href = reverse("agencies:links", args=[cast.review.pk])
    assert before is None
    assert (opened.href, opened.summary) == (href, "1 link is open")
    assert (waiting.href, waiting.summary) == (href, "2 updates from agencies wait")


@pytest.mark.parametrize(
    ("who", "stage", "offered"),
    [
        ("alice", Stage.MONITORING, True),
        ("chloe", Stage.MONITORING, True),
        ("vic", Stage.MONITORING, False),
        ("alice", Stage.REVISING, False),
    ],
)
def test_section_leads_to_what_waits_once_the_letter_is_answered(cast, update, who, stage, offered):
    round_at(stage, cast.review, by=cast.alice)

    step = section_of(cast, who).next_step

    href = reverse("agencies:links", args=[cast.review.pk]) + "#waiting"
    assert step == (("Read what agencies have sent", href) if offered else None)


def test_section_is_not_for_the_secretariat(cast, update):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    assert section_of(cast, "quinn") is None


def told(cast, who="alice"):
    tells = (telling.links, telling.updates, telling.decisions)
    return [entry for tell in tells for entry in tell(cast.review, getattr(cast, who))]


def test_timeline_tells_what_happened_between_csp_and_agency(cast, link, action):
    first = answered(link, action, name="Jo", text="A.")
    taken_in(first, by=cast.alice)
    second = answered(link, action, text="B.")
    sent_back(second, by=cast.chloe, reason="Say how many.")
    withdrawn(link, by=cast.alice)

    entries = told(cast)

    update = "Probation Service sent an update on action 2 of recommendation 1"
    assert [(entry.title, entry.by, entry.text, entry.mark) for entry in entries] == [
        (
            "Probation Service was asked for updates",
            "Alice",
            f"A link for Sam Roe, until {day(link.last_day)}",
            "Withdrawn",
        ),
        ("Link for Probation Service withdrawn", "Alice", "", ""),
        (update, "Sam Roe for Probation Service", "B.", ""),
        (update, "Jo for Probation Service", "A.", ""),
        ("Update from Probation Service taken into the plan", "Alice", "", ""),
        ("Update returned to Probation Service", "Chloé", "Say how many.", ""),
    ]


def test_timeline_is_not_for_the_secretariat(cast, update):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    assert [len(told(cast, who)) for who in ("vic", "quinn")] == [2, 0]


def test_timeline_takes_three_queries(cast, link, action, django_assert_num_queries):
    for number in range(30):
        taken_in(answered(link, action, text=f"Step {number}."), by=cast.alice)

    with django_assert_num_queries(3):
        assert len(told(cast)) == 61


def test_updates_of_an_action_say_which_an_agency_sent(
    cast, link, action, django_assert_num_queries
):
    own = update_of(action, by=cast.alice)
    theirs = taken_in(answered(link, action, name="Jo Park"), by=cast.alice).written
    rated = [(update, Rating.of("", "")) for update in (own, theirs)]

    with django_assert_num_queries(1):
        found = with_senders(rated)

    assert [(update, sender) for update, _, sender in found] == [
        (own, ""),
        (theirs, "From Probation Service, sent by Jo Park"),
    ]
