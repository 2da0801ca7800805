"""A rule's answer: true, or false with its sentence."""

import pytest

from access.verdict import YES, Refused, Verdict, first_no

NO = Verdict("Not yet.")
LATER = Verdict("Not at all.")


def test_verdict_is_true_without_a_reason():
    assert bool(YES) is True
    assert bool(NO) is False


def test_verdict_with_the_same_reason_is_the_same():
    assert Verdict() == YES
    assert Verdict("Not yet.") == NO
    assert NO != LATER


def test_verdict_cannot_be_changed():
    with pytest.raises(AttributeError):
        NO.reason = ""


def test_require_passes_over_a_yes():
    assert YES.require() is None


def test_require_raises_the_reason():
    with pytest.raises(Refused) as refusal:
        NO.require()

    assert str(refusal.value) == "Not yet."


@pytest.mark.parametrize(
    ("verdicts", "answer"),
    [
        ((), YES),
        ((YES, YES), YES),
        ((YES, NO, LATER), NO),
        ((LATER, NO), LATER),
    ],
)
def test_first_no_gives_one_reason_at_a_time(verdicts, answer):
    assert first_no(*verdicts) == answer
