"""The pages on which a review is closed: who reaches them, what they show, that nothing typed is lost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from govuk.words import day
from publication import actions
from publication.models import Duty, DutyState, Withholding
from publication.tests.factories import (
    WEBLINK,
    aside,
    asked_for,
    done,
    own_duty,
    taken_back,
    withheld,
)
from reviews.actions import make_move
from reviews.models import DutyKind
from reviews.tests.factories import evidence, round_at, tomorrow, typed_day, yesterday
from reviews.workflow import Move, Stage

PAGES = ("closing", "add", "withhold", "end_withholding", "record", "take_back", "set_aside")


@pytest.fixture
def copy(cast):
    (duty,) = asked_for(cast.review, by=cast.alice)
    return duty


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def url_of(name, row):
    return reverse(f"publication:{name}", args=[row.pk])


def page_of(cast, client):
    return client.get(url_of("closing", cast.review))


def texts(response):
    """The page's words, without its marks and its white space."""
    return " ".join(strip_tags(response.content.decode()).split())


def typed(duty, **told):
    latest = duty.records.first()
    usual = {
        "who": "Alice",
        "sent_to": "The secretariat",
        "note": "By secure e-mail.",
        "supersedes": latest.pk if latest else "",
    }
    return usual | typed_day("done_on", timezone.localdate()) | told


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("alice", [200, 200, 200, 200, 200, 200, 200]),
        ("chloe", [200, 403, 403, 403, 403, 403, 403]),
        ("vic", [200, 403, 403, 403, 403, 403, 403]),
        ("quinn", [200, 403, 403, 403, 404, 404, 404]),
        ("kim", [404, 404, 404, 404, 404, 404, 404]),
    ],
)
def test_pages_open_to_whom_they_concern(cast, client, who, statuses):
    family = own_duty(cast.review, by=cast.alice)
    board = own_duty(cast.review, title="Board", by=cast.alice)
    done(board, by=cast.alice)
    withheld(cast.review, by=cast.alice)
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    client.force_login(getattr(cast, who))
    rows = [cast.review] * 4 + [family, board, family]

    found = [
        client.get(url_of(name, row)).status_code for name, row in zip(PAGES, rows, strict=True)
    ]

    assert found == statuses


def test_secretariat_records_what_its_letter_asked(cast, client, copy):
    round_at(Stage.CLEARED, cast.review, by=cast.alice)
    client.force_login(cast.quinn)

    form = client.get(url_of("record", copy)).context["form"]
    response = client.post(url_of("record", copy), typed(copy, who="Sam"), follow=True)

    assert [name for name in ("evidence", "keep", "who") if name in form.fields] == ["who"]
    assert form["who"].value() == ""
    assert f"{cast.quinn.name} for the CSP" in texts(response)


def test_duty_is_recorded_through_its_form(cast, alice, copy):
    file = SimpleUploadedFile("sent.txt", b"Sent on 3 March.")

    response = alice.post(url_of("record", copy), typed(copy, evidence=file), follow=True)

    record = copy.latest
    assert response.redirect_chain == [(copy.get_absolute_url(), 302)]
    assert (record.who, record.sent_to, record.note) == (
        "Alice",
        "The secretariat",
        "By secure e-mail.",
    )
    assert [str(file) for file in record.evidence.all()] == ["sent.txt"]
    assert "Your record of “Send a digital copy of the final version” is saved." in texts(response)


def test_each_duty_asks_for_what_it_needs(cast, alice):
    kinds = (DutyKind.DIGITAL_COPY, DutyKind.WEBLINK, DutyKind.COPY_TO_COMMISSIONER)
    duties = [*asked_for(cast.review, *kinds, by=cast.alice), own_duty(cast.review, by=cast.alice)]

    errors = [
        alice.post(url_of("record", duty), {"supersedes": ""}).context["form"].errors
        for duty in duties
    ]

    both = {"done_on": ["Enter the day on which it was done"], "who": ["Enter who did it"]}
    to = {"sent_to": ["Enter to whom it was sent"]}
    link = {"weblink": ["Enter the weblink, starting with https:// or http://"]}
    assert errors == [both | to, both | link, both | to, both]


def test_commissioner_is_named_already(cast, alice):
    (duty,) = asked_for(cast.review, DutyKind.COPY_TO_COMMISSIONER, by=cast.alice)

    form = alice.get(url_of("record", duty)).context["form"]

    assert (form["sent_to"].value(), form["who"].value()) == (
        "Domestic Abuse Commissioner",
        cast.alice.name,
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "www.example.org", "ftp://example.org"])
def test_weblink_that_is_none_is_said_beside_the_field(cast, alice, address):
    (duty,) = asked_for(cast.review, DutyKind.WEBLINK, by=cast.alice)

    response = alice.post(url_of("record", duty), typed(duty, weblink=address))

    form = response.context["form"]
    assert form.errors == {"weblink": ["Enter the weblink, starting with https:// or http://"]}
    assert form["weblink"].value() == address
    assert duty.records.count() == 0


