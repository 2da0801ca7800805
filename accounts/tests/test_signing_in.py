"""Signing in with a second step: what is asked for, what opens, what is refused, and what the event log says of it."""

import datetime as dt

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import mail
from accounts.models import User
from accounts.tests.factories import code, recovery_codes, with_app
from audit.models import Event

SIGN_IN, SECOND_STEP = reverse("accounts:sign_in"), reverse("mfa_authenticate")
RIGHT = "an earlier password"
WRONG_CODE = "Enter the 6-digit code that your authenticator app shows now, or a recovery code"
USED_CODE = "This code has been used. Wait for your app to show the next one, then enter that"


@pytest.fixture
def vic(cast):
    cast.vic.set_password(RIGHT)
    cast.vic.save()
    return cast.vic


@pytest.fixture
def app(vic):
    return with_app(vic)


def enters_password(client, **typed):
    return client.post(SIGN_IN, {"username": "vic@example.org", "password": RIGHT} | typed)


def enters_code(client, given):
    return client.post(SECOND_STEP, {"code": given})


def is_in(client):
    return "_auth_user_id" in client.session


def errors(response):
    return response.context["form"].errors


def last_events(number):
    events = Event.objects.order_by("-number")[:number]
    return [(event.verb, event.actor and event.actor.name, event.changes) for event in events][::-1]


def test_password_alone_opens_nothing_where_there_is_a_second_step(client, app):
    asked = enters_password(client)

    home = client.get("/")
    assert (asked.url, home.url, is_in(client)) == (SECOND_STEP, f"{SIGN_IN}?next=/", False)


def test_code_opens_and_leads_to_where_the_person_wanted(client, app):
    enters_password(client, next="/account/")

    opened = enters_code(client, code())

    assert (opened.url, is_in(client)) == ("/account/", True)


@pytest.mark.parametrize("later", [-1, 1])
def test_code_of_a_clock_that_is_half_a_minute_out_is_taken(client, app, later):
    enters_password(client)

    enters_code(client, code(later=later))

    assert is_in(client) is True


@pytest.mark.parametrize("later", [-3, 3])
def test_code_of_another_time_is_refused(client, app, later):
    enters_password(client)

    refused = enters_code(client, code(later=later))

    assert (errors(refused), is_in(client)) == ({"code": [WRONG_CODE]}, False)


@pytest.mark.parametrize("given", ["", "abcdef", "12345", "９９９９９９", "000000"])
def test_code_that_is_none_is_refused(client, app, given):
    enters_password(client)

    refused = enters_code(client, given)

    assert (list(errors(refused)), is_in(client)) == (["code"], False)


def test_code_is_taken_once(client, app):
    given = code()
    enters_password(client)
    enters_code(client, given)
    enters_password(other := Client())

    refused = enters_code(other, given)

    assert (errors(refused), is_in(other)) == ({"code": [WRONG_CODE]}, False)


def test_code_is_taken_once_also_after_allauth_has_forgotten_it(client, app):
    given = code(later=1)
    enters_password(client)
    enters_code(client, given)
    cache.delete(
        f"allauth.mfa.totp.used?user={app.user_id}&code={given}"
    )  # it remembers half a minute
    enters_password(other := Client())

    refused = enters_code(other, given)

    assert (errors(refused), is_in(other)) == ({"code": [USED_CODE]}, False)


def test_recovery_code_opens_once(client, app):
    given = recovery_codes(app.user)[3]
    enters_password(client)
    enters_code(client, given)
    enters_password(other := Client())

    refused = enters_code(other, given)

    assert (is_in(client), errors(refused)) == (True, {"code": [WRONG_CODE]})


def test_second_step_is_not_there_for_whoever_has_not_entered_a_password(client, app):
    assert client.get(SECOND_STEP).url == SIGN_IN
    assert enters_code(client, code()).url == SIGN_IN


def test_password_counts_for_a_quarter_of_an_hour(client, app):
    enters_password(client)
    session = client.session
    session["account_login"]["initiated_at"] -= 16 * 60
    session.save()

    late = enters_code(client, code())

    assert (late.url, is_in(client)) == (SIGN_IN, False)


def test_sign_in_page_leads_on_to_the_second_step_and_out_of_it(client, app):
    enters_password(client)

    led = client.get(SIGN_IN)
    client.post(reverse("accounts:sign_out"))

    assert (led.url, client.get(SIGN_IN).status_code) == (SECOND_STEP, 200)


@pytest.mark.parametrize(
    ("given", "means"),
    [(lambda user: code(), "totp"), (lambda user: recovery_codes(user)[0], "recovery_codes")],
)
def test_sign_in_is_in_the_event_log_with_its_means(client, app, given, means):
    enters_password(client)
    enters_code(client, given(app.user))

    assert last_events(1) == [("accounts.signed_in", "Vic", {"means": ["password", means]})]


def test_sign_in_without_a_second_step_says_so(client, vic):
    enters_password(client)

    assert last_events(1) == [("accounts.signed_in", "Vic", {"means": ["password"]})]


def test_wrong_code_is_in_the_event_log(client, app):
    enters_password(client)
    enters_code(client, "000000")

    assert last_events(1) == [("accounts.sign_in_failed", None, {"what": "code"})]


def test_sign_out_is_in_the_event_log(client, vic):
    enters_password(client)
    client.post(reverse("accounts:sign_out"))

    assert last_events(1) == [("accounts.signed_out", "Vic", {})]


