"""May this person ask an agency, withdraw a link or decide on an update, and does this link still open?"""

from __future__ import annotations

from django.utils import timezone

from access.verdict import YES, Verdict, first_no
from accounts.models import User
from actionplans.models import Action
from actionplans.policies import may_edit_plan
from agencies.links import is_current
from agencies.models import AgencyLink, AgencyUpdate, UseKind
from agencies.naming import of_agency
from govuk.words import day
from reviews.models import Review

REPLACED = (
    "This link was replaced by a newer one. Use the link in the latest e-mail that you were sent."
)
SENDER_LEFT = "This link has ended: the person who sent it no longer works on this action plan."
NOT_THEIRS = (
    "This action is not with your agency in this plan any more. Ask whoever sent you the link."
)
WITHDRAWN = "This link has been withdrawn. Ask the agency again if you need its updates."


def may_ask(user: User, review: Review) -> Verdict:
    """Whoever keeps the plan may ask; there must be an agency in it to ask."""
    return first_no(may_edit_plan(user, review), _names_an_agency(review))


def may_send_again(user: User, link: AgencyLink) -> Verdict:
    """Send the contact a new address. One that was withdrawn stays so."""
    return first_no(may_withdraw(user, link), has_actions(link.review, link.agency))


def may_withdraw(user: User, link: AgencyLink) -> Verdict:
    standing = Verdict(WITHDRAWN) if link.withdrawn_at else YES
    return first_no(may_edit_plan(user, link.review), standing)


def may_decide(user: User, update: AgencyUpdate) -> Verdict:
    """Take an update into the plan, or return it: once, by whoever keeps the plan."""
    return first_no(may_edit_plan(user, update.link.review), _waits(update))


def may_answer(link: AgencyLink) -> Verdict:
    """Whether a link still opens. The sentence is for the contact, and names neither review nor action."""
    if link.withdrawn_at:
        return Verdict(f"This link was withdrawn on {day(link.withdrawn_at)}.")
    if link.last_day < timezone.localdate():
        return Verdict(f"This link worked until {day(link.last_day)}.")
    return sender_works(link)


def sender_works(link: AgencyLink) -> Verdict:
    """Whether whoever sent a link still keeps its plan: a reply to the e-mail goes to them."""
    if link.by.is_active and may_edit_plan(link.by, link.review):
        return YES
    return Verdict(SENDER_LEFT)


def how_it_stands(link: AgencyLink, token: str) -> tuple[UseKind, Verdict]:
    """What comes of opening this address of a link, and the kind of use that the log calls it."""
    verdict = may_answer(link)
    if link.withdrawn_at:
        return UseKind.WITHDRAWN, verdict
    if not verdict:
        return UseKind.ENDED, verdict
    if not is_current(link, token):
        return UseKind.REPLACED, Verdict(REPLACED)
    return UseKind.OPENED, YES


def is_theirs(link: AgencyLink, action: Action) -> Verdict:
    """Whether an action is one that the link shows."""
    return YES if link.actions.filter(pk=action.pk).exists() else Verdict(NOT_THEIRS)


def has_actions(review: Review, agency: str) -> Verdict:
    """Whether the plan has actions of this agency; it may have been renamed since it was asked."""
    if of_agency(Action.unscoped.of_review(review), agency).exists():
        return YES
    return Verdict(
        f"No action in the plan is with “{agency}”. Its name may have been changed: "
        "ask the agency under the name that the plan has now."
    )


def _names_an_agency(review: Review) -> Verdict:
    actions = Action.unscoped.of_review(review)
    if actions.exclude(lead_agency="", supporting__isnull=True).exists():
        return YES
    return Verdict("No action has a lead agency or a supporting agency yet. Enter one first.")


def _waits(update: AgencyUpdate) -> Verdict:
    decision = getattr(update, "decision", None)
    if decision is None:
        return YES
    return Verdict(
        f"{decision.by} has decided on this update already: {decision.get_kind_display().lower()}, "
        f"{day(decision.at)}."
    )
