"""People of a partnership: one is invited, joins, reads and leaves again; another has an account already."""

from __future__ import annotations

import re

import pytest

from accounts.models import User
from dhr_qa.tests.journeys.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.journey
VIEWER = "CSP viewer. Sees every review of the partnership and all that is kept with it. Changes nothing."


def address_in(message) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(\S+)", message.body)[1]


def invites(ada: Visitor, name: str, email: str) -> None:
    ada.turns_to("People").is_at("Northbrook CSP").presses("Invite somebody")
    ada.presses("Send the invitation").sees("Enter the name of the person", "Select a role")
    ada.types("Name", name).types("E-mail address", email).chooses(VIEWER)
    ada.presses("Send the invitation").sees(f"The invitation was sent to {email}.")


@pytest.mark.parametrize("script", [True, False])
def test_somebody_new_joins_reads_and_is_let_go(cast, visitor, mailoutbox, script):
    ada = visitor(script=script, width="phone").signs_in(cast.ada)
    ada.sees("As an administrator you look after people, and see no review.").does_not_see("Elm")
    invites(ada, "Noor Aziz", "noor@example.org")

    noor = visitor(script=script, width="phone").goes_to(address_in(mailoutbox[-1]))
    noor.sees("Ada invites you as CSP viewer.").presses("Make my account")
    noor.sees("Enter a new password")
    noor.types("New password", PASSWORD).types("New password again", PASSWORD)
    noor.presses("Make my account").sees("Your account is ready. Sign in with it.")
    noor.signs_in(User.objects.get(email="noor@example.org")).sets_up_an_app()
    noor.sees("Elm").presses("Elm").is_at("Elm")
    noor.turns_to("People").sees("Noor Aziz", "CSP viewer").does_not_see("noor@example.org")

    ada.goes_to("/").turns_to("People").presses("End the role of Noor Aziz as CSP viewer")
    ada.sees("Noor Aziz has no other role here.").presses("End this role")
    ada.sees("Noor Aziz is not CSP viewer any more.", "People who left")
    noor.goes_to("/").is_at("Sign in")
    noor.goes_to(address_in(mailoutbox[0])).is_at("This invitation has ended")


def test_somebody_with_an_account_joins_and_leaves_by_keyboard(cast, visitor, mailoutbox):
    ada = visitor().keys_themself_in(cast.ada)
    ada.keys("People").keys("Invite somebody")
    ada.keys_in("Name", "Kim").keys_in("E-mail address", "kim@example.org")
    ada.arrows_to(first_choice(ada), VIEWER).keys("Send the invitation")
    ada.sees("The invitation was sent to kim@example.org.")

    kim = visitor().goes_to(address_in(mailoutbox[-1]))
    kim.sees("You have an account with kim@example.org.")
    signs_in_from_there(kim, cast.kim)
    kim.keys("Accept the invitation").sees("You are now CSP viewer at Northbrook CSP.")
    kim.keys("Leave Northbrook CSP").sees("You stop being CSP viewer of Northbrook CSP.")
    kim.keys("Leave").sees("You have left Northbrook CSP.").does_not_see("CSP viewer")


def first_choice(ada: Visitor) -> str:
    labels = ada.page.get_by_role("group", name="Role").locator("label")
    return labels.first.inner_text()


def signs_in_from_there(kim: Visitor, user: User) -> None:
    """From the page of the invitation, to which they come back."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    kim.keys("Sign in").keys_in("E-mail address", user.email).keys_in("Password", PASSWORD)
    kim.keys("Sign in").keys_code(user).sees("You are invited to Northbrook CSP")


def test_somebody_else_at_the_same_browser_is_told_so(cast, visitor, mailoutbox):
    ada = visitor().signs_in(cast.ada)
    invites(ada, "Noor Aziz", "noor@example.org")

    ada.goes_to(address_in(mailoutbox[-1])).sees("you are signed in as ada@example.org")
    ada.presses("Sign out").is_at("Sign in")
    ada.goes_to(address_in(mailoutbox[-1])).sees("Choose how you will sign in.")
