"""What happens to an action plan: each function is one thing that happened, and writes one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from access.verdict import Refused
from access.versions import claimed, written
from accounts.models import User
from actionplans.models import Action, ActionUpdate, Legend, Recommendation
from actionplans.numbering import counted
from actionplans.policies import (
    may_add_update,
    may_edit_action,
    may_edit_plan,
    may_edit_recommendation,
    may_look,
)
from actionplans.supporting import put_beside
from audit.record import record
from feedback.models import FeedbackItem
from reviews.actions import keep_file
from reviews.files import ExaminedFile
from reviews.models import FileKind, Review

OTHER_REVIEW = "Choose a recommendation and areas for development of this review."
TAKE_UP_FIRST = "This action is not taken forward. Take it up again before it is completed."
COMPLETED_LATER = "Date of completion must be today or in the past."
DATED_LATER = "The date of an update must be today or in the past."
NO_REASON = "Enter the reason for the rating."
NOT_USED = "Your CSP does not use this colour. Choose another rating."
SAID_ALREADY = "This update has already been added."


class RecommendationDetails(TypedDict, total=False):
    """The fields of a recommendation, as its form gives them."""

    number: str
    text: str
    scope: str
    level: str
    agencies: str


class ActionDetails(TypedDict, total=False):
    """The fields of an action, as its form gives them."""

    text: str
    lead_agency: str
    milestones: str
    target_date: dt.date | None
    target_date_text: str
    completed_on: dt.date | None
    outcome: str


@transaction.atomic
def add_recommendation(
    review: Review, *, by: User, **details: Unpack[RecommendationDetails]
) -> Recommendation:
    may_edit_plan(by, review).require()
    _hold_order(review.pk)
    recommendation = Recommendation(review=review, position=0, **details)
    _save_numbered(recommendation)
    _put_in_place(recommendation)
    record("actionplans.recommendation_added", recommendation, by=by, review=review.pk)
    return recommendation


@transaction.atomic
def edit_recommendation(
    recommendation: Recommendation,
    *,
    version: int,
    by: User,
    **details: Unpack[RecommendationDetails],
) -> Recommendation:
    """Change a recommendation, unless somebody else has since `version`."""
    may_edit_recommendation(by, recommendation).require()
    _hold_order(recommendation.review_id)
    fresh = claimed(recommendation, version)
    changes = written(fresh, details)
    _save_numbered(fresh)
    if "number" in changes:
        _put_in_place(fresh)
    record("actionplans.recommendation_edited", fresh, by=by, **changes)
    return fresh


@transaction.atomic
def add_action(
    recommendation: Recommendation,
    *,
    items: Iterable[FeedbackItem] = (),
    supporting: Iterable[str] = (),
    by: User,
    **details: Unpack[ActionDetails],
) -> Action:
    may_edit_recommendation(by, recommendation).require()
    linked = list(items)
    _check_action(recommendation.review_id, recommendation, linked, details)
    position = _next_position(recommendation)
    action = Action.unscoped.create(recommendation=recommendation, position=position, **details)
    action.items.set(linked)
    put_beside(action, supporting)
    record(
        "actionplans.action_added",
        action,
        by=by,
        recommendation=recommendation.pk,
        items=[item.pk for item in linked],
        supporting=action.supporting_names,
    )
    return action


@transaction.atomic
def edit_action(
    action: Action,
    *,
    version: int,
    recommendation: Recommendation,
    items: Iterable[FeedbackItem],
    supporting: Iterable[str] | None = None,
    by: User,
    **details: Unpack[ActionDetails],
) -> Action:
    """Change an action, unless somebody else has since `version`; a completion date completes it.

    The supporting agencies stay as they are where none are given, except one that now leads.
    """
    may_edit_action(by, action).require()
    fresh, linked = claimed(action, version), list(items)
    _check_action(action.recommendation.review_id, recommendation, linked, details)
    if details.get("completed_on") and fresh.ended_on:
        raise Refused(TAKE_UP_FIRST)
    changes = _moved(fresh, recommendation) | written(fresh, details) | _linked(fresh, linked)
    changes |= put_beside(fresh, fresh.supporting_names if supporting is None else supporting)
    fresh.save()
    record("actionplans.action_edited", fresh, by=by, **changes)
    return fresh


@transaction.atomic
def add_update(
    action: Action,
    *,
    dated: dt.date,
    text: str,
    rating: str = "",
    reason: str = "",
    in_place: bool | None = None,
    evidence: Iterable[ExaminedFile] = (),
    by: User,
) -> ActionUpdate:
    """Tell how an action is going, on the day that the account is about; it is never changed after.

    `in_place` is said of a completed action, when somebody looked whether the change still stands.

    Each file of evidence is a thing that happened too: `keep_file` writes its own event.
    """
    (may_add_update if in_place is None else may_look)(by, action).require()
    told = {"dated": dated, "text": text, "rating": rating, "reason": reason, "in_place": in_place}
    _check_update(action, told, by)
    review = action.recommendation.review
    words = _meaning(review, rating)
    update = ActionUpdate.unscoped.create(action=action, by=by, rating_words=words, **told)
    update.evidence.set(
        [keep_file(review, file, kind=FileKind.EVIDENCE, by=by) for file in evidence]
    )
    record("actionplans.update_added", update, by=by, action=action.pk, dated=dated, rating=rating)
    return update


@transaction.atomic
def note_export(review: Review, *, form: str, by: User) -> None:
    """Leave a trace that somebody took a copy of the plan, and as what."""
    record("actionplans.plan_exported", review, by=by, form=form)


def _meaning(review: Review, rating: str) -> str:
    """What a rating means at the CSP today; it keeps these words."""
    if not rating:
        return ""
    words = Legend.of(review.organisation_id).words.get(rating)
    if not words:
        raise Refused(NOT_USED)
    return words


def _moved(action: Action, recommendation: Recommendation) -> dict[str, list[Any]]:
    """Put an action under another recommendation, as its last."""
    before = action.recommendation_id
    if before == recommendation.pk:
        return {}
    action.position = _next_position(recommendation)
    action.recommendation = recommendation
    return {"recommendation": [before, recommendation.pk]}


def _linked(action: Action, items: list[FeedbackItem]) -> dict[str, list[Any]]:
    before = sorted(action.items.values_list("pk", flat=True))
    after = sorted(item.pk for item in items)
    action.items.set(items)
    return {} if before == after else {"items": [before, after]}


def _next_position(recommendation: Recommendation) -> int:
    """The place of a new action. Nobody else takes it until this transaction has ended."""
    Recommendation.unscoped.select_for_update().get(pk=recommendation.pk)
    return (recommendation.actions.aggregate(last=Max("position"))["last"] or 0) + 1


def _save_numbered(recommendation: Recommendation) -> None:
    try:
        with transaction.atomic():
            recommendation.save()
    except IntegrityError:
        raise Refused(
            f"This review already has a recommendation {recommendation.number}."
        ) from None


def _hold_order(review: int) -> None:
    """Nobody else renumbers the recommendations, or brings a plan in, until this transaction has ended.

    Before the recommendation itself, as `bulk_writing.hold_plan` does, so that the two never wait for
    each other.
    """
    held = Review.unscoped.filter(pk=review).select_for_update(of=("self",), no_key=True)
    list(held.values_list("pk", flat=True))


def _put_in_place(recommendation: Recommendation) -> None:
    """Stand it after the last one whose number comes before its own.

    Numbers that are already out of order, as some printed plans have them, stay as they are.
    """
    others = Recommendation.unscoped.filter(review=recommendation.review_id)
    others = others.exclude(pk=recommendation.pk)
    mine = counted(recommendation.number)
    before = [row.position for row in others if counted(row.number) <= mine]
    recommendation.position = max(before, default=0) + 1
    others.filter(position__gte=recommendation.position).update(position=F("position") + 1)
    recommendation.save(update_fields=["position"])


def _check_action(
    review: int, recommendation: Recommendation, items: list[FeedbackItem], details: ActionDetails
) -> None:
    """What must hold whoever calls: one review throughout, and no completion that is yet to come."""
    linked = FeedbackItem.unscoped.filter(pk__in=[item.pk for item in items])
    strange = linked.exclude(letter__round__review=review).exists()
    if strange or recommendation.review_id != review:
        raise Refused(OTHER_REVIEW)
    completed_on = details.get("completed_on")
    if completed_on and completed_on > timezone.localdate():
        raise Refused(COMPLETED_LATER)


def _check_update(action: Action, told: dict[str, Any], by: User) -> None:
    if told["dated"] > timezone.localdate():
        raise Refused(DATED_LATER)
    if told["rating"] and not told["reason"].strip():
        raise Refused(NO_REASON)
    if ActionUpdate.unscoped.filter(action=action, by=by, **told).exists():
        raise Refused(SAID_ALREADY)
