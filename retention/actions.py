"""What happens to records that are kept: each function is one thing that happened, and writes one event."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict, first_no
from access.versions import CHANGED_SINCE
from accounts.models import Organisation, User, colleagues
from audit.record import record
from govuk.words import day
from notices.actions import tell
from notices.models import NoticeKind, officers
from retention.belongings import belongings_of, counted
from retention.models import (
    DecisionKind,
    DisposalCertificate,
    DisposalDecision,
    DisposalHold,
    DisposalProposal,
    HoldChange,
    RetentionPeriod,
    ReviewDate,
    period_of,
)
from retention.policies import (
    may_agree,
    may_choose_date,
    may_decide,
    may_hold_back,
    may_let_go,
    may_propose,
    may_set_period,
    may_stop,
)
from retention.standing import standing_of
from reviews.models import Review, StageChange
from reviews.policies import side_of
from reviews.workflow import effect

HELD_BACK = "The disposal was held back: {}"
NOT_LONGER = (
    "The review date must be later than {}. A review is never kept for less than the period."
)


@transaction.atomic
def set_period(
    organisation: Organisation, *, years: int | None, schedule: str, seen: int | None, by: User
) -> RetentionPeriod:
    """Say for how many years reviews are kept; `seen` is what held when the writer opened the page."""
    may_set_period(by, organisation).require()
    Organisation.unscoped.select_for_update().get(pk=organisation.pk)
    before = period_of(organisation)
    if (seen or None) != (before.pk if before else None):
        raise Refused(CHANGED_SINCE)
    _has_a_schedule(years, schedule).require()
    period = RetentionPeriod.unscoped.create(
        organisation=organisation, years=years, schedule=schedule.strip(), by=by
    )
    change = [before.years if before else None, years]
    record("retention.period_set", period, by=by, organisation=organisation.pk, years=change)
    return period


@transaction.atomic
def choose_review_date(review: Review, *, on: dt.date, reason: str, by: User) -> ReviewDate:
    """Keep a review for longer than the period says, until it is looked at on a later day."""
    review = _locked(review)
    first_no(may_choose_date(by, review), _has_reason(reason), _is_later(review, on)).require()
    chosen = ReviewDate.unscoped.create(review=review, on=on, reason=reason.strip(), by=by)
    record("retention.review_date_chosen", chosen, by=by, on=on)
    _stop_open(review, reason="The records are kept for longer.", by=by)
    return chosen


@transaction.atomic
def hold_back(review: Review, *, reason: str, look_again_on: dt.date, by: User) -> DisposalHold:
    """Keep a review from disposal for one side, or for longer than before; what was proposed stops."""
    review = _locked(review)
    first_no(may_hold_back(by, review), _has_reason(reason), _is_to_come(look_again_on)).require()
    hold = _hold(review, HoldChange.BEGUN, reason, by, look_again_on=look_again_on)
    record("retention.held_back", hold, by=by, side=hold.side, look_again_on=look_again_on)
    _stop_open(review, reason=HELD_BACK.format(reason.strip()), by=by)
    return hold


@transaction.atomic
def let_go(review: Review, *, reason: str, by: User) -> DisposalHold:
    """End the hold of one's own side."""
    review = _locked(review)
    first_no(may_let_go(by, review), _has_reason(reason)).require()
    hold = _hold(review, HoldChange.ENDED, reason, by)
    record("retention.let_go", hold, by=by, side=hold.side)
    return hold


@transaction.atomic
def propose_disposal(review: Review, *, reason: str, by: User) -> DisposalProposal:
    """Ask a second person to agree that everything of a review is removed."""
    review = _locked(review)
    first_no(may_propose(by, review), _has_reason(reason)).require()
    proposal = DisposalProposal.unscoped.create(
        review=review,
        organisation=review.organisation,
        ground=str(standing_of(review).ground),
        reason=reason.strip(),
        counts=counted(belongings_of(review)),
        by=by,
    )
    _tell(proposal, by)
    record("retention.disposal_proposed", proposal, by=by, ground=proposal.ground)
    return proposal


