"""Signing in and out, the account page, and a password chosen anew through the post."""

import re

import pytest
from django.urls import URLPattern, reverse

from accounts.models import User
from accounts.tests.factories import person
from audit.models import Event
from dhr_qa.urls import urlpatterns

WORDS = "three random words"
SIGN_IN = reverse("accounts:sign_in")
RESET = reverse("accounts:reset_password")
NOT_KNOWN = (
    "Enter the e-mail address and password of your account. "
    "If you have forgotten your password, you can choose a new one."
)
OPEN_TO_ALL = {
    "accounts:sign_in",
    "accounts:sign_out",
    "accounts:reset_password",
    "accounts:confirm_reset",
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "accounts:time_left",  # says to nobody that there is none
    "accounts:sign_in_through",
    "accounts:sign_in_back",
    "agencies:answer",  # a link that was sent by e-mail opens it
    "agencies:answer_action",
    "accounts:invitation",  # so does an invitation
}


@pytest.fixture
def alice(cast):
    cast.alice.set_password("an earlier password")
    cast.alice.save()
    return cast.alice


def sign_in(client, email="alice@example.org", **typed):
    usual = {"username": email, "password": "an earlier password"}
    return client.post(SIGN_IN, usual | typed)


def who(client):
    """The key of whoever is signed in."""
    return client.session.get("_auth_user_id")


def every_url(patterns, *names):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*names, pattern.name]), pattern.pattern.converters
        else:
            yield from every_url(pattern.url_patterns, *filter(None, [pattern.namespace]))


@pytest.mark.parametrize("email", ["alice@example.org", "Alice@Example.ORG", " ALICE@EXAMPLE.ORG "])
def test_sign_in_takes_the_email_in_any_capitals(client, alice, email):
    response = sign_in(client, email)

    assert (response.status_code, response.url, who(client)) == (302, "/", str(alice.pk))


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("alice@example.org", "wrong"),
        ("alice@example.org", "An Earlier Password"),
        ("nobody@example.org", "an earlier password"),
        ("kim@example.org", "!"),
    ],
)
def test_sign_in_says_the_same_of_every_mistake(client, alice, email, password):
    response = sign_in(client, email, password=password)

    assert response.context["form"].non_field_errors() == [NOT_KNOWN]
    assert response.context["form"]["username"].value() == email
    assert who(client) is None


def test_sign_in_does_not_tell_that_an_account_was_closed(client, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)

    response = sign_in(client)

    assert response.context["form"].non_field_errors() == [NOT_KNOWN]
    assert who(client) is None


