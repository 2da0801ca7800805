"""The report for a partnership's board: what moved, what is overdue, what was completed, on a page and on paper."""

from __future__ import annotations

import datetime as dt
import io

import pdfplumber
import pytest
from django.urls import reverse
from django.utils import timezone

from actionplans.keeping_actions import give_up
from actionplans.tests.factories import action_under, given_up, recommendation_in, update_of
from audit.models import Event
from packs.board import Figures, assemble_board
from packs.forms import a_quarter_before
from packs.pdf import to_html, to_pdf
from packs.tests.vera import broken_rules
from reviews.tests.factories import review_of

SINCE = dt.date(2026, 2, 1)
EARLIER, LATER = dt.date(2026, 1, 10), dt.date(2026, 3, 1)


@pytest.fixture
def recommendation(cast):
    return recommendation_in(cast.review, by=cast.alice)


def board_of(cast):
    return assemble_board(cast.northbrook, since=SINCE, at=timezone.now())


def url_of(name, organisation):
    return reverse(f"packs:{name}", args=[organisation.pk])


def test_board_tells_from_which_rating_to_which_and_why(cast, recommendation):
    action = action_under(recommendation, by=cast.alice)
    update_of(action, by=cast.alice, rating="red", dated=EARLIER)
    update_of(action, by=cast.alice, rating="amber", dated=LATER, reason="It has begun.")
    update_of(action, by=cast.alice, text="Half done.", dated=LATER)

    (entry,) = board_of(cast).moved

    assert (entry.review, entry.number, entry.lead) == (
        "Elm",
        "recommendation 1, action 1",
        "Northbrook Council",
    )
    assert (entry.before.value, entry.rating.value, entry.reason) == (
        "red",
        "amber",
        "It has begun.",
    )
    assert (entry.updates, entry.update, entry.changed) == (2, "Half done.", True)


def test_board_passes_over_what_did_not_move_and_says_what_came_late(cast, recommendation):
    action = action_under(recommendation, by=cast.alice)
    update_of(action, by=cast.alice, rating="red", dated=EARLIER)
    yesterday = timezone.localdate() - dt.timedelta(days=1)

    board = board_of(cast)
    late = assemble_board(cast.northbrook, since=yesterday, at=timezone.now()).late

    assert (board.moved, len(board.entries)) == ((), 1)
    assert late == (
        "1 update about earlier days was written down since. Choose an earlier date to see more."
    )


def test_board_names_what_is_overdue_the_latest_first(cast, recommendation):
    today = timezone.localdate()
    for days in (3, 40, -3):
        action_under(
            recommendation,
            by=cast.alice,
            text=f"Due {days} days ago.",
            target_date=today - dt.timedelta(days=days),
        )

    late = board_of(cast).overdue

    assert [(entry.text, entry.days_late) for entry in late] == [
        ("Due 40 days ago.", 40),
        ("Due 3 days ago.", 3),
    ]


def test_board_names_what_was_completed_with_its_outcome(cast, recommendation):
    for day, outcome in ((EARLIER, "Long ago."), (SINCE, "It is used."), (LATER, "")):
        action_under(recommendation, by=cast.alice, completed_on=day, outcome=outcome)

    done = board_of(cast).completed

    assert [(entry.completed_on, entry.outcome) for entry in done] == [
        (SINCE, "It is used."),
        (LATER, ""),
    ]


def test_board_names_what_is_not_taken_forward(cast, recommendation):
    action = action_under(recommendation, by=cast.alice, target_date=EARLIER)
    give_up(
        action,
        version=action.version,
        dated=LATER,
        reason="Another law does it.",
        agreed_by="The board",
        by=cast.alice,
    )

    board = board_of(cast)

    assert [(entry.ended_on, entry.ended) for entry in board.ended] == [
        (LATER, "Not taken forward, 1 March 2026. Agreed by The board. Another law does it.")
    ]
    assert board.overdue == ()
    assert board.summary == (
        "0 actions have moved since 1 February 2026, 0 were completed, 1 was not taken forward, "
        "and 0 are overdue."
    )


def test_board_names_supporting_agencies_and_counts_by_the_lead(cast, recommendation):
    action_under(recommendation, by=cast.alice, supporting=["Police", "Health board"])

    board = board_of(cast)

    assert [entry.supporting for entry in board.entries] == ["Supporting: Police; Health board"]
    assert board.by_agency == (Figures("Northbrook Council", 1, 0, 0, 0),)


