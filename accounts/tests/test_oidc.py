"""Signing in through a council's own service: a whole exchange with a real one, and each way in which it may be false."""

from __future__ import annotations

import json
import logging
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.contrib.messages import get_messages
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from accounts import oidc, providers
from accounts.actions import add_person
from accounts.models import User
from accounts.tests.factories import person
from accounts.tests.provider import Provider
from audit.models import Event

SIGN_IN = reverse("accounts:sign_in")
THROUGH = reverse("accounts:sign_in_through", args=["northbrook"])
NOT_SIGNED_IN = providers.NOT_SIGNED_IN.format(service="Northbrook Council")


@pytest.fixture(scope="module")
def running():
    with Provider() as provider:
        yield provider


@pytest.fixture
def provider(running, settings):
    running.begin_anew()
    running.person = {"sub": "a-1", "email": "alice@example.org", "email_verified": True}
    settings.OIDC_PROVIDERS = [running.configured()]
    return running


@pytest.fixture
def alice(db):
    return person("Alice")


def at_provider(place):
    """The browser at the service: where it is sent from there."""
    address = urlsplit(place)
    connection = HTTPConnection(address.hostname, address.port, timeout=5)
    connection.request("GET", f"{address.path}?{address.query}")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["Location"]


def comes_back(client, place=THROUGH, **changes):
    """The whole way: to the service, and back with what it gave (or with `changes` to that)."""
    began = client.get(place)
    back = urlsplit(at_provider(began.url))
    given = {name: values[0] for name, values in parse_qs(back.query).items()}
    return client.get(back.path, given | changes)


def who(client):
    return client.session.get("_auth_user_id")


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def is_turned_away(client, response):
    return (response.status_code, response.url, told(response), who(client)) == (
        302,
        SIGN_IN,
        [NOT_SIGNED_IN],
        None,
    )


def test_first_sign_in_links_the_account_once(client, alice, provider):
    first = comes_back(client)
    client.post(reverse("accounts:sign_out"))
    comes_back(client)

    link = SocialAccount.objects.get()
    linked = Event.objects.filter(verb="accounts.service_linked")
    assert (first.status_code, first.url, who(client)) == (302, "/", str(alice.pk))
    assert (link.user, link.provider, link.uid, link.extra_data) == (alice, "northbrook", "a-1", {})
    assert [(event.actor, event.changes) for event in linked] == [
        (alice, {"service": "northbrook", "link": link.pk})
    ]


def test_sign_in_through_a_service_is_in_the_log(client, alice, provider):
    comes_back(client)

    event = Event.objects.filter(verb="accounts.signed_in").get()
    assert (event.actor, event.changes["means"]) == (alice, ["socialaccount"])


def test_later_sign_in_goes_by_the_subject(client, alice, provider):
    comes_back(client)
    client.logout()
    provider.person["email"] = "alice.newname@example.org"

    comes_back(client)

    assert who(client) == str(alice.pk)


def test_request_to_the_service_holds_what_it_should(client, alice, provider):
    asked = parse_qs(urlsplit(client.get(THROUGH).url).query)

    assert set(asked) == {
        "client_id",
        "redirect_uri",
        "scope",
        "response_type",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
    }
    assert asked["redirect_uri"] == [f"http://testserver{THROUGH}back/"]
    assert (set(asked["scope"][0].split()), asked["response_type"]) == (
        {"openid", "email"},
        ["code"],
    )
    assert (len(asked["nonce"][0]), asked["code_challenge_method"]) == (32, ["S256"])


