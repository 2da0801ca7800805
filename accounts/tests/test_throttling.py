"""Wrong passwords: counted so that none is guessed, and so that nobody locks out whom an account belongs to."""

import threading

import pytest
from django.core import signing
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import known_browsers, throttling
from accounts.tests.factories import recovery_codes, with_app
from accounts.throttling import TOO_MANY
from audit.models import Event

SIGN_IN = reverse("accounts:sign_in")
RIGHT = "an earlier password"


@pytest.fixture
def alice(cast):
    cast.alice.set_password(RIGHT)
    cast.alice.save()
    return cast.alice


def sign_in(client, password=RIGHT, email="alice@example.org", address="10.0.0.1"):
    typed = {"username": email, "password": password}
    return client.post(SIGN_IN, typed, REMOTE_ADDR=address)


def fails(client, times, **given):
    return [sign_in(client, "wrong", **given) for _ in range(times)][-1]


def uses_up(rf, address="10.0.0.1"):
    """Somebody tries a password of a hundred accounts from there."""
    request = rf.post("/", REMOTE_ADDR=address)
    for number in range(100):
        throttling.take_a_try(request, f"nobody{number}@example.org")


def is_in(client):
    return "_auth_user_id" in client.session


def said(response):
    return response.context["form"].non_field_errors()


def browser_of(user):
    """A browser in which this person has signed in before."""
    client = Client()
    sign_in(client, email=user.email)
    client.post(reverse("accounts:sign_out"))
    return client


def test_tenth_failure_locks_and_even_the_right_password_is_refused(client, alice):
    tenth = fails(client, 10)
    eleventh = sign_in(client)

    assert (said(tenth) == [TOO_MANY], said(eleventh)) == (False, [TOO_MANY])
    assert is_in(client) is False


def test_ninth_failure_does_not_lock(client, alice):
    fails(client, 9)

    sign_in(client)

    assert is_in(client) is True


def test_strangers_lock_out_strangers_and_not_the_owner(client, alice):
    own = browser_of(alice)
    fails(client, 10)

    sign_in(own)
    sign_in(stranger := Client(), address="10.0.0.2")

    assert (is_in(own), is_in(stranger)) == (True, False)


def test_known_browser_has_a_limit_of_its_own(alice):
    own = browser_of(alice)
    fails(own, 10)

    refused = sign_in(own)
    sign_in(other := Client())

    assert (said(refused), is_in(other)) == ([TOO_MANY], True)


def test_known_browser_is_known_for_its_own_account_only(client, alice, cast):
    cast.kim.set_password(RIGHT)
    cast.kim.save()
    kims = browser_of(cast.kim)
    fails(client, 10)

    refused = sign_in(kims)

    assert said(refused) == [TOO_MANY]


def test_browser_that_says_it_is_known_must_show_a_signature(client, alice):
    fails(client, 10)
    forged = signing.dumps({str(alice.pk): "1"}, salt="another")
    client.cookies[known_browsers.COOKIE] = forged

    assert said(sign_in(client)) == [TOO_MANY]


def test_cookie_of_a_known_browser_says_nothing_of_whom(client, alice):
    cookie = sign_in(client).cookies[known_browsers.COOKIE]

    read = signing.loads(cookie.value, salt=known_browsers.SALT)
    assert list(read) == [str(alice.pk)]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", SIGN_IN)


