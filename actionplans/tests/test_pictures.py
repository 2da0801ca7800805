"""The figures behind the pictures: exact numbers, that none is lost, and that all of it is in sight."""

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actionplans.models import Action
from actionplans.pictures import (
    LETTER,
    MOST_AGENCIES,
    NO_AGENCY,
    WIDTH,
    by_agency,
    by_month,
    history,
    now,
)
from actionplans.presenters import known_of, plan_pictures
from actionplans.ratings import DEFAULT
from actionplans.tests.factories import action_under, rated, recommendation_in, update_of
from actionplans.tracking import MOST_DAYS, OVERDUE, Told, Tracked
from reviews.tests.factories import review_of, tomorrow, yesterday

LABELS = {"red": "Red: off track", "amber": "Amber: at risk", "blue": "Blue: done", "": "No rating"}
TODAY = dt.date(2026, 3, 10)
SVG = "{http://www.w3.org/2000/svg}"

DAYS = st.dates(dt.date(2019, 1, 1), TODAY)
UPDATES = st.lists(st.builds(Told, DAYS, st.sampled_from(list(LABELS))), max_size=6).map(
    lambda told: tuple(sorted(told, key=lambda one: one.on))
)
ACTIONS = st.builds(
    Tracked,
    lead=st.sampled_from(
        ["", *"abcdefghijkl", "A body whose name is very much longer than others"]
    ),
    target=st.none() | st.dates(dt.date(2018, 1, 1), dt.date(2030, 1, 1)),
    completed=st.none() | DAYS,
    given_up=st.none() | DAYS,
    updates=UPDATES,
)
PLANS = st.lists(ACTIONS, max_size=30)


def day(month, number, year=2026):
    return dt.date(year, month, number)


def numbers_in(path):
    """The horizontal and the vertical places of a path of M, H and V."""
    across = [float(x) for x in re.findall(r"[MH]([\d.-]+)", path)]
    down = [float(y) for y in re.findall(r"(?:V|M[\d.-]+ )([\d.-]+)", path)]
    return across, down


def test_now_is_one_bar_of_shares():
    actions = [
        rated((day(1, 5), "blue"), (day(2, 5), "red")),
        *[rated((day(1, 5), "amber"))] * 2,
        Tracked(),
    ]

    bar = now(actions, LABELS)

    assert bar is not None
    assert [(s.words, s.number, percent) for s, percent in bar.shares] == [
        ("Red: off track", 1, 25),
        ("Amber: at risk", 2, 50),
        ("No rating", 1, 25),
    ]
    assert [(s.x, s.width, s.middle) for s in bar.segments] == [
        (1, 89.5, 45.8),
        (90.5, 179, 180),
        (269.5, 89.5, 314.2),
    ]


def test_empty_plan_has_no_picture():
    assert now([], LABELS) is None
    assert by_month([], LABELS, today=TODAY) is None
    assert by_agency([], LABELS).bars == ()


def test_plan_without_updates_has_no_months():
    assert by_month([Tracked(target=day(1, 1))], LABELS, today=TODAY) is None


def test_months_are_stacked_from_the_first_rating_of_the_legend():
    actions = [rated((day(1, 5), "red"), target=day(2, 10)), rated((day(3, 1), "amber"))]

    months = by_month(actions, LABELS, today=TODAY)

    assert months is not None
    assert months.key == (
        ("red", "Red: off track"),
        ("amber", "Amber: at risk"),
        ("", "No rating"),
        ("overdue", "Overdue"),
    )
    assert months.table == (
        ("31 January 2026", (1, 0, 1, 0)),
        ("28 February 2026", (1, 0, 1, 1)),
        ("10 March 2026", (1, 1, 0, 1)),
    )
    assert months.changes == [
        ("Red: off track", 1, 1),
        ("Amber: at risk", 0, 1),
        ("No rating", 1, 0),
        ("Overdue", 0, 1),
    ]
    assert [area.path for area in months.areas[:2]] == [
        "M34 83V83H142.3V83H250.7V83H359V158H250.7V158H142.3V158H34Z",
        "M34 83V83H142.3V83H250.7V8H359V83H250.7V83H142.3V83H34Z",
    ]
    assert [line.path for line in months.lines] == ["M34 158V158H142.3V83H250.7V83H359"]
    assert [label.text for label in months.dates] == ["Jan 2026", "Feb 2026", "Mar 2026"]
    assert months.levels == ((0, 158), (1, 83), (2, 8))


@pytest.mark.parametrize(
    ("actions", "levels"),
    [
        (1, [0, 1]),
        (5, [0, 1, 2, 3, 4, 5]),
        (6, [0, 2, 4, 6]),
        (24, [0, 5, 10, 15, 20]),
        (500, [0, 100, 200, 300, 400, 500]),
    ],
)
def test_levels_are_round_numbers(actions, levels):
    months = by_month([rated((day(1, 5), "red"))] * actions, LABELS, today=TODAY)

    assert months is not None
    assert [level for level, _ in months.levels] == levels


