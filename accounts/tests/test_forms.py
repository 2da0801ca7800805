"""Signing in and passwords: what is asked for, and the sentences for what is not right."""

import pytest

from accounts.forms import NewPasswordForm, PasswordChangeForm, ResetForm, SignInForm
from accounts.models import User
from audit.models import Event

WORDS = "three random words"


@pytest.fixture
def vic(cast):
    cast.vic.set_password("an earlier password")
    cast.vic.save()
    return cast.vic


def change(user, **typed):
    data = {"old_password": "an earlier password", "new_password1": WORDS, "new_password2": WORDS}
    return PasswordChangeForm(user, data | typed)


def test_sign_in_asks_for_what_is_missing():
    form = SignInForm(data={}, request=None)

    assert form.errors == {
        "username": ["Enter your e-mail address"],
        "password": ["Enter your password"],
    }


def test_password_change_asks_for_what_is_missing(vic):
    form = PasswordChangeForm(vic, {})

    assert form.errors == {
        "old_password": ["Enter your present password"],
        "new_password1": ["Enter a new password"],
        "new_password2": ["Enter the new password again"],
    }


def test_new_password_asks_for_what_is_missing(vic):
    form = NewPasswordForm(vic, {})

    assert form.errors == {
        "new_password1": ["Enter a new password"],
        "new_password2": ["Enter the new password again"],
    }


def test_password_change_needs_the_present_one(vic):
    form = change(vic, old_password="a guess at it")

    assert list(form.errors) == ["old_password"]


def test_new_password_is_typed_twice_alike(vic):
    form = change(vic, new_password2="three other words")

    assert list(form.errors) == ["new_password2"]


@pytest.mark.parametrize("weak", ["short", "elevenchars", "password123456", "vic@example.org"])
def test_weak_password_is_refused(vic, weak):
    form = change(vic, new_password1=weak, new_password2=weak)

    assert list(form.errors) == ["new_password2"]


@pytest.mark.parametrize(
    ("form_class", "verb"),
    [
        (PasswordChangeForm, "accounts.password_changed"),
        (NewPasswordForm, "accounts.password_reset"),
    ],
)
def test_password_is_saved_through_the_action(vic, form_class, verb):
    form = form_class(
        vic,
        {"old_password": "an earlier password", "new_password1": WORDS, "new_password2": WORDS},
    )

    form.is_valid()
    form.save()

    assert User.objects.get(pk=vic.pk).check_password(WORDS) is True
    assert (Event.objects.last().verb, Event.objects.last().actor) == (verb, vic)


def test_reset_asks_for_the_email(db):
    assert ResetForm({}).errors == {"email": ["Enter your e-mail address"]}