def test_parameters_of_the_address_change_nothing(client, alice, provider):
    plain = parse_qs(urlsplit(client.get(THROUGH).url).query)
    forged = {"process": "connect", "scope": "all", "auth_params": "redirect_uri=https://x.example"}

    asked = parse_qs(urlsplit(client.get(THROUGH, forged).url).query)

    assert (set(asked), asked["redirect_uri"]) == (set(plain), plain["redirect_uri"])
    assert set(asked["scope"][0].split()) == {"openid", "email"}


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ("/account/", "/account/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        (r"/\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_way_on_stays_within_the_service(client, alice, provider, wanted, taken):
    response = comes_back(client, f"{THROUGH}?next={wanted}")

    assert (response.status_code, response.url) == (302, taken)


def test_address_is_found_in_any_capitals(client, alice, provider):
    provider.person["email"] = "Alice@Example.ORG"

    comes_back(client)

    assert who(client) == str(alice.pk)


def test_address_may_stand_at_userinfo(client, alice, provider):
    provider.person = {"sub": "a-1"}
    provider.told = {"sub": "a-1", "email": "alice@example.org", "email_verified": True}

    comes_back(client)

    assert who(client) == str(alice.pk)


# Each of these is one thing that is false; everything else is as in the sign-in that succeeds.
FALSE_TOKENS = {
    "nonce of another attempt": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://login.example.com"},
    "for another client": {"aud": "somebody-else"},
    "for another client as well": {"aud": ["dhr-qa", "other"], "azp": "other"},
    "has ended": {"exp": 1_000_000_000},
    "never ends": {"exp": None},
    "not yet": {"nbf": 4_000_000_000},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "a subject that is too long": {"sub": "x" * 192},
}


@pytest.mark.parametrize("claims", FALSE_TOKENS.values(), ids=FALSE_TOKENS)
def test_token_that_does_not_hold_signs_nobody_in(client, alice, provider, claims):
    provider.claims = claims

    response = comes_back(client)

    assert is_turned_away(client, response)
    assert SocialAccount.objects.count() == 0


FALSE_PEOPLE = {
    "address not verified": {"email_verified": False},
    "address not said to be verified": {"email_verified": None},
    "verified in other words": {"email_verified": "yes"},
    "no address": {"email": None},
    "address of nobody": {"email": "nobody@example.org"},
    "address of another domain": {"email": "kim@westhaven.example"},
    "a domain within the domain": {"email": "kim@mail.example.org"},
    "a domain that ends alike": {"email": "kim@notexample.org"},
    "two addresses": {"email": "kim@westhaven.example, x@example.org"},
    "a list": {"email": ["alice@example.org"]},
    "letters whose capitals are others": {"email": "k\u0131m@example.org"},
    "a long s": {"email": "\u017fam@example.org"},
}


@pytest.mark.parametrize("claims", FALSE_PEOPLE.values(), ids=FALSE_PEOPLE)
def test_person_who_is_not_vouched_for_is_not_signed_in(client, alice, provider, claims):
    add_person(email="kim@westhaven.example", name="Kim", by=None)
    person("Sam"), person("Kim")
    provider.claims = claims

    response = comes_back(client)

    assert is_turned_away(client, response)
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, 4)


def test_service_of_one_council_cannot_be_somebody_of_another(client, alice, provider, settings):
    """The attack that matters most: it says that their address is verified, and is believed of its own only."""
    kim = add_person(email="kim@westhaven.example", name="Kim", by=None)
    other = provider.configured(key="westhaven", name="Westhaven", domains=["westhaven.example"])
    settings.OIDC_PROVIDERS = [provider.configured(), other]
    provider.person = {"sub": "k", "email": "kim@westhaven.example", "email_verified": True}

    turned_away = is_turned_away(client, comes_back(client))
    comes_back(client, reverse("accounts:sign_in_through", args=["westhaven"]))

    assert (turned_away, who(client)) == (True, str(kim.pk))


def test_attempt_at_one_service_does_not_end_at_another(client, alice, provider, settings):
    settings.OIDC_PROVIDERS = [provider.configured(), provider.configured(key="westhaven")]
    back = urlsplit(at_provider(client.get(THROUGH).url))
    given = {name: values[0] for name, values in parse_qs(back.query).items()}

    response = client.get(reverse("accounts:sign_in_back", args=["westhaven"]), given)

    assert is_turned_away(client, response)


def test_domain_taken_from_a_service_closes_what_it_opened(client, alice, provider, settings):
    comes_back(client)
    client.logout()
    settings.OIDC_PROVIDERS = [provider.configured(domains=["example.net"])]

    response = comes_back(client)

    assert is_turned_away(client, response)


@pytest.mark.parametrize("linked", [True, False])
def test_closed_account_stays_closed(client, alice, provider, linked):
    if linked:
        comes_back(client)
        client.logout()
    User.objects.filter(pk=alice.pk).update(is_active=False)

    response = comes_back(client)

    assert is_turned_away(client, response)


def test_new_subject_with_the_address_of_somebody_before_is_not_let_in(client, alice, provider):
    comes_back(client)
    client.logout()
    provider.person["sub"] = "a-2"

    response = comes_back(client)

    assert is_turned_away(client, response)
    assert SocialAccount.objects.get().uid == "a-1"


def test_unlinked_account_links_anew(client, alice, provider):
    comes_back(client)
    page = client.get(reverse("accounts:account")).content.decode()
    client.post(reverse("accounts:unlink"), {"link": SocialAccount.objects.get().pk})
    left = SocialAccount.objects.count()
    client.logout()
    provider.person["sub"] = "a-2"

    comes_back(client)

    assert ("Signing in through Northbrook Council" in page, left) == (True, 0)
    assert (who(client), SocialAccount.objects.get().uid) == (str(alice.pk), "a-2")


def test_link_of_somebody_else_is_not_removed(client, alice, provider):
    comes_back(client)
    client.force_login(person("Vic"))

    client.post(reverse("accounts:unlink"), {"link": SocialAccount.objects.get().pk})

    assert SocialAccount.objects.get().user == alice


