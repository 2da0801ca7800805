"""The words in which pages say how long records are kept, what is due, and what was removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, Role, User
from accounts.presenters import Link, menu
from audit.models import Event
from govuk.words import count, day, day_time, file_size
from retention.belongings import in_words
from retention.models import (
    DisposalCertificate,
    DisposalHold,
    DisposalProposal,
    RetentionPeriod,
    ReviewDate,
    period_of,
)
from retention.policies import (
    SIDES,
    may_agree,
    may_choose_date,
    may_decide,
    may_hold_back,
    may_let_go,
    may_propose,
    may_remove,
    may_set_period,
    may_stop,
)
from retention.removing_actions import DISPOSED
from retention.standing import Standing, standing_of, standings_of
from reviews.models import Review, Round
from reviews.policies import holds
from reviews.sections import Section, section
from reviews.workflow import Side, Stage

NO_PERIOD = "No period is set, so nothing is due."
BY_THE_COMMAND = "The service, once the wait was over"


@menu(place=70)
def retention(user: User) -> Link | None:
    """For administrators; whoever reads reviews comes here from those."""
    return ("Retention", reverse("retention:home")) if user.is_administrator else None


@section(place=48)
def records(review: Review, qa_round: Round, user: User) -> Section | None:
    """How long the records are kept, once the review is closed."""
    if qa_round.stage != Stage.CLOSED:
        return None
    standing = standing_of(review)
    href = reverse("retention:review", args=[review.pk])
    return Section("Retention and disposal", href, summary(standing, mine=holds(user, review)))


def summary(standing: Standing, *, mine: bool = True) -> str:
    """In a few words; the Home Office does not read the CSP's own review date."""
    if standing.proposal:
        return proposal_words(standing.proposal)
    if standing.holds:
        return "Held back from disposal"
    if not mine:
        return "Kept by the CSP"
    if standing.review_on is None:
        return "No review date"
    return f"{'Due for review since' if standing.is_due() else 'Due for review on'} {day(standing.review_on)}"


def period_words(period: RetentionPeriod | None) -> str:
    if period is None or period.years is None:
        return NO_PERIOD
    return f"{count(period.years, 'year,years')} after a review was closed ({period.schedule})"


def period_rows(organisation: Organisation) -> list[tuple[str, str]]:
    return [("Retention period", period_words(period_of(organisation)))]


def waiting_time() -> str:
    return count(settings.DISPOSAL_WAIT_DAYS, "day,days")


@dataclass(frozen=True, slots=True)
class Row:
    """One review in a list of records. `name` and `href` are empty for who does not read reviews."""

    reference: str
    name: str
    href: str
    closed_on: Any
    review_on: Any
    words: str


def records_page(organisation: Organisation, user: User) -> dict[str, Any]:
    """What the page of a partnership's records shows; as many queries for a hundred reviews as for one."""
    standings = standings_of(organisation)
    reads = organisation.pk in user.organisation_ids
    groups = [
        (title, [_row(one, reads=reads) for one in standings if belongs(one)])
        for title, belongs in GROUPS
    ]
    periods = RetentionPeriod.visible_to(user).filter(organisation=organisation)
    history = list(periods.select_related("by").order_by("-pk"))
    return {
        "period": period_words(history[0] if history else None),
        "periods": [(period_words(one), one) for one in history],
        "may_set_period": may_set_period(user, organisation),
        "groups": [(title, rows) for title, rows in groups if rows],
        "later": sum(_is_later(one) for one in standings),
        "reads": reads,
    }


def _row(standing: Standing, *, reads: bool) -> Row:
    review, proposal = standing.review, standing.proposal
    href = reverse("retention:review", args=[review.pk]) if reads else ""
    return Row(
        reference=review.reference,
        name=review.name if reads else "",
        href=proposal.get_absolute_url() if proposal and not reads else href,
        closed_on=standing.closed_on,
        review_on=standing.review_on,
        words=" ".join(filter(None, (_proposal_of(standing), *map(hold_words, standing.holds)))),
    )


def _proposal_of(standing: Standing) -> str:
    return f"{proposal_words(standing.proposal)}." if standing.proposal else ""


def _is_plain(standing: Standing) -> bool:
    return not standing.proposal and not standing.holds


def _is_later(standing: Standing) -> bool:
    is_near = standing.is_due() or standing.is_due_soon()
    return bool(standing.review_on) and not is_near and _is_plain(standing)


GROUPS = (
    ("Disposal proposed", lambda one: one.proposal is not None),
    ("Held back from disposal", lambda one: bool(one.holds) and one.proposal is None),
    ("Due for review", lambda one: _is_plain(one) and one.is_due()),
    ("Due within six months", lambda one: _is_plain(one) and one.is_due_soon()),
)


def hold_words(hold: DisposalHold) -> str:
    who, until = SIDES[Side(hold.side)], day(hold.look_again_on)
    if hold.is_due():
        return f"{who} holds it back. It has been due to be looked at again since {until}."
    return f"{who} holds it back until it is looked at again on {until}."


def proposal_words(proposal: DisposalProposal) -> str:
    if proposal.ended:
        return str(proposal.ended.get_kind_display())
    if proposal.removable_from is None:
        return "Disposal proposed, a second person has to decide"
    if proposal.removable_from <= timezone.now():
        return "Disposal agreed, to be removed now"
    return f"Disposal agreed, to be removed from {day(proposal.removable_from)}"


