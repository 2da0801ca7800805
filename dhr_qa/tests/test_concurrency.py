"""Two people at the same moment, each on a connection of their own: one wins, the other is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from accounts.models import User
from actionplans import actions as plans
from feedback import actions as feedback
from feedback import letter_actions as letters
from feedback.drafts import LetterDraft
from feedback.models import RevisionKind
from intake import actions as intake
from intake.comparing import compare
from intake.policies import BROUGHT_IN, IN_HAND
from intake.tests.factories import confirmed, plan_in_hand, said
from packs.making import make_pack
from packs.making_actions import BEING_MADE, start_making
from packs.models import Making, MakingState, PackKind
from packs.tests.factories import overridden, pack_of
from reviews import actions as reviews
from reviews.models import Round, StageChange
from reviews.policies import ONLY
from reviews.tests.factories import review_of
from reviews.workflow import Move, Side, Stage

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def world(django_db_serialized_rollback, transactional_db):
    from dhr_qa.tests.world import World

    world = World()
    world.rowan = review_of(world.northbrook, name="Rowan", by=world.alice)
    return world


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
        qa_round, user = fresh(world.rowan.rounds.get()), twin(world.alice)
        return lambda: sent_before(qa_round, by=user)

    found = at_once(submit(), submit())

    assert found == sorted([reviews.MOVED_ON, "done"])
    assert world.rowan.rounds.get().stage_changes.count() == 1


def sent_before(qa_round, *, by):
    return reviews.make_move(qa_round, Move.SENT_BEFORE, note="By e-mail.", by=by)


STANDS_NO_MORE = "This step has been corrected or taken back already. Look at the timeline again."


def test_one_of_two_who_take_a_step_back_is_told(world):
    change = sent_before(world.rowan.rounds.get(), by=world.alice)

    def undo():
        same, user = fresh(change), twin(world.alice)
        return lambda: reviews.take_back(same, why="It was not sent.", by=user)

    found = at_once(undo(), undo())

    assert found == sorted([STANDS_NO_MORE, "done"])
    assert world.rowan.rounds.get().stage == Stage.PREPARING


def test_one_of_two_corrections_of_a_step_is_told(world):
    change = sent_before(world.rowan.rounds.get(), by=world.alice)

    def correct(note):
        same, user = fresh(change), twin(world.alice)
        return lambda: reviews.correct_step(
            same, on=same.happened_on, note=note, why="The wrong words.", by=user
        )

    found = at_once(correct("By post."), correct("By courier."))

    assert found == sorted([STANDS_NO_MORE, "done"])
    assert StageChange.unscoped.of_review(world.rowan.pk).standing().count() == 1


def test_step_that_is_corrected_and_taken_back_at_once_is_one_of_them(world):
    change = sent_before(world.rowan.rounds.get(), by=world.alice)
    first, second, user = fresh(change), fresh(change), twin(world.alice)

    found = at_once(
        lambda: reviews.take_back(first, why="It was not sent.", by=user),
        lambda: reviews.correct_step(
            second, on=second.happened_on, note="By post.", why="The wrong words.", by=user
        ),
    )

    assert found == sorted([STANDS_NO_MORE, "done"])
    assert StageChange.unscoped.filter(corrects=change).count() == 1


def hold(world):
    review, user = fresh(world.rowan), twin(world.alice)
    later = timezone.localdate() + dt.timedelta(days=30)
    return lambda: reviews.put_on_hold(review, reason="A trial.", review_on=later, by=user)


def test_one_of_two_holds_is_told(world):
    found = at_once(hold(world), hold(world))

    assert (found.count("done"), world.rowan.holds.count()) == (1, 1)
    assert sum(said.startswith("This review is on hold until") for said in found) == 1


def test_step_against_a_hold_is_taken_before_it_or_not_at_all(world):
    """Each of them looked at a review that was free; whoever comes second sees what is so then."""
    qa_round, user = fresh(world.rowan.rounds.get()), twin(world.alice)
    assert qa_round.review.hold is None

    found = at_once(hold(world), lambda: sent_before(qa_round, by=user))

    told = sum(said.startswith("This review is on hold until") for said in found)
    steps = [(change.at, change.move) for change in qa_round.stage_changes.all()]
    held_at = world.rowan.holds.get().at
    assert (found.count("done"), told, len(steps)) in {(2, 0, 1), (1, 1, 0)}
    assert [move for at, move in steps if at > held_at] == []


def test_step_against_a_transfer_is_taken_before_it_or_not_at_all(world):
    qa_round, user = fresh(world.rowan.rounds.get()), twin(world.alice)
    review, officer = fresh(world.rowan), twin(world.quinn)

    found = at_once(
        lambda: reviews.transfer_review(
            review, to=world.westhaven, reason="They lived there.", by=officer
        ),
        lambda: sent_before(qa_round, by=user),
    )

    steps = qa_round.stage_changes.count()
    assert (found.count("done"), found.count(ONLY[Side.PARTNERSHIP]), steps) in {
        (2, 0, 1),
        (1, 1, 0),
    }
    assert fresh(world.rowan).organisation == world.westhaven


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


def test_pack_that_two_people_ask_for_at_once_is_made_once(world):
    Making.unscoped.in_progress().update(state=MakingState.STOPPED)
    overridden(world.round, by=world.alice)
    before = world.round.packs.filter(kind=PackKind.RESUBMISSION).count()

    def ask(who):
        user, qa_round = twin(who), fresh(world.round)
        return lambda: start_making(qa_round, kind=PackKind.RESUBMISSION, by=user)

    told = at_once(ask(world.alice), ask(world.chloe))

    assert told == [BEING_MADE, "done"]
    assert world.round.packs.filter(kind=PackKind.RESUBMISSION).count() == before + 1


def test_making_that_two_processes_take_up_is_made_once(world):
    Making.unscoped.in_progress().update(state=MakingState.STOPPED)
    making = Making.unscoped.create(round=world.round, kind=PackKind.RESUBMISSION, by=world.alice)

    at_once(*[lambda: make_pack.call(making.pk)] * 3)

    making = fresh(making)
    assert (making.state, making.attempts) == (MakingState.MADE, 1)


def test_two_packs_at_once_get_two_numbers(world):
    def make():
        qa_round, user = (
            Round.unscoped.select_related("review").get(pk=world.round.pk),
            twin(world.alice),
        )
        return lambda: pack_of(qa_round, by=user)

    before = world.round.packs.count()

    found = at_once(make(), make())

    assert found == ["done", "done"]
    numbers = sorted(world.round.packs.values_list("number", flat=True))
    assert numbers == list(range(1, before + 3))


def test_one_of_two_plans_that_are_brought_in_waits(world):
    def keep():
        review, user = fresh(world.rowan), twin(world.alice)
        return lambda: plan_in_hand(review, by=user)

    found = at_once(keep(), keep())

    assert found == sorted([IN_HAND, "done"])
    assert world.rowan.plan_imports.count() == 1


def test_plan_that_two_confirm_at_once_is_brought_in_once(world):
    seen = compare(world.plan_import).seen

    def confirm(who):
        draft, user = fresh(world.plan_import), twin(who)
        return lambda: confirmed(draft, version=1, seen=seen, by=user)

    found = at_once(confirm(world.alice), confirm(world.chloe))

    assert found == sorted([BROUGHT_IN, "done"])
    assert [row.actions.count() for row in world.ivy.recommendations.all()] == [1]


def test_plan_and_an_edit_of_one_of_its_actions_do_not_write_over_each_other(world):
    draft = plan_in_hand(world.review, said(lead="Police"), by=world.alice)
    seen, action, user = compare(draft).seen, fresh(world.action), twin(world.chloe)

    found = at_once(
        lambda: confirmed(draft, version=1, seen=seen, by=world.alice),
        lambda: plans.edit_action(
            action,
            version=action.version,
            recommendation=action.recommendation,
            items=[],
            text="Chloé’s words.",
            by=user,
        ),
    )

    assert found in (sorted(["done", intake.PLAN_CHANGED]), sorted(["done", CHANGED_SINCE]))
