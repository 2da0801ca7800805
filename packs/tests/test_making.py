"""A pack that is made while people watch: begun once, stopped, taken up again, never half-made."""

from __future__ import annotations

import datetime as dt
import errno

import pytest
from django.urls import reverse
from django.utils import timezone

from access.verdict import Refused
from audit.models import Event
from packs import actions, making, making_actions
from packs.made import Stopped
from packs.making_actions import BEING_MADE, DIED, MOST_ATTEMPTS, PATIENCE
from packs.models import Making, MakingState, Pack, PackKind
from packs.tests.factories import a_pack, being_made, made_of, making_of

LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def asked(cast, qa_round):
    return making_of(qa_round, by=cast.alice)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def url_of(making, name="making"):
    return reverse(f"packs:{name}", args=[making.pk])


def fresh(row):
    return Making.unscoped.get(pk=row.pk)


def silent(row, attempts=1):
    """Begun by a process that has died since."""
    rows = Making.unscoped.filter(pk=row.pk)
    rows.update(state=MakingState.RUNNING, beat_at=LONG_AGO, attempts=attempts)
    return fresh(row)


def fails_with(monkeypatch, error):
    def maker(*args):
        raise error

    monkeypatch.setitem(making.MAKERS, PackKind.RESUBMISSION, maker)


def test_task_makes_the_pack_that_was_asked_for(cast, asked):
    making.make_pack.call(asked.pk)

    row = fresh(asked)
    assert (row.state, row.pack, row.attempts) == (MakingState.MADE, Pack.unscoped.get(), 1)
    assert row.pack.by == cast.alice


def test_task_that_comes_second_does_nothing(asked):
    being_made(asked)

    making.make_pack.call(asked.pk)

    assert fresh(asked).state == MakingState.RUNNING
    assert not Pack.unscoped.exists()


def test_second_person_is_told_that_it_is_being_made(cast, asked, qa_round):
    with pytest.raises(Refused) as refusal:
        making_of(qa_round, by=cast.chloe)

    assert str(refusal.value) == BEING_MADE
    assert list(Making.unscoped.all()) == [asked]


def test_page_leads_the_second_person_to_what_is_being_made(cast, client, asked, qa_round):
    client.force_login(cast.chloe)

    response = client.post(reverse("packs:make", args=[qa_round.pk]))

    assert (response.status_code, response.url) == (302, url_of(asked))


def test_page_says_how_far_it_is(alice, asked):
    row = being_made(asked)
    Making.unscoped.filter(pk=row.pk).beat(step="The plan", done=3, total=9, at=timezone.now())

    response = alice.get(url_of(row))

    assert response.context["step"] == "The plan (3 of 9)"
    assert response.content.decode().count(url_of(row, "stop")) == 1


def test_stopped_pack_is_not_made(cast, alice, asked):
    row = being_made(asked)

    alice.post(url_of(row, "stop"))

    with pytest.raises(Stopped):
        making._watch(row)("The plan", 1, 2)
    with pytest.raises(Stopped):
        actions.finish_making(row, made=made_of(a_pack()), by=cast.alice)
    assert not Pack.unscoped.exists()
    assert not Event.objects.filter(verb="packs.pack_made").exists()


def test_pack_that_nobody_has_begun_is_stopped_at_once(cast, asked):
    making_actions.stop_making(asked, by=cast.chloe)

    making.make_pack.call(asked.pk)
    assert fresh(asked).state == MakingState.STOPPED


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (Refused("Add the letter again."), "Add the letter again."),
        (OSError(errno.ENOSPC, "No space left on device"), making.NO_ROOM),
        (OSError(errno.EFBIG, "File too large"), making.NO_ROOM),
        (RuntimeError("Elm"), None),
    ],
)
def test_failure_is_told_and_nothing_is_kept(alice, asked, monkeypatch, caplog, error, sentence):
    fails_with(monkeypatch, error)

    making.make_pack.call(asked.pk)

    response = alice.get(url_of(asked))
    assert fresh(asked).state == MakingState.FAILED
    assert fresh(asked).failure == (sentence or making.UNKNOWN.format(asked.pk))
    assert response.content.decode().count("Make it again") >= 1
    assert "Elm" not in caplog.text
    assert not Pack.unscoped.exists()


def test_failed_pack_can_be_made_again(alice, cast, asked, qa_round, monkeypatch):
    fails_with(monkeypatch, RuntimeError())
    making.make_pack.call(asked.pk)
    monkeypatch.undo()

    again = making_of(qa_round, by=cast.alice)
    making.make_pack.call(again.pk)

    assert fresh(again).state == MakingState.MADE


def test_looking_takes_up_what_a_dead_process_left(
    cast, alice, asked, django_capture_on_commit_callbacks
):
    row = silent(asked)

    with django_capture_on_commit_callbacks(execute=True):
        alice.get(url_of(row))

    assert (fresh(row).state, fresh(row).attempts) == (MakingState.MADE, 2)


def test_looking_leaves_alone_what_is_being_made(alice, asked, django_capture_on_commit_callbacks):
    row = being_made(asked)

    with django_capture_on_commit_callbacks() as callbacks:
        alice.get(url_of(row))

    assert callbacks == []
    assert fresh(row).attempts == 1


def test_process_that_was_thought_dead_keeps_nothing(cast, asked):
    slow = being_made(asked)
    silent(asked)
    making_actions.resume_making(fresh(asked), by=cast.alice)
    being_made(asked)

    with pytest.raises(Stopped):
        actions.finish_making(slow, made=made_of(a_pack()), by=cast.alice)
    actions.fail_making(slow, why="Too late.", by=cast.alice)

    assert fresh(asked).state == MakingState.RUNNING
    assert not Pack.unscoped.exists()


def test_making_that_dies_again_and_again_is_given_up(alice, asked):
    row = silent(asked, attempts=MOST_ATTEMPTS)

    response = alice.get(url_of(row))

    assert fresh(row).state == MakingState.FAILED
    assert fresh(row).failure == DIED.format(MOST_ATTEMPTS)
    assert response.status_code == 200


def test_silence_is_measured_from_the_last_step(asked):
    row = being_made(asked)

    found = [
        row.is_silent(at=row.beat_at + passed, patience=PATIENCE)
        for passed in (PATIENCE, PATIENCE + dt.timedelta(seconds=1))
    ]

    assert found == [False, True]
