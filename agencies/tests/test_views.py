"""The CSP's pages: who reaches them, what happens there, and that nothing typed or sent is lost."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from access.versions import CHANGED_SINCE
from accounts.models import Role
from accounts.tests.factories import person
from actionplans.models import Action, ActionUpdate
from actionplans.tests.factories import action_under, recommendation_in, update_of
from agencies import actions, presenters
from agencies.models import AgencyDecision, AgencyLink, AgencyUpdate, DecisionKind
from agencies.tests.factories import PROBATION, answered, asked, in_days, sent_back, taken_in
from reviews.tests.factories import evidence, typed_day

PAGES = ("links", "link", "received")
FORMS = ("ask", "send_again", "withdraw", "take_in", "return")
NOT_YOURS = "Only the CSP manager and the independent chair can change the action plan."


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def update(link, action):
    return answered(link, action)


def url_of(name, update):
    keys = {"links": update.link.review_id, "ask": update.link.review_id, "link": update.link_id}
    keys |= {"send_again": update.link_id, "withdraw": update.link_id}
    return reverse(f"agencies:{name}", args=[keys.get(name, update.pk)])


def ask_url(review):
    return reverse("agencies:ask", args=[review.pk])


def texts(response):
    """The page's words, without its marks and its white space."""
    return " ".join(strip_tags(response.content.decode()).split())


def asking(**typed):
    usual = {
        "agency": PROBATION,
        "contact": "Sam Roe",
        "email": "sam@example.org",
        "message": "Hi.",
    }
    return usual | typed_day("last_day", in_days(7)) | typed


def taking(update, **typed):
    usual = {"text": "They are trained.", "version": update.action.version}
    return usual | typed_day("dated", update.dated) | typed


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
def test_pages_open_to_their_own_side(cast, client, update, name, who, pages, forms):
    client.force_login(getattr(cast, who))

    response = client.get(url_of(name, update))

    assert response.status_code == (pages if name in PAGES else forms)


def test_viewer_reads_what_was_sent_and_why_they_cannot_decide(cast, client, update):
    client.force_login(cast.vic)

    response = client.get(url_of("received", update))

    assert "form" not in response.context
    assert texts(response).count(NOT_YOURS) == 1


def test_page_before_anybody_was_asked_offers_the_agencies_of_the_plan(cast, alice, action):
    response = alice.get(reverse("agencies:links", args=[cast.review.pk]))

    assert "No agency has been asked yet." in texts(response)
    assert response.context["not_asked"] == [
        ("Northbrook Council", "1 action"),
        (PROBATION, "1 action"),
    ]
    assert f"{ask_url(cast.review)}?agency=Probation%20Service" in response.content.decode()


def test_links_page_query_count_does_not_grow(cast, alice, action, django_assert_num_queries):
    for number in range(1, 31):
        link, _ = asked(cast.review, email=f"sam{number}@example.org", by=cast.alice)
        answered(link, action, text=f"Step {number}.", evidence=[evidence()])
        if number in (1, 30):
            with django_assert_num_queries(14):
                alice.get(reverse("agencies:links", args=[cast.review.pk]))


def test_link_page_query_count_does_not_grow(cast, alice, link, action, django_assert_num_queries):
    for number in range(1, 31):
        update = answered(link, action, text=f"Step {number}.", evidence=[evidence()])
        taken_in(update, by=cast.alice)
        action_under(action.recommendation, lead_agency=PROBATION, by=cast.alice)
        if number in (1, 30):
            with django_assert_num_queries(17):
                alice.get(link.get_absolute_url())


def test_action_page_says_what_an_agency_sent(cast, alice, action, link):
    update_of(action, text="Ours.", by=cast.alice)
    taken_in(answered(link, action, name="Jo Park"), by=cast.alice)

    page = texts(alice.get(action.get_absolute_url()))

    assert page.count("From Probation Service, sent by Jo Park. Added by Alice") == 1


@pytest.mark.parametrize(("who", "offered"), [("alice", True), ("vic", False)])
def test_action_page_leads_to_asking_its_agency(cast, client, action, who, offered):
    client.force_login(getattr(cast, who))

    page = client.get(action.get_absolute_url()).content.decode()

    assert (f'href="{ask_url(cast.review)}?agency=Probation%20Service"' in page) is offered


def test_plan_page_leads_to_the_agencies(cast, alice, action):
    page = alice.get(reverse("actionplans:plan", args=[cast.review.pk])).content.decode()

    assert page.count(reverse("agencies:links", args=[cast.review.pk])) == 1