@transaction.atomic
def agree_to_disposal(proposal: DisposalProposal, *, by: User) -> DisposalDecision:
    """A second person agrees. The records stay for some days more, in which either may stop it."""
    proposal = _held(proposal)
    may_agree(by, proposal).require()
    decision = _decided(proposal, DecisionKind.AGREED, by)
    _tell(proposal, by)
    record("retention.disposal_agreed", decision, by=by, proposal=proposal.pk)
    return decision


@transaction.atomic
def decline_disposal(proposal: DisposalProposal, *, reason: str, by: User) -> DisposalDecision:
    proposal = _held(proposal)
    first_no(may_decide(by, proposal), _has_reason(reason)).require()
    decision = _decided(proposal, DecisionKind.DECLINED, by, reason)
    _tell(proposal, by)
    record("retention.disposal_declined", decision, by=by, proposal=proposal.pk)
    return decision


@transaction.atomic
def stop_disposal(proposal: DisposalProposal, *, reason: str, by: User) -> DisposalDecision:
    """Take a proposal back, or an agreement, before the records are gone."""
    proposal = _held(proposal)
    first_no(may_stop(by, proposal), _has_reason(reason)).require()
    decision = _decided(proposal, DecisionKind.STOPPED, by, reason)
    _tell(proposal, by)
    record("retention.disposal_stopped", decision, by=by, proposal=proposal.pk)
    return decision


@transaction.atomic
def note_certificate(certificate: DisposalCertificate, *, by: User) -> None:
    """Leave a trace that somebody took a copy of a certificate."""
    record("retention.certificate_downloaded", certificate, by=by)


@effect
def _stop_when_it_moves(change: StageChange, by: User) -> None:
    """A review that goes on is not disposed of, whatever was agreed before."""
    _stop_open(change.round.review, reason="The review has gone on since.", by=by)


def _stop_open(review: Review, *, reason: str, by: User) -> None:
    for proposal in DisposalProposal.unscoped.filter(review=review).open():
        decision = _decided(proposal, DecisionKind.STOPPED, by, reason)
        record("retention.disposal_stopped", decision, by=by, proposal=proposal.pk)


def _decided(
    proposal: DisposalProposal, kind: DecisionKind, by: User, reason: str = ""
) -> DisposalDecision:
    return DisposalDecision.unscoped.create(
        proposal=proposal, kind=kind, reason=reason.strip(), by=by
    )


def _hold(
    review: Review, change: HoldChange, reason: str, by: User, **when: dt.date
) -> DisposalHold:
    return DisposalHold.unscoped.create(
        review=review, side=side_of(by, review), change=change, reason=reason.strip(), by=by, **when
    )


def _tell(proposal: DisposalProposal, by: User) -> None:
    """The managers of the partnership, and the secretariat if it has the review: it may hold this back."""
    review = proposal.review
    told = {person.pk: person for person in colleagues(proposal.organisation_id)}
    told |= {one.pk: one for one in officers() if Review.visible_to(one).filter(pk=review.pk)}
    href = proposal.get_absolute_url()
    tell(told.values(), NoticeKind.DISPOSAL, review=review, href=href, by=by)


def _locked(review: Review) -> Review:
    """The review as it stands now. Nobody else decides about its records until this transaction has ended."""
    rows = Review.unscoped.select_related("organisation").select_for_update(of=("self",))
    return rows.get(pk=review.pk)


def _held(proposal: DisposalProposal) -> DisposalProposal:
    review = _locked(proposal.review)
    fresh = DisposalProposal.unscoped.get(pk=proposal.pk)
    fresh.review = review
    return fresh


def _has_a_schedule(years: int | None, schedule: str) -> Verdict:
    if years is None or schedule.strip():
        return YES
    return Verdict("Enter the reference of your retention schedule.")


def _has_reason(reason: str) -> Verdict:
    return YES if reason.strip() else Verdict("Enter a reason.")


def _is_to_come(on: dt.date) -> Verdict:
    if on > timezone.localdate():
        return YES
    return Verdict("The day on which it is looked at again must be in the future.")


def _is_later(review: Review, on: dt.date) -> Verdict:
    before = standing_of(review).review_on
    if before is None or on > max(before, timezone.localdate()):
        return YES
    return Verdict(NOT_LONGER.format(day(max(before, timezone.localdate()))))
