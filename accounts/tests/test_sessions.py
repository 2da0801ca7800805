"""Where people are signed in: what is listed, and that a session that was ended signs nobody in."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from access.verdict import Refused
from accounts import sessions
from accounts.actions import end_role
from accounts.devices import device_of
from accounts.session_actions import end_other_sessions, end_session, end_sessions
from accounts.tests.sessions import FIREFOX, browser, passes, signed_in
from audit.models import Event

PAGE = reverse("accounts:sessions")
ACCOUNT = reverse("accounts:account")
SIGN_IN = reverse("accounts:sign_in")


def is_signed_in(client):
    return client.get(ACCOUNT).status_code == 200


def places(client):
    return client.get(PAGE).context["places"]


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("(Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("(X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("(iPhone; CPU iPhone OS 18_5 like Mac OS X) Safari/604.1", "Safari on an iPhone"),
        (
            "(Linux; Android 10; K) SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36",
            "Samsung Internet on Android",
        ),
        ("Something (Windows)", "A browser on Windows"),
        ("Firefox/140.0", "Firefox"),
        ("<script>alert(1)</script>", "A browser that we do not know"),
        ("", "A browser that we do not know"),
    ],
)
def test_device_is_told_in_words(agent, device):
    assert device_of(agent) == device


def test_list_shows_each_place_with_this_one_first(cast, settings):
    settings.CLIENT_ADDRESS_HEADER = "X-Real-IP"
    here = browser(cast.vic, **{"X-Real-IP": "192.0.2.1"})
    there = browser(cast.vic, **{"X-Real-IP": "192.0.2.2", "User-Agent": "Safari/1 (iPhone)"})
    for client in (here, there):
        passes(client, idle=120)
        client.get(ACCOUNT)

    shown = places(here)

    assert [(place.device, place.address, place.is_this) for place in shown] == [
        ("Firefox on Windows", "192.0.2.1", True),
        ("Safari on an iPhone", "192.0.2.2", False),
    ]


def test_list_says_when_it_began_and_was_last_used(cast):
    client = browser(cast.vic)
    passes(client, idle=30 * 60, whole=2 * 60 * 60)
    other = browser(cast.vic)

    (place,) = [place for place in places(other) if not place.is_this]

    ago = [
        round((timezone.now() - moment) / dt.timedelta(minutes=1))
        for moment in (place.began, place.used)
    ]
    assert ago == [120, 30]


def test_list_shows_only_what_still_signs_in(cast):
    idle, changed, ended, here = (browser(cast.vic) for _ in range(4))
    passes(idle, idle=61 * 60)
    Session.objects.filter(session_key=ended.session.session_key).delete()
    session = changed.session
    session["_auth_user_hash"] = "of the password before"
    session.save()

    assert [place.is_this for place in places(here)] == [True]


def test_list_shows_nobody_elses(cast):
    browser(cast.alice)

    assert len(places(browser(cast.vic))) == 1


@pytest.mark.parametrize("others", [1, 30])
def test_list_takes_the_same_queries_however_many(cast, django_assert_num_queries, others):
    here = browser(cast.vic)
    for _ in range(others):
        browser(cast.vic)

    with django_assert_num_queries(6):
        assert len(places(here)) == others + 1


def test_one_session_is_ended(cast):
    here, there = browser(cast.vic), browser(cast.vic)
    (other,) = [place for place in places(here) if not place.is_this]

    response = here.post(PAGE, {"session": other.number}, follow=True)

    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert "You have been signed out there." in response.content.decode()
    assert not Session.objects.filter(session_key=there.cookies["sessionid"].value).exists()
    event = Event.objects.latest("number")
    assert (event.verb, event.actor, event.changes) == (
        "accounts.session_ended",
        cast.vic,
        {"session": other.number},
    )


def test_all_others_are_ended(cast):
    here, *others = (browser(cast.vic) for _ in range(3))
    alice = browser(cast.alice)

    response = here.post(PAGE, {"session": "others"}, follow=True)

    assert [is_signed_in(client) for client in (here, *others, alice)] == [True, False, False, True]
    assert "You have been signed out of 2 other sessions." in response.content.decode()
    assert Event.objects.latest("number").changes == {"sessions": 2}


@pytest.mark.parametrize("number", ["0", "x", "", "9" * 30])
def test_session_that_is_not_there_is_told(cast, number):
    response = browser(cast.vic).post(PAGE, {"session": number}, follow=True)

    assert "That session had already ended." in response.content.decode()


def test_session_of_somebody_else_is_not_there(cast):
    theirs = browser(cast.alice)
    (place,) = places(theirs)

    browser(cast.vic).post(PAGE, {"session": place.number})

    assert is_signed_in(theirs)


def test_only_their_own_person_ends_a_session(cast):
    with pytest.raises(Refused, match="You can only end sessions of your own"):
        end_session(signed_in(cast.vic), by=cast.alice)
    with pytest.raises(Refused, match="Only an administrator"):
        end_other_sessions(cast.vic, this="", by=cast.alice)


def test_administrator_ends_all_sessions_of_their_people(cast):
    there = [browser(cast.vic), browser(cast.vic)]

    ended = end_sessions(cast.vic, by=cast.ada)

    assert (ended, [is_signed_in(client) for client in there]) == (2, [False, False])
    assert Event.objects.latest("number").verb == "accounts.sessions_ended"


def test_administrator_ends_sessions_of_somebody_who_has_just_left(cast):
    there = browser(cast.vic)
    end_role(cast.vic.memberships.get(), by=cast.ada)

    end_sessions(cast.vic, by=cast.ada)

    assert not is_signed_in(there)


def test_administrator_of_another_organisation_ends_none(cast):
    with pytest.raises(
        Refused, match="Only an administrator of an organisation that they work for"
    ):
        end_sessions(cast.kim, by=cast.ada)


def test_request_under_way_does_not_bring_an_ended_session_back(cast):
    """The browser whose session was ended while it waited for an answer."""
    there = browser(cast.vic)
    session = there.session
    session["something"] = "new"
    end_sessions(cast.vic, by=cast.vic)

    with pytest.raises(UpdateError):
        session.save()

    assert not is_signed_in(there)


def test_new_password_keeps_this_session_in_the_list_and_no_other(cast):
    cast.vic.set_password("an earlier password")
    cast.vic.save()
    here, there = browser(cast.vic), browser(cast.vic)

    session = here.session
    session.cycle_key()  # as Django does for whoever has chosen a new password
    session.save()
    here.cookies["sessionid"] = session.session_key

    assert [place.is_this for place in places(here)] == [True, False]
    assert (UserSession.objects.count(), is_signed_in(there)) == (2, True)


def test_sign_out_leaves_no_address_behind(cast):
    client = browser(cast.vic)

    client.post(reverse("accounts:sign_out"))

    assert UserSession.objects.count() == 0


def test_clearsessions_leaves_no_address_behind(cast):
    ended, here = browser(cast.vic), browser(cast.vic)
    key = ended.session.session_key
    Session.objects.filter(session_key=key).update(
        expire_date=timezone.now() - dt.timedelta(days=1)
    )

    call_command("clearsessions")

    assert [one.session_key for one in UserSession.objects.all()] == [here.session.session_key]


def test_address_is_the_one_in_the_event_log(cast, settings):
    settings.CLIENT_ADDRESS_HEADER = "X-Real-IP"
    client = browser(cast.vic)
    passes(client, idle=120)

    client.get(ACCOUNT, headers={"X-Real-IP": "2001:db8::7, 192.0.2.9"})

    assert sessions.sessions_of(cast.vic)[0].ip == "192.0.2.9"


def test_address_that_nobody_told_is_not_made_up(cast):
    page = browser(cast.vic).get(PAGE).content.decode()

    assert ("Not known" in page, sessions.NOWHERE in page) == (True, False)
