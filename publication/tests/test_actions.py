"""What is recorded of the closing of a review: once, with a trace, and by whom it may be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE
from audit.models import Event
from publication import actions
from publication.models import Duty, DutyRecord, DutyState, Withholding
from publication.policies import CLOSED, CSP_ONLY
from publication.tests.factories import (
    WEBLINK,
    aside,
    asked_for,
    done,
    own_duty,
    taken_back,
    withheld,
)
from reviews.models import DutyKind
from reviews.policies import NOT_A_SIDE
from reviews.tests.factories import evidence, round_at, tomorrow, yesterday
from reviews.workflow import Stage


@pytest.fixture
def copy(cast):
    (duty,) = asked_for(cast.review, by=cast.alice)
    return duty


@pytest.fixture
def weblink(cast):
    (duty,) = asked_for(cast.review, DutyKind.WEBLINK, by=cast.alice)
    return duty


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def refusal(act, *args, **kwargs):
    """The sentence of an act that must be refused without a trace."""
    before = (DutyRecord.unscoped.count(), Withholding.unscoped.count(), Event.objects.count())
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    after = (DutyRecord.unscoped.count(), Withholding.unscoped.count(), Event.objects.count())
    assert after == before
    return str(refused.value)


def test_duty_done_says_who_did_it_when_and_to_whom(cast, copy):
    record = done(
        copy,
        done_on=yesterday(),
        who=" Alice ",
        sent_to="The secretariat",
        note="By secure e-mail.",
        evidence=[evidence()],
        by=cast.alice,
    )

    assert (record.state, record.done_on, record.who) == (DutyState.DONE, yesterday(), "Alice")
    assert (record.sent_to, record.note, record.on_behalf_of) == (
        "The secretariat",
        "By secure e-mail.",
        "",
    )
    assert [file.kind for file in record.evidence.all()] == ["evidence"]
    assert verbs()[-2:] == ["reviews.file_kept", "publication.duty_done"]
    assert copy.latest == record


def test_correction_is_a_new_record_that_says_why_and_keeps_the_evidence_that_counts(cast, copy):
    first = done(copy, evidence=[evidence(), evidence("other.txt", b"Other")], by=cast.alice)
    counts, _ = first.evidence.order_by("pk")

    second = done(
        copy, done_on=yesterday(), why="It went a day earlier.", keep=[counts], by=cast.alice
    )

    assert second.supersedes == first
    assert (second.why, list(second.evidence.all())) == ("It went a day earlier.", [counts])
    assert copy.latest == second
    assert copy.records.count() == 2


def test_correction_without_a_reason_is_refused(cast, copy):
    done(copy, by=cast.alice)

    assert refusal(done, copy, why=" ", by=cast.alice) == "Enter why the record is corrected."


def test_correction_by_the_secretariat_leaves_the_evidence_as_it_is(cast, copy):
    file = done(copy, evidence=[evidence()], by=cast.alice).evidence.get()

    second = done(copy, who="Alice B", by=cast.quinn)

    assert list(second.evidence.all()) == [file]


def test_evidence_of_another_duty_is_not_kept(cast, copy):
    link = own_duty(cast.review, title="Board", by=cast.alice)
    strange = done(link, evidence=[evidence()], by=cast.alice).evidence.get()
    done(copy, by=cast.alice)

    corrected = done(copy, keep=[strange], by=cast.alice)

    assert list(corrected.evidence.all()) == []


def test_second_of_two_people_is_told(cast, copy):
    first = done(copy, by=cast.alice)

    told = refusal(done, copy, supersedes=None, by=cast.quinn)
    done(copy, supersedes=first.pk, by=cast.quinn)

    assert told == actions.RECORDED_SINCE
    assert copy.latest.by == cast.quinn


@pytest.mark.parametrize("act", [actions.take_back_duty, actions.set_duty_aside])
def test_second_of_two_people_is_told_whatever_they_record(cast, act):
    family = own_duty(cast.review, by=cast.alice)
    done(family, by=cast.alice)

    assert refusal(act, family, why="No.", supersedes=None, by=cast.alice) == actions.RECORDED_SINCE


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"done_on": tomorrow()}, "The day must be today or in the past."),
        ({"who": " "}, "Enter who did it."),
    ],
)
def test_duty_is_not_done_in_the_future_or_by_nobody(cast, copy, told, sentence):
    assert refusal(done, copy, by=cast.alice, **told) == sentence


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "ftp://www.example.org/elm",
        "//www.example.org/elm",
        "www.example.org/elm",
        "https://",
        "https://www.example.org/elm\nX: y",
    ],
)
def test_weblink_that_is_none_is_refused(cast, weblink, address):
    assert refusal(done, weblink, weblink=address, by=cast.alice) == actions.NO_WEBLINK


@pytest.mark.parametrize("address", [WEBLINK, "http://example.org", "HTTPS://Example.org/Élm"])
def test_weblink_is_kept_as_it_is(cast, weblink, address):
    record = done(weblink, weblink=f" {address} ", by=cast.alice)

    assert record.weblink == address


def test_weblink_that_a_duty_does_not_need_is_looked_at_too(cast, copy):
    told = refusal(done, copy, weblink="javascript:alert(1)", by=cast.alice)

    assert told == actions.NO_WEBLINK
    assert done(copy, weblink="", by=cast.alice).weblink == ""


def test_secretariat_records_on_behalf_of_the_partnership(cast, copy):
    record = done(copy, by=cast.quinn)

    assert (record.by, record.on_behalf_of) == (cast.quinn, "partnership")


def test_secretariat_does_not_record_the_partnerships_own(cast):
    family = own_duty(cast.review, by=cast.alice)

    assert refusal(done, family, by=cast.quinn) == CSP_ONLY
    assert refusal(done, family, by=cast.vic) == NOT_A_SIDE


def test_duty_is_not_done_after_all(cast, copy):
    first = done(copy, by=cast.alice)

    record = taken_back(copy, why="It was the draft.", by=cast.alice)

    assert (record.state, record.why, record.supersedes) == (
        DutyState.NOT_DONE,
        "It was the draft.",
        first,
    )
    assert verbs()[-1] == "publication.duty_taken_back"


def test_duty_that_was_not_done_after_all_is_done_again_without_a_reason(cast, copy):
    done(copy, by=cast.alice)
    taken_back(copy, by=cast.alice)

    done(copy, why="", by=cast.alice)

    assert copy.state is DutyState.DONE


def test_own_duty_is_set_aside_with_a_reason_and_put_back(cast):
    family = own_duty(cast.review, by=cast.alice)

    without = refusal(aside, family, why=" ", by=cast.alice)
    aside(family, by=cast.alice)
    states = [family.state]
    taken_back(family, why="A sister was found.", by=cast.alice)

    assert without == "Enter a reason."
    assert [*states, family.state] == [DutyState.SET_ASIDE, DutyState.NOT_DONE]
    assert "publication.duty_set_aside" in verbs()


def test_duty_of_the_letter_is_not_set_aside(cast, copy):
    assert refusal(aside, copy, by=cast.alice) == (
        "The letter asks for this, so it cannot be set aside."
    )


def test_duty_is_added_to_the_latest_round_once(cast):
    round_at(Stage.CLEARED, cast.review, by=cast.alice)

    duty = own_duty(cast.review, by=cast.alice)

    assert (duty.round.stage, duty.from_letter, str(duty)) == (
        Stage.CLEARED,
        False,
        "Tell the family",
    )
    assert refusal(own_duty, cast.review, by=cast.alice) == actions.ON_THE_LIST
    assert Duty.unscoped.count() == 1


def test_another_duty_has_a_title_that_is_not_on_the_list(cast):
    own_duty(cast.review, title=" Send it to the Board ", by=cast.alice)

    again = refusal(own_duty, cast.review, title="send it to the board", by=cast.alice)
    nameless = refusal(actions.add_duty, cast.review, kind=DutyKind.OTHER, by=cast.alice)

    assert str(Duty.unscoped.get()) == "Send it to the Board"
    assert (again, nameless) == (actions.ON_THE_LIST, "Enter what is to be done.")


def test_publication_is_withheld_until_a_day(cast):
    row = withheld(cast.review, days=0, by=cast.alice)

    assert (row.review_on, row.by) == (timezone.localdate(), cast.alice)
    assert verbs()[-1] == "publication.withheld"


def test_publication_is_withheld_with_a_reason_and_a_day_to_come(cast):
    past = refusal(withheld, cast.review, days=-1, by=cast.alice)
    without = refusal(withheld, cast.review, reason="", by=cast.alice)

    assert past == "The day on which it is looked at again must be today or in the future."
    assert without == "Enter a reason."


def test_second_of_two_people_who_withhold_is_told(cast):
    first = withheld(cast.review, by=cast.alice)
    told = {"reason": "A trial.", "by": cast.alice}
    later = timezone.localdate() + dt.timedelta(days=9)

    begun = refusal(actions.withhold, cast.review, review_on=later, seen=None, **told)
    ended = refusal(actions.end_withholding, cast.review, seen=None, **told)
    actions.end_withholding(cast.review, seen=first.pk, **told)

    assert (begun, ended) == (CHANGED_SINCE, CHANGED_SINCE)
    assert list(Withholding.unscoped.standing()) == []
    assert verbs()[-1] == "publication.withholding_ended"


def test_nothing_is_recorded_of_a_closed_review(cast):
    family = own_duty(cast.review, by=cast.alice)
    done(family, by=cast.alice)
    round_at(Stage.CLOSED, cast.review, by=cast.alice)

    assert refusal(done, family, by=cast.alice) == CLOSED
    assert refusal(taken_back, family, by=cast.alice) == CLOSED
    assert refusal(own_duty, cast.review, title="Board", by=cast.alice) == CLOSED