def test_day_to_come_is_said_beside_the_field(cast, alice, copy):
    response = alice.post(url_of("record", copy), typed(copy) | typed_day("done_on", tomorrow()))

    assert response.context["form"].errors == {"done_on": ["The day must be today or in the past"]}


def test_weblink_is_a_plain_link(cast, alice):
    (duty,) = asked_for(cast.review, DutyKind.WEBLINK, by=cast.alice)
    done(duty, weblink=f"{WEBLINK}?a=1&b=<2>", by=cast.alice)

    page = page_of(cast, alice).content.decode()

    address = f"{WEBLINK}?a=1&amp;b=&lt;2&gt;"
    assert f'href="{address}"\n           rel="noopener noreferrer nofollow">{address}</a>' in page


def test_record_is_corrected_with_a_reason_and_the_earlier_one_stays_readable(cast, alice, copy):
    done(copy, evidence=[evidence()], by=cast.alice)
    kept = copy.latest.evidence.get()
    form = alice.get(url_of("record", copy)).context["form"]

    without = alice.post(url_of("record", copy), typed(copy))
    sent = typed(copy, why="The day was wrong.", keep=[kept.pk]) | typed_day("done_on", yesterday())
    response = alice.post(url_of("record", copy), sent, follow=True)

    assert form["sent_to"].value() == "The secretariat"
    assert without.context["form"].errors == {"why": ["Enter why the record is corrected"]}
    assert (copy.latest.done_on, list(copy.latest.evidence.all())) == (yesterday(), [kept])
    (row,) = response.context["rows"]
    assert [record.done_on for record in row.earlier] == [timezone.localdate()]
    assert "Earlier records" in texts(response)


def test_second_of_two_people_keeps_what_was_typed_and_reads_the_other(cast, alice, copy):
    sent = typed(copy, note="Mine.")
    done(copy, note="Theirs.", by=cast.quinn)

    response = alice.post(url_of("record", copy), sent)

    form = response.context["form"]
    assert form.non_field_errors() == [actions.RECORDED_SINCE]
    assert (form["note"].value(), form["supersedes"].value()) == ("Mine.", copy.latest.pk)
    assert ("Note", "Theirs.") in response.context["saved"]
    assert copy.records.count() == 1


def test_duty_is_taken_back_and_set_aside_with_a_reason(cast, alice):
    family = own_duty(cast.review, by=cast.alice)
    without = alice.post(url_of("set_aside", family), {"why": "", "supersedes": ""})
    alice.post(url_of("set_aside", family), {"why": "Nobody is left.", "supersedes": ""})
    states = [family.state]

    response = alice.post(
        url_of("take_back", family),
        {"why": "A sister was found.", "supersedes": family.latest.pk},
        follow=True,
    )

    assert without.context["form"].errors == {"why": ["Enter a reason"]}
    assert [*states, family.state] == [DutyState.SET_ASIDE, DutyState.NOT_DONE]
    assert "A sister was found." in texts(response)


def test_duty_is_added_from_those_that_are_not_on_the_list(cast, alice, copy):
    offered = alice.get(url_of("add", cast.review)).context["form"].fields["kind"].choices
    nameless = alice.post(url_of("add", cast.review), {"kind": "other"})

    alice.post(url_of("add", cast.review), {"kind": "other", "title": "Send it to the Board"})

    assert [kind for kind, _ in offered] == [
        kind for kind in DutyKind.values if kind != DutyKind.DIGITAL_COPY
    ]
    assert nameless.context["form"].errors == {"title": ["Enter what is to be done"]}
    assert [str(duty) for duty in Duty.unscoped.filter(from_letter=False)] == [
        "Send it to the Board"
    ]


def test_publication_is_withheld_and_no_longer(cast, alice):
    later = timezone.localdate() + dt.timedelta(days=60)
    sent = {"reason": "A trial is near.", "seen": ""}

    past = alice.post(url_of("withhold", cast.review), sent | typed_day("review_on", yesterday()))
    shown = alice.post(
        url_of("withhold", cast.review), sent | typed_day("review_on", later), follow=True
    )
    standing = Withholding.unscoped.get()
    ended = alice.post(
        url_of("end_withholding", cast.review),
        {"reason": "The trial is over.", "seen": standing.pk},
        follow=True,
    )

    assert past.context["form"].errors == {
        "review_on": ["The day on which it is looked at again must be today or in the future"]
    }
    assert f"withheld until it is looked at again on {day(later)}." in texts(shown)
    assert "A trial is near." in texts(shown)
    assert "Publication is not withheld." in texts(ended)


