"""What happens when a review is closed: each function is one thing that happened, with one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict, first_no
from access.versions import CHANGED_SINCE
from accounts.models import User
from audit.record import record
from publication.models import Duty, DutyRecord, DutyState, Withholding, WithholdingChange
from publication.policies import (
    may_change_closing,
    may_end_withholding,
    may_record_duty,
    may_set_aside,
    may_take_back_duty,
)
from reviews.actions import keep_file
from reviews.files import ExaminedFile
from reviews.models import DutyKind, FileKind, Review, Round, StoredFile
from reviews.policies import side_of
from reviews.workflow import Side

RECORDED_SINCE = (
    "Somebody else has recorded something about this duty since you opened the page. What you typed "
    "is still here. Read what they recorded, then save again if yours should take its place."
)
ON_THE_LIST = "This duty is on the list already."
NO_WEBLINK = "Enter the weblink, starting with https:// or http://."
WEB_ADDRESS = URLValidator(schemes=("http", "https"))


@transaction.atomic
def add_duty(review: Review, *, kind: DutyKind, title: str = "", by: User) -> Duty:
    """Put a duty on the CSP's own list. `title` says what a duty of another kind is."""
    qa_round = Round.unscoped.holding(review.rounds.latest("number").pk)
    may_change_closing(by, qa_round.review).require()
    title = title.strip() if kind == DutyKind.OTHER else ""
    _is_named(kind, title).require()
    same = Duty.unscoped.of_review(review.pk).filter(kind=kind, title__iexact=title)
    if same.exists():
        raise Refused(ON_THE_LIST)
    duty = Duty.unscoped.create(round=qa_round, kind=kind, title=title, from_letter=False)
    record("publication.duty_added", duty, by=by, review=review.pk, kind=kind)
    return duty


@transaction.atomic
def record_duty_done(
    duty: Duty,
    *,
    done_on: dt.date,
    who: str,
    supersedes: int | None,
    sent_to: str = "",
    weblink: str = "",
    note: str = "",
    why: str = "",
    keep: Iterable[StoredFile] = (),
    evidence: Iterable[ExaminedFile] = (),
    by: User,
) -> DutyRecord:
    """Record that a duty is done, or put such a record right and say `why`.

    `supersedes` is the record that the writer had before them; when it is no longer the latest,
    somebody else was quicker, and the writer is told. `keep` is evidence of that record which still
    counts, which the secretariat does not see and so leaves as it is; `evidence` is new; each new file leaves an event of its own.
    """
    duty = _held(duty)
    first_no(may_record_duty(by, duty), _was_seen(duty, supersedes)).require()
    first_no(_is_told(done_on, who), _is_a_weblink(duty, weblink), _says_why(duty, why)).require()
    told = {"done_on": done_on, "who": who, "sent_to": sent_to, "weblink": weblink, "note": note}
    made = _recorded(duty, DutyState.DONE, why=why, by=by, **told)
    kept = _kept(made, keep)
    new = [keep_file(duty.round.review, file, kind=FileKind.EVIDENCE, by=by) for file in evidence]
    made.evidence.set([*kept, *new])
    record("publication.duty_done", made, by=by, duty=duty.pk, done_on=done_on)
    return made


@transaction.atomic
def take_back_duty(duty: Duty, *, why: str, supersedes: int | None, by: User) -> DutyRecord:
    """Record that a duty is not done after all, or is no longer set aside."""
    duty = _held(duty)
    first_no(may_record_duty(by, duty), _was_seen(duty, supersedes)).require()
    first_no(may_take_back_duty(by, duty), _has_reason(why)).require()
    made = _recorded(duty, DutyState.NOT_DONE, why=why, by=by)
    record("publication.duty_taken_back", made, by=by, duty=duty.pk)
    return made


@transaction.atomic
def set_duty_aside(duty: Duty, *, why: str, supersedes: int | None, by: User) -> DutyRecord:
    """Leave a duty of the CSP's own list undone, for a reason."""
    duty = _held(duty)
    first_no(may_record_duty(by, duty), _was_seen(duty, supersedes)).require()
    first_no(may_set_aside(by, duty), _has_reason(why)).require()
    made = _recorded(duty, DutyState.SET_ASIDE, why=why, by=by)
    record("publication.duty_set_aside", made, by=by, duty=duty.pk)
    return made


