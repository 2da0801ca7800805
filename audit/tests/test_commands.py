"""The command that says whether the log is whole."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.chain import head
from audit.management.commands.verify_audit import HEAD_IS_GONE, PERMITTED, UNGUARDED
from audit.models import Event, EventDetail, Permit
from audit.record import record
from audit.tests.tampering import remove, tamper
from audit.triggers import Guard, guard, guards, history, lift
from reviews.models import StageChange

NOT_WHOLE = "The event log is not whole."


@pytest.fixture
def event(cast):
    return record("reviews.read", cast.review, by=cast.alice)


def verified(capsys, **options):
    call_command("verify_audit", **options)
    return capsys.readouterr().out


def refused(capsys, **options):
    """The sentence of the refusal, and the lines before it."""
    with pytest.raises(CommandError) as error:
        call_command("verify_audit", **options)
    return str(error.value), error.value.returncode, capsys.readouterr().err.splitlines()


def test_whole_log_is_said_to_be_with_its_head(event, capsys):
    said = verified(capsys)

    assert said == f"Every event is as it was written. Head: {event.number} {event.digest}\n"


def test_head_that_was_kept_is_found_in_a_longer_log(event, capsys):
    kept = head()
    record("reviews.read", event, by=None)

    said = verified(capsys, head=f" {kept.digest.upper()}\n")

    assert said.startswith("Every event is as it was written.")


def test_head_that_is_gone_is_said(event, capsys):
    remove(event)

    assert refused(capsys, head=event.digest) == (NOT_WHOLE, 1, [HEAD_IS_GONE])


def test_every_fault_is_said(event, capsys):
    tamper(Event.objects.get(number=1), verb="reviews.forged")
    tamper(event, verb="reviews.forged")

    assert refused(capsys) == (
        NOT_WHOLE,
        1,
        [
            "Event 1 was changed after it was written.",
            f"Event {event.number} was changed after it was written.",
        ],
    )


def test_log_is_verified_from_an_event_on(event, capsys):
    tamper(Event.objects.get(number=1), verb="reviews.forged")

    said = verified(capsys, start=2)

    assert said == f"Every event is as it was written. Head: {event.number} {event.digest}\n"


@pytest.mark.parametrize("start", [0, 10_000])
def test_log_is_not_verified_from_an_event_that_is_not_there(event, capsys, start):
    said, code, _ = refused(capsys, start=start)

    assert (said, code) == (f"Choose an event from 1 to {event.number}.", 1)


@pytest.mark.parametrize("model", [Event, EventDetail, StageChange])
def test_history_without_its_guard_is_said(event, capsys, model):
    lift(connection, model)

    assert refused(capsys) == (NOT_WHOLE, 1, [UNGUARDED.format(model._meta.db_table)])


def test_events_with_a_weaker_guard_are_said(event, capsys):
    guard(connection, Event, Guard.TILL_DISPOSAL)

    assert refused(capsys) == (NOT_WHOLE, 1, [UNGUARDED.format("audit_event")])


def test_permit_that_was_left_standing_is_said(event, capsys):
    Permit.objects.create(event=event)

    assert refused(capsys) == (NOT_WHOLE, 1, [PERMITTED])


@pytest.mark.parametrize("model", [Event, EventDetail, StageChange])
def test_history_is_guarded_again_as_it_was(event, capsys, model):
    before = guards(connection, history())
    lift(connection, model)

    call_command("guard_history")

    assert guards(connection, history()) == before
    assert capsys.readouterr().out == f"{model._meta.db_table} is guarded again.\n"


def test_guarding_what_is_guarded_says_nothing(event, capsys):
    call_command("guard_history")

    assert capsys.readouterr().out == ""


def test_events_are_guarded_for_ever_again(event):
    guard(connection, Event, Guard.TILL_DISPOSAL)

    call_command("guard_history")

    assert guards(connection, [Event]) == {Event: Guard.FOR_EVER}
