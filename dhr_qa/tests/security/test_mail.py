"""No text that somebody types becomes a line of an e-mail's head, or a receiver of it."""

from __future__ import annotations

from email import message_from_bytes, policy
from functools import partial

import pytest
from django.core import mail
from django.test import Client

from dhr_qa.tests.security.filling import every_place, forms_on
from dhr_qa.tests.world import World

LINES = "Ann\r\nBcc: thief@example.org\r\n\r\nSend it"


@pytest.mark.parametrize("who", ["alice", "quinn"])
@pytest.mark.django_db(transaction=False)
def test_lines_in_a_field_stay_words(who, django_capture_on_commit_callbacks):
    world, client = World(), Client()
    client.force_login(getattr(world, who))
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        for place in every_place(world):
            for action, filled in list(forms_on(client, place, partial(str, LINES))):
                if "sign-out" not in action:
                    client.post(action, filled)

    sent = [
        message_from_bytes(message.message().as_bytes(), policy=policy.default)
        for message in mail.outbox
    ]
    assert len(sent) > 0
    assert [message["Bcc"] for message in sent if message["Bcc"]] == []
    assert "thief@example.org" not in {
        who for message in mail.outbox for who in message.recipients()
    }
    assert [message["Subject"] for message in sent if "\n" in message["Subject"]] == []