def test_agencies_with_most_actions_come_first_and_the_smallest_together():
    actions = (
        [Tracked(lead=name) for name in "abcdefghi"] + [Tracked(lead="z")] * 3 + [Tracked()] * 2
    )

    agencies = by_agency(actions, LABELS)

    assert [(bar.name, bar.total) for bar in agencies.bars] == [
        ("z", 3),
        (NO_AGENCY, 2),
        *[(name, 1) for name in "abcde"],
        ("4 other agencies", 4),
    ]
    assert agencies.table[-1] == ("4 other agencies", (4,))
    assert max(bar.segments[-1].width for bar in agencies.bars) == WIDTH - 2


def test_history_of_an_action_is_drawn_to_scale():
    action = rated(
        (day(1, 1), ""),
        (day(1, 30), "red"),
        (day(2, 28), "blue"),
        target=day(2, 14),
        completed=day(3, 1),
    )

    found = history(action, LABELS, today=TODAY)

    assert found is not None
    assert [(s.words, s.x, s.width, s.label is not None) for s in found.ratings] == [
        ("No rating", 6, 148.4, True),
        ("Red: off track", 154.4, 148.4, True),
        ("Blue: done", 302.8, 5.1, False),
    ]
    assert [(s.x, s.width) for s in found.overdue] == [(236.3, 71.6)]
    assert found.updates == (6, 154.4, 302.8)
    assert (found.target.text, found.target.at) == ("Target Date 14 February 2026", 231.2)
    assert (found.ended.text, found.ended.at) == ("Completed 1 March 2026", 307.9)
    assert [label.text for label in found.dates] == ["1 January 2026", "10 March 2026"]
    assert found.today is None
    assert found.key == (
        ("", "No rating"),
        ("red", "Red: off track"),
        ("blue", "Blue: done"),
        ("overdue", "Overdue"),
        ("update", "Update"),
    )


def test_history_marks_today_before_a_target_date_to_come():
    found = history(rated((day(1, 5), "red"), target=day(6, 1)), LABELS, today=TODAY)

    assert found is not None
    assert (found.today.text, found.dates[-1].text, found.overdue) == ("Today", "1 June 2026", ())


@pytest.mark.parametrize(
    ("action", "spans"),
    [
        (rated((day(1, 5), "red")), [("red", 6, 348)]),  # rated from the first update on
        (rated((day(1, 5), "red"), (TODAY, "blue")), [("red", 6, 348), ("blue", 354, 2)]),
        (rated((day(1, 5), "red"), completed=day(2, 6)), [("red", 6, 174)]),
        (rated((day(1, 5), "red"), (TODAY, ""), completed=day(2, 6)), [("red", 6, 348)]),
    ],
)
def test_ratings_are_drawn_from_the_first_update_to_the_end(action, spans):
    found = history(action, LABELS, today=TODAY)

    assert found is not None
    assert [(span.state, span.x, span.width) for span in found.ratings] == spans


def test_history_of_an_action_that_has_ended_marks_its_end_and_not_today():
    action = rated((day(1, 5), "red"), target=day(12, 1), given_up=day(2, 20))

    found = history(action, LABELS, today=TODAY)

    assert found is not None
    assert found.ended is not None
    assert (found.ended.text, found.today) == ("Not taken forward 20 February 2026", None)


def test_history_says_in_words_what_it_shows():
    told = (
        Told(day(1, 5), "red", "Red: nobody leads it"),
        Told(day(1, 20)),
        Told(day(2, 1), "blue"),
    )
    action = Tracked(target=day(1, 9), given_up=day(2, 2), updates=told)

    found = history(action, LABELS, today=TODAY)

    assert found is not None
    assert found.table == (
        ("5 January 2026", "Update: Red: nobody leads it"),
        ("9 January 2026", "Target Date"),
        ("20 January 2026", "Update without a new rating"),
        ("1 February 2026", "Update: Blue: done"),
        ("2 February 2026", "Not taken forward"),
    )


@pytest.mark.parametrize("action", [Tracked(target=day(1, 1)), rated((TODAY, "red"))])
def test_action_without_a_past_has_no_history(action):
    assert history(action, LABELS, today=TODAY) is None


