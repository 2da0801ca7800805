"""What happens between a CSP and an agency: each function is one thing that happened, and writes one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict, first_no
from access.versions import claimed, written
from accounts.models import User
from actionplans.actions import DATED_LATER, add_update, edit_action
from actionplans.models import Action, ActionUpdate
from actionplans.naming import key
from actionplans.renaming import Renamed, on_rename
from agencies import mail
from agencies.limits import may_send
from agencies.links import digest_of, new_secret
from agencies.models import (
    MOST_DAYS,
    AgencyDecision,
    AgencyLink,
    AgencyUpdate,
    DecisionKind,
    LinkUse,
    UseKind,
)
from agencies.policies import (
    REPLACED,
    has_actions,
    is_theirs,
    may_answer,
    may_ask,
    may_decide,
    may_send_again,
    may_withdraw,
)
from audit.record import record
from govuk.words import day
from notices.actions import tell
from notices.models import NoticeKind, people_of_csp
from reviews.actions import keep_file
from reviews.files import ExaminedFile
from reviews.models import FileKind, Review

AT_LEAST = dt.timedelta(14)  # how long a contact has to answer what was returned
ASKED_ALREADY = (
    "{contact} has a link for this agency already, until {until}. Send that one again instead."
)
NOT_THEIRS = (
    "This action is not with your agency in this plan any more. Ask whoever sent you the link."
)
SAID_ALREADY = "You have sent this update already. Nothing was sent twice."
NO_REASON = "Enter what the agency should change or add."


@transaction.atomic
def ask_agency(
    review: Review,
    *,
    agency: str,
    contact: str,
    email: str,
    message: str = "",
    last_day: dt.date,
    by: User,
) -> AgencyLink:
    """Send a contact of an agency a link to its actions in this review; it goes when this is written."""
    review = _locked(review)
    first_no(
        may_ask(by, review),
        has_actions(review, agency),
        _opens_until(last_day),
        _not_asked(review, agency, email),
    ).require()
    secret = new_secret()
    link = AgencyLink.unscoped.create(
        review=review,
        agency=agency,
        contact=_one_line(contact),
        email=email,
        message=message.strip(),
        digest=digest_of(secret),
        last_day=last_day,
        asked_by=by,
        by=by,
    )
    record("agencies.agency_asked", link, by=by, review=review.pk, last_day=last_day)
    transaction.on_commit(partial(mail.send_link, link, secret))
    return link


@transaction.atomic
def send_again(link: AgencyLink, *, version: int, last_day: dt.date, by: User) -> AgencyLink:
    """Send the contact a new address, after which the earlier one opens nothing."""
    first_no(may_send_again(by, link), _opens_until(last_day)).require()
    fresh = claimed(link, version)
    secret = _renewed(fresh, last_day=last_day, by=by)
    record("agencies.link_sent_again", fresh, by=by, last_day=[link.last_day, last_day])
    transaction.on_commit(partial(mail.send_link, fresh, secret))
    return fresh


@transaction.atomic
def withdraw(link: AgencyLink, *, version: int, by: User) -> AgencyLink:
    """End a link now and for good. What came by it stays."""
    may_withdraw(by, link).require()
    fresh = claimed(link, version)
    fresh.withdrawn_by, fresh.withdrawn_at = by, timezone.now()
    fresh.save()
    record("agencies.link_withdrawn", fresh, by=by)
    return fresh


@transaction.atomic
def note_use(link: AgencyLink, *, kind: UseKind, address: str, by: AgencyLink) -> LinkUse:
    """Leave a trace that somebody opened a link, or tried to; `address` is that of their computer."""
    use = LinkUse.unscoped.create(link=link, kind=kind, address=address)
    record("agencies.link_used", use, by=by, link=link.pk, kind=kind)
    return use


@transaction.atomic
def answer(
    link: AgencyLink,
    *,
    action: Action,
    name: str,
    dated: dt.date,
    text: str,
    completed: bool = False,
    evidence: Iterable[ExaminedFile] = (),
    address: str = "",
    by: AgencyLink,
) -> AgencyUpdate:
    """Take down what a contact tells of one action. It stands in the plan once the CSP takes it in.

    The files are kept in the name of whoever sent the link: each writes its own event.
    """
    told = {"action": action, "dated": dated, "text": text.strip()}
    fresh = _as_it_stands(link)
    first_no(
        may_answer(fresh),
        _is_latest(link, fresh),
        is_theirs(fresh, action),
        may_send(fresh),
        _is_new(fresh, told),
    ).require()
    update = AgencyUpdate.unscoped.create(
        link=fresh, name=_one_line(name), completed=completed, **told
    )
    update.evidence.set(
        [keep_file(fresh.review, file, kind=FileKind.EVIDENCE, by=fresh.by) for file in evidence]
    )
    LinkUse.unscoped.create(link=fresh, kind=UseKind.ANSWERED, address=address)
    _tell_csp(update, by=by)
    record("agencies.update_received", update, by=by, link=link.pk, action=action.pk, dated=dated)
    return update


@transaction.atomic
def take_in(
    update: AgencyUpdate,
    *,
    dated: dt.date,
    text: str,
    rating: str = "",
    reason: str = "",
    completed_on: dt.date | None = None,
    outcome: str = "",
    version: int,
    by: User,
) -> AgencyDecision:
    """Write an agency's update into the plan, in the words that the CSP leaves it with.

    The files go along. With `completed_on` the action is completed too, unless somebody else has
    changed it since `version`, which is the action's.
    """
    update = _undecided(update)
    may_decide(by, update).require()
    action = update.action
    new = add_update(action, dated=dated, text=text, rating=rating, reason=reason, by=by)
    new.evidence.set(update.evidence.all())
    if completed_on:
        _complete(action, version, completed_on, outcome, by)
    return _decided(update, DecisionKind.TAKEN, written=new, by=by)


@transaction.atomic
def send_back(update: AgencyUpdate, *, reason: str, by: User) -> AgencyDecision:
    """Return an update with what is still missing; the contact gets a new address to answer by.

    Nobody is told by a link that was withdrawn.
    """
    update = _undecided(update)
    may_decide(by, update).require()
    if not reason.strip():
        raise Refused(NO_REASON)
    link = update.link
    if not link.withdrawn_at:
        link.version += 1
        last_day = max(link.last_day, timezone.localdate() + AT_LEAST)
        secret = _renewed(link, last_day=last_day, by=by)
        transaction.on_commit(partial(mail.send_return, link, secret))
    return _decided(update, DecisionKind.RETURNED, reason=reason.strip(), by=by)


@on_rename
def _keep_the_links(renamed: Renamed) -> None:
    """An agency that is renamed in the plans of a CSP keeps its links, and what it reads by them."""
    links = AgencyLink.unscoped.filter(review__organisation=renamed.organisation)
    for link in links.select_for_update():
        if renamed.speaks_of(link.agency):
            changes = written(link, {"agency": renamed.to})
            link.save()
            record("agencies.link_renamed", link, by=renamed.by, **changes)


def _decided(
    update: AgencyUpdate,
    kind: DecisionKind,
    *,
    written: ActionUpdate | None = None,
    reason: str = "",
    by: User,
) -> AgencyDecision:
    decision = AgencyDecision.unscoped.create(
        update=update, kind=kind, written=written, reason=reason, by=by
    )
    record(f"agencies.update_{kind.value}", decision, by=by, update=update.pk)
    return decision


def _complete(action: Action, version: int, on: dt.date, outcome: str, by: User) -> None:
    edit_action(
        action,
        version=version,
        recommendation=action.recommendation,
        items=action.items.all(),
        completed_on=on,
        outcome=outcome,
        by=by,
    )


def _renewed(link: AgencyLink, *, last_day: dt.date, by: User) -> str:
    """Give a link a new secret, for which whoever sends it answers from now on."""
    secret = new_secret()
    link.digest, link.last_day, link.by, link.mailed_at = digest_of(secret), last_day, by, None
    link.save()
    return secret


def _tell_csp(update: AgencyUpdate, *, by: AgencyLink) -> None:
    review = update.link.review
    people, href = people_of_csp(review), update.get_absolute_url()
    tell(people, NoticeKind.AGENCY, review=review, href=href, by=by)


def _locked(review: Review) -> Review:
    """Of two people who ask the same contact at once, the second finds the first one's link."""
    return Review.unscoped.select_for_update().get(pk=review.pk)


