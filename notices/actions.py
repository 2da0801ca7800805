"""Who is told what: each function is one thing that happened, with one event; and whose turn it is now."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Model

from accounts.models import User, colleagues
from audit.record import record
from notices import mail
from notices.models import Notice, NoticeChoice, NoticeKind, officers, people_of_csp
from reviews.models import Review, StageChange
from reviews.workflow import NEXT_ROUND, TURN, Side, Stage, effect


@transaction.atomic
def tell(
    people: Iterable[User], kind: NoticeKind, *, review: Review, href: str, by: Model
) -> list[Notice]:
    """Tell each person once, except whoever did it; the e-mails go when all of it has been written.

    `by` is a person, or what somebody without an account came by.
    """
    told = {person.pk: person for person in people if person.is_active and person != by}
    if not told:
        return []
    notices = Notice.unscoped.bulk_create(
        Notice(review=review, to=person, kind=kind, href=href) for person in told.values()
    )
    record("notices.people_told", review, by=by, kind=kind, to=list(told))
    transaction.on_commit(partial(mail.send, _wanted_by_email(notices, kind)))
    return notices


@transaction.atomic
def choose_emails(kinds: Iterable[str], *, by: User) -> None:
    """Write down which kinds of notice a person wants by e-mail too: these, and no others."""
    wanted = [kind for kind in NoticeKind.values if kind in set(kinds)]
    NoticeChoice.objects.bulk_create(
        (NoticeChoice(user=by, kind=kind, by_email=kind in wanted) for kind in NoticeKind.values),
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["by_email"],
    )
    record("notices.emails_chosen", by, by=by, kinds=wanted)


@effect
def _tell_whose_turn(change: StageChange, by: User) -> None:
    """Tell a side that it is its turn, when it was not its turn before."""
    before = change.corrects.target if change.corrects else change.source
    turn = _turn_at(change.target)
    if turn in (Side.NOBODY, _turn_at(before)):
        return
    review = change.round.review
    people = officers() if turn is Side.HOME_OFFICE else _at_work(review, change.target)
    tell(people, NoticeKind.YOUR_TURN, review=review, href=review.get_absolute_url(), by=by)


def _turn_at(stage: str) -> Side:
    """Whose turn it is; where a round ends because the next one opened, it is the turn in that."""
    return TURN[NEXT_ROUND.get(Stage(stage), Stage(stage))]


def _at_work(review: Review, stage: str) -> Iterable[User]:
    """Whose work a stage of the CSP's is: its managers', and while revising the chair's too."""
    if stage == Stage.REVISING:
        return people_of_csp(review)
    return colleagues(review.organisation_id)


def _wanted_by_email(notices: list[Notice], kind: NoticeKind) -> list[Notice]:
    people = [notice.to_id for notice in notices]
    choices = NoticeChoice.objects.without_email().filter(kind=kind, user__in=people)
    without = set(choices.values_list("user", flat=True))
    return [notice for notice in notices if notice.to_id not in without]
