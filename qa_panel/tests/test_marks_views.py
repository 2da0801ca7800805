"""The pages on which answers are considered, marked and issued, and the page that both sides read."""

import pytest
from django.urls import reverse

from access.versions import CHANGED_SINCE
from accounts.actions import end_role
from feedback.drafts import Outcome
from feedback.tests.factories import areas_of, revision_of
from qa_panel.marks_actions import LOOK_AGAIN
from qa_panel.marks_policies import FIRST_ROUND, NOTHING_NEW
from qa_panel.marks_presenters import CAME_BY_EMAIL
from qa_panel.models import DraftMark, Mark, PanelView
from qa_panel.tests.factories import (
    answered_and_resubmitted,
    drafted,
    marked,
    resubmitted,
    resubmitted_by_email,
)
from reviews.tests.factories import evidence, review_of

NOBODY_ELSE = {"alice": 200, "vic": 403, "chloe": 403, "kim": 404, "quinn": 200}


@pytest.fixture
def second(cast):
    return resubmitted(cast.review, by=cast.alice)


@pytest.fixture
def quinn(cast, client):
    client.force_login(cast.quinn)
    return client


def page(name, qa_round, *number):
    return reverse(f"qa_panel:{name}", args=[qa_round.pk, *number])


def typed(response, **changes):
    """What the page sends back when only these were changed."""
    form = response.context["form"]
    return {field.name: field.value() or "" for field in form} | changes


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize(("who", "status"), NOBODY_ELSE.items())
def test_those_who_mark_find_the_pages(cast, client, second, who, status):
    client.force_login(getattr(cast, who))

    found = {
        client.get(place).status_code
        for place in (page("consider", second), page("mark", second, 1), page("issue", second))
    }

    assert found == {status}


@pytest.mark.parametrize(
    ("who", "status"), {"alice": 200, "vic": 200, "chloe": 200, "kim": 404, "quinn": 200}.items()
)
def test_view_is_read_by_both_sides(cast, client, second, who, status):
    marked(second, "+-", by=cast.quinn)
    client.force_login(getattr(cast, who))

    response = client.get(page("views", second))

    assert response.status_code == status
    if status == 200:
        rows = response.context["rows"]
        assert [(r.words, r.view.note) for r in rows] == [
            ("Met", ""),
            ("Not met", "Say more about area 2."),
        ]


@pytest.mark.parametrize("who", ["vic", "chloe", "kim"])
def test_presses_of_others_do_nothing(cast, client, second, who):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 2, Mark.MET, by=cast.quinn)
    client.force_login(getattr(cast, who))

    for place in (page("mark", second, 1), page("issue", second)):
        client.post(place, {"verdict": Mark.NOT_MET, "note": "No.", "seen": 2})

    assert (DraftMark.unscoped.count(), PanelView.unscoped.count()) == (2, 0)


def test_drafts_of_the_other_side_are_not_shown(cast, client, second):
    drafted(second, 1, Mark.NOT_MET, "A secret of the Home Office.", by=cast.quinn)
    drafted(second, 2, Mark.NOT_MET, "Another secret.", by=cast.quinn)
    shown = {}

    for who in ("quinn", "alice"):
        client.force_login(getattr(cast, who))
        places = (page("consider", second), page("mark", second, 1), page("issue", second))
        text = "".join(client.get(place).content.decode() for place in places)
        shown[who] = (text.count("secret") > 0, text.count("Not met</strong>"))

    assert shown == {"quinn": (True, 4), "alice": (False, 0)}


@pytest.mark.parametrize("name", ["consider", "issue"])
def test_first_round_has_nothing_to_consider(cast, quinn, second, name):
    first = cast.review.rounds.get(number=1)

    response = quinn.get(page(name, first))

    assert (response.status_code, response.context["reason"]) == (403, FIRST_ROUND)


def test_area_that_is_not_in_the_letter_is_not_found(quinn, second):
    assert quinn.get(page("mark", second, 3)).status_code == 404
    assert quinn.post(page("mark", second, 0)).status_code == 404


