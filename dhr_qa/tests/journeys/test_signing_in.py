"""Signing in where everybody needs a second step: setting one up, losing it, passkeys, and being locked out."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Role
from accounts.session_store import SessionStore
from accounts.tests.factories import code, person, recovery_codes
from dhr_qa.tests.journeys.visitor import PASSWORD, has_a_password

pytestmark = pytest.mark.journey
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WORDS = "four quite random words"


@pytest.fixture
def bea(cast):
    """Somebody who has just joined Northbrook."""
    return person("Bea", Role.CSP_VIEWER, cast.northbrook)


def codes_on(page):
    return page.locator(".app-codes .app-key").all_inner_texts()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_second_step_is_set_up_at_the_first_sign_in(visitor, bea, script, width):
    beas = visitor(script=script, width=width)
    beas.enters_password(bea)
    beas.goes_to("/account/").is_at("Set up a second step")
    key = beas.sets_up_an_app()
    beas.is_at("Reviews")
    beas.goes_to("/account/").presses("Choose what you sign in with").is_at("Signing in")
    beas.sees("Northbrook CSP asks you for a second step.", "You have 10 recovery codes left")

    elsewhere = visitor(script=script, width=width)
    elsewhere.enters_password(bea).is_at("Second step")
    elsewhere.types("Code", "000000").presses("Continue").sees("Enter the 6-digit code that your")
    elsewhere.types("Code", code(secret=key, later=1)).presses("Continue").is_at("Reviews")


def test_last_second_step_stays(visitor, cast):
    alice = visitor().signs_in(cast.alice)

    alice.goes_to("/account/signing-in/").presses("Remove the app")
    alice.is_at("This is not possible now").sees("Add another one first")


def test_recovery_codes_are_kept_used_and_made_anew(visitor, cast):
    alice = visitor().signs_in(cast.alice)
    alice.goes_to("/account/recovery-codes/").is_at("Recovery codes")
    codes = codes_on(alice.page)
    assert alice.downloads("Download the codes as a text file").decode().split()[-10:] == codes
    alice.presses("I have kept the codes")

    elsewhere = visitor().enters_password(cast.alice)
    elsewhere.types("Code", codes[4]).presses("Continue").is_at("Reviews")
    elsewhere.goes_to("/account/signing-in/").sees("You have 9 recovery codes left")
    elsewhere.presses("Recovery codes").presses("Make new recovery codes")
    elsewhere.presses("Make new codes").is_at("Recovery codes")
    assert set(codes_on(elsewhere.page)).isdisjoint(codes)


@pytest.fixture
def at_localhost(live_server, settings):
    """A passkey belongs to a name, and 127.0.0.1 is none."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "localhost"]
    return live_server.url.replace("127.0.0.1", "localhost")


def with_a_key(visitor):
    """A browser on a computer that keeps passkeys, and asks nobody for a finger."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return visitor


def test_passkey_is_added_and_signs_in_without_a_password(visitor, bea, at_localhost):
    beas = with_a_key(visitor())
    has_a_password(bea)
    beas.goes_to(at_localhost).types("E-mail address", bea.email).types("Password", PASSWORD)
    beas.presses("Sign in").is_at("Set up a second step").presses("Add a passkey")
    beas.types("Name of the passkey", "My laptop").unlocks("Add a passkey")
    beas.is_at("Recovery codes").sees("“My laptop” is added.").presses("I have kept the codes")
    beas.page.get_by_role("button", name="Sign out").click()

    beas.goes_to(f"{at_localhost}/sign-in/?next=/account/signing-in/")
    beas.unlocks("Sign in with a passkey").is_at("Signing in").sees("last used on")
    beas.page.get_by_role("button", name="Sign out").click()

    beas.goes_to(at_localhost).types("E-mail address", bea.email).types("Password", PASSWORD)
    beas.presses("Sign in").is_at("Second step").unlocks("Use a passkey").is_at("Reviews")


def test_passkey_that_is_not_there_says_what_to_do(visitor, cast, at_localhost):
    alice = with_a_key(visitor())

    alice.goes_to(at_localhost).presses("Sign in with a passkey")

    alice.page.get_by_text("That did not work. Try again, or use another way.").wait_for()


def test_without_script_the_page_says_that_passkeys_need_it(visitor, cast):
    visitor(script=False).goes_to("/").sees("Passkeys need JavaScript")


def test_locked_out_and_in_again_by_a_new_password(visitor, cast, mailoutbox):
    has_a_password(cast.alice)
    alice = visitor().goes_to("/")
    for _ in range(11):
        alice.types("E-mail address", cast.alice.email).types("Password", "wrong").presses(
            "Sign in"
        )
    alice.sees("Too many attempts. Wait 15 minutes, or choose a new password by e-mail.")

    alice.presses("I have forgotten my password").types("E-mail address", cast.alice.email)
    alice.presses("Send the link").sees("we have sent it a link")
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    alice.goes_to(link).types("New password", WORDS).types("New password again", WORDS)
    alice.presses("Set password").sees("Your new password is set.")

    alice.types("E-mail address", cast.alice.email).types("Password", WORDS).presses("Sign in")
    alice.is_at("Second step").types("Code", recovery_codes(cast.alice)[0])
    alice.presses("Continue").is_at("Reviews")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_after_a_while_somebody_confirms_who_they_are_and_goes_on(visitor, cast, script):
    alice = visitor(script=script).signs_in(cast.alice)
    alice.goes_to("/account/recovery-codes/new/").is_at("Make new recovery codes?")
    twenty_minutes_later()

    alice.presses("Make new codes").is_at("Confirm that it is you")
    alice.presses("Confirm").sees("Enter your password or a code")
    alice.types("Password", PASSWORD).presses("Confirm").is_at("Recovery codes")
    assert codes_on(alice.page) == recovery_codes(cast.alice)


def twenty_minutes_later():
    """As far as it matters when somebody last proved who they are."""
    for session in Session.objects.all():
        held = SessionStore(session.session_key)
        for record in held["account_authentication_methods"]:
            record["at"] -= 20 * 60
        held.save()
