"""The pages of a link, as its contact and people who mean harm open them."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.keeping_actions import give_up
from actionplans.models import Action
from actionplans.tests.factories import action_under, recommendation_in, update_of
from agencies import limits, policies
from agencies.actions import SAID_ALREADY, send_again, withdraw
from agencies.models import AgencyLink, AgencyUpdate, LinkUse, UseKind
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
from notices.models import Notice
from reviews.models import StoredFile
from reviews.tests.factories import evidence, review_of, tomorrow, typed_day

TYPED = {"text": "Half of the staff are trained.", "name": "Sam Roe"}


@pytest.fixture
def list_url(token):
    return reverse("agencies:answer", args=[token])


@pytest.fixture
def url(token, action):
    return reverse("agencies:answer_action", args=[token, action.pk])


def typed(**other):
    return TYPED | typed_day("dated", timezone.localdate()) | other


def a_file(name="minutes.txt", data=b"Agreed on 3 March."):
    return SimpleUploadedFile(name, data)


def text_of(response):
    return " ".join(response.content.decode().split())


def uses():
    return list(LinkUse.unscoped.values_list("kind", flat=True))


def used(link, kind, times):
    LinkUse.unscoped.bulk_create(LinkUse(link=link, kind=kind) for _ in range(times))


# What the contact sees


def test_page_says_who_asks_and_for_what(client, list_url):
    page = text_of(client.get(list_url))

    assert "Alice of Northbrook CSP asks Probation Service for an update on 1 action." in page
    assert "a Domestic Homicide Review (DHR) looks at what agencies can learn" in page
    assert "review with the reference Elm 1" in page
    assert "Please tell us before the board meets." in page
    assert "Do not use real names" in page
    assert f"until <strong>{day(in_days(28))}</strong>" in page


def test_page_shows_the_actions_of_the_agency_and_no_others(cast, client, action, list_url):
    supported = action_under(action.recommendation, text="Agree a protocol.", by=cast.alice)
    supported.supporting.create(name=PROBATION.lower())

    rows = client.get(list_url).context["rows"]

    assert [row.action for row in rows] == [action, supported]
    assert Action.unscoped.count() == 3


def test_page_shows_neither_rating_nor_words_of_anybody_else(cast, client, action, list_url, url):
    update_of(action, rating="red", text="Probation does not answer.", by=cast.alice)

    pages = text_of(client.get(list_url)) + text_of(client.get(url))

    told = ("Off track", "does not answer", action.recommendation.text, "Write a joint protocol")
    assert [words for words in told if words in pages] == []


def test_what_has_ended_stands_apart_and_says_so(cast, client, action, list_url):
    complete = Action.unscoped.exclude(pk=action.pk).get()
    Action.unscoped.filter(pk=complete.pk).update(
        lead_agency=PROBATION, completed_on=dt.date(2026, 3, 1)
    )
    dropped = action_under(
        action.recommendation, text="Move.", lead_agency=PROBATION, by=cast.alice
    )
    give_up(
        dropped,
        version=1,
        dated=dt.date(2026, 3, 2),
        reason="No.",
        agreed_by="The board",
        by=cast.alice,
    )

    response = client.get(list_url)

    assert "asks Probation Service for an update on 1 action." in text_of(response)
    assert [row.action for row in response.context["open"]] == [action]
    assert [(row.action, row.state) for row in response.context["ended"]] == [
        (complete, "Complete since 1 March 2026"),
        (dropped, "Not taken forward since 2 March 2026"),
    ]


@pytest.mark.parametrize("more", [0, 29])
def test_page_asks_the_database_as_often_for_one_action_as_for_thirty(
    cast, client, link, action, list_url, more, django_assert_num_queries
):
    rows = [action]
    for at in range(more):
        text = f"Step {at}"
        rows.append(
            action_under(action.recommendation, text=text, lead_agency=PROBATION, by=cast.alice)
        )
    for row in rows:
        answered(link, row, evidence=[evidence()])

    with django_assert_num_queries(14):
        response = client.get(list_url)

    assert len(response.context["rows"]) == more + 1


@pytest.mark.parametrize("page", ["list_url", "url"])
def test_page_is_kept_by_nobody_and_found_by_nobody(client, request, page):
    headers = client.get(request.getfixturevalue(page)).headers

    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("page", ["list_url", "url"])
def test_page_leads_nowhere_else(cast, client, request, token, page):
    client.force_login(cast.alice)

    html = client.get(request.getfixturevalue(page)).content.decode()

    hrefs = [part.partition('href="')[2].partition('"')[0] for part in html.split("<a ")[1:]]
    assert {href.partition(token)[0] for href in hrefs} == {"/from-agency/", "#main-content"}
    assert "Sign out" not in html


def test_opening_changes_nothing_but_the_log(client, list_url, url):
    before = AgencyLink.unscoped.values().get()

    client.get(list_url, REMOTE_ADDR="192.0.2.7")
    client.head(url)

    assert AgencyLink.unscoped.values().get() == before
    assert uses() == ["opened", "opened"]
    assert LinkUse.unscoped.first().address == "192.0.2.7"
    assert Event.objects.order_by("-pk").first().actor_name == (
        "Sam Roe, Probation Service (by a link)"
    )


# Sending


def test_update_is_sent_and_the_list_says_so(client, link, action, list_url, url):
    response = client.post(url, typed(completed="on", evidence=a_file()))

    update = AgencyUpdate.unscoped.get()
    assert (response.status_code, response.url) == (302, list_url)
    assert (update.link, update.action, update.name) == (link, action, "Sam Roe")
    assert (update.text, update.completed) == (TYPED["text"], True)
    assert update.evidence.get().name == "minutes.txt"
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Action 2 of recommendation 1: your update was sent to Northbrook CSP."
    ]


def test_update_on_what_has_ended_is_sent_but_completes_nothing(client, action, url):
    Action.unscoped.filter(pk=action.pk).update(completed_on=dt.date(2026, 3, 1))
    fields = list(client.get(url).context["form"].fields)

    response = client.post(url, typed(completed="on"))

    assert "completed" not in fields
    assert (response.status_code, AgencyUpdate.unscoped.get().completed) == (302, False)


def test_update_can_be_sent_without_a_session_but_not_without_the_form(url):
    client = Client(enforce_csrf_checks=True)
    without = client.post(url, typed()).status_code
    csrf = client.get(url).context["csrf_token"]

    response = client.post(url, typed(csrfmiddlewaretoken=str(csrf)))

    assert (without, response.status_code) == (403, 302)
    assert "sessionid" not in client.cookies


def test_page_says_what_became_of_each_update(cast, client, link, action, list_url):
    today = day(timezone.now())
    waiting = answered(link, action)
    became = [client.get(list_url).context["rows"][0].sent[0].became]

    taken_in(waiting, by=cast.alice)
    became.append(client.get(list_url).context["rows"][0].sent[0].became)

    assert became == [
        f"Northbrook CSP received it on {today}, and has not decided on it yet.",
        f"Taken into the plan on {today}.",
    ]


def test_contact_reads_why_an_update_was_returned(
    cast, client, link, action, mailoutbox, django_capture_on_commit_callbacks
):
    update = answered(link, action)
    with django_capture_on_commit_callbacks(execute=True):
        sent_back(update, by=cast.alice)
    token = token_in(mailoutbox[0].body)

    page = text_of(client.get(reverse("agencies:answer_action", args=[token, action.pk])))

    assert f"Returned to you on {day(timezone.now())}. Read why, then send an update again." in page
    assert "<p>Say how many staff.</p>" in page


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"text": " "}, "text", "Enter how the action is going"),
        ({"name": ""}, "name", "Enter your name"),
        ({"dated_0": ""}, "dated", "Date the update is about must include a day"),
        (
            typed_day("dated", tomorrow()),
            "dated",
            "Date the update is about must be today or in the past",
        ),
        ({"evidence": a_file("a.exe", b"MZ\x00")}, "evidence", "The file must be one of these"),
        ({"evidence": a_file("a.txt", b"")}, "evidence", "The file that you chose is empty"),
        (
            {"evidence": [a_file(f"{at}.txt") for at in range(6)]},
            "evidence",
            "Choose at most 5 files",
        ),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(client, url, wrong, field, sentence):
    response = client.post(url, typed(**wrong))

    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert form.errors[field][0].startswith(sentence)
    assert form["text"].value() == wrong.get("text", TYPED["text"])
    assert AgencyUpdate.unscoped.count() == 0


def test_file_that_is_too_big_is_refused(client, url, settings):
    settings.MAX_UPLOAD_MB = 1

    response = client.post(url, typed(evidence=a_file(data=b"x" * (1024 * 1024 + 1))))

    assert response.context["form"].errors == {"evidence": ["The file must be smaller than 1 MB."]}
    assert StoredFile.unscoped.count() == 0


def test_very_same_update_is_not_sent_twice(client, url):
    client.post(url, typed())

    response = client.post(url, typed(evidence=a_file()))

    form = response.context["form"]
    assert form.non_field_errors() == [SAID_ALREADY]
    assert form.errors["evidence"] == ["Choose the files again: they were not kept"]
    assert form["text"].value() == TYPED["text"]
    assert (AgencyUpdate.unscoped.count(), StoredFile.unscoped.count()) == (1, 0)


# A link that does not open


def past_its_day(cast, link):
    AgencyLink.unscoped.update(last_day=timezone.localdate() - dt.timedelta(1))


def withdrawn(cast, link):
    withdraw(link, version=1, by=cast.alice)


def replaced(cast, link):
    send_again(link, version=1, last_day=in_days(9), by=cast.alice)


def sender_left(cast, link):
    cast.alice.is_active = False
    cast.alice.save()


ENDS = [
    (past_its_day, "ended", "This link worked until"),
    (withdrawn, "withdrawn", "This link was withdrawn on"),
    (replaced, "replaced", policies.REPLACED),
    (sender_left, "ended", policies.SENDER_LEFT),
]


@pytest.mark.parametrize(("end", "kind", "reason"), ENDS)
def test_link_that_ended_says_so_and_names_only_the_csp(
    cast, client, link, action, list_url, url, end, kind, reason
):
    end(cast, link)

    responses = [client.get(list_url), client.get(url)]

    pages = " ".join(text_of(response) for response in responses)
    hidden = (cast.review.name, cast.review.reference, PROBATION, action.text, "Sam Roe")
    assert [response.status_code for response in responses] == [410, 410]
    assert responses[0].context["reason"].startswith(reason)
    assert [words for words in hidden if words in pages] == []
    assert "ask Northbrook CSP" in pages
    assert uses() == [kind, kind]


@pytest.mark.parametrize(("end", "kind", "reason"), ENDS)
def test_what_was_typed_when_the_link_ended_is_shown(cast, client, link, url, end, kind, reason):
    opened = client.get(url).status_code

    end(cast, link)
    response = client.post(url, typed(text="Done."))

    assert (opened, response.status_code) == (200, 410)
    assert response.context["typed"] == "Done."
    assert "It was not sent. Copy it before you leave this page." in text_of(response)
    assert AgencyUpdate.unscoped.count() == 0


def test_contact_is_not_sent_to_a_mailbox_of_somebody_who_left(cast, client, link, list_url):
    withdrawn(cast, link)
    before = text_of(client.get(list_url))

    sender_left(cast, link)
    after = text_of(client.get(list_url))

    assert "ask Northbrook CSP: reply to the e-mail that brought you the link." in before
    assert "ask Northbrook CSP for a new link." in after


def test_address_that_is_not_whole_says_what_to_do(client, token):
    response = client.get(reverse("agencies:answer", args=[token[:-9]]))

    assert response.status_code == 404
    assert response.context["reason"] == (
        "Check that you have opened the whole address, as it stands in the e-mail."
    )
    assert "Northbrook" not in text_of(response)


def test_renamed_agency_reads_that_no_action_is_left(client, link, action, list_url):
    answered(link, action)

    Action.unscoped.filter(pk=action.pk).update(lead_agency="National Probation")
    page = text_of(client.get(list_url))

    assert "The plan has no action of Probation Service now." in page
    assert "ask Alice for a new one" in page
    assert "What you sent before has been kept." in page
    assert "Train every officer." not in page


def test_agency_that_was_renamed_while_its_contact_typed(client, link, action, url):
    opened = client.get(url).status_code

    Action.unscoped.filter(pk=action.pk).update(lead_agency="National Probation")
    response = client.post(url, typed())

    assert (opened, response.status_code) == (200, 404)
    assert response.context["reason"] == policies.NOT_THEIRS
    assert response.context["typed"] == TYPED["text"]


# Those who mean harm


def test_action_of_another_review_is_not_there(cast, client, token):
    oak = review_of(cast.northbrook, name="Oak", by=cast.alice)
    strange = action_under(
        recommendation_in(oak, by=cast.alice),
        text="Secret.",
        lead_agency=PROBATION,
        by=cast.alice,
    )
    places = [
        reverse("agencies:answer_action", args=[token, pk]) for pk in (strange.pk, 10**6, 10**30)
    ]

    responses = [(client.get(place), client.post(place, typed())) for place in places]

    assert {page.status_code for pages in responses for page in pages} == {404}
    assert len({text_of(page) for page, _ in responses}) == 1
    assert AgencyUpdate.unscoped.count() == 0


def test_action_of_another_agency_is_not_there(client, action, token):
    other = Action.unscoped.exclude(pk=action.pk).get()

    response = client.get(reverse("agencies:answer_action", args=[token, other.pk]))

    assert response.status_code == 404
    assert other.text not in text_of(response)


def test_link_of_one_review_does_not_open_another_contacts(cast, client, link, token):
    other, _ = asked(cast.review, email="other@example.org", by=cast.alice)
    _, secret, _ = token.split(".")

    response = client.get(reverse("agencies:answer", args=[f"{other.pk}.{secret}.x"]))

    assert response.status_code == 404


def test_link_opens_no_page_of_the_service(cast, client, link, action, list_url):
    client.get(list_url)

    places = [cast.review.get_absolute_url(), action.get_absolute_url(), reverse("home")]

    assert [client.get(place).status_code for place in places] == [302, 302, 302]


def test_scripts_are_shown_as_text(cast, client, link, action, url, list_url):
    client.post(url, typed(text="<script>alert(1)</script>", name="<b>Sam</b>"))

    pages = client.get(list_url).content + client.get(url).content

    assert b"<script>alert" not in pages
    assert b"<b>Sam" not in pages
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in pages


def test_name_that_brings_lines_stays_on_one(client, url):
    client.post(url, typed(name="Sam\r\nBcc: all@example.org"))

    assert AgencyUpdate.unscoped.get().name == "Sam Bcc: all@example.org"


def test_flood_of_openings_is_told_to_wait(client, link, url, list_url):
    used(link, UseKind.OPENED, limits.OPENINGS)

    responses = [client.get(list_url), client.post(url, typed()), client.get(url)]

    assert [response.status_code for response in responses] == [429, 429, 429]
    assert responses[1].context["typed"] == TYPED["text"]
    assert uses()[limits.OPENINGS :] == ["too_often"]


def test_flood_of_updates_is_told_to_wait_and_keeps_what_was_typed(client, link, url):
    used(link, UseKind.ANSWERED, limits.ANSWERS)

    response = client.post(url, typed())

    form = response.context["form"]
    assert response.status_code == 429
    assert form.non_field_errors() == [limits.TOO_MANY_ANSWERS]
    assert form["text"].value() == TYPED["text"]
    assert AgencyUpdate.unscoped.count() == 0
    assert Notice.unscoped.count() == 0


def test_whoever_tries_many_addresses_is_told_to_wait(client, list_url, monkeypatch):
    monkeypatch.setattr(limits, "UNKNOWN", 2)
    tried = [client.get(reverse("agencies:answer", args=[f"{at}.x.y"])) for at in range(4)]

    assert [response.status_code for response in tried] == [404, 404, 429, 429]
    assert client.get(list_url).status_code == 200