def test_nothing_is_chosen_beforehand(quinn, second):
    form = quinn.get(page("mark", second, 1)).context["form"]

    assert [option.checked for option in form["verdict"].options] == [False, False]


def test_overview_says_how_far_the_marks_have_come(cast, quinn):
    second = resubmitted(cast.review, "One.", "Two.", "Three.", by=cast.alice)
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 2, Mark.NOT_MET, by=cast.quinn)

    context = quinn.get(page("consider", second)).context

    assert [(r.words, r.state, r.answer) for r in context["rows"]] == [
        ("Met", "Draft", "Revised"),
        ("Not met", "Needs a note", "Revised"),
        ("Not marked yet", "", "Revised"),
    ]
    assert (context["done"], context["left"], context["next"][0]) == (1, 2, 2)


def test_overview_is_narrowed_to_what_is_not_marked_yet(cast, quinn, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)

    rows = quinn.get(page("consider", second), {"show": "unmarked"}).context["rows"]

    assert [row.area.item.number for row in rows] == [2]


def test_page_shows_the_answer_as_it_was_submitted(cast, quinn):
    items = areas_of(cast.review, outcome=Outcome.RESUBMIT, by=cast.alice)
    revision_of(items[0], summary="A first try.", by=cast.alice)
    last = revision_of(items[0], summary="What counts.", by=cast.alice)
    second = answered_and_resubmitted(cast.review, items[1:], by=cast.alice)

    context = quinn.get(page("mark", second, 1)).context

    assert context["answer"].revision == last
    assert context["submission"].round == second


def test_evidence_is_handed_to_the_secretariat(cast, quinn):
    items = areas_of(cast.review, outcome=Outcome.RESUBMIT, by=cast.alice)
    answer = revision_of(items[0], evidence=[evidence(data=b"Agreed.")], by=cast.alice)
    second = answered_and_resubmitted(cast.review, items[1:], by=cast.alice)
    href = reverse("feedback:evidence", args=[answer.pk, answer.evidence.get().pk])

    shown = quinn.get(page("mark", second, 1)).content.decode().count(href)

    assert (shown, b"".join(quinn.get(href).streaming_content)) == (1, b"Agreed.")


def test_page_says_that_answers_came_by_email(cast, quinn):
    second = resubmitted_by_email(cast.review, by=cast.alice, officer=cast.quinn)

    context = quinn.get(page("mark", second, 1)).context

    assert (context["answer"], context["no_answer"]) == (None, CAME_BY_EMAIL)
    assert quinn.get(page("consider", second)).context["no_answers"] == CAME_BY_EMAIL


def test_half_done_mark_is_saved_and_leads_to_the_next(quinn, second):
    place = page("mark", second, 1)

    response = quinn.post(place, typed(quinn.get(place), verdict=Mark.NOT_MET, note="", do="next"))

    assert response.url == page("mark", second, 2)
    assert DraftMark.unscoped.get().verdict == Mark.NOT_MET


@pytest.mark.parametrize(("number", "do"), [(1, "save"), (2, "next"), (2, "save")])
def test_saved_draft_leads_back_to_the_list(quinn, second, number, do):
    place = page("mark", second, number)

    response = quinn.post(place, typed(quinn.get(place), note="To be read again.", do=do))

    assert response.url == page("consider", second)


def test_stale_page_keeps_what_was_typed_and_shows_what_is_saved(cast, quinn, second):
    place = page("mark", second, 1)
    opened = quinn.get(place)
    drafted(second, 1, Mark.MET, by=cast.quinn)

    response = quinn.post(place, typed(opened, verdict=Mark.NOT_MET, note="Typed for long."))
    form = response.context["form"]

    assert form.non_field_errors() == [CHANGED_SINCE]
    assert (form["note"].value(), form["version"].value()) == ("Typed for long.", 1)
    assert response.context["saved"][0] == ("Mark", "Met")
    again = quinn.post(place, typed(response, verdict=Mark.NOT_MET))
    assert (again.status_code, DraftMark.unscoped.get().note) == (302, "Typed for long.")


