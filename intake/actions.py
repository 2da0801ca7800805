"""What happens to a plan that came as a file: each function is one thing that happened, with one event."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE, written
from accounts.models import User
from actionplans.actions import DATED_LATER
from actionplans.bulk_writing import hold_plan
from actionplans.models import Action
from actionplans.plans import Plan
from audit.record import record
from govuk.words import count, day
from intake.bringing import bring_in
from intake.comparing import compare
from intake.drafting import about, rows_of
from intake.models import ImportedRow, PlanImport
from intake.policies import IN_HAND, is_in_hand, may_bring_in, may_check, may_confirm
from reviews.actions import keep_file
from reviews.files import ExaminedFile
from reviews.models import FileKind, Review

BATCH = 500
LOOK_AGAIN = (
    "Somebody else has changed this draft since you opened the page. Look at it again, then go on."
)
PLAN_CHANGED = (
    "The action plan has changed since you looked, and nothing was saved. "
    "Look at what the file would change now, then confirm."
)
OTHER_REVIEW = "Select an action of this review."
BLOCKED = "Fix or skip {} before you confirm."
RATED_SINCE = (
    "The file changes ratings that were given on {}. Enter that day or a later one, "
    "or skip the rows that are out of date."
)


class RowDetails(TypedDict, total=False):
    """The fields of a row that a person may put right. `action` is a person's choice; None is a new one."""

    number: str
    recommendation: str
    scope: str
    text: str
    lead_agency: str
    supporting: str
    milestones: str
    target_date: dt.date | None
    target_date_text: str
    completed_on: dt.date | None
    outcome: str
    rating: str
    reason: str
    update: str
    action: Action | None


@transaction.atomic
def keep_plan(review: Review, *, file: ExaminedFile, plan: Plan, by: User) -> PlanImport:
    """Keep a file with what was read from it, for a person to check. Nothing is in the plan yet."""
    may_bring_in(by, review).require()
    stored = keep_file(review, file, kind=FileKind.PLAN, by=by)
    try:
        with transaction.atomic():
            plan_import = PlanImport.unscoped.create(
                review=review, file=stored, by=by, **about(plan)
            )
    except IntegrityError:
        raise Refused(IN_HAND) from None
    _keep_rows(plan_import, plan)
    record("intake.plan_kept", plan_import, by=by, file=stored.pk, rows=len(plan.rows))
    return plan_import


@transaction.atomic
def map_columns(
    plan_import: PlanImport, *, version: int, mapping: dict[str, str], plan: Plan, by: User
) -> PlanImport:
    """Read the rows again, with what a person says the columns mean; what was put right in them is lost."""
    may_check(by, plan_import).require()
    fresh = _claimed(plan_import, version, CHANGED_SINCE)
    changes = written(fresh, about(plan) | {"mapping": mapping})
    fresh.save()
    fresh.rows.all().delete()
    _keep_rows(fresh, plan)
    mapped = changes.get("mapping", [])
    record("intake.columns_mapped", fresh, by=by, mapping=mapped, rows=len(plan.rows))
    return fresh


@transaction.atomic
def fix_row(
    row: ImportedRow, *, version: int, by: User, **details: Unpack[RowDetails]
) -> ImportedRow:
    """Put a row right; its doubts have then been looked at.

    The words of a recommendation stand in each of its rows: who changes them in one, changes them in all.
    """
    plan_import = row.plan_import
    may_check(by, plan_import).require()
    _claimed(plan_import, version, CHANGED_SINCE)
    fresh = ImportedRow.unscoped.select_related("plan_import").get(pk=row.pk)
    if "action" in details:
        _is_of_review(details["action"], plan_import)
    chosen = {"matched_by_hand": True} if "action" in details else {}
    same = plan_import.rows.filter(number=fresh.number, recommendation=fresh.recommendation)
    changes = written(fresh, details | chosen | {"fixed": True})
    fresh.save()
    shared = {name: getattr(fresh, name) for name in ("recommendation", "scope") if name in changes}
    if shared and "number" not in changes:
        same.update(**shared)
    record("intake.row_fixed", fresh, by=by, plan_import=plan_import.pk, **changes)
    return fresh


