"""Reading what a pack will say before it is made: its words, and nothing that could act."""

from __future__ import annotations

import base64
import hashlib

import pytest
from django.urls import reverse

from feedback.tests.factories import areas_of
from packs.models import Pack, PackKind, Preparation
from packs.previewing import STYLE

HOSTILE = "</style><script>alert(1)</script> & <img src=x>"


@pytest.fixture
def preview(cast, client):
    client.force_login(cast.alice)

    def read(qa_round):
        return client.get(reverse("packs:preview", args=[qa_round.pk]))

    return read


def test_preview_says_what_the_pack_will_say_and_keeps_nothing(preview, items, qa_round):
    html = preview(qa_round).content.decode()

    assert [html.count(item.text) for item in items] == [2, 2]
    assert html.count("Covering letter") == 1
    assert not Pack.unscoped.exists()


def test_preview_goes_without_what_was_left_out(preview, items, qa_round):
    left_out = ["letter", "plan"]
    Preparation.unscoped.create(round=qa_round, kind=PackKind.RESUBMISSION, left_out=left_out)

    html = preview(qa_round).content.decode()

    assert (html.count("Covering letter"), html.count("<h2>Action plan</h2>")) == (0, 0)


def test_only_the_style_of_the_page_itself_is_allowed(preview, items, qa_round):
    response = preview(qa_round)

    (style,) = STYLE.findall(response.content.decode())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert response["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def test_words_of_a_letter_are_never_markup(cast, preview):
    items = areas_of(cast.review, HOSTILE, by=cast.alice)

    html = preview(items[0].letter.round).content.decode()

    assert html.count("<script") == html.count("<img") == 0
    assert html.count("&lt;script&gt;") >= 1
