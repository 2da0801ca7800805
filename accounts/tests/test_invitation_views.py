"""The page behind an invitation: who joins by it, who accepts it, and what the others read."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import invitation_actions as actions
from accounts import invitation_limits as limits
from accounts.actions import close_account
from accounts.invitation_views import UNKNOWN
from accounts.models import Invitation, Role, User
from accounts.policies import CLOSED_HERE
from accounts.tests.factories import invitation_to
from audit.models import Event
from govuk.words import day

SIGN_IN = reverse("accounts:sign_in")
CHOSEN = {
    "name": "Noor Aziz",
    "new_password1": "three-random-words",
    "new_password2": "three-random-words",
}


@pytest.fixture
def invited(cast, mailoutbox, django_capture_on_commit_callbacks):
    """The address of an invitation to Northbrook, as the e-mail has it."""

    def invite(**typed):
        with django_capture_on_commit_callbacks(execute=True):
            invitation_to(cast.northbrook, **{"by": cast.ada} | typed)
        return re.search(r"http://127.0.0.1:8000(\S+)", mailoutbox[-1].body)[1]

    return invite


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_page_says_who_invites_to_what(client, invited):
    page = client.get(invited())

    text = page.content.decode()
    assert page.status_code == 200
    assert "You are invited to Northbrook CSP" in text
    assert "Ada invites you as CSP viewer." in text
    assert page.context["form"].initial == {"name": "Noor"}


def test_page_is_kept_by_nobody_and_found_by_nobody(client, invited):
    page = client.get(invited())

    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_looking_at_the_page_changes_nothing(client, invited):
    """The scanners of mail servers open links too."""
    place, before = invited(), Event.objects.count()

    for _ in range(3):
        client.get(place)
        client.head(place)

    assert Event.objects.count() == before
    assert Invitation.unscoped.get().accepted_at is None


def test_new_person_chooses_a_name_and_a_password_and_signs_in_next(client, cast, invited):
    place = invited(role=Role.CSP_MANAGER)

    response = client.post(place, CHOSEN)

    noor = User.objects.get(email="noor@example.org")
    assert (response.status_code, response.url) == (302, SIGN_IN)
    assert said(client.get(SIGN_IN)) == ["Your account is ready. Sign in with it."]
    assert (noor.name, noor.check_password("three-random-words")) == ("Noor Aziz", True)
    assert noor.holds(Role.CSP_MANAGER, cast.northbrook.pk)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"name": ""}, {"name": ["Enter your name"]}),
        (
            {"name": "www.example.org"},
            {"name": ["Enter a name, without a web or e-mail address"]},
        ),
        ({"new_password1": ""}, {"new_password1": ["Enter a new password"]}),
    ],
)
def test_what_is_missing_is_asked_for(client, invited, typed, errors):
    response = client.post(invited(), CHOSEN | typed)

    assert response.context["form"].errors == errors
    assert User.objects.filter(email="noor@example.org").exists() is False


@pytest.mark.parametrize("weak", ["short", "password123456", "noor@example.org"])
def test_rules_for_passwords_hold_here_too(client, invited, weak):
    response = client.post(invited(), CHOSEN | {"new_password1": weak, "new_password2": weak})

    assert list(response.context["form"].errors) == ["new_password2"]
    assert User.objects.filter(email="noor@example.org").exists() is False


def test_person_with_an_account_signs_in_first(client, cast, invited):
    place = invited(email="kim@example.org")

    page = client.get(place)
    pressed = client.post(place, CHOSEN)

    assert page.context["guest"] == pressed.context["guest"] == "signed_out"
    assert f'href="{SIGN_IN}?next={place}"' in page.content.decode()
    assert Invitation.unscoped.get().accepted_at is None
    assert User.objects.get(pk=cast.kim.pk).check_password("three-random-words") is False


def test_person_with_an_account_accepts_signed_in(client, cast, invited):
    place = invited(email="kim@example.org")
    client.force_login(cast.kim)

    asked = client.get(place)
    before = Invitation.unscoped.get().accepted_at
    accepted = client.post(place, follow=True)

    assert (asked.context["guest"], before) == ("invited", None)
    assert said(accepted) == ["You are now CSP viewer at Northbrook CSP."]
    assert accepted.request["PATH_INFO"] == cast.northbrook.get_absolute_url()


def test_somebody_else_who_is_signed_in_is_told_so(client, cast, invited):
    """Neither an account nor a role is made while another person's session is open."""
    client.force_login(cast.vic)
    before = Event.objects.count()
    for place in (invited(), invited(email="kim@example.org")):
        page = client.get(place)
        pressed = client.post(place, CHOSEN)

        assert page.context["guest"] == pressed.context["guest"] == "somebody_else"
        assert "you are signed in as vic@example.org" in page.content.decode()
    assert Event.objects.count() == before + 2  # that they were invited


