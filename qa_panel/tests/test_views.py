"""The secretariat's pages: who finds them, what they show, and what a late press is told."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from accounts.tests.factories import person
from qa_panel.actions import HANDED_SINCE, take
from qa_panel.models import Taking, latest_taking
from qa_panel.tests.factories import listed, submitted
from reviews.actions import make_move, put_on_hold
from reviews.models import Round
from reviews.tests.factories import review_of, round_at, tomorrow, typed_day, yesterday
from reviews.workflow import Move, PanelMode, Stage

QUEUE = reverse("qa_panel:queue")
MARCH = reverse("qa_panel:month", args=[2026, 3])


@pytest.fixture
def quinn(cast, client):
    client.force_login(cast.quinn)
    return client


@pytest.fixture
def noor(cast):
    return person("Noor", Role.QA_OFFICER, cast.home_office)


def names(response):
    return [row.review.name for row in response.context["rows"]]


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("who", ["alice", "vic", "chloe", "kim", "quinn"])
def test_pages_are_found_by_officers_only(cast, client, who):
    ash = listed(cast.northbrook, by=cast.alice, panel_on=yesterday())
    on = yesterday()
    pages = [
        QUEUE,
        reverse("qa_panel:take", args=[ash.pk]),
        reverse("qa_panel:holder", args=[ash.pk]),
        reverse("qa_panel:this_month"),
        MARCH,
        reverse("qa_panel:considered", args=[on.year, on.month, on.day]),
    ]
    client.force_login(getattr(cast, who))

    found = {client.get(page).status_code for page in pages}

    assert found == ({200} if who == "quinn" else {404})


@pytest.mark.parametrize("who", ["alice", "vic", "chloe", "kim"])
def test_presses_of_others_do_nothing(cast, client, who):
    ash = listed(cast.northbrook, by=cast.alice, panel_on=yesterday())
    on = yesterday()
    client.force_login(getattr(cast, who))

    found = {
        client.post(page).status_code
        for page in (
            reverse("qa_panel:take", args=[ash.pk]),
            reverse("qa_panel:holder", args=[ash.pk]),
            reverse("qa_panel:considered", args=[on.year, on.month, on.day]),
        )
    }

    assert (found, Taking.unscoped.count()) == ({404}, 0)


@pytest.mark.parametrize("name", ["take", "holder"])
def test_round_that_was_not_submitted_is_not_found(cast, quinn, name):
    place = reverse(f"qa_panel:{name}", args=[cast.review.rounds.get().pk])

    assert (quinn.get(place).status_code, quinn.post(place).status_code) == (404, 404)


def test_queue_shows_each_review_with_its_age_panel_and_officer(cast, quinn):
    panel_on = dt.date(2026, 3, 12)
    ash = submitted(cast.northbrook, "Ash", by=cast.alice, days=12)
    listed(cast.eastmere, "Box", by=cast.alice, panel_on=panel_on)
    take(ash, by=cast.quinn)

    rows = quinn.get(QUEUE).context["rows"]

    assert [(r.review.name, r.stage, r.age, r.panel, r.holder, r.free) for r in rows] == [
        ("Ash", "Submitted", "12\u00a0days", "", "Quinn", False),
        ("Box", "Listed for the QA Panel", "Today", "12 March 2026: meeting", "Nobody yet", True),
    ]


def test_empty_queue_says_so(quinn):
    page = quinn.get(QUEUE)

    assert (page.context["rows"], page.context["next"]) == ([], None)
    assert page.content.decode().count("Nothing waits for the Home Office now.") == 1


def test_queue_counts_what_is_with_the_csp(cast, quinn):
    round_at(Stage.REVISING, cast.review, by=cast.alice)

    page = quinn.get(QUEUE)

    assert (page.context["with_csp"], names(page)) == (1, [])


def test_queue_says_what_is_on_hold(cast, quinn):
    ash = submitted(cast.northbrook, by=cast.alice)
    put_on_hold(ash.review, reason="Trial.", review_on=tomorrow(), by=cast.quinn)

    page = quinn.get(QUEUE)

    assert [row.on_hold for row in page.context["rows"]] == [True]
    assert page.context["next"] is None


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Ash", "Box", "Elder"]),
        ("?stage=listed", ["Box"]),
        ("?who=me", ["Ash"]),
        ("?who=nobody", ["Box"]),
        ("?who={noor}", ["Elder"]),
        ("?csp={eastmere}", ["Box"]),
        ("?who=me&stage=listed", []),
        ("?sort=-age", ["Ash", "Box", "Elder"]),
        ("?sort=age", ["Elder", "Box", "Ash"]),
        ("?sort=panel", ["Box", "Ash", "Elder"]),
        ("?sort=-panel", ["Box", "Ash", "Elder"]),
        ("?sort=x&page=999&stage=x&who=x&csp=x", ["Ash", "Box", "Elder"]),
    ],
)
def test_queue_is_narrowed_and_sorted_by_its_address(cast, quinn, noor, query, shown):
    take(submitted(cast.northbrook, "Ash", by=cast.alice, days=9), by=cast.quinn)
    box = submitted(cast.eastmere, "Box", by=cast.alice, days=6)
    make_move(box, Move.LIST, panel_on=dt.date(2026, 3, 12), by=cast.alice)
    take(submitted(cast.northbrook, "Elder", by=cast.alice, days=3), by=noor)

    page = quinn.get(QUEUE + query.format(noor=noor.pk, eastmere=cast.eastmere.pk))

    assert names(page) == shown


def test_queue_shows_fifty_at_once(cast, quinn):
    for number in range(51):
        submitted(cast.northbrook, f"Review {number:02}", by=cast.alice)

    pages = [len(names(quinn.get(QUEUE, {"page": page}))) for page in (1, 2)]

    assert pages == [50, 1]


def queries(client, page):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_queue_query_count_does_not_grow(cast, quinn):
    for number in range(1, 31):
        qa_round = submitted(cast.northbrook, f"Review {number}", by=cast.alice)
        if number == 1:
            few = queries(quinn, QUEUE)
        elif number % 2:
            take(qa_round, by=cast.quinn)

    assert queries(quinn, QUEUE) == few <= 10


def test_taking_leads_to_the_review(cast, quinn):
    submitted(cast.northbrook, "Ash", by=cast.alice, days=1)
    box = submitted(cast.northbrook, "Box", by=cast.alice, days=2)
    following = quinn.get(QUEUE).context["next"]

    response = quinn.post(reverse("qa_panel:take", args=[following.pk]))

    assert (following, response.url) == (box, box.get_absolute_url())
    assert latest_taking(box).to == cast.quinn


def test_who_comes_too_late_is_told_and_offered_the_next(cast, quinn, noor):
    ash = submitted(cast.northbrook, "Ash", by=cast.alice, days=2)
    box = submitted(cast.northbrook, "Box", by=cast.alice, days=1)
    take(ash, by=noor)

    response = quinn.post(reverse("qa_panel:take", args=[ash.pk]), follow=True)

    assert said(response) == ["Noor has Ash, round 1 already. You can take the next one."]
    assert (response.context["next"], latest_taking(ash).to) == (box, noor)


def test_page_changes_who_has_it(cast, quinn, noor):
    ash = submitted(cast.northbrook, by=cast.alice)
    place = reverse("qa_panel:holder", args=[ash.pk])
    found = []

    for to in (noor.pk, ""):
        seen = quinn.get(place).context["form"]["seen"].value()
        response = quinn.post(place, {"to": to, "seen": seen})
        found.append((response.url, latest_taking(ash).to))

    assert found == [(ash.get_absolute_url(), noor), (ash.get_absolute_url(), None)]


def test_old_page_is_told_who_has_it_now(cast, quinn, noor):
    ash = submitted(cast.northbrook, by=cast.alice)
    taking = take(ash, by=noor)
    place = reverse("qa_panel:holder", args=[ash.pk])

    form = quinn.post(place, {"to": cast.quinn.pk, "seen": 0}).context["form"]

    assert form.non_field_errors() == [HANDED_SINCE]
    assert form["seen"].value() == taking.pk
    assert latest_taking(ash) == taking


def test_month_groups_reviews_by_day_and_way(cast, quinn):
    early, late = dt.date(2026, 3, 2), dt.date(2026, 3, 30)
    listed(cast.northbrook, "Ash", by=cast.alice, panel_on=late)
    listed(cast.eastmere, "Box", by=cast.alice, panel_on=early)
    listed(cast.eastmere, "Elder", by=cast.alice, panel_on=early, panel_mode=PanelMode.VIRTUAL)
    listed(cast.eastmere, "Fir", by=cast.alice, panel_on=early)
    listed(cast.eastmere, "Gorse", by=cast.alice)

    context = quinn.get(MARCH).context

    assert [(d.title, [row.review.name for row in d.rows]) for d in context["days"]] == [
        ("2 March 2026: meeting", ["Box", "Fir"]),
        ("2 March 2026: virtual panel process", ["Elder"]),
        ("30 March 2026: meeting", ["Ash"]),
    ]
    assert (context["month"], context["number"]) == ("March 2026", 4)
    assert [row.review.name for row in context["undated"]] == ["Gorse"]


def test_month_without_an_address_of_its_own_is_this_one(quinn):
    context = quinn.get(reverse("qa_panel:this_month")).context

    assert context["month"] == f"{timezone.localdate():%B %Y}"
    assert (context["days"], context["undated"], context["number"]) == ([], [], 0)


@pytest.mark.parametrize(
    ("year", "month", "around"),
    [(2026, 12, ["2026-11", "2027-01"]), (2026, 1, ["2025-12", "2026-02"])],
)
def test_month_leads_to_the_months_around_it(quinn, year, month, around):
    context = quinn.get(reverse("qa_panel:month", args=[year, month])).context

    assert [f"{context[name]:%Y-%m}" for name in ("previous", "next")] == around


@pytest.mark.parametrize("address", ["2026/13", "0/1", "2026/0", "99999999999999999999/1", "1/1"])
def test_month_that_does_not_exist_is_not_found(quinn, address):
    assert quinn.get(f"/panel/{address}/").status_code == 404


def test_month_query_count_does_not_grow(cast, quinn):
    for number in range(1, 31):
        on = dt.date(2026, 3, number)
        qa_round = listed(cast.northbrook, f"Review {number}", by=cast.alice, panel_on=on)
        take(qa_round, by=cast.quinn)
        if number == 1:
            few = queries(quinn, MARCH)

    assert queries(quinn, MARCH) == few <= 6


def considered_url(on):
    return reverse("qa_panel:considered", args=[on.year, on.month, on.day])


@pytest.mark.parametrize(("on", "may_record"), [(yesterday(), True), (tomorrow(), False)])
def test_panel_day_is_recorded_once_it_has_come(cast, quinn, on, may_record):
    listed(cast.northbrook, by=cast.alice, panel_on=on)

    page = quinn.get(reverse("qa_panel:month", args=[on.year, on.month]))

    assert [day.may_record for day in page.context["days"]] == [may_record]
    assert page.content.decode().count(considered_url(on)) == may_record


def test_check_page_shows_what_was_ticked(cast, quinn):
    on = yesterday()
    ash, box = (listed(cast.northbrook, n, by=cast.alice, panel_on=on) for n in ("Ash", "Box"))

    form = quinn.get(considered_url(on), {"round": box.pk}).context["form"]

    assert [(o.label, o.checked) for o in form["rounds"].options] == [
        ("Ash, round 1, Northbrook CSP (Listed for the QA Panel)", False),
        ("Box, round 1, Northbrook CSP (Listed for the QA Panel)", True),
    ]
    assert form["on"].value() == on
    assert Round.unscoped.get(pk=ash.pk).stage == Stage.LISTED


def test_ticked_reviews_are_recorded_as_considered(cast, quinn):
    on = yesterday()
    rounds = [listed(cast.northbrook, n, by=cast.alice, panel_on=on) for n in ("Ash", "Box", "Fir")]
    typed = {"rounds": [r.pk for r in rounds[:2]]} | typed_day("on", on)

    response = quinn.post(considered_url(on), typed, follow=True)

    month = reverse("qa_panel:month", args=[on.year, on.month])
    assert response.redirect_chain == [(month, 302)]
    assert said(response) == ["Recorded as considered: 2 reviews."]
    assert [Round.unscoped.get(pk=r.pk).stage for r in rounds] == [
        Stage.CONSIDERED,
        Stage.CONSIDERED,
        Stage.LISTED,
    ]


def test_review_that_has_moved_on_is_named_and_none_is_recorded(cast, quinn):
    on = yesterday()
    ash, box = (listed(cast.northbrook, n, by=cast.alice, panel_on=on) for n in ("Ash", "Box"))
    make_move(box, Move.CONSIDER, by=cast.alice)
    typed = {"rounds": [ash.pk, box.pk]} | typed_day("on", on)

    form = quinn.post(considered_url(on), typed).context["form"]

    (sentence,) = form.non_field_errors()
    assert sentence.startswith("Nothing has been recorded. Box, round 1: This is not possible")
    assert Round.unscoped.get(pk=ash.pk).stage == Stage.LISTED


def test_reviews_of_another_day_cannot_be_chosen(cast, quinn):
    on = yesterday()
    listed(cast.northbrook, "Ash", by=cast.alice, panel_on=on)
    other = listed(cast.northbrook, "Box", by=cast.alice, panel_on=tomorrow())

    for chosen, sentence in (
        ([other.pk], "Select the reviews that the QA Panel considered"),
        ([], "Select the reviews that the QA Panel considered"),
        ([10**30], "Select the reviews that the QA Panel considered"),
        (["x"], "Select the reviews that the QA Panel considered"),
    ):
        typed = {"rounds": chosen} | typed_day("on", on)
        form = quinn.post(considered_url(on), typed).context["form"]

        assert form.errors == {"rounds": [sentence]}


@pytest.mark.parametrize("address", ["2026/2/30", "2026/3/3", "0/0/0"])
def test_day_without_a_panel_is_not_found(quinn, address):
    assert quinn.get(f"/panel/{address}/considered/").status_code == 404


def test_queue_never_names_what_was_not_submitted(cast, quinn):
    review_of(cast.northbrook, name="Rowan", by=cast.alice)
    submitted(cast.northbrook, "Ash", by=cast.alice)

    page = quinn.get(QUEUE)

    assert names(page) == ["Ash"]
    assert page.content.decode().count("Rowan") == 0
