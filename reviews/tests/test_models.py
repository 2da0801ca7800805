"""Reviews and their rows: who finds which, what always holds, and what is only added."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.actions import give_role
from accounts.models import Role, User
from audit.models import AppendOnlyError
from reviews.actions import (
    correct_step,
    keep_file,
    put_on_hold,
    set_duties,
    take_off_hold,
    transfer_review,
)
from reviews.models import (
    ClosingDuty,
    DutyKind,
    FileKind,
    Hold,
    HoldChange,
    Review,
    Round,
    StageChange,
    StoredFile,
    Transfer,
)
from reviews.tests.factories import evidence, review_of, round_at, tomorrow
from reviews.workflow import ENDED, Side, Stage

MODELS = (Review, Round, StageChange, StoredFile, ClosingDuty, Hold, Transfer)
NAMES = ("Elm", "Oak", "Ash", "Fir")


@pytest.fixture
def reviews(cast):
    """Elm (Northbrook, submitted, chaired by chloe), Oak (Eastmere, preparing), Ash (Westhaven,
    listed) and Fir (Westhaven, preparing); each with a file and, if it moved, its changes."""
    oak = review_of(cast.eastmere, by=cast.alice, name="Oak")
    ash = review_of(cast.westhaven, by=cast.kim, name="Ash")
    fir = review_of(cast.westhaven, by=cast.kim, name="Fir")
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    round_at(Stage.LISTED, ash, by=cast.kim)
    for review, user in ((cast.review, cast.alice), (oak, cast.alice), (ash, cast.kim)):
        keep_file(review, evidence(), kind=FileKind.EVIDENCE, by=user)
        set_duties(review.rounds.get(), [DutyKind.WEBLINK], by=user)
        put_on_hold(review, reason="A trial.", review_on=tomorrow(), by=user)
        Transfer.unscoped.create(
            review=review,
            source=cast.eastmere,
            target=review.organisation,
            reason="Moved.",
            by=user,
        )
    return {review.name: review for review in (cast.review, oak, ash, fir)}


def seen(user, how="visible_to"):
    """For each model, the names of the reviews whose rows a person finds."""
    ways = {
        Review: "name",
        Round: "review__name",
        StageChange: "round__review__name",
        StoredFile: "review__name",
        ClosingDuty: "round__review__name",
        Hold: "review__name",
        Transfer: "review__name",
    }
    return {
        model.__name__: sorted(set(getattr(model, how)(user).values_list(ways[model], flat=True)))
        for model in MODELS
    }


def as_seen(*reviews, moved, kept):
    """The shape of `seen`: rows of reviews, moves of those that moved, papers of those kept."""
    return {
        "Review": sorted(reviews),
        "Round": sorted(reviews),
        "StageChange": sorted(moved),
        "StoredFile": sorted(kept),
    } | dict.fromkeys(
        ("ClosingDuty", "Hold", "Transfer"), sorted(name for name in reviews if name != "Fir")
    )


NOTHING = as_seen(moved=(), kept=())


@pytest.mark.parametrize(
    ("who", "visible", "held"),
    [
        ("alice", *[as_seen("Elm", "Oak", moved=["Elm"], kept=["Elm", "Oak"])] * 2),
        ("vic", *[as_seen("Elm", moved=["Elm"], kept=["Elm"])] * 2),
        ("chloe", *[as_seen("Elm", moved=["Elm"], kept=["Elm"])] * 2),
        ("kim", *[as_seen("Ash", "Fir", moved=["Ash"], kept=["Ash"])] * 2),
        ("quinn", as_seen("Elm", "Ash", moved=["Elm", "Ash"], kept=[]), NOTHING),
    ],
)
def test_each_role_finds_its_rows(cast, reviews, who, visible, held):
    user = getattr(cast, who)

    assert seen(user) == visible
    assert seen(user, "held_by") == held


@pytest.mark.parametrize("who", ["alice", "vic", "kim", "quinn"])
def test_person_whose_memberships_ended_finds_nothing(cast, reviews, who):
    user = getattr(cast, who)
    before = seen(user)
    user.memberships.update(ended_at=timezone.now())

    user = User.objects.get(pk=user.pk)

    assert before != NOTHING
    assert seen(user) == seen(user, "held_by") == NOTHING


def test_chair_who_hands_over_finds_nothing(cast, reviews):
    Review.unscoped.filter(pk=cast.review.pk).update(chair=cast.vic)

    assert seen(cast.chloe) == NOTHING


def test_two_roles_add_up(cast, reviews):
    give_role(cast.vic, role=Role.QA_OFFICER, organisation=cast.home_office, by=None)
    give_role(cast.vic, role=Role.CSP_VIEWER, organisation=cast.eastmere, by=None)

    both = seen(User.objects.get(pk=cast.vic.pk))

    assert both == as_seen("Elm", "Oak", "Ash", moved=["Elm", "Ash"], kept=["Elm", "Oak"])


def test_chair_who_is_also_a_viewer_finds_each_row_once(cast, reviews):
    give_role(cast.chloe, role=Role.CSP_VIEWER, organisation=cast.northbrook, by=None)

    chloe = User.objects.get(pk=cast.chloe.pk)

    assert list(Review.visible_to(chloe)) == [cast.review]
    assert StoredFile.visible_to(chloe).count() == 1


@pytest.mark.parametrize("stage", Stage)
def test_secretariat_sees_a_review_from_its_submission_on(cast, stage):
    Round.unscoped.update(stage=stage)

    found = Review.visible_to(cast.quinn)

    assert found.exists() is (stage != Stage.PREPARING)


def test_rows_are_told_in_words(cast):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    stored = keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)
    change = qa_round.stage_changes.get()

    assert (str(cast.review), cast.review.kind_word) == ("Elm (Elm 1)", "DHR")
    assert str(qa_round) == "Elm, round 1"
    assert str(change) == (
        f"Record that it was sent before it was kept here ({change.happened_on})"
    )
    assert str(stored) == "minutes.txt"
    assert str(ClosingDuty(kind=DutyKind.WEBLINK)) == "Send the weblink"


@pytest.mark.parametrize(
    ("chair_name", "shown"), [("", "Chloé"), ("Dr Chloé Example", "Dr Chloé Example")]
)
def test_chair_is_shown_as_written_or_by_account(cast, chair_name, shown):
    cast.review.chair_name = chair_name

    assert cast.review.chair_shown == shown


def test_review_without_a_chair_shows_none(cast):
    assert review_of(cast.eastmere, by=cast.alice, name="Oak").chair_shown == ""


@pytest.mark.parametrize("stage", Stage)
def test_round_knows_its_turn_and_its_end(cast, stage):
    qa_round = round_at(stage, cast.review, by=cast.alice)

    assert (qa_round.turn is Side.NOBODY) is (stage in ENDED)


def test_review_has_one_open_round_at_most(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.unscoped.create(review=cast.review, number=2)

    Round.unscoped.update(stage=Stage.RESUBMITTED)
    assert Round.unscoped.create(review=cast.review, number=2).number == 2


def test_round_numbers_do_not_repeat(cast):
    Round.unscoped.update(stage=Stage.CLEARED)

    with pytest.raises(IntegrityError):
        Round.unscoped.create(review=cast.review, number=1)


def test_round_stage_is_one_of_the_table(cast):
    with pytest.raises(IntegrityError):
        Round.unscoped.update(stage="nowhere")


def test_reference_is_used_once_in_a_partnership(cast):
    other = Review.unscoped.create(organisation=cast.eastmere, name="Elm", reference="Elm 1")

    assert other.reference == cast.review.reference
    with pytest.raises(IntegrityError):
        Review.unscoped.create(organisation=cast.northbrook, name="Oak", reference="ELM 1")


def test_duty_stands_once_in_a_round(cast):
    qa_round = cast.review.rounds.get()
    ClosingDuty.unscoped.create(round=qa_round, kind=DutyKind.WEBLINK)

    with pytest.raises(IntegrityError):
        ClosingDuty.unscoped.create(round=qa_round, kind=DutyKind.WEBLINK)


def test_latest_round_of_each_review_is_found(cast):
    first = round_at(Stage.RESUBMITTED, cast.review, by=cast.alice)
    oak = review_of(cast.eastmere, by=cast.alice, name="Oak")

    shown = list(Round.visible_to(cast.alice).latest_of_each_review().order_by("review__name"))

    assert [(r.review.name, r.number) for r in shown] == [("Elm", 2), ("Oak", 1)]
    assert first not in shown
    assert shown[1] == oak.rounds.get()


@pytest.fixture
def history(cast):
    """One row of each kind of history, with the related manager that also leads to it."""
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    stored = keep_file(cast.review, evidence(), kind=FileKind.EVIDENCE, by=cast.alice)
    held = put_on_hold(cast.review, reason="A trial.", review_on=tomorrow(), by=cast.alice)
    moved = transfer_review(cast.review, to=cast.eastmere, reason="They moved.", by=cast.alice)
    return {
        StageChange: (qa_round.stage_changes.get(), qa_round.stage_changes, {"note": "Forged."}),
        StoredFile: (stored, cast.review.files, {"name": "forged.txt"}),
        Hold: (held, cast.review.holds, {"reason": "Forged."}),
        Transfer: (moved, cast.review.transfers, {"reason": "Forged."}),
    }


@pytest.mark.parametrize("model", [StageChange, StoredFile, Hold, Transfer])
@pytest.mark.parametrize(
    "change",
    [
        lambda row, related, forged: row.save(),
        lambda row, related, forged: row.delete(),
        lambda row, related, forged: related.update(**forged),
        lambda row, related, forged: related.all().delete(),
        lambda row, related, forged: type(row).unscoped.update(**forged),
        lambda row, related, forged: type(row).unscoped.filter(pk=row.pk).update(**forged),
        lambda row, related, forged: type(row).unscoped.filter(pk=row.pk).delete(),
        lambda row, related, forged: type(row).visible_to(row.by).update(**forged),
        lambda row, related, forged: type(row).visible_to(row.by).delete(),
        lambda row, related, forged: type(row).unscoped.bulk_update([row], list(forged)),
        lambda row, related, forged: type(row).unscoped.update_or_create(forged, pk=row.pk),
        lambda row, related, forged: related.update_or_create(defaults=forged, pk=row.pk),
    ],
    ids=[
        "row save",
        "row delete",
        "related update",
        "related delete",
        "manager update",
        "filter update",
        "filter delete",
        "scoped update",
        "scoped delete",
        "bulk update",
        "update or create",
        "related update or create",
    ],
)
def test_history_is_only_added(history, model, change):
    row, related, forged = history[model]
    before = model.unscoped.values().get()

    with pytest.raises(AppendOnlyError):
        change(row, related, forged)

    assert model.unscoped.values().get() == before


def test_review_with_history_is_not_removed(cast):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    for row in (cast.review, cast.review.rounds.get(), cast.alice, cast.northbrook):
        with pytest.raises(ProtectedError):
            row.delete()


def test_step_is_corrected_by_one_row_at_most_and_with_a_reason(cast):
    change = round_at(Stage.SUBMITTED, cast.review, by=cast.alice).stage_changes.get()
    same = {
        name: getattr(change, name) for name in ("round", "move", "source", "target", "happened_on")
    }
    correct_step(change, on=change.happened_on, note="By post.", why="Left out.", by=cast.alice)

    with pytest.raises(IntegrityError), transaction.atomic():
        StageChange.unscoped.create(corrects=change, why="Again.", by=cast.alice, **same)
    latest = StageChange.unscoped.last()
    with pytest.raises(IntegrityError), transaction.atomic():
        StageChange.unscoped.create(corrects=latest, why="", by=cast.alice, **same)


def test_hold_has_the_day_on_which_it_is_looked_at_again(cast):
    begun = {"review": cast.review, "change": HoldChange.BEGUN, "reason": "A trial."}

    with pytest.raises(IntegrityError):
        Hold.unscoped.create(**begun, by=cast.alice)


def test_holds_that_stand_are_found_for_many_reviews(cast):
    oak, yew = (review_of(cast.northbrook, by=cast.alice, name=name) for name in ("Oak", "Yew"))
    for review in (cast.review, oak, cast.review):
        put_on_hold(review, reason="A trial.", review_on=tomorrow(), by=cast.alice)
        take_off_hold(review, reason="It is over.", by=cast.alice)
    last = put_on_hold(cast.review, reason="An appeal.", review_on=tomorrow(), by=cast.alice)

    holds = [Review.unscoped.get(pk=review.pk).hold for review in (cast.review, oak, yew)]

    assert list(Hold.unscoped.standing()) == [last]
    assert holds == [last, None, None]
