"""The words on the review's page and on its timeline."""

from __future__ import annotations

import pytest
from django.utils import timezone

from govuk.words import day
from publication import presenters
from publication.actions import end_withholding
from publication.models import DutyRecord, DutyState
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
from reviews.tests.factories import round_at, yesterday
from reviews.workflow import Stage


def section_of(cast, user=None):
    return presenters.closing(cast.review, cast.review.rounds.get(), user or cast.alice)


def told(tell, review, user):
    return [
        (entry.title, entry.text, entry.by, entry.why, entry.mark) for entry in tell(review, user)
    ]


def test_every_state_has_a_colour_and_a_title():
    assert set(presenters.STATE_COLOURS) == set(DutyState)
    assert set(presenters.TITLES) == set(DutyState)


def test_section_stands_once_there_is_a_duty_or_the_review_is_cleared(cast):
    before = section_of(cast)
    round_at(Stage.CLEARED, cast.review, by=cast.alice)

    cleared = section_of(cast)

    assert before is None
    assert (cleared.title, cleared.summary, cleared.next_step) == (
        "Closing duties",
        "None to be done",
        None,
    )


def test_section_leads_to_the_duties_when_the_review_is_cleared(cast):
    copy, _ = asked_for(cast.review, DutyKind.DIGITAL_COPY, DutyKind.WEBLINK, by=cast.alice)
    early = section_of(cast)
    round_at(Stage.CLEARED, cast.review, by=cast.alice)
    href = f"/reviews/{cast.review.pk}/closing/"

    first = section_of(cast)
    done(copy, by=cast.alice)
    second = section_of(cast)

    assert (early.summary, early.next_step) == ("0 of 2 done", None)
    assert first.next_step == ("Record the closing duties", href)
    assert (second.summary, second.next_step) == (
        "1 of 2 done",
        ("Go on with the closing duties", href),
    )
    assert section_of(cast, cast.vic).next_step is None


def test_section_asks_for_nothing_more_when_all_is_done(cast):
    (copy,) = asked_for(cast.review, by=cast.alice)
    done(copy, by=cast.alice)
    round_at(Stage.CLEARED, cast.review, by=cast.alice)

    section = section_of(cast)

    assert (section.summary, section.next_step) == ("1 of 1 done", None)


@pytest.mark.parametrize("who", ["alice", "quinn"])
def test_section_says_that_publication_is_withheld(cast, who):
    asked_for(cast.review, DutyKind.DIGITAL_COPY, DutyKind.WEBLINK, by=cast.alice)
    row = withheld(cast.review, by=cast.alice)
    round_at(Stage.CLEARED, cast.review, by=cast.alice)

    section = section_of(cast, getattr(cast, who))

    again = f"Publication is withheld until it is looked at again on {day(row.review_on)}"
    assert section.summary == f"0 of 1 done. {again}"


def test_timeline_tells_what_was_recorded_of_the_duties(cast):
    (link,) = asked_for(cast.review, DutyKind.WEBLINK, by=cast.alice)
    family = own_duty(cast.review, by=cast.alice)
    done(link, sent_to="", by=cast.alice)
    done(link, sent_to="The secretariat", done_on=yesterday(), by=cast.quinn)
    aside(family, why="Nobody is left.", by=cast.alice)
    taken_back(family, why="A sister was found.", by=cast.alice)
    done(family, sent_to="", note="By letter.", why="", by=cast.alice)
    taken_back(family, why="Not sent.", by=cast.alice)
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    shown = told(presenters.duties_recorded, cast.review, cast.alice)

    name = "Alice"
    weblink = [
        ("Done: Send the weblink", WEBLINK, name, "", "Corrected"),
        (
            "Done: Send the weblink",
            f"Sent to The secretariat\n{WEBLINK}",
            "Quinn for the CSP",
            "The day was wrong.",
            "",
        ),
    ]
    assert sorted(shown) == sorted(
        [
            *weblink,
            ("Set aside: Tell the family", "", name, "Nobody is left.", "Taken back"),
            ("Back on the list: Tell the family", "", name, "A sister was found.", ""),
            ("Done: Tell the family", "By letter.", name, "", "Taken back"),
            ("Not done after all: Tell the family", "", name, "Not sent.", ""),
        ]
    )
    assert sorted(told(presenters.duties_recorded, cast.review, cast.quinn)) == sorted(weblink)
    assert told(presenters.duties_recorded, cast.review, cast.kim) == []


def test_timeline_stands_on_the_day_on_which_it_was_done(cast):
    (copy,) = asked_for(cast.review, by=cast.alice)
    done(copy, done_on=yesterday(), by=cast.alice)

    (entry,) = presenters.duties_recorded(cast.review, cast.alice)

    assert (entry.on, entry.kind, entry.href) == (
        yesterday(),
        "Closing duties",
        copy.get_absolute_url(),
    )


def test_timeline_tells_that_publication_was_withheld_and_why_only_to_the_partnership(cast):
    row = withheld(cast.review, reason="A trial is near.", by=cast.alice)
    end_withholding(cast.review, reason="It is over.", seen=row.pk, by=cast.alice)
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    until = f"To be looked at again on {day(row.review_on)}."

    by_csp = told(presenters.publication_withheld, cast.review, cast.chloe)
    by_secretariat = told(presenters.publication_withheld, cast.review, cast.quinn)

    assert by_csp == [
        ("Publication withheld", f"A trial is near.\n{until}", "Alice", "", ""),
        ("Publication no longer withheld", "It is over.", "Alice", "", ""),
    ]
    assert by_secretariat == [
        ("Publication withheld", until, "Alice", "", ""),
        ("Publication no longer withheld", "", "Alice", "", ""),
    ]


def test_withholding_is_told_in_words_before_and_after_its_day(cast):
    today = day(timezone.localdate())

    due = presenters.withheld_words(withheld(cast.review, days=0, by=cast.alice))

    assert presenters.withheld_words(None) == ""
    assert due == f"Publication is withheld. It has been due to be looked at again since {today}."


def test_timeline_costs_the_same_with_many_records(cast, django_assert_num_queries):
    for rows in (1, 30):
        while DutyRecord.unscoped.count() < rows:
            done(
                own_duty(
                    cast.review, title=f"Duty {rows} {DutyRecord.unscoped.count()}", by=cast.alice
                ),
                by=cast.alice,
            )
            withheld(cast.review, by=cast.alice)

        with django_assert_num_queries(2):
            duties = list(presenters.duties_recorded(cast.review, cast.alice))
            times = list(presenters.publication_withheld(cast.review, cast.alice))

        assert (len(duties), len(times)) == (rows, rows)