@transaction.atomic
def skip_row(row: ImportedRow, *, version: int, by: User) -> ImportedRow:
    """Leave a row out of what is brought in. It stays in the list, and can be taken back."""
    return _put(row, "intake.row_skipped", skipped=True, version=version, by=by)


@transaction.atomic
def take_row(row: ImportedRow, *, version: int, by: User) -> ImportedRow:
    """Take a row back that was skipped."""
    return _put(row, "intake.row_taken", skipped=False, version=version, by=by)


@transaction.atomic
def set_aside(plan_import: PlanImport, *, version: int, by: User) -> PlanImport:
    """Put away a file that should not have been brought in. It is kept, but counts for nothing."""
    may_check(by, plan_import).require()
    fresh = _claimed(plan_import, version, LOOK_AGAIN)
    fresh.set_aside_by, fresh.set_aside_at = by, timezone.now()
    fresh.save()
    record("intake.plan_set_aside", fresh, by=by)
    return fresh


@transaction.atomic
def confirm_plan(
    plan_import: PlanImport, *, version: int, seen: str, dated: dt.date, by: User
) -> PlanImport:
    """Write all rows into the plan, or none.

    `seen` is what the person's comparison said of the plan (`Comparison.seen`): what has changed
    since is shown before it is written over. `dated` is the day of the ratings and updates.
    """
    may_confirm(by, plan_import).require()
    if dated > timezone.localdate():
        raise Refused(DATED_LATER)
    hold_plan(plan_import.review)
    fresh = _claimed(plan_import, version, LOOK_AGAIN)
    comparison = compare(fresh)
    if comparison.seen != seen:
        raise Refused(PLAN_CHANGED)
    if comparison.blocked:
        raise Refused(BLOCKED.format(count(len(comparison.blocked), "row,rows")))
    if comparison.rated_until and dated < comparison.rated_until:
        raise Refused(RATED_SINCE.format(day(comparison.rated_until)))
    brought = bring_in(fresh, comparison, dated=dated, by=by)
    before = fresh.dated
    fresh.dated, fresh.confirmed_by, fresh.confirmed_at = dated, by, timezone.now()
    fresh.save()
    counts = {kind.value: number for kind, number in comparison.counts.items()}
    told = {"rows": counts, "dated": [before, dated], **asdict(brought)}
    record("intake.plan_brought_in", fresh, by=by, **told)
    return fresh


def _keep_rows(plan_import: PlanImport, plan: Plan) -> None:
    ImportedRow.unscoped.bulk_create(rows_of(plan_import, plan), batch_size=BATCH)


def _claimed(plan_import: PlanImport, version: int, reason: str) -> PlanImport:
    """The import as it is saved, with its next version taken; refused when somebody took it before.

    Whoever presses a button twice reads that it is done, not that somebody else was quicker.
    """
    rows = PlanImport.unscoped.filter(pk=plan_import.pk)
    claimed = rows.in_hand().filter(version=version).update(version=version + 1)
    fresh = rows.select_related("review__organisation", "file").get()
    if not claimed:
        is_in_hand(fresh).require()
        raise Refused(reason)
    return fresh


def _put(row: ImportedRow, verb: str, *, skipped: bool, version: int, by: User) -> ImportedRow:
    may_check(by, row.plan_import).require()
    plan_import = _claimed(row.plan_import, version, LOOK_AGAIN)
    fresh = plan_import.rows.get(pk=row.pk)
    changes = written(fresh, {"skipped": skipped})
    fresh.save(update_fields=["skipped"])
    record(verb, fresh, by=by, plan_import=plan_import.pk, **changes)
    return fresh


def _is_of_review(action: Action | None, plan_import: PlanImport) -> None:
    if action and action.recommendation.review_id != plan_import.review_id:
        raise Refused(OTHER_REVIEW)