def test_withholding_that_changed_meanwhile_keeps_what_was_typed(cast, alice):
    sent = {"reason": "Mine.", "seen": ""} | typed_day("review_on", tomorrow())
    standing = withheld(cast.review, by=cast.alice)

    form = alice.post(url_of("withhold", cast.review), sent).context["form"]

    assert len(form.non_field_errors()) == 1
    assert (form["reason"].value(), form["seen"].value()) == ("Mine.", standing.pk)


def test_page_says_when_withholding_is_to_be_looked_at_again(cast, alice):
    withheld(cast.review, days=0, by=cast.alice)

    response = page_of(cast, alice)

    assert response.context["is_due"] is True
    assert f"It has been due to be looked at again since {day(timezone.localdate())}." in texts(
        response
    )


def test_page_counts_what_is_to_be_done(cast, alice):
    by = cast.alice
    copy, _, _ = asked_for(
        cast.review, DutyKind.DIGITAL_COPY, DutyKind.WEBLINK, DutyKind.PUBLISH_LETTER, by=by
    )
    family = own_duty(cast.review, by=by)
    done(copy, by=by)
    before = page_of(cast, alice)

    aside(family, by=by)
    withheld(cast.review, by=by)
    after = page_of(cast, alice)

    assert "1 of 4 done" in texts(before)
    assert "1 of 1 done" in texts(after)
    assert [row.words for row in after.context["rows"]] == [
        "Done",
        "Waits while publication is withheld",
        "Waits while publication is withheld",
        "Set aside",
    ]


def test_page_without_duties_says_so(cast, alice):
    response = page_of(cast, alice)

    assert "There are no closing duties yet." in texts(response)


def test_secretariat_reads_that_the_letters_duties_are_done_and_nothing_of_the_rest(cast, client):
    by = cast.alice
    (copy,) = asked_for(cast.review, by=by)
    done(copy, note="By secure e-mail.", evidence=[evidence("private.txt")], by=by)
    done(own_duty(cast.review, by=by), note="Her sister wept.", by=by)
    withheld(cast.review, reason="The children are at school here.", by=by)
    round_at(Stage.CLEARED, cast.review, by=by)
    hidden = ("private.txt", "Tell the family", "Her sister wept.", "The children")
    shown = ("By secure e-mail.", "Publication is withheld")
    found = {}

    for user in (cast.vic, cast.quinn):
        client.force_login(user)
        page = texts(page_of(cast, client))
        found[user] = [[word in page for word in words] for words in (shown, hidden)]

    assert found == {
        cast.vic: [[True] * 2, [True] * 4],
        cast.quinn: [[True] * 2, [False] * 4],
    }


def test_earlier_rounds_record_is_readable_and_does_not_count(cast, alice):
    (first,) = asked_for(cast.review, by=cast.alice)
    done(first, note="The first text.", by=cast.alice)
    qa_round = round_at(Stage.REVISING, cast.review, by=cast.alice)
    make_move(qa_round, Move.RESUBMIT, by=cast.quinn)
    (again,) = asked_for(cast.review, by=cast.alice)

    response = page_of(cast, alice)

    (row,) = response.context["rows"]
    assert (row.duty, row.is_done) == (again, False)
    assert "The first text." in texts(response)
    assert "in round 1" in texts(response)


def test_page_query_count_does_not_grow(cast, alice):
    counts = []

    for rows in (1, 30):
        while Duty.unscoped.count() < rows:
            title = f"Duty {Duty.unscoped.count()}"
            duty = own_duty(cast.review, title=title, by=cast.alice)
            done(duty, evidence=[evidence()], by=cast.alice)
            taken_back(duty, by=cast.alice)
        with CaptureQueriesContext(connection) as queries:
            response = page_of(cast, alice)
        counts.append((len(response.context["rows"]), len(queries)))

    assert counts == [(1, counts[0][1]), (30, counts[0][1])]
    assert counts[0][1] <= 15


def test_what_was_recorded_on_the_own_list_stays_there_when_a_letter_asks_for_the_same(
    cast, alice, client
):
    own = actions.add_duty(cast.review, kind=DutyKind.DIGITAL_COPY, by=cast.alice)
    done(own, who="Ida", note="Sent from the old address.", by=cast.alice)
    asked_for(cast.review, DutyKind.DIGITAL_COPY, by=cast.alice)
    asked = Duty.unscoped.get()

    ours = texts(page_of(cast, alice))
    round_at(Stage.CLEARED, cast.review, by=cast.alice)
    client.force_login(cast.quinn)
    theirs = texts(page_of(cast, client)) + texts(client.get(url_of("record", asked)))

    assert (asked.pk, asked.state) == (own.pk, DutyState.NOT_DONE)
    assert "Sent from the old address." in ours
    assert "Ida" not in theirs
    assert done(asked, who="Quinn", why="", by=cast.quinn).state == DutyState.DONE
