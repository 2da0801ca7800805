"""Adding people from the command line."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation, OrganisationKind, Role, User
from audit.models import Event
from audit.tests.trail import every_row


def add(email="noor@example.org", name="Noor", organisation="Northbrook CSP", role="csp_manager"):
    call_command("add_person", email, name=name, organisation=organisation, role=role.split())


@pytest.fixture
def refused(cast):
    """Runs the command, which must stop without a trace, and returns what it says."""

    def run(**typed):
        before = every_row()
        with pytest.raises(CommandError) as error:
            add(**typed)
        assert every_row() == before
        return str(error.value)

    return run


def test_new_person_is_told_how_to_choose_a_password(cast, client, capsys):
    add()

    said = capsys.readouterr().out.splitlines()
    link = said[1].removeprefix("To set a password, open this page of the service within a day: ")
    noor = User.objects.get(email="noor@example.org")
    assert said[0] == "Noor is now CSP manager at Northbrook CSP."
    assert noor.holds(Role.CSP_MANAGER, cast.northbrook.pk)
    assert client.get(link, follow=True).context["validlink"] is True


def test_new_person_leaves_two_events(cast):
    before = Event.objects.count()

    add()

    verbs = list(Event.objects.order_by("pk").values_list("verb", "actor_name"))[before:]
    assert verbs == [
        ("accounts.person_added", "the command line"),
        ("accounts.role_given", "the command line"),
    ]


def test_person_with_a_password_is_given_no_link(cast, capsys):
    cast.vic.set_password("three random words")
    cast.vic.save()

    add(email="VIC@example.org")

    assert capsys.readouterr().out == "Vic is now CSP manager at Northbrook CSP.\n"
    assert User.objects.filter(email__iexact="vic@example.org").count() == 1


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("csp_viewer", OrganisationKind.CSP),
        ("qa_officer", OrganisationKind.HOME_OFFICE),
    ],
)
def test_unknown_organisation_is_made_of_the_kind_of_the_role(cast, role, kind):
    add(organisation="A new place", role=role)

    assert Organisation.unscoped.get(name="A new place").kind == kind


def test_first_person_of_an_organisation_runs_it_and_looks_after_it(cast, capsys):
    add(organisation="Southmoor CSP", role="csp_manager administrator")

    said = capsys.readouterr().out.splitlines()
    southmoor = Organisation.unscoped.get(name="Southmoor CSP")
    noor = User.objects.get(email="noor@example.org")
    assert said[:2] == [
        "Noor is now CSP manager at Southmoor CSP.",
        "Noor is now Administrator at Southmoor CSP.",
    ]
    assert noor.holds(Role.CSP_MANAGER, southmoor.pk)
    assert noor.holds(Role.ADMINISTRATOR, southmoor.pk)
    assert len(said) == 3


def test_organisation_without_administrator_is_pointed_out(cast, capsys):
    add(organisation="Southmoor CSP")

    assert capsys.readouterr().out.splitlines()[-1] == (
        "Nobody at Southmoor CSP can invite people yet. Give somebody the role administrator."
    )


def test_home_office_has_administrators_too(cast):
    add(organisation="Home Office", role="administrator")

    noor = User.objects.get(email="noor@example.org")
    assert noor.holds(Role.ADMINISTRATOR, cast.home_office.pk)


def test_all_roles_are_given_or_none(cast, refused):
    sentence = refused(role="csp_manager qa_officer")

    assert sentence == "Northbrook CSP cannot have a QA officer."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "alice@example.org"}, "Alice is already CSP manager at Northbrook CSP."),
        ({"role": "qa_officer"}, "Northbrook CSP cannot have a QA officer."),
        ({"organisation": "Home Office"}, "Home Office cannot have a CSP manager."),
        ({"email": "noor"}, "noor is not an e-mail address."),
    ],
)
def test_what_cannot_be_is_refused(refused, typed, sentence):
    assert refused(**typed) == sentence


def test_closed_account_is_not_opened_again(cast, refused):
    User.objects.filter(pk=cast.vic.pk).update(is_active=False)

    assert refused(email="vic@example.org") == "The account of vic@example.org has been closed."


def test_end_role_takes_it_away_from_this_moment(cast):
    call_command(
        "end_role",
        cast.vic.email,
        organisation="Northbrook CSP",
        role="csp_viewer",
        stdout=StringIO(),
    )

    vic = User.objects.get(pk=cast.vic.pk)
    assert (vic.organisation_ids, vic.memberships.count()) == (frozenset(), 1)


def test_end_role_that_is_not_held_is_refused(cast):
    with pytest.raises(CommandError) as error:
        call_command("end_role", cast.vic.email, organisation="Eastmere CSP", role="csp_viewer")

    assert str(error.value) == "vic@example.org is not CSP viewer at Eastmere CSP."


def test_close_account_ends_everything_at_once(cast, capsys):
    call_command("close_account", "ALICE@example.org")

    alice = User.objects.get(pk=cast.alice.pk)
    assert capsys.readouterr().out.splitlines() == [
        "The account of Alice is closed.",
        "Alice is no longer CSP manager at Northbrook CSP.",
        "Alice is no longer CSP manager at Eastmere CSP.",
    ]
    assert (alice.is_active, alice.workplaces) == (False, frozenset())
    assert Event.objects.last().actor_name == "the command line"


def test_close_account_says_which_reviews_need_another_chair(cast, capsys):
    call_command("close_account", "chloe@example.org")

    assert capsys.readouterr().out.splitlines() == [
        "The account of Chloé is closed.",
        f"Chloé is still named as chair of review {cast.review.pk}.",
    ]


def test_close_account_that_is_not_there_or_not_open_is_refused(cast):
    User.objects.filter(pk=cast.vic.pk).update(is_active=False)
    told = []
    for email in ("nobody@example.org", "vic@example.org"):
        with pytest.raises(CommandError) as error:
            call_command("close_account", email)
        told.append(str(error.value))

    assert told == [
        "There is no account with the e-mail address nobody@example.org.",
        "The account of Vic has been closed.",
    ]
