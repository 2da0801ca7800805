"""May this person keep, hold back or dispose of these records now, and if not, why?"""

from __future__ import annotations

from django.utils import timezone

from access.verdict import YES, Verdict, first_no
from accounts.models import Organisation, OrganisationKind, Role, User
from govuk.words import day, day_time
from packs.models import Making
from retention.models import DisposalHold, DisposalProposal
from retention.standing import Standing, standing_of
from reviews.models import Review
from reviews.policies import may_record, not_on_hold, side_of
from reviews.workflow import Side

ONLY_ADMINISTRATORS = "Only an administrator of your partnership can set the retention period."
ONLY_MANAGERS = "Only a CSP manager of this partnership can do this."
ONLY_PARTNERSHIP = "Only a CSP manager or an administrator of this partnership can do this."
ANOTHER_PERSON = (
    "You proposed this. Another person has to decide: a CSP manager or an administrator."
)
ENDED = "This proposal has been declined or stopped already. Look at the records again."
NOT_DUE = {
    "open": "This review is not closed. Its records are kept.",
    "no period": "No retention period is set, so no records are due. Ask your administrator.",
}


def may_see_records(user: User, organisation: Organisation) -> Verdict:
    """Whether a person looks after the records of a partnership."""
    if organisation.kind == OrganisationKind.CSP and _decides(user, organisation.pk):
        return YES
    return Verdict(ONLY_PARTNERSHIP)


def may_set_period(user: User, organisation: Organisation) -> Verdict:
    if user.holds(Role.ADMINISTRATOR, organisation.pk):
        return YES
    return Verdict(ONLY_ADMINISTRATORS)


def may_choose_date(user: User, review: Review) -> Verdict:
    """Whether a person may keep this review for longer than the period says."""
    if side_of(user, review) is not Side.PARTNERSHIP:
        return Verdict(ONLY_MANAGERS)
    standing = standing_of(review)
    return YES if standing.review_on else Verdict(_not_due(standing))


def may_hold_back(user: User, review: Review) -> Verdict:
    """Either side may hold a disposal back: each is answerable for what it was sent."""
    return may_record(user, review)


def may_let_go(user: User, review: Review) -> Verdict:
    """Whether this person's side has a hold that it may end."""
    mine = DisposalHold.unscoped.filter(review=review, side=side_of(user, review)).standing()
    held = YES if mine.exists() else Verdict("Your side does not hold the disposal back.")
    return first_no(may_hold_back(user, review), held)


def may_propose(user: User, review: Review) -> Verdict:
    if side_of(user, review) is not Side.PARTNERSHIP:
        return Verdict(ONLY_MANAGERS)
    standing = standing_of(review)
    if standing.proposal:
        return Verdict("The disposal of these records is proposed already.")
    return may_be_disposed(standing)


def may_decide(user: User, proposal: DisposalProposal) -> Verdict:
    """Whether a person is the second one, who agrees or declines."""
    if not _decides(user, proposal.organisation_id):
        return Verdict(ONLY_PARTNERSHIP)
    if proposal.by_id == user.pk:
        return Verdict(ANOTHER_PERSON)
    if proposal.ended:
        return Verdict(ENDED)
    return Verdict("This has been agreed already.") if proposal.agreed else YES


def may_agree(user: User, proposal: DisposalProposal) -> Verdict:
    return may_decide(user, proposal) and still_holds(proposal)


def may_stop(user: User, proposal: DisposalProposal) -> Verdict:
    """Whoever proposed or agreed may stop it before the records are gone, and so may their colleagues."""
    if not _decides(user, proposal.organisation_id):
        return Verdict(ONLY_PARTNERSHIP)
    return Verdict(ENDED) if proposal.ended else YES


def may_remove(user: User | None, proposal: DisposalProposal) -> Verdict:
    """Whether the records may go now; nobody (None) is the daily command."""
    if user and not _decides(user, proposal.organisation_id):
        return Verdict(ONLY_PARTNERSHIP)
    return first_no(_was_waited_for(proposal), still_holds(proposal))


def still_holds(proposal: DisposalProposal) -> Verdict:
    """Whether what the proposal rests on is as it was: the same partnership, and the same ground."""
    standing = standing_of(proposal.review)
    if proposal.review.organisation_id != proposal.organisation_id:
        return Verdict("This review was transferred since. Stop this, and propose it anew.")
    if standing.ground not in (None, proposal.ground):
        return Verdict("The ground of this proposal has changed. Stop it, and propose it anew.")
    return may_be_disposed(standing)


def may_be_disposed(standing: Standing) -> Verdict:
    """Whether these records may be disposed of at all, whoever asks."""
    due = YES if standing.ground else Verdict(_not_due(standing))
    return first_no(
        due, not_held_back(standing), not_on_hold(standing.review), _no_pack_in_hand(standing)
    )


def not_held_back(standing: Standing) -> Verdict:
    if not standing.holds:
        return YES
    hold = max(standing.holds, key=lambda one: one.look_again_on or timezone.localdate())
    return Verdict(
        f"{SIDES[Side(hold.side)]} holds the disposal back until it is looked at again on "
        f"{day(hold.look_again_on)}."
    )


SIDES = {Side.PARTNERSHIP: "The CSP", Side.HOME_OFFICE: "The Home Office"}


def _decides(user: User, organisation_id: int) -> bool:
    return any(user.holds(role, organisation_id) for role in (Role.CSP_MANAGER, Role.ADMINISTRATOR))


def _was_waited_for(proposal: DisposalProposal) -> Verdict:
    if proposal.ended:
        return Verdict(ENDED)
    if not proposal.removable_from:
        return Verdict("A second person has not agreed yet.")
    if proposal.removable_from > timezone.now():
        return Verdict(f"The records can be removed from {day_time(proposal.removable_from)}.")
    return YES


def _no_pack_in_hand(standing: Standing) -> Verdict:
    making = Making.unscoped.in_progress().filter(round__review=standing.review)
    return (
        Verdict("A pack is being made of this review. Wait until it is there.") if making else YES
    )


def _not_due(standing: Standing) -> str:
    if standing.closed_on is None:
        return NOT_DUE["open"]
    if standing.review_on is None:
        return NOT_DUE["no period"]
    return f"These records are not due for review before {day(standing.review_on)}."
