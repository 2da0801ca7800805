"""What must be done of the closing duties before the plan is monitored and the review closed."""

from __future__ import annotations

from access.verdict import YES, Verdict
from publication.tests.factories import aside, asked_for, done, own_duty, withheld
from reviews.models import DutyKind
from reviews.policies import left_to_do, may_make
from reviews.tests.factories import round_at
from reviews.workflow import Move, Stage


def test_round_goes_on_to_monitoring_when_every_duty_is_done_or_set_aside(cast):
    by = cast.alice
    (copy,) = asked_for(cast.review, by=by)
    family = own_duty(cast.review, by=by)
    qa_round = round_at(Stage.CLEARED, cast.review, by=by)

    both = may_make(Move.MONITOR, by, qa_round)
    done(copy, by=by)
    one = may_make(Move.MONITOR, by, qa_round)
    aside(family, by=by)
    none = may_make(Move.MONITOR, by, qa_round)

    assert (both, one, none) == (
        Verdict("2 closing duties are not done yet."),
        Verdict("1 closing duty is not done yet."),
        YES,
    )


def test_round_goes_on_while_publication_is_withheld(cast):
    asked_for(cast.review, DutyKind.WEBLINK, DutyKind.PUBLISH_LETTER, by=cast.alice)
    qa_round = round_at(Stage.CLEARED, cast.review, by=cast.alice)
    before = may_make(Move.MONITOR, cast.alice, qa_round)

    withheld(cast.review, by=cast.alice)

    assert before == Verdict("2 closing duties are not done yet.")
    assert may_make(Move.MONITOR, cast.alice, qa_round) == YES


def test_duty_that_came_up_while_monitoring_is_done_before_the_review_is_closed(cast):
    qa_round = round_at(Stage.MONITORING, cast.review, by=cast.alice)
    before = may_make(Move.CLOSE, cast.alice, qa_round)

    own_duty(cast.review, by=cast.alice)

    assert before == YES
    assert may_make(Move.CLOSE, cast.alice, qa_round) == Verdict("1 closing duty is not done yet.")


def test_readiness_leads_to_the_page_of_the_duties(cast):
    qa_round = round_at(Stage.CLEARED, cast.review, by=cast.alice)

    found = [
        (entry.label, entry.mend(qa_round), verdict)
        for entry, verdict in left_to_do(Move.MONITOR, cast.alice, qa_round)
    ]

    assert found == [("Every closing duty is done", f"/reviews/{cast.review.pk}/closing/", YES)]
