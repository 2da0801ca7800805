"""Links and what came by them, made through the actions that a person would take."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import mail
from django.test import TestCase
from django.utils import timezone

from accounts.models import User
from actionplans.models import Action
from agencies import actions
from agencies.models import USUAL_DAYS, AgencyDecision, AgencyLink, AgencyUpdate
from reviews.models import Review

PROBATION = "Probation Service"


def asked(
    review: Review, *, by: User, agency: str = PROBATION, **details: Any
) -> tuple[AgencyLink, str]:
    """A link and its token, which is taken from the e-mail: it is kept nowhere else."""
    usual = {
        "contact": "Sam Roe",
        "email": "sam@probation.example.org",
        "message": "Please tell us before the board meets.",
        "last_day": in_days(USUAL_DAYS),
    }
    with TestCase.captureOnCommitCallbacks(execute=True):
        link = actions.ask_agency(review, agency=agency, by=by, **usual | details)
    link.refresh_from_db()
    return link, token_in(mail.outbox.pop().body)


def answered(link: AgencyLink, action: Action, **details: Any) -> AgencyUpdate:
    usual = {
        "name": "Sam Roe",
        "dated": timezone.localdate(),
        "text": "Half of the staff are trained.",
    }
    return actions.answer(link, action=action, by=link, **usual | details)


def taken_in(update: AgencyUpdate, *, by: User, **details: Any) -> AgencyDecision:
    usual = {"dated": update.dated, "text": update.text, "version": update.action.version}
    return actions.take_in(update, by=by, **usual | details)


def sent_back(
    update: AgencyUpdate, *, by: User, reason: str = "Say how many staff."
) -> AgencyDecision:
    return actions.send_back(update, reason=reason, by=by)


def token_in(body: str) -> str:
    """The part of the address in an e-mail that opens the link."""
    return body.partition("/from-agency/")[2].partition("/")[0]


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days)
