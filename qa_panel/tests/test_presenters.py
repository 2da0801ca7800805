"""The words of the queue and of a month, and who is told who has a review."""

import datetime as dt

import pytest
from django.test import RequestFactory
from django.urls import reverse

from accounts.presenters import navigation
from qa_panel.actions import take
from qa_panel.presenters import age, panel_words
from qa_panel.tests.factories import submitted
from reviews.sections import sections
from reviews.tests.factories import round_at, yesterday
from reviews.workflow import Stage


@pytest.mark.parametrize(
    ("on", "mode", "words"),
    [
        (dt.date(2026, 3, 12), "meeting", "12 March 2026: meeting"),
        (dt.date(2026, 3, 12), "virtual", "12 March 2026: virtual panel process"),
        (dt.date(2026, 3, 12), "", "12 March 2026"),
        (None, "meeting", "Not set: meeting"),
        (None, None, ""),
    ],
)
def test_panel_words_say_what_is_known(on, mode, words):
    assert panel_words(on, mode) == words


def test_age_is_in_calendar_days():
    today = yesterday() + dt.timedelta(days=1)

    ages = [age(today - dt.timedelta(days=days)) for days in (0, 1, 12)]

    assert ages == ["Today", "1\u00a0day", "12\u00a0days"]


def line(review, qa_round, user):
    titled = "Who has it at the Home Office"
    parts = [part for part in sections(review, qa_round, user) if part.title == titled]
    return [(part.summary, part.href) for part in parts]


def test_review_page_says_to_officers_who_has_it(cast):
    ash = submitted(cast.northbrook, by=cast.alice)
    href = reverse("qa_panel:holder", args=[ash.pk])

    before = line(ash.review, ash, cast.quinn)
    take(ash, by=cast.quinn)

    assert before == [("Nobody yet", href)]
    assert line(ash.review, ash, cast.quinn) == [("Quinn", href)]
    assert [line(ash.review, ash, u) for u in (cast.alice, cast.vic)] == [[], []]


def test_review_page_is_silent_when_nobody_had_what_is_with_the_csp(cast):
    qa_round = round_at(Stage.REVISING, cast.review, by=cast.alice)

    assert line(cast.review, qa_round, cast.quinn) == []


@pytest.mark.parametrize(
    ("who", "links"), [("quinn", ["Queue", "QA Panel"]), ("alice", []), ("chloe", []), ("kim", [])]
)
def test_menu_links_officers_to_their_pages(cast, who, links):
    request = RequestFactory().get("/")
    request.user = getattr(cast, who)

    shown = [link["text"] for link in navigation(request)["navigation"]]

    assert [text for text in shown if text in ("Queue", "QA Panel")] == links