def test_cookie_of_a_known_browser_is_secure_where_sessions_are(client, alice, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert sign_in(client).cookies[known_browsers.COOKIE]["secure"] is True


def test_browser_remembers_the_last_five_people(rf, cast):
    people, jar = [cast.alice, cast.vic, cast.chloe, cast.kim, cast.quinn, cast.ada], {}
    for one in people:
        request, response = rf.get("/"), Client().get(SIGN_IN)
        request.COOKIES = jar
        known_browsers.remember(request, response, one)
        jar = {known_browsers.COOKIE: response.cookies[known_browsers.COOKIE].value}

    request.COOKIES = jar
    known = [one.name for one in people if known_browsers.number_of(request, one)]
    assert known == ["Vic", "Chloé", "Kim", "Quinn", "Ada"]


def test_account_is_counted_however_its_address_is_written(client, alice):
    for email in ("alice@example.org", "ALICE@example.org", " Alice@Example.org ") * 3:
        fails(client, 1, email=email)
    fails(client, 1)

    assert said(sign_in(client)) == [TOO_MANY]


def test_unknown_address_is_counted_alike(client, alice):
    sentences = {}
    for email in ("alice@example.org", "nobody@example.org"):
        sentences[email] = [said(fails(client, 1, email=email)) for _ in range(11)]

    assert sentences["alice@example.org"] == sentences["nobody@example.org"]
    assert sentences["nobody@example.org"][-1] == [TOO_MANY]


def test_one_address_tries_only_so_many_accounts(client, alice, rf):
    uses_up(rf)

    here, elsewhere = sign_in(client), sign_in(other := Client(), address="10.0.0.2")

    assert (said(here), elsewhere.status_code, is_in(other)) == ([TOO_MANY], 302, True)


def test_address_that_is_used_up_does_not_lock_out_known_browsers(alice, rf):
    own = browser_of(alice)
    uses_up(rf)

    sign_in(own)

    assert is_in(own) is True


def test_right_password_is_no_try(client, alice):
    for _ in range(12):
        sign_in(stranger := Client())

    assert is_in(stranger) is True


def test_failures_are_in_the_event_log_without_what_was_typed(client, alice):
    fails(client, 1)
    fails(client, 1, email="nobody@example.org")

    events = Event.objects.order_by("-number")[:2]
    assert [(event.verb, event.subject_id, event.actor, event.changes) for event in events] == [
        ("accounts.sign_in_failed", "0", None, {"what": "password"}),
        ("accounts.sign_in_failed", str(alice.pk), None, {"what": "password"}),
    ]


def test_lock_is_in_the_event_log_once(client, alice):
    fails(client, 15)

    verbs = Event.objects.filter(verb__startswith="accounts.sign_in_").values_list(
        "verb", flat=True
    )
    assert (
        list(verbs).count("accounts.sign_in_failed"),
        list(verbs).count("accounts.sign_in_locked"),
    ) == (10, 1)


def test_locked_out_person_comes_in_by_a_new_password(client, alice, mailoutbox):
    fails(client, 10)
    client.post(reverse("accounts:reset_password"), {"email": "alice@example.org"})
    link = mailoutbox[0].body.split("http://testserver")[1].split()[0]
    form = client.get(link, follow=True)
    words = "four quite random words"
    client.post(form.request["PATH_INFO"], {"new_password1": words, "new_password2": words})
    fails(Client(), 10, address="10.0.0.2")  # and whoever tries goes on trying

    sign_in(client, words)

    assert is_in(client) is True


def test_new_password_does_not_give_an_address_more_tries(rf, alice):
    uses_up(rf)
    request = rf.post("/", REMOTE_ADDR="10.0.0.1")

    throttling.begin_again(request, alice)

    assert throttling.take_a_try(request, "alice@example.org") is None


def test_codes_are_counted_apart(client, alice):
    with_app(alice)
    sign_in(client)
    place = reverse("mfa_authenticate")
    for _ in range(5):
        client.post(place, {"code": "000000"})

    refused = client.post(place, {"code": recovery_codes(alice)[0]})

    assert refused.context["form"].errors == {
        "code": ["Too many attempts. Wait 15 minutes, then try again."]
    }


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_are_no_more_than_one_after_the_other(rf, django_db_serialized_rollback):
    taken = []

    def tries():
        request = rf.post("/", REMOTE_ADDR="10.0.0.9")
        taken.extend(bool(throttling.take_a_try(request, "many@example.org")) for _ in range(4))
        connections.close_all()

    threads = [threading.Thread(target=tries) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(taken), sum(taken) <= 10) == (24, True)
