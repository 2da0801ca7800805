"""What must be done of the closing duties before a round may move on."""

from __future__ import annotations

from django.urls import reverse

from access.verdict import YES, Verdict
from govuk.words import count
from publication.models import Duty
from reviews.models import Round
from reviews.workflow import Move, ready


@ready(
    Move.MONITOR,
    Move.CLOSE,
    label="Every closing duty is done",
    mend=lambda qa_round: reverse("publication:closing", args=[qa_round.review_id]),
)
def every_duty_is_done(qa_round: Round) -> Verdict:
    left = Duty.unscoped.of_review(qa_round.review_id).standing().left_to_do().count()
    if not left:
        return YES
    return Verdict(f"{count(left, 'closing duty is,closing duties are')} not done yet.")