@transaction.atomic
def withhold(
    review: Review, *, reason: str, review_on: dt.date, seen: int | None, by: User
) -> Withholding:
    """Withhold publication until it is looked at again on `review_on`, or for longer than before.

    `seen` is the withholding that stood when the writer opened the page.
    """
    standing = _standing(review, seen)
    first_no(may_change_closing(by, review), _has_reason(reason), _is_to_come(review_on)).require()
    made = Withholding.unscoped.create(
        review=review,
        change=WithholdingChange.CONTINUED if standing else WithholdingChange.BEGUN,
        reason=reason.strip(),
        review_on=review_on,
        by=by,
    )
    record("publication.withheld", made, by=by, change=made.change, review_on=review_on)
    return made


@transaction.atomic
def end_withholding(review: Review, *, reason: str, seen: int | None, by: User) -> Withholding:
    """Let the review be published."""
    _standing(review, seen)
    first_no(may_end_withholding(by, review), _has_reason(reason)).require()
    made = Withholding.unscoped.create(
        review=review, change=WithholdingChange.ENDED, reason=reason.strip(), by=by
    )
    record("publication.withholding_ended", made, by=by)
    return made


def _held(duty: Duty) -> Duty:
    """The duty as it stands now. Nobody else records of its round until this transaction has ended."""
    qa_round = Round.unscoped.holding(duty.round_id)
    fresh = Duty.unscoped.get(pk=duty.pk)
    fresh.round = qa_round
    return fresh


def _standing(review: Review, seen: int | None) -> Withholding | None:
    """What holds publication back now, unless that is not what the writer had before them."""
    Review.unscoped.select_for_update().get(pk=review.pk)
    standing = Withholding.unscoped.filter(review=review).standing().first()
    if (seen or None) != (standing.pk if standing else None):
        raise Refused(CHANGED_SINCE)
    return standing


def _recorded(duty: Duty, state: DutyState, *, why: str, by: User, **told: Any) -> DutyRecord:
    theirs = side_of(by, duty.round.review) is Side.PARTNERSHIP
    words = {name: text.strip() if isinstance(text, str) else text for name, text in told.items()}
    try:
        with transaction.atomic():
            return DutyRecord.unscoped.create(
                duty=duty,
                supersedes=duty.last_record,
                own=not duty.from_letter,
                state=state,
                why=why.strip(),
                by=by,
                on_behalf_of="" if theirs else Side.PARTNERSHIP,
                **words,
            )
    except IntegrityError:
        raise Refused(RECORDED_SINCE) from None


def _kept(made: DutyRecord, keep: Iterable[StoredFile]) -> Any:
    """The evidence of the record before that still counts; all of it, when its writer may not see it."""
    if made.supersedes is None or (made.supersedes.own and not made.own):
        return StoredFile.unscoped.none()
    before = made.supersedes.evidence.all()
    return before if made.on_behalf_of else before.filter(pk__in=[file.pk for file in keep])


def _was_seen(duty: Duty, supersedes: int | None) -> Verdict:
    return YES if (supersedes or "") == duty.seen else Verdict(RECORDED_SINCE)


def _is_named(kind: str, title: str) -> Verdict:
    if kind == DutyKind.OTHER and not title:
        return Verdict("Enter what is to be done.")
    return YES


def _is_told(done_on: dt.date, who: str) -> Verdict:
    if done_on > timezone.localdate():
        return Verdict("The day must be today or in the past.")
    return YES if who.strip() else Verdict("Enter who did it.")


def _is_a_weblink(duty: Duty, weblink: str) -> Verdict:
    """An address of a page, which is kept and shown but never fetched."""
    if not weblink.strip():
        return Verdict(NO_WEBLINK) if duty.kind == DutyKind.WEBLINK else YES
    try:
        WEB_ADDRESS(weblink.strip())
    except ValidationError:
        return Verdict(NO_WEBLINK)
    return YES


def _says_why(duty: Duty, why: str) -> Verdict:
    if duty.state is DutyState.DONE and not why.strip():
        return Verdict("Enter why the record is corrected.")
    return YES


def _has_reason(reason: str) -> Verdict:
    return YES if reason.strip() else Verdict("Enter a reason.")


def _is_to_come(day: dt.date) -> Verdict:
    if day >= timezone.localdate():
        return YES
    return Verdict("The day on which it is looked at again must be today or in the future.")