@given(PLANS)
def test_every_action_is_in_every_picture_once(actions):
    bar = now(actions, LABELS)
    months = by_month(actions, LABELS, today=TODAY)
    agencies = by_agency(actions, LABELS)

    assert (bar.total if bar else 0) == sum(b.total for b in agencies.bars) == len(actions)
    assert sum(sum(numbers) for _, numbers in agencies.table) == len(actions)
    assert len(agencies.bars) <= MOST_AGENCIES
    if months:
        ratings = len(months.areas)
        assert {sum(numbers[:ratings]) for _, numbers in months.table} == {len(actions)}
        assert len(months.table) <= MOST_DAYS
        assert dict(zip(months.key, months.table[-1][1], strict=True)).get(
            (OVERDUE, "Overdue"), 0
        ) == sum(bool(a.target and a.target < TODAY and not a.ended) for a in actions)


@given(PLANS)
def test_nothing_of_a_plan_is_drawn_outside_its_view_box(actions):
    months, agencies = by_month(actions, LABELS, today=TODAY), by_agency(actions, LABELS)

    for bar in agencies.bars:
        assert LETTER * len(f"{bar.name}: {bar.total}") <= WIDTH
        assert all(s.x >= 0 and s.x + s.width <= WIDTH for s in bar.segments)
        assert bar.y + 48 <= agencies.height
    for shape in (*months.areas, *months.lines) if months else ():
        across, down = numbers_in(shape.path)
        assert (min(across), max(across)) == (34, 359)
        assert min(down) >= 8
        assert max(down) <= 158
    for label in months.dates if months else ():
        assert 0 <= label.x <= WIDTH - LETTER * len(label.text)


@given(ACTIONS)
def test_nothing_of_a_history_is_drawn_outside_its_view_box(action):
    found = history(action, LABELS, today=TODAY)

    if found:
        marks = [label for label in (found.target, found.ended, found.today, *found.dates) if label]
        assert all(0 <= label.x <= WIDTH - LETTER * len(label.text) for label in marks)
        assert all(4 <= x <= WIDTH - 4 for x in (*found.updates, *(label.at for label in marks)))
        assert all(s.x >= 0 and s.x + s.width <= WIDTH for s in (*found.ratings, *found.overdue))


def long_plan():
    """500 actions of twenty agencies over five years, each with twelve updates."""
    ratings = ["red", "amber", "blue", ""]
    return [
        Tracked(
            lead=f"Agency <{n % 20}> & others",
            target=TODAY - dt.timedelta(days=n),
            completed=TODAY - dt.timedelta(days=n) if n % 3 == 0 else None,
            given_up=TODAY - dt.timedelta(days=n) if n % 7 == 0 else None,
            updates=tuple(
                Told(
                    TODAY - dt.timedelta(days=(11 - step) * 145 + n % 100), ratings[(n + step) % 4]
                )
                for step in range(12)
            ),
        )
        for n in range(500)
    ]


def drawn(template, **figures):
    """The markup of a picture with its patterns, which must be well formed."""
    names = (f"actionplans/{name}.html" for name in ("_picture_patterns", template))
    page = "".join(render_to_string(name, figures) for name in names)
    return page, ElementTree.fromstring(f"<div>{page}</div>")  # noqa: S314 -- markup of our own


def plan_drawn(actions):
    return drawn(
        "_picture",
        months=by_month(actions, LABELS, today=TODAY),
        agencies=by_agency(actions, LABELS),
    )


@pytest.fixture(params=["now", "plan", "history"])
def tree(request):
    actions = long_plan()
    return {
        "now": lambda: drawn("_picture_now", bar=now(actions, LABELS)),
        "plan": lambda: plan_drawn(actions),
        "history": lambda: drawn(
            "_picture_history", history=history(actions[0], LABELS, today=TODAY)
        ),
    }[request.param]()[1]


def test_picture_of_a_long_plan_is_small():
    page, _ = plan_drawn(long_plan())

    assert len(page.encode()) < 40_000


def images_of(tree):
    return [svg for svg in tree.iter(f"{SVG}svg") if svg.get("role") == "img"]


def test_every_image_is_labelled_by_its_title_and_its_words(tree):
    images = images_of(tree)

    assert images
    for image in images:
        title, words = image.find(f"{SVG}title"), image.find(f"{SVG}desc")
        assert image.get("aria-labelledby") == f"{title.get('id')} {words.get('id')}"
        assert all((title.text, words.text))


def test_images_say_in_words_what_they_show():
    actions = [rated((day(2, 5), "red"), lead="Housing"), rated((day(3, 1), "amber"))]
    figures = {
        "_picture_now": {"bar": now(actions, LABELS)},
        "_picture_months": {"months": by_month(actions, LABELS, today=TODAY)},
        "_picture_agencies": {"agencies": by_agency(actions, LABELS)},
        "_picture_history": {"history": history(actions[0], LABELS, today=TODAY)},
    }

    found = [images_of(drawn(name, **given)[1])[0] for name, given in figures.items()]

    assert [image.find(f"{SVG}desc").text.strip() for image in found] == [
        "2 actions. Red: off track, 1 (50%). Amber: at risk, 1 (50%).",
        (
            "From 28 February 2026 until today: Red: off track, 1 then and 1 now. Amber: at risk, "
            "0 then and 1 now. No rating, 1 then and 0 now. The table below has every date."
        ),
        "Housing, 1 action: Red: off track, 1. Lead Agency not recorded, 1 action: Amber: at risk, 1.",
        "5 February 2026: Update: Red: off track.",
    ]


