"""The demonstration: whole, told through the actions, and safe to load again."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.actions import add_person
from accounts.models import Membership, Organisation, User
from actionplans.models import Action, ActionUpdate, Recommendation
from audit.models import Event
from dhr_qa.demo import letters, reviews
from dhr_qa.demo.people import PASSWORD, PEOPLE, Cast, engage
from dhr_qa.demo.references import READY_FOR_A_PACK, TOLD
from feedback.drafts import Outcome
from feedback.models import (
    Assignment,
    Comment,
    FeedbackItem,
    FeedbackLetter,
    Revision,
    RevisionKind,
)
from packs.models import Pack
from reviews.models import Marking, Review, ReviewKind, Round, StageChange, StoredFile
from reviews.workflow import Stage

pytestmark = pytest.mark.django_db
EVENT_OF = {
    Organisation: "accounts.organisation_added",
    User: "accounts.person_added",
    Membership: "accounts.role_given",
    Review: "reviews.review_opened",
    StageChange: "reviews.round_moved",
    StoredFile: "reviews.file_kept",
    FeedbackLetter: "feedback.letter_brought_in",
    Pack: "packs.pack_made",
    Revision: "feedback.revision_recorded",
    Assignment: "feedback.item_assigned",
    Comment: "feedback.item_discussed",
    Recommendation: "actionplans.recommendation_added",
    Action: "actionplans.action_added",
    ActionUpdate: "actionplans.update_added",
}


def seed(**options: int) -> list[str]:
    """The lines that the command prints."""
    call_command("seed_demo", stdout=(printed := StringIO()), **options)
    return printed.getvalue().splitlines()


def counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.fixture(scope="class")
def printed(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The lines that one run printed, for tests that only look at what it made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed()
        transaction.set_rollback(True)


@pytest.mark.usefixtures("printed")
class TestWhatItShows:
    def test_seed_demo_ends_with_the_reference_of_a_review_that_is_ready_for_a_pack(
        self, printed: list[str]
    ) -> None:
        ready = Review.unscoped.get(reference=printed[-1])
        items = FeedbackItem.unscoped.in_round(ready.rounds.get())

        assert printed[-1] == READY_FOR_A_PACK
        assert ready.rounds.get().stage == Stage.REVISING
        assert (items.count(), items.outstanding().count()) == (len(letters.SIAN.asks), 0)

    def test_seed_demo_tells_how_each_person_signs_in(self, printed: list[str]) -> None:
        told = {line.split()[0]: line.split(maxsplit=1)[1] for line in printed if line[:1] == " "}

        assert told == {person.email: person.does for person in PEOPLE.values()}
        assert f"The password of each is: {PASSWORD}" in printed
        assert all(authenticate(username=email, password=PASSWORD) for email in told)

    def test_seed_demo_shows_every_stage_and_every_partnership(self) -> None:
        assert set(Round.unscoped.values_list("stage", flat=True)) == set(Stage.values)
        assert set(Review.unscoped.values_list("organisation__name", flat=True)) == {
            "Northbrook Community Safety Partnership",
            "Eastmere Community Safety Partnership",
            "Kestrel Vale Community Safety Partnership",
        }
        assert set(Review.unscoped.values_list("kind", flat=True)) == set(ReviewKind.values)
        assert set(Review.unscoped.values_list("marking", flat=True)) == set(Marking.values)

    def test_seed_demo_shows_every_kind_of_answer_and_of_action(self) -> None:
        revisions, actions = Revision.unscoped.all(), Action.unscoped.with_state()

        assert set(revisions.values_list("kind", flat=True)) == set(RevisionKind.values)
        assert revisions.filter(superseded_by__isnull=False).count() == 2
        assert revisions.filter(evidence__isnull=False).exists()
        assert {action.rating for action in actions} == {"red", "amber", "green", "blue", None}
        assert {action.is_overdue() for action in actions} == {True, False}
        assert actions.filter(completed_on__isnull=False).count() == 5
        assert actions.filter(items__isnull=False).exists()

    def test_seed_demo_letters_are_read_as_they_were_written(self) -> None:
        read = {
            letter.round.review.name: (letter.outcome, letter.items.count())
            for letter in FeedbackLetter.unscoped.confirmed().select_related("round__review")
        }
        being_checked = FeedbackLetter.unscoped.being_checked().get()

        assert read == {
            "Siân": (Outcome.RESUBMIT, len(letters.SIAN.asks)),
            "Juniper": (Outcome.PUBLISH_AFTER_CHANGES, len(letters.JUNIPER.asks)),
            "Anaïs and Théo": (Outcome.PUBLISH_AFTER_CHANGES, len(letters.ANAIS_AND_THEO.asks)),
            "Marged": (Outcome.RESUBMIT, len(letters.MARGED.asks)),
            "Wren": (Outcome.OTHER, len(letters.WREN.asks)),
        }
        assert len(being_checked.draft["areas"]) == len(letters.ASH.asks)

    def test_seed_demo_leaves_an_event_for_every_row(self) -> None:
        rows = {verb: model._base_manager.count() for model, verb in EVENT_OF.items()}
        told = {verb: Event.objects.filter(verb=verb).count() for verb in EVENT_OF.values()}

        assert told == rows
        assert all(rows.values())


def test_seed_demo_changes_nothing_the_second_time() -> None:
    seed(reviews=1)
    before = counts()

    seed(reviews=1)

    assert counts() == before


def test_seed_demo_goes_on_where_an_earlier_run_was_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_off = TOLD[5]

    def power_fails(cast: Cast) -> None:
        reviews.marged(cast)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setitem(reviews.STORIES, cut_off, power_fails)
        with pytest.raises(KeyboardInterrupt):
            seed()
    told_before = Review.unscoped.count()

    seed()

    assert told_before == TOLD.index(cut_off)
    assert sorted(Review.unscoped.values_list("reference", flat=True)) == sorted(TOLD)
    assert sorted(cut.number for cut in Round.unscoped.filter(review__reference=cut_off)) == [1, 2]


def test_seed_demo_tops_up_the_reviews_for_measuring() -> None:
    seed(reviews=2)

    printed = seed(reviews=3)

    measured = Review.unscoped.filter(reference__startswith="M-")
    assert printed[0] == "0 reviews of the demonstration added, 1 for measuring."
    assert [review.reference for review in measured.order_by("reference")] == [
        "M-001",
        "M-002",
        "M-003",
    ]
    assert [review.rounds.get().letters.get().items.count() for review in measured] == [8, 8, 8]


def test_seed_demo_keeps_out_of_a_database_of_real_people() -> None:
    add_person(email="manager@council.example", name="Somebody", by=None)

    with pytest.raises(CommandError, match="looks like a real installation"):
        seed()

    assert User.objects.count() == 1


def test_seed_demo_still_runs_when_somebody_has_joined_the_demonstration() -> None:
    engage()
    add_person(email="visitor@council.example", name="A Visitor", by=None)

    assert seed()[-1] == READY_FOR_A_PACK
