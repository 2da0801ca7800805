"""A pack as a message that is ready to be sent, and the record that it was."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes
from email.policy import default

import pytest
from django.urls import reverse
from django.utils import timezone

from access.verdict import Refused
from audit.models import Event
from feedback.tests.factories import areas_of, revision_of
from packs.actions import record_handover
from packs.handing import message_of
from packs.models import Handover
from packs.tests.factories import pack_of
from reviews.models import DutyKind
from reviews.tests.factories import review_of, tomorrow

RETURN = "reviews@homeoffice.example"
PDF = b"%PDF-1.7 \xff\x00 the whole pack"


@pytest.fixture
def pack(cast):
    review = review_of(cast.northbrook, name="Llŷr", by=cast.alice)
    details = {"return_address": RETURN, "letter_date": "2026-03-02", "requests": ["weblink"]}
    items = areas_of(review, "Say who leads.", "Rate it.", by=cast.alice, **details)
    revision_of(items[0], by=cast.alice)
    return pack_of(items[0].letter.round, pdf=PDF, by=cast.alice)


@pytest.fixture
def message(pack):
    return message_from_bytes(message_of(pack), policy=default)


def test_message_is_a_draft_to_the_address_of_the_letter(message):
    assert (message["To"], message["X-Unsent"], message["From"]) == (RETURN, "1", None)


def test_subject_names_neither_review_nor_partnership(message):
    assert message["Subject"] == "Resubmission of a review, round 1"


def test_message_says_what_it_answers_and_the_closing_asks(pack, message):
    body = message.get_body().get_content()

    assert "reference Llŷr 1, in answer to your letter of 2 March 2026." in body
    assert "It answers 1 of the 2 areas for development" in body
    assert f"- {DutyKind.WEBLINK.label}: Not yet." in body
    assert pack.sha256 in body
    assert "Northbrook" in body


def test_message_carries_the_pack_unchanged(pack, message):
    (attached,) = message.iter_attachments()

    assert (attached.get_content(), attached.get_filename()) == (PDF, pack.name)


def test_message_is_downloaded_and_noted(cast, client, pack):
    client.force_login(cast.alice)

    response = client.get(reverse("packs:message", args=[pack.pk]))

    assert response["Content-Type"] == "message/rfc822"
    assert "resubmission-pack-round-1-1.eml" in response["Content-Disposition"]
    assert Event.objects.filter(verb="packs.message_downloaded", actor=cast.alice).count() == 1


def test_sending_is_recorded_with_day_and_recipient(cast, client, pack):
    client.force_login(cast.alice)
    url = reverse("packs:sent", args=[pack.pk])
    offered = client.get(url).context["form"].initial["to"]
    today = timezone.localdate()
    day = {"sent_on_0": today.day, "sent_on_1": today.month, "sent_on_2": today.year}

    client.post(url, day | {"to": RETURN, "note": ""})

    handover = Handover.unscoped.get()
    assert offered == RETURN
    assert (handover.pack, handover.sent_on, handover.to) == (pack, today, RETURN)
    assert (
        client.get(reverse("packs:pack", args=[pack.round_id]))
        .content.decode()
        .count(f"to {RETURN}")
    )


@pytest.mark.parametrize("sent_on", [tomorrow(), dt.date(2026, 1, 1)])
def test_pack_was_not_sent_before_it_was_made_nor_is_it_yet_to_come(cast, pack, sent_on):
    with pytest.raises(Refused, match="must be between"):
        record_handover(pack, sent_on=sent_on, to=RETURN, by=cast.alice)

    assert not Handover.unscoped.exists()


def test_viewer_records_nothing(cast, pack):
    with pytest.raises(Refused):
        record_handover(pack, sent_on=timezone.localdate(), to=RETURN, by=cast.vic)