def test_every_fill_is_a_pattern_that_is_there(tree):
    patterns = {pattern.get("id") for pattern in tree.iter(f"{SVG}pattern")}
    fills = {node.get("fill") for node in tree.iter() if node.get("fill")}

    assert fills
    assert fills <= {f"url(#{pattern})" for pattern in patterns}


def test_picture_needs_no_style_or_script_of_its_own(tree):
    found = [node.tag for node in tree.iter() if node.get("style") or node.tag.endswith("script")]

    assert found == []
    assert len({node.get("id") for node in tree.iter()} - {None}) == len(
        [node for node in tree.iter() if node.get("id")]
    )


def test_tables_hold_the_figures_of_the_pictures():
    actions = [rated((day(2, 5), "red"), lead="Housing"), rated((day(3, 1), "amber"))]

    _, tree = plan_drawn(actions)
    rows = [
        [" ".join(cell.itertext()) for cell in row]
        for row in tree.iter("tr")
        if row.find("td") is not None
    ]

    assert rows == [
        ["28 February 2026", "1", "0", "1"],
        ["10 March 2026", "1", "1", "0"],
        ["Housing", "1", "0"],
        [NO_AGENCY, "0", "1"],
    ]


def test_plan_without_updates_says_why_there_is_nothing_over_time():
    page, _ = plan_drawn([Tracked(lead="Housing")])

    assert page.count("There are no updates yet, so nothing is known of earlier months.") == 1


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def plan_of(client, review):
    return client.get(reverse("actionplans:plan", args=[review.pk]))


def test_plan_page_pictures_the_whole_plan_whatever_it_shows(cast, alice, recommendation):
    late = action_under(
        recommendation, by=cast.alice, target_date=yesterday(), lead_agency="Police"
    )
    update_of(late, by=cast.alice, rating="red", dated=yesterday())
    update_of(late, by=cast.alice, rating="amber", dated=yesterday())
    action_under(recommendation, by=cast.alice, lead_agency="Housing")

    response = alice.get(reverse("actionplans:plan", args=[cast.review.pk]), {"lead": "Housing"})

    pictures = response.context["pictures"]
    assert [(s.rating, s.number) for s in pictures["now"].segments] == [("amber", 1), ("", 1)]
    assert [(bar.name, bar.total) for bar in pictures["agencies"].bars] == [
        ("Housing", 1),
        ("Police", 1),
    ]
    assert pictures["months"].table[-1][1] == (1, 1, 1)
    assert response.content.count(b'role="img"') == 3


def test_plan_page_without_actions_has_no_picture(cast, alice, recommendation):
    response = plan_of(alice, cast.review)

    assert (response.context["pictures"], response.content.count(b'role="img"')) == ({}, 0)


def test_pictures_keep_to_their_own_review(cast, alice, action):
    other = review_of(cast.northbrook, by=cast.alice, name="Oak")
    elsewhere = action_under(recommendation_in(other, by=cast.alice), by=cast.alice)
    update_of(elsewhere, by=cast.alice, rating="red")

    pictures = plan_of(alice, cast.review).context["pictures"]

    assert (pictures["now"].total, pictures["months"]) == (1, None)


def test_pictures_of_a_plan_take_one_query(cast, recommendation, django_assert_num_queries):
    for number in range(1, 11):
        action = action_under(recommendation, by=cast.alice)
        update_of(action, by=cast.alice, rating="amber")
        if number in (1, 10):
            known = known_of(Action.visible_to(cast.alice).of_review(cast.review))
            with django_assert_num_queries(1):
                plan_pictures(known, DEFAULT)


def test_action_page_pictures_its_history(cast, alice, recommendation):
    action = action_under(recommendation, by=cast.alice, target_date=tomorrow())
    update_of(action, by=cast.alice, rating="red", dated=yesterday())
    update_of(action, by=cast.alice)

    response = alice.get(action.get_absolute_url())

    assert [words for _, words in response.context["picture"].table] == [
        "Update: Red: off track",
        "Update without a new rating",
        "Target Date",
    ]
    assert response.content.count(b'role="img"') == 1


def test_action_page_without_updates_has_no_picture(alice, action):
    response = alice.get(action.get_absolute_url())

    assert (response.context["picture"], response.content.count(b'role="img"')) == (None, 0)
