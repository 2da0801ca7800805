"""Signing out by time: when, that it is told, and that nothing which was typed is lost."""

import re

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.tests.sessions import browser, passes
from accounts.time_limits import Left, begin, check, in_words, left_of, use
from audit.models import Event
from dhr_qa.tests.world import World
from drafts.keeping import LARGEST
from drafts.models import Draft
from feedback.models import Revision

ACCOUNT = reverse("accounts:account")
SIGN_IN = reverse("accounts:sign_in")
HOUR, HALF_DAY = 60 * 60, 12 * 60 * 60
WORDS = {"summary": "We asked the surgery for the notes.", "where": "4.2"}
SCRIPT = {"Sec-Fetch-Dest": "empty"}


@pytest.fixture
def vic(cast):
    return browser(cast.vic)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# What is left


def test_time_that_is_left_runs_from_use_and_from_the_beginning():
    session = {}
    begin(session, at=1000)

    use(session, at=1000 + 1800)

    assert left_of(session, at=1000 + 2400) == Left(idle=3000, whole=HALF_DAY - 2400)


@pytest.mark.parametrize(
    ("left", "over", "why"),
    [
        (Left(1, 1), False, None),
        (Left(0, 1), True, "nothing was done here for 60 minutes"),
        (Left(1, 0), True, "you signed in 12 hours ago"),
        (Left(-5, -9), True, "you signed in 12 hours ago"),
    ],
)
def test_time_is_over_when_either_limit_has_passed(left, over, why):
    assert left.is_over == over
    assert why in (None, left.why_over)


@pytest.mark.parametrize(("later", "written"), [(0, False), (59, False), (60, True)])
def test_use_is_written_down_at_most_once_a_minute(later, written):
    session = {}
    begin(session, at=1000)

    assert use(session, at=1000 + later) == written


@pytest.mark.parametrize(
    ("idle", "whole", "warned"),
    [(3600, 43200, (300, 300)), (480, 3600, (240, 300)), (8, 16, (4, 8))],
)
def test_warning_comes_five_minutes_before_or_half_way(settings, idle, whole, warned):
    settings.SESSION_IDLE, settings.SESSION_WHOLE = idle, whole

    assert (Left(1, 1).warn_idle, Left(1, 1).warn_whole) == warned


def test_end_is_told_as_a_time_of_the_day():
    assert re.fullmatch(r"\d{1,2}:\d\d[ap]m", Left(1, 60).ends)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "1 minute"),
        (900, "15 minutes"),
        (3600, "60 minutes"),
        (5400, "90 minutes"),
        (7200, "2 hours"),
        (8, "8 seconds"),
    ],
)
def test_limits_are_told_in_words(seconds, words):
    assert in_words(seconds) == words


@pytest.mark.parametrize(("idle", "whole"), [(0, 3600), (59, 3600), (3601, 3600)])
def test_limits_that_cannot_be_meant_stop_the_service(settings, idle, whole):
    settings.SESSION_IDLE, settings.SESSION_WHOLE = idle, whole

    with pytest.raises(ImproperlyConfigured, match="SESSION_IDLE_MINUTES has to be at least 1"):
        check()


# Being signed out


@pytest.mark.parametrize(
    ("idle", "whole", "why"),
    [
        (HOUR, 0, "nothing was done here for 60 minutes"),
        (0, HALF_DAY, "you signed in 12 hours ago"),
    ],
)
def test_page_asked_for_too_late_leads_to_sign_in_and_back(vic, idle, whole, why):
    key = vic.session.session_key
    passes(vic, idle=idle, whole=whole)

    response = vic.get(f"{ACCOUNT}?of=mine")

    assert (response.status_code, response.url) == (302, f"{SIGN_IN}?next=/account/%3Fof%3Dmine")
    assert told(response) == [f"You have been signed out, because {why}. Sign in to go on."]
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(("idle", "whole"), [(HOUR - 5, 0), (0, HALF_DAY - 5)])
def test_page_asked_for_in_time_is_shown(vic, idle, whole):
    passes(vic, idle=idle, whole=whole)

    assert vic.get(ACCOUNT).status_code == 200


