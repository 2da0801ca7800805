"""Who may bring, check and answer, at which stage, and the sentence for who may not."""

from __future__ import annotations

import pytest

from access.verdict import YES, Verdict
from feedback import policies
from feedback.drafts import Area, LetterDraft, to_json
from feedback.letter_actions import confirm_letter, set_letter_aside
from feedback.tests.factories import letter_in_hand
from reviews.models import Round
from reviews.tests.factories import round_at, tomorrow, yesterday
from reviews.workflow import BEFORE_LETTER, Stage

NOT_A_SIDE = Verdict("Only a CSP manager of this partnership or a QA officer can record this.")
THE_OTHER_SIDE = Verdict("The other side brought this letter in. Only they can check it.")
NOT_YOURS = Verdict("Only the CSP manager and the independent chair can do this.")
NO_AREAS = Verdict("Add the areas for development, or select another outcome.")
CLEARED = Verdict("This review is cleared for publication. Its answers can no longer change.")


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("alice", YES),
        ("chloe", NOT_A_SIDE),
        ("vic", NOT_A_SIDE),
        ("kim", NOT_A_SIDE),
    ],
)
def test_letter_is_brought_and_checked_by_the_manager(cast, name, verdict):
    user, qa_round = getattr(cast, name), cast.review.rounds.get()
    may_bring = policies.may_bring_letter(user, qa_round)

    letter = letter_in_hand(cast.review, by=cast.alice)

    assert may_bring == verdict
    assert policies.may_check_letter(user, letter) == verdict
    assert policies.may_confirm_letter(user, letter) == verdict


def test_each_side_brings_and_checks_a_letter_of_its_own(cast, letter):
    round_at(Stage.CONSIDERED, cast.review, by=cast.alice)
    qa_round = cast.review.rounds.get()

    may_bring = policies.may_bring_letter(cast.quinn, qa_round)
    theirs = letter_in_hand(cast.review, "Explain.", by=cast.quinn)

    assert may_bring == YES
    assert policies.may_check_letter(cast.quinn, theirs) == YES
    assert policies.may_check_letter(cast.quinn, letter) == THE_OTHER_SIDE
    assert policies.may_check_letter(cast.alice, theirs) == THE_OTHER_SIDE


@pytest.mark.parametrize("stage", Stage)
def test_letter_is_brought_while_it_is_awaited(cast, stage):
    qa_round = cast.review.rounds.get()
    qa_round.stage = stage
    not_awaited = Verdict(f"No letter is awaited at the stage “{stage.label}”.")

    verdict = policies.may_bring_letter(cast.alice, qa_round)

    assert verdict == (YES if stage in BEFORE_LETTER else not_awaited)


def test_letter_waits_until_the_one_in_hand_is_dealt_with(cast, letter):
    while_checked = policies.may_bring_letter(cast.alice, letter.round)

    set_letter_aside(letter, by=cast.alice)

    assert while_checked == Verdict(policies.IN_HAND)
    assert policies.may_bring_letter(cast.alice, letter.round) == YES


def test_letter_is_not_checked_once_it_is_confirmed(cast, letter):
    confirm_letter(letter, version=1, by=cast.alice)

    assert policies.may_check_letter(cast.alice, letter) == Verdict(
        "This letter has been confirmed. What was read from it no longer changes."
    )


@pytest.mark.parametrize(
    ("outcome", "texts", "day", "verdict"),
    [
        ("publish", (), yesterday(), YES),
        ("other", (), None, YES),
        ("resubmit", ("Explain.",), None, YES),
        ("resubmit", (), None, NO_AREAS),
        ("publish_after_changes", (), None, NO_AREAS),
        ("", ("Explain.",), None, Verdict("Select the outcome that the letter states.")),
        (
            "publish",
            ("Explain.", " \n"),
            None,
            Verdict("Area 2 has no words. Enter them, or leave it out."),
        ),
        (
            "publish",
            (),
            tomorrow(),
            YES,
        ),
    ],
)
def test_letter_is_confirmed_when_it_is_ready(cast, outcome, texts, day, verdict):
    letter = letter_in_hand(cast.review, by=cast.alice)
    areas = tuple(Area(key=key, text=text) for key, text in enumerate(texts))
    draft = LetterDraft(outcome=outcome, areas=areas, letter_date=day.isoformat() if day else "")

    letter.draft = to_json(draft)

    assert policies.may_confirm_letter(cast.alice, letter) == verdict


def test_letter_is_not_checked_once_it_is_set_aside(cast, letter):
    set_letter_aside(letter, by=cast.alice)

    assert policies.may_check_letter(cast.alice, letter) == Verdict(
        "This letter was set aside. Bring it in again if it was the right one."
    )


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("alice", YES),
        ("chloe", YES),
        ("vic", NOT_YOURS),
        ("kim", NOT_YOURS),
        ("quinn", NOT_YOURS),
    ],
)
def test_area_is_answered_by_manager_and_chair(cast, item, name, verdict):
    user = getattr(cast, name)

    answers = (
        policies.may_record_revision(user, item),
        policies.may_assign(user, item),
        policies.may_comment(user, item),
        policies.may_retheme(user, item),
    )

    assert answers == (verdict,) * 4


def test_area_of_a_cleared_review_is_discussed_but_not_answered(cast, item):
    Round.unscoped.filter(pk=item.letter.round_id).update(stage=Stage.CLEARED)
    item.letter.round.refresh_from_db()

    answers = (
        policies.may_record_revision(cast.chloe, item),
        policies.may_assign(cast.chloe, item),
        policies.may_comment(cast.chloe, item),
        policies.may_retheme(cast.chloe, item),
    )

    assert answers == (CLEARED, CLEARED, YES, YES)
