"""Step-up: who has not proven themselves just now is asked in place, and goes on with what they typed."""

import time

import pytest
from django.http import HttpResponse
from django.urls import path
from django.views import View

from access.generic import ActionView, ScopedForm
from access.verdict import YES, Verdict
from accounts.models import Organisation
from accounts.step_up import StepUp, step_up
from accounts.tests.factories import proven
from audit.models import Event
from dhr_qa.urls import urlpatterns as pages
from govuk.forms import forms


class NameForm(ScopedForm):
    name = forms.CharField()


class Rename(StepUp, ActionView):
    """Renames an organisation, and refuses Eastmere."""

    model = Organisation
    form_class = NameForm

    @staticmethod
    def policy(user, organisation):
        return Verdict("Not this one.") if organisation.name == "Eastmere CSP" else YES

    def perform(self, form):
        Organisation.unscoped.filter(pk=self.object.pk).update(name=form.cleaned_data["name"])


class Everything(StepUp, View):
    def get(self, request):
        return HttpResponse("everything", content_type="text/plain")


@step_up
def by_function(request):
    return HttpResponse(request.method, content_type="text/plain")


urlpatterns = [
    *pages,
    path("rename/<int:pk>/", Rename.as_view()),
    path("everything/", Everything.as_view()),
    path("function/", by_function),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def alice(cast, client):
    cast.alice.set_password("an earlier password")
    cast.alice.save()
    client.force_login(cast.alice)
    return cast.alice


def asks(response):
    return "accounts/confirm.html" in [template.name for template in response.templates]


def confirm(client, page, response, **typed):
    """Send the page that asks, as a browser does: with everything that it carries."""
    carried = dict(response.context["typed"])
    given = {"confirm-then": response.context["then"], "confirm-password": "an earlier password"}
    return client.post(page, carried | given | typed)


def test_step_up_asks_once_and_shows_the_page(client, alice):
    asked = client.get("/everything/?of=all")
    answered = confirm(client, "/everything/?of=all", asked)

    shown = client.get(answered.url)
    assert (asks(asked), answered.url, shown.content) == (
        True,
        "/everything/?of=all",
        b"everything",
    )


def test_step_up_goes_on_with_what_was_typed(client, alice, cast):
    page = f"/rename/{cast.northbrook.pk}/"
    asked = client.post(page, {"name": "North and brook CSP"})
    before = Organisation.unscoped.get(pk=cast.northbrook.pk).name

    done = confirm(client, page, asked)

    cast.northbrook.refresh_from_db()
    assert (before, done.status_code, cast.northbrook.name) == (
        "Northbrook CSP",
        302,
        "North and brook CSP",
    )


def test_step_up_keeps_what_was_typed_through_a_wrong_password(client, alice, cast):
    page = f"/rename/{cast.northbrook.pk}/"
    asked = client.post(page, {"name": "North and brook CSP"})
    again = confirm(client, page, asked, **{"confirm-password": "wrong"})

    done = confirm(client, page, again)

    cast.northbrook.refresh_from_db()
    assert again.context["form"].errors == {"password": ["Enter the password of your account"]}
    assert (done.status_code, cast.northbrook.name) == (302, "North and brook CSP")


def test_step_up_never_carries_a_password(client, alice, cast):
    asked = client.post(f"/rename/{cast.northbrook.pk}/", {"name": "N", "new_password": "secret 1"})

    assert asked.context["typed"] == [("name", "N")]
    assert "secret 1" not in asked.content.decode()


def test_step_up_says_that_files_are_to_be_chosen_again(client, alice, cast, tmp_path):
    file = tmp_path / "Report.txt"
    file.write_text("Report")

    with file.open("rb") as handle:
        asked = client.post(f"/rename/{cast.northbrook.pk}/", {"name": "N", "file": handle})

    assert "You will be asked to choose your files again." in asked.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_step_up_asks_only_where_something_is_to_be_done(client, alice, cast, method):
    stranger = getattr(client, method)(f"/rename/{cast.westhaven.pk}/")
    refused = getattr(client, method)(f"/rename/{cast.eastmere.pk}/")

    assert (stranger.status_code, refused.status_code) == (404, 403)


def test_step_up_of_a_function_and_of_a_method_that_is_not_there(client, alice):
    asked = client.post("/function/")
    proven(client)

    assert (asks(asked), client.post("/function/").content) == (True, b"POST")
    assert client.post("/everything/").status_code == 405


def test_step_up_lasts_fifteen_minutes(client, alice):
    proven(client)
    session, found = client.session, []
    for minutes in (14, 16):
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time() - minutes * 60}
        ]
        session.save()
        found.append(asks(client.get("/everything/")))

    assert found == [False, True]


def test_step_up_of_somebody_else_in_the_same_browser_does_not_count(client, alice, cast):
    proven(client)
    session = client.session
    session["account_authentication_methods_user"] = str(cast.kim.pk)
    session.save()

    assert asks(client.get("/everything/")) is True


def test_step_up_is_in_the_event_log(client, alice):
    confirm(client, "/everything/", client.get("/everything/"))

    event = Event.objects.last()
    assert (event.verb, event.actor, event.subject_id, event.changes) == (
        "accounts.step_up_passed",
        alice,
        str(alice.pk),
        {"means": "password"},
    )


def test_step_up_tells_what_is_missing(client, alice):
    page = confirm(client, "/everything/", client.get("/everything/"), **{"confirm-password": ""})

    assert page.context["form"].non_field_errors() == ["Enter your password"]
