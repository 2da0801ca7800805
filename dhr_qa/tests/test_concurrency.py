"""Two people at the same moment, each on a connection of their own: one wins, the other is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from accounts.models import User
from actionplans import actions as plans
from feedback import actions as feedback
from feedback import letter_actions as letters
from feedback.drafts import LetterDraft
from feedback.models import RevisionKind
from packs.actions import keep_pack
from packs.contents import assemble
from reviews import actions as reviews
from reviews.models import Round
from reviews.workflow import Move

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def world(django_db_serialized_rollback, transactional_db):
    from dhr_qa.tests.world import World

    return World()


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run the calls together; "done", or the sentence of the refusal, for each, sorted."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=10)
            call()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def fresh(row: Any) -> Any:
    """The row as another request would have it."""
    return type(row).unscoped.get(pk=row.pk)


def twin(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_one_of_two_answers_to_an_area_is_told(world):
    def answer(who):
        item, user = fresh(world.second), twin(who)
        return lambda: feedback.record_revision(
            item,
            kind=RevisionKind.REVISED,
            supersedes=None,
            where="4.2",
            summary=f"By {user}.",
            by=user,
        )

    found = at_once(answer(world.alice), answer(world.chloe))

    assert found == [feedback.ANSWERED_SINCE, "done"]
    assert world.second.revisions.count() == 1


def test_one_of_two_moves_is_told(world):
    def submit():
        qa_round, user = fresh(world.yew.rounds.get()), twin(world.alice)
        return lambda: reviews.make_move(qa_round, Move.SUBMIT, by=user)

    found = at_once(submit(), submit())

    assert found == sorted([reviews.MOVED_ON, "done"])
    assert world.yew.rounds.get().stage_changes.count() == 1


def test_one_of_two_drafts_is_told(world):
    def save(name):
        letter, user = fresh(world.in_hand), twin(world.alice)
        draft = LetterDraft(signatory_name=name)
        return lambda: letters.save_draft(letter, draft, version=1, by=user)

    found = at_once(save("One"), save("Two"))

    assert found == [letters.DRAFT_SAVED_SINCE, "done"]


def test_one_of_two_confirmations_is_told(world):
    def confirm():
        letter, user = fresh(world.in_hand), twin(world.alice)
        return lambda: letters.confirm_letter(letter, version=1, by=user)

    found = at_once(confirm(), confirm())

    assert (found.count("done"), world.in_hand.items.count()) == (1, 2)


def test_one_of_two_edits_of_an_action_is_told(world):
    def edit(text):
        action, user = fresh(world.action), twin(world.alice)
        return lambda: plans.edit_action(
            action,
            version=1,
            recommendation=action.recommendation,
            items=[],
            text=text,
            by=user,
        )

    found = at_once(edit("One"), edit("Two"))

    assert found == [CHANGED_SINCE, "done"]


def test_two_packs_at_once_get_two_numbers(world):
    def make():
        qa_round, user = (
            Round.unscoped.select_related("review").get(pk=world.round.pk),
            twin(world.alice),
        )
        contents = assemble(qa_round, at=NOW, by=user)
        return lambda: keep_pack(qa_round, pdf=b"%PDF", contents=contents, by=user)

    found = at_once(make(), make())

    assert found == ["done", "done"]
    assert sorted(world.round.packs.values_list("number", flat=True)) == [1, 2, 3]