def test_use_puts_off_the_idle_limit_only(vic):
    passes(vic, idle=HOUR - 5, whole=HALF_DAY - 60)

    vic.get(ACCOUNT)

    left = left_of(vic.session)
    assert (left.idle > HOUR - 5, left.whole <= 60) == (True, True)


def test_time_over_is_no_event_when_nothing_was_typed(vic):
    before = Event.objects.count()
    passes(vic, idle=HOUR)

    vic.get(ACCOUNT)

    assert Event.objects.count() == before


def test_open_pages_are_then_shown_as_to_anybody(vic):
    passes(vic, idle=HOUR)

    response = vic.get(reverse("accounts:reset_password"))

    assert (response.status_code, is_signed_in(vic)) == (200, False)


def test_session_from_before_there_were_limits_begins_now(vic):
    session = vic.session
    del session["began_at"], session["used_at"]
    session.save()

    response = vic.get(ACCOUNT)

    assert (response.status_code, set(vic.session.keys()) >= {"began_at", "used_at"}) == (200, True)


def test_page_in_the_same_minute_writes_nothing(vic, django_assert_max_num_queries):
    with django_assert_max_num_queries(9) as page:
        vic.get(ACCOUNT)

    assert [
        query["sql"][:6] for query in page.captured_queries if query["sql"][:6] != "SELECT"
    ] == []


def test_page_a_minute_later_writes_the_session_and_where_it_is_used(
    vic, django_assert_max_num_queries
):
    passes(vic, idle=61)

    with django_assert_max_num_queries(20) as page:
        vic.get(ACCOUNT)

    written = [query["sql"] for query in page.captured_queries if query["sql"].startswith("UPDATE")]
    assert [sql.split('"')[1] for sql in written] == ["usersessions_usersession", "django_session"]


# What was typed


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def page(world):
    return reverse("feedback:revise", args=[world.second.pk])


def test_what_is_sent_too_late_is_kept_and_nothing_is_done(world, page):
    client = browser(world.alice)
    client.get(page)
    before = Revision.unscoped.count()
    passes(client, idle=HOUR)

    response = client.post(page, WORDS | {"password": "three random words", "code": "123456"})

    draft = Draft.objects.get(page=page)
    shown = response.content.decode()
    assert (response.status_code, is_signed_in(client)) == (403, False)
    assert (draft.user, draft.page) == (world.alice, page)
    assert draft.texts == {name: [text] for name, text in WORDS.items()}
    assert Revision.unscoped.count() == before
    assert (
        "What you typed is kept. Sign in again, and it is on the page where you left it." in shown
    )
    assert f'href="{SIGN_IN}?next={page.replace("/", "%2F")}"' in shown
    assert ("nothing was done here for 60 minutes" in shown, "the surgery" in shown) == (
        True,
        False,
    )


def test_kept_text_is_an_event_without_the_text(world, page):
    client = browser(world.alice)
    passes(client, whole=HALF_DAY)

    client.post(page, WORDS)

    event = Event.objects.latest("number")
    assert (event.verb, event.actor, event.changes) == (
        "accounts.text_kept",
        world.alice,
        {"page": page},
    )


def test_what_cannot_be_kept_is_shown_for_copying(world, page):
    client = browser(world.alice)
    passes(client, idle=HOUR)

    response = client.post(page, {"summary": WORDS["summary"], "note": "w" * LARGEST})

    assert (response.status_code, Draft.objects.filter(page=page).count()) == (403, 0)
    assert response.context["typed"][0] == WORDS["summary"]
    assert "Copy it from here, sign in again, and paste it." in response.content.decode()


def test_text_is_there_again_after_signing_in(world, page):
    client = browser(world.alice)
    passes(client, idle=HOUR)
    client.post(page, WORDS)

    client.force_login(world.alice)
    response = client.get(page)

    assert WORDS["summary"] in response.content.decode()


