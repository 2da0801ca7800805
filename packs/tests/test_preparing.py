"""Choosing what a pack holds, and the covering letter that follows the answers until a person changes it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from access.versions import CHANGED_SINCE
from feedback.models import RevisionKind
from feedback.tests.factories import revision_of
from packs.assembling import assemble
from packs.covering import covering_letter
from packs.making import make_resubmission
from packs.making_actions import prepare_pack
from packs.models import PackKind, Preparation
from packs.tests.factories import MADE_AT, a_pack, an_empty_pack

RESUBMISSION = PackKind.RESUBMISSION
DONE = (
    "The letter names 4 areas for development. The report was revised for area 1. It was partly "
    "revised for area 2, with reasons. It was not revised for area 3; the reasons are given. "
    "Area 4 is not answered yet."
)


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def url(qa_round):
    return reverse("packs:prepare", args=[qa_round.pk])


def sent(form, **changes):
    usual = {name: form[name].value() for name in ("held", "marking", "letter", "version")}
    return usual | changes


def saved(qa_round):
    return Preparation.of(qa_round, RESUBMISSION)


def test_covering_letter_tells_what_was_done():
    letter = covering_letter(a_pack())

    assert letter.split("\n\n")[1:4] == [
        "Domestic Homicide Review (DHR), reference NB 2024/3, round 1",
        "Thank you for the feedback letter dated 2 March 2026. This pack answers it.",
        DONE,
    ]
    assert "Send a digital copy of the final version; Send the weblink." in letter


def test_covering_letter_of_a_letter_without_areas_says_so():
    assert "The letter names no areas for development." in covering_letter(an_empty_pack())


def test_covering_letter_names_nobody():
    letter = covering_letter(a_pack())

    assert [name for name in ("Chloe", "Alice", "Elm") if name in letter] == []


def test_form_offers_the_letter_as_the_answers_give_it(cast, alice, items, url):
    revision_of(items[0], kind=RevisionKind.NOT_REVISED, by=cast.alice)

    form = alice.get(url).context["form"]

    assert "It was not revised for area 1; the reasons are given." in form["letter"].value()
    assert form["held"].value() == [
        "letter",
        "glance",
        "not-revised",
        "earlier",
        "plan",
        "panel",
        "duties",
    ]


def test_letter_that_nobody_changed_goes_on_following_the_answers(
    cast, alice, items, qa_round, url
):
    form = alice.get(url).context["form"]
    windows = form["letter"].value().replace("\n", "\r\n")

    alice.post(url, sent(form, letter=windows))
    revision_of(items[0], by=cast.alice)

    assert saved(qa_round).letter == ""
    assert "The report was revised for area 1." in alice.get(url).context["form"]["letter"].value()


def test_letter_in_ones_own_words_is_the_one_that_is_printed(cast, alice, qa_round, url):
    form = alice.get(url).context["form"]

    response = alice.post(url, sent(form, letter="Dear Panel,\r\n\r\nHere it is."))

    contents = assemble(qa_round, at=MADE_AT, by=cast.alice, chosen=saved(qa_round))
    assert response.url == reverse("packs:pack", args=[qa_round.pk])
    assert contents.letter == "Dear Panel,\n\nHere it is."


def test_sections_and_marking_are_chosen(cast, alice, qa_round, url):
    form = alice.get(url).context["form"]

    alice.post(url, sent(form, held=["letter", "plan"], marking="official", embed="on"))

    row = saved(qa_round)
    contents = assemble(qa_round, at=MADE_AT, by=cast.alice, chosen=row)
    assert (row.left_out, row.embed) == (
        ["glance", "not-revised", "earlier", "panel", "duties"],
        True,
    )
    assert (contents.marking, dict(contents.details)["Protective marking"]) == (
        "OFFICIAL",
        "OFFICIAL",
    )


def test_second_person_is_told_and_their_words_are_still_there(cast, alice, qa_round, url):
    form = alice.get(url).context["form"]
    prepare_pack(qa_round, kind=RESUBMISSION, version=1, embed=True, by=cast.chloe)

    response = alice.post(url, sent(form, letter="Mine."))

    again = response.context["form"]
    assert again.non_field_errors() == [CHANGED_SINCE]
    assert again["letter"].value() == "Mine."
    assert alice.post(url, sent(again, letter="Mine.")).status_code == 302


def test_sections_that_are_left_out_are_not_in_the_pack(cast, qa_round):
    left_out = ["letter", "glance", "panel"]
    Preparation.unscoped.create(round=qa_round, kind=RESUBMISSION, left_out=left_out)

    made = make_resubmission(qa_round, cast.alice)

    assert made.sections == (
        "answers",
        "not-revised",
        "plan",
        "duties",
        "documents",
        "sign-off",
    )
