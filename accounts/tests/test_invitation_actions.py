"""An invitation is sent, sent again, withdrawn or accepted: who may, what stands then, and what was told."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from access.verdict import Refused
from accounts import invitation_actions as actions
from accounts import invitation_limits as limits
from accounts.actions import close_account, give_role
from accounts.invitations import digest_of, invitation_from
from accounts.models import Invitation, Role, User
from accounts.policies import ASK_ANOTHER, CLOSED_HERE, WITHDRAWN
from accounts.tests.factories import invitation_to, person
from audit.models import Event
from audit.tests.trail import told_by
from govuk.words import day, day_time
from notices.tests.test_mail import closed_port

WORDS = "three-random-words"


@pytest.fixture
def sent(cast, mailoutbox, django_capture_on_commit_callbacks):
    """Invites somebody to Northbrook, with the mail on its way; returns the invitation and its secret."""

    def invite(**typed):
        with django_capture_on_commit_callbacks(execute=True):
            invitation = invitation_to(cast.northbrook, **{"by": cast.ada} | typed)
        return invitation, secret_in(mailoutbox[-1])

    return invite


def secret_in(message):
    return re.search(r"/invitation/([^/]+)/", message.body)[1]


def refused(act, *args, **kwargs):
    before = Event.objects.count()
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    assert Event.objects.count() == before
    return str(refusal.value)


def a_while_ago(invitation):
    Invitation.unscoped.filter(pk=invitation.pk).update(
        mailed_at=timezone.now() - dt.timedelta(minutes=5)
    )
    invitation.refresh_from_db()


def test_invitation_keeps_a_digest_and_mails_the_secret(cast, sent):
    invitation, secret = sent(name=" Noor  Aziz ", email=" NOOR@Example.org ")

    kept = Invitation.unscoped.get()
    assert (kept.name, kept.email, kept.by) == ("Noor Aziz", "noor@example.org", cast.ada)
    assert kept.digest == digest_of(secret)
    assert len(secret) == 43  # 256 bits
    assert invitation_from(secret) == invitation
    assert kept.mailed_at is not None
    assert dt.timedelta(days=6, hours=23) < kept.expires_at - timezone.now() < dt.timedelta(7)


def test_invitation_names_no_review_and_no_role(cast, sent, mailoutbox):
    invitation, secret = sent()

    message = mailoutbox[0]
    assert message.subject == "An invitation to DHR quality assurance"
    assert (message.to, message.reply_to) == (["noor@example.org"], ["ada@example.org"])
    assert message.body.strip() == (
        "Dear Noor,\n\n"
        "Ada invites you to work with Northbrook CSP in the service DHR quality assurance.\n\n"
        "Open this page to accept:\n\n"
        f"http://127.0.0.1:8000/invitation/{secret}/\n\n"
        f"The link works until {day_time(invitation.expires_at)}. Whoever has it can accept in your "
        "place, so do not pass this e-mail on.\n\n"
        "If you are not sure whether this is meant for you, reply to this e-mail before you open the "
        "page. Your reply goes to Ada.\n\n"
        "If you do nothing, nothing happens."
    )


def test_invitation_leaves_no_secret_in_the_event(cast, sent):
    sent()

    event = Event.objects.last()
    assert (event.verb, event.actor) == ("accounts.person_invited", cast.ada)
    assert event.changes == {"organisation": cast.northbrook.pk, "role": "csp_viewer"}


def test_same_happens_whether_or_not_there_is_an_account(cast, sent, mailoutbox):
    """kim has an account at a CSP of which ada knows nothing."""
    stranger, _ = sent()
    known, _ = sent(email="kim@example.org")

    bodies = {re.sub(r"/invitation/\S+", "", message.body) for message in mailoutbox}
    assert len(bodies) == 1
    assert [stranger.mailed_at is None, known.mailed_at is None] == [True, True]
    assert Event.objects.filter(verb="accounts.person_invited").count() == 2


@pytest.mark.parametrize("who", ["alice", "vic", "chloe", "kim", "quinn"])
def test_only_administrators_invite(cast, who):
    reason = refused(invitation_to, cast.northbrook, by=getattr(cast, who))

    assert reason == "Only an administrator of Northbrook CSP can do this."


def test_role_of_an_invitation_fits_the_organisation(cast):
    reason = refused(invitation_to, cast.northbrook, role=Role.QA_OFFICER, by=cast.ada)

    assert reason == "Northbrook CSP cannot have a QA officer."


def test_administrator_does_not_invite_themselves(cast):
    reason = refused(
        invitation_to, cast.northbrook, email="ADA@example.org", role=Role.CSP_VIEWER, by=cast.ada
    )

    assert reason == ASK_ANOTHER.format(organisation="Northbrook CSP")


def test_person_of_the_organisation_is_not_invited(cast):
    reason = refused(invitation_to, cast.northbrook, email="vic@example.org", by=cast.ada)

    assert reason == actions.BELONGS_ALREADY.format(user="Vic", organisation="Northbrook CSP")


def test_person_has_one_open_invitation(cast, sent):
    invitation, _ = sent()

    reason = refused(invitation_to, cast.northbrook, email="Noor@example.org", by=cast.ada)

    assert reason == actions.INVITED_ALREADY.format(
        name="Noor", until=day_time(invitation.expires_at)
    )


def test_person_may_be_invited_again_after_the_end(cast, sent):
    first, _ = sent()
    Invitation.unscoped.update(expires_at=timezone.now())

    second, _ = sent()

    assert first != second


def test_organisation_sends_so_many_an_hour(cast, sent, monkeypatch):
    monkeypatch.setattr(limits, "INVITATIONS", 2)
    for number in range(2):
        sent(email=f"p{number}@example.org")

    here = refused(invitation_to, cast.northbrook, by=cast.ada)
    zed = person("Zed", Role.ADMINISTRATOR, cast.westhaven)
    elsewhere = invitation_to(cast.westhaven, by=zed)
    Invitation.unscoped.update(
        at=timezone.now() - dt.timedelta(hours=2), mailed_at=timezone.now() - dt.timedelta(hours=2)
    )

    assert here == limits.TOO_MANY
    assert elsewhere.pk
    assert invitation_to(cast.northbrook, by=cast.ada).pk


def test_sending_again_ends_the_earlier_address(
    cast, sent, mailoutbox, django_capture_on_commit_callbacks
):
    invitation, earlier = sent()
    a_while_ago(invitation)
    bea = person("Bea", Role.ADMINISTRATOR, cast.northbrook)

    with django_capture_on_commit_callbacks(execute=True):
        actions.send_again(invitation, by=bea)

    later = secret_in(mailoutbox[-1])
    assert invitation_from(earlier) is None
    assert invitation_from(later) == invitation
    assert invitation_from(later).by == bea
    assert mailoutbox[-1].reply_to == ["bea@example.org"]


def test_invitation_is_not_sent_again_at_once(cast, sent):
    invitation, _ = sent()
    invitation.refresh_from_db()

    assert refused(actions.send_again, invitation, by=cast.ada) == (
        "This invitation was sent a moment ago. Wait two minutes, then send it again."
    )


def test_invitation_whose_mail_failed_stands(
    cast, settings, caplog, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()

    with django_capture_on_commit_callbacks(execute=True):
        invitation_to(cast.northbrook, by=cast.ada)

    invitation = Invitation.unscoped.get()
    assert (invitation.mailed_at, invitation.withdrawn_at) == (None, None)
    assert [record.getMessage() for record in caplog.records] == [
        f"Invitation {invitation.pk} was not sent by e-mail: ConnectionRefusedError"
    ]


def test_withdrawn_invitation_is_not_accepted(cast, sent):
    invitation, _ = sent()
    actions.withdraw(invitation, by=cast.ada)

    reason = refused(actions.join, invitation, name="Noor", password=WORDS, by=invitation)

    assert reason == WITHDRAWN.format(day=day(timezone.now()))
    assert User.objects.filter(email="noor@example.org").exists() is False


def test_joining_makes_account_and_role_together(cast, sent):
    invitation, _ = sent(role=Role.CSP_MANAGER)

    verbs = told_by(
        lambda: actions.join(invitation, name=" Noor  Aziz ", password=WORDS, by=invitation)
    )

    noor = User.objects.get(email="noor@example.org")
    kept = Invitation.unscoped.get()
    assert verbs == [
        "accounts.person_added",
        "accounts.role_given",
        "accounts.invitation_accepted",
    ]
    assert (noor.name, noor.check_password(WORDS)) == ("Noor Aziz", True)
    assert noor.holds(Role.CSP_MANAGER, cast.northbrook.pk)
    assert (kept.accepted_by, kept.accepted_at is not None) == (noor, True)
    assert Event.objects.last().actor_name == "Noor, Northbrook CSP (invited)"


def test_joining_happens_once(sent):
    invitation, _ = sent()
    actions.join(invitation, name="Noor", password=WORDS, by=invitation)

    reason = refused(actions.join, invitation, name="Again", password=WORDS, by=invitation)

    assert reason == f"This invitation was accepted on {day(timezone.now())}."
    assert User.objects.filter(email="noor@example.org").count() == 1


def test_joining_by_an_address_that_was_replaced_is_refused(cast, sent):
    invitation, earlier = sent()
    a_while_ago(invitation)
    opened = invitation_from(earlier)
    actions.send_again(invitation, by=cast.ada)

    reason = refused(actions.join, opened, name="Noor", password=WORDS, by=opened)

    assert reason == actions.REPLACED


@pytest.mark.parametrize("email", ["kim@example.org", "KIM@Example.org"])
def test_joining_never_takes_over_an_account(cast, sent, email):
    invitation, _ = sent(email=email)

    reason = refused(actions.join, invitation, name="Not Kim", password=WORDS, by=invitation)

    kim = User.objects.get(pk=cast.kim.pk)
    assert reason == actions.SIGN_IN_FIRST
    assert (kim.name, kim.check_password(WORDS)) == ("Kim", False)


def test_closed_account_is_not_opened_by_an_invitation(cast, sent):
    invitation, _ = sent(email="kim@example.org")
    close_account(cast.kim, by=None)

    reason = refused(actions.join, invitation, name="Kim", password=WORDS, by=invitation)

    assert reason == CLOSED_HERE


def test_account_that_came_at_the_same_moment_is_left_alone(cast, sent, monkeypatch):
    invitation, _ = sent(email="kim@example.org")
    monkeypatch.setattr(actions, "account_with", lambda email: None)

    reason = refused(actions.join, invitation, name="Kim", password=WORDS, by=invitation)

    assert reason == actions.SIGN_IN_FIRST


def test_accepting_gives_the_role(cast, sent):
    invitation, _ = sent(email="kim@example.org")

    verbs = told_by(lambda: actions.accept(invitation, by=cast.kim))

    kim = User.objects.get(pk=cast.kim.pk)
    assert verbs == ["accounts.role_given", "accounts.invitation_accepted"]
    assert kim.holds(Role.CSP_VIEWER, cast.northbrook.pk)
    assert Invitation.unscoped.get().accepted_by == cast.kim


def test_accepting_is_for_who_was_invited(cast, sent):
    invitation, _ = sent()

    reason = refused(actions.accept, invitation, by=cast.kim)

    assert reason == (
        "This invitation is for noor@example.org. Sign in with that account to accept it."
    )


def test_accepting_a_role_that_came_in_the_meantime_gives_it_once(cast, sent):
    invitation, _ = sent(email="kim@example.org")
    give_role(cast.kim, role=Role.CSP_VIEWER, organisation=cast.northbrook, by=None)

    verbs = told_by(lambda: actions.accept(invitation, by=cast.kim))

    assert verbs == ["accounts.invitation_accepted"]
    assert cast.kim.memberships.filter(organisation=cast.northbrook).count() == 1


def test_names_of_any_length_fit_into_the_event(cast, sent):
    cast.northbrook.name = "North " * 33
    cast.northbrook.save()
    invitation, _ = sent(name="No " * 66)

    actions.join(invitation, name="Noor", password=WORDS, by=invitation)

    assert len(Event.objects.last().actor_name) <= 200


def test_addresses_that_open_nothing_are_counted(db):
    found = [bool(limits.may_try("192.0.2.1")) for _ in range(limits.UNKNOWN + 1)]

    assert found == [True] * limits.UNKNOWN + [False]
    assert limits.may_try("192.0.2.2")