def test_person_whose_account_was_closed_is_told_whom_to_ask(client, cast, invited):
    place = invited(email="kim@example.org")
    close_account(cast.kim, by=None)

    page = client.get(place)
    client.post(place, CHOSEN)

    assert page.context["guest"] == "closed"
    assert CLOSED_HERE in page.content.decode()
    assert User.objects.get(pk=cast.kim.pk).is_active is False


@pytest.mark.parametrize("typed", ["nonsense", "x" * 43, "0.a:b", "%00", "é" * 20, "a" * 5000])
def test_address_that_opens_nothing_says_so_calmly(client, cast, typed):
    page = client.get(reverse("accounts:invitation", args=[typed]))

    assert (page.status_code, page.context["reason"]) == (404, UNKNOWN)


def test_addresses_are_not_tried_for_ever(client, cast):
    place = reverse("accounts:invitation", args=["nonsense"])

    statuses = [client.get(place).status_code for _ in range(limits.UNKNOWN + 1)]

    assert statuses == [404] * limits.UNKNOWN + [429]
    assert client.get(place).context["reason"] == limits.TOO_MANY_UNKNOWN


def test_used_invitation_says_so(client, invited):
    place = invited()
    client.post(place, CHOSEN)

    page = client.post(place, CHOSEN | {"name": "Again"})

    assert page.status_code == 410
    assert page.context["reason"] == f"This invitation was accepted on {day(timezone.now())}."


def test_withdrawn_and_ended_invitations_say_so(client, cast, invited):
    place = invited()
    Invitation.unscoped.update(expires_at=timezone.now())
    ended = client.get(place)
    actions.withdraw(Invitation.unscoped.get(), by=cast.ada)
    withdrawn = client.get(place)

    assert (ended.status_code, withdrawn.status_code) == (410, 410)
    assert ended.context["reason"].startswith("This invitation worked until ")
    assert withdrawn.context["reason"].startswith("This invitation was withdrawn on ")


def test_page_of_an_ended_invitation_names_nobody(client, cast, invited):
    place = invited()
    actions.withdraw(Invitation.unscoped.get(), by=cast.ada)

    text = client.get(place).content.decode()

    named = [name for name in ("Noor", "noor@", "Ada", "Northbrook", "viewer") if name in text]
    assert named == []


def test_refusal_behind_the_page_keeps_what_was_typed(client, cast, invited, monkeypatch):
    """Somebody made the account between the opening and the sending of the page."""
    place = invited()
    monkeypatch.setattr(actions, "account_with", lambda email: User.objects.get(pk=cast.kim.pk))

    page = client.post(place, CHOSEN)

    assert page.context["form"].non_field_errors() == [actions.SIGN_IN_FIRST]
    assert page.context["form"]["name"].value() == "Noor Aziz"


def test_address_does_not_reach_the_log(client, cast, caplog):
    from agencies.logs import WithoutAddresses

    caplog.handler.addFilter(quiet := WithoutAddresses())

    client.get(reverse("accounts:invitation", args=["a-secret"]))

    caplog.handler.removeFilter(quiet)
    assert [record.getMessage() for record in caplog.records] == ["Not Found: /invitation/…/"]