def test_forged_verdict_is_not_taken(quinn, second):
    place = page("mark", second, 1)

    response = quinn.post(place, typed(quinn.get(place), verdict="perhaps"))

    assert response.context["form"].errors == {"verdict": ["Select whether this area was met"]}


def test_role_lost_in_mid_form_keeps_the_words(cast, client, second):
    client.force_login(cast.alice)
    place = page("mark", second, 1)
    opened = typed(client.get(place), note="Several words that took long.")
    for membership in cast.alice.memberships.filter(organisation=cast.northbrook):
        end_role(membership, by=None)

    response = client.post(place, opened)

    assert (response.status_code, response.context["typed"]) == (
        404,
        ["Several words that took long."],
    )


def test_check_page_names_what_is_not_marked_and_issues_nothing(cast, quinn, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    place = page("issue", second)

    opened = quinn.get(place)
    response = quinn.post(place, typed(opened))

    assert [row.href for row in opened.context["left"]] == [page("mark", second, 2)]
    assert response.context["form"].non_field_errors() == [
        "1 area is not marked yet, or “not met” without a note."
    ]
    assert PanelView.unscoped.count() == 0


def test_checked_marks_are_issued(cast, quinn, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 2, Mark.NOT_MET, "Not yet.", by=cast.quinn)
    place = page("issue", second)
    opened = quinn.get(place)

    response = quinn.post(place, typed(opened), follow=True)

    assert opened.context["submit_label"] == "Issue 2 marks"
    assert said(response) == ["2 marks are issued. Both sides can read them now."]
    assert (response.request["PATH_INFO"], response.context["tally"]) == (
        page("views", second),
        "1 met, 1 not met",
    )


def test_check_page_that_is_out_of_date_is_shown_anew(cast, quinn, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)
    drafted(second, 2, Mark.MET, by=cast.quinn)
    place = page("issue", second)
    opened = quinn.get(place)
    drafted(second, 2, Mark.NOT_MET, "Not yet.", by=cast.quinn)

    response = quinn.post(place, typed(opened))

    assert response.context["form"].non_field_errors() == [LOOK_AGAIN]
    assert [row.words for row in response.context["rows"]] == ["Met", "Not met"]
    assert quinn.post(place, typed(response)).status_code == 302


def test_correction_asks_why_and_keeps_what_stood(cast, quinn, second):
    marked(second, "++", by=cast.quinn)
    drafted(second, 1, Mark.NOT_MET, "The table is missing.", by=cast.quinn)
    place = page("issue", second)
    opened = quinn.get(place)

    refused = quinn.post(place, typed(opened))
    quinn.post(place, typed(opened, why="A slip."))
    (row, _) = quinn.get(page("views", second)).context["rows"]

    assert refused.context["form"].errors == {"why": ["Enter a reason"]}
    assert (row.words, row.view.why, [view.verdict for view in row.corrected]) == (
        "Not met",
        "A slip.",
        [Mark.MET],
    )


def test_issued_marks_offer_nothing_to_issue(cast, quinn, second):
    marked(second, "++", by=cast.quinn)

    verdict = quinn.get(page("issue", second)).context["may_be_issued"]

    assert verdict.reason == NOTHING_NEW


def test_view_that_was_not_issued_is_not_shown(cast, quinn, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)

    assert quinn.get(page("views", second)).context["rows"] == []


def test_query_counts_do_not_grow(cast, quinn, second, django_assert_num_queries):
    ash = review_of(cast.northbrook, name="Ash", by=cast.alice)
    texts = [f"Point {at} of many." for at in range(1, 121)]
    many = resubmitted(ash, *texts, by=cast.alice)
    marked(second, "+-", by=cast.quinn)
    marked(many, "+-" * 60, by=cast.quinn)

    for qa_round in (second, many):
        for name, number, queries in (
            ("consider", [], 11),
            ("mark", [1], 17),
            ("issue", [], 9),
            ("views", [], 7),
        ):
            with django_assert_num_queries(queries):
                response = quinn.get(page(name, qa_round, *number))
            assert response.status_code == 200
