"""The navigation of every page."""

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.people_presenters import people
from accounts.presenters import navigation


def test_navigation_marks_the_page_that_is_shown(cast, rf):
    request = rf.get(reverse("accounts:account"))
    request.user = cast.alice

    links = navigation(request)["navigation"]

    assert links == [
        {"text": "Reviews", "href": "/", "current": False},
        {"text": "Notices", "href": "/notices/", "current": False},
        {"text": "People", "href": "/organisations/", "current": False},
        {"text": "Your account", "href": "/account/", "current": True},
    ]


def test_navigation_is_empty_before_signing_in(rf):
    request = rf.get("/")

    without_user = navigation(request)
    request.user = AnonymousUser()

    assert without_user == navigation(request) == {"navigation": []}


def test_people_lead_straight_to_the_only_organisation(cast):
    found = {user.name: people(user) for user in (cast.alice, cast.ada, cast.chloe, cast.quinn)}

    assert found == {
        "Alice": ("People", "/organisations/"),
        "Ada": ("People", cast.northbrook.get_absolute_url()),
        "Chloé": None,
        "Quinn": ("People", cast.home_office.get_absolute_url()),
    }
