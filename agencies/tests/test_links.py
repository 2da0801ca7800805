"""Which link an address opens, and that nobody can make one up."""

import pytest
from django.core.signing import Signer

from agencies.actions import send_again
from agencies.links import (
    address_of,
    digest_of,
    is_current,
    link_from,
    new_secret,
    signed_link,
    token_of,
)
from agencies.tests.factories import in_days


def test_address_of_the_email_opens_its_link(link, token):
    assert link_from(token) == link


def test_secret_is_not_kept(link, token):
    secret = token.split(".")[1]

    assert len(secret) == 43
    assert link.digest == digest_of(secret)
    assert secret not in str(vars(link))


def test_no_secret_is_made_twice():
    assert len({new_secret() for _ in range(100)}) == 100


def test_address_is_whole_and_leads_to_the_site(link, token, settings):
    settings.SITE_URL = "https://dhr.example.gov.uk"
    secret = token.split(".")[1]

    assert address_of(link, secret) == f"https://dhr.example.gov.uk/from-agency/{token}/"


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "",
        lambda token: "1",
        lambda token: token[:-1],
        lambda token: f"{token}x",
        lambda token: token.swapcase(),
        lambda token: "9" + token,
        lambda token: ".".join(token.split(".")[:2]),
        lambda token: Signer(salt="another", sep=".").sign(token.rpartition(".")[0]),
        lambda token: Signer(key="guessed", salt="agencies.links", sep=".").sign("1.x"),
    ],
)
def test_made_up_address_belongs_to_no_link(link, token, forge, django_assert_num_queries):
    forged = forge(token)

    with django_assert_num_queries(0):
        assert signed_link(forged) is None


def test_signature_without_the_secret_opens_nothing(link):
    token = token_of(link, new_secret())

    assert signed_link(token) == link
    assert not is_current(link, token)
    assert link_from(token) is None


def test_address_of_a_link_that_is_gone_opens_nothing(link):
    link.pk = 10**6

    assert link_from(token_of(link, "secret")) is None


def test_address_that_was_replaced_opens_nothing(cast, link, token):
    send_again(link, version=link.version, last_day=in_days(3), by=cast.alice)

    assert link_from(token) is None