def review_page(review: Review, user: User) -> dict[str, Any]:
    """What the page of one review's records shows to either side."""
    standing, mine = standing_of(review), holds(user, review)
    rows = [("Closed on", day(standing.closed_on) or "Not closed")]
    if mine:
        rows += [
            ("Retention period", period_words(standing.period)),
            ("Review date", day(standing.review_on) or "None"),
        ]
    of_review = {"review": review}
    return {
        "review": review,
        "rows": rows,
        "summary": summary(standing, mine=mine),
        "holds": [(hold_words(hold), hold) for hold in standing.holds],
        "proposal": standing.proposal,
        "dates": ReviewDate.visible_to(user).filter(**of_review).select_related("by")[::-1],
        "history": DisposalHold.visible_to(user).filter(**of_review).select_related("by")[::-1],
        "earlier": [
            (proposal_words(one), one)
            for one in DisposalProposal.visible_to(user)
            .filter(**of_review)
            .select_related("by")
            .prefetch_related("decisions__by")
            if one.ended
        ],
        "mine": mine,
        "may_propose": may_propose(user, review),
        "may_choose_date": may_choose_date(user, review),
        "may_hold_back": may_hold_back(user, review),
        "may_let_go": may_let_go(user, review),
        "back_url": reverse("reviews:review", args=[review.pk]),
    }


def proposal_page(proposal: DisposalProposal, user: User) -> dict[str, Any]:
    """What is proposed, who said what, and what this person may do about it."""
    reads = Review.visible_to(user).filter(pk=proposal.review_id).exists()
    return {
        "rows": proposal_rows(proposal),
        "counts": in_words(proposal.counts),
        "words": proposal_words(proposal),
        "is_open": not proposal.ended,
        "name": proposal.review.name if reads else "",
        "back_url": _back_from(proposal, user, reads=reads),
        "may_agree": may_agree(user, proposal),
        "may_decline": may_decide(user, proposal),
        "may_stop": may_stop(user, proposal),
        "may_remove": may_remove(user, proposal),
        "wait": waiting_time(),
    }


def _back_from(proposal: DisposalProposal, user: User, *, reads: bool) -> str:
    if reads:
        return reverse("retention:review", args=[proposal.review_id])
    return reverse("retention:records", args=[proposal.organisation_id])


def proposal_rows(proposal: DisposalProposal) -> list[tuple[str, str]]:
    rows = [
        ("Reference", proposal.review.reference),
        ("Ground", str(proposal.get_ground_display())),
        ("Reason", proposal.reason),
        ("Proposed by", f"{proposal.by}, {day_time(proposal.at)}"),
    ]
    for decision in proposal.decisions.all():
        said = f"{decision.by}, {day_time(decision.at)}"
        rows.append((f"{decision.get_kind_display()} by", said))
        if decision.reason:
            rows.append(("Why", decision.reason))
    if proposal.removable_from and not proposal.ended:
        rows.append(("Removed from", day_time(proposal.removable_from)))
    return rows


def certificate_rows(certificate: DisposalCertificate) -> list[tuple[str, str]]:
    """What a certificate says of a review and of who decided, on the page and on paper."""
    kept = f"{count(certificate.years or 0, 'year,years')} ({certificate.schedule})"
    return [
        ("Partnership", str(certificate.organisation)),
        ("Reference", certificate.reference),
        ("Kind", str(certificate.get_kind_display())),
        ("Opened in the service on", day(certificate.opened_on)),
        ("Closed on", day(certificate.closed_on) or "Not closed"),
        ("Retention period", kept if certificate.years else "None set"),
        ("Ground", str(certificate.get_ground_display())),
        ("Reason", certificate.reason),
        ("Proposed by", f"{certificate.proposed_by}, {day_time(certificate.proposed_at)}"),
        ("Agreed by", f"{certificate.agreed_by}, {day_time(certificate.agreed_at)}"),
        ("Removed by", str(certificate.removed_by or BY_THE_COMMAND)),
        ("Removed on", day_time(certificate.at)),
    ]


def removed_rows(certificate: DisposalCertificate) -> list[tuple[str, str]]:
    """What was removed, in numbers."""
    return [
        ("Entries", "\n".join(in_words(certificate.counts))),
        ("Files", f"{count(certificate.files, 'file,files')}, {file_size(certificate.bytes)}"),
        ("Check on the files", certificate.files_digest),
        ("Event log", f"What {count(certificate.details, 'event,events')} said was erased"),
    ]


def log_rows(certificate: DisposalCertificate) -> list[tuple[str, str]]:
    """Where the removal stands in the event log, which goes on without a gap."""
    event = Event.objects.get(
        verb=DISPOSED, subject=certificate._meta.label, subject_id=str(certificate.pk)
    )
    return [
        ("Before the removal", f"{event.number - 1}: {event.previous}"),
        ("The removal", f"{event.number}: {event.digest}"),
    ]


def looked_after(user: User) -> frozenset[int]:
    """The partnerships whose records this person decides about."""
    return user.organisations_as(Role.ADMINISTRATOR) | user.organisations_as(Role.CSP_MANAGER)
