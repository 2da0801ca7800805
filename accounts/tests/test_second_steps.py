"""Second steps: who is asked for one, how they are set up, shown and removed, and what is kept of them."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from access.verdict import Refused
from accounts import second_steps, secret_box
from accounts.actions import end_role
from accounts.models import Organisation, Role, SecondFactor, User
from accounts.second_steps import Kind, codes_of, kinds
from accounts.sign_in_actions import (
    add_app,
    add_passkey,
    forget_second_steps,
    make_recovery_codes,
    note_codes_kept,
    remove_second_step,
)
from accounts.tests.factories import SECRET, code, person, proven, recovery_codes, with_app
from audit.models import Event
from reviews.tests.factories import review_of

SET_UP = reverse("accounts:set_up_second_step")
SIGNING_IN = reverse("accounts:signing_in")
ADD_APP = reverse("accounts:add_app")
CODES = reverse("accounts:recovery_codes")
LAST_ONE = "Northbrook CSP asks you for a second step. Add another one first, then you can remove this one."


def asks(organisation, whom):
    Organisation.unscoped.filter(pk=organisation.pk).update(second_factor=whom)


def page_of(user, place="/"):
    client = Client()
    client.force_login(user)
    return client.get(place)


@pytest.fixture
def vic(cast, client):
    client.force_login(cast.vic)
    proven(client)
    return cast.vic


# Who is asked


@pytest.mark.parametrize(
    ("whom", "expected"),
    [
        (SecondFactor.OPTIONAL, []),
        (SecondFactor.ADMINISTRATORS, ["Ada"]),
        (SecondFactor.EVERYONE, ["Alice", "Vic", "Chloé", "Ada"]),
    ],
)
def test_second_step_is_asked_of_whom_the_organisation_says(cast, whom, expected):
    asks(cast.northbrook, whom)

    led = [
        one.name
        for one in (cast.alice, cast.vic, cast.chloe, cast.ada, cast.kim, cast.quinn)
        if page_of(one).headers.get("Location") == SET_UP
    ]
    assert led == expected


def test_second_step_is_not_asked_of_whoever_has_one(cast):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    with_app(cast.vic)
    add_passkey(cast.alice, name="Phone", credential={}, by=cast.alice)

    assert [page_of(one).status_code for one in (cast.vic, cast.alice)] == [200, 200]


def test_recovery_codes_alone_are_no_second_step(cast):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    app = with_app(cast.vic)
    Authenticator.objects.filter(pk=app.pk).delete()

    assert page_of(cast.vic).headers.get("Location") == SET_UP


def test_second_step_is_asked_as_soon_as_the_organisation_asks(cast, client):
    client.force_login(cast.vic)
    before = client.get("/").status_code
    asks(cast.northbrook, SecondFactor.EVERYONE)

    after = client.get("/")

    assert (before, after.url) == (200, SET_UP)


def test_second_step_is_asked_no_more_of_whoever_has_left(cast):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    end_role(cast.vic.memberships.get(), by=None)

    assert page_of(cast.vic).headers.get("Location") != SET_UP


def test_chair_of_elsewhere_is_not_asked(cast):
    asks(cast.eastmere, SecondFactor.EVERYONE)
    bea = person("Bea")
    review_of(cast.northbrook, name="Ash", chair=bea, by=cast.alice)

    assert page_of(bea).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "accounts:set_up_second_step",
        "accounts:add_app",
        "accounts:add_passkey",
        "accounts:change_password",
    ],
)
def test_whoever_is_asked_can_set_one_up(cast, name):
    asks(cast.northbrook, SecondFactor.EVERYONE)

    assert page_of(cast.vic, reverse(name)).status_code == 200


def test_whoever_is_asked_can_sign_out(cast, client):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    client.force_login(cast.vic)

    client.post(reverse("accounts:sign_out"))

    assert "_auth_user_id" not in client.session


def test_what_somebody_typed_who_is_asked_meanwhile_is_not_lost(cast, client):
    client.force_login(cast.vic)
    asks(cast.northbrook, SecondFactor.EVERYONE)

    page = client.post(reverse("accounts:change_name"), {"name": "What I wrote all morning"})

    assert (page.status_code, page.context["typed"]) == (403, ["What I wrote all morning"])
    assert "What I wrote all morning" in page.content.decode()


def test_asking_takes_no_query_of_its_own(cast, client, django_assert_num_queries):
    """Whether a second step is missing comes with the person."""
    asks(cast.northbrook, SecondFactor.EVERYONE)
    client.force_login(cast.vic)

    with django_assert_num_queries(2):  # the session, the person
        client.get("/")


# An authenticator app


def test_app_is_set_up_with_its_first_code(client, vic):
    page = client.get(ADD_APP)
    secret = page.context["key"].replace(" ", "")

    done = client.post(ADD_APP, {"code": code(secret=secret)})

    kept = Authenticator.objects.get(user=vic, type=Kind.TOTP)
    assert (done.url, secret_box.opened(kept.data["secret"])) == (CODES, secret)


def test_app_of_a_wrong_code_is_not_set_up(client, vic):
    secret = client.get(ADD_APP).context["key"]

    page = client.post(ADD_APP, {"code": "000000"})

    assert page.context["form"].errors == {
        "code": ["Enter the 6-digit code that your authenticator app shows now"]
    }
    assert (page.context["key"], kinds(vic)) == (secret, frozenset())


def test_first_code_of_an_app_does_not_also_sign_in(client, vic):
    secret = client.get(ADD_APP).context["key"].replace(" ", "")
    client.post(ADD_APP, {"code": code(secret=secret)})

    assert second_steps.is_first_use(vic, code(secret=secret)) is False


def test_picture_of_the_key_needs_nothing_that_the_policy_forbids(client, vic):
    page = client.get(ADD_APP).content.decode()

    assert '<svg class="app-qr"' in page
    assert [word for word in ("style=", "data:image", "<style") if word in page] == []


def test_key_is_given_as_text_with_who_it_is_for(client, vic):
    page = client.get(ADD_APP)

    assert len(page.context["key"].split()) == 8
    assert page.context["key"] in page.content.decode()


def test_another_app_takes_the_place_of_the_first(vic):
    first = with_app(vic)
    codes = recovery_codes(vic)

    second = add_app(vic, secret="A" * 32, by=vic)

    assert list(second_steps.of(vic).filter(type=Kind.TOTP)) == [second] != [first]
    assert recovery_codes(vic) == codes


def test_pages_of_second_steps_ask_first_who_somebody_is(cast, client):
    client.force_login(cast.vic)
    app = with_app(cast.vic)
    places = [
        ADD_APP,
        reverse("accounts:add_passkey"),
        reverse("accounts:remove_second_step", args=[app.pk]),
        CODES,
        reverse("accounts:download_codes"),
        reverse("accounts:make_codes"),
    ]

    shown = [client.get(place).templates[0].name for place in places]

    assert shown == ["accounts/confirm.html"] * 6


def test_secret_is_not_to_be_read_in_the_database(vic):
    app = with_app(vic)

    app.refresh_from_db()
    assert SECRET not in str(app.data)
    assert codes_of(vic).data["seed"] != secret_box.opened(codes_of(vic).data["seed"])


def test_secret_is_read_with_an_earlier_key(vic, settings):
    app = with_app(vic)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key " * 5

    assert secret_box.opened(app.data["secret"]) == SECRET


def test_code_is_wrong_rather_than_an_error_when_the_key_is_lost(vic, settings):
    app = with_app(vic)
    settings.SECRET_KEY = "another key " * 5

    assert app.wrap().validate_code(code()) is False
    assert recovery_codes(vic) != recovery_codes(vic)  # of a secret that is another one each time
    assert secret_box.opened(app.data["secret"]) != secret_box.opened(app.data["secret"])


# Passkeys


@pytest.mark.parametrize("sent", ["", "null", "[]", "{}", '{"id": "x"}', "nothing"])
def test_passkey_that_is_none_is_not_added(client, vic, sent):
    place = reverse("accounts:add_passkey")
    client.get(place)

    page = client.post(place, {"name": "Phone", "credential": sent})

    assert (page.status_code, kinds(vic)) == (200, frozenset())
    assert "The passkey could not be added. Try again" in page.content.decode()


def test_passkey_is_asked_to_make_sure_of_the_person(client, vic):
    options = client.get(reverse("accounts:add_passkey")).context["options"]["publicKey"]

    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"


def test_passkey_needs_script_and_the_page_says_so(client, vic):
    page = client.get(reverse("accounts:add_passkey")).content.decode()

    assert "Passkeys need JavaScript, which is switched off in this browser." in page


# Recovery codes


def test_recovery_codes_are_shown_until_they_are_kept(client, vic):
    with_app(vic)
    shown = [client.get(CODES).context["shown"] for _ in range(2)]
    client.post(CODES)

    after = client.get(CODES)

    assert shown == [recovery_codes(vic)] * 2
    assert (after.context["shown"], after.context["left"]) == ([], 10)


def test_recovery_codes_are_a_text_file_as_long_as_they_are_shown(client, vic):
    app = with_app(vic)
    place = reverse("accounts:download_codes")
    file = client.get(place)
    note_codes_kept(codes_of(vic), by=app.user)

    after = client.get(place)

    lines = file.content.decode().splitlines()
    assert [line for line in lines if line.isdigit()] == recovery_codes(vic)
    assert file.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert after.status_code == 404


def test_page_says_how_many_recovery_codes_are_left(client, vic):
    with_app(vic)
    codes_of(vic).wrap().validate_code(recovery_codes(vic)[0])

    page = client.get(SIGNING_IN)

    assert page.context["codes_left"] == 9
    assert "You have 9 recovery codes left" in page.content.decode()


def test_new_recovery_codes_end_the_old_ones(client, vic):
    with_app(vic)
    old = recovery_codes(vic)
    note_codes_kept(codes_of(vic), by=vic)

    done = client.post(reverse("accounts:make_codes"))

    new = client.get(done.url).context["shown"]
    assert (done.url, len(new), set(new) & set(old)) == (CODES, 10, set())


def test_recovery_codes_are_not_made_without_a_second_step(vic):
    with pytest.raises(Refused, match=r"^Recovery codes stand in for a second step"):
        make_recovery_codes(vic, by=vic)


# Removing


def test_last_second_step_is_kept_where_one_is_asked_for(client, vic, cast):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    app = with_app(vic)
    place = reverse("accounts:remove_second_step", args=[app.pk])

    refused = client.get(place), client.post(place)

    assert [(page.status_code, page.context["reason"]) for page in refused] == [(403, LAST_ONE)] * 2
    with pytest.raises(Refused, match=r"^Northbrook CSP asks you for a second step"):
        remove_second_step(app, by=vic)
    assert Kind.TOTP in kinds(vic)


def test_last_second_step_goes_with_its_codes_where_none_is_asked_for(client, vic):
    app = with_app(vic)

    client.post(reverse("accounts:remove_second_step", args=[app.pk]))

    assert second_steps.of(vic).exists() is False


def test_one_of_two_second_steps_can_go(client, vic, cast):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    app = with_app(vic)
    add_passkey(vic, name="Phone", credential={}, by=vic)

    client.post(reverse("accounts:remove_second_step", args=[app.pk]))

    assert kinds(vic) == {Kind.WEBAUTHN, Kind.RECOVERY_CODES}


def test_nobody_removes_somebody_elses(client, vic, cast):
    app = with_app(cast.alice)

    found = client.post(reverse("accounts:remove_second_step", args=[app.pk]))

    assert (found.status_code, Kind.TOTP in kinds(cast.alice)) == (404, True)


def test_recovery_codes_cannot_be_removed_by_themselves(client, vic):
    with_app(vic)
    place = reverse("accounts:remove_second_step", args=[codes_of(vic).pk])

    assert client.post(place).status_code == 404


def test_person_who_has_lost_everything_begins_again(vic, cast):
    with_app(vic)

    forget_second_steps(vic, by=cast.ada)

    event = Event.objects.last()
    assert (kinds(vic), event.verb, event.changes) == (
        frozenset(),
        "accounts.second_steps_forgotten",
        {"kinds": ["totp", "recovery_codes"]},
    )


def test_whoever_runs_the_service_lets_somebody_begin_again(vic, capsys):
    with_app(vic)

    call_command("forget_second_steps", "VIC@example.org")
    with pytest.raises(CommandError, match="There is no account"):
        call_command("forget_second_steps", "nobody@example.org")

    assert (kinds(vic), Event.objects.last().actor_name) == (frozenset(), "the command line")
    assert capsys.readouterr().out == "Vic has no second step any more, and can set one up.\n"


def test_page_lists_what_somebody_signs_in_with(client, vic, cast):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    app = with_app(vic)
    passkey = add_passkey(vic, name="My phone", credential={}, by=vic)

    shown = client.get(SIGNING_IN)

    assert (shown.context["app"], shown.context["passkeys"]) == (app, [passkey])
    assert "Northbrook CSP asks you for a second step." in shown.content.decode()


def test_bypass_of_codes_cannot_be_configured(vic, settings):
    """allauth has one for development; outside of it the setting is an error."""
    settings.MFA_TOTP_INSECURE_BYPASS_CODE = "000000"

    with pytest.raises(ImproperlyConfigured):
        with_app(vic).wrap().validate_code("000000")


def test_role_that_is_asked_of_by_two_organisations_is_named_once(cast):
    asks(cast.northbrook, SecondFactor.EVERYONE)
    asks(cast.eastmere, SecondFactor.EVERYONE)
    review_of(cast.northbrook, name="Ash", chair=cast.alice, by=cast.alice)

    found = second_steps.asking(cast.alice).order_by("name")

    assert [str(one) for one in found] == ["Eastmere CSP", "Northbrook CSP"]


def test_administrators_alone_are_asked_also_as_managers(cast):
    asks(cast.northbrook, SecondFactor.ADMINISTRATORS)
    both = person("Bo", Role.ADMINISTRATOR, cast.northbrook)

    assert second_steps.asking(both).count() == 1
    assert User.objects.filter(second_steps.is_missing(), pk=both.pk).exists() is True
