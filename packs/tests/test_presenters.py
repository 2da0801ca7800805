"""The packs' line on the review's page, and the step that it offers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback.tests.factories import areas_of, revision_of
from packs.models import Pack
from packs.presenters import MAKE, made_words, packs
from packs.tests.factories import pack_of
from reviews.actions import make_move
from reviews.workflow import Move


def line(cast, qa_round, user=None):
    return packs(cast.review, qa_round, user or cast.alice)


def today():
    day = timezone.localdate()
    return f"{day.day} {day:%B %Y}"


def test_no_packs_yet(cast, qa_round):
    section = line(cast, qa_round)

    assert (section.title, section.summary) == ("Resubmission packs", "None made yet")
    assert section.href == reverse("packs:pack", args=[qa_round.pk])
    assert section.next_step is None


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 made, on {day}"), (2, "2 made, the last on {day}")]
)
def test_packs_are_counted_and_dated(cast, qa_round, number, words):
    for _ in range(number):
        pack_of(qa_round, by=cast.alice)

    assert made_words(list(Pack.unscoped.all())) == words.format(day=today())


def test_pack_is_the_next_step_once_everything_is_answered(cast, items, qa_round):
    step = (MAKE, reverse("packs:pack", args=[qa_round.pk]))
    revision_of(items[0], by=cast.alice)
    half = line(cast, qa_round).next_step
    revision_of(items[1], by=cast.alice)
    whole = line(cast, qa_round).next_step
    pack_of(qa_round, by=cast.alice)
    made = line(cast, qa_round).next_step
    revision_of(items[1], by=cast.chloe)

    again = line(cast, qa_round).next_step

    assert (half, whole, made, again) == (None, step, None, step)


def test_pack_is_no_step_for_a_viewer(cast, items, qa_round):
    for item in items:
        revision_of(item, by=cast.alice)

    steps = [line(cast, qa_round, user).next_step for user in (cast.alice, cast.vic)]

    assert [bool(step) for step in steps] == [True, False]


def test_review_without_a_letter_has_no_line(cast):
    assert line(cast, cast.review.rounds.get()) is None


def test_next_round_leads_to_the_earlier_packs(cast):
    items = areas_of(cast.review, "Add a rating.", outcome="resubmit", by=cast.alice)
    revision_of(items[0], by=cast.alice)
    pack = pack_of(items[0].letter.round, by=cast.alice)
    make_move(items[0].letter.round, Move.RESUBMIT, by=cast.quinn)

    section = line(cast, cast.review.rounds.last())

    assert section.href == reverse("packs:pack", args=[pack.round_id])
    assert (section.summary, section.next_step) == (f"1 made, on {today()}", None)
