"""Passwords: which are refused, how they are kept, and what ends when one is chosen."""

import pytest
from django.conf import settings as configured
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from dhr_qa import settings as real


def refused(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [found.code for found in error.error_list]
    return []


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("three random words", []),
        ("correcthorsebatterystaple", []),
        ("            ", ["password_is_a_name"]),
        ("Ünïcode wörds äre fine", []),
        ("x" * 300 + "y", []),
        ("elevenchars", ["password_too_short"]),
        ("password123456", ["password_too_common"]),
        ("Alice.Ferncastle1", ["password_is_a_name"]),
        ("ferncastle-ferncastle", ["password_is_a_name"]),
        ("alice@northbrook.example", ["password_is_a_name"]),
        ("NorthbrookCSP2026!", ["password_is_a_name"]),
        ("dhr quality assurance", ["password_is_a_name"]),
        ("Home-Office-1234567", ["password_is_a_name"]),
        ("alice walks her brown dogs", []),
    ],
)
def test_password_is_judged_by_length_and_by_what_anybody_knows(cast, password, why):
    cast.alice.name, cast.alice.email = "Alice Ferncastle", "alice@northbrook.example"

    assert refused(password, cast.alice) == why


def test_password_of_somebody_who_has_no_account_yet_is_judged(db):
    new = User(name="Noor Applegarth", email="noor@example.org")

    assert refused("noor applegarth 1", new) == ["password_is_a_name"]
    assert refused("noor applegarth 1") == []


def test_passwords_are_kept_by_a_function_that_needs_memory():
    assert real.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.ScryptPasswordHasher"


def test_cache_is_shared_by_the_workers_and_its_table_comes_with_a_migration(db):
    cache.set("kept", {"a": 1})

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM shared_cache")
        assert cursor.fetchone() == (1,)
    assert (cache.get("kept"), configured.CACHES["default"]["LOCATION"]) == (
        {"a": 1},
        "shared_cache",
    )


def test_cache_adds_an_entry_once(db):
    assert [cache.add("taken", 1), cache.add("taken", 1)] == [True, False]
