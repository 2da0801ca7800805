"""The timeline of a review and the two clocks beside it: nothing is hidden, and each sees their own."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reviews.actions import (
    correct_step,
    make_move,
    put_on_hold,
    take_back,
    take_off_hold,
    transfer_review,
)
from reviews.clocks import Days, days_between
from reviews.models import Review, Round, StageChange
from reviews.telling import clock_rows
from reviews.tests.factories import review_of, round_at, tomorrow
from reviews.timeline import told
from reviews.workflow import Move, PanelMode, Stage

OPENED, TODAY = dt.date(2026, 3, 2), dt.date(2026, 3, 30)


def march(day):
    return dt.date(2026, 3, day)


def opened(review, on=OPENED):
    at = dt.datetime.combine(on, dt.time(9, 0), tzinfo=dt.UTC)
    Review.unscoped.filter(pk=review.pk).update(opened_at=at)
    return Review.unscoped.get(pk=review.pk)


@pytest.fixture
def qa_round(cast):
    return cast.review.rounds.get()


@pytest.fixture
def sent(cast, qa_round):
    return make_move(qa_round, Move.SENT_BEFORE, on=march(9), note="By e-mail.", by=cast.alice)


def page(client, cast, who="alice", **query):
    client.force_login(getattr(cast, who))
    return client.get(reverse("reviews:timeline", args=[cast.review.pk]), query)


def titles(entries):
    return [entry.title for entry in entries]


def test_steps_are_told_newest_first_and_for_whom(cast, qa_round, sent):
    listed = make_move(
        qa_round,
        Move.LIST,
        on=march(12),
        panel_on=march(26),
        panel_mode=PanelMode.VIRTUAL,
        by=cast.alice,
    )

    later, earlier = told(cast.review, cast.vic)

    assert (later.title, later.by) == (
        "Round 1: Listed for the QA Panel",
        "Alice for the Home Office",
    )
    assert later.text == "QA Panel: 26 March 2026, virtual panel process"
    assert (later.on, later.at) == (march(12), listed.at)
    assert (earlier.title, earlier.by, earlier.text) == (
        "Round 1: Submitted",
        "Alice",
        "By e-mail.",
    )
    assert earlier.href == f"{cast.review.get_absolute_url()}?round=1"


def test_letters_step_says_which_outcome_it_was(cast):
    round_at(Stage.REVISING, cast.review, by=cast.alice)

    (entry,) = told(cast.review, cast.vic)

    assert entry.text.splitlines() == [
        "Letter: may be published after changes",
        "So that the test can go on.",
    ]


def test_correction_shows_what_was_recorded_before_and_why(cast, sent):
    second = correct_step(sent, on=march(10), note="By post.", why="It was posted.", by=cast.alice)
    correct_step(second, on=march(11), note="By post.", why="A day later.", by=cast.alice)

    (entry,) = told(cast.review, cast.vic)

    assert (entry.on, entry.why, entry.undone, entry.mark) == (march(11), "A day later.", False, "")
    assert [(row.on, row.text, row.why, row.mark) for row in entry.earlier] == [
        (march(10), "By post.", "It was posted.", "Corrected"),
        (march(9), "By e-mail.", "", "Corrected"),
    ]


def test_step_taken_back_keeps_its_place_and_is_marked(cast, qa_round, sent):
    listed = make_move(qa_round, Move.LIST, on=march(12), by=cast.quinn)
    take_back(listed, why="It was another review.", by=cast.quinn)

    undoing, undone, standing = told(cast.review, cast.vic)

    assert (undoing.title, undoing.on, undoing.why) == (
        "Round 1: “Listed for the QA Panel” taken back",
        timezone.localdate(),
        "It was another review.",
    )
    assert (undone.on, undone.undone, undone.mark) == (march(12), True, "Taken back")
    assert (standing.title, standing.undone) == ("Round 1: Submitted", False)


def test_holds_and_a_transfer_are_told_with_their_reasons(cast):
    put_on_hold(cast.review, reason="A trial.", review_on=tomorrow(), by=cast.alice)
    take_off_hold(cast.review, reason="It has ended.", by=cast.alice)
    transfer_review(cast.review, to=cast.eastmere, reason="She lived there.", by=cast.alice)

    found = told(Review.unscoped.get(pk=cast.review.pk), cast.alice)

    assert [(entry.kind, entry.title, entry.text.splitlines()[0]) for entry in found] == [
        ("Transfers", "Transferred from Northbrook CSP to Eastmere CSP", "She lived there."),
        ("Holds", "Taken off hold", "It has ended."),
        ("Holds", "Put on hold", "A trial."),
    ]
    assert found[2].text.splitlines()[1].startswith("To be looked at again on ")


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("alice", [["Correct this", "Take this back"], ["Correct this"]]),
        ("quinn", [["Correct this", "Take this back"], []]),
        ("vic", [[], []]),
        ("chloe", [[], []]),
    ],
)
def test_correcting_is_offered_to_the_side_whose_record_it_is(cast, qa_round, sent, who, offered):
    make_move(qa_round, Move.LIST, on=march(12), by=cast.alice)

    found = told(cast.review, getattr(cast, who))

    assert [[words for words, _ in entry.offers] for entry in found] == offered


def test_what_does_not_stand_offers_nothing(cast, qa_round, sent):
    listed = make_move(qa_round, Move.LIST, on=march(12), by=cast.alice)
    take_back(listed, why="Too soon.", by=cast.alice)

    found = told(cast.review, cast.alice)

    assert [len(entry.offers) for entry in found] == [0, 0, 2]


def test_letters_step_is_not_taken_back_without_its_letter(cast):
    round_at(Stage.REVISING, cast.review, by=cast.alice)

    (entry,) = told(cast.review, cast.alice)

    assert [words for words, _ in entry.offers] == ["Correct this"]


def test_page_shows_an_entry_with_everything_that_was_said(cast, client, sent):
    correct_step(sent, on=march(10), note="<b>Line 1</b>\nLine 2", why="Zoë asked.", by=cast.alice)

    shown = page(client, cast).content.decode()

    assert shown.count("&lt;b&gt;Line 1&lt;/b&gt;<br>Line 2") == 1
    assert shown.count("10 March 2026. Recorded by Alice on ") == 1
    assert shown.count("As it was recorded before:") == 1
    assert shown.count("9 March 2026. Recorded by Alice on ") == 1
    assert shown.count("Zoë asked.") == 1
    assert shown.count("Correct this") == 1


def test_page_without_entries_says_so(cast, client):
    response = page(client, cast)

    assert list(response.context["page"]) == []
    assert response.content.decode().count("Nothing has been recorded yet.") == 1


def test_page_is_of_one_review(cast, client):
    round_at(Stage.SUBMITTED, review_of(cast.eastmere, by=cast.alice, name="Oak"), by=cast.alice)

    assert list(page(client, cast).context["page"]) == []


@pytest.mark.parametrize(
    ("kind", "shown", "marked"),
    [
        ("Holds", ["Put on hold"], "Holds"),
        ("Steps", ["Round 1: Submitted"], "Steps"),
        ("", ["Put on hold", "Round 1: Submitted"], ""),
        ("Nothing", ["Put on hold", "Round 1: Submitted"], ""),
    ],
)
def test_page_shows_one_kind(cast, client, sent, kind, shown, marked):
    put_on_hold(cast.review, reason="A trial.", review_on=tomorrow(), by=cast.alice)

    response = page(client, cast, kind=kind)

    assert titles(response.context["page"]) == shown
    assert response.context["kind"] == marked
    assert response.context["kinds"] == [
        ("", "Everything", 2),
        ("Holds", "Holds", 1),
        ("Steps", "Steps", 1),
    ]


def test_page_holds_fifty_entries(cast, client):
    grow(cast, 51)

    first, second = page(client, cast), page(client, cast, page="2")

    assert [len(response.context["page"]) for response in (first, second)] == [50, 1]
    assert first.content.decode().count('href="?page=2"') == 2


def test_page_query_count_does_not_grow(cast, client):
    page(client, cast)  # signed in
    counts = []
    for entries in (1, 30):
        grow(cast, entries)
        with CaptureQueriesContext(connection) as queries:
            shown = client.get(reverse("reviews:timeline", args=[cast.review.pk])).context["page"]
        counts.append((len(shown), len(queries)))

    assert [number for number, _ in counts] == [1, 30]
    assert counts[0][1] == counts[1][1] > 0


def test_twelve_rounds_are_told_and_counted(cast, client):
    grow(cast, 12, rounds=12)

    response = page(client, cast)

    assert titles(response.context["page"])[0] == "Round 12: Submitted"
    assert [row.label for row in response.context["clocks"]] == [
        *(f"Round {number}" for number in range(1, 13)),
        "All rounds",
    ]


def grow(cast, entries, rounds=1):
    """Steps enough for so many entries; every other one is a correction, with the row before it."""
    rows = StageChange.unscoped.filter(round__review=cast.review, corrects__isnull=True)
    for number in range(rows.count() + 1, entries + 1):
        qa_round, _ = Round.unscoped.get_or_create(
            review=cast.review,
            number=min(number, rounds),
            defaults={"stage": Stage.RESUBMITTED},
        )
        told = {"move": Move.SENT_BEFORE, "source": Stage.PREPARING, "target": Stage.SUBMITTED}
        told |= {"round": qa_round, "by": cast.alice, "happened_on": march(1), "place": number}
        row = StageChange.unscoped.create(**told)
        if number % 2:
            StageChange.unscoped.create(**told, corrects=row, why="Wrong note.")


@pytest.mark.parametrize(
    ("who", "offered"), [("alice", True), ("quinn", False), ("vic", False), ("chloe", False)]
)
def test_page_links_to_the_pages_that_correct(cast, client, sent, who, offered):
    shown = page(client, cast, who).content.decode()

    assert (reverse("reviews:correct_step", args=[sent.pk]) in shown) == offered
    assert (reverse("reviews:take_back", args=[sent.pk]) in shown) == offered


def test_clocks_count_the_standing_steps_of_a_round(cast, qa_round, sent):
    review = opened(cast.review)
    correct_step(sent, on=march(11), note="By e-mail.", why="Two days later.", by=cast.alice)
    listed = make_move(qa_round, Move.LIST, on=march(12), by=cast.quinn)
    take_back(listed, why="It was another review.", by=cast.quinn)

    (row,) = clock_rows(review, cast.vic, today=TODAY)

    assert (row.label, row.csp, row.home_office) == ("Round 1", Days(9, 7), Days(19, 13))


def test_clocks_of_a_resubmitted_review_are_summed(cast, qa_round):
    review = opened(cast.review)
    make_move(qa_round, Move.LETTER_RESUBMIT, on=march(9), by=cast.quinn)
    resubmitted(qa_round, march(16), by=cast.alice)
    make_move(review.rounds.last(), Move.LETTER_PUBLISH, on=march(23), by=cast.quinn)

    rows = clock_rows(review, cast.quinn, today=TODAY)

    assert [(row.label, row.csp, row.home_office) for row in rows] == [
        ("Round 1", Days(14, 10), Days()),
        ("Round 2", Days(), Days(7, 5)),
        ("All rounds", Days(14, 10), Days(7, 5)),
    ]


def resubmitted(qa_round, on, *, by):
    """As the room of documents leaves it, without its documents."""
    Round.unscoped.filter(pk=qa_round.pk).update(stage=Stage.RESUBMITTED)
    StageChange.unscoped.create(
        round=qa_round,
        move=Move.RESUBMIT,
        source=Stage.REVISING,
        target=Stage.RESUBMITTED,
        place=2,
        happened_on=on,
        by=by,
    )
    Round.unscoped.create(review=qa_round.review, number=2, stage=Stage.SUBMITTED)


def test_days_on_hold_are_told_apart(cast):
    today = timezone.localdate()
    review = opened(cast.review, today - dt.timedelta(days=5))
    put_on_hold(review, reason="A trial.", review_on=tomorrow(), by=cast.alice)
    in_three_days = today + dt.timedelta(days=3)

    (row,) = clock_rows(review, cast.vic, today=in_three_days)

    days = days_between(today - dt.timedelta(days=5), in_three_days)
    assert row.csp == days + Days(on_hold=3)


def test_page_says_the_days_in_words(cast, client, sent):
    opened(cast.review)

    shown = " ".join(page(client, cast).content.decode().split())

    assert shown.count("7 days (5 working days)") == 2
    assert shown.count("of which") == 0
