"""Being signed out by time: told before, stayed with one press, nothing lost, with a script and without one.

These wait: the script in the browser has no clock but the real one.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.session_store import SessionStore
from accounts.tests.provider import Provider
from dhr_qa.tests.journeys.visitor import Visitor
from drafts.models import Draft
from feedback.models import Revision
from feedback.tests.factories import areas_of

pytestmark = pytest.mark.journey
IDLE = 12  # seconds; people are told half way
SOON = "You will be signed out in 1 minute"
OVER = "You have been signed out"
REASON = "Why it was not revised, or only in part"
WORDS = "The family asked for it to stay."


@pytest.fixture
def short(settings: Any) -> None:
    settings.SESSION_IDLE = IDLE


@pytest.fixture
def item(cast: Any) -> Any:
    return areas_of(cast.review, by=cast.alice)[0]


def passes(who: Visitor, *, idle: int = 0, whole: int = 0) -> None:
    """So many seconds go by for the session of this window."""
    (key,) = (one["value"] for one in who.context.cookies() if one["name"] == "sessionid")
    session = SessionStore(key)
    session["used_at"] -= idle
    session["began_at"] -= whole
    session.save()


def writes(who: Visitor, item: Any) -> None:
    who.goes_to(item.get_absolute_url()).presses("Record a revision").chooses("Not revised")
    who.types(REASON, WORDS)


def signs_in_again(who: Visitor) -> None:
    """From the page that somebody is sent to, which has the way back in it."""
    who.types("E-mail address", "alice@example.org").types("Password", "plain-quiet-harbour")
    who.presses("Sign in").enters_code(User.objects.get(email="alice@example.org"))


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_reader_is_told_and_stays(cast, visitor, short, width):
    alice = visitor(width=width).signs_in(cast.alice)
    alice.goes_to("/account/")
    message = alice.part(SOON)

    expect(message).to_be_visible(timeout=IDLE * 1000)
    expect(message).to_be_focused()
    expect(alice.page.get_by_role("alert")).to_contain_text(SOON)
    alice._is_accessible()
    alice.page.keyboard.press("Tab")
    alice.page.keyboard.press("Enter")

    expect(message).to_be_hidden()
    expect(alice.page.get_by_role("alert")).to_have_text("You stay signed in.")
    alice.goes_to("/account/").is_at("Your account")


def test_reader_who_is_away_is_led_to_sign_in_and_back(cast, visitor, short):
    alice = visitor().signs_in(cast.alice).goes_to("/account/?of=mine")
    expect(alice.part(SOON)).to_be_visible(timeout=IDLE * 1000)

    passes(alice, idle=IDLE)
    alice.page.wait_for_url("**/sign-in/**")

    alice.sees("You have been signed out, because nothing was done here for 12 seconds.")
    signs_in_again(alice)
    assert alice.page.url.endswith("/account/?of=mine")


def test_what_was_typed_stands_until_it_is_sent_and_is_there_again(cast, visitor, short, item):
    alice = visitor().signs_in(cast.alice)
    writes(alice, item)
    alice.page.evaluate(
        "document.querySelector('form[data-unsaved]').dispatchEvent(new Event('x'))"
    )
    passes(alice, idle=IDLE)
    alice.types(REASON, f"{WORDS} It is theirs.")
    expect(alice.part(OVER)).to_be_visible(timeout=IDLE * 1000)
    alice.sees("What you typed is still on this page.")

    alice.presses("Save revision").is_at(OVER).sees("What you typed is kept.")
    before = Revision.unscoped.count()
    alice.presses("Sign in")
    signs_in_again(alice)

    expect(alice.page.get_by_label(REASON)).to_have_value(f"{WORDS} It is theirs.")
    alice.presses("Save revision").sees("Your revision of area 1 is recorded.")
    assert (before, Revision.unscoped.get().reason) == (0, f"{WORDS} It is theirs.")
    assert Draft.objects.count() == 0


def test_who_types_is_not_told_to_hurry(cast, visitor, short, item):
    alice = visitor().signs_in(cast.alice)
    writes(alice, item)

    alice.page.wait_for_timeout(1500)  # typing is told at most every 1.2 seconds
    with alice.page.expect_response("**/account/stay/"):
        alice.types(REASON, "A second sentence.")

    expect(alice.part(SOON)).to_be_hidden()


def test_window_that_stands_open_is_not_signed_out_while_another_is_used(cast, visitor, short):
    alice = visitor().signs_in(cast.alice).goes_to("/account/")
    standing = alice.page
    used = alice.context.new_page()
    expect(alice.part(SOON)).to_be_visible(timeout=IDLE * 1000)

    used.goto("/account/")

    expect(alice.part(SOON)).to_be_hidden()
    assert standing.url.endswith("/account/")


def test_end_that_cannot_be_put_off_is_told_with_its_time(cast, visitor):
    alice = visitor().signs_in(cast.alice)
    passes(alice, whole=12 * 60 * 60 - 200)

    alice.goes_to("/account/")

    message = alice.part("You will be signed out in 4 minutes")
    expect(message).to_contain_text("it will be 12 hours since you signed in.")
    expect(message.get_by_role("button", name="Stay signed in")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_page_sent_hours_later_loses_nothing(cast, visitor, item, script):
    alice = visitor(script=script).signs_in(cast.alice)
    alice.goes_to("/account/").sees("You are signed out after 60 minutes without use")
    writes(alice, item)
    passes(alice, idle=5 * 60 * 60)

    alice.presses("Save revision").is_at(OVER).sees("What you typed is kept.").presses("Sign in")
    signs_in_again(alice)

    expect(alice.page.get_by_label(REASON)).to_have_value(WORDS)
    alice.presses("Save revision").sees("Your revision of area 1 is recorded.")


def test_session_is_ended_from_another_browser(cast, visitor):
    home, library = visitor(), visitor(script=False)
    for browser in (home, library):
        browser.signs_in(cast.alice)

    home.goes_to("/account/").presses("See where you are signed in").is_at(
        "Where you are signed in"
    )
    home.presses("Sign out everywhere else").sees("You have been signed out of 1 other session.")

    library.goes_to("/account/").is_at("Sign in")


def test_sign_in_through_a_council(cast, visitor, settings):
    with Provider() as council:
        settings.OIDC_PROVIDERS = [council.configured()]
        council.person = {"sub": "a-1", "email": "alice@example.org", "email_verified": True}

        alice = visitor().goes_to("/account/").presses("Sign in through Northbrook Council")
        alice.enters_code(cast.alice)  # the council does not ask for a second step itself

        alice.is_at("Your account").sees("Signing in through Northbrook Council")
        alice.presses("Remove the link to Northbrook Council")
        alice.sees("Your account is not linked to Northbrook Council any more.")