def test_forged_form_is_refused_before_anything_is_kept(world, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.alice)
    passes(client, idle=HOUR)

    response = client.post(page, WORDS)

    assert (
        response.status_code,
        Draft.objects.filter(page=page).count(),
        is_signed_in(client),
    ) == (403, 0, True)


def test_button_sent_too_late_leads_back_to_its_page(world):
    client = browser(world.alice)
    passes(client, idle=HOUR)
    button = reverse("accounts:stay")

    response = client.post(button, headers={"Referer": "http://testserver/account/?a=b"})
    elsewhere = browser(world.alice)
    passes(elsewhere, idle=HOUR)
    other = elsewhere.post(button, headers={"Referer": "https://elsewhere.example/account/"})

    assert response.context["sign_in_url"] == f"{SIGN_IN}?next=%2Faccount%2F"
    assert other.context["sign_in_url"] == f"{SIGN_IN}?next=%2F"


def test_session_ended_elsewhere_shows_the_text_and_the_way_back(world, page):
    client = browser(world.alice)
    Session.objects.all().delete()

    response = client.post(page, WORDS)

    assert (response.status_code, response.context["typed"]) == (403, [WORDS["summary"]])
    assert response.context["sign_in_url"] == f"{SIGN_IN}?next={page.replace('/', '%2F')}"


def test_files_are_said_not_to_be_kept(world, page):
    client = browser(world.alice)
    passes(client, idle=HOUR)

    response = client.post(page, WORDS | {"file": SimpleUploadedFile("a.txt", b"words")})

    assert "Files were not kept. Choose them again." in response.content.decode()


# The script


def test_asking_how_much_is_left_is_no_use(vic):
    passes(vic, idle=1800)

    answer = vic.get(reverse("accounts:time_left"), headers=SCRIPT).json()

    assert (answer["idle"] <= 1800, left_of(vic.session).idle <= 1800) == (True, True)
    assert set(answer) == {"idle", "whole"}


def test_asking_after_the_end_leaves_the_session_for_what_is_still_to_be_sent(vic):
    passes(vic, idle=HOUR)

    answer = vic.get(reverse("accounts:time_left"), headers=SCRIPT).json()

    assert (answer["idle"] <= 0, is_signed_in(vic)) == (True, True)


def test_nobody_has_no_time_left(client, db):
    answer = client.get(reverse("accounts:time_left"), headers=SCRIPT)

    assert (answer.json(), "sessionid" in client.cookies) == ({"idle": 0, "whole": 0}, False)


def test_page_that_asks_by_itself_is_no_use_and_is_told_when_time_is_over(vic):
    passes(vic, idle=1800)
    vic.get(ACCOUNT, headers=SCRIPT)
    used = left_of(vic.session).idle > 1800
    passes(vic, idle=1800)

    response = vic.get(ACCOUNT, headers=SCRIPT)

    assert (used, response.status_code, is_signed_in(vic)) == (False, 401, True)


def test_staying_signed_in_puts_off_the_idle_limit(vic):
    passes(vic, idle=3500)

    answer = vic.post(reverse("accounts:stay"), headers=SCRIPT)

    assert (answer.status_code, answer.json()["idle"]) == (200, HOUR)


def test_staying_signed_in_comes_too_late_after_the_end(vic):
    passes(vic, idle=HOUR)

    answer = vic.post(reverse("accounts:stay"), headers=SCRIPT)

    assert (answer.status_code, left_of(vic.session).is_over) == (401, True)


def test_staying_signed_in_needs_a_form_of_ours(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.vic)

    assert client.post(reverse("accounts:stay")).status_code == 403


def test_two_windows_share_one_limit(vic):
    """One is used, the other stands open: neither is signed out."""
    passes(vic, idle=3500)

    vic.get(ACCOUNT)
    answer = vic.get(reverse("accounts:time_left"), headers=SCRIPT).json()

    assert answer["idle"] == HOUR


def test_page_carries_the_message_unseen(vic):
    page = vic.get(ACCOUNT).content.decode()

    assert 'data-idle="3600"' in page.replace("3599", "3600")
    assert "after 60 minutes without use" in page
    assert "data-time-left" not in Client().get(SIGN_IN).content.decode()