def test_state_of_no_attempt_signs_nobody_in(client, alice, provider):
    response = comes_back(client, state="another")

    assert is_turned_away(client, response)


def test_state_is_good_once(client, alice, provider):
    back = urlsplit(at_provider(client.get(THROUGH).url))
    first = client.get(f"{back.path}?{back.query}")
    client.logout()

    second = client.get(f"{back.path}?{back.query}")

    assert (first.url, is_turned_away(client, second)) == ("/", True)


def test_way_back_opens_in_no_other_browser(client, alice, provider):
    back = urlsplit(at_provider(client.get(THROUGH).url))
    victim = Client()

    response = victim.get(f"{back.path}?{back.query}")

    assert is_turned_away(victim, response)


def test_code_of_somebody_else_is_not_taken(client, alice, provider):
    """PKCE: the code was asked for with another verifier."""
    other = parse_qs(urlsplit(at_provider(Client().get(THROUGH).url)).query)

    response = comes_back(client, code=other["code"][0])

    assert is_turned_away(client, response)


def test_signature_of_another_key_signs_nobody_in(client, alice, provider):
    provider.signs_with = provider.other_key

    response = comes_back(client)

    assert is_turned_away(client, response)


def test_token_that_was_changed_on_the_way_signs_nobody_in(client, alice, provider, monkeypatch):
    statement = provider.statement

    def changed(nonce):
        head, _, seal = statement(nonce).split(".")
        provider.person["email"] = "kim@example.org"
        return ".".join([head, statement(nonce).split(".")[1], seal])

    person("Kim")
    monkeypatch.setattr(provider, "statement", changed)

    response = comes_back(client)

    assert is_turned_away(client, response)


@pytest.mark.parametrize(
    ("algorithm", "key"), [("HS256", "a-secret-of-the-client" * 2), ("none", None)]
)
def test_signature_without_a_key_pair_signs_nobody_in(client, alice, provider, algorithm, key):
    provider.algorithm, provider.signs_with = algorithm, key

    response = comes_back(client)

    assert is_turned_away(client, response)


def test_userinfo_of_somebody_else_is_not_taken(client, alice, provider):
    provider.person = {"sub": "k-1"}
    provider.told = {"sub": "a-1", "email": "alice@example.org", "email_verified": True}

    response = comes_back(client)

    assert is_turned_away(client, response)


@pytest.mark.parametrize("error", ["access_denied", "server_error", "<script>"])
def test_refusal_of_the_service_is_one_calm_sentence(client, alice, provider, error):
    provider.refuses = error

    response = comes_back(client)

    assert is_turned_away(client, response)


FALSE_DESCRIPTIONS = {
    "another issuer": {"issuer": "https://login.example.com"},
    "no token endpoint": {"token_endpoint": None},
    "a file": {"jwks_uri": "file:///etc/passwd"},
    "no address": {"authorization_endpoint": "javascript:alert(1)"},
}


@pytest.mark.parametrize("config", FALSE_DESCRIPTIONS.values(), ids=FALSE_DESCRIPTIONS)
def test_description_that_is_not_the_services_own_is_not_followed(client, alice, provider, config):
    provider.config = config

    response = client.get(THROUGH)

    assert is_turned_away(client, response)


def test_description_without_encryption_is_not_followed(client, alice, provider, settings):
    settings.INSECURE_LOCALHOST = False

    with pytest.raises(ImproperlyConfigured, match="northbrook: an address is missing or has no"):
        client.get(THROUGH)


def test_service_that_leads_elsewhere_is_not_followed(client, alice, provider):
    provider.config = {"jwks_uri": f"{provider.issuer}/authorize?client_id=dhr-qa&x=1"}

    response = comes_back(client)

    assert is_turned_away(client, response)


def test_service_that_is_down_is_one_calm_sentence(client, alice, provider, settings):
    with Provider() as gone:
        settings.OIDC_PROVIDERS = [gone.configured()]

    response = client.get(THROUGH)

    assert is_turned_away(client, response)


def test_service_that_goes_down_in_between_is_one_calm_sentence(client, alice, provider, settings):
    with Provider() as gone:
        settings.OIDC_PROVIDERS = [gone.configured()]
        back = urlsplit(at_provider(client.get(THROUGH).url))

    response = client.get(f"{back.path}?{back.query}")

    assert is_turned_away(client, response)


def test_service_that_does_not_answer_is_given_up(client, alice, provider, settings, monkeypatch):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    monkeypatch.setattr(provider, "description", lambda: time.sleep(0.6))

    response = client.get(THROUGH)

    assert is_turned_away(client, response)