def test_account_that_is_closed_is_signed_out_at_once(client, alice):
    sign_in(client)
    User.objects.filter(pk=alice.pk).update(is_active=False)

    response = client.get(reverse("accounts:account"))

    assert response.url == f"{SIGN_IN}?next=/account/"


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ("/account/", "/account/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        (r"/\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_sign_in_goes_on_only_within_the_service(client, alice, asked, taken):
    response = sign_in(client, next=asked)

    assert response.url == taken


def test_sign_in_page_leads_on_who_is_signed_in_already(client, alice):
    sign_in(client)

    response = client.get(SIGN_IN)

    assert (response.status_code, response.url) == (302, "/")


def test_sign_out_only_by_button(client, alice):
    sign_in(client)

    by_link = client.get(reverse("accounts:sign_out"))
    still = who(client)
    by_button = client.post(reverse("accounts:sign_out"))

    assert (by_link.url, still) == ("/", str(alice.pk))
    assert (by_button.url, who(client)) == (SIGN_IN, None)


def test_every_page_asks_to_sign_in(client, db):
    arguments = {"int": 1, "slug": "submit", "string": "x", "packkind": "final"}
    for name, converters in every_url(urlpatterns):
        if name in OPEN_TO_ALL:
            continue
        kinds = {key: type(kind).__name__ for key, kind in converters.items()}
        keys = {k: arguments[v.removesuffix("Converter").lower()] for k, v in kinds.items()}
        url = reverse(name, kwargs=keys)

        for response in (client.get(url), client.post(url)):
            assert (response.status_code, response.url) == (302, f"{SIGN_IN}?next={url}")


def test_account_page_says_what_a_person_may_do(client, cast):
    shown = {}
    for user in (cast.alice, cast.chloe, cast.kim, person("Nobody")):
        client.force_login(user)
        context = client.get(reverse("accounts:account")).context
        shown[user.name] = (
            [str(membership.organisation) for membership in context["memberships"]],
            list(context["chaired"]),
        )

    assert shown == {
        "Alice": (["Eastmere CSP", "Northbrook CSP"], []),
        "Chloé": ([], [cast.review]),
        "Kim": (["Westhaven CSP"], []),
        "Nobody": ([], []),
    }


def test_password_is_changed_and_the_person_stays_signed_in(client, alice):
    sign_in(client)
    typed = {"old_password": "an earlier password", "new_password1": WORDS, "new_password2": WORDS}

    response = client.post(reverse("accounts:change_password"), typed)

    account = client.get(response.url)
    assert (response.url, account.status_code) == ("/account/signing-in/", 200)
    assert [str(word) for word in account.context["messages"]] == [
        "Your password has been changed. Wherever else you were signed in, you are signed out."
    ]
    assert User.objects.get(pk=alice.pk).check_password(WORDS) is True


def test_password_change_ends_other_sessions(client, alice):
    elsewhere = another(client)
    sign_in(elsewhere)
    sign_in(client)
    typed = {"old_password": "an earlier password", "new_password1": WORDS, "new_password2": WORDS}

    client.post(reverse("accounts:change_password"), typed)

    assert elsewhere.get("/account/").status_code == 302


def another(client):
    """Another browser."""
    return type(client)()


def test_password_change_that_fails_changes_nothing(client, alice):
    sign_in(client)
    before = Event.objects.count()

    response = client.post(reverse("accounts:change_password"), {"old_password": "wrong"})

    assert response.status_code == 200
    assert User.objects.get(pk=alice.pk).check_password("an earlier password") is True
    assert Event.objects.count() == before


def link_in(message):
    """The path of the link that a message carries."""
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def choose(client, link, password=WORDS):
    """Follow a reset link and send the form behind it."""
    form = client.get(link, follow=True)
    typed = {"new_password1": password, "new_password2": password}
    return client.post(form.request["PATH_INFO"], typed)


def test_reset_goes_through_the_post(client, alice, mailoutbox):
    asked = client.post(RESET, {"email": "ALICE@example.org"})
    chosen = choose(client, link_in(mailoutbox[0]))

    page = client.get(chosen.url)
    assert (asked.url, chosen.url) == (SIGN_IN, SIGN_IN)
    assert str(list(page.context["messages"])[-1]) == "Your new password is set. Sign in with it."
    assert sign_in(client, password=WORDS).url == "/"


def test_reset_message_keeps_names_out(client, alice, mailoutbox):
    client.post(RESET, {"email": "alice@example.org"})

    message = mailoutbox[0]
    assert (message.subject, message.to) == ("Choose a new password", ["alice@example.org"])
    assert "Alice" not in message.body


def test_reset_is_how_somebody_chooses_a_first_password(client, cast, mailoutbox):
    client.post(RESET, {"email": "kim@example.org"})

    choose(client, link_in(mailoutbox[0]))

    assert sign_in(client, "kim@example.org", password=WORDS).url == "/"


def test_reset_says_the_same_of_an_unknown_address(client, alice, mailoutbox):
    said = {}
    for email in ("alice@example.org", "nobody@example.org"):
        page = client.post(RESET, {"email": email}, follow=True)
        said[email] = [str(word) for word in page.context["messages"]]

    assert said["alice@example.org"] == said["nobody@example.org"] != []
    assert [message.to for message in mailoutbox] == [["alice@example.org"]]


def test_reset_link_works_once(client, alice, mailoutbox):
    client.post(RESET, {"email": "alice@example.org"})
    link = link_in(mailoutbox[0])
    choose(client, link)

    again = another(client).get(link, follow=True)

    assert (again.status_code, again.context["validlink"]) == (200, False)
    assert RESET in again.content.decode()


@pytest.mark.parametrize("link", [("MQ", "a-b"), ("x", "a-b"), ("9" * 60, "set-password")])
def test_reset_link_that_was_never_sent_is_refused(client, alice, link):
    response = client.get(reverse("accounts:confirm_reset", args=link), follow=True)

    assert (response.status_code, response.context["validlink"]) == (200, False)


def test_reset_keeps_to_the_rules_for_passwords(client, alice, mailoutbox):
    client.post(RESET, {"email": "alice@example.org"})

    response = choose(client, link_in(mailoutbox[0]), password="short")

    assert list(response.context["form"].errors) == ["new_password2"]
    assert User.objects.get(pk=alice.pk).check_password("an earlier password") is True
