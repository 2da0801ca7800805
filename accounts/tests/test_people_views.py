"""The pages of an organisation: who reads what, what is asked, and what then stands."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.versions import CHANGED_SINCE
from accounts.actions import NO_REASON, edit_organisation, end_role, give_role
from accounts.models import Invitation, Membership, Organisation, Role, User
from accounts.people_forms import NO_OTHER_MANAGER, OrganisationForm
from accounts.tests.factories import invitation_to, person, proven
from audit.models import Event
from govuk.words import day

STAY_ASSIGNED = (
    "Areas for development that are assigned to you stay assigned to you. "
    "Tell Alice, who can assign them anew."
)
ONLY_ADMINISTRATORS = "Only an administrator of Northbrook CSP can do this."


@pytest.fixture
def ada(client, cast):
    """ada, who has just proven who she is."""
    client.force_login(cast.ada)
    proven(client)
    return cast.ada


def place(name, row):
    return reverse(f"accounts:{name}", args=[row.pk])


def said(response):
    return [str(message) for message in response.context["messages"]]


def role_of(user):
    return user.memberships.current().get()


def shown(page):
    return [
        (person.user.name, person.email, [held.role for held in person.roles])
        for person in page.context["page"]
    ]


def test_administrator_sees_people_addresses_and_invitations(client, cast, ada):
    invitation = invitation_to(cast.northbrook, by=ada)

    page = client.get(cast.northbrook.get_absolute_url())

    assert shown(page) == [
        ("Ada", "ada@example.org", ["Administrator"]),
        ("Alice", "alice@example.org", ["CSP manager"]),
        ("Vic", "vic@example.org", ["CSP viewer"]),
    ]
    assert [row.invitation for row in page.context["invited"]] == [invitation]


def test_others_see_names_and_roles_only(client, cast):
    invitation_to(cast.northbrook, by=cast.ada)
    client.force_login(cast.vic)

    page = client.get(cast.northbrook.get_absolute_url())

    text = page.content.decode()
    assert [name for name, _, _ in shown(page)] == ["Ada", "Alice", "Vic"]
    assert "@" not in text
    assert [word for word in ("Noor", "Invite somebody", "Give another role") if word in text] == []


def test_secretariat_sees_no_people_of_a_partnership(client, cast):
    client.force_login(cast.quinn)

    of_csp = client.get(cast.northbrook.get_absolute_url())
    own = client.get(cast.home_office.get_absolute_url())

    assert (of_csp.status_code, shown(of_csp)) == (200, [])
    assert "Vic" not in of_csp.content.decode()
    assert shown(own) == [("Quinn", "", ["QA officer"])]


@pytest.mark.parametrize("who", ["chloe", "kim"])
def test_stranger_finds_no_organisation(client, cast, who):
    client.force_login(getattr(cast, who))

    assert client.get(cast.northbrook.get_absolute_url()).status_code == 404


def test_people_who_left_are_folded(client, cast, ada):
    end_role(role_of(cast.vic), by=None)

    page = client.get(cast.northbrook.get_absolute_url())

    today = day(timezone.now())
    assert "Vic" not in [name for name, _, _ in shown(page)]
    assert [(p.user, p.roles[0].when) for p in page.context["left"]] == [
        (cast.vic, f"{today} to {today}")
    ]


def test_organisation_without_administrator_says_so(client, cast):
    client.force_login(cast.kim)

    page = client.get(cast.westhaven.get_absolute_url())

    assert "Westhaven CSP has no administrator" in page.content.decode()


def test_list_shows_where_somebody_works(client, cast):
    found = {}
    for user in (cast.alice, cast.ada, cast.chloe, cast.quinn):
        client.force_login(user)
        rows = client.get(reverse("accounts:organisations")).context["workplaces"]
        found[user.name] = [(str(where), roles) for where, roles in rows]

    assert found == {
        "Alice": [("Eastmere CSP", "CSP manager"), ("Northbrook CSP", "CSP manager")],
        "Ada": [("Northbrook CSP", "Administrator")],
        "Chloé": [],
        "Quinn": [("Home Office", "QA officer")],
    }


@pytest.mark.parametrize("looks_after", [True, False])
def test_page_costs_the_same_for_one_and_for_thirty(client, cast, looks_after):
    client.force_login(cast.ada if looks_after else cast.vic)
    url = cast.northbrook.get_absolute_url()
    few = queries(client, url)
    for number in range(30):
        gone = person(f"Gone {number}", Role.CSP_VIEWER, cast.northbrook)
        end_role(role_of(gone), by=None)
        person(f"New {number}", Role.CSP_MANAGER, cast.northbrook)
        invitation_to(cast.northbrook, email=f"i{number}@example.org", by=cast.ada)

    many = queries(client, url)

    assert many == few


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_list_costs_the_same_for_one_and_for_thirty(client, cast):
    client.force_login(cast.vic)
    url = reverse("accounts:organisations")
    few = queries(client, url)
    for number in range(30):
        where = Organisation.unscoped.create(name=f"CSP {number}")
        give_role(cast.vic, role=Role.CSP_VIEWER, organisation=where, by=None)

    assert queries(client, url) == few


def test_more_people_than_fit_have_a_second_page(client, cast, ada):
    for number in range(60):
        person(f"P{number:02}", Role.CSP_VIEWER, cast.northbrook)

    first = client.get(cast.northbrook.get_absolute_url())
    second = client.get(cast.northbrook.get_absolute_url(), {"page": 2})

    assert (len(shown(first)), len(shown(second))) == (50, 13)


def test_inviting_says_that_the_mail_went(
    client, cast, ada, mailoutbox, django_capture_on_commit_callbacks
):
    typed = {"name": "Noor", "email": "noor@example.org", "role": "csp_viewer"}

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(place("invite", cast.northbrook), typed)

    assert response.url == cast.northbrook.get_absolute_url()
    assert (len(mailoutbox), Invitation.unscoped.get().by) == (1, ada)
    assert Invitation.unscoped.get().mailed_at is not None


def test_inviting_asks_for_what_is_missing(client, cast, ada):
    page = client.post(place("invite", cast.northbrook), {"email": "noor"})

    assert page.context["form"].errors == {
        "name": ["Enter the name of the person"],
        "email": ["Enter an e-mail address in the correct format, like name@example.org"],
        "role": ["Select a role"],
    }


@pytest.mark.parametrize("email", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nX: y"])
def test_inviting_takes_no_header(client, cast, ada, email):
    typed = {"name": "Noor", "email": email, "role": "csp_viewer"}

    page = client.post(place("invite", cast.northbrook), typed)

    assert list(page.context["form"].errors) == ["email"]
    assert Invitation.unscoped.count() == 0


def test_inviting_offers_the_roles_of_the_organisation(client, cast):
    olga = person("Olga", Role.ADMINISTRATOR, cast.home_office)
    client.force_login(olga)
    proven(client)

    form = client.get(place("invite", cast.home_office)).context["form"]
    page = client.post(
        place("invite", cast.home_office),
        {"name": "Noor", "email": "noor@example.org", "role": "csp_manager"},
    )

    assert [value for value, _ in form.fields["role"].choices] == ["qa_officer", "administrator"]
    assert page.context["form"].errors == {"role": ["Select role from the list"]}


@pytest.mark.parametrize(
    "name", ["invite", "settings", "give_role", "end_role", "send_invitation_again", "leave"]
)
def test_what_needs_care_asks_first_who_it_is(client, cast, name):
    invitation = invitation_to(cast.northbrook, by=cast.ada)
    person("Bea", Role.ADMINISTRATOR, cast.northbrook)
    rows = {"send_invitation_again": invitation}
    rows |= dict.fromkeys(("give_role", "end_role"), role_of(cast.vic))
    client.force_login(cast.ada)
    before = Event.objects.count()

    for response in (
        client.get(place(name, rows.get(name, cast.northbrook))),
        client.post(place(name, rows.get(name, cast.northbrook)), {"role": "csp_manager"}),
    ):
        assert "accounts/confirm.html" in [template.name for template in response.templates]
    assert Event.objects.count() == before


@pytest.mark.parametrize("who", ["alice", "vic"])
@pytest.mark.parametrize("name", ["invite", "settings", "give_role", "end_role"])
def test_whoever_is_no_administrator_reads_why_not(client, cast, who, name):
    client.force_login(getattr(cast, who))
    row = role_of(cast.vic) if "role" in name else cast.northbrook

    response = client.post(place(name, row), {"role": "administrator"})

    assert (response.status_code, response.context["reason"]) == (403, ONLY_ADMINISTRATORS)


def test_another_role_is_given(client, cast, ada):
    url = place("give_role", role_of(cast.vic))

    offered = client.get(url).context["form"].fields["role"].choices
    page = client.post(url, {"role": "csp_manager"}, follow=True)

    assert [value for value, _ in offered] == ["csp_manager", "administrator"]
    assert said(page) == ["Vic is now CSP manager too."]
    assert User.objects.get(pk=cast.vic.pk).is_csp_manager is True


def test_administrator_cannot_give_themselves_a_role(client, cast, ada):
    person("Bea", Role.ADMINISTRATOR, cast.northbrook)

    response = client.post(place("give_role", role_of(cast.ada)), {"role": "csp_manager"})

    assert response.context["reason"] == (
        "Nobody gives a role to themselves. Ask another administrator of Northbrook CSP."
    )
    assert User.objects.get(pk=ada.pk).organisation_ids == frozenset()


def test_role_that_ends_is_seen_by_nobody_any_more(client, cast, ada):
    elsewhere = type(client)()
    elsewhere.force_login(cast.vic)
    before = elsewhere.get(cast.review.get_absolute_url()).status_code

    page = client.post(place("end_role", role_of(cast.vic)), follow=True)

    assert said(page) == ["Vic is not CSP viewer any more."]
    assert (before, elsewhere.get(cast.review.get_absolute_url()).status_code) == (200, 302)


def test_only_manager_is_asked_about(client, cast, ada):
    url = place("end_role", cast.alice.memberships.get(organisation=cast.northbrook))

    asked = client.post(url)
    done = client.post(url, {"sure": "on"}, follow=True)

    sentence = NO_OTHER_MANAGER.format(user="Alice", organisation="Northbrook CSP")
    assert asked.context["form"].errors == {"sure": [sentence]}
    assert said(done) == ["Alice is not CSP manager any more."]


def test_administrator_who_ends_their_last_role_goes_to_their_account(client, cast, ada):
    person("Bea", Role.ADMINISTRATOR, cast.northbrook)

    response = client.post(place("end_role", role_of(cast.ada)))

    assert response.url == reverse("accounts:account")


def test_role_that_has_ended_is_refused(client, cast, ada):
    membership = role_of(cast.vic)
    end_role(membership, by=None)

    response = client.post(place("end_role", membership))

    assert response.context["reason"] == "Vic is not CSP viewer at Northbrook CSP any more."


def test_leaving_says_what_it_means(client, cast):
    cara = person("Cara", Role.CSP_MANAGER, cast.northbrook)
    client.force_login(cara)
    proven(client)
    url = place("leave", cast.northbrook)

    means = client.get(url).context["means"]
    page = client.post(url, follow=True)

    assert means == [
        "You stop being CSP manager of Northbrook CSP.",
        "You will not see its reviews any more, except those that you chair.",
        STAY_ASSIGNED,
        "What you wrote stays, with your name.",
        "An administrator can invite you again.",
    ]
    assert said(page) == ["You have left Northbrook CSP."]
    assert page.request["PATH_INFO"] == reverse("accounts:account")
    assert client.get(cast.review.get_absolute_url()).status_code == 404


def test_last_administrator_does_not_leave(client, cast, ada):
    response = client.post(place("leave", cast.northbrook))

    assert response.context["reason"] == (
        "Northbrook CSP has no other administrator. Give somebody else that role first."
    )


def test_last_manager_is_asked_before_leaving(client, cast):
    client.force_login(cast.alice)
    proven(client)
    url = place("leave", cast.northbrook)

    asked = client.post(url)
    client.post(url, {"sure": "on"})

    assert list(asked.context["form"].errors) == ["sure"]
    left = User.objects.get(pk=cast.alice.pk)
    assert left.organisation_ids == {cast.eastmere.pk}


def test_settings_are_saved(client, cast, ada):
    url = place("settings", cast.northbrook)
    typed = {"name": " North  CSP ", "second_factor": "everyone", "version": 1}

    page = client.post(url, typed, follow=True)

    cast.northbrook.refresh_from_db()
    assert said(page) == ["The settings are saved."]
    assert (cast.northbrook.name, cast.northbrook.second_factor) == ("North CSP", "everyone")


def test_asking_fewer_people_for_a_second_step_needs_a_reason(client, cast, ada):
    cast.northbrook.second_factor = "everyone"
    typed = {"name": "Northbrook CSP", "second_factor": "optional", "version": "1"}

    def errors(**more):
        return OrganisationForm(typed | more, user=ada, organisation=cast.northbrook).errors

    assert errors() == {"reason": [NO_REASON]}
    assert errors(reason="Old telephones.") == errors(second_factor="everyone") == {}


def test_second_of_two_who_change_the_settings_is_told(client, cast, ada):
    url = place("settings", cast.northbrook)
    opened = {"name": "Mine", "second_factor": "optional", "version": 1}
    client.get(url)
    edit_organisation(
        cast.northbrook, version=1, name="Theirs", second_factor="optional", by=cast.ada
    )

    told = client.post(url, opened)

    assert told.context["form"].non_field_errors() == [CHANGED_SINCE]
    assert told.context["form"]["name"].value() == "Mine"
    [contested] = told.context["contested"]
    assert (contested.saved, contested.typed) == ("Theirs", "Mine")


def test_name_of_another_organisation_is_refused(client, cast, ada):
    typed = {"name": "eastmere csp", "second_factor": "optional", "version": 1}

    page = client.post(place("settings", cast.northbrook), typed)

    assert page.context["form"].errors == {
        "name": ["There is an organisation of this name already. Enter another one."]
    }


def test_invitation_is_withdrawn(client, cast, ada):
    invitation = invitation_to(cast.northbrook, by=ada)

    page = client.post(place("withdraw_invitation", invitation), follow=True)

    assert said(page) == ["The invitation does not work any more."]
    assert Invitation.unscoped.get().withdrawn_by == ada


def test_invitation_is_sent_again(
    client, cast, ada, mailoutbox, django_capture_on_commit_callbacks
):
    invitation = invitation_to(cast.northbrook, by=ada)
    Invitation.unscoped.update(mailed_at=timezone.now() - dt.timedelta(minutes=5))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(place("send_invitation_again", invitation))

    assert [message.to for message in mailoutbox] == [["noor@example.org"]]


def test_name_is_ones_own(client, cast):
    client.force_login(cast.vic)

    page = client.post(reverse("accounts:change_name"), {"name": " Vic  Łoś "}, follow=True)

    assert said(page) == ["Your name has been changed."]
    assert User.objects.get(pk=cast.vic.pk).name == "Vic Łoś"


def test_account_is_closed_by_whom_it_belongs_to(client, cast):
    nobody = person("Nobody")
    client.force_login(nobody)
    proven(client)
    url = reverse("accounts:close_account")

    asked = client.post(url)
    closed = client.post(url, {"sure": "on"}, follow=True)

    assert asked.context["form"].errors == {"sure": ["Select that you want to close your account"]}
    assert said(closed) == ["Your account is closed."]
    assert User.objects.get(pk=nobody.pk).is_active is False
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["vic", "chloe", "ada"])
def test_account_that_is_needed_is_not_closed(client, cast, who):
    user = getattr(cast, who)
    client.force_login(user)
    proven(client)

    response = client.post(reverse("accounts:close_account"), {"sure": "on"})

    assert response.status_code == 403
    assert User.objects.get(pk=user.pk).is_active is True


def test_account_page_offers_closing_only_when_it_is_possible(client, cast):
    offered = {}
    for user in (cast.vic, cast.chloe, person("Nobody")):
        client.force_login(user)
        text = client.get(reverse("accounts:account")).content.decode()
        offered[user.name] = reverse("accounts:close_account") in text

    assert offered == {"Vic": False, "Chloé": False, "Nobody": True}


def test_memberships_of_others_are_not_there(client, cast, ada):
    kims = Membership.objects.get(user=cast.kim)

    assert client.post(place("end_role", kims)).status_code == 404
    assert client.post(place("give_role", kims), {"role": "csp_viewer"}).status_code == 404