def test_board_counts_by_review_and_by_agency(cast, recommendation):
    other = review_of(cast.northbrook, name="Ash", by=cast.alice)
    first = action_under(recommendation, by=cast.alice, target_date=EARLIER)
    update_of(first, by=cast.alice, dated=LATER)
    action_under(
        recommendation_in(other, by=cast.alice),
        by=cast.alice,
        lead_agency="",
        completed_on=LATER,
    )

    board = board_of(cast)

    assert board.by_review == (Figures("Ash", 1, 0, 0, 1), Figures("Elm", 1, 1, 1, 0))
    assert board.by_agency == (
        Figures("Northbrook Council", 1, 1, 1, 0),
        Figures("Not recorded", 1, 0, 0, 1),
    )
    assert board.summary == (
        "1 action has moved since 1 February 2026, 1 was completed, and 1 is overdue."
    )


def test_board_tells_of_no_other_partnership(cast):
    elsewhere = review_of(cast.eastmere, name="Sorrel", by=cast.alice)
    action_under(recommendation_in(elsewhere, by=cast.alice), by=cast.alice)

    assert board_of(cast).entries == ()


def test_board_query_count_does_not_grow(cast, django_assert_num_queries):
    for number in range(1, 31):
        review = review_of(cast.northbrook, name=f"Oak {number}", by=cast.alice)
        above = recommendation_in(review, by=cast.alice)
        action = action_under(above, supporting=["Police"], by=cast.alice)
        update_of(action, by=cast.alice, rating="green")
        if number in (1, 30):
            with django_assert_num_queries(3):
                board_of(cast)


@pytest.mark.parametrize(
    ("query", "since", "errors"),
    [
        ("", None, []),
        ("?since=2026-02-01", SINCE, []),
        ("?since=2099-02-01", None, []),
        ("?since=soon", None, []),
        ("?since_0=1&since_1=Feb&since_2=2026", SINCE, []),
        ("?since_0=31&since_1=2&since_2=2026", None, ["The date must be a real date"]),
        ("?since_0=&since_1=&since_2=", None, ["Enter the date from which the report should tell"]),
    ],
)
def test_page_goes_by_the_day_that_was_asked_for(cast, client, query, since, errors):
    client.force_login(cast.vic)

    response = client.get(url_of("board_report", cast.northbrook) + query)

    board, form = response.context["board"], response.context["form"]
    assert board.since == (since or a_quarter_before(timezone.localdate()))
    assert list(form.errors.get("since", [])) == errors


@pytest.mark.parametrize(
    ("today", "before"),
    [
        (dt.date(2026, 11, 24), dt.date(2026, 8, 24)),
        (dt.date(2026, 5, 31), dt.date(2026, 2, 28)),
        (dt.date(2026, 2, 10), dt.date(2025, 11, 10)),
    ],
)
def test_quarter_goes_back_three_months(today, before):
    assert a_quarter_before(today) == before


def test_report_is_on_the_page_and_on_paper(cast, client, recommendation, tmp_path):
    action = action_under(recommendation, by=cast.alice, target_date=EARLIER)
    update_of(action, by=cast.alice, rating="amber", dated=LATER)
    action_under(
        recommendation,
        by=cast.alice,
        completed_on=LATER,
        outcome="It is used.",
        supporting=["Health board"],
    )
    given_up(
        action_under(recommendation, by=cast.alice),
        by=cast.alice,
        dated=LATER,
        reason="Another law does it.",
    )
    client.force_login(cast.vic)

    page = client.get(url_of("board_report", cast.northbrook) + "?since=2026-02-01")
    paper = client.get(url_of("board_report_pdf", cast.northbrook) + "?since=2026-02-01")

    file = tmp_path / "report.pdf"
    file.write_bytes(paper.content)
    with pdfplumber.open(io.BytesIO(paper.content)) as document:
        (text,) = [" ".join(sheet.extract_text().split()) for sheet in document.pages]
    summary = (
        "1 action has moved since 1 February 2026, 1 was completed, 1 was not taken forward, "
        "and 1 is overdue."
    )
    shown = page.content.decode()
    for words in ("Agreed by The partnership board.", "Another law", "Supporting: Health board"):
        assert (words, shown.count(words), text.count(words)) == (words, 1, 1)
    assert (page.content.decode().count(summary), text.count(summary)) == (1, 1)
    assert (text.count("It is used."), text.count("Page 1 of 1")) == (1, 1)
    assert broken_rules(file) == {}


def test_report_without_actions_is_accessible_too(cast, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(to_pdf(to_html(board_of(cast), "packs/board_report_pdf.html")))

    assert broken_rules(file) == {}


def test_report_is_downloaded_with_a_trace_and_without_names(cast, client):
    client.force_login(cast.vic)

    response = client.get(url_of("board_report_pdf", cast.northbrook) + "?since=2026-02-01")

    event = Event.objects.last()
    name = f"board-report-{cast.northbrook.pk}-{timezone.localdate()}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (event.verb, event.actor, event.changes) == (
        "packs.board_report_downloaded",
        cast.vic,
        {"since": "2026-02-01"},
    )


def test_home_office_has_no_board(cast, client):
    client.force_login(cast.quinn)

    response = client.get(url_of("board_report", cast.home_office))

    assert response.status_code == 404
