"""Somebody's own e-mail address: asked for with a proof, confirmed from the new mailbox, told to the old one."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import address_actions as actions
from accounts import new_address
from accounts.models import User
from accounts.policies import ADDRESS_OVER, ADDRESS_USED, NOT_FOR_YOU
from accounts.tests.factories import proven
from audit.models import Event

ASK = reverse("accounts:change_email")
NEW = "victor@example.org"


@pytest.fixture
def vic(client, cast):
    client.force_login(cast.vic)
    proven(client)
    return cast.vic


@pytest.fixture
def asked(client, vic, mailoutbox, django_capture_on_commit_callbacks):
    """The path of the link after vic asked for an address."""

    def ask(email=NEW):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(ASK, {"email": email})
        return re.search(r"http://127.0.0.1:8000(\S+)", mailoutbox[-1].body)[1]

    return ask


def said(response):
    return [str(message) for message in response.context["messages"]]


def email_of(user):
    return User.objects.get(pk=user.pk).email


def test_address_changes_when_the_new_mailbox_says_so(
    client, vic, asked, mailoutbox, django_capture_on_commit_callbacks
):
    link = asked(" Victor@Example.org ")
    looked = client.get(link)
    before = email_of(vic)

    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(link, follow=True)

    assert (looked.status_code, before, email_of(vic)) == (200, "vic@example.org", NEW)
    assert said(page)[-1] == f"Your e-mail address is now {NEW}."
    assert [(message.to, message.subject) for message in mailoutbox] == [
        ([NEW], "Confirm your new e-mail address"),
        (["vic@example.org"], "Your e-mail address was changed"),
    ]


def test_change_is_in_the_event_log(client, vic, asked):
    client.post(asked())

    event = Event.objects.last()
    assert (event.verb, event.actor) == ("accounts.address_changed", vic)


def test_link_holds_no_address_that_can_be_read(asked):
    link = asked()

    assert [part for part in ("vic", "example") if part in link] == []


def test_link_works_once(client, vic, asked):
    link = asked()
    client.post(link)

    again = client.post(link)

    assert (again.status_code, again.context["reason"]) == (410, ADDRESS_USED)


def test_link_works_for_one_day(client, vic, asked, monkeypatch):
    link = asked()
    monkeypatch.setattr(new_address, "WORKS_FOR", dt.timedelta(0))

    late = client.post(link)

    assert (late.status_code, late.context["reason"]) == (410, ADDRESS_OVER)
    assert email_of(vic) == "vic@example.org"


def test_link_is_for_the_account_that_asked(client, cast, asked):
    link = asked()
    client.force_login(cast.kim)

    page = client.post(link)

    assert (page.status_code, page.context["reason"]) == (410, NOT_FOR_YOU)
    assert [email_of(user) for user in (cast.vic, cast.kim)] == [
        "vic@example.org",
        "kim@example.org",
    ]


@pytest.mark.parametrize("typed", ["x", "nonsense", "gAAAAABl", "%00", "é"])
def test_link_that_was_not_made_here_is_calmly_refused(client, vic, typed):
    page = client.get(reverse("accounts:confirm_email", args=[typed]))

    assert page.status_code == 404


def test_nobody_learns_who_has_an_account(
    client, vic, mailoutbox, django_capture_on_commit_callbacks
):
    told = []
    for email in ("kim@example.org", "free@example.org"):
        with django_capture_on_commit_callbacks(execute=True):
            page = client.post(ASK, {"email": email}, follow=True)
        told.append(said(page)[-1].replace(email, "it"))

    assert told[0] == told[1]
    assert [message.to for message in mailoutbox] == [["free@example.org"]]


def test_address_that_was_taken_in_the_meantime_is_refused(client, cast, vic, asked):
    link = asked()
    User.objects.filter(pk=cast.kim.pk).update(email=NEW)

    page = client.post(link)

    assert (page.status_code, page.context["reason"]) == (410, actions.IN_USE)
    assert email_of(vic) == "vic@example.org"


def test_address_is_not_asked_for_all_day(client, vic):
    pages = [client.post(ASK, {"email": f"v{n}@example.org"}) for n in range(6)]

    assert [page.status_code for page in pages] == [302] * 5 + [200]
    assert pages[-1].context["form"].errors == {"email": [actions.TOO_OFTEN]}


def test_same_address_is_refused(client, vic):
    page = client.post(ASK, {"email": "VIC@example.org"})

    assert page.context["form"].errors == {"email": [actions.SAME]}


@pytest.mark.parametrize("email", ["", "vic", "a@example.org\nBcc: b@example.org"])
def test_what_is_no_address_is_refused(client, vic, email):
    page = client.post(ASK, {"email": email})

    assert list(page.context["form"].errors) == ["email"]


def test_asking_needs_a_proof(client, cast):
    client.force_login(cast.vic)

    page = client.post(ASK, {"email": NEW})

    assert "accounts/confirm.html" in [template.name for template in page.templates]


def test_mail_that_fails_leaves_everything_standing(
    client, vic, settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "no.such.Backend"

    with django_capture_on_commit_callbacks(execute=True):
        client.post(ASK, {"email": NEW})

    assert [record.getMessage() for record in caplog.records] == [
        "An e-mail about a new address was not sent: ModuleNotFoundError"
    ]
