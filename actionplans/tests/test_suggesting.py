"""Which rating the facts speak for, and when to look again."""

import datetime as dt

import pytest

from actionplans.suggesting import Facts, Suggestion, next_look, suggest

TODAY = dt.date(2026, 3, 10)
EARLIER, LATER = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
SILENT = dt.date(2025, 11, 30)
RED = Suggestion("red", "the target date passed on 1 March 2026")
AMBER = Suggestion("amber", "there has been no update since 30 November 2025")
BLUE = Suggestion("blue", "it was completed on 1 March 2026")


def facts(**known):
    return Facts(today=TODAY, quiet=dt.timedelta(90), **known)


@pytest.mark.parametrize(
    ("known", "suggestion"),
    [
        ({}, None),
        ({"target": LATER}, None),
        ({"target": TODAY}, None),
        ({"target": EARLIER}, RED),
        ({"target": EARLIER, "rating": "green"}, RED),
        ({"target": EARLIER, "rating": "red"}, None),
        ({"target": EARLIER, "rating": "blue"}, None),
        ({"target": EARLIER, "given_up": True}, None),
        ({"target": EARLIER, "completed": EARLIER}, BLUE),
        ({"completed": EARLIER, "rating": "blue"}, None),
        ({"target": EARLIER, "updated": SILENT}, RED),
        ({"updated": SILENT}, AMBER),
        ({"updated": SILENT, "rating": "green"}, AMBER),
        ({"updated": SILENT, "rating": "amber"}, None),
        ({"updated": SILENT, "rating": "red"}, None),
        ({"updated": TODAY - dt.timedelta(90)}, None),
        ({"updated": TODAY - dt.timedelta(91), "rating": "amber"}, None),
    ],
)
def test_suggestion_follows_from_the_facts(known, suggestion):
    assert suggest(facts(**known)) == suggestion


def test_suggestion_waits_for_the_chosen_interval():
    silent = {"updated": TODAY - dt.timedelta(30), "today": TODAY}

    patient = suggest(Facts(quiet=dt.timedelta(30), **silent))
    impatient = suggest(Facts(quiet=dt.timedelta(29), **silent))

    assert (patient, impatient and impatient.rating) == (None, "amber")


def test_suggestion_is_never_a_colour_that_is_not_used():
    late = facts(target=EARLIER)

    assert (suggest(late, {"amber", "green"}), suggest(late, {"red"})) == (None, RED)


def test_suggestion_gives_its_reason_as_a_sentence():
    assert RED.reason == "The target date passed on 1 March 2026."


@pytest.mark.parametrize(
    ("looked", "due"),
    [
        (None, dt.date(2025, 7, 3)),
        (dt.date(2025, 6, 2), dt.date(2025, 7, 3)),
        (dt.date(2025, 6, 3), dt.date(2026, 1, 1)),
        (dt.date(2025, 9, 1), dt.date(2026, 1, 1)),
        (dt.date(2025, 12, 2), None),
    ],
)
def test_look_is_due_twice_in_the_year_after_completion(looked, due):
    assert next_look(dt.date(2025, 1, 1), looked) == due


def test_nothing_is_looked_at_before_it_is_complete():
    assert next_look(None, None) is None
