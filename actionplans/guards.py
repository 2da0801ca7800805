"""What must hold of the action plan before a review may be closed."""

from __future__ import annotations

from django.urls import reverse

from access.verdict import YES, Verdict
from actionplans.models import Action
from govuk.words import count
from reviews.models import Round
from reviews.workflow import Move, ready


@ready(
    Move.CLOSE,
    label="Every action has ended",
    mend=lambda qa_round: f"{reverse('actionplans:plan', args=[qa_round.review_id])}?state=open",
)
def every_action_has_ended(qa_round: Round) -> Verdict:
    left = Action.unscoped.of_review(qa_round.review).open().count()
    if not left:
        return YES
    actions = count(left, "action of the action plan has,actions of the action plan have")
    return Verdict(f"{actions} not ended yet.")
