"""Papers for people: what they say, to whom they are given, and that everybody can read them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from actionplans.tests.factories import action_under, recommendation_in
from audit.models import Event
from documents.tests.factories import document_in
from feedback.tests.factories import revision_of
from packs import papers
from packs.pdf import to_html, to_pdf
from packs.tests.vera import broken_rules

AT = dt.datetime(2026, 5, 3, 14, 5, tzinfo=dt.UTC)


@pytest.fixture
def answered(cast, items):
    revision_of(items[0], summary="We rewrote 4.2.", by=cast.alice)
    revision_of(items[0], summary="We rewrote 4.2 again.", by=cast.chloe)
    return items[0]


def html_of(paper, name):
    return to_html(paper, f"packs/paper_{name}.html")


def test_history_of_an_area_has_every_answer_newest_first(cast, answered):
    paper = papers.paper_of_item(answered, cast.alice, at=AT)

    html = html_of(paper, "item")

    assert [r.revision.summary for part in paper.rounds for r in part.answers] == [
        "We rewrote 4.2 again.",
        "We rewrote 4.2.",
    ]
    assert html.index("again.") < html.index("We rewrote 4.2.<")
    assert html.count("the answer that stands") == 1


def test_history_of_an_area_shows_the_other_side_only_what_was_submitted(cast, answered):
    paper = papers.paper_of_item(answered, cast.quinn, at=AT)

    assert [part.answers for part in paper.rounds] == [[]]


def test_letter_as_read_marks_where_each_area_was_found(items):
    letter = items[0].letter

    html = html_of(papers.paper_of_letter(letter, at=AT), "letter")

    assert [html.count(f"Area {item.number}: </span>") for item in items] == [1, 1]


def test_review_on_a_page_says_how_far_everything_is(cast, answered):
    action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)
    document_in(cast.review, by=cast.alice)

    paper = papers.paper_of_review(cast.review, at=AT)

    assert paper.rounds == (("Round 1", "Revising", "1 of 2 answered"),)
    assert paper.plan.actions == 1
    assert [name for name, _ in paper.documents] == ["Overview report, version 1"]


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("item", lambda cast, item: papers.paper_of_item(item, cast.alice, at=AT)),
        ("letter", lambda cast, item: papers.paper_of_letter(item.letter, at=AT)),
        ("review", lambda cast, item: papers.paper_of_review(cast.review, at=AT)),
    ],
)
def test_paper_meets_the_standards(cast, answered, tmp_path, name, paper):
    file = tmp_path / f"{name}.pdf"
    file.write_bytes(to_pdf(html_of(paper(cast, answered), name)))

    assert broken_rules(file) == {}


@pytest.mark.parametrize("name", ["item_paper", "letter_paper", "review_paper"])
def test_paper_is_handed_out_under_a_name_that_names_nobody(cast, client, answered, name):
    rows = {"item_paper": answered, "letter_paper": answered.letter, "review_paper": cast.review}
    client.force_login(cast.alice)

    response = client.get(reverse(f"packs:{name}", args=[rows[name].pk]))

    assert response["Content-Type"] == "application/pdf"
    assert "Elm" not in response["Content-Disposition"]
    assert Event.objects.filter(verb="packs.paper_downloaded", actor=cast.alice).count() == 1
