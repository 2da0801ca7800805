"""One plan alone as a PDF: read back, judged by the reference validator, refused when it is too long."""

from __future__ import annotations

import dataclasses
import io
import re

import pdfplumber
import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import Event
from packs.pdf import to_html, to_pdf
from packs.plan import PlanAlone, assemble_plan
from packs.policies import MOST_ROWS, fits_a_pdf
from packs.tests.factories import MADE_AT, PLAN
from packs.tests.vera import broken_rules

TEMPLATE = "packs/plan.html"


def a_plan(number: int = 20) -> PlanAlone:
    rows = [
        dataclasses.replace(PLAN[0], number=str(at), recommendation=f"{at}: Share.")
        for at in range(3, number)
    ]
    return PlanAlone(
        review="Elm",
        reference="NB 2024/3",
        kind="Domestic Homicide Review (DHR)",
        organisation="Northbrook CSP",
        marking="OFFICIAL-SENSITIVE",
        made_at=MADE_AT,
        plan=(*PLAN, *rows),
    )


@pytest.fixture(scope="module")
def pdf():
    return to_pdf(to_html(a_plan(), TEMPLATE))


@pytest.fixture(scope="module")
def texts(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


def test_plan_alone_repeats_header_marking_and_number_on_every_page(texts):
    total = len(texts)

    assert total > 1
    assert [text.count("Lead Agency") for text in texts] == [1] * total
    assert [text.splitlines()[-1] for text in texts] == [
        f"3 May 2026, 3:05pm OFFICIAL-SENSITIVE Page {n} of {total}" for n in range(1, total + 1)
    ]
    assert [text.splitlines()[0] for text in texts[1:]] == [
        "Elm (NB 2024/3) OFFICIAL-SENSITIVE Action plan"
    ] * (total - 1)


def test_plan_alone_says_that_it_is_live_and_what_the_ratings_mean(texts):
    first = " ".join(texts[0].split())

    assert first.count("This is a live document: it stands here as it stood on 3 May 2026.") == 1
    assert re.findall(r"(?:Red: off|Amber: at|Green: on) \w+ \d+|Blue: complete \d+", first) == [
        "Red: off track 0",
        "Amber: at risk 18",
        "Green: on track 0",
        "Blue: complete 1",
    ]


def test_plan_alone_lies_across_the_page(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        across = [page.mediabox[2] > page.mediabox[3] for page in document.pages]

        assert across == [True] * len(across)
        assert str(document.docinfo["/Title"]) == "Action plan: Elm (NB 2024/3)"
        assert str(document.Root.Lang) == "en-GB"


@pytest.mark.parametrize(
    "plan", [a_plan(), dataclasses.replace(a_plan(), plan=())], ids=["full", "empty"]
)
def test_plan_alone_is_accessible_by_the_reference_validator(tmp_path, plan):
    file = tmp_path / "plan.pdf"
    file.write_bytes(to_pdf(to_html(plan, TEMPLATE)))

    assert broken_rules(file) == {}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (MOST_ROWS, ""),
        (
            MOST_ROWS + 1,
            (
                "This plan has 301 rows, and a PDF can hold 300. "
                "Download it as Excel, Word or CSV instead."
            ),
        ),
    ],
)
def test_plan_fits_a_pdf_up_to_a_length(rows, reason):
    plan = dataclasses.replace(a_plan(), plan=PLAN[:1] * rows)

    assert fits_a_pdf(plan).reason == reason


def test_plan_alone_query_count_does_not_grow(cast, django_assert_num_queries):
    recommendation = recommendation_in(cast.review, by=cast.alice)
    for number in range(1, 31):
        update_of(action_under(recommendation, by=cast.alice), by=cast.alice, rating="green")
        if number in (1, 30):
            with django_assert_num_queries(4):
                assemble_plan(cast.review, at=timezone.now())


def test_plan_is_downloaded_with_a_trace_and_without_names(cast, client):
    action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)
    client.force_login(cast.chloe)

    response = client.get(reverse("packs:plan_pdf", args=[cast.review.pk]))

    event = Event.objects.last()
    name = f"action-plan-{cast.review.pk}-{timezone.localdate()}.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert (event.verb, event.actor, event.changes) == (
        "actionplans.plan_exported",
        cast.chloe,
        {"form": "pdf"},
    )


def test_plan_that_is_too_long_is_refused_without_a_trace(cast, client, monkeypatch):
    monkeypatch.setattr("packs.policies.MOST_ROWS", 0)
    recommendation_in(cast.review, by=cast.alice)
    client.force_login(cast.alice)
    before = Event.objects.count()

    response = client.get(reverse("packs:plan_pdf", args=[cast.review.pk]))

    assert (response.status_code, response.context["reason"]) == (
        403,
        "This plan has 1 rows, and a PDF can hold 0. Download it as Excel, Word or CSV instead.",
    )
    assert Event.objects.count() == before