def _as_it_stands(link: AgencyLink) -> AgencyLink:
    """The link as it is saved. Nobody withdraws it, and nothing else comes by it, until this has ended.

    Alone: PostgreSQL loses a row that is joined to its sender, if that changes while it waits.
    """
    return AgencyLink.unscoped.select_for_update().get(pk=link.pk)


def _undecided(update: AgencyUpdate) -> AgencyUpdate:
    """The update as it is saved, with its link held. Of two people who decide, the second is told."""
    _as_it_stands(update.link)
    rows = AgencyUpdate.unscoped.select_related(
        "link__review", "action__recommendation__review", "decision__by"
    )
    return rows.get(pk=update.pk)


def _opens_until(last_day: dt.date) -> Verdict:
    today = timezone.localdate()
    if today <= last_day <= today + dt.timedelta(MOST_DAYS):
        return YES
    return Verdict(f"The last day must be today or later, and at most {MOST_DAYS} days from now.")


def _not_asked(review: Review, agency: str, email: str) -> Verdict:
    """One open link a contact, so that nobody has to guess which of two is the right one."""
    open_links = AgencyLink.unscoped.open().filter(review=review, email__iexact=email)
    link = next((one for one in open_links if key(one.agency) == key(agency)), None)
    if link is None:
        return YES
    return Verdict(ASKED_ALREADY.format(contact=link.contact, until=day(link.last_day)))


def _is_latest(link: AgencyLink, fresh: AgencyLink) -> Verdict:
    """Whether the address by which somebody came has not been replaced since."""
    return YES if link.digest == fresh.digest else Verdict(REPLACED)


def _is_new(link: AgencyLink, told: dict[str, Any]) -> Verdict:
    if told["dated"] > timezone.localdate():
        return Verdict(DATED_LATER)
    said = AgencyUpdate.unscoped.filter(link=link, **told).exists()
    return Verdict(SAID_ALREADY) if said else YES


def _one_line(name: str) -> str:
    """A name that can stand in a line of an e-mail and bring no lines of its own."""
    return " ".join(name.split())