def test_sign_out_of_nobody_is_no_event(client, db):
    client.post(reverse("accounts:sign_out"))

    assert Event.objects.exists() is False


def test_sign_in_whose_event_cannot_be_written_signs_nobody_in(client, vic, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no room")

    monkeypatch.setattr(Event, "save", broken)
    client.raise_request_exception = False
    response = enters_password(client)

    assert (response.status_code, is_in(client)) == (500, False)


def test_new_session_key_at_sign_in(client, app):
    enters_password(client)
    before = client.session.session_key
    enters_code(client, code())

    assert client.session.session_key != before


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "null",
        "[]",
        "[1]",
        "{}",
        '{"id": "x"}',
        '{"response": {"userHandle": 1}}',
        '{"id": "eA", "rawId": "eA", "response": {}}',
        '{"id": "eA", "rawId": "eA", "response": {"userHandle": "MQ", "clientDataJSON": "e30"}}',
        "nothing",
    ],
)
def test_passkey_that_is_none_is_refused(client, vic, sent):
    place = reverse("mfa_login_webauthn")
    client.get(place, headers={"Accept": "application/json"})

    refused = client.post(place, {"credential": sent}, follow=True)

    assert (refused.redirect_chain[-1][0], is_in(client)) == (SIGN_IN, False)


def test_passkey_options_name_nobody(client, app):
    told = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()

    asked = told["request_options"]["publicKey"]
    assert (asked.get("allowCredentials", []), asked["userVerification"]) == ([], "required")


def test_hash_is_made_for_an_unknown_address_too(client, vic, monkeypatch):
    """The same work for each, so that the time that it takes tells nothing."""
    made = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: made.append(1) or encode(*args))
    found = {}
    for email in ("vic@example.org", "alice@example.org", "nobody@example.org"):
        made.clear()
        enters_password(client, username=email, password="wrong")
        found[email] = len(made)

    assert found == {"vic@example.org": 1, "alice@example.org": 1, "nobody@example.org": 1}


def test_reset_takes_the_same_queries_for_an_unknown_address(client, vic, settings, monkeypatch):
    """What differs is done behind the page."""
    held, found = Held(), {}
    settings.MAIL_BEHIND_THE_PAGE = True
    monkeypatch.setattr(mail, "_postman", lambda: held)
    for email, address in (("vic@example.org", "10.0.0.1"), ("nobody@example.org", "10.0.0.2")):
        with CaptureQueriesContext(connection) as made:
            client.post(reverse("accounts:reset_password"), {"email": email}, REMOTE_ADDR=address)
        found[email] = [query["sql"].split()[0] for query in made]

    assert found["vic@example.org"] == found["nobody@example.org"]
    assert len(held.work) == 2


class Held:
    """What is to be done behind the page, and is not done."""

    def __init__(self):
        self.work = []

    def submit(self, *work):
        self.work.append(work)


def test_reset_mail_goes_five_times_in_a_quarter_of_an_hour(client, vic, mailoutbox):
    pages = [
        client.post(reverse("accounts:reset_password"), {"email": "vic@example.org"})
        for _ in range(7)
    ]

    assert ({page.url for page in pages}, len(mailoutbox)) == ({SIGN_IN}, 5)


def test_reset_of_many_from_one_address_has_to_wait(client, db):
    pages = [
        client.post(reverse("accounts:reset_password"), {"email": f"nobody{n}@example.org"})
        for n in range(21)
    ]

    assert (pages[19].status_code, pages[20].status_code) == (302, 429)


def test_reset_does_not_pass_over_the_second_step(client, app, mailoutbox):
    client.post(reverse("accounts:reset_password"), {"email": "vic@example.org"})
    link = mailoutbox[0].body.split("http://testserver")[1].split()[0]
    form = client.get(link, follow=True)
    words = "four quite random words"
    client.post(form.request["PATH_INFO"], {"new_password1": words, "new_password2": words})

    asked = enters_password(client, password=words)

    assert (asked.url, is_in(client)) == (SECOND_STEP, False)


def test_person_is_told_when_what_they_sign_in_with_changes(client, vic, mailoutbox):
    enters_password(client)
    words = "four quite random words"
    typed = {"old_password": RIGHT, "new_password1": words, "new_password2": words}

    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("accounts:change_password"), typed)

    (message,) = mailoutbox
    assert (message.subject, message.to) == ("The way you sign in was changed", ["vic@example.org"])
    assert "Vic" not in message.body


def test_present_password_cannot_be_guessed_from_an_open_session(client, vic):
    enters_password(client)
    typed = {"old_password": "wrong", "new_password1": "x" * 20, "new_password2": "x" * 20}
    place = reverse("accounts:change_password")

    pages = [client.post(place, typed) for _ in range(11)]

    assert (pages[9].status_code, pages[10].status_code) == (200, 429)


def test_closed_account_does_not_get_past_the_second_step(client, app):
    enters_password(client)
    User.objects.filter(pk=app.user_id).update(is_active=False)

    enters_code(client, code())

    assert client.get("/account/").status_code == 302


def test_sessions_remember_when_somebody_was_last_there(client, vic):
    before = timezone.now() - dt.timedelta(seconds=1)
    enters_password(client)

    vic.refresh_from_db()
    assert vic.last_login > before