def test_log_says_what_was_wrong_and_of_nobody(client, alice, provider, caplog):
    provider.claims = {"email_verified": False}

    with caplog.at_level(logging.WARNING, logger="accounts.providers"):
        comes_back(client)

    assert [record.getMessage() for record in caplog.records] == [
        "Nobody was signed in through northbrook: the e-mail address is not verified"
    ]


def test_refusal_is_in_the_event_log(client, alice, provider):
    User.objects.filter(pk=alice.pk).update(is_active=False)

    comes_back(client)

    event = Event.objects.filter(verb="accounts.sign_in_failed").get()
    assert (event.subject_id, event.changes) == (str(alice.pk), {"what": "service"})


# Whether a sign-in there counts as the second step


@pytest.mark.parametrize(
    ("configured", "amr", "counts"),
    [
        (False, None, False),
        (False, ["pwd", "mfa"], False),
        (True, None, True),
        (True, ["pwd", "mfa"], True),
        (True, ["pwd"], False),
        (True, [], False),
        (True, "mfa", False),
    ],
)
def test_second_step_counts_only_if_configured_and_done(
    client, alice, provider, settings, configured, amr, counts
):
    settings.OIDC_PROVIDERS = [provider.configured(second_step=configured)]
    provider.claims = {"amr": amr}

    response = comes_back(client)

    assert providers.is_through_both_steps(response.wsgi_request, alice) == counts


@pytest.mark.parametrize(("second_step", "asked"), [(False, True), (True, False)])
def test_code_is_asked_for_unless_the_service_has_asked(
    client, alice, provider, settings, second_step, asked
):
    TOTP.activate(alice, generate_totp_secret())
    settings.OIDC_PROVIDERS = [provider.configured(second_step=second_step)]

    response = comes_back(client)

    assert (response.url != "/", who(client) is None) == (asked, asked)


# The page, and how it is configured


def test_button_is_there_only_when_configured(client, db, provider, settings):
    offered = client.get(f"{SIGN_IN}?next=/account/").content.decode()
    settings.OIDC_PROVIDERS = []

    plain = client.get(SIGN_IN).content.decode()

    assert f'href="{THROUGH}?next=/account/">Sign in through Northbrook Council</a>' in offered
    assert "Sign in through" not in plain
    assert client.get(THROUGH).status_code == 404


def test_other_sites_cannot_begin_a_sign_in(client, alice, provider):
    response = client.get(THROUGH, headers={"Sec-Fetch-Site": "cross-site"})

    assert (response.url, provider.asked) == (SIGN_IN, [])


def test_who_is_signed_in_is_led_home(client, alice, provider):
    client.force_login(alice)

    response = client.get(THROUGH)

    assert (response.url, provider.asked) == ("/", [])


def test_service_that_sets_addresses_need_not_verify_them(client, alice, provider, settings):
    settings.OIDC_PROVIDERS = [provider.configured(sets_addresses=True)]
    provider.person = {"sub": "a-1", "email": "alice@example.org"}

    comes_back(client)

    assert who(client) == str(alice.pk)


def test_service_that_sets_addresses_may_still_say_that_one_is_not_verified(provider):
    claims = {"email": "alice@example.org", "email_verified": False}
    service = oidc.Service(
        **provider.configured(sets_addresses=True) | {"domains": frozenset({"example.org"})}
    )

    with pytest.raises(oidc.NotTrusted, match="not verified"):
        oidc.address_of(claims, service)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"domains": []}, "OIDC_PROVIDERS, northbrook: no domains are configured"),
        ({"isuer": "x"}, "OIDC_PROVIDERS, northbrook: .*isuer"),
        (
            {"issuer": "ldap://x"},
            "OIDC_PROVIDERS, northbrook: an address is missing or has no https",
        ),
    ],
)
def test_configuration_that_is_wrong_is_told(settings, provider, change, complaint):
    settings.OIDC_PROVIDERS = [provider.configured(**change)]

    with pytest.raises(ImproperlyConfigured, match=complaint):
        oidc.services()


def test_example_in_the_documentation_can_be_used(settings):
    page = (Path(settings.BASE_DIR) / "docs/operations.md").read_text("utf-8")
    example = page.partition("OIDC_PROVIDERS='")[2].partition("'")[0]
    settings.OIDC_PROVIDERS = json.loads(example)

    assert [service.name for service in oidc.services().values()] == ["Northbrook Council"]


def test_key_of_another_name_is_not_used(provider):
    with pytest.raises(oidc.NotTrusted, match="InvalidKeyError"):
        oidc.read_statement(
            provider.statement("n"),
            keys={"keys": [key | {"kid": "two"} for key in provider.keys()["keys"]]},
            service=oidc.Service(**provider.configured() | {"domains": frozenset({"example.org"})}),
            nonce="n",
        )
