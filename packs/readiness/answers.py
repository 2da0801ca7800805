"""Whether every area is answered, and the answers say what a reader needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import reverse

from feedback.models import FeedbackItem, RevisionKind
from govuk.words import shortened
from packs.models import PackKind
from packs.readiness.registry import Fault, Weight, check
from packs.readiness.subject import Subject

NAMED = re.compile(r"\brecommendations?\s+(\d{1,3}[a-z]?)\b", re.IGNORECASE)


def _area(item: FeedbackItem) -> Fault:
    return Fault(f"Area {item.number}: {shortened(item.text, 90)}", item.get_absolute_url())


@check(
    "unanswered",
    weight=Weight.BLOCKING,
    label="area for development is not answered,areas for development are not answered",
    advice="Record a revision of each, or why it was not revised.",
)
def unanswered(subject: Subject) -> Iterator[Fault]:
    answered = {answer.item_id for answer in subject.answers}
    return (_area(item) for item in subject.items if item.pk not in answered)


@check(
    "no_place",
    weight=Weight.ADVISORY,
    label="answer does not say where in the report,answers do not say where in the report",
    advice="Say where in the new version the change can be read.",
)
def no_place(subject: Subject) -> Iterator[Fault]:
    changed = (a for a in subject.answers if a.kind != RevisionKind.NOT_REVISED)
    return (_area(answer.item) for answer in changed if not answer.where.strip())


@check(
    "no_reason",
    weight=Weight.BLOCKING,
    label="answer gives no reason why it was not revised,answers give no reason why they were not revised",
    advice="Say why the report was not, or only partly, revised.",
)
def no_reason(subject: Subject) -> Iterator[Fault]:
    short = (a for a in subject.answers if a.kind != RevisionKind.REVISED)
    return (_area(answer.item) for answer in short if not answer.reason.strip())


@check(
    "recommendation_without_action",
    weight=Weight.ADVISORY,
    label="recommendation that an answer names has no action,recommendations that answers name have no action",
    advice="Add the recommendation to the action plan with the action that carries it out, or put the number right.",
    kinds=[PackKind.RESUBMISSION],
)
def recommendation_without_action(subject: Subject) -> Iterator[Fault]:
    href = reverse("actionplans:plan", args=[subject.review.pk])
    for number, area in _named(subject).items():
        if number not in subject.carried_out:
            yield Fault(f"Recommendation {number}, named in the answer to area {area}", href)


def _named(subject: Subject) -> dict[str, int]:
    """{number of a recommendation: the first area whose answer names it}."""
    found: dict[str, int] = {}
    for answer in subject.answers:
        words = "\n".join((answer.summary, answer.after, answer.where))
        for number in NAMED.findall(words):
            found.setdefault(number.casefold(), answer.item.number)
    return found