@pytest.mark.parametrize(
    ("named", "chosen"),
    [("probation service", PROBATION), ("Shelter", ""), ("", ""), ("\0", "")],
)
def test_ask_form_begins_with_the_agency_from_whose_action_one_comes(
    cast, alice, action, named, chosen
):
    response = alice.get(ask_url(cast.review), {"agency": named})

    assert response.context["form"]["agency"].value() == chosen


def test_plan_that_names_no_agency_says_what_to_do_first(cast, alice):
    above = recommendation_in(cast.review, by=cast.alice)
    action_under(above, lead_agency="", by=cast.alice)

    response = alice.get(ask_url(cast.review))

    assert response.status_code == 403
    assert response.context["reason"] == (
        "No action has a lead agency or a supporting agency yet. Enter one first."
    )


def test_agency_is_asked_through_its_form(cast, alice, action, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = alice.post(ask_url(cast.review), asking())

    link = AgencyLink.unscoped.get()
    assert response.url == link.get_absolute_url()
    assert (link.agency, link.contact, link.last_day, link.by) == (
        PROBATION,
        "Sam Roe",
        in_days(7),
        cast.alice,
    )
    assert [message.to for message in mail.outbox] == [["sam@example.org"]]


def test_same_contact_is_not_asked_twice_and_what_was_typed_stays(cast, alice, link):
    typed = asking(email=link.email, contact="Samantha", message="é" * 500)

    response = alice.post(ask_url(cast.review), typed)

    form = response.context["form"]
    assert form.non_field_errors() == [
        actions.ASKED_ALREADY.format(contact="Sam Roe", until=presenters.day(link.last_day))
    ]
    assert (form["contact"].value(), form["message"].value()) == ("Samantha", "é" * 500)
    assert AgencyLink.unscoped.count() == 1


def test_form_with_an_error_asks_nobody_and_keeps_what_was_typed(cast, alice, action):
    response = alice.post(ask_url(cast.review), asking(email="sam", message="Please."))

    assert response.context["form"]["message"].value() == "Please."
    assert AgencyLink.unscoped.exists() is False


def test_email_that_fails_is_told_of_on_the_page_of_the_link(
    cast, alice, action, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.nowhere.EmailBackend"

    with django_capture_on_commit_callbacks(execute=True):
        response = alice.post(ask_url(cast.review), asking())
    page = alice.get(response.url)

    assert page.context["state"] is presenters.State.UNSENT
    assert [str(message) for message in page.context["messages"]] == []
    assert presenters.STANDS[presenters.State.UNSENT] in texts(page)


def test_link_is_sent_again_until_another_day(
    cast, alice, link, django_capture_on_commit_callbacks
):
    typed = typed_day("last_day", in_days(50)) | {"version": link.version}

    with django_capture_on_commit_callbacks(execute=True):
        response = alice.post(reverse("agencies:send_again", args=[link.pk]), typed)

    again = AgencyLink.unscoped.get()
    assert response.url == link.get_absolute_url()
    assert (again.last_day, again.digest == link.digest) == (in_days(50), False)
    assert [message.to for message in mail.outbox] == [[link.email]]


def test_second_of_two_who_send_a_link_again_is_told(cast, alice, link):
    url = reverse("agencies:send_again", args=[link.pk])
    seen = alice.get(url).context["form"]["version"].value()
    actions.send_again(link, version=seen, last_day=in_days(9), by=cast.chloe)
    typed = typed_day("last_day", in_days(50)) | {"version": seen}

    response = alice.post(url, typed)

    form = response.context["form"]
    assert form.non_field_errors() == [CHANGED_SINCE]
    assert (form["version"].value(), AgencyLink.unscoped.get().last_day) == (seen + 1, in_days(9))


def test_link_is_withdrawn_and_stays_readable(cast, alice, update):
    url = url_of("withdraw", update)

    response = alice.post(url, {"version": update.link.version}, follow=True)
    again = alice.post(url, {"version": update.link.version})

    assert response.context["state"] is presenters.State.WITHDRAWN
    assert [row.update for row in response.context["updates"]] == [update]
    assert (again.status_code, again.context["reason"]) == (
        403,
        "This link has been withdrawn. Ask the agency again if you need its updates.",
    )


def test_update_is_taken_in_through_its_form(cast, alice, link, action):
    update = answered(link, action, evidence=[evidence()])
    typed = taking(update, rating="green", reason="It is on time.")

    response = alice.post(url_of("take_in", update), typed)

    written = ActionUpdate.unscoped.get()
    assert response.url == update.get_absolute_url()
    assert (written.action, written.text, written.rating, written.by) == (
        action,
        "They are trained.",
        "green",
        cast.alice,
    )
    assert [file.name for file in written.evidence.all()] == ["minutes.txt"]
    assert AgencyUpdate.unscoped.get().text == "Half of the staff are trained."


def test_update_that_is_taken_in_completes_the_action_when_the_csp_says_so(cast, alice, update):
    today = timezone.localdate()
    typed = taking(update, outcome="It helps.") | typed_day("completed_on", today)

    alice.post(url_of("take_in", update), typed)

    action = Action.unscoped.get(pk=update.action_id)
    assert (action.completed_on, action.outcome) == (today, "It helps.")


def test_completion_does_not_replace_what_somebody_saved_meanwhile(cast, alice, update):
    typed = taking(update, outcome="Mine.") | typed_day("completed_on", timezone.localdate())
    Action.unscoped.filter(pk=update.action_id).update(outcome="Theirs.", version=2)

    response = alice.post(url_of("take_in", update), typed)

    form = response.context["form"]
    assert form.non_field_errors() == [CHANGED_SINCE]
    assert (form["outcome"].value(), form["version"].value()) == ("Mine.", 2)
    assert ("Theirs." in texts(response), ActionUpdate.unscoped.exists()) == (True, False)


def test_update_with_an_error_keeps_what_was_typed_beside_what_was_sent(cast, alice, update):
    response = alice.post(url_of("take_in", update), taking(update, rating="red"))

    form = response.context["form"]
    assert form.errors == {"reason": ["Enter the reason for the rating"]}
    assert form["text"].value() == "They are trained."
    assert texts(response).count(update.text) == 1
    assert AgencyDecision.unscoped.exists() is False


@pytest.mark.parametrize("decide", [taken_in, sent_back])
@pytest.mark.parametrize(("name", "field"), [("take_in", "text"), ("return", "reason")])
def test_second_of_two_who_decide_is_told_who_did(cast, alice, update, decide, name, field):
    decision = decide(update, by=cast.chloe)

    typed = {field: "What Alice typed meanwhile."}
    response = alice.post(url_of(name, update), taking(update) | typed)

    done = DecisionKind(decision.kind).label.lower()
    assert response.status_code == 403
    assert response.context["reason"] == (
        f"Chloé has decided on this update already: {done}, {presenters.day(decision.at)}."
    )
    assert "What Alice typed meanwhile." in response.context["typed"]
    assert AgencyDecision.unscoped.count() == 1


def test_update_is_returned_through_its_form(
    cast, alice, update, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = alice.post(url_of("return", update), {"reason": "Say how many."}, follow=True)

    decision = AgencyDecision.unscoped.get()
    assert (decision.kind, decision.reason) == (DecisionKind.RETURNED, "Say how many.")
    assert "form" not in response.context
    assert "Say how many." in texts(response)
    assert [message.to for message in mail.outbox] == [[update.link.email]]


def test_update_that_was_taken_in_leads_to_its_place_in_the_plan(cast, alice, update):
    written = taken_in(update, by=cast.chloe).written

    page = alice.get(update.get_absolute_url()).content.decode()

    assert f'href="{update.action.get_absolute_url()}#update-{written.pk}"' in page


def test_files_of_an_update_are_handed_out_to_its_own_side_only(cast, client, link, action):
    update = answered(link, action, evidence=[evidence(data=b"Agreed.")])
    file = update.evidence.get()
    found = {}

    for who in ("alice", "vic", "kim", "quinn"):
        client.force_login(getattr(cast, who))
        response = client.get(file.get_absolute_url())
        found[who] = b"".join(response) if response.status_code == 200 else response.status_code

    assert found == {"alice": b"Agreed.", "vic": b"Agreed.", "kim": 404, "quinn": 404}


def test_what_an_agency_sent_is_text_and_never_markup(cast, alice, link, action):
    update = answered(link, action, name="<b>Jo</b>", text="<script>alert(1)</script>")

    page = alice.get(update.get_absolute_url()).content.decode()

    assert ("<script>alert(1)" in page, "<b>Jo" in page) == (False, False)
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_long_list_of_links_is_shown_in_pages(cast, alice, action):
    for number in range(presenters.LINKS_PER_PAGE + 1):
        asked(cast.review, email=f"sam{number}@example.org", by=cast.alice)

    pages = [
        alice.get(reverse("agencies:links", args=[cast.review.pk]), {"page": page}).context["page"]
        for page in ("1", "2", "x", "99")
    ]

    assert [len(page.object_list) for page in pages] == [50, 1, 50, 1]


def test_whoever_takes_over_sends_a_link_of_somebody_who_left_in_their_own_name(cast, client, link):
    dana = person("Dana", Role.CSP_MANAGER, cast.northbrook)
    client.force_login(dana)
    typed = typed_day("last_day", in_days(9)) | {"version": link.version}

    client.post(reverse("agencies:send_again", args=[link.pk]), typed)

    again = AgencyLink.unscoped.get()
    assert (again.asked_by, again.by) == (cast.alice, dana)
