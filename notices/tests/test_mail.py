"""What a notice says by e-mail, and what happens when the mail does not go."""

import smtplib
import socket

import pytest
from django.core.mail.backends.locmem import EmailBackend

from notices.actions import tell
from notices.models import Notice, NoticeKind

WITHOUT_NAMES = {
    "your_turn": "DHR quality assurance: it is your turn",
    "assigned": "DHR quality assurance: an area for development was assigned to you",
    "handed": "DHR quality assurance: a submission was handed to you",
    "letter": "DHR quality assurance: a feedback letter was recorded",
    "marked": "DHR quality assurance: areas for development were marked as met or not met",
    "agency": "DHR quality assurance: an agency sent an update",
    "disposal": "DHR quality assurance: a disposal of records was proposed, agreed or stopped",
}


class RefusesVic(EmailBackend):
    """A mail server that knows nobody of vic's address."""

    def send_messages(self, messages):
        for message in messages:
            if message.to == ["vic@example.org"]:
                raise smtplib.SMTPRecipientsRefused({"vic@example.org": (550, b"unknown")})
        return super().send_messages(messages)


@pytest.fixture
def told(cast, django_capture_on_commit_callbacks):
    """Tells vic and chloe of something, and lets the mail go."""

    def told(kind=NoticeKind.YOUR_TURN):
        with django_capture_on_commit_callbacks(execute=True):
            return tell(
                [cast.vic, cast.chloe],
                kind,
                review=cast.review,
                href=cast.review.get_absolute_url(),
                by=cast.alice,
            )

    return told


def closed_port():
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.mark.parametrize("kind", NoticeKind)
def test_subject_says_which_kind_it_is(told, mailoutbox, kind):
    told(kind)

    assert {message.subject for message in mailoutbox} == {WITHOUT_NAMES[kind]}


def test_body_is_one_sentence_and_the_links(told, mailoutbox, settings):
    settings.SITE_URL = "https://dhr.example.gov.uk"

    notice, _ = told()

    assert mailoutbox[0].body.strip().split("\n\n") == [
        "It is your turn.",
        "Sign in to see which review it concerns:",
        f"https://dhr.example.gov.uk/notices/{notice.pk}/",
        "Choose what you are told by e-mail:",
        "https://dhr.example.gov.uk/notices/choices/",
    ]


@pytest.mark.parametrize("kind", NoticeKind)
def test_neither_subject_nor_body_names_anybody_or_anything(cast, told, mailoutbox, kind):
    people = [cast.alice, cast.vic, cast.chloe, cast.kim, cast.quinn]
    organisations = [cast.northbrook, cast.eastmere, cast.westhaven, cast.home_office]
    names = {row.name for row in (*people, *organisations, cast.review)}
    names |= {person.email for person in people} | {cast.review.reference, "CSP"}

    told(kind)

    said = " ".join(f"{message.subject} {message.body}" for message in mailoutbox).lower()
    assert [name for name in sorted(names) if name.lower() in said] == []
    assert len(mailoutbox) == 2


def test_absence_notes_are_not_asked_for(told, mailoutbox):
    told()

    assert [message.extra_headers for message in mailoutbox] == [
        {"Auto-Submitted": "auto-generated"}
    ] * 2


def test_mail_server_that_is_down_changes_nothing(told, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port()

    notices = told()

    assert list(Notice.unscoped.order_by("pk")) == notices
    assert [record.getMessage() for record in caplog.records] == [
        "Notices were not sent by e-mail: ConnectionRefusedError"
    ]
    assert "@" not in caplog.text


def test_refused_address_does_not_keep_the_others_from_their_mail(
    told, settings, mailoutbox, caplog
):
    settings.EMAIL_BACKEND = "notices.tests.test_mail.RefusesVic"

    to_vic, _ = told()

    assert [message.to for message in mailoutbox] == [["chloe@example.org"]]
    assert [record.getMessage() for record in caplog.records] == [
        f"Notice {to_vic.pk} was not sent by e-mail: SMTPRecipientsRefused"
    ]
    assert "@" not in caplog.text
