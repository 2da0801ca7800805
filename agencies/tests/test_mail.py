"""What the e-mails to a contact say, and what happens when they do not go."""

import pytest

from agencies.actions import ask_agency, send_back
from agencies.models import AgencyLink
from agencies.tests.factories import PROBATION, answered, in_days
from govuk.words import day
from notices.tests.test_mail import closed_port


@pytest.fixture
def ask(cast, action, django_capture_on_commit_callbacks):
    """Asks the contact, and lets the mail go."""

    def ask(**details):
        usual = {"contact": "Sam Roe", "email": "sam@probation.example.org"}
        with django_capture_on_commit_callbacks(execute=True):
            link = ask_agency(
                cast.review,
                agency=PROBATION,
                last_day=in_days(28),
                by=cast.alice,
                **usual | details,
            )
        return AgencyLink.unscoped.get(pk=link.pk)

    return ask


def test_email_names_who_asks_and_until_when(ask, mailoutbox):
    link = ask()

    [message] = mailoutbox
    assert message.to == ["sam@probation.example.org"]
    assert message.reply_to == ["alice@example.org"]
    assert message.body.startswith(
        "Dear Sam Roe,\n\nAlice of Northbrook CSP asks you how actions of your agency are going.\n"
    )
    assert f"The link works until {day(link.last_day)}." in message.body
    assert link.mailed_at is not None


def test_address_stands_on_a_line_of_its_own(ask, mailoutbox, settings):
    settings.SITE_URL = "https://dhr.example.gov.uk"

    ask()

    lines = mailoutbox[0].message().as_string().split("\n")
    assert [line for line in lines if line.startswith("https://dhr.example.gov.uk/from-agency/")]


def test_email_tells_nothing_of_the_review(cast, ask, action, mailoutbox):
    ask(message="The board meets in May.")

    said = f"{mailoutbox[0].subject} {mailoutbox[0].body}"
    secrets = (cast.review.name, cast.review.reference, PROBATION, action.text, "The board meets")
    assert [word for word in secrets if word in said] == []


def test_subjects_are_neutral(cast, ask, action, mailoutbox, django_capture_on_commit_callbacks):
    link = ask()

    with django_capture_on_commit_callbacks(execute=True):
        send_back(answered(link, action), reason="Say how many.", by=cast.alice)

    to_contact = [message for message in mailoutbox if message.to == [link.email]]
    assert [message.subject for message in to_contact] == [
        "A Community Safety Partnership asks for an update",
        "A Community Safety Partnership asks for more about an update",
    ]
    assert "Say how many." not in to_contact[1].body


def test_name_of_a_contact_does_not_reach_the_headers(ask, mailoutbox):
    ask(contact="Sam\nBcc: all@example.org")

    headers = mailoutbox[0].message().as_string().partition("\n\n")[0]
    assert "Bcc" not in headers


def test_names_stand_as_they_are(ask, mailoutbox):
    ask(contact="Sam O’Neill & <b>Roe</b>")

    assert mailoutbox[0].body.startswith("Dear Sam O’Neill & <b>Roe</b>,\n")


@pytest.fixture
def mail_is_down(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()


def test_mail_server_that_is_down_leaves_a_link_that_was_not_sent(ask, mail_is_down, caplog):
    link = ask()

    assert link.mailed_at is None
    assert [record.getMessage() for record in caplog.records] == [
        f"Link {link.pk} was not sent by e-mail: ConnectionRefusedError"
    ]


def test_return_that_does_not_go_is_not_said_to_have_gone(
    cast, ask, action, settings, django_capture_on_commit_callbacks
):
    link = ask()
    sent = link.mailed_at

    settings.EMAIL_BACKEND = "nowhere.EmailBackend"
    with django_capture_on_commit_callbacks(execute=True):
        send_back(answered(link, action), reason="Say how many.", by=cast.alice)

    assert sent is not None
    assert AgencyLink.unscoped.get().mailed_at is None
