"""The pages on which a letter is put right: what they ask, what they keep, and what they show later."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.versions import CHANGED_SINCE
from feedback import correction_actions as corrections
from feedback.drafts import Outcome
from feedback.models import FeedbackLetter
from feedback.tests.factories import areas_of, marked_or_not, revision_of
from reviews.actions import make_move
from reviews.tests.factories import ready_or_not, round_at, tomorrow, typed_day, yesterday
from reviews.timeline import told
from reviews.workflow import Move, Stage

ON_LETTER = ("correct_letter", "withdraw", "add_area")
ON_AREA = ("correct_area", "leave_out")
WHY = {"why": "It was misread."}


@pytest.fixture
def alice(cast) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def confirmed(cast) -> FeedbackLetter:
    return areas_of(cast.review, by=cast.alice)[0].letter


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url_of(name, row):
    return reverse(f"feedback:{name}", args=[row.pk])


def sent(client, url):
    """What the page sends when nothing was typed."""
    form = client.get(url).context["form"]
    fields = [field for field in form if field.shape != "date"]
    dates = [part for field in form if field.shape == "date" for part in field.parts]
    return {field.html_name: field.value() or "" for field in fields} | {
        part.name: part.value for part in dates
    }


def press(client, url, **typed):
    return client.post(url, sent(client, url) | typed)


def errors_of(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


@pytest.mark.parametrize(
    ("name", "status"),
    [("alice", 200), ("quinn", 200), ("vic", 403), ("chloe", 403), ("kim", 404)],
)
@pytest.mark.parametrize("page", [*ON_LETTER, *ON_AREA])
def test_putting_right_opens_to_both_sides(cast, confirmed, page, name, status):
    row = confirmed if page in ON_LETTER else confirmed.items.first()

    response = signed_in(getattr(cast, name)).get(url_of(page, row))

    assert response.status_code == status


def test_letter_page_sends_back_what_is_recorded(cast, alice):
    letter = areas_of(
        cast.review,
        letter_date="2026-03-04",
        panel_mode="virtual",
        addressee_name="Sam",
        addressee_role="Manager",
        signatory_name="Pat",
        by=cast.alice,
    )[0].letter

    response = press(alice, url_of("correct_letter", letter), **WHY, addressee="Sam\r\nManager")

    assert errors_of(response) == [
        "Nothing differs from what is recorded. Change what is wrong, or cancel."
    ]


def test_letter_is_corrected_and_says_so(alice, confirmed):
    url = url_of("correct_letter", confirmed)

    response = alice.post(url, sent(alice, url) | WHY | {"addressee": "Sam\r\nChair"}, follow=True)

    shown = response.context["corrections"]
    assert [(row.title, row.rows) for row in shown] == [
        (
            "Sent to",
            [("Before", "Not stated"), ("After", "Sam\nChair"), ("Reason", "It was misread.")],
        )
    ]
    assert [str(message) for message in response.context["messages"]] == [
        "The letter is corrected."
    ]


def test_outcome_says_where_the_round_goes(alice, confirmed):
    form = alice.get(url_of("correct_letter", confirmed)).context["form"]

    assert [label for _, label in form.fields["outcome"].choices] == [
        f"{Outcome.PUBLISH.label}: the round goes to “Cleared for publication”",
        f"{Outcome.PUBLISH_AFTER_CHANGES.label} (as recorded)",
        f"{Outcome.RESUBMIT.label}: the round goes to “{Stage.REVISING.label}”",
        f"{Outcome.OTHER.label}: the round goes to “{Stage.DECIDED_OTHERWISE.label}”",
    ]


def test_outcome_that_cannot_change_is_not_asked_for(cast, alice, confirmed):
    with ready_or_not():
        make_move(confirmed.round, Move.CONFIRM_CHANGES, by=cast.alice)

    response = alice.get(url_of("correct_letter", confirmed))

    assert "outcome" not in response.context["form"].fields
    assert "Later steps have been recorded since." in response.content.decode()


def test_letter_corrected_to_ask_for_changes_wants_its_areas(cast, alice):
    letter = areas_of(cast.review, "Explain.", outcome=Outcome.PUBLISH, by=cast.alice)[0].letter
    corrections.leave_area_out(letter.items.get(), version=1, why="Praise.", by=cast.alice)
    url = url_of("correct_letter", letter)

    typed = sent(alice, url) | WHY | {"outcome": Outcome.PUBLISH_AFTER_CHANGES}
    response = alice.post(url, typed, follow=True)

    (message,) = response.context["messages"]
    assert str(message) == (
        "The letter is corrected. The round is now at “Revising”. "
        "Now add its areas for development."
    )
    assert response.context["lacks_areas"]


@pytest.mark.parametrize(
    ("day", "question"),
    [
        (tomorrow(), "which has not come yet"),
        (yesterday(), "before the round was submitted"),
    ],
)
def test_unusual_date_is_asked_about_once(cast, alice, day, question):
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    letter = areas_of(cast.review, by=cast.alice)[0].letter
    url, typed = url_of("correct_letter", letter), WHY | typed_day("letter_date", day)

    asked = press(alice, url, **typed)
    ticked = press(alice, url, **typed, sure="on")

    letter.refresh_from_db()
    (sentence,) = errors_of(asked)
    assert question in sentence
    assert (ticked.status_code, letter.letter_date) == (302, day)


def test_unusual_date_that_is_recorded_is_not_asked_about_again(cast, alice):
    letter = areas_of(cast.review, letter_date=tomorrow().isoformat(), by=cast.alice)[0].letter

    response = press(alice, url_of("correct_letter", letter), **WHY, addressee="Sam")

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("correct_letter", {"addressee": "Sam"}),
        ("withdraw", {}),
        ("add_area", {"text": "Missed."}),
        ("correct_area", {"text": "Other words."}),
        ("leave_out", {}),
    ],
)
def test_whoever_saves_second_is_told_and_keeps_what_was_typed(cast, alice, confirmed, page, typed):
    item = confirmed.items.first()
    url = url_of(page, confirmed if page in ON_LETTER else item)
    stale = sent(alice, url) | WHY | typed
    corrections.correct_letter(confirmed, version=1, why="First.", addressee="Pat", by=cast.quinn)

    response = alice.post(url, stale)
    again = alice.post(url, {**stale, "version": response.context["form"]["version"].value()})

    form = response.context["form"]
    assert errors_of(response) == [CHANGED_SINCE]
    assert {name: form[name].value() for name in typed | WHY} == typed | WHY
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("page", "typed", "error"),
    [
        ("correct_letter", {"why": ""}, "Enter a reason"),
        ("withdraw", {"why": " "}, "Enter a reason"),
        ("leave_out", {"why": ""}, "Enter a reason"),
        ("add_area", {"text": " ", **WHY}, "Enter the words of the letter"),
        ("correct_area", {"text": "", **WHY}, "Enter the words of the letter"),
        (
            "correct_letter",
            {"outcome": "maybe", **WHY},
            "Select the outcome that the letter states",
        ),
    ],
)
def test_what_is_missing_is_named(alice, confirmed, page, typed, error):
    row = confirmed if page in ON_LETTER else confirmed.items.first()

    response = press(alice, url_of(page, row), **typed)

    assert errors_of(response) == [error]


def test_withdrawing_says_what_happens(cast, alice):
    round_at(Stage.CONSIDERED, cast.review, by=cast.alice)
    items = areas_of(cast.review, requests=("weblink",), by=cast.alice)
    revision_of(items[0], by=cast.alice)
    url = url_of("withdraw", items[0].letter)

    effects = alice.get(url).context["effects"]
    seen_by_officer = signed_in(cast.quinn).get(url).context["effects"]

    assert effects == [
        "The review goes back to “Considered, letter awaited”.",
        "2 areas for development, with 1 answer, count no more. All of it can still be read.",
        "What the letter asks for at the end stays on the CSP’s own list.",
        "Another letter can then be brought in for this round.",
    ]
    assert seen_by_officer[1] == (
        "2 areas for development count no more. All of it can still be read."
    )


def test_withdrawn_letter_says_so_and_leads_to_its_areas(cast, alice, confirmed):
    url = url_of("withdraw", confirmed)
    alice.post(url, sent(alice, url) | {"why": "Another review’s letter."})

    pages = [
        signed_in(getattr(cast, name)).get(confirmed.get_absolute_url()).content.decode()
        for name in ("alice", "vic", "chloe")
    ]
    areas = [alice.get(item.get_absolute_url()).status_code for item in confirmed.items.all()]
    again = alice.get(url)

    for page in pages:
        assert "This letter was withdrawn" in page
        assert "Another review’s letter." in page
        assert f'href="{confirmed.items.first().get_absolute_url()}"' in page
        assert url_of("correct_letter", confirmed) not in page
    assert areas == [200, 200]
    assert again.status_code == 403


def test_area_that_was_missed_is_added_at_the_end(alice, confirmed):
    response = press(
        alice, url_of("add_area", confirmed), **WHY, text="Missed.", children="One\r\n\r\n Two "
    )

    item = confirmed.items.last()
    assert (item.number, item.text, item.children) == (3, "Missed.", ["One", "Two"])
    assert response.url == item.get_absolute_url()


def test_area_that_was_missed_may_carry_on_what_no_other_does(cast, alice):
    first, second = areas_of(
        cast.review, "Say who led.", "Explain.", outcome=Outcome.RESUBMIT, by=cast.alice
    )
    with ready_or_not():
        make_move(first.letter.round, Move.RESUBMIT, by=cast.alice)
    with marked_or_not():
        letter = areas_of(cast.review, "New.", by=cast.alice)[0].letter
    url = url_of("add_area", letter)

    press(alice, url, **WHY, text="Who led?", continues="1")

    assert letter.items.last().first == first
    choices = alice.get(url).context["form"].fields["continues"].choices
    assert choices == [(0, "No, it is a new point"), (2, f"Area 2: {second.text}")]


def test_area_of_a_first_round_carries_on_nothing(alice, confirmed):
    assert "continues" not in alice.get(url_of("add_area", confirmed)).context["form"].fields


def test_area_is_corrected_on_its_page(alice, confirmed):
    item = confirmed.items.first()

    response = press(alice, url_of("correct_area", item), **WHY, text="Rate\r\nit.")

    item.refresh_from_db()
    assert (item.text, response.url) == ("Rate\nit.", item.get_absolute_url())


def test_area_that_was_left_out_is_shown_and_counts_no_more(cast, alice, confirmed):
    first, second = confirmed.items.all()
    press(alice, url_of("leave_out", first), **WHY)

    page = alice.get(reverse("feedback:areas", args=[confirmed.round_id]))

    assert (page.context["total"], [row["item"] for row in page.context["rows"]]) == (1, [second])
    assert alice.get(first.get_absolute_url()).status_code == 200
    assert second.number == 2


def test_letter_page_says_why_it_cannot_be_put_right(cast, confirmed):
    page = signed_in(cast.vic).get(confirmed.get_absolute_url())

    assert page.context["may_correct"].reason in page.content.decode()
    assert url_of("withdraw", confirmed) not in page.content.decode()


@pytest.mark.parametrize(
    ("name", "side"),
    [("alice", "Northbrook CSP for the Home Office: Alice"), ("quinn", "the Home Office: Quinn")],
)
def test_letter_page_says_who_recorded_it(cast, name, side):
    round_at(Stage.CONSIDERED, cast.review, by=cast.alice)
    letter = areas_of(cast.review, by=getattr(cast, name))[0].letter

    page = signed_in(cast.vic).get(letter.get_absolute_url())

    assert page.context["recorded_by"].startswith(f"Recorded by {side} checked and confirmed it")


def test_letter_page_query_count_does_not_grow(cast, alice, confirmed, django_assert_num_queries):
    def corrected(times):
        for number in range(times):
            confirmed.refresh_from_db()
            corrections.correct_letter(
                confirmed,
                version=confirmed.draft_version,
                why="Again.",
                addressee=f"{times}.{number}",
                by=cast.alice,
            )

    alice.get(confirmed.get_absolute_url())  # the event that it was read is written once
    for times in (1, 30):
        corrected(times)
        with django_assert_num_queries(18):
            alice.get(confirmed.get_absolute_url())


def entries(cast, name, kind):
    found = told(cast.review, getattr(cast, name))
    return [(e.title, e.by, e.text, e.undone) for e in found if e.kind == kind]


def test_timeline_tells_of_the_letter_and_what_was_put_right(cast):
    letter = areas_of(cast.review, letter_date="2026-03-04", by=cast.alice)[0].letter
    corrections.correct_letter(letter, version=1, why="Misread.", addressee="Sam", by=cast.alice)

    assert entries(cast, "vic", "Letters") == [
        (
            "Round 1: feedback letter corrected, sent to",
            "Alice",
            "Before: nothing\nAfter: Sam",
            False,
        ),
        (
            "Round 1: feedback letter recorded",
            "Alice for the Home Office",
            "May be published after changes. Dated 4 March 2026",
            False,
        ),
    ]


def test_timeline_tells_that_a_letter_was_withdrawn(cast, confirmed):
    corrections.withdraw_letter(confirmed, version=1, why="The wrong one.", by=cast.alice)

    found = [e for e in told(cast.review, cast.vic) if e.kind == "Letters"]

    assert [(e.title, e.why, e.mark if e.undone else "") for e in found] == [
        ("Round 1: feedback letter withdrawn", "The wrong one.", ""),
        ("Round 1: feedback letter recorded", "", "Withdrawn"),
    ]


def test_timeline_tells_of_areas_that_were_put_right(cast, confirmed):
    item = confirmed.items.first()
    corrections.correct_area(item, text="Rate it.", version=1, why="Misread.", by=cast.alice)
    item.letter.refresh_from_db()
    corrections.leave_area_out(item, version=2, why="Praise.", by=cast.alice)

    assert [title for title, *_ in entries(cast, "vic", "Letters")] == [
        "Round 1, area 1: left out of the letter",
        "Round 1, area 1: words corrected",
        "Round 1: feedback letter recorded",
    ]


def test_timeline_tells_of_answers_to_their_own_side(cast, confirmed):
    item = confirmed.items.first()
    for _ in range(2):
        revision_of(item, by=cast.chloe)

    assert entries(cast, "vic", "Answers") == [
        ("Round 1, area 1 answered: Revised", "Chloé", "We rewrote the paragraph.", False),
        ("Round 1, area 1 answered: Revised", "Chloé", "We rewrote the paragraph.", True),
    ]
    assert entries(cast, "quinn", "Answers") == []


def test_timeline_query_count_does_not_grow(cast, confirmed, django_assert_num_queries):
    with CaptureQueriesContext(connection) as before:
        told(cast.review, cast.alice)
    for item in confirmed.items.all():
        for number in range(5):
            revision_of(item, by=cast.alice)
            item.letter.refresh_from_db()
            version, words = item.letter.draft_version, f"Words {number}."
            corrections.correct_area(item, text=words, version=version, why="Again.", by=cast.alice)

    with django_assert_num_queries(len(before)):
        told(cast.review, cast.alice)
