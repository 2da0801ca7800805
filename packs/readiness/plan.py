"""Whether the action plan can be read by somebody who knows nothing else of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from govuk.words import day, shortened
from packs.readiness.registry import Fault, Weight, check
from packs.readiness.subject import Subject


def _faults(subject: Subject, lacks: Callable[[Any], bool]) -> Iterator[Fault]:
    for action in subject.actions:
        if lacks(action):
            yield Fault(f"{action}: {shortened(action.text, 90)}", action.get_absolute_url())


@check(
    "no_actions",
    weight=Weight.ADVISORY,
    label="action plan is empty,action plans are empty",
    advice="Bring the plan in, or add its recommendations and actions.",
)
def no_actions(subject: Subject) -> Iterator[Fault]:
    if not subject.all_actions:
        yield Fault("The action plan", reverse("actionplans:plan", args=[subject.review.pk]))


@check(
    "no_rating",
    weight=Weight.BLOCKING,
    label="action has no RAG rating,actions have no RAG rating",
    advice="Add an update with a rating and its reason to each.",
)
def no_rating(subject: Subject) -> Iterator[Fault]:
    return _faults(subject, lambda action: not action.rating)


@check(
    "no_lead",
    weight=Weight.ADVISORY,
    label="action has no lead agency,actions have no lead agency",
    advice="Say which agency leads each.",
)
def no_lead(subject: Subject) -> Iterator[Fault]:
    return _faults(subject, lambda action: not action.lead_agency.strip())


@check(
    "no_target_date",
    weight=Weight.ADVISORY,
    label="action has no target date,actions have no target date",
    advice="Give each a target date, or say in words when it is due.",
)
def no_target_date(subject: Subject) -> Iterator[Fault]:
    return _faults(subject, lambda a: a.target_date is None and not a.target_date_text.strip())


@check(
    "no_news",
    weight=Weight.ADVISORY,
    label="action has no update since the letter,actions have no update since the letter",
    advice="Add an update to each, even if nothing has moved: the QA Panel asks how it is going.",
)
def no_news(subject: Subject) -> Iterator[Fault]:
    letter = subject.letter
    if letter is None or letter.confirmed_at is None:
        return iter(())
    since = letter.letter_date or timezone.localdate(letter.confirmed_at)
    return _faults(subject, lambda a: a.last_update_on is None or a.last_update_on < since)


@check(
    "overdue",
    weight=Weight.ADVISORY,
    label="action is overdue,actions are overdue",
    advice="Say in an update what stands in the way, and set a target date that can be kept.",
)
def overdue(subject: Subject) -> Iterator[Fault]:
    for action in subject.actions:
        if action.is_overdue(subject.today):
            due = f"{action}, due {day(action.target_date)}: {shortened(action.text, 70)}"
            yield Fault(due, action.get_absolute_url())
